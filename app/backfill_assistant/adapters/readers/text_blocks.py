"""Bytes of any encoding become blocks of valid UTF-8, each ending at a whole character."""

from __future__ import annotations

import codecs

import numpy as np
import pyarrow as pa

from backfill_assistant.adapters.readers.byte_source import ByteStream
from backfill_assistant.adapters.readers.limits import BLOCK_BYTES

UTF8_NAMES = ("utf-8", "utf8", "ascii", "us-ascii")
# UTF-8 in which some bytes are Windows-1252 instead.
MIXED = "utf-8+cp1252"
ONE_BYTE_FALLBACK = "backfill-one-byte"
MIXED_FALLBACK = "backfill-mixed"


class WrongEncoding(Exception):
    """The bytes are not of the encoding they were taken for; `block` is where it showed."""

    def __init__(self, block: bytes) -> None:
        super().__init__("wrong encoding")
        self.block = block


def _as_itself(error: UnicodeError) -> tuple[str, int]:
    """A byte without a meaning in a one-byte encoding becomes the control character of that number, as in browsers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(byte) for byte in error.object[error.start : error.end]), error.end


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8 is taken for Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", ONE_BYTE_FALLBACK), error.end


codecs.register_error(ONE_BYTE_FALLBACK, _as_itself)
codecs.register_error(MIXED_FALLBACK, _as_windows)


def _codec(encoding: str) -> tuple[str, str]:
    """Python's name of the codec and what it does with bytes that do not fit. Raises WrongEncoding where there is none."""
    if encoding == MIXED:
        return "utf-8", MIXED_FALLBACK
    try:
        # Python knows encodings that are none of text, too.
        "a".encode(encoding)
    except LookupError as error:
        raise WrongEncoding(b"") from error
    name = codecs.lookup(encoding).name
    one_byte = name.startswith(("cp125", "iso8859", "koi8", "mac-", "cp437", "cp85", "cp86"))
    return encoding, ONE_BYTE_FALLBACK if one_byte else "strict"


def decode_all(raw: bytes, encoding: str) -> str:
    """All of a text that is known to fit."""
    name, errors = _codec(encoding)
    return raw.decode(name, errors)


def decode_start(raw: bytes, encoding: str) -> str:
    """The text of a file's first bytes; a character cut at the end is left out, and what does not fit is shown as such."""
    name, errors = _codec(encoding)
    decoder = codecs.getincrementaldecoder(name)("replace" if errors == "strict" else errors)
    return decoder.decode(raw).removeprefix("\ufeff")


class TextBlocks:
    """Reads `stream` as `encoding`; raises WrongEncoding where it is not."""

    def __init__(self, stream: ByteStream, encoding: str) -> None:
        self._stream = stream
        name, errors = _codec(encoding)
        self._decoder = None if name in UTF8_NAMES and errors == "strict" else codecs.getincrementaldecoder(name)(errors)
        self._rest = b""
        self._first = True

    def next_block(self) -> bytes:
        """The next block; b"" at the end."""
        while True:
            raw = self._stream.read(BLOCK_BYTES)
            text = self._checked(raw) if self._decoder is None else self._converted(raw, self._decoder)
            if self._first and text:
                self._first = False
                text = text.removeprefix(codecs.BOM_UTF8)
            if text or not raw:
                return text

    def _converted(self, raw: bytes, decoder: codecs.IncrementalDecoder) -> bytes:
        try:
            return decoder.decode(raw, not raw).encode()
        except UnicodeError as error:
            raise WrongEncoding(raw) from error

    def _checked(self, raw: bytes) -> bytes:
        block = self._rest + raw if self._rest else raw
        cut = len(block) if not raw else len(block) - _unfinished(block)
        self._rest = block[cut:]
        text = block[:cut]
        if not text.isascii() and not is_utf8(text):
            raise WrongEncoding(text)
        return text


def is_utf8(text: bytes) -> bool:
    """Strictly valid UTF-8, looked at by Arrow without making a copy."""
    offsets = pa.py_buffer(np.array([0, len(text)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(text)]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _unfinished(block: bytes) -> int:
    """How many bytes at the end begin a character that is not complete."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if length > back else 0
        if byte < 0x80:
            return 0
    return 0

"""Bytes of any encoding become blocks of valid UTF-8, each ending at a whole character."""

from __future__ import annotations

import codecs

import numpy as np
import pyarrow as pa

from backfill_assistant.adapters.readers.byte_source import ByteStream
from backfill_assistant.adapters.readers.limits import BLOCK_BYTES

UTF8_NAMES = ("utf-8", "utf8", "ascii", "us-ascii")


class WrongEncoding(Exception):
    """The bytes are not of the encoding they were taken for."""

    def __init__(self, block: bytes) -> None:
        super().__init__("wrong encoding")
        # The block in which it showed.
        self.block = block


class TextBlocks:
    """Reads `stream` as `encoding`; raises WrongEncoding where it is not."""

    def __init__(self, stream: ByteStream, encoding: str) -> None:
        self._stream = stream
        self._utf8 = encoding in UTF8_NAMES
        self._decoder = None if self._utf8 else codecs.getincrementaldecoder(encoding)()
        self._rest = b""
        self._first = True

    def next_block(self) -> bytes:
        """The next block; b"" at the end."""
        while True:
            raw = self._stream.read(BLOCK_BYTES)
            text = self._checked(raw) if self._decoder is None else self._converted(raw)
            if self._first and text:
                self._first = False
                text = text.removeprefix(codecs.BOM_UTF8)
            if text or not raw:
                return text

    def _converted(self, raw: bytes) -> bytes:
        assert self._decoder is not None
        try:
            return self._decoder.decode(raw, not raw).encode()
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
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

"""Packed text (gzip, bz2, xz, zstd, zip) as a stream of its content; damaged, locked and harmful archives are refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.byte_source import ByteStream, SourceBytes
from backfill_assistant.adapters.readers.limits import UNPACK_FILE_MAX_BYTES, UNPACK_FREE_BYTES, UNPACK_RATIO_MAX
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

COPY_BYTES = 1 << 20
AHEAD_BYTES = 32 << 10
DAMAGE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile, OSError, NotImplementedError)


class Unpacked:
    """The content of a packed file; reading it moves `source` forward."""

    def __init__(self, source: SourceBytes, compression: str, member: str = "") -> None:
        self._source = source
        self._made_bytes = 0
        # What a member of an archive takes in it, and unpacked; other streams tell by what was read of the file so far.
        self._packed_bytes: int | None = None
        self._whole_bytes = 0
        self._archive: zipfile.ZipFile | None = None
        self._stream: Any = None
        try:
            self._open(compression, member)
        except DAMAGE as error:
            raise damaged(source.path) from error

    def _open(self, compression: str, member: str) -> None:
        raw: Any = _AsFile(self._source)
        if compression == "gzip":
            self._stream = gzip.GzipFile(fileobj=raw)
        elif compression == "bz2":
            self._stream = bz2.BZ2File(raw)
        elif compression == "xz":
            self._stream = lzma.open(raw)  # noqa: SIM115 - closed in `close`
        elif compression == "zstd":
            self._stream = pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd")
        else:
            self._archive = open_archive(self._source.path)
            found = self._archive.getinfo(member)
            if found.flag_bits & 1:
                raise locked(self._source.path)
            if _grows_too_much(found):
                raise harmful(self._source.path)
            self._packed_bytes, self._whole_bytes = found.compress_size, found.file_size
            self._stream = self._archive.open(member)

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end."""
        try:
            block = bytes(self._stream.read(size))
        except DAMAGE as error:
            raise damaged(self._source.path) from error
        self._made_bytes += len(block)
        taken = self._source.done_bytes if self._packed_bytes is None else self._packed_bytes
        if self._made_bytes > max(UNPACK_FREE_BYTES, UNPACK_RATIO_MAX * taken):
            raise harmful(self._source.path)
        return block

    @property
    def done_bytes(self) -> int:
        """How far it is, in bytes of the packed file."""
        if self._packed_bytes is None:
            return self._source.done_bytes
        return self._source.source.size_bytes * self._made_bytes // max(1, self._whole_bytes)

    def close(self) -> None:
        """Let go of an archive."""
        self._stream.close()
        if self._archive is not None:
            self._archive.close()


class _AsFile(io.RawIOBase):
    """What the unpackers of the standard library expect."""

    def __init__(self, source: SourceBytes) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        block = self._source.read(len(into))
        into[: len(block)] = block
        return len(block)


def open_content(source: SourceBytes, compression: str, member: str = "") -> ByteStream:
    """The text inside: the file itself or what is packed in it."""
    return Unpacked(source, compression, member) if compression else source


def refuse_bomb(content: ByteStream) -> None:
    """Raise FileProblem for what unpacks to far more than it is, by unpacking it without looking at it as far as it is suspicious.

    Nothing but a table that is built to harm grows so much; rows of it would be read for half a minute before that shows.
    """
    made, taken = 0, 0
    # The first bytes taken are not all unpacked yet.
    while made * 2 >= UNPACK_RATIO_MAX * (taken - AHEAD_BYTES) and (block := content.read(COPY_BYTES)):
        made, taken = made + len(block), content.done_bytes
        if made > UNPACK_FREE_BYTES + COPY_BYTES:
            return


def open_archive(path: Path) -> zipfile.ZipFile:
    """A zip file."""
    try:
        with problems.reading(path):
            return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise damaged(path) from error


def unpack_into(path: Path, compression: str, member: str, into: Path) -> None:
    """Write the content of a packed file into another; raises FileProblem when it is too large for that."""
    with SourceBytes(path, hashed=False) as source, into.open("wb") as file:
        content, size = open_content(source, compression, member), 0
        while block := content.read(COPY_BYTES):
            size += len(block)
            if size > UNPACK_FILE_MAX_BYTES:
                raise problems.packed(path)
            file.write(block)


def refuse_harmful(path: Path) -> None:
    """Raise FileProblem for a workbook, or another archive, with a part that grows without measure."""
    if zipfile.is_zipfile(path):
        with open_archive(path) as archive:
            if any(map(_grows_too_much, archive.infolist())):
                raise harmful(path)


def _grows_too_much(found: zipfile.ZipInfo) -> bool:
    return found.file_size > max(UNPACK_FREE_BYTES, UNPACK_RATIO_MAX * found.compress_size)


def members(path: Path) -> tuple[str, ...]:
    """Names of the files inside a zip, without what systems add for themselves."""
    with open_archive(path) as archive:
        return tuple(
            found.filename
            for found in archive.infolist()
            if not found.is_dir() and not found.filename.startswith("__MACOSX/") and not Path(found.filename).name.startswith(".")
        )


def damaged(path: Path) -> FileProblem:
    """Cut off or broken."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} cannot be unpacked: it is damaged or was cut off."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Download or copy it again, or unpack it yourself and choose the file inside.")),
    )


def locked(path: Path) -> FileProblem:
    """An archive with a password."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is protected by a password."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Unpack it yourself and choose the file inside.")),
    )


def harmful(path: Path) -> FileProblem:
    """An archive that grows without measure."""
    return FileProblem(
        Sentence(
            QT_TRANSLATE_NOOP("core", "{file} unpacks to more than {times} times its size, which no real table does."),
            file=path.name,
            times=UNPACK_RATIO_MAX,
        ),
        Sentence(QT_TRANSLATE_NOOP("core", "Do not open it unless you know where it comes from; if you do, unpack it yourself.")),
    )

"""A file's bytes as a stream: counted, hashed on the way, and noticed when the file changes underneath."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol

from backfill_assistant.adapters.readers import problems
from backfill_assistant.core.table.table import SourceFile


class ByteStream(Protocol):
    """What gives bytes from a file, unpacked or not."""

    @property
    def done_bytes(self) -> int:
        """How far it is, in bytes of the file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end."""


def describe_source(path: Path) -> SourceFile:
    """The file as it is now; raises FileProblem when it is no file with bytes in it."""
    with problems.reading(path):
        found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise problems.folder(path)
    if not stat.S_ISREG(found.st_mode):
        raise problems.not_a_file(path)
    if found.st_size == 0:
        raise problems.empty(path)
    return SourceFile(str(path.absolute()), path.name, found.st_size, found.st_mtime_ns)


class SourceBytes:
    """The raw bytes of one file, from first to last; `digest` is over everything read so far."""

    def __init__(self, path: Path, hashed: bool = True) -> None:
        self.path = path
        self.source = describe_source(path)
        self.done_bytes = 0
        self._digest = hashlib.sha256() if hashed else None
        with problems.reading(path):
            self._file = path.open("rb", buffering=0)

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end."""
        with problems.reading(self.path):
            block = self._file.read(size) or b""
        self.done_bytes += len(block)
        if self._digest is not None:
            self._digest.update(block)
        return block

    def finish(self, during: Callable[[], None] | None = None) -> str:
        """Read what is left, check that the file is still the same, and return its SHA-256."""
        while self.read(1 << 20):
            if during is not None:
                during()
        if self.done_bytes != self.source.size_bytes or describe_source(self.path) != self.source:
            raise problems.changed(self.path)
        return self._digest.hexdigest() if self._digest is not None else ""

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> SourceBytes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

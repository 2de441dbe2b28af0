"""Digests: what the history and the ledger ask of a run, kept beside its journal, so that a journal that rests is read once.

A digest stands for the journal as it was. Once the file has another size or time of change, or a log of changes that are not in
it yet, the journal itself is read. Digests may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.ports import RunSummary

ENDING: Final = ".digest"
# Raised when a digest says something else than before.
_FORM: Final = 1
# Not every file system tells two changes within two seconds apart (FAT does not).
_RESTING_NS: Final = 2_000_000_000

# Size in bytes and time of the last change in nanoseconds.
State: TypeAlias = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Digest:
    """A line of the history, and where the rows were asked for, which of the file's rows were accepted (one entry per row)."""

    summary: RunSummary
    accepted: npt.NDArray[np.bool_] | None = None


def state_of(journal: Path) -> State | None:
    """The state of a journal that nobody is writing; None while its file may change unnoticed."""
    try:
        found = journal.stat()
        with suppress(FileNotFoundError):
            if journal.with_name(journal.name + "-wal").stat().st_size:
                return None
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if time.time_ns() - found.st_mtime_ns > _RESTING_NS else None


def kept_digest(journal: Path, state: State | None) -> Digest | None:
    """The digest of a journal in this state; None where there is none, or none that is whole."""
    if state is None:
        return None
    try:
        check, _, content = _path(journal).read_bytes().partition(b"\n")
        if check != _check(content):
            return None
        line, _, rows = content.partition(b"\n")
        said = json.loads(line)
        if said["form"] != _FORM or said["state"] != list(state):
            return None
        summary = RunSummary(**{**said["summary"], "end": RunEnd(said["summary"]["end"])})
        return Digest(summary, _unpacked(rows, summary.row_count) if rows else None)
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        # Another version may have written it; the journal says the same.
        return None


def keep_digest(journal: Path, state: State | None, digest: Digest) -> None:
    """Keep what was read from a journal that was in this state before, if it still is."""
    if state is None or state_of(journal) != state:
        return
    line = json.dumps({"form": _FORM, "state": state, "summary": asdict(digest.summary)}).encode()
    rows = b"" if digest.accepted is None else zlib.compress(np.packbits(digest.accepted).tobytes(), 1)
    content = b"\n".join((line, rows))
    # Where nothing can be written, the journal is read again next time.
    with suppress(OSError):
        _replace(_path(journal), b"\n".join((_check(content), content)))
        if not journal.exists():
            forget_digest(journal)


def forget_digest(journal: Path) -> None:
    """Remove the digest of a journal. Raises OSError."""
    _path(journal).unlink(missing_ok=True)


def _path(journal: Path) -> Path:
    return journal.with_suffix(ENDING)


def _check(content: bytes) -> bytes:
    """Nothing waits until a digest is on the disk, so that a power cut may leave half of one."""
    return b"%08x" % zlib.crc32(content)


def _unpacked(rows: bytes, row_count: int) -> npt.NDArray[np.bool_]:
    packed = np.frombuffer(zlib.decompress(rows), dtype=np.uint8)
    return np.unpackbits(packed, count=row_count).view(np.bool_)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

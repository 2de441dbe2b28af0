"""The folder of tables already read: found again by file and choices, bounded in size, cleaned of leftovers."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from backfill_assistant.adapters.readers import problems
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table, open_table

KEPT_BYTES_MAX = 20_000_000_000
KEPT_TABLES_MAX = 40
# A leftover this old belongs to no program that still runs.
LEFTOVER_AGE_SECONDS = 24 * 3600
# Pasted rows are needed for as long as a run of them may be continued.
PASTED_AGE_SECONDS = 30 * 24 * 3600
# Folders of files that were unpacked.
UNPACKED = "unpacked-"


class TableCache:
    """Arrow files with a description beside each."""

    def __init__(self, folder: Path, bytes_max: int = KEPT_BYTES_MAX, tables_max: int = KEPT_TABLES_MAX) -> None:
        self.folder = folder
        self._bytes_max = bytes_max
        self._tables_max = tables_max

    def place(self, source: SourceFile, choices: ReadingChoices) -> Path:
        """Where the table of this file under these choices lies or will lie."""
        told = json.dumps([source.path, source.size_bytes, source.modified_ns, choices.to_dict()], sort_keys=True)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise problems.no_cache(self.folder) from error
        return self.folder / f"{hashlib.sha256(told.encode()).hexdigest()[:40]}.arrow"

    def find(self, place: Path) -> Table | None:
        """The table at this place, if it is there and whole."""
        try:
            table = open_table(place, place.with_suffix(".json").read_text("utf-8"))
            place.touch()
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return table

    def keep(self, table: Table) -> None:
        """Write the description that makes the table findable, and make room."""
        beside = table.path.with_suffix(".json")
        partial = beside.with_suffix(".json-partial")
        try:
            partial.write_text(table.describe(), "utf-8")
            partial.replace(beside)
        except OSError:
            # The table itself is whole: it only will not be found again.
            partial.unlink(missing_ok=True)
        self.clean(table.path)

    def keep_pasted(self, text: str) -> Path:
        """Pasted rows as a UTF-8 file; the same rows give the same file."""
        name = f"pasted-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}.txt"
        path = self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "replace"))
        except OSError as error:
            raise problems.no_cache(self.folder) from error
        return path

    def unpacked(self, source: SourceFile, choices: ReadingChoices, unpack: Callable[[Path], None]) -> Path:
        """The file inside a packed one, made by `unpack` where it is not there yet; only the newest is kept."""
        told = json.dumps([source.path, source.size_bytes, source.modified_ns, choices.member])
        folder = self.folder / f"{UNPACKED}{hashlib.sha256(told.encode()).hexdigest()[:40]}"
        inner = folder / (Path(choices.member).name or Path(source.name).stem)
        if not inner.exists():
            for other in self.folder.glob(f"{UNPACKED}*"):
                shutil.rmtree(other, ignore_errors=True)
            try:
                folder.mkdir(parents=True)
                partial = inner.with_name(f"{inner.name}.partial")
                unpack(partial)
                partial.replace(inner)
            except OSError as error:
                shutil.rmtree(folder, ignore_errors=True)
                raise problems.not_written(error, self.folder, source.size_bytes * 2) from error
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return inner

    def clean(self, spared: Path | None = None) -> None:
        """Remove leftovers and the tables that were not opened for longest, until the rest fits."""
        now = time.time()
        with contextlib.suppress(OSError):
            for path in self.folder.glob("*partial"):
                if now - path.stat().st_mtime > LEFTOVER_AGE_SECONDS:
                    path.unlink(missing_ok=True)
            for path in self.folder.glob("pasted-*.txt"):
                if now - path.stat().st_mtime > PASTED_AGE_SECONDS:
                    path.unlink(missing_ok=True)
            for path in self.folder.glob(f"{UNPACKED}*"):
                if now - path.stat().st_mtime > LEFTOVER_AGE_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)
            tables = sorted(self.folder.glob("*.arrow"), key=lambda path: path.stat().st_mtime, reverse=True)
            held_bytes = 0
            for number, path in enumerate(tables):
                held_bytes += path.stat().st_size
                if path != spared and (number >= self._tables_max or held_bytes > self._bytes_max):
                    # Where a program still shows it (Windows), it stays until the next time.
                    path.unlink(missing_ok=True)
                    path.with_suffix(".json").unlink(missing_ok=True)

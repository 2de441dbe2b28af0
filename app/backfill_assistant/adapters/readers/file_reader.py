"""Files: opens whatever file a person has, shows its first rows at once and reads it into a Table."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from backfill_assistant.adapters.readers import problems, refused_rows, unpacking
from backfill_assistant.adapters.readers.byte_source import SourceBytes, describe_source
from backfill_assistant.adapters.readers.cache import TableCache
from backfill_assistant.adapters.readers.file_kind import sniff
from backfill_assistant.adapters.readers.one_pass import OnePass, fingerprint
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.table.reading import FileKind, FirstLook, ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table

_READERS = {
    FileKind.DELIMITED: "text_file",
    FileKind.SPREADSHEET: "workbook_file",
    FileKind.JSON: "json_file",
    FileKind.JSON_LINES: "json_file",
    FileKind.PARQUET: "parquet_file",
}


def reader_of(kind: FileKind) -> Any:
    """The module that looks at and reads such files; it brings libraries along that the other kinds do without."""
    return import_module(f"backfill_assistant.adapters.readers.{_READERS[kind]}")


class Files:
    """Reads files; the tables lie in `cache_folder`. `apart` is the command that reads large workbooks (see `reading_apart`)."""

    def __init__(self, cache_folder: Path, apart: Sequence[str] | None = None) -> None:
        self._cache = TableCache(cache_folder)
        self._apart = apart

    def get_ready(self) -> None:
        """Load what reading files of the usual kinds needs, so that the first one opens as quickly as the next."""
        for kind in (FileKind.DELIMITED, FileKind.SPREADSHEET):
            reader_of(kind)

    def look(self, path: Path, choices: ReadingChoices | None = None, anew: frozenset[str] = frozenset()) -> FirstLook:
        """The first rows at once; without choices, guess them. `anew` names fields of the choices that are guessed all the same."""
        found = sniff(path, choices.member if choices else "")
        start = found.start if choices is None or "kind" in anew else choices
        inside = self._unpacked(describe_source(path), start)
        if inside is not None and start is not choices:
            start = dataclasses.replace(start, kind=sniff(inside).start.kind)
        if start is choices:
            look = reader_of(start.kind).look(inside or path, choices, choices, anew)
        else:
            look = refused_rows.recognised(reader_of(start.kind).look(inside or path, None, start))
        return dataclasses.replace(refused_rows.restored(look), members=found.members)

    def read(self, path: Path, choices: ReadingChoices, monitor: Monitor) -> Table:
        """Stream the whole file into a Table in the cache folder. Raises Stopped, DiskFull."""
        source = describe_source(path)
        place = self._cache.place(source, choices)
        known = self._cache.find(place)
        if known is not None:
            return known
        table = self._read(source, choices, place, monitor)
        self._cache.keep(table)
        return table

    def _unpacked(self, source: SourceFile, choices: ReadingChoices) -> Path | None:
        """Workbooks and Parquet are read from several places at once, which only a file of their own allows."""
        if not choices.compression or choices.kind not in (FileKind.SPREADSHEET, FileKind.PARQUET):
            return None
        return self._cache.unpacked(source, choices, partial(_unpack, Path(source.path), choices))

    def _read(self, source: SourceFile, choices: ReadingChoices, place: Path, monitor: Monitor) -> Table:
        unpacked = self._unpacked(source, choices)
        if choices.kind is FileKind.SPREADSHEET:
            from backfill_assistant.adapters.readers import reading_apart

            apart = reading_apart.own_command() if self._apart is None else self._apart
            if apart and reading_apart.is_worth_it(source, choices):
                return reading_apart.read_apart(apart, source, choices, place, monitor, unpacked)
        with OnePass(source, choices, place, monitor, unpacked) as one:
            return one.finish(reader_of(choices.kind).read(one))

    def check_unchanged(self, table: Table) -> None:
        """Raise FileProblem when the file on disk is no longer the one the table was read from."""
        path = Path(table.source.path)
        found = describe_source(path)
        if found == table.source:
            return
        if found.size_bytes != table.source.size_bytes:
            raise problems.changed(path)
        # Copied or touched, perhaps: only the bytes can tell.
        with SourceBytes(path) as source:
            if fingerprint(source.finish(), table.choices) != table.fingerprint:
                raise problems.changed(path)

    def keep_pasted(self, text: str) -> Path:
        """Rows from the clipboard as a file in the cache folder, to be looked at and read like any other."""
        return self._cache.keep_pasted(text)


def _unpack(path: Path, choices: ReadingChoices, into: Path) -> None:
    unpacking.unpack_into(path, choices.compression, choices.member, into)
    if sniff(into).start.compression:
        # Not a workbook, but another archive.
        raise problems.packed(path)

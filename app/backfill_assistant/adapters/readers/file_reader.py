"""Files: opens whatever file a person has, shows its first rows at once and reads it into a Table."""

from __future__ import annotations

from pathlib import Path

from backfill_assistant.adapters.readers import problems, text_file, workbook_file
from backfill_assistant.adapters.readers.byte_source import SourceBytes, describe_source
from backfill_assistant.adapters.readers.cache import TableCache
from backfill_assistant.adapters.readers.file_kind import kind_of
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.core.progress import Monitor
from backfill_assistant.core.reading import FileKind, FirstLook, ReadingChoices
from backfill_assistant.core.table import Table

KINDS = {FileKind.DELIMITED: text_file, FileKind.SPREADSHEET: workbook_file}


class Files:
    """Reads files; the tables lie in `cache_folder`."""

    def __init__(self, cache_folder: Path) -> None:
        self._cache = TableCache(cache_folder)

    def look(self, path: Path, choices: ReadingChoices | None = None) -> FirstLook:
        """The first rows at once; without choices, guess them."""
        with SourceBytes(path, hashed=False) as source:
            start = source.read(4096)
        kind = choices.kind if choices else kind_of(start, path.name)
        return KINDS[kind].look(path, choices, ReadingChoices(kind=kind))

    def read(self, path: Path, choices: ReadingChoices, monitor: Monitor) -> Table:
        """Stream the whole file into a Table in the cache folder. Raises Stopped, DiskFull."""
        source = describe_source(path)
        place = self._cache.place(source, choices)
        known = self._cache.find(place)
        if known is not None:
            return known
        with OnePass(source, choices, place, monitor) as one:
            digest = KINDS[choices.kind].read(one)
            table = one.finish(digest)
        self._cache.keep(table)
        return table

    def check_unchanged(self, table: Table) -> None:
        """Raise FileProblem when the file on disk is no longer the one the table was read from."""
        path = Path(table.source.path)
        if describe_source(path) != table.source:
            raise problems.changed(path)

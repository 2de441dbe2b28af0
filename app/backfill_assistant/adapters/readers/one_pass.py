"""OnePass: one reading of one file into the cache, with its progress, its stop and its end."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from types import TracebackType

from backfill_assistant.adapters.formula_guard import unguard_text
from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.limits import COLUMNS_MAX
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.core.progress import Monitor, Progress, Stopped
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table


def fingerprint(digest: str, choices: ReadingChoices) -> str:
    """The same for the same bytes read the same way."""
    told = json.dumps(choices.to_dict(), sort_keys=True)
    return hashlib.sha256(f"{digest} {told}".encode()).hexdigest()


class OnePass:
    """What every kind of reader needs while it reads."""

    def __init__(
        self, source: SourceFile, choices: ReadingChoices, place: Path, monitor: Monitor, unpacked: Path | None = None
    ) -> None:
        self.source = source
        self.path = Path(source.path)
        # Where the content lies, when it had to be unpacked first.
        self.content_path = unpacked or self.path
        self.choices = choices
        self._place = place
        self._monitor = monitor
        self._began = time.monotonic()
        self._writer: TableWriter | None = None
        self._column_names: tuple[str, ...] = ()

    def begin(self, column_names: tuple[str, ...]) -> TableWriter:
        """Start the table; only once."""
        if not column_names:
            raise problems.empty(self.path)
        if len(column_names) > COLUMNS_MAX:
            raise problems.too_many_columns(self.path, len(column_names), COLUMNS_MAX)
        guarded = self.choices.guarded
        self._column_names = tuple(unguard_text(name) for name in column_names) if guarded else column_names
        self._writer = TableWriter(self._place, len(column_names), self.source.size_bytes, guarded)
        return self._writer

    def tell(self, done: int, total: int) -> None:
        """Show how far it is (bytes or rows); raises Stopped when the person asked for it."""
        if self._monitor.stopping():
            raise Stopped
        seconds = time.monotonic() - self._began
        rows = 0
        if self._writer is not None:
            rows = self._writer.row_count
            self._writer.share = done / total if total else 0.0
        left = seconds * (total - done) / done if done and seconds > 0.5 else None
        self._monitor.show(Progress(done, total, rows_per_second=rows / seconds if seconds > 0 else 0.0, seconds_left=left))

    def start_again(self, choices: ReadingChoices) -> None:
        """Forget what was written and read with other choices."""
        if self._writer is not None:
            self._writer.discard()
            self._writer = None
        self.choices = choices

    def finish(self, digest: str) -> Table:
        """Complete the table; `digest` is over the bytes of the file."""
        assert self._writer is not None
        self._writer.finish()
        return Table(
            path=self._place,
            column_names=self._column_names,
            row_count=self._writer.row_count,
            fingerprint=fingerprint(digest, self.choices),
            source=self.source,
            choices=self.choices,
            ragged_count=self._writer.ragged_count,
        )

    def __enter__(self) -> OnePass:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._writer is not None:
            self._writer.discard()

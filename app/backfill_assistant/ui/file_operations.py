"""What a person can do with a file beyond opening it: read it another way, paste rows, search, look at one column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from backfill_assistant.ui import operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.session import Opened

if TYPE_CHECKING:
    from backfill_assistant.core.suggest import ColumnGuess
    from backfill_assistant.core.table.reading import FirstLook, ReadingChoices
    from backfill_assistant.core.table.table_search import ColumnFacts, Place


def read_otherwise(desk: Desk, choices: ReadingChoices, anew: frozenset[str]) -> Job:
    """Read the opened file with other choices; `anew` names those that are guessed again under them."""
    opened = desk.session.opened
    if opened is None:
        raise RuntimeError("no file is open")
    for job in desk.jobs.running():
        if job.name in ("look", "read"):
            job.stop()

    def keep(look: FirstLook) -> None:
        desk.session.opened = Opened(opened.path, look)
        operations.read_file(desk)

    return desk.jobs.start(
        desk.parts.reader.look, Path(opened.path), choices, anew, name="look", lane=Lane.QUICK, keep=keep, watched=False
    )


def paste_rows(desk: Desk) -> Job | None:
    """Open what is on the clipboard as if it were a file; None when there is no text on it."""
    text = QApplication.clipboard().text()
    if not text.strip():
        return None

    def keep(path: Path) -> None:
        operations.open_file(desk, str(path))

    return desk.jobs.start(desk.parts.reader.keep_pasted, text, name="paste", lane=Lane.QUICK, keep=keep, watched=False)


def find_words(desk: Desk, words: str, after: tuple[int, int], backwards: bool) -> Job:
    """The next cell of the table that holds the words; `after` is a row and a column."""
    table = desk.session.table
    for job in desk.jobs.running():
        if job.name == "find":
            job.stop()

    def find(monitor: object) -> Place | None:
        from backfill_assistant.core.table.table_search import Place, find_words

        assert table is not None
        return find_words(table, words, Place(*after), backwards, monitor)  # type: ignore[arg-type]

    return desk.jobs.start(find, name="find", lane=Lane.SEARCH, valid_while=desk.session.still("table"))


def describe_column(desk: Desk, column: int) -> Job:
    """What one column of the table holds and what it looks like: ColumnFacts and ColumnGuess."""
    table = desk.session.table
    for job in desk.jobs.running():
        if job.name == "column":
            job.stop()

    def describe(monitor: object) -> tuple[ColumnFacts, ColumnGuess]:
        from backfill_assistant.core.suggest import guess_column
        from backfill_assistant.core.table.table_search import column_facts

        assert table is not None
        return column_facts(table, column, monitor), guess_column(table, column, monitor)  # type: ignore[arg-type]

    return desk.jobs.start(describe, name="column", lane=Lane.SEARCH, valid_while=desk.session.still("table"))

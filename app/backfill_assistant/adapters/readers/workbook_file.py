"""Workbook files: the first look with its guesses, and the whole reading of one sheet."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from pathlib import Path

from backfill_assistant.adapters.readers import problems, spreadsheets
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.adapters.readers.limits import FIRST_ROWS
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.adapters.readers.spreadsheets import Workbook
from backfill_assistant.core.reading import FirstLook, ReadingChoices


def look(path: Path, choices: ReadingChoices | None, start: ReadingChoices) -> FirstLook:
    """The first rows of a sheet; `start` holds what is known before guessing."""
    with closing(Workbook(path)) as book:
        uncertain: set[str] = set()
        sheet = (choices or start).sheet or book.best_sheet()
        rows = spreadsheets.first_rows(book, sheet)
        if choices is None or not choices.sheet:
            guessed = spreadsheets.guess(rows)
            choices = dataclasses.replace(
                choices or start, sheet=sheet, skip_rows=guessed.skip_rows, header_rows=guessed.header_rows
            )
            if not guessed.sure:
                uncertain.add("header_rows")
        names, first = spreadsheets.name_sheet_columns(rows, choices)
        if not names:
            raise problems.empty(path)
        return FirstLook(choices, frozenset(uncertain), names, first, book.count_rows(), complete=len(rows) < FIRST_ROWS)


def read(one: OnePass) -> str:
    """Read the whole sheet; returns the digest of the file's bytes."""
    with SourceBytes(one.path) as source, closing(Workbook(one.path)) as book:
        total = next((sheet.row_count or 0 for sheet in book.count_rows() if sheet.name == one.choices.sheet), 0)
        names, _ = spreadsheets.name_sheet_columns(spreadsheets.first_rows(book, one.choices.sheet), one.choices)
        writer = one.begin(names)
        spreadsheets.write_sheet(book, one.choices, len(names), writer, lambda done: one.tell(done, total))
        return source.finish()

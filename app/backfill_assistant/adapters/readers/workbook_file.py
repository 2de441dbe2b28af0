"""Workbook files: the first look with its guesses, and the whole reading of one sheet."""

from __future__ import annotations

import dataclasses
import zipfile
from contextlib import closing
from functools import partial
from pathlib import Path

from backfill_assistant.adapters.beside_thread import beside_thread
from backfill_assistant.adapters.readers import problems, unpacking
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.adapters.readers.guess_header import guess_header
from backfill_assistant.adapters.readers.limits import FIRST_ROWS
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.adapters.readers.shaping import fit
from backfill_assistant.adapters.readers.sheet_columns import SheetPart, first_rows, name_sheet_columns, sheet_parts
from backfill_assistant.adapters.readers.sheet_xml import NotInPieces
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.adapters.readers.text_columns import empty_column
from backfill_assistant.adapters.readers.what_cells_show import NOT_UNDERSTOOD, what_cells_show
from backfill_assistant.adapters.readers.workbook import Workbook, empty_sheet, open_sheet
from backfill_assistant.adapters.readers.workbook_pieces import FurtherLeft, SheetInPieces
from backfill_assistant.core.beside import Beside
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.reading import FirstLook, ReadingChoices

# Calamine takes several times as much memory as a workbook is large, unpacked.
WHOLE_MAX_BYTES = 500_000_000


def look(path: Path, choices: ReadingChoices | None, start: ReadingChoices, anew: frozenset[str] = frozenset()) -> FirstLook:
    """The first rows of a sheet; `start` holds what is known before guessing."""
    with closing(Workbook(path, FIRST_ROWS + 50)) as book:
        uncertain: set[str] = set()
        sheet = (choices or start).sheet or book.best_sheet()
        rows = first_rows(book, sheet)
        if choices is None or not choices.sheet or "header_rows" in anew:
            guessed = guess_header(rows)
            choices = dataclasses.replace(
                choices or start, sheet=sheet, skip_rows=guessed.skip_rows, header_rows=guessed.header_rows
            )
            if not guessed.sure:
                uncertain.add("header_rows")
        names, first = name_sheet_columns(rows, choices)
        if not names:
            raise empty_sheet(path, sheet)
        top = choices.skip_rows + choices.header_rows
        sheets = tuple(
            dataclasses.replace(found, row_count=book.count_rows(found, top if found.name == sheet else None))
            for found in book.sheets
        )
        remarks = _remarks(book, choices, rows)
        return FirstLook(choices, frozenset(uncertain), names, first, sheets, (), remarks, len(rows) < FIRST_ROWS)


def _remarks(book: Workbook, choices: ReadingChoices, rows: list[list[str]]) -> tuple[Sentence, ...]:
    shown = book.shown_cells(choices.sheet)
    found = []
    if any(len(cell) > 15 and cell.isdigit() and cell.endswith("0") for cells in rows for cell in cells):
        words = QT_TRANSLATE_NOOP(
            "core", "Numbers of more than 15 digits end in zeros: the spreadsheet may have rounded them. Check ids and phones."
        )
        found.append(Sentence(words))
    if shown.uncalculated:
        words = QT_TRANSLATE_NOOP(
            "core",
            "{cells} formula(s) [has|have] no result in the file and [is|are] read as empty:"
            " open it in your spreadsheet program, save it, and choose it again.",
        )
        found.append(Sentence(words, cells=shown.uncalculated))
    if shown.unread:
        words = QT_TRANSLATE_NOOP(
            "core",
            "How numbers are shown could not be read: zeros in front and percent signs may be missing. The digits are exact.",
        )
        found.append(Sentence(words))
    if shown.hidden_rows:
        found.append(Sentence(QT_TRANSLATE_NOOP("core", "Some rows are hidden in your spreadsheet program. They are read too.")))
    # Titles above the header are often merged, which changes nothing.
    merged = book.merged_areas(choices.sheet, choices.skip_rows)
    if merged:
        words = QT_TRANSLATE_NOOP("core", "{areas} merged area(s): the text stands in the first cell only.")
        found.append(Sentence(words, areas=merged))
    return tuple(found)


def read(one: OnePass) -> str:
    """Read the whole sheet; returns the digest of the file's bytes."""
    choices = one.choices
    with SourceBytes(one.path) as source, beside_thread() as beside:
        digest = beside(source.finish)
        with closing(Workbook(one.content_path, FIRST_ROWS + 50)) as book:
            rows, left = first_rows(book, choices.sheet), book.first_column(choices.sheet)
        try:
            _write_pieces(one, rows, left)
        except (NotInPieces, *NOT_UNDERSTOOD):
            one.start_again(choices)
            _write_whole(one, beside)
        return digest()


def _write_pieces(one: OnePass, rows: list[list[str]], left: int) -> None:
    """Write the sheet piece by piece; `rows` are its first ones, from the column `left` on."""
    choices = one.choices
    names, _ = name_sheet_columns(rows, choices)
    top = choices.skip_rows + choices.header_rows
    with zipfile.ZipFile(one.content_path) as archive:
        sheet = SheetInPieces(archive, choices.sheet, left, one.tell)
        writer = one.begin(names)
        try:
            with closing(sheet.parts()) as parts:
                for part in parts:
                    _write(writer, part.from_row(top), len(names))
        except FurtherLeft as error:
            one.start_again(choices)
            _write_pieces(one, [[*[""] * (left - error.left), *cells] for cells in rows], error.left)


def _write_whole(one: OnePass, beside: Beside) -> None:
    choices = one.choices
    if zipfile.is_zipfile(one.content_path):
        with unpacking.open_archive(one.content_path) as archive:
            if sum(found.file_size for found in archive.infolist()) > WHOLE_MAX_BYTES:
                raise problems.too_large_to_hold(one.content_path)
    # Calamine reads the cells in another thread while it is found out here what they show.
    opened = beside(partial(open_sheet, one.content_path, choices.sheet))
    shown = what_cells_show(one.content_path, choices.sheet)
    with closing(opened()) as book:
        book.tell_shown(choices.sheet, shown)
        total = book.height(choices.sheet) or 0
        names, _ = name_sheet_columns(first_rows(book, choices.sheet), choices)
        writer = one.begin(names)
        for part in sheet_parts(book, choices.sheet, choices.skip_rows + choices.header_rows):
            one.tell(part.first_row, total)
            _write(writer, part, len(names))


def _write(writer: TableWriter, part: SheetPart, width: int) -> None:
    # Where a part is narrower than the table, its last cells are empty.
    shaped = fit([*part.columns, *[empty_column(len(part.filled))] * (width - len(part.columns))], width)
    writer.write(shaped.columns, part.filled + part.first_row + 1, shaped.short_by, shaped.extra)

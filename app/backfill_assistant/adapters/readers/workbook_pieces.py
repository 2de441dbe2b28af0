"""A sheet of an XLSX file read piece by piece through calamine: memory stays flat, and reading and writing go on at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import compress
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from backfill_assistant.adapters.readers.ahead import made_ahead
from backfill_assistant.adapters.readers.sheet_columns import SheetPart
from backfill_assistant.adapters.readers.sheet_xml import (
    MARK,
    PIECE_BYTES,
    NotInPieces,
    Piece,
    SheetXml,
    all_placed,
    with_marked_numbers,
)
from backfill_assistant.adapters.readers.text_blocks import is_utf8
from backfill_assistant.adapters.readers.text_columns import column_of, empty_column, filled, text_column, value_column
from backfill_assistant.adapters.readers.workbook_parts import CellsLookedAt, sheet_parts

NEEDED = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
STRINGS = "xl/sharedStrings.xml"
PLAIN_START, PLAIN_END = b"<si><t>", b"</t></si>"
# Texts that are longer together do not fit into one column.
STRINGS_MAX_BYTES = 1 << 30
THREADS = 2


@dataclass
class SheetInPieces:
    """One sheet of an archive. Raises NotInPieces where it must be read as a whole, and zipfile's errors for damage."""

    archive: zipfile.ZipFile
    sheet: str
    # The first column that is wanted, from 0; raises FurtherLeft when there are cells before it.
    left: int
    watch: Callable[[int, int], None]
    _strings: pa.Array | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._part = sheet_parts(self.archive).get(self.sheet, "")
        names = self.archive.namelist()
        if self._part not in names or not set(NEEDED) <= set(names):
            raise NotInPieces
        self._parts = {name: self.archive.read(name) for name in NEEDED}
        self._looked_at = CellsLookedAt(self.archive)
        self._xml = SheetXml(self.archive, self._part, self.watch)
        self._beginning = self._xml.beginning()

    def parts(self) -> Generator[SheetPart, None, None]:
        """All rows with anything in them, as columns from `left` on; as many as the widest row of a part has."""
        if STRINGS in self.archive.namelist():
            self._strings = self._shared_strings()
        yield from made_ahead((partial(self._read, piece) for piece in self._xml.pieces()), THREADS)

    def _read(self, piece: Piece) -> SheetPart:
        if not all_placed(piece.rows):
            raise NotInPieces
        first_row, left, rows = self._cells(with_marked_numbers(piece.rows))
        if not rows:
            return SheetPart(piece.first_row, 0, [], np.empty(0, np.int64))
        shown, beyond = self._looked_at.shown(piece.rows, piece.first_row), first_row - piece.first_row
        columns = [self._column(shown.shown(left + place, beyond, values)) for place, values in enumerate(zip(*rows, strict=True))]
        if left < self.left:
            raise FurtherLeft(left)
        columns = [*[empty_column(len(rows))] * (left - self.left), *columns]
        any_text = np.logical_or.reduce([filled(column) for column in columns])
        if not any_text.all():
            columns = [column.filter(pa.array(any_text)) for column in columns]
        return SheetPart(first_row, len(rows), columns, np.flatnonzero(any_text))

    def _cells(self, rows: bytes) -> tuple[int, int, list[list[Any]]]:
        """The first row and column with anything in them, and the cells from there on."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as made:
            for name, text in self._parts.items():
                made.writestr(name, text)
            made.writestr(self._part, self._beginning + rows + b"</sheetData></worksheet>")
        content.seek(0)
        try:
            with calamine.load_workbook(content) as book:
                sheet = book.get_sheet_by_name(self.sheet)
                return (*(sheet.start or (0, 0)), sheet.to_python() if sheet.start is not None else [])
        except (calamine.CalamineError, ValueError) as error:
            raise NotInPieces from error

    def _column(self, values: Any) -> pa.Array:
        if self._strings is None:
            return value_column(values)
        return value_column(values, partial(_numbered_texts, self._strings))

    def _shared_strings(self) -> pa.Array:
        """All shared texts, in their order. Calamine reads them as the cells of a sheet."""
        if self.archive.getinfo(STRINGS).file_size > STRINGS_MAX_BYTES:
            raise NotInPieces
        calls = (partial(self._some_strings, piece) for piece in _string_pieces(self.archive))
        return pa.concat_arrays([text_column([]), *made_ahead(calls, THREADS)])

    def _some_strings(self, items: bytes) -> pa.Array:
        plain = plain_strings(items)
        if plain is not None:
            return plain
        count = items.count(b"</si>") + items.count(b"<si/>")
        rows = items.replace(b"<si/>", b"<si></si>").replace(b"</si>", b"</is></c></row>")
        rows = rows.replace(b"<si>", b'<row><c t="inlineStr"><is>')
        first, _, cells = self._cells(rows)
        # Empty texts at the start and the end are left out.
        texts = [*[""] * first, *(str(row[0]) for row in cells)]
        return text_column([*texts, *[""] * (count - len(texts))])


class FurtherLeft(Exception):
    """A row has cells before the first column that was known; `left` is where it begins."""

    def __init__(self, left: int) -> None:
        super().__init__("further left")
        self.left = left


def _string_pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The items of the table of shared texts, some at a time."""
    left, begun = b"", False
    with archive.open(STRINGS) as stream:
        while block := stream.read(PIECE_BYTES):
            left += block
            if not begun:
                start = left.find(b"<si")
                if start < 0:
                    continue
                left, begun = left[start:], True
            cut = max(left.rfind(b"</si>") + 5, left.rfind(b"<si/>") + 5)
            if cut > 5:
                yield left[:cut]
                left = left[cut:]
    if b"<si" in left or b":si" in left:
        raise NotInPieces


def plain_strings(items: bytes) -> pa.Array | None:
    """The texts of items without anything that XML or a spreadsheet would read otherwise; None when there are others."""
    if any(sign in items for sign in (b"&", b"\r", b"_x")) or not items.startswith(PLAIN_START) or not items.endswith(PLAIN_END):
        return None
    texts = items[len(PLAIN_START) : -len(PLAIN_END)].split(PLAIN_END + PLAIN_START)
    joined = b"".join(texts)
    # Every `<` belongs to a border between texts, and no text is one that a reader might trim.
    if b"<" in joined or not is_utf8(joined) or any(text != text.strip() for text in texts):
        return None
    ends = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, texts), np.int32, len(texts)), out=ends[1:])
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(joined))


def _numbered_texts(strings: pa.Array, texts: list[str]) -> pa.Array:
    """A column of texts, where those that begin with the mark are numbers of shared ones."""
    joined = "".join(texts)
    marks = joined.count(MARK)
    if not marks:
        return text_column(texts)
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    marked = lengths > 0
    if np.count_nonzero(marked) != marks:
        # Results of formulas are among them.
        marked = np.array([text[:1] == MARK for text in texts])
        joined = "".join(compress(texts, marked))
    numbers = column_of(joined.replace(MARK, ""), lengths[marked] - 1).cast(pa.int64())
    try:
        shared = strings.take(numbers)
    except pa.ArrowIndexError as error:
        raise NotInPieces from error
    if marked.all():
        return shared
    others = empty_column(len(texts)) if marks == np.count_nonzero(lengths) else text_column(texts)
    return pc.replace_with_mask(others, pa.array(marked), shared)

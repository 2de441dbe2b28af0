"""The quick way for text without surprises: Arrow parses it, after a survey has shown that the quotes leave no doubt.

In a block that passes the survey every quote opens a cell, closes a cell, or is one of a doubled pair, so `careful_rows`
would read the same. Blocks that do not pass are left to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from backfill_assistant.adapters.readers.careful_rows import Dialect
from backfill_assistant.adapters.readers.limits import QUOTED_MAX_BYTES

LF, CR, SPACE = 10, 13, 32


@dataclass(frozen=True)
class Survey:
    """What is known about a regular block: how far whole rows reach, and how many lines that is."""

    # Whole rows, with plain line ends outside quotes.
    rows_bytes: bytes
    # Length of that part in the original block, and lines in it.
    consumed: int
    line_count: int
    quotes: npt.NDArray[np.int64]
    # Where lines end, also those inside quotes.
    line_ends: npt.NDArray[np.int64]

    def row_places(self) -> RowPlaces:
        """Where every row lies."""
        text = np.frombuffer(self.rows_bytes, np.uint8)
        ends = self.line_ends
        if not self.rows_bytes.endswith(b"\n"):
            ends = np.append(ends, len(text))
        row_ends = np.flatnonzero(np.searchsorted(self.quotes, ends) % 2 == 0)
        first_lines = np.concatenate([[0], row_ends[:-1] + 1])
        starts = np.concatenate([[0], ends[row_ends[:-1]] + 1])
        places = RowPlaces(first_lines, row_ends, starts, ends[row_ends])
        lengths = places.ends - starts
        if int(lengths.min(initial=2)) > 1:
            return places
        filled = (lengths > 1) | ((lengths == 1) & (text[np.minimum(starts, len(text) - 1)] != CR))
        return RowPlaces(first_lines[filled], row_ends[filled], starts[filled], places.ends[filled])


@dataclass(frozen=True)
class RowPlaces:
    """For every row that is not blank: its first and last line from 0, where its bytes start, and where its line end stands."""

    first_lines: npt.NDArray[np.int64]
    last_lines: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


def can_be_regular(dialect: Dialect) -> bool:
    """Whether Arrow knows this dialect at all."""
    single = len(dialect.delimiter) == 1 and ord(dialect.delimiter) < 128 and dialect.delimiter not in '"\r\n'
    return (
        single
        and not dialect.escape
        and len(dialect.quote) <= 1
        and dialect.quote != dialect.delimiter
        and dialect.delimiter != " "
    )


def survey(block: bytes, dialect: Dialect, final: bool) -> Survey | None:
    """Look over a block that starts at a row's start; None when it is not regular."""
    if dialect.comment and (block.startswith(dialect.comment.encode()) or _comments(block, dialect.comment)):
        return None
    text = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(text == LF)
    paired = b"\r" not in block or _always_paired(text, ends)
    whole = _whole_rows(block, _quote_places(block, dialect), dialect, final, paired)
    if whole is None:
        return None
    cut, quotes = whole
    part = block[:cut]
    if paired:
        ends = ends[: np.searchsorted(ends, cut)]
        return Survey(part, cut, len(ends) + (not part.endswith(b"\n")), quotes, ends)
    return _with_plain_line_ends(part, quotes)


def _whole_rows(
    block: bytes, quotes: npt.NDArray[np.int64], dialect: Dialect, final: bool, paired: bool
) -> tuple[int, npt.NDArray[np.int64]] | None:
    """How far whole rows reach, and the quotes around cells in them; None when that leaves doubts."""
    found = _well_paired_rows(block, quotes, dialect, final, paired)
    if found is None and len(quotes):
        around = _around_cells(block, quotes, dialect)
        found = _well_paired_rows(block, around, dialect, final, paired) if len(around) < len(quotes) else None
        within = np.setdiff1d(quotes, around, assume_unique=True)
        if found is not None and (np.searchsorted(found[1], within[: np.searchsorted(within, found[0])]) % 2).any():
            return None
    return found


def _well_paired_rows(
    block: bytes, quotes: npt.NDArray[np.int64], dialect: Dialect, final: bool, paired: bool
) -> tuple[int, npt.NDArray[np.int64]] | None:
    if final and len(quotes) % 2:
        return None
    cut = len(block) if final else _last_row_end(block, quotes, paired)
    if cut <= 0:
        return None
    quotes = quotes[: np.searchsorted(quotes, cut)]
    return None if len(quotes) and not _paired_well(block, quotes, dialect, cut) else (cut, quotes)


def _around_cells(block: bytes, quotes: npt.NDArray[np.int64], dialect: Dialect) -> npt.NDArray[np.int64]:
    """Those in lines where a cell begins with a quote; in all other lines quotes are text, such as those of inches."""
    text = np.frombuffer(block, np.uint8)
    before = text[np.maximum(quotes - 1, 0)]
    # Spaces may stand before a quote at a cell's start; whether they do is left to care.
    opening = (before == ord(dialect.delimiter)) | (before == LF) | (before == CR) | (before == SPACE) | (quotes == 0)
    lines = np.searchsorted(np.flatnonzero((text == LF) | (text == CR)), quotes)
    return quotes[np.isin(lines, lines[opening])]


def _always_paired(text: npt.NDArray[np.uint8], line_ends: npt.NDArray[np.int64]) -> bool:
    """Every CR is followed by LF."""
    before = text[line_ends[np.searchsorted(line_ends, 1) :] - 1]
    return int(np.count_nonzero(text == CR)) == int(np.count_nonzero(before == CR))


def _comments(block: bytes, comment: str) -> bool:
    mark = comment.encode()
    return b"\n" + mark in block or b"\r" + mark in block


def _quote_places(block: bytes, dialect: Dialect) -> npt.NDArray[np.int64]:
    if not dialect.quote or dialect.quote.encode() not in block:
        return np.empty(0, np.int64)
    return np.flatnonzero(np.frombuffer(block, np.uint8) == ord(dialect.quote))


def _last_row_end(block: bytes, quotes: npt.NDArray[np.int64], paired: bool) -> int:
    """Just after the last line end outside quotes; 0 when there is none."""
    at = len(block)
    while at > 0:
        # A CR at the very end may be the first half of CR LF.
        found = (
            block.rfind(b"\n", 0, at) if paired else max(block.rfind(b"\n", 0, at), block.rfind(b"\r", 0, min(at, len(block) - 1)))
        )
        if found < 0:
            return 0
        before = int(np.searchsorted(quotes, found))
        if before % 2 == 0:
            return found + 1
        # Inside quotes: go back to before the quote that opened.
        at = int(quotes[before - 1])
    return 0


def _paired_well(block: bytes, quotes: npt.NDArray[np.int64], dialect: Dialect, cut: int) -> bool:
    """Every quote opens at a cell's start, closes at a cell's end, or is doubled inside one."""
    if len(quotes) % 2:
        return False
    text = np.frombuffer(block, np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    if int((closing - opening).max(initial=0)) > QUOTED_MAX_BYTES // 2:
        return False
    delimiter = ord(dialect.delimiter)
    before = text[np.maximum(opening - 1, 0)]
    starts = (before == delimiter) | (before == LF) | (before == CR) | (opening == 0)
    after = text[np.minimum(closing + 1, len(text) - 1)]
    ends = (after == delimiter) | (after == LF) | (after == CR) | (closing + 1 >= cut)
    # The second half of a doubled pair opens right behind the first half, which closed.
    doubled = np.zeros(len(opening), bool)
    doubled[1:] = opening[1:] == closing[:-1] + 1
    return bool((starts | doubled).all() and (ends | np.append(doubled[1:], False)).all())


def _with_plain_line_ends(part: bytes, quotes: npt.NDArray[np.int64]) -> Survey:
    """Every CR outside quotes that stands alone becomes LF; those inside quotes stay, but end a line all the same."""
    text = np.frombuffer(part, np.uint8).copy()
    returns = np.flatnonzero(text == CR)
    lone = returns[(text[np.minimum(returns + 1, len(text) - 1)] != LF) | (returns + 1 >= len(text))]
    ends = np.sort(np.concatenate([np.flatnonzero(text == LF), lone]))
    text[lone[np.searchsorted(quotes, lone) % 2 == 0]] = LF
    changed = text.tobytes()
    return Survey(changed, len(part), len(ends) + (not changed.endswith(b"\n")), quotes, ends)


@dataclass(frozen=True)
class Parsed:
    """Rows of a surveyed block that have `width` cells, and the numbers of those that have not (and are not in `columns`)."""

    columns: list[pa.Array]
    row_count: int
    misfits: npt.NDArray[np.int64]


def parse(surveyed: Survey, dialect: Dialect, width: int, misfits_max: float) -> Parsed | None:
    """The columns of a surveyed block; None when more rows than that do not fit."""
    misfits: list[int] = []

    def put_aside(row: pa_csv.InvalidRow) -> str:
        misfits.append(-1 if row.number is None else row.number - 1)
        return "skip" if len(misfits) <= misfits_max else "error"

    try:
        table = _arrow(surveyed.rows_bytes, dialect, [str(index) for index in range(width)], put_aside)
    except pa.ArrowInvalid:
        if len(misfits) > misfits_max:
            return None
        raise
    columns = [_one(table.column(index)) for index in range(width)]
    return Parsed(columns, table.num_rows + len(misfits), np.array(misfits, np.int64))


def _arrow(text: bytes, dialect: Dialect, names: list[str], misfit: object) -> pa.Table:
    return pa_csv.read_csv(
        pa.BufferReader(text),
        # One thread alone knows the numbers of the rows that do not fit.
        read_options=pa_csv.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
        parse_options=pa_csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            newlines_in_values=True,
            invalid_row_handler=misfit,
        ),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
    )


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

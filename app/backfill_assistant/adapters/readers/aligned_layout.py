"""Where an aligned table starts in its text: names, columns and first rows; and whether a text is one at all."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from backfill_assistant.adapters.readers.aligned_columns import Columns, find_columns, is_rule
from backfill_assistant.adapters.readers.aligned_rows import Rules, cut
from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.guess_header import filled, guess_header, looks_like_data
from backfill_assistant.adapters.readers.layout import Layout, first_line_end, name_columns
from backfill_assistant.adapters.readers.limits import FIRST_ROWS
from backfill_assistant.adapters.readers.placed_text import has_odd_widths

# So many lines show where the gutters are; the others are looked at when all are read.
LINES_JUDGED: Final = 500
TOP_JUDGED: Final = 100
TITLES_MAX: Final = 12
HEADER_MAX: Final = 3
# No report is as wide as this.
_LINE_MAX: Final = 5_000
_JUDGED_MAX: Final = 1_000_000
_PADDED: Final = re.compile(r"\S[ \u3000]{2,}\S")
# With fewer columns than this share of what other lines show, a line above is a title.
_NEARLY_ALL: Final = 0.7


@dataclass(frozen=True)
class AlignedLayout:
    """A layout with the columns behind it."""

    layout: Layout
    columns: Columns
    rules: Rules


@dataclass(frozen=True)
class AlignedGuess:
    """Lines above the names, lines of names, and whether there is hardly a doubt."""

    skip_rows: int
    header_rows: int
    sure: bool


def cut_lines(text: str, final: bool) -> list[str]:
    """Whole lines with their ends; the last one may go on unless it is final."""
    lines = list(io.StringIO(text, newline=""))
    if lines and not final and not lines[-1].endswith("\n"):
        lines.pop()
    return lines


def lay_out_aligned(text: str, skip_rows: int, header_rows: int, final: bool) -> AlignedLayout:
    """Names, columns and first rows in the start of a text."""
    whole = cut_lines(text, final)
    lines = [line.rstrip("\r\n") for line in whole[skip_rows:]]
    kept = Rules().without(lines)
    header = kept[:header_rows]
    start = header[-1] + 1 if header else 0
    body = kept[len(header) :]
    rule = next((line for line in lines[: body[0] if body else len(lines)][::-1] if is_rule(line)), "")
    rules = Rules(rule.strip(), max(3, _usual_length([lines[number] for number in body]) // 2))
    rows = [lines[start + number] for number in rules.without(lines[start:])[:LINES_JUDGED]]
    names = [lines[number] for number in header]
    columns = _columns(names, rows, rule)
    shown = _cells(rows[:FIRST_ROWS], columns)
    named = name_columns([_names(line, columns) for line in names], shown)
    named += tuple("" if names else f"Column {number + 1}" for number in range(len(named), columns.count if rows or names else 0))
    layout = Layout(
        named,
        sum(map(len, whole[: skip_rows + start])),
        skip_rows + start,
        tuple(map(tuple, shown)),
        len(named),
        unfinished=not final and len(header) < header_rows,
    )
    return AlignedLayout(layout, columns, rules)


def _columns(names: Sequence[str], rows: Sequence[str], rule: str) -> Columns:
    """The columns, with places counted as when the table was written: else cells hold gutters, or stand beside their columns."""
    narrow = find_columns(names, rows, rule)
    if not has_odd_widths("".join([*names, *rows])):
        return narrow
    wide = find_columns(names, rows, rule, True)

    def amiss(columns: Columns) -> tuple[int, int]:
        cells = [cell for row in _cells(rows, columns) for cell in row]
        free = sum(end - start for start, end in columns.gutters)
        return sum(1 for cell in cells if _PADDED.search(cell)), -free if narrow.count == wide.count else cells.count("")

    return min(narrow, wide, key=amiss)


def _usual_length(lines: Sequence[str]) -> int:
    lengths = sorted(len(line.strip()) for line in lines)
    return lengths[len(lengths) // 2] if lengths else 0


def _cells(lines: Sequence[str], columns: Columns) -> list[list[str]]:
    found = cut(lines, columns) if lines else None
    return [list(cells) for cells in zip(*(column.to_pylist() for column in found.columns), strict=True)] if found else []


def _names(line: str, columns: Columns) -> list[str]:
    """The cells of a line of names; words that do not stand over their columns are names when there are as many."""
    found = cut([line], columns)
    words = line.split()
    names = [str(column[0].as_py()) for column in found.columns]
    if len(words) == columns.count and "" in names:
        return words
    if found.short_by is not None:
        # One name over several columns: the first of them has it.
        names[next((place for place, name in enumerate(names) if not name), 0)] = line.strip()
    return names


def guess_aligned(text: str, final: bool, dialect: Dialect) -> AlignedGuess | None:
    """Whether columns are aligned with spaces rather than divided by the separator of this dialect, and where their names stand."""
    if first_line_end(text) > _LINE_MAX:
        return None
    start = text[:_JUDGED_MAX]
    lines = [line.rstrip("\r\n") for line in cut_lines(start, final and start == text)[: LINES_JUDGED + TITLES_MAX]]
    if max(map(len, lines), default=0) > _LINE_MAX:
        return None
    kept = Rules().without(lines)
    padded = sum(1 for number in kept if _PADDED.search(lines[number]))
    ruled = [number for number, line in enumerate(lines[: TITLES_MAX + HEADER_MAX]) if is_rule(line)]
    if len(kept) < (2 if ruled else 3) or (padded * 2 < len(kept) and not ruled) or "\t" in "".join(lines[:LINES_JUDGED]):
        return None
    top, _ = _top(lines, kept)
    columns = _columns_from(lines, kept, top, LINES_JUDGED)
    if columns.count < 2 or (padded * 2 < len(kept) and not columns.framed):
        return None
    rows = [lines[number] for number in kept[top:]]
    if _is_divided(rows, dialect, columns):
        return None
    return _with_header(lines, kept[top:], ruled, columns, padded)


def _top(lines: Sequence[str], kept: Sequence[int]) -> tuple[int, Columns]:
    """Which of the kept lines the table begins with, and its columns."""
    found = [(top, _columns_from(lines, kept, top)) for top in range(min(TITLES_MAX, len(kept) - 1))]
    most = max(columns.count for _, columns in found[: max(1, len(kept) // 2)])
    return next(each for each in found if each[1].count >= max(min(2, most), _NEARLY_ALL * most))


def _columns_from(lines: Sequence[str], kept: Sequence[int], top: int, rows_max: int = TOP_JUDGED) -> Columns:
    rows = [lines[number] for number in kept[top + 1 : top + 1 + rows_max]]
    between = lines[kept[top] + 1 : kept[top + 1]]
    return _columns([lines[kept[top]]], rows, next((line for line in between if is_rule(line)), ""))


def _is_divided(rows: Sequence[str], dialect: Dialect, columns: Columns) -> bool:
    """Whether a separator other than spaces cuts all lines into as many cells."""
    if dialect.delimiter == " " or (columns.framed and dialect.delimiter.strip() == "|"):
        return False
    found = CarefulRows("\n".join(rows), dialect, True).cut().rows
    widths = Counter(map(len, found))
    width, count = max(widths.items(), key=lambda each: each[1])
    if dialect.delimiter.strip() == ":":
        return width > columns.count and len(found[0]) == width
    return width > 1 and count >= 0.8 * len(found) and (width >= columns.count or len(found[0]) == width)


def _with_header(lines: Sequence[str], kept: Sequence[int], ruled: Sequence[int], columns: Columns, padded: int) -> AlignedGuess:
    cells = [_names(lines[kept[0]], columns), *_cells([lines[number] for number in kept[1:FIRST_ROWS]], columns)]
    header = guess_header(cells)
    first = kept[min(header.skip_rows, len(kept) - 1)]
    below = next((rule for rule in ruled if kept[0] < rule < kept[-1]), None)
    names = [(number, row) for number, row in zip(kept, cells, strict=False) if below is not None and number < below]
    while len(names) > 1 and filled(names[0][1]) < min(2, columns.count):
        names.pop(0)
    if 0 < len(names) <= HEADER_MAX and not any(map(looks_like_data, chain(*(row for _, row in names[1:])))):
        return AlignedGuess(names[0][0], len(names), True)
    sure = len(kept) > 4 and padded >= 0.8 * len(kept) and header.sure
    return AlignedGuess(first, header.header_rows, sure)

"""Where a table starts inside a text or sheet: its names, its width, and the first line that is data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.limits import COLUMNS_MAX, FIRST_ROWS
from backfill_assistant.core.table.reading import ReadingChoices

_ROWS_MIN: Final = 4
_LOOK_AT_SIGNS: Final = 2_000_000


@dataclass(frozen=True)
class Layout:
    """`data_start` is counted in characters of the text, `data_line` in lines before it."""

    column_names: tuple[str, ...]
    data_start: int
    data_line: int
    first_rows: tuple[tuple[str, ...], ...]
    # How many cells most of the first rows have.
    usual_width: int
    # True when the sample ended inside the header: more text is needed to know.
    unfinished: bool = False


def skip_lines(text: str, count: int) -> int:
    """Where the line after `count` lines starts."""
    at = 0
    for _ in range(count):
        ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
        if not ends:
            return len(text)
        at = min(ends)
        at += 2 if text.startswith("\r\n", at) else 1
    return at


def first_line_end(text: str) -> int:
    """Where the first line ends."""
    return min((end for end in (text.find("\n"), text.find("\r")) if end >= 0), default=len(text))


def rows_worth(text: str, rows_max: int) -> int:
    """How many rows to look at: fewer where they are very long, as millions of cells stall a window even while they are let go."""
    return min(rows_max, max(_ROWS_MIN, _LOOK_AT_SIGNS // (first_line_end(text) + 1)))


def start_of_rows(text: str, dialect: Dialect, final: bool, rows_max: int, width: int | None = None) -> CarefulRows:
    """The first rows of a sample. A quote that would swallow most of it is text where that leaves rows as wide as the first one."""
    rows_max = rows_worth(text, rows_max)
    found = CarefulRows(text, dialect, final, width).cut(rows_max)
    if final or len(found.rows) == rows_max or found.consumed > len(text) // 2:
        return found
    loose = CarefulRows(text, dialect, True, width).cut(rows_max)
    widths = Counter(len(cells) for cells in loose.rows[len(found.rows) :])
    usual = max(widths, key=lambda each: widths[each], default=0)
    return loose if usual > 1 and usual == len((found.rows or loose.rows)[0]) else found


def cut_evenly(text: str, dialect: Dialect, final: bool, rows_max: int) -> CarefulRows:
    """The first rows; a dubious quote is text where the lines it would swallow are as wide as most others."""
    widths = Counter(len(cells) for cells in start_of_rows(text, dialect, final, FIRST_ROWS).rows)
    usual = max(widths, key=lambda width: (widths[width], width), default=None)
    return CarefulRows(text, dialect, final, usual).cut(rows_worth(text, rows_max))


def lay_out(text: str, choices: ReadingChoices, final: bool) -> Layout:
    """Find names and first rows in the start of a delimited text."""
    start = skip_lines(text, choices.skip_rows)
    head = cut_evenly(text[start:], Dialect.of(choices), final, choices.header_rows) if choices.header_rows else None
    consumed, lines = (head.consumed, head.consumed_lines) if head else (0, 0)
    header = head.rows if head else []
    if name_count(header) > COLUMNS_MAX:
        # Refused anyway, so nothing more is looked at.
        longest = next(cells for cells in header if len(cells) == name_count(header))
        return Layout(tuple(longest), start, choices.skip_rows, (), 0)
    body = start_of_rows(text[start + consumed :], Dialect.of(choices), final, FIRST_ROWS, name_count(header) or None)
    names = name_columns(header, body.rows)
    rows = tuple(even_row(cells, len(names)) for cells in body.rows)
    unfinished = not final and (len(header) < choices.header_rows or (not header and not body.rows))
    usual = Counter(len(cells) for cells in body.rows).most_common(1)
    return Layout(names, start + consumed, choices.skip_rows + lines, rows, usual[0][0] if usual else len(names), unfinished)


def name_count(header: Sequence[Sequence[str]]) -> int:
    """How many cells the longest header row has."""
    return max((len(cells) for cells in header), default=0)


def name_columns(header: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Names from the header rows; without any, by position. Nameless empty columns at the end are trailing separators."""
    if not header:
        widths = Counter(len(cells) for cells in rows)
        width = widths.most_common(1)[0][0] if widths else 0
        while width > 1 and not any(len(cells) >= width and cells[width - 1] for cells in rows):
            width -= 1
        return tuple(f"Column {index + 1}" for index in range(width))
    names = _joined(header)
    used = max((len(cells) for cells in rows if cells and cells[-1]), default=0)
    while len(names) > max(1, used) and not names[-1] and not any(cell for cells in rows for cell in cells[len(names) - 1 :]):
        names.pop()
    return tuple(names)


def _joined(header: Sequence[Sequence[str]]) -> list[str]:
    width = name_count(header)
    if len(header) == 1:
        return [cell.strip() for cell in header[0]]
    columns: list[list[str]] = [[] for _ in range(width)]
    for depth, cells in enumerate(header):
        above = ""
        for index in range(width):
            cell = cells[index].strip() if index < len(cells) else ""
            # A name that spans columns stands over the first of them only; the lowest row names single columns.
            above = cell or (above if depth < len(header) - 1 else "")
            if above and above not in columns[index]:
                columns[index].append(above)
    return [" ".join(parts) for parts in columns]


def even_row(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Exactly `width` cells."""
    return (*cells[:width], *("",) * (width - len(cells)))

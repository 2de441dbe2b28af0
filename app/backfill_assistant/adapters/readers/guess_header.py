"""Which rows are titles, which is the header, and where data begins: told from what cells look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from backfill_assistant.adapters.readers.limits import FIRST_ROWS

# What names of columns hardly ever look like: numbers, times, addresses, links, yes and no.
DATA_LIKE = re.compile(
    r"""\s*(?:
    [-+(]?[$€£]?\s?\d[\d.,\s'/:%()–-]*(?:e[-+]?\d+)?[%€$£]?
  | (?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4})
    (?:[T ,]+\d\d?[:.h]\d\d[\d:.,]*\s?(?:[ap]\.?m\.?|uhr)?\s?(?:z|utc|[-+]\d\d:?\d\d)?)?
  | [^@\s]+@[^@\s]+\.[^@\s]+
  | https?://\S+
  | true|false
  | [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]*
  )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
# A header is written again for each of several systems, but not for ever.
REPEATED_MAX = 3
YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")


@dataclass(frozen=True)
class Guess:
    """`skip_rows` counts rows of the list that was given."""

    skip_rows: int
    header_rows: int
    sure: bool


def filled(cells: Sequence[str]) -> int:
    """How many cells have anything in them."""
    return sum(1 for cell in cells if cell.strip())


def looks_like_data(cell: str) -> bool:
    """A number, a time, an address, a link: a value rather than a name."""
    return DATA_LIKE.fullmatch(cell) is not None


def guess_header(rows: Sequence[Sequence[str]]) -> Guess:
    """Guess from the first rows, blank ones included."""
    rows = rows[:FIRST_ROWS]
    widths = Counter(length for cells in rows if (length := _used(cells)) > 0)
    if not widths:
        return Guess(0, 1, False)
    # Where two tables of one file are equally long, the first counts; `widths` keeps their order.
    usual = max(widths, key=lambda width: (widths[width] * (width > 1), widths[width], width if widths[width] == 1 else 0))
    first = next(
        (
            index
            for index, cells in enumerate(rows)
            if (_used(cells) >= usual * 0.75 and filled(cells) >= min(usual, max(2, 0.5 * usual))) or (usual == 1 and filled(cells))
        ),
        0,
    )
    below = [cells for cells in rows[first + 1 :] if filled(cells)]
    names = _without_years(rows[first], below)
    if not _could_be_names(names) or (_are_long(names) and not _stands_out(rows[first], below)):
        return Guess(first, 0, True)
    header_rows = 1
    while header_rows <= min(REPEATED_MAX, len(below)) and list(below[header_rows - 1]) == list(rows[first]):
        header_rows += 1
    if header_rows > 1:
        return Guess(first, header_rows, True)
    # Names over two rows: the upper has gaps, the lower still looks like names while the rows beneath do not.
    gaps = filled(rows[first]) < _used(rows[first]) or _used(rows[first]) < usual
    if gaps and len(below) > 1 and _could_be_names(below[0]) and not _are_long(below[0]) and filled(below[0]) > filled(rows[first]):
        header_rows = 2 if any(looks_like_data(cell) for cell in below[1]) else 1
    return Guess(first, header_rows, _stands_out(rows[first], below[header_rows - 1 :]))


def _used(cells: Sequence[str]) -> int:
    """Cells up to the last that has anything in it."""
    for index in range(len(cells), 0, -1):
        if cells[index - 1].strip():
            return index
    return 0


def _without_years(cells: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    """Years name columns too, unless the cells below are years as well."""
    return [
        "" if YEAR.fullmatch(cell) and not any(YEAR.fullmatch(row[index]) for row in below if index < len(row)) else cell
        for index, cell in enumerate(cells)
    ]


def _could_be_names(cells: Sequence[str]) -> bool:
    names = [cell.strip() for cell in cells if cell.strip()]
    return bool(names) and not any(looks_like_data(name) for name in names)


def _are_long(cells: Sequence[str]) -> bool:
    """Whether some are as long as texts are; exports of surveys name columns by whole questions, so that alone decides nothing."""
    return any(len(cell.strip()) > 200 for cell in cells)


def _stands_out(header: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Some column below looks like data, or its cells repeat without its name among them."""
    if not below:
        return True
    for index, name in enumerate(header):
        column = [cells[index] for cells in below if index < len(cells) and cells[index].strip()]
        if (
            column
            and name not in column
            and (sum(map(looks_like_data, column)) > len(column) / 2 or len(set(column)) < len(column))
        ):
            return True
    return False

"""Which separator and quote character a text uses: the pair under which its lines fall into the evenest table."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backfill_assistant.adapters.readers.careful_rows import CarefulRows, Dialect
from backfill_assistant.adapters.readers.guess_header import looks_like_data
from backfill_assistant.adapters.readers.layout import first_line_end, rows_worth, start_of_rows

# In the order in which they are believed when nothing else decides.
SINGLE = (",", ";", "\t", "|", ":", " ", "~", "^", "\x1f", "\x01", "§", "¦")
MULTI = ("||", "::", "|~|", "~|~", "<>", "^^", "@@", "##", "#|#", "&&", "$$", "**", "|;|")
SEP_LINE = re.compile(r"\s*\"?sep=(.+?)\"?[ ]*", re.IGNORECASE)
LOOK_AT_ROWS = 100
CELLS_JUDGED = 5_000
# With fewer rows of one width, a sign is part of sentences rather than a separator.
EVEN_MIN = 0.4
# A whole line that is one value, though it may hold a separator: an amount, a phone number, a time, an address, a link.
ONE_VALUE = re.compile(
    r"""[-+(]?[$€£]?\s?(?:\d{1,3}(?:[., ']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)\)?\s?[%€$£]?
  | [+(]?\d[\d ()/-]*
  | (?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4})?[T ]?(?:\d\d?:\d\d[\d:.,]*)?\s?(?:[ap]\.?m\.?)?\s?(?:z|utc|[-+]\d\d:?\d\d)?
  | [^@\s,;|:]+@[^@\s,;|:]+\.[^@\s,;|:]+
  | https?://[^\s,;|]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
NAME = re.compile(r"\s*[^\W\d][\w .-]*\s*")
PLAIN_WORD = re.compile(r"[\w .@+/()&'-]*")


@dataclass(frozen=True)
class DialectGuess:
    """The best dialect, and whether nothing else came near."""

    dialect: Dialect
    sure: bool
    # Lines to leave out at the top, such as `sep=;`.
    skip_rows: int = 0


def guess_dialect(text: str, final: bool) -> DialectGuess:
    """Guess from the start of a text."""
    first_line = text[: first_line_end(text)]
    told = SEP_LINE.fullmatch(first_line)
    if told:
        delimiter = told[1] if told[1] != "\\t" else "\t"
        rest = text[len(first_line) :]
        return DialectGuess(_best(rest, final, [delimiter]).dialect, True, 1)
    return _best(text, final, [*SINGLE, *MULTI])


def _best(text: str, final: bool, delimiters: Sequence[str]) -> DialectGuess:
    comment = _comment(text)
    found = _best_with(text, final, delimiters, comment)
    if comment and _are_rows(text, found.dialect, final):
        return _best_with(text, final, delimiters, "")
    return found


def _best_with(text: str, final: bool, delimiters: Sequence[str], comment: str) -> DialectGuess:
    # One sign is found, or not, in a tenth of the time that several take.
    present = [delimiter for delimiter in delimiters if delimiter[0] in text and delimiter in text]
    escape = "\\" if "\\" in text and re.search(r'\\["\']', text) else ""
    scored: list[tuple[float, int, Dialect]] = []
    for rank, delimiter in enumerate(present):
        for quote in _quotes(text, delimiter):
            for escaping in dict.fromkeys(("", escape if quote else "")):
                dialect = Dialect(delimiter, quote, escaping, comment)
                scored.append((_score(text, dialect, final), -rank, dialect))
    if not scored:
        return DialectGuess(Dialect(",", '"', "", comment), True)
    scored.sort(key=lambda entry: entry[:2], reverse=True)
    best, _, dialect = scored[0]
    if best <= 0 or _is_one_column(text, dialect):
        # One column: any separator will do that does not occur.
        unused = next((sign for sign in SINGLE if sign not in text), "\0")
        return DialectGuess(Dialect(unused, '"', "", comment), True)
    dialect = _with_spaces_or_twice(text, dialect, final)
    rivals = [score for score, _, other in scored if other.delimiter not in dialect.delimiter]
    return DialectGuess(dialect, not rivals or rivals[0] < best * 0.9)


def _with_spaces_or_twice(text: str, dialect: Dialect, final: bool) -> Dialect:
    """The same with a longer separator, where the sign stands between spaces or twice in every place where it stands."""
    sign = dialect.delimiter
    if len(sign) > 1 or sign == " ":
        return dialect
    few = rows_worth(text, LOOK_AT_ROWS)
    rows = CarefulRows(text, dialect, final).cut(few).rows
    for longer in (f" {sign} ", f"{sign} "):
        other = replace(dialect, delimiter=longer)
        if longer in text and list(map(len, CarefulRows(text, other, final).cut(few).rows)) == list(map(len, rows)):
            return other
    twice = all(len(cells) % 2 and not any(cells[1::2]) for cells in rows) and max(map(len, rows), default=0) > 3
    return replace(dialect, delimiter=sign * 2) if twice else dialect


def _quotes(text: str, delimiter: str) -> list[str]:
    """Quote characters worth trying: those that stand where a cell could start."""
    found = ['"']
    started = rf"(?:^|{re.escape(delimiter)}|[\r\n])'"
    # Looked for first, because it takes a hundredth of the time.
    if "'" in text and re.search(started, text) and re.search(rf"'(?:{re.escape(delimiter)}|[\r\n]|$)", text):
        found.append("'")
    return found


def _comment(text: str) -> str:
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:20_000]) if line]
    for mark in ("#", "//", "--"):
        marked = [index for index, line in enumerate(lines) if line.startswith(mark)]
        # A first line that alone starts with # may be a header such as "#id,name".
        if len(marked) > 1 or (marked and marked[0] > 0):
            return mark if len(marked) < 0.7 * len(lines) else ""
    return ""


def _are_rows(text: str, dialect: Dialect, final: bool) -> bool:
    """Whether lines that begin like comments are rows after all: most are as wide as the table, or a single column goes on."""
    comment = dialect.comment
    widths = Counter(len(cells) for cells in CarefulRows(text, dialect, final).cut(LOOK_AT_ROWS).rows)
    width = max(widths, key=lambda each: widths[each], default=1)
    if width == 1:
        lines = [line.startswith(comment) for line in re.split(r"[\r\n]+", text[:20_000]) if line]
        return any(lines[lines.index(False) :]) if False in lines else True
    rows = CarefulRows(text, replace(dialect, comment=""), final).cut(2 * LOOK_AT_ROWS).rows
    marked = [len(cells) == width for cells in rows if cells[0].startswith(comment)]
    return sum(marked) * 2 > len(marked)


def _score(text: str, dialect: Dialect, final: bool) -> float:
    """How even the rows are, times how much the cells look like cells."""
    rows = start_of_rows(text, dialect, final, LOOK_AT_ROWS).rows
    if not rows:
        return 0.0
    widths = Counter(len(cells) for cells in rows)
    width, count = max(widths.items(), key=lambda found: (found[1] * (found[0] > 1), found[0]))
    # Title lines above the table do not make its rows less even.
    table = rows[next(index for index, cells in enumerate(rows) if len(cells) == width) :]
    uneven = count < EVEN_MIN * len(table) or (count == 1 and len(table) > 1)
    words = dialect.delimiter == " " and width < 3 and not (dialect.quote and text.startswith(dialect.quote))
    if width == 1 or uneven or words:
        return 0.0
    even = count / len(rows)
    neighbours = sum(1 for left, right in itertools.pairwise(rows) if len(left) == len(right)) / max(1, len(rows) - 1)
    body = [cells for cells in rows if len(cells) == width]
    cells = [cell for row in body for cell in row]
    # Of very wide tables some cells tell as much as all.
    cells = cells[:: 1 + len(cells) // CELLS_JUDGED]
    plain = sum(_worth(cell, dialect) for cell in cells) / len(cells)
    if dialect.quote != "'" and any(all(_stands_in(cell, "'") for cell in column) for column in zip(*body, strict=True)):
        # Every cell of a column stands between them: they are quotes, and not words that somebody quoted.
        plain *= 0.6
    if len(rows[0]) != width and len(rows) > 1:
        # Perhaps a title; but a separator that cuts the first line as it cuts the others is likelier.
        plain *= 0.8
    multi = 0.15 * (len(dialect.delimiter) - 1)
    return (even * 0.7 + neighbours * 0.3) * plain * (1 + multi) * (1 - 1 / (width + 1.5)) * _weight(dialect.delimiter, rows, width)


def _is_one_column(text: str, dialect: Dialect) -> bool:
    """Whole lines are values that merely contain the sign: times with colons, names with spaces, prices with commas."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text[:20_000])[:LOOK_AT_ROWS] if line.strip()]
    if len(lines) < 2:
        return False
    values = sum(1 for line in lines[1:] if ONE_VALUE.fullmatch(line)) >= 0.6 * (len(lines) - 1)
    headed = dialect.delimiter not in lines[0] and not looks_like_data(lines[0])
    if dialect.delimiter in (":", " "):
        return values or (headed and dialect.delimiter not in lines[1][: len(lines[0])])
    return values and headed


def _weight(delimiter: str, rows: Sequence[Sequence[str]], width: int) -> float:
    """Colons stand in times and spaces between words: they must fit better than the others, or cut a line of names evenly too."""
    if delimiter not in (":", " "):
        return 1.0
    named = width > 2 and len(rows[0]) == width and all(NAME.fullmatch(cell) for cell in rows[0])
    if delimiter == ":":
        return 0.95 if named else 0.6
    return 0.7 if named and width > 3 else 0.55


def _stands_in(cell: str, sign: str) -> bool:
    return len(cell) > 1 and cell.startswith(sign) and cell.endswith(sign)


def _worth(cell: str, dialect: Dialect) -> float:
    inner = cell.strip()
    if not inner:
        return 0.75
    if dialect.quote and inner.startswith(dialect.quote):
        return 0.2
    if dialect.quote and ("\\" + dialect.quote if not dialect.escape else dialect.quote * 2) in inner:
        # What the other way of escaping would have taken away.
        return 0.4
    if inner[0] == '"' or (inner[-1] == '"' and inner.count('"') % 2):
        return 0.2 if _stands_in(inner, '"') else 0.4
    if dialect.quote != "'" and _stands_in(inner, "'") and re.search(r"''|\\'", inner[1:-1]):
        return 0.4
    if looks_like_data(inner):
        return 1.0
    return 0.9 if PLAIN_WORD.fullmatch(inner) else 0.7

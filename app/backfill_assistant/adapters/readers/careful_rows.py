r"""The definition of how delimited text becomes rows: slow, forgiving, and right for damaged text too.

A cell that starts with the quote character ends at the next one that is followed by a separator or a line end; other quotes
inside it are text. A quote that never finds such a partner nearby was never meant as one. Every `\\n`, `\\r\\n` or `\\r`
outside quotes ends a row; lines without anything are no rows.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from backfill_assistant.adapters.readers.limits import QUOTED_MAX_BYTES
from backfill_assistant.core.table.reading import ReadingChoices

# A dubious quote that swallows so many lines is text, too, where no more than this share of them does not fit by itself.
_MANY_LINES: Final = 20
_MISFITS_MAX_SHARE: Final = 0.1
# Quotes that are looked at one by one before only those that could close a cell are.
_STEPS_MAX: Final = 16


@dataclass(frozen=True)
class Dialect:
    """The part of the choices that says how a line is cut into cells."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    comment: str = ""

    @classmethod
    def of(cls, choices: ReadingChoices) -> Dialect:
        """The dialect in these choices."""
        return cls(choices.delimiter, choices.quote, choices.escape, choices.comment)


class _NeedMore(Exception):
    """The text ends inside a row and more text will follow."""


class CarefulRows:
    """Cuts one piece of text that starts at a row's start; `final` says that no text follows it.

    With a `width`, a dubious quote is taken as text where every line that it would swallow fits by itself, or nearly every one of
    many, and quotes at the end of a cell that were not escaped are taken as such where only that makes the row fit.
    """

    def __init__(self, text: str, dialect: Dialect, final: bool, width: int | None = None) -> None:
        self.text = text
        self.dialect = dialect
        self.final = final
        self.width = width
        self.rows: list[list[str]] = []
        # Where each row starts, counted in lines from 0 at the start of the text.
        self.lines: list[int] = []
        self.consumed = 0
        self.consumed_lines = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        # A row that ends here may go on in the next piece: its line end is missing, or may be half of one.
        self._last_end = len(text) - text.endswith("\r")
        self._dubious = False
        # Whether a doubled quote inside quotes stands for one; else each closes its cell where a separator follows.
        self._doubled = True
        # Quotes that could close a cell, by whether a doubled one stands for one: those found so far, and those to come.
        self._closing: dict[bool, tuple[list[int], Iterator[int]]] = {}
        # Up to this line, from wherever dubious quotes were met, it is known which lines do not fit by themselves.
        self._known_until = 0
        self._misfits: list[int] = []

    def batches(self, rows_max: int) -> Iterator[tuple[list[list[str]], list[int]]]:
        """Rows and their lines, so many at a time: collecting garbage among all rows of a long text would stall a window."""
        while self.cut(rows_max).rows:
            yield self.rows, self.lines
            self.rows, self.lines = [], []

    def cut(self, rows_max: int | None = None) -> CarefulRows:
        """Fill `rows`, `lines` and `consumed`, from where it was left; stops before a row that the text does not finish."""
        if not self._starts:
            self._find_lines()
        quote, escape, comment, delimiter = self.dialect.quote, self.dialect.escape, self.dialect.comment, self.dialect.delimiter
        index, count = self.consumed_lines, len(self._starts)
        text = self.text
        while index < count and (rows_max is None or len(self.rows) < rows_max):
            start, end = self._starts[index], self._ends[index]
            if not self.final and index == count - 1 and not text.endswith("\n"):
                break
            body = text[start:end]
            following = index + 1
            if body and not (comment and body.startswith(comment)):
                if (quote and quote in body) or (escape and escape in body):
                    try:
                        cells, following = self._row(index)
                    except _NeedMore:
                        break
                else:
                    cells = body.split(delimiter)
                if not (len(cells) == 1 and self.width != 1 and not cells[0].strip() and not body.strip()):
                    self.rows.append(cells)
                    self.lines.append(index)
            index = following
        self.consumed_lines = index
        self.consumed = self._starts[index] if index < count else len(text)
        return self

    def _find_lines(self) -> None:
        lines = list(io.StringIO(self.text, newline=""))
        self._starts = list(accumulate(map(len, lines[:-1]), initial=0)) if lines else []
        self._ends = [start + len(line.rstrip("\r\n")) for start, line in zip(self._starts, lines, strict=True)]

    def _row(self, index: int) -> tuple[list[str], int]:
        """The cells of the row that starts at line `index`, and the line after it."""
        self._dubious = False
        cells, end = self._cells(self._starts[index], True)
        if not self.final and end >= self._last_end:
            raise _NeedMore
        following = bisect_right(self._starts, end) if end < len(self.text) else len(self._starts)
        if self.width is not None and len(cells) != self.width and self.dialect.quote * 2 in self.text[self._starts[index] : end]:
            self._doubled = False
            loose, _ = self._cells(self._starts[index], False)
            self._doubled = True
            if len(loose) == self.width:
                return loose, index + 1
        alone = len(cells) == self.width and following == index + 1
        if self.width is not None and self._dubious and not alone and self._all_fit(index, following):
            # A quote that was meant as text swallowed lines that are rows by themselves: then each of them fits.
            return self._cells(self._starts[index], False)[0], index + 1
        return cells, following

    def _all_fit(self, index: int, following: int) -> bool:
        """Whether each of these lines, or nearly each of many, fits by itself; no line is looked at twice."""
        count = following - index
        allowed = int(count * _MISFITS_MAX_SHARE) if count >= _MANY_LINES else 0
        self._known_until = max(self._known_until, index)
        while self._known_until < following and self._misfit_count(index, following) <= allowed:
            after = self._after_fitting(self._known_until)
            if after is None:
                self._misfits.append(self._known_until)
            self._known_until = after or self._known_until + 1
        return self._misfit_count(index, following) <= allowed and not self._misfit_count(index, index + 1)

    def _after_fitting(self, index: int) -> int | None:
        """The line after a row that begins here and fits, alone or with a cell over several lines; None when it does not fit."""
        if len(self._cells(self._starts[index], False)[0]) == self.width:
            return index + 1
        self._dubious = False
        cells, end = self._cells(self._starts[index], True)
        return bisect_right(self._starts, end) if len(cells) == self.width and not self._dubious else None

    def _misfit_count(self, first: int, following: int) -> int:
        return bisect_left(self._misfits, following) - bisect_left(self._misfits, first)

    def _cells(self, at: int, spanning: bool) -> tuple[list[str], int]:
        """Cells from `at` to the end of the row, and where it ends. Without `spanning`, dubious quotes are text."""
        line_end = self._ends[bisect_right(self._starts, at) - 1]
        cells = []
        while True:
            found = self._quoted(at, line_end, spanning) if self.dialect.quote else None
            if found is None:
                cell, at = self._unquoted(at, line_end)
            else:
                cell, at = found
                if at > line_end:
                    line_end = self._ends[bisect_right(self._starts, at) - 1]
            cells.append(cell)
            if not self.text.startswith(self.dialect.delimiter, at) or at >= line_end:
                return cells, at
            at += len(self.dialect.delimiter)

    def _unquoted(self, at: int, line_end: int) -> tuple[str, int]:
        delimiter, escape = self.dialect.delimiter, self.dialect.escape
        if escape and self.text.find(escape, at, line_end) >= 0:
            end = at
            while end < line_end and not self.text.startswith(delimiter, end):
                end += 2 if self.text[end] == escape and end + 1 < line_end else 1
            return self._unescaped(self.text[at:end]), end
        end = self.text.find(delimiter, at, line_end)
        end = line_end if end < 0 else end
        return self.text[at:end], end

    def _quoted(self, at: int, line_end: int, spanning: bool) -> tuple[str, int] | None:
        """The quoted cell at `at` and where it ends, or None when there is none."""
        text, quote = self.text, self.dialect.quote
        start = at
        while start < line_end and text[start] == " " and self.dialect.delimiter != " ":
            start += 1
        if start >= line_end or text[start] != quote:
            return None
        limit = len(text) if spanning else line_end
        strict = True
        look, steps = start + 1, 0
        while True:
            steps += 1
            if steps > _STEPS_MAX and not text.startswith(quote, look):
                close = self._next_closing(look, limit)
                strict = strict and not self._is_passed(look, close)
            else:
                close = self._next_quote(look, limit)
            if close < 0 or close - start > QUOTED_MAX_BYTES:
                if spanning and close < 0 and not self.final and len(text) - start <= QUOTED_MAX_BYTES:
                    raise _NeedMore
                self._dubious = True
                return None
            if self._doubled and not self.dialect.escape and text.startswith(quote, close + 1) and close + 1 < limit:
                look = close + 2
                continue
            after = self._after(close + 1)
            if after is not None:
                break
            strict = False
            look = close + 1
        if not strict:
            self._dubious = True
            if not spanning and self._doubled:
                return None
        inner = text[start + 1 : close]
        if self.dialect.escape:
            return self._unescaped(inner), after
        return (inner.replace(quote * 2, quote) if self._doubled else inner), after

    def _next_quote(self, at: int, limit: int) -> int:
        escape = self.dialect.escape
        close = self.text.find(self.dialect.quote, at, limit)
        while escape and close > at:
            slashes = 0
            while close - slashes - 1 >= at and self.text[close - slashes - 1] == escape:
                slashes += 1
            if slashes % 2 == 0:
                break
            close = self.text.find(self.dialect.quote, close + 1, limit)
        return close

    def _next_closing(self, at: int, limit: int) -> int:
        """The next quote that could close a cell, where no pair of quotes is begun; -1 when there is none."""
        if self._doubled not in self._closing:
            behind = f" *?(?:{re.escape(self.dialect.delimiter)}|[\\r\\n]|\\Z)"
            pattern = re.compile(rf"{self._single_quote()}(?={behind})")
            self._closing[self._doubled] = [], (found.end() - 1 for found in pattern.finditer(self.text))
        places, more = self._closing[self._doubled]
        while (not places or places[-1] < at) and (further := next(more, None)) is not None:
            places.append(further)
        place = bisect_left(places, at)
        return places[place] if place < len(places) and places[place] < limit else -1

    def _is_passed(self, at: int, close: int) -> bool:
        """Whether a quote that closes nothing stands between."""
        return re.compile(self._single_quote()).search(self.text, at, max(close, at)) is not None

    def _single_quote(self) -> str:
        """A quote that is not one of a pair, or not escaped."""
        quote, escape = re.escape(self.dialect.quote), re.escape(self.dialect.escape)
        if escape:
            return rf"(?<!{escape})(?:{escape}{escape})*{quote}"
        return rf"(?<!{quote})(?:{quote}{quote})*{quote}(?!{quote})" if self._doubled else quote

    def _after(self, at: int) -> int | None:
        """Where the separator or line end behind a closing quote stands; None when something else follows."""
        text, delimiter = self.text, self.dialect.delimiter
        while at < len(text) and text[at] == " " and not text.startswith(delimiter, at):
            at += 1
        if at >= len(text):
            if not self.final:
                raise _NeedMore
            return at
        return at if text[at] in "\r\n" or text.startswith(delimiter, at) else None

    def _unescaped(self, cell: str) -> str:
        escape = self.dialect.escape
        if escape not in cell:
            return cell
        special = (self.dialect.quote, self.dialect.delimiter[0], escape, "\n", "\r")
        pieces, at = [], 0
        while at < len(cell):
            if cell[at] == escape and at + 1 < len(cell) and cell[at + 1] in special:
                at += 1
            pieces.append(cell[at])
            at += 1
        return "".join(pieces)

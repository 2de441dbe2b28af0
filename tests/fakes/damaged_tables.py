"""One table, damaged in every way that the published survey of CSV files lists, each with the cells that were meant.

The kinds of damage are those of Pollock, "A Data Loading Benchmark" (Vitagliano et al., VLDB 2023): a re-creation from its
description with a table of our own, not its files. `LISTED` are its kinds, `FURTHER` are some that people bring as well.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

NAMES = ("Date", "Time", "Visits", "Badge", "Amount", "Talk", "Summary", "Link", "Remark")
TALKS = (
    "Opening", "Boots, Leather and Mesh", 'Round Table, 48"', "Women's Lounge", 'Bike Fitting 24" Wheels', "Kids' Corner",
    "Coffee Table", "Panel: Trade, Tax", 'Lens 8\\\'9" Zoom',
)  # fmt: skip
SUMMARIES = (
    "Whatever the weather, dry feet and comfort: our guests tell, show and answer.",
    "A quick look at what isn't ready yet.",
    "Two thirds of all visitors (62.5%) came back; here is why, in numbers, pictures and a story.",
    'The "short" version of a long, long journey - for people who can\'t wait.',
)
# Columns whose cells are quoted even where they need not be.
ALWAYS_QUOTED = (6, 7)
PRECEDING = "PREAMBLE"


@dataclass(frozen=True)
class Damaged:
    """A file and what is meant by it; without `names` any will do, since it has no header."""

    kind: str
    name: str
    raw: bytes
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Dialect:
    """How cells are written."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"

    def cell(self, text: str, always: bool = False) -> str:
        """One cell; quoted where it must be."""
        if not (always or any(sign in text for sign in (self.delimiter[0], self.quote, "\n", "\r"))):
            return text
        inner = text
        if self.escape == "\\":
            inner = inner.replace("\\", "\\\\")
        return self.quote + inner.replace(self.quote, self.escape + self.quote) + self.quote

    def cells(self, row: Sequence[str]) -> list[str]:
        """A row's cells as they are written."""
        return [self.cell(text, place in ALWAYS_QUOTED) for place, text in enumerate(row)]

    def line(self, row: Sequence[str]) -> str:
        """A row with its end."""
        return self.delimiter.join(self.cells(row)) + self.end

    def text(self, rows: Iterable[Sequence[str]]) -> str:
        """A whole table."""
        return "".join(map(self.line, rows))


STANDARD = Dialect()


def source_rows(count: int = 83) -> list[tuple[str, ...]]:
    """The rows of the table without damage."""
    chance = random.Random(7)
    rows = []
    for number in range(count):
        badge = f"{chance.choice('ABHRZ')}{chance.choice('CNHIY')}-{chance.randint(1000, 9999)}"
        day = f"{number % 28 + 1:02}/{number // 28 + 1:02}/2026"
        amount = f"${chance.random() * 99:.2f}"
        visits, talk = str(chance.randint(0, 30)), TALKS[number % len(TALKS)]
        link = f"https://www.example.com/talk/{badge.replace('-', '_')}.html"
        rows.append(
            (day, f"{number // 4 % 24:02}:{number % 4 * 15:02}", visits, badge, amount, talk, SUMMARIES[number % 4], link, "")
        )
    return rows


def listed(every: int = 1) -> Iterator[Damaged]:
    """All files of the list; of those with one damaged row, only each `every`-th."""
    rows = source_rows()
    yield from _whole_files(rows)
    yield from _dialects(rows)
    table = [NAMES, *rows]
    damages = (_separator_missing, _separator_too_many, _quote_too_many, _row_with_spaces)
    for damage in damages:
        for number, made in enumerate(damage(table)):
            if number % every == 0:
                yield made


def _made(kind: str, name: str, text: str, names: Sequence[str] = NAMES, rows: Iterable[Sequence[str]] = ()) -> Damaged:
    return Damaged(kind, name, text.encode(), tuple(names), tuple(map(tuple, rows)))


def _whole_files(rows: list[tuple[str, ...]]) -> Iterator[Damaged]:
    kind = "file and table"
    text = STANDARD.text([NAMES, *rows])
    yield _made("source", "source", text, NAMES, rows)
    yield _made(kind, "no payload", "", (), ())
    yield _made(kind, "no line end at the end", text.removesuffix("\r\n"), NAMES, rows)
    yield _made(kind, "two line ends at the end", text + "\r\n", NAMES, rows)
    yield _made(kind, "no header", STANDARD.text(rows), (), rows)
    for lines in (2, 3):
        yield _made(kind, f"header of {lines} lines", STANDARD.text([NAMES] * (lines - 1)) + text, NAMES, rows)
    above = [(PRECEDING, *[""] * 8), [""] * 9]
    yield _made(kind, "preamble", STANDARD.text(above).replace('""', "") + text, NAMES, rows)
    for what, second in (("less", [row[:6] for row in rows]), ("more", [(*row, "x", "y") for row in rows]), ("same", rows)):
        other = [tuple(f"Other {place}" for place in range(len(second[0]))), *second[:9]]
        yield _made(kind, f"second table with {what} columns", f"{text}\r\n{STANDARD.text(other)}", NAMES, [*rows, *other])
    yield _made(kind, "header only", STANDARD.text([NAMES]), NAMES)
    yield _made(kind, "one row", STANDARD.text([NAMES, rows[0]]), NAMES, rows[:1])


def _dialects(rows: list[tuple[str, ...]]) -> Iterator[Damaged]:
    dialects = {f"delimiter {delimiter!r}": Dialect(delimiter) for delimiter in (" ", ", ", ";", "\t")}
    dialects["quote '"] = Dialect(quote="'", escape="'")
    dialects["escape \\"] = Dialect(escape="\\")
    dialects["no escape"] = Dialect(escape="")
    dialects |= {f"line end {end!r}": Dialect(end=end) for end in ("\n", "\r")}
    for name, dialect in dialects.items():
        yield _made("dialect", name, dialect.text([NAMES, *rows]), NAMES, rows)


def _one_row(kind: str, table: list[tuple[str, ...]], number: int, place: int, line: str, meant: Sequence[str]) -> Damaged:
    before, after = STANDARD.text(table[:number]), STANDARD.text(table[number + 1 :])
    names = meant if number == 0 else table[0]
    rows = [*table[1:number], meant, *table[number + 1 :]] if number else table[1:]
    return _made(kind, f"{kind}, row {number}, column {place}", before + line + "\r\n" + after, names, rows)


def _separator_missing(table: list[tuple[str, ...]]) -> Iterator[Damaged]:
    for number, row in enumerate(table):
        for place in range(1, len(row)):
            cells = STANDARD.cells(row)
            joined = [*cells[: place - 1], cells[place - 1] + cells[place], *cells[place + 1 :]]
            meant = (*row[: place - 1], row[place - 1] + row[place], *row[place + 1 :])
            yield _one_row("separator missing", table, number, place, ",".join(joined), meant)


def _separator_too_many(table: list[tuple[str, ...]]) -> Iterator[Damaged]:
    for number, row in enumerate(table):
        for place in range(len(row)):
            cells = STANDARD.cells(row)
            line = ",".join([*cells[:place], "", *cells[place:]])
            yield _one_row("separator too many", table, number, place, line, (*row[:place], "", *row[place:]))


def _quote_too_many(table: list[tuple[str, ...]]) -> Iterator[Damaged]:
    for number, row in enumerate(table):
        for place in range(len(row)):
            cells = STANDARD.cells(row)
            quoted = cells[place].startswith('"')
            cells[place] = '""' + cells[place][1:] if quoted else '"' + cells[place]
            yield _one_row(
                "quote too many", table, number, place, ",".join(cells), (*row[:place], '"' + row[place], *row[place + 1 :])
            )


def _row_with_spaces(table: list[tuple[str, ...]]) -> Iterator[Damaged]:
    for number, row in enumerate(table):
        yield _one_row("row with spaces as separator", table, number, 0, Dialect(" ").line(row).removesuffix("\r\n"), row)


def further() -> Iterator[Damaged]:
    """Damage and dialects that are not on the list."""
    rows = source_rows()
    table = [NAMES, *rows]
    text = STANDARD.text(table)
    for delimiter in ("|", ":", "\t\t", "||", "::", "~|~", "^", "\x1f"):
        yield _made("further delimiters", repr(delimiter), Dialect(delimiter).text(table), NAMES, rows)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "cp1250"):
        accents = [(*row[:5], f"{row[5]} für Gäste – Größe", *row[6:]) for row in rows]
        raw = STANDARD.text([NAMES, *accents]).encode(encoding)
        yield Damaged("encodings", encoding, raw, NAMES, tuple(accents))
    kind = "further damage"
    lines = text.splitlines(keepends=True)
    mixed = "".join(line.removesuffix("\r\n") + ("\n", "\r\n", "\r")[number % 3] for number, line in enumerate(lines))
    yield _made(kind, "mixed line ends", mixed, NAMES, rows)
    for ends in ("\n", "\r"):
        for number in (1, 2, 50, len(lines)):
            other = [line.removesuffix("\r\n") + ends if place == number - 1 else line for place, line in enumerate(lines)]
            yield _made(kind, f"line {number} ends with {ends!r}", "".join(other), NAMES, rows)
    yield _made(kind, "preamble without separators", f"Talks of the fair\r\nAs of 3 March\r\n\r\n{text}", NAMES, rows)
    yield _made(kind, "sep line", "sep=;\r\n" + Dialect(";").text(table), NAMES, rows)
    yield _made(kind, "comments", f"# made by a machine\r\n# on Monday\r\n{text}", NAMES, rows)
    yield _made(
        kind, "NUL bytes", text.replace("Opening", "Ope\0ning"), NAMES, [_changed(row, "Opening", "Ope\0ning") for row in rows]
    )
    yield _made(kind, "blank lines between rows", text.replace("\r\n", "\r\n\r\n"), NAMES, rows)
    yield _made(kind, "trailing separators", text.replace("\r\n", ",\r\n"), NAMES, rows)
    yield _made(kind, "spaces around separators", "".join(" , ".join(STANDARD.cells(row)) + "\r\n" for row in table), NAMES, rows)
    every = "".join(",".join('"' + text.replace('"', '""') + '"' for text in row) + "\r\n" for row in table)
    yield _made(kind, "every cell quoted", every, NAMES, rows)
    inside = [_changed(row, "Opening", "Opening\r\nof the fair, for all") for row in rows]
    yield _made(kind, "line ends inside cells", STANDARD.text([NAMES, *inside]), NAMES, inside)
    for number in (1, 2, 50):
        line = Dialect(quote="'", escape="'").line(table[number])
        meant = [*table[:number], tuple(table[number]), *table[number + 1 :]]
        text_of = STANDARD.text(table[:number]) + line + STANDARD.text(table[number + 1 :])
        yield _made(kind, f"row {number} quoted otherwise", text_of, NAMES, meant[1:])
        line = Dialect(";").line(table[number])
        yield _made(
            kind,
            f"row {number} with semicolons",
            STANDARD.text(table[:number]) + line + STANDARD.text(table[number + 1 :]),
            NAMES,
            rows,
        )


def _changed(row: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(cell.replace(old, new) for cell in row)


def score(file: Damaged, found: tuple[Sequence[str], Sequence[Sequence[str]]] | None) -> float:
    """0 to 10: read at all, then precision, recall and F1 of names, rows and cells. None: it was refused.

    Empty cells at the end of a row say nothing. To refuse an empty file is to read it rightly.
    """
    if found is None:
        return 10.0 if not file.raw else 0.0
    names, rows = [name.strip() for name in found[0]], [_bare(row) for row in found[1]]
    meant = [_bare(row) for row in file.rows]
    total = 1.0 + (_measures(_bare(file.names), _bare(names)) if file.names else 3.0)
    total += _measures(meant, rows)
    return total + _measures([cell for row in meant for cell in row], [cell for row in rows for cell in row])


def _bare(row: Sequence[str]) -> tuple[str, ...]:
    cells = [cell or "" for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _measures(meant: Sequence[object], found: Sequence[object]) -> float:
    """Precision, recall and F1, added."""
    if not meant:
        return 3.0
    shared = sum((Counter(meant) & Counter(found)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(found), shared / len(meant)
    return precision + recall + 2 * precision * recall / (precision + recall)

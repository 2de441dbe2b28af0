"""The XML of a sheet in pieces of whole rows, each of which makes a small workbook of its own."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

BLOCK_BYTES = 1 << 20
PIECE_BYTES = 4 << 20
# Far beyond any row that a spreadsheet can write.
ROW_MAX_BYTES = 32 << 20
# Calamine makes room for every cell between the first and the last of what it reads.
CELLS_MAX = 5_000_000
BEGINNING = re.compile(rb"<sheetData\s*>")
END, ROW_END = b"</sheetData>", b"</row>"
ROW_NUMBER = re.compile(rb'<row\b[^>]*?\sr="(\d+)"')
PLACE_OF_TWO, PLACE_OF_THREE = re.compile(rb'r="[A-Z]{2}'), re.compile(rb'r="[A-Z]{3}')
# As most programs write it, and in any other order.
MAYBE_UNPLACED, UNPLACED = re.compile(rb'<c(?! r=")'), re.compile(rb'<c\b(?![^>]*\br=")')
SHARED, PLAINLY_SHARED = re.compile(rb't="s"([^>]*)><v>'), b't="s"><v>'
# Stands before the number of a shared text; XML may not hold this sign, so no text begins with it.
MARK = "\x01"


class NotInPieces(Exception):
    """The sheet is written in a way that only reading it as a whole understands."""


@dataclass(frozen=True)
class Piece:
    """Whole rows; `first_row` is the number of the first, from 0."""

    first_row: int
    rows: bytes


@dataclass(frozen=True)
class SheetXml:
    """One sheet in an archive."""

    archive: zipfile.ZipFile
    part: str
    # Called with how many bytes of how many were read, of the XML.
    watch: Callable[[int, int], None]

    def beginning(self) -> bytes:
        """Everything before the first row, which every piece needs too."""
        with self.archive.open(self.part) as stream:
            text = stream.read(BLOCK_BYTES)
        found = BEGINNING.search(text)
        if found is None:
            raise NotInPieces
        return text[: found.end()]

    def pieces(self) -> Iterator[Piece]:
        """All rows."""
        left, total = b"", self.archive.getinfo(self.part).file_size
        done = at = len(self.beginning())
        ended = False
        with self.archive.open(self.part) as stream:
            stream.read(at)
            while block := stream.read(BLOCK_BYTES):
                done += len(block)
                self.watch(done, total)
                if ended:
                    # To its end, where the archive checks what it gave.
                    continue
                looked_at = max(0, len(left) - len(END))
                left += block
                end = left.find(END, looked_at)
                ended = end >= 0
                cut = end if ended else left.rfind(ROW_END) + len(ROW_END)
                if ended or (len(left) >= PIECE_BYTES and cut >= len(ROW_END)):
                    yield from near_pieces(left[:cut])
                    left = left[cut:]
                elif len(left) > ROW_MAX_BYTES:
                    raise NotInPieces
        if not ended:
            raise NotInPieces


def near_pieces(rows: bytes) -> Iterator[Piece]:
    """Rows as one piece, or as several where empty rows between them would take room."""
    if b"<c" not in rows:
        return
    middle = _middle(rows) if spread(rows) > CELLS_MAX else 0
    if middle:
        yield from near_pieces(rows[:middle])
        yield from near_pieces(rows[middle:])
    else:
        yield Piece(_number_of_first(rows), rows)


def _middle(rows: bytes) -> int:
    """Where a row ends, as near the middle as may be; 0 when there is only one."""
    half = len(rows) // 2
    behind = rows.find(ROW_END, half) + len(ROW_END)
    if behind >= len(ROW_END) and b"<row" in rows[behind:]:
        return behind
    before = rows.rfind(ROW_END, 0, half) + len(ROW_END)
    return before if before >= len(ROW_END) else 0


def spread(rows: bytes) -> int:
    """How many cells lie between the first and the last of these rows, at most."""
    last = rows.rfind(b"<row ")
    height = _number_of_first(rows[last:]) - _number_of_first(rows) + 1
    if PLACE_OF_TWO.search(rows) is None:
        return height * 26
    return height * (26 * 27 if PLACE_OF_THREE.search(rows) is None else 16_384)


def _number_of_first(rows: bytes) -> int:
    """The number of the first row, from 0."""
    start = rows.find(b"<row")
    found = ROW_NUMBER.match(rows, start) if start >= 0 else None
    if found is None:
        raise NotInPieces
    return int(found[1]) - 1


def all_placed(rows: bytes) -> bool:
    """Whether every cell tells its place."""
    return MAYBE_UNPLACED.search(rows) is None or UNPLACED.search(rows) is None


def with_marked_numbers(rows: bytes) -> bytes:
    """Rows in which the numbers of shared texts are texts themselves, with a mark before them."""
    if b"='s'" in rows:
        raise NotInPieces
    count = rows.count(b't="s"')
    if not count:
        return rows
    if MARK.encode() in rows:
        raise NotInPieces
    if rows.count(PLAINLY_SHARED) == count:
        return rows.replace(PLAINLY_SHARED, b't="str"><v>\x01')
    changed, marked = SHARED.subn(rb't="str"\1><v>\x01', rows)
    if marked != count:
        raise NotInPieces
    return changed

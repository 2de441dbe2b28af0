"""What an XLSX file says about cells that calamine leaves out: number formats, errors, digits beyond fifteen."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from backfill_assistant.adapters.readers.limits import UNPACK_FREE_BYTES
from backfill_assistant.adapters.readers.serial_times import leap_day_text
from backfill_assistant.adapters.readers.shown_cells import CellStyles, ShownCells
from backfill_assistant.adapters.readers.workbook_styles import cell_styles

CHUNK_BYTES = 1 << 20
# More than this of anything but cells is no workbook made by a spreadsheet.
PART_MAX_BYTES = 64 << 20
# A cell; some programs write every name with a prefix.
CELL = rb"<(?:\w+:)?c\b"
PLACED = CELL + rb"""(?=[^>]*\br=["'](?P<place>[A-Z]+\d+)["'])"""
FORMULA = rb"(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)"
LONG_OR_ERROR = re.compile(
    PLACED + rb"[^>]*>\s*" + FORMULA + rb"?\s*<(?:\w+:)?v>(?P<text>#[^<]+|-?\d{16,}|60(?:\.\d+)?)</(?:\w+:)?v>"
)
# Without what may stand before it, and so found ten times as quickly.
MAY_MATTER = re.compile(rb"v>(?:#|-?\d{16}|60[.<])")
STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
UNPLACED = re.compile(CELL + rb"""(?![^>]*\br=["'])""")
UNCALCULATED = re.compile(FORMULA + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden=["'](?:1|true)["']""")
PLACE = re.compile(rb"([A-Z]+)(\d+)")


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the sheet's name."""
    links = linked_parts(archive, "xl/_rels/workbook.xml.rels")
    root = ElementTree.fromstring(whole_part(archive, "xl/workbook.xml"))
    found: dict[str, str] = {}
    for sheet in named(root, "sheet"):
        link = next((value for name, value in sheet.items() if name.endswith("relationships}id")), "")
        if link in links:
            found[sheet.get("name", "")] = links[link]
    return found


def linked_parts(archive: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """Parts of the archive by the name under which the workbook speaks of them."""
    return {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in ElementTree.fromstring(whole_part(archive, relations))
    }


def look_through(archive: zipfile.ZipFile, sheet: str, rows_max: int | None) -> ShownCells:
    """Look through one sheet, or at least its first `rows_max` rows.

    Raises what zipfile and ElementTree do for what cannot be understood.
    """
    looked_at, rows = CellsLookedAt(archive), 0
    shown = looked_at.shown(b"", 0)
    for chunk in _chunks(archive, sheet_parts(archive)[sheet]):
        looked_at.add(shown, chunk, 0)
        shown.unread = shown.unread or (looked_at.has_masks and not (_plainly_placed(chunk) or UNPLACED.search(chunk) is None))
        shown.hidden_rows = shown.hidden_rows or (b"hidden=" in chunk and HIDDEN_ROW.search(chunk) is not None)
        shown.uncalculated += sum(1 for _ in UNCALCULATED.finditer(chunk)) if b"f>" in chunk else 0
        rows += chunk.count(b"row>")
        if rows_max is not None and rows >= rows_max:
            break
    return shown


class CellsLookedAt:
    """Finds cells that show something else than their value says, in the XML of any sheet of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._styles = _styles(archive)
        self._styled: re.Pattern[bytes] | None = None
        if self._styles.by_style:
            numbers = b"|".join(str(number).encode() for number in self._styles.by_style)
            self._styled = re.compile(PLACED + rb"""(?=[^>]*\bs=["'](?P<style>%s)["'])""" % numbers)

    @property
    def has_masks(self) -> bool:
        """Whether any style shows numbers under a mask."""
        return self._styled is not None

    def shown(self, chunk: bytes, first_row: int) -> ShownCells:
        """What the cells of a piece show; rows are counted from `first_row`."""
        shown = ShownCells(self._styles.masks)
        self.add(shown, chunk, first_row)
        return shown

    def add(self, shown: ShownCells, chunk: bytes, first_row: int) -> None:
        """The same, added to what is known of other pieces."""
        for found in _long_or_error(chunk):
            text: str | None = found["text"].decode()
            if len(found["text"]) < 16 and found["text"].startswith(b"60"):
                text = _leap_day(self._archive, found, self._styles)
            if text:
                row, column = _place(found["place"])
                shown.say(row - first_row, column, text)
        if self._styled is not None:
            for found in self._styled.finditer(chunk):
                row, column = _place(found["place"])
                shown.mark(row - first_row, column, self._styles.by_style[int(found["style"])])


def whole_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that is not a sheet; ValueError when it is larger than any spreadsheet makes it."""
    if archive.getinfo(name).file_size > PART_MAX_BYTES:
        raise ValueError("too large a part")
    text = archive.read(name)
    # Entities could grow without measure; no spreadsheet declares any.
    if b"<!ENTITY" in text:
        raise ValueError("entities")
    return text


def named(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Elements with a name, whichever of the two namespaces the file uses."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _styles(archive: zipfile.ZipFile) -> CellStyles:
    root = ElementTree.fromstring(whole_part(archive, "xl/styles.xml"))
    codes = {int(found.get("numFmtId", "0")): found.get("formatCode", "") for found in named(root, "numFmt")}
    styles = next(named(root, "cellXfs"), ())
    return cell_styles(codes, [int(style.get("numFmtId", "0")) for style in styles])


def _leap_day(archive: zipfile.ZipFile, cell: re.Match[bytes], styles: CellStyles) -> str | None:
    style = STYLE.search(cell[0])
    if style is None or int(style[1]) not in styles.times:
        return None
    book = ElementTree.fromstring(whole_part(archive, "xl/workbook.xml"))
    from_1904 = any(found.get("date1904") in ("1", "true") for found in named(book, "workbookPr"))
    return None if from_1904 else leap_day_text(float(cell["text"]))


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part piece by piece, none of them ending inside a cell."""
    rest, size = b"", 0
    with archive.open(part) as stream:
        while block := stream.read(CHUNK_BYTES):
            size += len(block)
            if size > UNPACK_FREE_BYTES * 8:
                raise ValueError("too large a part")
            block = rest + block
            cut = _cell_start(block)
            cut = len(block) if cut < 0 else cut
            yield block[:cut]
            rest = block[cut:]
    yield rest


def _cell_start(chunk: bytes) -> int:
    """Where the last cell starts, with or without a prefix; -1 when there is none."""
    at = max(chunk.rfind(b"<c "), chunk.rfind(b":c "))
    return chunk.rfind(b"<", 0, at + 1) if at >= 0 else -1


def _long_or_error(chunk: bytes) -> Iterator[re.Match[bytes]]:
    """Matches of LONG_OR_ERROR, looked for only where there may be one: looking at every cell takes longer than reading it."""
    at = 0
    for candidate in MAY_MATTER.finditer(chunk):
        # No cell starts before the one of the candidate before it.
        at += max(_cell_start(chunk[at : candidate.start()]), 0)
        found = LONG_OR_ERROR.match(chunk, at)
        if found is not None:
            yield found


def _plainly_placed(chunk: bytes) -> bool:
    """Whether every cell begins as most programs write it, with its place."""
    return b":c" not in chunk and chunk.count(b"<c r=") == chunk.count(b"<c")


def _place(text: bytes) -> tuple[int, int]:
    """Row and column from 0 of a place such as `B7`."""
    found = PLACE.fullmatch(text)
    assert found is not None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1

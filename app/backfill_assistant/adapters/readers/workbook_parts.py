"""What an XLSX file says about cells that calamine leaves out: number formats, errors, digits beyond fifteen."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from backfill_assistant.adapters.readers.limits import UNPACK_FREE_BYTES
from backfill_assistant.adapters.readers.number_masks import BUILT_IN, Mask, mask_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CHUNK_BYTES = 1 << 20
# More than this of anything but cells is no workbook made by a spreadsheet.
PART_MAX_BYTES = 64 << 20
LONG_OR_ERROR = re.compile(
    rb'<c\b(?=[^>]*\br="(?P<place>[A-Z]+\d+)")(?:[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(?P<text>#[^<]+|-?\d{16,})</v>)'
)
MAY_MATTER = re.compile(rb"<v>(?:#|-?\d{16})")
PLACE = re.compile(rb"([A-Z]+)(\d+)")


class ShownCells:
    """Cells of one sheet that show something else than calamine tells; rows and columns are counted from 0."""

    def __init__(self, texts: dict[tuple[int, int], str], masks: tuple[Mask, ...], places: dict[int, bytearray]) -> None:
        self._texts = texts
        self._masks = masks
        # For each column one byte per row: 0, or the number of its mask.
        self._places = places
        self.any = bool(texts or places)

    def shown(self, row: int, column: int, value: object) -> str | None:
        """The text of this cell, or None when its value says it all."""
        told = self._texts.get((row, column))
        if told is not None:
            return told
        masks = self._places.get(column)
        if masks is None or row >= len(masks) or not masks[row] or type(value) is not float:
            return None
        return self._masks[masks[row] - 1].show(value)


NOTHING_SHOWN = ShownCells({}, (), {})


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the sheet's name."""
    links = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in ElementTree.fromstring(_part(archive, "xl/_rels/workbook.xml.rels"))
    }
    sheets = ElementTree.fromstring(_part(archive, "xl/workbook.xml")).iter(f"{MAIN}sheet")
    return {sheet.get("name", ""): links[sheet.get(LINK)] for sheet in sheets if sheet.get(LINK) in links}


def shown_cells(path: Path, sheet: str, only_start: bool = False) -> ShownCells:
    """Look through one sheet of an XLSX or XLSM file; nothing is shown for other kinds or what cannot be understood."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/styles.xml" not in archive.namelist():
                return NOTHING_SHOWN
            return _look_through(archive, sheet_parts(archive)[sheet], _masks(archive), only_start)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, EOFError):
        # Calamine judges whether the file can be read at all.
        return NOTHING_SHOWN


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > PART_MAX_BYTES:
        raise ValueError("too large a part")
    text = archive.read(name)
    # Entities could grow without measure; no spreadsheet declares any.
    if b"<!ENTITY" in text:
        raise ValueError("entities")
    return text


def _masks(archive: zipfile.ZipFile) -> dict[int, Mask]:
    """Masks by the number that cells carry as their style."""
    root = ElementTree.fromstring(_part(archive, "xl/styles.xml"))
    formats = dict(BUILT_IN)
    for found in root.iter(f"{MAIN}numFmt"):
        formats[int(found.get("numFmtId", "0"))] = found.get("formatCode", "")
    styles = root.find(f"{MAIN}cellXfs")
    masks: dict[int, Mask] = {}
    for number, style in enumerate(styles if styles is not None else ()):
        mask = mask_of(formats.get(int(style.get("numFmtId", "0")), ""))
        if mask is not None and len(masks) < 255:
            masks[number] = mask
    return masks


def _look_through(archive: zipfile.ZipFile, part: str, masks: dict[int, Mask], only_start: bool) -> ShownCells:
    styled = None
    if masks:
        numbers = b"|".join(str(number).encode() for number in masks)
        styled = re.compile(rb'<c\b(?=[^>]*\br="([A-Z]+\d+)")(?=[^>]*\bs="(%s)")' % numbers)
    order = {str(number).encode(): index + 1 for index, number in enumerate(masks)}
    texts: dict[tuple[int, int], str] = {}
    places: dict[int, bytearray] = {}
    for chunk in _chunks(archive, part):
        for found in LONG_OR_ERROR.finditer(chunk) if MAY_MATTER.search(chunk) else ():
            texts[_place(found["place"])] = found["text"].decode()
        if styled is not None:
            for found in styled.finditer(chunk):
                row, column = _place(found[1])
                rows = places.setdefault(column, bytearray())
                if len(rows) <= row:
                    rows.extend(bytes(row + 1024 - len(rows)))
                rows[row] = order[found[2]]
        if only_start:
            break
    return ShownCells(texts, tuple(masks.values()), places)


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part piece by piece, none of them ending inside a cell."""
    rest, size = b"", 0
    with archive.open(part) as stream:
        while block := stream.read(CHUNK_BYTES):
            size += len(block)
            if size > UNPACK_FREE_BYTES * 8:
                raise ValueError("too large a part")
            block = rest + block
            cut = block.rfind(b"<c ")
            cut = len(block) if cut < 0 else cut
            yield block[:cut]
            rest = block[cut:]
    yield rest


def _place(text: bytes) -> tuple[int, int]:
    """Row and column from 0 of a place such as `B7`."""
    found = PLACE.fullmatch(text)
    assert found is not None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1

"""The beginning of a large XLSX file as a small workbook, so that a first look need not read everything."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from backfill_assistant.adapters.readers.sheet_xml import BEGINNING, CELLS_MAX, END, NotInPieces, near_pieces, spread
from backfill_assistant.adapters.readers.workbook_parts import sheet_parts

# Below this size the whole file is read as quickly.
SMALL_BYTES = 300_000
ROW_END = re.compile(rb"</row>|<row\b[^>]*/>")
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+(?::[A-Z]+(\d+))?"')
INDEX = re.compile(rb't="s"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(\d+)</v>')
STRINGS = "xl/sharedStrings.xml"
READ_MAX_BYTES = 8 << 20


class WorkbookStart:
    """A workbook cut short; `row_counts` is what each sheet claims to hold."""

    def __init__(self, content: io.BytesIO, row_counts: dict[str, int]) -> None:
        self.content = content
        self.row_counts = row_counts


def start_of(path: Path, row_max: int) -> WorkbookStart | None:
    """At most `row_max` rows of every sheet; None when the file is small or of another kind, and is read as a whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return None
            if path.stat().st_size < SMALL_BYTES and all(_is_small(archive, part) for part in sheet_parts(archive).values()):
                return None
            return _cut(archive, row_max)
    except (zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError, ValueError, EOFError, OSError):
        # Reading the whole file will tell what is wrong.
        return None


def _is_small(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet is short, and its cells so near each other that there is room for all between them."""
    if archive.getinfo(part).file_size > READ_MAX_BYTES:
        return False
    rows = _rows(archive.read(part))
    try:
        return b"<c" not in rows or spread(rows) <= CELLS_MAX
    except NotInPieces:
        return True


def _rows(text: bytes) -> bytes:
    """The rows in the XML of a sheet, or in the beginning of it."""
    start, end = BEGINNING.search(text), text.find(END)
    return text[start.end() if start else len(text) : end if end >= 0 else len(text)]


def _cut(archive: zipfile.ZipFile, row_max: int) -> WorkbookStart | None:
    sheets = sheet_parts(archive)
    parts: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    strings_needed = 0
    for name, part in sheets.items():
        text, whole = _start(archive, part, row_max)
        if text is None:
            return None
        rows = _rows(text)
        near = _near(rows)
        if len(near) < len(rows):
            text, whole = text[: text.find(rows)] + near + b"</sheetData></worksheet>", False
        parts[part] = text
        claimed = DIMENSION.search(text[:4_000])
        if whole:
            counts[name] = -1
        elif claimed and claimed[1]:
            counts[name] = int(claimed[1])
        strings_needed = max(strings_needed, max((int(found[1]) + 1 for found in INDEX.finditer(text)), default=0))
    if STRINGS in archive.namelist():
        strings = _strings(archive, strings_needed)
        if strings is None:
            return None
        parts[STRINGS] = strings
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for found in archive.infolist():
            if found.filename in parts:
                made.writestr(found.filename, parts[found.filename])
            elif (
                found.filename.endswith((".xml", ".rels"))
                and "/worksheets/" not in found.filename
                and found.file_size < READ_MAX_BYTES
            ):
                made.writestr(found.filename, archive.read(found))
    content.seek(0)
    return WorkbookStart(content, counts)


def _near(rows: bytes) -> bytes:
    """The first of the rows, without those that stand far from them."""
    try:
        return next(near_pieces(rows)).rows if b"<c" in rows and spread(rows) > CELLS_MAX else rows
    except NotInPieces:
        return rows


def _start(archive: zipfile.ZipFile, part: str, row_max: int) -> tuple[bytes | None, bool]:
    """The sheet's XML up to the end of that row, and whether that is all of it."""
    text = b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 17):
            text += block
            ends = ROW_END.finditer(text)
            last = next((found for number, found in enumerate(ends) if number == row_max - 1), None)
            if last is not None:
                return text[: last.end()] + b"</sheetData></worksheet>", False
            if len(text) > READ_MAX_BYTES:
                return None, False
    return text, True


def _strings(archive: zipfile.ZipFile, count: int) -> bytes | None:
    """The first shared strings; None when those of the first rows lie far behind."""
    text = b""
    with archive.open(STRINGS) as stream:
        while block := stream.read(1 << 17):
            text += block
            if text.count(b"</si>") + text.count(b"<si/>") > count + 1:
                cut = max(text.rfind(b"</si>") + 5, text.rfind(b"<si/>") + 5)
                return text[:cut] + b"</sst>"
            if len(text) > READ_MAX_BYTES:
                return None
    return text

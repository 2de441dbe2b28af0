"""Writes XLSB workbooks, which no library at hand does: just the records that spreadsheets need to open one."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MICROSOFT = "application/vnd.ms-excel"
ERRORS = {"#DIV/0!": 7, "#N/A": 42}


@dataclass(frozen=True)
class Cell:
    """A value (text, number, true or false, an error) under a number format; `calculated` numbers are results of formulas."""

    value: str | float | bool
    number_format: str = ""
    calculated: bool = False


def write_xlsb(path: Path, sheets: dict[str, Sequence[Sequence[Cell | str | float | None]]], from_1904: bool = False) -> None:
    """A sheet whose name starts with `-` is hidden; so is a row that starts with None."""
    formats: dict[str, int] = {"": 0}
    parts = {}
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _sheet(rows, formats)
    count = len(sheets)
    overrides = [("xl/workbook", "sheet.binary.macroEnabled.main"), ("xl/styles", "styles")]
    overrides += [(f"xl/worksheets/sheet{number}", "worksheet") for number in range(1, count + 1)]
    types = "".join(f'<Override PartName="/{part}.bin" ContentType="{MICROSOFT}.{kind}"/>' for part, kind in overrides)
    links = [("worksheet", f"worksheets/sheet{number}.bin") for number in range(1, count + 1)] + [("styles", "styles.bin")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        xml = 'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"'
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"><Default {xml}/>{types}</Types>')
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.bin")]))
        archive.writestr("xl/_rels/workbook.bin.rels", _relations(links))
        archive.writestr("xl/workbook.bin", _book(list(sheets), from_1904))
        archive.writestr("xl/styles.bin", _styles(formats))
        for name, part in parts.items():
            archive.writestr(name, part)


def _relations(links: list[tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for number, (kind, to) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while True:
        more = size > 0x7F
        length += bytes([size & 0x7F | (0x80 if more else 0)])
        size >>= 7
        if not more:
            return head + length + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _book(names: list[str], from_1904: bool) -> bytes:
    sheets = b"".join(
        _record(156, struct.pack("<II", name.startswith("-"), number) + _text(f"rId{number}") + _text(name.removeprefix("-")))
        for number, name in enumerate(names, 1)
    )
    properties = _record(153, struct.pack("<II", int(from_1904), 0) + _text(""))
    return _record(131) + properties + _record(143) + sheets + _record(144) + _record(132)


def _styles(formats: dict[str, int]) -> bytes:
    own = {code: 164 + style for code, style in formats.items() if code}
    codes = b"".join(_record(44, struct.pack("<H", number) + _text(code)) for code, number in own.items())
    xf = "<HHHHHBBHH"
    styles = b"".join(_record(47, struct.pack(xf, 0, own.get(code, 0), 0, 0, 0, 0, 0, 0, 0)) for code in formats)
    font = _record(43, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 0, 0) + b"\x07\x01" + bytes(6) + b"\0" + _text("Arial"))
    fonts = _record(611, struct.pack("<I", 1)) + font + _record(612)
    fills = _record(603, struct.pack("<I", 1)) + _record(45, bytes(68)) + _record(604)
    borders = _record(613, struct.pack("<I", 1)) + _record(46, bytes(51)) + _record(614)
    parents = _record(626, struct.pack("<I", 1)) + _record(47, struct.pack(xf, 0xFFFF, 0, 0, 0, 0, 0, 0, 0, 0)) + _record(627)
    formatted = _record(615, struct.pack("<I", len(own))) + codes + _record(616)
    cells = _record(617, struct.pack("<I", len(formats))) + styles + _record(618)
    return _record(278) + formatted + fonts + fills + borders + parents + cells + _record(279)


def _sheet(rows: Sequence[Sequence[Cell | str | float | None]], formats: dict[str, int]) -> bytes:
    width = max((len(row) for row in rows), default=0)
    body = _record(129) + _record(148, struct.pack("<IIII", 0, max(0, len(rows) - 1), 0, max(0, width - 1))) + _record(145)
    for number, row in enumerate(rows):
        hidden = bool(row) and row[0] is None
        flags = bytes([0, 0x10 if hidden else 0, 0])
        body += _record(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<I", 0))
        for column, given in enumerate(row):
            if given is not None:
                cell = given if isinstance(given, Cell) else Cell(given)
                style = formats.setdefault(cell.number_format, len(formats))
                body += _cell(struct.pack("<II", column, style), cell)
    return body + _record(146) + _record(130)


def _cell(head: bytes, cell: Cell) -> bytes:
    value = cell.value
    if isinstance(value, bool):
        return _record(4, head + bytes([value]))
    if isinstance(value, str):
        return _record(3, head + bytes([ERRORS[value]])) if value in ERRORS else _record(6, head + _text(value))
    if cell.calculated:
        # A formula of one whole number: what counts is its result.
        return _record(9, head + struct.pack("<dHIBHI", value, 0, 3, 0x1E, 1, 0))
    if isinstance(value, int) and abs(value) < 1 << 29:
        return _record(2, head + struct.pack("<i", value << 2 | 2))
    return _record(5, head + struct.pack("<d", value))

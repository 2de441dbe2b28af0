"""What an XLSB file says about cells that calamine leaves out: number formats, days in short form, errors, hidden rows.

Its parts are sequences of records: a number and a length, each in seven bits per byte, then so many bytes.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from backfill_assistant.adapters.readers.limits import UNPACK_FREE_BYTES
from backfill_assistant.adapters.readers.serial_times import SerialTime, leap_day_text
from backfill_assistant.adapters.readers.shown_cells import CellStyles, ShownCells
from backfill_assistant.adapters.readers.workbook_parts import linked_parts, whole_part
from backfill_assistant.adapters.readers.workbook_styles import cell_styles

ROW, RK, ERROR, REAL, FORMULA_NUMBER, FORMULA_ERROR = 0, 2, 3, 5, 9, 11
FORMAT, STYLE, STYLES_BEGIN, STYLES_END = 44, 47, 617, 618
SHEET, BOOK_PROPERTIES = 156, 153
HIDDEN = 0x10
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA"}


def look_through(archive: zipfile.ZipFile, sheet: str, rows_max: int | None) -> ShownCells:
    """Look through one sheet, or its first `rows_max` rows.

    Raises ValueError, KeyError or struct.error for what cannot be understood.
    """
    links = linked_parts(archive, "xl/_rels/workbook.bin.rels")
    part, from_1904 = "", False
    for kind, body in _records(whole_part(archive, "xl/workbook.bin")):
        if kind == SHEET:
            link, after = _text(body, 8)
            name, _ = _text(body, after)
            part = links[link] if name == sheet else part
        elif kind == BOOK_PROPERTIES:
            from_1904 = bool(body[0] & 1)
    styles = _styles(archive)
    # Whole days are written in the short form of numbers, in which calamine leaves them numbers.
    moment, duration = len(styles.masks), len(styles.masks) + 1
    shown = ShownCells((*styles.masks, SerialTime(False, from_1904), SerialTime(True, from_1904)))
    if archive.getinfo(part).file_size > UNPACK_FREE_BYTES:
        raise ValueError("too large a part")
    row = 0
    for kind, body in _records(archive.read(part)):
        if kind == ROW:
            row = int(struct.unpack_from("<I", body)[0])
            if rows_max is not None and row >= rows_max:
                break
            shown.hidden_rows = shown.hidden_rows or bool(body[11] & HIDDEN)
        elif kind in (RK, REAL, FORMULA_NUMBER):
            column, style = struct.unpack_from("<II", body)
            style &= 0xFFFFFF
            if style in styles.by_style:
                shown.mark(row, column, styles.by_style[style])
            elif style in styles.times:
                if kind == RK:
                    shown.mark(row, column, duration if style in styles.durations else moment)
                elif not from_1904 and (text := leap_day_text(struct.unpack_from("<d", body, 8)[0])):
                    shown.say(row, column, text)
        elif kind in (ERROR, FORMULA_ERROR):
            shown.say(row, struct.unpack_from("<I", body)[0], ERRORS.get(body[8], "#N/A"))
    return shown


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        length, shift = 0, 0
        while True:
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, part[at : at + length]
        at += length


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text that begins here, and where it ends."""
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le"), end


def _styles(archive: zipfile.ZipFile) -> CellStyles:
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False
    for kind, body in _records(whole_part(archive, "xl/styles.bin")):
        if kind == FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind in (STYLES_BEGIN, STYLES_END):
            inside = kind == STYLES_BEGIN
        elif kind == STYLE and inside:
            formats.append(struct.unpack_from("<HH", body)[1])
    return cell_styles(codes, formats)

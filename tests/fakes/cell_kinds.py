"""A workbook with one cell of each kind that spreadsheets show in a way of their own, and what each shows to a person.

    python tests/fakes/cell_kinds.py cells.xlsx
    soffice --headless --convert-to xls --convert-to ods cells.xlsx

made the files of other kinds beside the tests (LibreOffice 7.4); formulas have their results there.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment

PHONE = r"[<=9999999]###\-####;\(###\)\ ###\-####"
DAY = "yyyy-mm-dd"
# What it is, its value, its number format, what is read.
CELLS: list[tuple[str, Any, str, str]] = [
    ("text with zeros", "00123", "", "00123"),
    ("number as text", 123, "@", "123"),
    ("five digits", 123, "00000", "00123"),
    ("groups", 123456789, "000-00-0000", "123-45-6789"),
    ("short phone", 1234567, PHONE, "123-4567"),
    ("long phone", 4155551234, PHONE, "(415) 555-1234"),
    ("phone as text", "+49 176 1", "", "+49 176 1"),
    ("phone under a mask", 491761234567, r"\+00\ 000\ 0000000", "+49 176 1234567"),
    ("phone as number", 491761234567890, "", "491761234567890"),
    ("code", 7, '"EMP-"0000', "EMP-0007"),
    ("unit", 7, '0 "kg"', "7"),
    ("negative under a mask", -5, "00000", "-5"),
    ("percent", 0.125, "0%", "12.5%"),
    ("percent with digits", 0.29, "0.00%", "29%"),
    ("negative percent", -0.05, "0%", "-5%"),
    ("money", 1234.5, '#,##0.00 "EUR"', "1234.5"),
    ("thousands", 1234567, "#,##0", "1234567"),
    ("fraction", 0.5, "# ?/?", "0.5"),
    ("exponent", 491761234567, "0.00E+00", "491761234567"),
    ("day", datetime.date(2026, 1, 2), "dd.mm.yyyy", "2026-01-02"),
    ("day as usual", datetime.date(2026, 1, 2), "mm-dd-yy", "2026-01-02"),
    ("moment", datetime.datetime(2026, 1, 2, 3, 4, 5), "dd.mm.yyyy hh:mm", "2026-01-02 03:04:05"),
    ("first day", 1, DAY, "1900-01-01"),
    ("28 February 1900", 59, DAY, "1900-02-28"),
    ("29 February 1900", 60, DAY, "1900-02-29"),
    ("1 March 1900", 61, DAY, "1900-03-01"),
    ("time of day", datetime.time(15, 4, 5), "h:mm AM/PM", "15:04:05"),
    ("duration", datetime.timedelta(hours=30, minutes=5), "[h]:mm:ss", "30:05:00"),
    ("yes", True, "", "TRUE"),
    ("no", False, "", "FALSE"),
    ("one", 1.0, "0.00", "1"),
    ("negative", -2.5, "", "-2.5"),
    ("tenth", 0.1, "", "0.1"),
    ("tiny", 0.000001, "", "0.000001"),
    ("large", 1e20, "", "100000000000000000000"),
    ("lines", "two\nlines", "", "two\nlines"),
    ("spaces", "  a  b ", "", "  a  b "),
    ("sixty", 60, "", "60"),
]
# Their results stand only in files that a spreadsheet has calculated.
FORMULAS: list[tuple[str, Any, str, str]] = [
    ("error", "=1/0", "", "#DIV/0!"),
    ("not there", "=NA()", "", "#N/A"),
    ("sum", "=2+3", "", "5"),
    ("text of a formula", '="0"&"07"', "", "007"),
    ("masked sum", "=2+3", "000", "005"),
    ("day of a formula", "=DATE(2026,3,4)", DAY, "2026-03-04"),
]


def write_cells(path: Path) -> None:
    """The first sheet holds the cells; the others are hidden, and full of gaps."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Cells"
    sheet.append(["what", "value"])
    for what, value, number_format, _ in [*CELLS, *FORMULAS]:
        sheet.append([what, value])
        if number_format:
            sheet.cell(sheet.max_row, 2).number_format = number_format
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    for row in (["a", "b"], [1, 2]):
        hidden.append(row)
    gaps = book.create_sheet("Gaps")
    gaps["C2"] = "A title over three columns"
    gaps.merge_cells("C2:E2")
    for row, cells in [(4, ["id", "share", "city"]), (5, ["1", 0.5, "Rome"]), (7, ["2", 0.25, "Oslo"]), (8, ["3"])]:
        for column, value in enumerate(cells):
            gaps.cell(row, column + 3, value)
    for row in (5, 7):
        gaps.cell(row, 4).number_format = "0%"
    gaps.row_dimensions[7].hidden = True
    gaps["C7"].comment = Comment("a remark beside the cell", "somebody")
    book.save(path)


if __name__ == "__main__":
    write_cells(Path(sys.argv[1]))

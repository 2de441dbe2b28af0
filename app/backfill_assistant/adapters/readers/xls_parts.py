"""What an XLS file says about cells that calamine leaves out: number formats, and rows that are hidden. Through xlrd."""

from __future__ import annotations

import io
from pathlib import Path

import xlrd

from backfill_assistant.adapters.readers.serial_times import leap_day_text
from backfill_assistant.adapters.readers.shown_cells import ShownCells
from backfill_assistant.adapters.readers.workbook_styles import cell_styles


def look_through(path: Path, sheet: str, rows_max: int | None) -> ShownCells:
    """Look through one sheet, or its first `rows_max` rows. Raises xlrd's errors and ValueError for what cannot be understood."""
    # What it has to say about odd files would go to the console.
    with xlrd.open_workbook(str(path), logfile=io.StringIO(), formatting_info=True, on_demand=True) as book:
        codes = {number: found.format_str for number, found in book.format_map.items()}
        styles = cell_styles(codes, [found.format_key for found in book.xf_list])
        shown = ShownCells(styles.masks)
        cells = book.sheet_by_name(sheet)
        shown.hidden_rows = any(found.hidden for found in cells.rowinfo_map.values())
        for row in range(cells.nrows if rows_max is None else min(rows_max, cells.nrows)):
            for column, kind in enumerate(cells.row_types(row)):
                if kind == xlrd.XL_CELL_NUMBER:
                    mask = styles.by_style.get(cells.cell_xf_index(row, column))
                    if mask is not None:
                        shown.mark(row, column, mask)
                elif kind == xlrd.XL_CELL_ERROR:
                    shown.say(row, column, xlrd.error_text_from_code[cells.cell_value(row, column)])
                elif kind == xlrd.XL_CELL_DATE and not book.datemode:
                    text = leap_day_text(cells.cell_value(row, column))
                    if text:
                        shown.say(row, column, text)
        return shown

"""Which reader knows what the cells of a workbook show, by what the file is made of."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from backfill_assistant.adapters.readers import ods_parts, workbook_parts, xlsb_parts
from backfill_assistant.adapters.readers.shown_cells import ShownCells

# What is wrong with a file that is not as its kind should be. Calamine judges whether it can be read at all.
NOT_UNDERSTOOD = (
    *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError, expat.ExpatError, struct.error),
    *(KeyError, IndexError, ValueError, EOFError, NotImplementedError),
)


def what_cells_show(path: Path, sheet: str, rows_max: int | None = None) -> ShownCells:
    """Look through one sheet, or at least its first `rows_max` rows; `unread` tells that it could not be understood."""
    try:
        if not zipfile.is_zipfile(path):
            return _of_xls(path, sheet, rows_max)
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "xl/styles.xml" in names:
                return workbook_parts.look_through(archive, sheet, rows_max)
            if "xl/styles.bin" in names:
                return xlsb_parts.look_through(archive, sheet, rows_max)
            if "content.xml" in names:
                return ods_parts.look_through(archive, sheet, rows_max)
    except NOT_UNDERSTOOD:
        return ShownCells(unread=True)
    return ShownCells()


def _of_xls(path: Path, sheet: str, rows_max: int | None) -> ShownCells:
    # Imported here: most files are of other kinds.
    import xlrd

    from backfill_assistant.adapters.readers import xls_parts

    try:
        return xls_parts.look_through(path, sheet, rows_max)
    except (xlrd.XLRDError, AssertionError, AttributeError, TypeError):
        # xlrd meets damage with whatever error it runs into.
        return ShownCells(unread=True)

"""Words for how a file is read: encodings, separators, quotes, header lines."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from backfill_assistant.core.table.reading import ALIGNED
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.table.reading import FirstLook, ReadingChoices, Sheet
    from backfill_assistant.core.table.table import Table

OTHER_SEPARATOR = "\0other"


def encodings(chosen: str) -> list[tuple[object, str]]:
    """Every encoding that can be chosen, the likeliest first; `chosen` is always among them."""
    known: dict[str, str] = {
        "utf-8": QCoreApplication.translate("FileWords", "All languages (UTF-8)"),
        "utf-16": QCoreApplication.translate("FileWords", "All languages (UTF-16)"),
        "utf-32": QCoreApplication.translate("FileWords", "All languages (UTF-32)"),
        "cp1252": QCoreApplication.translate("FileWords", "Western (Windows-1252)"),
        "iso8859-15": QCoreApplication.translate("FileWords", "Western (ISO 8859-15)"),
        "mac-roman": QCoreApplication.translate("FileWords", "Western (Mac Roman)"),
        "cp850": QCoreApplication.translate("FileWords", "Western (DOS 850)"),
        "cp437": QCoreApplication.translate("FileWords", "American (DOS 437)"),
        "cp1250": QCoreApplication.translate("FileWords", "Central European (Windows-1250)"),
        "iso8859-2": QCoreApplication.translate("FileWords", "Central European (ISO 8859-2)"),
        "cp852": QCoreApplication.translate("FileWords", "Central European (DOS 852)"),
        "cp1251": QCoreApplication.translate("FileWords", "Cyrillic (Windows-1251)"),
        "koi8-r": QCoreApplication.translate("FileWords", "Cyrillic (KOI8-R)"),
        "cp866": QCoreApplication.translate("FileWords", "Cyrillic (DOS 866)"),
        "cp1253": QCoreApplication.translate("FileWords", "Greek (Windows-1253)"),
        "cp1254": QCoreApplication.translate("FileWords", "Turkish (Windows-1254)"),
        "cp1255": QCoreApplication.translate("FileWords", "Hebrew (Windows-1255)"),
        "cp1256": QCoreApplication.translate("FileWords", "Arabic (Windows-1256)"),
        "cp1257": QCoreApplication.translate("FileWords", "Baltic (Windows-1257)"),
        "cp932": QCoreApplication.translate("FileWords", "Japanese (Shift JIS)"),
        "euc_jp": QCoreApplication.translate("FileWords", "Japanese (EUC)"),
        "gb18030": QCoreApplication.translate("FileWords", "Chinese, simplified (GB 18030)"),
        "big5": QCoreApplication.translate("FileWords", "Chinese, traditional (Big5)"),
        "cp949": QCoreApplication.translate("FileWords", "Korean (CP949)"),
        "utf-8+cp1252": QCoreApplication.translate("FileWords", "Mixed (UTF-8, Windows-1252)"),
    }
    if chosen not in known:
        known = {chosen: chosen.upper(), **known}
    return list(known.items())


def separators(chosen: str) -> list[tuple[object, str]]:
    """Every separator that can be chosen; `chosen` is always among them."""
    known: dict[str, str] = {
        ",": QCoreApplication.translate("FileWords", "Comma ,"),
        ";": QCoreApplication.translate("FileWords", "Semicolon ;"),
        "\t": QCoreApplication.translate("FileWords", "Tab"),
        "|": QCoreApplication.translate("FileWords", "Bar |"),
        ":": QCoreApplication.translate("FileWords", "Colon :"),
        " ": QCoreApplication.translate("FileWords", "Space"),
        ALIGNED: QCoreApplication.translate("FileWords", "Columns aligned with spaces"),
    }
    if chosen not in known:
        known[chosen] = chosen
    known[OTHER_SEPARATOR] = QCoreApplication.translate("FileWords", "Other…")
    return list(known.items())


def quotes(chosen: tuple[str, str]) -> list[tuple[object, str]]:
    """Pairs of quote and escape character; `chosen` is always among them."""
    known: dict[tuple[str, str], str] = {
        ('"', ""): QCoreApplication.translate("FileWords", 'Double "'),
        ("'", ""): QCoreApplication.translate("FileWords", "Single '"),
        ("", ""): QCoreApplication.translate("FileWords", "None"),
        ('"', "\\"): QCoreApplication.translate("FileWords", 'Double " with \\"'),
        ("'", "\\"): QCoreApplication.translate("FileWords", "Single ' with \\'"),
    }
    known.setdefault(chosen, " ".join(chosen))
    return list(known.items())


def comments(chosen: str) -> list[tuple[object, str]]:
    """Starts of lines that are no rows; `chosen` is always among them."""
    known = {"": QCoreApplication.translate("FileWords", "No lines"), "#": "#", "//": "//", "--": "--"}
    known.setdefault(chosen, chosen)
    return list(known.items())


def headers(skip_rows: int, header_rows: int) -> list[tuple[object, str]]:
    """Pairs of title lines and header lines; the chosen one is always among them."""
    known: dict[tuple[int, int], str] = {}
    for line in range(1, max(10, skip_rows + 4)):
        known[line - 1, 1] = QCoreApplication.translate("FileWords", "Line {line}").format(line=number(line))
    for lines in (2, 3):
        words = QCoreApplication.translate("FileWords", "Lines {first} to {last}")
        known[skip_rows, lines] = words.format(first=number(skip_rows + 1), last=number(skip_rows + lines))
    known[skip_rows, 0] = QCoreApplication.translate("FileWords", "None, data from line {line}").format(line=number(skip_rows + 1))
    if (skip_rows, header_rows) not in known:
        words = QCoreApplication.translate("FileWords", "Lines {first} to {last}")
        known[skip_rows, header_rows] = words.format(first=number(skip_rows + 1), last=number(skip_rows + header_rows))
    return list(known.items())


def sheet_words(sheet: Sheet) -> str:
    """A sheet with its number of rows."""
    words = sheet.name
    if sheet.row_count is not None:
        count = QCoreApplication.translate("FileWords", "%Ln row(s)", None, sheet.row_count)
        words = QCoreApplication.translate("FileWords", "{sheet} · {rows}").format(sheet=sheet.name, rows=count)
    return QCoreApplication.translate("FileWords", "{sheet} (hidden)").format(sheet=words) if sheet.hidden else words


def sheets_with_count(sheets: tuple[Sheet, ...], table: Table) -> tuple[Sheet, ...]:
    """The sheets, the one that was read with exactly its rows."""
    return tuple(
        dataclasses.replace(sheet, row_count=table.row_count) if sheet.name == table.choices.sheet else sheet for sheet in sheets
    )


def kind_words(choices: ReadingChoices) -> str:
    """What sort of file it is."""
    words = {
        "delimited": QCoreApplication.translate("FileWords", "text"),
        "spreadsheet": QCoreApplication.translate("FileWords", "workbook"),
        "json": QCoreApplication.translate("FileWords", "JSON"),
        "json lines": QCoreApplication.translate("FileWords", "JSON Lines"),
        "parquet": QCoreApplication.translate("FileWords", "Parquet"),
    }[choices.kind.value]
    if choices.compression:
        return QCoreApplication.translate("FileWords", "{kind}, packed").format(kind=words)
    return words


def cells_with_accents(look: FirstLook, most: int = 4) -> list[str]:
    """A few cells by which a person can tell whether the encoding is right."""
    found: dict[str, None] = {}
    for cells in (look.column_names, *look.rows):
        for cell in cells:
            if not cell.isascii():
                found.setdefault(cell.strip().replace("\n", " ")[:40])
                if len(found) == most:
                    return list(found)
    return list(found)

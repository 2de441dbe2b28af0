"""What an ODS file says about cells that calamine leaves out: number formats, long durations, and truth as a formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from backfill_assistant.adapters.readers.limits import UNPACK_FREE_BYTES
from backfill_assistant.adapters.readers.number_masks import Mask, mask_of
from backfill_assistant.adapters.readers.shown_cells import MASKS_MAX, ShownCells
from backfill_assistant.adapters.readers.workbook_parts import named, whole_part

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, STYLE, NUMBER = (f"{NAMESPACE}{name}:1.0" for name in ("office", "table", "style", "datastyle"))
SHOWN_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
TRUTHS = {"of:=TRUE()": "TRUE", "of:=FALSE()": "FALSE"}
CHUNK_BYTES = 1 << 18
# Percentages, errors, durations, truth as a formula, and attributes in other quotes than these are looked for in.
SIGNS_OF_MORE = (b'value-type="percentage"', b'value-type="error"', b'"PT', b"TRUE()", b"FALSE()", b"value-type='")
SIGN_MAX_BYTES = 200
# Empty cells with a style may be repeated to the end of the sheet.
REPEATED_MAX = 100_000


def look_through(archive: zipfile.ZipFile, sheet: str, rows_max: int | None) -> ShownCells:
    """Look through one sheet, or its first `rows_max` rows.

    Raises expat's errors, ValueError or KeyError for what cannot be understood.
    """
    formats: dict[str, str] = {}
    styles: dict[str, str] = {}
    for name in ("styles.xml", "content.xml"):
        if name in archive.namelist():
            _collect_styles(_beginning(archive, name), formats, styles)
    masks: dict[Mask, int] = {}
    by_style: dict[str, int] = {}
    for style, number_format in styles.items():
        mask = mask_of(formats.get(number_format, ""))
        if mask is not None and (mask in masks or len(masks) < MASKS_MAX):
            by_style[style] = masks.setdefault(mask, len(masks))
    if rows_max is None and not _may_show_more(archive, list(by_style)):
        return ShownCells()
    percent = masks.setdefault(Mask(True), len(masks))
    walk = _Walk(sheet, ShownCells(tuple(masks)), by_style, percent, rows_max)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = walk.start
    parser.CharacterDataHandler = walk.characters
    parser.EndElementHandler = walk.end
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open("content.xml") as stream:
        while not walk.done and (block := stream.read(CHUNK_BYTES)):
            parser.Parse(block)
            if parser.CurrentByteIndex > UNPACK_FREE_BYTES * 8:
                raise ValueError("too large a part")
    return walk.shown


def _may_show_more(archive: zipfile.ZipFile, styles: list[str]) -> bool:
    """Whether the cells' values may not say it all. Looking for signs of that takes a tenth of following all cells."""
    signs = [*SIGNS_OF_MORE, *(f'style-name="{style}"'.encode() for style in styles)]
    before, size = b"", 0
    with archive.open("content.xml") as stream:
        while block := stream.read(CHUNK_BYTES):
            size += len(block)
            text = before + block
            if any(sign in text for sign in signs) or size > UNPACK_FREE_BYTES * 8:
                return True
            before = block[-SIGN_MAX_BYTES:]
    return False


def _refuse(*declared: object) -> None:
    # Entities could grow without measure; no spreadsheet declares any.
    raise ValueError("a document type")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part up to its cells, closed so that it can be understood."""
    if name != "content.xml":
        return whole_part(archive, name)
    with archive.open(name) as stream:
        text = b""
        while b"</office:automatic-styles>" not in text and b"<office:body" not in text and (block := stream.read(CHUNK_BYTES)):
            text += block
    end = text.find(b"</office:automatic-styles>")
    if b"<!DOCTYPE" in text:
        raise ValueError("a document type")
    return text[:end] + b"</office:automatic-styles></office:document-content>" if end >= 0 else b"<none/>"


def _collect_styles(text: bytes, formats: dict[str, str], styles: dict[str, str]) -> None:
    """Number formats as codes by their name, and the name of the format that each style of cells has."""
    root = ElementTree.fromstring(text)
    found = {element.get(f"{{{STYLE}}}name", ""): element for element in named(root, "number-style")}
    formats.update({name: _code(element, found) for name, element in found.items()})
    for style in named(root, "style"):
        if style.get(f"{{{STYLE}}}family") == "table-cell":
            name = style.get(f"{{{STYLE}}}name", "")
            parent = styles.get(style.get(f"{{{STYLE}}}parent-style-name", ""), "")
            styles[name] = style.get(f"{{{STYLE}}}data-style-name", parent)


def _code(element: ElementTree.Element, others: Mapping[str, ElementTree.Element]) -> str:
    """A number style as other spreadsheets write it, such as `"+"00" "000`; "" when it calculates."""
    sections = []
    for choice in named(element, "map"):
        told = choice.get(f"{{{STYLE}}}condition", "").replace("value()", "")
        other = others.get(choice.get(f"{{{STYLE}}}apply-style-name", ""))
        if other is None or not (code := _plain_code(other)):
            return ""
        sections.append(f"[{told}]{code}")
    plain = _plain_code(element)
    return ";".join([*sections, plain]) if plain else ""


def _plain_code(element: ElementTree.Element) -> str:
    parts = []
    for part in element:
        kind = part.tag.rpartition("}")[2]
        if kind == "text":
            parts.append(f'"{part.text or ""}"')
        elif kind == "number":
            if part.get(f"{{{NUMBER}}}grouping") == "true" or part.get(f"{{{NUMBER}}}decimal-places", "0") != "0":
                return ""
            inside = {int(each.get(f"{{{NUMBER}}}position", "0")): each.text or "" for each in part}
            least = int(part.get(f"{{{NUMBER}}}min-integer-digits", "1"))
            for place in range(max(least, 1, *(each + 1 for each in inside)), 0, -1):
                parts.append("0" if place <= least else "#")
                if place - 1 in inside and place > 1:
                    parts.append(f'"{inside[place - 1]}"')
        elif kind in ("fraction", "scientific-number", "currency-symbol"):
            return ""
    return "".join(parts)


@dataclass
class _Walk:
    """Follows the cells of one sheet."""

    sheet: str
    shown: ShownCells
    by_style: dict[str, int]
    percent: int
    rows_max: int | None
    done: bool = False
    _inside: bool = False
    _row: int = 0
    _rows: int = 1
    _column: int = 0
    # The cell whose error is being read.
    _error: tuple[int, int] | None = None
    _defaults: list[tuple[int, str]] = field(default_factory=list)

    def start(self, name: str, told: dict[str, str]) -> None:
        """An element begins."""
        if name == f"{TABLE} table":
            self._inside = told.get(f"{TABLE} name") == self.sheet
        elif not self._inside:
            return
        elif name in (f"{TABLE} table-cell", f"{TABLE} covered-table-cell"):
            self._cell(told, int(told.get(f"{TABLE} number-columns-repeated", "1")))
        elif name == f"{TABLE} table-row":
            self._column, self._rows = 0, int(told.get(f"{TABLE} number-rows-repeated", "1"))
            self.shown.hidden_rows |= told.get(f"{TABLE} visibility", "visible") != "visible"
        elif name == f"{TABLE} table-column":
            repeated = int(told.get(f"{TABLE} number-columns-repeated", "1"))
            last = self._defaults[-1][0] if self._defaults else 0
            self._defaults.append((last + repeated, told.get(f"{TABLE} default-cell-style-name", "")))

    def end(self, name: str) -> None:
        """An element ends."""
        if self._error is not None:
            self._error = None if name == f"{TABLE} table-cell" else self._error
        elif self._inside and name == f"{TABLE} table-row":
            self._row += self._rows
            self.done = self.rows_max is not None and self._row >= self.rows_max
        elif self._inside and name == f"{TABLE} table":
            self._inside, self.done = False, True

    def characters(self, text: str) -> None:
        """Words inside an element; only those of errors are not known otherwise."""
        if self._error is not None:
            self.shown.say(*self._error, self.shown.said(*self._error) + text)

    def _cell(self, told: dict[str, str], repeated: int) -> None:
        kind = told.get(f"{OFFICE} value-type")
        if told.get(SHOWN_TYPE) == "error":
            self._error = (self._row, self._column)
        elif kind is not None:
            text, mask = self._text_or_mask(kind, told)
            for row in range(self._row, self._row + min(self._rows, REPEATED_MAX)) if text or mask is not None else ():
                for column in range(self._column, self._column + min(repeated, REPEATED_MAX)):
                    if text:
                        self.shown.say(row, column, text)
                    elif mask is not None:
                        self.shown.mark(row, column, mask)
        self._column += repeated

    def _text_or_mask(self, kind: str, told: dict[str, str]) -> tuple[str, int | None]:
        if kind == "percentage":
            return "", self.percent
        if kind == "time":
            found = DURATION.match(told.get(f"{OFFICE} time-value", ""))
            return (f"{int(found[1])}:{found[2]}:{found[3]}" if found and int(found[1]) >= 24 else ""), None
        if kind == "float":
            style = told.get(f"{TABLE} style-name") or self._default_style()
            return TRUTHS.get(told.get(f"{TABLE} formula", ""), ""), self.by_style.get(style)
        return "", None

    def _default_style(self) -> str:
        return next((style for end, style in self._defaults if self._column < end), "")

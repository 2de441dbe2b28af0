"""A workbook as Excel writes it: texts stand once in a table of their own, and cells hold their numbers."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

INLINE = re.compile(r't="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def share_texts(path: Path) -> int:
    """Change a workbook written by openpyxl, whose texts stand in the cells; returns how many different texts it has."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts: dict[str, int] = {}
    for name in parts:
        if "/worksheets/" in name:
            parts[name] = INLINE.sub(lambda found: f't="s"><v>{texts.setdefault(found[1], len(texts))}</v></c>', parts[name])
    items = "".join(f"<si>{text}</si>" if text else "<si/>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst {NAMES} uniqueCount="{len(texts)}">{items}</sst>'
    relations = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Type="{TYPE}" Target="/xl/sharedStrings.xml" Id="rIdTexts"/></Relationships>'
    parts[relations] = parts[relations].replace("</Relationships>", link)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return len(texts)

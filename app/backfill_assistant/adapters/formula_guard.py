"""A mark on cells that a spreadsheet would run as formulas, and its removal: every text comes back as it was.

Cells that begin with = + - @, a tab or a line break (OWASP, "CSV Injection") get an apostrophe before them. So do cells that look
as if they already had one; taking one away therefore always restores the cell.
"""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow.compute as pc

# Full-width signs are read as the plain ones by spreadsheets set to Japanese or Chinese.
_RISKY: Final = r"('*[\t\r\n ]*[=+\-@＝＋－＠]|'*[\t\r\n])"
_GUARDED_TEXT: Final = re.compile(rf"\A'{_RISKY}")


def guard(texts: Any) -> Any:
    """An Arrow array of text, each risky cell with an apostrophe before it."""
    return pc.replace_substring_regex(texts, rf"^{_RISKY}", r"'\1")


def unguard(texts: Any) -> Any:
    """The Arrow array that was guarded."""
    return pc.replace_substring_regex(texts, rf"^'{_RISKY}", r"\1")


def is_guarded(text: str) -> bool:
    """Whether a cell has the mark."""
    return _GUARDED_TEXT.match(text) is not None


def unguard_text(text: str) -> str:
    """One cell as it was."""
    return text[1:] if is_guarded(text) else text

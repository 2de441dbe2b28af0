"""Files of refused rows that this program saved: recognised by their column `reason`, and shown as the rows were."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from backfill_assistant.adapters.formula_guard import is_guarded, unguard_text
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.reading import FileKind, FirstLook

# "reason 2" where the person's own columns have a "reason" already.
_REASON: Final = re.compile(r"reason( \d+)?")
_TABLES: Final = (FileKind.DELIMITED, FileKind.SPREADSHEET)


def recognised(look: FirstLook) -> FirstLook:
    """Guess whether the apostrophes before = + - @ are ours."""
    ours = look.choices.kind in _TABLES and any(_REASON.fullmatch(name) for name in look.column_names)
    return replace(look, choices=replace(look.choices, guarded=ours))


def restored(look: FirstLook) -> FirstLook:
    """The first rows without our apostrophes; says so where there were any."""
    if not look.choices.guarded:
        return look
    told = look.remarks
    if any(is_guarded(cell) for row in look.rows for cell in row):
        remark = QT_TRANSLATE_NOOP(
            "core", "Apostrophes that kept spreadsheets from running cells as formulas are taken away again."
        )
        told = (*told, Sentence(remark))
    names = tuple(unguard_text(name) for name in look.column_names)
    rows = tuple(tuple(unguard_text(cell) for cell in row) for row in look.rows)
    return replace(look, column_names=names, rows=rows, remarks=told)

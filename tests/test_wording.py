"""No sentence of the program is sure of an entry: filters and frequency decide too, and only Customer.io knows them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import backfill_assistant

_MARKS = {"tr", "translate", "QT_TRANSLATE_NOOP", "QT_TR_NOOP"}
_SURE = re.compile(
    r"\b(will|shall|going to|certain to|sure to)\s+(not\s+)?(enter|start|trigger|get mail|be mailed|receive)\b|\bgets? mail\b",
    re.IGNORECASE,
)


def sentences_of(source: str):
    """Every literal that is shown to a person, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _MARKS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.lineno, argument.value


def test_no_sentence_is_sure_of_an_entry():
    root = Path(backfill_assistant.__file__).parent
    found, seen = [], 0
    for path in sorted(root.rglob("*.py")):
        for line, words in sentences_of(path.read_text(encoding="utf-8")):
            seen += 1
            if _SURE.search(words):
                found.append(f"{path.relative_to(root)}:{line}: {words}")
    assert found == []
    assert seen > 300


def test_the_scan_finds_what_it_looks_for():
    (found,) = sentences_of('x.tr("37 people will enter")')
    assert _SURE.search(found[1])
    assert not _SURE.search("37 rows could start a campaign; whether they do depends on filters.")

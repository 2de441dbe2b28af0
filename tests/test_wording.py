"""Nothing that a person can read is sure of an entry: filters and frequency decide too, and only Customer.io knows them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import backfill_assistant
from backfill_assistant.resource_paths import resources

_PACKAGE = Path(backfill_assistant.__file__).parent
_CHECKOUT = Path(__file__).parents[1]
_MARKS = {"tr", "translate", "QT_TRANSLATE_NOOP", "QT_TR_NOOP"}
_SURE = re.compile(
    r"\b(will|shall|going to|certain to|sure to|definitely)\s+(not\s+)?(be\s+)?(enter|start|trigger|get mail|mailed|receive)\w*\b"
    r"|\bgets? mail\b|\bwill\s+\w+\s+enter\b",
    re.IGNORECASE,
)
# Files of words that are shipped, or that people read about the program.
_READ = ("README.md", "CHANGELOG.md", "packaging/**/*.desktop", "packaging/**/*.xml", "packaging/**/*.md")


def sentences_of(source: str):
    """Every literal that is marked as shown to a person, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _MARKS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.lineno, argument.value


def texts_of(source: str):
    """Every literal at all, f-strings in one piece: what is drawn, printed, or put into pages; docstrings are not shown."""
    tree = ast.parse(source)
    hidden = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
            yield node.lineno, "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden:
            yield node.lineno, node.value


@pytest.mark.parametrize(("texts", "least"), [(sentences_of, 300), (texts_of, 3_000)], ids=["sentences", "every literal"])
def test_no_words_of_the_program_are_sure_of_an_entry(texts, least):
    found, seen = [], 0
    for path in sorted(_PACKAGE.rglob("*.py")):
        for line, words in texts(path.read_text(encoding="utf-8")):
            seen += 1
            if _SURE.search(words):
                found.append(f"{path.relative_to(_PACKAGE)}:{line}: {words}")
    assert found == []
    assert seen > least


def test_no_file_that_is_shipped_is_sure_of_an_entry():
    read = [path for pattern in _READ for path in _CHECKOUT.glob(pattern)]
    read += [path for path in resources().rglob("*") if path.suffix in (".json", ".csv", ".svg", ".ts", ".txt", ".html")]
    sure = [path.name for path in read if _SURE.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert sure == []
    assert len(read) > 20


@pytest.mark.parametrize(
    "words",
    [
        "37 people will enter",
        "It will not start a campaign.",
        "will be mailed",
        "who gets mail",
        "will surely enter",
        "will trigger",
    ],
)
def test_the_scan_finds_what_it_looks_for(words):
    source = f'x.tr("{words}")'
    assert [_SURE.search(found[1]) is not None for found in (*sentences_of(source), *texts_of(source))] == [True, True]


def test_the_scan_lets_pass_what_is_not_sure():
    assert not _SURE.search("37 rows could start a campaign; whether they do depends on filters.")
    assert {text for _, text in texts_of('def f():\n    """This will enter."""\n    return f"{a} will {b}"')} == {
        "… will …",
        " will ",
    }

"""Blanks around texts go as Unicode has them, and texts without any are handed on as they are."""

from __future__ import annotations

import json
import random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from backfill_assistant.core.json_text import escaped, text_ends
from backfill_assistant.core.values.blanks import without_blanks

SOME = [
    " a",
    "a ",
    "\ta\n",
    "\x1fa",
    "\x85a",
    "a\xa0",
    "\u2003a",
    "a\u2028",
    "\u3000a",
    "",
    " ",
    "\u3000",
    None,
    "ä",
    "é b",
    "日本",
]


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("text", SOME)
def test_they_go_as_arrow_takes_them_away(text: str | None, start: int) -> None:
    texts = pa.array(["x", "", "b c", text, "d", text], pa.string())[start:]
    assert without_blanks(texts).to_pylist() == pc.utf8_trim_whitespace(texts).to_pylist()


def test_every_character_at_either_end() -> None:
    chance = random.Random(3)
    every = [chr(code) for code in range(0x3100) if not 0xD800 <= code < 0xE000]
    for texts in ([each + "x" for each in every], ["x" + each for each in every], every):
        chance.shuffle(texts)
        for start in range(0, len(texts), 7):
            few = pa.array(texts[start : start + 7])
            assert without_blanks(few).equals(pc.utf8_trim_whitespace(few)), few


@pytest.mark.parametrize("texts", [["a", "b-1"], ["a b", "", None, "say, ok"], [None, None], [], [""]])
def test_where_there_are_none_nothing_is_copied(texts: list[str | None]) -> None:
    given = pa.array(texts, pa.string())
    assert without_blanks(given) is given


def test_the_ends_of_texts_wherever_they_lie() -> None:
    ends = text_ends(pa.array(["zz", "", "ab", None, "c", ""], pa.string())[1:])
    assert ends.filled.tolist() == [False, True, False, True, False]
    assert (ends.first[ends.filled].tobytes(), ends.last[ends.filled].tobytes()) == (b"ac", b"bc")
    assert ends.sizes.tolist() == [0, 2, 0, 1, 0]
    assert text_ends(pa.array(["", None], pa.string())).filled.tolist() == [False, False]


def test_every_character_that_json_must_not_hold_is_escaped() -> None:
    for code in range(0x80):
        texts = pa.array(["x", chr(code), None, f'\\{chr(code)}"'], pa.string())[1:]
        wanted = [None if text is None else json.dumps(text, ensure_ascii=False)[1:-1] for text in texts.to_pylist()]
        assert escaped(texts).to_pylist() == wanted

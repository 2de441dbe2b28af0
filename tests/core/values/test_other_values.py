"""True and false, lists, JSON and the rules for text."""

from __future__ import annotations

import pyarrow as pa
import pytest

from backfill_assistant.core.values import text_rules
from backfill_assistant.core.values.converted import ValueProblem
from backfill_assistant.core.values.json_values import read_json
from backfill_assistant.core.values.lists import read_lists
from backfill_assistant.core.values.true_false import read_true_false


def test_words_for_true_and_false_in_any_letter_case() -> None:
    texts = pa.array([" Yes", "NO", "1", "maybe", "", None, "both"])
    converted = read_true_false(texts, ("yes", "1", "both"), ("No", "0", "both"))
    assert converted.values.to_pylist() == [True, False, True, None, None, None, None]
    unreadable, ambiguous = ValueProblem.UNREADABLE, ValueProblem.AMBIGUOUS
    assert converted.problem.tolist() == [0, 0, 0, unreadable, 0, 0, ambiguous]


def test_true_and_false_of_empty_cells_only() -> None:
    converted = read_true_false(pa.array(["", None], pa.string()), ("yes",), ("no",))
    assert converted.values.to_pylist() == [None, None]
    assert converted.problem.tolist() == [0, 0]


def test_lists() -> None:
    converted = read_lists(pa.array(["a, b", "a", "", None, ",", "b;c,", " x ,, y "]), ",")
    assert converted.values.to_pylist() == [["a", "b"], ["a"], None, None, [], ["b;c"], ["x", "y"]]
    assert not converted.problem.any()


def test_lists_from_the_middle_of_a_column() -> None:
    texts = pa.array(["a|b", None, "c|d", "e"]).slice(1, 3)
    assert read_lists(texts, "|").values.to_pylist() == [None, ["c", "d"], ["e"]]


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2.50]", '"text"', "12345678901234567890", "null", '{"a": "\\u00e9"}'])
def test_sound_json_is_kept_letter_for_letter(text: str) -> None:
    converted = read_json(pa.array([f" {text} "]))
    assert converted.values.to_pylist() == [text]


@pytest.mark.parametrize(
    "text", ["{a: 1}", "NaN", "[1,]", '{"a": 1, "a": 2}', '"\\ud800"', "[" * 100_000, '{"a": Infinity}', "\ufeff1"]
)
def test_unsound_json_is_refused(text: str) -> None:
    assert read_json(pa.array([text])).problem.tolist() == [ValueProblem.UNREADABLE]


def test_json_numbers_beyond_what_readers_hold() -> None:
    assert read_json(pa.array(["[1e999]", "9" * 400, ""])).problem.tolist() == [ValueProblem.OUT_OF_RANGE] * 2 + [0]


def test_text_rules() -> None:
    texts = pa.array([" Ab c ", None, "", "x-y-z"])
    assert text_rules.trim(texts).to_pylist() == ["Ab c", None, "", "x-y-z"]
    assert text_rules.with_case(texts, "lower").to_pylist() == [" ab c ", None, "", "x-y-z"]
    assert text_rules.with_case(texts, "as is").to_pylist() == texts.to_pylist()
    assert text_rules.find_and_replace(texts, (("-", "+"), ("", "!"))).to_pylist()[3] == "x+y+z"
    assert text_rules.part(texts, "-", 1).to_pylist() == [None, None, None, "y"]
    assert text_rules.part(texts, "-", -1).to_pylist() == [" Ab c ", None, "", "z"]
    assert text_rules.join([texts, pa.array(["1", None, "", "2"])], " ").to_pylist() == [" Ab c  1", None, None, "x-y-z 2"]

"""JSON written by columns equals JSON written value by value."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.json_text import (
    Branch,
    Member,
    byte_lengths,
    escaped,
    joined,
    list_texts,
    object_pieces,
    piece_sizes,
    quoted,
    text_bytes,
    the_same,
)

# Every character that UTF-8 can write, with those that need care more often than chance has it.
CAREFUL = st.sampled_from(
    ['"', "\\", "\n", "\r", "\t", "\b", "\f", "\x00", "\x1f", "\x7f", "\u2028", "\u2029", "\ufeff", "😀", "é", "/"]
)
TEXTS = st.lists(st.one_of(CAREFUL, st.characters(codec="utf-8")), max_size=12).map("".join)


def in_column(texts: list[str | None]) -> pa.StringArray:
    return pa.array(texts, pa.string())


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=8))
def test_columns_are_escaped_as_the_standard_library_escapes_values(texts: list[str | None]) -> None:
    made = escaped(in_column(texts)).to_pylist()
    assert made == [None if text is None else json.dumps(text, ensure_ascii=False)[1:-1] for text in texts]


def test_every_character_survives() -> None:
    everything = [chr(code) for code in range(0x11_0000) if not 0xD800 <= code <= 0xDFFF]
    texts = ["".join(everything[start : start + 500]) for start in range(0, len(everything), 500)]
    assert [json.loads(f'"{text}"') for text in escaped(in_column(texts)).to_pylist()] == texts


def test_a_slice_of_a_column_is_escaped_like_the_whole() -> None:
    whole = in_column(['a"b', None, "c\\d", "\n", "plain"])
    assert escaped(whole.slice(2, 2)).to_pylist() == ["c\\\\d", "\\n"]
    assert bytes(text_bytes(whole.slice(4))) == b"plain"


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.lists(TEXTS, max_size=4)), min_size=1, max_size=6))
def test_lists_of_texts(lists: list[list[str] | None]) -> None:
    made = list_texts(pa.array(lists, pa.list_(pa.string()))).to_pylist()
    assert [None if text is None else json.loads(text) for text in made] == lists


ROWS = st.integers(1, 5)


@settings(deadline=None)
@given(st.data(), ROWS)
def test_objects_parse_back_and_their_sizes_are_known_beforehand(data: st.DataObject, row_count: int) -> None:
    columns = data.draw(
        st.lists(st.lists(st.one_of(st.none(), TEXTS), min_size=row_count, max_size=row_count), min_size=1, max_size=5)
    )
    names = data.draw(st.lists(TEXTS, min_size=len(columns), max_size=len(columns), unique=True))
    cut = data.draw(st.integers(0, len(columns)))
    outer = [Member(name, escaped(in_column(column)), True) for name, column in zip(names[:cut], columns[:cut], strict=True)]
    inner = [Member(name, escaped(in_column(column)), True) for name, column in zip(names[cut:], columns[cut:], strict=True)]
    members: list[Member | Branch] = [*outer, Branch("deep\u2028", inner)] if inner else list(outer)

    texts = joined(object_pieces(members), row_count).to_pylist()

    assert [len(text.encode()) for text in texts] == piece_sizes(object_pieces(members), row_count).tolist()
    for row, text in enumerate(texts):
        wanted = {name: column[row] for name, column in zip(names[:cut], columns[:cut], strict=True) if column[row] is not None}
        below = {name: column[row] for name, column in zip(names[cut:], columns[cut:], strict=True) if column[row] is not None}
        found = json.loads(text)
        assert found.pop("deep\u2028", {}) == below
        assert found == wanted


def test_an_object_without_members() -> None:
    assert joined(object_pieces([]), 2).to_pylist() == ["{}", "{}"]
    assert piece_sizes(object_pieces([]), 2).tolist() == [2, 2]


@pytest.mark.parametrize("text", ["plain", 'say "hi"', "line\nbreak", "\u2028"])
def test_one_text_in_quotes(text: str) -> None:
    assert json.loads(quoted(text)) == text


@given(st.lists(st.sampled_from(["", "a", "b", "aa", "ä", None]), max_size=5), st.integers(0, 2))
def test_a_column_is_the_same_everywhere_only_if_it_is(texts: list[str | None], start: int) -> None:
    wanted = texts[start:]
    expected = wanted[0] if wanted and set(wanted) == {wanted[0]} else None
    assert the_same(pa.array(texts, pa.string())[start:]) == expected


def test_columns_that_are_the_same_everywhere_are_written_with_what_surrounds_them() -> None:
    columns = [pa.array(["EUR"] * 3), pa.array(["1", "22", "1"]), pa.array([""] * 3)]
    assert joined(["<", columns[0], "|", columns[1], "|", columns[2], ">"], 3).to_pylist() == ["<EUR|1|>", "<EUR|22|>", "<EUR|1|>"]
    assert joined([columns[0], "!"], 3).to_pylist() == ["EUR!"] * 3


def test_sizes_of_missing_texts_are_nothing_whatever_stands_behind_them() -> None:
    behind = pa.StringArray.from_buffers(3, *pa.array(["ab", "cde", "f"]).buffers()[1:], pa.array([True, False, True]).buffers()[1])
    assert behind.to_pylist() == ["ab", None, "f"]
    assert byte_lengths(behind).tolist() == [2, 0, 1]

"""JSON and Parquet that hold what they should not, and encodings that are none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched
from fakes.reader_scene import leftovers, open_it


def text(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(words)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_half_an_emoji_in_json_becomes_the_sign_for_an_unreadable_character(files: Files, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    record = b'{"note":"Thanks \\ud83d","more":["\\ude00"],"\\ud83d":"x"}'
    path.write_bytes(b"[" + record + b"]" if name == "a.json" else record + b"\n")
    table = files.read(path, files.look(path).choices, Unwatched())
    assert table.column_names == ("note", "more", "\ufffd")
    assert table.cells(0, 1) == [("Thanks \ufffd", '["\ufffd"]', "x")]


@pytest.mark.parametrize("depth", [600, 990, 3_000, 30_000])
@pytest.mark.parametrize(("begin", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_json_that_is_nested_too_deep_is_told_and_breaks_nothing(
    files: Files, tmp_path: Path, depth: int, begin: bytes, end: bytes
) -> None:
    for name, text in (("a.json", b'{"a":%s1%s}'), ("b.json", b'[{"a":%s1%s}]'), ("c.jsonl", b'{"a":%s1%s}\n{}\n')):
        path = tmp_path / name
        path.write_bytes(text % (begin * depth, end * depth))
        with contextlib.suppress(FileProblem):
            open_it(files, path)
    assert not [name for name in leftovers(tmp_path) if "partial" in name]


def test_an_array_under_a_name_with_a_dot_is_found(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(rb'{"v1.0":{"back\\slash.":[{"id":"1"},{"id":"2"}]}}')
    table = files.read(path, files.look(path).choices, Unwatched())
    assert table.cells(0, 2) == [("1",), ("2",)]


def test_text_in_parquet_that_is_none_is_shown_like_bytes(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ends = pa.array([0, 2, 4], pa.int32()).buffers()[1]
    broken = pa.StringArray.from_buffers(2, ends, pa.py_buffer(b"\xff\xfeab"))
    pq.write_table(pa.table({"a": broken, "b": ["x", "y"]}), path)
    assert files.look(path).rows == (("fffe", "x"), ("ab", "y"))
    assert files.read(path, files.look(path).choices, Unwatched()).cells(0, 2) == [("fffe", "x"), ("ab", "y")]


@pytest.mark.parametrize("kind", [pa.list_(pa.timestamp("us")), pa.list_(pa.duration("s"))])
def test_times_in_parquet_that_no_calendar_holds_are_told(files: Files, tmp_path: Path, kind: pa.DataType) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": pa.array([[2**62]], pa.list_(pa.int64())).cast(kind)}), path)
    with pytest.raises(FileProblem):
        open_it(files, path)


@pytest.mark.parametrize("encoding", ["nonsense", "zlib_codec", "rot13"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_an_encoding_that_is_none_is_told(files: Files, tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b'{"id":"1"}\n{"id":"2"}\n')
    choices = replace(files.look(path).choices, encoding=encoding)
    with pytest.raises(FileProblem):
        files.look(path, choices)
    with pytest.raises(FileProblem):
        files.read(path, choices, Unwatched())

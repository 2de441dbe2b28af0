"""JSON, JSON Lines, Parquet, packed text, pasted rows: each with its expected cells."""

from __future__ import annotations

import bz2
import dataclasses
import datetime
import decimal
import gzip
import json
import lzma
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import FileKind
from backfill_assistant.core.table.table import Table

CSV = b"id,name\n007,Ada\n008,Bo\n"
CELLS = [("007", "Ada"), ("008", "Bo")]


def read(files: Files, path: Path) -> Table:
    return files.read(path, files.look(path).choices, Unwatched())


def zstd(raw: bytes) -> bytes:
    return pa.Codec("zstd").compress(raw, asbytes=True)


@pytest.mark.parametrize(
    ("name", "pack"), [("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress), ("a.csv.xz", lzma.compress), ("a.csv.zst", zstd)]
)
def test_packed_text(files: Files, tmp_path: Path, name: str, pack: object) -> None:
    path = tmp_path / name
    path.write_bytes(pack(CSV))  # type: ignore[operator]
    table = read(files, path)
    assert table.column_names == ("id", "name")
    assert table.cells(0, 2) == CELLS


def test_zip_with_one_and_with_several_members(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._a.csv", b"x")
        archive.writestr("in/a.csv", CSV)
        archive.writestr("b.json", b'[{"k": 1}]')
    look = files.look(path)
    assert look.members == ("in/a.csv", "b.json")
    assert files.read(path, look.choices, Unwatched()).cells(0, 2) == CELLS
    other = files.look(path, dataclasses.replace(look.choices, member="b.json"), frozenset({"kind"}))
    assert other.column_names == ("k",)
    assert other.choices.member == "b.json"


def test_in_a_zip_the_table_is_looked_at_first(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (("README.txt", b"Made on Monday.\nSee below.\n"), ("logo.jpg", b"\xff\xd8\xff"), ("people.csv", CSV)):
            archive.writestr(name, content)
    look = files.look(path)
    assert look.choices.member == "people.csv"
    assert look.members == ("README.txt", "logo.jpg", "people.csv")


def test_json_values_under_one_name_are_both_kept(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a.b": 1, "a": {"b": 2}, "a.b (2)": 3}]')
    table = read(files, path)
    assert dict(zip(table.column_names, table.cells(0, 1)[0], strict=True)) == {"a.b": "1", "a.b (2)": "2", "a.b (2) (2)": "3"}


def test_json_keeps_digits_and_nests_with_dots(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        """[{"id": 12345678901234567890, "price": 1.10, "who": {"name": "Ada", "address": {"city": "Köln"}}, "tags": ["a", 1.50]},
        {"id": "007", "late": true, "who": null, "none": {}, "big": 1e400}]""",
        "utf-8",
    )
    table = read(files, path)
    assert table.column_names == ("id", "price", "who.name", "who.address.city", "tags", "late", "who", "none", "big")
    assert table.cells(0, 2) == [
        ("12345678901234567890", "1.10", "Ada", "Köln", '["a",1.50]', None, None, None, None),
        ("007", None, None, None, None, "true", None, "{}", "1e400"),
    ]
    assert table.slice(0, 2).column("line").to_pylist() == [1, 2]


def test_json_array_wrapped_twice(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"page": 1, "meta": None, "result": {"n": [1, 2], "none": [], "items": [{"a": "x"}, {"a": "y"}]}}))
    look = files.look(path)
    assert look.choices.json_path == "result.items"
    assert look.rows == (("x",), ("y",))


def test_json_wrapped_array(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"page": 1, "meta": {"total": 2}, "people": [{"a": "x"}, {"a": "y"}], "end": True}, indent=1))
    look = files.look(path)
    assert look.choices.json_path == "people"
    assert files.read(path, look.choices, Unwatched()).cells(0, 2) == [("x",), ("y",)]


def test_json_lines_keep_a_broken_line(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "n": {"x": "a"}}\n\n{"id": 2, "n":\n{"id": 3, "extra": "é"}\n', "utf-8")
    table = read(files, path)
    assert table.choices.kind is FileKind.JSON_LINES
    assert table.column_names == ("id", "n.x", "extra")
    assert table.cells(0, 3) == [("1", "a", None), (None, None, None), ("3", None, "é")]
    assert table.ragged_rows().tolist() == [1]
    marks = table.slice(0, 3)
    assert marks.column("line").to_pylist() == [1, 3, 4]
    assert marks.column("extra").to_pylist()[1] == '["{\\"id\\": 2, \\"n\\":"]'


def test_json_lines_without_their_name(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('{"id": 1}\n{"id": 2}\n')
    assert files.look(path).choices.kind is FileKind.JSON_LINES


def test_json_read_in_small_pieces(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backfill_assistant.adapters.readers.text_blocks.BLOCK_BYTES", 5)
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"data": [{"id": number, "name": f"näme {number}"} for number in range(40)]}), "utf-8")
    table = read(files, path)
    assert table.cells(0, 40) == [(str(number), f"näme {number}") for number in range(40)]


def test_parquet(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, 120_000)
    pq.write_table(
        pa.table(
            {
                "id": pa.array([7, None], pa.int64()),
                "price": pa.array([1.0, 0.1]),
                "when": pa.array([moment, None], pa.timestamp("us")),
                "utc": pa.array([moment, None], pa.timestamp("us", "Europe/Berlin")),
                "day": pa.array([datetime.date(2026, 1, 2), None]),
                "money": pa.array([decimal.Decimal("12.50"), None]),
                "yes": pa.array([True, False]),
                "who": pa.array([{"name": "Ada", "tags": ["a", "b"]}, None]),
                "kind": pa.array(["x", "y"]).dictionary_encode(),
            }
        ),
        path,
    )
    table = read(files, path)
    assert table.column_names == ("id", "price", "when", "utc", "day", "money", "yes", "who.name", "who.tags", "kind")
    assert table.cells(0, 2) == [
        ("7", "1", "2026-01-02 03:04:05.12", "2026-01-02T03:04:05.12Z", "2026-01-02", "12.50", "true", "Ada", '["a","b"]', "x"),
        (None, "0.1", None, None, None, None, "false", None, None, "y"),
    ]


MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, 120_000)
IN_LIST = pa.list_(pa.struct([("price", pa.decimal128(5, 2)), ("at", pa.timestamp("us")), ("share", pa.float64())]))


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (
            pa.array([491761234567.0, None, 4917612345678901.0, 1e20, 1.5e-7, 0.1]),
            "491761234567||4917612345678901|100000000000000000000|0.00000015|0.1",
        ),
        (pa.array([-7.0, 1e300, float("inf"), float("nan")]), "-7|1e+300|inf|nan"),
        (pa.array([0.1, 491761234567.0], pa.float32()), "0.1|491761240000"),
        (pa.array([12345678901234567, None], pa.int64()), "12345678901234567|"),
        (pa.array([decimal.Decimal("-0.50")], pa.decimal128(10, 2)), "-0.50"),
        (pa.array([1767323045120000001], pa.timestamp("ns")), "2026-01-02 03:04:05.120000001"),
        (pa.array([MOMENT], pa.timestamp("ms", "UTC")), "2026-01-02T03:04:05.12Z"),
        (pa.array([datetime.time(3, 4, 5), datetime.time(3, 4, 5, 500_000)]), "03:04:05|03:04:05.5"),
        (pa.array([datetime.timedelta(hours=30), None], pa.duration("s")), "30:00:00|"),
        (pa.array([b"\xff\x00", b"abc"]), "ff00|abc"),
        (pa.nulls(2), "|"),
        (pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())), '{"a":1}|'),
        (
            pa.array([[{"price": decimal.Decimal("1.10"), "at": MOMENT, "share": float("nan")}]], IN_LIST),
            '[{"price":1.10,"at":"2026-01-02 03:04:05.120000","share":null}]',
        ),
    ],
)
def test_parquet_types(files: Files, tmp_path: Path, column: pa.Array, cells: str) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"x": column}), path)
    table = read(files, path)
    assert "|".join(cell or "" for (cell,) in table.cells(0, table.row_count)) == cells


def test_pasted_rows(files: Files) -> None:
    path = files.keep_pasted("id\tname\n007\tGrüße\n")
    table = read(files, path)
    assert table.column_names == ("id", "name")
    assert table.cells(0, 1) == [("007", "Grüße")]
    assert files.keep_pasted("id\tname\n007\tGrüße\n") == path

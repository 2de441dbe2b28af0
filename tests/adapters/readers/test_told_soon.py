"""What is built to harm is told before much of it is read."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from backfill_assistant.adapters.readers import unpacking
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.adapters.readers.careful_rows import Dialect
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.layout import start_of_rows
from backfill_assistant.core.errors import FileProblem


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_bomb_is_told_before_a_row_is_read(
    pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "UNPACK_FREE_BYTES", 20 << 20)
    path = tmp_path / "a.csv.packed"
    path.write_bytes(pack(b"id,name\n" + b"1,a\n" * (10 << 20)))
    with pytest.raises(FileProblem, match="times its size"):
        Files(tmp_path / "cache").look(path)


def test_what_is_packed_as_usual_is_not_unpacked_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"".join(b"%d,%d\n" % (number, number * 7919 % 100_003) for number in range(1_000_000))))
    with SourceBytes(path, hashed=False) as source:
        unpacking.refuse_bomb(unpacking.open_content(source, "gzip"))
        assert source.done_bytes < 1_000_000 < source.source.size_bytes


def test_far_too_many_columns_are_counted_in_few_rows(tmp_path: Path) -> None:
    text = (",".join(f"c{number}" for number in range(100_000)) + "\n") * 20
    assert len(start_of_rows(text, Dialect(), True, 200).rows) == 4
    assert len(start_of_rows("a,b\n" * 300, Dialect(), True, 200).rows) == 200
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(FileProblem, match="100,000 columns"):
        Files(tmp_path / "cache").look(tmp_path / "a.csv")

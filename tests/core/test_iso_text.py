"""Instants as ISO text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.iso_text import FIRST_MS, LAST_MS, iso_texts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(FIRST_MS, LAST_MS)), min_size=1, max_size=20))
def test_equals_what_the_standard_library_writes(instants: list[int | None]) -> None:
    wanted = [
        None
        if instant is None
        else (EPOCH + timedelta(milliseconds=instant)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for instant in instants
    ]
    assert iso_texts(pa.array(instants, pa.int64())).to_pylist() == wanted


@pytest.mark.parametrize("instant", [FIRST_MS - 1, LAST_MS + 1])
def test_years_that_four_digits_cannot_write(instant: int) -> None:
    with pytest.raises(ValueError, match="four digits"):
        iso_texts(pa.array([instant], pa.int64()))


def test_the_ends() -> None:
    assert iso_texts(pa.array([FIRST_MS, LAST_MS])).to_pylist() == ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]

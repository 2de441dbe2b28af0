"""Numbers that stand for texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.text_hash import shared, text_hashes

TEXTS = st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=40)), min_size=1, max_size=30)


@settings(deadline=None)
@given(TEXTS)
def test_equal_texts_have_equal_numbers_and_others_do_not(texts: list[str | None]) -> None:
    numbers = text_hashes(pa.array(texts, pa.string())).tolist()
    alone = [int(text_hashes(pa.array([text], pa.string()))[0]) for text in texts]
    assert numbers == alone
    known = {text: number for text, number in zip(texts, numbers, strict=True) if text}
    assert len(set(known.values())) == len(known)
    assert all((number == 0) == (not text) for text, number in zip(texts, numbers, strict=True))


def test_a_million_ids_stay_apart() -> None:
    ids = pa.array([f"{number:08d}" for number in range(0, 4_000_000, 4)])
    assert len(np.unique(text_hashes(ids))) == len(ids)


def test_texts_that_identify_nobody() -> None:
    assert text_hashes(pa.array(["x" * 257, None, "", "x" * 256])).astype(bool).tolist() == [False, False, False, True]


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), max_size=12))
def test_shared_numbers(numbers: list[int]) -> None:
    found = shared(np.asarray(numbers, dtype=np.uint64)).tolist()
    assert found == [numbers.count(number) > 1 for number in numbers]

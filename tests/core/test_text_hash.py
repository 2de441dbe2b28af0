"""Numbers that stand for texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.text_hash import content_hashes, shared, text_hashes

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


def mix(number: int) -> int:
    """Splitmix64 by the book."""
    number = (number + 0x9E3779B97F4A7C15) % 2**64
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    number = (number ^ number >> 27) * 0x94D049BB133111EB % 2**64
    return number ^ number >> 31


KEYS = [[mix(at * 4 + column) >> 36 for column in range(4)] for at in range(512)]


def slow_hashes(content: bytes) -> tuple[int, int]:
    """The definition, with whole numbers."""
    first = mix(len(content))
    second = mix(first)
    for start in range(0, len(content), 1_024):
        piece = content[start : start + 1_024]
        words = [int.from_bytes(piece[at : at + 2], "little") for at in range(0, len(piece), 2)]
        sums = [sum(word * keys[column] for word, keys in zip(words, KEYS, strict=False)) for column in range(4)]
        first, second = mix(mix(first ^ sums[0]) ^ sums[1]), mix(mix(second ^ sums[2]) ^ sums[3])
    return first, second


LENGTHS = st.one_of(st.integers(0, 60), st.integers(1_000, 1_050), st.integers(2_040, 2_060), st.just(31_000))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(LENGTHS, st.sampled_from(["ÿ", "\U0010ffff", "a", "\0"])), min_size=1, max_size=6))
def test_sums_are_exact_whatever_stands_beside_a_text(parts: list[tuple[int, str]]) -> None:
    contents = [(text * length)[:length] for length, text in parts]
    first, second = content_hashes(pa.array(contents, pa.string()))
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [slow_hashes(each.encode()) for each in contents]


def test_contents_that_differ_little_stay_apart() -> None:
    """Every single character changed, two characters exchanged, one more or one less: each half has a number of its own."""
    text = '{"type":"person","identifiers":{"id":"0007919"},"action":"event","name":"bought","attributes":{"n":"10.01"}}' * 3
    near = {text}
    near |= {text[:at] + new + text[at + 1 :] for at in range(len(text)) for new in "aZ09 \0"}
    near |= {text[:at] + text[at + 1 :] for at in range(len(text))}
    near |= {
        text[:at] + text[other] + text[at + 1 : other] + text[at] + text[other + 1 :]
        for at in range(0, len(text), 3)
        for other in range(at + 1, len(text))
    }
    near |= {"\0" * length for length in range(200)}
    for half in content_hashes(pa.array(sorted(near))):
        assert len(np.unique(half)) == len(near)
        # As random numbers: each bit is set in about half of them.
        shares = [float((half >> np.uint64(bit) & np.uint64(1)).mean()) for bit in range(64)]
        assert min(shares) > 0.45
        assert max(shares) < 0.55


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), max_size=12))
def test_shared_numbers(numbers: list[int]) -> None:
    found = shared(np.asarray(numbers, dtype=np.uint64)).tolist()
    assert found == [numbers.count(number) > 1 for number in numbers]

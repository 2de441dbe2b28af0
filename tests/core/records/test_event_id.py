"""Ids are ULIDs, repeatable, and different for whatever differs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from backfill_assistant.core.records.event_id import content_digests, event_ids

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def slow_ulid(time_ms: int, free: bytes) -> str:
    number = (time_ms << 80) | int.from_bytes(free, "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


def made(time_ms: list[int], digests: np.ndarray) -> list[str]:
    return [bytes(row).decode() for row in event_ids(np.asarray(time_ms, dtype=np.int64), digests)]


def digests_of(key: str, contents: list[str], repeats: list[int]) -> np.ndarray:
    return content_digests(key, pa.array(contents, pa.string()), np.asarray(repeats, dtype=np.int32))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10)), min_size=1, max_size=20))
def test_ids_equal_those_made_one_by_one(parts: list[tuple[int, bytes]]) -> None:
    free = np.frombuffer(b"".join(part for _, part in parts), dtype=np.uint8).reshape(-1, 10)
    assert made([time for time, _ in parts], free) == [slow_ulid(time, part) for time, part in parts]


def test_the_published_example_of_the_ulid_specification() -> None:
    assert made([1469918176385], np.zeros((1, 10), dtype=np.uint8))[0][:10] == "01ARYZ6S41"


def test_times_before_1970_and_after_the_last_count_as_the_nearest() -> None:
    free = np.full((2, 10), 255, dtype=np.uint8)
    assert made([-5, 2**60], free) == ["0000000000ZZZZZZZZZZZZZZZZ", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"]


def test_an_id_stays_what_it_was_in_all_versions() -> None:
    """Whoever changes this sends every event of an earlier run once more."""
    contents = ["", "body", '{"type":"person"}', "ünïcode " * 300]
    found = [bytes(row).hex() for row in digests_of("track:eu:7", contents, [0, 0, 1, 2])]
    assert found == ["ba4064130d9ad03602f9", "641ed54a47b081ec5a45", "af59e7adfad3d1cb1219", "df5c2a99649b4001ed9f"]


@settings(deadline=None)
@given(st.text(max_size=5), st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=1, max_size=6, unique=True))
def test_equal_input_equal_digest_and_every_difference_shows(key: str, contents: list[str]) -> None:
    nothing = [0] * len(contents)
    plain = {bytes(row) for row in digests_of(key, contents, nothing)}
    again = {bytes(row) for row in digests_of(key, contents, nothing)}
    elsewhere = {bytes(row) for row in digests_of(key + "x", contents, nothing)}
    repeated = {bytes(row) for row in digests_of(key, contents, [1] * len(contents))}
    third = {bytes(row) for row in digests_of(key, contents, [2] * len(contents))}
    assert plain == again
    assert len(plain | elsewhere | repeated | third) == 4 * len(contents)


def test_no_events_no_ids() -> None:
    assert digests_of("ws", [], []).shape == (0, 10)
    assert made([], np.empty((0, 10), dtype=np.uint8)) == []

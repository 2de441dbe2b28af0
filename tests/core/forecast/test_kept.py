"""Answers that are asked for again are not made again."""

from __future__ import annotations

from backfill_assistant.core.forecast.kept import Kept


def test_the_two_latest_answers_are_kept():
    kept, made = Kept(), []

    def ask(key):
        return kept.get("square", key, lambda: made.append(key) or key * key)

    assert [ask(key) for key in (2, 3, 2, 3, 4, 3)] == [4, 9, 4, 9, 16, 9]
    assert made == [2, 3, 4]
    ask(2)
    assert made == [2, 3, 4, 2]

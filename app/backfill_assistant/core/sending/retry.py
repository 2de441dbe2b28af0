"""Outcome and attempt say: go on, wait, split or stop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# customerio-node lib/request.ts waits 0.2 s to 5 s between tries and at most 300 s when asked to; a backfill has more time.
FIRST_WAIT_SECONDS: Final = 0.5
# A server that only says "too much" is used to its limit only when it is asked again soon; the pace is slower by then.
FIRST_WAIT_WHEN_BUSY_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 60.0
ASKED_WAIT_MAX_SECONDS: Final = 900.0


class Step(StrEnum):
    """What to do with a batch after an answer."""

    # The answer is final.
    SETTLE = "settle"
    # Send the same bytes again after a while.
    AGAIN = "again"
    # Cut it in two and send the parts.
    SPLIT = "split"
    # Nothing can go on until the person does something.
    STOP = "stop"


@dataclass(frozen=True)
class NextStep:
    """A step, how long to wait before it, and what to tell the person meanwhile."""

    step: Step
    wait_seconds: float = 0.0
    told: Sentence | None = None


def next_step(outcome: Outcome, records: int, failures: int, chance: float) -> NextStep:
    """What follows from an outcome.

    `failures` counts answers of this sort in a row over all batches, this one included; `chance` is a random number from 0 to 1.
    """
    kind = outcome.kind
    if kind in (OutcomeKind.ACCEPTED, OutcomeKind.PARTLY_REFUSED):
        return NextStep(Step.SETTLE)
    if kind in (OutcomeKind.REFUSED, OutcomeKind.TOO_LARGE):
        return NextStep(Step.SPLIT if records > 1 else Step.SETTLE)
    if kind is OutcomeKind.KEY_REFUSED:
        told = Sentence(QT_TRANSLATE_NOOP("core", "Customer.io refused the key. Give the key again, then continue this run."))
        return NextStep(Step.STOP, told=outcome.explanation or told)
    wait = back_off(failures, chance, FIRST_WAIT_WHEN_BUSY_SECONDS if kind is OutcomeKind.BUSY else FIRST_WAIT_SECONDS)
    if kind is OutcomeKind.BUSY:
        if outcome.wait_seconds is not None:
            # A little more than asked for, never less.
            wait = min(outcome.wait_seconds, ASKED_WAIT_MAX_SECONDS) + 0.25 * chance
        told = Sentence(QT_TRANSLATE_NOOP("core", "Customer.io asked to slow down. Sending goes on by itself."))
    elif kind is OutcomeKind.INTERCEPTED:
        wait = max(wait, 5.0)
        told = Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "Something between this computer and Customer.io answers in its place. Sign in to the network if it asks you to.",
            )
        )
    else:
        if outcome.wait_seconds is not None:
            wait = max(wait, min(outcome.wait_seconds, ASKED_WAIT_MAX_SECONDS))
        told = Sentence(QT_TRANSLATE_NOOP("core", "Customer.io did not answer. Sending is tried again until it does."))
    return NextStep(Step.AGAIN, wait, outcome.explanation or told)


def back_off(failures: int, chance: float, first_seconds: float = FIRST_WAIT_SECONDS) -> float:
    """Seconds to wait: doubling from the first wait up to a minute, of which the last half is left to chance."""
    longest = min(first_seconds * 2.0 ** min(max(failures - 1, 0), 20), LONGEST_WAIT_SECONDS)
    return longest * (0.5 + 0.5 * chance)

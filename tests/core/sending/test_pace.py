"""How fast requests follow one another: softly at first, as told by the server, and back to speed."""

from __future__ import annotations

import heapq
import random
from collections import deque

import pytest

from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.sending.pace import Course, Pace
from backfill_assistant.core.sending.retry import Step, back_off, next_step


def against_a_cap(per_second: float, retry_after: float, seconds: float) -> tuple[int, int]:
    """Requests accepted and refused by a server that takes so many in any second and answers after 100 ms."""
    pace = Pace(1e9, 16, 0.0)
    now, flying, taken = 0.0, [], deque()
    accepted = refused = 0
    while now < seconds:
        while len(flying) < pace.at_once and pace.ready_in(now) <= 0:
            while taken and taken[0] <= now - 1.0:
                taken.popleft()
            fits = len(taken) < per_second
            if fits:
                taken.append(now)
            heapq.heappush(flying, (now + 0.1, fits))
            pace.started(1_000, now)
        answer_at = flying[0][0] if flying else float("inf")
        now = min(answer_at, now + max(pace.ready_in(now), 1e-4) if len(flying) < pace.at_once else answer_at)
        while flying and flying[0][0] <= now:
            _, fits = heapq.heappop(flying)
            if fits:
                accepted += 1
                pace.went_well(now)
            else:
                refused += 1
                pace.slow_down(retry_after, now)
    return accepted, refused


@pytest.mark.parametrize(("per_second", "share"), [(5, 0.9), (100, 0.92)])
def test_a_server_that_limits_requests_is_used_nearly_to_its_limit(per_second, share):
    accepted, refused = against_a_cap(per_second, 1.0, 300)
    assert accepted >= share * per_second * 300
    assert refused <= 0.02 * accepted


def test_a_limit_met_in_the_first_half_second_is_not_taken_for_a_low_one():
    """A server that saves up 20 requests refuses the first burst; what was seen until then says little about its limit."""
    pace = Pace(1e9, 16, 0.0)
    now, room, accepted, flying = 0.0, 20.0, 0, []
    while now < 20.0:
        while len(flying) < pace.at_once and pace.ready_in(now) <= 0:
            flying.append((now + 0.1, room >= 1))
            room -= room >= 1
            pace.started(90, now)
        now += 0.001
        room = min(room + 0.1, 20.0)
        for _, fits in [each for each in flying if each[0] <= now]:
            accepted += fits
            if fits:
                pace.went_well(now)
            else:
                pace.slow_down(0.4, now)
        flying = [each for each in flying if each[0] > now]
    assert accepted >= 0.88 * 100 * 20


@pytest.mark.parametrize("cap", [50.0, 100.0])
def test_a_server_that_only_says_too_much_is_used_to_its_limit(cap):
    """It saves up a fifth of a second's requests, answers after 100 ms, and names no wait: 20 seconds, soft start included."""
    pace, chance = Pace(1e9, 16, 0.0), random.Random(7).random
    now, room, accepted, refused, failures, trouble, flying = 0.0, cap / 5, 0, 0, 0, -1.0, []
    while now < 20.0:
        while len(flying) < pace.at_once and pace.ready_in(now) <= 0:
            flying.append((now + 0.1, now, room >= 1))
            room -= room >= 1
            pace.started(90, now)
        now += 0.001
        room = min(room + cap / 1_000, cap / 5)
        for _, left_at, fits in [each for each in flying if each[0] <= now]:
            if fits:
                accepted, failures = accepted + 1, 0
                pace.went_well(now)
            else:
                refused, failures = refused + 1, failures + (left_at > trouble)
                trouble = now
                pace.slow_down(next_step(Outcome(OutcomeKind.BUSY), 90, max(failures, 1), chance()).wait_seconds, now)
        flying = [each for each in flying if each[0] > now]
    assert accepted >= 0.95 * cap * 20
    assert refused <= 0.02 * accepted


def test_a_passing_limit_is_left_behind():
    pace = Pace(1e9, 16, 0.0)
    pace.slow_down(1.0, 10.0)
    limited = pace._requests_per_second
    now = 11.0
    for _ in range(400):
        now += 1.0
        pace.went_well(now)
    assert pace._requests_per_second > 50 * limited


def test_records_per_request_grow_and_stay_below_a_second():
    pace = Pace(700.0, 4, 0.0)
    seen = []
    for answer in range(6):
        seen.append(pace.records_max)
        pace.went_well(float(answer))
    assert seen == [100, 200, 400, 700, 700, 700]


def test_trouble_leaves_one_request_under_way():
    pace = Pace(1e9, 8, 0.0)
    for answer in range(4):
        pace.went_well(float(answer))
    assert pace.at_once == 8
    pace.trouble(2.0, 5.0)
    assert (pace.at_once, pace.ready_in(5.5), pace.ready_in(7.0)) == (1, 1.5, 0.0)


def test_the_course_is_that_of_the_last_seconds():
    course = Course(0.0, 0)
    for second in range(1, 101):
        course.reached(float(second), second * 10 if second <= 50 else 500 + (second - 50) * 40)
    assert course.per_second(100.0) == pytest.approx(40, rel=0.05)
    assert course.slowest_and_fastest(100.0) == pytest.approx((25, 40), rel=0.05)


def test_a_wait_shows_in_the_slower_rate_and_long_after():
    course = Course(0.0, 0)
    for second in range(1, 61):
        course.reached(float(second), second * 100)
    assert course.slowest_and_fastest(60.0) == pytest.approx((100, 100), rel=0.05)
    # Nothing for a minute, then on as before.
    for second in range(121, 136):
        course.reached(float(second), 6_000 + (second - 120) * 100)
    slowest, fastest = course.slowest_and_fastest(135.0)
    assert fastest == pytest.approx(100, rel=0.1)
    assert slowest == pytest.approx(7_500 / 135, rel=0.2)


KINDS = {
    OutcomeKind.ACCEPTED: Step.SETTLE,
    OutcomeKind.PARTLY_REFUSED: Step.SETTLE,
    OutcomeKind.REFUSED: Step.SPLIT,
    OutcomeKind.TOO_LARGE: Step.SPLIT,
    OutcomeKind.KEY_REFUSED: Step.STOP,
    OutcomeKind.BUSY: Step.AGAIN,
    OutcomeKind.UNANSWERED: Step.AGAIN,
    OutcomeKind.INTERCEPTED: Step.AGAIN,
}


@pytest.mark.parametrize("kind", OutcomeKind)
def test_each_outcome_has_its_step(kind):
    assert next_step(Outcome(kind), 10, 1, 0.5).step is KINDS[kind]


@pytest.mark.parametrize("kind", [OutcomeKind.REFUSED, OutcomeKind.TOO_LARGE])
def test_a_single_record_is_not_split(kind):
    assert next_step(Outcome(kind), 1, 1, 0.5).step is Step.SETTLE


@pytest.mark.parametrize("failures", range(1, 40))
def test_waits_double_up_to_a_minute_and_half_of_each_is_chance(failures):
    longest = min(0.5 * 2 ** (failures - 1), 60)
    assert back_off(failures, 0.0) == longest / 2
    assert back_off(failures, 1.0) == longest


def test_a_server_that_names_no_wait_is_asked_again_soon_and_then_later_and_later():
    waits = [next_step(Outcome(OutcomeKind.BUSY), 1, failures, 1.0).wait_seconds for failures in (1, 2, 3, 20)]
    assert waits == [0.2, 0.4, 0.8, 60.0]


def test_what_the_server_asked_for_is_never_undercut_nor_waited_for_without_end():
    assert next_step(Outcome(OutcomeKind.BUSY, wait_seconds=7.0), 1, 1, 0.0).wait_seconds == 7.0
    assert next_step(Outcome(OutcomeKind.UNANSWERED, wait_seconds=7.0), 1, 1, 0.0).wait_seconds == 7.0
    assert next_step(Outcome(OutcomeKind.BUSY, wait_seconds=1e9), 1, 1, 0.0).wait_seconds <= 901

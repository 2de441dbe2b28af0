"""Answers that may have been those to other requests count no longer: what they were about is sent again, in its order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind, RecordRefusal
from backfill_assistant.core.journal.runs import RunEnd
from backfill_assistant.core.mapping.mapping import RowMeaning
from fakes.cargo import make_run
from fakes.monitor import FakeMonitor
from fakes.sender_scene import Scene, totals_of

REFUSED = Outcome(OutcomeKind.PARTLY_REFUSED, 207, (RecordRefusal(0, "required: missing", "plan"),))


def doubting(numbers, lies, when="last", **scene):
    """Answers of these requests (by their place) are lies: nothing was stored; the batches are doubted at the end, or at once."""
    made = Scene(400, lambda place, records: lies.get(place), run=make_run(400, budget_bytes=2_000), **scene)
    real = made.workspace.doubted
    told = []

    def doubted(last):
        if not told and (last or when == "at once") and len(made.workspace.bodies) > max(lies):
            told.extend(numbers)
            made.workspace.doubts = list(numbers)
        return real(last)

    made.workspace.doubted = doubted
    return made


@pytest.mark.parametrize("when", ["last", "at once"])
def test_what_was_taken_for_accepted_and_was_not_arrives_after_all(when):
    scene = doubting([3, 5], {3: (Outcome(OutcomeKind.ACCEPTED, 200), False), 5: (Outcome(OutcomeKind.ACCEPTED, 200), False)}, when)
    assert scene.send() is RunEnd.COMPLETE
    assert len(scene.workspace.held) == totals_of(scene.journal).accepted == 400
    assert scene.journal.end() is RunEnd.COMPLETE
    told = {str(notice) for progress in scene.monitor.seen for notice in progress.notices}
    assert any("mixed up answers" in each for each in told)


def test_a_refusal_that_belonged_to_another_request_is_forgotten():
    scene = doubting([4], {4: (REFUSED, True)})
    assert scene.send() is RunEnd.COMPLETE
    assert (totals_of(scene.journal).accepted, scene.journal.refused()) == (400, [])
    assert scene.monitor.seen[-1].refusals == ()


def test_what_is_in_doubt_after_a_stop_is_not_known_and_goes_out_again_later():
    scene = doubting([2], {2: (Outcome(OutcomeKind.ACCEPTED, 200), False)}, monitor=None)
    scene.monitor = FakeMonitor(scene.clock, lambda progress: progress.accepted > 200)
    assert scene.send() is RunEnd.STOPPED_BY_PERSON
    assert totals_of(scene.journal).unknown > 0
    scene.monitor = FakeMonitor(scene.clock)
    assert scene.send() is RunEnd.COMPLETE
    assert len(scene.workspace.held) == 400


def test_no_entry_is_used_up_twice_by_it():
    scene = doubting([1], {1: (Outcome(OutcomeKind.ACCEPTED, 200), True)}, entering=(0, 1))
    scene.journal.approve(2)
    assert scene.send() is RunEnd.COMPLETE


@pytest.mark.parametrize(("timed", "again"), [(True, 1), (False, 4)])
def test_people_without_a_time_are_sent_again_with_all_that_came_later(timed, again):
    """Else the older row of a person would bring its values back."""
    run = make_run(400, RowMeaning.PERSON, budget_bytes=4_000)
    run = replace(run, mapping=replace(run.mapping, time_column=1 if timed else None, now_accepted=True))
    scene = Scene(400, run=run)
    real, told = scene.workspace.doubted, []

    def doubted(last):
        if last and not told:
            told.append(len(scene.workspace.bodies))
            scene.workspace.doubts = [told[0] - 3]
        return real(last)

    scene.workspace.doubted = doubted
    assert scene.send() is RunEnd.COMPLETE
    bodies = scene.workspace.bodies
    assert bodies[told[0] :] == bodies[told[0] - 4 : told[0] - 4 + again]


def test_an_answer_that_is_doubted_before_it_is_entered_counts_no_more_than_others():
    """It may have come already, and wait to be taken, when its connection turns out to have mixed up answers."""
    run = make_run(400, budget_bytes=2_000)
    scene = Scene(400, lambda place, _: (Outcome(OutcomeKind.ACCEPTED, 200), False) if place == 4 else None, run=run)
    real, told = scene.workspace.answers, []

    def answers(wait_seconds):
        found = real(wait_seconds)
        if not told and any(answer.number == 4 for answer in found):
            told.append(4)
            scene.workspace.doubts = [4]
        return found

    scene.workspace.answers = answers
    assert scene.send() is RunEnd.COMPLETE
    assert len(scene.workspace.held) == totals_of(scene.journal).accepted == 400


@pytest.mark.parametrize("late", [0, 1, 3])
def test_people_without_a_time_keep_their_order_when_answers_are_doubted_in_the_midst_of_a_run(late):
    """What was under way, or would have left meanwhile, goes after what is sent again."""
    run = make_run(400, RowMeaning.PERSON, budget_bytes=4_000)
    run = replace(run, mapping=replace(run.mapping, time_column=None, now_accepted=True))
    scene = Scene(400, run=run)
    real, told = scene.workspace.doubted, []

    def doubted(last):
        if not told and len(scene.workspace.bodies) >= 3 + late:
            told.append(3)
            scene.workspace.doubts = [3]
        return real(last)

    scene.workspace.doubted = doubted
    assert scene.send() is RunEnd.COMPLETE
    bodies = scene.workspace.bodies
    assert bodies.count(bodies[2]) == 2
    assert sorted(set(bodies), key=bodies.index) == sorted(set(bodies), key=lambda body: -bodies[::-1].index(body))

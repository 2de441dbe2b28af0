"""The loop: journal, send, journal, show.

Before a request leaves, its batch is written down; after the answer, what came of it. Whatever interrupts the loop, the journal
says what is settled, what is not, and what is unknown, and a new sitting goes on from there. Nothing leaves
before the moment at which it is planned to start.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from backfill_assistant.core.beside import Beside, in_turn
from backfill_assistant.core.errors import BackfillError, KeyRefused, WorkspaceProblem, WrongRegion
from backfill_assistant.core.journal.account import account_of, end_of
from backfill_assistant.core.journal.batches import distinct
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind
from backfill_assistant.core.journal.report import ANOTHER_KEY
from backfill_assistant.core.journal.runs import BatchState, Closing, RunEnd
from backfill_assistant.core.ports import Answer, Clock, Journal, Workspace
from backfill_assistant.core.progress import Monitor, Progress
from backfill_assistant.core.sending.allowance import Allowance
from backfill_assistant.core.sending.cargo import Cargo
from backfill_assistant.core.sending.doubts import with_later_ones
from backfill_assistant.core.sending.lanes import Lanes, Parcel, lane_count, lanes_of
from backfill_assistant.core.sending.pace import Course, Pace
from backfill_assistant.core.sending.packing import Packing
from backfill_assistant.core.sending.retry import Step, back_off, next_step
from backfill_assistant.core.sending.settling import Settling
from backfill_assistant.core.sending.showing import FORGOTTEN, Showing
from backfill_assistant.core.sending.supply import Supply
from backfill_assistant.core.sending.waiting import SLEPT_THROUGH, wait_for_start
from backfill_assistant.core.sending.wishes import Wishes as Wishes
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# Batches that are written down in one commit: few enough that requests leave while the next are made, enough that not every other
# batch waits for the disk.
_BEGUN_AT_ONCE: Final = 8
# Encoded records that may wait in memory.
_WAITING_BYTES_MAX: Final = 64_000_000
# How soon to look again whether the next slice is ready.
_SLICE_SECONDS: Final = 0.005
# How long a stopped run waits for answers that are due.
_LAST_ANSWERS_SECONDS: Final = 30.0
# Why a person may have stopped a run: the history says so when what was told meanwhile is gone.
_IN_TROUBLE: Final = Sentence(
    QT_TRANSLATE_NOOP("core", "It was waiting for the network or for Customer.io when it was stopped; some answers had not come.")
)


def send(
    journal: Journal,
    cargo: Cargo,
    workspace: Workspace,
    clock: Clock,
    monitor: Monitor,
    wishes: Wishes | None = None,
    beside: Beside = in_turn,
) -> RunEnd:
    """Send what is still to be sent, rows encoded `beside` it, and return how it ended. Raises JournalProblem, DiskFull."""
    doubts = False
    while True:
        sitting = _Sitting(journal, cargo, workspace, clock, monitor, wishes or Wishes(), beside)
        sitting.showing.asks_again = doubts
        end, doubts = sitting.run(), True
        if end is not RunEnd.OPEN:
            return end


class _Sitting:
    def __init__(
        self, journal: Journal, cargo: Cargo, workspace: Workspace, clock: Clock, monitor: Monitor, wishes: Wishes, beside: Beside
    ) -> None:
        self._journal, self._cargo, self._workspace = journal, cargo, workspace
        self._clock, self._monitor, self._wishes = clock, monitor, wishes
        self._run = journal.run()
        self._rows = cargo.rows if wishes.first_rows is None else cargo.rows[: wishes.first_rows]
        journal.set_aside(cargo.refused, cargo.left_out)
        batches = journal.batches()
        self._account = account_of(self._run.row_count, batches, journal.refused(), cargo.left_out)
        self._settling = Settling(journal, cargo, self._account)
        self._lanes = Lanes(lane_count(self._run.row_count), self._run.batch_budget_bytes)
        self._number = 0
        self._allowance = Allowance(self._run, batches)
        begun = np.zeros(self._run.row_count, dtype=np.bool_)
        for batch in batches:
            begun[batch.rows] = True
            self._number = max(self._number, batch.number)
        self._unsettled = [batch for batch in batches if batch.state.to_send]
        now = clock.monotonic()
        self._pace = Pace(wishes.rows_per_second or self._run.plan.rows_per_second, workspace.in_flight_max, now)
        packing = Packing(self._lanes.count, self._run.batch_budget_bytes, self._pace.records_most)
        self._supply = Supply(cargo, np.flatnonzero(~begun[self._rows]), packing, beside)
        self._course = Course(now, self._account.accepted + self._account.refused_by_customerio)
        self.showing = Showing(monitor, self._account, self._lanes, self._settling, self._pace, self._course, len(self._rows))
        self._flying: dict[int, Parcel] = {}
        self._failures: dict[OutcomeKind, int] = {}
        # Requests that left before the latest bad answer belong to the same trouble: they do not count once more.
        self._left_at: dict[int, float] = {}
        self._trouble_since = -math.inf
        # What time it was when that was known last: by Customer.io's clock once it has answered, else by this computer's.
        self._known_ms, self._known_at = float(clock.now_ms()), now
        self._closing: tuple[RunEnd, Sentence | None] | None = None
        self._more_may_begin = False
        # Batches whose answers turned out to be in doubt: nothing new begins, and they are sent again, in their order, in a sitting
        # of their own.
        self._doubted: set[int] = set()

    def run(self) -> RunEnd:
        try:
            self._wait_for_start()
            if self._closing is None:
                self._supply.begin_next()
            self._check_workspace()
            self._queue_unsettled()
            while self._closing is None and self._turn():
                pass
            self._take_last_answers()
            self._put_in_doubt(at_end=True)
        except BackfillError as problem:
            self._closing = (RunEnd.COULD_NOT_CONTINUE, problem.title)
            self._close()
            raise
        return RunEnd.OPEN if self._doubted and self._closing is None else self._close()

    # Beginning

    def _wait_for_start(self) -> None:
        """Nothing leaves before the planned moment, by the clock on the wall."""
        start_ms = self._run.plan.start_ms
        if self._wishes.at_once or start_ms <= self._clock.now_ms():
            return
        so_far = Progress(self.showing.done, len(self._rows), self._account.accepted, self._account.refused_by_customerio)
        told = wait_for_start(start_ms, so_far, self._clock, self._monitor)
        if told is None:
            now = self._clock.monotonic()
            self.showing.course = self._course = Course(now, self.showing.done)
            self._known_ms, self._known_at = float(self._clock.now_ms()), now
        else:
            self._closing = (RunEnd.STOPPED_BY_LIMIT if told is SLEPT_THROUGH else RunEnd.STOPPED_BY_PERSON, told)

    def _check_workspace(self) -> None:
        """Ask where the workspace is before any customer data leaves; wait for the network if need be."""
        failures = 0
        if self._closing is not None:
            return
        while not self._monitor.stopping():
            try:
                found = self._workspace.check()
            except (KeyRefused, WrongRegion) as problem:
                self._closing = (RunEnd.COULD_NOT_CONTINUE, problem.title)
                return
            except WorkspaceProblem as problem:
                failures += 1
                wait = back_off(failures, self._wishes.chance())
                self.showing.told = problem.title
                self._pace.trouble(wait, self._clock.monotonic())
                self._pause_until_ready()
                continue
            self.showing.told = None
            marks = {found.memory_mark, self._run.memory_mark} - {""}
            self.showing.has_forgotten = len(marks) > 1 and self._number > 0
            if found.workspace_key != self._run.workspace_key:
                title = Sentence(QT_TRANSLATE_NOOP("core", "The key belongs to another workspace than the one the run began with."))
                self._closing = (RunEnd.COULD_NOT_CONTINUE, title)
            elif found.key_mark != self._run.key_mark != "" and not self._wishes.another_key:
                self._closing = (RunEnd.COULD_NOT_CONTINUE, ANOTHER_KEY)
            return
        self._closing = (RunEnd.STOPPED_BY_PERSON, _IN_TROUBLE if failures else None)

    def _queue_unsettled(self) -> None:
        """Batches of an earlier sitting without an answer go first, each person's in their order."""
        if not self._unsettled or self._closing is not None:
            return
        firsts = np.array([batch.rows[0] for batch in self._unsettled], dtype=np.int64)
        wanted = np.isin(self._cargo.rows, firsts)
        places = {int(row): place for place, row in enumerate(self._cargo.rows[wanted])}
        lanes = lanes_of(self._cargo.people[firsts], self._lanes.count)
        pairs = zip(self._unsettled, lanes.tolist(), strict=True)
        for batch, lane in sorted(pairs, key=lambda pair: (places.get(int(pair[0].rows[0]), -1), pair[0].kinds[0])):
            self._lanes.put_next(self._settling.again(batch, lane))

    # One turn of the loop

    def _turn(self) -> bool:
        """Take what has come, begin what may begin, in one commit; False when everything is settled or the run must end.

        Should the commit fail, nothing new has left, and answers that were not written down are asked for again.
        """
        if self._monitor.stopping():
            self._closing = (RunEnd.STOPPED_BY_PERSON, _IN_TROUBLE if self.showing.told is not None else None)
            return False
        answers = self._workspace.answers(self._answer_wait()) if self._flying else ()
        self._put_in_doubt(at_end=False)
        with self._journal.together():
            for answer in answers:
                self._take(answer)
            holding = self._monitor.pausing()
            begun = [] if holding or self._doubted or self._closing is not None else self._begin_what_may()
        for parcel in begun:
            self._workspace.start(parcel.batch.number, parcel.body)
        self._show()
        if self._closing is not None or not (self._flying or self._something_waits()):
            return False
        if not self._flying:
            if self._doubted:
                return False
            self._monitor.pause(0.2 if holding else min(self._pace.ready_in(self._clock.monotonic()), 0.5))
        return True

    def _answer_wait(self) -> float:
        """How long to wait for an answer: not beyond the moment when the next request may start."""
        if self._more_may_begin:
            return 0.0
        # A lane that rests may have something to send as soon as the next slice is ready.
        most = _SLICE_SECONDS if self._supply.is_under_way and len(self._flying) < self._pace.at_once else 0.2
        return min(most, self._pace.ready_in(self._clock.monotonic()) or most)

    def _something_waits(self) -> bool:
        return not (self._supply.empty and self._lanes.empty)

    def _begin_what_may(self) -> list[Parcel]:
        """Write down the batches whose requests may leave now."""
        begun: list[Parcel] = []
        while len(begun) < _BEGUN_AT_ONCE and len(self._flying) < min(self._pace.at_once, self._workspace.in_flight_max):
            if self._pace.ready_in(self._clock.monotonic()) > 0:
                break
            parcel = self._next_parcel()
            if parcel is None:
                break
            written = self._begin(parcel)
            if written is None:
                break
            begun.append(written)
        self._more_may_begin = len(begun) == _BEGUN_AT_ONCE
        return begun

    def _next_parcel(self) -> Parcel | None:
        busy = {parcel.lane for parcel in self._flying.values()}
        while not self._supply.empty and self._lanes.size_bytes < _WAITING_BYTES_MAX and self._lanes.hungry(busy):
            if self._supply.is_under_way and (self._flying or self._lanes.has_for(busy)):
                # Nothing stands still for a slice that is not ready.
                break
            self._lanes.add(self._supply.take())
        return self._lanes.take(busy, self._pace.records_max)

    def _begin(self, parcel: Parcel) -> Parcel | None:
        """Judge and write down; None when more could start a campaign than is allowed, in all or for one of them."""
        could_enter = self._cargo.judge(distinct(parcel.batch.rows), self._moment_ms())
        batch = parcel.batch.using(self._allowance.would_use(parcel.batch, could_enter))
        told = self._allowance.excess(batch)
        if told is not None:
            self._closing = (RunEnd.STOPPED_BY_LIMIT, told)
            return None
        number = batch.number or self._new_number()
        batch = replace(batch, number=number, state=BatchState.SENDING, attempts=batch.attempts + 1)
        self._allowance.spend(batch)
        self._journal.begin_batch(batch)
        begun = self._flying[number] = replace(parcel, batch=batch)
        self._left_at[number] = self._clock.monotonic()
        self._pace.started(len(batch.rows), self._left_at[number])
        return begun

    def _new_number(self) -> int:
        self._number += 1
        return self._number

    def _moment_ms(self) -> int:
        """Now: what was known last, and the time since, which goes on evenly when the clock on the wall is set anew.

        A computer that slept counts too little time until the next answer: rows are then judged younger than they are, and no
        younger than when their number was approved.
        """
        return int(self._known_ms + (self._clock.monotonic() - self._known_at) * 1000)

    # Answers

    def _take(self, answer: Answer) -> None:
        parcel = self._flying.pop(answer.number, None)
        if parcel is not None:
            self._answered(parcel, answer.outcome)

    def _answered(self, parcel: Parcel, outcome: Outcome) -> None:
        now, now_ms = self._clock.monotonic(), self._clock.now_ms()
        if outcome.clock_ahead_seconds is not None:
            ahead = self.showing.clock_ahead_seconds = outcome.clock_ahead_seconds
            # The header has whole seconds.
            self._known_ms, self._known_at = now_ms + (ahead if abs(ahead) >= 2.0 else 0.0) * 1000, now
        left_at = self._left_at.pop(parcel.batch.number, now)
        if left_at > self._trouble_since or outcome.kind not in self._failures:
            self._failures[outcome.kind] = self._failures.get(outcome.kind, 0) + 1
        step = next_step(outcome, len(parcel.batch.rows), self._failures[outcome.kind], self._wishes.chance())
        if step.step is Step.SETTLE:
            settled = self._settling.answered(parcel, outcome, now_ms)
            self._allowance.spend(settled)
            self._went_well(now, left_at)
            self._course.reached(now, self.showing.done)
            self._watch_refusals()
        elif step.step is Step.SPLIT:
            numbers = (self._new_number(), self._new_number())
            parts = self._settling.split(parcel, outcome, numbers, now_ms, self._moment_ms())
            self._allowance.give_back(parcel.batch)
            for part in parts:
                self._allowance.spend(part.batch)
            self._lanes.put_first(parts)
            self._went_well(now, left_at)
        else:
            waiting = self._settling.waits(parcel, outcome, now_ms)
            if not waiting.in_doubt:
                self._allowance.give_back(waiting.batch)
            self._trouble_since = now
            self._lanes.put_first([waiting])
            self.showing.told = step.told
            if step.step is Step.STOP:
                self._closing = self._closing or (RunEnd.COULD_NOT_CONTINUE, step.told)
            elif outcome.kind is OutcomeKind.BUSY:
                self._pace.slow_down(step.wait_seconds, now)
            else:
                self._pace.trouble(step.wait_seconds, now)

    def _went_well(self, now: float, left_at: float) -> None:
        self._failures.clear()
        if left_at > self._trouble_since:
            # A request that left before the trouble does not show that it is over.
            self.showing.told = None
        self._pace.went_well(now)

    def _watch_refusals(self) -> None:
        share = self._settling.refused_share()
        if share > self._wishes.refused_share_max and self._closing is None:
            told = Sentence(
                QT_TRANSLATE_NOOP("core", "{percent} % of the latest rows were refused. Look at the reasons before you go on."),
                percent=round(100 * share),
            )
            self._closing = (RunEnd.STOPPED_BY_LIMIT, told)

    def _take_last_answers(self) -> None:
        """After a stop: requests that have left still get their answers, for a while, unless nobody wants to wait for them."""
        until = self._clock.monotonic() + _LAST_ANSWERS_SECONDS
        while self._flying and (left := until - self._clock.monotonic()) > 0 and not self._monitor.hurrying():
            self._show_last_answers(left)
            for answer in self._workspace.answers(0.2):
                self._take(answer)
        if self._flying:
            self._workspace.cut_off()
        for parcel in self._flying.values():
            self._settling.waits(parcel, Outcome(OutcomeKind.UNANSWERED), self._clock.now_ms())
        self._flying.clear()

    def _put_in_doubt(self, *, at_end: bool) -> None:
        """What was settled by an answer that may have been another's is not settled; written down at once.

        Some may be settled only later in this sitting, by an answer that had come already, or as those that follow others.
        """
        numbers = self._workspace.doubted(at_end and not self._monitor.hurrying())
        self._doubted.update(numbers)
        if numbers or (at_end and self._doubted):
            self.showing.asks_again = True
            self._journal.doubt(with_later_ones(sorted(self._doubted), self._journal, self._cargo, self._lanes.count))
            batches, refused = self._journal.batches(), self._journal.refused()
            self._account.begin_anew(account_of(self._run.row_count, batches, refused, self._cargo.left_out))

    def _show_last_answers(self, seconds_left: float) -> None:
        self.showing.last_answers = sum(len(distinct(parcel.batch.rows)) for parcel in self._flying.values()), seconds_left
        self._show()
        self.showing.last_answers = 0, 0.0

    def _pause_until_ready(self) -> None:
        """Wait for the next try in short pieces, so that what is shown stays true."""
        self._show()
        while (wait := self._pace.ready_in(self._clock.monotonic())) > 0 and not self._monitor.stopping():
            self._monitor.pause(min(wait, 0.5))
            self._show()

    def _show(self) -> None:
        self.showing.show(self._clock.monotonic())

    # Ending

    def _close(self) -> RunEnd:
        totals = self._account.totals(self._journal.batches())
        if totals.settled and (self._closing is None or self._closing[0].is_a_stop):
            # A stop that comes with the last answer stops nothing.
            self._closing = (end_of(totals), None)
        if self._closing is None:
            told = Sentence(
                QT_TRANSLATE_NOOP("core", "The first {rows} row(s) [is|are] sent. Continue to send the rest."), rows=len(self._rows)
            )
            self._closing = (RunEnd.STOPPED_BY_LIMIT, told)
        end, explanation = self._closing
        if explanation is None and self.showing.has_forgotten:
            explanation = FORGOTTEN
        self._journal.finish(Closing(end, self._clock.now_ms(), explanation), totals.accepted, totals.refused)
        self._show()
        return end

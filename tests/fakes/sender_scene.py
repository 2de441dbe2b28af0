"""A sender over a journal, a workspace and a clock in memory."""

from __future__ import annotations

from backfill_assistant.core.journal.account import account_of
from backfill_assistant.core.sending.sender import Wishes, send
from fakes.cargo import make_cargo, make_run
from fakes.clock import FakeClock
from fakes.journal import FakeJournal
from fakes.monitor import FakeMonitor
from fakes.workspace import FakeWorkspace


def totals_of(journal):
    run = journal.run()
    return account_of(run.row_count, journal.batches(), journal.refused(), journal.left_out()).totals(journal.batches())


def wishes(**changes):
    return Wishes(chance=lambda: 0.5, **changes)


class Scene:
    def __init__(self, rows=50, fault=None, run=None, monitor=None, whole=False, in_flight=4, **cargo):
        self.clock = FakeClock()
        self.run = run or make_run(rows)
        self.journal = FakeJournal(self.run)
        self.cargo = make_cargo(self.run, **cargo)
        self.workspace = FakeWorkspace(self.clock, fault, in_flight, whole=whole)
        self.monitor = monitor or FakeMonitor(self.clock)

    def send(self, **changes):
        return send(self.journal, self.cargo, self.workspace, self.clock, self.monitor, wishes(**changes))

"""Answers that come late: what was asked before the person changed their mind is not taken for the answer to what is asked now."""

import threading

import pytest

from backfill_assistant.core.errors import BackfillError, FileProblem
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, TrimColumn
from backfill_assistant.core.ports import RegionCheck
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import column_operations, file_operations, operations, run_operations, trigger_operations
from backfill_assistant.ui.jobs import Jobs, Lane
from backfill_assistant.ui.steps import Step
from fakes.cargo import make_run
from fakes.parts import CsvReader
from fakes.tables import make_table

ACME = WorkspaceAddress("w1", "Acme", Region.EU)
GLOBEX = WorkspaceAddress("w2", "Globex", Region.US)
PIPES = WorkspaceAddress("w3", "Pipes", Region.EU, Route.PIPELINES)
PEOPLE = Mapping(RowMeaning.PERSON, identifier_column=0, identifier_kind=IdentifierKind.EMAIL, now_accepted=True)


class SlowReader(CsvReader):
    """Reads a file called slow.csv only when it is let."""

    def __init__(self, folder):
        super().__init__(folder)
        self.begun, self.let = threading.Event(), threading.Event()

    def look(self, path, choices=None, anew=frozenset()):
        if path.name == "slow.csv":
            self.begun.set()
            self.let.wait(10)
        return super().look(path, choices, anew)


class SlowDoor:
    """A workspace whose check is answered only when it is let."""

    def __init__(self, key):
        self.key = key
        self.begun, self.let = threading.Event(), threading.Event()

    def check(self):
        self.begun.set()
        self.let.wait(10)
        if isinstance(self.key, Exception):
            raise self.key
        return RegionCheck("eu", self.key, "")

    def close(self):
        """Nothing is open."""


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.shut_down()


def idle(window, qtbot):
    qtbot.waitUntil(lambda: not window.desk.jobs.running())


def csv_file(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("outcome", ["result", "error"])
def test_a_job_that_was_asked_to_stop_tells_neither_result_nor_error(jobs, qtbot, outcome):
    begun, let, told = threading.Event(), threading.Event(), []

    def work():
        begun.set()
        let.wait(10)
        if outcome == "error":
            raise BackfillError(Sentence("It broke."), Sentence("Mend it."))
        return "late"

    job = jobs.start(work, name="work", keep=told.append, watched=False)
    job.finished.connect(told.append)
    job.failed.connect(told.append)
    job.stopped.connect(lambda: told.append("stopped"))
    assert begun.wait(5)
    job.stop()
    with qtbot.waitSignal(job.ended):
        let.set()
    assert told == ["stopped"]


def test_what_became_of_a_run_is_told_even_if_it_was_asked_to_stop(jobs, qtbot):
    begun, let, told = threading.Event(), threading.Event(), []

    def send():
        begun.set()
        return let.wait(10)

    job = jobs.start(send, name="send", lane=Lane.SEND, keep=told.append, watched=False)
    assert begun.wait(5)
    job.stop()
    with qtbot.waitSignal(job.ended):
        let.set()
    assert told == [True]


def test_a_file_that_opens_late_does_not_take_the_place_of_the_next(make_window, parts, tmp_path, qtbot):
    parts.reader = SlowReader(tmp_path / "cache")
    window = make_window(parts)
    seen = []
    window.desk.session.opened_changed.connect(lambda opened: seen.append(opened and opened.path))
    window.desk.session.table_changed.connect(lambda table: seen.append(table and table.source.path))
    slow, quick = csv_file(tmp_path, "slow.csv", "id\n1\n"), csv_file(tmp_path, "quick.csv", "id\n2\n")
    operations.open_file(window.desk, slow)
    assert parts.reader.begun.wait(5)
    operations.open_file(window.desk, quick)
    parts.reader.let.set()
    idle(window, qtbot)
    assert seen == [quick, quick]


def test_a_mistake_in_the_file_before_is_not_told_of_the_next(make_window, parts, tmp_path, qtbot):
    parts.reader = SlowReader(tmp_path / "cache")
    window = make_window(parts)
    window.go_to(Step.FILE)
    operations.open_file(window.desk, str(tmp_path / "slow.csv"))
    assert parts.reader.begun.wait(5)
    window.bring_in(csv_file(tmp_path, "quick.csv", "id\n2\n"))
    parts.reader.let.set()
    idle(window, qtbot)
    assert not window.page(Step.FILE).notice.isVisible()


def test_the_key_of_a_workspace_is_not_kept_for_the_next(window, parts, qtbot):
    door = SlowDoor("track:acme")
    parts.open_workspace = lambda address: door
    session = window.desk.session
    session.workspace = ACME
    run_operations.check_region(window.desk)
    assert door.begun.wait(5)
    session.workspace = GLOBEX
    door.let.set()
    idle(window, qtbot)
    assert session.region_check is None


@pytest.mark.parametrize("answer", ["track:acme", FileProblem(Sentence("Acme is out of reach."), Sentence("Wait."))])
def test_the_send_page_asks_the_workspace_that_was_chosen_while_another_was_asked(make_window, parts, tmp_path, qtbot, answer):
    acme, globex = SlowDoor(answer), SlowDoor("track:globex")
    globex.let.set()
    parts.open_workspace = {ACME: acme, GLOBEX: globex}.__getitem__
    window = make_window(parts)
    session = window.desk.session
    session.workspace, session.campaigns = ACME, ()
    session.table = make_table(tmp_path, ["email"], [["a@example.com"]])
    session.mapping = PEOPLE
    window.go_to(Step.SEND)
    assert acme.begun.wait(5)
    session.workspace, session.campaigns = GLOBEX, ()
    acme.let.set()
    qtbot.waitUntil(lambda: session.region_check is not None)
    idle(window, qtbot)
    assert session.region_check.workspace_key == "track:globex"
    assert window.page(Step.SEND).departing.card._region.text().startswith("Globex answers")


def test_rows_checked_for_one_route_are_not_taken_for_the_other(window, tmp_path, qtbot):
    session = window.desk.session
    session.workspace = ACME
    session.table = make_table(tmp_path, ["email"], [["a@example.com"]])
    session.mapping = PEOPLE
    column_operations.check_rows(window.desk)
    session.workspace = PIPES
    idle(window, qtbot)
    assert session.checked is None
    column_operations.check_rows(window.desk)
    idle(window, qtbot)
    assert session.checked is not None
    session.workspace = WorkspaceAddress("w4", "Pipes too", Region.EU, Route.PIPELINES)
    assert session.checked is not None
    session.workspace = ACME
    assert session.checked is None


@pytest.mark.parametrize("change", ["repairs", "route"])
def test_a_forecast_made_before_a_change_is_not_taken(window, tmp_path, qtbot, change):
    session = window.desk.session
    session.workspace, session.campaigns = ACME, ()
    session.table = make_table(tmp_path, ["email"], [["a@example.com"]])
    session.mapping = PEOPLE
    trigger_operations.make_forecast(window.desk)
    if change == "repairs":
        session.repairs = NO_REPAIRS.add(TrimColumn(0))
    else:
        session.workspace, session.campaigns = PIPES, ()
    idle(window, qtbot)
    assert (session.checked, session.forecast) == (None, None)


def test_what_was_found_in_the_table_before_is_not_told_of_the_next(window, tmp_path, qtbot):
    session, told = window.desk.session, []
    session.table = make_table(tmp_path, ["email"], [["a@example.com"]])
    session.mapping = PEOPLE
    jobs = [
        file_operations.find_words(window.desk, "a@", (0, -1), False),
        file_operations.describe_column(window.desk, 0),
        column_operations.preview_row(window.desk, 0, Route.TRACK, told.append),
        column_operations.show_samples(window.desk, session.table, told.append),
    ]
    for job in jobs:
        job.finished.connect(told.append)
    session.table = make_table(tmp_path, ["id"], [["1"]])
    idle(window, qtbot)
    assert told == []


def test_another_file_ends_the_wish_to_continue_a_run(window, parts, tmp_path, qtbot):
    parts.journals.begin(make_run(3))
    run_id = next(iter(parts.journals.kept))
    operations.continue_run(window.desk, run_id)
    idle(window, qtbot)
    session = window.desk.session
    # Its file is not there.
    assert session.continued_run_id == run_id
    assert session.table is None
    window.bring_in(csv_file(tmp_path, "other.csv", "email\na@example.com\n"))
    idle(window, qtbot)
    assert session.continued_run_id is None
    operations.continue_run(window.desk, run_id)
    idle(window, qtbot)
    operations.open_run(window.desk, "another")
    assert session.continued_run_id is None
    operations.continue_run(window.desk, run_id)
    idle(window, qtbot)
    session.start_over()
    assert session.continued_run_id is None

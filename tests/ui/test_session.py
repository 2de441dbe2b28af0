"""Session: each change is told once, equal values change nothing, and what was made from an old value goes with it."""

from types import SimpleNamespace

import pytest

from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning
from backfill_assistant.ui.session import Intent, Opened, Session

PERSON = Mapping(RowMeaning.PERSON, identifier_column=0)
EVENT = Mapping(RowMeaning.EVENT, identifier_column=0, event_name="bought")
# What was decided, in the order of the path.
WHOLE_PATH = ("opened", "table", "mapping", "repairs", "checked", "campaigns", "plan", "decision", "forecast", "run_id", "report")


class Thing(SimpleNamespace):
    """Stands for any value made by the core."""


def filled(session):
    session.opened = Opened("/a.csv", Thing())
    session.table = Thing(column_names=("id",))
    session.mapping = PERSON
    for name in WHOLE_PATH[3:]:
        setattr(session, name, Thing(name=name))
    return session


@pytest.fixture
def session(qapp):
    return filled(Session())


def left(session):
    return [name for name in WHOLE_PATH if getattr(session, name) is not None]


@pytest.mark.parametrize(
    ("changed", "value", "stays"),
    [
        ("opened", Opened("/b.csv", Thing()), "opened campaigns plan decision"),
        ("table", Thing(column_names=("other",)), "opened table campaigns plan decision"),
        ("table", Thing(column_names=("id",)), "opened table mapping campaigns plan decision"),
        ("mapping", EVENT, "opened table mapping repairs campaigns plan decision"),
        ("repairs", Thing(), "opened table mapping repairs campaigns plan decision"),
        ("checked", Thing(), "opened table mapping repairs checked campaigns plan decision run_id report"),
        ("campaigns", (), "opened table mapping repairs checked campaigns plan decision"),
        ("plan", Thing(other=1), "opened table mapping repairs checked campaigns plan decision forecast"),
        ("decision", Thing(other=1), "opened table mapping repairs checked campaigns plan decision forecast"),
        ("forecast", Thing(), "opened table mapping repairs checked campaigns plan decision forecast run_id report"),
        ("workspace", Thing(id="w2"), "opened table mapping repairs checked plan"),
    ],
)
def test_what_was_made_from_an_old_value_goes_with_it(session, changed, value, stays):
    setattr(session, changed, value)
    assert left(session) == stays.split()


def test_each_change_is_told_once_and_after_everything_is_in_place(session, qtbot):
    told = []
    session.mapping_changed.connect(lambda mapping: told.append(("mapping", mapping, session.checked)))
    session.checked_changed.connect(lambda checked: told.append(("checked", checked, session.mapping)))
    session.changed.connect(lambda: told.append("changed"))
    session.mapping = EVENT
    assert told == [("mapping", EVENT, None), ("checked", None, EVENT), "changed"]


def test_an_equal_value_changes_nothing(session, qtbot):
    session.mapping = PERSON
    with qtbot.assertNotEmitted(session.changed):
        session.mapping = Mapping(RowMeaning.PERSON, identifier_column=0)
    assert session.checked is not None


def test_starting_over_keeps_workspace_and_campaigns(session):
    session.intent = Intent.PREVIEW
    session.workspace = workspace = Thing(name="w")
    session.campaigns = campaigns = (Thing(),)
    session.start_over()
    assert left(session) == ["campaigns"]
    assert (session.workspace, session.campaigns, session.intent) == (workspace, campaigns, None)


def test_whether_values_are_still_what_they_were_is_told_later(session):
    still = session.still("table", "mapping", "route", "only_rows")
    assert still()
    # Equal is the same where values are compared; tables and rows are compared by what they are, not by what is in them.
    session.decided["mapping"] = Mapping(RowMeaning.PERSON, identifier_column=0)
    assert still()
    session.mapping = EVENT
    assert not still()
    still = session.still("table")
    session.table = Thing(column_names=("id",))
    assert not still()
    still = session.still("only_rows")
    session.only_rows = [1, 2]
    assert not still()
    still = session.still("route")
    session.workspace = Thing(route="another")
    assert not still()


def test_a_decision_outlives_another_name_of_the_workspace_and_no_other_workspace(qapp):
    session = Session()
    session.workspace = WorkspaceAddress("w1", "Acme", Region.EU)
    session.decision, session.limits_alone = Thing(), True
    session.workspace = WorkspaceAddress("w1", "Acme Events", Region.EU)
    assert session.decision is not None
    assert session.limits_alone
    session.workspace = WorkspaceAddress("w2", "Acme Events", Region.EU)
    assert (session.decision, session.limits_alone) == (None, None)

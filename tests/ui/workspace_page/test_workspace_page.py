"""Workspace: choosing, adding, checking, renaming, removing; keys go to the keyring and nowhere else."""

import json
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backfill_assistant.adapters.customerio.credentials import track_credentials
from backfill_assistant.adapters.customerio.http import Connection
from backfill_assistant.core.journal.runs import Region
from backfill_assistant.core.ports import Mood
from backfill_assistant.practice.server import PracticeServer
from backfill_assistant.ui.models.holdings_model import HoldingsModel, Kind
from backfill_assistant.ui.wording import day_and_time
from backfill_assistant.ui.workspace_work import list_workspaces
from fakes.parts import FakeParts
from fakes.workspaces_scene import KEPT, NOON_MS, idle
from ui_walks import tab_walk, unnamed_controls


def cells(model):
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def test_the_practice_workspace_comes_first_and_says_what_it_is(page):
    assert [line.address.name for line in page.lines] == ["Practice workspace", "Acme production"]
    assert page.lines[0].address.practice
    assert not hasattr(page.lines[0], "use")
    assert hasattr(page.lines[1], "use")


def test_another_workspace_is_used_from_now_on(page, parts, qtbot):
    page.lines[1].use.click()
    idle(page, qtbot)
    assert page.desk.session.workspace.name == "Acme production"
    assert parts.settings.read("usual_workspace")["id"] == "w1"
    assert [hasattr(line, "use") for line in page.lines] == [True, False]


def test_a_check_says_name_and_region(page, parts, qtbot):
    parts.secrets.keep("w1", "app_key", "x")
    page.lines[1].check.click()
    idle(page, qtbot)
    assert page.notice.words == "Globex is in the EU region. The key fits. No customer data was sent."


def test_a_check_that_fails_says_why(page, parts, qtbot):
    parts.secrets.keep("w1", "track_api_key", "wrong")
    page.lines[1].check.click()
    idle(page, qtbot)
    assert page.notice.words == "Customer.io does not accept this key. Check it."


def test_the_workspace_in_use_offers_to_change_its_keys(page, qtbot):
    page.lines[1].use.click()
    idle(page, qtbot)
    page.lines[1].keys.click()
    assert page.title == "Acme production"
    assert page.form.name.text() == "Acme production"
    assert page.form.key.hasFocus() or page.form.key.isVisible()


def test_practising_with_what_can_go_wrong(page, parts, qtbot):
    page.look_at_holdings()
    idle(page, qtbot)
    for place in range(page.holdings.mood.count()):
        page.holdings.mood.setCurrentIndex(place)
        page.holdings.mood.activated.emit(place)
        idle(page, qtbot)
        assert parts.practice.mood == list(Mood)[place]
    assert page.holdings.mood.count() == len(Mood)


def test_a_workspace_is_renamed_here(page, parts, qtbot):
    page.lines[1].use.click()
    idle(page, qtbot)
    page.ask_name(page.lines[1].address)
    edit = page.question.edits[0]
    assert edit.text() == "Acme production"
    edit.setText("Acme EU")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    idle(page, qtbot)
    idle(page, qtbot)
    assert parts.settings.read("workspaces")[0]["name"] == "Acme EU"
    assert page.desk.session.workspace.name == "Acme EU"
    assert [line.address.name for line in page.lines] == ["Practice workspace", "Acme EU"]


def test_a_removed_workspace_loses_its_keys_after_a_question(page, parts, qtbot):
    parts.secrets.keep("w1", "track_api_key", "k")
    page.lines[1].use.click()
    idle(page, qtbot)
    page.ask_to_remove(page.lines[1].address)
    assert "Remove Acme production" in page.notice.words
    assert parts.secrets.kept
    page.notice._buttons[0].click()
    idle(page, qtbot)
    idle(page, qtbot)
    assert parts.secrets.kept == {}
    assert parts.settings.read("workspaces") == []
    assert page.desk.session.workspace.practice
    assert len(page.lines) == 1


def test_what_the_practice_workspace_received_is_shown_in_four_tables(page, qtbot, qtmodeltester):
    page.lines[0].holdings.click()
    idle(page, qtbot)
    view = page.holdings
    assert view._summary.text() == "1 person · 5,000 events · 1 campaign entry · the newest are shown"
    shown = {}
    for button, kind in zip(view.kind._buttons, Kind, strict=True):
        button.click()
        qtmodeltester.check(view.model)
        shown[kind] = [[cell for place, cell in enumerate(row) if place != 2] for row in cells(view.model)]
    assert shown == {
        Kind.PEOPLE: [["a@example.com", "Unsubscribed", '{"plan": "pro"}']],
        Kind.EVENTS: [["7", "sold", ""], ["7", "bought", '{"eur": 3}']],
        Kind.ACTIVITIES: [],
        Kind.ENTRIES: [["7", "Thanks", "bought, 2 h 0 min old"]],
    }
    view.kind._buttons[1].click()
    assert cells(view.model)[1][2].startswith("Unusable, so ")
    assert not cells(view.model)[0][2].startswith("Unusable")
    assert "UTC" in view.model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    page.footer.primary.callback()
    assert page.title == "Where should it go?"


def test_people_who_were_never_updated_show_when_they_were_made(page):
    person = {"identifiers": {"cio_id": "1"}, "attributes": {}, "unsubscribed": False, "updated_ms": None}
    page.holdings.show_holdings({"people": [{**person, "created_ms": NOON_MS}, {**person, "created_ms": None}]})
    model = page.holdings.model
    assert [row[2] for row in cells(model)] == ["–", day_and_time(NOON_MS)]
    assert cells(model)[0][0] == "1"
    assert "UTC" in model.index(1, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole) == "–"


@pytest.mark.parametrize("place", ["form", "holdings", "question"])
def test_every_place_of_the_page_has_names_and_can_be_walked_with_tab(page, qtbot, place):
    window = page.window_of_page
    window.activateWindow()
    if place == "form":
        page.add()
        wanted = {page.form.key, page.form.site_id, page.form.app_key, page.form.name}
    elif place == "holdings":
        page.look_at_holdings()
        idle(page, qtbot)
        # Arrows move within the four kinds.
        wanted = {page.holdings.table, page.holdings.kind._buttons[0]}
    else:
        page.ask_name(page.lines[1].address)
        wanted = {*page.question.edits, page.question.confirm, page.question.cancel, page.lines[1].check, page.lines[1].more}
    assert unnamed_controls(window) == []
    reached = set(tab_walk(window, 60))
    assert {widget.accessibleName() for widget in wanted if widget not in reached} == set()


@pytest.mark.parametrize("kept", ["x", 7, {}, [None, 3, {}, {"id": "a", "name": "b", "region": "mars", "route": "track"}]])
def test_settings_that_hold_something_else_hold_no_workspaces(tmp_path, kept):
    parts = FakeParts(tmp_path, workspaces=kept)
    assert [each.id for each in list_workspaces(parts)] == ["practice"]


def test_whatever_the_practice_workspace_holds_can_be_shown(qapp):
    with PracticeServer() as server:
        server.set_campaigns(
            [{"id": 1, "name": "Thanks", "event_name": "bought", "state": "running", "first_started": 1_700_000_000}]
        )
        now_s = int(time.time())
        person = {"type": "person", "identifiers": {"email": "a@example.com"}}
        operations = [
            {**person, "action": "identify", "timestamp": now_s, "attributes": {"plan": "ü", "unsubscribed": True}},
            {**person, "action": "identify", "timestamp": now_s - 500, "attributes": {"plan": "old"}},
            {**person, "action": "event", "name": "bought", "timestamp": now_s - 60, "attributes": {"eur": [1, 2]}},
            {"type": "person", "identifiers": {"id": "8"}, "action": "event", "name": "sold", "timestamp": 7, "attributes": {}},
            {**person, "action": "page", "name": "/x", "attributes": {}},
        ]
        connection = Connection(server.base_url, track_credentials(server.keys.site_id, server.keys.api_key, Region.US).headers())
        connection.post("/api/v2/batch", json.dumps({"batch": operations}).encode())
        connection.post("/api/v1/events", json.dumps({"name": "looked", "anonymous_id": "anon"}).encode())
        connection.close()
        held = server.holdings()
    model = HoldingsModel(qapp)
    for kind in Kind:
        assert held[kind], kind
        model.show_rows(kind, held[kind])
        shown = cells(model)
        assert all(isinstance(cell, str) for row in shown for cell in row)
        assert all(row[0] and row[1] for row in shown)
        for row in range(model.rowCount()):
            assert all(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) is not None for column in range(4))
    model.deleteLater()


def test_a_new_name_leaves_what_another_window_changed_meanwhile(page, parts, qtbot):
    page.ask_name(page.lines[1].address)
    parts.settings.keep(
        "workspaces",
        [{**KEPT[0], "region": "us", "route": "pipelines"}, {"id": "w2", "name": "Globex", "region": "eu", "route": "track"}],
    )
    page._rename("Acme test")
    idle(page, qtbot)
    assert parts.settings.read("workspaces") == [
        {"id": "w1", "name": "Acme test", "region": "us", "route": "pipelines"},
        {"id": "w2", "name": "Globex", "region": "eu", "route": "track"},
    ]
    assert [line.address.name for line in page.lines] == ["Practice workspace", "Acme test", "Globex"]

"""Keys on the Workspaces page: checked, kept in the keyring, nowhere else."""

import threading

import pytest
from PySide6.QtWidgets import QLineEdit

from backfill_assistant.core.journal.runs import Region
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.workspace_work import Draft, private_key_region
from fakes.workspaces_scene import KEPT, Door, idle


def fill(page, **texts):
    page.add()
    for name, text in texts.items():
        getattr(page.form, name).setText(text)


def test_a_workspace_is_added_once_its_keys_fit(page, parts, qtbot):
    fill(page, key="planted-key", site_id="planted-site", app_key="planted-app")
    assert page.footer.primary.enabled
    page.save()
    idle(page, qtbot)
    added = parts.settings.read("workspaces")[1]
    assert (added["name"], added["region"], added["route"]) == ("Globex", "eu", "track")
    assert page.desk.session.workspace.id == added["id"]
    assert {purpose: secret for (of, purpose), secret in parts.secrets.kept.items() if of == added["id"]} == {
        "track_site_id": "planted-site",
        "track_api_key": "planted-key",
        "app_key": "planted-app",
    }
    assert "Globex is in the EU region." in page.notice.words
    assert len(page.lines) == 3


def test_keys_are_nowhere_but_in_the_keyring(page, parts, qtbot):
    fill(page, key="planted-key", site_id="planted-site", app_key="planted-app", name="Mine")
    assert "planted" not in repr(page.form.draft())
    page.save()
    idle(page, qtbot)
    assert "planted" not in repr(parts.settings.kept)
    assert "planted" not in repr(page.desk.session.decided)
    assert [edit.text() for edit in page.findChildren(QLineEdit) if "planted" in edit.text()] == []


def test_typed_keys_are_hidden_and_forgotten_when_the_page_is_left(page):
    fill(page, key="planted-key", site_id="planted-site", app_key="planted-app")
    assert {edit.echoMode() for edit in (page.form.key, page.form.site_id, page.form.app_key)} == {QLineEdit.EchoMode.Password}
    page.window_of_page.go_to(Step.START)
    assert [page.form.key.text(), page.form.site_id.text(), page.form.app_key.text()] == ["", "", ""]


def test_keys_that_do_not_fit_are_not_kept(page, parts, qtbot):
    fill(page, key="wrong", site_id="s")
    page.save()
    idle(page, qtbot)
    assert parts.settings.read("workspaces") == KEPT
    assert parts.secrets.kept == {}
    assert "does not accept" in page.notice.words


def test_the_wrong_region_is_mended_with_one_button(page, parts, qtbot):
    fill(page, key="us-key", site_id="s", name="Mine")
    page.save()
    idle(page, qtbot)
    assert "This workspace is in the US region." in page.notice.words
    page.notice._buttons[0].click()
    idle(page, qtbot)
    assert parts.settings.read("workspaces")[1]["region"] == "us"


def test_a_key_that_is_not_known_may_belong_to_the_other_region(page, parts, qtbot):
    fill(page, key="wrong", site_id="s")
    page.save()
    idle(page, qtbot)
    page.notice._buttons[0].click()
    idle(page, qtbot)
    assert page.form.region.value == "us"
    assert "does not accept" in page.notice.words


def test_without_a_password_store_it_is_said_plainly(page, parts, qtbot):
    keep = parts.secrets.keep
    parts.secrets.keep = lambda *args: keep(*args) and False
    fill(page, key="k", site_id="s")
    page.save()
    idle(page, qtbot)
    assert "no password store" in page.notice.words


def test_a_private_key_needs_nothing_else_and_says_its_region(page, parts, qtbot):
    fill(page, key="sk_us_abc")
    assert page.form.region.value == "us"
    assert not page.form.region.isEnabled()
    assert not page.form.site_id.isEnabled()
    assert page.form.complete
    page.save()
    idle(page, qtbot)
    of = parts.settings.read("workspaces")[1]["id"]
    assert parts.secrets.kept == {(of, "track_api_key"): "sk_us_abc", (of, "app_key"): "sk_us_abc"}


def test_what_is_missing_keeps_the_button_grey(page):
    fill(page, key="k")
    assert not page.footer.primary.enabled
    page.form.site_id.setText("s")
    assert page.footer.primary.enabled
    page.form.key.setText(" ")
    assert not page.footer.primary.enabled


def test_pipelines_needs_no_site_id(page, parts, qtbot):
    fill(page, key="k")
    page.form.route._buttons[1].click()
    assert page.form.complete
    assert not page.form.site_id.isVisibleTo(page)
    page.save()
    idle(page, qtbot)
    added = parts.settings.read("workspaces")[1]
    assert (added["route"], parts.secrets.kept) == ("pipelines", {(added["id"], "pipelines_key"): "k"})
    # Which workspace the source feeds is not known.
    assert "is accepted in the EU region" in page.notice.words


def test_other_keys_that_do_not_fit_bring_the_old_ones_back(page, parts, qtbot):
    parts.secrets.keep("w1", "track_api_key", "old")
    parts.secrets.keep("w1", "pipelines_key", "old pipeline")
    page.change_keys(page.lines[1].address)
    page.form.key.setText("wrong")
    page.form.site_id.setText("s")
    page.save()
    idle(page, qtbot)
    assert parts.secrets.read("w1", "track_api_key") == "old"
    assert parts.secrets.read("w1", "pipelines_key") == "old pipeline"
    page.form.key.setText("new")
    page.save()
    idle(page, qtbot)
    assert parts.secrets.read("w1", "track_api_key") == "new"
    assert [kept["id"] for kept in parts.settings.read("workspaces")] == ["w1"]


def test_cancelling_a_form_keeps_nothing(page, parts):
    fill(page, key="planted-key")
    page.footer.right[0].callback()
    assert page.form.key.text() == ""
    assert parts.secrets.kept == {}
    assert page.title == "Where should it go?"


@pytest.mark.parametrize(
    ("key", "region"),
    [("sk_us_x", Region.US), (" sk_eu_x ", Region.EU), ("pk_us_x", None), ("abc", None), ("", None)],
)
def test_only_private_keys_name_a_region(key, region):
    assert private_key_region(key) is region


def test_keys_of_a_draft_by_purpose():
    assert Draft("", Region.US, Route.TRACK, "s", "k").secrets() == {"track_site_id": "s", "track_api_key": "k"}
    assert Draft("", Region.US, Route.PIPELINES, "s", " k ", "a").secrets() == {"pipelines_key": "k", "app_key": "a"}
    assert Draft("", Region.US, Route.PIPELINES, "s", "sk_us_1").secrets() == {"pipelines_key": "sk_us_1", "app_key": "sk_us_1"}


class SlowDoor(Door):
    """A check that is answered only when it is let."""

    begun, let = threading.Event(), threading.Event()

    def check(self):
        self.begun.set()
        assert self.let.wait(20)
        return super().check()


@pytest.fixture
def slow_door(parts):
    SlowDoor.begun, SlowDoor.let = threading.Event(), threading.Event()
    parts.open_workspace = lambda address: SlowDoor(parts, address)
    yield SlowDoor
    SlowDoor.let.set()


def test_giving_up_while_customerio_is_asked_keeps_neither_workspace_nor_keys(page, parts, qtbot, slow_door):
    fill(page, key="planted-key", site_id="planted-site", app_key="planted-app", name="Globex")
    used = page.desk.session.workspace
    page.save()
    assert slow_door.begun.wait(10)
    page.cancel_form()
    slow_door.let.set()
    idle(page, qtbot)
    assert parts.settings.read("workspaces") == KEPT
    assert parts.secrets.kept == {}
    assert page.desk.session.workspace == used
    assert not page.notice.isVisible()
    assert [line.address.name for line in page.lines] == ["Practice workspace", "Acme production"]


def test_giving_up_on_other_keys_brings_the_old_ones_back(page, parts, qtbot, slow_door):
    parts.secrets.keep("w1", "track_api_key", "old-key")
    page.change_keys(page.lines[1].address)
    page.form.key.setText("new-key")
    page.form.site_id.setText("new-site")
    page.save()
    assert slow_door.begun.wait(10)
    page.cancel_form()
    slow_door.let.set()
    idle(page, qtbot)
    assert parts.secrets.kept == {("w1", "track_api_key"): "old-key"}
    assert parts.settings.read("workspaces") == KEPT


def test_another_route_leaves_the_keys_of_the_one_before_for_runs_that_began_by_it(page, parts, qtbot):
    parts.secrets.keep("w1", "track_api_key", "old-key")
    page.change_keys(page.lines[1].address)
    page.form.route.choose(Route.PIPELINES)
    page.form.key.setText("new-key")
    page.save()
    idle(page, qtbot)
    assert parts.settings.read("workspaces")[0]["route"] == "pipelines"
    assert parts.secrets.kept == {("w1", "track_api_key"): "old-key", ("w1", "pipelines_key"): "new-key"}

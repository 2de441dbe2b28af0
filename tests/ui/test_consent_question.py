"""Consent on the Columns page: asked first, decided before going on, and never turned round by a name."""

import json

import pytest

from backfill_assistant.core.mapping.mapping_changes import field_of
from backfill_assistant.core.mapping.repairs import ConsentMeaning, LeaveOutProblem, SayConsent, SendDespiteNo
from backfill_assistant.ui.models.columns_model import NAME
from backfill_assistant.ui.steps import Step
from fakes.columns_scene import say_zone

ROWS = "Email,{header},Score\nada@example.com,Y,x\nbob@example.org,N,2\ncarol@example.com,Y,3\ndan@example.com,N,4\n"


@pytest.fixture
def open_rows(window, tmp_path, qtbot):
    """The page over people with one column about messages, checked."""

    def open_it(header):
        path = tmp_path / "leads.csv"
        path.write_text(ROWS.format(header=header), encoding="utf-8")
        window.bring_in(str(path))
        qtbot.waitUntil(lambda: window.desk.session.table is not None)
        window.go_to(Step.COLUMNS)
        page = window.page(Step.COLUMNS)
        page._timer.setInterval(0)
        qtbot.waitUntil(lambda: window.desk.session.mapping is not None and not window.desk.jobs.running())
        page.changes.change_now(True)
        settled(window, qtbot)
        return page

    return open_it


def settled(window, qtbot):
    page = window.page(Step.COLUMNS)
    qtbot.waitUntil(lambda: not page._timer.isActive() and not window.desk.jobs.running())
    qtbot.waitUntil(lambda: window.desk.session.checked is not None and not window.desk.jobs.running())


def press(window, qtbot, repair, card="questions"):
    getattr(window.page(Step.COLUMNS), card).buttons[repair].click()
    settled(window, qtbot)


def body(window, page, row, qtbot):
    page.preview.show_row(row)
    settled(window, qtbot)
    return json.loads(page.preview.text)["attributes"]


def test_consent_is_asked_about_above_everything_and_nothing_goes_on_before_the_answer(window, qtbot, open_rows):
    page = open_rows("Consent to marketing (Y/N)")
    card = page.questions
    assert card.isVisible()
    assert card.y() < page.table.mapTo(page, page.table.rect().topLeft()).y()
    assert [button.text() for button in card.buttons.values()] == [
        "Send as unsubscribed",
        "Leave out those who said no",
        "Send as they are: I know that they can be mailed",
    ]
    assert card.problem.count == 2
    assert all(button.accessibleDescription() == card._sentence.text() for button in card.buttons.values())
    footer = window._footer
    assert not footer.primary.isEnabled()
    assert footer._sentence.text() == "2 rows wait for your decision above"
    assert "consent" not in {each.code.split(".")[0] for each in page.problems._problems}


def test_sent_as_unsubscribed_a_no_is_true_and_a_yes_is_told_to_subscribe_again(window, qtbot, open_rows):
    page = open_rows("Consent to marketing (Y/N)")
    press(window, qtbot, "unsubscribe")
    assert not page.questions.isVisible()
    assert window._footer.primary.isEnabled()
    assert [body(window, page, row, qtbot)["unsubscribed"] for row in (0, 1)] == [False, True]
    # Before all other warnings, with the number of people and one button.
    assert (page.problems.problem.code, page.problems.problem.count) == ("unsubscribed.false", 2)
    press(window, qtbot, "only_no", "problems")
    assert "unsubscribed" not in body(window, page, 0, qtbot)
    assert body(window, page, 1, qtbot)["unsubscribed"] is True
    page.table.selectRow(1)
    settled(window, qtbot)
    assert "“Y” is not sent, so nothing changes" in page.options._words.text()


@pytest.mark.parametrize(
    ("repair", "decision", "ready"),
    [
        ("leave_out", LeaveOutProblem("consent.opted_in", 1), [True, False, True, False]),
        ("send_despite_no", SendDespiteNo(1), [True, True, True, True]),
    ],
)
def test_the_other_answers_are_decisions_that_can_be_undone(window, qtbot, open_rows, repair, decision, ready):
    page = open_rows("Permission to contact")
    press(window, qtbot, repair)
    assert window.desk.session.repairs.decisions == (decision,)
    assert window.desk.session.checked.sendable.tolist() == ready
    assert window._footer.primary.isEnabled()
    page.mending.undo()
    settled(window, qtbot)
    assert page.questions.isVisible()
    assert not window._footer.primary.isEnabled()


def test_a_column_that_is_left_out_is_asked_about_all_the_same(window, qtbot, open_rows):
    from backfill_assistant.core.mapping.mapping_changes import Use

    page = open_rows("OK to contact?")
    page.changes.change_use(1, Use.LEFT_OUT)
    settled(window, qtbot)
    assert page.questions.problem.code == "consent.opted_in"
    press(window, qtbot, "unsubscribe")
    assert [body(window, page, row, qtbot).get("unsubscribed") for row in (0, 1)] == [False, True]


def test_where_it_is_not_plain_what_a_yes_means_that_is_asked_first(window, qtbot, open_rows):
    page = open_rows("Marketing preference")
    assert page.questions.problem.code == "consent.unclear"
    assert not window.desk.session.checked.sendable.any()
    press(window, qtbot, "refuses")
    assert window.desk.session.repairs.decisions == (SayConsent(1, ConsentMeaning.REFUSES),)
    assert (page.questions.problem.code, page.questions.problem.rows) == ("consent.opted_out", (0, 2))
    page.mending.undo()
    settled(window, qtbot)
    press(window, qtbot, "not_consent")
    assert window._footer.primary.isEnabled()


@pytest.mark.parametrize("header", ["Newsletter opt-in", "Consent to marketing (Y/N)"])
def test_renamed_to_unsubscribed_its_words_change_sides_and_that_is_said(window, qtbot, open_rows, header):
    page = open_rows(header)
    page.model.setData(page.model.index(1, NAME), "unsubscribed")
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 1)
    assert (field.name, field.true_words, field.false_words) == ("unsubscribed", ("n",), ("y",))
    assert page.notice.isVisible()
    assert header in page.notice.words
    assert [body(window, page, row, qtbot)["unsubscribed"] for row in (0, 1)] == [False, True]
    page.model.setData(page.model.index(1, NAME), "agreed")
    settled(window, qtbot)
    field = field_of(window.desk.session.mapping, 1)
    assert (field.true_words, field.false_words) == (("y",), ("n",))
    assert page.questions.isVisible()


def test_renamed_without_a_plain_header_no_row_goes_before_the_answer_which_settles_the_words(window, qtbot, open_rows):
    page = open_rows("Flag")
    page.model.setData(page.model.index(1, NAME), "unsubscribed")
    settled(window, qtbot)
    assert page.questions.problem.code == "unsubscribed.unclear"
    assert not window.desk.session.checked.sendable.any()
    press(window, qtbot, "agrees")
    assert [body(window, page, row, qtbot)["unsubscribed"] for row in (0, 1)] == [False, True]
    assert window._footer.primary.isEnabled()


def test_words_typed_the_wrong_way_round_are_caught_and_exchanged_by_one_button(window, qtbot, open_rows):
    page = open_rows("Newsletter opt-in")
    press(window, qtbot, "unsubscribe")
    page.changes.change_field(1, {"true_words": ("y",), "false_words": ("n",)})
    settled(window, qtbot)
    assert (page.questions.problem.code, page.questions.problem.count) == ("unsubscribed.inverted", 4)
    press(window, qtbot, "exchange_words")
    assert [body(window, page, row, qtbot)["unsubscribed"] for row in (0, 1)] == [False, True]
    page.changes.change_field(1, {"true_words": ("y",), "false_words": ("n",)})
    settled(window, qtbot)
    press(window, qtbot, "keep_words")
    assert [body(window, page, row, qtbot)["unsubscribed"] for row in (0, 1)] == [True, False]


TIMED = "Email,Name,Scanned at\nada@example.com,Ada,2026-03-04 10:00\nbob@example.org,Bob,2026-03-05 11:00\n"


def test_the_time_of_people_is_a_choice_that_tells_both_sides_and_the_zone_is_stated(window, tmp_path, qtbot):
    path = tmp_path / "timed.csv"
    path.write_text(TIMED, encoding="utf-8")
    window.bring_in(str(path))
    qtbot.waitUntil(lambda: window.desk.session.table is not None)
    window.go_to(Step.COLUMNS)
    page = window.page(Step.COLUMNS)
    page._timer.setInterval(0)
    qtbot.waitUntil(lambda: window.desk.session.mapping is not None)
    settled(window, qtbot)
    assert not page.bar.zone.isVisible()
    say_zone(page)
    settled(window, qtbot)
    guessed = window.desk.session.mapping
    assert page.bar.when.isVisible()
    assert page.bar.when.value is True
    assert not page.bar.now.isVisible()
    assert "older than its last change" in page.bar.consequence.text()
    assert "can start campaigns" in page.bar.consequence.text()
    assert page.bar.zone.text() == f"Times without a zone: {guessed.time.zone}"
    assert page.bar.zone.toolTip().startswith(f"Times in Scanned at name no time zone: they are read as {guessed.time.zone}.")
    page.bar.zone.click()
    assert page.table.selected == 2
    page.bar.file_time_wanted.emit(False)
    settled(window, qtbot)
    mapping = window.desk.session.mapping
    assert (mapping.time_column, mapping.now_accepted, field_of(mapping, 2).name) == (None, True, "scanned_at")
    assert page.bar.when.value is False
    assert not page.bar.zone.isVisible()
    page.bar.file_time_wanted.emit(True)
    settled(window, qtbot)
    assert window.desk.session.mapping == guessed


def topic(window, page, row, qtbot):
    return body(window, page, row, qtbot).get("cio_subscription_preferences.topics.topic_1")


def test_a_column_that_becomes_a_subscription_preference_subscribes_those_who_agreed(window, qtbot, open_rows):
    page = open_rows("No newsletter")
    press(window, qtbot, "send_despite_no")
    page.changes.change_name(1, "cio_subscription_preferences.topics.topic_1")
    settled(window, qtbot)
    assert "so its words were exchanged" in page.notice.words
    assert [topic(window, page, row, qtbot) for row in (0, 1)] == [False, True]
    # Whoever turns them round by hand is asked.
    page.changes.change_field(1, {"true_words": ("y",), "false_words": ("n",)})
    settled(window, qtbot)
    assert page.questions.problem.code == "preference.inverted"
    assert not window._footer.primary.isEnabled()
    press(window, qtbot, "exchange_words")
    assert [topic(window, page, row, qtbot) for row in (0, 1)] == [False, True]
    page.changes.history.undo()
    settled(window, qtbot)
    press(window, qtbot, "keep_words")
    assert not page.questions.isVisible()
    assert [topic(window, page, row, qtbot) for row in (0, 1)] == [True, False]

"""What is said of a plan and before rows go: short enough for the smallest window, and true where nothing could start."""

import pytest
from PySide6.QtGui import QFontMetrics

from backfill_assistant.core.forecast.plans import SendingPlan
from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
from backfill_assistant.core.sending.departure import Departure
from backfill_assistant.ui.departure_words import question_of
from backfill_assistant.ui.trigger_words import plan_words


@pytest.mark.parametrize(
    ("entries", "unpredictable", "told"),
    [
        (
            0,
            3,
            "No row could start a campaign, as far as known: 3 campaigns cannot be predicted. "
            "Should that change on the way, sending stops before such a row goes out.",
        ),
        (0, 0, "No row could start a campaign. Should that change on the way, sending stops before such a row goes out."),
        (7, 0, "Up to 7 rows could start a campaign. Sending stops before more than that go out."),
    ],
)
def test_the_question_says_when_sending_stops(qapp, entries, unpredictable, told):
    departure = Departure(20, 0, 0, 0, 0, 0, entries, unpredictable, 4_000)
    question = question_of(departure, "20 events", WorkspaceAddress("acme", "Acme", Region.EU), None, None, known=True)
    assert question.consequence == told


@pytest.mark.parametrize("follows_clock", [True, False])
def test_a_plan_is_one_line_in_the_smallest_window(qapp, follows_clock):
    plan = SendingPlan(1_795_000_000_000, 1_000)
    short = plan_words(plan, follows_clock=follows_clock, hints=False)
    long = plan_words(plan, follows_clock=follows_clock, hints=True)
    assert long.startswith(short)
    assert len(long) > len(short)
    # The page beside the rail, without its margins.
    assert QFontMetrics(qapp.font()).horizontalAdvance(short) < 960 - 236 - 60

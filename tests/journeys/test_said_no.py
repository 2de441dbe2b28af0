"""What a script says of people who said no: without a word their rows are refused, with one it is as in the window."""

from pathlib import Path

import pytest

from backfill_assistant.core.checked import Subscriptions
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.headless.arguments import parse
from backfill_assistant.headless.walk import with_said_no
from fakes.tables import make_table


@pytest.mark.parametrize(
    ("wanted", "sent", "people"),
    [
        (None, [True, False], Subscriptions()),
        ("unsubscribe", [True, True], Subscriptions(subscribed=1, unsubscribed=1)),
        ("leave out", [True, False], Subscriptions()),
        ("send", [True, True], Subscriptions()),
    ],
)
def test_people_who_said_no(tmp_path: Path, wanted: str | None, sent: list[bool], people: Subscriptions) -> None:
    said = [] if wanted is None else ["--said-no", wanted]
    chosen = parse(["send", "people.csv", *said])
    table = make_table(tmp_path, ("id", "OK to contact?"), [("1", "Y"), ("2", "N")])
    mapping, repairs = with_said_no(chosen.said_no, table, Mapping(RowMeaning.PERSON, 0, now_accepted=True), NO_REPAIRS)
    checked = check_rows(table, mapping, repairs, Route.TRACK, 1_800_000_000_000, Unwatched())
    assert checked.sendable.tolist() == sent
    assert checked.subscriptions_of(checked.sendable.nonzero()[0]) == people
    undecided = {each.code for each in checked.problems if each.asks}
    assert undecided == ({"consent.opted_in"} if wanted is None else set())

"""Every problem offers what mends it, and what a button decides does mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backfill_assistant.core.checked import Suggestion
from backfill_assistant.core.checks import Severity, check_rows
from backfill_assistant.core.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.offers import offers_for
from backfill_assistant.core.problems import KINDS, problem
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.repairs import NO_REPAIRS, CorrectDomain
from backfill_assistant.core.routes import Route
from fakes.tables import make_table

NOW = 1_795_000_000_000


@pytest.mark.parametrize("code", KINDS)
def test_every_refusal_has_a_way_out(code: str) -> None:
    offers = offers_for(problem(code, 1, "city", 3, (0, 1, 2)))
    assert len({str(offer.label) for offer in offers}) == len(offers)
    if KINDS[code].severity is Severity.REFUSED:
        assert offers


def test_one_button_per_likely_domain() -> None:
    found = problem(
        "email.typo", 0, "email", 3, (0,), (Suggestion("gmial.com", "gmail.com", 2), Suggestion("yaho.com", "yahoo.com", 1))
    )
    decided = [offer.decision for offer in offers_for(found) if offer.name == "correct_domain"]
    assert decided == [CorrectDomain(0, "gmial.com", "gmail.com"), CorrectDomain(0, "yaho.com", "yahoo.com")]


def test_buttons_that_decide_at_once_mend(tmp_path: Path) -> None:
    rows = [("ann@gmial.com", "x"), ("bob@x.org", "1"), ("bob@x.org", "2"), ("no address", "3")]
    table = make_table(tmp_path, ("email", "n"), rows)
    fields = (Field(Target.ATTRIBUTE, "n", 1, type=ValueType.NUMBER),)
    mapping = Mapping(RowMeaning.PERSON, 0, IdentifierKind.EMAIL, fields=fields, now_accepted=True)
    first = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
    assert {each.code for each in first.problems} >= {"person.duplicate", "value.number", "email.malformed"}
    for each in first.problems:
        for offer in offers_for(each):
            if offer.decision is not None:
                after = check_rows(table, mapping, NO_REPAIRS.add(offer.decision), Route.TRACK, NOW, Unwatched())
                assert (each.code, each.column) not in {(left.code, left.column) for left in after.problems}

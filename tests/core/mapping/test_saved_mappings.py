"""Saved mappings fit other files by the names of columns, say what differs, and travel as readable text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.mapping_changes import with_zone_said
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, Keep, KeepOfDuplicates, LeaveOutProblem, Repairs
from backfill_assistant.core.mapping.saved_mappings import best_fit, fit, from_text, made_for, save_mapping, to_text

COLUMNS = ("Email", "When", "Zone", "Plan", "Plan")
MAPPING = Mapping(
    RowMeaning.PERSON,
    identifier_column=0,
    identifier_kind=IdentifierKind.EMAIL,
    time_column=1,
    time=TimeReading("dmy", "Europe/Berlin", zone_column=2),
    fields=(
        Field(Target.ATTRIBUTE, "plan", column=4, type=ValueType.TRUE_FALSE, true_words=("pro",), value_map=(("x", "pro"),)),
        Field(Target.ATTRIBUTE, "source", fixed="Expo"),
    ),
)
REPAIRS = Repairs((EditCell(3, 0, "secret@example.com"), CorrectValue(4, "secret", "pro"), LeaveOutProblem("time.empty", 1)))
SAVED = save_mapping(" Leads ", COLUMNS, MAPPING, REPAIRS)


def test_it_comes_back_from_text_as_it_was() -> None:
    assert SAVED.name == "Leads"
    assert from_text(to_text(SAVED)) == SAVED


def test_what_is_about_single_rows_is_not_kept_and_corrections_stay_at_home() -> None:
    assert "secret@example.com" not in to_text(SAVED)
    exported = to_text(SAVED, with_corrections=False)
    assert "secret" not in exported
    assert json.loads(exported)["mapping"]["fields"][0]["column"] == "Plan (2)"


def test_columns_in_another_order_and_case() -> None:
    other = fit(SAVED, ("plan", "PLAN", "address", "when", "zone"))
    assert other.mapping.identifier_column is None
    assert other.missing == ("Email",)
    assert not other.usable
    other = fit(SAVED, ("Colour", "zone", "when", "E-Mail", "Plan", "Plan"))
    assert other.mapping.identifier_column == 3
    assert (other.mapping.time_column, other.mapping.time.zone_column) == (2, 1)
    assert [each.column for each in other.mapping.fields] == [5, None]
    assert other.repairs.decisions == (CorrectValue(5, "secret", "pro"), LeaveOutProblem("time.empty", 2))
    assert (other.missing, other.unknown, other.exact, other.usable) == ((), ("Colour",), False, True)


def test_the_same_columns_fit_exactly() -> None:
    same = fit(SAVED, COLUMNS)
    assert same.mapping == MAPPING
    assert same.exact


def test_a_missing_attribute_is_left_out_and_named() -> None:
    other = fit(SAVED, ("Email", "When", "Zone", "Plan"))
    assert [each.name for each in other.mapping.fields] == ["source"]
    assert (other.missing, other.usable) == (("Plan",), True)


def test_the_best_of_several() -> None:
    smaller = save_mapping("Only mail", ("Email",), Mapping(RowMeaning.PERSON, 0))
    older = save_mapping("Older", COLUMNS, MAPPING)
    assert best_fit([smaller, older, SAVED], COLUMNS) is SAVED
    assert best_fit([smaller, SAVED], ("Email", "Name")) is smaller
    assert best_fit([SAVED], ("Name",)) is None


def test_a_mapping_fits_although_some_columns_are_missing_but_not_without_what_its_times_rest_on() -> None:
    assert best_fit([SAVED], ("Email", "When", "Zone")) is SAVED
    without_zone = fit(SAVED, ("Email", "When", "Plan", "Plan"))
    assert (without_zone.decisive, without_zone.usable) == (("Zone",), False)
    wide = tuple(f"answer {place}" for place in range(9))
    fields = tuple(Field(Target.ATTRIBUTE, name, column=place + 1) for place, name in enumerate(wide))
    survey = save_mapping("Survey", ("Email", *wide), Mapping(RowMeaning.PERSON, 0, fields=fields))
    assert best_fit([survey], ("Email", "Name")) is None
    assert best_fit([survey], ("Email", *wide[:4])) is None
    assert best_fit([survey], ("Email", *wide[:6])) is survey
    # Half of its columns, and as many that it has never seen: another kind of file.
    assert best_fit([survey], ("Email", *wide[:6], *(f"other {place}" for place in range(8)))) is None


@pytest.mark.parametrize("header", ["Opt-in", "Consent to marketing (Y/N)", "Unsubscribed"])
def test_a_file_without_the_column_that_says_who_wants_messages_is_another_kind_of_file(header: str) -> None:
    names = ("Email", header, *(f"answer {place}" for place in range(6)))
    fields = tuple(Field(Target.ATTRIBUTE, f"f{place}", column=place) for place in range(1, len(names)))
    saved = save_mapping("Leads", names, Mapping(RowMeaning.PERSON, 0, fields=fields))
    assert fit(saved, tuple(each for each in names if each != header)).decisive == (header,)
    assert best_fit([saved], tuple(each for each in names if each != header)) is None
    assert best_fit([saved], names[:-1]) is saved


def test_the_mapping_that_was_made_for_exactly_these_columns() -> None:
    older = save_mapping("Older", COLUMNS, MAPPING)
    assert made_for([older, SAVED], ("Plan", "when", "EMAIL", "Plan", "zone")) is SAVED
    for other in (COLUMNS[:-1], (*COLUMNS, "Town")):
        assert made_for([older, SAVED], other) is None


def test_rules_without_columns_are_kept() -> None:
    saved = save_mapping("x", ("Email",), Mapping(RowMeaning.PERSON, 0), Repairs((KeepOfDuplicates(Keep.MERGE),)))
    assert from_text(to_text(saved)) == saved


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "not json", '{"backfill_assistant_mapping": 99}', "[" * 100_000, '{"backfill_assistant_mapping": 1}']
)
def test_other_files_are_refused_with_advice(text: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        from_text(text)
    assert str(refused.value.advice)


def test_a_mapping_that_names_a_column_it_does_not_have_is_refused() -> None:
    plain = json.loads(to_text(SAVED))
    plain["mapping"]["time_column"] = "Nowhere"
    with pytest.raises(SettingsProblem):
        from_text(json.dumps(plain))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("mapping", "event_name"), 5),
        (("mapping", "now_accepted"), "yes"),
        (("mapping", "time", "zone"), None),
        (("mapping", "fields", 0, "name"), 5),
        (("mapping", "fields", 0, "trim"), "yes"),
        (("mapping", "fields", 0, "part"), "1"),
        (("mapping", "fields", 0, "decimal_mark"), ";"),
        (("mapping", "fields", 0, "true_words"), "yes"),
        (("mapping", "fields", 0, "value_map"), [["x", 5]]),
        (("repairs", 0, "right"), 5),
    ],
)
def test_what_was_changed_by_hand_into_nothing_that_fits_is_refused_and_breaks_nothing_later(
    place: tuple[str | int, ...], value: object
) -> None:
    plain = inside = json.loads(to_text(SAVED))
    for step in place[:-1]:
        inside = inside[step]
    assert place[-1] in inside
    inside[place[-1]] = value
    with pytest.raises(SettingsProblem):
        from_text(json.dumps(plain))


def test_a_zone_that_nobody_has_said_stays_unsaid_when_it_is_saved() -> None:
    born = Field(Target.ATTRIBUTE, "born", column=3, type=ValueType.TIME, time=TimeReading(zone="UTC", zone_assumed=True))
    mapping = replace(MAPPING, time=TimeReading("dmy", "Europe/Berlin", zone_assumed=True), fields=(born,))
    saved = from_text(to_text(save_mapping("Leads", COLUMNS, mapping)))
    assert saved.mapping == mapping
    assert fit(saved, COLUMNS).mapping == mapping
    said = from_text(to_text(save_mapping("Leads", COLUMNS, with_zone_said(mapping, "Europe/Berlin"))))
    assert not said.mapping.time.zone_assumed
    assert not said.mapping.fields[0].time.zone_assumed


def test_mappings_and_runs_from_before_anybody_was_asked_are_as_they_were() -> None:
    # They name their zone, and the digest says whether a run is gone on with what it began with.
    assert "zone_assumed" not in to_text(SAVED)
    mapping = Mapping(
        RowMeaning.PERSON,
        0,
        IdentifierKind.EMAIL,
        time_column=1,
        time=TimeReading("dmy", "Europe/Berlin", clock_column=2),
        fields=(
            Field(Target.ATTRIBUTE, "born", column=3, type=ValueType.TIME, time=TimeReading(zone="UTC")),
            Field(Target.ATTRIBUTE, "plan", column=4),
        ),
    )
    assert mapping.digest() == "bbae5b8590bfa631e9d97b7475ff99b650c627ea3e8d0af4b3308325fe228a64"
    assert Mapping.from_dict(json.loads(json.dumps(mapping.to_dict()))) == mapping


def test_where_the_column_of_zones_is_missing_nobody_has_said_the_zone() -> None:
    assert not fit(SAVED, COLUMNS).mapping.time.zone_assumed
    assert fit(SAVED, ("Email", "When", "Plan", "Plan")).mapping.time.zone_assumed

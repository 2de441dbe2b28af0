"""First guesses for whole files: people, events, undecided dates, and columns that say who may be mailed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, RowMeaning, Target, ValueType
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.suggest import Suggestion, guess_column, suggest_mapping
from fakes.tables import make_table

LEADS = (
    ("Badge", "E-Mail", "Vorname", "Telefon", "Newsletter opt-in", "Gescannt am", "Umsatz", "Leer"),
    [
        ["007", "ada@example.com", "Ada", "+49 30 1", "ja", "31.01.2026 10:00", "1.234,50", ""],
        ["008", "bob@example.org", "Bob", "030 1234567", "nein", "01.02.2026 11:00", "12,00", ""],
        ["009", "eve@example.org", "Eve", "030 1234568", "vielleicht", "01.02.2026 12:00", "7", None],
    ],
)
ORDERS = (
    ("customer_id", "event", "occurred at", "email", "amount", "paid", "id"),
    [
        ["00042", "purchased", "2025-11-02T08:14:07", "ada@example.com", "129.90", "yes", "1"],
        ["00043", "refunded", "2025-11-03T08:14:07", "bob@example.com", "24.00", "no", "2"],
    ],
)


def suggest(folder: Path, data: tuple[tuple[str, ...], list[list[str | None]]], meaning: RowMeaning | None = None) -> Suggestion:
    return suggest_mapping(make_table(folder, data[0], data[1]), meaning, "Europe/Berlin")


def field(suggestion: Suggestion, name: str) -> Field:
    return next(field for field in suggestion.mapping.fields if field.name == name)


def test_conference_leads(tmp_path: Path) -> None:
    suggestion = suggest(tmp_path, LEADS)
    mapping = suggestion.mapping
    assert mapping.row_meaning is RowMeaning.PERSON
    assert (mapping.identifier_column, mapping.identifier_kind) == (1, IdentifierKind.EMAIL)
    assert (mapping.time_column, mapping.time.format, mapping.time.zone) == (5, "dmy", "Europe/Berlin")
    assert [(each.name, each.type) for each in mapping.fields] == [
        ("badge", ValueType.TEXT),
        ("first_name", ValueType.TEXT),
        ("phone", ValueType.TEXT),
        ("newsletter_opt_in", ValueType.TRUE_FALSE),
        ("umsatz", ValueType.NUMBER),
    ]
    assert field(suggestion, "umsatz").decimal_mark == ","
    assert mapping.lacks() == ()
    assert all(guess.why for guess in suggestion.columns)


def test_a_zone_that_the_file_does_not_say_is_assumed_and_marked_so(tmp_path: Path) -> None:
    mapping = suggest(tmp_path, LEADS).mapping
    assert mapping.time.zone_assumed
    rows = [["1", "came", "2026-01-31 10:00", "Europe/Paris", "2026-02-01"], ["2", "came", "2026-02-01 10:00", "UTC", "2026-02-03"]]
    suggestion = suggest(tmp_path, (("customer_id", "event", "occurred at", "time zone", "due"), rows))
    reading = suggestion.mapping.time
    assert (reading.zone_column, reading.zone_assumed) == (3, False)
    # Whether the same zones hold for another date, nobody has said.
    assert field(suggestion, "due").time.zone_assumed  # type: ignore[union-attr]


def test_one_column_is_guessed_as_among_all(tmp_path: Path) -> None:
    table = make_table(tmp_path, *LEADS)
    guesses = suggest_mapping(table, None, "UTC").columns
    assert tuple(guess_column(table, column, Unwatched()) for column in range(table.column_count)) == guesses
    kinds = [guess.kind.text for guess in guesses]
    assert kinds == ["text", "email addresses", "first names", "phone numbers", "true or false", "times", "numbers", "nothing"]
    assert [guess.sure for guess in guesses][3:6] == [0.95, 0.63, 0.95]


def test_events(tmp_path: Path) -> None:
    mapping = suggest(tmp_path, ORDERS).mapping
    assert mapping.row_meaning is RowMeaning.EVENT
    assert (mapping.identifier_column, mapping.event_name_column, mapping.time_column) == (0, 1, 2)
    assert [(each.target, each.name, each.type) for each in mapping.fields] == [
        (Target.PROPERTY, "email", ValueType.TEXT),
        (Target.PROPERTY, "amount", ValueType.NUMBER),
        (Target.PROPERTY, "paid", ValueType.TRUE_FALSE),
        (Target.PROPERTY, "id", ValueType.TEXT),
    ]


def test_the_same_file_as_people_and_events(tmp_path: Path) -> None:
    mapping = suggest(tmp_path, ORDERS, RowMeaning.PERSON_AND_EVENT).mapping
    assert {each.name: each.target for each in mapping.fields} == {
        "email": Target.ATTRIBUTE,
        "amount": Target.PROPERTY,
        "paid": Target.PROPERTY,
        "id": Target.PROPERTY,
    }


@pytest.mark.parametrize("header", ["Opt-in", "Consent", "Subscribed", "Newsletter", "Opted out", "Abgemeldet", "Do not contact"])
def test_a_column_about_consent_never_becomes_unsubscribed_by_itself(tmp_path: Path, header: str) -> None:
    suggestion = suggest(tmp_path, (("email", header), [["ada@example.com", "yes"], ["bob@example.com", "no"]]))
    (sent,) = suggestion.mapping.fields
    assert sent.name != "unsubscribed"
    assert sent.type is ValueType.TRUE_FALSE
    assert (sent.true_words, sent.false_words) == (("yes",), ("no",))
    assert suggestion.columns[1].remark is not None


def test_a_column_called_unsubscribed_is_sent_as_it_says_with_a_remark(tmp_path: Path) -> None:
    suggestion = suggest(tmp_path, (("email", "Unsubscribed"), [["ada@example.com", "true"], ["bob@example.com", "false"]]))
    (sent,) = suggestion.mapping.fields
    assert (sent.name, sent.type, sent.true_words, sent.false_words) == (
        "unsubscribed",
        ValueType.TRUE_FALSE,
        ("true",),
        ("false",),
    )
    assert suggestion.columns[1].remark is not None


def test_undecided_dates_are_flagged_and_refused_until_chosen(tmp_path: Path) -> None:
    suggestion = suggest(tmp_path, (("email", "event", "date"), [["ada@example.com", "x", "03/04/2026"]]))
    assert suggestion.mapping.time.format == "dmy+mdy"
    assert suggestion.columns[2].undecided
    assert suggestion.columns[2].sure < 0.5


def test_a_zone_column_is_used_for_times_without_offset(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "x", "2026-03-04 10:00", "Europe/Paris"]]
    mapping = suggest(tmp_path, (("email", "event", "time", "Timezone"), rows)).mapping
    assert mapping.time.zone_column == 3


def test_created_at_is_an_attribute_of_people_and_no_answer_to_when_it_happened(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "2020-01-01", "1815-12-10"]]
    suggestion = suggest(tmp_path, (("email", "Created", "Birthday"), rows))
    assert suggestion.mapping.time_column is None
    assert field(suggestion, "created_at").type is ValueType.TIME
    assert field(suggestion, "birthday").type is ValueType.TIME


def test_reserved_names_are_not_met_by_chance_and_names_do_not_repeat(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "7", "a", "b", "c"]]
    suggestion = suggest(tmp_path, (("email", "id", "colour", "Colour", ""), rows), RowMeaning.PERSON)
    assert [each.name for each in suggestion.mapping.fields] == ["file_id", "colour", "colour_2", "column_5"]


def test_an_undecided_decimal_mark_stays_text(tmp_path: Path) -> None:
    suggestion = suggest(tmp_path, (("email", "amount"), [["ada@example.com", "1,234"], ["bob@example.com", "5,678"]]))
    assert field(suggestion, "amount").type is ValueType.TEXT
    assert suggestion.columns[1].undecided


def test_a_table_without_rows(tmp_path: Path) -> None:
    suggestion = suggest(tmp_path, (("email", "name"), []))
    assert suggestion.mapping.fields == ()
    assert len(suggestion.columns) == 2


def test_leading_zeros_anywhere_make_a_column_text(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", str(number)] for number in range(1, 3_000)]
    suggestion = suggest(tmp_path, (("email", "shelf"), [*rows, ["ada@example.com", "007"], *rows]))
    assert field(suggestion, "shelf").type is ValueType.TEXT
    assert suggestion.columns[1].remark is not None


def test_codes_of_countries_and_currencies_are_known(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "DE", "EUR"], ["bob@example.com", "NA", "usd"]]
    suggestion = suggest(tmp_path, (("email", "x", "y"), rows))
    assert "country codes" in str(suggestion.columns[1].why)
    assert "currency codes" in str(suggestion.columns[2].why)


def test_an_event_name_is_known_by_its_words(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "page_viewed", "DE"], ["bob@example.com", "signed up", "FR"]]
    suggestion = suggest(tmp_path, (("email", "what", "where"), rows), RowMeaning.EVENT)
    assert suggestion.mapping.event_name_column == 1


@pytest.mark.parametrize(
    ("header", "ids", "meaning", "identifier"),
    [
        ("id", ["7", "8", "7"], RowMeaning.EVENT, 0),
        ("ID", ["7", "8", "7"], RowMeaning.PERSON_AND_EVENT, 0),
        ("id", ["7", "8", "9"], RowMeaning.EVENT, None),
        ("number", ["7", "8", "7"], RowMeaning.EVENT, None),
    ],
)
def test_a_bare_id_that_repeats_is_the_person(
    tmp_path: Path, header: str, ids: list[str], meaning: RowMeaning, identifier: int | None
) -> None:
    rows: list[list[str | None]] = [[each, "bought", "2026-03-04 10:00"] for each in ids]
    suggestion = suggest(tmp_path, ((header, "event", "time"), rows), meaning)
    assert suggestion.mapping.identifier_column == identifier
    assert (suggestion.columns[0].remark is not None) == (identifier is not None)


def test_a_bare_id_gives_way_to_what_says_who_it_is(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["7", "ada@example.com", "bought", "2026-03-04"]] * 2
    assert suggest(tmp_path, (("id", "email", "event", "time"), rows)).mapping.identifier_column == 1


def test_a_day_and_a_time_of_day_in_two_columns_belong_together(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "x", "2026-03-04", "10:15"], ["bob@example.com", "x", "2026-03-05", ""]]
    mapping = suggest(tmp_path, (("email", "event", "Date", "Time"), rows)).mapping
    assert (mapping.time_column, mapping.time.clock_column) == (2, 3)
    assert mapping.fields == ()


def test_a_time_that_has_its_time_of_day_needs_no_other_column(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["ada@example.com", "x", "2026-03-04 10:15", "10:15"]]
    mapping = suggest(tmp_path, (("email", "event", "Date", "Time"), rows)).mapping
    assert (mapping.time_column, mapping.time.clock_column) == (2, None)
    assert [each.column for each in mapping.fields] == [3]


def test_every_guess_can_be_said(tmp_path: Path) -> None:
    for data in (LEADS, ORDERS):
        for guess in suggest(tmp_path, data).columns:
            assert "{" not in str(guess.why)
            assert 0.0 <= guess.sure <= 1.0


def test_ids_of_more_digits_than_a_number_holds_stay_text(tmp_path: Path) -> None:
    """1234567890123456789 read as a binary fraction is 1234567890123456768."""
    rows = [["ada@example.com", "1234567890123456789"], ["bob@example.com", "7"]]
    card = next(field for field in suggest(tmp_path, (("email", "card"), rows)).mapping.fields if field.column == 1)
    assert card.type is ValueType.TEXT


@pytest.mark.parametrize(("guarded", "sent"), [(True, False), (False, True)])
def test_reasons_of_refused_rows_are_not_sent_back(tmp_path: Path, guarded: bool, sent: bool) -> None:
    table = make_table(
        tmp_path, ("email", "reason"), [("ada@example.com", "It was refused."), ("bob@example.com", "It was refused.")]
    )
    table = replace(table, choices=replace(table.choices, guarded=guarded))
    for meaning in RowMeaning:
        mapping = suggest_mapping(table, meaning, "UTC").mapping
        assert ("reason" in {field.name for field in mapping.fields}) is (sent and meaning is RowMeaning.PERSON)
        assert mapping.event_name_column == (1 if sent and meaning is not RowMeaning.PERSON else None)


def test_a_column_named_email_identifies_even_where_most_addresses_are_broken(tmp_path: Path) -> None:
    rows = [["nobody", "1"], ["liam@@example.com", "2"], ["", "3"], ["ada@example.com", "4"]]
    mapping = suggest(tmp_path, (("E-Mail", "n"), rows)).mapping
    assert (mapping.identifier_column, mapping.identifier_kind) == (0, IdentifierKind.EMAIL)
    assert suggest(tmp_path, (("contact", "n"), rows)).mapping.identifier_column is None


@pytest.mark.parametrize(
    ("cells", "format_key"),
    [(["2024-W07-3", "2024-W07-4"], "iso_week"), (["2024W073", "2024W074"], "iso_week"), (["2024-045", "2024-046"], "iso_day")],
)
def test_weeks_and_days_of_the_year_are_times_where_the_header_says_so(tmp_path: Path, cells: list[str], format_key: str) -> None:
    rows: list[list[str | None]] = [[f"{number}@example.com", cell] for number, cell in enumerate(cells)]
    mapping = suggest(tmp_path, (("email", "Happened at"), rows)).mapping
    assert (mapping.time_column, mapping.time.format) == (1, format_key)


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Document", ["2024-045", "2024-046"], ValueType.TEXT),
        ("Document", ["2024045", "2024046"], ValueType.NUMBER),
        ("Happened at", ["2024045", "2024046"], ValueType.NUMBER),
        ("Document", ["2024-W07-3", "2024-W07-4"], ValueType.TIME),
    ],
)
def test_what_could_as_well_be_the_number_of_a_document_is_no_day_of_the_year(
    tmp_path: Path, header: str, cells: list[str], kind: ValueType
) -> None:
    rows: list[list[str | None]] = [[f"{number}@example.com", cell] for number, cell in enumerate(cells)]
    suggestion = suggest(tmp_path, (("email", header), rows), RowMeaning.PERSON)
    assert [each.type for each in suggestion.fields if each.column == 1] == [kind]
    assert suggestion.mapping.time_column is None

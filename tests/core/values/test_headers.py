"""What headers say, in the languages files come in."""

from __future__ import annotations

import pytest

from backfill_assistant.core.values.headers import Meaning, field_name, meaning_of


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Email", Meaning.EMAIL),
        ("E-Mail-Adresse", Meaning.EMAIL),
        ("emailAddress", Meaning.EMAIL),
        ("EMAILS", Meaning.EMAIL),
        ("email (work)", Meaning.EMAIL),
        ("contact.email", Meaning.EMAIL),
        ("Correo electrónico", Meaning.EMAIL),
        ("Sähköposti", Meaning.EMAIL),
        ("Почта", Meaning.EMAIL),
        ("customer_id", Meaning.PERSON_ID),
        ("CustomerID", Meaning.PERSON_ID),
        ("Kundennummer", Meaning.PERSON_ID),
        ("ID client", Meaning.PERSON_ID),
        ("id", Meaning.PLAIN_ID),
        ("cio_id", Meaning.CIO_ID),
        ("Mobile Number", Meaning.PHONE),
        ("Téléphone portable", Meaning.PHONE),
        ("Event Name", Meaning.EVENT_NAME),
        ("Ereignis", Meaning.EVENT_NAME),
        ("occurred_at", Meaning.HAPPENED_AT),
        ("Scanned at", Meaning.HAPPENED_AT),
        ("Fecha y hora", Meaning.HAPPENED_AT),
        ("Päivämäärä", Meaning.HAPPENED_AT),
        ("createdAt", Meaning.CREATED_AT),
        ("Erstellt am", Meaning.CREATED_AT),
        ("Date de naissance", Meaning.BIRTHDAY),
        ("Opt-In", Meaning.OPTED_IN),
        ("Newsletter opt-in", Meaning.OPTED_IN),
        ("GDPR consent", Meaning.OPTED_IN),
        ("Unsubscribed", Meaning.UNSUBSCRIBED),
        ("Do not e-mail", Meaning.OPTED_OUT),
        ("Abgemeldet", Meaning.OPTED_OUT),
        ("País", Meaning.COUNTRY),
        ("Währung", Meaning.CURRENCY),
        ("Gesamtbetrag", Meaning.AMOUNT),
        ("time_zone", Meaning.TIME_ZONE),
        ("PLZ", Meaning.POSTCODE),
        ("favourite colour", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_meaning_of(header: str, meaning: Meaning | None) -> None:
    assert meaning_of(header) is meaning


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("First Name", "first_name"),
        ("orderTotal", "order_total"),
        ("Größe (cm)", "größe_cm"),
        ("a.b-c", "a_b_c"),
        ("_hidden_", "hidden"),
        ("", ""),
    ],
)
def test_field_name(header: str, name: str) -> None:
    assert field_name(header) == name

"""Slips in email domains are found, real domains are left alone."""

from __future__ import annotations

import pytest

from backfill_assistant.core.email_slips import likely_domain


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmail.comm", "gmail.com"),
        ("gmailcom", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.de", "outlook.de"),
        ("yahho.co.uk", "yahoo.co.uk"),
        ("t-onlin.de", "t-online.de"),
    ],
)
def test_slips(wrong: str, right: str) -> None:
    assert likely_domain(wrong) == right


@pytest.mark.parametrize(
    "real",
    [
        "gmail.com",
        "mail.com",
        "ymail.com",
        "email.com",
        "yahoo.dk",
        "yahoo.ca",
        "hotmail.se",
        "gmx.de",
        "web.de",
        "company.example",
        "",
        "com",
    ],
)
def test_real_domains(real: str) -> None:
    assert likely_domain(real) is None

#!/usr/bin/env python3
"""Write resources/samples: invented people at example domains. Run with the checkout's environment; the result is committed.

Times in survey_events.csv are counted back from MOMENT; the program moves them so that MOMENT becomes the present.
"""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "samples"
MOMENT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = [
    "Amara",
    "Bo",
    "Carla",
    "Dario",
    "Elif",
    "Femi",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kira",
    "Liam",
    "Mina",
    "Noor",
    "Otto",
    "Paula",
    "Quentin",
    "Rosa",
    "Samir",
    "Tilda",
    "Udo",
    "Vera",
    "Wim",
    "Yara",
    "Zeno",
]
LAST = [
    "Abel",
    "Bergström",
    "Cho",
    "Dubois",
    "Eriksen",
    "Fuchs",
    "García",
    "Haddad",
    "Ito",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Meyer",
    "Novák",
    "Okafor",
    "Petrov",
    "Rossi",
    "Şahin",
    "Tanaka",
    "Weiß",
]
COMPANIES = ["Nordlicht GmbH", "Blue Harbor Ltd", "Café Süd & Co", "Atelier 9", "Quill, Ink & Sons", "Tierra Verde S.A."]
COMMENTS = [
    "",
    "",
    "",
    "Great sessions, thank you",
    'The "hands-on" part was best',
    "Too loud; too short",
    "Zu wenig Kaffee ☕",
    "n/a",
    "=)",
]


def address(first: str, last: str, domain: str) -> str:
    """A plain ASCII address at an example domain."""
    folded = f"{first}.{last}".lower().translate(str.maketrans("öüäéíáş", "ouaeias")).replace("ß", "ss")
    return f"{folded}@{domain}"


def survey_events(chance: random.Random) -> list[list[str]]:
    """Events from 75 days ago up to minutes ago; a dozen rows have something wrong with them."""
    ages = sorted([chance.uniform(0.1, 24) for _ in range(34)] + [chance.uniform(24, 71) for _ in range(52)], reverse=True)
    ages = sorted([chance.uniform(74, 75 * 24) for _ in range(314)], reverse=True) + ages
    people = [(f, la) for f in FIRST for la in LAST]
    chance.shuffle(people)
    people = people[:180]
    rows = []
    for age in ages:
        index = chance.randrange(len(people))
        first, last = people[index]
        event = chance.choices(["survey_completed", "survey_started", "Survey completed"], [76, 22, 2])[0]
        when = (MOMENT - age * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
        score = f"{chance.uniform(1, 10):.1f}"
        recommends = chance.choice(["yes", "no"])
        rows.append(
            [
                f"{index:05d}",
                address(first, last, "mail.example.com"),
                event,
                when,
                score,
                recommends,
                chance.choice(COMMENTS),
                "expo",
            ]
        )
    rows[17][:2] = ["", ""]
    rows[58][3] = ""
    rows[93][3] = "last Tuesday"
    rows[140][5] = "maybe"
    rows[188][4] = "nine"
    rows[231][3] = (MOMENT + 30 * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows[262][2] = "User Suppressed"
    rows[300][6] = "Dear team, as discussed on the phone, " * 40
    rows[333] = list(rows[332])
    rows[377][3] = str(int((MOMENT - 20 * HOUR).timestamp() * 1000))
    return rows


def leads(chance: random.Random) -> list[list[object]]:
    """Badge scans: phone numbers and badge numbers with leading zeros, words for opt-in, duplicates, damaged addresses."""
    people = [(f, la) for f in FIRST for la in LAST]
    chance.shuffle(people)
    rows: list[list[object]] = []
    for number, (first, last) in enumerate(people[:126]):
        phone = chance.choice(
            [f"0{chance.randint(30, 899)} {chance.randint(100000, 999999)}", f"+49 30 {chance.randint(10000, 99999)}"]
        )
        scanned = datetime(2026, 2, 10, 9) + timedelta(minutes=chance.randint(0, 60 * 24 * 2))
        rows.append(
            [
                f"{number + 40:05d}",
                first,
                last,
                address(first, last, chance.choice(["example.com", "example.org", "leads.example.net"])),
                phone,
                chance.choice(COMPANIES),
                chance.choice(["DE", "FR", "NA", "SE", "US"]),
                chance.choices(["yes", "no", "Ja", "nein"], [5, 3, 1, 1])[0],
                scanned,
                round(chance.uniform(0, 100), 1),
            ]
        )
    rows[9][3] = "nobody"
    rows[30][3] = str(rows[30][3]).replace("@", "@@")
    rows[31][3] = ""
    rows[52][7] = "maybe"
    rows[53][7] = ""
    for copy_of in (4, 21, 60, 61):
        again = list(rows[copy_of])
        again[8] = again[8] + timedelta(hours=3)  # type: ignore[operator]
        rows.append(again)
    return rows


def write_leads(rows: list[list[object]]) -> None:
    """Three sheets; the first has two title lines and an empty one above its header."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Leads"
    sheet.append(["Expo Berlin 2026: badge scans, hall 4"])
    sheet.append(["Exported from the scanner on 12 February 2026"])
    sheet.append([])
    sheet.append(
        [
            "Badge",
            "First name",
            "Last name",
            "Email",
            "Phone",
            "Company",
            "Country",
            "Newsletter opt-in",
            "Scanned at",
            "Interest %",
        ]
    )
    for row in rows:
        sheet.append(row)
        sheet.cell(sheet.max_row, 9).number_format = "yyyy-mm-dd hh:mm"
    talks = book.create_sheet("Talks")
    talks.append(["Badge", "Talk", "Stayed minutes"])
    for row in rows[:40]:
        talks.append([row[0], "Mail that people want", 35])
    book.create_sheet("Read me").append(["Phone numbers are as typed at the booth."])
    book.properties.creator = "Backfill Assistant"
    book.save(FOLDER / "conference_leads.xlsx")


def campaigns() -> list[dict[str, object]]:
    """As the App API lists them, but with times as hours before the present."""
    running = {"state": "running", "active": True}
    return [
        {"id": 1, "name": "Survey follow-up", **running, "event_name": "survey_completed", "first_started": 240, "created": 300},
        {"id": 2, "name": "Thank you, and a gift", **running, "event_name": "survey_completed", "first_started": 40, "created": 60},
        {"id": 3, "name": "Unfinished survey", **running, "event_name": "survey_started", "first_started": 5000, "created": 5100},
        {"id": 4, "name": "VIP onboarding", **running, "trigger_segment_ids": [7], "first_started": 1200, "created": 1300},
        {"id": 5, "name": "Re-engage", **running, "trigger_segment_ids": [9], "first_started": 4800, "created": 4900},
        {"id": 6, "name": "Spring survey", "state": "draft", "active": False, "event_name": "survey_completed", "created": 20},
        {
            "id": 7,
            "name": "Old welcome",
            "state": "stopped",
            "active": False,
            "trigger_segment_ids": [3],
            "first_started": 9000,
            "created": 9100,
        },
        {
            "id": 8,
            "name": "Birthday greeting",
            **running,
            "date_attribute": "birthday",
            "frequency": "yearly",
            "first_started": 3000,
            "created": 3100,
        },
        {"id": 9, "name": "Booth call-back", **running, "event_name": "call_requested", "created": 100},
    ]


def main() -> None:
    chance = random.Random(20260305)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "survey_events.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["respondent_id", "email", "event", "completed_at", "score", "recommends", "comment", "source"])
        writer.writerows(survey_events(chance))
    write_leads(leads(chance))
    described = {"moment": MOMENT.isoformat(), "time_column": "completed_at", "campaigns": campaigns()}
    (FOLDER / "campaigns.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

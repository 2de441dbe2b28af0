"""Planted cell values and keys are looked for in everything the program leaves or says.

Two files may hold cells: the table in the cache, which is the person's own file in another form, and the refused rows, which the
person saves. Neither may hold a key.
"""

from __future__ import annotations

import base64
import json
import logging
import signal
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import numpy as np
import pyarrow as pa
import pytest

from backfill_assistant.adapters.practice_process import practice_address
from backfill_assistant.compose import ConcreteParts
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.forecast_picture import ForecastFile, entry_reasons, picture_of
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Choice, Decision, SendingPlan
from backfill_assistant.core.journal.report import make_report
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, TimeReading, ValueType
from backfill_assistant.core.mapping.repairs import CorrectValue, EditCell, Repairs
from backfill_assistant.core.mapping.saved_mappings import save_mapping, to_text
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import load_cargo
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import Wishes, send
from backfill_assistant.practice import account
from backfill_assistant.practice.faults import Fault, FaultKind
from backfill_assistant.practice.keys import Keys
from backfill_assistant.practice.messages import Reply, json_reply
from backfill_assistant.practice.server import PracticeServer
from fakes.journey import Headless, PracticeServerProcess
from fakes.keyrings import MemoryKeyring
from fakes.voyage import HurriedClock, HurriedMonitor, Killed

# In every cell but the times that can be read; in any letter case.
PLANTED = "qzjxv"
PLANTED_NUMBER = "7316550917"
KEYS = Keys("site-wkpqh", "track-wkpqh", "pipelines-wkpqh", "app-wkpqh")
KEY = "wkpqh"
COLUMNS = "customer,email,event,when,amount,plan,note"


def write_file(path: Path, row_count: int) -> Path:
    """Rows that are fine, that cannot be read as a time or a number, that are too long, and one that is edited."""
    lines = [COLUMNS]
    for row in range(row_count):
        when = f"2024-05-{row % 28 + 1:02d}T10:00:00Z" if row % 23 else f"{PLANTED} o'clock"
        amount = PLANTED_NUMBER if row % 29 else f"{PLANTED} euros"
        note = f"{PLANTED} note {row}" if row % 31 else f"{PLANTED}" * 300
        lines.append(f"{PLANTED}-{row},{PLANTED}{row}@example.com,{PLANTED} bought,{when},{amount},{PLANTED} plan,{note}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


MAPPING = Mapping(
    RowMeaning.PERSON_AND_EVENT,
    identifier_column=0,
    event_name_column=2,
    time_column=3,
    time=TimeReading("iso", "UTC"),
    fields=(
        Field(Target.ATTRIBUTE, "email", 1),
        Field(Target.ATTRIBUTE, "plan", 5),
        Field(Target.PROPERTY, "amount", 4, type=ValueType.NUMBER),
        Field(Target.PROPERTY, "note", 6),
    ),
)


def found_in(content: bytes, wanted: tuple[str, ...]) -> list[str]:
    """Which of these texts it holds: as they are, or as a Basic header carries them."""
    content = content.lower()
    credentials = [f"{KEYS.site_id}:{KEYS.api_key}", f"{KEYS.pipelines_key}:"]
    forms = {text: [text.encode(), text.encode("utf-16-le")] for text in wanted}
    forms[KEY] = [KEY.encode(), *(base64.b64encode(each.encode()).lower().rstrip(b"=") for each in credentials)]
    return [text for text in wanted if any(form in content for form in forms[text])]


EVERYTHING = (PLANTED, PLANTED_NUMBER, KEY)


def leaks(folder: Path, *, cells_allowed: tuple[Path, ...] = ()) -> dict[str, list[str]]:
    """Every file below the folder that holds what it must not, temporary files and write-ahead logs included."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        allowed = any(path == each or each in path.parents for each in cells_allowed)
        if held := found_in(path.read_bytes(), (KEY,) if allowed else EVERYTHING):
            found[str(path.relative_to(folder))] = held
        if PLANTED in path.name.lower():
            found[path.name] = [PLANTED]
    return found


class EchoingServer(PracticeServer):
    """Complains in words that repeat what was sent, as a careless server does."""

    def _answer(self, request, connection) -> Reply | None:
        reply = super()._answer(request, connection)
        if reply is None or reply.status not in (207, 400):
            return reply
        said = json.loads(reply.body)
        listed = said["errors"] if "errors" in said else [said["meta"]]
        for error in listed:
            if isinstance(error, dict):
                error["message"] = f"'{PLANTED} note' of {PLANTED}@example.com with {self.api_key} is not valid"
                error["field"] = f"attributes.{PLANTED}"
        return json_reply(reply.status, said)


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder for temporary files, of this process and of those it starts."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def store(monkeypatch) -> MemoryKeyring:
    kept = MemoryKeyring()
    before = keyring.get_keyring()
    keyring.set_keyring(kept)
    yield kept
    keyring.set_keyring(before)


@pytest.fixture
def server(monkeypatch) -> Iterator[PracticeServer]:
    monkeypatch.setattr(account, "Keys", lambda: KEYS)
    with EchoingServer() as running:
        yield running


class Walk:
    """The whole path with the program's own parts; what it says on the way is kept."""

    def __init__(self, home: Path, server: PracticeServer, route: Route) -> None:
        self.parts, self.clock = ConcreteParts(home), HurriedClock()
        self.address = replace(practice_address(server.base_url), id="acme", name="Acme", route=route, practice=False)
        self.said: list[str] = []
        keys = {"track_site_id": KEYS.site_id, "track_api_key": KEYS.api_key}
        for purpose, key in {**keys, "pipelines_key": KEYS.pipelines_key, "app_key": KEYS.app_key}.items():
            assert self.parts.secrets.keep(self.address.id, purpose, key)

    def keep_words(self, sentence: object) -> str:
        """How a page is put into words."""
        self.said.append(str(sentence))
        return str(sentence)

    def attempt(self, work):
        """What it returns; an error that it raises is kept with its whole story, as a log would show it."""
        try:
            return work()
        except (BackfillError, Killed) as problem:
            self.said += [str(problem), repr(problem), "".join(traceback.format_exception(problem))]
            return None

    def sit(self, run, cargo, *, dies_after=None) -> None:
        journal = self.parts.journals.open(run.id)
        workspace = self.parts.open_workspace(self.address)
        leave, left = workspace.start, [dies_after]

        def start_or_die(number, body):
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
            leave(number, body)

        workspace.start = start_or_die
        monitor = HurriedMonitor(self.clock, lambda progress: bool(self.said.append(repr(progress))))
        try:
            self.attempt(lambda: send(journal, cargo, workspace, self.clock, monitor, Wishes(refused_share_max=2.0)))
            self.said += [repr(workspace), repr(journal), repr(run), repr(self.parts.secrets)]
        finally:
            workspace.close()
            journal.close()


def spoiled(cargo, some):
    """Events that only the server refuses: they lose their name on the way."""

    def encode(rows):
        made = cargo.encode(rows)
        bodies = [
            body.replace(f'"{PLANTED} bought"'.encode(), b'" "') if row in some else body
            for row, body in zip(made.rows.tolist(), made.bodies.to_pylist(), strict=True)
        ]
        sizes = np.array([len(body) for body in bodies], dtype=np.int64)
        return replace(made, bodies=pa.array(bodies, pa.large_binary()), sizes=sizes)

    return replace(cargo, encode=encode)


@pytest.mark.parametrize("route", Route)
def test_no_cell_and_no_key_is_left_anywhere(route, server, store, temporary, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    home, saved = tmp_path / "home", tmp_path / "saved"
    saved.mkdir()
    walk = Walk(home, server, route)
    parts, clock = walk.parts, walk.clock
    path = write_file(tmp_path / "orders.csv", 400)

    table = parts.reader.read(path, parts.reader.look(path).choices, Unwatched())
    repairs = Repairs((EditCell(5, 6, f"{PLANTED} edited"), EditCell(23, 3, "2024-05-01T10:00:00Z")))
    checked = check_rows(table, MAPPING, repairs, route, clock.now_ms(), Unwatched())
    assert 10 < checked.refused.astype(bool).sum() < 60
    server.set_campaigns(
        [{"id": 1, "name": "Thanks", "state": "running", "event_name": "bought", "first_started": 1, "created": 1}]
    )
    campaigns = walk.attempt(lambda: parts.campaign_source(walk.address).read(Unwatched()))
    forecast = prepare(checked, campaigns, ImportKind.of(MAPPING))
    plan, decision = SendingPlan(clock.now_ms(), 1e6), Decision(Choice.SEND_ALL)
    file = ForecastFile(table.source.name, table.row_count, table.fingerprint)
    picture = picture_of(forecast, plan, decision, file, "Acme", clock.now_ms())
    parts.forecast_page.save(saved / "forecast.html", picture, walk.keep_words)
    walk.said += entry_reasons(forecast, plan, forecast.send_order(plan)[:20]).values()
    walk.said += [str(verdict) for verdict in forecast.verdicts_of(1, plan)]
    parts.settings.keep("saved_mappings", [to_text(save_mapping("Orders", table.column_names, MAPPING, repairs))])
    parts.settings.keep("recent_files", [str(path)])

    opened = parts.open_workspace(walk.address)
    key = opened.check().workspace_key
    opened.close()
    prepared = Prepared(table, MAPPING, repairs, checked, campaigns, plan, decision)
    run = replace(new_run(prepared, walk.address, key, 400, clock.now_ms()), batch_budget_bytes=5_000)
    parts.journals.begin(run).close()
    cargo = spoiled(load_cargo(run, table, checked, forecast, repairs), {40, 41, 200})

    seen_while_open = []
    for fault in (
        Fault(FaultKind.ERROR, every=3, path="batch", after=1),
        Fault(FaultKind.HTML, every=4, path="batch", after=1),
        Fault(FaultKind.CUT_AFTER, every=3, path="batch", after=1),
        Fault(FaultKind.TRUNCATED, every=3, path="batch", after=1),
        Fault(FaultKind.REVOKED, path="batch", after=2),
        Fault(FaultKind.REVOKED, path=""),
        Fault(FaultKind.TOO_LARGE, bytes=2_000, path="batch", after=1),
    ):
        server.set_faults(fault)
        walk.sit(run, cargo, dies_after=6)
        seen_while_open.append(leaks(home, cells_allowed=(parts.cache_folder / "tables",)))
    server.set_faults()
    walk.sit(run, cargo)
    journal = parts.journals.open(run.id, to_send=False)
    report = make_report(journal)
    # While a journal is open its write-ahead log is there too.
    assert list(home.rglob("*.run-wal"))
    seen_while_open.append(leaks(home, cells_allowed=(parts.cache_folder / "tables",)))
    journal.close()
    assert not report.can_continue
    assert report.refused_rows().size > 10
    assert {group.reason.by.value for group in report.refused} == {"us", "customer.io"}
    parts.report_page.save(saved / "report.html", report, walk.keep_words)
    reasons = {row: " ".join(str(reason.sentence) for reason in found) for row, found in report.reasons_by_row().items()}
    parts.rows_file.save(saved / "refused.csv", table, report.refused_rows(), reasons)
    walk.said += [str(report.summary), *reasons.values(), repr(report), repr(parts.journals.summaries())]

    path.write_text("customer\n", encoding="utf-8")
    for work in (
        lambda: parts.reader.check_unchanged(table),
        lambda: parts.reader.read(path, table.choices, Unwatched()),
        lambda: load_cargo(replace(run, fingerprint="0" * 64), table, checked, forecast, repairs),
        lambda: load_cargo(run, table, checked, forecast, Repairs((CorrectValue(5, f"{PLANTED} plan", PLANTED),))),
        lambda: parts.rows_file.save(saved / "nowhere" / "refused.csv", table, report.refused_rows(), reasons),
        lambda: parts.reader.look(saved),
    ):
        walk.attempt(work)

    # What was planted is where it belongs, so the search can find it.
    assert found_in((saved / "refused.csv").read_bytes(), EVERYTHING) == [PLANTED, PLANTED_NUMBER]
    assert any(PLANTED.encode() in each.read_bytes() for each in (parts.cache_folder / "tables").iterdir())
    assert any(PLANTED in str(event) for event in server.events())
    assert sorted(store.kept.values()) == sorted([KEYS.site_id, KEYS.api_key, KEYS.pipelines_key, KEYS.app_key])

    path.unlink()
    allowed = (parts.cache_folder / "tables", saved / "refused.csv")
    assert leaks(tmp_path, cells_allowed=allowed) == {}
    assert [each for each in seen_while_open if each] == []
    assert list(temporary.iterdir()) == []
    assert len(walk.said) > 50
    told = [each for each in walk.said if found_in(each.encode(), EVERYTHING)]
    assert told == []
    assert found_in(caplog.text.encode(), EVERYTHING) == []
    captured = capfd.readouterr()
    assert found_in((captured.out + captured.err).encode(), EVERYTHING) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is what this is about")
def test_the_headless_program_leaks_nothing_even_when_it_is_killed(tmp_path, temporary):
    practice = PracticeServerProcess()
    try:
        home = tmp_path / "home"
        headless = Headless(home)
        file = write_file(tmp_path / "orders.csv", 600)
        mapping = tmp_path / "mapping.json"
        mapping.write_text(to_text(save_mapping("Orders", tuple(COLUMNS.split(",")), MAPPING)), encoding="utf-8")
        said = list(headless.run("suggest", file, "--meaning", "event", "--save", tmp_path / "suggested.json")[1:])
        practice.tell("faults", [{"kind": "cut_after", "every": 5, "path": "batch"}])
        words = (file, "--mapping", mapping, "--practice", practice.url)
        said += headless.run("forecast", *words)[1:]
        program = headless.start("send", *words, "--batch-bytes", 4_000, "--choice", "send everything", "--approve", 600)
        while program.poll() is None and practice.ask("counts")["events"] < 100:
            pass
        program.send_signal(signal.SIGKILL)
        said += program.communicate()
        # What a crash leaves lies there as it was, the write-ahead log too.
        assert list(home.rglob("*.run-wal"))
        tables = home / "cache" / "tables"
        assert leaks(home, cells_allowed=(tables,)) == {}
        said += headless.run("resume", "last", "--practice", practice.url)[1:]
        said += headless.run("report", "last", "--refused", tmp_path / "refused.csv", "--json")[1:]
        said += headless.run("runs")[1:]
        assert practice.ask("counts")["events"] > 400
        file.unlink()
        said += headless.run("resume", "last", "--practice", practice.url)[1:]
        assert leaks(tmp_path, cells_allowed=(tables, tmp_path / "refused.csv")) == {}
        assert found_in((tmp_path / "refused.csv").read_bytes(), (PLANTED,)) == [PLANTED]
        assert list(temporary.iterdir()) == []
        assert "refused" in "".join(said)
        assert [each for each in said if found_in(each.encode(), EVERYTHING)] == []
    finally:
        practice.stop()


def test_a_leak_would_be_found(tmp_path):
    (tmp_path / "log").write_text(f"sent {PLANTED.upper()}-7", encoding="utf-8")
    (tmp_path / "header").write_bytes(b"Basic " + base64.b64encode(f"{KEYS.site_id}:{KEYS.api_key}".encode()))
    (tmp_path / "fine").write_text("row 7, column plan", encoding="utf-8")
    assert leaks(tmp_path) == {"log": [PLANTED], "header": [KEY]}

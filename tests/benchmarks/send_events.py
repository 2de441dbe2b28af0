"""Rows per second of whole processes that send the same file to the same server: ours, and Customer.io's own Python clients.

    .venv/bin/python tests/benchmarks/send_events.py [rows] [--no-clients]

The server counts what arrives, speaks TLS as Customer.io does and runs in a process of its own. The clients get environments of
their own in a temporary folder. A time runs from the start of a process to its end, imports and reading the file included; the
bare loop, which posts bodies encoded beforehand, and our sender with records encoded beforehand are timed without their start.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.counting_server import Running, running
from practice.official_clients import CLIENTS, make_certificate, make_environment

AT_ONCE = 8
TURNS = 3
FLOOR = "import numpy, pyarrow.compute, sqlite3, httpx"
COLUMNS = ("customer_id", "event", "when", "product", "price", "currency", "note", "country", "source")

READING = """
import csv, datetime, sys, time
def rows(share=1.0):
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))[1:]
    return found[: int(len(found) * share)]
def moment(row):
    return datetime.datetime.fromisoformat(row[2].replace("Z", "+00:00"))
def data(row):
    return {"product": row[3], "price": row[4], "currency": row[5], "note": row[6], "country": row[7], "source": row[8]}
"""
BATCH = f"""{READING}
from customerio import CustomerIO
with CustomerIO("site", "key", host="127.0.0.1", port=int(sys.argv[2])) as cio:
    chunk = []
    for row in rows():
        chunk.append({{"type": "person", "identifiers": {{"id": row[0]}}, "action": "event", "name": row[1],
                      "timestamp": int(moment(row).timestamp()), "attributes": data(row)}})
        if len(chunk) == 1_000:
            cio.batch(chunk)
            chunk = []
    if chunk:
        cio.batch(chunk)
"""
BACKFILL = f"""{READING}
from customerio import CustomerIO
with CustomerIO("site", "key", host="127.0.0.1", port=int(sys.argv[2])) as cio:
    for row in rows(float(sys.argv[3])):
        cio.backfill(row[0], row[1], int(moment(row).timestamp()), **data(row))
"""
ANALYTICS = f"""{READING}
import logging
logging.disable(logging.CRITICAL)
from customerio.analytics.client import Client
options = {{"max_queue_size": 1_000_000}} if sys.argv[3] == "enlarged" else {{}}
client = Client("key", host="https://127.0.0.1:" + sys.argv[2], **options)
for row in rows():
    client.track(user_id=row[0], event=row[1], timestamp=moment(row), properties=data(row))
client.flush()
client.join()
"""


def write_rows(path: Path, row_count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(COLUMNS) + "\n")
        for row in range(row_count):
            when = f"2025-{row % 12 + 1:02d}-{row % 28 + 1:02d}T{row % 24:02d}:{row % 60:02d}:{row % 59:02d}Z"
            said = f'"He said ""ok"", note number {row} ünïcode"'
            person = f"{row * 7919 % 300_000:07d}"
            file.write(f"{person},purchased,{when},sku-{row % 5000},{row % 1000}.{row % 100:02d},EUR,{said},DE,shop\n")


def the_mapping():
    from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target

    fields = tuple(Field(Target.PROPERTY, name, column=place) for place, name in enumerate(COLUMNS) if place > 2)
    return Mapping(RowMeaning.EVENT, identifier_column=0, event_name_column=1, time_column=2, fields=fields)


@dataclass
class Took:
    """What a process took: seconds from its start to its end, seconds of processor time, and its peak memory in MB."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def timed(words: Sequence[object], environment: dict[str, str]) -> Took:
    began = time.perf_counter()
    process = subprocess.Popen(list(map(str, words)), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    trouble = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{words[:3]} ended with {process.returncode}: {trouble.decode()[-2000:]}")
    return Took(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def bare_and_given(url: str, context: ssl.SSLContext, folder: Path, csv: Path, path: str) -> None:
    """In a process of its own: prints the seconds of a bare loop, of our sender with bodies or records given and without."""
    import httpx
    import numpy as np

    from backfill_assistant.adapters.beside_thread import beside_thread
    from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
    from backfill_assistant.adapters.journal_folder import JournalFolder
    from backfill_assistant.adapters.readers.file_reader import Files
    from backfill_assistant.adapters.system_clock import SystemClock
    from backfill_assistant.core.checks.checks import check_rows
    from backfill_assistant.core.forecast.forecast import prepare
    from backfill_assistant.core.forecast.import_kind import ImportKind
    from backfill_assistant.core.forecast.plans import Decision, SendingPlan
    from backfill_assistant.core.journal.batches import batch_body, body_digest, first_batch
    from backfill_assistant.core.journal.runs import Region, RunEnd, WorkspaceAddress
    from backfill_assistant.core.mapping.repairs import NO_REPAIRS
    from backfill_assistant.core.progress import Unwatched
    from backfill_assistant.core.records.records import EncodedRecords
    from backfill_assistant.core.routes import Route
    from backfill_assistant.core.sending.cargo import load_cargo
    from backfill_assistant.core.sending.loads import Load
    from backfill_assistant.core.sending.new_run import Prepared, new_run
    from backfill_assistant.core.sending.sender import send
    from backfill_assistant.core.sending.supply import Supply

    clock, reader = SystemClock(), Files(folder / "cache")
    table = reader.read(csv, reader.look(csv).choices, Unwatched())
    checked = check_rows(table, the_mapping(), NO_REPAIRS, Route.TRACK, clock.now_ms(), Unwatched())
    forecast = prepare(checked, (), ImportKind(False, True))
    address = WorkspaceAddress("w", "W", Region.US, base_urls=(("track", url),))
    journals = JournalFolder(folder / "runs")

    def through(encoded: EncodedRecords | None, batches: dict[int, Sequence[Load]] | None = None) -> float:
        """Seconds of the sender: from the table, from encoded records, or from bodies, which it hashes all the same."""
        prepared = Prepared(table, the_mapping(), NO_REPAIRS, checked, (), SendingPlan(clock.now_ms(), 1e9), Decision())
        workspace = TrackWorkspace(address, "site", "key")
        run = new_run(prepared, address, workspace.check().workspace_key, 0, clock.now_ms())
        cargo = load_cargo(run, table, checked, forecast, NO_REPAIRS)
        if encoded is not None:

            def given(some):
                cut = slice(int(some[0]), int(some[-1]) + 1)
                return EncodedRecords(encoded.rows[cut], encoded.kinds[cut], encoded.bodies[cut], encoded.sizes[cut])

            cargo = replace(cargo, encode=given)
        journal = journals.begin(run)
        made = Supply._made
        if batches is not None:
            Supply._made = lambda supply, places, is_last: [
                replace(load, body_sha256=body_digest(load.body)) for load in batches[int(places[0])]
            ]
        with beside_thread() as beside:
            began = time.perf_counter()
            assert send(journal, cargo, workspace, clock, Unwatched(), None, beside) is RunEnd.COMPLETE
            seconds = time.perf_counter() - began
        Supply._made = made
        workspace.close()
        journal.close()
        return seconds

    prepared = Prepared(table, the_mapping(), NO_REPAIRS, checked, (), SendingPlan(clock.now_ms(), 1e9), Decision())
    run = new_run(prepared, address, "k", 0, clock.now_ms())
    everything = load_cargo(run, table, checked, forecast, NO_REPAIRS).encode(np.arange(table.row_count))
    bodies, start = [], 0
    while start < table.row_count:
        stop = start + first_batch(everything.rows[start:], everything.sizes[start:], 450_000, 1_000_000)
        bodies.append(batch_body(everything.bodies[start:stop]))
        start = stop

    def bare() -> float:
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        with httpx.Client(verify=context, trust_env=False, limits=limits) as client, ThreadPoolExecutor(AT_ONCE) as pool:
            began = time.perf_counter()
            for status in pool.map(lambda body: client.post(url + path, content=body).status_code, bodies):
                assert status == 200
            return time.perf_counter() - began

    batches: dict[int, Sequence[Load]] = {}
    noted = Supply._made

    def noting(supply: Supply, places: np.ndarray, is_last: bool) -> Sequence[Load]:
        batches[int(places[0])] = noted(supply, places, is_last)
        return batches[int(places[0])]

    Supply._made = noting
    through(everything)
    Supply._made = noted
    # Turn by turn, so that what else the machine does hits all of them.
    turns = [(bare(), through(None, batches), through(everything), through(None)) for _ in range(7)]
    middle = [sorted(each)[len(each) // 2] for each in zip(*turns, strict=True)]
    print(json.dumps({"bodies": len(bodies), "bytes": sum(map(len, bodies)), "seconds": middle}))


def line(what: str, rows: float, seconds: float, more: str = "") -> None:
    print(f"{what:58} {rows / seconds:11,.0f} rows/s  {seconds:7.2f} s  {more}", flush=True)


def main(row_count: int, with_clients: bool) -> None:
    import backfill_assistant
    from backfill_assistant.core.mapping.saved_mappings import save_mapping, to_text

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        csv, mapping, home = folder / "orders.csv", folder / "mapping.json", folder / "home"
        write_rows(csv, row_count)
        mapping.write_text(to_text(save_mapping("Orders", COLUMNS, the_mapping())), encoding="utf-8")
        make_certificate(folder)
        trusted = str(folder / "certificate.pem")
        # As installed packages are, the clients' too: compiled once, not at each start.
        compiled = compileall.compile_dir(Path(backfill_assistant.__file__).parent, quiet=2)
        assert compiled, "the program could not be compiled"
        trusting = {**os.environ, "SSL_CERT_FILE": trusted, "REQUESTS_CA_BUNDLE": trusted, "NO_PROXY": "127.0.0.1"}
        # httpx brings its own command line along where it finds click, which only the test tools need here.
        (folder / "without" / "click").mkdir(parents=True)
        (folder / "without" / "click" / "__init__.py").write_text("raise ImportError('not where the program is installed')\n")
        environment = {**trusting, "BACKFILL_ASSISTANT_HOME": str(home), "PYTHONPATH": str(folder / "without")}
        print(f"{row_count:,} events, {csv.stat().st_size / 1e6:.0f} MB of CSV; one server, TLS, 127.0.0.1")

        def ours(server: Running, *more: object) -> list[object]:
            words = [sys.executable, "-m", "backfill_assistant.headless", "send", csv, "--mapping", mapping]
            return [*words, "--practice", server.url, "--rows-per-second", 1_000_000, *more]

        with running(folder) as server:

            def measured(what: str, words: list[object], share: float = 1.0) -> float:
                """Seconds for all rows."""
                server.counted()
                took = timed(words, environment)
                arrived = server.counted()["events"]
                more = f"{took.processor_seconds:6.2f} s of processor  {took.peak_mb:4.0f} MB  arrived {arrived:,}"
                line(what, row_count * share, took.seconds, more)
                return took.seconds / share

            def from_the_csv() -> list[object]:
                shutil.rmtree(home, ignore_errors=True)
                return ours(server)

            def table_already_read() -> list[object]:
                # A file that was sent before is compared with every run of it.
                shutil.rmtree(home / "data", ignore_errors=True)
                return ours(server)

            took = timed([sys.executable, "-c", FLOOR], environment)
            alone = f"{took.seconds:.2f} s, {took.processor_seconds:.2f} s of processor"
            print(f"the interpreter, numpy, Arrow, SQLite and httpx alone: {alone}")
            if with_clients:
                track, analytics = (make_environment(folder / which, CLIENTS[which]) for which in ("track", "pipelines"))
            found = []
            # Turn by turn, so that what else the machine does hits all of them; the best of each counts.
            for _ in range(TURNS):
                found.append([measured("ours, headless, whole process, from the CSV", from_the_csv())])
                found[-1].append(measured("ours, headless, whole process, table already read", table_already_read()))
                if with_clients:
                    found[-1].append(measured("customerio batch(), chunks of 1,000", [track, "-c", BATCH, csv, server.port]))
            whole, again, *batch = map(min, zip(*found, strict=True))

            def compare(what: str, theirs: float) -> None:
                print(f"{what:58} ours: {theirs / whole:6.1f} × from the CSV, {theirs / again:6.1f} × table already read")

            if with_clients:
                compare("customerio batch(), chunks of 1,000", batch[0])
                share = min(1.0, 4_000 / row_count)
                for what, words, part in (
                    (f"customerio backfill(), {share:.1%} of it", [track, "-c", BACKFILL, csv, server.port, share], share),
                    ("customerio-cdp-analytics, queue enlarged", [analytics, "-c", ANALYTICS, csv, server.port, "enlarged"], 1.0),
                    ("customerio-cdp-analytics, defaults", [analytics, "-c", ANALYTICS, csv, server.port, "defaults"], 1.0),
                ):
                    compare(what, measured(what, words, part))
            words = [sys.executable, __file__, "--in-turn", str(folder), server.url, str(csv)]
            inside = json.loads(subprocess.run(words, check=True, capture_output=True, text=True, env=environment).stdout)
            print(f"within one process, middle of 7 turns: {inside['bodies']} bodies of {inside['bytes'] / 1e6:.0f} MB in all")
            bare, *others = inside["seconds"]
            line("bare loop of httpx, bodies encoded beforehand, 8 at once", row_count, bare)
            for what, seconds in zip(
                (
                    "our sender, journal FULL, bodies given, hashed by it",
                    "our sender, journal FULL, records encoded",
                    "our sender from the table: values, ids, encoding, journal",
                ),
                others,
                strict=True,
            ):
                line(what, row_count, seconds, f"{bare / seconds:.2f} of the bare loop")

        with running(folder, cap=100, delay_seconds=0.1) as server:
            server.counted()
            timed(ours(server, "--batch-bytes", 30_000), environment)
            found = server.counted()
            rate = (found["requests"] - 1) / (found["last"] - found["first"])
            print(
                f"a server that takes 100 requests/s, answers after 100 ms: {found['requests']:,.0f} requests, {rate:.1f}/s"
                f" = {rate:.0f} % of its cap, {found['turned_away']:,.0f} turned away, arrived {found['events']:,}"
            )


if __name__ == "__main__":
    if "--in-turn" in sys.argv:
        _, _, where, address, file = sys.argv
        trust = ssl.create_default_context(cafile=f"{where}/certificate.pem")
        bare_and_given(address, trust, Path(where) / "in turn", Path(file), "/api/v2/batch")
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        main(numbers[0] if numbers else 200_000, "--no-clients" not in sys.argv)

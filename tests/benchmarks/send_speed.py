"""Rows per second from a table to a server on this machine, beside a bare loop that posts bodies encoded beforehand.

    .venv/bin/python tests/benchmarks/send_speed.py [rows]

One run, one server, one table, in turn: the bare loop, our sender with records encoded beforehand, and the whole path (checks,
forecast, ids, encoding, a journal on disk with synchronous=FULL). The server only counts; it runs in a process of its own.
"""

from __future__ import annotations

import resource
import socketserver
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np

from backfill_assistant.adapters.customerio.track_api import TrackWorkspace
from backfill_assistant.adapters.journal_folder import JournalFolder
from backfill_assistant.adapters.system_clock import SystemClock
from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.forecast.forecast import prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Decision, SendingPlan
from backfill_assistant.core.journal.batches import batch_body, first_batch
from backfill_assistant.core.journal.runs import Region, RunEnd, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import EncodedRecords
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sending.cargo import load_cargo
from backfill_assistant.core.sending.new_run import Prepared, new_run
from backfill_assistant.core.sending.sender import send

AT_ONCE = 8
REGION = b'{"url":"http://127.0.0.1","region":"us","environment_id":3}'


class Counting(socketserver.StreamRequestHandler):
    """Reads requests to their end and answers as Track does."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        while request := self.rfile.readline():
            length = 0
            while (line := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            self.rfile.read(length)
            body = REGION if request.startswith(b"GET") else b"{}\n"
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            self.wfile.write(head + body)


class Server(socketserver.ThreadingTCPServer):
    """One thread per connection."""

    daemon_threads = True
    request_queue_size = 64


def serve() -> None:
    with Server(("127.0.0.1", 0), Counting) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


def table_of(folder: Path, rows: int):
    sys.path[:0] = [str(Path(__file__).parents[1])]
    from fakes.tables import make_table

    names = ["customer_id", "event", "when", "product", "price", "currency", "note", "country", "source"]
    made = [
        [
            f"{row * 7919 % 300_000:07d}",
            "purchased",
            f"2025-{row % 12 + 1:02d}-{row % 28 + 1:02d}T{row % 24:02d}:{row % 60:02d}:{row % 59:02d}Z",
            f"sku-{row % 5000}",
            f"{row % 1000}.{row % 100:02d}",
            "EUR",
            f'He said "ok", note number {row} ünïcode',
            "DE",
            "shop",
        ]
        for row in range(rows)
    ]
    fields = tuple(Field(Target.PROPERTY, name, column=place) for place, name in enumerate(names) if place > 2)
    mapping = Mapping(RowMeaning.EVENT, identifier_column=0, event_name_column=1, time_column=2, fields=fields)
    return make_table(folder, names, made, rows_per_batch=50_000), mapping


def bare_loop(url: str, bodies: list[bytes]) -> float:
    with httpx.Client(base_url=url, limits=httpx.Limits(max_connections=AT_ONCE)) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        began = time.perf_counter()
        for answer in pool.map(lambda body: client.post("/api/v2/batch", content=body).status_code, bodies):
            assert answer == 200
        return time.perf_counter() - began


def main(rows: int) -> None:
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
    address = WorkspaceAddress("w", "W", Region.US, base_urls=(("track", url),))
    clock = SystemClock()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            table, mapping = table_of(folder, rows)
            journals = JournalFolder(folder / "runs")

            def run_through(encoded: EncodedRecords | None) -> float:
                began = time.perf_counter()
                checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, clock.now_ms(), Unwatched())
                forecast = prepare(checked, (), ImportKind(False, True))
                plan = SendingPlan(clock.now_ms(), 1e9)
                prepared = Prepared(table, mapping, NO_REPAIRS, checked, (), plan, Decision())
                workspace = TrackWorkspace(address, "site", "key")
                run = new_run(prepared, address, workspace.check().workspace_key, 0, clock.now_ms())
                cargo = load_cargo(run, table, checked, forecast, NO_REPAIRS)
                if encoded is not None:
                    cargo = replace(cargo, encode=lambda some: part_of(encoded, some))
                    began = time.perf_counter()
                journal = journals.begin(run)
                assert send(journal, cargo, workspace, clock, Unwatched()) is RunEnd.COMPLETE
                taken = time.perf_counter() - began
                workspace.close()
                journal.close()
                return taken

            checked = check_rows(table, mapping, NO_REPAIRS, Route.TRACK, clock.now_ms(), Unwatched())
            prepared = Prepared(table, mapping, NO_REPAIRS, checked, (), SendingPlan(clock.now_ms(), 1e9), Decision())
            run = new_run(prepared, address, "k", 0, clock.now_ms())
            everything = load_cargo(run, table, checked, prepare(checked, (), ImportKind(False, True)), NO_REPAIRS).encode(
                np.arange(rows)
            )
            bodies, start = [], 0
            while start < rows:
                stop = start + first_batch(everything.rows[start:], everything.sizes[start:], 450_000, 1_000_000)
                bodies.append(batch_body(everything.bodies[start:stop]))
                start = stop
            bare, given, whole = bare_loop(url, bodies), run_through(everything), run_through(None)
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
    print(f"{rows:,} events, {sum(map(len, bodies)) / 1e6:.0f} MB, {len(bodies)} full bodies")
    for what, seconds in (("bare loop", bare), ("sender, records given", given), ("whole path from the table", whole)):
        print(f"{what:28} {rows / seconds:12,.0f} rows/s   {bare / seconds:5.2f} of the bare loop")
    print(f"peak memory of everything    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:12,.0f} MB")


def part_of(encoded: EncodedRecords, rows: np.ndarray) -> EncodedRecords:
    first, last = int(rows[0]), int(rows[-1]) + 1
    assert last - first == len(rows)
    cut = slice(first, last)
    return EncodedRecords(encoded.rows[cut], encoded.kinds[cut], encoded.bodies[cut], encoded.sizes[cut])


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)

"""How long a million rows take to be checked and encoded, beside row loops with json and (where installed) orjson.

    python tests/benchmarks/encode_records.py [rows]

Prints seconds and ratios, and the longest stretch in which another Python thread could not run, as a window would feel it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from backfill_assistant.core.checks.checks import check_rows
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.repairs import NO_REPAIRS
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.records.records import encode_rows
from backfill_assistant.core.routes import Route
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile, Table, table_schema

COLUMNS = ("customer", "when", "event", "price", "currency", "product", "quantity", "gift", "note", "channel")
NOW = 1_795_000_000_000


def write_table(folder: Path, row_count: int) -> Table:
    """Orders with leading zeros, prices, quotes and umlauts, ten columns."""
    chance = np.random.default_rng(7)
    notes = np.array(["", "süß", 'said "yes"', "plain text that is a little longer", "two, words", "ring\nthe bell"])
    path = folder / "orders.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table_schema(COLUMNS)) as writer:
        for start in range(0, row_count, 50_000):
            count = min(50_000, row_count - start)
            seconds = 1_700_000_000 + chance.integers(0, 90_000_000, count)
            columns = [
                [f"{number:08d}" for number in chance.integers(0, 300_000, count).tolist()],
                [f"{moment}Z" for moment in seconds.astype("datetime64[s]").astype(str).tolist()],
                chance.choice(["purchased", "refunded", "viewed"], count).tolist(),
                [f"{price:.2f}" for price in (chance.random(count) * 900).tolist()],
                chance.choice(["EUR", "USD", "CHF"], count).tolist(),
                [f"Product {number} größe M" for number in chance.integers(0, 5_000, count).tolist()],
                chance.integers(1, 9, count).astype(str).tolist(),
                chance.choice(["yes", "no", ""], count).tolist(),
                chance.choice(notes, count).tolist(),
                chance.choice(["web", "shop", "phone"], count).tolist(),
            ]
            marks = [
                pa.array(range(start + 2, start + 2 + count)),
                pa.nulls(count, pa.int32()).fill_null(0),
                pa.nulls(count, pa.string()),
            ]
            writer.write_batch(pa.record_batch([pa.array(each) for each in columns] + marks, schema=table_schema(COLUMNS)))
    source = SourceFile("orders.csv", "orders.csv", 0, 0)
    return Table(path, COLUMNS, row_count, "benchmark", source, ReadingChoices())


MAPPING = Mapping(
    RowMeaning.EVENT,
    identifier_column=0,
    event_name_column=2,
    time_column=1,
    fields=(
        Field(Target.PROPERTY, "price", 3, type=ValueType.NUMBER),
        Field(Target.PROPERTY, "currency", 4),
        Field(Target.PROPERTY, "product", 5),
        Field(Target.PROPERTY, "quantity", 6, type=ValueType.NUMBER),
        Field(Target.PROPERTY, "gift", 7, type=ValueType.TRUE_FALSE),
        Field(Target.PROPERTY, "note", 8),
        Field(Target.PROPERTY, "channel", 9),
    ),
)


def row_loop(table: Table, dump: Callable[[object], object]) -> int:
    """What a loop over rows costs for about the same records, without checks, times taken as given and no ids."""
    size = 0
    for start in range(0, table.row_count, 50_000):
        for cells in table.cells(start, start + 50_000):
            values = {"price": float(cells[3] or 0), "currency": cells[4], "product": cells[5], "quantity": int(cells[6] or 0)}
            values |= {name: cells[at] for name, at in (("gift", 7), ("note", 8), ("channel", 9)) if cells[at]}
            record = {
                "type": "person",
                "identifiers": {"id": cells[0]},
                "action": "event",
                "name": cells[2],
                "timestamp": 1_795_000_000,
                "attributes": values,
            }
            size += len(dump(record))  # type: ignore[arg-type]
    return size


class Heartbeat:
    """A thread that wants to run every millisecond, and the longest it had to wait."""

    def __enter__(self) -> Heartbeat:
        self.worst_ms = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat)
        self._thread.start()
        return self

    def _beat(self) -> None:
        last = time.perf_counter()
        while not self._over.wait(0.001):
            now = time.perf_counter()
            self.worst_ms = max(self.worst_ms, (now - last) * 1_000)
            last = now

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def measured(name: str, work: Callable[[], object], repeat: int = 3) -> float:
    """The least processor time of a few runs, printed with its wall time: other programs on the machine disturb it least."""
    runs = []
    for _ in range(repeat):
        with Heartbeat() as heart:
            wall, own = time.perf_counter(), time.process_time()
            work()
            runs.append((time.process_time() - own, time.perf_counter() - wall, heart.worst_ms))
    own, wall, wait = min(runs)
    print(f"{name:<46} {own:6.2f} s of processor {wall:6.2f} s by the clock   longest wait of another thread {wait:4.0f} ms")
    return own


def main() -> None:
    """Measure and print."""
    row_count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(Path(folder), row_count)
        print(f"{row_count:,} rows of {len(COLUMNS)} columns")
        checked = check_rows(table, MAPPING, NO_REPAIRS, Route.TRACK, NOW, Unwatched())
        measured("check_rows", lambda: check_rows(table, MAPPING, NO_REPAIRS, Route.TRACK, NOW, Unwatched()))
        rows = np.flatnonzero(checked.sendable)

        def encode(route: Route) -> None:
            for start in range(0, len(rows), 50_000):
                encode_rows(table, rows[start : start + 50_000], MAPPING, NO_REPAIRS, checked, route, "workspace")

        ours = measured("encode_rows, Track, ids included", lambda: encode(Route.TRACK))
        measured("encode_rows, Pipelines, ids included", lambda: encode(Route.PIPELINES))
        loops = {"a row loop with json": lambda record: json.dumps(record, ensure_ascii=False).encode()}
        try:
            import orjson
        except ImportError:
            print("orjson is not installed")
        else:
            loops["a row loop with orjson"] = orjson.dumps
        for name, dump in loops.items():
            theirs = measured(f"{name}, no checks, no ids", lambda dump=dump: row_loop(table, dump), repeat=1)
            print(f"{'':<44} {theirs / ours:7.1f} × ours")


if __name__ == "__main__":
    main()

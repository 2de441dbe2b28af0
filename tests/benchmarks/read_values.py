"""How long a million cells take to become times or numbers, one line per way of writing them.

python tests/benchmarks/read_values.py [rows]
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta

import pyarrow as pa

from backfill_assistant.core.values.numbers import read_numbers
from backfill_assistant.core.values.times import read_times

SLICE_ROWS = 50_000
START = datetime(2024, 1, 1)
WAYS = {
    "iso": "%Y-%m-%dT%H:%M:%S",
    "dmy": "%d.%m.%Y %H:%M",
    "mdy": "%m/%d/%Y %I:%M %p",
    "month_name": "%d %b %Y %H:%M",
    "dmy2": "%d.%m.%y",
    "compact": "%Y%m%d%H%M%S",
    "dmy+mdy": "%d/%m/%Y",
    "iso+dmy": "%Y-%m-%d %H:%M",
}


def timed(texts: pa.Array, read: object) -> str:
    began = time.perf_counter()
    longest = 0.0
    unread = 0
    for start in range(0, len(texts), SLICE_ROWS):
        before = time.perf_counter()
        unread += int((read(texts.slice(start, SLICE_ROWS)).problem != 0).sum())  # type: ignore[operator]
        longest = max(longest, time.perf_counter() - before)
    return f"{time.perf_counter() - began:5.2f} s, longest slice {1000 * longest:3.0f} ms, {unread:,} not read"


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    moments = [START + timedelta(minutes=17 * number) for number in range(50_000)]
    for key, written in WAYS.items():
        some = [moment.strftime(written) for moment in moments]
        texts = pa.array([some[number % len(some)] for number in range(rows)])
        print(f"times   {key:12} {timed(texts, lambda cells, key=key: read_times(cells, key, 'Europe/Berlin'))}")
    seconds = pa.array([str(1_700_000_000 + number) for number in range(rows)])
    print(f"times   {'unix_s':12} {timed(seconds, lambda cells: read_times(cells, 'unix_s', 'UTC'))}")
    plain = pa.array([f"{number}.{number % 100:02d}" for number in range(rows)])
    print(f"numbers {'plain':12} {timed(plain, lambda cells: read_numbers(cells, '.'))}")
    worn = pa.array([f"€ {number % 999}.{number % 1000:03d},{number % 100:02d}" for number in range(rows)])
    print(f"numbers {'with signs':12} {timed(worn, lambda cells: read_numbers(cells, ','))}")


if __name__ == "__main__":
    main()

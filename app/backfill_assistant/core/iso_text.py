"""Instants as ISO 8601 text in UTC, such as 2026-01-31T08:05:09.250Z, written by columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_PATTERN = np.frombuffer(b"0000-00-00T00:00:00.000Z", dtype=np.uint8)
_DAY_MS = 86_400_000
# The years that four digits can write.
FIRST_MS = int(np.datetime64("0001-01-01", "ms").astype(np.int64))
LAST_MS = int(np.datetime64("9999-12-31T23:59:59.999", "ms").astype(np.int64))


def iso_texts(instants: pa.Int64Array) -> pa.StringArray:
    """Unix milliseconds as text; null stays null. Years outside 1 to 9999 cannot be written: ValueError."""
    missing = np.asarray(instants.is_null())
    moments = np.asarray(pc.fill_null(instants, 0)).astype(np.int64)
    if len(moments) and (moments.min() < FIRST_MS or moments.max() > LAST_MS):
        raise ValueError("a year that four digits cannot write")
    days, of_day = np.divmod(moments, _DAY_MS)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month_number = months.astype(np.int64)
    characters = np.tile(_PATTERN, (len(moments), 1))
    _write(characters, 0, 4, 1970 + np.floor_divide(month_number, 12))
    _write(characters, 5, 2, np.mod(month_number, 12) + 1)
    _write(characters, 8, 2, (dates - months.astype("datetime64[D]")).astype(np.int64) + 1)
    _write(characters, 11, 2, of_day // 3_600_000)
    _write(characters, 14, 2, of_day // 60_000 % 60)
    _write(characters, 17, 2, of_day // 1_000 % 60)
    _write(characters, 20, 3, of_day % 1_000)
    ends = np.arange(len(moments) + 1, dtype=np.int32) * len(_PATTERN)
    texts = pa.StringArray.from_buffers(len(moments), pa.py_buffer(ends), pa.py_buffer(characters))
    return pc.if_else(pa.array(missing), None, texts) if missing.any() else texts


def _write(characters: npt.NDArray[np.uint8], place: int, width: int, numbers: npt.NDArray[np.int64]) -> None:
    for offset in range(width - 1, -1, -1):
        numbers, digit = np.divmod(numbers, 10)
        characters[:, place + offset] = digit + ord("0")

"""Text columns become times: unix milliseconds, or why not, per row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import Converted, Texts, ValueProblem, as_array, flags, trimmed_or_null
from backfill_assistant.core.values.time_formats import FORMATS, TimeFormat, formats_of
from backfill_assistant.core.values.time_parts import WallTimes, numbers_as_times, patterns_as_times
from backfill_assistant.core.values.zone_words import is_zone_word
from backfill_assistant.core.values.zones import Ints, to_instants, zone_name

__all__ = ["FORMATS", "TIME_MAX_MS", "TIME_MIN_MS", "read_times"]

# The years 1 to 9999, as calendars and ISO 8601 have them.
TIME_MIN_MS: Final = -62_135_596_800_000
TIME_MAX_MS: Final = 253_402_300_799_999


def read_times(
    texts: Texts,
    format: str,  # noqa: A002
    zone: str,
    zones: Texts | None = None,
    repeated_hour: str = "refuse",
    zone_words: tuple[tuple[str, str], ...] = (),
) -> Converted:
    """Read a column as times. Fractions finer than a millisecond are cut off.

    `format` is a key of FORMATS, or several joined by `+`; a row that two of them read differently is AMBIGUOUS.
    `zone` holds for texts that name no offset of their own, or `zones` with one zone per row instead.
    A zone that a text or a cell of `zones` names by letters counts as `zone_words` says, and is UNSAID_ZONE where they do not.
    `repeated_hour` is "refuse", "earlier" or "later".
    """
    cells = trimmed_or_null(texts)
    known = _Zones(zone, as_array(zones) if zones is not None else None, dict(zone_words), repeated_hour)
    readings = [_read_one(cells, entry, known) for entry in formats_of(format)]
    result = readings[0]
    for other in readings[1:]:
        result = _either(result, other)
    return result


def zone_texts(texts: Texts, format: str, zones: Texts | None = None) -> list[str]:  # noqa: A002
    """How each text, or its cell of `zones`, names its zone; "" where neither does. For a few rows that are to be shown."""
    cells = trimmed_or_null(texts)
    found = [""] * len(cells) if zones is None else [(text or "").strip() for text in as_array(zones).to_pylist()]
    for entry in formats_of(format):
        walls = patterns_as_times(cells, entry) if not entry.is_number else None
        if walls is not None and walls.zone is not None:
            own = (walls.zone_texts[place] if place >= 0 else "" for place in walls.zone.tolist())
            found = [mine or other for mine, other in zip(own, found, strict=True)]
    return found


@dataclass(frozen=True, eq=False)
class _Zones:
    """Which zone holds for a text: its own word, its row's, or the column's."""

    zone: str
    by_row: pa.Array | None
    words: dict[str, str]
    repeated_hour: str

    def meant(self, text: str) -> str | ValueProblem:
        """The zone that a text names, or why it names none."""
        text = text.strip()
        if is_zone_word(text):
            return zone_name(self.words.get(text, "")) or ValueProblem.UNSAID_ZONE
        return zone_name(text) or ValueProblem.UNKNOWN_ZONE

    def pieces(self, walls: WallTimes, rows: Ints) -> Iterator[tuple[str | ValueProblem, Ints]]:
        """These rows, gathered by the zone that holds for them."""
        if walls.zone is not None:
            for place, text in enumerate(walls.zone_texts):
                yield self.meant(text), rows[walls.zone[rows] == place]
            rows = rows[walls.zone[rows] < 0]
        if not len(rows):
            return
        if self.by_row is None:
            yield zone_name(self.zone) or ValueProblem.UNKNOWN_ZONE, rows
            return
        coded = pc.fill_null(self.by_row, "").dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)[rows]
        order = np.argsort(codes, kind="stable")
        found, starts = np.unique(codes[order], return_index=True)
        for code, piece in zip(found, np.split(rows[order], starts[1:]), strict=True):
            yield self.meant(coded.dictionary[int(code)].as_py()), piece


def _read_one(cells: pa.Array, entry: TimeFormat, zones: _Zones) -> Converted:
    if entry.is_number:
        walls = numbers_as_times(cells, entry)
    else:
        walls = (_cast_iso(cells) if entry.key == "iso" else None) or patterns_as_times(cells, entry)
    instants, problem = walls.local_ms, walls.problem.copy()
    missing = flags(pc.is_null(cells))
    zoneless = (problem == 0) & ~walls.has_offset & ~missing
    needs_zone = np.flatnonzero(zoneless)
    if zones.by_row is not None:
        zoneless = np.zeros(len(cells), dtype=np.bool_)
    elif walls.zone is not None:
        zoneless &= walls.zone < 0
    if len(needs_zone):
        instants = instants.copy()
        for meant, rows in zones.pieces(walls, needs_zone):
            if isinstance(meant, ValueProblem):
                problem[rows] = meant
            else:
                instants[rows], problem[rows] = to_instants(instants[rows], meant, zones.repeated_hour, walls.date_only[rows])
    outside = (problem == 0) & ((instants < TIME_MIN_MS) | (instants > TIME_MAX_MS))
    problem[outside] = ValueProblem.OUT_OF_RANGE
    problem[missing] = 0
    return Converted(pa.array(instants, mask=missing | (problem != 0)), problem, walls.date_only & ~missing, zoneless)


def _cast_iso(cells: pa.Array) -> WallTimes | None:
    """Arrow's own reader, ten times faster; None unless it takes every cell. It takes only what `iso` means, exactly."""
    kinds = [pa.timestamp("us"), pa.timestamp("us", "UTC")]
    # A reader that fails takes thirty times as long, so the likely one comes first.
    if str(pc.first(cells).as_py() or "")[-6:].strip("0123456789:") in {"Z", "z", "+", "-"}:
        kinds.reverse()
    for kind in kinds:
        try:
            read = cells.cast(kind)
        except pa.ArrowInvalid:
            continue
        local_ms = np.floor_divide(pc.fill_null(read.cast(pa.int64()), 0).to_numpy(zero_copy_only=False), 1_000)
        has_offset = np.full(len(cells), kind.tz is not None)
        date_only = flags(pc.less_equal(pc.binary_length(cells), 10)) & ~has_offset
        return WallTimes(local_ms, has_offset, date_only, np.zeros(len(cells), dtype=np.uint8))
    return None


def _either(first: Converted, second: Converted) -> Converted:
    """Rows that only one reading takes get its value; rows that both take must agree."""
    a, b = (pc.fill_null(reading.values, 0).to_numpy(zero_copy_only=False) for reading in (first, second))
    # A reading that fits the form but meets a clock change still stands for itself: dropping it would decide in silence.
    formless = (ValueProblem.UNREADABLE, ValueProblem.IMPOSSIBLE, ValueProblem.OUT_OF_RANGE)
    a_fits, b_fits = (~np.isin(reading.problem, formless) for reading in (first, second))
    differ = a_fits & b_fits & ((a != b) | (first.problem != second.problem))
    use_b = b_fits & ~a_fits
    problem = np.where(use_b, second.problem, first.problem)
    # Where neither fits, having the form of a date is the better explanation.
    neither = ~a_fits & ~b_fits & (first.problem == ValueProblem.UNREADABLE)
    problem = np.where(neither, second.problem, problem)
    problem[differ] = ValueProblem.AMBIGUOUS
    values = np.where(use_b, b, a)
    missing = flags(pc.is_null(first.values)) & flags(pc.is_null(second.values))
    date_only = np.where(use_b, *(_flags_of(reading.date_only, a) for reading in (second, first)))
    zoneless = np.where(use_b, *(_flags_of(reading.zoneless, a) for reading in (second, first)))
    return Converted(pa.array(values, mask=missing | (problem != 0)), problem.astype(np.uint8), date_only, zoneless)


def _flags_of(known: npt.NDArray[np.bool_] | None, rows: Ints) -> npt.NDArray[np.bool_]:
    return np.zeros(len(rows), dtype=np.bool_) if known is None else known

"""Numbers that a format shows as days, times of day or durations: counted in days from the workbook's first day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from backfill_assistant.adapters.readers.cell_text import duration_text, moment_text, time_text

# The 31st of December 9999, the last day that spreadsheets show.
LAST_DAY = 2_958_466


@dataclass(frozen=True)
class SerialTime:
    """How such a number is shown: as hours that may be more than 24, or as a moment."""

    duration: bool
    from_1904: bool

    def show(self, value: float) -> str | None:
        """ISO text; None for a number that is no time."""
        if not 0 <= value < LAST_DAY:
            return None
        if self.duration:
            return duration_text(datetime.timedelta(days=value))
        if not self.from_1904 and (told := leap_day_text(value)):
            return told
        first = datetime.datetime(1904, 1, 1) if self.from_1904 else datetime.datetime(1899, 12, 30 if value >= 60 else 31)
        moment = first + datetime.timedelta(microseconds=round(value * 86_400_000) * 1_000)
        return time_text(moment.time()) if value < 1 else moment_text(moment)


def leap_day_text(serial: float) -> str | None:
    """The 29th of February 1900, which spreadsheets count though it never was; None for other days."""
    if not 60 <= serial < 61:
        return None
    seconds = round((serial - 60) * 86_400)
    clock = f" {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "1900-02-29" + (clock if seconds else "")

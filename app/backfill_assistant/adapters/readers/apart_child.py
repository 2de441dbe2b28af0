"""The process of its own in which a large workbook is read (see `reading_apart`)."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from backfill_assistant.core.arrow_alone import load_arrow
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.progress import Progress, Unwatched
from backfill_assistant.core.table.reading import ReadingChoices

TELL_SECONDS: Final = 0.1


def main() -> None:
    """Read what one line on the standard input asks for."""
    load_arrow()
    from backfill_assistant.adapters.readers import workbook_file
    from backfill_assistant.adapters.readers.one_pass import OnePass
    from backfill_assistant.core.table.table import SourceFile

    asked = json.loads(sys.stdin.readline())
    source, choices = SourceFile(**asked["source"]), ReadingChoices.from_dict(asked["choices"])
    unpacked = Path(asked["unpacked"]) if asked["unpacked"] else None
    try:
        with OnePass(source, choices, Path(asked["place"]), _Telling(), unpacked) as one:
            table = one.finish(workbook_file.read(one))
    except BackfillError as error:
        sentences = [(sentence.text, dict(sentence.values)) for sentence in (error.title, error.advice)]
        _tell({"error": type(error).__name__, "sentences": sentences})
    else:
        _tell({"table": table.describe()})


class _Telling(Unwatched):
    """Tells progress, but not too often."""

    def __init__(self) -> None:
        self._last = 0.0

    def show(self, progress: Progress) -> None:
        """Tell how far it is."""
        now = time.monotonic()
        if now - self._last >= TELL_SECONDS:
            self._last = now
            _tell(
                {
                    "done": progress.done,
                    "total": progress.total,
                    "rows_per_second": progress.rows_per_second,
                    "seconds_left": progress.seconds_left,
                }
            )


def _tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Opening: what every command starts with, and reading the file that it names; Ctrl-C stops either."""

from __future__ import annotations

import json
import signal
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from backfill_assistant.compose import ConcreteParts
from backfill_assistant.core.beside import Beside
from backfill_assistant.core.errors import FileProblem, SettingsProblem
from backfill_assistant.core.progress import Progress
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import Table
from backfill_assistant.headless.words import Printer


class Watch:
    """A Monitor for the terminal: Ctrl-C asks to stop, and the job ends in good order; once more, and it waits for no answer."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._asked = threading.Event()
        self._in_haste = False

    def show(self, progress: Progress) -> None:
        """Print it."""
        self._printer.progress(progress)

    def stopping(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._asked.is_set()

    def pausing(self) -> bool:
        """Never."""
        return False

    def hurrying(self) -> bool:
        """Whether Ctrl-C was pressed again."""
        return self._in_haste

    def pause(self, wait_seconds: float) -> bool:
        """Wait, but wake at once on Ctrl-C."""
        return self._asked.wait(wait_seconds)

    def stop(self, *_: object) -> None:
        """Ask to stop; asked again, not to wait."""
        self._in_haste = self._asked.is_set()
        self._asked.set()


@contextmanager
def watching(printer: Printer) -> Iterator[Watch]:
    """A Watch that hears Ctrl-C and a polite kill while it is used."""
    watch = Watch(printer)
    if threading.current_thread() is not threading.main_thread():
        yield watch
        return
    before = {number: signal.signal(number, watch.stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield watch
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True, eq=False)
class Opening:
    """What every command starts with."""

    watch: Watch
    # One more thread, for as long as the command takes.
    beside: Beside
    # Reads the file that the command names. Loading modules meanwhile would take turns with it, and both would take as long.
    table: Callable[[], Table]


@contextmanager
def opening(parts: ConcreteParts, chosen: Namespace, printer: Printer) -> Iterator[Opening]:
    """For as long as the command takes."""
    with watching(printer) as watch, parts.beside() as beside:
        yield Opening(watch, beside, partial(open_table, parts, chosen, watch))


def read_text(path: Path) -> str:
    """A small text file of ours. Raises SettingsProblem."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "The file {name} cannot be read."), name=path.name),
            Sentence(QT_TRANSLATE_NOOP("core", "Check that it exists and that you may open it.")),
        ) from error


def open_table(parts: ConcreteParts, chosen: Namespace, watch: Watch) -> Table:
    """Read the file, with the choices given or guessed."""
    path: Path = chosen.file.absolute()
    choices = None
    if chosen.reading:
        try:
            choices = ReadingChoices.from_dict(json.loads(read_text(chosen.reading)))
        except (ValueError, TypeError) as error:
            raise SettingsProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "The file {name} does not say how to read a file."), name=chosen.reading.name),
                Sentence(QT_TRANSLATE_NOOP("core", "Leave it out, and the program guesses.")),
            ) from error
    look = parts.reader.look(path, choices)
    if chosen.sheet and chosen.sheet != look.choices.sheet:
        if chosen.sheet not in {sheet.name for sheet in look.sheets}:
            raise FileProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "The file has no sheet of that name.")),
                Sentence(
                    QT_TRANSLATE_NOOP("core", "It has these: {sheets}."),
                    sheets=", ".join(sheet.name for sheet in look.sheets) or "–",
                ),
            )
        look = parts.reader.look(path, replace(look.choices, sheet=chosen.sheet))
    return parts.reader.read(path, look.choices, watch)

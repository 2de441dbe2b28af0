"""The path as far as it can be walked offline: file, table, mapping, checked rows, campaigns, forecast."""

from __future__ import annotations

import json
import signal
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from backfill_assistant.compose import ConcreteParts
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checks.checks import CheckedRows, check_rows
from backfill_assistant.core.errors import BackfillError, FileProblem, MappingIncomplete, SettingsProblem
from backfill_assistant.core.forecast.forecast import Forecast, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Order, SendingPlan
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Mapping, RowMeaning
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, Repairs
from backfill_assistant.core.mapping.saved_mappings import fit, from_text
from backfill_assistant.core.progress import Progress
from backfill_assistant.core.routes import Route
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
class Way:
    """How far the path was walked."""

    address: WorkspaceAddress
    table: Table
    mapping: Mapping
    repairs: Repairs
    checked: CheckedRows
    campaigns: tuple[Campaign, ...]
    forecast: Forecast
    plan: SendingPlan


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


def find_mapping(chosen: Namespace, table: Table) -> tuple[Mapping, Repairs]:
    """The mapping given, fitted to the table's columns, or a first guess. Raises MappingIncomplete, SettingsProblem."""
    if getattr(chosen, "mapping", None):
        fitted = fit(from_text(read_text(chosen.mapping)), table.column_names)
        if fitted.missing:
            raise MappingIncomplete(
                Sentence(
                    QT_TRANSLATE_NOOP("core", "The file lacks columns that the mapping uses: {names}."),
                    names=", ".join(fitted.missing),
                ),
                Sentence(QT_TRANSLATE_NOOP("core", "Choose the mapping that was made for files like this one, or make a new one.")),
            )
        return fitted.mapping, fitted.repairs
    # Imported where it is needed: a run with a mapping and the practice workspace starts without either.
    from backfill_assistant.core.suggest import suggest_mapping

    meaning = RowMeaning(chosen.meaning) if chosen.meaning else None
    return suggest_mapping(table, meaning, chosen.zone).mapping, NO_REPAIRS


def find_workspace(parts: ConcreteParts, chosen: Namespace) -> WorkspaceAddress:
    """A workspace by the name it was given in the window; the practice workspace without one."""
    name: str | None = chosen.workspace
    if name is None:
        return replace(parts.practice.address(), route=Route(chosen.route or Route.TRACK))
    from backfill_assistant.ui.workspace_work import added_workspaces

    known = added_workspaces(parts)
    for address in known:
        if name in (address.name, address.id):
            return address
    raise BackfillError(
        Sentence(QT_TRANSLATE_NOOP("core", "There is no workspace called {name} here."), name=name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Add it in the window first. Known are: {names}."),
            names=", ".join(address.name for address in known) or "–",
        ),
    )


def find_campaigns(parts: ConcreteParts, chosen: Namespace, address: WorkspaceAddress, watch: Watch) -> tuple[Campaign, ...]:
    """From the file given, else from the workspace."""
    if chosen.campaigns:
        return parts.campaigns_file.read(chosen.campaigns)
    return parts.campaign_source(address).read(watch)


def walk(parts: ConcreteParts, chosen: Namespace, watch: Watch) -> Way:
    """From the file to the forecast. Raises BackfillError and Stopped."""
    with parts.beside() as beside:
        # While the file is read there is time to ask the workspace.
        reading = beside(partial(open_table, parts, chosen, watch))
        address = find_workspace(parts, chosen)
        campaigns = find_campaigns(parts, chosen, address, watch)
        table = reading()
        mapping, repairs = find_mapping(chosen, table)
        now_ms = parts.clock.now_ms()
        checked = check_rows(table, mapping, repairs, address.route, now_ms, watch, beside)
    forecast = prepare(checked, campaigns, ImportKind.of(mapping))
    plan = SendingPlan(chosen.start or now_ms, chosen.rows_per_second, Order(chosen.order))
    return Way(address, table, mapping, repairs, checked, campaigns, forecast, plan)

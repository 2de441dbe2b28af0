"""Operations: everything a person can do, one function each. Reads like a table of contents.

The work is done by the core and the parts. A function that takes time starts a job and returns it; what comes of it is kept in the
session. The core's heavy modules are imported inside the functions, so that the window opens before pyarrow and httpx are loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.session import Intent, Opened

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import Run, WorkspaceAddress
    from backfill_assistant.core.mapping.saved_mappings import SavedMapping
    from backfill_assistant.core.ports import Parts, RunSummary
    from backfill_assistant.core.progress import Monitor
    from backfill_assistant.core.table.reading import FirstLook, ReadingChoices
    from backfill_assistant.core.table.table import Table
    from backfill_assistant.ui.models.recent_model import RecentFile, RecentMapping

    Recent = tuple[tuple[RunSummary, ...], tuple[RecentFile, ...], tuple[RecentMapping, ...]]

_RECENT_FILES_MAX = 12
# By then the first rows are painted, and reading may take all cores.
_PAINTED_SECONDS = 0.05
# What the settings file calls them.
_USUAL_WORKSPACE = "usual_workspace"
_RECENT_FILES = "recent_files"
_WINDOW_SIZE = "window_size"
# Pixels; no window can be wider or higher (QWIDGETSIZE_MAX is larger, screens are not).
_SIDE_MAX = 30_000


# ---- Start


def begin(desk: Desk, intent: Intent) -> None:
    """Say what the session is for; a new one begins."""
    desk.session.start_over()
    desk.session.intent = intent


def use_practice_workspace(desk: Desk) -> Job:
    """Start the small Customer.io on this machine, if need be, and send everything there."""
    desk.jobs.start(desk.parts.settings.keep, _USUAL_WORKSPACE, None, name="remember", lane=Lane.OUTSIDE, watched=False)
    return _use(desk, desk.parts.practice.address)


def use_workspace(desk: Desk, address: WorkspaceAddress) -> Job:
    """Send everything to this workspace, now and after the next start."""

    def remember() -> WorkspaceAddress:
        desk.parts.settings.keep(_USUAL_WORKSPACE, asdict(address))
        return address

    return _use(desk, remember)


def use_usual_workspace(desk: Desk) -> Job:
    """The workspace that was used last; the practice workspace until there is one."""
    return _use(desk, partial(_usual_workspace, desk.parts))


def open_sample_events(desk: Desk) -> Job:
    """Try it: survey events, some of them recent, into the practice workspace."""
    return _open_sample(desk, desk.parts.samples.survey_events, Intent.EVENTS)


def open_sample_leads(desk: Desk) -> Job:
    """Try it: the leads of a conference, a workbook with three sheets, into the practice workspace."""
    return _open_sample(desk, desk.parts.samples.conference_leads, Intent.PEOPLE)


def begin_with_mapping(desk: Desk, name: str) -> None:
    """Say that the next file is to be brought in as a saved mapping says."""
    desk.session.start_over()
    desk.session.wanted_mapping = name


def list_recent(desk: Desk, keep: Callable[[Recent], None]) -> Job:
    """Runs, files and saved mappings of earlier sessions."""
    return desk.jobs.start(_recent, desk.parts, name="recent", lane=Lane.OUTSIDE, keep=keep, watched=False)


def kept_window_size(desk: Desk, usual: tuple[int, int]) -> tuple[int, int]:
    """How large the window was when it was closed last."""
    try:
        kept = desk.parts.settings.read(_WINDOW_SIZE)
    except SettingsProblem:
        return usual
    fits = isinstance(kept, list) and len(kept) == 2 and all(isinstance(each, int) and 0 < each < _SIDE_MAX for each in kept)
    return (kept[0], kept[1]) if fits else usual


def keep_window_size(desk: Desk, size: tuple[int, int]) -> None:
    """Remember it. Settings that cannot be written were told of before, and must not keep a window from closing."""
    with suppress(SettingsProblem):
        desk.parts.settings.keep(_WINDOW_SIZE, list(size))


# ---- File


def ask_for_file(window: QWidget, chosen: Callable[[str], None]) -> QFileDialog:
    """Let the person choose a file; `chosen` (a bound method of a QObject) is called with its path."""
    dialog = QFileDialog(window, QCoreApplication.translate("Operations", "Choose a file"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def open_file(desk: Desk, path: str, choices: ReadingChoices | None = None) -> Job:
    """Show the first rows of a file, then read all of it; `choices` read it another way than guessed.

    Two jobs follow each other, "look" and "read"; pages see both start on `jobs.started`.
    """
    _stop(desk, "look", "read")
    # Whoever opens another file no longer waits for that of a run.
    desk.session.continued_run_id = None
    if desk.session.opened is not None and desk.session.opened.path != path:
        desk.session.opened = None
        # A start, limits and a choice were made for other rows.
        desk.session.plan = None
        desk.session.decision = None
        if not desk.session.previews_only:
            # What rows mean was said of the file before.
            desk.session.intent = None

    def keep(look: FirstLook) -> None:
        desk.session.opened = Opened(path, look)
        read_file(desk)

    return desk.jobs.start(desk.parts.reader.look, Path(path), choices, name="look", lane=Lane.QUICK, keep=keep, watched=False)


def read_file(desk: Desk) -> Job:
    """Read the whole of the opened file, as its first rows were read."""
    opened = desk.session.opened
    if opened is None:
        raise RuntimeError("no file is open")

    def read(path: Path, choices: ReadingChoices, monitor: Monitor) -> Table:
        monitor.pause(_PAINTED_SECONDS)
        return desk.parts.reader.read(path, choices, monitor)

    def keep(table: Table) -> None:
        desk.session.table = table
        _remember_file(desk, table)

    return desk.jobs.start(read, Path(opened.path), opened.look.choices, name="read", keep=keep)


# ---- Runs


def open_run(desk: Desk, run_id: str) -> None:
    """Look at what came of an earlier run; the report page reads its journal."""
    desk.session.continued_run_id = None
    desk.session.run_id = run_id


def continue_run(desk: Desk, run_id: str, path: str | None = None) -> Job:
    """Bring everything back that an unfinished run was started with, and read its file again; then it can be sent on.

    The run's own mapping, campaigns, plan and decision come from its journal. The file is read by "read" as usual; `run_id` is set
    when the table is there, so that a page can tell a run to be continued from a new one; until then `continued_run_id` names it.
    `path` says where the file is now, if it was moved.
    """

    def keep(found: tuple[Run, tuple[SavedMapping, ...]]) -> None:
        run, saved = found
        _bring_back(desk, run, saved, path or run.source.path)

    return desk.jobs.start(_run_of, desk.parts, run_id, name="bring back", lane=Lane.OUTSIDE, keep=keep, watched=False)


# ---- what several of them need


def _open_sample(desk: Desk, sample: Callable[[], Path], intent: Intent) -> Job:
    begin(desk, intent)

    def keep(path: Path) -> None:
        open_file(desk, str(path))

    use_practice_workspace(desk)
    return desk.jobs.start(sample, name="sample", lane=Lane.QUICK, keep=keep, watched=False)


def _use(desk: Desk, find: Callable[[], WorkspaceAddress]) -> Job:
    def keep(address: WorkspaceAddress) -> None:
        desk.session.workspace = address

    return desk.jobs.start(find, name="workspace", lane=Lane.OUTSIDE, keep=keep, watched=False)


def _usual_workspace(parts: Parts) -> WorkspaceAddress:
    from backfill_assistant.core.journal.kept_workspaces import kept_workspace

    return kept_workspace(parts.settings.read(_USUAL_WORKSPACE)) or parts.practice.address()


def _stop(desk: Desk, *names: str) -> None:
    for job in desk.jobs.running():
        if job.name in names:
            job.stop()


def _recent(parts: Parts) -> Recent:
    from backfill_assistant.ui.mapping_operations import recent_mappings
    from backfill_assistant.ui.models.recent_model import RecentFile

    files = [RecentFile(**kept) for kept in _recent_files(parts) if Path(kept["path"]).is_file()]
    return tuple(parts.journals.summaries()), tuple(files), recent_mappings(parts.settings)


def _recent_files(parts: Parts) -> list[dict[str, Any]]:
    """What is kept of files that were opened, without what somebody made of it by hand."""
    return _as_recent_files(parts.settings.read(_RECENT_FILES))


def _as_recent_files(kept: Any) -> list[dict[str, Any]]:
    return [each for each in kept if _is_recent_file(each)] if isinstance(kept, list) else []


def _is_recent_file(kept: Any) -> bool:
    kinds = {"path": str, "name": str, "row_count": int, "opened_ms": int}
    return isinstance(kept, dict) and kept.keys() == kinds.keys() and all(isinstance(kept[key], kinds[key]) for key in kinds)


def _remember_file(desk: Desk, table: Table) -> None:
    parts = desk.parts
    entry = {
        "path": table.source.path,
        "name": table.source.name,
        "row_count": table.row_count,
        "opened_ms": desk.parts.clock.now_ms(),
    }

    def with_it(kept: Any) -> list[dict[str, Any]]:
        others = [each for each in _as_recent_files(kept) if each["path"] != entry["path"]]
        return [entry, *others][:_RECENT_FILES_MAX]

    def remember() -> None:
        parts.settings.change(_RECENT_FILES, with_it)

    desk.jobs.start(remember, name="remember file", lane=Lane.OUTSIDE, watched=False)


def _run_of(parts: Parts, run_id: str) -> tuple[Run, tuple[SavedMapping, ...]]:
    """A run, and the mappings that may hold the texts of its corrections."""
    from backfill_assistant.ui.mapping_operations import saved_mappings

    journal = parts.journals.open(run_id, to_send=False)
    try:
        return journal.run(), saved_mappings(parts.settings)
    finally:
        journal.close()


def _bring_back(desk: Desk, run: Run, saved: tuple[SavedMapping, ...], path: str) -> None:
    from backfill_assistant.core.journal.unwritten import as_begun_with
    from backfill_assistant.core.mapping.saved_mappings import repairs_for

    session = desk.session
    session.start_over()
    session.continued_run_id = run.id
    session.workspace = run.workspace
    session.campaigns = run.campaigns
    _stop(desk, "look", "read")

    def keep_look(look: FirstLook) -> None:
        session.opened = Opened(path, look)
        desk.jobs.start(desk.parts.reader.read, Path(path), run.choices, name="read", keep=keep_table)

    def keep_table(table: Table) -> None:
        session.table = table
        session.mapping = run.mapping
        known = (session.repairs_begun_with.get(run.repairs_digest), *(repairs_for(each, table.column_names) for each in saved))
        session.repairs = as_begun_with(run, known)
        session.plan = run.plan
        session.decision = run.decision
        session.only_rows = run.only_rows
        session.run_id = run.id
        session.continued_run_id = None

    desk.jobs.start(desk.parts.reader.look, Path(path), run.choices, name="look", lane=Lane.QUICK, keep=keep_look, watched=False)

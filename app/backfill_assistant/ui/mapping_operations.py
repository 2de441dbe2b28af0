"""What a person can do with mappings: keep them under a name, use them on the next file, take them along as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.ui.column_operations import repairs_of
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job, Lane
from backfill_assistant.ui.models.recent_model import RecentMapping

if TYPE_CHECKING:
    from backfill_assistant.core.mapping.saved_mappings import Fit, SavedMapping
    from backfill_assistant.core.ports import Settings

# What the settings file calls them: those with a name, when each was used, and those that files were gone on with.
_SAVED: Final = "saved_mappings"
_USED: Final = "saved_mappings_used"
_LAST: Final = "last_mappings"
_LAST_MOST: Final = 8


@dataclass(frozen=True)
class Kept:
    """Mappings that can be used again, the oldest first; `last` are named after the file they were made for."""

    saved: tuple[SavedMapping, ...] = ()
    last: tuple[SavedMapping, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A mapping that suits the open file, and how."""

    mapping: SavedMapping
    fit: Fit
    # It was never given a name: another file of the same kind was brought in with it.
    of_last_time: bool


def list_mappings(desk: Desk, keep: Callable[[Kept], None]) -> Job:
    """All mappings that are kept."""
    return desk.jobs.start(_kept, desk.parts.settings, name="saved mappings", lane=Lane.OUTSIDE, keep=keep, watched=False)


def save_mapping(desk: Desk, name: str, keep: Callable[[Kept], None]) -> Job | None:
    """Keep the mapping under a name; the same name again replaces it."""
    saved = _named(desk, name)
    if saved is None:
        return None
    arguments = (desk.parts.settings, saved, desk.parts.clock.now_ms())
    return desk.jobs.start(_save, *arguments, name="save mapping", lane=Lane.OUTSIDE, keep=keep, watched=False)


def keep_as_last(desk: Desk) -> Job | None:
    """Remember what the file is gone on with, for the next file with the same columns; nothing that stood in a cell."""
    table = desk.session.table
    last = _named(desk, table.source.name) if table is not None else None
    if last is None:
        return None
    return desk.jobs.start(_keep_last, desk.parts.settings, last, name="keep mapping", lane=Lane.OUTSIDE, watched=False)


def offer_for(desk: Desk, kept: Kept) -> Offer | None:
    """The mapping that suits the open file best, one with a name before others; None when none does."""
    from backfill_assistant.core.mapping.saved_mappings import best_fit, fit

    table = desk.session.table
    if table is None:
        return None
    for mappings in (kept.saved, kept.last):
        best = best_fit(mappings, table.column_names)
        if best is not None:
            return Offer(best, fit(best, table.column_names), mappings is kept.last)
    return None


def mapping_of_refused(desk: Desk, kept: Kept) -> SavedMapping | None:
    """What the rows were sent with, if the open file is one of refused rows that this program saved; None otherwise."""
    from backfill_assistant.core.mapping.saved_mappings import made_for
    from backfill_assistant.core.suggest import reasons_column

    table = desk.session.table
    if table is None or reasons_column(table) is None:
        return None
    # All but the reasons are the columns of the file that was sent; it was gone on with before any row went.
    return made_for((*kept.saved, *kept.last), table.column_names[:-1])


def use_mapping(desk: Desk, saved: SavedMapping) -> Fit | None:
    """Put a mapping on the open file; how it fits, None without a file."""
    from backfill_assistant.core.mapping.saved_mappings import fit

    session = desk.session
    if session.table is None:
        return None
    fitting = fit(saved, session.table.column_names)
    session.mapping = fitting.mapping
    session.repairs = fitting.repairs
    arguments = (desk.parts.settings, saved.name, desk.parts.clock.now_ms())
    desk.jobs.start(_note_use, *arguments, name="remember mapping", lane=Lane.OUTSIDE, watched=False)
    return fitting


def export_mapping(desk: Desk, path: str, name: str) -> Job | None:
    """Write the mapping as a readable file, without anything that stood in a cell."""
    from backfill_assistant.core.mapping.saved_mappings import to_text

    saved = _named(desk, name)
    if saved is None:
        return None
    text = to_text(saved, with_corrections=False)
    return desk.jobs.start(_write, Path(path), text, name="export mapping", lane=Lane.OUTSIDE, watched=False)


def import_mapping(desk: Desk, path: str, keep: Callable[[SavedMapping], None]) -> Job:
    """Read a mapping from a file."""
    return desk.jobs.start(_read, Path(path), name="import mapping", lane=Lane.OUTSIDE, keep=keep, watched=False)


def recent_mappings(settings: Settings) -> tuple[RecentMapping, ...]:
    """The names of saved mappings and when each was used last, for the first page; blocking."""
    used = _times_of_use(settings)
    return tuple(RecentMapping(each.name, len(each.column_names), used.get(each.name, 0)) for each in saved_mappings(settings))


def saved_mappings(settings: Settings) -> tuple[SavedMapping, ...]:
    """Those with a name, the oldest first; blocking."""
    return _read_all(settings, _SAVED)


def _named(desk: Desk, name: str) -> SavedMapping | None:
    from backfill_assistant.core.mapping.saved_mappings import save_mapping as named

    table, mapping = desk.session.table, desk.session.mapping
    return named(name, table.column_names, mapping, repairs_of(desk)) if table is not None and mapping is not None else None


# ---- what runs away from the window


def _read_all(settings: Settings, name: str) -> tuple[SavedMapping, ...]:
    return _understood(settings.read(name))


def _understood(kept: Any) -> tuple[SavedMapping, ...]:
    from backfill_assistant.core.mapping.saved_mappings import from_text

    return tuple(from_text(text) for text in kept or ())


def _kept(settings: Settings) -> Kept:
    return Kept(saved_mappings(settings), _read_all(settings, _LAST))


def _save(settings: Settings, saved: SavedMapping, now_ms: int) -> Kept:
    from backfill_assistant.core.mapping.saved_mappings import to_text

    def with_it(kept: Any) -> list[str]:
        return [to_text(each) for each in (*(each for each in _understood(kept) if each.name != saved.name), saved)]

    settings.change(_SAVED, with_it)
    _note_use(settings, saved.name, now_ms)
    return _kept(settings)


def _keep_last(settings: Settings, last: SavedMapping) -> None:
    from backfill_assistant.core.mapping.saved_mappings import to_text

    def with_it(kept: Any) -> list[str]:
        others = [each for each in _understood(kept) if each.column_names != last.column_names]
        return [to_text(each, with_corrections=False) for each in (*others, last)][-_LAST_MOST:]

    settings.change(_LAST, with_it)


def _times_of_use(settings: Settings) -> dict[str, Any]:
    return _as_times(settings.read(_USED))


def _as_times(kept: Any) -> dict[str, Any]:
    return dict(kept) if isinstance(kept, dict) else {}


def _note_use(settings: Settings, name: str, now_ms: int) -> None:
    settings.change(_USED, lambda kept: {**_as_times(kept), name: now_ms})


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "The mapping could not be written to {file}."), file=path.name),
            Sentence(QT_TRANSLATE_NOOP("core", "Choose another folder, or make room on the disk.")),
        ) from error


def _read(path: Path) -> SavedMapping:
    from backfill_assistant.core.mapping.saved_mappings import from_text

    try:
        return from_text(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "{file} could not be read."), file=path.name),
            Sentence(QT_TRANSLATE_NOOP("core", "Choose a file that was saved with Export mapping.")),
        ) from error

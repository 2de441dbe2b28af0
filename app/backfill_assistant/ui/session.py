"""Session: what has been decided so far on the path, as frozen values with one signal per change.

    session.mapping = mapping            # sets it, clears what lies after it and depends on it, then tells everyone
    session.mapping_changed.connect(self.show_mapping)

Values are replaced, never changed. Setting an equal value does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from backfill_assistant.core.routes import Route

if TYPE_CHECKING:
    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.checks.checks import CheckedRows
    from backfill_assistant.core.forecast.forecast import Decision, Forecast, SendingPlan
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.core.mapping.mapping import Mapping
    from backfill_assistant.core.mapping.repairs import Repairs
    from backfill_assistant.core.ports import RegionCheck
    from backfill_assistant.core.sentences import Sentence
    from backfill_assistant.core.table.reading import FirstLook
    from backfill_assistant.core.table.table import Table


class Intent(StrEnum):
    """What the person came for; `PREVIEW` never sends."""

    PEOPLE = "people"
    EVENTS = "events"
    PREVIEW = "preview"


@dataclass(frozen=True)
class Opened:
    """A file being brought in: its first rows, where it lies."""

    path: str
    look: FirstLook


# What a change takes with it: values that were made from the old one.
_CLEARS: Final[dict[str, tuple[str, ...]]] = {
    "opened": ("table", "mapping", "repairs", "checked", "forecast", "only_rows", "run_id", "report"),
    "table": ("mapping", "repairs", "checked", "forecast", "only_rows", "run_id", "report"),
    "mapping": ("checked", "forecast", "run_id", "report"),
    "repairs": ("checked", "forecast", "run_id", "report"),
    # Not the run: rows checked once more under the same mapping and repairs are the same rows.
    "checked": ("forecast",),
    # The decision too: it was made about the campaigns of the workspace before, by numbers that were theirs.
    "workspace": (
        "region_check",
        "campaigns",
        "campaigns_read_ms",
        "checked",
        "decision",
        "limits_alone",
        "forecast",
        "run_id",
        "report",
    ),
    "campaigns": ("forecast", "run_id", "report"),
    "plan": ("run_id", "report"),
    "decision": ("limits_alone", "run_id", "report"),
    "only_rows": ("forecast", "run_id", "report"),
    "run_id": ("report",),
}
# Values that are compared by identity: large, or not comparable.
_BY_IDENTITY: Final = frozenset({"opened", "table", "checked", "forecast", "report", "repairs", "only_rows"})


def _are_same(name: str, old: object, new: object) -> bool:
    return old is new or (name not in _BY_IDENTITY and old is not None and old == new)


class _Decided:
    """One value of the session; told on the signal `<name>_changed`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, session: Session | None, owner: type | None = None) -> Any:
        return self if session is None else session.decided.get(self.name)

    def __set__(self, session: Session, value: object) -> None:
        session.decide(self.name, value)


class Session(QObject):
    """What has been decided so far; None until it is."""

    intent_changed = Signal(object)
    workspace_changed = Signal(object)
    region_check_changed = Signal(object)
    opened_changed = Signal(object)
    table_changed = Signal(object)
    mapping_changed = Signal(object)
    repairs_changed = Signal(object)
    checked_changed = Signal(object)
    campaigns_changed = Signal(object)
    campaigns_read_ms_changed = Signal(object)
    plan_changed = Signal(object)
    decision_changed = Signal(object)
    limits_alone_changed = Signal(object)
    forecast_changed = Signal(object)
    only_rows_changed = Signal(object)
    run_id_changed = Signal(object)
    continued_run_id_changed = Signal(object)
    report_changed = Signal(object)
    wanted_mapping_changed = Signal(object)
    # After all of the above: once per change, for whoever shows the whole.
    changed = Signal()

    intent: Intent | None = _Decided()  # type: ignore[assignment]
    workspace: WorkspaceAddress | None = _Decided()  # type: ignore[assignment]
    # What the workspace's region endpoint answered; its key goes into event ids.
    region_check: RegionCheck | None = _Decided()  # type: ignore[assignment]
    opened: Opened | None = _Decided()  # type: ignore[assignment]
    table: Table | None = _Decided()  # type: ignore[assignment]
    mapping: Mapping | None = _Decided()  # type: ignore[assignment]
    repairs: Repairs | None = _Decided()  # type: ignore[assignment]
    checked: CheckedRows | None = _Decided()  # type: ignore[assignment]
    # None: not read yet. An empty tuple: there are none.
    campaigns: tuple[Campaign, ...] | None = _Decided()  # type: ignore[assignment]
    # When they were read from the workspace (unix milliseconds); None where they were typed in or come from a file.
    campaigns_read_ms: int | None = _Decided()  # type: ignore[assignment]
    plan: SendingPlan | None = _Decided()  # type: ignore[assignment]
    decision: Decision | None = _Decided()  # type: ignore[assignment]
    # The decision holds limits per campaign, and what becomes of the rows within them was not chosen yet.
    limits_alone: bool | None = _Decided()  # type: ignore[assignment]
    forecast: Forecast | None = _Decided()  # type: ignore[assignment]
    # Rows of the next run when it is not to send the whole file ("fix and send these again"); an array of row numbers.
    only_rows: Any = _Decided()
    # The run that is being sent or was sent last.
    run_id: str | None = _Decided()  # type: ignore[assignment]
    # A run that is being brought back, as long as its file is not read.
    continued_run_id: str | None = _Decided()  # type: ignore[assignment]
    report: Report | None = _Decided()  # type: ignore[assignment]
    # The name of the saved mapping that the next file is to be brought in with.
    wanted_mapping: str | None = _Decided()  # type: ignore[assignment]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.decided: dict[str, object] = {}
        # What runs of this session began with, by digest: their corrected texts are nowhere else, and never on disk.
        self.repairs_begun_with: dict[str, Repairs] = {}
        self._lacking: tuple[Mapping, Route, tuple[Sentence, ...]] | None = None

    @property
    def look(self) -> FirstLook | None:
        """The first rows of the opened file."""
        return self.opened.look if self.opened is not None else None

    @property
    def route(self) -> Route:
        """The way the chosen workspace takes records."""
        return self.workspace.route if self.workspace is not None else Route.TRACK

    @property
    def lacks(self) -> tuple[Sentence, ...]:
        """What must still be said about the columns before rows can be sent; empty too while there is no mapping.

        Asked for by several places after every change, and worked out once: a mapping may have a thousand names.
        """
        mapping, route = self.mapping, self.route
        if mapping is None:
            return ()
        if self._lacking is None or self._lacking[0] is not mapping or self._lacking[1] is not route:
            from backfill_assistant.core.mapping.lacks import lacks_for

            self._lacking = (mapping, route, lacks_for(mapping, route))
        return self._lacking[2]

    @property
    def previews_only(self) -> bool:
        """Whether nothing may be sent in this session."""
        return self.intent is Intent.PREVIEW

    def still(self, *names: str) -> Callable[[], bool]:
        """Whether these values are still what they are now: a question for later, as for the answer of a job."""
        then = {name: getattr(self, name) for name in names}
        return lambda: all(_are_same(name, value, getattr(self, name)) for name, value in then.items())

    @property
    def has_chosen(self) -> bool:
        """Whether the person said what is to happen with rows that could enter a campaign."""
        return self.decision is not None and not self.limits_alone

    def decide(self, name: str, value: object) -> None:
        """What setting an attribute does."""
        old = self.decided.get(name)
        if _are_same(name, old, value):
            return
        changed = [name]
        self._put(name, value)
        for later in _CLEARS.get(name, ()):
            if self.decided.get(later) is not None and not self._still_holds(later, name, old, value):
                self._put(later, None)
                changed.append(later)
        for each in changed:
            getattr(self, f"{each}_changed").emit(self.decided.get(each))
        self.changed.emit()

    def start_over(self) -> None:
        """Forget the file and everything made from it; workspace and campaigns stay."""
        self.intent = None
        self.wanted_mapping = None
        self.continued_run_id = None
        self.opened = None
        self.table = None
        self.plan = None
        self.decision = None

    def _put(self, name: str, value: object) -> None:
        if value is None:
            self.decided.pop(name, None)
        else:
            self.decided[name] = value

    def _still_holds(self, later: str, name: str, old: object, new: object) -> bool:
        """A mapping outlives a second reading of a file whose columns stayed the same, checked rows another workspace that
        takes records the same way, a decision another name or key of the same workspace; the first look never ends a table.
        """
        if name == "workspace" and later in ("decision", "limits_alone"):
            return getattr(old, "id", None) == getattr(new, "id", None)
        if (name, later) == ("workspace", "checked"):
            return bool(getattr(old, "route", Route.TRACK) is getattr(new, "route", Route.TRACK))
        if later != "mapping" or name != "table" or new is None or old is None:
            return False
        return bool(getattr(old, "column_names", None) == getattr(new, "column_names", None))

"""MappingOffers: the saved mappings that are offered for the file on the Columns page, and what is said when one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from backfill_assistant.ui import mapping_operations
from backfill_assistant.ui.column_changes import ColumnChanges
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.widgets.columns_menu import ColumnsMenu
from backfill_assistant.ui.widgets.notice import Action, Notice

if TYPE_CHECKING:
    from backfill_assistant.core.mapping.saved_mappings import Fit, SavedMapping
    from backfill_assistant.ui.mapping_operations import Kept, Offer

_NAMES_TOLD = 8


class MappingOffers(QObject):
    """Stands between the mappings that are kept, the page's notice, and the changes of the mapping."""

    failed = Signal(object)

    def __init__(self, desk: Desk, changes: ColumnChanges, menu: ColumnsMenu, notice: Notice) -> None:
        super().__init__(menu)
        self._desk = desk
        self._changes = changes
        self._menu = menu
        self._notice = notice
        self.offered: Offer | None = None
        # What a file of refused rows was brought in with, so that it is not once more after the person wanted a guess.
        self._declined: SavedMapping | None = None
        menu.used.connect(self._say_used)

    def forget(self) -> None:
        """Another file: what was offered is about the one before."""
        self.offered = self._declined = None

    def look(self) -> None:
        """Read which mappings are kept, and offer one that fits."""
        mapping_operations.list_mappings(self._desk, self._offer).failed.connect(self.failed)

    @Slot()
    def use_offered(self) -> None:
        """Use the mapping that was offered."""
        if self.offered is not None:
            self._menu.use(self.offered.mapping)

    @Slot()
    def guess_anew(self) -> None:
        """Go by the columns alone."""
        self._notice.hide()
        self._changes.guess_anew()

    def _offer(self, kept: Kept) -> None:
        """Use the mapping that the person came for, or offer one that fits while nothing is decided yet."""
        self._menu.show_kept(kept)
        session = self._desk.session
        if session.mapping is None or not self._changes.untouched:
            return
        if session.wanted_mapping is not None:
            wanted, session.wanted_mapping = session.wanted_mapping, None
            self._menu.use_named(wanted)
            return
        refused = mapping_operations.mapping_of_refused(self._desk, kept)
        if refused is not None and refused != self._declined:
            self._use_for_refused(refused)
            return
        self.offered = mapping_operations.offer_for(self._desk, kept)
        if self.offered is None or self.offered.fit.mapping == session.mapping:
            return
        if self.offered.of_last_time:
            title = self.tr("A file like this, {name}, was brought in before.")
        else:
            title = self.tr("The saved mapping “{name}” fits this file.")
        use = Action(self.tr("Use its mapping") if self.offered.of_last_time else self.tr("Use it"), self.use_offered)
        self._notice.say("accent", title.format(name=self.offered.mapping.name), self._differences(self.offered.fit), (use,))

    def _use_for_refused(self, saved: SavedMapping) -> None:
        """Rows that were refused come back as they went."""
        guessed = self._desk.session.mapping
        mapping_operations.use_mapping(self._desk, saved)
        if self._desk.session.mapping == guessed:
            return
        self._declined = saved
        title = self.tr("These rows were refused before, so they are brought in as {name} was.").format(name=saved.name)
        guess = Action(self.tr("Guess anew instead"), self.guess_anew)
        self._notice.say("accent", title, self.tr("The column {column} is not sent.").format(column=self._last_column()), (guess,))

    def _last_column(self) -> str:
        table = self._desk.session.table
        return table.column_names[-1] if table is not None else ""

    @Slot(str, object)
    def _say_used(self, name: str, fit: Fit | None) -> None:
        self._notice.hide()
        if fit is not None and fit.missing:
            title = self.tr("“{name}” wants columns that this file does not have.").format(name=name)
            self._notice.say("caution", title, self._differences(fit))

    def _differences(self, fit: Fit) -> str:
        """Which columns are new and which are missing."""
        new = self.tr("New here: {columns}.").format(columns=_listed(fit.unknown)) if fit.unknown else ""
        gone = self.tr("Not in this file: {columns}.").format(columns=_listed(fit.missing)) if fit.missing else ""
        return " ".join(part for part in (new, gone) if part)


def _listed(names: tuple[str, ...]) -> str:
    """Some names, and a sign that there are more."""
    return ", ".join(names[:_NAMES_TOLD]) + ("…" if len(names) > _NAMES_TOLD else "")

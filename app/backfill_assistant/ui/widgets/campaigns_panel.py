"""CampaignsPanel: the campaigns with their forecast, a form to say more about them, and the rows behind a number or a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.ui import trigger_operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.models.trigger_rows_model import ShownRows
from backfill_assistant.ui.run_operations import ask_where_to_save
from backfill_assistant.ui.widgets.buttons import menu_button, push_button
from backfill_assistant.ui.widgets.campaign_form import CampaignForm
from backfill_assistant.ui.widgets.campaign_table import CampaignTable
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.notice import Action, Notice
from backfill_assistant.ui.widgets.text import ElidedText
from backfill_assistant.ui.widgets.trigger_rows import TriggerRows
from backfill_assistant.ui.wording import day_and_time, in_words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from backfill_assistant.core.campaigns.campaigns import Campaign
    from backfill_assistant.core.forecast.forecast import Forecast
    from backfill_assistant.core.forecast.outlook import Outlook
    from backfill_assistant.core.journal.runs import WorkspaceAddress


class CampaignsPanel(QWidget):
    """What a person does with campaigns. `rows_left` tells that the rows of a bar are no longer shown."""

    rows_left = Signal()
    # The form needs room (True), or no longer does.
    form_shown = Signal(bool)

    def __init__(self, desk: Desk, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._notice = notice
        self._outlook: Outlook | None = None
        self._ordered_by: Forecast | None = None
        # What was typed in or changed and is not counted yet: the cursor stays with it.
        self._kept: Campaign | None = None
        self._span: tuple[int, int] | None = None
        self._line: int | None = None
        # What was taken off the list last: where it stood, and in which workspace.
        self._removed: tuple[WorkspaceAddress | None, int, Campaign] | None = None
        self._build()
        desk.session.campaigns_changed.connect(self.show_campaigns)
        desk.session.campaigns_read_ms_changed.connect(self._show_caption)
        desk.session.workspace_changed.connect(self._forget_removed)
        # Another page may have asked for them before this one was made.
        self.show_campaigns()

    @property
    def current_line(self) -> int:
        """The chosen campaign's place in the workspace's list, -1 where there is none."""
        return self.table.current_line

    def set_low(self, low: bool) -> None:
        """Where there is little room, it takes less."""
        self._column.setSpacing(4 if low else 8)
        self.table.set_low(low)
        self.rows.set_low(low)

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what a forecast says."""
        self._outlook = outlook
        if self._desk.session.forecast is not self._ordered_by:
            self._ordered_by = self._desk.session.forecast
            self.table.model.forget_order()
        self.table.show_counts(outlook.counts, outlook.decision)
        kept = [place for place, count in enumerate(outlook.counts) if count.campaign == self._kept]
        if kept:
            self._kept = None
            self.table.choose(kept[0])
        if not self.rows.isHidden():
            self._list_rows()

    @Slot()
    def show_campaigns(self) -> None:
        """The campaigns themselves: at first, and back from the rows or the form."""
        campaigns = self._desk.session.campaigns
        if self._span is not None:
            self.rows_left.emit()
        self._span = self._line = None
        known = tuple(count.campaign for count in self._outlook.counts) if self._outlook is not None else None
        if campaigns is not None and campaigns != known:
            self.table.model.show_campaigns(campaigns)
        self._show_caption()
        self.save_action.setEnabled(bool(campaigns))
        self._turn_to(self.table if campaigns else self._none)
        self.form_shown.emit(False)

    @Slot()
    def _show_caption(self) -> None:
        words = self.tr("%Ln campaign(s)", "", len(self._desk.session.campaigns or ()))
        read_ms = self._desk.session.campaigns_read_ms
        if read_ms is not None:
            words = self.tr("{campaigns}, read {moment}").format(campaigns=words, moment=day_and_time(read_ms))
        self._caption.set_text(words)

    @Slot()
    def read_campaigns(self) -> None:
        """Ask the workspace for its campaigns."""
        self._notice.hide()
        self.read_button.setEnabled(False)
        job = trigger_operations.read_campaigns(self._desk)
        job.failed.connect(self._show_unread)
        job.ended.connect(self._let_read)

    @Slot()
    def open_campaigns(self) -> None:
        """Take campaigns from a file."""
        trigger_operations.ask_for_campaigns_file(self, self.open_campaigns_file)

    @Slot(str)
    def open_campaigns_file(self, path: str) -> None:
        """The file was chosen."""
        self._notice.hide()
        trigger_operations.open_campaigns(self._desk, path).failed.connect(self.show_error)

    @Slot()
    def save_campaigns(self) -> None:
        """Keep the campaigns in a file."""
        ask_where_to_save(self, self.tr("Save campaigns"), self.tr("campaigns") + ".json", self.save_campaigns_file)

    @Slot(str)
    def save_campaigns_file(self, path: str) -> None:
        """The place was chosen."""
        trigger_operations.save_campaigns(self._desk, path).failed.connect(self.show_error)

    @Slot()
    def add_campaign(self) -> None:
        """Type a campaign in."""
        taken = [campaign.id for campaign in self._desk.session.campaigns or ()]
        # Below zero: an id that Customer.io never gives.
        self.form.show_campaign(None, min([0, *taken]) - 1, self._desk.parts.clock.now_ms())
        self._turn_to(self.form)
        self.form_shown.emit(True)
        self.form.name_edit.setFocus()

    @Slot(int)
    def edit_campaign(self, line: int) -> None:
        """Say what the workspace did not show."""
        self.form.show_campaign((self._desk.session.campaigns or ())[line], 0, self._desk.parts.clock.now_ms())
        self._turn_to(self.form)
        self.form_shown.emit(True)
        self.form.name_edit.setFocus()

    @Slot(object)
    def keep_campaign(self, campaign: Campaign) -> None:
        """The form was filled in."""
        known = self._desk.session.campaigns or ()
        self._kept = campaign if campaign not in known else None
        changed = tuple(campaign if each.id == campaign.id else each for each in known)
        trigger_operations.change_campaigns(self._desk, changed if campaign in changed else (*known, campaign))
        self.show_campaigns()
        self.table.table.setFocus()

    @Slot(int)
    def remove_campaign(self, line: int) -> None:
        """Take a campaign off the list; a notice offers to bring it back."""
        known = self._desk.session.campaigns or ()
        self._removed = self._desk.session.workspace, line, known[line]
        words = self.tr("{campaign} is no longer part of the forecast.").format(campaign=known[line].name)
        trigger_operations.change_campaigns(self._desk, known[:line] + known[line + 1 :])
        self._notice.say("neutral", words, actions=(Action(self.tr("Undo"), self.bring_back_campaign),))

    @Slot()
    def bring_back_campaign(self) -> None:
        """The campaign where it was; what else was changed since then stays."""
        self._notice.hide()
        removed, self._removed = self._removed, None
        if removed is not None and removed[0] == self._desk.session.workspace:
            _, line, campaign = removed
            known = self._desk.session.campaigns or ()
            trigger_operations.change_campaigns(self._desk, (*known[:line], campaign, *known[line:]))

    @Slot()
    def _forget_removed(self) -> None:
        if self._removed is not None:
            self._removed = None
            self._notice.hide()

    @Slot(int)
    def show_rows_of(self, line: int) -> None:
        """The rows that could enter a campaign."""
        self._span, self._line = None, line
        self.rows_left.emit()
        self._list_rows()

    @Slot(object, object)
    def show_rows_between(self, from_ms: int, to_ms: int) -> None:
        """The rows of a bar."""
        self._span, self._line = (from_ms, to_ms), None
        self._list_rows()

    @Slot(object)
    def show_error(self, error: BackfillError) -> None:
        """Say what stopped and what to do."""
        self._notice.say("bad", in_words(error.title), in_words(error.advice))

    def _build(self) -> None:
        self._caption = ElidedText("", self, role="strong")
        self.read_button = push_button(self.tr("Read from workspace"), self, icon="refresh-cw")
        self.add_button = push_button(self.tr("Add…"), self, icon="plus", name=self.tr("Add a campaign"))
        self.more_button = menu_button(self.tr("File"), self)
        self.more_button.setAccessibleName(self.tr("Campaigns in files"))
        self.open_action = self.more_button.menu().addAction(self.tr("Open campaigns…"))
        self.save_action = self.more_button.menu().addAction(self.tr("Save campaigns…"))
        self.read_button.clicked.connect(self.read_campaigns)
        self.add_button.clicked.connect(self.add_campaign)
        self.open_action.triggered.connect(self.open_campaigns)
        self.save_action.triggered.connect(self.save_campaigns)
        self._above = QWidget(self)
        above = QHBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(8)
        above.addWidget(self._caption, 1)
        for button in (self.read_button, self.add_button, self.more_button):
            above.addWidget(button)
        self.table = CampaignTable(self)
        self.rows = TriggerRows(self)
        self.form = CampaignForm(self)
        words = self.tr("Read them from the workspace, open a file of campaigns, or add them by hand.")
        self._none = EmptyState("bell", self.tr("No campaigns are known yet"), words, self)
        self._pages = (self.table, self.rows, self.form, self._none)
        self._turn_to(self._none)
        self.table.rows_wanted.connect(self.show_rows_of)
        self.table.edit_wanted.connect(self.edit_campaign)
        self.table.removal_wanted.connect(self.remove_campaign)
        self.form.saved.connect(self.keep_campaign)
        self.form.left.connect(self.show_campaigns)
        self.rows.left.connect(self.show_campaigns)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._above)
        for page in self._pages:
            column.addWidget(page, 1)

    def _turn_to(self, page: QWidget) -> None:
        """Show one of the pages. No stack: that would be as high as the highest of its pages."""
        # Hiding the page with the keyboard's focus would send it anywhere.
        focus = QApplication.focusWidget()
        follows = focus is not None and any(each is not page and each.isAncestorOf(focus) for each in self._pages)
        for each in self._pages:
            each.setVisible(each is page)
        # What is done to all campaigns has no place beside the rows or the form of one.
        self._above.setVisible(page in (self.table, self._none))
        if follows:
            {self.table: self.table.table, self.rows: self.rows.table}.get(page, page).setFocus()

    def _list_rows(self) -> None:
        outlook = self._outlook
        if outlook is None or self._desk.session.forecast is None:
            return
        if self._span is not None:
            trigger_operations.list_rows_between(self._desk, *self._span, self._show_rows)
        elif self._line is not None and self._line < len(outlook.counts):
            trigger_operations.list_entering_rows(self._desk, self._line, outlook.plan, self._show_rows)

    def _show_rows(self, rows: npt.NDArray[np.int64]) -> None:
        session, outlook = self._desk.session, self._outlook
        if session.forecast is None or session.table is None or outlook is None or (self._span is None and self._line is None):
            return
        line = self._line if self._line is not None else self.current_line
        campaign = line if 0 <= line < len(outlook.counts) else None
        self.rows.show_rows(
            ShownRows(session.table, session.forecast, outlook.plan, rows, campaign), self._sentence(len(rows), campaign)
        )
        self._turn_to(self.rows)

    def _sentence(self, rows: int, campaign: int | None) -> str:
        counted = self.tr("%Ln row(s)", "", rows)
        name = self._outlook.counts[campaign].campaign.name if campaign is not None and self._outlook is not None else ""
        if self._span is None:
            words = self.tr("{rows} could enter {campaign} or are too close to call")
            return words.format(rows=counted, campaign=name)
        first, last = (day_and_time(each) for each in self._span)
        if not name:
            return self.tr("{rows} from {first} to {last}").format(rows=counted, first=first, last=last)
        words = self.tr("{rows} from {first} to {last}, judged for {campaign}")
        return words.format(rows=counted, first=first, last=last, campaign=name)

    @Slot(object)
    def _show_unread(self, error: BackfillError) -> None:
        actions = (Action(self.tr("Open a file…"), self.open_campaigns), Action(self.tr("Add by hand…"), self.add_campaign))
        self._notice.say("bad", in_words(error.title), in_words(error.advice), actions)

    @Slot()
    def _let_read(self) -> None:
        self.read_button.setEnabled(True)

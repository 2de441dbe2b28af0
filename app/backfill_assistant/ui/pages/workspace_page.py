"""Workspace: where everything is sent to: choose, add, check, rename, remove; and what the practice workspace received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError, KeyRefused, WrongRegion
from backfill_assistant.ui import workspace_operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Job
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.widgets.ask_line import AskLine
from backfill_assistant.ui.widgets.holdings_view import HoldingsView
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.workspace_form import WorkspaceForm
from backfill_assistant.ui.widgets.workspace_line import WorkspaceLine
from backfill_assistant.ui.wording import region

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.ui.workspace_work import Found


class WorkspacePage(Page):
    """The list, the form, or what the practice workspace holds."""

    step = Step.WORKSPACE

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._addresses: tuple[WorkspaceAddress, ...] = ()
        # Whose keys the form changes; None: a new workspace.
        self._changing: WorkspaceAddress | None = None
        self._to_rename: WorkspaceAddress | None = None
        self._to_remove: WorkspaceAddress | None = None
        self._busy = False
        # Keys that are being checked, as long as nobody gave up on them.
        self._saving: Job | None = None
        self.lines: list[WorkspaceLine] = []
        self.question = AskLine(self)
        self.body.addWidget(self.question)
        self._places = QStackedWidget(self)
        self._list = self._build_list()
        around = QWidget(self._places)
        self.form = WorkspaceForm(around)
        self.form.changed.connect(self._show_footer)
        column = QVBoxLayout(around)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self.holdings = HoldingsView(self._places)
        self.holdings.mood_chosen.connect(self.practise_with)
        self._form_area = _scrolling(around, self._places)
        for place in (self._list, self._form_area, self.holdings):
            self._places.addWidget(place)
        self.body.addWidget(self._places, 1)
        desk.session.workspace_changed.connect(self._show_lines)
        self.show_list()

    def entered(self) -> None:
        """Look at the list again."""
        self.clear_notice()
        self._read_list()

    def left(self) -> None:
        """Keys that were typed and not used do not stay."""
        self.form.forget_keys()

    @Slot()
    def show_list(self) -> None:
        """All workspaces."""
        self.form.forget_keys()
        self._places.setCurrentWidget(self._list)
        self.set_heading(
            self.tr("Where should it go?"),
            self.tr(
                "Keys are kept in this computer's password store and nowhere else. Checking a workspace sends no customer data."
            ),
        )
        self._show_footer()

    @Slot()
    def cancel_form(self) -> None:
        """Nothing is kept, nor what is being checked just now."""
        if self._saving is not None:
            self._saving.stop()
            self._saving.ended.connect(self._read_list)
            self._saving = None
        self.clear_notice()
        self.show_list()

    @Slot()
    def add(self) -> None:
        """An empty form."""
        self._show_form(None)

    @Slot(object)
    def use(self, address: WorkspaceAddress) -> None:
        """Send everything there from now on."""
        self.clear_notice()
        self._follow(workspace_operations.use_workspace(self.desk, address))

    @Slot(object)
    def check(self, address: WorkspaceAddress) -> None:
        """Ask Customer.io where it is."""
        self.notice.say("neutral", self.tr("Asking Customer.io about {workspace}…").format(workspace=address.name))
        job = self._follow(workspace_operations.check_workspace(self.desk, address))
        job.finished.connect(self._say_checked)

    @Slot(object)
    def ask_name(self, address: WorkspaceAddress) -> None:
        """Ask for another name."""
        # One question at a time.
        self.clear_notice()
        self._to_rename = address
        self.question.ask(self.tr("Rename the workspace"), ((self.tr("Name"), address.name),), self.tr("Rename"), self._rename)

    @Slot(object)
    def change_keys(self, address: WorkspaceAddress) -> None:
        """The form for a known workspace."""
        self._show_form(address)

    @Slot(object)
    def ask_to_remove(self, address: WorkspaceAddress) -> None:
        """Ask before keys are forgotten."""
        self.question.close_question()
        self._to_remove = address
        self.notice.say(
            "caution",
            self.tr("Remove {workspace} from this program?").format(workspace=address.name),
            self.tr("Its keys are forgotten. Nothing changes at Customer.io, and its runs stay in the history."),
            (Action(self.tr("Remove"), self._remove), Action(self.tr("Keep"), self.clear_notice)),
        )

    @Slot()
    def look_at_holdings(self) -> None:
        """What the practice workspace received."""
        self.clear_notice()
        self._places.setCurrentWidget(self.holdings)
        self.set_heading(
            self.tr("What the practice workspace received"),
            self.tr("It follows Customer.io's rules as far as they are published, and lives only on this computer."),
        )
        self._show_footer()
        job = workspace_operations.read_holdings(self.desk, self._show_holdings)
        job.failed.connect(self.show_error)

    @Slot(object)
    def practise_with(self, mood: str) -> None:
        """Have the practice workspace answer so from now on."""
        from backfill_assistant.core.ports import Mood

        workspace_operations.behave(self.desk, Mood(mood)).failed.connect(self.show_error)

    @Slot()
    def save(self) -> None:
        """Check what is typed in, and keep it if it fits."""
        draft = self.form.draft()
        self.notice.say("neutral", self.tr("Asking Customer.io…"), self.tr("No customer data is sent."))
        if self._changing is None:
            job = workspace_operations.add_workspace(self.desk, draft)
        else:
            job = workspace_operations.replace_keys(self.desk, self._changing, draft)
        self._saving = job
        self._follow(job).finished.connect(self._say_saved)

    def show_error(self, error: BackfillError) -> None:
        """In the wrong region, offer the right one; a key that is not known may belong to the other region, too."""
        in_form = self._places.currentWidget() is self._form_area and self.form.region.isEnabled()
        if in_form and isinstance(error, KeyRefused | WrongRegion):
            self.show_problem(error, self.tr("Use the other region"), self._switch_region)
            return
        super().show_error(error)

    def _build_list(self) -> QScrollArea:
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        return _scrolling(self._inside, self._places)

    @Slot()
    def _read_list(self) -> None:
        job = workspace_operations.list_workspaces(self.desk, self._keep_list)
        job.failed.connect(self.show_error)

    def _keep_list(self, addresses: tuple[WorkspaceAddress, ...]) -> None:
        self._addresses = addresses
        self._show_lines()

    @Slot()
    def _show_lines(self) -> None:
        used = self.desk.session.workspace
        focus = self.window().focusWidget()
        left = next((line.address.id for line in self.lines if focus is not None and line.isAncestorOf(focus)), None)
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for place, address in enumerate(self._addresses):
            line = WorkspaceLine(address, used is not None and used.id == address.id, self._inside)
            line.use_wanted.connect(self.use)
            line.check_wanted.connect(self.check)
            line.rename_wanted.connect(self.ask_name)
            line.keys_wanted.connect(self.change_keys)
            line.remove_wanted.connect(self.ask_to_remove)
            line.holdings_wanted.connect(self.look_at_holdings)
            self._column.insertWidget(place, line)
            self.lines.append(line)
            if address.id == left:
                # The button that was pressed is gone: the keyboard goes on with the same workspace.
                line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, address: WorkspaceAddress | None) -> None:
        self.clear_notice()
        self._changing = address
        self.form.show_for(address)
        self._places.setCurrentWidget(self._form_area)
        self.set_heading(
            self.tr("Add a workspace") if address is None else address.name,
            self.tr("The keys are checked first: region and name are shown before anything else can happen."),
        )
        self._show_footer()
        self.form.key.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_footer(self) -> None:
        if self._places.currentWidget() is self._form_area:
            words = self.tr("Check and add") if self._changing is None else self.tr("Check and save")
            ready = self.form.complete and not self._busy
            cancel = Action(self.tr("Cancel"), self.cancel_form)
            self.set_footer(Footer(primary=Action(words, self.save, enabled=ready), right=(cancel,), back=False))
        elif self._places.currentWidget() is self.holdings:
            again = Action(self.tr("Look again"), self.look_at_holdings)
            self.set_footer(Footer(primary=Action(self.tr("All workspaces"), self.show_list), right=(again,), back=False))
        else:
            self.set_footer(Footer(primary=Action(self.tr("Add a workspace"), self.add)))

    def _follow(self, job: Job) -> Job:
        self._busy = True
        self._show_footer()
        job.failed.connect(self.show_error)
        job.ended.connect(self._not_busy)
        return job

    @Slot()
    def _not_busy(self) -> None:
        self._busy = False
        if self._saving is not None and not self._saving.running:
            self._saving = None
        self._show_footer()

    @Slot(object)
    def _say_checked(self, found: Found) -> None:
        self.notice.say("good", self._about(found), self.tr("The key fits. No customer data was sent."))

    @Slot(object)
    def _say_saved(self, found: Found) -> None:
        self.form.forget_keys()
        self.show_list()
        self._read_list()
        if found.keys_kept:
            self.notice.say("good", self._about(found), self.tr("The keys are in this computer's password store."))
        else:
            self.notice.say(
                "caution",
                self._about(found),
                self.tr("This computer has no password store, so the keys are forgotten when you close the program."),
            )

    def _about(self, found: Found) -> str:
        name = found.check.name or found.address.name
        if found.address.route == "pipelines":
            # This API does not say which workspace a source feeds.
            return self.tr("The key of {workspace} is accepted in the {region} region.").format(
                workspace=name, region=region(found.check.region)
            )
        return self.tr("{workspace} is in the {region} region.").format(workspace=name, region=region(found.check.region))

    def _rename(self, name: str) -> None:
        if self._to_rename is not None:
            job = self._follow(workspace_operations.rename_workspace(self.desk, self._to_rename, name))
            job.finished.connect(self._read_list)

    @Slot()
    def _remove(self) -> None:
        self.clear_notice()
        if self._to_remove is not None:
            job = self._follow(workspace_operations.remove_workspace(self.desk, self._to_remove))
            job.finished.connect(self._read_list)

    @Slot()
    def _switch_region(self) -> None:
        self.form.choose_region("us" if self.form.region.value == "eu" else "eu")
        self.save()

    def _show_holdings(self, held: Mapping[str, Any]) -> None:
        self.holdings.show_holdings(held)


def _scrolling(inside: QWidget, parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area

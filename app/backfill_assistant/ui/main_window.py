"""MainWindow: the rail of steps, the pages, one footer, and the band that says when everything stays on this computer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.ui import operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.jobs import Lane
from backfill_assistant.ui.rail_looks import rail_looks
from backfill_assistant.ui.steps import PAGES, PATH, PageSlot, Step
from backfill_assistant.ui.widgets.band import Band
from backfill_assistant.ui.widgets.drop_area import DropVeil, dropped_files
from backfill_assistant.ui.widgets.footer_bar import FooterBar
from backfill_assistant.ui.widgets.notice import Action, Notice
from backfill_assistant.ui.widgets.page import Footer, Page
from backfill_assistant.ui.widgets.rail import Rail, StepLook
from backfill_assistant.ui.widgets.tab_order import tab_chain
from backfill_assistant.ui.widgets.workspace_card import WorkspaceCard
from backfill_assistant.ui.wording import in_words

# Between two pages that are made ahead; the person may be busy with the window in between.
_AHEAD_MS: Final = 120


class MainWindow(QWidget):
    """The one window. Pages are made when they are first shown."""

    def __init__(self, desk: Desk, slots: tuple[PageSlot, ...] = PAGES) -> None:
        super().__init__()
        self.desk = desk
        desk.session.setParent(self)
        desk.jobs.setParent(self)
        self._slots = {slot.step: slot for slot in slots}
        self._pages: dict[Step, Page] = {}
        self._current: Step | None = None
        self._last_on_path = Step.START
        self._closing = False
        self._asks_before_closing = False
        # Made ahead, but not yet laid out.
        self._rough: Page | None = None
        self.setWindowTitle(QApplication.applicationDisplayName())
        self.setMinimumSize(960, 640)
        self.resize(*operations.kept_window_size(desk, (1240, 800)))
        self.setAcceptDrops(True)
        self._build()
        self._bind_keys()
        desk.session.changed.connect(self._show_session)
        desk.jobs.changed.connect(self._jobs_changed)
        self._show_session()
        self.go_to(Step.START)
        # Nothing is ringed before the person used the keyboard; Tab then begins in the page.
        self._stack.setFocus()

    @property
    def current_step(self) -> Step | None:
        """Where the window is."""
        return self._current

    def page(self, step: Step) -> Page:
        """The page of a step, made now if it was not yet shown."""
        page = self._pages.get(step)
        if page is None:
            page = self._pages[step] = self._slots[step].load()(self.desk, self._stack)
            page.footer_changed.connect(self._show_footer)
            page.go_to.connect(self.go_to)
            page.row_wanted.connect(self.show_row)
            self._stack.addWidget(page)
        return page

    @property
    def pages_are_made(self) -> bool:
        """Whether every page of the path is there."""
        return all(step in self._pages for step in PATH if step in self._slots)

    @Slot()
    def make_pages_ahead(self) -> None:
        """Make the path's pages one by one while nothing else is going on, so that going on does not stall for one."""
        missing = [step for step in PATH if step in self._slots and step not in self._pages]
        if self._closing or not (missing or self._rough):
            return
        if not self.desk.jobs.running():
            if self._rough is None:
                self._rough = self.page(missing[0])
            else:
                # Style and layout are worked out now, not when it is first shown; in a turn of its own, or it would be noticed.
                self._rough.resize(self._stack.size())
                for widget in (self._rough, *self._rough.findChildren(QWidget)):
                    widget.ensurePolished()
                self._rough = None
        QTimer.singleShot(_AHEAD_MS, self, self.make_pages_ahead)

    @Slot(object)
    def go_to(self, step: Step) -> None:
        """Show a step's page."""
        if step not in self._slots:
            return
        before = self._pages.get(self._current) if self._current is not None else None
        page = self.page(step)
        if before is page:
            return
        if before is not None:
            before.left()
        self._current = step
        if step in PATH:
            self._last_on_path = step
        self._stack.setCurrentWidget(page)
        self._rail.show_current(step)
        self._workspace_card.setChecked(step is Step.WORKSPACE)
        page.entered()
        self._show_footer()

    @Slot()
    def go_back(self) -> None:
        """One step back on the path; from another place, back to the path."""
        if self._current not in PATH:
            self.go_to(self._last_on_path)
            return
        earlier = [step for step in PATH[: PATH.index(self._current)] if step in self._slots]
        if earlier:
            self.go_to(earlier[-1])

    @Slot(int)
    def show_row(self, row: int) -> None:
        """Show a row of the file among its neighbours."""
        self.go_to(Step.FILE)
        self.page(Step.FILE).show_row(row)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file and bring it in."""
        operations.ask_for_file(self, self.bring_in)

    @Slot(str)
    def bring_in(self, path: str) -> None:
        """Bring in a file from anywhere: dropped, chosen or given when the program was started."""
        self.go_to(Step.FILE)
        operations.open_file(self.desk, path)

    @Slot(object)
    def tell(self, error: BackfillError) -> None:
        """Say above the page what went wrong outside of any page."""
        self._asks_before_closing = False
        self._notice.say("bad", in_words(error.title), in_words(error.advice), (Action(self.tr("Close"), self._hide_notice),))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A file may be dropped anywhere."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover(self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """It went away again."""
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Bring in what was dropped."""
        self._veil.hide()
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
        if len(paths) == 1:
            self.bring_in(paths[0])
        elif paths:
            self._asks_before_closing = False
            self._notice.say(
                "caution",
                self.tr("One file is brought in at a time."),
                self.tr("Drop them one after the other, or put their rows into one file."),
                (Action(self.tr("Close"), self._hide_notice),),
            )

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """While a run is being sent, ask first; else stop everything and go."""
        if self.desk.jobs.running(Lane.SEND) and not self._closing:
            event.ignore()
            self._ask_before_closing()
            return
        if not self.isMaximized():
            operations.keep_window_size(self.desk, (self.width(), self.height()))
        self.hide()
        # What was to be done in a moment would come too late.
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.desk.jobs.shut_down()
        event.accept()

    def _build(self) -> None:
        self._band = Band(self)
        self._workspace_card = WorkspaceCard(self)
        self._rail = Rail(self._looks(), self._workspace_card, self)
        self._notice = Notice(self)
        self._stack = QStackedWidget(self)
        self._footer = FooterBar(self)
        self._veil = DropVeil(self)
        self._rail.chosen.connect(self.go_to)
        self._workspace_card.clicked.connect(self._show_workspace_page)
        self._footer.back_wanted.connect(self.go_back)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._band)
        right.addWidget(self._notice)
        right.addWidget(self._stack, 1)
        right.addWidget(self._footer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(right, 1)

    def _bind_keys(self) -> None:
        for keys, slot in (
            (QKeySequence("Alt+Left"), self.go_back),
            (QKeySequence(QKeySequence.StandardKey.Open), self.choose_file),
            (QKeySequence("F6"), self._next_region),
            (QKeySequence("Ctrl+Return"), self.press_primary),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.activated.connect(slot)

    def _looks(self) -> tuple[StepLook, ...]:
        sending = bool(self.desk.jobs.running(Lane.SEND))
        halting = ""
        for job in self.desk.jobs.running(Lane.SEND):
            halting = self.tr("Stopping…") if job.is_stopping else self.tr("Paused") if job.watch.held else ""
        return rail_looks(self.desk.session, frozenset(self._slots), sending, self._waits_for_start(), halting)

    @Slot()
    def _show_session(self) -> None:
        session = self.desk.session
        self._rail.show_looks(self._looks())
        self._workspace_card.show_workspace(session.workspace)
        self._workspace_card.setEnabled(Step.WORKSPACE in self._slots)
        self._band.setVisible(session.workspace is not None and session.workspace.practice)

    @Slot()
    def _show_footer(self) -> None:
        page = self._pages.get(self._current) if self._current is not None else None
        self._footer.show_footer(page.footer if page is not None else Footer(back=False))

    @Slot()
    def _show_workspace_page(self) -> None:
        self._workspace_card.setChecked(self._current is Step.WORKSPACE)
        self.go_to(Step.WORKSPACE)

    @Slot()
    def press_primary(self) -> None:
        """Do what the footer's primary button does, if it is there."""
        if self._footer.isVisible() and self._footer.primary.isVisible():
            self._footer.primary.click()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes through rail, page and footer in this order, whenever their widgets were made.

        Qt asks as well when what has the cursor goes or is disabled. It is then on no control: the key that was pressed there,
        pressed once more, must not press another one.
        """
        order = self._focus_order()
        if not order:
            return False
        focus = QApplication.focusWidget()
        inside = [widget for widget in order if focus is not None and focus.isAncestorOf(widget)]
        if focus is not None and not (focus.isVisible() and focus.isEnabled()):
            self._stack.setFocus()
            return True
        if focus in order:
            chosen = order[(order.index(focus) + (1 if forward else -1)) % len(order)]
        elif inside:
            chosen = inside[0] if forward else order[order.index(inside[0]) - 1]
        else:
            chosen = next((widget for widget in order if self._stack.isAncestorOf(widget)), order[0])
        chosen.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _focus_order(self) -> list[QWidget]:
        """Everything that Tab can reach now."""
        found = []
        for widget in tab_chain(self)[1:]:
            takes_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value) and widget.focusProxy() is None
            if takes_tab and widget.isEnabled() and widget.isVisible():
                found.append(widget)
        return sorted(found, key=self._region_of)

    def _region_of(self, widget: QWidget) -> int:
        regions = (self._rail, self._notice, self._stack, self._footer)
        return next((number for number, region in enumerate(regions) if region.isAncestorOf(widget)), len(regions))

    @Slot()
    def _next_region(self) -> None:
        """From the rail to the page, to the footer, and round again."""
        focus = QApplication.focusWidget()
        regions: list[QWidget] = [self._rail, self._stack, self._footer]
        here = next(
            (
                number
                for number, region in enumerate(regions)
                if focus is not None and (focus is region or region.isAncestorOf(focus))
            ),
            -1,
        )
        order = self._focus_order()
        for step in range(1, len(regions) + 1):
            region = regions[(here + step) % len(regions)]
            inside = [widget for widget in order if region.isAncestorOf(widget)]
            if inside and region is self._rail:
                self._rail.focus_current()
                return
            if inside:
                inside[-1 if region is self._footer else 0].setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _ask_before_closing(self) -> None:
        self._asks_before_closing = True
        stop = Action(self.tr("Stop and close"), self._stop_and_close)
        if self._waits_for_start():
            self._notice.say(
                "caution",
                self.tr("A run waits for the time at which it is planned to start."),
                self.tr("If you close now, it does not start by itself: continue it from the run history then."),
                (Action(self.tr("Keep waiting"), self._hide_notice), stop),
            )
            return
        self._notice.say(
            "caution",
            self.tr("A run is being sent."),
            self.tr("If you close now, it stops after the requests under way. It can be continued later: no row is sent twice."),
            (Action(self.tr("Keep sending"), self._hide_notice), stop),
        )

    def _waits_for_start(self) -> bool:
        newest = (job.progress for job in self.desk.jobs.running(Lane.SEND))
        return any(progress is not None and progress.starts_ms is not None for progress in newest)

    @Slot()
    def _hide_notice(self) -> None:
        self._asks_before_closing = False
        self._notice.hide()

    @Slot()
    def _stop_and_close(self) -> None:
        self._closing = True
        self._notice.say(
            "caution",
            self.tr("Stopping: answers to requests under way are waited for, half a minute at most."),
            self.tr("Without waiting, the rows in them count as not known, and continuing sends them again."),
            (Action(self.tr("Close without waiting"), self._close_without_waiting),),
        )
        for job in self.desk.jobs.running(Lane.SEND):
            job.stop()

    @Slot()
    def _close_without_waiting(self) -> None:
        for job in self.desk.jobs.running(Lane.SEND):
            job.stop(in_haste=True)

    @Slot()
    def _jobs_changed(self) -> None:
        self._rail.show_looks(self._looks())
        if self.desk.jobs.running(Lane.SEND):
            return
        if self._closing:
            self.close()
        elif self._asks_before_closing:
            # What was asked about is over.
            self._hide_notice()

"""Page: what every page of the window is made from. A guide for whoever writes one.

A page is a QWidget with a title, a subtitle, a place for notices and a body. It knows the desk (parts, session, jobs, look)
and no other page:

    class FilePage(Page):
        step = Step.FILE

        def __init__(self, desk: Desk, parent: QWidget) -> None:
            super().__init__(desk, parent)
            self.set_heading(self.tr("Check that the file was read correctly"), self.tr("Nothing is sent yet."))
            self.table = DataTable(self)
            self.body.addWidget(self.table, 1)
            desk.session.table_changed.connect(self.show_table)

        def entered(self) -> None:                       # each time it comes on screen
            self.set_footer(Footer(
                sentence=self.tr("%Ln row(s)", "", 1_312),
                primary=Action(self.tr("Continue to columns"), self.go_on, enabled=True),
                right=(Action(self.tr("Save mapping…"), self.save_mapping),),
            ))

        def go_on(self) -> None:
            self.go_to.emit(Step.COLUMNS)

Add the page to `steps.PAGES` (one line). What a person can do is a function of `operations.py` that starts a job and keeps its
result in the session; the page calls it, connects `job.progressed` and `job.failed`, and shows what the session then says:

    job = operations.check_rows(self.desk)
    job.progressed.connect(self.show_progress)
    job.failed.connect(self.show_error)                  # of Page: a notice with the title and the advice

Rules that tests watch over:
- Words are literals in `self.tr("…")`, no f-strings, no aliases of `tr`. Sentences that count:
  `self.tr("%Ln row(s) [is|are] left out", "", count)` (see `languages`); other numbers come from `wording.number(n)`.
  Sentences of the core: `wording.in_words(sentence)`.
- Every control has a name: its own words, a QLabel as buddy (`label.setBuddy(edit)`), or `setAccessibleName`.
- The order of construction is the tab order. Widgets have a parent. Signals go to bound methods.
- Cells of the person's data are left-to-right everywhere (`DataTable` does it; `only_left_to_right(edit)` for line edits).
- Colours come from roles and tones (`set_role`, `set_tone`) or, when painting, from `tokens_of(self)`; icons from `set_icon`.
- Nothing modal. A question is a `Notice` with buttons.
- Pages taller than 640 pixels pass `scrolls=True`; pages with a table give the table the stretch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from backfill_assistant.core.errors import BackfillError
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.theme import GAP, PAGE_MARGIN
from backfill_assistant.ui.widgets.notice import Action, Notice
from backfill_assistant.ui.widgets.text import Text
from backfill_assistant.ui.wording import in_words

__all__ = ["Action", "Footer", "Page"]

# How wide the style sheet draws a scroll bar, and the part of the page's margin that is kept for it.
_SCROLL_BAR = 12
_SCROLL_ROOM = 16


@dataclass(frozen=True)
class Footer:
    """What the window's footer shows for a page: Back and `left` buttons, a sentence, `right` buttons and one primary button."""

    sentence: str = ""
    primary: Action | None = None
    right: tuple[Action, ...] = ()
    left: tuple[Action, ...] = ()
    back: bool = True


class Page(QWidget):
    """One place of the window."""

    # Where it stands; each page sets its own.
    step: ClassVar[Step]

    # A Footer, whenever it changed.
    footer_changed = Signal(object)
    # A Step: leave for another page.
    go_to = Signal(object)
    # The number of a row (from 0): show it where the file's rows are.
    row_wanted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, scrolls: bool = False) -> None:
        super().__init__(parent)
        self.desk = desk
        self.footer = Footer()
        self._title = Text("", self, role="title")
        self._subtitle = Text("", self, role="subtitle")
        self.notice = Notice(self)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP)
        outer = QVBoxLayout(self)
        outer.setSpacing(GAP)
        self._heading = heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self._title)
        heading.addWidget(self._subtitle)
        heading.addSpacing(GAP - 8)
        heading.addWidget(self.notice)
        outer.addLayout(heading)
        if scrolls:
            outer.addWidget(self._scroller(), 1)
        else:
            outer.addLayout(self.body, 1)
        # What stays in sight below a page that scrolls.
        self.below = QVBoxLayout()
        outer.addLayout(self.below)
        self._scrolls = scrolls
        self._outer = outer
        self._low = False
        self._set_margins()

    @property
    def title(self) -> str:
        """The page's title."""
        return self._title.text()

    def set_heading(self, title: str, subtitle: str = "") -> None:
        """Say what the page is for."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def set_footer(self, footer: Footer) -> None:
        """Change what the footer shows; equal values change nothing."""
        if footer != self.footer:
            self.footer = footer
            self.footer_changed.emit(footer)

    def entered(self) -> None:
        """The page came on screen."""

    def left(self) -> None:
        """The page went off screen."""

    def show_row(self, row: int) -> None:
        """Bring a row of the file into view (numbered from 0); only the page of the file's rows can."""

    def show_error(self, error: BackfillError) -> None:
        """Say what stopped and what to do; override to offer a button for the next step."""
        self.show_problem(error)

    def show_problem(self, error: BackfillError, next_step: str = "", callback: Callable[[], object] | None = None) -> None:
        """Say what stopped and what to do, with a button for the next step."""
        actions = (Action(next_step, callback),) if callback is not None else ()
        self.notice.say("bad", in_words(error.title), in_words(error.advice), actions)

    def clear_notice(self) -> None:
        """Take the notice away."""
        self.notice.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Margins change sides with the direction of writing."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._set_margins()

    def set_low(self, low: bool) -> None:
        """Where a window is low, what the page is for needs the room of its margins."""
        if low != self._low:
            self._low = low
            self._set_margins()

    def _set_margins(self) -> None:
        """A scroll bar stands in the page's margin, so that what scrolls is as wide as what does not."""
        room = _SCROLL_ROOM - _SCROLL_BAR if self._scrolls else _SCROLL_ROOM
        before, after = (0, 1) if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else (1, 0)
        left, right = PAGE_MARGIN - before * _SCROLL_ROOM, PAGE_MARGIN - after * _SCROLL_ROOM
        top, bottom = (14, 8) if self._low else (24, 18)
        self._outer.setContentsMargins(left, top, right, bottom)
        self._heading.setContentsMargins(before * _SCROLL_ROOM, 0, after * _SCROLL_ROOM, 0)
        self.below.setContentsMargins(before * _SCROLL_ROOM, 0, after * _SCROLL_ROOM, 0)
        self.body.setContentsMargins(before * room, 0, after * room, 0)

    def _scroller(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, drawn only while there is something to scroll: the page must not jump when it comes.
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(area)
        inside.setLayout(self.body)
        area.setWidget(inside)
        return area

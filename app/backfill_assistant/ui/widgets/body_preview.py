"""BodyPreview: exactly what Customer.io receives for one row, with what the last choice changed marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QWidget

from backfill_assistant.core.routes import Route
from backfill_assistant.ui.theme import wire_font
from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.body_text import changed_lines, readable
from backfill_assistant.ui.widgets.buttons import icon_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import ChoiceBox, only_left_to_right
from backfill_assistant.ui.widgets.number_edit import NumberEdit
from backfill_assistant.ui.widgets.text import Text, scaled

_ROWS_MAX = 2**31 - 1
_BODY_LEAST = 96


class _Body(QPlainTextEdit):
    def sizeHint(self) -> QSize:  # noqa: N802
        """As tall as the page leaves it, never a reason for the page to scroll."""
        return QSize(super().sizeHint().width(), _BODY_LEAST)


class BodyPreview(Card):
    """A card with the request's body, a row number to step through, and the route."""

    # The row (from 0) to show.
    row_wanted = Signal(int)
    route_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=14)
        self._shown: tuple[int, str] = (-1, "")
        self.title = Text(self.tr("Customer.io receives"), self, role="strong")
        self.body.addWidget(self.title)
        steps = QHBoxLayout()
        steps.setSpacing(4)
        self._earlier = icon_button("chevron-left", self.tr("Row before"), self)
        self._number = NumberEdit(self.tr("Row to show"), self, 1, 1)
        self._number.setPrefix(self.tr("Row ", "before a number"))
        self._later = icon_button("chevron-right", self.tr("Next row"), self)
        self._route = ChoiceBox(self.tr("Route"), self, ((Route.TRACK, "Track v2"), (Route.PIPELINES, "Pipelines")))
        steps.addWidget(self._earlier)
        steps.addWidget(self._number, 1)
        steps.addWidget(self._later)
        steps.addStretch(0)
        self.body.addLayout(steps)
        self.body.addWidget(self._route)
        self._text = _Body(self)
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("Body of the request"))
        self._text.setFont(wire_font(scaled(self._text.font(), 0.92)))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._text.setTabChangesFocus(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        only_left_to_right(self._text)
        self.body.addWidget(self._text, 1)
        self._moment = Text("", self, role="small")
        self.body.addWidget(self._moment)
        self._moment.hide()
        self._note = Text("", self, role="small")
        self.body.addWidget(self._note)
        self._note.hide()
        self._number.valueChanged.connect(self._ask)
        self._earlier.clicked.connect(self._step_back)
        self._later.clicked.connect(self._step_on)
        self._route.activated.connect(self._ask_route)

    @property
    def row(self) -> int:
        """The row shown, from 0."""
        return self._number.value() - 1

    @property
    def route(self) -> Route:
        """The route shown."""
        # Qt keeps it as plain text.
        return Route(str(self._route.value))

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.toPlainText()

    def show_route(self, route: Route) -> None:
        """Show the workspace's own route."""
        self._route.choose(route)

    def show_row_count(self, count: int) -> None:
        """So many rows can be stepped through."""
        blocked = self._number.blockSignals(True)
        self._number.setRange(1, max(1, min(count, _ROWS_MAX)))
        self._number.blockSignals(blocked)

    def show_row(self, row: int) -> None:
        """Go to a row and ask for it."""
        if self.row == row:
            self._ask()
        else:
            self._number.setValue(row + 1)

    def show_bodies(self, row: int, bodies: Sequence[bytes], note: str, tone: str, *, waits: bool = False) -> None:
        """Show what is sent for a row, or would be where it `waits` for an answer; lines that differ from what was shown before for
        the same row are marked.
        """
        self.title.setText(self.tr("Once you have answered, Customer.io receives") if waits else self.tr("Customer.io receives"))
        self._text.setAccessibleName(
            self.tr("Body of the request, once you have answered") if waits else self.tr("Body of the request")
        )
        text = "\n\n".join(readable(body.decode()) for body in bodies)
        before_row, before = self._shown
        if (row, text) != self._shown:
            self._shown = (row, text)
            self._text.setPlainText(text)
            self._mark(changed_lines(before, text) if row == before_row and before and text else ())
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._note.setProperty("tone", tone or None)
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)

    def show_moment(self, words: str) -> None:
        """Say in words when the row happened; the body has it in numbers."""
        self._moment.setText(words)
        self._moment.setVisible(bool(words))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow enough for the smallest window."""
        return QSize(220, 160)

    def _mark(self, lines: Sequence[int]) -> None:
        marks = []
        for line in lines:
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(QColor(tokens_of(self).accent_soft))
            look.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.format = look
            mark.cursor = QTextCursor(self._text.document().findBlockByNumber(line))
            marks.append(mark)
        self._text.setExtraSelections(marks)

    @Slot()
    def _ask(self) -> None:
        self.row_wanted.emit(self.row)

    @Slot()
    def _ask_route(self) -> None:
        self.route_wanted.emit(self.route)

    @Slot()
    def _step_back(self) -> None:
        self._number.stepDown()

    @Slot()
    def _step_on(self) -> None:
        self._number.stepUp()

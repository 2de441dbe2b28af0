"""Rail: the steps on the left, each with its number or a tick and a word on how it stands, and below them the other places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from backfill_assistant.ui.icons import tinted_pixmap
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.tokens import Tokens, tokens_of
from backfill_assistant.ui.widgets.text import scaled, set_role

_WIDTH = 236
_CIRCLE = 24


class StepState(StrEnum):
    """How a step stands."""

    OPEN = "open"
    DONE = "done"
    # Needs a look: something there keeps the path from going on.
    ATTENTION = "attention"


@dataclass(frozen=True)
class StepLook:
    """What a step shows."""

    step: Step
    name: str
    # "1" … "5", or "" for a place outside the path, which shows its icon.
    number: str = ""
    icon: str = ""
    state: StepState = StepState.OPEN
    detail: str = ""
    enabled: bool = True


class StepButton(QToolButton):
    """One step or place. Painted as a whole: a circle or an icon, the name, and the detail below it."""

    def __init__(self, look: StepLook, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "step" if look.number else "place")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bold = scaled(self.font(), 1.0, QFont.Weight.DemiBold)
        self._small = scaled(self.font(), 0.88)
        self._mark = scaled(self.font(), 0.88, QFont.Weight.DemiBold)
        self._look = look
        self._show()

    @property
    def look(self) -> StepLook:
        """What it shows."""
        return self._look

    def show_look(self, look: StepLook) -> None:
        """Show how the step stands now; told with every job that begins or ends, so that the same again costs nothing."""
        if look != self._look:
            self._look = look
            self._show()

    def _show(self) -> None:
        look = self._look
        self.setEnabled(look.enabled)
        self.setAccessibleName(look.name)
        state = {StepState.DONE: self.tr("done"), StepState.ATTENTION: self.tr("needs a look")}.get(look.state, "")
        self.setAccessibleDescription(", ".join(part for part in (state, look.detail) if part))
        self.setToolTip(look.detail)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its one or two lines."""
        lines = QFontMetrics(self._bold).height()
        if self._look.detail:
            lines += QFontMetrics(self._small).height() + 2
        return QSize(_WIDTH - 28, max(lines + 20, 40 if self._look.number else 34))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never narrower than the mark and a few letters."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The frame by the style sheet, then the mark and the words, mirrored where writing runs from the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        middle = self.height() / 2
        centre = QPointF(self.width() - 23 if mirrored else 23, middle)
        self._paint_mark(painter, tokens, centre)
        words = QRectF(12 if mirrored else 46, 8, self.width() - 58, self.height() - 16)
        self._paint_words(painter, tokens, words, mirrored)
        painter.end()

    def _paint_mark(self, painter: QPainter, tokens: Tokens, centre: QPointF) -> None:
        icon, token = "", "muted"
        if self._look.state is StepState.DONE and not self.isChecked():
            icon, token, ring, fill = "check", "good_text", tokens.good, tokens.good_soft
        elif self._look.state is StepState.ATTENTION and not self.isChecked():
            icon, token, ring, fill = "triangle-alert", "caution_text", tokens.caution, tokens.caution_soft
        elif self.isChecked() and self._look.number:
            ring, fill = tokens.accent, tokens.accent
        else:
            ring, fill = tokens.outline, tokens.panel
        if not self._look.number:
            size = 18
            pixmap = tinted_pixmap(
                self._look.icon, tokens.accent_text if self.isChecked() else tokens.muted, size, self.devicePixelRatioF()
            )
            painter.drawPixmap(QPointF(centre.x() - size / 2, centre.y() - size / 2), pixmap)
            return
        painter.setPen(QColor(ring))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(centre, _CIRCLE / 2 - 0.5, _CIRCLE / 2 - 0.5)
        if icon:
            pixmap = tinted_pixmap(icon, getattr(tokens, token), 14, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(centre.x() - 7, centre.y() - 7), pixmap)
            return
        painter.setFont(self._mark)
        painter.setPen(QColor(tokens.on_accent if self.isChecked() else tokens.muted))
        box = QRectF(centre.x() - _CIRCLE / 2, centre.y() - _CIRCLE / 2, _CIRCLE, _CIRCLE)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._look.number)

    def _paint_words(self, painter: QPainter, tokens: Tokens, box: QRectF, mirrored: bool) -> None:
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        name_font = self._bold if self._look.number or self.isChecked() else self.font()
        name_height = QFontMetrics(name_font).height()
        detail_height = QFontMetrics(self._small).height() if self._look.detail else 0
        top = box.center().y() - (name_height + (detail_height + 2 if detail_height else 0)) / 2
        painter.setFont(name_font)
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.muted))
        name = QFontMetrics(name_font).elidedText(self._look.name, Qt.TextElideMode.ElideRight, int(box.width()))
        flag = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(box.x(), top, box.width(), name_height), side | flag, name)
        if detail_height:
            painter.setFont(self._small)
            painter.setPen(QColor(tokens.muted))
            detail = QFontMetrics(self._small).elidedText(self._look.detail, Qt.TextElideMode.ElideMiddle, int(box.width()))
            painter.drawText(QRectF(box.x(), top + name_height + 2, box.width(), detail_height), side | flag, detail)


class Rail(QFrame):
    """All steps and places; tells which was chosen."""

    chosen = Signal(object)

    def __init__(self, looks: tuple[StepLook, ...], workspace_card: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "rail")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Steps"))
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[Step, StepButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 18, 14, 14)
        column.setSpacing(4)
        for look in looks:
            if look.step is Step.HISTORY:
                column.addStretch(1)
                workspace_card.setParent(self)
                column.addWidget(workspace_card)
                column.addSpacing(4)
            button = StepButton(look, self)
            self._group.addButton(button)
            button.clicked.connect(self._tell)
            column.addWidget(button)
            self._buttons[look.step] = button

    def button(self, step: Step) -> StepButton | None:
        """The button of a step, if the rail has one."""
        return self._buttons.get(step)

    def show_looks(self, looks: tuple[StepLook, ...]) -> None:
        """Show how the steps stand now."""
        for look in looks:
            self._buttons[look.step].show_look(look)

    def show_current(self, step: Step) -> None:
        """Mark the step whose page is on screen."""
        button = self._buttons.get(step)
        self._group.setExclusive(False)
        for each in self._buttons.values():
            each.setChecked(each is button)
        self._group.setExclusive(True)

    def focus_current(self) -> None:
        """Give the focus to the current step, or to the first."""
        for button in (*[each for each in self._buttons.values() if each.isChecked()], *self._buttons.values()):
            if button.isEnabled():
                button.setFocus()
                return

    @Slot()
    def _tell(self) -> None:
        for step, button in self._buttons.items():
            if button is self.sender():
                self.chosen.emit(step)
                return

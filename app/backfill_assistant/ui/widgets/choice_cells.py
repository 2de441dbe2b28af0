"""ChoiceCells: table cells that are choices or names, drawn as controls and edited in place by click, Enter or F2."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from backfill_assistant.ui.cell_roles import CHOICES_ROLE, NAME_ROLE
from backfill_assistant.ui.icons import tinted_icon
from backfill_assistant.ui.theme import wire_font
from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.choices import ChoiceBox, only_left_to_right
from backfill_assistant.ui.widgets.data_table import DataCells
from backfill_assistant.ui.widgets.text import MadeFont

Index = QModelIndex | QPersistentModelIndex
# A line of one pixel reaches half a pixel over its rectangle.
_AROUND = 1


class ChoiceCells(DataCells):
    """Draws an editable cell as a small control."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wire = MadeFont(wire_font)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The view's ground, a frame, the words, and an arrow where there are choices."""
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            super().paint(painter, option, index)
            return
        bare = QStyleOptionViewItem(option)
        bare.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, option.widget)
        tokens = tokens_of(option.widget)
        choices = index.data(CHOICES_ROLE)
        frame = option.rect.adjusted(3, 3, -3, -4)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        look = (tokens.outline, tokens.muted) if choices else (tokens.line, "")
        drawn = _frame(frame.width(), frame.height(), painter.device().devicePixelRatioF(), tokens.panel, *look, mirrored)
        painter.save()
        painter.drawPixmap(frame.x() - _AROUND, frame.y() - _AROUND, drawn)
        painter.setPen(QColor(tokens.text))
        font = option.font if choices else self._wire.of(option.font)
        painter.setFont(font)
        room = frame.adjusted(7, 0, -6, 0)
        if choices:
            room = room.adjusted(16, 0, 0, 0) if mirrored else room.adjusted(0, 0, -16, 0)
        else:
            # Names go over the wire as they stand.
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        words = QFontMetrics(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Words, arrow and frame."""
        measure = QFontMetrics(option.font)
        return QSize(measure.horizontalAdvance(str(index.data() or "")) + 48, measure.height() + 14)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """A combo box for choices, a line for a name."""
        name = str(index.data(NAME_ROLE) or "")
        choices = index.data(CHOICES_ROLE)
        if choices:
            box = ChoiceBox(name, parent, choices)
            box.activated.connect(self._chosen)
            return box
        edit = QLineEdit(parent)
        edit.setAccessibleName(name)
        edit.setFont(wire_font(option.font))
        only_left_to_right(edit)
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Show what is chosen now."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, ChoiceBox):
            editor.choose(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(str(value or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        """Tell the model."""
        if isinstance(editor, ChoiceBox):
            model.setData(index, editor.value, Qt.ItemDataRole.EditRole)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Exactly over what was drawn."""
        editor.setGeometry(option.rect.adjusted(2, 2, -2, -3))

    @Slot(int)
    def _chosen(self, _: int) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)


@lru_cache(maxsize=64)
def _frame(width: int, height: int, ratio: float, ground: str, line: str, arrow: str, mirrored: bool) -> QPixmap:
    """The frame of a cell with `_AROUND` pixels about it, and an arrow in this colour if there is to be one.

    Drawn once per size: every line of the table has the same two or three.
    """
    pixmap = QPixmap(round((width + 2 * _AROUND) * ratio), round((height + 2 * _AROUND) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(line), 1))
    painter.setBrush(QColor(ground))
    frame = QRect(_AROUND, _AROUND, width, height)
    painter.drawRoundedRect(frame, 6, 6)
    if arrow:
        room = frame.adjusted(7, 0, -6, 0)
        side = room.x() if mirrored else room.right() - 13
        tinted_icon("chevron-down", arrow, arrow).paint(painter, QRect(side, room.center().y() - 6, 14, 14))
    painter.end()
    return pixmap

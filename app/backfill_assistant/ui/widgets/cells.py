"""Cells that say more than text: a chip with a detail beside it, and a link. Models give the tone and the detail by role."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from backfill_assistant.ui.cell_roles import DETAIL_ROLE, TONE_ROLE
from backfill_assistant.ui.tokens import tokens_of
from backfill_assistant.ui.widgets.text import MadeFont, scaled

Index = QModelIndex | QPersistentModelIndex


class ChipCells(QStyledItemDelegate):
    """Draws a cell's text as a chip in the tone of TONE_ROLE, followed by the words of DETAIL_ROLE."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._small = MadeFont(_small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The view's ground, the chip, the detail; mirrored with the window."""
        _paint_ground(painter, option, index)
        words = str(index.data() or "")
        tokens = tokens_of(option.widget)
        tone = str(index.data(TONE_ROLE) or "neutral")
        ground = tokens.rail if tone == "neutral" else getattr(tokens, f"{tone}_soft")
        ink = tokens.muted if tone == "neutral" else getattr(tokens, f"{tone}_text")
        small = self._small.of(option.font)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        room = option.rect.adjusted(11, 0, -11, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        used = 0
        if words:
            used = min(QFontMetrics(small).horizontalAdvance(words) + 16, room.width())
            height = QFontMetrics(small).height() + 4
            chip = QRect(room.x(), room.center().y() - height // 2 + 1, used, height)
            if mirrored:
                chip.moveRight(room.right())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(chip, 4, 4)
            painter.setFont(small)
            painter.setPen(QColor(ink))
            shown = QFontMetrics(small).elidedText(words, Qt.TextElideMode.ElideRight, used - 12)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
            used += 8
        detail = str(index.data(DETAIL_ROLE) or "")
        if not detail:
            painter.restore()
            return
        left = room.adjusted(0, 0, -used, 0) if mirrored else room.adjusted(used, 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.muted))
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetrics(option.font).elidedText(detail, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Chip, detail and margins."""
        measure, small = QFontMetrics(option.font), QFontMetrics(self._small.of(option.font))
        words, detail = str(index.data() or ""), str(index.data(DETAIL_ROLE) or "")
        width = small.horizontalAdvance(words) + measure.horizontalAdvance(detail) + 40
        return QSize(width + (8 if detail else 0), measure.height() + 12)


class LinkCells(QStyledItemDelegate):
    """Draws a cell's text as a link; the view tells `clicked`, and Enter on the row does the same."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Accent words, underlined while the mouse or the selection is there."""
        _paint_ground(painter, option, index)
        tokens = tokens_of(option.widget)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        font = QFont(option.font)
        font.setUnderline(bool(option.state & QStyle.StateFlag.State_Selected))
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent_text))
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(11, 0, -11, -1), flags, str(index.data() or ""))
        painter.restore()


def _small(font: QFont) -> QFont:
    return scaled(font, 0.88)


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    """What the style draws behind a cell without text: selection, focus, hover."""
    bare = QStyleOptionViewItem(option)
    bare.text = ""
    style = option.widget.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, option.widget)

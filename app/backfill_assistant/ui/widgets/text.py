"""Labels: titles, sections, muted and wire text, counts. Long ones wrap, or end in … and tell the rest in a tooltip."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from backfill_assistant.ui.theme import number_font, wire_font

# A word longer than the first may end its line after every so many letters as the second; a label breaks at blanks alone, and would
# make the page as wide as a long name of a column. Nobody sees the sign that allows it, and no label's words can be copied.
_LONG_WORD: Final = re.compile(r"\S{25,}")
_PIECE: Final = re.compile(r"\S{8}(?=\S)")
_MAY_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def set_role(widget: QWidget, role: str = "", tone: str = "") -> None:
    """Say what a widget is (see `style_sheet`) and have it drawn so."""
    widget.setProperty("role", role or None)
    set_tone(widget, tone)


def set_tone(widget: QWidget, tone: str) -> None:
    """Change a widget's tone: "neutral", "accent", "good", "caution", "bad", or "" for none."""
    if widget.property("tone") == (tone or None):
        return
    widget.setProperty("tone", tone or None)
    # A widget not yet shown is polished when it is; doing it before would cost it the font it is given later.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def scaled(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The same font, larger or smaller, in another weight."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(round(font.pixelSize() * factor))
    made.setWeight(weight)
    return made


class MadeFont:
    """A font made from another, kept while that one stays: each new one is looked up among all families when it first paints."""

    def __init__(self, make: Callable[[QFont], QFont]) -> None:
        self._make = make
        self._source: QFont | None = None
        self._font = QFont()

    def of(self, source: QFont) -> QFont:
        """The font for a cell whose own font this is."""
        if self._source is None or self._source != source:
            self._source, self._font = QFont(source), self._make(source)
        return self._font


class Text(QLabel):
    """Words on the page. `role` and `tone` as in `style_sheet`; plain text unless `rich`."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, role: str = "", tone: str = "", wraps: bool = True
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setText(text)
        set_role(self, role, tone)
        font = self.font()
        if role == "title":
            self.setFont(scaled(font, 1.55, QFont.Weight.Bold))
        elif role == "section":
            self.setFont(scaled(font, 1.08, QFont.Weight.DemiBold))
        elif role == "small":
            self.setFont(scaled(font, 0.88))
        elif role == "figure":
            self.setFont(number_font(scaled(font, 1.75, QFont.Weight.Bold)))
        elif role == "strong":
            self.setFont(scaled(font, 1.0, QFont.Weight.DemiBold))
        elif role == "wire":
            self.setFont(wire_font(font))
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if wraps:
            # Without this a wrapped label claims the height of its narrowest form.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self._stand_at_the_beginning()

    def setText(self, text: str) -> None:  # noqa: N802
        """Show other words; long ones without a blank wrap as well."""
        self._words = text
        super().setText(_LONG_WORD.sub(_with_breaks, text) if self.wordWrap() else text)

    def text(self) -> str:
        """The words as they were given."""
        return self._words

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Words change sides with the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._stand_at_the_beginning()

    def _stand_at_the_beginning(self) -> None:
        """Where writing runs from the right, untranslated words too begin there; Qt would go by the words themselves."""
        horizontal = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        centred = bool(horizontal & Qt.AlignmentFlag.AlignHCenter)
        at_the_end = horizontal == Qt.AlignmentFlag.AlignRight
        if centred or at_the_end:
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute if mirrored else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | (self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask))


def _with_breaks(word: re.Match[str]) -> str:
    return _PIECE.sub(lambda piece: piece[0] + _MAY_BREAK, word[0])


class ElidedText(QLabel):
    """One line that ends in … where there is no room; the whole is in the tooltip and for screen readers."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "", tone: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self, role, tone)
        if role == "small":
            self.setFont(scaled(self.font(), 0.88))
        elif role == "strong":
            self.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.set_text(text)

    @property
    def whole_text(self) -> str:
        """The text without the …."""
        return self._whole

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        """Cut the text anew."""
        self._elide()

    def minimumSizeHint(self):  # type: ignore[no-untyped-def]  # noqa: N802
        """As high as one line."""
        return self.sizeHint()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, self.contentsRect().width()))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

"""PairsEdit: texts and what replaces them, pair by pair, with an empty pair at the end for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from backfill_assistant.ui.widgets.buttons import icon_button
from backfill_assistant.ui.widgets.choices import line_edit, only_left_to_right
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.text import Text

Pair = tuple[str, str]
# Stands for a space at either end of a text, where nobody would see one.
_SPACE = "␣"
_EDIT_WIDTH = 84


class _PairLine(QWidget):
    """Two edits and a button that drops the pair."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, names: tuple[str, str], drop: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        only_left_to_right(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.old, self.new = (line_edit(name, self, data=True) for name in names)
        self._drop = icon_button("trash-2", drop, self)
        for edit in (self.old, self.new):
            edit.setFixedWidth(_EDIT_WIDTH)
            edit.setToolTip(hint)
            edit.setAccessibleDescription(hint)
            edit.editingFinished.connect(self.changed)
        self._drop.clicked.connect(self.dropped)
        for widget in (self.old, Text("→", self, role="muted", wraps=False), self.new, self._drop):
            row.addWidget(widget)

    @property
    def last(self) -> QWidget:
        """Where Tab leaves the line."""
        return self._drop

    @property
    def pair(self) -> Pair:
        return meant(self.old.text()), meant(self.new.text())

    def show_pair(self, pair: Pair) -> None:
        """Show a pair unless it is there already, so that the cursor stays."""
        for edit, text in zip((self.old, self.new), pair, strict=True):
            if edit.text() != visible(text):
                edit.setText(visible(text))
                edit.setCursorPosition(0)
        self._drop.setVisible(pair != ("", ""))


class PairsEdit(QWidget):
    """`changed` tells that `pairs` are others. `whole` pairs may replace an empty text; pieces of texts are never empty."""

    changed = Signal()

    def __init__(self, words: str, names: tuple[str, str], parent: QWidget, *, whole: bool) -> None:
        super().__init__(parent)
        self._names = names
        self._whole = whole
        self._pairs: tuple[Pair, ...] = ()
        self.lines: list[_PairLine] = []
        self._flow = FlowLayout(self, gap=8, line_gap=4)
        self.label = Text(words, self, role="muted", wraps=False)
        self._flow.addWidget(self.label)
        self._show()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What replaces what, in order."""
        return self._pairs

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show these pairs."""
        self._pairs = tuple(pairs)
        self._show()

    def _show(self) -> None:
        while len(self.lines) <= len(self._pairs):
            line = _PairLine(self._names, self.tr("Drop this pair"), self.tr("␣ stands for a space at the beginning or end."), self)
            line.changed.connect(self._tell)
            line.dropped.connect(self._drop)
            self.label.setBuddy(self.lines[0].old if self.lines else line.old)
            self.label.setFixedHeight(line.sizeHint().height())
            if self.lines:
                # New controls would come last of all in the window.
                for before, after in pairwise((self.lines[-1].last, line.old, line.new, line.last)):
                    QWidget.setTabOrder(before, after)
            self.lines.append(line)
            self._flow.addWidget(line)
            line.show()
        for place, line in enumerate(self.lines):
            line.setVisible(place <= len(self._pairs))
            line.show_pair(self._pairs[place] if place < len(self._pairs) else ("", ""))
        self._flow.invalidate()
        self.updateGeometry()

    @Slot()
    def _tell(self) -> None:
        """Take over what was typed; a pair that says nothing is none."""
        typed = [line.pair for line in self.lines if line.isVisibleTo(self)]
        if not self._whole and any(new and not old for old, new in typed):
            # Half a pair: what it replaces has still to be typed.
            return
        self._take(tuple(pair for pair in typed if pair != ("", "")))

    @Slot()
    def _drop(self) -> None:
        dropped = self.sender()
        self._take(tuple(pair for line, pair in zip(self.lines, self._pairs, strict=False) if line is not dropped))

    def _take(self, pairs: tuple[Pair, ...]) -> None:
        if pairs != self._pairs:
            self.show_pairs(pairs)
            self.changed.emit()


def visible(text: str) -> str:
    """A text whose spaces at either end can be seen."""
    inner = text.strip(" ")
    if not inner:
        return _SPACE * len(text)
    before = len(text) - len(text.lstrip(" "))
    return _SPACE * before + inner + _SPACE * (len(text) - before - len(inner))


def meant(shown: str) -> str:
    """The text that is meant by what is shown or typed."""
    inner = shown.strip(f"{_SPACE} ")
    if not inner:
        return " " * len(shown)
    place = shown.index(inner)
    return " " * place + inner + " " * (len(shown) - place - len(inner))

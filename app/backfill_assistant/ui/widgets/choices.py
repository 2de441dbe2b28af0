"""Combo boxes and line edits with a name, and fields in rows: label, control, hint."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from backfill_assistant.ui.widgets.text import Text, set_role


class WheelGuard(QObject):
    """Keeps the mouse wheel from changing a control that has no focus: scrolling a page must not change what is sent."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Swallow the wheel."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class ChoiceBox(QComboBox):
    """A combo box of values and their words: `box.fill([(value, words), …])`, `box.value`, signal `activated` by the person."""

    def __init__(self, name: str, parent: QWidget, choices: Iterable[tuple[object, str]] = ()) -> None:
        super().__init__(parent)
        # Kept here as they are: Qt would give a StrEnum back as plain text.
        self._values: list[object] = []
        # What was filled in last, without what was offered besides.
        self._offered: tuple[tuple[object, str], ...] = ()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(16)
        self.installEventFilter(WheelGuard(self))
        self.fill(choices)

    def fill(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer other choices, without telling; keeps the chosen value if it is among them. The same again costs nothing."""
        offered = tuple(choices)
        if offered == self._offered and len(offered) == len(self._values):
            return
        kept = self.value
        blocked = self.blockSignals(True)
        self.clear()
        self.addItems([words for _, words in offered])
        self._values = [value for value, _ in offered]
        self._offered = offered
        self.choose(kept)
        self.blockSignals(blocked)

    def offer_also(self, value: object, words: str) -> None:
        """Offer one more, unless it already is."""
        if value not in self._values:
            self.addItem(words)
            self._values.append(value)

    @property
    def value(self) -> object:
        """The chosen value, None in an empty box."""
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def unchoose(self) -> None:
        """Show that nothing is chosen; `setPlaceholderText` says what to do."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(-1)
        self.blockSignals(blocked)

    def choose(self, value: object) -> None:
        """Show a value without telling; one that is not offered changes nothing."""
        blocked = self.blockSignals(True)
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))
        self.blockSignals(blocked)


def line_edit(name: str, parent: QWidget, *, placeholder: str = "", secret: bool = False, data: bool = False) -> QLineEdit:
    """A line edit. `secret` hides what is typed; `data` keeps it left-to-right (ids, addresses, names of events)."""
    edit = QLineEdit(parent)
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    if secret:
        edit.setEchoMode(QLineEdit.EchoMode.Password)
    if data or secret:
        only_left_to_right(edit)
    return edit


def only_left_to_right(widget: QWidget) -> None:
    """Keep the person's data from being turned round where writing runs from the right."""
    widget.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def labelled(words: str, control: QWidget, parent: QWidget, *, hint: str = "", beside: bool = False) -> QWidget:
    """A control with its label above (or beside) it and a hint below; the label's mnemonic reaches the control."""
    box = QWidget(parent)
    label = QLabel(words, box)
    set_role(label, "muted")
    label.setBuddy(control)
    control.setParent(box)
    if beside:
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(control)
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        return box
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(label)
    column.addWidget(control)
    if hint:
        column.addWidget(Text(hint, box, role="small", tone="neutral"))
    return box

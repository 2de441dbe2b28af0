"""Moments to edit: a date-time field in unix milliseconds, and one that may also be not known."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QHBoxLayout, QWidget

from backfill_assistant.ui.widgets.choices import WheelGuard, only_left_to_right
from backfill_assistant.ui.wording import moment_form


class MomentEdit(QDateTimeEdit):
    """A date and a time of day in this computer's zone. `moved` tells unix milliseconds when the person changed it."""

    moved = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        # First: the format is turned round once and for all where writing runs from the right.
        only_left_to_right(self)
        self.setDisplayFormat(moment_form())
        self.setCalendarPopup(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.installEventFilter(WheelGuard(self))
        self.dateTimeChanged.connect(self._tell)

    @property
    def moment_ms(self) -> int:
        """Unix milliseconds."""
        return int(self.dateTime().toMSecsSinceEpoch())

    def show_moment(self, unix_ms: int) -> None:
        """Show a moment without telling; what the person is typing is not disturbed by an equal one."""
        shown = QDateTime.fromMSecsSinceEpoch(unix_ms)
        if self.dateTime().toString("yyyyMMddHHmm") != shown.toString("yyyyMMddHHmm"):
            blocked = self.blockSignals(True)
            self.setDateTime(shown)
            self.blockSignals(blocked)

    @Slot()
    def _tell(self) -> None:
        self.moved.emit(self.moment_ms)


class OptionalMoment(QWidget):
    """A tick that says whether a moment is known, and the moment."""

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._known = QCheckBox(words, self)
        self._known.setAccessibleName(name)
        self._edit = MomentEdit(name, self)
        self._known.toggled.connect(self._edit.setEnabled)
        self._edit.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._known)
        row.addWidget(self._edit, 1)
        self.setFocusProxy(self._known)

    @property
    def moment_ms(self) -> int | None:
        """Unix milliseconds, None where it is not known."""
        return self._edit.moment_ms if self._known.isChecked() else None

    def show_moment(self, unix_ms: int | None, otherwise_ms: int) -> None:
        """Show a moment; `otherwise_ms` stands ready in the field where none is known."""
        self._known.setChecked(unix_ms is not None)
        self._edit.show_moment(unix_ms if unix_ms is not None else otherwise_ms)

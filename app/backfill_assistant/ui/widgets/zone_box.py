"""ZoneBox: a time zone by name, chosen or typed, or a column that names it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from backfill_assistant.ui.widgets.choices import ChoiceBox, only_left_to_right


class ZoneBox(ChoiceBox):
    """A combo box that can be typed into; `picked` tells a zone's name, or the number of a column."""

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(15)
        only_left_to_right(self)
        edit = QLineEdit(self)
        edit.setAccessibleName(name)
        self.setLineEdit(edit)
        edit.setPlaceholderText(self.tr("Choose or type"))
        edit.editingFinished.connect(self._typed)
        edit.returnPressed.connect(self._confirmed)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.activated.connect(self._chosen)
        self._before: object = None
        # What is shown was chosen by nobody, so that to choose it is an answer.
        self._assumed = False
        self.offer(())

    def offer(self, columns: Sequence[tuple[int, str]]) -> None:
        """Offer all zones, the usual ones first, and columns that could name them."""
        from_columns = [(place, self.tr("From column: {column}").format(column=name)) for place, name in columns]
        self.fill([("UTC", "UTC"), *from_columns, *((name, name) for name in zone_names())])

    def show_zone(self, zone: str, column: int | None, *, assumed: bool = False) -> None:
        """Show what is chosen now, or only `assumed`: then the same zone again is picked, too."""
        self._assumed = assumed
        value: object = zone if column is None else column
        if isinstance(value, str):
            self.offer_also(value, value)
        self._before = value
        self.choose(value)

    def ask(self) -> None:
        """Show nothing chosen yet."""
        self._before, self._assumed = None, False
        self.setCurrentIndex(-1)
        self.setEditText("")

    @Slot()
    def _chosen(self) -> None:
        if self.value is not None and (self._assumed or self.value != self._before):
            self._before, self._assumed = self.value, False
            self.picked.emit(self.value)

    @Slot()
    def _confirmed(self) -> None:
        """Enter in the line says that what stands there is meant; to leave the line says nothing."""
        if self._assumed and self.currentText().strip() == self.itemText(self.currentIndex()):
            self._chosen()

    @Slot()
    def _typed(self) -> None:
        found = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        if found < 0:
            if self._before is None:
                self.ask()
            else:
                self.choose(self._before)
                self.setEditText(self.itemText(self.currentIndex()))
            return
        self.setCurrentIndex(found)
        if self.value != self._before:
            self._chosen()


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Places, by name. The folders of zones are read once, which is best done away from the window."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))))

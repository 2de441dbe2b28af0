"""ColumnsMenu: saved mappings and values that every row is sent with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from backfill_assistant.ui import mapping_operations as operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.mapping_history import MappingHistory
from backfill_assistant.ui.widgets.buttons import menu_button

if TYPE_CHECKING:
    from backfill_assistant.core.mapping.saved_mappings import SavedMapping
    from backfill_assistant.ui.mapping_operations import Kept


class ColumnsMenu(QWidget):
    """A button with a menu."""

    fixed_value_wanted = Signal()
    # Ask for a name, with one to begin with.
    name_wanted = Signal(str)
    failed = Signal(object)
    # A mapping was put on the file: its name, and how it fits (a Fit).
    used = Signal(str, object)

    def __init__(self, desk: Desk, history: MappingHistory, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._history = history
        history.changed.connect(self._fill)
        self._saved: tuple[SavedMapping, ...] = ()
        self._name = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = menu_button(self.tr("Mappings"), self)
        row.addWidget(self.button)
        self._fill()

    @property
    def actions_by_words(self) -> dict[str, QAction]:
        """Everything in the menu."""
        return {action.text(): action for action in self.button.menu().actions() if action.text()}

    def show_kept(self, kept: Kept) -> None:
        """Offer the mappings that have a name."""
        self._saved = kept.saved
        self._fill()

    def save_as(self, name: str) -> None:
        """Keep the mapping under a name."""
        if name.strip():
            self._name = name.strip()
            job = operations.save_mapping(self._desk, self._name, self.show_kept)
            if job is not None:
                job.failed.connect(self.failed)

    @Slot()
    def _fill(self) -> None:
        menu = self.button.menu()
        menu.clear()
        for saved in self._saved:
            action = menu.addAction(self.tr("Use “{name}”").format(name=saved.name))
            action.setData(saved.name)
            action.triggered.connect(self._use)
        if self._saved:
            menu.addSeparator()
        menu.addAction(self.tr("Save mapping as…")).triggered.connect(self._ask_name)
        menu.addAction(self.tr("Export mapping…")).triggered.connect(self._ask_export)
        menu.addAction(self.tr("Import mapping…")).triggered.connect(self._ask_import)
        menu.addSeparator()
        menu.addAction(self.tr("Add a fixed value…")).triggered.connect(self.fixed_value_wanted)
        menu.addSeparator()
        self._add_step(self.tr("Undo"), self._history.undo_words, QKeySequence.StandardKey.Undo).triggered.connect(
            self._history.undo
        )
        self._add_step(self.tr("Redo"), self._history.redo_words, QKeySequence.StandardKey.Redo).triggered.connect(
            self._history.redo
        )

    def _add_step(self, words: str, change: str, keys: QKeySequence.StandardKey) -> QAction:
        """One step back or forth; the page itself listens to the keys."""
        shown = self.tr("{step}: {change}").format(step=words, change=change) if change else words
        action = self.button.menu().addAction(f"{shown}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}")
        action.setEnabled(bool(change))
        return action

    def use(self, saved: SavedMapping) -> None:
        """Put a mapping on the file, and say how it fits."""
        self._name = saved.name
        self.used.emit(saved.name, operations.use_mapping(self._desk, saved))

    def use_named(self, name: str) -> None:
        """Put the saved mapping of this name on the file."""
        for saved in self._saved:
            if saved.name == name:
                self.use(saved)

    @Slot()
    def _use(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.use_named(str(action.data()))

    @Slot()
    def _ask_name(self) -> None:
        self.name_wanted.emit(self._name)

    @Slot()
    def _ask_export(self) -> None:
        dialog = self._dialog(self.tr("Export mapping"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    @Slot()
    def _ask_import(self) -> None:
        dialog = self._dialog(self.tr("Import mapping"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_from)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self.window(), title)
        dialog.setNameFilter(self.tr("Mappings (*.json)"))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Write the mapping to a file."""
        job = operations.export_mapping(self._desk, path, self._name or self.tr("Mapping"))
        if job is not None:
            job.failed.connect(self.failed)

    @Slot(str)
    def import_from(self, path: str) -> None:
        """Read a mapping from a file and use it."""
        operations.import_mapping(self._desk, path, self.use).failed.connect(self.failed)

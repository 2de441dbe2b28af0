"""SheetTabs: the sheets of a workbook above its rows, each with how many rows it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QTabBar, QWidget

from backfill_assistant.ui.file_words import sheet_words

if TYPE_CHECKING:
    from backfill_assistant.core.table.reading import Sheet

_WIDTH_MAX = 260


class SheetTabs(QTabBar):
    """Left and right change the sheet; arrows at the end scroll where not all fit."""

    # The name of the sheet that the person wants to see.
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheets: tuple[Sheet, ...] = ()
        self.setAccessibleName(self.tr("Sheets of the workbook"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.currentChanged.connect(self._tell)
        self.hide()

    def show_sheets(self, sheets: tuple[Sheet, ...], current: str) -> None:
        """Show a tab for each sheet, without telling; nothing where there is only one."""
        blocked = self.blockSignals(True)
        if [sheet.name for sheet in sheets] != [sheet.name for sheet in self._sheets]:
            while self.count():
                self.removeTab(0)
            for sheet in sheets:
                self.addTab(sheet.name)
        self._sheets = sheets
        for place, sheet in enumerate(sheets):
            words = sheet_words(sheet)
            # What an ampersand would mean to Qt is a mnemonic.
            self.setTabText(place, words.replace("&", "&&"))
            self.setTabToolTip(place, words)
            self.setAccessibleTabName(place, words)
            if sheet.name == current:
                self.setCurrentIndex(place)
        self.blockSignals(blocked)
        self.setVisible(len(sheets) > 1)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        """A long name does not push the others away."""
        return super().tabSizeHint(index).boundedTo(QSize(_WIDTH_MAX, 10_000))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        """Where not all fit, they are scrolled rather than cut."""
        return self.tabSizeHint(index)

    @Slot(int)
    def _tell(self, place: int) -> None:
        if 0 <= place < len(self._sheets):
            self.chosen.emit(self._sheets[place].name)

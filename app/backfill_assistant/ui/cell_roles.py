"""What models tell delegates beyond Qt's own roles: so that models need no widgets."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

# A tone's name (see `style_sheet`), for `widgets.cells.ChipCells`.
TONE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
# Muted words after the chip.
DETAIL_ROLE: Final = Qt.ItemDataRole.UserRole + 2
# Whether a cell is what a problem is about.
CONCERNED_ROLE: Final = Qt.ItemDataRole.UserRole + 3
# What can be chosen in a cell: ((value, words), …); nothing where the cell is a name.
CHOICES_ROLE: Final = Qt.ItemDataRole.UserRole + 10
# What a screen reader calls the editor.
NAME_ROLE: Final = Qt.ItemDataRole.UserRole + 11

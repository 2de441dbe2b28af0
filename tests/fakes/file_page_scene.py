"""Files on the File page."""

from __future__ import annotations

from PySide6.QtCore import Qt

ROWS = "id;name;note\n" + "".join(f"{number:03};Ada {number};Grüße, {number}\n" for number in range(300))


def drawn(page, rows):
    model = page.table.rows
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in rows]


def names(page):
    model = page.table.rows
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def choose(box, value):
    """What a person does with the arrow keys."""
    box.choose(value)
    box.activated.emit(box.currentIndex())

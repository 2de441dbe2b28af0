"""Walks over a window: what a screen reader sees, what Tab reaches, what has no name."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget


def accessible(widget):
    """Everything below a widget that a screen reader sees: (interface, widget)."""
    QAccessible.setActive(True)
    root = QAccessible.queryAccessibleInterface(widget)
    waiting = [root]
    while waiting:
        interface = waiting.pop()
        yield interface
        waiting += [child for child in map(interface.child, range(interface.childCount())) if child is not None]


def unnamed_controls(widget):
    """Controls that a person can reach and that a screen reader cannot name."""
    found = []
    for each in widget.findChildren(QWidget):
        if not each.isVisibleTo(widget) or not each.isEnabled():
            continue
        takes_tab = bool(each.focusPolicy().value & 1)
        if not takes_tab or each.focusProxy() is not None:
            continue
        interface = QAccessible.queryAccessibleInterface(each)
        name = each.accessibleName() or (interface.text(QAccessible.Text.Name) if interface is not None else "")
        labelled = interface is not None and bool(interface.relations(QAccessible.RelationFlag.Label))
        if not name.strip() and not labelled:
            found.append(f"{type(each).__name__} {each.objectName()} in {type(each.parent()).__name__}")
    return found


def tab_walk(window, steps):
    """The widgets that Tab reaches, in order."""
    reached = []
    for _ in range(steps):
        window.focusNextPrevChild(True)
        reached.append(QApplication.focusWidget())
    return reached

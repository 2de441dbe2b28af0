"""The order of Tab, for what is made late or moved: Qt goes by when widgets were made."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_behind(before: QWidget, *moved: QWidget) -> None:
    """Let Tab reach these widgets, with all that they hold, right behind `before` and what it holds."""
    chain = tab_chain(before)
    # What `before` got later may stand elsewhere.
    held = [each for each in takewhile(lambda each: _holds(before, each), chain) if _takes_cursor(each)]
    # Qt leaves the order as it is for widgets that take no cursor.
    following = [each for each in chain if _takes_cursor(each) and any(_holds(widget, each) for widget in moved)]
    last = held[-1] if held else next((each for each in reversed(chain) if _takes_cursor(each) and each not in following), None)
    for each in following:
        if last is not None:
            QWidget.setTabOrder(last, each)
        last = each


def tab_chain(start: QWidget) -> list[QWidget]:
    """Every widget of the window, in the order of Tab, beginning at one."""
    found, each = [start], start.nextInFocusChain()
    while each is not None and each is not start:
        found.append(each)
        each = each.nextInFocusChain()
    for each in found:
        # PySide takes the next in the chain for the owner: with a deleted line of a list, actions of menus all over the window
        # would count as deleted, too. To Qt this changes nothing.
        each.setParent(each.parentWidget())
    return found


def _takes_cursor(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def _holds(widget: QWidget, other: QWidget) -> bool:
    return widget is other or widget.isAncestorOf(other)

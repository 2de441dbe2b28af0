"""Pairs of texts: typed, shown, dropped; spaces at the ends can be seen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from backfill_assistant.ui.widgets.pairs_edit import PairsEdit, meant, visible


@pytest.fixture
def make(qtbot):
    holders = []

    def make_it(*, whole):
        holder = QWidget()
        holders.append(holder)
        qtbot.addWidget(holder)
        edit = PairsEdit("Pairs", ("old", "new"), holder, whole=whole)
        edit.resize(300, 200)
        holder.show()
        holder.activateWindow()
        return edit

    yield make_it
    holders.clear()


def typed(edit, text):
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.mark.parametrize("text", ["", " ", "   ", "a b", " a", "a  ", "  a b "])
def test_spaces_at_the_ends_are_visible_and_come_back(text):
    assert " " not in visible(text).replace("a b", "")
    assert meant(visible(text)) == text
    assert meant(text) == text


def test_an_empty_pair_waits_at_the_end(make, qtbot):
    edit = make(whole=False)
    told = []
    edit.changed.connect(lambda: told.append(edit.pairs))
    typed(edit.lines[0].old, "a")
    typed(edit.lines[0].new, "b")
    assert told == [(("a", ""),), (("a", "b"),)]
    assert [line.pair for line in edit.lines] == [("a", "b"), ("", "")]
    typed(edit.lines[1].old, "c")
    assert edit.pairs == (("a", "b"), ("c", ""))
    edit.lines[0]._drop.click()
    assert edit.pairs == (("c", ""),)
    assert [line.isVisibleTo(edit) for line in edit.lines] == [True, True, False]


def test_a_piece_is_never_empty_but_a_whole_value_may_be(make):
    pieces, values = make(whole=False), make(whole=True)
    for edit in (pieces, values):
        typed(edit.lines[0].new, "b")
    assert pieces.pairs == ()
    assert values.pairs == (("", "b"),)


def test_every_line_has_a_name(make):
    (line,) = make(whole=True).lines
    assert [line.old.accessibleName(), line.new.accessibleName(), line._drop.accessibleName()] == ["old", "new", "Drop this pair"]
    assert not line._drop.isVisible()

"""The window is for everyone: named controls, keyboard alone, other languages, writing from the right, contrast."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyleOptionViewItem, QTableView

from backfill_assistant.ui.languages import in_english
from backfill_assistant.ui.steps import PAGES, Step
from backfill_assistant.ui.tokens import DARK, LIGHT, TONES, contrast
from backfill_assistant.ui.widgets.data_table import DataCells
from fakes.parts import FakeParts
from ui_walks import accessible, tab_walk, unnamed_controls

STEPS = [slot.step for slot in PAGES]
SPOKEN = {
    QAccessible.Role.StaticText,
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.PageTab,
    QAccessible.Role.ColumnHeader,
}


class Pseudo(QTranslator):
    """A language that marks what was translated, and is a third longer, as German is."""

    def translate(self, context, source, disambiguation=None, n=-1):
        words = in_english(source, n) if n >= 0 else source
        return f"«{words}{' wort' * max(1, len(source) // 15)}»"

    def isEmpty(self):
        return False


@pytest.fixture
def pseudo(qapp):
    translator = Pseudo(qapp)
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)
    translator.deleteLater()


@pytest.fixture
def from_the_right(qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("step", STEPS)
def test_every_control_has_a_name(window, step):
    window.go_to(step)
    assert unnamed_controls(window) == []


@pytest.mark.parametrize("step", STEPS)
def test_every_word_can_be_translated(pseudo, make_window, tmp_path, step):
    window = make_window(FakeParts(tmp_path, look="light"))
    window.go_to(step)
    untranslated = set()
    for interface in accessible(window):
        if interface.role() in SPOKEN and not interface.state().invisible:
            for words in (interface.text(QAccessible.Text.Name), interface.text(QAccessible.Text.Description)):
                if re.search(r"[^\W\d_]{2}", words) and "«" not in words:
                    untranslated.add(words)
    # What a workspace is called is the person's own word.
    assert untranslated - {"Practice workspace"} == set()


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_cut_in_the_smallest_window_in_a_longer_language(pseudo, make_window, tmp_path, qtbot, step):
    window = make_window(FakeParts(tmp_path, look="light"))
    window.resize(960, 640)
    window.go_to(step)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (960, 640)
    cut = []
    for widget in [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]:
        if not widget.isVisible() or not getattr(widget, "text", str)() or widget.property("elides"):
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        needed = widget.heightForWidth(widget.width()) if wraps else widget.minimumSizeHint().height()
        too_low = widget.height() < needed
        too_narrow = not wraps and widget.width() < widget.minimumSizeHint().width()
        if too_low or too_narrow:
            cut.append((type(widget).__name__, widget.text(), widget.size().toTuple(), needed))
    assert cut == []


@pytest.mark.parametrize("step", STEPS)
def test_writing_from_the_right_mirrors_the_window_but_not_the_data(from_the_right, make_window, tmp_path, step):
    window = make_window(FakeParts(tmp_path, look="light"))
    window.go_to(step)
    assert window._rail.x() > window._stack.x()
    if window._footer.isVisible():
        assert window._footer._back.x() > window._footer.primary.x()
    for table in window.page(step).findChildren(QTableView):
        delegate = table.itemDelegate()
        assert isinstance(delegate, DataCells), table.accessibleName()
        option = QStyleOptionViewItem()
        option.direction = Qt.LayoutDirection.RightToLeft
        if table.model() is not None and table.model().rowCount():
            delegate.initStyleOption(option, table.model().index(0, 0))
            assert option.direction is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("step", STEPS)
def test_tab_reaches_rail_page_and_footer_in_this_order_and_comes_back(window, step):
    window.activateWindow()
    window.go_to(step)
    window._rail.focus_current()
    first = QApplication.focusWidget()
    reached = tab_walk(window, 200)
    round_trip = reached[: reached.index(first) + 1]
    regions = [window._region_of(widget) for widget in round_trip[:-1]]
    # The walk begins inside the rail, so its last part is the beginning of the rail.
    turn = next((number for number, region in enumerate(regions) if number and region < regions[number - 1]), len(regions))
    assert regions[:turn] == sorted(regions[:turn])
    assert set(regions[turn:]) <= {0}
    assert len(set(round_trip)) == len(round_trip)


def test_the_way_forward_and_back_needs_no_mouse(window, qtbot):
    window.activateWindow()
    for step in (Step.FILE, Step.SETTINGS):
        button = window._rail.button(step)
        if button is None or not button.isEnabled():
            continue
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        assert window.current_step is step
        qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert window.current_step is not step


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(tokens):
    grounds = {name: getattr(tokens, name) for name in ("window", "panel", "rail")}
    softs = {f"{tone}_soft": getattr(tokens, f"{tone}_soft") for tone in TONES if tone != "neutral"}
    pairs = [(ink, ground) for ink in ("text", "muted") for ground in grounds | softs]
    pairs += [(f"{tone}_text", ground) for tone in TONES if tone != "neutral" for ground in [*grounds, f"{tone}_soft"]]
    pairs += [("on_accent", "accent")]
    weak = [(ink, ground, round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)) for ink, ground in pairs]
    assert [pair for pair in weak if pair[2] < 4.5] == []


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_focus_ring_can_be_seen(tokens):
    for ground in (tokens.window, tokens.panel, tokens.rail):
        assert contrast(tokens.accent, ground) >= 3


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 row is left out"), (0, "0 rows are left out"), (1312, "1,312 rows are left out")]
)
def test_english_counts_as_english_does(qapp, count, words):
    assert QCoreApplication.translate("Test", "%Ln row(s) [is|are] left out", None, count) == words

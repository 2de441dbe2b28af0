"""The style sheet, made from tokens. Widgets say what they are with two properties, "role" and "tone".

roles of buttons: (none) secondary · primary · link · quiet (only an icon or text, no frame) · step · place · segment
roles of labels:  (none) text · title · subtitle · section · muted · small · figure · wire
roles of frames:  card · notice · chip · drop · footer · rail · band
tones:            neutral · accent · good · caution · bad
"""

from __future__ import annotations

from string import Template
from typing import Final

from backfill_assistant.resource_paths import icons
from backfill_assistant.ui.tokens import DARK, TONES, Tokens

_SHEET: Final = Template(
    """
QToolTip { color: $text; background: $panel; border: 1px solid $outline; padding: 4px 8px; }
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame[role="rail"] { background: $rail; border: none; }
QFrame[role="footer"] { background: $panel; border: none; border-top: 1px solid $line; }
QFrame[role="drop"] { background: $panel; border: 1px dashed $outline; border-radius: 8px; }
QFrame[role="drop"][active="true"] { background: $accent_soft; border: 2px dashed $accent; }
QFrame[role="hairline"] { background: $line; border: none; }
QStackedWidget, QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }

QLabel { background: transparent; }
QLabel[role="subtitle"], QLabel[role="muted"], QLabel[role="small"] { color: $muted; }

QPushButton, QToolButton { color: $text; background: $panel; border: 1px solid $outline; border-radius: 6px;
  padding: 6px 14px; min-height: 18px; }
QPushButton:hover, QToolButton:hover { background: $window; border-color: $muted; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled, QToolButton:disabled { color: $faint; border-color: $line; }
QToolButton { padding: 6px; }
QToolButton:focus { padding: 5px; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: url("$arrows/chevron-down.svg"); width: 14px; height: 14px;
  subcontrol-origin: padding; subcontrol-position: right center; right: 8px; }
QPushButton[hasMenu="true"] { padding-right: 30px; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_text; border-color: $text; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { color: $muted; background: $rail; border-color: $line; }
QPushButton[role="link"] { color: $accent_text; background: transparent; border: 1px solid transparent; padding: 4px 6px;
  text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 2px solid $accent; padding: 3px 5px; }
QPushButton[role="link"]:disabled { color: $faint; }
QPushButton[role="quiet"], QToolButton[role="quiet"] { color: $text; background: transparent; border: 1px solid transparent;
  padding: 5px; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $line; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border: 2px solid $accent; padding: 4px; }
QPushButton[role="segment"] { border-radius: 0; padding: 6px 16px; margin: 0; }
QPushButton[role="segment"][edge="first"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; }
QPushButton[role="segment"][edge="last"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px; border-left: none; }
QPushButton[role="segment"][edge="middle"] { border-left: none; }
QPushButton[role="segment"]:checked { color: $accent_text; background: $accent_soft; font-weight: 600; }
QPushButton[role="segment"]:focus { padding: 5px 15px; }

QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { color: $text; background: $panel;
  border: 1px solid $outline;
  border-radius: 6px; padding: 4px 8px; selection-color: $on_accent; selection-background-color: $accent; min-height: 20px; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: $muted; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent;
  padding: 3px 7px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $faint; border-color: $line; }
QLineEdit[tone="bad"] { border-color: $bad; }
QComboBox { padding-right: 22px; }
QComboBox:focus { padding-right: 21px; }
QComboBox::drop-down { border: none; width: 22px; subcontrol-origin: border; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$arrows/chevron-down.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { color: $text; background: $panel; border: 1px solid $outline; outline: none; padding: 2px;
  selection-color: $text; selection-background-color: $accent_soft; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none;
  padding: 0; background: transparent; min-height: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 20px; }
QAbstractSpinBox::up-arrow { image: url("$arrows/chevron-up.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$arrows/chevron-down.svg"); width: 12px; height: 12px; }
QDateTimeEdit::drop-down { border: none; width: 22px; subcontrol-origin: border; subcontrol-position: center right; }
QDateTimeEdit::down-arrow { image: url("$arrows/chevron-down.svg"); width: 14px; height: 14px; }

QCheckBox, QRadioButton { color: $text; spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 6px;
  background: transparent; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $muted; background: $panel; }
QCheckBox::indicator, QTableView::indicator, QListView::indicator { border-radius: 4px; }
QTableView::indicator, QListView::indicator { width: 16px; height: 16px; border: 1px solid $muted; background: $panel; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked { background: $accent;
  border-color: $accent;
  image: url("$arrows/check.svg"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("$arrows/minus.svg"); }
QRadioButton::indicator:checked { border: 5px solid $accent; background: $on_accent; width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $outline; background: $window; }

QAbstractItemView { color: $text; background: $panel; alternate-background-color: $window; outline: none;
  selection-color: $text; selection-background-color: $accent_soft; }
QTableView, QListView, QTreeView { border: 1px solid $line; border-radius: 8px; gridline-color: $line; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $accent; }
QTableView::item { padding: 0 8px; border: none; border-bottom: 1px solid $line; }
QListView::item { padding: 0 8px; border: none; }
QTableView::item:selected, QListView::item:selected { background: $accent_soft; color: $text; }
QTableView::item:focus, QListView::item:focus { border: 1px solid $accent; }
QHeaderView { background: $window; border: none; border-top-left-radius: 7px; border-top-right-radius: 7px; }
QHeaderView::section { color: $muted; background: $window; border: none; border-bottom: 1px solid $line; padding: 6px 11px;
  font-weight: 600; }
QHeaderView::section:vertical { font-weight: 400; border-bottom: 1px solid $line; padding: 0 8px; }
QHeaderView::section:horizontal:first, QHeaderView::section:horizontal:only-one { border-top-left-radius: 7px; }
QHeaderView::section:horizontal:last, QHeaderView::section:horizontal:only-one { border-top-right-radius: 7px; }
QTableCornerButton::section { background: $window; border: none; border-bottom: 1px solid $line; border-top-left-radius: 7px; }

QProgressBar { background: $line; border: none; border-radius: 5px; min-height: 10px; max-height: 10px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 5px; }
QProgressBar[tone="good"]::chunk { background: $good; }

QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $neutral_bar; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider { min-height: 26px; }
QSlider::groove:horizontal { height: 4px; background: $neutral_bar; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -7px 0; border-radius: 9px; background: $panel;
  border: 2px solid $accent; }
QSlider::handle:horizontal:focus { background: $accent; border-color: $text; }

QMenu { color: $text; background: $panel; border: 1px solid $outline; padding: 4px; }
QMenu::item { padding: 6px 20px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QTabBar { background: transparent; }
QTabBar::tab { color: $muted; background: transparent; border: 1px solid transparent; border-bottom: 2px solid transparent;
  padding: 6px 12px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { border: 2px solid $accent; padding: 5px 11px; }
QTabBar::scroller { width: 26px; }
QTabBar QToolButton { padding: 0; margin: 2px 0; min-height: 0; border-radius: 4px; }
QTabBar QToolButton::left-arrow { image: url("$arrows/chevron-left.svg"); width: 14px; height: 14px; }
QTabBar QToolButton::right-arrow { image: url("$arrows/chevron-right.svg"); width: 14px; height: 14px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QSplitter::handle { background: transparent; }
QGroupBox { border: 1px solid $line; border-radius: 8px; margin-top: 18px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0 2px; color: $muted; }

QToolButton[role="step"], QToolButton[role="place"] { background: transparent; border: 1px solid transparent;
  border-radius: 8px; padding: 0; }
QToolButton[role="step"]:hover, QToolButton[role="place"]:hover { background: $window; border-color: $line; }
QToolButton[role="step"]:checked, QToolButton[role="place"]:checked { background: $panel; border: 1px solid $line; }
QToolButton[role="step"]:focus, QToolButton[role="place"]:focus { border: 2px solid $accent; padding: 0; }
QToolButton[role="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; padding: 0; }
QToolButton[role="card"]:hover { border-color: $accent; }
QToolButton[role="card"]:focus { border: 2px solid $accent; padding: 0; }
"""
)
_TONE: Final = Template(
    """
QLabel[tone="$tone"] { color: $words; }
QFrame[role="notice"][tone="$tone"] { background: $ground; border: 1px solid $ground; border-radius: 8px; }
QLabel[role="chip"][tone="$tone"] { color: $words; background: $ground; border-radius: 4px; padding: 2px 8px; }
QFrame[role="band"][tone="$tone"] { background: $ground; border: none; border-bottom: 1px solid $edge; }
"""
)


def style_sheet(tokens: Tokens) -> str:
    """The whole sheet for one look."""
    look = "dark" if tokens == DARK else "light"
    named = {name: getattr(tokens, name) for name in type(tokens).__dataclass_fields__}
    parts = [_SHEET.substitute(named, arrows=(icons() / look).as_posix())]
    for tone in TONES:
        neutral = tone == "neutral"
        parts.append(
            _TONE.substitute(
                tone=tone,
                words=tokens.muted if neutral else getattr(tokens, f"{tone}_text"),
                ground=tokens.rail if neutral else getattr(tokens, f"{tone}_soft"),
                edge=tokens.line if neutral else getattr(tokens, tone),
            )
        )
    return "".join(parts)

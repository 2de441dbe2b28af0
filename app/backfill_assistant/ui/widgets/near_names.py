"""NearNames: event names of the file that almost match a campaign's; they do not match, and that may not be meant."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from backfill_assistant.core.forecast.near_names import Difference, NearMiss
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text, set_role

_SHOWN_MAX = 3
_TOLD_MAX = 40


class NearNames(QFrame):
    """Hidden while there are none."""

    columns_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "notice", "accent")
        self._text = Text("", self)
        self._lines: list[str] = []
        self._low = self._all = self._aside = False
        self.all_button = push_button("", self, role="link")
        self.all_button.clicked.connect(self._turn)
        self.button = push_button(self.tr("Go to columns"), self, role="link")
        self.button.clicked.connect(self.columns_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 8, 2)
        row.setSpacing(12)
        row.addWidget(IconLabel("circle-help", self, token="accent_text"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self.all_button)
        row.addWidget(self.button)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._text.text()

    def show_near_misses(self, misses: tuple[NearMiss, ...]) -> None:
        """Say them, the most frequent first; a name that misses several campaigns on the same event is said once."""
        grouped: dict[tuple[str, str], list[NearMiss]] = {}
        for miss in misses:
            grouped.setdefault((miss.event_name, miss.campaign.trigger.event_name.strip()), []).append(miss)
        self._lines = [self._line(group) for group in grouped.values()]
        self._text.setToolTip("\n".join(self._lines[:_TOLD_MAX]))
        self.setAccessibleName(self.tr("Event names that almost match"))
        self.setAccessibleDescription("\n".join(self._lines[:_TOLD_MAX]))
        self._show_lines()
        self._show_or_hide()

    def set_aside(self, aside: bool) -> None:
        """While something else needs the room, nothing is said."""
        self._aside = aside
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self._lines) and not self._aside)

    def set_low(self, low: bool) -> None:
        """Where there is little room, only the first is said until the others are asked for."""
        self._low = low
        self._show_lines()

    def _show_lines(self) -> None:
        most = _SHOWN_MAX if not self._low else 1
        more = len(self._lines) - most
        shown = self._lines[: _TOLD_MAX if self._all else most]
        self._text.setText("\n".join(shown))
        self.all_button.setVisible(more > 0)
        words = self.tr("Show fewer") if self._all else self.tr("%Ln more name(s)", "", max(0, more))
        self.all_button.setText(words)
        self.all_button.setAccessibleName(words)

    @Slot()
    def _turn(self) -> None:
        self._all = not self._all
        self._show_lines()

    def _line(self, group: list[NearMiss]) -> str:
        first = group[0]
        if first.difference is Difference.CASE:
            words = self.tr("{rows}: “{name}” is taken as another event than “{wanted}” (capitals differ). Intended?")
        else:
            words = self.tr("{rows}: “{name}” does not match “{wanted}” of {campaign}. Intended?")
        campaign = first.campaign.name if len(group) == 1 else self.tr("%Ln campaign(s)", "", len(group))
        rows, wanted = self.tr("%Ln row(s)", "", first.rows), first.campaign.trigger.event_name.strip()
        return words.format(rows=rows, name=first.event_name, wanted=wanted, campaign=campaign)

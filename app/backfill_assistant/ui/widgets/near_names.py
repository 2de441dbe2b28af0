"""NearNames: event names of the file that almost match a campaign's; they do not match, and that may not be meant."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from backfill_assistant.core.near_names import Difference, NearMiss
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text, set_role

_SHOWN_MAX = 3


class NearNames(QFrame):
    """Hidden while there are none."""

    columns_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "notice", "accent")
        self._text = Text("", self)
        self.button = push_button(self.tr("Go to columns"), self, role="link")
        self.button.clicked.connect(self.columns_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(IconLabel("circle-help", self, token="accent_text"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._text.text()

    def show_near_misses(self, misses: tuple[NearMiss, ...]) -> None:
        """Say them, the most frequent first."""
        lines = [self._line(miss) for miss in misses[:_SHOWN_MAX]]
        if len(misses) > _SHOWN_MAX:
            lines.append(self.tr("%Ln more name(s) almost match.", "", len(misses) - _SHOWN_MAX))
        self._text.setText("\n".join(lines))
        tips = [self._line(miss) for miss in misses]
        self._text.setToolTip("\n".join(tips[:40]))
        self.setAccessibleName(self.tr("Event names that almost match"))
        self.setVisible(bool(misses))

    def _line(self, miss: NearMiss) -> str:
        if miss.difference is Difference.CASE:
            words = self.tr("{rows}: “{name}” is taken as another event than “{wanted}” (capitals differ). Intended?")
        else:
            words = self.tr("{rows}: “{name}” does not match “{wanted}” of {campaign}. Intended?")
        rows = self.tr("%Ln row(s)", "", miss.rows)
        wanted = miss.campaign.trigger.event_name.strip()
        return words.format(rows=rows, name=miss.event_name, wanted=wanted, campaign=miss.campaign.name)

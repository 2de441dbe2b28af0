"""TotalsLine: the sum that every report must show: all rows of the file, each in exactly one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from backfill_assistant.ui.widgets.text import Text
from backfill_assistant.ui.wording import number

if TYPE_CHECKING:
    from backfill_assistant.core.journal.account import Totals


def totals_in_words(totals: Totals, *, holds: bool = False) -> str:
    """As in: 1,300 rows in the file = 1,200 accepted + 60 refused by Customer.io + 40 left out by repairs."""
    because = QCoreApplication.translate("Totals", "{rows} left out because of triggers")
    if holds:
        because = QCoreApplication.translate("Totals", "{rows} waiting in a second run")
    parts = [
        (totals.accepted, QCoreApplication.translate("Totals", "{rows} accepted")),
        (totals.refused_by_us, QCoreApplication.translate("Totals", "{rows} refused here")),
        (totals.refused_by_customerio, QCoreApplication.translate("Totals", "{rows} refused by Customer.io")),
        (totals.left_out_by_decision, because),
        (totals.left_out_by_repair, QCoreApplication.translate("Totals", "{rows} left out by repairs")),
        (totals.left_out_by_choice, QCoreApplication.translate("Totals", "{rows} not part of this run")),
        (totals.left_out_by_merging, QCoreApplication.translate("Totals", "{rows} merged into others")),
        (totals.not_sent, QCoreApplication.translate("Totals", "{rows} not sent")),
        (totals.unknown, QCoreApplication.translate("Totals", "{rows} without an answer")),
    ]
    told = " + ".join(words.format(rows=number(count)) for count, words in parts if count)
    return QCoreApplication.translate("Totals", "{rows} rows in the file = {parts}").format(
        rows=number(totals.rows), parts=told or number(0)
    )


class TotalsLine(Text):
    """Shows the sum in one sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, role="muted")

    def show_totals(self, totals: Totals, *, holds: bool = False) -> None:
        """Show other totals; `holds`: what was left out because of triggers waits in a second run."""
        self.setText(totals_in_words(totals, holds=holds))

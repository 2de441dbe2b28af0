"""ContinueCard: a run with rows left to send, and what the person must say before it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from backfill_assistant.ui.widgets.card import Card, hairline
from backfill_assistant.ui.widgets.number_edit import NumberEdit
from backfill_assistant.ui.widgets.text import Text, scaled
from backfill_assistant.ui.wording import day_and_time, in_words, number, starts_in_words

if TYPE_CHECKING:
    from backfill_assistant.core.journal.report import Report
    from backfill_assistant.core.sending.left_over import LeftOver
    from backfill_assistant.core.sentences import Sentence

# Campaigns that were read longer ago may have changed.
_CAMPAIGNS_AGE_MS = 12 * 3_600_000


class ContinueCard(Card):
    """Shows what an interrupted run has done; `approved` is the number of rows that may start a campaign."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._report: Report | None = None
        self.body.setSpacing(10)
        self.sentence = Text("", self)
        self.sentence.setFont(scaled(self.font(), 1.3))
        self._so_far = Text("", self)
        self._begun = Text("", self, role="muted")
        self._waits = Text("", self)
        self._campaigns = Text("", self, role="muted")
        self._way = Text("", self, tone="caution")
        self._way.hide()
        self._anew = Text("", self, tone="caution")
        self._approval = NumberEdit(self.tr("Rows that may start a campaign"), self, 0, 100_000_000)
        label = QLabel(self.tr("Rows that may start a campaign:"), self)
        label.setBuddy(self._approval)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._approval)
        row.addWidget(Text(self.tr("The run stops before more than these go out."), self, role="muted"), 1)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self._so_far)
        self.body.addWidget(self._begun)
        self.body.addWidget(self._waits)
        self.body.addWidget(self._campaigns)
        self.body.addWidget(self._way)
        self.body.addWidget(self._anew)
        self.body.addWidget(hairline(self))
        self.body.addLayout(row)

    @property
    def approved(self) -> int:
        """The number the person agrees to."""
        return self._approval.value()

    def show_report(self, report: Report, left_over: LeftOver | None, now_ms: int) -> None:
        """Say what is left of a run, whether it should wait, and what it could start as of now, once that is known."""
        totals, run = report.totals, report.run
        left = totals.not_sent + totals.unknown
        self.sentence.setText(
            self.tr("%Ln row(s) [is|are] still to be sent to {workspace}.", "", left).format(workspace=run.workspace.name)
        )
        told = [report.summary, *([report.explanation] if report.explanation is not None else [])]
        self._so_far.setText(" ".join(in_words(each) for each in told))
        self._begun.setText(
            self.tr("{file} · begun {moment} · run {run}").format(
                file=run.source.name, moment=day_and_time(run.created_ms), run=run.id
            )
        )
        outdated = now_ms - run.created_ms > _CAMPAIGNS_AGE_MS and bool(run.campaigns)
        self._campaigns.setVisible(outdated)
        if outdated:
            words = self.tr(
                "Judged by the campaigns as they were on {moment}: what was started or changed since is not known here."
            )
            self._campaigns.setText(words.format(moment=day_and_time(run.created_ms)))
        waits = run.plan.start_ms > now_ms
        self._waits.setVisible(waits)
        if waits:
            self._waits.setText(starts_in_words(run.plan.start_ms, now_ms))
        self._show_judged_anew(run.approved_entries, left_over, waits=waits)
        if report is not self._report:
            self._approval.setMinimum(run.approved_entries)
            self._approval.setValue(run.approved_entries)
        self._report = report
        self.setAccessibleDescription(number(left))

    def show_way(self, told: Sentence | None) -> None:
        """Say that the workspace goes another way since the run began; None: it does not."""
        self._way.setText("" if told is None else in_words(told))
        self._way.setVisible(told is not None)

    def _show_judged_anew(self, approved: int, left: LeftOver | None, *, waits: bool) -> None:
        words = ""
        if left is not None and left.entries > approved:
            words = self.tr("Judged anew, up to %Ln row(s) could start a campaign: more than you agreed to.", "", left.entries)
        elif left is not None and waits and left.entries_now > approved:
            words = self.tr("Sent now instead, up to %Ln row(s) could start a campaign.", "", left.entries_now)
        if left is not None and left.exceeded:
            more = self.tr("More rows could start {campaign} than you let go; the run stops before that.")
            words = f"{words} {more.format(campaign=left.exceeded)}".strip()
        self._anew.setText(words)
        self._anew.setVisible(bool(words))

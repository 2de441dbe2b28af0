"""DepartureCard: the sentence to confirm, what stays behind, the region, the speed and the time it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.ui.departure_words import entries_in_words, held_in_words, people_in_words, place_in_words, rows_in_words
from backfill_assistant.ui.theme import GAP
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card, hairline
from backfill_assistant.ui.widgets.chip import Chip
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.number_edit import NumberEdit
from backfill_assistant.ui.widgets.segmented import SegmentedChoice
from backfill_assistant.ui.widgets.text import Text, scaled
from backfill_assistant.ui.wording import day_and_time, duration, in_words, region, size, starts_in_words

if TYPE_CHECKING:
    from backfill_assistant.core.errors import BackfillError
    from backfill_assistant.core.journal.runs import WorkspaceAddress
    from backfill_assistant.core.ports import RegionCheck
    from backfill_assistant.core.sending.departure import Departure
    from backfill_assistant.core.sending.departure import Duration as Takes
    from backfill_assistant.core.sending.ledger import SentBefore
    from backfill_assistant.core.sentences import Sentence

# Rows per second; the same numbers as in the core, which is loaded later.
SPEEDS: Final = (("gentle", 200.0), ("normal", 1_000.0), ("fast", 10_000.0), ("own", 0.0))


class DepartureCard(Card):
    """Tells `speed_chosen` (rows per second) when the person changes it, and `check_wanted` for the region."""

    speed_chosen = Signal(float)
    check_wanted = Signal()
    leave_out_wanted = Signal()
    # Do not wait for the planned start.
    now_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.body.setSpacing(10)
        self.sentence = Text("", self)
        self.sentence.setFont(scaled(self.font(), 1.3))
        self._entries = Chip("", "good", self)
        self._people = Text("", self, role="strong")
        self._people.hide()
        self._behind = Text("", self, role="muted")
        self.body.addWidget(self.sentence)
        self.body.addWidget(self._entries, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self._people)
        self.body.addWidget(self._behind)
        self._unwritten = Text("", self, role="muted")
        self._unwritten.hide()
        self.body.addWidget(self._unwritten)
        self._add_start()
        self._add_sent_before()
        self.body.addWidget(hairline(self))
        self._add_region()
        self.body.addWidget(hairline(self))
        self._add_speed()

    def show_departure(
        self,
        departure: Departure,
        meaning: str,
        address: WorkspaceAddress,
        *,
        campaigns_known: bool,
        held_until_ms: int | None = None,
    ) -> None:
        """Say what goes, what stays and what waits in a second run."""
        what = rows_in_words(departure.rows, meaning)
        self.sentence.setText(self.tr("Send {rows} to {workspace}.").format(rows=what, workspace=place_in_words(address)))
        if departure.rows == 0 and held_until_ms is not None:
            self.sentence.setText(self.tr("Nothing is sent to {workspace} now.").format(workspace=place_in_words(address)))
        self._people.setText(people_in_words(departure))
        self._people.setVisible(bool(self._people.text()))
        words, tone = entries_in_words(departure, campaigns_known)
        self._entries.say(words, tone)
        behind = []
        if departure.refused:
            behind.append(self.tr("%Ln row(s) refused here", "", departure.refused))
        left_out = departure.left_out_by_repair
        if held_until_ms is not None:
            behind.append(held_in_words(departure.left_out_by_decision, held_until_ms))
        else:
            left_out += departure.left_out_by_decision
        if left_out:
            behind.append(self.tr("%Ln row(s) left out by you", "", left_out))
        if departure.left_out_by_merging:
            behind.append(self.tr("%Ln row(s) merged into another of the same person", "", departure.left_out_by_merging))
        if departure.left_out_by_choice:
            behind.append(self.tr("%Ln other row(s) of the file [is|are] not part of this run", "", departure.left_out_by_choice))
        self._behind.setText(" · ".join(behind) if behind else self.tr("Every row of the file is sent."))

    def show_unwritten(self, told: Sentence | None) -> None:
        """Say what becomes of corrected texts, if there are any."""
        self._unwritten.setVisible(told is not None)
        self._unwritten.setText(in_words(told) if told is not None else "")

    def show_start(self, start_ms: int | None, now_ms: int) -> None:
        """Say when sending starts; None: at once."""
        self._start.setVisible(start_ms is not None)
        if start_ms is not None:
            self._start_words.setText(starts_in_words(start_ms, now_ms))

    def show_sent_before(self, before: SentBefore | None) -> None:
        """Say that rows have been brought there before, if so."""
        self._before.setVisible(before is not None)
        if before is not None:
            words = self.tr(
                "%Ln row(s) of this file [was|were] sent to this workspace before, lastly on {moment}.", "", len(before.rows)
            )
            words = words.format(moment=day_and_time(before.latest_ms))
            if before.other_route is not None:
                twice = self.tr("Some went by {route}: sent again by another route, their events count twice.")
                words = f"{words} {twice.format(route=before.other_route.words)}"
            self._before_words.setText(words)

    def show_takes(self, takes: Takes, size_bytes: int) -> None:
        """Say how long it takes and why."""
        # A second is as exact as such an estimate gets.
        shortest, longest = duration(max(takes.shortest_seconds, 1.0)), duration(max(takes.longest_seconds, 1.0))
        how_long = (
            shortest if shortest == longest else self.tr("{shortest} to {longest}").format(shortest=shortest, longest=longest)
        )
        if takes.by_speed:
            why = self.tr("About {time}, because of the speed. {size} leave this computer.")
        else:
            why = self.tr("About {time}, depending on your connection. {size} leave this computer.")
        self._takes.setText(why.format(time=how_long, size=size(size_bytes)))

    def show_check(self, workspace: WorkspaceAddress | None, found: RegionCheck | None, problem: BackfillError | None) -> None:
        """Say what the region check found; it is still under way when it found neither an answer nor a problem."""
        if found is not None and workspace is not None:
            if workspace.practice:
                words = self.tr("The practice workspace answers. Everything stays on this computer.")
            else:
                answers = self.tr("{name} answers, and lives in the {region} region.")
                words = answers.format(name=workspace.name, region=region(found.region))
            self._show_region(words, "good", "circle-check")
        elif problem is not None:
            self._show_region(f"{in_words(problem.title)} {in_words(problem.advice)}", "bad", "octagon-alert")
        else:
            self._show_region(self.tr("Checking where the workspace lives…"), "neutral", "globe")
        self._check.setVisible(found is not None or problem is not None)

    def _show_region(self, words: str, tone: str, icon: str) -> None:
        self._region_icon.show_icon(icon, "muted" if tone == "neutral" else f"{tone}_text")
        self._region.setText(words)

    def choose_speed(self, rows_per_second: float) -> None:
        """Show a speed without telling."""
        names = {value: name for name, value in SPEEDS}
        name = names.get(rows_per_second, "own")
        self.speed.choose(name)
        self._own.setVisible(name == "own")
        blocked = self._own.blockSignals(True)
        self._own.setValue(int(rows_per_second))
        self._own.blockSignals(blocked)

    def _add_start(self) -> None:
        self._start = QWidget(self)
        row = QHBoxLayout(self._start)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._start_words = Text("", self._start)
        now = push_button(self.tr("Send now after all"), self._start, role="link")
        now.clicked.connect(self.now_wanted)
        row.addWidget(IconLabel("hourglass", self._start, token="accent_text", size=20))
        row.addWidget(self._start_words, 1)
        row.addWidget(now)
        self._start.hide()
        self.body.addWidget(self._start)

    def _add_sent_before(self) -> None:
        self._before = QWidget(self)
        row = QHBoxLayout(self._before)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._before_words = Text("", self._before, tone="caution")
        leave_out = push_button(self.tr("Send only the others"), self._before, role="link")
        leave_out.clicked.connect(self.leave_out_wanted)
        row.addWidget(IconLabel("history", self._before, token="caution_text", size=20))
        row.addWidget(self._before_words, 1)
        row.addWidget(leave_out)
        self._before.hide()
        self.body.addWidget(self._before)

    def _add_region(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self._region_icon = IconLabel("globe", self, size=20)
        self._region = Text("", self)
        self._check = push_button(self.tr("Check again"), self, role="link", name=self.tr("Check the workspace again"))
        self._check.clicked.connect(self.check_wanted)
        row.addWidget(self._region_icon)
        row.addWidget(self._region, 1)
        row.addWidget(self._check)
        self.body.addLayout(row)

    def _add_speed(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        words = {"gentle": self.tr("Gentle"), "normal": self.tr("Normal"), "fast": self.tr("Fast"), "own": self.tr("Own number")}
        self.speed = SegmentedChoice(self.tr("Speed"), [(name, words[name]) for name, _ in SPEEDS], self)
        self.speed.chosen.connect(self._tell_speed)
        self._own = NumberEdit(self.tr("Rows per second"), self, 1, 1_000_000, unit=self.tr(" rows per second"))
        self._own.valueChanged.connect(self._tell_speed)
        self._takes = Text("", self, role="muted")
        label = Text(self.tr("Speed"), self, role="strong", wraps=False)
        row.addWidget(label)
        row.addWidget(self.speed)
        row.addWidget(self._own)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._takes)
        self.body.addLayout(column)

    @Slot()
    def _tell_speed(self) -> None:
        own = self.speed.value == "own"
        self._own.setVisible(own)
        self.speed_chosen.emit(float(self._own.value()) if own else dict(SPEEDS)[str(self.speed.value)])

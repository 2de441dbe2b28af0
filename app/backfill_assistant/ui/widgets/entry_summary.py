"""EntrySummary: how many rows of how many people could enter how many campaigns, and what is to happen with these rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.core.forecast.outlook import ChoiceCount, Outlook
from backfill_assistant.core.forecast.plans import Choice
from backfill_assistant.ui.theme import number_font
from backfill_assistant.ui.widgets.choices import ChoiceBox
from backfill_assistant.ui.widgets.icon_label import IconLabel
from backfill_assistant.ui.widgets.text import Text, set_role, set_tone
from backfill_assistant.ui.wording import choice as choice_words
from backfill_assistant.ui.wording import day_and_time, number, whole_minute


class EntrySummary(QFrame):
    """A strip in the colour of the matter; `chosen` tells the Choice."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        # Whether it says that an answer is still to come.
        self.counting = False
        # Whether something is to be chosen that was not.
        self.asks = False
        set_role(self, "notice", "neutral")
        self._icon = IconLabel("info", self, size=20)
        self._title = Text("", self, role="strong")
        self._detail = Text("", self)
        self._detail.setFont(number_font(self._detail.font()))
        self.choice_box = ChoiceBox(self.tr("What to do with rows that could enter a campaign"), self)
        self.choice_box.setMinimumContentsLength(20)
        self.choice_box.setPlaceholderText(self.tr("Choose what to do…"))
        self.choice_box.activated.connect(self._choose)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.choice_box, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_low(self, low: bool) -> None:
        """Where there is little room, it takes less."""
        self._row.setContentsMargins(16, 5 if low else 10, 12, 5 if low else 10)

    @property
    def words(self) -> str:
        """Everything it says, in one line."""
        return f"{self._title.text()} {self._detail.text()}".strip()

    def say(self, tone: str, icon: str, title: str, detail: str = "") -> None:
        """Show sentences without a choice."""
        self._say(tone, icon, title, detail)
        self.asks = False
        self.choice_box.hide()

    def _say(self, tone: str, icon: str, title: str, detail: str = "") -> None:
        self.counting = False
        set_tone(self, tone)
        self._icon.show_icon(icon, "muted" if tone == "neutral" else f"{tone}_text")
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(self.words)

    def say_counting(self) -> None:
        """The answer takes a while. What can be chosen stays where it is."""
        self.counting = True
        set_tone(self, "neutral")
        self._icon.show_icon("hourglass", "muted")
        self._title.setText(self.tr("Counting for this start, order and speed…"))
        self._detail.setText(self.tr("The table and the timeline show the plan before until then."))
        self._detail.show()
        self.setAccessibleName(self.words)

    def show_outlook(self, outlook: Outlook, chosen: Choice | None) -> None:
        """Say what the forecast says, and what the person chose; None: nothing yet, and nothing is chosen for them."""
        self.asks = must_choose(outlook) and chosen is None
        totals = outlook.totals
        if not totals.rows_at_click and not totals.rows:
            if totals.not_predictable_campaigns:
                title = self.tr("No row could enter a campaign that can be predicted.")
                self._say("neutral", "circle-help", title, self._unpredictable(totals.not_predictable_campaigns))
            else:
                self._say("good", "circle-check", self.tr("No row could enter a campaign."))
        else:
            title = self.tr("{rows} of {people} could enter {campaigns}.").format(
                rows=self.tr("%Ln row(s)", "", totals.rows),
                people=self.tr("%Ln [person|people]", "", totals.people),
                campaigns=self.tr("%Ln campaign(s)", "", totals.campaigns),
            )
            self._say("caution", "triangle-alert", title, self._both_numbers(outlook))
        asked = must_choose(outlook)
        if asked:
            limited = bool(outlook.decision.at_most)
            self.choice_box.fill(
                [(each.choice, self._choice(each, limited)) for each in outlook.choices if _possible(each, outlook)]
            )
            if self.asks:
                self.choice_box.unchoose()
            else:
                self.choice_box.choose(chosen)
            self.choice_box.setAccessibleDescription(self.tr("Nothing is chosen yet.") if self.asks else "")
        # Never hidden in between: whoever chose with the keyboard stays there.
        self.choice_box.setVisible(asked)

    def _both_numbers(self, outlook: Outlook) -> str:
        totals = outlook.totals
        sentences = [self.tr("Filters and frequency of each campaign decide too.")]
        if totals.rows != totals.rows_at_click:
            words = self.tr("At the click {click} rows could, by the time they go out {sent}.")
            sentences.insert(0, words.format(click=number(totals.rows_at_click), sent=number(totals.rows)))
        if totals.not_predictable_campaigns:
            sentences.append(self._unpredictable(totals.not_predictable_campaigns))
        if outlook.decision.choice is Choice.LEAVE_OUT:
            sentences.append(self.tr("“Save rows…” keeps what is left out in a file."))
        elif outlook.decision.choice is Choice.HOLD and outlook.quiet_time_ms is not None:
            words = self.tr("What is held waits as a second run until {moment}.")
            sentences.append(words.format(moment=day_and_time(whole_minute(outlook.quiet_time_ms))))
        return " ".join(sentences)

    def _unpredictable(self, campaigns: int) -> str:
        return self.tr("%Ln campaign(s) cannot be predicted.", "", campaigns)

    def _choice(self, count: ChoiceCount, limited: bool) -> str:
        if count.choice is Choice.SEND_ALL and limited:
            return self.tr("Send within the limits ({rows})").format(rows=number(count.going))
        if count.choice is Choice.SEND_ALL:
            return self.tr("{choice} ({rows})").format(choice=choice_words(count.choice.value), rows=number(count.going))
        rows = count.going if count.choice is Choice.ONLY else count.held_back
        return self.tr("{choice} ({rows})").format(choice=choice_words(count.choice.value), rows=number(rows))

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(Choice(str(self.choice_box.value)))


def must_choose(outlook: Outlook) -> bool:
    """Whether rows could enter a campaign, so that a person has to say what becomes of them."""
    return bool(outlook.choices[0].possible_entries or outlook.choices[3].going)


def _possible(count: ChoiceCount, outlook: Outlook) -> bool:
    """Rows can only be held until quiet time if there is one."""
    return count.choice is not Choice.HOLD or outlook.quiet_time_ms is not None or outlook.decision.choice is Choice.HOLD

"""ColumnCard: what one column of the file looks like, how many cells are filled, how many differ, the longest, examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QWidget

from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import only_left_to_right
from backfill_assistant.ui.widgets.text import ElidedText, Text
from backfill_assistant.ui.wording import in_words, number, percent

if TYPE_CHECKING:
    from backfill_assistant.core.suggest import ColumnGuess
    from backfill_assistant.core.table.table_search import ColumnFacts

# From here on a guess is called sure, and from here on likely.
_SURE = 0.9
_LIKELY = 0.6


class ColumnCard(Card):
    """Stands beside the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=12)
        self.setFixedWidth(264)
        self._name = ElidedText("", self, role="strong")
        self.body.addWidget(self._name)
        inside = QWidget(self)
        self._looks = Text("", inside)
        self._filled = Text("", inside, wraps=False)
        self._distinct = Text("", inside, wraps=False)
        self._longest = Text("", inside, wraps=False)
        self._samples = Text("", inside, wraps=False)
        only_left_to_right(self._samples)
        facts = QFormLayout()
        facts.setHorizontalSpacing(12)
        facts.setVerticalSpacing(6)
        facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, value in (
            (self.tr("Looks like"), self._looks),
            (self.tr("Filled"), self._filled),
            (self.tr("Different"), self._distinct),
            (self.tr("Longest"), self._longest),
            (self.tr("Examples"), self._samples),
        ):
            facts.addRow(Text(words, inside, role="muted", wraps=False), value)
        self._why = Text("", inside, role="small")
        facts.insertRow(1, self._why)
        inside.setLayout(facts)
        facts.setContentsMargins(0, 0, 0, 0)
        # In a low window there is not room for all of it.
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("What the column holds"))
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self.hide()

    def begin(self, name: str) -> None:
        """A column is being looked through."""
        self._name.set_text(name)
        for label in self._values():
            label.setText(self.tr("…"))
        self.setAccessibleName(self.tr("About the column {column}").format(column=name))
        self.show()

    def show_facts(self, facts: ColumnFacts, guess: ColumnGuess) -> None:
        """Show what was found."""
        sure = self.tr("sure") if guess.sure >= _SURE else self.tr("likely") if guess.sure >= _LIKELY else self.tr("a guess")
        self._looks.setText(self.tr("{kind}, {sure}").format(kind=in_words(guess.kind), sure=sure))
        self._why.setText(in_words(guess.why))
        share = facts.filled / facts.row_count if facts.row_count else 0.0
        words = self.tr("{count} ({share})")
        self._filled.setText(words.format(count=number(facts.filled), share=percent(share)))
        self._distinct.setText(number(facts.distinct) if facts.distinct is not None else self.tr("very many"))
        self._longest.setText(self.tr("%Ln byte(s)", "", facts.longest_bytes))
        self._samples.setText("\n".join(sample.replace("\n", " ")[:26] for sample in facts.samples) or self.tr("None"))

    @property
    def words(self) -> str:
        """Everything it says."""
        return " | ".join([self._name.whole_text, *(label.text() for label in self._values())])

    def _values(self) -> tuple[QLabel, ...]:
        return (self._looks, self._why, self._filled, self._distinct, self._longest, self._samples)

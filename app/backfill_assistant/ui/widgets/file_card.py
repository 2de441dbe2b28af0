"""FileCard: which file is open, how large it is, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backfill_assistant.ui.file_words import kind_words
from backfill_assistant.ui.widgets.buttons import push_button
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.reading_choices import ReadingChoicesRow
from backfill_assistant.ui.widgets.text import ElidedText
from backfill_assistant.ui.wording import size

if TYPE_CHECKING:
    from backfill_assistant.core.table.reading import FirstLook
    from backfill_assistant.core.table.table import Table


class FileCard(Card):
    """Name, facts, a button for another file, and the choices."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ElidedText("", self, role="strong")
        self._facts = ElidedText("", self, role="muted")
        self.another = push_button(self.tr("Another file…"), self, icon="folder-open")
        self.choices = ReadingChoicesRow(self)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.another)
        self.body.addLayout(top)
        self.body.addWidget(self.choices)

    @property
    def facts(self) -> str:
        """What it says about the file."""
        return self._facts.whole_text

    def show_look(self, path: str, look: FirstLook) -> None:
        """Show a file of which only the first rows are known."""
        self._name.set_text(path.replace("\\", "/").rsplit("/", 1)[-1])
        self.choices.show_choices(look, look.choices)
        columns = self.tr("%Ln column(s)", "", len(look.column_names))
        self._facts.set_text(self.tr("{columns} · {kind}").format(columns=columns, kind=kind_words(look.choices)))

    def show_table(self, look: FirstLook, table: Table) -> None:
        """Show a file of which all is known."""
        self.choices.show_choices(look, table.choices)
        words = self.tr("{rows} · {columns} · {size} · {kind}")
        self._facts.set_text(
            words.format(
                rows=self.tr("%Ln row(s)", "", table.row_count),
                columns=self.tr("%Ln column(s)", "", table.column_count),
                size=size(table.source.size_bytes),
                kind=kind_words(table.choices),
            )
        )

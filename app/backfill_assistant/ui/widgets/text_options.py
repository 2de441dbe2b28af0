"""TextOptions: changes to a column's text before it is read: case, pieces replaced, whole values replaced, joined, cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from backfill_assistant.core.mapping import Field, LetterCase
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit
from backfill_assistant.ui.widgets.flow import FlowLayout

_NONE = -1
_WHOLE = 99
_ARROW = "→"


class TextOptions(QWidget):
    """`changed` tells changes of a Field by name."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        flow = FlowLayout(self)
        self.case = ChoiceBox(self.tr("Letters"), self, tuple((case, case_words(case)) for case in LetterCase))
        self.join = ChoiceBox(self.tr("Join with column"), self)
        self.join.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.join.setMinimumContentsLength(12)
        self.between = line_edit(self.tr("Between joined texts"), self, data=True)
        self.between.setMaximumWidth(56)
        self.part = ChoiceBox(
            self.tr("Part to send"),
            self,
            (
                (_WHOLE, self.tr("The whole text")),
                (0, self.tr("First part")),
                (1, self.tr("Second part")),
                (2, self.tr("Third part")),
                (-1, self.tr("Last part")),
            ),
        )
        self.cut = line_edit(self.tr("Cut the text at"), self, data=True)
        self.cut.setMaximumWidth(56)
        pairs = self.tr("old → new; old → new")
        self.replaced = line_edit(self.tr("Replace pieces"), self, placeholder=pairs, data=True)
        self.value_map = line_edit(self.tr("Replace whole values"), self, placeholder=pairs, data=True)
        for edit in (self.replaced, self.value_map):
            edit.setMinimumWidth(190)
        for words, control in (
            (self.tr("&Letters"), self.case),
            (self.tr("&Join with"), self.join),
            (self.tr("between"), self.between),
            (self.tr("Se&nd"), self.part),
            (self.tr("cut at"), self.cut),
            (self.tr("Replace &pieces"), self.replaced),
            (self.tr("Replace &values"), self.value_map),
        ):
            flow.addWidget(labelled(words, control, self, beside=True))
        for choice in (self.case, self.join, self.part):
            choice.activated.connect(self._tell)
        for edit in (self.between, self.cut, self.replaced, self.value_map):
            edit.editingFinished.connect(self._tell)

    def show_field(self, field: Field, columns: Sequence[tuple[int, str]]) -> None:
        """Show what is chosen; `columns` can be joined on."""
        self._field = field
        self.case.choose(field.letter_case.value)
        self.join.fill([(_NONE, self.tr("No other")), *columns])
        self.join.choose(field.joined[0] if field.joined else _NONE)
        self.part.choose(_WHOLE if field.part is None else field.part)
        for edit, text in (
            (self.between, field.join_with),
            (self.cut, field.part_at),
            (self.replaced, pairs_as_text(field.replaced)),
            (self.value_map, pairs_as_text(field.value_map)),
        ):
            _show(edit, text)

    @property
    def in_use(self) -> bool:
        """Whether anything here differs from sending the text as it is."""
        field = self._field
        if field is None:
            return False
        changes = field.letter_case is not LetterCase.AS_IT_IS or field.part is not None
        return changes or bool(field.joined or field.replaced or field.value_map)

    @Slot()
    def _tell(self) -> None:
        field = self._field
        if field is None:
            return
        joined = int(str(self.join.value))
        part = int(str(self.part.value))
        wanted: dict[str, Any] = {
            "letter_case": LetterCase(str(self.case.value)),
            "joined": () if joined == _NONE else (joined, *field.joined[1:]),
            "join_with": self.between.text(),
            "part": None if part == _WHOLE else part,
            "part_at": self.cut.text(),
            "replaced": pairs_of_text(self.replaced.text()),
            "value_map": pairs_of_text(self.value_map.text()),
        }
        changed = {name: value for name, value in wanted.items() if value != getattr(field, name)}
        if changed:
            self.changed.emit(changed)


def case_words(case: LetterCase) -> str:
    """Which letters a text is sent in."""
    return {
        LetterCase.AS_IT_IS: QCoreApplication.translate("Columns", "As in the file"),
        LetterCase.LOWER: QCoreApplication.translate("Columns", "lower case"),
        LetterCase.UPPER: QCoreApplication.translate("Columns", "UPPER CASE"),
        LetterCase.TITLE: QCoreApplication.translate("Columns", "Title Case"),
    }[case]


def pairs_as_text(pairs: Sequence[tuple[str, str]]) -> str:
    """Pairs as a person writes them: `Y → true; N → false`."""
    return "; ".join(f"{old} {_ARROW} {new}" for old, new in pairs)


def pairs_of_text(text: str) -> tuple[tuple[str, str], ...]:
    """Read such pairs; `->` and `=` are taken as arrows, and what has none is left away."""
    pairs = []
    for entry in text.split(";"):
        for arrow in (_ARROW, "->", "="):
            old, found, new = entry.partition(arrow)
            if found:
                pairs.append((old.strip(), new.strip()))
                break
    return tuple(pairs)


def _show(edit: QLineEdit, text: str) -> None:
    """Show a text unless it is there already, so that the cursor stays."""
    if edit.text() != text:
        edit.setText(text)

"""TextOptions: changes to a column's text before it is read: joined, cut, case, pieces replaced, whole values replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from backfill_assistant.core.mapping.mapping import Field, LetterCase
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit
from backfill_assistant.ui.widgets.flow import FlowLayout
from backfill_assistant.ui.widgets.pairs_edit import PairsEdit, meant, visible

_NONE = -1
_WHOLE = 99


class TextOptions(QWidget):
    """`changed` tells changes of a Field by name. The controls stand in the order in which the changes happen."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self._columns: tuple[tuple[int, str], ...] = ()
        self.joins: list[ChoiceBox] = []
        self._join_boxes: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._joining = FlowLayout(gap=8)
        column.addLayout(self._joining)
        self._add_join()
        self.between = line_edit(self.tr("Between joined texts"), self, data=True)
        self.cut = line_edit(self.tr("Cut the text at"), self, data=True)
        for edit in (self.between, self.cut):
            edit.setMaximumWidth(48)
            edit.setToolTip(self.tr("␣ stands for a space."))
            edit.editingFinished.connect(self._tell)
        self._between_box = labelled(self.tr("between"), self.between, self, beside=True)
        self._cut_box = labelled(self.tr("cut at"), self.cut, self, beside=True)
        flow = FlowLayout()
        column.addLayout(flow)
        self.part = ChoiceBox(self.tr("Part to send"), self, [(part, part_words(part)) for part in (_WHOLE, 0, 1, 2, -1)])
        self.case = ChoiceBox(self.tr("Letters"), self, tuple((case, case_words(case)) for case in LetterCase))
        flow.addWidget(labelled(self.tr("Se&nd"), self.part, self, beside=True))
        flow.addWidget(self._cut_box)
        flow.addWidget(labelled(self.tr("&Letters"), self.case, self, beside=True))
        names = (self.tr("Piece of text"), self.tr("What replaces the piece"))
        self.replaced = PairsEdit(self.tr("Replace p&ieces"), names, self, whole=False)
        names = (self.tr("Whole value"), self.tr("What replaces the value"))
        self.value_map = PairsEdit(self.tr("Replace &values"), names, self, whole=True)
        for pairs in (self.replaced, self.value_map):
            column.addWidget(pairs)
            pairs.changed.connect(self._tell)
        QWidget.setTabOrder(self.part, self.cut)
        for choice in (self.case, self.part):
            choice.activated.connect(self._tell)

    def show_field(self, field: Field, columns: Sequence[tuple[int, str]]) -> None:
        """Show what is chosen; `columns` can be joined on."""
        self._field = field
        self._columns = tuple(columns)
        self._show_joins()
        part = _WHOLE if field.part is None else field.part
        self.part.offer_also(part, part_words(part))
        self.part.choose(part)
        self._cut_box.setVisible(field.part is not None)
        self.case.choose(field.letter_case)
        _show(self.between, field.join_with)
        _show(self.cut, field.part_at)
        self.replaced.show_pairs(field.replaced)
        self.value_map.show_pairs(field.value_map)

    @property
    def in_use(self) -> bool:
        """Whether anything here differs from sending the text as it is."""
        field = self._field
        if field is None:
            return False
        changes = field.letter_case is not LetterCase.AS_IT_IS or field.part is not None
        return changes or bool(field.joined or field.replaced or field.value_map)

    def _add_join(self) -> None:
        words = self.tr("and") if self.joins else self.tr("&Join with")
        box = ChoiceBox(self.tr("Join with column"), self)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(9)
        box.activated.connect(self._tell)
        self._join_boxes.append(labelled(words, box, self, beside=True))
        self._joining.addWidget(self._join_boxes[-1])
        if self.joins:
            QWidget.setTabOrder(self.joins[-1], box)
        self.joins.append(box)

    def _show_joins(self) -> None:
        """A box for each joined column and one for the next."""
        joined = self._field.joined if self._field is not None else ()
        self._joining.removeWidget(self._between_box)
        while len(self.joins) <= len(joined):
            self._add_join()
        self._joining.addWidget(self._between_box)
        for place, (box, holder) in enumerate(zip(self.joins, self._join_boxes, strict=True)):
            box.fill([(_NONE, self.tr("No other")), *self._columns])
            chosen = joined[place] if place < len(joined) else _NONE
            box.offer_also(chosen, self.tr("The column itself"))
            box.choose(chosen)
            holder.setVisible(place <= len(joined))
        self._between_box.setVisible(bool(joined))

    @Slot()
    def _tell(self) -> None:
        field = self._field
        if field is None:
            return
        columns = [box.value for box, holder in zip(self.joins, self._join_boxes, strict=True) if holder.isVisibleTo(self)]
        part = self.part.value
        wanted: dict[str, Any] = {
            "letter_case": self.case.value,
            "joined": tuple(column for column in columns if column != _NONE),
            "join_with": meant(self.between.text()),
            "part": None if part == _WHOLE else part,
            # A part needs something to cut at; most often that is a space.
            "part_at": meant(self.cut.text()) or ("" if part == _WHOLE else " "),
            "replaced": self.replaced.pairs,
            "value_map": self.value_map.pairs,
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


def part_words(part: int) -> str:
    """Which part of a text is sent."""
    usual = {
        _WHOLE: QCoreApplication.translate("Columns", "The whole text"),
        0: QCoreApplication.translate("Columns", "First part"),
        1: QCoreApplication.translate("Columns", "Second part"),
        2: QCoreApplication.translate("Columns", "Third part"),
        -1: QCoreApplication.translate("Columns", "Last part"),
    }
    if part in usual:
        return usual[part]
    if part < 0:
        return QCoreApplication.translate("Columns", "Part {number} from the end").format(number=-part)
    return QCoreApplication.translate("Columns", "Part {number}").format(number=part + 1)


def _show(edit: QLineEdit, text: str) -> None:
    """Show a text unless it is there already, so that the cursor stays."""
    if edit.text() != visible(text):
        edit.setText(visible(text))

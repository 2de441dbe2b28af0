"""ReadingChoicesRow: how the file is read, as plain choices in a row; a change is told at once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from backfill_assistant.core.table.reading import ALIGNED
from backfill_assistant.ui.file_words import (
    OTHER_SEPARATOR,
    comments,
    encodings,
    headers,
    quotes,
    separators,
    sheet_words,
)
from backfill_assistant.ui.widgets.choices import ChoiceBox, labelled, line_edit

if TYPE_CHECKING:
    from backfill_assistant.core.table.reading import FirstLook, ReadingChoices

_NOTHING_ANEW: frozenset[str] = frozenset()
_HEADER_ANEW = frozenset({"header_rows"})
_ALL_ANEW = frozenset({"kind"})
# With more sheets than these, one is found more quickly in a list than among tabs.
_TABS_ENOUGH = 8
# A choice alone in its row need not reach across the page.
_FIELD_WIDTH_MAX = 340


class ReadingChoicesRow(QWidget):
    """Shows only the choices that the kind of file has."""

    # ReadingChoices, and a frozenset of names that are to be guessed anew under them.
    changed = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices: ReadingChoices | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.member = self._box(self.tr("File inside"), 14)
        self.sheet = self._box(self.tr("Sheet"), 14)
        self.encoding = self._box(self.tr("Text"), 7)
        self.separator = self._box(self.tr("Separator"), 8)
        self.other = line_edit(self.tr("Other separator"), self, data=True)
        self.other.setMaxLength(8)
        self.quote = self._box(self.tr("Quote"), 7)
        self.header = self._box(self.tr("Header"), 6)
        self.comment = self._box(self.tr("Leave out lines with"), 6)
        self._fields = {
            "member": labelled(self.tr("File inside"), self.member, self),
            "sheet": labelled(self.tr("Sheet"), self.sheet, self),
            "encoding": labelled(self.tr("Text"), self.encoding, self),
            "separator": labelled(self.tr("Separator"), self.separator, self),
            "other": labelled(self.tr("Other separator"), self.other, self),
            "quote": labelled(self.tr("Quote"), self.quote, self),
            "header": labelled(self.tr("Header"), self.header, self),
            "comment": labelled(self.tr("Leave out lines with"), self.comment, self),
        }
        for name, field in self._fields.items():
            field.setMaximumWidth(_FIELD_WIDTH_MAX)
            row.addWidget(field, 4 if name == "encoding" else 3 if name in ("sheet", "member") else 2)
        row.addStretch()
        self.member.activated.connect(self._choose_member)
        self.sheet.activated.connect(self._choose_sheet)
        self.encoding.activated.connect(self._choose_encoding)
        self.separator.activated.connect(self._choose_separator)
        self.other.editingFinished.connect(self._choose_other)
        self.quote.activated.connect(self._choose_quote)
        self.header.activated.connect(self._choose_header)
        self.comment.activated.connect(self._choose_comment)

    def show_choices(self, look: FirstLook, choices: ReadingChoices) -> None:
        """Show what was guessed or chosen."""
        self._choices = choices
        self.member.fill([(name, name) for name in look.members])
        self.sheet.fill([(sheet.name, sheet_words(sheet)) for sheet in look.sheets])
        self.encoding.fill(encodings(choices.encoding))
        self.separator.fill(separators(choices.delimiter))
        self.quote.fill(quotes((choices.quote, choices.escape)))
        self.header.fill(headers(choices.skip_rows, choices.header_rows))
        self.comment.fill(comments(choices.comment))
        for box, value in (
            (self.member, choices.member),
            (self.sheet, choices.sheet),
            (self.encoding, choices.encoding),
            (self.separator, choices.delimiter),
            (self.quote, (choices.quote, choices.escape)),
            (self.header, (choices.skip_rows, choices.header_rows)),
            (self.comment, choices.comment),
        ):
            box.choose(value)
        text = choices.kind.value == "delimited"
        shown = {
            "member": len(look.members) > 1,
            "sheet": len(look.sheets) > _TABS_ENOUGH,
            "encoding": choices.kind.value in ("delimited", "json", "json lines"),
            "separator": text,
            "other": False,
            "quote": text and choices.delimiter != ALIGNED,
            "header": text or choices.kind.value == "spreadsheet",
            "comment": text and bool(choices.comment),
        }
        for name, field in self._fields.items():
            field.setVisible(shown[name])

    @Slot(str)
    def change_sheet(self, sheet: str) -> None:
        """Another sheet of the workbook, with a header of its own."""
        self._tell(_HEADER_ANEW, sheet=sheet)

    def _box(self, name: str, least: int) -> ChoiceBox:
        box = ChoiceBox(name, self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(least)
        return box

    def _tell(self, anew: frozenset[str], **changes: object) -> None:
        if self._choices is not None:
            changed = dataclasses.replace(self._choices, **changes)  # type: ignore[arg-type]
            if changed != self._choices or anew == _ALL_ANEW:
                self.changed.emit(changed, anew)

    @Slot()
    def _choose_member(self) -> None:
        self._tell(_ALL_ANEW, member=self.member.value)

    @Slot()
    def _choose_sheet(self) -> None:
        self.change_sheet(str(self.sheet.value))

    @Slot()
    def _choose_encoding(self) -> None:
        self._tell(_NOTHING_ANEW, encoding=self.encoding.value)

    @Slot()
    def _choose_separator(self) -> None:
        other = self.separator.value == OTHER_SEPARATOR
        self._fields["other"].setVisible(other)
        if other:
            self.other.setFocus()
        else:
            self._tell_separator(str(self.separator.value))

    @Slot()
    def _choose_other(self) -> None:
        if self.other.text():
            self._tell_separator(self.other.text())

    def _tell_separator(self, delimiter: str) -> None:
        aligned = self._choices is not None and self._choices.delimiter == ALIGNED
        # Aligned columns have no quotes; text with separators has, as a rule.
        quotes = {"quote": '"'} if aligned and delimiter != ALIGNED else {}
        self._tell(_HEADER_ANEW, delimiter=delimiter, **quotes)

    @Slot()
    def _choose_quote(self) -> None:
        quote, escape = self.quote.value if isinstance(self.quote.value, tuple) else ('"', "")
        self._tell(_NOTHING_ANEW, quote=quote, escape=escape)

    @Slot()
    def _choose_header(self) -> None:
        skip_rows, header_rows = self.header.value if isinstance(self.header.value, tuple) else (0, 1)
        self._tell(_NOTHING_ANEW, skip_rows=skip_rows, header_rows=header_rows)

    @Slot()
    def _choose_comment(self) -> None:
        self._tell(_NOTHING_ANEW, comment=self.comment.value)

"""Repairs: what a person decided about problems, in order, as a list that can be undone and told in words.

The file on disk is never changed: decisions are applied to cells whenever rows are checked, shown or sent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backfill_assistant.core.mapping.mapping import Mapping, ValueType, rightly_typed
from backfill_assistant.core.problems.problems import leaving_out, shown_name
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


class Keep(StrEnum):
    """Which row of a person counts when a file has several."""

    FIRST = "first"
    NEWEST = "newest"
    MERGE = "merge"


@dataclass(frozen=True)
class LeaveOutRows:
    """These rows (from 0) are not sent."""

    rows: tuple[int, ...]


@dataclass(frozen=True)
class LeaveOutProblem:
    """Rows with this problem (in this column) are not sent."""

    code: str
    column: int | None = None


@dataclass(frozen=True)
class EditCell:
    """One cell holds another text."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class CorrectValue:
    """Every cell of the column that is exactly `wrong` holds `right` instead; "" stands for empty and missing cells."""

    column: int
    wrong: str
    right: str


@dataclass(frozen=True)
class CorrectDomain:
    """Every address of the column that ends in `@wrong` (any letter case) ends in `@right`."""

    column: int
    wrong: str
    right: str


@dataclass(frozen=True)
class KeepOfDuplicates:
    """Of several rows for one person, one sets the attributes."""

    keep: Keep


@dataclass(frozen=True)
class SendAsText:
    """The column is sent as text, whatever type it was given, but for attributes that say who gets messages."""

    column: int


@dataclass(frozen=True)
class TrimColumn:
    """What nobody sees around the column's cells is dropped: blanks of any kind, control and zero-width characters."""

    column: int


class ConsentMeaning(StrEnum):
    """What a yes in a column says about messages."""

    AGREES = "agrees"
    REFUSES = "refuses"
    # The column is about something else.
    NOTHING = "nothing"


@dataclass(frozen=True)
class SayConsent:
    """What a yes in the column means, where its header does not say it plainly or says something else."""

    column: int
    means: ConsentMeaning


@dataclass(frozen=True)
class SendDespiteNo:
    """People who said no in the column are sent like all others, and can then be mailed. No rule: it is about these people."""

    column: int


Decision = (
    LeaveOutRows
    | LeaveOutProblem
    | EditCell
    | CorrectValue
    | CorrectDomain
    | KeepOfDuplicates
    | SendAsText
    | TrimColumn
    | SayConsent
    | SendDespiteNo
)
# Decisions about cells, in the order they were taken.
CellDecision = EditCell | CorrectValue | CorrectDomain
_KINDS: dict[str, type[Any]] = {
    "leave out rows": LeaveOutRows,
    "leave out problem": LeaveOutProblem,
    "edit cell": EditCell,
    "correct value": CorrectValue,
    "correct domain": CorrectDomain,
    "keep of duplicates": KeepOfDuplicates,
    "send as text": SendAsText,
    "trim": TrimColumn,
    "say consent": SayConsent,
    "send despite no": SendDespiteNo,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class Repairs:
    """Decisions that count, oldest first, and those that were undone, newest first."""

    decisions: tuple[Decision, ...] = ()
    undone: tuple[Decision, ...] = ()

    def add(self, decision: Decision) -> Repairs:
        """With one more decision; what was undone can then not be redone."""
        return Repairs((*self.decisions, decision))

    def undo(self) -> Repairs:
        """Without the last decision."""
        if not self.decisions:
            return self
        return Repairs(self.decisions[:-1], (self.decisions[-1], *self.undone))

    def redo(self) -> Repairs:
        """With the decision that was undone last."""
        if not self.undone:
            return self
        return Repairs((*self.decisions, self.undone[0]), self.undone[1:])

    def without(self, place: int) -> Repairs:
        """Without the decision at this place in the list."""
        return Repairs(self.decisions[:place] + self.decisions[place + 1 :])

    def with_rows_sent(self, rows: Collection[int]) -> Repairs:
        """Without leaving these rows out one by one."""
        back = frozenset(rows)
        decisions = []
        for each in self.decisions:
            if isinstance(each, LeaveOutRows):
                each = LeaveOutRows(tuple(row for row in each.rows if row not in back))
                if not each.rows:
                    continue
            decisions.append(each)
        return Repairs(tuple(decisions))

    def rules(self) -> Repairs:
        """Those that fit any file with the same columns, to be kept with the mapping."""
        return Repairs(tuple(each for each in self.decisions if not isinstance(each, LeaveOutRows | EditCell | SendDespiteNo)))

    def rows_left_out(self) -> tuple[int, ...]:
        """Rows left out one by one, ascending."""
        rows = {row for each in self.decisions if isinstance(each, LeaveOutRows) for row in each.rows}
        return tuple(sorted(rows))

    def leaves_out(self, code: str, column: int | None) -> bool:
        """Whether rows with this problem are left out."""
        return LeaveOutProblem(code, column) in self.decisions

    def consent_said(self, column: int) -> ConsentMeaning | None:
        """The last word about what a yes in the column means."""
        for each in reversed(self.decisions):
            if isinstance(each, SayConsent) and each.column == column:
                return each.means
        return None

    def sends_despite_no(self, column: int) -> bool:
        """Whether people who said no in the column are sent all the same."""
        return SendDespiteNo(column) in self.decisions

    def kept_of_duplicates(self) -> Keep | None:
        """The last word about several rows for one person."""
        for each in reversed(self.decisions):
            if isinstance(each, KeepOfDuplicates):
                return each.keep
        return None

    def cell_decisions(self, column: int) -> tuple[CellDecision | TrimColumn, ...]:
        """What happens to the column's cells, in order."""
        return tuple(each for each in self.decisions if isinstance(each, CellDecision | TrimColumn) and each.column == column)

    def text_of(self, row: int, column: int, text: str) -> str:
        """What one cell, as it stands in the file, holds after the decisions about it."""
        for each in self.cell_decisions(column):
            match each:
                case EditCell(edited, _, other):
                    text = other if edited == row else text
                case CorrectValue(_, wrong, right):
                    text = right if text == wrong else text
                case TrimColumn():
                    text = _trimmed(text)
                case CorrectDomain(_, wrong, right):
                    trimmed = text.strip()
                    if trimmed.lower().endswith(f"@{wrong}".lower()):
                        text = trimmed[: len(trimmed) - len(wrong)] + right
        return text

    def applied_to(self, mapping: Mapping) -> Mapping:
        """The mapping with the decisions about whole columns."""
        as_text = {each.column for each in self.decisions if isinstance(each, SendAsText)}
        trimmed = {each.column for each in self.decisions if isinstance(each, TrimColumn)}
        if not as_text and not trimmed:
            return mapping
        fields = []
        for field in mapping.fields:
            # Text that says who gets messages would count as a yes, whatever it says: there the type stays.
            kind = ValueType.TEXT if field.column in as_text and not field.decides_messages else field.type
            fields.append(dataclasses.replace(field, type=kind, trim=field.trim or field.column in trimmed))
        return dataclasses.replace(mapping, fields=tuple(fields))

    def in_words(self, column_names: Sequence[str]) -> tuple[Sentence, ...]:
        """One sentence per decision, oldest first, without cell values."""
        return tuple(_in_words(each, column_names) for each in self.decisions)

    def to_plain(self) -> list[dict[str, Any]]:
        """A plain form for files (what was undone is not kept); `from_plain` reads it back."""
        return [{"decision": _NAMES[type(each)], **dataclasses.asdict(each)} for each in self.decisions]

    @classmethod
    def from_plain(cls, plain: list[dict[str, Any]]) -> Repairs:
        """Read the plain form. Raises KeyError, TypeError or ValueError when it is not one."""
        return cls(tuple(_from_plain(dict(entry)) for entry in plain))


NO_REPAIRS = Repairs()

_KEEPING = {
    Keep.FIRST: QT_TRANSLATE_NOOP("core", "Of several rows for one person, keep the first."),
    Keep.NEWEST: QT_TRANSLATE_NOOP("core", "Of several rows for one person, keep the newest."),
    Keep.MERGE: QT_TRANSLATE_NOOP("core", "Merge several rows for one person into one."),
}


_MEANINGS = {
    ConsentMeaning.AGREES: QT_TRANSLATE_NOOP("core", "A yes in {column} means that messages are wanted."),
    ConsentMeaning.REFUSES: QT_TRANSLATE_NOOP("core", "A yes in {column} means that no messages are wanted."),
    ConsentMeaning.NOTHING: QT_TRANSLATE_NOOP("core", "{column} says nothing about messages."),
}


def _trimmed(text: str) -> str:
    # Imported here: decisions are there before any table, and Arrow takes long to load.
    from backfill_assistant.core.values.unseen_ends import trimmed

    return trimmed(text)


def _from_plain(entry: dict[str, Any]) -> Decision:
    kind = _KINDS[entry.pop("decision")]
    if kind is SayConsent:
        return SayConsent(entry["column"], ConsentMeaning(entry["means"]))
    if kind is LeaveOutRows:
        return LeaveOutRows(tuple(int(row) for row in entry["rows"]))
    if kind is KeepOfDuplicates:
        return KeepOfDuplicates(Keep(entry["keep"]))
    decision: Decision = rightly_typed(kind(**entry))
    return decision


def _in_words(decision: Decision, column_names: Sequence[str]) -> Sentence:
    match decision:
        case LeaveOutRows(rows):
            if len(rows) == 1:
                return Sentence(QT_TRANSLATE_NOOP("core", "Leave out row {row}."), row=rows[0] + 1)
            return Sentence(QT_TRANSLATE_NOOP("core", "Leave out {rows} chosen rows."), rows=len(rows))
        case LeaveOutProblem(code):
            return leaving_out(code, shown_name(column_names, decision.column))
        case EditCell(row, column):
            return Sentence(
                QT_TRANSLATE_NOOP("core", "Row {row}: another text in {column}."),
                row=row + 1,
                column=shown_name(column_names, column),
            )
        case CorrectValue(column):
            return Sentence(
                QT_TRANSLATE_NOOP("core", "Correct one value everywhere in {column}."), column=shown_name(column_names, column)
            )
        case CorrectDomain(column):
            return Sentence(
                QT_TRANSLATE_NOOP("core", "Correct how addresses in {column} end."), column=shown_name(column_names, column)
            )
        case KeepOfDuplicates(keep):
            return Sentence(_KEEPING[keep])
        case SendAsText(column):
            return Sentence(QT_TRANSLATE_NOOP("core", "Send {column} as text."), column=shown_name(column_names, column))
        case SayConsent(column, means):
            return Sentence(_MEANINGS[means], column=shown_name(column_names, column))
        case SendDespiteNo(column):
            return Sentence(
                QT_TRANSLATE_NOOP("core", "Send people who said no in {column}; they can then be mailed."),
                column=shown_name(column_names, column),
            )
        case TrimColumn(column):
            return Sentence(
                QT_TRANSLATE_NOOP("core", "Trim the cells of {column}: nothing invisible or blank at their ends."),
                column=shown_name(column_names, column),
            )

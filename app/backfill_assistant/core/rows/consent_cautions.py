"""People who said no, and who would get messages all the same: found by columns of the file, whether or not they are sent.

Track API specification: `unsubscribed` true stops messages; false lets them through again, also to people who had unsubscribed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.mapping.consent_changes import meaning_for, subscribes
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.rows.fields import Fault, FieldRead, is_unsubscribed
from backfill_assistant.core.rows.row_reading import RowsRead
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.consent import Answer, answer_of, refuses
from backfill_assistant.core.values.headers import Meaning

Mask = npt.NDArray[np.bool_]
# What each column of the file that is about consent means, by its place.
ConsentColumns: TypeAlias = dict[int, Meaning]
# Problems of people who do not want messages: that is meant for the person, in whatever row, until it is decided otherwise.
SAID_NO: Final = ("consent.opted_in", "consent.opted_out", "consent.events")
# Cells are looked at in pieces.
_SLICE_ROWS: Final = 50_000
# A column whose cells say something else in most rows holds dates, sources or remarks about consent.
_SHARE: Final = 0.5
# Of tables that are open, the columns that were looked through: whether they hold answers.
_seen: WeakKeyDictionary[Table, dict[int, bool]] = WeakKeyDictionary()
_CODES: Final = {answer: code for code, answer in enumerate(Answer, start=1)}


def consent_columns(table: Table, repairs: Repairs, sample_only: bool = False) -> dict[int, Meaning]:
    """The columns that are about consent, by header and cells (of the whole file or its first rows), or as the person has said."""
    found: dict[int, Meaning] = {}
    for column, header in enumerate(table.column_names):
        said = repairs.consent_said(column)
        meaning = meaning_for(header, said)
        if meaning is not None and (said is not None or _holds_answers(table, column, sample_only)):
            found[column] = meaning
    return found


def consent_faults(read: RowsRead, mapping: Mapping, columns: ConsentColumns, repairs: Repairs) -> Iterator[Fault]:
    """What must be decided before rows go, and whom an unsubscribed of false would let messages through to again."""
    deciding = [each for each in read.attributes if is_unsubscribed(each.field)]
    stopped = np.zeros(len(read), dtype=np.bool_)
    for each in deciding:
        stopped |= _is(each, "true")
        yield from _of_deciding(each, read, repairs)
    preferences = [each for each in read.attributes if subscribes(each.field)]
    for each in preferences:
        yield from _of_preference(each, read, repairs)
    handled = {each.field.column for each in (*deciding, *preferences)}
    for column, meaning in columns.items():
        if column in handled or repairs.sends_despite_no(column):
            continue
        answers = _answers_in(read.cells.attribute_column(column))
        if meaning is Meaning.CONSENT:
            yield Fault("consent.unclear", column, np.isin(answers, (_CODES[Answer.YES], _CODES[Answer.NO])))
        code = "consent.opted_in" if meaning is Meaning.OPTED_IN else "consent.opted_out"
        yield Fault(code if mapping.has_people else "consent.events", column, _refusing(answers, meaning) & ~stopped)


def messages_of(read: RowsRead) -> npt.NDArray[np.uint8] | None:
    """What each row says of messages: 0 nothing, 1 subscribed, 2 unsubscribed; None where nothing is sent as unsubscribed."""
    deciding = [each for each in read.attributes if is_unsubscribed(each.field)]
    if not deciding:
        return None
    return np.select([_is(deciding[-1], "true"), _is(deciding[-1], "false")], [2, 1], 0).astype(np.uint8)


def _of_deciding(each: FieldRead, read: RowsRead, repairs: Repairs) -> Iterator[Fault]:
    """Of a column that is sent as unsubscribed: whether it means that, and whom it lets messages through to."""
    column = each.field.column
    subscribed = _is(each, "false")
    if column is None:
        yield Fault("unsubscribed.false", None, subscribed, each.field.name)
        return
    meaning = meaning_for(read.cells.table.column_names[column], repairs.consent_said(column))
    answers = _answers_in(read.cells.attribute_column(column))
    certain = np.isin(answers, (_CODES[Answer.AGREES], _CODES[Answer.REFUSES]))
    # Who said no and is not sent as true is let through, whether as false or by what is not sent.
    stopped = _is(each, "true")
    wrong = (_refusing(answers, meaning) & ~stopped) | (_agreeing(answers, meaning) & stopped)
    if meaning in (None, Meaning.CONSENT):
        yield Fault("unsubscribed.unclear", column, each.present() & ~certain)
    yield Fault("unsubscribed.inverted", column, wrong)
    yield Fault("unsubscribed.false", column, subscribed & ~wrong)


def _of_preference(each: FieldRead, read: RowsRead, repairs: Repairs) -> Iterator[Fault]:
    """Of a column that is sent as a subscription preference: whether it subscribes those who agreed, and nobody else."""
    column = each.field.column
    if column is None:
        return
    # A header that says nothing of consent is the topic's own name: its yes subscribes.
    meaning = meaning_for(read.cells.table.column_names[column], repairs.consent_said(column))
    answers = _answers_in(read.cells.attribute_column(column))
    if meaning is Meaning.CONSENT:
        yield Fault("preference.unclear", column, each.present() & np.isin(answers, (_CODES[Answer.YES], _CODES[Answer.NO])))
    wrong = (_refusing(answers, meaning) & _is(each, "true")) | (_agreeing(answers, meaning) & _is(each, "false"))
    yield Fault("preference.inverted", column, wrong)


def _is(each: FieldRead, word: str) -> Mask:
    return np.asarray(pc.fill_null(pc.equal(each.member.inner, word), False))


def _holds_answers(table: Table, column: int, sample_only: bool) -> bool:
    """Whether most filled cells say yes or no, or name a choice; by the whole file once that was looked through."""
    seen = _seen.setdefault(table, {})
    if column in seen:
        return seen[column]
    filled = known = 0
    stop = min(table.row_count, _SLICE_ROWS) if sample_only else table.row_count
    for start in range(0, stop, _SLICE_ROWS):
        coded = _coded(table.slice(start, start + _SLICE_ROWS).column(column))
        counts = np.bincount(np.asarray(coded.indices), minlength=len(coded.dictionary))
        for text, count in zip(coded.dictionary.to_pylist(), counts.tolist(), strict=True):
            filled += count if text else 0
            known += count if text and answer_of(text) is not None else 0
    answers = known > 0 and known >= _SHARE * filled
    if stop == table.row_count:
        # The cells of a table stay as they are: a preview says what the check said, and the next check need not look again.
        seen[column] = answers
    return answers


def _coded(texts: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return pc.utf8_trim_whitespace(pc.fill_null(whole, "")).dictionary_encode()


def _answers_in(texts: pa.StringArray) -> npt.NDArray[np.uint8]:
    """The code of each cell's answer, 0 where there is none."""
    coded = _coded(texts)
    answers = [answer_of(text) for text in coded.dictionary.to_pylist()]
    codes = np.asarray([0 if each is None else _CODES[each] for each in answers] or [0], dtype=np.uint8)
    return codes[np.asarray(coded.indices)]


def _refusing(answers: npt.NDArray[np.uint8], meaning: Meaning | None) -> Mask:
    return np.isin(answers, [code for answer, code in _CODES.items() if refuses(answer, meaning) is True])


def _agreeing(answers: npt.NDArray[np.uint8], meaning: Meaning | None) -> Mask:
    return np.isin(answers, [code for answer, code in _CODES.items() if refuses(answer, meaning) is False])

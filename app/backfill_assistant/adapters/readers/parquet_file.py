"""Parquet files: every column as text, nested columns under dotted names."""

from __future__ import annotations

import math
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.adapters.readers.cell_text import duration_text, number_text
from backfill_assistant.adapters.readers.json_values import NumberText, as_json
from backfill_assistant.adapters.readers.limits import BATCH_ROWS, COLUMNS_MAX, FIRST_ROWS
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.adapters.readers.text_columns import number_column
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.reading import FirstLook, ReadingChoices

# Numbers that no date or length of time can hold overflow.
NOT_READ = (pa.ArrowException, OSError, OverflowError, ValueError)


def look(path: Path, choices: ReadingChoices | None, start: ReadingChoices, anew: frozenset[str] = frozenset()) -> FirstLook:
    """The first rows."""
    with closing(_open(path)) as found:
        try:
            batch = next(found.iter_batches(FIRST_ROWS), None)
            names, columns = text_columns(batch) if batch is not None else (tuple(found.schema_arrow.names), [])
        except NOT_READ as error:
            raise broken(path) from error
        if not names:
            raise problems.empty(path)
        rows = tuple(zip(*(pc.fill_null(column, "").to_pylist() for column in columns), strict=True))
        return FirstLook(choices or start, frozenset(), names, rows, complete=found.metadata.num_rows <= FIRST_ROWS)


def read(one: OnePass) -> str:
    """Read all rows; returns the digest of the file's bytes."""
    with SourceBytes(one.path) as source, closing(_open(one.content_path)) as found:
        total, at = found.metadata.num_rows, 0
        empty = pa.RecordBatch.from_pylist([], schema=found.schema_arrow)
        names, _ = text_columns(empty)
        if len(names) > COLUMNS_MAX:
            raise problems.too_many_columns(one.path, len(names), COLUMNS_MAX)
        writer = one.begin(names)
        try:
            for batch in found.iter_batches(BATCH_ROWS):
                one.tell(at, total)
                _, columns = text_columns(batch)
                writer.write(columns, np.arange(at, at + batch.num_rows, dtype=np.int64) + 1)
                at += batch.num_rows
        except NOT_READ as error:
            raise broken(one.path) from error
        return source.finish(lambda: one.tell(at, total))


def _open(path: Path) -> pq.ParquetFile:
    with problems.reading(path):
        path.open("rb").close()
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise broken(path) from error


def text_columns(batch: pa.RecordBatch) -> tuple[tuple[str, ...], list[pa.Array]]:
    """Names and text of all columns, structs taken apart."""
    names: list[str] = []
    columns: list[pa.Array] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        _take_apart(name, column, names, columns)
    return tuple(names), columns


def _take_apart(name: str, column: pa.Array, names: list[str], columns: list[pa.Array]) -> None:
    if pa.types.is_struct(column.type):
        for inner, part in zip(column.type, column.flatten(), strict=True):
            _take_apart(f"{name}.{inner.name}", part, names, columns)
        return
    names.append(name)
    columns.append(as_text(column))


def as_text(column: pa.Array) -> pa.Array:
    """Any Arrow column as text; null stays null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_time(kind):
        return _without_needless_fraction(column.cast(pa.string()))
    if pa.types.is_floating(kind):
        return number_column(column)
    if pa.types.is_nested(kind):
        values = column.to_pylist(maps_as_pydicts="lossy")
        return pa.array([None if value is None else as_json(_plain(value)) for value in values], pa.string())
    if pa.types.is_duration(kind):
        return pa.array([None if value is None else duration_text(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([None if value is None else _bytes_text(value) for value in column.to_pylist()], pa.string())
    return _sound(column.cast(pa.string()))


def _sound(text: pa.Array) -> pa.Array:
    """Text as it is where it is UTF-8, as it should be; what is not is shown like bytes."""
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return pa.array([None if each is None else _bytes_text(each) for each in text.view(pa.binary()).to_pylist()], pa.string())
    return text


def _moments(column: pa.Array) -> pa.Array:
    """ISO text, in UTC with a Z where the file knows the zone, without needless fractions."""
    zone = column.type.tz
    if zone is not None:
        column = column.cast(pa.timestamp(column.type.unit, "UTC")).cast(pa.timestamp(column.type.unit))
    text = _without_needless_fraction(column.cast(pa.string()))
    return pc.binary_join_element_wise(pc.replace_substring(text, " ", "T"), pa.scalar("Z"), "") if zone is not None else text


def _without_needless_fraction(text: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.replace_substring_regex(text, r"\.(\d*?)0+$", r".\1"), r"\.$", "")


def _plain(value: Any) -> Any:
    """A nested value as JSON has it: numbers keep their digits, times are ISO text, what is no number is nothing."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return NumberText(value)
    if isinstance(value, float):
        return NumberText(number_text(value)) if math.isfinite(value) else None
    if isinstance(value, bytes):
        return _bytes_text(value)
    return value if value is None or isinstance(value, str | bool | int) else str(value)


def _bytes_text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def broken(path: Path) -> FileProblem:
    """Not Parquet, cut off, or encrypted."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is not a Parquet file that can be read, or it is damaged."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Export it again, or ask whoever made it for a CSV file.")),
    )

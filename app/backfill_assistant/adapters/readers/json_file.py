"""JSON and JSON Lines files: the first look, and the whole reading in two passes (names first, then cells)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.byte_source import ByteStream, SourceBytes
from backfill_assistant.adapters.readers.encodings import guess_encoding
from backfill_assistant.adapters.readers.json_records import BrokenLine, JsonText, line_records, not_json
from backfill_assistant.adapters.readers.json_values import flatten
from backfill_assistant.adapters.readers.limits import BATCH_ROWS, COLUMNS_MAX, FIRST_ROWS, SAMPLE_BYTES
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.adapters.readers.table_writer import TableWriter
from backfill_assistant.adapters.readers.text_blocks import TextBlocks, WrongEncoding
from backfill_assistant.adapters.readers.unpacking import open_content
from backfill_assistant.core.table.reading import FileKind, FirstLook, ReadingChoices


def look(path: Path, choices: ReadingChoices | None, start: ReadingChoices, anew: frozenset[str] = frozenset()) -> FirstLook:
    """The first records."""
    if choices is None or "json_path" in anew:
        with SourceBytes(path, hashed=False) as source:
            raw = open_content(source, start.compression, start.member).read(SAMPLE_BYTES)
        start = dataclasses.replace(start, encoding=guess_encoding(raw, False).encoding, header_rows=0)
        choices = start if start.kind is FileKind.JSON_LINES else dataclasses.replace(start, json_path=_find_array(path, start))
    try:
        with SourceBytes(path, hashed=False) as source:
            found = list(islice(_records(_content(source, choices), path, choices), FIRST_ROWS + 1))
    except WrongEncoding as error:
        raise problems.wrong_encoding(path, choices.encoding) from error
    if not found:
        raise problems.empty(path)
    rows = [_cells(record, path, line) for line, record in found[:FIRST_ROWS]]
    names = tuple(dict.fromkeys(name for cells in rows for name in cells))
    if not names and all(isinstance(record, dict) for _, record in found):
        raise problems.empty(path)
    if not names:
        raise not_json(path, found[0][0])
    first = tuple(tuple(cells.get(name) or "" for name in names) for cells in rows)
    return FirstLook(choices, frozenset(), names, first, complete=len(found) <= FIRST_ROWS)


def _find_array(path: Path, choices: ReadingChoices) -> str:
    with SourceBytes(path, hashed=False) as source:
        try:
            return JsonText(TextBlocks(_content(source, choices), choices.encoding), path).find_array()
        except WrongEncoding as error:
            raise problems.wrong_encoding(path, choices.encoding) from error


def _content(source: SourceBytes, choices: ReadingChoices) -> ByteStream:
    return open_content(source, choices.compression, choices.member)


def _records(content: ByteStream, path: Path, choices: ReadingChoices) -> Iterator[tuple[int, Any]]:
    blocks = TextBlocks(content, choices.encoding)
    if choices.kind is FileKind.JSON_LINES:
        return line_records(blocks, path)
    return JsonText(blocks, path).records(choices.json_path)


def _cells(record: Any, path: Path, line: int) -> dict[str, str | None]:
    cells: dict[str, str | None] = {}
    try:
        if not isinstance(record, BrokenLine):
            flatten(record, cells)
    except RecursionError as error:
        raise not_json(path, line) from error
    return cells


def read(one: OnePass) -> str:
    """Read all records; returns the digest of the file's bytes."""
    try:
        total = 2 * one.source.size_bytes
        with SourceBytes(one.path, hashed=False) as source:
            names: dict[str, None] = {}
            content = _content(source, one.choices)
            for number, (line, record) in enumerate(_records(content, one.path, one.choices)):
                names.update(dict.fromkeys(_cells(record, one.path, line)))
                if number % 2_000 == 0:
                    one.tell(content.done_bytes, total)
                if len(names) > COLUMNS_MAX:
                    raise problems.too_many_columns(one.path, len(names), COLUMNS_MAX)
        with SourceBytes(one.path) as source:
            content = _content(source, one.choices)
            _write(
                one.path,
                _records(content, one.path, one.choices),
                tuple(names),
                one.begin(tuple(names)),
                lambda: one.tell(one.source.size_bytes + content.done_bytes, total),
            )
            return source.finish()
    except WrongEncoding as error:
        raise problems.wrong_encoding(one.path, one.choices.encoding) from error


def _write(
    path: Path, records: Iterator[tuple[int, Any]], names: tuple[str, ...], writer: TableWriter, watch: Callable[[], None]
) -> None:
    while True:
        watch()
        part = list(islice(records, BATCH_ROWS))
        if not part:
            return
        cells: list[Mapping[str, str | None]] = [_cells(record, path, line) for line, record in part]
        broken = [isinstance(record, BrokenLine) for _, record in part]
        writer.write(
            [pa.array([row.get(name) for row in cells], pa.string()) for name in names],
            np.array([line for line, _ in part], np.int64),
            np.array(broken, np.int32) * len(names) if any(broken) else None,
            [json.dumps([record.text], ensure_ascii=False) if isinstance(record, BrokenLine) else None for _, record in part],
        )

"""Delimited text files: the first look with its guesses, and the whole reading."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.adapters.readers.careful_rows import CarefulRows
from backfill_assistant.adapters.readers.delimited import DelimitedText
from backfill_assistant.adapters.readers.encodings import guess_encoding
from backfill_assistant.adapters.readers.guess_dialect import guess_dialect
from backfill_assistant.adapters.readers.guess_header import guess_header
from backfill_assistant.adapters.readers.layout import lay_out, skip_lines
from backfill_assistant.adapters.readers.limits import SAMPLE_BYTES
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.adapters.readers.text_blocks import TextBlocks, WrongEncoding
from backfill_assistant.core.reading import FirstLook, ReadingChoices


def look(path: Path, choices: ReadingChoices | None, start: ReadingChoices) -> FirstLook:
    """The first rows; `start` holds what is known before guessing."""
    with SourceBytes(path, hashed=False) as source:
        raw = source.read(SAMPLE_BYTES)
        complete = source.done_bytes == source.source.size_bytes
    uncertain: set[str] = set()
    encoding, sure = (choices.encoding, True) if choices else guess_encoding(raw, complete)
    if not sure:
        uncertain.add("encoding")
    text = decoded_start(raw, encoding)
    if not text.strip():
        raise problems.empty(path)
    if choices is None:
        choices, doubts = guess_reading(text, complete, dataclasses.replace(start, encoding=encoding))
        uncertain |= doubts
    found = lay_out(text, choices, complete)
    if not found.column_names:
        raise problems.empty(path)
    return FirstLook(
        choices, frozenset(uncertain), found.column_names, found.first_rows, complete=complete and len(found.first_rows) < 200
    )


def decoded_start(raw: bytes, encoding: str) -> str:
    """The text of a file's first bytes; a character cut at the end is left out."""
    return raw.decode(encoding, "replace").removeprefix("\ufeff")


def guess_reading(text: str, complete: bool, start: ReadingChoices) -> tuple[ReadingChoices, set[str]]:
    """Dialect, title lines and header; and the names of what is uncertain."""
    guessed = guess_dialect(text, complete)
    dialect = guessed.dialect
    offset = skip_lines(text, guessed.skip_rows)
    found = CarefulRows(text[offset:], dialect, complete).cut(200)
    header = guess_header(found.rows)
    doubts = set() if guessed.sure else {"delimiter"}
    if not header.sure:
        doubts.add("header_rows")
    skipped = guessed.skip_rows + (found.lines[header.skip_rows] if header.skip_rows else 0)
    return dataclasses.replace(
        start,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        escape=dialect.escape,
        comment=dialect.comment,
        skip_rows=skipped,
        header_rows=header.header_rows,
    ), doubts


def read(one: OnePass) -> str:
    """Read the whole file; returns the digest of its bytes."""
    with SourceBytes(one.path) as source:
        try:
            text = DelimitedText(
                one.path,
                TextBlocks(source, one.choices.encoding),
                one.choices,
                lambda: one.tell(source.done_bytes, source.source.size_bytes),
            )
            text.write(one.begin(text.layout.column_names))
        except WrongEncoding as error:
            raise problems.wrong_encoding(one.path, one.choices.encoding) from error
        return source.finish()

"""Delimited text files: the first look with its guesses, and the whole reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.ahead import BlocksAhead
from backfill_assistant.adapters.readers.aligned_columns import Columns
from backfill_assistant.adapters.readers.aligned_layout import guess_aligned, lay_out_aligned
from backfill_assistant.adapters.readers.aligned_text import AlignedText
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.adapters.readers.careful_rows import Dialect
from backfill_assistant.adapters.readers.delimited import DelimitedText
from backfill_assistant.adapters.readers.encodings import guess_encoding, guess_legacy
from backfill_assistant.adapters.readers.file_kind import WORKBOOK_NAMES
from backfill_assistant.adapters.readers.guess_dialect import guess_dialect
from backfill_assistant.adapters.readers.guess_header import guess_header
from backfill_assistant.adapters.readers.layout import Layout, cut_evenly, lay_out, skip_lines
from backfill_assistant.adapters.readers.limits import COLUMNS_MAX, FIRST_ROWS, QUOTED_MAX_BYTES, ROW_MAX_BYTES, SAMPLE_BYTES
from backfill_assistant.adapters.readers.one_pass import OnePass
from backfill_assistant.adapters.readers.text_blocks import TextBlocks, WrongEncoding, decode_start
from backfill_assistant.adapters.readers.unpacking import open_content
from backfill_assistant.core.table.reading import ALIGNED, FirstLook, ReadingChoices

_ALIGNED: Final[dict[str, Any]] = {"delimiter": ALIGNED, "quote": "", "escape": "", "comment": ""}

# Web pages, also under the names of workbooks as old systems export them; XML, PDF, RTF. Headers such as <DATE> are none of it.
MARKUP = re.compile(
    r"\s*(?:<(?:!doctype|!--|\?xml|(?:html|head|body|table|meta|style|script|div|span|center|font|tr|td)[\s>])"
    r"|MIME-Version:|%PDF-|\{\\rtf)",
    re.IGNORECASE,
)


def look(path: Path, choices: ReadingChoices | None, start: ReadingChoices, anew: frozenset[str] = frozenset()) -> FirstLook:
    """The first rows; `start` holds what is known before guessing."""
    for size in (SAMPLE_BYTES, 16 * SAMPLE_BYTES, ROW_MAX_BYTES):
        text, complete, encoding, sure = _start_of(path, choices or start, size, choices is None)
        chosen, uncertain = choices, set[str]()
        if not complete and "\n" not in text and "\r" not in text:
            # Nothing can be guessed from less than a line.
            continue
        if chosen is None:
            chosen, uncertain = guess_reading(text, complete, replace(start, encoding=encoding))
        elif "header_rows" in anew:
            chosen, uncertain = guess_top(text, complete, chosen)
        found = _laid_out(text, chosen, complete)
        # A header longer than the sample needs a larger one.
        if complete or (not found.unfinished and found.column_names):
            found = found if complete or found.first_rows else _further(path, choices or start, chosen)
            break
    else:
        raise problems.row_too_long(path, (choices or start).skip_rows + 1)
    if not sure:
        uncertain.add("encoding")
    if not found.column_names:
        raise problems.empty(path)
    if len(found.column_names) > COLUMNS_MAX:
        raise problems.too_many_columns(path, len(found.column_names), COLUMNS_MAX)
    whole = complete and len(found.first_rows) < FIRST_ROWS
    return FirstLook(chosen, frozenset(uncertain), found.column_names, found.first_rows, complete=whole)


def _further(path: Path, known: ReadingChoices, chosen: ReadingChoices) -> Layout:
    """Names and rows where a cell of the first row ends nowhere in a usual sample."""
    text, complete, *_ = _start_of(path, replace(known, encoding=chosen.encoding), 2 * QUOTED_MAX_BYTES, False)
    return _laid_out(text, chosen, complete)


def _laid_out(text: str, chosen: ReadingChoices, complete: bool) -> Layout:
    if chosen.delimiter == ALIGNED:
        return lay_out_aligned(text, chosen.skip_rows, chosen.header_rows, complete).layout
    return lay_out(text, chosen, complete)


def _start_of(path: Path, known: ReadingChoices, size: int, guess: bool) -> tuple[str, bool, str, bool]:
    """The first text, whether that is all, its encoding, and whether that is certain."""
    with SourceBytes(path, hashed=False) as source:
        content = open_content(source, known.compression, known.member)
        raw = b""
        while len(raw) < size and (block := content.read(size - len(raw))):
            raw += block
        complete = len(raw) < size or not content.read(1)
    encoding, sure = known.encoding, True
    if guess:
        guessed = guess_encoding(raw, complete)
        encoding, sure = guessed.encoding, guessed.sure
    try:
        text = decode_start(raw, encoding)
    except WrongEncoding as error:
        raise problems.wrong_encoding(path, encoding) from error
    if not text.strip():
        raise problems.empty(path)
    if holds_controls(text):
        raise problems.broken_workbook(path) if path.suffix.lower() in WORKBOOK_NAMES else problems.not_text(path)
    if MARKUP.match(text):
        raise problems.web_page(path)
    return text, complete, encoding, sure


def holds_controls(text: str) -> bool:
    """Far more control characters than any text has, or hardly anything but zero bytes."""
    part = text[:20_000]
    if part.count("\0") > 0.3 * len(part):
        return True
    odd = sum(1 for char in part if char < " " and char not in "\t\r\n\f\v\0\x1a\x1c\x1d\x1e\x1f\x01\x02")
    return odd > 0.02 * len(part) + 2


def guess_reading(text: str, complete: bool, start: ReadingChoices) -> tuple[ReadingChoices, set[str]]:
    """Dialect, title lines and header; and the names of what is uncertain."""
    guessed = guess_dialect(text, complete)
    dialect = guessed.dialect
    aligned = None if guessed.skip_rows else guess_aligned(text, complete, dialect)
    if aligned is not None:
        chosen = replace(start, **_ALIGNED, skip_rows=aligned.skip_rows, header_rows=aligned.header_rows)
        return chosen, set() if aligned.sure else {"delimiter"}
    spoken = replace(start, delimiter=dialect.delimiter, quote=dialect.quote, escape=dialect.escape, comment=dialect.comment)
    chosen, doubts = guess_top(text, complete, spoken, guessed.skip_rows)
    return chosen, doubts if guessed.sure else doubts | {"delimiter"}


def guess_top(text: str, complete: bool, choices: ReadingChoices, skip_rows: int = 0) -> tuple[ReadingChoices, set[str]]:
    """Title lines and header under a dialect."""
    if choices.delimiter == ALIGNED:
        aligned = guess_aligned(text, complete, Dialect(" ", ""))
        top, header_rows = (aligned.skip_rows, aligned.header_rows) if aligned else (0, 1)
        return replace(choices, **_ALIGNED, skip_rows=top, header_rows=header_rows), set()
    found = cut_evenly(text[skip_lines(text, skip_rows) :], Dialect.of(choices), complete, FIRST_ROWS)
    header = guess_header(found.rows)
    skipped = skip_rows + (found.lines[header.skip_rows] if header.skip_rows else 0)
    chosen = replace(choices, skip_rows=skipped, header_rows=header.header_rows)
    return chosen, set() if header.sure else {"header_rows"}


def read(one: OnePass) -> str:
    """Read the whole file; returns the digest of its bytes. What is not UTF-8 after all is read as what it seems to be."""
    try:
        return _read_as(one)
    except WrongEncoding as error:
        if one.choices.encoding != "utf-8":
            raise problems.wrong_encoding(one.path, one.choices.encoding) from error
        one.start_again(replace(one.choices, encoding=guess_legacy(error.block)))
    try:
        return _read_as(one)
    except WrongEncoding as error:
        raise problems.wrong_encoding(one.path, "utf-8") from error


def _read_as(one: OnePass) -> str:
    aligned = one.choices.delimiter == ALIGNED
    columns = _settled_columns(one) if aligned else None
    with SourceBytes(one.path) as source, _blocks(one, source) as (blocks, watch):
        text: AlignedText | DelimitedText
        if columns is not None:
            text = AlignedText(one.path, blocks, one.choices, watch, columns)
        else:
            text = DelimitedText(one.path, blocks, one.choices, watch)
        text.write(one.begin(text.layout.column_names))
        return source.finish()


def _settled_columns(one: OnePass) -> Columns:
    """Aligned columns, for which the file is read once before."""
    with SourceBytes(one.path, hashed=False) as source, _blocks(one, source) as (blocks, watch):
        return AlignedText(one.path, blocks, one.choices, watch).settled_columns()


@contextmanager
def _blocks(one: OnePass, source: SourceBytes) -> Iterator[tuple[BlocksAhead, Callable[[], None]]]:
    """The text of the file, and what tells how much of it was read."""
    content = open_content(source, one.choices.compression, one.choices.member)
    total = one.source.size_bytes
    with closing(BlocksAhead(TextBlocks(content, one.choices.encoding))) as blocks:
        yield blocks, lambda: one.tell(content.done_bytes, total)

"""Which encoding a text has: marks at its start, strict UTF-8, then statistics."""

from __future__ import annotations

import codecs

from backfill_assistant.adapters.readers.text_blocks import is_utf8


def guess_encoding(raw: bytes, complete: bool) -> tuple[str, bool]:
    """The encoding and whether it is certain."""
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8", True
    whole = raw if complete else raw[: len(raw) - 3]
    for cut in range(4):
        if is_utf8(whole[: len(whole) - cut] if not complete and cut else whole):
            return "utf-8", True
    return "cp1252", False

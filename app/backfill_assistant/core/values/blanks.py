"""Blanks around texts. As a rule no cell of a column has any, and then nothing is copied."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.json_text import text_bytes, text_ends

_BLANK: Final = 0x20
# Of bytes above these, UTF-8 makes characters that are not ASCII, blanks among them.
_ASCII: Final = 0x7F


def without_blanks(texts: pa.StringArray) -> pa.StringArray:
    """The texts without white space around them, as Unicode has it; null stays null."""
    return pc.utf8_trim_whitespace(texts) if _may_have_some(texts) else texts


def _may_have_some(texts: pa.StringArray) -> bool:
    content = text_bytes(texts)
    if not len(content) or (content.min() > _BLANK and content.max() <= _ASCII):
        return False
    ends = text_ends(texts)
    return bool((_could_be_blank(ends.first) | _could_be_blank(ends.last))[ends.filled].any())


def _could_be_blank(bytes_: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return (bytes_ <= _BLANK) | (bytes_ > _ASCII)

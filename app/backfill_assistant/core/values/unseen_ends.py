"""What nobody sees at the beginning and the end of a text: blanks of any kind, control characters and zero-width ones.

Unicode Character Database, general categories: Z (separators), Cc (controls), and of Cf (formatting) those that have no width of
their own. What builds a visible character, such as the tags in some flags, stays.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.json_text import bounds, text_bytes, text_ends
from backfill_assistant.core.values.converted import flags

_UNSEEN: Final = r"\p{Z}\p{Cc}\x{ad}\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}"
_ENDS: Final = rf"^[{_UNSEEN}]+|[{_UNSEEN}]+$"
# The same in a text as it stands between the quotes of JSON; a backslash in front always begins an escape.
_ESCAPE: Final = r"\\(?:[tnrfb]|u00[01][0-9a-f])"
_ENDS_IN_JSON: Final = rf"^(?:[{_UNSEEN}]|{_ESCAPE})|[{_UNSEEN}]$|(?:^|[^\\])(?:\\\\)*{_ESCAPE}$"
# First bytes in UTF-8 of those that are not ASCII.
_FIRST_BYTES: Final = (0xC2, 0xE1, 0xE2, 0xE3, 0xEF)
_BLANK: Final = 0x20
_DELETE: Final = 0x7F
# For each byte, whether something unseen may begin, or end, with it.
_BEGINS: Final = np.isin(np.arange(256), (*range(_BLANK + 1), _DELETE, *_FIRST_BYTES))
_CLOSES: Final = np.isin(np.arange(256), (*range(_BLANK + 1), *range(_DELETE, 256)))
_BACKSLASH: Final = 0x5C
_ESCAPED_SIZES: Final = (2, 6)


def with_unseen_ends(texts: pa.StringArray, *, in_json: bool = False) -> npt.NDArray[np.bool_]:
    """True where a text begins or ends in something unseen; `in_json`: the texts are written as between the quotes of JSON."""
    found = np.zeros(len(texts), dtype=np.bool_)
    suspects = np.flatnonzero(_suspect(texts, in_json))
    if len(suspects):
        pattern = _ENDS_IN_JSON if in_json else _ENDS
        found[suspects] = flags(pc.match_substring_regex(texts.take(pa.array(suspects)), pattern))
    return found


def without_unseen_ends(texts: pa.StringArray) -> pa.StringArray:
    """The texts from the first to the last character that can be seen; what lies between them stays."""
    if not with_unseen_ends(texts).any():
        return texts
    return pc.replace_substring_regex(texts, _ENDS, "")


def trimmed(text: str) -> str:
    """One text from the first to the last character that can be seen."""
    found: str = without_unseen_ends(pa.array([text], pa.string()))[0].as_py()
    return found


def _suspect(texts: pa.StringArray, in_json: bool) -> npt.NDArray[np.bool_]:
    """Where the bytes at the ends leave it possible; as a rule hardly anywhere, so that patterns need not be tried."""
    content = text_bytes(texts)
    escapes = in_json and (content == _BACKSLASH).any()
    if not escapes and content.min(initial=_DELETE) > _BLANK and content.max(initial=0) < _DELETE:
        return np.zeros(len(texts), dtype=np.bool_)
    ends = text_ends(texts)
    suspect = _BEGINS[ends.first] | _CLOSES[ends.last]
    if escapes:
        suspect |= ends.first == _BACKSLASH
        for size in _ESCAPED_SIZES:
            suspect |= (ends.sizes >= size) & (content.take(bounds(texts)[1:] - size, mode="clip") == _BACKSLASH)
    return np.asarray(suspect & ends.filled)

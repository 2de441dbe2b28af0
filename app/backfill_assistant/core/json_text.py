"""JSON written by columns: text columns are escaped and joined into objects without a loop over rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# What JSON (RFC 8259) must not hold bare inside quotes; the backslash first, since the others bring new ones.
_ESCAPES = {code: json.dumps(chr(code))[1:-1] for code in (0x5C, 0x22, *range(0x20))}


def quoted(text: str) -> str:
    """One text in quotes."""
    return json.dumps(text, ensure_ascii=False)


def escaped(texts: pa.StringArray) -> pa.StringArray:
    """Each text as it must stand between quotes; null stays null."""
    content = text_bytes(texts)
    suspects = np.unique(content[(content < 0x20) | (content == 0x22) | (content == 0x5C)])
    for code in _ESCAPES:
        if code in suspects:
            texts = pc.replace_substring(texts, pattern=chr(code), replacement=_ESCAPES[code])
    return texts


def text_bytes(texts: pa.StringArray) -> npt.NDArray[np.uint8]:
    """The bytes of all texts of an array, one after the other, without a copy."""
    _, offsets, content = texts.buffers()
    if content is None or len(texts) == 0:
        return np.empty(0, dtype=np.uint8)
    width = np.int64 if pa.types.is_large_string(texts.type) or pa.types.is_large_binary(texts.type) else np.int32
    bounds = np.frombuffer(offsets, dtype=width, count=texts.offset + len(texts) + 1)
    return np.frombuffer(content, dtype=np.uint8)[bounds[texts.offset] : bounds[-1]]


def byte_lengths(texts: pa.StringArray) -> npt.NDArray[np.int64]:
    """How many UTF-8 bytes each text has; 0 for null."""
    return np.asarray(pc.fill_null(pc.binary_length(texts), 0)).astype(np.int64)


def list_texts(lists: pa.ListArray) -> pa.StringArray:
    """`["…","…"]` for every list of texts; null stays null."""
    entries = pc.binary_join_element_wise('"', escaped(lists.flatten()), '"', "")
    counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    missing = lists.is_null() if lists.null_count else None
    rebuilt = pa.ListArray.from_arrays(pa.array(ends), entries, mask=missing)
    return pc.binary_join_element_wise("[", pc.binary_join(rebuilt, ","), "]", "")


@dataclass(frozen=True, eq=False)
class Member:
    """One name of an object with its value in every row.

    `inner` is JSON text, without the quotes when `in_quotes`; null where the object has no such name.
    """

    name: str
    inner: pa.StringArray
    in_quotes: bool

    def text(self) -> pa.StringArray:
        """`"name":value`, or null."""
        quote = '"' if self.in_quotes else ""
        return pc.binary_join_element_wise(f"{quoted(self.name)}:{quote}", self.inner, quote, "")

    def sizes(self) -> npt.NDArray[np.int64]:
        """Bytes of `text()`, 0 where the name is missing."""
        around = len(quoted(self.name).encode()) + 1 + (2 if self.in_quotes else 0)
        present = np.asarray(self.inner.is_valid())
        return (byte_lengths(self.inner) + around) * present


@dataclass(frozen=True, eq=False)
class Branch:
    """A name whose value is an object of its own; missing where that object would be empty."""

    name: str
    children: Sequence[Member | Branch]

    def text(self) -> pa.StringArray:
        """`"name":{…}`, or null."""
        inside = _joined(self.children)
        whole = pc.binary_join_element_wise(f"{quoted(self.name)}:{{", inside, "}", "")
        return pc.if_else(pc.equal(pc.binary_length(inside), 0), None, whole)

    def sizes(self) -> npt.NDArray[np.int64]:
        """Bytes of `text()`, 0 where the name is missing."""
        inside = _joined_sizes(self.children)
        return np.where(inside > 0, inside + len(quoted(self.name).encode()) + 3, 0)


def object_texts(members: Sequence[Member | Branch], row_count: int) -> pa.StringArray:
    """`{…}` for every row, names in the given order."""
    if not members:
        return pa.repeat(pa.scalar("{}"), row_count)
    return pc.binary_join_element_wise("{", _joined(members), "}", "")


def object_sizes(members: Sequence[Member | Branch], row_count: int) -> npt.NDArray[np.int64]:
    """Bytes of `object_texts`, without making them."""
    if not members:
        return np.full(row_count, 2, dtype=np.int64)
    return _joined_sizes(members) + 2


def _joined(members: Sequence[Member | Branch]) -> pa.StringArray:
    texts = [member.text() for member in members]
    if any(text.null_count == 0 for text in texts):
        return pc.binary_join_element_wise(*texts, ",", null_handling="skip")
    # Arrow drops rows in which everything is skipped, so something must stand in every row: nothing, and a comma too many.
    return pc.ascii_ltrim(pc.binary_join_element_wise("", *texts, ",", null_handling="skip"), ",")


def _joined_sizes(members: Sequence[Member | Branch]) -> npt.NDArray[np.int64]:
    sizes = [member.sizes() for member in members]
    total = sum(sizes[1:], start=sizes[0].copy())
    present = sum((size > 0).astype(np.int64) for size in sizes)
    return np.asarray(total + np.maximum(present - 1, 0))

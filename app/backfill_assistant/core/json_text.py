"""JSON written by columns: text columns are escaped and joined into objects without a loop over rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# A column of texts, or a literal that is the same in every row.
Piece: TypeAlias = Any
Sizes = npt.NDArray[np.int64]
# What JSON (RFC 8259) must not hold bare inside quotes; the backslash first, since the others bring new ones.
_FIRST_BARE: Final = 0x20
_ESCAPES = {code: json.dumps(chr(code))[1:-1] for code in (0x5C, 0x22, *range(_FIRST_BARE))}


def quoted(text: str) -> str:
    """One text in quotes."""
    return json.dumps(text, ensure_ascii=False)


def escaped(texts: pa.StringArray) -> pa.StringArray:
    """Each text as it must stand between quotes; null stays null."""
    content = text_bytes(texts)
    rare = np.unique(content[content < _FIRST_BARE]) if content.min(initial=_FIRST_BARE) < _FIRST_BARE else ()
    for code, escape in _ESCAPES.items():
        if code in rare if code < _FIRST_BARE else (content == code).any():
            texts = pc.replace_substring(texts, pattern=chr(code), replacement=escape)
    return texts


def the_same(texts: pa.StringArray) -> str | None:
    """The text that every one of them is; None where they differ, or some are null, or there are none."""
    if not len(texts) or texts.null_count:
        return None
    places = _places(texts)
    size = int(places[1] - places[0])
    if int(places[-1] - places[0]) != size * len(texts) or not (np.diff(places) == size).all():
        return None
    content = text_bytes(texts).reshape(len(texts), size)
    # The last is looked at first: where texts only have the same length, it differs as a rule.
    same = (content[-1] == content[0]).all() and (content == content[0]).all()
    return texts[0].as_py() if same else None


def text_bytes(texts: pa.StringArray) -> npt.NDArray[np.uint8]:
    """The bytes of all texts of an array, one after the other, without a copy."""
    content = texts.buffers()[2]
    if content is None or len(texts) == 0:
        return np.empty(0, dtype=np.uint8)
    places = _places(texts)
    return np.frombuffer(content, dtype=np.uint8)[places[0] : places[-1]]


def byte_lengths(texts: pa.StringArray) -> npt.NDArray[np.int64]:
    """How many UTF-8 bytes each text has; 0 for null."""
    sizes = np.diff(_places(texts)).astype(np.int64)
    return np.where(np.asarray(texts.is_valid()), sizes, 0) if texts.null_count else sizes


def bounds(texts: pa.StringArray) -> Sizes:
    """Where each text starts, and the last ends, among the bytes of `text_bytes`."""
    places = _places(texts).astype(np.int64)
    return places - places[0]


@dataclass(frozen=True, eq=False)
class TextEnds:
    """The first and the last byte of each text of an array, where it is `filled` at all, and how many bytes each has."""

    first: npt.NDArray[np.uint8]
    last: npt.NDArray[np.uint8]
    sizes: Sizes

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        """True where a text has bytes."""
        return self.sizes > 0


def text_ends(texts: pa.StringArray) -> TextEnds:
    """Where no text has a byte, none is looked at."""
    content, places = text_bytes(texts), bounds(texts)
    if not len(content):
        nothing = np.zeros(len(texts), dtype=np.uint8)
        return TextEnds(nothing, nothing, np.zeros(len(texts), dtype=np.int64))
    # Empty texts at the end begin behind the last byte.
    return TextEnds(content.take(places[:-1], mode="clip"), content.take(places[1:] - 1, mode="clip"), np.diff(places))


def _places(texts: pa.StringArray) -> npt.NDArray[Any]:
    offsets = texts.buffers()[1]
    if offsets is None or len(texts) == 0:
        return np.zeros(1, dtype=np.int64)
    width = np.int64 if pa.types.is_large_string(texts.type) or pa.types.is_large_binary(texts.type) else np.int32
    return np.frombuffer(offsets, dtype=width, count=texts.offset + len(texts) + 1)[texts.offset :]


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

    @property
    def everywhere(self) -> bool:
        """Whether every row has the name."""
        return bool(self.inner.null_count == 0)

    def pieces(self) -> list[Piece]:
        """`"name":value`, in pieces to be joined."""
        quote = '"' if self.in_quotes else ""
        return [f"{quoted(self.name)}:{quote}", self.inner, quote]


@dataclass(frozen=True, eq=False)
class Branch:
    """A name whose value is an object of its own; missing where that object would be empty."""

    name: str
    children: Sequence[Member | Branch]

    @property
    def everywhere(self) -> bool:
        """Whether every row has the name."""
        return any(child.everywhere for child in self.children)

    def pieces(self) -> list[Piece]:
        """`"name":{…}`, in pieces to be joined; null where the object would be empty."""
        start = f"{quoted(self.name)}:{{"
        inside = _inside(self.children)
        if self.everywhere:
            return [start, *inside, "}"]
        return [start, pc.if_else(pc.equal(pc.binary_length(inside[0]), 0), None, inside[0]), "}"]


def object_pieces(members: Sequence[Member | Branch]) -> list[Piece]:
    """`{…}` for every row, names in the given order, in pieces to be joined; no piece is null anywhere."""
    return ["{", *_inside(members), "}"]


def joined(pieces: Sequence[Piece], row_count: int) -> pa.StringArray:
    """The pieces of each row one after the other; what is the same in all rows, and stands together, is joined once."""
    merged: list[Piece] = []
    for each in pieces:
        same = None if isinstance(each, str) else the_same(each)
        piece = each if same is None else same
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    if all(isinstance(piece, str) for piece in merged):
        return pa.repeat(pa.scalar("".join(merged), pa.string()), row_count)
    return pc.binary_join_element_wise(*merged, "")


def piece_sizes(pieces: Sequence[Piece], row_count: int) -> Sizes:
    """Bytes of what `joined` makes, without making it."""
    literal = sum(len(piece.encode()) for piece in pieces if isinstance(piece, str))
    sizes = np.full(row_count, literal, dtype=np.int64)
    for piece in pieces:
        if not isinstance(piece, str):
            sizes += byte_lengths(piece)
    return sizes


def _inside(members: Sequence[Member | Branch]) -> list[Piece]:
    """What stands between the braces. Commas lean on a member that every row has; without one, one piece holds it all."""
    anchor = next((place for place, member in enumerate(members) if member.everywhere), None)
    if anchor is None:
        return [_skipping(members)]
    pieces: list[Piece] = []
    for place, member in enumerate(members):
        before, after = ("," if place > anchor else "", "," if place < anchor else "")
        if member.everywhere:
            pieces += [before, *member.pieces(), after]
        else:
            pieces.append(pc.fill_null(pc.binary_join_element_wise(before, *member.pieces(), after, ""), ""))
    return pieces


def _skipping(members: Sequence[Member | Branch]) -> pa.StringArray | str:
    if not members:
        return ""
    texts = [pc.binary_join_element_wise(*member.pieces(), "") for member in members]
    # Arrow drops rows in which everything is skipped, so something must stand in every row: nothing, and a comma too many.
    return pc.ascii_ltrim(pc.binary_join_element_wise("", *texts, ",", null_handling="skip"), ",")

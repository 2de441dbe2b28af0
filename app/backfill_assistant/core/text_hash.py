"""Numbers that stand for texts: equal texts have equal numbers, and different texts practically never do.

Multilinear hashing (Carter and Wegman, "Universal classes of hash functions"): each two bytes times a key of their place, added up.
The sums are whole numbers below 2^53, so a product of matrices in floating point is exact, the same everywhere, and far
quicker than a hash per text. It stands for content; it protects nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.json_text import byte_lengths

Numbers = npt.NDArray[np.uint64]
# Longer texts identify nobody.
LONGEST_BYTES = 256
# Texts are read in stretches of so many bytes. 512 words below 2^16 times keys below 2^28 stay below 2^53.
_STRETCH_BYTES: Final = 1_024
_KEY_BITS: Final = 28
_SUMS: Final = 4
# So many words are multiplied at once: they stay in the processor's cache, and in one thread.
_WORDS_AT_ONCE: Final = 65_536


def text_hashes(texts: pa.StringArray) -> Numbers:
    """One number per text; 0 for null, "" and texts over 256 bytes, never 0 otherwise."""
    sizes = byte_lengths(texts)
    usable = (sizes > 0) & (sizes <= LONGEST_BYTES)
    if not usable.all():
        texts = pc.if_else(pa.array(usable), texts, "")
    first, second = content_hashes(texts)
    return np.where(usable, np.maximum(first ^ second, np.uint64(1)), np.uint64(0))


def content_hashes(texts: pa.StringArray) -> tuple[Numbers, Numbers]:
    """Two independent numbers per text of any length. No text is null."""
    sizes = byte_lengths(texts)
    first = mixed(sizes.astype(np.uint64))
    second = mixed(first)
    binary = texts.cast(pa.binary())
    for start in range(0, int(sizes.max(initial=0)), _STRETCH_BYTES):
        here = np.flatnonzero(sizes > start)
        part = binary if len(here) == len(sizes) else binary.take(pa.array(here))
        if sizes.max() > _STRETCH_BYTES:
            part = pc.binary_slice(part, start, start + _STRETCH_BYTES)
        sums = _sums(part, int(sizes.max()) - start)
        first[here] = mixed(mixed(first[here] ^ sums[:, 0]) ^ sums[:, 1])
        second[here] = mixed(mixed(second[here] ^ sums[:, 2]) ^ sums[:, 3])
    return first, second


def _sums(stretches: pa.BinaryArray, longest: int) -> Numbers:
    """Four sums per stretch, which is filled up with zeros."""
    words = -(-min(longest, _STRETCH_BYTES) // 2)
    # Any bytes can be filled up as if each were a character.
    texts = stretches.view(pa.string())
    sums = np.empty((len(texts), _SUMS), dtype=np.float64)
    rows = _WORDS_AT_ONCE // words
    for start in range(0, len(texts), rows):
        filled = pc.ascii_rpad(texts[start : start + rows], words * 2, padding="\0")
        values = np.frombuffer(filled.buffers()[2], dtype="<u2", count=len(filled) * words).reshape(-1, words)
        np.matmul(values.astype(np.float64), _KEYS[:words], out=sums[start : start + rows])
    return sums.astype(np.uint64)


def mixed(numbers: Numbers) -> Numbers:
    """Splitmix64: every bit of the input turns about half of the bits of the output."""
    spread = numbers + np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    spread = (spread ^ (spread >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return spread ^ (spread >> np.uint64(31))


_KEYS: Final = (
    (mixed(np.arange(_STRETCH_BYTES // 2 * _SUMS, dtype=np.uint64)) >> np.uint64(64 - _KEY_BITS))
    .astype(np.float64)
    .reshape(-1, _SUMS)
)


def shared(numbers: Numbers) -> npt.NDArray[np.bool_]:
    """True where a number occurs more than once."""
    ascending = np.sort(numbers)
    if not (ascending[1:] == ascending[:-1]).any():
        # The usual case; sorting places as well takes six times as long.
        return np.zeros(len(numbers), dtype=np.bool_)
    order = np.argsort(numbers, kind="stable")
    in_order = numbers[order]
    same_as_next = in_order[1:] == in_order[:-1]
    repeated = np.zeros(len(numbers), dtype=np.bool_)
    repeated[order[1:][same_as_next]] = True
    repeated[order[:-1][same_as_next]] = True
    return repeated

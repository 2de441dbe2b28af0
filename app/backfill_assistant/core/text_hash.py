"""Numbers that stand for texts: equal texts have equal numbers, and different texts practically never do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.json_text import byte_lengths, text_bytes

Numbers = npt.NDArray[np.uint64]
# Longer texts identify nobody.
LONGEST_BYTES = 256


def text_hashes(texts: pa.StringArray) -> Numbers:
    """One number per text; 0 for null, "" and texts over 256 bytes, never 0 otherwise."""
    sizes = byte_lengths(texts)
    usable = (sizes > 0) & (sizes <= LONGEST_BYTES)
    if not usable.all():
        texts = pc.if_else(pa.array(usable), texts, "")
        sizes = sizes * usable
    width = -(-max(int(sizes.max(initial=0)), 1) // 8)
    padded = np.zeros((len(texts), width * 8), dtype=np.uint8)
    padded[np.arange(width * 8) < sizes[:, None]] = text_bytes(texts)
    words = padded.view("<u8").astype(np.uint64)
    number = mixed(sizes.astype(np.uint64))
    for place in range(width):
        # Words beyond a text's end must not count: other texts decide how many there are.
        number = np.where(sizes > place * 8, mixed(number ^ words[:, place]), number)
    return np.where(usable, np.maximum(number, np.uint64(1)), np.uint64(0))


def mixed(numbers: Numbers) -> Numbers:
    """Splitmix64: every bit of the input turns about half of the bits of the output."""
    spread = numbers + np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    spread = (spread ^ (spread >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return spread ^ (spread >> np.uint64(31))


def shared(numbers: Numbers) -> npt.NDArray[np.bool_]:
    """True where a number occurs more than once."""
    order = np.argsort(numbers, kind="stable")
    in_order = numbers[order]
    same_as_next = in_order[1:] == in_order[:-1]
    repeated = np.zeros(len(numbers), dtype=np.bool_)
    repeated[order[1:][same_as_next]] = True
    repeated[order[:-1][same_as_next]] = True
    return repeated

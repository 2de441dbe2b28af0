"""The id of an event, the same every time it is made: a ULID whose 80 free bits come from the event itself.

The Track API specification asks for a ULID and ignores an event whose id it has seen, so sending again is harmless. How an id comes
about must stay as it is: ids made otherwise would let in what was sent before once more.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from backfill_assistant.core.text_hash import content_hashes, mixed

ID_LENGTH = 26
# Crockford's base 32, which ULIDs are written in.
_DIGITS = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two digits for every ten bits.
_PAIRS = np.frombuffer(bytes(digit for first in _DIGITS for second in _DIGITS for digit in (first, second)), dtype=np.uint16)
_TIME_BITS = 48


def content_digests(workspace_key: str, contents: pa.StringArray, repeats: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Ten bytes per event: of the workspace, of what is sent, and of how many equal rows came before it."""
    # Its own digest stands for the key, so that no key and content can be read as another key and content.
    salts = np.frombuffer(hashlib.sha256(workspace_key.encode()).digest(), dtype="<u8")
    before = repeats.astype(np.uint64)
    halves = [mixed(mixed(numbers ^ salt) ^ before) for numbers, salt in zip(content_hashes(contents), salts[:2], strict=True)]
    return np.concatenate([half.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :5] for half in halves], axis=1)


def event_ids(time_ms: npt.NDArray[np.int64], digests: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The 26 characters of each id, one row per event; times before 1970 count as 1970."""
    characters = np.empty((len(time_ms), ID_LENGTH), dtype=np.uint8)
    when = np.clip(time_ms, 0, (1 << _TIME_BITS) - 1).astype(np.uint64)
    _write_digits(characters[:, :10], when)
    # Each half as a number of eight bytes, the first three of them 0.
    halves = np.zeros((len(when), 2, 8), dtype=np.uint8)
    halves[:, :, 3:] = digests.reshape(-1, 2, 5)
    numbers = halves.view(">u8")[:, :, 0].astype(np.uint64)
    _write_digits(characters[:, 10:18], numbers[:, 0])
    _write_digits(characters[:, 18:], numbers[:, 1])
    return characters


def _write_digits(places: npt.NDArray[np.uint8], numbers: npt.NDArray[np.uint64]) -> None:
    pairs = places.view(np.uint16)
    last = pairs.shape[1] - 1
    for place in range(last + 1):
        pairs[:, place] = _PAIRS[((numbers >> np.uint64(10 * (last - place))) & np.uint64(1023)).astype(np.intp)]

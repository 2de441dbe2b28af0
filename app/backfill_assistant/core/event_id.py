"""The id of an event, the same every time it is made: a ULID whose 80 free bits come from the event itself.

The Track API specification asks for a ULID and ignores an event whose id it has seen, so sending again is harmless.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

ID_LENGTH = 26
# Crockford's base 32, which ULIDs are written in.
_DIGITS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
_TIME_BITS = 48


def content_digests(workspace_key: str, contents: Sequence[bytes], repeats: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Ten bytes of SHA-256 per event: over the workspace, what is sent, and how many equal rows came before it."""
    sha256 = hashlib.sha256
    # Its own digest stands for the key, so that no key and content can be read as another key and content.
    salt = sha256(workspace_key.encode()).digest()
    digests = bytearray().join([sha256(salt + content).digest() for content in contents])
    ends = np.frombuffer(digests, dtype=np.uint8).reshape(-1, 32)
    for index in np.flatnonzero(repeats).tolist():
        again = sha256(ends[index].tobytes() + str(int(repeats[index])).encode()).digest()
        ends[index] = np.frombuffer(again, dtype=np.uint8)
    return ends[:, :10]


def event_ids(time_ms: npt.NDArray[np.int64], digests: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The 26 characters of each id, one row per event; times before 1970 count as 1970."""
    characters = np.empty((len(time_ms), ID_LENGTH), dtype=np.uint8)
    when = np.clip(time_ms, 0, (1 << _TIME_BITS) - 1).astype(np.uint64)
    _write_digits(characters[:, :10], when)
    free = digests.astype(np.uint64)
    for start, first in ((10, 0), (18, 5)):
        number = np.zeros(len(when), dtype=np.uint64)
        for place in range(first, first + 5):
            number = (number << np.uint64(8)) | free[:, place]
        _write_digits(characters[:, start : start + 8], number)
    return characters


def _write_digits(places: npt.NDArray[np.uint8], numbers: npt.NDArray[np.uint64]) -> None:
    width = places.shape[1]
    for place in range(width):
        shift = np.uint64(5 * (width - 1 - place))
        places[:, place] = _DIGITS[((numbers >> shift) & np.uint64(31)).astype(np.intp)]

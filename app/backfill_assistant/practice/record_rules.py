"""What Track refuses in a record, with the numbers of the Track API specification (sizes in UTF-8 bytes)."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

ID_BYTES: Final = 150
ATTRIBUTE_NAME_BYTES: Final = 150
ATTRIBUTE_VALUE_BYTES: Final = 1_000
ATTRIBUTE_COUNT: Final = 300
EVENT_NAME_BYTES: Final = 100
EVENT_DATA_BYTES: Final = 100_000
OPERATION_KB: Final = 32
BATCH_KB: Final = 500
_ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII | re.IGNORECASE)


class Problem(NamedTuple):
    """Why a record is refused, in the words of Customer.io's error entries."""

    reason: str
    field: str
    message: str


def longer_than(text: str, limit: int) -> bool:
    """Whether the text takes more bytes than the limit."""
    return len(text) > limit or (len(text) * 4 > limit and not text.isascii() and len(text.encode()) > limit)


def attributes_problem(attributes: Any, field: str = "attributes") -> Problem | None:
    """What is wrong with the attributes of a person."""
    if not isinstance(attributes, dict):
        return Problem("invalid", field, "must be an object")
    if len(attributes) > ATTRIBUTE_COUNT:
        return Problem("invalid", field, f"cannot have more than {ATTRIBUTE_COUNT} attributes")
    for name, value in attributes.items():
        # No text so short is too long, whatever its letters.
        if len(name) * 4 > ATTRIBUTE_NAME_BYTES and longer_than(name, ATTRIBUTE_NAME_BYTES):
            return Problem("invalid", field, f"attribute name cannot be longer than {ATTRIBUTE_NAME_BYTES} bytes")
        if isinstance(value, (dict, list)):
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if isinstance(value, str) and len(value) * 4 > ATTRIBUTE_VALUE_BYTES and longer_than(value, ATTRIBUTE_VALUE_BYTES):
            return Problem("invalid", f"{field}.{name}", f"property value cannot be longer than {ATTRIBUTE_VALUE_BYTES} bytes")
    return None


def event_name_problem(name: Any) -> Problem | None:
    """What is wrong with the name of an event."""
    if name is not None and not isinstance(name, str):
        return Problem("invalid", "name", "must be a string")
    stored = name.strip() if name else ""
    if not stored:
        return Problem("required", "name", "cannot be blank")
    if longer_than(stored, EVENT_NAME_BYTES):
        return Problem("invalid", "name", f"cannot be longer than {EVENT_NAME_BYTES} bytes")
    return None


def event_data_problem(data: Any, field: str) -> Problem | None:
    """What is wrong with the data of an event."""
    if data is not None and not isinstance(data, dict):
        return Problem("invalid", field, "must be an object")
    return None


def is_ulid(text: Any) -> bool:
    """26 letters of Crockford's alphabet, the first at most 7 (github.com/ulid/spec)."""
    return isinstance(text, str) and _ULID.fullmatch(text) is not None


def json_bytes(value: Any) -> int:
    """How many bytes a value takes as JSON without spaces."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))

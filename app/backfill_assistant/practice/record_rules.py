"""What Track refuses in a record, with the numbers of the Track API specification (sizes in UTF-8 bytes)."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

ID_BYTES: Final = 150
ATTRIBUTE_NAME_BYTES: Final = 150
ATTRIBUTE_VALUE_BYTES: Final = 1_000
ATTRIBUTE_COUNT: Final = 300
EVENT_NAME_BYTES: Final = 100
EVENT_DATA_BYTES: Final = 100_000
OPERATION_KB: Final = 32
BATCH_KB: Final = 500
_ULID_LETTERS: Final = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


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
        if longer_than(name, ATTRIBUTE_NAME_BYTES):
            return Problem("invalid", field, f"attribute name cannot be longer than {ATTRIBUTE_NAME_BYTES} bytes")
        if isinstance(value, (dict, list)):
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if isinstance(value, str) and longer_than(value, ATTRIBUTE_VALUE_BYTES):
            return Problem("invalid", f"{field}.{name}", f"property value cannot be longer than {ATTRIBUTE_VALUE_BYTES} bytes")
    return None


def event_name_problem(name: Any) -> Problem | None:
    """What is wrong with the name of an event."""
    if name is None or (isinstance(name, str) and not name.strip()):
        return Problem("required", "name", "cannot be blank")
    if not isinstance(name, str):
        return Problem("invalid", "name", "must be a string")
    if longer_than(name.strip(), EVENT_NAME_BYTES):
        return Problem("invalid", "name", f"cannot be longer than {EVENT_NAME_BYTES} bytes")
    return None


def event_data_problem(data: Any, field: str) -> Problem | None:
    """What is wrong with the data of an event."""
    if data is not None and not isinstance(data, dict):
        return Problem("invalid", field, "must be an object")
    return None


def is_ulid(text: Any) -> bool:
    """26 letters of Crockford's alphabet, the first at most 7 (github.com/ulid/spec)."""
    return isinstance(text, str) and len(text) == 26 and text[0] in "01234567" and _ULID_LETTERS.issuperset(text.upper())


def json_bytes(value: Any) -> int:
    """How many bytes a value takes as JSON without spaces."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))

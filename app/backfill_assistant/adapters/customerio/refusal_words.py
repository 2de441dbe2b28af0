"""What a server says about a refused record, cut down to words that cannot hold a person's data.

Error texts may repeat what was sent. So a reason must be one of the codes below, a message must fit one of the forms below, and a
field is followed only as far as it names keys of the record that was sent; what else the text says is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

# Codes seen in answers (Rudder's and Segment's recorded tests), and the usual words of such APIs.
_REASONS: Final = frozenset(
    [
        "invalid",
        "required",
        "missing",
        "blank",
        "empty",
        "null",
        "malformed",
        "duplicate",
        "conflict",
        "unknown",
        "unsupported",
        "forbidden",
        "unauthorized",
        "immutable",
        "limit",
        "too_long",
        "too_large",
        "too_many",
        "not_found",
        "not_allowed",
        "out_of_range",
        "invalid_request",
        "bad_request",
        "parse_error",
        "type",
    ]
)
# Fields of a record as the specifications name them.
_FIELDS: Final = frozenset(
    [
        "type",
        "action",
        "name",
        "event",
        "id",
        "timestamp",
        "identifiers",
        "attributes",
        "data",
        "primary",
        "secondary",
        "batch",
        "userId",
        "anonymousId",
        "messageId",
        "traits",
        "properties",
        "context",
        "integrations",
        "email",
        "cio_id",
        "phone",
    ]
)
_BYTES: Final = r"(\d{1,6}) (bytes?|characters?)"
# A form of message, and how it is said here; what is in brackets is kept. Customer.io's page "Invalid API requests" lists several.
_FORMS: Final = tuple(
    (re.compile(form), said)
    for form, said in (
        (rf"longer than {_BYTES}", r"longer than \1 \2"),
        (rf"(?:exceeds?|over|more than|larger than|at most|up to|maximum of) {_BYTES}", r"longer than \1 \2"),
        (r"more than (\d{1,6}) attributes", r"more than \1 attributes"),
        (r"must be a string or a number", "must be a string or a number"),
        (r"must be an? (string|number|integer|object|boolean|array|list)\b", r"must be of type \1"),
        (r"(?:cannot|can't|can not|must not|may not) be null", "must not be null"),
        (r"(?:cannot|can't|can not|must not|may not) be (?:blank|empty)|\bis (?:blank|empty)\b", "must not be empty"),
        (r"\bis (?:required|missing)\b|\brequires? an? identifier|^missing\b", "is required"),
        (r"\b(?:invalid|not a valid) (email|ulid|timestamp|json|identifier|id|phone|action|type)\b", r"not a valid \1"),
        (r"\btoo (long|large|many)\b", r"too \1"),
    )
)


def sayable_reason(reason: object, message: object) -> str:
    """A reason in safe words: the message if its form is known, else the code if that is, else nothing."""
    if isinstance(message, str):
        lowered = message.lower()
        for form, said in _FORMS:
            found = form.search(lowered)
            if found is not None:
                return found.expand(said)
    return reason if isinstance(reason, str) and reason in _REASONS else ""


def sayable_field(field: object, record: Mapping[str, Any]) -> str:
    """A field such as "attributes.plan", as far as it names a key that our record has; keys come from names, never from cells."""
    if not isinstance(field, str):
        return ""
    head, _, rest = field.partition(".")
    if head not in _FIELDS:
        return ""
    inside = record.get(head)
    if not rest or not isinstance(inside, dict):
        return head
    # Names may have dots of their own, so the longest key that fits is the one that is meant.
    fitting = [key for key in inside if rest == key or rest.startswith((f"{key}.", f"{key}["))]
    return f"{head}.{max(fitting, key=len)}" if fitting else head

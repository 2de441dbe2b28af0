"""What an identify does to the attributes of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from backfill_assistant.practice.people import Person
from backfill_assistant.practice.switches import Switches

# Identifiers and orders among the attributes of an identify; they are not kept as attributes.
_NOT_ATTRIBUTES: Final = frozenset({"id", "email", "phone", "cio_id", "anonymous_id", "_timestamp", "_update", "identifiers"})


def apply_attributes(person: Person, given: Mapping[str, Any], time_ms: int, switches: Switches) -> list[str]:
    """Change attributes; returns those that were skipped because the person's are newer."""
    per_attribute = switches.stale_identify == "attribute"
    skipped = []
    for name, value in nested(given).items():
        if name in _NOT_ATTRIBUTES:
            continue
        if per_attribute and time_ms < person.attribute_times_ms.get(name, time_ms):
            skipped.append(name)
            continue
        if value == "" or (value is None and switches.null_attribute == "removes"):
            person.attributes.pop(name, None)
        else:
            person.attributes[name] = merged(person.attributes.get(name), value) if isinstance(value, dict) else value
        person.attribute_times_ms[name] = time_ms
        if name == "unsubscribed":
            person.unsubscribed = means_unsubscribed(value)
    return skipped


def means_unsubscribed(value: Any) -> bool:
    """Track API specification: true in any letter case, 1 or "1"; anything else means subscribed."""
    if isinstance(value, str):
        return value.lower() in ("true", "1")
    return value is True or (type(value) is int and value == 1)


def nested(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Dots in names mean nesting; a backslash before a dot keeps it."""
    if "." not in "".join(attributes):
        return dict(attributes)
    result: dict[str, Any] = {}
    for name, value in attributes.items():
        *outer, last = [part.replace("\0", ".") for part in name.replace("\\.", "\0").split(".")]
        target = result
        for part in outer:
            inner = target.get(part)
            if not isinstance(inner, dict):
                inner = target[part] = {}
            target = inner
        target[last] = value
    return result


def merged(old: Any, new: Any) -> Any:
    """Objects given by dotted names add to what is there."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: merged(old.get(name), value) for name, value in new.items()}}
    return new

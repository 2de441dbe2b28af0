"""Finds the person a call means, or makes one, and settles what happens to identifiers that collide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backfill_assistant.practice.operations import Operation
from backfill_assistant.practice.people import IDENTIFIER_KINDS, People, Person, is_email
from backfill_assistant.practice.switches import Switches

Failures = dict[str, Any]


def person_meant(
    people: People, operation: Operation, switches: Switches, make: Callable[[], Person]
) -> tuple[Person | None, Failures]:
    """The person meant by the identifiers of a call and by those among its attributes; and what could not be set."""
    identifiers = operation.identifiers
    wanted = {
        kind: str(operation.attributes[kind])
        for kind in (*IDENTIFIER_KINDS, "anonymous_id")
        if operation.attributes.get(kind) not in (None, "")
    }
    if not wanted and len(identifiers) == 1:
        # The usual case: one identifier, and somebody has it.
        ((kind, value),) = identifiers.items()
        found = people.find(kind, value)
        if found is not None:
            return found, {}
    named = list(identifiers.items())
    failures: Failures = {}
    for kind, value in (*named, *wanted.items()):
        if kind == "email" and not is_email(value):
            failures["email"] = {"reason": "not a valid email address", "value": value}
    wanted = {kind: value for kind, value in wanted.items() if kind not in failures}
    named = [(kind, value) for kind, value in named if kind not in failures]
    person = next((found for kind, value in named if (found := people.find(kind, value))), None)
    if person is None and any(kind == "cio_id" for kind, _ in named):
        return None, {"cio_id": {"reason": "nobody has this identifier"}}
    if person is None:
        person = _somebody_lacking(people, named, wanted)
    if person is None:
        if not operation.creates:
            return None, {"_update": {"reason": "nobody has this identifier"}, **failures}
        if not any(kind in IDENTIFIER_KINDS for kind in (*dict(named), *wanted)):
            return None, failures or {"identifiers": {"reason": "none that makes a person"}}
        person = make()
    for kind, value in {**wanted, **dict(named)}.items():
        reason = _give(people, person, kind, value, "cio_id" in operation.identifiers, switches)
        if reason:
            failures[kind] = {"reason": reason, "value": value}
    return person, failures


def _somebody_lacking(people: People, named: Sequence[tuple[str, str]], wanted: dict[str, str]) -> Person | None:
    """Nobody has the identifier named, but somebody who lacks one of its kind has another one that was given."""
    for kind, value in wanted.items():
        found = people.find(kind, value)
        if found is not None and all(kind == "anonymous_id" or not getattr(found, kind) for kind, _ in named):
            return found
    return None


def _give(people: People, person: Person, kind: str, value: str, by_cio_id: bool, switches: Switches) -> str:
    """Set an identifier; otherwise say why not."""
    owner = people.find(kind, value)
    if owner is person or kind == "cio_id":
        return ""
    if owner is not None:
        return "the identifier belongs to a different person"
    if (
        kind != "anonymous_id"
        and getattr(person, kind)
        and not by_cio_id
        and not (kind == "email" and switches.email_changes_by_id)
    ):
        return "the identifier is set already"
    people.give(person, kind, value)
    return ""

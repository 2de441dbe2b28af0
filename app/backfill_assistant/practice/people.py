"""Person and People: who they are and how a call finds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

# Rough, as the published rule ("a valid RFC 5322 address") leaves open what exactly is refused.
_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@.,;<>()\"]+")
IDENTIFIER_KINDS: Final = ("id", "email", "phone")


@dataclass(slots=True)
class Person:
    """A profile."""

    number: int
    id: str = ""
    email: str = ""
    phone: str = ""
    anonymous_ids: list[str] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    attribute_times_ms: dict[str, int] = field(default_factory=dict)
    # Time of the newest identify that was applied; None when there was none.
    updated_ms: int | None = None
    created_ms: int = 0
    unsubscribed: bool = False
    segments: set[int] = field(default_factory=set)

    @property
    def cio_id(self) -> str:
        """The identifier the system gives."""
        return f"cd{self.number:010x}"

    def identifiers(self) -> dict[str, str]:
        """All identifiers that are set."""
        found = {kind: getattr(self, kind) for kind in IDENTIFIER_KINDS if getattr(self, kind)}
        return {**found, "cio_id": self.cio_id}


class People:
    """All profiles, by every identifier: ids exactly, emails in any letter case."""

    def __init__(self, known: Iterable[Person] = ()) -> None:
        self._by_number: dict[int, Person] = {}
        self._by: dict[str, dict[str, Person]] = {"id": {}, "email": {}, "phone": {}, "cio_id": {}, "anonymous_id": {}}
        self._next = 1
        for person in known:
            self._by_number[person.number] = person
            self._next = person.number + 1
            for kind, value in (*person.identifiers().items(), *(("anonymous_id", value) for value in person.anonymous_ids)):
                self._by[kind][value.lower() if kind == "email" else value] = person

    def __len__(self) -> int:
        return len(self._by_number)

    def all(self) -> Iterable[Person]:
        """Everybody, in the order they came."""
        return self._by_number.values()

    def numbered(self, number: int) -> Person | None:
        """The person with this number, if still here."""
        return self._by_number.get(number)

    def find(self, kind: str, value: str) -> Person | None:
        """Whoever has this identifier."""
        return self._by[kind].get(value.lower() if kind == "email" else value)

    def create(self, now_ms: int) -> Person:
        """A new person without identifiers."""
        person = Person(self._next, created_ms=now_ms)
        self._next += 1
        self._by_number[person.number] = person
        self._by["cio_id"][person.cio_id] = person
        return person

    def give(self, person: Person, kind: str, value: str) -> None:
        """Set an identifier that nobody else has."""
        if kind == "anonymous_id":
            person.anonymous_ids.append(value)
        else:
            old = getattr(person, kind)
            if old:
                del self._by[kind][old.lower() if kind == "email" else old]
            setattr(person, kind, value)
        self._by[kind][value.lower() if kind == "email" else value] = person

    def remove(self, person: Person) -> None:
        """Forget a person."""
        del self._by_number[person.number]
        for kind, value in person.identifiers().items():
            del self._by[kind][value.lower() if kind == "email" else value]
        for value in person.anonymous_ids:
            del self._by["anonymous_id"][value]


def is_email(text: str) -> bool:
    """Whether a text can be an email address."""
    return _EMAIL.fullmatch(text) is not None

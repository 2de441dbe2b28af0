"""ImportKind: what an import sends, as far as it matters to campaigns before any row is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping, Target


@dataclass(frozen=True)
class ImportKind:
    """Whether rows set attributes of people, are events, or both."""

    has_people: bool
    has_events: bool
    # Names of the attributes of people that it writes.
    attributes: frozenset[str] = frozenset()
    # Its events belong to nobody until Customer.io learns whose the anonymous id is.
    anonymous: bool = False

    @classmethod
    def of(cls, mapping: Mapping) -> ImportKind:
        """The kind of import that a mapping makes."""
        written = (field.name.strip() for field in mapping.fields if field.target is Target.ATTRIBUTE)
        return cls(
            mapping.has_people,
            mapping.has_events,
            frozenset(written) if mapping.has_people else frozenset(),
            mapping.identifier_kind is IdentifierKind.ANONYMOUS_ID,
        )

    def writes(self, attribute: str) -> bool:
        """Whether it writes this attribute, a part of it, or one whose name differs in letter case only: the safe side."""
        wanted = attribute.strip().casefold()
        names = {name.casefold() for name in self.attributes}
        return wanted in names or any(wanted.startswith(f"{name}.") or name.startswith(f"{wanted}.") for name in names)

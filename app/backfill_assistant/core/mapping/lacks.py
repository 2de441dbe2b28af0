"""What a mapping still lacks for a route, beyond what `Mapping.lacks` says: names and types that no row could be sent with.

Facts about Customer.io: Track API specification (limits, `unsubscribed`, `_update`; version 2 knows people by id, email, cio_id or
phone only), Pipelines API specification (`userId`, `anonymousId`, event names that act as commands).
"""

from __future__ import annotations

from collections.abc import Iterator

from backfill_assistant.core import limits
from backfill_assistant.core.mapping.mapping import Field, IdentifierKind, Mapping, Target, ValueType
from backfill_assistant.core.routes import Route
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence, shortened
from backfill_assistant.core.values.time_formats import formats_of

UPDATE_ONLY = "_update"
# When the attributes changed (Track API specification, v1); a second time would make the forecast one of another row.
TIME_OF_CHANGE = "_timestamp"


def lacks_for(mapping: Mapping, route: Route) -> tuple[Sentence, ...]:
    """Everything that must still be said or changed before rows can be sent this way; empty when nothing."""
    return (*mapping.lacks(), *_event_name(mapping), *_fields(mapping), *_readings(mapping), *_route(mapping, route))


def _is_command(event_name: str) -> bool:
    """Whether Customer.io would act on the event instead of recording it."""
    return event_name.strip().casefold() in limits.COMMAND_EVENT_NAMES


def _event_name(mapping: Mapping) -> Iterator[Sentence]:
    if not mapping.has_events or mapping.event_name_column is not None:
        return
    name = mapping.event_name.strip()
    if _is_command(name):
        yield Sentence(
            QT_TRANSLATE_NOOP("core", "Choose another event name: {name} is a command, which Customer.io would act on."),
            name=shortened(name),
        )
    if not _encodable(name):
        yield Sentence(QT_TRANSLATE_NOOP("core", "The event name holds half of a character. Type it anew."))
    elif len(name.encode()) > limits.EVENT_NAME_MAX_BYTES:
        yield Sentence(
            QT_TRANSLATE_NOOP("core", "Shorten the event name: Customer.io takes at most {limit} bytes."),
            limit=limits.EVENT_NAME_MAX_BYTES,
        )


def _fields(mapping: Mapping) -> Iterator[Sentence]:
    for field in mapping.fields:
        name = shortened(field.name)
        if not _encodable(field.name) or not _encodable(field.fixed):
            yield Sentence(QT_TRANSLATE_NOOP("core", "A name or fixed value holds half of a character. Type it anew."))
        elif len(field.name.encode()) > limits.NAME_MAX_BYTES:
            yield Sentence(
                QT_TRANSLATE_NOOP("core", "Shorten the name {name}: Customer.io takes at most {limit} bytes."),
                name=name,
                limit=limits.NAME_MAX_BYTES,
            )
        if field.part is not None and not field.part_at:
            yield Sentence(QT_TRANSLATE_NOOP("core", "Say where the text is cut of which {name} is a part."), name=name)
        if field.type is ValueType.LIST and not field.list_separator:
            yield Sentence(QT_TRANSLATE_NOOP("core", "Say what separates the entries of the list {name}."), name=name)
        if field.decides_messages and field.type is not ValueType.TRUE_FALSE:
            yield Sentence(
                QT_TRANSLATE_NOOP("core", "Send {name} as true/false: any other text could count as subscribed."),
                name=name,
            )
        if field.target is Target.ATTRIBUTE and field.name == TIME_OF_CHANGE:
            yield Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "Rename {name}: Customer.io takes it as the time of the row. Choose the column as the time instead."
                ),
                name=name,
            )
        if field.target is Target.ATTRIBUTE and field.name == UPDATE_ONLY:
            yield Sentence(
                QT_TRANSLATE_NOOP("core", "Rename {name}: it tells Customer.io whether to create people. Tick the box instead."),
                name=name,
            )
    for target in Target:
        for name in _colliding([field for field in mapping.fields if field.target is target]):
            yield Sentence(
                QT_TRANSLATE_NOOP("core", "{name} cannot be a value and hold other values at once. Rename one of them."),
                name=shortened(name),
            )


def _colliding(fields: list[Field]) -> list[str]:
    """Names that stand for a value and, because others nest in them, for an object; or that nest without a name."""
    leaves = [tuple(field.name.split(".")) if field.nested else (field.name,) for field in fields]
    inner = {path[:depth] for path in leaves for depth in range(1, len(path))}
    return sorted({".".join(path) for path in leaves if path in inner or (len(path) > 1 and not all(path))})


def _readings(mapping: Mapping) -> Iterator[Sentence]:
    readings = [mapping.time] if mapping.time_column is not None else []
    readings += [field.time for field in mapping.fields if field.type is ValueType.TIME and field.time is not None]
    for reading in readings:
        try:
            formats_of(reading.format)
        except (KeyError, ValueError):
            yield Sentence(QT_TRANSLATE_NOOP("core", "Choose the format of the times again: this version does not know it."))


def _route(mapping: Mapping, route: Route) -> Iterator[Sentence]:
    if mapping.identifier_kind is IdentifierKind.ANONYMOUS_ID:
        if mapping.has_people:
            yield Sentence(
                QT_TRANSLATE_NOOP("core", "An anonymous ID goes with events only. Let rows be events, or choose who the person is.")
            )
        if route is Route.TRACK:
            yield Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "Track takes no anonymous events in batches. "
                    "Use a workspace with the Pipelines route, or choose another column.",
                )
            )
    if route is not Route.PIPELINES:
        return
    if mapping.identifier_kind is IdentifierKind.CIO_ID:
        yield Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Pipelines knows people by ID or email only. Use the Track route for cio_id, or choose another column."
            )
        )
    if mapping.has_people and mapping.only_update_existing:
        yield Sentence(QT_TRANSLATE_NOOP("core", "Only the Track route can leave out people who do not exist yet."))


def _encodable(text: str) -> bool:
    """Whether the text has no half of a surrogate pair, which UTF-8 cannot write."""
    return text.isascii() or not any(0xD800 <= ord(character) <= 0xDFFF for character in text)

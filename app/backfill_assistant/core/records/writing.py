"""Writing: the pieces of JSON that a slice of rows becomes, on either route.

Track API specification v2: `{"type":"person","identifiers":{…},"action":…,"attributes":{…}}` with whole unix seconds.
Pipelines API specification: `{"type":…,"userId"|"anonymousId":…,"traits"|"properties":{…}}` with ISO 8601 times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.checked import NO_TIME
from backfill_assistant.core.json_text import Branch, Member, Piece, escaped, joined, object_pieces, piece_sizes
from backfill_assistant.core.limits import RECORD_BUDGET_BYTES
from backfill_assistant.core.mapping.lacks import UPDATE_ONLY
from backfill_assistant.core.mapping.mapping import IdentifierKind, Mapping
from backfill_assistant.core.records.event_id import ID_LENGTH
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.fields import Fault, FieldRead, instant_texts
from backfill_assistant.core.rows.row_reading import RowsRead

IDENTIFY: Final = 0
TRACK: Final = 1
_BLANK_ID: Final = "0" * ID_LENGTH


@dataclass(frozen=True, eq=False)
class Writing:
    """Records of one kind about to be written: pieces of JSON around an id. No piece is null anywhere."""

    kind: int
    before_id: Sequence[Piece]
    has_id: bool
    after_id: Sequence[Piece]

    def sizes(self, row_count: int) -> npt.NDArray[np.int64]:
        """Bytes of each record."""
        return self.head_sizes(row_count) + piece_sizes(self.after_id, row_count) + (ID_LENGTH if self.has_id else 0)

    def head_sizes(self, row_count: int) -> npt.NDArray[np.int64]:
        """Bytes before the id."""
        return piece_sizes(self.before_id, row_count)

    def bodies(self, row_count: int) -> pa.StringArray:
        """The records, with a blank id."""
        blank = [_BLANK_ID] if self.has_id else []
        return joined([*self.before_id, *blank, *self.after_id], row_count)


def too_large(read: RowsRead, mapping: Mapping, route: Route) -> tuple[Fault, ...]:
    """Rows one of whose records is over the byte budget."""
    where = np.zeros(len(read), dtype=np.bool_)
    for writing in writings(read, mapping, route):
        where |= writing.sizes(len(read)) > RECORD_BUDGET_BYTES
    return (Fault("record.large", None, where),) if where.any() else ()


def writings(read: RowsRead, mapping: Mapping, route: Route) -> tuple[Writing, ...]:
    """What each row becomes, identify first."""
    identifier = escaped(read.identifiers)
    found = []
    if mapping.has_people:
        found.append(_identify(read, mapping, route, identifier))
    if mapping.has_events:
        found.append(_track(read, mapping, route, identifier))
    return tuple(found)


def _identify(read: RowsRead, mapping: Mapping, route: Route, identifier: pa.StringArray) -> Writing:
    members = members_of(read.attributes)
    if route is Route.PIPELINES:
        before = ['{"type":"identify","userId":"', identifier, '","messageId":"']
        return Writing(IDENTIFY, before, True, ['"', *_timestamp(read, route), ',"traits":', *object_pieces(members), "}"])
    if mapping.only_update_existing:
        members = [Member(UPDATE_ONLY, pa.repeat("true", len(read)), False), *members]
    before = [*_track_person(mapping, identifier), '"},"action":"identify"']
    return Writing(IDENTIFY, before, False, [*_timestamp(read, route), ',"attributes":', *object_pieces(members), "}"])


def _track(read: RowsRead, mapping: Mapping, route: Route, identifier: pa.StringArray) -> Writing:
    coded = read.event_names
    if coded is None:
        raise ValueError("rows without event names are no events")
    name = pc.take(escaped(coded.dictionary), coded.indices)
    members = members_of(read.properties)
    if route is Route.PIPELINES:
        owner = "anonymousId" if mapping.identifier_kind is IdentifierKind.ANONYMOUS_ID else "userId"
        before = [f'{{"type":"track","{owner}":"', identifier, '","event":"', name, '","messageId":"']
        return Writing(TRACK, before, True, ['"', *_timestamp(read, route), ',"properties":', *object_pieces(members), "}"])
    before = [*_track_person(mapping, identifier), '"},"action":"event","name":"', name, '","id":"']
    return Writing(TRACK, before, True, ['"', *_timestamp(read, route), ',"attributes":', *object_pieces(members), "}"])


def _track_person(mapping: Mapping, identifier: pa.StringArray) -> list[Piece]:
    return [f'{{"type":"person","identifiers":{{"{mapping.identifier_kind.value}":"', identifier]


def _timestamp(read: RowsRead, route: Route) -> list[Piece]:
    known = read.time_ms != NO_TIME
    if not known.any():
        return []
    return [',"timestamp":', instant_texts(pa.array(read.time_ms, mask=~known), route)]


def members_of(fields: Sequence[FieldRead]) -> list[Member | Branch]:
    """Members in the order of the fields; names that nest gather under their first part."""
    return _gathered([(each.field.name.split(".") if each.field.nested else [each.field.name], each.member) for each in fields])


def _gathered(paths: Sequence[tuple[list[str], Member]]) -> list[Member | Branch]:
    found: dict[str, list[tuple[list[str], Member]]] = {}
    for path, member in paths:
        found.setdefault(path[0], []).append((path[1:], member))
    members: list[Member | Branch] = []
    for name, inside in found.items():
        for rest, member in inside:
            if not rest:
                members.append(Member(name, member.inner, member.in_quotes))
        deeper = [(rest, member) for rest, member in inside if rest]
        if deeper:
            members.append(Branch(name, _gathered(deeper)))
    return members

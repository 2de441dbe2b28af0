"""SavedMapping: a mapping by the names of columns instead of their places, so that it fits the next file of the same kind.

As a file it is readable JSON. It holds decisions (names, formats, words for true and false), never rows of the table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from backfill_assistant.core.errors import SettingsProblem
from backfill_assistant.core.mapping.mapping import Mapping, TimeReading
from backfill_assistant.core.mapping.mapping_changes import columns_used
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, CorrectDomain, CorrectValue, Repairs
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.values.consent import consent_of
from backfill_assistant.core.values.headers import plain_words

_VERSION: Final = 1
# Entries of a plain mapping that are places of columns.
_PLACES: Final = ("identifier_column", "event_name_column", "time_column")


@dataclass(frozen=True)
class SavedMapping:
    """A mapping under a name. `mapping` and `repairs` count columns by `column_names`, the header it was made for."""

    name: str
    column_names: tuple[str, ...]
    mapping: Mapping
    repairs: Repairs = NO_REPAIRS


@dataclass(frozen=True)
class Fit:
    """A saved mapping on another file. Columns that are missing there are left out of `mapping`."""

    mapping: Mapping
    repairs: Repairs
    # Columns that the mapping uses and the file lacks.
    missing: tuple[str, ...]
    # Columns of the file that the mapping has never seen.
    unknown: tuple[str, ...]
    # Missing columns that the mapping cannot do without: identifier, event name, time and what its reading rests on, and those
    # that say who wants messages.
    decisive: tuple[str, ...] = ()
    # How many columns of the file it uses, and how many it has seen before, used or not.
    used: int = 0
    known: int = 0

    @property
    def exact(self) -> bool:
        """Whether every column is where it is wanted and nothing is new."""
        return not self.missing and not self.unknown

    @property
    def usable(self) -> bool:
        """Whether it is worth offering: everything decisive is there, most of the rest, and most of the file is known to it."""
        return not self.decisive and self.used >= 2 * len(self.missing) and self.known >= len(self.unknown)


def save_mapping(name: str, column_names: Sequence[str], mapping: Mapping, repairs: Repairs = NO_REPAIRS) -> SavedMapping:
    """Keep a mapping and those repairs that are rules."""
    return SavedMapping(name.strip(), tuple(column_names), mapping, repairs.rules())


def fit(saved: SavedMapping, column_names: Sequence[str]) -> Fit:
    """Move a saved mapping to a file with these columns; letter case and punctuation of headers do not matter."""
    moved = _moved(saved.column_names, column_names)
    used = columns_used(saved.mapping)
    missing = tuple(saved.column_names[place] for place in sorted(used) if moved.get(place) is None)
    known = set(moved.values())
    unknown = tuple(name for place, name in enumerate(column_names) if place not in known and name.strip())
    wanted = [getattr(saved.mapping, entry) for entry in _PLACES]
    if saved.mapping.time_column is not None:
        # Without them the same text would quietly become another moment.
        wanted += [saved.mapping.time.zone_column, saved.mapping.time.clock_column]
    # Whoever said no in a column that is not here must not be taken for somebody who was never asked.
    wanted += sorted(place for place in used if moved.get(place) is None and consent_of(saved.column_names[place]) is not None)
    decisive = tuple(saved.column_names[place] for place in wanted if place is not None and moved.get(place) is None)
    return Fit(
        _at(saved.mapping, moved.get),
        _repairs_at(saved.repairs, moved.get),
        missing,
        unknown,
        decisive,
        len(used) - len(missing),
        len(known),
    )


def repairs_for(saved: SavedMapping, column_names: Sequence[str]) -> Repairs:
    """The decisions that a saved mapping holds, on a file with these columns."""
    return _repairs_at(saved.repairs, _moved(saved.column_names, column_names).get)


def best_fit(saved: Sequence[SavedMapping], column_names: Sequence[str]) -> SavedMapping | None:
    """The saved mapping that fits best, the newest (last) among equals; None when none is usable."""
    fits = [(entry, fit(entry, column_names)) for entry in saved]
    usable = [(entry, each) for entry, each in fits if each.usable]
    if not usable:
        return None
    return min(reversed(usable), key=lambda pair: len(pair[1].missing) + len(pair[1].unknown))[0]


def made_for(saved: Sequence[SavedMapping], column_names: Sequence[str]) -> SavedMapping | None:
    """The newest (last) mapping that was made for a file with exactly these columns, in any order; None when there is none."""
    return next(
        (entry for entry in reversed(saved) if (each := fit(entry, column_names)).exact and each.known == len(entry.column_names)),
        None,
    )


def to_text(saved: SavedMapping, with_corrections: bool = True) -> str:
    """Readable JSON; without corrections it holds no word that stood in a cell as a mistake."""
    repairs = saved.repairs
    if not with_corrections:
        repairs = Repairs(tuple(each for each in repairs.decisions if not isinstance(each, CorrectValue | CorrectDomain)))
    labels = _labels(saved.column_names)
    plain = {
        "backfill_assistant_mapping": _VERSION,
        "name": saved.name,
        "columns": list(saved.column_names),
        "mapping": _renamed(saved.mapping.to_dict(), labels.__getitem__),
        "repairs": [_renamed(entry, labels.__getitem__) for entry in repairs.to_plain()],
    }
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def from_text(text: str) -> SavedMapping:
    """Read the JSON back. Raises SettingsProblem when it is not a mapping."""
    try:
        plain = json.loads(text)
        if plain["backfill_assistant_mapping"] != _VERSION:
            raise ValueError("another version")
        names = tuple(str(name) for name in plain["columns"])
        places = {label: place for place, label in enumerate(_labels(names))}
        mapping = Mapping.from_dict(_renamed(plain["mapping"], places.__getitem__))
        repairs = Repairs.from_plain([_renamed(entry, places.__getitem__) for entry in plain["repairs"]])
        return SavedMapping(str(plain["name"]), names, mapping, repairs)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise SettingsProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "This file is not a saved mapping, or a newer version of the program wrote it.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Choose a file that was saved with Export mapping.")),
        ) from error


def _labels(names: Sequence[str]) -> list[str]:
    """A label per column: its name, with a number where names repeat or are empty."""
    labels: dict[str, None] = {}
    for place, name in enumerate(names):
        label = name or f"column {place + 1}"
        number = 2
        while label in labels:
            label = f"{name} ({number})"
            number += 1
        labels[label] = None
    return list(labels)


def _moved(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Where each old column is now: by exact label first, then by what is left without case and punctuation."""
    found: dict[int, int] = {}
    for names in (old, new), (_bare(old), _bare(new)):
        taken = set(found.values())
        free = {label: place for place, label in enumerate(_labels(names[1])) if place not in taken}
        for place, label in enumerate(_labels(names[0])):
            if place not in found and label in free:
                found[place] = free[label]
    return found


def _bare(names: Sequence[str]) -> list[str]:
    """Without case, accents, punctuation and spaces."""
    return [plain_words(name).replace(" ", "") for name in names]


def _at(mapping: Mapping, place_of: Callable[[int], int | None]) -> Mapping:
    def moved(place: int | None) -> int | None:
        return None if place is None else place_of(place)

    def reading_at(reading: TimeReading) -> TimeReading:
        zones = moved(reading.zone_column)
        # Without the column that named the zones, nobody has said which one holds.
        assumed = reading.zone_assumed or (zones is None and reading.zone_column is not None)
        return replace(reading, zone_column=zones, clock_column=moved(reading.clock_column), zone_assumed=assumed)

    fields = tuple(
        replace(
            field,
            column=moved(field.column),
            joined=tuple(place for place in map(place_of, field.joined) if place is not None),
            time=reading_at(field.time) if field.time else None,
        )
        for field in mapping.fields
        if field.column is None or moved(field.column) is not None
    )
    return replace(
        mapping,
        identifier_column=moved(mapping.identifier_column),
        event_name_column=moved(mapping.event_name_column),
        time_column=moved(mapping.time_column),
        time=reading_at(mapping.time),
        fields=fields,
    )


def _repairs_at(repairs: Repairs, place_of: Callable[[int], int | None]) -> Repairs:
    kept = []
    for decision in repairs.decisions:
        column = getattr(decision, "column", None)
        if column is None:
            kept.append(decision)
        elif (place := place_of(column)) is not None:
            kept.append(replace(decision, column=place))  # type: ignore[arg-type]
    return Repairs(tuple(kept))


def _renamed(plain: Any, label_of: Callable[[Any], Any]) -> Any:
    """A plain form with every place of a column exchanged for its label, or back."""
    if isinstance(plain, list | tuple):
        return [_renamed(entry, label_of) for entry in plain]
    if not isinstance(plain, dict):
        return plain
    result = {}
    for name, value in plain.items():
        if name == "joined":
            result[name] = [label_of(place) for place in value]
        elif value is not None and (name in _PLACES or name in ("column", "zone_column", "clock_column")):
            result[name] = label_of(value)
        else:
            result[name] = _renamed(value, label_of)
    return result

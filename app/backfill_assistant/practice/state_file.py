"""Keeps what a workspace holds in a JSON file, so that it is there again the next time."""

from __future__ import annotations

import json
import os
from collections import Counter, deque
from dataclasses import asdict
from pathlib import Path
from typing import Any

from backfill_assistant.practice.operations import Activity, Entry, Operation, StoredEvent
from backfill_assistant.practice.people import People, Person
from backfill_assistant.practice.workspace import Workspace

_VERSION = 1


class StateUnreadable(Exception):
    """The file is not one that was written here."""


def save_state(workspace: Workspace, path: Path) -> None:
    """Write everything received; the old file stays until the new one is complete."""
    with workspace.lock:
        state = {
            "version": _VERSION,
            "serial": workspace.serial,
            "mark": workspace.mark,
            "people": [{**asdict(person), "segments": sorted(person.segments)} for person in workspace.people.all()],
            "events": workspace.events,
            "activities": workspace.activities,
            "entries": workspace.judge.entries,
            "counted": workspace.counted,
            "barred": [
                [list(key) for key in group] for group in {id(group): group for group in workspace.barred.values()}.values()
            ],
            "waiting": list(workspace.waiting),
        }
        text = json.dumps(state, ensure_ascii=False)
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def load_state(workspace: Workspace, path: Path) -> None:
    """Take up what was kept. Raises StateUnreadable and OSError."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        if state["version"] != _VERSION:
            raise StateUnreadable("written by another version")
        people = [Person(**{**kept, "segments": set(kept["segments"])}) for kept in state["people"]]
        events = [StoredEvent(*kept) for kept in state["events"]]
        activities = [Activity(*kept) for kept in state["activities"]]
        entries = [Entry(*kept) for kept in state["entries"]]
        waiting = [(received, due, Operation(*kept)) for received, due, kept in state["waiting"]]
        barred = _barred(state["barred"])
        counted: Counter[str] = Counter(state["counted"])
        serial = int(state["serial"])
        mark = str(state.get("mark", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise StateUnreadable("not a file of the practice workspace") from problem
    with workspace.lock:
        workspace.clear()
        workspace.people = People(people)
        workspace.take_events(events)
        workspace.activities, workspace.judge.entries, workspace.waiting = activities, entries, deque(waiting)
        workspace.barred, workspace.counted, workspace.serial = barred, counted, serial
        workspace.mark = mark or workspace.mark


def _barred(groups: list[list[Any]]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for group in groups:
        keys = {(str(kind), str(value)) for kind, value in group}
        found |= dict.fromkeys(keys, keys)
    return found

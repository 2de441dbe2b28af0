"""JSON values as cells: text as it stands, numbers digit by digit, nested objects as dotted columns, lists as JSON."""

from __future__ import annotations

import json
from typing import Any


class NumberText(str):
    """A number exactly as the file writes it."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_float=NumberText, parse_int=NumberText, parse_constant=NumberText, strict=False)


def flatten(record: Any, cells: dict[str, str | None], path: str = "") -> None:
    """Fill `cells` with the values of a record under their dotted paths."""
    if isinstance(record, dict) and (record or not path):
        for name, value in record.items():
            flatten(value, cells, f"{path}.{_whole(name)}" if path else _whole(name))
    elif isinstance(record, list) and not path:
        for index, value in enumerate(record):
            cells[f"Column {index + 1}"] = cell(value)
    else:
        cells[_free_name(path or "value", cells)] = cell(record)


def _free_name(path: str, cells: dict[str, str | None]) -> str:
    """A name that no other value of the record has: `{"a.b": 1, "a": {"b": 2}}` are two."""
    name, number = path, 2
    while name in cells:
        name, number = f"{path} ({number})", number + 1
    return name


def cell(value: Any) -> str | None:
    """One value as text; None for null."""
    if value is None:
        return None
    return _whole(str(value) if isinstance(value, str) else as_json(value))


def _whole(text: str) -> str:
    """Half of a character, as cutting a text in the middle of an emoji leaves it, becomes the sign for an unreadable one."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def as_json(value: Any) -> str:
    """JSON text in which numbers keep their digits."""
    if isinstance(value, NumberText):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{as_json(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(as_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)

"""Frozen values to plain JSON values and back, led by the types of their fields."""

from __future__ import annotations

import dataclasses
import types
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def to_plain(value: Any) -> Any:
    """Dictionaries, lists, texts and numbers."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(entry) for entry in value]
    return value


def from_plain(kind: type[Value], plain: Any) -> Value:
    """The value again; fields that are unknown are ignored, fields that are missing keep their defaults.

    Raises KeyError, TypeError or ValueError when the plain form does not fit.
    """
    built: Value = _build(kind, plain)
    return built


def _build(kind: Any, plain: Any) -> Any:
    if kind is Any:
        return plain
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        (only,) = [choice for choice in get_args(kind) if choice is not types.NoneType]
        return _build(only, plain)
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_build(inner[0], entry) for entry in plain)
        return tuple(_build(each, entry) for each, entry in zip(inner, plain, strict=True))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        if not isinstance(plain, dict):
            raise TypeError(f"expected {kind.__name__}")
        hints = get_type_hints(kind)
        known = {field.name for field in dataclasses.fields(kind) if field.init}
        return kind(**{name: _build(hints[name], entry) for name, entry in plain.items() if name in known})
    if kind in (int, float, str, bool):
        if kind is float and isinstance(plain, int):
            return float(plain)
        if not isinstance(plain, kind):
            raise TypeError(f"expected {kind.__name__}")
        return plain
    raise TypeError(f"no plain form for {kind}")

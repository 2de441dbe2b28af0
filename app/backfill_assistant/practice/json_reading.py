"""Reads a JSON body and tells how many bytes each operation of a batch took, in one pass."""

from __future__ import annotations

import json
import re
from typing import Any, Never

_SPACE = re.compile(r"[ \t\n\r]*")


class NotJson(ValueError):
    """The body is not JSON, or not in UTF-8."""


def _refuse_constant(name: str) -> Never:
    raise NotJson(f"{name} is not JSON")


# Typed loosely: scan_once, which reads one value at a place in a text, is not in the public types.
_DECODER: Any = json.JSONDecoder(parse_constant=_refuse_constant)


def read_json(body: bytes) -> Any:
    """The value."""
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError) as problem:
        raise NotJson("the body is not JSON") from problem


def read_batch(body: bytes) -> tuple[Any, list[int]]:
    """The value, and for every element of its `batch` array the bytes it takes in the body (empty when there is none)."""
    try:
        text = body.decode()
        start = _past_space(text, 0)
        if text[start : start + 1] != "{":
            return _DECODER.decode(text), []
        return _read_object(text, start + 1)
    except (ValueError, IndexError, StopIteration, RecursionError) as problem:
        raise NotJson("the body is not JSON") from problem


def _read_object(text: str, at: int) -> tuple[dict[str, Any], list[int]]:
    value: dict[str, Any] = {}
    sizes: list[int] = []
    at = _past_space(text, at)
    if text[at] == "}":
        return _ended(text, at, value, sizes)
    while True:
        if text[at] != '"':
            raise NotJson("a name was expected")
        name, at = _DECODER.scan_once(text, at)
        at = _past_space(text, at)
        if text[at] != ":":
            raise NotJson("a colon was expected")
        at = _past_space(text, at + 1)
        if name == "batch" and text[at] == "[":
            value[name], sizes, at = _read_array(text, at + 1)
        else:
            value[name], at = _DECODER.scan_once(text, at)
        at = _past_space(text, at)
        if text[at] == "}":
            return _ended(text, at, value, sizes)
        if text[at] != ",":
            raise NotJson("a comma was expected")
        at = _past_space(text, at + 1)


def _read_array(text: str, at: int) -> tuple[list[Any], list[int], int]:
    elements: list[Any] = []
    sizes: list[int] = []
    ascii_only = text.isascii()
    scan = _DECODER.scan_once
    at = _past_space(text, at)
    if text[at] == "]":
        return elements, sizes, at + 1
    while True:
        element, end = scan(text, at)
        elements.append(element)
        sizes.append(end - at if ascii_only else len(text[at:end].encode()))
        mark = text[end]
        if mark not in ",]":
            end = _past_space(text, end)
            mark = text[end]
        if mark == "]":
            return elements, sizes, end + 1
        if mark != ",":
            raise NotJson("a comma was expected")
        at = end + 1
        if text[at] in " \t\n\r":
            at = _past_space(text, at)


def _ended(text: str, at: int, value: dict[str, Any], sizes: list[int]) -> tuple[dict[str, Any], list[int]]:
    if _past_space(text, at + 1) != len(text):
        raise NotJson("something follows the value")
    return value, sizes


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at

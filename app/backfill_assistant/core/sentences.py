"""Sentence: something to tell the person, kept as a template and its values so that a window can translate it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_ENDING: Final = re.compile(r"\(([a-z]{1,3})\)")
_EITHER: Final = re.compile(r"\[([^|\[\]]*)\|([^|\[\]]*)\]")
_GAP: Final = re.compile(r"(\{\w+\})")
# Characters of a name within a sentence; some columns are called by a whole question.
_NAME_MOST: Final = 60


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802
    """Mark `text` for translation and return it unchanged.

    The name is the one `lupdate` looks for; the core itself knows no Qt. The context is always "core".
    """
    return text


def shortened(name: str) -> str:
    """A name as it fits into a sentence: of a long one the beginning and the end, in which long names differ."""
    return name if len(name) <= _NAME_MOST else f"{name[: _NAME_MOST - 16]}…{name[-15:]}"


def in_number(text: str, count: int) -> str:
    """Words that are written in both forms, such as "row(s) [is|are] left out", in their form for a count."""
    with_ending = _ENDING.sub("" if count == 1 else r"\1", text)
    return _EITHER.sub(r"\1" if count == 1 else r"\2", with_ending)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


@dataclass(frozen=True, init=False)
class Sentence:
    """A sentence with named gaps, such as `Sentence("{rows} row(s) [has|have] no time.", rows=3)`.

    Words after a whole number may be written in both forms, as above; the number decides.

    Values are numbers, names of files and columns, and limits. Never a cell's text and never a key: sentences travel
    into journals and error messages.
    """

    text: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, text: str, /, **values: object) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", tuple(values.items()))

    def __str__(self) -> str:
        return self.in_words(lambda text: text, _plain)

    def in_words(self, translate: Callable[[str], str], show: Callable[[object], str] = _plain) -> str:
        """The finished text; `translate` turns the template, `show` turns one value into words."""
        values = dict(self.values)
        parts, count = [], None
        for part in _GAP.split(translate(self.text)):
            value = values.get(part[1:-1]) if part.startswith("{") else None
            if isinstance(value, int) and not isinstance(value, bool):
                count = value
            parts.append(part if count is None else in_number(part, count))
        return "".join(parts).format(**{name: show(value) for name, value in values.items()})

"""Sentence: something to tell the person, kept as a template and its values so that a window can translate it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802
    """Mark `text` for translation and return it unchanged.

    The name is the one `lupdate` looks for; the core itself knows no Qt. The context is always "core".
    """
    return text


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


@dataclass(frozen=True, init=False)
class Sentence:
    """A sentence with named gaps, such as `Sentence("{rows} rows have no time.", rows=3)`.

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
        return translate(self.text).format(**{name: show(value) for name, value in self.values})

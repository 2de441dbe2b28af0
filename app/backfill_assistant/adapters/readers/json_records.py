"""JSON documents and JSON Lines as a stream of records, without holding the document in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backfill_assistant.adapters.readers import problems
from backfill_assistant.adapters.readers.ahead import Utf8Blocks
from backfill_assistant.adapters.readers.json_values import DECODER
from backfill_assistant.adapters.readers.limits import ROW_MAX_BYTES
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

SPACE = re.compile(r"[ \t\r\n]*")
NAME = re.compile(r'[ \t\r\n]*("(?:[^"\\]|\\.)*")[ \t\r\n]*:[ \t\r\n]*')

# A name in a dotted path, in which a dot or backslash of its own stands behind a backslash.
STEP = re.compile(r"(?:[^\\.]|\\.)+")
ESCAPED = re.compile(r"\\(.)")


class BrokenLine:
    """A line of JSON Lines that is no JSON; kept as it stands."""

    def __init__(self, text: str) -> None:
        self.text = text


class JsonText:
    """JSON text read piece by piece."""

    def __init__(self, blocks: Utf8Blocks, path: Path) -> None:
        self._blocks = blocks
        self._path = path
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def records(self, json_path: str) -> Iterator[tuple[int, Any]]:
        """Every record and its line; `json_path` leads to the array that holds them."""
        for step in STEP.findall(json_path):
            self._enter(ESCAPED.sub(r"\1", step))
        if self._peek() != "[":
            # One record, or several written one after the other.
            while self._peek():
                yield self.line, self._value()
            return
        self._step()
        while self._peek() != "]":
            yield self.line, self._value()
            if self._peek() == ",":
                self._step()
            elif self._peek() != "]":
                raise self._broken()

    def find_array(self) -> str:
        """The dotted path to the first array of objects; "" when the top itself is it or there is none."""
        try:
            names = (self._array_inside() if self._peek() == "{" else None) or ()
        except RecursionError as error:
            raise self._broken() from error
        return ".".join(re.sub(r"([\\.])", r"\\\1", name) for name in names)

    def _array_inside(self) -> tuple[str, ...] | None:
        """Names that lead from the object that starts here to an array of objects; without one, the object is passed over."""
        self._step()
        while (name := self._next_member()) is not None:
            if self._peek() == "[" and self._objects_follow():
                return (name,)
            if self._peek() == "{":
                inner = self._array_inside()
                if inner is not None:
                    return (name, *inner)
            else:
                self._value()
        if self._peek() == "}":
            self._step()
        return None

    def _objects_follow(self) -> bool:
        while (found := SPACE.match(self._text, self._at + 1)) is not None and found.end() >= len(self._text):
            if not self._more():
                return False
        return found is not None and self._text[found.end()] == "{"

    def _next_member(self) -> str | None:
        if self._peek() == ",":
            self._step()
        return None if self._peek() != '"' else self._name()

    def _enter(self, wanted: str) -> None:
        if self._peek() != "{":
            raise self._broken()
        self._step()
        while (name := self._next_member()) is not None:
            if name == wanted:
                return
            self._value()
        raise self._broken()

    def _name(self) -> str:
        while (found := NAME.match(self._text, self._at)) is None or found.end() == len(self._text):
            if not self._more():
                raise self._broken()
        self._at = found.end()
        return str(json.loads(found[1]))

    def _value(self) -> Any:
        self._peek()
        wanted = 0
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError) or len(self._text) - self._at > ROW_MAX_BYTES:
                    raise self._broken() from error
                wanted = max(1 << 16, 2 * (len(self._text) - self._at))
                if not self._more(wanted):
                    raise self._broken() from error
                continue
            if end < len(self._text) or not self._more():
                break
        self.line += self._text.count("\n", self._at, end)
        self._at = end
        return value

    def _peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            found = SPACE.match(self._text, self._at)
            assert found is not None
            self.line += self._text.count("\n", self._at, found.end())
            self._at = found.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _step(self) -> None:
        self._at += 1

    def _more(self, wanted: int = 1) -> bool:
        if self._ended:
            return False
        pieces, size = [self._text[self._at :]], 0
        while size < wanted:
            block = self._blocks.next_block()
            if not block:
                self._ended = True
                break
            pieces.append(block.decode())
            size += len(pieces[-1])
        self._text, self._at = "".join(pieces), 0
        return size > 0

    def _broken(self) -> FileProblem:
        return not_json(self._path, self.line)


def line_records(blocks: Utf8Blocks, path: Path) -> Iterator[tuple[int, Any]]:
    """Every line of JSON Lines as a record and its number; a line that is no JSON is kept as a BrokenLine."""
    rest, line = "", 0
    while True:
        block = blocks.next_block()
        lines = (rest + block.decode()).split("\n")
        rest = lines.pop() if block else ""
        if len(rest) > ROW_MAX_BYTES:
            raise problems.row_too_long(path, line + 1)
        for text in lines:
            line += 1
            if text.strip():
                yield line, _line_value(text)
        if not block:
            return


def _line_value(text: str) -> Any:
    try:
        return DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        return BrokenLine(text.rstrip("\r"))


def not_json(path: Path, line: int) -> FileProblem:
    """Not JSON, or damaged from this line on."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is not valid JSON: reading failed at line {line}."), file=path.name, line=line),
        Sentence(QT_TRANSLATE_NOOP("core", "Export it again, or ask whoever made it for a CSV file.")),
    )

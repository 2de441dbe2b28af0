"""A request's body as text for people: the same characters, with line breaks where objects and lists begin and end."""

from __future__ import annotations

import difflib
import re

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def readable(body: str) -> str:
    """Break and indent JSON without touching a single value: numbers keep every digit."""
    lines: list[str] = []
    line, depth = "", 0
    tokens = _TOKENS.findall(body)
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        if token in "{[" and following not in ("}", "]"):
            lines.append(line + token)
            depth += 1
            line = "  " * depth
        elif token in "}]" and tokens[position - 1] not in ("{", "["):
            lines.append(line)
            depth -= 1
            line = "  " * depth + token
        elif token == ",":
            lines.append(line + token)
            line = "  " * depth
        else:
            line += ": " if token == ":" else token
    lines.append(line)
    return "\n".join(each.rstrip() for each in lines if each.strip())


def changed_lines(before: str, after: str) -> tuple[int, ...]:
    """Numbers of the lines of `after` that are new or different."""
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    return tuple(
        line for tag, _, _, start, stop in matcher.get_opcodes() if tag in ("insert", "replace") for line in range(start, stop)
    )

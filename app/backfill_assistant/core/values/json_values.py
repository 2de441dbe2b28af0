"""Text columns become JSON, kept letter for letter once it is known to be sound."""

from __future__ import annotations

import json
from typing import NoReturn

import numpy as np
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import Converted, Texts, ValueProblem, trimmed_or_null, with_problems


def read_json(texts: Texts) -> Converted:
    """Check that each cell is JSON that every reader takes alike; `values` are the cells' own texts without outer white space.

    Refused: NaN and Infinity, the same name twice in one object, halves of surrogate pairs, numbers beyond 1e308.
    """
    coded = trimmed_or_null(texts).dictionary_encode()
    reasons = np.array([_problem(text) for text in coded.dictionary.to_pylist()] or [0], dtype=np.uint8)
    missing = pc.is_null(coded.indices).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
    return with_problems(coded.dictionary_decode(), np.where(missing, 0, reasons[codes]).astype(np.uint8))


def _refuse(_: str) -> NoReturn:
    raise ValueError("no JSON number")


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise OverflowError
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("a name occurs twice")
    return names


def _problem(text: str) -> int:
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_number, parse_int=_number, object_pairs_hook=_object)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except OverflowError:
        return ValueProblem.OUT_OF_RANGE
    except (ValueError, RecursionError):
        return ValueProblem.UNREADABLE
    return ValueProblem.FINE

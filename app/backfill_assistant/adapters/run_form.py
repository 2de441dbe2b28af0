"""The written form of a run: JSON for what was decided, compact bytes for row numbers."""

from __future__ import annotations

import dataclasses
import json
import zlib
from typing import Final

import numpy as np
import numpy.typing as npt

from backfill_assistant.adapters.plain_values import from_plain, to_plain
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checked import Subscriptions
from backfill_assistant.core.forecast.forecast import Decision, SendingPlan
from backfill_assistant.core.journal.runs import Run, Unwritten, WorkspaceAddress
from backfill_assistant.core.mapping.mapping import Mapping
from backfill_assistant.core.mapping.repairs import Repairs
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.core.table.reading import ReadingChoices
from backfill_assistant.core.table.table import SourceFile

_RANGE: Final = b"R"
_SMALL_STEPS: Final = b"N"
_STEPS: Final = b"S"
_WIDE_STEPS: Final = b"W"


def rows_to_bytes(rows: npt.NDArray[np.int64]) -> bytes:
    """A range as its ends, anything else as compressed steps from row to row."""
    if len(rows) == 0:
        return _RANGE + np.array([0, 0], dtype="<i8").tobytes()
    steps = np.diff(rows)
    least, most = int(steps.min(initial=1)), int(steps.max(initial=1))
    if least == most == 1:
        return _RANGE + np.array([rows[0], len(rows)], dtype="<i8").tobytes()
    if least >= 0 and most < 2**8:
        return _SMALL_STEPS + rows[:1].astype("<i8").tobytes() + zlib.compress(steps.astype(np.uint8).tobytes(), 1)
    everything = np.concatenate([rows[:1], steps])
    if int(np.abs(everything).max()) < 2**31:
        return _STEPS + zlib.compress(everything.astype("<i4").tobytes(), 1)
    return _WIDE_STEPS + zlib.compress(everything.astype("<i8").tobytes(), 1)


def rows_from_bytes(written: bytes) -> npt.NDArray[np.int64]:
    """The row numbers again."""
    if written[:1] == _RANGE:
        first, count = np.frombuffer(written[1:], dtype="<i8")
        return np.arange(first, first + count, dtype=np.int64)
    if written[:1] == _SMALL_STEPS:
        steps = np.frombuffer(zlib.decompress(written[9:]), dtype=np.uint8)
        return np.cumsum(np.concatenate([np.frombuffer(written[1:9], dtype="<i8"), steps]), dtype=np.int64)
    width = {_STEPS: "<i4", _WIDE_STEPS: "<i8"}[written[:1]]
    return np.cumsum(np.frombuffer(zlib.decompress(written[1:]), dtype=width), dtype=np.int64)


def kinds_to_bytes(kinds: npt.NDArray[np.uint8]) -> bytes:
    """One byte when all are the same, else compressed."""
    if len(kinds) and bool((kinds == kinds[0]).all()):
        return bytes([int(kinds[0])])
    return zlib.compress(kinds.astype(np.uint8).tobytes(), 1)


def kinds_from_bytes(written: bytes, count: int) -> npt.NDArray[np.uint8]:
    """The kinds of `count` records again."""
    if len(written) == 1:
        return np.full(count, written[0], dtype=np.uint8)
    return np.frombuffer(zlib.decompress(written), dtype=np.uint8).copy()


def run_to_text(run: Run) -> str:
    """Everything but the rows chosen by hand."""
    plain = {
        field.name: to_plain(getattr(run, field.name))
        for field in dataclasses.fields(run)
        if field.name not in ("only_rows", "mapping", "choices", "repairs")
    }
    plain["mapping"] = run.mapping.to_dict()
    plain["choices"] = run.choices.to_dict()
    plain["repairs"] = run.repairs.to_plain()
    return json.dumps(plain)


def run_from_text(text: str, only_rows: npt.NDArray[np.int64] | None, approved_entries: int) -> Run:
    """The run again. Raises KeyError, TypeError or ValueError when it is not one."""
    plain = json.loads(text)
    return Run(
        **{
            **plain,
            "workspace": from_plain(WorkspaceAddress, plain["workspace"]),
            "source": from_plain(SourceFile, plain["source"]),
            "choices": ReadingChoices.from_dict(plain["choices"]),
            "mapping": Mapping.from_dict(plain["mapping"]),
            "campaigns": from_plain(tuple[Campaign, ...], plain["campaigns"]),
            "plan": from_plain(SendingPlan, plain["plan"]),
            "decision": from_plain(Decision, plain["decision"]),
            "repairs": Repairs.from_plain(plain["repairs"]),
            # Journals of older versions do not say it.
            "unwritten": from_plain(tuple[Unwritten, ...], plain.get("unwritten", ())),
            "subscriptions": from_plain(Subscriptions, plain.get("subscriptions", {"subscribed": 0, "unsubscribed": 0})),
            "approved_entries": approved_entries,
            "only_rows": only_rows,
        }
    )


def sentence_to_text(sentence: Sentence) -> str:
    """A sentence with its gaps, so that it can be told in another language later."""
    return json.dumps([sentence.text, dict(sentence.values)])


def sentence_from_text(text: str) -> Sentence:
    """The sentence again."""
    words, values = json.loads(text)
    return Sentence(words, **values)

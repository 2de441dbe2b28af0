"""Text columns become true and false by words whose meaning the person sees; any other word is a problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import Converted, Texts, ValueProblem, trimmed_or_null, with_problems


def read_true_false(texts: Texts, true_words: Sequence[str], false_words: Sequence[str]) -> Converted:
    """Read a column as true and false, ignoring letter case. A word in both lists is AMBIGUOUS."""
    yes = {word.strip().casefold() for word in true_words}
    no = {word.strip().casefold() for word in false_words}
    coded = trimmed_or_null(texts).dictionary_encode()
    # What each word means, in one look at each: nothing, yes, no, or both.
    known = {word: (word in yes) + 2 * (word in no) for word in yes | no}
    said = np.array([known.get(word.casefold(), 0) for word in coded.dictionary.to_pylist()], dtype=np.intp)
    meanings = np.array([False, True, False, True])[said]
    reasons = np.array([ValueProblem.UNREADABLE, 0, 0, ValueProblem.AMBIGUOUS], dtype=np.uint8)[said]
    missing = pc.is_null(coded.indices).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
    if not len(said):
        return Converted(pa.nulls(len(codes), pa.bool_()), np.zeros(len(codes), dtype=np.uint8))
    problem = np.where(missing, 0, reasons[codes]).astype(np.uint8)
    return with_problems(pa.array(meanings[codes], mask=missing), problem)

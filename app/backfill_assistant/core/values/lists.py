"""Text columns become lists of texts, cut at a separator."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backfill_assistant.core.values.converted import Converted, Texts, as_array


def read_lists(texts: Texts, separator: str) -> Converted:
    """Cut each cell at the separator; entries lose surrounding white space, and entries without text are left out.

    `values` are lists of strings; null for an empty cell, an empty list where the cell holds separators only.
    """
    cells = as_array(texts)
    if not separator:
        raise ValueError("a list needs a separator")
    empty = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(cells), ""), True)
    cut = pc.split_pattern(cells, separator)
    flat = pc.utf8_trim_whitespace(cut.flatten())
    kept = pc.not_equal(flat, "")
    # Which row each entry belongs to; null rows own none.
    parents = pc.list_parent_indices(cut).filter(kept)
    counts = np.bincount(parents.to_numpy(zero_copy_only=False), minlength=len(cells))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    values = pa.ListArray.from_arrays(pa.array(offsets), flat.filter(kept), mask=empty)
    return Converted(values, np.zeros(len(cells), dtype=np.uint8))

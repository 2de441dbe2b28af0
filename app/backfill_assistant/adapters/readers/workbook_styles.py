"""Numbers of styles and codes of number formats become masks and dates, whatever file they came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backfill_assistant.adapters.readers.number_masks import BUILT_IN, Mask, mask_of, shows_duration, shows_time
from backfill_assistant.adapters.readers.shown_cells import MASKS_MAX, CellStyles


def cell_styles(codes: Mapping[int, str], format_of_style: Iterable[int]) -> CellStyles:
    """From the codes of a workbook's own formats by their number, and each style's format in the order of styles."""
    codes = {**BUILT_IN, **codes}
    masks: dict[Mask, int] = {}
    by_style: dict[int, int] = {}
    times, durations = set(), set()
    for style, number in enumerate(format_of_style):
        code = codes.get(number, "")
        mask = mask_of(code)
        if mask is not None and (mask in masks or len(masks) < MASKS_MAX):
            by_style[style] = masks.setdefault(mask, len(masks))
        elif shows_time(code):
            times.add(style)
            if shows_duration(code):
                durations.add(style)
    return CellStyles(tuple(masks), by_style, frozenset(times), frozenset(durations))

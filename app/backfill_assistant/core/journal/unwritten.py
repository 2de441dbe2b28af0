"""Corrected texts and runs: what a run does not write down, and how its decisions come together again before it goes on.

A journal holds no cell's text. For each decision about cells it says where the decision stood and which cells it was about; the
texts come from a saved mapping, from the same session, or from the person once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from backfill_assistant.core.journal.runs import Run, Unwritten, UnwrittenKind, repairs_digest
from backfill_assistant.core.mapping.repairs import CellDecision, CorrectDomain, CorrectValue, EditCell, Repairs
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


def _kind_of(decision: CellDecision) -> UnwrittenKind:
    match decision:
        case EditCell():
            return UnwrittenKind.CELL
        case CorrectValue():
            return UnwrittenKind.VALUE
        case CorrectDomain():
            return UnwrittenKind.ENDING


def unwritten_of(repairs: Repairs) -> tuple[Unwritten, ...]:
    """The decisions whose texts are not written down, in order."""
    return tuple(
        Unwritten(place, _kind_of(each), each.column, each.row if isinstance(each, EditCell) else None)
        for place, each in enumerate(repairs.decisions)
        if isinstance(each, CellDecision)
    )


def decision_of(lost: Unwritten, *texts: str) -> CellDecision:
    """The decision again, from its text (of one cell) or its two texts (what was wrong, and what is right)."""
    if lost.kind is UnwrittenKind.CELL:
        (text,) = texts
        return EditCell(lost.row or 0, lost.column, text)
    wrong, right = texts
    return (CorrectValue if lost.kind is UnwrittenKind.VALUE else CorrectDomain)(lost.column, wrong, right)


def as_begun(run: Run, known: Repairs) -> Repairs:
    """The decisions that the run wrote down, and in their places between them those about cells that `known` still holds."""
    held: dict[tuple[UnwrittenKind, int, int | None], list[CellDecision]] = defaultdict(list)
    for each, decision in zip(unwritten_of(known), [d for d in known.decisions if isinstance(d, CellDecision)], strict=True):
        held[each.about].append(decision)
    wanted: dict[tuple[UnwrittenKind, int, int | None], int] = defaultdict(int)
    for each in run.unwritten:
        wanted[each.about] += 1
    # Of more decisions about the same cells than there were, the newest count.
    newest = {about: found[max(0, len(found) - wanted[about]) :] for about, found in held.items()}
    decisions = list(run.repairs.decisions)
    missing = 0
    for each in run.unwritten:
        if newest.get(each.about):
            decisions.insert(each.place - missing, newest[each.about].pop(0))
        else:
            missing += 1
    return Repairs(tuple(decisions))


def as_begun_with(run: Run, sources: Iterable[Repairs | None]) -> Repairs:
    """The decisions the run began with, if one of these still holds their texts; else only those it wrote down.

    The sources are not asked for by a run that wrote everything down.
    """
    if not run.unwritten:
        return run.repairs
    for known in sources:
        if known is not None and is_as_begun(run, begun := as_begun(run, known)):
            return begun
    return run.repairs


def lost_texts(run: Run, repairs: Repairs) -> tuple[Unwritten, ...]:
    """The decisions whose texts must be given again before the run goes on with these repairs; empty when nothing is lost."""
    return () if is_as_begun(run, as_begun(run, repairs)) else run.unwritten


def is_as_begun(run: Run, repairs: Repairs) -> bool:
    """Whether these are the very decisions the run began with."""
    return repairs_digest(repairs) == (run.repairs_digest or repairs_digest(run.repairs))


def told_before_sending(repairs: Repairs) -> Sentence | None:
    """What happens to corrected texts if the program is closed before all rows are sent; None where there are none."""
    lost = unwritten_of(repairs)
    cells = sum(each.kind is UnwrittenKind.CELL for each in lost)
    if cells:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "What you typed into {cells} cell(s) is about people, so it is not kept on disk. If you close the program before "
                "everything is sent, you type it once more.",
            ),
            cells=cells,
        )
    if lost:
        return Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "Texts that you corrected everywhere are written down only with a mapping that you save. Without one, you are "
                "asked for them again if the program is closed before everything is sent.",
            )
        )
    return None

"""What can be done about a problem, as buttons: some decide at once, others ask for more first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backfill_assistant.core.checked import Problem, Severity
from backfill_assistant.core.repairs import CorrectDomain, Decision, Keep, KeepOfDuplicates, LeaveOutProblem, SendAsText
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence


@dataclass(frozen=True)
class Offer:
    """One button. `decision` is what pressing it adds to the Repairs; None when the window must ask, by `name`, what is meant."""

    # One of the names in `Problem.repairs`.
    name: str
    label: Sentence
    decision: Decision | None = None


# Names that need an answer: a cell's new text, what stands for a value everywhere, or another choice in the mapping.
_ASKING: Final = {
    "edit": QT_TRANSLATE_NOOP("core", "Edit the cell…"),
    "correct": QT_TRANSLATE_NOOP("core", "Correct this value everywhere…"),
    "choose_format": QT_TRANSLATE_NOOP("core", "Choose the format…"),
    "choose_zone": QT_TRANSLATE_NOOP("core", "Choose the time zone…"),
    "choose_hour": QT_TRANSLATE_NOOP("core", "Choose the earlier or later hour…"),
    "choose_words": QT_TRANSLATE_NOOP("core", "Say what the words mean…"),
    "choose_kind": QT_TRANSLATE_NOOP("core", "Identify people by email…"),
    "rename": QT_TRANSLATE_NOOP("core", "Rename…"),
    "nest": QT_TRANSLATE_NOOP("core", "Nest the value"),
    "undo": QT_TRANSLATE_NOOP("core", "Undo the decision"),
}
_KEEPING: Final = {
    "keep_first": (Keep.FIRST, QT_TRANSLATE_NOOP("core", "Keep the first")),
    "keep_newest": (Keep.NEWEST, QT_TRANSLATE_NOOP("core", "Keep the newest")),
    "merge": (Keep.MERGE, QT_TRANSLATE_NOOP("core", "Merge into one")),
}


def offers_for(problem: Problem) -> tuple[Offer, ...]:
    """Buttons for a problem, the best first."""
    return tuple(offer for name in problem.repairs for offer in _offers(name, problem))


def _offers(name: str, problem: Problem) -> list[Offer]:
    if name in _ASKING:
        return [Offer(name, Sentence(_ASKING[name]))]
    if name in _KEEPING:
        keep, label = _KEEPING[name]
        return [Offer(name, Sentence(label), KeepOfDuplicates(keep))]
    if name == "leave_out":
        decision = LeaveOutProblem(problem.code, problem.column)
        if problem.severity is Severity.REFUSED:
            return [
                Offer(name, Sentence(QT_TRANSLATE_NOOP("core", "Accept that {rows} are not sent"), rows=problem.count), decision)
            ]
        return [Offer(name, Sentence(QT_TRANSLATE_NOOP("core", "Leave out these {rows}"), rows=problem.count), decision)]
    if problem.column is None:
        return []
    if name == "send_as_text":
        return [Offer(name, Sentence(QT_TRANSLATE_NOOP("core", "Send the column as text")), SendAsText(problem.column))]
    if name == "correct_domain":
        label = QT_TRANSLATE_NOOP("core", "Make {count} end in {domain}")
        return [
            Offer(name, Sentence(label, count=each.count, domain=each.right), CorrectDomain(problem.column, each.wrong, each.right))
            for each in problem.suggestions
        ]
    raise ValueError(f"no repair is called {name}")

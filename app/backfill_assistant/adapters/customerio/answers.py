"""Answers: a status and a body become an Outcome, told apart by what must happen next.

Track API specification: 200 accepted, 207 names refused operations by `batch_index`, 400 `{"errors": […]}`. Its page "Invalid API
requests": 400 `{"meta": {"error": …}}`. Pipelines specification, strict mode: 400 `{"meta": {"errors": […]}}` and 401. A 200 may
carry errors like a 207 (action-destinations pull request 3816). 413, 429 and 5xx are not described; their usual meaning counts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from backfill_assistant.adapters.customerio.addresses import region_of_url
from backfill_assistant.adapters.customerio.refusal_words import sayable_field, sayable_reason
from backfill_assistant.adapters.customerio.replies import NoReply, Reply, Trouble
from backfill_assistant.core.journal.outcome import Outcome, OutcomeKind, RecordRefusal
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

_ACCEPTED: Final = Outcome(OutcomeKind.ACCEPTED)
# What cannot be read, is in conflict, or does not make sense to the server: nothing of it was taken.
_REFUSED_STATUSES: Final = frozenset({400, 409, 411, 414, 415, 422, 431})
# The network wants something first: 407 its proxy's password, 511 a sign-in (RFC 9110, RFC 6585).
_NETWORK_STATUSES: Final = frozenset({407, 451, 511})
_IN_OUR_WAY: Final = frozenset({Trouble.UNTRUSTED, Trouble.PROXY, Trouble.UNUSABLE})

PAGE_INSTEAD: Final = Sentence(
    QT_TRANSLATE_NOOP(
        "core", "A web page answers in place of Customer.io. If this network asks for a sign-in, open a web browser and sign in."
    )
)


def outcome_of(reply: Reply, body: bytes) -> Outcome:
    """What came of a batch whose request body was `body`."""
    outcome = replace(_told(reply, body), status=reply.status)
    if outcome.kind is OutcomeKind.INTERCEPTED:
        return outcome
    return replace(outcome, clock_ahead_seconds=reply.clock_ahead_seconds())


def outcome_without_reply(problem: NoReply) -> Outcome:
    """What came of a batch that was not answered."""
    kind = OutcomeKind.INTERCEPTED if problem.trouble in _IN_OUR_WAY else OutcomeKind.UNANSWERED
    return Outcome(kind, explanation=problem.title)


def _told(reply: Reply, body: bytes) -> Outcome:
    status = reply.status
    if 200 <= status < 300:
        return _intercepted(PAGE_INSTEAD) if reply.is_html else _taken(reply, body)
    if 300 <= status < 400:
        return _redirected(reply)
    if status == 401 or (status == 403 and not reply.is_html):
        return Outcome(OutcomeKind.KEY_REFUSED)
    if status == 413:
        return Outcome(OutcomeKind.TOO_LARGE)
    if status == 429:
        return Outcome(OutcomeKind.BUSY, wait_seconds=reply.retry_after_seconds())
    if status in _NETWORK_STATUSES or (reply.is_html and status < 500 and status != 408):
        return _intercepted(PAGE_INSTEAD)
    if status in _REFUSED_STATUSES:
        return _refused(reply, body)
    if status == 408 or status >= 500 or status < 200:
        return Outcome(OutcomeKind.UNANSWERED, wait_seconds=reply.retry_after_seconds())
    told = QT_TRANSLATE_NOOP("core", "The server gives an answer that Customer.io does not give (status {status}).")
    return _intercepted(Sentence(told, status=status))


def _intercepted(told: Sentence) -> Outcome:
    return Outcome(OutcomeKind.INTERCEPTED, explanation=told)


def _redirected(reply: Reply) -> Outcome:
    if region_of_url(reply.headers.get("location", "")) is None:
        told = QT_TRANSLATE_NOOP("core", "Something answers in place of Customer.io and points to another address.")
        return _intercepted(Sentence(told))
    # Waiting does not help, and trying again would show customer data to the wrong region: the run must stop.
    told = QT_TRANSLATE_NOOP("core", "Customer.io says that this workspace is in another region. Check its region in the settings.")
    return Outcome(OutcomeKind.KEY_REFUSED, explanation=Sentence(told))


def _taken(reply: Reply, body: bytes) -> Outcome:
    errors = _errors(reply.json())
    if not errors and (reply.status != 207 or _is_empty_list(reply.json())):
        return _ACCEPTED
    records = _records(body)
    found: dict[int, RecordRefusal] = {}
    for error in errors:
        index = error.get("batch_index")
        if type(index) is not int or not 0 <= index < len(records):
            # Some record is refused and none is named: the batch is cut until it is alone.
            return _refused(reply, body)
        found.setdefault(index, _refusal(index, error, records))
    if not found:
        return _refused(reply, body)
    return Outcome(OutcomeKind.PARTLY_REFUSED, refusals=tuple(found[index] for index in sorted(found)))


def _refused(reply: Reply, body: bytes) -> Outcome:
    """Nothing of the batch counts as taken. What is said is kept for the case that it is about a single record."""
    errors = _errors(reply.json())
    if not errors:
        return Outcome(OutcomeKind.REFUSED)
    refusal = _refusal(0, errors[0], _records(body))
    return Outcome(OutcomeKind.REFUSED, refusals=(refusal,), reason=refusal.reason)


def _refusal(index: int, error: dict[str, Any], records: Sequence[dict[str, Any]]) -> RecordRefusal:
    record = records[index] if index < len(records) else {}
    return RecordRefusal(
        index, sayable_reason(error.get("reason"), error.get("message")), sayable_field(error.get("field"), record)
    )


def _errors(answer: object) -> list[dict[str, Any]]:
    """The errors of an answer in any of the three shapes, each as `{"reason", "field", "message"}` with what is there."""
    if not isinstance(answer, dict):
        return []
    meta = answer.get("meta")
    listed = answer.get("errors") or answer.get("error")
    if not listed and isinstance(meta, dict):
        listed = meta.get("errors") or meta.get("error")
    if not isinstance(listed, list):
        listed = [listed] if listed else []
    return [each if isinstance(each, dict) else {"message": str(each)} for each in listed]


def _is_empty_list(answer: object) -> bool:
    return isinstance(answer, dict) and answer.get("errors") == []


def _records(body: bytes) -> list[dict[str, Any]]:
    """The records of a request body; read again only when the server complains."""
    try:
        listed = json.loads(body)["batch"]
    except (ValueError, KeyError, TypeError):
        return []
    return [each if isinstance(each, dict) else {} for each in listed]

"""The practice workspace's own addresses under /practice: look at what arrived, set faults, switches and campaigns, reset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from backfill_assistant.practice.account import Account
from backfill_assistant.practice.faults import read_fault
from backfill_assistant.practice.json_reading import NotJson, read_json
from backfill_assistant.practice.messages import NOT_FOUND, Reply, Request, json_reply
from backfill_assistant.practice.replies import error


class Control:
    """Answers requests under /practice. They need no key: the server can be reached from this machine only."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def answer(self, request: Request) -> Reply:
        """Look (GET) or change (POST)."""
        what = request.path.removeprefix("/practice/")
        if request.method == "GET":
            return self._look(what, request.query().get("newest", ""))
        if request.method != "POST":
            return error(405, "method not allowed")
        try:
            given = read_json(request.body) if request.body else None
            return self._change(what, given)
        except (NotJson, TypeError, ValueError, KeyError, AttributeError) as problem:
            return error(400, str(problem))

    def _look(self, what: str, newest: str) -> Reply:
        account = self._account
        if what == "received":
            return json_reply(200, account.holdings(int(newest) if newest.isascii() and newest.isdigit() else None))
        if what == "counts":
            return json_reply(200, account.counts())
        if what == "requests":
            return json_reply(200, {"requests": account.requests()})
        if what == "faults":
            return json_reply(200, {"faults": [{**asdict(fault), "struck": struck} for fault, struck in account.faults.struck()]})
        if what == "switches":
            return json_reply(200, asdict(account.workspace.switches))
        if what == "keys":
            return json_reply(200, {**asdict(account.keys), "private_key": account.private_key})
        return NOT_FOUND

    def _change(self, what: str, given: Any) -> Reply:
        account = self._account
        if what == "reset":
            account.reset()
        elif what == "faults":
            account.set_faults(*(read_fault(one) for one in given or ()))
        elif what == "switches":
            account.switch(**given)
        elif what == "campaigns":
            account.set_campaigns(given["campaigns"], given.get("segments"))
        else:
            return NOT_FOUND
        return json_reply(200, {})

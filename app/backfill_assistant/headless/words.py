"""What the headless program prints: sentences for people, or one JSON object for scripts."""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from backfill_assistant import __version__
from backfill_assistant.core.errors import BackfillError
from backfill_assistant.core.progress import Progress
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

if TYPE_CHECKING:
    # A file is begun to be read before these are loaded.
    from backfill_assistant.core.journal.account import Totals
    from backfill_assistant.core.journal.report import Report

_EXAMPLES = 5


STOPPED = BackfillError(
    Sentence(QT_TRANSLATE_NOOP("core", "It was stopped before sending began.")),
    Sentence(QT_TRANSLATE_NOOP("core", "Give the command again when you are ready.")),
)
MISTAKE = BackfillError(
    Sentence(QT_TRANSLATE_NOOP("core", "The program made a mistake.")),
    Sentence(QT_TRANSLATE_NOOP("core", "What was sent so far is written down; `runs` lists it, and `resume` goes on with it.")),
)


class Printer:
    """Sentences go to standard output as they come; with `as_json` only the one object does.

    A run goes on whether or not that can be written; `deaf` says that it could not.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.deaf = False
        # What a run had done when it could not go on; told together with why.
        self.so_far: Report | None = None
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # Names of files may have letters that the terminal's encoding lacks.
                stream.reconfigure(errors="backslashreplace")

    def line(self, text: str = "") -> None:
        """A sentence for people."""
        if not self.as_json:
            self._print(text, sys.stdout)

    def result(self, plain: dict[str, Any]) -> None:
        """The object for scripts."""
        if self.as_json:
            in_full = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
            self._print(json.dumps(plain, ensure_ascii=not in_full, indent=1), sys.stdout)

    def problem(self, problem: BackfillError) -> None:
        """What stopped it, and what to do; before it, what was done until then."""
        told: dict[str, Any] = {"error": {"title": str(problem.title), "advice": str(problem.advice)}}
        if self.so_far is not None:
            told["report"] = plain_report(self.so_far)
            say_report(self, self.so_far)
        self.result(told)
        if not self.as_json:
            self._print(str(problem), sys.stderr)

    def mistake(self, mistake: Exception) -> None:
        """Where the program went wrong. The exception's own words are left out: they may quote a cell."""
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(mistake.__traceback__)]
        self._print("\n".join((f"{type(mistake).__name__} (Backfill Assistant {__version__})", *places)), sys.stderr)
        self.problem(MISTAKE)

    def _print(self, text: str, stream: TextIO, end: str = "\n") -> None:
        if self.deaf:
            return
        try:
            print(text, end=end, file=stream, flush=True)
        except OSError as error:
            # Whoever has stopped listening (`… | head`) does not want to know; a full disk means that a script misses something.
            self.deaf = not isinstance(error, BrokenPipeError)
            # What is still to be printed, and what Python writes when it ends, goes nowhere.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)

    def progress(self, progress: Progress) -> None:
        """One line that is written over, on a terminal only."""
        if self.as_json or not sys.stderr.isatty():
            return
        of = f" of {progress.total:,}" if progress.total else ""
        waiting = f"  {progress.waiting}" if progress.waiting else ""
        if progress.last_answers_rows:
            left = f"{progress.last_answers_rows:,} rows, {progress.last_answers_seconds:.0f} s at most"
            waiting = f"  stopping: waiting for answers ({left}); Ctrl-C again does not wait"
        self._print(f"\r\033[K{progress.done:,}{of} rows{waiting}", sys.stderr, end="")


def moment(unix_ms: int) -> str:
    """A moment as `--start` takes it."""
    return datetime.fromtimestamp(unix_ms / 1000, UTC).isoformat(timespec="minutes")


def plain_totals(totals: Totals) -> dict[str, int]:
    """Totals for scripts; all but "rows" add up to it."""
    return {field.name: int(getattr(totals, field.name)) for field in fields(totals)}


def plain_report(report: Report) -> dict[str, Any]:
    """A report for scripts, without cell values."""
    held = report.held
    return {
        "run": report.run.id,
        "end": report.end.value,
        "can_continue": report.can_continue,
        "summary": str(report.summary),
        "explanation": str(report.explanation) if report.explanation else None,
        "file": report.run.source.name,
        "workspace": report.run.workspace.name,
        # When it is planned to start, in unix milliseconds.
        "start_ms": report.run.plan.start_ms,
        # The run that sends the rows this one holds back.
        "held": {"run": held.run_id, "rows": held.rows, "start_ms": held.start_ms} if held is not None else None,
        "requests": report.requests,
        # People that the run lets messages through to, and those it stops them for.
        "subscribed": report.run.subscriptions.subscribed,
        "unsubscribed": report.run.subscriptions.unsubscribed,
        "totals": plain_totals(report.totals),
        "refused": [
            {
                "by": group.reason.by.value,
                "code": group.reason.code,
                "column": group.reason.column,
                "reason": str(group.reason.sentence),
                "advice": str(group.reason.advice),
                "rows": len(group.rows),
                "first_rows": _shown_rows(group.rows.tolist()),
            }
            for group in report.refused
        ],
    }


def _shown_rows(rows: Sequence[int]) -> list[int]:
    """The first few, numbered from 1 as on screen."""
    return [row + 1 for row in rows[:_EXAMPLES]]


def say_report(printer: Printer, report: Report) -> None:
    """A report for people."""
    totals = report.totals
    held = report.held.rows if report.held is not None else 0
    printer.line(f"Run {report.run.id}: {report.end.value}. {report.summary}")
    if report.explanation:
        printer.line(str(report.explanation))
    for name, count in (
        ("accepted", totals.accepted),
        ("refused", totals.refused),
        ("held", held),
        ("left out", totals.left_out_by_person - held),
        ("merged", totals.left_out_by_merging),
        ("not sent", totals.not_sent),
        ("not known", totals.unknown),
        ("rows in the file", totals.rows),
    ):
        if count or name not in ("held", "merged"):
            printer.line(f"  {count:>12,}  {name}")
    if report.subscriptions is not None:
        printer.line(f"People: {report.subscriptions}.")
    if report.held is not None:
        later, wait = report.held, "row waits" if held == 1 else "rows wait"
        printer.line(f"{held:,} {wait} in run {later.run_id} until {moment(later.start_ms)}.")
        printer.line(f"Send them then with `resume {later.run_id}`.")
    if report.refused:
        printer.line("Why rows were refused:")
    for group in report.refused:
        where = f" [{group.reason.column}]" if group.reason.column else ""
        rows = ", ".join(f"{row:,}" for row in _shown_rows(group.rows.tolist()))
        more = " …" if len(group.rows) > _EXAMPLES else ""
        printer.line(f"  {len(group.rows):>12,}  {group.reason.sentence}{where} (row {rows}{more})")

"""What can be said on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from backfill_assistant.core.forecast.plans import Choice

EXIT_CODES = "Exit codes: 0 all that was to be sent was accepted, 1 rows refused, 2 could not run or could not finish."
# Rows per second: slower, a file would take years; faster than Customer.io takes requests makes no difference.
_SLOWEST: Final = 0.01
_FASTEST: Final = 1_000_000.0


def _moment_ms(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("say it like this: 2026-03-01T09:00+01:00") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say the time zone too, as in 2026-03-01T09:00+01:00")
    return int(moment.timestamp() * 1000)


def _limit(text: str) -> tuple[str, int]:
    name, _, count = text.rpartition("=")
    if not name or not count.isdecimal():
        raise argparse.ArgumentTypeError("say a campaign and a number, as in Welcome=100")
    return name, int(count)


def _zone(text: str) -> str:
    if text == "UTC":
        return text
    # A file is begun to be read before zones are loaded.
    from backfill_assistant.core.values.zones import zone_name

    name = zone_name(text)
    if name is None:
        raise argparse.ArgumentTypeError("there is no such time zone; say it like Europe/Berlin or +01:00")
    return name


def _number_from(least: int) -> Callable[[str], int]:
    """A whole number that is not smaller."""

    def read(text: str) -> int:
        if not (text.isdecimal() and int(text) >= least):
            raise argparse.ArgumentTypeError(f"it must be a whole number, {least} or more")
        return int(text)

    return read


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not _SLOWEST <= speed <= _FASTEST:
        raise argparse.ArgumentTypeError(f"it must be a number from {_SLOWEST} to {_FASTEST:,.0f}")
    return speed


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="the file to bring in")
    command.add_argument("--sheet", help="which sheet of a workbook")
    command.add_argument("--reading", type=Path, metavar="JSON", help="how to read the file, instead of guessing")
    command.add_argument(
        "--zone",
        type=_zone,
        help="the time zone of times that name none, such as Europe/Berlin or UTC; without it, and where no mapping says it, such "
        "times are not sent",
    )
    command.add_argument("--meaning", choices=("person", "event", "person and event"), help="what one row is")


def _way(command: argparse.ArgumentParser) -> None:
    _file(command)
    command.add_argument("--mapping", type=Path, metavar="JSON", help="a mapping saved by `suggest` or by the window")
    command.add_argument(
        "--said-no",
        choices=("unsubscribe", "leave out", "send"),
        help="what to do with people who said no in a column about consent; without it all their rows are refused. `send` sends "
        "them like all others, so that they can be mailed",
    )
    command.add_argument("--campaigns", type=Path, metavar="JSON", help="campaigns from a file instead of from the workspace")
    command.add_argument(
        "--start",
        type=_moment_ms,
        metavar="TIME",
        help="when sending starts, such as 2026-03-01T09:00+01:00 (now): rows are judged as of then, and `send` waits for it",
    )
    command.add_argument("--rows-per-second", type=_speed, default=1_000.0, metavar="N", help="how fast rows go out at most (1000)")
    command.add_argument("--order", choices=("file order", "oldest first", "soonest to expire first"), default="file order")


def _place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workspace", metavar="NAME", help="a workspace added in the window; the practice workspace if not given")
    command.add_argument("--practice", metavar="URL", help="a practice workspace that is already running")
    # For tests: the practice workspace by Customer.io's other door; workspaces added in the window have theirs already.
    command.add_argument("--route", choices=("track", "pipelines"), help=argparse.SUPPRESS)


def parse(words: list[str]) -> argparse.Namespace:
    """Read the words; argparse ends the program with 2 when they are off."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")
    parser = argparse.ArgumentParser(
        prog="backfill-assistant-cli",
        description="Bring people and historic events into Customer.io, and know beforehand what they could trigger.",
        epilog=EXIT_CODES,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, what: str, more: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[shared], help=what, description=f"{what}. {more}".strip(), epilog=EXIT_CODES)

    add("sample", "carry the sample data to a report in the practice workspace")
    suggest = add("suggest", "guess what each column means, and save it as a mapping to look over")
    _file(suggest)
    suggest.add_argument("--save", type=Path, metavar="JSON", help="where to save the mapping")
    forecast = add("forecast", "say which rows could start which campaign; sends nothing")
    _way(forecast)
    _place(forecast)
    forecast.add_argument("--page", type=Path, metavar="HTML", help="save the forecast as one page, without personal data")
    forecast.add_argument("--rows", type=Path, metavar="CSV", help="save the rows that could start a campaign")
    send = add("send", "send a file")
    _way(send)
    _place(send)
    send.add_argument(
        "--choice",
        choices=tuple(choice.value for choice in Choice),
        default=Choice.LEAVE_OUT.value,
        help="what to do with rows that could start a campaign (leave out); `hold until quiet time` makes them a second run, "
        "to be sent with `resume` when none of them can start anything any more",
    )
    send.add_argument(
        "--approve", type=_number_from(0), default=0, metavar="N", help="how many rows that could start a campaign may go (0)"
    )
    send.add_argument(
        "--at-most",
        action="append",
        default=[],
        type=_limit,
        metavar="CAMPAIGN=N",
        help="let at most N rows go that could start this campaign (its name or id); may be given for several campaigns",
    )
    send.add_argument(
        "--first",
        type=_number_from(1),
        metavar="N",
        help="send only the first N rows for now; when they are sent, that is all that was asked for, and `resume` sends the rest",
    )
    # For tests: many small requests instead of few large ones.
    send.add_argument("--batch-bytes", type=_number_from(1), help=argparse.SUPPRESS)
    resume = add(
        "resume",
        "go on with a run that was interrupted or stopped, or that was held until now",
        "Before the time at which a run is planned to start, this ends with 2 and sends nothing, unless --wait or --now is given.",
    )
    resume.add_argument("run", help="the run's id, or `last`")
    resume.add_argument("--file", type=Path, help="where the file is now, if it was moved")
    resume.add_argument(
        "--mapping",
        type=Path,
        metavar="JSON",
        help="the mapping the run began with, where it corrects cells: no run writes those down",
    )
    resume.add_argument(
        "--approve", type=_number_from(0), metavar="N", help="approve another number of rows that could start a campaign"
    )
    resume.add_argument(
        "--other-key", action="store_true", help="the workspace has another Pipelines key by now, which feeds the same workspace"
    )
    planned = resume.add_mutually_exclusive_group()
    planned.add_argument("--wait", action="store_true", help="if the run is planned to start later, wait for that")
    planned.add_argument("--now", action="store_true", help="if the run is planned to start later, start it now all the same")
    resume.add_argument("--practice", metavar="URL", help="a practice workspace that is already running")
    add("runs", "list the runs on this machine")
    report = add("report", "what became of a run")
    report.add_argument("run", help="the run's id, or `last`")
    report.add_argument("--refused", type=Path, metavar="CSV", help="save the refused rows with their reasons")
    report.add_argument("--file", type=Path, help="where the file is now, if it was moved")
    return parser.parse_args(words)

"""The same path without a window, for scripts: suggest, forecast, send, resume, runs, report, sample.

Exit codes: 0 everything that was to be sent was accepted; 1 it ran to its end, but rows were refused; 2 it could not run or could
not finish, which includes that what it had to say could not be written. `sample` gives 0 when it reached its report. On 2 the
sentence says why and what to do; with --json it is {"error": {"title": …, "advice": …}} on standard output, and has the "report"
of a run that could not go on.
"""

from __future__ import annotations

import gc
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["practice"]:
        # The packaged program is its own practice workspace.
        from backfill_assistant.practice.__main__ import main as practice

        return practice(words[1:])
    if words[:1] == ["read-apart"]:
        # … and its own reader of large workbooks.
        from backfill_assistant.adapters.readers.apart_child import main as read_apart

        read_apart()
        return 0
    own_process = arguments is None
    if own_process:
        # Modules are there to stay: while they are loaded, and later, there is no need to look through them for garbage.
        gc.disable()
    from backfill_assistant.core.arrow_alone import load_arrow

    load_arrow()
    from backfill_assistant.headless.arguments import parse

    chosen = parse(words)
    from backfill_assistant.compose import make_parts
    from backfill_assistant.core.errors import BackfillError
    from backfill_assistant.core.progress import Stopped
    from backfill_assistant.headless.opening import opening
    from backfill_assistant.headless.words import STOPPED, Printer

    printer = Printer(as_json=chosen.json)
    parts = make_parts(practice_url=getattr(chosen, "practice", None))
    try:
        from backfill_assistant.headless.commands import COMMANDS

        with opening(parts, chosen, printer) as begun:
            if own_process:
                gc.freeze()
                gc.enable()
            code = COMMANDS[chosen.command](parts, chosen, printer, begun)
        return 2 if printer.deaf else code
    except BackfillError as problem:
        printer.problem(problem)
        return 2
    except (Stopped, KeyboardInterrupt):
        printer.problem(STOPPED)
        return 2
    except Exception as mistake:  # noqa: BLE001 - any other exit code than 2 would say that the run came to its end
        printer.mistake(mistake)
        return 2
    finally:
        parts.close()
        if own_process:
            # Everything is written; the interpreter looks for no garbage in what goes with it when it ends.
            gc.freeze()

"""The log says what was done and which kind of thing went wrong, and nothing of the person's rows, files or keys."""

import logging

from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui.jobs import Jobs
from backfill_assistant.ui.log_file import end_log, keep_log, log_folder


def fails(secret):
    raise FileProblem(Sentence("{name} is broken.", name=secret), Sentence("Mend {name}.", name=secret))


def test_jobs_and_errors_are_written_by_kind(qtbot, tmp_path):
    handler = keep_log(tmp_path)
    jobs = Jobs()
    try:
        with qtbot.waitSignal(jobs.start(len, "planted-value", name="count", watched=False).ended):
            pass
        with qtbot.waitSignal(jobs.start(fails, "planted-value", name="open", watched=False).ended):
            pass
    finally:
        jobs.shut_down()
        end_log(handler)
    written = (log_folder(tmp_path) / "backfill-assistant.log").read_text(encoding="utf-8")
    assert "started: version" in written
    assert "count: done" in written
    assert "open: FileProblem" in written
    assert "planted-value" not in written
    assert handler not in logging.getLogger("backfill_assistant").handlers


def test_a_folder_that_cannot_be_used_ends_nothing(tmp_path):
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    assert keep_log(tmp_path) is None
    end_log(None)

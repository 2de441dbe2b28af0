"""The saved report: complete in itself, adds up, says every end, and nothing of a person."""

from __future__ import annotations

import errno
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from backfill_assistant.adapters.report_files import ReportPageFile, report_html
from backfill_assistant.core.errors import DiskFull, FileProblem
from backfill_assistant.core.journal.account import Totals
from backfill_assistant.core.journal.report import Report, make_report
from backfill_assistant.core.journal.runs import Closing, Reason, RefusedBy, RefusedRows, RunEnd
from backfill_assistant.core.sentences import Sentence
from fakes.cargo import OUR_REASON, make_run
from fakes.journal import FakeJournal

THEIR_REASON = Reason(RefusedBy.CUSTOMERIO, "c", Sentence("Too <long>."), Sentence("Shorten it."), "Plan & price")


def report_of(end: RunEnd = RunEnd.COMPLETE_WITH_REFUSALS) -> Report:
    journal = FakeJournal(make_run(40))
    journal.set_aside([RefusedRows(OUR_REASON, np.array([3])), RefusedRows(THEIR_REASON, np.arange(10, 30))], [])
    journal.finish(Closing(end, 1_790_000_000_000, Sentence("Because {rows}.", rows=1_234)), 3, 21)
    return make_report(journal)


class _Tags(HTMLParser):
    """Fails on a tag that is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not {"src", "href", "onload", "onclick"} & {name for name, _ in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_sound_and_needs_nothing_else() -> None:
    page = report_html(report_of())
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & tags.seen
    assert "http" not in page.replace("http-equiv", "")


def test_it_says_what_why_and_which() -> None:
    page = report_html(report_of())
    assert "Complete with rows refused." in page
    assert "Because 1,234." in page
    assert "Too &lt;long&gt;.<br>Shorten it." in page
    assert "Plan &amp; price" in page
    # Rows as people count them, the first dozen of each group.
    assert "11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, …" in page
    assert '<td class="">4</td>' in page


@pytest.mark.parametrize("end", list(RunEnd))
def test_every_end_has_its_words(end: RunEnd) -> None:
    page = report_html(replace(report_of(), end=end))
    assert re.search(r'<strong class="(good|caution)">[A-Z][a-z ]+\.</strong>', page)


def test_the_numbers_add_up() -> None:
    totals = Totals(361, 1, 2, 4, 8, 16, 32, 64, 234)
    page = report_html(replace(report_of(), totals=totals))
    table = page.partition("<table>")[2].partition("</table>")[0]
    *parts, whole = (int(number.replace(",", "")) for number in re.findall(r'class="number">(?:<strong>)?([\d,]+)', table))
    assert sum(parts) == whole == 361
    assert len(parts) == 8


def test_words_are_translated() -> None:
    page = report_html(report_of(), lambda sentence: sentence.text.upper())
    assert "TOO &LT;LONG&GT;." in page.upper()
    assert "EVERY ROW OF THE FILE" in page


@pytest.mark.parametrize(("number", "problem"), [(errno.ENOSPC, DiskFull), (errno.EROFS, FileProblem)])
def test_what_cannot_be_saved_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, problem: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "no")

    ReportPageFile().save(tmp_path / "report.html", report_of())
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    monkeypatch.setattr(Path, "write_text", fail)
    with pytest.raises(problem, match=r"report\.html"):
        ReportPageFile().save(tmp_path / "report.html", report_of())

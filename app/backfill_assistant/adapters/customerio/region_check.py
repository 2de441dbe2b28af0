"""What a check of a workspace found, or why it did not work, before any customer data leaves."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from backfill_assistant.adapters.customerio.addresses import region_of_url
from backfill_assistant.adapters.customerio.answers import PAGE_INSTEAD
from backfill_assistant.adapters.customerio.credentials import wrong_region
from backfill_assistant.adapters.customerio.replies import NoReply, Reply
from backfill_assistant.core.errors import KeyRefused, WorkspaceProblem
from backfill_assistant.core.journal.runs import Region
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

# A header of the practice workspace alone.
MEMORY_MARK: Final = "x-practice-memory"


def not_reached(problem: NoReply) -> WorkspaceProblem:
    """There was no answer."""
    return WorkspaceProblem(problem.title, problem.advice)


def check_status(reply: Reply, asked_path: str, region: Region) -> None:
    """Return when the answer can be used; else raise KeyRefused, WrongRegion or WorkspaceProblem."""
    if 200 <= reply.status < 300 and not reply.is_html:
        return
    if reply.status == 401 or (reply.status == 403 and not reply.is_html):
        raise KeyRefused(
            Sentence(QT_TRANSLATE_NOOP("core", "Customer.io does not accept this key.")),
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "Check that the key is complete, belongs to this workspace and region ({region}), and has not been revoked.",
                ),
                region=region.upper(),
            ),
        )
    if 300 <= reply.status < 400:
        _check_redirect(reply, asked_path, region)
    if reply.status == 429 or reply.status >= 500:
        raise WorkspaceProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "Customer.io is busy or not working at the moment.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Try again in a few minutes.")),
        )
    raise not_customerio()


def not_customerio() -> WorkspaceProblem:
    """Whatever answers is not Customer.io."""
    return WorkspaceProblem(
        PAGE_INSTEAD,
        Sentence(QT_TRANSLATE_NOOP("core", "Then check the workspace again. No customer data has been sent.")),
    )


def _check_redirect(reply: Reply, asked_path: str, region: Region) -> None:
    """The specification: an account of the other region is redirected. A sign-in page has another path."""
    location = reply.headers.get("location", "")
    lives_in = region_of_url(location)
    if lives_in is None and location and urlsplit(location).path == asked_path:
        lives_in = Region.EU if region is Region.US else Region.US
    if lives_in is not None and lives_in is not region:
        raise wrong_region(lives_in)

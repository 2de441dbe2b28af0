"""What can stop the program, each with what happened and what to do next.

BackfillError
├── FileProblem            the file cannot be read, or is no longer the file that was read
├── MappingIncomplete      the mapping still lacks something
├── CampaignsUnreadable    campaigns cannot be fetched or understood
├── WorkspaceProblem       Customer.io cannot be reached or will not talk to us
│   ├── KeyRefused         401 or 403
│   └── WrongRegion        the workspace lives in the other region
├── JournalProblem         the record of a run cannot be written, read or continued
│   ├── RunBusy            another program instance is sending this run
│   └── RunGone            the record was deleted meanwhile
├── SecretsProblem         the system's password store failed
├── DiskFull               no room left
└── SettingsProblem        a saved mapping, campaign file or setting cannot be used

Cancelling is not an error (see `progress.Stopped`).
"""

from __future__ import annotations

from backfill_assistant.core.sentences import Sentence


class BackfillError(Exception):
    """Something the person must know: `title` says what happened, `advice` what to do next."""

    def __init__(self, title: Sentence, advice: Sentence) -> None:
        super().__init__(title, advice)
        self.title = title
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.title} {self.advice}"


class FileProblem(BackfillError):
    """The file cannot be read, or is no longer the file that was read."""


class MappingIncomplete(BackfillError):
    """The mapping still lacks something."""


class CampaignsUnreadable(BackfillError):
    """Campaigns cannot be fetched or understood."""


class WorkspaceProblem(BackfillError):
    """Customer.io cannot be reached or will not talk to us."""


class KeyRefused(WorkspaceProblem):
    """Customer.io answered 401 or 403."""


class WrongRegion(WorkspaceProblem):
    """The workspace lives in the other region."""


class JournalProblem(BackfillError):
    """The record of a run cannot be written, read or continued."""


class RunBusy(JournalProblem):
    """Another program instance is sending this run."""


class RunGone(JournalProblem):
    """The record of a run was deleted meanwhile, by another window or by hand."""


class SecretsProblem(BackfillError):
    """The system's password store failed."""


class DiskFull(BackfillError):
    """No room is left on a disk."""


class SettingsProblem(BackfillError):
    """A saved mapping, campaign file or setting cannot be used."""

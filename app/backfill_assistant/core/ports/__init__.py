"""What the core and the window ask of the world. `adapters` and `practice` fill these; `compose` chooses which."""

from backfill_assistant.core.ports.files import CampaignsFile, FileReader, ForecastPage, RefusedRowsFile, ReportPage, Samples
from backfill_assistant.core.ports.journals import Journal, Journals, RunSummary
from backfill_assistant.core.ports.machine import Clock, Secrets, Settings, Storage
from backfill_assistant.core.ports.parts import Parts
from backfill_assistant.core.ports.practice import Mood, Practice, PracticeCounts
from backfill_assistant.core.ports.workspaces import Answer, CampaignSource, ReadBack, RegionCheck, Workspace

__all__ = [
    "Answer",
    "CampaignSource",
    "CampaignsFile",
    "Clock",
    "FileReader",
    "ForecastPage",
    "Journal",
    "Journals",
    "Mood",
    "Parts",
    "Practice",
    "PracticeCounts",
    "ReadBack",
    "RefusedRowsFile",
    "RegionCheck",
    "ReportPage",
    "RunSummary",
    "Samples",
    "Secrets",
    "Settings",
    "Storage",
    "Workspace",
]

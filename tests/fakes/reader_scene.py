"""A file that is opened to its end, and what that leaves in the cache."""

from __future__ import annotations

from pathlib import Path

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Unwatched


def open_it(files: Files, path: Path) -> None:
    files.read(path, files.look(path).choices, Unwatched())


def leftovers(tmp_path: Path) -> list[str]:
    folder = tmp_path / "cache"
    return [path.name for path in folder.iterdir()] if folder.exists() else []

"""Readers of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from backfill_assistant.adapters.readers.file_reader import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "cache")

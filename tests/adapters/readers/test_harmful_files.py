"""Files of gigabytes that are hardly tables, opened in a window: told at once or read, memory flat, nothing left behind."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "harmful_files.py"
TOLD = {
    "one line": "far too long for a row",
    "one line of cells": "far too long for a row",
    "one quoted cell": "174,762,000 rows",
    "columns": "100,000 columns",
    "zip": "times its size",
    "gzip": "times its size",
    "JSON text": "not valid JSON",
}


@pytest.mark.slow
@pytest.mark.parametrize("case", TOLD)
def test_a_sentence_while_memory_stays_flat(case: str, tmp_path: Path) -> None:
    command = [sys.executable, str(BENCHMARK), "--folder", str(tmp_path), case]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert TOLD[case] in said
    assert "LEFT BEHIND" not in said
    megabytes = re.search(r"(\d+) MB \(window alone", said)
    assert megabytes is not None
    assert int(megabytes[1]) < 600, said

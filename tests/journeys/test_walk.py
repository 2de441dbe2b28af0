"""`backfill-assistant --journey FOLDER`, with which an installed program proves that it works, reaches a report."""

from __future__ import annotations

import os
import subprocess
import sys


def test_the_sample_is_walked_to_a_report_with_a_picture_of_each_page(tmp_path):
    environment = {**os.environ, "BACKFILL_ASSISTANT_HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "backfill_assistant", "--journey", str(tmp_path / "pictures")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    taken = [path.stem.split("-", 2)[2] for path in sorted((tmp_path / "pictures").glob("*.png"))]
    assert taken[:8] == ["start", "file", "columns", "triggers", "send", "confirm", "sending", "report"]

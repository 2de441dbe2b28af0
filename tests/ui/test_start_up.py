"""A window opens before anything heavy is loaded."""

import subprocess
import sys

SCRIPT = """
import sys
from backfill_assistant.compose import make_parts
from backfill_assistant.ui import application, main_window
from backfill_assistant.ui.pages import start_page
heavy = {"pandas", "pyarrow", "numpy", "httpx", "keyring", "sqlite3", "ssl"}
print(sorted({name.partition(".")[0] for name in sys.modules} & heavy))
"""


def test_the_window_needs_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""A window opens before anything heavy is loaded."""

import os
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


LOADED_AWAY = """
from backfill_assistant.compose import make_parts
from backfill_assistant.ui.application import create_application, load_heavy_modules, settle_memory
from backfill_assistant.ui.steps import PAGES
import gc, sys, threading
create_application(["x"])
loading = threading.Thread(target=load_heavy_modules, args=(make_parts(),))
loading.start()
loading.join()
settle_memory(None)
names = [f"ui.pages.{slot.module}" for slot in PAGES] + ["adapters.readers.text_file", "adapters.readers.workbook_file"]
print(all(f"backfill_assistant.{name}" in sys.modules for name in names), gc.get_freeze_count() > 10_000)
"""


def test_what_is_heavy_and_the_pages_are_loaded_away_from_the_window(tmp_path):
    environment = {**os.environ, "BACKFILL_ASSISTANT_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", LOADED_AWAY], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "True True"


def test_the_window_needs_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

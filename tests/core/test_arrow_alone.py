"""pyarrow comes without pandas, numpy without threads of its own, and both do all that is asked of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from backfill_assistant.core.arrow_alone import load_arrow
load_arrow()
load_arrow()
assert "importlib.abc" not in sys.modules
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
assert pa.default_memory_pool().backend_name == "system"
assert "pydoc" not in sys.modules
assert pc.replace_substring(pa.array(["aa"]), "a", "b", max_replacements=1).to_pylist() == ["ba"]
assert pc.replace_substring(pa.array(["aa"]), options=pc.ReplaceSubstringOptions("a", "b")).to_pylist() == ["bb"]
from pyarrow.vendored import docscrape
assert docscrape.NumpyDocString(pc.ReplaceSubstringOptions.__doc__)["Parameters"]
assert pc.fill_null(pa.array([1, None]), 0).to_numpy().tolist() == [1, 0]
assert pa.array(np.array(["a", None], dtype=object)).to_pylist() == ["a", None]
assert "pandas" not in sys.modules
import pandas
assert pa.array(pandas.array(["a"])).to_pylist() == ["a"]
"""


WITHOUT_THREADS = """
import sys
from pathlib import Path
import backfill_assistant.headless
assert "numpy" not in sys.modules
from backfill_assistant.core.arrow_alone import load_arrow
load_arrow()
import numpy as np
square = np.ones((600, 600))
assert (square @ square == 600).all()
# Arrow's own thread has a name; those of numpy's linear algebra are called what the process is.
names = [(task / "comm").read_text() for task in Path("/proc/self/task").iterdir()]
assert names.count(Path("/proc/self/comm").read_text()) == 1, names
"""


def test_arrow_is_loaded_without_pandas_which_can_still_be_imported_by_whoever_wants_it():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells the threads of a process there")
def test_numpy_starts_no_threads_and_the_headless_program_says_so_before_it_is_loaded():
    subprocess.run([sys.executable, "-c", WITHOUT_THREADS], check=True, timeout=60)


def test_the_headless_program_never_loads_pandas(tmp_path):
    program = "import sys; from backfill_assistant.headless import main; main(['sample']); assert 'pandas' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"BACKFILL_ASSISTANT_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr

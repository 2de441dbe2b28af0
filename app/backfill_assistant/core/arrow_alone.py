"""Loads pyarrow and numpy without what they bring along: pandas, help texts, an allocator that keeps all, threads that spin."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

# Takes docstrings apart.
_DOCSCRAPE: Final = "pyarrow.vendored.docscrape"


class _NoPandas:
    """Finds no pandas. `importlib.abc`, which has a base for such classes, brings along what reads resources."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        """Raises ImportError for pandas, and leaves all else to others."""
        if name == "pandas":
            raise ImportError(name)


def load_arrow() -> None:
    """Called before anything else imports pyarrow or numpy; a second time it does nothing.

    pyarrow imports an installed pandas when the first value is made (0.3 s and 60 MB), and never asks again once that has failed.
    The system's allocator is as fast as the bundled one and peaks some 30 MB lower over a large file.
    numpy's products of matrices are small here, and the threads that stand ready for larger ones spin while they wait.
    pyarrow puts a help text together for each of its functions, in half of the time that loading them takes (14 ms).
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    without = _NoPandas()
    sys.meta_path.insert(0, without)
    try:
        import pyarrow as pa

        pa.scalar(0)
    finally:
        sys.meta_path.remove(without)
    if "pyarrow.compute" not in sys.modules:
        _load_functions()


def _load_functions() -> None:
    """What would be told of their options is left out of the help texts of `pyarrow.compute`."""
    stand_in: Any = ModuleType(_DOCSCRAPE)
    stand_in.NumpyDocString = lambda text: {"Parameters": ()}
    sys.modules[_DOCSCRAPE] = stand_in
    try:
        import_module("pyarrow.compute")
    finally:
        del sys.modules[_DOCSCRAPE]

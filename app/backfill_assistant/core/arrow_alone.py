"""Loads pyarrow and numpy without what they bring along: pandas, an allocator that keeps what it got, threads that spin."""

from __future__ import annotations

import os
import sys
from typing import Any


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

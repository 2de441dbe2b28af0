"""Where icons, samples and translations lie, from source and packaged."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The resources folder: inside the installed package, else at the top of the checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "resources"


def icons() -> Path:
    """SVG icons, one file per name."""
    return resources() / "icons"


def samples() -> Path:
    """Sample data: invented people at example domains."""
    return resources() / "samples"


def translations() -> Path:
    """Compiled translations, `backfill_assistant_<language>.qm`."""
    return resources() / "translations"

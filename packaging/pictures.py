"""Every page as PNG: light and dark, large and smallest window, 100 % and 200 %. For looking at, and for the README.

    python packaging/pictures.py FOLDER [--only light-1240x800-100]
    python packaging/pictures.py --readme

Walks the sample events through the practice workspace without a screen, once per combination, each in a process
and a home of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


LOOKS = ("light", "dark")
SIZES = ((1240, 800), (960, 640))
SCALES = (100, 200)
README_PICTURES = Path(__file__).resolve().parents[1] / "resources" / "screenshots"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("pictures"))
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    parser.add_argument("--only", help="one combination, such as light-1240x800-100")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if chosen.readme:
        return renew_readme()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if chosen.only:
        return walk(chosen.folder, chosen.only)
    names = [f"{look}-{width}x{height}-{scale}" for look in LOOKS for width, height in SIZES for scale in SCALES]
    failed = [name for name in names if run_alone(chosen.folder, name)]
    print(f"{len(list(chosen.folder.glob('*.png')))} pictures in {chosen.folder}")
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def renew_readme() -> int:
    """The Triggers page in both looks."""
    with tempfile.TemporaryDirectory() as made:
        for look in LOOKS:
            if run_alone(Path(made), f"{look}-1240x800-100"):
                return 1
            [picture] = Path(made).glob(f"{look}-*-triggers.png")
            README_PICTURES.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, README_PICTURES / f"triggers-{look}.png")
    return 0


def run_alone(folder: Path, name: str) -> int:
    """The scale can only be set before Qt starts, so each combination has a process of its own."""
    scale = int(name.rsplit("-", 1)[1])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale / 100), "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as home:
        environment["BACKFILL_ASSISTANT_HOME"] = home
        done = subprocess.run([sys.executable, __file__, str(folder), "--only", name], env=environment, check=False)
    return done.returncode


def walk(folder: Path, name: str) -> int:
    from backfill_assistant.compose import make_parts
    from backfill_assistant.ui.application import create_application, create_window
    from backfill_assistant.ui.journey import Journey

    look, size, _ = name.split("-")
    parts = make_parts()
    parts.settings.keep("look", look)
    application = create_application([sys.argv[0]])
    mistakes: list[type[BaseException]] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        mistakes.append(kind)
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    window = create_window(parts)
    try:
        window.resize(*(int(side) for side in size.split("x")))
        Journey(window, folder, name).walk()
    finally:
        window.desk.jobs.shut_down()
        window.close()
        application.processEvents()
        parts.close()
    return 1 if mistakes else 0


if __name__ == "__main__":
    raise SystemExit(main())

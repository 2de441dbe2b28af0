#!/usr/bin/env python3
"""Set up this checkout and use it, with nothing but Python.

    python3 packaging/dev.py run    start the program with sample data (without a screen: carry the sample to a report)
    python3 packaging/dev.py test   run the tests

Makes `.venv` beside pyproject.toml from the hash-locked packaging/requirements.txt. On Debian and Ubuntu the system libraries that
Qt needs are installed in one step when that is possible without a question, else the one command to run is printed.

Further: `setup` only prepares, `pictures FOLDER` renders every page, `build` makes what can be installed,
`lock` renews requirements.txt.
What follows the command is handed on. `--no-system` never touches system packages. Standard library only.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCK = ROOT / "packaging" / "requirements.txt"
# Only for building; what it makes is not linked with it, so its licence (GPL with an exception for that) does not matter.
FREEZER = "pyinstaller==6.22.3"
OLDEST, TOO_NEW = (3, 11), (3, 15)

# Library → Debian package. The first group is needed even without a screen, the second for a real window.
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
OTHER_INSTALLERS = {"dnf": "sudo dnf install", "zypper": "sudo zypper install", "pacman": "sudo pacman -S", "apk": "sudo apk add"}


def say(text: str) -> None:
    print(f"[dev] {text}", flush=True)


def give_up(text: str) -> None:
    sys.exit(f"[dev] {text}")


def has_screen() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def interpreter() -> str:
    """A Python of a supported version: this one, or another that is installed."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return sys.executable
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        for command in ([f"python3.{minor}"], ["py", f"-3.{minor}"]):
            if shutil.which(command[0]):
                asked = subprocess.run(
                    [*command, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True, check=False
                )
                if asked.returncode == 0:
                    return asked.stdout.strip()
    give_up(
        f"Python {OLDEST[0]}.{OLDEST[1]} to {TOO_NEW[0]}.{TOO_NEW[1] - 1} is needed; this is {platform.python_version()}. "
        "It is at https://www.python.org/downloads/"
    )
    raise AssertionError("give_up does not return")


def missing_packages(python: str) -> list[str]:
    """Debian packages that this system lacks: Python's venv module and Qt's libraries."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    if (
        not PYTHON.exists()
        and subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode
    ):
        version = subprocess.check_output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True).strip()
        own = python in ("/usr/bin/python3", shutil.which("python3"))
        missing.append("python3-venv" if own else f"python{version}-venv")
    for library, package in {**OFFSCREEN, **(WINDOW if has_screen() else {})}.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def install_system_packages(packages: list[str]) -> None:
    """Install Debian packages without a question, or print the one command that does it and stop."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        known = next(
            (line for tool, line in OTHER_INSTALLERS.items() if shutil.which(tool)), "your system's package manager: install"
        )
        give_up(
            "Qt needs some system libraries. Install what provides them, then run this again.\n\n"
            f"    {known} …\n\n    (on Debian they are called {' '.join(packages)})"
        )
    root = os.geteuid() == 0
    sudo = [] if root else ["sudo", "-n"]
    if not root and (not shutil.which("sudo") or subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode):
        command = "apt-get update && " + " ".join(install)
        give_up(f"Some system packages are missing. As an administrator run this once, then this script again:\n\n    {command}\n")
    say(f"installing system packages: {' '.join(packages)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update"], install):
        done = subprocess.run([*sudo, *step], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            give_up(f"{' '.join(step)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def stamp_of(python: str) -> str:
    """What the environment depends on: the lock, the interpreter, and where the checkout lies."""
    version = subprocess.check_output([python, "--version"], text=True)
    return hashlib.sha256(LOCK.read_bytes() + version.encode() + str(ROOT).encode()).hexdigest()


def prepare(*, system: bool) -> None:
    """Make everything ready; quick when it already is."""
    started = time.monotonic()
    python = interpreter()
    if system and (missing := missing_packages(python)):
        install_system_packages(missing)
    stamp, wanted = VENV / "stamp", stamp_of(python)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("preparing the environment in .venv (once; under a minute on a usual connection)")
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([python, "-m", "venv", str(VENV)], check=True)
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "-q",
        "--require-hashes",
        "-r",
        str(LOCK),
    ]
    if subprocess.run(pip, check=False).returncode:
        give_up("The packages could not be installed. Check the connection to the package index and run this again.")
    site = subprocess.check_output([str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    # A path file is all that a checkout needs; nothing is built, and editors and mypy follow it.
    (Path(site.strip()) / "backfill_assistant_checkout.pth").write_text(str(ROOT / "app") + "\n", encoding="utf-8")
    stamp.write_text(wanted)
    say(f"environment ready after {time.monotonic() - started:.0f} s")


def lock() -> int:
    """Renew requirements.txt for all systems and supported Pythons; needs uv."""
    command = [
        "uv",
        "pip",
        "compile",
        "--universal",
        "--generate-hashes",
        "--python-version",
        "3.11",
        "--extra",
        "test",
        "--upgrade",
    ]
    command += ["--no-header", "--no-emit-index-url", "--no-annotate", "-q", "pyproject.toml", "-o", str(LOCK)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    arguments = sys.argv[1:]
    system = "--no-system" not in arguments
    arguments = [word for word in arguments if word != "--no-system"]
    what, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    commands = {
        "run": [] if has_screen() else ["-m", "backfill_assistant.headless", "sample"],
        "test": ["-m", "pytest"],
        "pictures": [str(ROOT / "packaging" / "pictures.py")],
        "build": [str(ROOT / "packaging" / "build.py")],
        "setup": ["-c", ""],
    }
    if what == "lock":
        return lock()
    if what not in commands:
        print(__doc__)
        return 2
    prepare(system=system)
    if what == "build":
        subprocess.run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q", FREEZER], check=True)
    environment = dict(os.environ)
    if not has_screen():
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = commands[what] or ["-m", "backfill_assistant", "--sample"]
    if what == "run" and rest:
        command = ["-m", "backfill_assistant"]
    elif what == "run" and not has_screen():
        say("no screen here: carrying the sample to a report without a window")
    return subprocess.run([str(PYTHON), *command, *rest], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

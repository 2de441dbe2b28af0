#!/usr/bin/env python3
"""Build the program for the system this runs on: `python packaging/build.py [--out dist]`.

Linux: a one-folder program, a portable .tar.gz and a .deb. Windows: the folder and an installer (needs makensis). macOS: the app
and a DMG.
Needs the checkout's environment plus PyInstaller (`python3 packaging/dev.py build` makes both ready and runs this).
Signing is optional and driven by environment variables: see windows/sign.cmd and macos/sign.sh.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import time
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
ROOT = PACKAGING.parent
sys.path.insert(0, str(PACKAGING))


def version() -> str:
    """The one version there is."""
    text = (ROOT / "app" / "backfill_assistant" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    assert found, "app/backfill_assistant/__init__.py names no version"
    return found[1]


def render_icons(folder: Path) -> dict[int, Path]:
    """PNG icons of every size, and from them the containers that Windows and macOS want."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(ROOT / "resources" / "icons" / "app.svg"))
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for size in (16, 24, 32, 48, 64, 128, 256, 512, 1024):
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        made[size] = folder / f"app-{size}.png"
        image.save(str(made[size]))
    pictures = {size: path.read_bytes() for size, path in made.items()}
    sizes = [size for size in pictures if size <= 256]
    at, entries = 6 + 16 * len(sizes), b""
    for size in sizes:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(pictures[size]), at)
        at += len(pictures[size])
    (folder / "app.ico").write_bytes(struct.pack("<HHH", 0, 1, len(sizes)) + entries + b"".join(pictures[size] for size in sizes))
    kinds = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
    blocks = b"".join(kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size] for kind, size in kinds.items())
    (folder / "app.icns").write_bytes(b"icns" + struct.pack(">I", len(blocks) + 8) + blocks)
    del application
    return made


def freeze(work: Path, out: Path) -> Path:
    """Run PyInstaller; returns the folder with both programs."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--workpath", str(work / "pyinstaller"), "--distpath", str(out), str(PACKAGING / "backfill.spec")]
    subprocess.run(command, cwd=ROOT, check=True)
    return out / "backfill-assistant"


def size_mb(path: Path) -> float:
    """Megabytes of a file, or of everything in a folder."""
    files = [path] if path.is_file() else [entry for entry in path.rglob("*") if entry.is_file() and not entry.is_symlink()]
    return sum(entry.stat().st_size for entry in files) / 1e6


def portable(folder: Path, out: Path) -> Path:
    """A .tar.gz that runs from wherever it is unpacked."""
    path = out / f"backfill-assistant-{version()}-linux-{platform.machine()}.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=6) as archive:
        archive.add(folder, arcname=f"backfill-assistant-{version()}")
    return path


def build_linux(folder: Path, icons: dict[int, Path], out: Path) -> list[Path]:
    # Beside this file, and on no system but Linux of use.
    from linux.deb import build_deb

    made = [portable(folder, out)]
    if shutil.which("dpkg-deb"):
        made.append(build_deb(folder, icons, ROOT / "resources" / "icons" / "app.svg", version(), out))
    return made


def build_windows(folder: Path, out: Path) -> list[Path]:
    if os.environ.get("SIGN_CERTIFICATE"):
        subprocess.run([str(PACKAGING / "windows" / "sign.cmd"), str(folder)], check=True)
    installer = out / f"backfill-assistant-{version()}-setup.exe"
    command = ["makensis", f"-DVERSION={version()}", f"-DPAYLOAD={folder}", f"-DOUTPUT={installer}"]
    subprocess.run([*command, str(PACKAGING / "windows" / "installer.nsi")], check=True)
    return [installer]


def build_macos(out: Path) -> list[Path]:
    application = out / "Backfill Assistant.app"
    if os.environ.get("SIGN_IDENTITY"):
        subprocess.run(["bash", str(PACKAGING / "macos" / "sign.sh"), str(application)], check=True)
    image = out / f"backfill-assistant-{version()}.dmg"
    command = [
        "hdiutil",
        "create",
        "-volname",
        "Backfill Assistant",
        "-srcfolder",
        str(application),
        "-ov",
        "-format",
        "UDZO",
        str(image),
    ]
    subprocess.run(command, check=True)
    return [image]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    out = parser.parse_args().out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    icons = render_icons(ROOT / "build" / "icons")
    folder = freeze(ROOT / "build", out)
    print(f"{folder.name}: {size_mb(folder):.0f} MB, frozen after {time.monotonic() - started:.0f} s")
    if sys.platform == "win32":
        made = build_windows(folder, out)
    elif sys.platform == "darwin":
        made = build_macos(out)
    else:
        made = build_linux(folder, icons, out)
    for path in made:
        print(f"{path.name}: {size_mb(path):.0f} MB")
    print(f"done after {time.monotonic() - started:.0f} s, in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

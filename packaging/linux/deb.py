"""The Debian package of a frozen folder, made with dpkg-deb and without root."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tempfile
import time
from email.utils import formatdate
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NAME = "backfill-assistant"
ID = "io.github.backfill_assistant.BackfillAssistant"
AUTHORS = "The Backfill Assistant authors <noreply@example.com>"
# What the bundle does not bring: the graphics driver's side of OpenGL, fonts, and the C library.
DEPENDS = "libc6 (>= 2.34), libgl1, libegl1, libfontconfig1, libdbus-1-3, libxkbcommon0"
RECOMMENDS = "gnome-keyring | kwalletmanager, fonts-dejavu-core | fonts-noto-core"
# Known properties of a bundle of wheels, not faults of the package: libraries come stripped or not as their makers built them.
OVERRIDES = [
    "unstripped-binary-or-object",
    "custom-library-search-path",
    "embedded-library",
    "library-not-linked-against-libc",
    "shared-library-lacks-prerequisites",
    "hardening-no-pie",
    "hardening-no-fortify-functions",
    "hardening-no-relro",
    "hardening-no-bindnow",
    "shared-library-is-executable",
    "script-not-executable",
    "package-contains-documentation-outside-usr-share-doc",
    "package-installs-python-bytecode",
    "extra-license-file",
    "font-in-non-font-package",
    "national-encoding",
    "unusual-interpreter",
    "initial-upload-closes-no-bugs",
    "arch-dependent-file-in-usr-share",
    "missing-dependency-on-libc",
]
COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Backfill Assistant

Files: *
Copyright: 2026 The Backfill Assistant authors
License: Expat

Files: usr/lib/backfill-assistant/*
Copyright: The Qt Company Ltd. and other contributors; the authors of the packages that are named in licenses.txt
License: LGPL-3 and others
 The programs are put together from the libraries listed in
 /usr/share/doc/backfill-assistant/licenses.txt, each under its own licence.
 Qt and PySide6 are used under the GNU Lesser General Public License, version 3
 (/usr/share/common-licenses/LGPL-3). Their libraries lie as separate files in
 /usr/lib/backfill-assistant and can be replaced by your own builds.

License: Expat
"""


def _licence_body() -> str:
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[2].strip().splitlines()
    return "".join(f" {line}\n" if line.strip() else " .\n" for line in lines)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def _write_gzip(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write(text.encode())
    path.chmod(0o644)


def _manual(program: str, what: str) -> str:
    return (
        f".TH {program.upper()} 1\n.SH NAME\n{program} \\- {what}\n.SH SYNOPSIS\n.B {program}\n[\\fIFILE\\fR]\n"
        ".SH DESCRIPTION\nBring people and historic events from a file into Customer.io, and know beforehand which rows\n"
        "could start which campaign.\n"
        ".SH OPTIONS\n.TP\n.B \\-\\-help\nShow every option and command.\n"
    )


def _put_files(root: Path, folder: Path, icons: dict[int, Path], svg: Path, version: str) -> None:
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    library = root / "usr" / "lib" / NAME
    shutil.copytree(folder, library, symlinks=True)
    for entry in library.rglob("*"):
        if not entry.is_symlink():
            entry.chmod(0o755 if entry.is_dir() or (entry.parent == library and entry.name in (NAME, f"{NAME}-cli")) else 0o644)
    (root / "usr" / "bin").mkdir(parents=True)
    for program in (NAME, f"{NAME}-cli"):
        (root / "usr" / "bin" / program).symlink_to(f"../lib/{NAME}/{program}")
    share = root / "usr" / "share"
    _write(share / "applications" / f"{ID}.desktop", (HERE / f"{ID}.desktop").read_text(encoding="utf-8"))
    info = (HERE / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    day = time.strftime("%Y-%m-%d", time.gmtime(moment))
    _write(share / "metainfo" / f"{ID}.metainfo.xml", info.replace("@VERSION@", version).replace("@DATE@", day))
    for size, path in icons.items():
        if size <= 512:
            target = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{ID}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    _write(share / "icons" / "hicolor" / "scalable" / "apps" / f"{ID}.svg", svg.read_text(encoding="utf-8"))
    documents = share / "doc" / NAME
    _write(documents / "copyright", COPYRIGHT + _licence_body())
    _write(documents / "licenses.txt", _shipped_licences(library))
    change = f"{NAME} ({version}) unstable; urgency=medium\n\n  * See the changelog of the project.\n\n"
    _write_gzip(documents / "changelog.gz", f"{change} -- {AUTHORS}  {formatdate(moment)}\n")
    _write_gzip(share / "man" / "man1" / f"{NAME}.1.gz", _manual(NAME, "backfill Customer.io from a file"))
    _write_gzip(
        share / "man" / "man1" / f"{NAME}-cli.1.gz", _manual(f"{NAME}-cli", "backfill Customer.io from a file, without a window")
    )
    _write(share / "lintian" / "overrides" / NAME, "".join(f"{NAME}: {tag}\n" for tag in OVERRIDES))


def _shipped_licences(library: Path) -> str:
    """Name, version and licence of every Python package in the bundle, from its metadata."""
    lines = []
    for metadata in sorted(library.rglob("*.dist-info/METADATA")):
        fields: dict[str, str] = {}
        for line in metadata.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                break
            name, _, value = line.partition(": ")
            fields.setdefault(name, value)
        licence = fields.get("License-Expression") or fields.get("License") or "see its dist-info folder"
        lines.append(f"{fields['Name']} {fields['Version']}: {licence}")
    return "\n".join(lines) + "\n"


def _control(version: str, installed_kb: int) -> str:
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    return (
        f"Package: {NAME}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: {AUTHORS}\n"
        f"Installed-Size: {installed_kb}\n"
        f"Depends: {DEPENDS}\nRecommends: {RECOMMENDS}\nSection: utils\nPriority: optional\nHomepage: https://example.com/backfill-assistant\n"
        "Description: guided backfill of people and historic events into Customer.io\n"
        " Opens a list of people or events, shows exactly what Customer.io would\n"
        " receive, and says before anything is sent which rows could start which\n"
        " campaign. Sends with pause, resume and a report of every row.\n"
    )


def build_deb(folder: Path, icons: dict[int, Path], svg: Path, version: str, out: Path) -> Path:
    """Write `out/backfill-assistant_VERSION_ARCH.deb`; checks the desktop file and the metadata where the tools are there."""
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) / "root"
        root.mkdir(mode=0o755)
        _put_files(root, folder, icons, svg, version)
        kilobytes = sum(entry.lstat().st_size for entry in root.rglob("*") if entry.is_file()) // 1024
        _write(root / "DEBIAN" / "control", _control(version, kilobytes))
        if shutil.which("desktop-file-validate"):
            subprocess.run(["desktop-file-validate", str(root / "usr/share/applications" / f"{ID}.desktop")], check=True)
        if shutil.which("appstreamcli"):
            subprocess.run(
                ["appstreamcli", "validate", "--no-net", str(root / "usr/share/metainfo" / f"{ID}.metainfo.xml")], check=True
            )
        compress = [f"-Z{os.environ.get('DEB_COMPRESS', 'xz')}", f"-z{os.environ.get('DEB_LEVEL', '3')}"]
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", *compress, "--build", str(root), str(out)], check=True, stdout=subprocess.DEVNULL
        )
    return next(iter(sorted(out.glob(f"{NAME}_{version}_*.deb"))))

"""What the program ships and under which licences, read from the packages' own metadata; and the details that support needs."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from PySide6.QtCore import QLocale, qVersion
from PySide6.QtGui import QGuiApplication

from backfill_assistant import __version__
from backfill_assistant.resource_paths import resources

# Distribution names of everything that goes into an installed program, and whatever these need.
SHIPPED: Final = (
    "PySide6_Essentials",
    "shiboken6",
    "numpy",
    "pyarrow",
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "certifi",
    "idna",
    "keyring",
    "python-calamine",
    "xlrd",
    "platformdirs",
    "charset-normalizer",
    "truststore",
    "filelock",
    "tzdata",
    # What keyring needs, each on some systems only.
    "SecretStorage",
    "jeepney",
    "cryptography",
    "cffi",
    "pycparser",
    "jaraco.classes",
    "jaraco.context",
    "jaraco.functools",
    "more-itertools",
    "importlib_metadata",
    "lazy-importer",
    "zipp",
    "backports.tarfile",
    "typing_extensions",
    "pywin32-ctypes",
)


@dataclass(frozen=True)
class Shipped:
    """One package: its licence in short, and the texts it brings."""

    name: str
    version: str
    licence: str
    text: str


def shipped() -> tuple[Shipped, ...]:
    """Every shipped package that is there (a platform may lack some), by name."""
    found = []
    for name in SHIPPED:
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        about = distribution.metadata
        licence = _field(about, "License-Expression") or _first_line(_field(about, "License")) or _classified(about)
        found.append(Shipped(about["Name"], distribution.version, licence, _texts(distribution)))
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def support_details() -> str:
    """Versions and the look of this system: no paths, no names, no values, no keys."""
    lines = [
        f"Backfill Assistant {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        f"{QGuiApplication.platformName()}, {QLocale().name()}",
    ]
    screen = QGuiApplication.primaryScreen()
    if screen is not None:
        lines.append(f"screen {screen.size().width()} × {screen.size().height()}, scale {screen.devicePixelRatio():g}")
    lines += [f"{each.name} {each.version}" for each in shipped()]
    return "\n".join(lines)


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return about[name] if name in about else ""  # noqa: SIM401 - the type has no get


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""


def _classified(about: metadata.PackageMetadata) -> str:
    said = [each.rsplit(" :: ", 1)[-1] for each in about.get_all("Classifier") or () if each.startswith("License")]
    return ", ".join(said)


def _texts(distribution: metadata.Distribution) -> str:
    """The texts a package brings; Qt's packages bring none, so theirs lie in our resources."""
    if distribution.metadata["Name"].startswith(("PySide6", "shiboken6")):
        own = ("LGPL-3.0-only.txt", "GPL-3.0-only.txt")
        return "\n\n".join((resources() / "licences" / name).read_text(encoding="utf-8").strip() for name in own)
    files = [each for each in distribution.files or () if ".dist-info" in each.parts[0] and _is_licence(each.name)]
    texts = [each.read_text(encoding="utf-8") for each in files if each.locate().exists()]  # type: ignore[attr-defined]
    return "\n\n".join(text.strip() for text in texts)


def _is_licence(name: str) -> bool:
    return name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))

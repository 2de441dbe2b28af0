"""Only drawings that are used are shipped, with their licence."""

import re
from pathlib import Path

from backfill_assistant import ui
from backfill_assistant.resource_paths import icons

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(ui.__file__).parent.rglob("*.py"))
DRAWINGS = {path.stem for path in icons().glob("*.svg")}


def test_every_drawing_is_used():
    # The program's own sign is also used by packages.
    assert {name for name in DRAWINGS - {"app"} if f'"{name}"' not in SOURCES} == set()


def test_what_is_asked_for_by_name_is_there():
    asked = set(re.findall(r'(?:IconLabel|icon_button|EmptyState|ChoiceCard)\(\s*"([a-z0-9-]+)"', SOURCES))
    asked |= set(re.findall(r'icon="([a-z0-9-]+)"', SOURCES))
    assert asked - DRAWINGS == set()


def test_the_drawings_have_their_licence():
    assert "ISC License" in (icons() / "LICENSE-lucide.txt").read_text(encoding="utf-8")

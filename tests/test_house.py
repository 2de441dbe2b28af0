"""The plan of the house holds: import contracts, top-level layout, two commands in the README."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(root / "app"), "PATH": ""}
    )


def test_import_contracts_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("core/table/table.py", "import PySide6.QtCore", "Core is plain Python"),
        ("core/values/__init__.py", "from backfill_assistant.core.journal import report", "Inside core"),
        ("practice/__init__.py", "from backfill_assistant.core import limits", "shares nothing"),
        ("ui/session.py", "import httpx", "Only http.py knows httpx"),
        ("headless/walk.py", "from backfill_assistant.ui import steps", "Without a window"),
        ("adapters/__init__.py", "from backfill_assistant import ui", "Four floors"),
    ],
)
def test_a_planted_wrong_import_is_found(tmp_path, file, line, contract):
    copy = tmp_path / "app" / "backfill_assistant"
    for source in (ROOT / "app" / "backfill_assistant").rglob("*.py"):
        target = copy / source.relative_to(ROOT / "app" / "backfill_assistant")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    planted = copy / file
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    broken = [row for row in done.stdout.splitlines() if contract in row]
    assert any("BROKEN" in row for row in broken), done.stdout


def tracked_files() -> list[str]:
    """What belongs to the project; where git or its records are missing, every file that is there."""
    git = shutil.which("git")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False) if git else None
    if listed is None or listed.returncode:
        return [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if path.is_file() and not {".venv", "build", "dist"} & set(path.parts)
        ]
    return listed.stdout.splitlines()


def test_top_level_holds_nothing_else():
    allowed = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "app", "resources", "tests", "packaging"}
    top = {name.split("/")[0] for name in tracked_files()}
    assert {name for name in top if not name.startswith(".")} == allowed


def test_readme_shows_exactly_two_commands_first():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = text.split("\n## ")[1] if text.count("\n## ") else text
    commands = [line.strip() for line in first.splitlines() if line.startswith(("    python3 ", "python3 "))]
    assert commands == ["python3 packaging/dev.py run", "python3 packaging/dev.py test"]

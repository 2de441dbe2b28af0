"""Wishes that outlive a session, as one JSON file. Never secrets."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from backfill_assistant.core.errors import DiskFull, SettingsProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

FILE_NAME: Final = "settings.json"
DAMAGED_NAME: Final = "settings.damaged.json"
_LOCK_WAIT_SECONDS: Final = 5.0


class SettingsFile:
    """Implements `ports.Settings`. The file is replaced as a whole, so that it is never half written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME

    def read(self, name: str) -> Any:
        """The value kept under a name, or None.

        A file that cannot be understood is set aside and told once as SettingsProblem; from then on the program has no settings.
        """
        return self._all().get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep a JSON value, beside what another window of the program may have kept meanwhile."""
        self.change(name, lambda _: value)

    def change(self, name: str, change: Callable[[Any], Any]) -> None:
        """Keep what `change` makes of the value as it is now, whatever another window may have made of it meanwhile."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=_LOCK_WAIT_SECONDS):
                kept = self._all()
                self._replace(json.dumps({**kept, name: change(kept.get(name))}, ensure_ascii=False, indent=1) + "\n")
        except Timeout:
            raise self._cannot_write() from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(
                    Sentence(QT_TRANSLATE_NOOP("core", "The settings could not be saved because the disk is full.")),
                    Sentence(QT_TRANSLATE_NOOP("core", "Make room on the disk, then try again.")),
                ) from error
            raise self._cannot_write() from error

    def _all(self) -> dict[str, Any]:
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SettingsProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "The settings cannot be read.")),
                Sentence(QT_TRANSLATE_NOOP("core", "Check that you may read the folder {folder}."), folder=str(self._folder)),
            ) from error
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            try:
                self._path.replace(self._folder / DAMAGED_NAME)
            except OSError as error:
                raise SettingsProblem(
                    Sentence(QT_TRANSLATE_NOOP("core", "The settings are damaged and cannot be set aside.")),
                    Sentence(
                        QT_TRANSLATE_NOOP("core", "Check that you may write in the folder {folder}."), folder=str(self._folder)
                    ),
                ) from error
            raise SettingsProblem(
                Sentence(QT_TRANSLATE_NOOP("core", "The settings were damaged, so the program starts with fresh ones.")),
                Sentence(
                    QT_TRANSLATE_NOOP("core", "The damaged file was kept as {name} in {folder}."),
                    name=DAMAGED_NAME,
                    folder=str(self._folder),
                ),
            )
        return found

    def _replace(self, text: str) -> None:
        handle, name = tempfile.mkstemp(prefix="settings.", suffix=".part", dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        finally:
            part.unlink(missing_ok=True)

    def _cannot_write(self) -> SettingsProblem:
        return SettingsProblem(
            Sentence(QT_TRANSLATE_NOOP("core", "The settings could not be saved.")),
            Sentence(QT_TRANSLATE_NOOP("core", "Check that you may write to the folder {folder}."), folder=str(self._folder)),
        )

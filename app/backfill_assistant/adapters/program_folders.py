"""The program's folders on disk: how large the cache is, and emptying it."""

from __future__ import annotations

from pathlib import Path


class ProgramFolders:
    """Implements `ports.Storage`. Only files of the cache folder are ever removed."""

    def __init__(self, data_folder: Path, cache_folder: Path) -> None:
        self.data_folder = data_folder
        self.cache_folder = cache_folder

    def cache_bytes(self) -> int:
        """How much lies in the cache."""
        return sum(_size(path) for path in self._files())

    def clear_cache(self, spared: Path | None = None) -> int:
        """Empty it. A table in use stays with its description, and so does what another program holds (Windows)."""
        freed = 0
        kept = set() if spared is None else {spared, spared.with_suffix(".json")}
        for path in self._files():
            if path in kept:
                continue
            size = _size(path)
            try:
                path.unlink()
            except OSError:
                continue
            freed += size
        return freed

    def _files(self) -> list[Path]:
        return [path for path in self.cache_folder.rglob("*") if path.is_file() and not path.is_symlink()]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

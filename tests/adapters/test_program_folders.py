"""The cache can be emptied; nothing else is ever touched."""

from __future__ import annotations

from pathlib import Path

from backfill_assistant.adapters.program_folders import ProgramFolders


def filled(tmp_path: Path) -> ProgramFolders:
    for name, size in (("cache/tables/a.arrow", 100), ("cache/tables/a.json", 10), ("cache/tables/b.arrow", 1000), ("data/run", 7)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    return ProgramFolders(tmp_path / "data", tmp_path / "cache")


def left(tmp_path: Path) -> set[str]:
    return {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}


def test_it_is_measured_and_emptied(tmp_path: Path) -> None:
    folders = filled(tmp_path)
    assert folders.cache_bytes() == 1110
    assert folders.clear_cache() == 1110
    assert folders.cache_bytes() == 0
    assert left(tmp_path) == {"data/run"}


def test_a_table_in_use_stays_with_its_description(tmp_path: Path) -> None:
    folders = filled(tmp_path)
    assert folders.clear_cache(tmp_path / "cache/tables/a.arrow") == 1000
    assert left(tmp_path) == {"cache/tables/a.arrow", "cache/tables/a.json", "data/run"}


def test_links_out_of_the_cache_are_left_alone(tmp_path: Path) -> None:
    folders = filled(tmp_path)
    (tmp_path / "cache" / "link").symlink_to(tmp_path / "data" / "run")
    folders.clear_cache()
    assert (tmp_path / "data" / "run").read_bytes() == b"x" * 7


def test_a_cache_that_is_not_there_is_empty(tmp_path: Path) -> None:
    folders = ProgramFolders(tmp_path / "data", tmp_path / "no")
    assert (folders.cache_bytes(), folders.clear_cache()) == (0, 0)

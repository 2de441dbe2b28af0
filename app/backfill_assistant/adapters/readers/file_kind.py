"""What sort of file it is, told by its first bytes; its name decides only where bytes cannot."""

from __future__ import annotations

from pathlib import Path

from backfill_assistant.core.reading import FileKind

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
TEXT_NAMES = (".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".log")
JSON_NAMES = (".json", ".jsonl", ".ndjson", ".geojson")


def compression_of(start: bytes) -> str:
    """Name of the compression or ""; a zip may as well be a workbook and is looked at elsewhere."""
    return next((name for mark, name in COMPRESSED.items() if start.startswith(mark)), "")


def kind_of(start: bytes, name: str) -> FileKind:
    """The kind of content, unpacked."""
    if start.startswith((ZIP, OLE)):
        return FileKind.SPREADSHEET
    if start.startswith(b"PAR1"):
        return FileKind.PARQUET
    suffix = Path(name).suffix.lower()
    if suffix in JSON_NAMES or suffix not in TEXT_NAMES:
        plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")
        if (plain[:1] == b"[" and suffix != ".jsonl") or (suffix == ".json" and plain[:1] == b"{"):
            return FileKind.JSON
        if plain[:1] == b"{":
            return FileKind.JSON_LINES
    return FileKind.DELIMITED

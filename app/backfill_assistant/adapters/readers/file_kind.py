"""What sort of file it is, told by its first bytes; its name decides only where bytes cannot."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from backfill_assistant.adapters.readers import problems, unpacking
from backfill_assistant.adapters.readers.byte_source import SourceBytes
from backfill_assistant.core.table.reading import FileKind, ReadingChoices

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
LINES_NAMES = (".jsonl", ".ndjson", ".jsonlines")
# A tar archive says so at this place.
TAR, TAR_AT = b"ustar", 257
# Of several files in a zip, tables are looked at first, and what explains them last.
WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TABLE_NAMES = (".csv", ".tsv", ".tab", ".psv", ".json", *LINES_NAMES, *WORKBOOK_NAMES, ".parquet")
EXPLAINING = re.compile(r"(?:^|/)(?:read.?me|licen[cs]e|copying|changelog|notes?)\b", re.IGNORECASE)
# JPEG, PNG, GIF, TIFF, WebP and AVI and WAV, HEIC and MP4 and MOV, MP3, Ogg, Matroska.
PICTURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|II\*\0|MM\0\*|RIFF.{4}(?:WEBP|AVI |WAVE)|\0\0..ftyp|ID3[\2-\4]|OggS\0|\x1a\x45\xdf\xa3",
    re.DOTALL,
)
EMPTY_ZIP, PARQUET = b"PK\x05\x06", b"PAR1"
# Parts that only workbooks have: XLSX and its kin, ODS.
WORKBOOK_PARTS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
# Enough for the first line of most JSON Lines files.
LOOK_BYTES = 64 << 10


@dataclass(frozen=True)
class Found:
    """What is known about a file before its text is looked at."""

    start: ReadingChoices
    # Names inside a zip, when it holds more than a workbook.
    members: tuple[str, ...] = ()


def sniff(path: Path, member: str = "") -> Found:
    """Compression and kind of a file; `member` chooses inside a zip. A workbook there may turn out to be another archive."""
    with SourceBytes(path, hashed=False) as source:
        start = source.read(LOOK_BYTES)
        if start.startswith(ZIP):
            inside = unpacking.members(path)
            if not any(name in WORKBOOK_PARTS for name in inside):
                return _in_archive(source, inside, member)
        if PICTURE.match(start):
            raise problems.picture(path)
        if start.startswith(EMPTY_ZIP):
            raise problems.empty(path)
        if _is_tar(start):
            raise problems.packed(path)
    compression = next((name for mark, name in COMPRESSED.items() if start.startswith(mark)), "")
    name = path.name
    if compression:
        name = path.stem
        with SourceBytes(path, hashed=False) as source:
            content = unpacking.open_content(source, compression)
            start = content.read(LOOK_BYTES)
            _refuse_packed(start, path)
            unpacking.refuse_bomb(content)
    return Found(ReadingChoices(kind=kind_of(start, name), compression=compression))


def _in_archive(source: SourceBytes, inside: tuple[str, ...], member: str) -> Found:
    if not inside:
        raise problems.empty(source.path)
    chosen = member if member in inside else min(inside, key=_unlikely)
    start = unpacking.open_content(source, "zip", chosen).read(LOOK_BYTES)
    _refuse_packed(start, source.path)
    return Found(ReadingChoices(kind=kind_of(start, chosen), compression="zip", member=chosen), inside)


def _unlikely(name: str) -> tuple[bool, bool]:
    """The less likely a member is the table that is meant, the greater."""
    return not name.lower().endswith(TABLE_NAMES), EXPLAINING.search(name) is not None


def _refuse_packed(start: bytes, path: Path) -> None:
    """One archive inside another."""
    if start.startswith(tuple(COMPRESSED)) or _is_tar(start):
        raise problems.packed(path)


def _is_tar(start: bytes) -> bool:
    return start.startswith(TAR, TAR_AT)


def kind_of(start: bytes, name: str) -> FileKind:
    """The kind of content, unpacked."""
    if start.startswith((ZIP, OLE)):
        return FileKind.SPREADSHEET
    if start.startswith(PARQUET):
        return FileKind.PARQUET
    suffix = Path(name).suffix.lower()
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if suffix in LINES_NAMES:
        return FileKind.JSON_LINES
    if plain[:1] == b"{" and plain.lstrip(b"{ \t\r\n")[:1] in (b'"', b"}"):
        return FileKind.JSON_LINES if _line_is_whole(plain) else FileKind.JSON
    if plain[:1] == b"[" and (suffix == ".json" or plain[1:].lstrip()[:1] in (b"{", b"]")):
        return FileKind.JSON
    return FileKind.DELIMITED


def _line_is_whole(plain: bytes) -> bool:
    """Several lines, the first a whole object by itself."""
    first, _, rest = plain.partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False

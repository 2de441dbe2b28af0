"""How a file is read: ReadingChoices (what was guessed or chosen), FirstLook (what the guess shows)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from backfill_assistant.core.sentences import Sentence

# As the separator: there is none, columns are told apart by where their cells stand in the lines, with spaces between them.
ALIGNED: Final = "aligned"


class FileKind(StrEnum):
    """What sort of file it is."""

    DELIMITED = "delimited"
    SPREADSHEET = "spreadsheet"
    JSON = "json"
    JSON_LINES = "json lines"
    PARQUET = "parquet"


@dataclass(frozen=True)
class ReadingChoices:
    """Everything that decides which cells a file's bytes become. Fields that do not fit the kind are ignored."""

    kind: FileKind = FileKind.DELIMITED
    # "gzip", "zip", "bz2", "xz", "zstd", or "" for none; `member` names the file inside a zip.
    compression: str = ""
    member: str = ""
    encoding: str = "utf-8"
    # One sign or several, or ALIGNED.
    delimiter: str = ","
    # "" means that no character quotes.
    quote: str = '"'
    # "" means that a quote inside quotes is doubled; "\\" means that it is escaped.
    escape: str = ""
    # Lines that start with this are not data; "" for none.
    comment: str = ""
    sheet: str = ""
    # Lines (or spreadsheet rows) above the header that are titles, not data.
    skip_rows: int = 0
    # 1 as a rule, 0 when the first row is already data (columns are then named by their position), 2 or more when names
    # stand over several rows.
    header_rows: int = 1
    # Where the records stand inside a JSON document, as dotted path (a dot in a name stands behind a backslash); "" for the top.
    json_path: str = ""
    # The file is one of ours with refused rows: an apostrophe before = + - @ was put there and is taken away again.
    guarded: bool = False

    def to_dict(self) -> dict[str, Any]:
        """A plain form for files; `from_dict` reads it back."""
        return {**asdict(self), "kind": self.kind.value}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ReadingChoices:
        """Read the plain form; unknown entries are ignored. Raises TypeError or ValueError when it is not one."""
        if not isinstance(plain, dict):
            raise TypeError("no plain form of reading choices")
        kept = {field.name: plain[field.name] for field in fields(cls) if field.name in plain}
        kept["kind"] = FileKind(kept.get("kind", FileKind.DELIMITED))
        usual = cls()
        if any(type(value) is not type(getattr(usual, name)) for name, value in kept.items()):
            raise TypeError("not the type that belongs there")
        made = cls(**kept)
        if not made.delimiter or max(len(made.quote), len(made.escape)) > 1 or min(made.skip_rows, made.header_rows) < 0:
            raise ValueError("nothing can be read so")
        return made


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `row_count` is how many rows it seems to hold below its header, None while that is not known."""

    name: str
    row_count: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class FirstLook:
    """The first rows of a file as the choices read them, at once and without reading the rest."""

    choices: ReadingChoices
    # Names of fields of `choices` whose guess is not certain, such as "encoding".
    uncertain: frozenset[str]
    column_names: tuple[str, ...]
    # At most 200 rows; every row has as many cells as there are columns.
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[Sheet, ...] = ()
    # Names of the files inside a zip.
    members: tuple[str, ...] = ()
    # What the person should know about the guess.
    remarks: tuple[Sentence, ...] = ()
    # True when `rows` is already everything.
    complete: bool = False

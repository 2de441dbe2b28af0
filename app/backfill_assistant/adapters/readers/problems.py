"""What can be wrong with a file, as sentences with advice; the outside world's errors become ours here."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backfill_assistant.core.errors import DiskFull, FileProblem
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence

FULL = (errno.ENOSPC, errno.EDQUOT)


def missing(path: Path) -> FileProblem:
    """The file is not there (any more)."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is not there."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "It may have been moved, renamed or deleted. Choose it again.")),
    )


def folder(path: Path) -> FileProblem:
    """A folder was chosen."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is a folder."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Open the folder and choose one file inside it.")),
    )


def not_a_file(path: Path) -> FileProblem:
    """A device, a pipe or a socket."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is not a file that can be read twice."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Save the rows as a file on this computer first, then choose that file.")),
    )


def empty(path: Path) -> FileProblem:
    """No bytes, or nothing but blank lines."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is empty."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Export it again from where it came from, and check that it holds rows before choosing it here."
            )
        ),
    )


def no_permission(path: Path) -> FileProblem:
    """The system does not let us read it."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} may not be read by you."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Close it in other programs, or copy it to a folder of your own and choose the copy.")),
    )


def unreadable(path: Path, reason: str) -> FileProblem:
    """The disk or the network let us down; `reason` is the system's word for it."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} could not be read to its end ({reason})."), file=path.name, reason=reason),
        Sentence(
            QT_TRANSLATE_NOOP("core", "If it lies on a network drive or a USB stick, copy it to this computer and choose the copy.")
        ),
    )


def too_large_to_hold(path: Path) -> FileProblem:
    """Reading a workbook took more memory than there is, or broke the reader."""
    return FileProblem(
        Sentence(
            QT_TRANSLATE_NOOP("core", "{file} could not be read: it is damaged, or its sheets are too large."), file=path.name
        ),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "Copy only your table into a new workbook, or save its sheet as CSV, and choose the new file.",
            )
        ),
    )


def changed(path: Path) -> FileProblem:
    """The file is not the one that was read."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} has changed since it was read."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Choose the file again, so that what you check here is what will be sent.")),
    )


def not_text(path: Path) -> FileProblem:
    """Binary content under a text file's name."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} does not hold text."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core",
                "It may be damaged, or only the program that made it can open it. Export the rows again as CSV or XLSX.",
            )
        ),
    )


def picture(path: Path) -> FileProblem:
    """A picture, a film or a sound."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is a picture, a film or a sound, not a table of rows."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Choose the file that your spreadsheet program or another program exported, such as XLSX or CSV."
            )
        ),
    )


def web_page(path: Path) -> FileProblem:
    """HTML or XML under whatever name: many programs export such "XLS" files."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is a document (a web page, XML or PDF), not a table of rows."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Open it in your spreadsheet program, save it as XLSX or CSV, and choose the new file.")
        ),
    )


def wrong_encoding(path: Path, encoding: str) -> FileProblem:
    """Bytes further down do not belong to the encoding."""
    return FileProblem(
        Sentence(
            QT_TRANSLATE_NOOP("core", "Not all letters of {file} can be read as {encoding}."),
            file=path.name,
            encoding=encoding.upper(),
        ),
        Sentence(QT_TRANSLATE_NOOP("core", "Choose another one under “Text” and look at cells with accents, such as names.")),
    )


def packed(path: Path) -> FileProblem:
    """A workbook or another archive inside an archive."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} holds a file that can only be read unpacked."), file=path.name),
        Sentence(QT_TRANSLATE_NOOP("core", "Unpack it yourself and choose the file inside.")),
    )


def row_too_long(path: Path, line: int) -> FileProblem:
    """One line that is no row."""
    return FileProblem(
        Sentence(
            QT_TRANSLATE_NOOP("core", "Line {line} of {file} is far too long for a row of a table."), line=line, file=path.name
        ),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "Check the separator and the quote character, or export the rows again with one row per line."
            )
        ),
    )


def too_many_columns(path: Path, count: int, most: int) -> FileProblem:
    """More columns than any spreadsheet has."""
    return FileProblem(
        Sentence(
            QT_TRANSLATE_NOOP("core", "{file} has {count} columns; at most {most} can be read."),
            file=path.name,
            count=count,
            most=most,
        ),
        Sentence(QT_TRANSLATE_NOOP("core", "Check the separator, or export only the columns you need.")),
    )


def disk_full(needed_bytes: int) -> DiskFull:
    """No room for the table that is being written."""
    return DiskFull(
        Sentence(QT_TRANSLATE_NOOP("core", "There is not enough room on the disk to read this file.")),
        Sentence(
            QT_TRANSLATE_NOOP(
                "core", "About {megabytes} MB are needed for a working copy. Free some room, then choose the file again."
            ),
            megabytes=max(1, round(needed_bytes / 1_000_000)),
        ),
    )


def not_written(error: OSError, folder: Path, needed_bytes: int) -> DiskFull | FileProblem:
    """The working copy in the program's own folder cannot be written."""
    if error.errno in FULL or any(word in str(error) for word in ("No space left", "quota exceeded")):
        return disk_full(needed_bytes)
    return no_cache(folder)


def no_cache(folder: Path) -> FileProblem:
    """The program's own folder cannot be made."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "The program cannot keep its working copy in {folder}."), folder=str(folder)),
        Sentence(QT_TRANSLATE_NOOP("core", "Check that this folder may be written to, then choose the file again.")),
    )


def broken_workbook(path: Path) -> FileProblem:
    """Not a workbook inside, or a damaged one."""
    return FileProblem(
        Sentence(QT_TRANSLATE_NOOP("core", "{file} is not a workbook that can be read, or it is damaged."), file=path.name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Open it in your spreadsheet program, save it again as XLSX or CSV, and choose the new file.")
        ),
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn the system's errors about `path` into ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise missing(path) from error
    except IsADirectoryError as error:
        raise folder(path) from error
    except PermissionError as error:
        raise (folder(path) if path.is_dir() else no_permission(path)) from error
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ESTALE):
            raise missing(path) from error
        raise unreadable(path, error.strerror or type(error).__name__) from error

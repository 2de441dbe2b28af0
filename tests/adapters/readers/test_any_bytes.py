"""Whatever bytes a file holds, it becomes a table or a sentence, never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched

STARTS = st.sampled_from(
    (
        *(
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"PAR1",
            b"\x1f\x8b\x08",
            b"BZh9",
            b"\xfd7zXZ\x00",
            b"(\xb5/\xfd",
        ),
        *(b"{", b"[", b'[{"a":', b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"sep=;\n", b"\xff\xfe\x00\x00", b"a,b\n"),
    )
)
TEXTISH = st.text("abc1,;\t|\"'\\\r\n{}[]:é日\0 ", max_size=60).map(lambda text: text.encode("utf-8"))


@settings(max_examples=200, deadline=None)
@given(
    start=STARTS,
    body=st.binary(max_size=80) | TEXTISH,
    name=st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.xlsx", "a", "a.zip"]),
)
@example(start=b"", body=b"\xff\xfea", name="a.csv")
@example(start=b"sep=;\n", body=b"", name="a.csv")
@example(start=b"", body=b"\0\0\0\0", name="a.csv")
def test_a_table_or_a_sentence(start: bytes, body: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(start + body)
        files = Files(Path(folder, "cache"))
        try:
            look = files.look(path)
            table = files.read(path, look.choices, Unwatched())
        except FileProblem:
            return
        assert all(len(row) == len(look.column_names) for row in look.rows)
        assert len(table.cells(0, table.row_count)) == table.row_count

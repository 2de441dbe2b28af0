"""A corpus of small texts as people have them, each with the cells expected without being told anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.core.progress import Unwatched
from backfill_assistant.core.table.reading import ReadingChoices

ID_NAME = ("id", "name")
CASES: dict[str, tuple[str, tuple[str, ...], list[tuple[str | None, ...]]]] = {
    "semicolon and decimal comma": ("id;price\n1;2,50\n2;3,75\n", ("id", "price"), [("1", "2,50"), ("2", "3,75")]),
    "tab": ("id\tname\n1\tAda, B.\n2\tBo\n", ID_NAME, [("1", "Ada, B."), ("2", "Bo")]),
    "pipe": ("id|name\n1|Ada\n2|Bo, Jr\n", ID_NAME, [("1", "Ada"), ("2", "Bo, Jr")]),
    "colon": ("id:name:city\n1:Ada:Rome\n2:Bo:Oslo\n", ("id", "name", "city"), [("1", "Ada", "Rome"), ("2", "Bo", "Oslo")]),
    "space": (
        "id name city\n1 Ada Rome\n2 Bo Oslo\n3 Cy Bern\n",
        ("id", "name", "city"),
        [("1", "Ada", "Rome"), ("2", "Bo", "Oslo"), ("3", "Cy", "Bern")],
    ),
    "two characters": ("id||name\n1||a|b\n2||c\n", ID_NAME, [("1", "a|b"), ("2", "c")]),
    "three characters": ("id~|~name\n1~|~Ada\n2~|~Bo\n", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "single quotes": ("'id','name'\n'1','Lovelace, Ada'\n'2','O''Hara'\n", ID_NAME, [("1", "Lovelace, Ada"), ("2", "O'Hara")]),
    "apostrophes are no quotes": ("id,name\n1,O'Hara\n2,D'Arcy\n", ID_NAME, [("1", "O'Hara"), ("2", "D'Arcy")]),
    "backslash escape": ('id,name\n1,"say \\"hi\\", ok"\n2,"b\\\\c"\n', ID_NAME, [("1", 'say "hi", ok'), ("2", "b\\c")]),
    "backslash is text": ("id,path\n1,C:\\new\n2,D:\\old\n", ("id", "path"), [("1", "C:\\new"), ("2", "D:\\old")]),
    "doubled quotes": ('id,name\n1,"say ""hi"", ok"\n2,"x"\n', ID_NAME, [("1", 'say "hi", ok'), ("2", "x")]),
    "quoted newlines": ('id,name\n1,"a\nb\r\nc"\n2,"d"\n', ID_NAME, [("1", "a\nb\r\nc"), ("2", "d")]),
    "old Mac line ends": ("id,name\r1,Ada\r2,Bo\r", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "mixed line ends": ("id,name\r\n1,Ada\n2,Bo\r3,Cy", ID_NAME, [("1", "Ada"), ("2", "Bo"), ("3", "Cy")]),
    "sep line": ("sep=;\nid;name\n1;a,b\n2;c,d\n", ID_NAME, [("1", "a,b"), ("2", "c,d")]),
    "quoted sep line": ('"sep=|"\r\nid|name\r\n1|a\r\n', ID_NAME, [("1", "a")]),
    "comments": (
        "# made by a shop\n# on Monday\nid,name\n1,Ada\n# a remark, with comma\n2,Bo\n",
        ID_NAME,
        [("1", "Ada"), ("2", "Bo")],
    ),
    "header starts with #": ("#id,name\n1,Ada\n2,Bo\n", ("#id", "name"), [("1", "Ada"), ("2", "Bo")]),
    "title lines": ("Fair 2026\nHall 7\n\nid,name\n1,Ada\n2,Bo\n", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "title line with separators": (
        "Export;;\nid;name;city\n1;Ada;Rome\n2;Bo;Oslo\n",
        ("id", "name", "city"),
        [("1", "Ada", "Rome"), ("2", "Bo", "Oslo")],
    ),
    "no header": (
        "1,2026-01-02,Ada\n2,2026-01-03,Bo\n",
        ("Column 1", "Column 2", "Column 3"),
        [("1", "2026-01-02", "Ada"), ("2", "2026-01-03", "Bo")],
    ),
    "no header, addresses": (
        "ada@b.example,Rome\nbo@c.example,Oslo\n",
        ("Column 1", "Column 2"),
        [("ada@b.example", "Rome"), ("bo@c.example", "Oslo")],
    ),
    "header over two rows": (
        "Person,,Order,\nid,name,sku,price\n1,Ada,X,2.5\n2,Bo,Y,3.5\n",
        ("Person id", "Person name", "Order sku", "Order price"),
        [("1", "Ada", "X", "2.5"), ("2", "Bo", "Y", "3.5")],
    ),
    "one column": ("email\na@b.example\nc@d.example\n", ("email",), [("a@b.example",), ("c@d.example",)]),
    "one column with an empty cell": (
        'email\na@b.example\n""\nc@d.example\n',
        ("email",),
        [("a@b.example",), ("",), ("c@d.example",)],
    ),
    "trailing separators": ("id,name,\n1,Ada,\n2,Bo,\n", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "trailing separators in the rows only": ("id,name\n1,Ada,\n2,Bo,\n", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "a stray quote inside": ('id,name\n1,5" pipe\n2,6" pipe, long\n', ID_NAME, [("1", '5" pipe'), ("2", '6" pipe')]),
    "quotes inside quotes": ('id,name\n1,"He said "hi" to me"\n2,"x"\n', ID_NAME, [("1", 'He said "hi" to me'), ("2", "x")]),
    "a quote that never closes": ('id,name\n1,"open\n2,Bo\n3,Cy\n', ID_NAME, [("1", '"open'), ("2", "Bo"), ("3", "Cy")]),
    "spaces around quotes": ('id, name\n1, "a, b"\n2, "c"\n', ID_NAME, [("1", "a, b"), ("2", "c")]),
    "NUL bytes": ("id,name\n1,A\0da\n2,Bo\n", ID_NAME, [("1", "A\0da"), ("2", "Bo")]),
    "blank lines inside": ("id,name\n\n1,Ada\n   \n2,Bo\n\n\n", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "repeated and empty names": ("id,x,x,,y\n1,2,3,4,5\n", ("id", "x", "x", "", "y"), [("1", "2", "3", "4", "5")]),
    "what other tools change": (
        "a,b,c,d,e\n007,NA,1e5,12345678901234567890,null\n",
        ("a", "b", "c", "d", "e"),
        [("007", "NA", "1e5", "12345678901234567890", "null")],
    ),
    "spaces are kept": ("id,name\n1, Ada \n2,  \n", ID_NAME, [("1", " Ada "), ("2", "  ")]),
    "two tables in one file": (
        "id,name\n1,Ada\n2,Bo\n\nsku,price,stock\nX,1,2\n",
        ID_NAME,
        [("1", "Ada"), ("2", "Bo"), ("sku", "price"), ("X", "1")],
    ),
    "emails with plus and quotes": ('id,name\n1,"""Ada"" <ada+x@b.example>"\n', ID_NAME, [("1", '"Ada" <ada+x@b.example>')]),
    "many title lines": (
        "Fair 2026\nHall 7\nOpen daily: 9 to 5\nBy Ada, Bo\nfor all\n\nContact: us\nPage 1\nid;name\n1;Ada\n2;Bo\n",
        ID_NAME,
        [("1", "Ada"), ("2", "Bo")],
    ),
    "years as names": (
        "id,2024,2025\nx,1,2\ny,3,4\n",
        ("id", "2024", "2025"),
        [("x", "1", "2"), ("y", "3", "4")],
    ),
    "rows that begin like comments": (
        "note,name\n#1 choice,Ada\n-- none,Bo\n#2 choice,Cy\nplain,Di\n",
        ("note", "name"),
        [("#1 choice", "Ada"), ("-- none", "Bo"), ("#2 choice", "Cy"), ("plain", "Di")],
    ),
    "one column with tags": ("tag\nfirst\n#fair\n#berlin\nlast\n", ("tag",), [("first",), ("#fair",), ("#berlin",), ("last",)]),
    "colons between amounts": (
        "zip:point:amount\n00001:1.5:0,50\n00002:2.5:7,50\n00003:3.5:8,50\n",
        ("zip", "point", "amount"),
        [("00001", "1.5", "0,50"), ("00002", "2.5", "7,50"), ("00003", "3.5", "8,50")],
    ),
    "words in single quotes": ("id,note\n1,'so called'\n2,plain\n", ("id", "note"), [("1", "'so called'"), ("2", "plain")]),
    "single quotes where they are needed": (
        "id,note\n1,'Rome, Oslo'\n2,'it''s'\n3,plain\n",
        ("id", "note"),
        [("1", "Rome, Oslo"), ("2", "it's"), ("3", "plain")],
    ),
    "a backslash before a quote": (
        'id,size\n1,"5\\" pipe"\n2,"rod, 6\\""\n3,x\n',
        ("id", "size"),
        [("1", '5" pipe'), ("2", 'rod, 6"'), ("3", "x")],
    ),
    "two quoted columns with a space between": (
        '"note" "phone"\n"a b" "+49 1"\n"c" "+49 2"\n',
        ("note", "phone"),
        [("a b", "+49 1"), ("c", "+49 2")],
    ),
    "a title line above rows that begin with a date": (
        "Visits of the fair\n\nday,id\n02/01/2026,1\n03/01/2026,2\n",
        ("day", "id"),
        [("02/01/2026", "1"), ("03/01/2026", "2")],
    ),
    "comma and space": (
        "id, name, city\n1, Ada, Rome\n2, Bo, Oslo\n",
        ("id", "name", "city"),
        [("1", "Ada", "Rome"), ("2", "Bo", "Oslo")],
    ),
    "spaces around separators": (
        'id ; name ; note\n1 ; "A; B" ; x\n2 ; Bo ; y\n',
        ("id", "name", "note"),
        [("1", "A; B", "x"), ("2", "Bo", "y")],
    ),
    "two tabs": (
        "id\t\tname\t\tcity\n1\t\tAda\t\tRome\n2\t\t\t\tOslo\n",
        ("id", "name", "city"),
        [("1", "Ada", "Rome"), ("2", "", "Oslo")],
    ),
    "a header written twice": ("id,name\nid,name\n1,Ada\n2,Bo\n", ID_NAME, [("1", "Ada"), ("2", "Bo")]),
    "a stray quote in the header": (
        '"id,name,note\n1,Ada,"x, y"\n2,Bo,"z"\n',
        ('"id', "name", "note"),
        [("1", "Ada", "x, y"), ("2", "Bo", "z")],
    ),
    "quotes that are not escaped": (
        'id,name,note\n1,"Table, 48"","good"\n2,"Lens 8"","x, y"\n3,Bo,z\n',
        ("id", "name", "note"),
        [("1", 'Table, 48"', "good"), ("2", 'Lens 8"', "x, y"), ("3", "Bo", "z")],
    ),
    "an empty column": ("id,,name\n1,,Ada\n2,,Bo\n", ("id", "", "name"), [("1", "", "Ada"), ("2", "", "Bo")]),
    "commas in every cell": ("name;city\nA, B;X, Y\nC, D;Z, W\n", ("name", "city"), [("A, B", "X, Y"), ("C, D", "Z, W")]),
    "apostrophes at the start": ("id;town\n1;'s-Bosch\n2;'t Gooi\n", ("id", "town"), [("1", "'s-Bosch"), ("2", "'t Gooi")]),
    "times with colons": (
        "id,when\n1,2026-01-02 10:20:30\n2,2026-01-02 11:20:30\n",
        ("id", "when"),
        [("1", "2026-01-02 10:20:30"), ("2", "2026-01-02 11:20:30")],
    ),
}


ONE_COLUMN = {
    "times": ("when", "2026-01-01 10:00:00", "2026-01-02 11:00:00", "2026-01-03 12:00:00"),
    "addresses": ("url", "https://a.example/x", "https://b.example/y?z=1"),
    "people": ("name", "Ada Lovelace", "Bo Derek", "Cy Young"),
    "people with a longer name above": ("full name", "Ada Lovelace", "Bo Derek", "Cy Young"),
    "phones": ("phone", "+49 176 123", "+49 177 456"),
    "prices": ("price", "1,50", "2,75"),
    "sentences": ("comment", "hello, world", "foo, bar, baz", "no comma"),
    "codes": ("code", "A-1", "B-2"),
}


@pytest.mark.parametrize("case", ONE_COLUMN)
def test_one_column_is_not_cut(case: str, tmp_path: Path) -> None:
    name, *cells = ONE_COLUMN[case]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([name, *cells]) + "\n")
    look = Files(tmp_path / "cache").look(path)
    assert look.column_names == (name,)
    assert look.rows == tuple((cell,) for cell in cells)


@pytest.mark.parametrize("case", CASES)
def test_read_as_meant(case: str, tmp_path: Path) -> None:
    text, names, rows = CASES[case]
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    files = Files(tmp_path / "cache")
    look = files.look(path)
    table = files.read(path, look.choices, Unwatched())
    assert table.column_names == names
    assert table.cells(0, table.row_count) == rows
    assert look.column_names == names
    assert list(look.rows) == [tuple(cell or "" for cell in row) for row in rows]


def test_extra_cells_of_a_second_table_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name\n1,Ada\n\nsku,price,stock\nX,1,2\n")
    files = Files(tmp_path / "cache")
    table = files.read(path, files.look(path).choices, Unwatched())
    assert table.slice(0, 3).column("extra").to_pylist() == [None, '["stock"]', '["2"]']
    assert table.slice(0, 3).column("line").to_pylist() == [2, 4, 5]


def test_what_was_guessed_can_be_overruled(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b,c\n1;2,3\n")
    files = Files(tmp_path / "cache")
    look = files.look(path, ReadingChoices(delimiter=",", header_rows=0, quote=""))
    assert look.column_names == ("Column 1", "Column 2")
    assert look.rows == (("a;b", "c"), ("1;2", "3"))


def test_another_separator_finds_its_own_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Report, of, today\nid|name, first\n1|Ada, B\n")
    files = Files(tmp_path / "cache")
    look = files.look(path, ReadingChoices(delimiter="|"), frozenset({"header_rows"}))
    assert look.choices.skip_rows == 1
    assert look.column_names == ("id", "name, first")

"""Encodings: marks, UTF-8 over the whole file, zero bytes, and what accents look like."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from backfill_assistant.adapters.readers.encodings import guess_encoding
from backfill_assistant.adapters.readers.file_reader import Files
from backfill_assistant.adapters.readers.text_blocks import MIXED, decode_all
from backfill_assistant.core.errors import FileProblem
from backfill_assistant.core.progress import Unwatched

TEXTS = {
    "de": "Name;Stadt\nMüller;Köln\nGroß;Düsseldorf – Süd\n",
    "fr": "nom;ville\nFrançois;Orléans\nÉlodie;l’été\n",
    "es": "José;Muñoz\n¿Qué?;Ángel\n",
    "pl": "Łódź;Żółć\nWałęsa;Gdańsk\n",
    "cs": "Dvořák;Příliš žluťoučký\nPlzeň;Brno\n",
    "ru": "Привет;Москва\nИванов;Пётр\n",
    "el": "Αθήνα;Γιώργος\nΠαπαδόπουλος;Πάτρα\n",
    "tr": "İstanbul;Ağrı\nŞişli;Gökçe\n",
    "he": "שלום;ירושלים\n",
    "hu": "Győr;Székesfehérvár\n",
    "ja": "東京都;山田太郎;こんにちは\n",
    "zh": "北京市;张伟;你好\n",
    "ko": "서울;김철수;안녕하세요\n",
}
PLACES = [
    ("de", "cp1252", "en"),
    ("de", "mac-roman", "en"),
    ("fr", "cp1252", "en"),
    ("fr", "mac-roman", "en"),
    ("es", "cp1252", "en"),
    ("es", "cp850", "en"),
    ("pl", "cp1250", "en"),
    ("pl", "iso8859-2", "en"),
    ("pl", "cp852", "en"),
    ("cs", "cp1250", "en"),
    ("ru", "cp1251", "en"),
    ("ru", "koi8-r", "en"),
    ("ru", "cp866", "en"),
    ("el", "cp1253", "en"),
    ("tr", "cp1254", "en"),
    ("hu", "cp1250", "hu"),
    ("he", "cp1255", "he"),
    ("ja", "cp932", "ja"),
    ("zh", "gb18030", "zh"),
    ("ko", "cp949", "ko"),
]


@pytest.mark.parametrize(("language", "encoding", "computer"), PLACES)
def test_legacy_encodings_are_guessed_and_marked(language: str, encoding: str, computer: str) -> None:
    raw = TEXTS[language].encode(encoding)
    guess = guess_encoding(raw, True, computer)
    assert decode_all(raw, guess.encoding) == TEXTS[language]
    assert not guess.sure


@pytest.mark.parametrize(
    ("raw", "computer", "text"),
    [
        # The same bytes, both natural: what computers of that language always wrote.
        (b"Gy\xf5r", "hu", "Győr"),
        (b"Gy\xf5r", "de", "Gyõr"),
        (b"\xc8apek", "cs", "Čapek"),
        (b"\xc8apek", "fr", "Èapek"),
        (b"A\xf0r\xfd", "tr", "Ağrı"),
        # Signs that no accent stands beside.
        (b"it\x92s", "en", "it’s"),
        (b"id;\x93Ada\x94", "en", "id;“Ada”"),
        (b"9 \x96 5", "en", "9 – 5"),
        (b"\xa9 2026", "en", "© 2026"),
        (b"100 \x80", "de", "100 €"),
        (b"100 \xa4", "de", "100 €"),
        (b"\xa35", "en", "£5"),
        (b"20\xb0C", "en", "20°C"),
        (b"it\xd5s", "en", "it’s"),
    ],
)
def test_one_word_is_read_as_a_person_there_would(raw: bytes, computer: str, text: str) -> None:
    guess = guess_encoding(raw, True, computer)
    assert decode_all(raw, guess.encoding) == text
    assert not guess.sure


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("language", ["de", "pl"])
def test_unicode_is_certain(encoding: str, language: str) -> None:
    text = "id;name\n" + TEXTS[language]
    guess = guess_encoding(text.encode(encoding), True)
    assert guess.sure
    assert decode_all(text.encode(encoding), guess.encoding).removeprefix("\ufeff") == text


def test_an_accent_at_the_very_end_is_found(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n" + b"1,Ada\n" * 100_000 + "2,René\n".encode("cp1252"))
    look = files.look(path)
    assert look.choices.encoding == "utf-8"
    table = files.read(path, look.choices, Unwatched())
    assert table.choices.encoding == "cp1252"
    assert table.cells(100_000, 100_001) == [("2", "René")]
    assert [entry.suffix for entry in (tmp_path / "cache").iterdir() if "partial" in entry.name] == []


def test_a_few_broken_bytes_do_not_spoil_utf8(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,name\n1,Köln\n2,Łódź\n3,Århus\n".encode() + "4,René\n".encode("cp1252"))
    look = files.look(path)
    assert look.choices.encoding == MIXED
    assert "encoding" in look.uncertain
    table = files.read(path, look.choices, Unwatched())
    assert table.cells(0, 4) == [("1", "Köln"), ("2", "Łódź"), ("3", "Århus"), ("4", "René")]


def test_a_byte_without_meaning_stays_visible(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,name\n1,Müller\n2,x".encode("cp1252") + b"\x81\n")
    choices = files.look(path).choices
    table = files.read(path, choices, Unwatched())
    assert table.row_count == 2


def test_the_wrong_choice_is_told(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,name\n1,Müller\n".encode("cp1252"))
    choices = files.look(path).choices
    with pytest.raises(FileProblem, match="Not all letters of"):
        files.read(path, dataclasses.replace(choices, encoding="euc_jp"), Unwatched())

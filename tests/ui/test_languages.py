"""Languages: a translation that lies in the folder is used, with its plurals, numbers and direction of writing."""

import subprocess
import sys
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator

from backfill_assistant.core.sentences import Sentence
from backfill_assistant.ui import languages, wording

SOURCE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="{language}">
<context><name>core</name>
<message><source>{{rows}} rows have no time.</source><translation>{{rows}} Zeilen haben keine Zeit.</translation></message>
</context>
<context><name>Test</name>
<message numerus="yes"><source>%Ln row(s) [is|are] left out</source>
<translation><numerusform>%Ln Zeile fehlt</numerusform><numerusform>%Ln Zeilen fehlen</numerusform></translation></message>
</context>
</TS>
"""


@pytest.fixture
def compile_translation(tmp_path, monkeypatch):
    def compile_one(language):
        source = tmp_path / f"{language}.ts"
        source.write_text(SOURCE.format(language=language), encoding="utf-8")
        tool = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
        target = tmp_path / f"backfill_assistant_{language}.qm"
        subprocess.run([tool, source, "-qm", target], check=True, capture_output=True)
        monkeypatch.setattr(languages, "translations", lambda: tmp_path)

    return compile_one


@pytest.fixture
def restored(qapp):
    before, direction = set(qapp.findChildren(QTranslator)), qapp.layoutDirection()
    locale = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
    QLocale.setDefault(locale)
    qapp.setLayoutDirection(direction)


def test_a_translation_in_the_folder_is_used(qapp, restored, compile_translation):
    compile_translation("de")
    languages.speak(qapp, QLocale("de_DE"))
    assert wording.in_words(Sentence("{rows} rows have no time.", rows=12345)) == "12.345 Zeilen haben keine Zeit."
    counted = [QCoreApplication.translate("Test", "%Ln row(s) [is|are] left out", None, count) for count in (1, 1312)]
    assert counted == ["1 Zeile fehlt", "1.312 Zeilen fehlen"]
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_the_window_is_mirrored_only_when_our_own_words_are_there(qapp, restored, compile_translation):
    languages.speak(qapp, QLocale("ar_EG"))
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    compile_translation("ar")
    languages.speak(qapp, QLocale("ar_EG"))
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_numbers_have_separators_even_where_the_system_names_no_language(qapp, restored):
    languages.speak(qapp, QLocale.c())
    assert wording.number(5_000_000) == "5,000,000"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (52, "52 s"), (232, "3 min 52 s"), (258_720, "71 h 52 min"), (4 * 86_400 + 2 * 3_600, "4 d 2 h")],
)
def test_durations_are_told_in_two_units(qapp, seconds, words):
    assert wording.duration(seconds) == words


@pytest.mark.parametrize(("size", "words"), [(999, "999 bytes"), (142_300_000, "142.3 MB"), (1_600_000_000, "1.6 GB")])
def test_sizes_are_told_in_the_units_of_file_managers(qapp, size, words):
    assert wording.size(size) == words


def test_utc_is_told_the_same_everywhere(qapp):
    assert wording.utc(1_790_000_000_000) == "2026-09-21 14:13:20 UTC"


def every_member(name):
    from backfill_assistant.core.campaigns.campaigns import TriggerKind
    from backfill_assistant.core.forecast import forecast
    from backfill_assistant.core.journal import runs
    from backfill_assistant.core.mapping import mapping

    return {
        "verdict": forecast.Verdict,
        "verdict_tone": forecast.Verdict,
        "choice": forecast.Choice,
        "order": forecast.Order,
        "run_end": runs.RunEnd,
        "run_end_tone": runs.RunEnd,
        "region": runs.Region,
        "row_meaning": mapping.RowMeaning,
        "trigger_kind": TriggerKind,
    }[name]


@pytest.mark.parametrize(
    "name",
    ["verdict", "verdict_tone", "choice", "order", "run_end", "run_end_tone", "region", "row_meaning", "trigger_kind"],
)
def test_every_value_of_the_core_has_its_words(qapp, name):
    assert all(getattr(wording, name)(member) for member in every_member(name))

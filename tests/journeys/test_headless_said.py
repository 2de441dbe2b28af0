"""What the program without a window says about what cannot be, and where it says it."""

from __future__ import annotations

import json

import pytest

from backfill_assistant.headless import commands, main
from backfill_assistant.headless.arguments import parse


def damaged_files(folder):
    empty = folder / "empty.csv"
    empty.write_bytes(b"")
    broken = folder / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    picture = folder / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (folder / "folder.csv").mkdir()
    return [folder / "missing.csv", empty, broken, picture, folder / "folder.csv"]


@pytest.mark.parametrize("place", range(5))
def test_a_file_that_cannot_be_read_is_said_in_a_sentence_with_advice(headless, tmp_path, place):
    file = damaged_files(tmp_path)[place]
    code, output, trouble = headless.run("forecast", file)
    assert code == 2
    assert "Traceback" not in output + trouble
    code, answer = headless.ask("forecast", file)
    assert code == 2
    assert trouble.strip() == f"{answer['error']['title']} {answer['error']['advice']}"
    assert answer["error"]["advice"].endswith(".")


def test_words_that_are_off_end_with_two(headless):
    code, _, trouble = headless.run("send")
    assert code == 2
    assert "usage" in trouble


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--first", "-2"), "whole number, 1 or more"),
        (("--first", "0"), "whole number, 1 or more"),
        (("--approve", "-1"), "whole number, 0 or more"),
        (("--rows-per-second", "0"), "a number from"),
        (("--rows-per-second", "nan"), "a number from"),
        (("--rows-per-second", "inf"), "a number from"),
        (("--rows-per-second", "many"), "a number from"),
        (("--zone", "Mars/Phobos"), "no such time zone"),
        (("--start", "tomorrow"), "2026-03-01T09:00+01:00"),
        (("--start", "2026-03-01T09:00"), "time zone too"),
    ],
)
def test_numbers_and_times_that_make_no_sense_are_said(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(["send", "x.csv", *words])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_mistake_of_the_program_is_no_end_of_a_run_and_quotes_no_cell(monkeypatch, capsys, tmp_path):
    def mistaken(*_):
        raise RuntimeError("planted cell")

    monkeypatch.setenv("BACKFILL_ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setitem(commands.COMMANDS, "runs", mistaken)
    assert main(["runs"]) == 2
    said = capsys.readouterr().err
    assert "The program made a mistake." in said
    assert "RuntimeError" in said
    assert "in mistaken" in said
    assert "planted" not in said
    assert main(["runs", "--json"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["error"]["title"] == "The program made a mistake."
    assert "planted" not in captured.err


def test_names_that_the_terminal_cannot_write_are_written_otherwise(headless, practice, tmp_path):
    file = tmp_path / "Größe Łódź.csv"
    file.write_text("customer,event,when\n1,bought,2024-05-01T10:00:00Z\n", encoding="utf-8")
    headless.environment["PYTHONIOENCODING"] = "ascii"
    code, report = headless.ask("send", file, "--practice", practice.url)
    assert (code, report["file"]) == (0, file.name)
    code, said, trouble = headless.run("runs")
    assert (code, trouble) == (0, "")
    assert r"\u0141\xf3d\u017a.csv" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "last"), "no run on this machine"),
        (("resume", "../../elsewhere"), "no longer there"),
        (("resume", "2020-01-01-00000000"), "no longer there"),
        (("send", "x.csv", "--workspace", "Acme"), "no workspace called Acme"),
    ],
)
def test_what_is_not_there_is_said(headless, words, said):
    code, _, trouble = headless.run(*words)
    assert code == 2
    assert said in trouble
    assert "Traceback" not in trouble


def test_files_that_say_how_to_go_may_begin_with_a_mark_and_are_refused_when_they_are_none(headless, practice, tmp_path):
    file, campaigns, reading = (tmp_path / name for name in ("orders.csv", "campaigns.json", "reading.json"))
    file.write_text("customer_id,event,happened_at\n2,bought,2024-05-01T10:00:00Z\n", encoding="utf-8")
    campaigns.write_text('{"campaigns": [{"id": 4, "name": "Thanks", "event_name": "bought"}]}', encoding="utf-8-sig")
    reading.write_text('{"delimiter": ","}', encoding="utf-8-sig")
    words = ("forecast", file, "--practice", practice.url, "--campaigns", campaigns, "--reading", reading)
    code, told = headless.ask(*words)
    assert (code, [each["name"] for each in told["campaigns"]]) == (0, ["Thanks"])
    reading.write_text("[1]", encoding="utf-8")
    code, told = headless.ask(*words)
    assert (code, told["error"]["title"]) == (2, "The file reading.json does not say how to read a file.")

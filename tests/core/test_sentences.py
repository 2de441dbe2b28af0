"""Sentences: gaps, numbers, and words in two forms."""

from __future__ import annotations

import pytest

from backfill_assistant.core.sentences import Sentence


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (Sentence("{rows} row(s) [has|have] no time.", rows=1), "1 row has no time."),
        (Sentence("{rows} row(s) [has|have] no time.", rows=1_200), "1,200 rows have no time."),
        (Sentence("{a} row(s) sent; {b} [is|are] left.", a=1, b=2), "1 row sent; 2 are left."),
        (Sentence("{a} row(s) sent; {b} [is|are] left.", a=0, b=1), "0 rows sent; 1 is left."),
        (Sentence("{name}: {rows} row(s)", name="a (s) [b|c]", rows=1), "a (s) [b|c]: 1 row"),
        (Sentence("Nothing (s) counts [here|there]."), "Nothing (s) counts [here|there]."),
        (Sentence("{yes} row(s)", yes=True), "true row(s)"),
        (Sentence("{limit}, at most {bytes} byte(s)", limit="x{y}", bytes=2), "x{y}, at most 2 bytes"),
    ],
)
def test_the_number_before_decides_the_form(sentence, words):
    assert str(sentence) == words


def test_a_translation_has_forms_of_its_own():
    sentence = Sentence("{rows} row(s)", rows=1)
    assert sentence.in_words(lambda text: {"{rows} row(s)": "{rows} Zeile(n)"}[text]) == "1 Zeile"

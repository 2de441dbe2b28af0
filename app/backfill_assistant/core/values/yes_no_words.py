"""Words for yes and no, in the languages files come in."""

from __future__ import annotations

from typing import Final

# Words whose meaning is certain wherever they stand alone, in lower case.
TRUE_WORDS: Final = (
    "true", "yes", "y", "1", "t", "on", "x", "ja", "j", "wahr", "oui", "vrai", "si", "sí", "sì", "sim", "vero", "verdadero",
    "verdadeiro", "tak", "prawda", "kyllä", "evet", "doğru", "да", "истина", "ano", "igen", "da", "ναι", "はい", "是", "真",
    "예", "네",
)  # fmt: skip
FALSE_WORDS: Final = (
    "false", "no", "n", "0", "f", "off", "nein", "falsch", "non", "faux", "nee", "não", "nao", "falso", "nie", "fałsz", "nej",
    "falskt", "falsk", "nei", "ei", "hayır", "hayir", "yanlış", "нет", "ложь", "ne", "nem", "όχι", "いいえ", "否", "假",
    "아니요",
)  # fmt: skip

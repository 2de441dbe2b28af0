"""How natural a text's accents look: a wrong encoding shows as odd signs and capitals inside words."""

from __future__ import annotations

import unicodedata

# Signs that stand beside words in ordinary text.
TYPOGRAPHIC = frozenset("“”„‘’‚–—…€•©®™°§«»´¿¡½¼¾²³µ·£¥№¬±×÷ª º\xa0".replace(" ", ""))
# Letters used so often that seeing them is evidence by itself.
COMMON = frozenset("äöüßÄÖÜéèêëàâáãåæçíîïìñóôõòøúûùœÉÈÀÁÇÍÑÓÖØÅÆąćęłńóśźżĄĆĘŁŃŚŹŻáčďéěíňřšťúůýžČĎŘŠŽőűŐŰğışİŞĞșțăîâ")

# Letters that are words by themselves.
WORDS = frozenset("àáâãéèêëìíòóôöùúýyÀÁÉÈÍÒÓÔÖÙÚÝ")
OPENING, CLOSING = frozenset("“„‘‚«¿¡£"), frozenset("”’»®™°%€ºª²³")
# Where a sign could be a letter of another encoding, what stands beside it tells.
AFTER_OPENING, BEFORE_CLOSING = frozenset(" \t\n\r,;|\"'("), frozenset(" \t\n\r,;|\"').:!?-/")


def plausibility(text: str) -> float:
    """From below 0 (nonsense) to 1 (natural), over the characters beyond ASCII."""
    worth, count = 0.0, 0
    run = 0
    for index, char in enumerate(text):
        if char < "\x80":
            run = 0
            continue
        count += 1
        run += 1
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        worth += _worth(char, before, after, run)
    return worth / count if count else 1.0


def _worth(char: str, before: str, after: str, run: int) -> float:
    if char in TYPOGRAPHIC and not char.isalpha():
        inside = before.isalpha() and after.isalpha()
        if inside and char not in "’´\xa0·–—":
            return -1.0
        return 1.0 if _is_in_place(char, before, after) else 0.7
    if not char.isalpha():
        return -0.3 if unicodedata.category(char) in ("Mn", "Sc", "Lm") else -2.0
    if char.isupper() and before.isalpha() and before.islower():
        return -1.0
    if char.islower() and before.isupper() and len(before) == 1 and after.isupper():
        return -1.0
    latin = char < "\u0250"
    if latin:
        worth = 1.0 if char in COMMON else 0.45
        if not before.isalpha() and not after.isalpha() and char not in WORDS:
            worth -= 0.5
        # Natural Latin text rarely has three accented letters in a row.
        return worth - 0.6 * max(0, run - 2)
    neighbours = [near for near in (before, after) if near.isalpha()]
    if any(near < "\u0250" for near in neighbours):
        return -1.0
    return 0.95 if neighbours else 0.2


def _is_in_place(char: str, before: str, after: str) -> bool:
    """Whether a sign stands where signs of its kind stand in ordinary text."""
    if char in "’–—\xa0…•·":
        return (before.isalnum() and after.isalnum()) or (before == after == " ") or (char in "’…" and before.isalnum())
    if char in OPENING:
        return before in AFTER_OPENING and (after.isalnum() or after in "¿¡")
    if char in CLOSING:
        return (before.isalnum() or before in " .!?,") and (after in BEFORE_CLOSING or after.isdigit())
    return char in "©§" and (after == " " or after.isdigit())

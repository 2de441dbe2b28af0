"""Which encoding a text has: marks at its start, strict UTF-8, zero bytes, then what the accents would look like."""

from __future__ import annotations

import codecs
import locale
import re
from dataclasses import dataclass

from backfill_assistant.adapters.readers.accents import plausibility
from backfill_assistant.adapters.readers.text_blocks import MIXED, decode_all, is_utf8

# Longer marks first: UTF-32's begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SINGLE_BYTE = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "iso8859-2", "iso8859-15", "koi8-r", "mac-roman", "cp850", "cp852", "cp437", "cp866",
)  # fmt: skip
MULTI_BYTE = ("cp932", "euc_jp", "gb18030", "big5", "cp949")
# What a computer set to this language has always written by default.
BY_LANGUAGE = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "bs", "sq"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "sr", "mk"), "cp1251"),
    "el": "cp1253", "tr": "cp1254", "az": "cp1254", "he": "cp1255", "ar": "cp1256", "fa": "cp1256",
    **dict.fromkeys(("lt", "lv", "et"), "cp1257"),
    "ja": "cp932", "zh": "gb18030", "ko": "cp949",
}  # fmt: skip
# This many bytes of lines with accents are enough to judge.
EVIDENCE_BYTES = 32_000


@dataclass(frozen=True)
class EncodingGuess:
    """The encoding, and whether it is certain."""

    encoding: str
    sure: bool


def language_of_person() -> str:
    """Two letters, from the system's settings; "" when they say nothing."""
    try:
        name = locale.setlocale(locale.LC_CTYPE) or ""
    except (locale.Error, ValueError):
        return ""
    return name[:2].lower() if re.match(r"[A-Za-z]{2}[_-]", name) else ""


def guess_encoding(raw: bytes, complete: bool, language: str | None = None) -> EncodingGuess:
    """Guess from a file's first bytes (`complete`: from all of them)."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return EncodingGuess(name, True)
    if is_utf8_start(raw, complete):
        if b"\0" in raw:
            wide = _wide(raw)
            if wide:
                return EncodingGuess(wide, True)
        return EncodingGuess("utf-8", True)
    wide = _wide(raw) if b"\0" in raw else ""
    if wide:
        return EncodingGuess(wide, True)
    return EncodingGuess(guess_legacy(raw, language), False)


def is_utf8_start(raw: bytes, complete: bool) -> bool:
    """Strictly valid UTF-8; when more follows, a character may be cut at the end."""
    if raw.isascii():
        return True
    return any(is_utf8(raw[: len(raw) - cut]) for cut in (range(1) if complete else range(4)))


def _wide(raw: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: most of the text is ASCII, so zero bytes stand in fixed places."""
    part = raw[: len(raw) // 4 * 4][:40_000]
    if len(part) < 8:
        return ""
    share = [part[place::4].count(0) / (len(part) / 4) for place in range(4)]
    if share[0] < 0.5 and min(share[2:]) > 0.9:
        return "utf-32-le"
    if share[3] < 0.5 and min(share[:2]) > 0.9:
        return "utf-32-be"
    even, odd = (share[0] + share[2]) / 2, (share[1] + share[3]) / 2
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return ""


def guess_legacy(raw: bytes, language: str | None = None) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    evidence = _evidence(raw)
    if _mostly_utf8(raw):
        return MIXED
    preferred = BY_LANGUAGE.get(language_of_person() if language is None else language, "cp1252")
    scores: dict[str, float] = {}
    for name in dict.fromkeys((preferred, *SINGLE_BYTE)):
        if name not in MULTI_BYTE:
            scores[name] = plausibility(decode_all(evidence, name)) + (0.08 if name == preferred else 0)
    best = max(scores, key=lambda name: scores[name])
    if _accents_are_rare(evidence) and scores[best] > 0.55:
        return best
    return _other_script(evidence, preferred) or best


def _accents_are_rare(evidence: bytes) -> bool:
    """Whether bytes beyond ASCII stand mostly alone, as in Latin scripts, and not in whole words."""
    runs = re.findall(rb"[\x80-\xff]+", evidence)
    return sum(map(len, runs)) < 2.2 * len(runs)


def _evidence(raw: bytes) -> bytes:
    """Lines with bytes beyond ASCII."""
    lines, size = [], 0
    for line in re.split(rb"[\r\n]+", raw):
        if not line.isascii():
            lines.append(line[:4_000])
            size += len(lines[-1])
            if size > EVIDENCE_BYTES:
                break
    return b"\n".join(lines)


def _mostly_utf8(raw: bytes) -> bool:
    """A few broken bytes among many whole characters: two files glued together, or one damaged."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - broken
    return whole >= 4 * broken


def _other_script(evidence: bytes, preferred: str) -> str:
    """Encodings of other scripts: the person's own if it fits, else by the statistics of charset-normalizer."""
    # Imported here: it takes longer to load than most files take to read.
    from charset_normalizer import from_bytes

    if preferred != "cp1252" and _reads_well(evidence, preferred):
        return preferred
    likely = ["cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp866", *MULTI_BYTE]
    found = from_bytes(evidence, cp_isolation=likely, threshold=0.6).best()
    return "" if found is None else str(found.encoding).replace("koi8_r", "koi8-r")


def _reads_well(evidence: bytes, encoding: str) -> bool:
    try:
        text = decode_all(evidence, encoding)
    except UnicodeDecodeError:
        return False
    return plausibility(text) > 0.8

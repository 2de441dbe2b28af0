"""Names of months in the languages files come in, full and shortened."""

from __future__ import annotations

import unicodedata
from typing import Final

# One line per language, January to December; shortened names follow by cutting (see `month_number`).
_NAMES: Final = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "januar februar marts april maj juni juli august september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
)
# Not shortened: their first letters mean other months elsewhere.
_WHOLE: Final = (
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta"
    " heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
)
_EXTRA: Final = {"sept": 9, "mrz": 3, "juil": 7, "janv": 1, "fevr": 2, "avr": 4, "mai": 5, "okt": 10, "dez": 12, "gen": 1, "mrt": 3}


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip(". ")


def _all_names() -> dict[str, int]:
    """Full names, and every shortening of three or more letters that means one month only."""
    meanings: dict[str, set[int]] = {}
    full: dict[str, int] = {}
    for line in _NAMES:
        for number, name in enumerate(line.split(), start=1):
            plain = _plain(name)
            full[plain] = number
            for length in range(3, len(plain)):
                meanings.setdefault(plain[:length], set()).add(number)
    for line in _WHOLE:
        full.update({_plain(name): number for number, name in enumerate(line.split(), start=1)})
    short = {name: numbers.pop() for name, numbers in meanings.items() if len(numbers) == 1}
    return {**short, **_EXTRA, **full}


_NUMBERS: Final = _all_names()


def month_number(name: str) -> int | None:
    """1 to 12, or None when the word names no month, or could name two."""
    return _NUMBERS.get(_plain(name))

"""What a column says about consent to messages: by the words of its header in many languages, and by the words in its cells.

Track API specification: `unsubscribed` true stops messages and everything else lets them through, so a column that means the
opposite, or is not known to mean it, must never get there by chance.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from backfill_assistant.core.values.headers import Meaning, meaning_of
from backfill_assistant.core.values.plain_words import plain_words
from backfill_assistant.core.values.yes_no_words import FALSE_WORDS, TRUE_WORDS


class Answer(StrEnum):
    """What one cell says. Yes and no depend on what was asked; the other two are certain under any header."""

    YES = "yes"
    NO = "no"
    AGREES = "agrees"
    REFUSES = "refuses"


# Cells that say which way they mean it, written plain.
_AGREES: Final = (
    "opted in, opt in, optin, subscribed, accepted, granted, agreed, consented, consent given, given, allowed, permitted, "
    "zugestimmt, eingewilligt, erteilt, angemeldet, abonniert, erlaubt, abonne, inscrit, accepte, accorde, suscrito, acepta, "
    "aceptado, iscritto, accettato, inscrito, aceite, aangemeld, ingeschreven, akkoord, godkand, tilmeldt, zgoda, souhlasi"
)
_REFUSES: Final = (
    "opted out, opt out, optout, unsubscribed, not subscribed, non subscribed, not opted in, declined, denied, refused, rejected, "
    "withdrawn, revoked, objected, no consent, do not contact, do not email, dnc, abgemeldet, abgelehnt, widerrufen, "
    "widersprochen, verweigert, nicht zugestimmt, desabonne, desinscrit, refuse, retire, rechazado, dado de baja, no acepta, "
    "disiscritto, rifiutato, revocato, descadastrado, recusado, afgemeld, uitgeschreven, geweigerd, avregistrerad, afmeldt, "
    "avslatt, odmowa, brak zgody, wypisany, nesouhlasi, reddedildi"
)
# In front of what was asked, of a header that is about consent whatever else it says.
_CONSENT: Final = (
    r"consent|consens|opt(?:s|ed|ing)? ?in\b|permission|einwillig|eingewilligt|zustimm|zugestimmt|einverstand|subscri"
    r"|suscri|souscri|iscri[tz]|inscri[cptv]\w* newsletter|abonn|toestemming|toegestemd|akkoord|samtyck|samtykke|suostumus"
    r"|zgod[ayei]\b"
    r"|souhlas|suhlas|hozzajarul|consimtamant|\bonay|\bizin|\bizni|\briza|соглас|згод|подписк|рассылк|συγκαταθ|συναινε"
    r"|(?:stay|keep) in touch|keep me (?:informed|updated|posted)|sign me up|send me|want\w* to receive"
    r"|(?:mochte|will) \w* ?erhalten"
    r"|souhait\w+ recevoir|dese[ao]\w* recibir|desider\w+ ricevere|desej\w+ receber|同意|購読|订阅|동의|수신"
)
# Words of agreeing that need something about messages beside them.
_AGREEING: Final = (
    r"agree|accept|allow|\bok(?:ay)?\b|\bmay\b|\bcan\b|\bcould\b|\bshall\b|want|wish|receiv|like to|happy to|interested in|erlaub"
    r"|mochte|darf|durfen|erhalten|accept|accord|autoris|souhait|recevoir|veux|acept|autoriz|dese[ao]|recibir|quier|accett|autorizz"
    r"|ricever|desider|aceit|receber|mag\b|mogen|ontvang|wil\b|godkann|godkend|onsker|modta|motta|vill|fa\b|far\b|haluan|saa\b"
    r"|chce|wyraza|zgadza|otrzym|chci|dostavat|kabul|almak|istiyor|хочу|получ|разреш"
)
_MESSAGES: Final = (
    r"marketing|newsletter|\be? ?mails?\b|mailing|\bsms\b|messag|contact|\bcall\b|communicat|comunica|kommunikation|\boffers?\b"
    r"|promo|advert|updates|\bnews\b|werb|kontakt|infos?\b|angebot|benachrichtig|publicit|publicid|pubblicit|courriel|offres"
    r"|ofertas|offerte|boletin|correo|nieuwsbrief|reclame|aanbieding|nyhetsbrev|nyhedsbrev|uutiskirje|markkinoint|markedsfor"
    r"|marknadsfor|reklam|erbjudanden|tilbud|newslettera|wiadomosc|obchodni sdeleni|zprav|bulten"
    r"|e ?posta|ileti|pazarlama|рассыл|реклам"
)
_REFUSING: Final = (
    r"opt(?:s|ed|ing)? ?out\b|unsub|declin|denied|\bdeny|refus|reject|withdr[ae]w|revo[ck]|object|suppress|blacklist|blocklist"
    r"|widerspr|widerruf|ablehn|abgelehnt|abgemeldet|abmeld|verweiger|gesperrt|sperr|desabonn|desinscri|oppos|retrait|rechaz"
    r"|\bbaja\b|oposici|rifiut|disiscri|negat|recus|cancelad|descadastr|afgemeld|afmeld|uitgeschreven|uitschrijv|weiger|bezwaar|avregistrer"
    r"|avprenumerer|avmeld|frameld|afslag|avslag|kielto|kielt|sprzeciw|odmow|wypisa|rezygnac|nesouhlas|odmit|odhlas|\bret\b|iptal|отказ|отпис"
)
_NEGATING: Final = re.compile(
    r"\b(?:no|not|never|dont|don t|doesn t|without|nicht|kein|keine|keinen|ohne|ne|pas|non|sans|sin|senza|nao|sem|niet|geen|zonder"
    r"|ej|inte|ikke|ingen|ei|ala|nie|brak|bez|nechc\w*|istemiyor\w*|hayir|не|нет|без)\b"
)
# What is agreed to is something else; said of data, it may or may not be about messages.
_ELSE: Final = (
    r"photo|foto|image|picture|bild|\bvideo|record|cookie|\bterms|condition|bedingung|\bagb\b|\bcgv\b|\bcgu\b|waiver|liabilit|medical"
    r"|treatment|research|parental|guardian|\bdate\b|datum|\bfecha|\bdata (?:di|do|da|zgody)\b"
    r"|\btime\b|timestamp|source|version|\bip\b"
)
_OF_DATA: Final = r"privac|\bdata\b|daten|donnees|datos|dados|\bdati\b|gegevens|processing|third part|partner"
_OPEN: Final = r"preferenc|preferenz|praferenz|\bstatus\b|\bstatut|estado|\bstato\b|setting|einstellung"
# Yes and no as choices that a header offers are no negation: `Consent (Y/N)`, `Newsletter ja/nein`.
_CHOICES: Final = re.compile(
    r"\b(?:y(?:es)? ?(?:or )?no?|no? ?(?:or )?y(?:es)?|ja ?(?:oder )?nein|j n|oui ?(?:ou )?non|o n|si ?(?:o )?no|s n|si ?(?:o )?non"
    r"|sim ?(?:ou )?nao|ja ?(?:of )?nee|ja ?(?:eller )?nej|ja ?(?:eller )?nei|kylla ?(?:tai )?ei|tak ?(?:lub )?nie|t n"
    r"|ano ?(?:nebo )?ne|a n|evet ?(?:veya )?hayir|e h|да ?(?:или )?нет|true ?(?:or )?false|t f|[01] [01])\b"
)


# The ways in which a column can be about consent.
CONSENTS: Final = frozenset({Meaning.UNSUBSCRIBED, Meaning.OPTED_OUT, Meaning.OPTED_IN, Meaning.CONSENT})


def consent_of(header: str) -> Meaning | None:
    """What a header says about consent, by its whole name or by its words; None where it says nothing of it."""
    meaning = meaning_of(header)
    if meaning in CONSENTS:
        return meaning
    # `Consent Yes/No` looks like the number of a consent.
    return consent_in_words(header) if meaning in (None, Meaning.REFERENCE) else None


@lru_cache(maxsize=5_000)
def consent_in_words(header: str) -> Meaning | None:
    """What the words of a header say about consent to messages; None where they are about something else.

    OPTED_IN: yes agrees. OPTED_OUT: yes refuses. CONSENT: it is about consent, or about messages, but not plain which way.
    """
    words = _CHOICES.sub(" ", plain_words(header)).strip()
    consents, agrees, messages, refuses = (_holds(words, each) for each in (_CONSENT, _AGREEING, _MESSAGES, _REFUSING))
    negated = bool(_NEGATING.search(words))
    if _holds(words, _ELSE) and not messages:
        return None
    if refuses:
        # `Opt in / opt out` names both, and `not unsubscribed` turns it round once more.
        both = re.search(r"opt(?:s|ed|ing)? ?in\b|(?<!un)(?<!de)subscri", words) is not None
        about = (
            consents or messages or _holds(words, r"opt(?:s|ed|ing)? ?out\b|unsub|desabonn|desinscri|disiscri|nesouhlas|widerspr")
        )
        return None if not about else Meaning.CONSENT if both or negated else Meaning.OPTED_OUT
    if not consents and not (agrees and messages):
        open_ended = messages and (negated or _holds(words, _OPEN))
        named = _holds(words, r"newsletter|mailing ?list|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|bulten|boletin")
        if not named and not open_ended:
            return Meaning.CONSENT if _holds(words, r"\bmarketing\b|werbung") else None
        return Meaning.OPTED_OUT if negated else Meaning.OPTED_IN if named else Meaning.CONSENT
    if negated:
        return Meaning.OPTED_OUT
    if _holds(words, _OF_DATA) and not messages:
        return Meaning.CONSENT
    return Meaning.OPTED_IN


def _holds(words: str, pattern: str) -> bool:
    return re.search(pattern, words) is not None


@lru_cache(maxsize=1)
def _answers() -> dict[str, Answer]:
    found = dict.fromkeys(TRUE_WORDS, Answer.YES) | dict.fromkeys(FALSE_WORDS, Answer.NO)
    for words, answer in ((_AGREES, Answer.AGREES), (_REFUSES, Answer.REFUSES)):
        found |= dict.fromkeys(words.split(", "), answer)
    return found


@lru_cache(maxsize=2_000)
def answer_of(text: str) -> Answer | None:
    """What a cell says, whatever its letter case and punctuation; None where it says something else or nothing."""
    bare = text.strip().casefold()
    return _answers().get(bare) or _answers().get(plain_words(bare))


def refuses(answer: Answer | None, meaning: Meaning | None) -> bool | None:
    """Whether this answer under a header with this meaning says that no messages are wanted; None where that is not certain."""
    if answer in (Answer.AGREES, Answer.REFUSES):
        return answer is Answer.REFUSES
    if answer is None or meaning not in (Meaning.OPTED_IN, Meaning.OPTED_OUT, Meaning.UNSUBSCRIBED):
        return None
    return (answer is Answer.NO) is (meaning is Meaning.OPTED_IN)

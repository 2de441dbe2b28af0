"""What a column's header says it holds, in the languages files come in, whatever its punctuation, letter case or plural."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Meaning(StrEnum):
    """What a header can say."""

    PERSON_ID = "person id"
    PLAIN_ID = "id"
    CIO_ID = "cio_id"
    EMAIL = "email"
    PHONE = "phone"
    EVENT_NAME = "event name"
    HAPPENED_AT = "happened at"
    UPDATED_AT = "updated at"
    CREATED_AT = "created at"
    BIRTHDAY = "birthday"
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    NAME = "name"
    COMPANY = "company"
    COUNTRY = "country"
    CITY = "city"
    POSTCODE = "postcode"
    LANGUAGE = "language"
    TIME_ZONE = "time zone"
    CURRENCY = "currency"
    AMOUNT = "amount"
    UNSUBSCRIBED = "unsubscribed"
    OPTED_OUT = "opted out"
    OPTED_IN = "opted in"
    NOTE = "note"


# Each name is written plain: lower case, no accents, words apart by one space; plurals in s are found by themselves.
_NAMES: Final[dict[Meaning, str]] = {
    Meaning.CIO_ID: "cio id, customer io id, customerio id",
    Meaning.PERSON_ID: (
        "customer id, customer no, customer number, customer key, customer ref, user id, user no, user, userid, uid, member id, "
        "member no, membership number, client id, contact id, person id, people id, subscriber id, lead id, profile id, account "
        "id, external id, external customer id, shopper id, buyer id, patient id, student id, crm id, identifier, customer, "
        "kunden id, kundennr, kundennummer, kunden nr, kunde, benutzer id, nutzer id, mitgliedsnummer, mitglieds id, kontakt "
        "id, id client, client, numero client, no client, id utilisateur, id cliente, cliente id, codigo cliente, numero de "
        "cliente, cliente, id usuario, usuario, codice cliente, id utente, utente, klant id, klantnummer, klantnr, gebruiker "
        "id, kundnummer, kund id, asiakasnumero, kundenummer, id klienta, numer klienta, klient id, cislo zakaznika, musteri "
        "no, musteri id, gebruikers id"
    ),
    Meaning.PLAIN_ID: "id, key, guid, uuid, nr, no, number, nummer, numero, row id",
    Meaning.EMAIL: (
        "email, e mail, mail, email address, e mail address, mail address, emailaddress, primary email, work email, business "
        "email, contact email, customer email, user email, recipient email, email adresse, e mail adresse, mailadresse, adresse "
        "email, adresse e mail, adresse mail, courriel, adresse courriel, correo, correo electronico, direccion de correo, "
        "email cliente, posta elettronica, indirizzo email, indirizzo e mail, endereco de email, e mailadres, emailadres, "
        "epost, e post, e postadress, epostadresse, sahkoposti, adres email, adres e mail, eposta, e posta, почта, электронная "
        "почта"
    ),
    Meaning.PHONE: (
        "phone, phone number, phone no, telephone, telephone number, tel, tel no, mobile, mobile number, mobile phone, cell, "
        "cell phone, cellphone, whatsapp, sms, msisdn, fax, telefon, telefonnummer, telefon nr, handy, handynummer, mobil, "
        "mobilnummer, mobiltelefon, rufnummer, telephone portable, portable, numero de telephone, telefono, movil, celular, "
        "numero de telefono, cellulare, telefone, telemovel, telefoon, telefoonnummer, mobiel, puhelin, puhelinnumero, "
        "telefonu, телефон"
    ),
    Meaning.EVENT_NAME: (
        "event, event name, event type, eventname, action, action name, activity, activity type, activity name, ereignis, "
        "ereignisname, aktion, evenement, nom evenement, nom de l evenement, evento, nombre del evento, nombre evento, accion, "
        "nome evento, azione, acao, gebeurtenis, actie, handelse, tapahtuma, zdarzenie, olay"
    ),
    Meaning.HAPPENED_AT: (
        "timestamp, time stamp, time, date, datetime, date time, date and time, event time, event date, event timestamp, "
        "occurred, occurred at, occurred on, happened at, happened on, when, at, received at, sent at, logged at, recorded at, "
        "performed at, activity date, action date, purchase date, purchased at, order date, ordered at, order time, transaction "
        "date, transaction time, invoice date, payment date, paid at, checkin, check in, checkin time, check in time, scan "
        "time, scan date, scanned, scanned at, visit date, visited at, submitted at, submission date, completed at, response "
        "date, unixtime, unix time, epoch, ts, datum, zeit, uhrzeit, zeitpunkt, zeitstempel, datum uhrzeit, datum zeit, "
        "bestelldatum, kaufdatum, rechnungsdatum, ereigniszeit, erfasst am, gescannt am, heure, date heure, date et heure, "
        "horodatage, horodateur, date de commande, date commande, date d achat, date achat, fecha, hora, fecha y hora, fecha "
        "hora, fecha de compra, fecha compra, fecha pedido, fecha de pedido, marca temporal, data, ora, data e ora, data ora, "
        "data ordine, data acquisto, data hora, data e hora, data da compra, data do pedido, tijd, tijdstip, datum tijd, "
        "besteldatum, aankoopdatum, tid, tidpunkt, tidspunkt, dato, orderdatum, aika, paivamaara, czas, data zamowienia, data i "
        "czas, cas, datum a cas, tarih, saat, дата, время"
    ),
    Meaning.UPDATED_AT: (
        "updated, updated at, updated on, update date, last updated, last update, modified, modified at, modified on, last "
        "modified, date modified, modification date, changed at, last changed, geandert am, aktualisiert am, letzte anderung, "
        "modifie le, date de modification, mis a jour, actualizado, fecha de modificacion, fecha actualizacion, modificato, "
        "aggiornato il, data modifica, atualizado em, gewijzigd op, bijgewerkt"
    ),
    Meaning.CREATED_AT: (
        "created, created at, created on, create date, created date, creation date, date created, created time, signup date, "
        "sign up date, signed up, signed up at, signup, registered, registered at, registered on, registration date, date "
        "registered, joined, joined at, join date, date joined, member since, customer since, subscribed at, subscribed on, "
        "subscription date, opt in date, opt in time, date added, added, added at, erstellt, erstellt am, angelegt am, "
        "anlagedatum, registriert am, registrierungsdatum, anmeldedatum, kunde seit, cree le, date de creation, date creation, "
        "date d inscription, date inscription, inscrit le, creado, creado el, fecha de creacion, fecha creacion, fecha de "
        "registro, fecha registro, fecha de alta, fecha alta, creato il, data creazione, data di creazione, data registrazione, "
        "data iscrizione, criado em, data de criacao, data de cadastro, data cadastro, aangemaakt, aangemaakt op, aanmaakdatum, "
        "skapad, oprettet, opprettet, luotu, utworzono, data utworzenia, data rejestracji, vytvoreno, olusturulma tarihi, kayit "
        "tarihi"
    ),
    Meaning.BIRTHDAY: (
        "birthday, birth date, birthdate, date of birth, dob, born, geburtstag, geburtsdatum, date de naissance, date "
        "naissance, naissance, anniversaire, fecha de nacimiento, fecha nacimiento, cumpleanos, data di nascita, data nascita, "
        "data de nascimento, nascimento, aniversario, geboortedatum, verjaardag, fodelsedatum, fodselsdato, syntymaaika, data "
        "urodzenia"
    ),
    Meaning.FIRST_NAME: (
        "first name, firstname, given name, forename, fname, vorname, prenom, nombre, nome, primeiro nome, voornaam, fornamn, "
        "fornavn, etunimi, imie, jmeno, ad, isim, имя"
    ),
    Meaning.LAST_NAME: (
        "last name, lastname, surname, family name, lname, second name, nachname, familienname, zuname, nom de famille, nom, "
        "apellido, cognome, sobrenome, apelido, achternaam, efternamn, etternavn, efternavn, sukunimi, nazwisko, prijmeni, "
        "soyad, soyadi, soyisim, фамилия"
    ),
    Meaning.NAME: (
        "name, full name, fullname, display name, customer name, contact name, contact, nombre completo, nom complet, nome "
        "completo, volledige naam, naam, namn, navn, nimi, voller name"
    ),
    Meaning.COMPANY: (
        "company, company name, organisation, organization, account, account name, employer, business, firma, firmenname, "
        "unternehmen, entreprise, societe, empresa, compania, azienda, societa, bedrijf, foretag, yritys, sirket, компания"
    ),
    Meaning.COUNTRY: (
        "country, country code, country name, nation, land, landcode, landerkennzeichen, pays, code pays, pais, codigo pais, "
        "paese, nazione, lander, maa, kraj, zeme, ulke, страна"
    ),
    Meaning.CITY: (
        "city, town, ort, stadt, wohnort, ville, ciudad, citta, cidade, stad, plaats, woonplaats, by, kaupunki, miasto, mesto, "
        "sehir, город"
    ),
    Meaning.POSTCODE: (
        "zip, zip code, zipcode, postcode, post code, postal code, plz, postleitzahl, code postal, cp, codigo postal, cap, cep, "
        "postnummer, postinumero, kod pocztowy, psc, posta kodu"
    ),
    Meaning.LANGUAGE: (
        "language, lang, locale, preferred language, sprache, langue, idioma, lingua, taal, sprak, sprog, kieli, jezyk, dil"
    ),
    Meaning.TIME_ZONE: (
        "timezone, time zone, tz, zeitzone, fuseau horaire, zona horaria, huso horario, fuso orario, fuso horario, tijdzone, "
        "tidszon, tidszone, aikavyohyke, strefa czasowa, saat dilimi"
    ),
    Meaning.CURRENCY: (
        "currency, currency code, wahrung, wahrungscode, devise, monnaie, moneda, divisa, valuta, moeda, valuutta, waluta, "
        "mena, para birimi"
    ),
    Meaning.AMOUNT: (
        "amount, price, total, total price, total amount, order total, order value, value, revenue, sum, subtotal, tax, "
        "discount, shipping, cost, unit price, grand total, betrag, preis, summe, gesamt, gesamtbetrag, umsatz, wert, montant, "
        "prix, total ttc, total ht, chiffre d affaires, importe, precio, monto, valor, importo, prezzo, totale, preco, bedrag, "
        "prijs, totaal, belopp, pris, belop, summa, hinta, kwota, cena, castka, tutar, fiyat"
    ),
    Meaning.UNSUBSCRIBED: "unsubscribed, unsubscribe, is unsubscribed, has unsubscribed",
    Meaning.OPTED_OUT: (
        "opt out, opted out, optout, email opt out, has opted out of email, do not contact, do not email, do not mail, dnc, no "
        "email, suppressed, blocked, abgemeldet, abbestellt, widerspruch, werbewiderspruch, sperre, desabonne, desinscrit, "
        "desinscription, dado de baja, baja, no contactar, disiscritto, cancellato, descadastrado, descadastro, uitgeschreven, "
        "afgemeld, avregistrerad, frameldt, avmeldt, wypisany, unsubscribed from emails"
    ),
    Meaning.OPTED_IN: (
        "opt in, opted in, optin, opt in status, email opt in, marketing opt in, double opt in, doi, consent, consents, "
        "marketing consent, email consent, gdpr consent, gdpr, consent given, marketing, accepts marketing, email marketing "
        "consent, subscribed, is subscribed, subscriber, subscription, subscription status, newsletter, newsletter opt in, "
        "permission, marketing permission, allow email, allow marketing, may contact, can contact, contactable, einwilligung, "
        "zustimmung, dsgvo, newsletter anmeldung, werbeeinwilligung, angemeldet, abonniert, abonne, consentement, accord, rgpd, "
        "inscrit newsletter, suscrito, consentimiento, acepta marketing, boletin, iscritto, consenso, consenso marketing, "
        "consentimento, inscrito, aceita marketing, toestemming, nieuwsbrief, aangemeld, samtycke, samtykke, nyhetsbrev, "
        "suostumus, uutiskirje, zgoda, zgoda marketingowa, souhlas, onay, izin, согласие, подписка"
    ),
    Meaning.NOTE: (
        "note, comment, remark, description, message, text, body, free text, notiz, bemerkung, kommentar, anmerkung, "
        "beschreibung, nachricht, commentaire, remarque, nota, observacion, comentario, observacao, opmerking, anteckning, "
        "huomautus, uwagi"
    ),
}
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def plain_words(header: str) -> str:
    """A header in lower case, without accents and punctuation, words apart by one space: `First-Name(s)` gives `first name s`."""
    spaced = _CAMEL.sub(" ", header.strip())
    letters = unicodedata.normalize("NFKD", spaced.casefold().replace("ß", "ss").replace("ı", "i"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", kept))


@lru_cache(maxsize=1)
def _lookup() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for meaning, names in _NAMES.items():
        for name in names.split(","):
            plain = plain_words(name)
            found.setdefault(plain, meaning)
            found.setdefault(plain.replace(" ", ""), meaning)
    return found


def meaning_of(header: str) -> Meaning | None:
    """What a header says, or None. A plural in s is taken like its singular, and what stands in brackets is left away."""
    for text in (header, re.sub(r"[(\[{].*?[)\]}]", " ", header), header.rsplit(".", 1)[-1]):
        words = plain_words(text)
        for name in (words, words.removesuffix(" s"), words.removesuffix("s"), words.replace(" ", "")):
            meaning = _lookup().get(name)
            if meaning is not None:
                return meaning
    return None


def field_name(header: str) -> str:
    """A name Customer.io takes without trouble: lower case, words joined by `_` (it advises against spaces and dots in names)."""
    spaced = _CAMEL.sub("_", header.strip())
    return "_".join(re.findall(r"\w+", spaced.lower())).strip("_")

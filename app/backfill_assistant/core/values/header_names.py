"""Usual names of columns by what they hold, in the languages files come in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What a header can say."""

    PERSON_ID = "person id"
    PLAIN_ID = "id"
    CIO_ID = "cio_id"
    ANONYMOUS_ID = "anonymous id"
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
    # About messages, but not plain whether yes wants them: said by no name alone (see `consent`).
    CONSENT = "consent"
    # An order, an invoice, a product: the number of a thing and not of the person.
    REFERENCE = "reference"
    NOTE = "note"


# Each name is written plain: lower case, no accents, words apart by one space, without small words such as "of" and "de";
# plurals in s are found by themselves. A name that stands under two meanings has the first.
NAMES: Final[dict[Meaning, str]] = {
    Meaning.CIO_ID: "cio id, customer io id, customerio id",
    Meaning.ANONYMOUS_ID: "anonymous id, anonymousid, anon id, anonymous user id, anonymous visitor id",
    Meaning.PERSON_ID: (
        "customer id, customer no, customer number, customer key, customer ref, user id, user no, user, userid, uid, "
        "member id, member no, membership number, client id, contact id, person id, people id, subscriber id, lead id, "
        "profile id, account id, external id, external customer id, shopper id, buyer id, patient id, student id, crm id, "
        "identifier, customer, kunden id, kundennr, kundennummer, kunden nr, kunde, benutzer id, nutzer id, mitgliedsnummer, "
        "mitglieds id, kontakt id, id client, client, numero client, no client, id utilisateur, id cliente, cliente id, "
        "codigo cliente, numero de cliente, cliente, id usuario, usuario, codice cliente, id utente, utente, klant id, "
        "klantnummer, klantnr, gebruiker id, kundnummer, kund id, asiakasnumero, kundenummer, id klienta, numer klienta, "
        "klient id, cislo zakaznika, musteri no, musteri id, gebruikers id, customer code, kundencode, kunden no, identifiant, "
        "identifiant client, code client, reference client, numero cliente, num cliente, id do cliente, codigo do cliente, "
        "numero do cliente, numero utente, nr klienta, identyfikator, identyfikator klienta, kod klienta, id anvandare, "
        "anvandar id, medlemsnummer, medlems id, kunde id, kunde nr, kundenr, medlemsnr, bruger id, musteri numarasi, "
        "musteri kodu, uye no, uye numarasi, uye id, kullanici id, id клиента, номер клиента, код клиента, id пользователя, "
        "клиент id, 顧客id, 顧客番号, 会員番号, 会員id, ユーザーid, お客様番号, 客户id, 客户编号, 客户号, 用户id, 用户编号, "
        "会员号, 会员id, 会员编号"
    ),
    Meaning.PLAIN_ID: "id, key, guid, uuid",
    Meaning.EMAIL: (
        "email, e mail, mail, email address, e mail address, mail address, emailaddress, primary email, work email, "
        "business email, contact email, customer email, user email, email adresse, e mail adresse, mailadresse, adresse email, "
        "adresse e mail, adresse mail, courriel, adresse courriel, correo, correo electronico, direccion de correo, "
        "email cliente, posta elettronica, indirizzo email, indirizzo e mail, endereco de email, e mailadres, emailadres, "
        "epost, e post, e postadress, epostadresse, sahkoposti, adres email, adres e mail, eposta, e posta, почта, "
        "электронная почта, adresse electronique, direccion correo electronico, direccion electronica, correio eletronico, "
        "e mail adresa, poczta elektroniczna, poczta, mejladress, mejl, mejladresse, eposta adresi, e posta adresi, "
        "e mail адрес, email адрес, эл почта, имейл, электронный адрес, メール, メールアドレス, e メール, eメール, 電子メール, "
        "电子邮件, 邮箱, 电子邮箱, 邮箱地址, 邮件地址, 이메일"
    ),
    Meaning.PHONE: (
        "phone, phone number, phone no, telephone, telephone number, tel, tel no, mobile, mobile number, mobile phone, cell, "
        "cell phone, cellphone, whatsapp, sms, msisdn, fax, telefon, telefonnummer, telefon nr, handy, handynummer, mobil, "
        "mobilnummer, mobiltelefon, rufnummer, telephone portable, portable, numero de telephone, telefono, movil, celular, "
        "numero de telefono, cellulare, telefone, telemovel, telefoon, telefoonnummer, mobiel, puhelin, puhelinnumero, "
        "telefonu, телефон, phone numbers, no telephone, numero telephone, telephone mobile, telefono movil, numero telefono, "
        "numero cellulare, numero telefone, mobiel nummer, mobiele nummer, numer telefonu, telefon komorkowy, nr telefonu, "
        "nr tel, tel nr, telefonnr, mobilnr, mobiltelefonnummer, telefon numarasi, cep telefonu, gsm no, номер телефона, "
        "мобильный телефон, мобильный, моб телефон, 電話, 電話番号, 携帯電話, 携帯電話番号, 携帯番号, 携帯, 电话, 手机, "
        "手机号, 手机号码, 电话号码, 联系电话, 전화번호"
    ),
    Meaning.EVENT_NAME: (
        "event, event name, event type, eventname, action, action name, activity, activity type, activity name, ereignis, "
        "ereignisname, aktion, evenement, nom evenement, nom de l evenement, evento, nombre del evento, nombre evento, accion, "
        "nome evento, azione, acao, gebeurtenis, actie, handelse, tapahtuma, zdarzenie, olay, nome do evento, "
        "navn pa haendelse, haendelse, haendelse navn, begivenhed, handelsenamn, nazwa zdarzenia, olay adi, событие, "
        "название события, имя события, イベント, イベント名, 事件, 事件名称, 事件名, 行为"
    ),
    Meaning.HAPPENED_AT: (
        "timestamp, time stamp, time, date, datetime, date time, date and time, event time, event date, event timestamp, "
        "occurred, occurred at, occurred on, happened at, happened on, when, at, received at, sent at, logged at, recorded at, "
        "performed at, activity date, action date, purchase date, purchased at, order date, ordered at, order time, "
        "transaction date, transaction time, invoice date, payment date, paid at, checkin, check in, checkin time, "
        "check in time, scan time, scan date, scanned, scanned at, visit date, visited at, submitted at, submission date, "
        "completed at, response date, unixtime, unix time, epoch, ts, datum, zeit, uhrzeit, zeitpunkt, zeitstempel, "
        "datum uhrzeit, datum zeit, bestelldatum, kaufdatum, rechnungsdatum, ereigniszeit, erfasst am, gescannt am, heure, "
        "date heure, date et heure, horodatage, horodateur, date de commande, date commande, date d achat, date achat, fecha, "
        "hora, fecha y hora, fecha hora, fecha de compra, fecha compra, fecha pedido, fecha de pedido, marca temporal, data, "
        "ora, data e ora, data ora, data ordine, data acquisto, data hora, data e hora, data da compra, data do pedido, tijd, "
        "tijdstip, datum tijd, besteldatum, aankoopdatum, tid, tidpunkt, tidspunkt, dato, orderdatum, aika, paivamaara, czas, "
        "data zamowienia, data i czas, cas, datum a cas, tarih, saat, дата, время, data zakupu, data sprzedazy, "
        "data transakcji, datum en tijd, datum och tid, kopdatum, bestallningsdatum, ordredato, ordre dato, dato og tid, "
        "kobsdato, bestillingsdato, dato tid, siparis tarihi, tarih ve saat, tarih saat, islem tarihi, satin alma tarihi, "
        "дата заказа, дата и время, дата время, дата покупки, дата события, дата операции, 日付, 日時, 注文日, 注文日時, "
        "購入日, 購入日時, 発生日時, 取引日, 日期, 时间, 日期时间, 订单日期, 订单时间, 下单时间, 购买日期, 购买时间, 交易时间, "
        "发生时间, badge scanned, badge scanned at, badge scan, badge scan time, date scanned, time scanned, scan date time, "
        "scanned on, start time, completed time, completion time, completion date, finished at, purchased on, purchased, "
        "order placed, order placed at, placed at, placed on, visit time, event datetime, event date time, created time stamp, "
        "date purchased, date ordered, date of purchase, date of order, date paid, order created at, buchungsdatum, "
        "bestellzeitpunkt, bestellt am, gekauft am, scandatum, scanzeit, transaktionsdatum, date transaction, date evenement, "
        "date de l evenement, achete le, commande le, fecha evento, fecha transaccion, fecha del evento, data evento, "
        "data transazione, data dell evento, data pedido, data compra, data transacao, aankoop datum, transactiedatum, "
        "data i godzina"
    ),
    Meaning.UPDATED_AT: (
        "updated, updated at, updated on, update date, last updated, last update, modified, modified at, modified on, "
        "last modified, date modified, modification date, changed at, last changed, geandert am, aktualisiert am, "
        "letzte anderung, modifie le, date de modification, mis a jour, actualizado, fecha de modificacion, "
        "fecha actualizacion, modificato, aggiornato il, data modifica, atualizado em, gewijzigd op, bijgewerkt, "
        "zuletzt geandert, letzte aktualisierung, derniere modification, ultima modificacion, ultima modifica, "
        "ultima atualizacao, data de atualizacao, laatst gewijzigd, gewijzigd, zmieniono, data modyfikacji, andrad, "
        "senast andrad, uppdaterad, opdateret, sidst opdateret, aendret, guncellenme tarihi, guncelleme tarihi, обновлено, "
        "дата обновления, изменено, дата изменения, 更新日, 更新日時, 更新时间, 修改时间, 最終更新日時"
    ),
    Meaning.CREATED_AT: (
        "created, created at, created on, create date, created date, creation date, date created, created time, signup date, "
        "sign up date, signed up, signed up at, signup, registered, registered at, registered on, registration date, "
        "date registered, joined, joined at, join date, date joined, member since, customer since, subscribed at, "
        "subscribed on, subscription date, opt in date, opt in time, date added, added, added at, erstellt, erstellt am, "
        "angelegt am, anlagedatum, registriert am, registrierungsdatum, anmeldedatum, kunde seit, cree le, date de creation, "
        "date creation, date d inscription, date inscription, inscrit le, creado, creado el, fecha de creacion, "
        "fecha creacion, fecha de registro, fecha registro, fecha de alta, fecha alta, creato il, data creazione, "
        "data di creazione, data registrazione, data iscrizione, criado em, data de criacao, data de cadastro, data cadastro, "
        "aangemaakt, aangemaakt op, aanmaakdatum, skapad, oprettet, opprettet, luotu, utworzono, data utworzenia, "
        "data rejestracji, vytvoreno, olusturulma tarihi, kayit tarihi, erstellungsdatum, angelegt, registrierung, "
        "registriert, eintrittsdatum, date d enregistrement, date enregistrement, date d adhesion, fecha inscripcion, "
        "fecha de inscripcion, alta, data di iscrizione, data registo, data de registo, data de registro, data registro, "
        "data criacao, data inscricao, registratiedatum, inschrijfdatum, lid sinds, klant sinds, data dolaczenia, utworzony, "
        "zarejestrowano, skapad den, skapat, skapad datum, registreringsdatum, registrerad, medlem sedan, kund sedan, "
        "oprettet den, oprettelsesdato, oprettelses dato, registreringsdato, registreret, kunde siden, medlem siden, "
        "olusturuldu, kayit, uyelik tarihi, дата создания, дата регистрации, создан, создано, зарегистрирован, 作成日, "
        "作成日時, 登録日, 登録日時, 会員登録日, 创建时间, 创建日期, 注册时间, 注册日期, account created, account created at, "
        "account creation date, profile created, contact created"
    ),
    Meaning.BIRTHDAY: (
        "birthday, birth date, birthdate, date of birth, dob, born, geburtstag, geburtsdatum, date de naissance, "
        "date naissance, naissance, anniversaire, fecha de nacimiento, fecha nacimiento, cumpleanos, data di nascita, "
        "data nascita, data de nascimento, nascimento, aniversario, geboortedatum, verjaardag, fodelsedatum, fodselsdato, "
        "syntymaaika, data urodzenia, geb datum, geburtstagsdatum, fecha nac, fodselsdag, fodelsedag, urodziny, dogum tarihi, "
        "dogum gunu, дата рождения, день рождения, 生年月日, 誕生日, 出生日期, 生日"
    ),
    Meaning.FIRST_NAME: (
        "first name, firstname, given name, forename, fname, vorname, prenom, nombre, nome, primeiro nome, voornaam, fornamn, "
        "fornavn, etunimi, imie, jmeno, ad, isim, имя, vornamen, prenoms, nombre pila, nome proprio, nome de batismo, imiona, "
        "adi, 名, 名前 名, 名 first, ファーストネーム, given names"
    ),
    Meaning.LAST_NAME: (
        "last name, lastname, surname, family name, lname, second name, nachname, familienname, zuname, nom de famille, nom, "
        "apellido, cognome, sobrenome, apelido, achternaam, efternamn, etternavn, efternavn, sukunimi, nazwisko, prijmeni, "
        "soyad, soyadi, soyisim, фамилия, nom famille, apellidos, primer apellido, ultimo nome, sobrenomes, nachnamen, 姓, "
        "苗字, 名字 姓, ラストネーム, last names, surnames"
    ),
    Meaning.NAME: (
        "name, full name, fullname, display name, customer name, contact name, contact, nombre completo, nom complet, "
        "nome completo, volledige naam, naam, namn, navn, nimi, voller name, vor und nachname, vorname nachname, "
        "vollstandiger name, nom et prenom, nom prenom, prenom nom, prenom et nom, nombre y apellidos, nombre apellidos, "
        "nome e cognome, nome cognome, cognome e nome, imie i nazwisko, imie nazwisko, nazwisko i imie, fullstandigt namn, "
        "for och efternamn, fulde navn, fuldt navn, for og efternavn, ad soyad, adi soyadi, isim soyisim, фио, полное имя, "
        "имя и фамилия, имя фамилия, 氏名, お名前, 名前, 姓名, 名字, 全名, フルネーム, first and last name, "
        "first name last name, attendee name, customer full name"
    ),
    Meaning.COMPANY: (
        "company, company name, organisation, organization, account, account name, employer, business, firma, firmenname, "
        "unternehmen, entreprise, societe, empresa, compania, azienda, societa, bedrijf, foretag, yritys, sirket, компания, "
        "firmen name, name der firma, nom entreprise, nom de l entreprise, raison sociale, nombre empresa, "
        "nombre de la empresa, razon social, ragione sociale, nome azienda, nome empresa, nome da empresa, razao social, "
        "bedrijfsnaam, organisatie, nazwa firmy, przedsiebiorstwo, organizacja, foretagsnamn, virksomhed, virksomhedsnavn, "
        "firmanavn, organisasjon, firma adi, sirket adi, kurum, организация, название компании, наименование организации, "
        "фирма, 会社, 会社名, 企業名, 企業, 法人名, 公司, 公司名称, 公司名, 单位, 单位名称, 企业, 企业名称, company names, "
        "organisation name, organization name"
    ),
    Meaning.COUNTRY: (
        "country, country code, country name, nation, land, landcode, landerkennzeichen, pays, code pays, pais, codigo pais, "
        "paese, nazione, lander, maa, kraj, zeme, ulke, страна, landerkurzel, landercode, landeskennzeichen, kod kraju, "
        "panstwo, landskod, landekode, landkode, ulke kodu, код страны, 国, 国名, 国コード, 国家, 国家 地区, 国家地区, "
        "国家代码, country region, country iso, iso country"
    ),
    Meaning.CITY: (
        "city, town, ort, stadt, wohnort, ville, ciudad, citta, cidade, stad, plaats, woonplaats, by, kaupunki, miasto, mesto, "
        "sehir, город, miejscowosc, bytown, postort, ilce, населенный пункт, 市, 市区町村, 都市, 城市, municipio, localidad, "
        "comune, localita, wohnort ort, poststed"
    ),
    Meaning.POSTCODE: (
        "zip, zip code, zipcode, postcode, post code, postal code, plz, postleitzahl, code postal, cp, codigo postal, cap, "
        "cep, postnummer, postinumero, kod pocztowy, psc, posta kodu, kod pocz, почтовый индекс, индекс, 郵便番号, 邮编, "
        "邮政编码, postal, cod postal"
    ),
    Meaning.LANGUAGE: (
        "language, lang, locale, preferred language, sprache, langue, idioma, lingua, taal, sprak, sprog, kieli, jezyk, dil, "
        "язык, 言語, 语言, spraak, jezyk klienta"
    ),
    Meaning.TIME_ZONE: (
        "timezone, time zone, tz, zeitzone, fuseau horaire, zona horaria, huso horario, fuso orario, fuso horario, tijdzone, "
        "tidszon, tidszone, aikavyohyke, strefa czasowa, saat dilimi, часовой пояс, タイムゾーン, 时区, iana timezone, "
        "time zone name"
    ),
    Meaning.CURRENCY: (
        "currency, currency code, wahrung, wahrungscode, devise, monnaie, moneda, divisa, valuta, moeda, valuutta, waluta, "
        "mena, para birimi, valutakod, valutakode, валюта, 通貨, 货币, 币种, kod waluty, para birimi kodu"
    ),
    Meaning.AMOUNT: (
        "amount, price, total, total price, total amount, order total, order value, value, revenue, sum, subtotal, tax, "
        "discount, shipping, cost, unit price, grand total, betrag, preis, summe, gesamt, gesamtbetrag, umsatz, wert, montant, "
        "prix, total ttc, total ht, chiffre d affaires, importe, precio, monto, valor, importo, prezzo, totale, preco, bedrag, "
        "prijs, totaal, belopp, pris, belop, summa, hinta, kwota, cena, castka, tutar, fiyat, bestellwert, rechnungsbetrag, "
        "rechnungssumme, bestellsumme, nettobetrag, bruttobetrag, montant total, montant ttc, montant ht, total commande, "
        "importe total, total pedido, monto total, importo totale, totale ordine, totaalbedrag, totaalprijs, orderwaarde, "
        "valor total, total do pedido, montante, wartosc, suma, wartosc zamowienia, kwota brutto, kwota netto, totalbelopp, "
        "ordervarde, ordersumma, belob, samlet belob, totalbelob, total belob, toplam tutar, toplam, siparis tutari, ucret, "
        "сумма, цена, сумма заказа, стоимость, итого, сумма покупки, 金額, 合計金額, 価格, 合計, 注文金額, 売上, 金额, 总金额, "
        "价格, 总价, 订单金额, 付款金额, net amount, gross amount, amount paid, order amount, payment amount, purchase amount, "
        "sale amount, total paid, total value, total revenue, net total"
    ),
    Meaning.UNSUBSCRIBED: (
        "unsubscribed, unsubscribe, is unsubscribed, has unsubscribed, email unsubscribed, globally unsubscribed"
    ),
    Meaning.OPTED_OUT: (
        "opt out, opted out, optout, email opt out, has opted out of email, do not contact, do not email, do not mail, dnc, "
        "no email, suppressed, blocked, abgemeldet, abbestellt, widerspruch, werbewiderspruch, sperre, desabonne, desinscrit, "
        "desinscription, dado de baja, baja, no contactar, disiscritto, cancellato, descadastrado, descadastro, uitgeschreven, "
        "afgemeld, avregistrerad, frameldt, avmeldt, wypisany, unsubscribed from emails, abbestellung, desabonnement, "
        "cancelada, rezygnacja, wypisano, avprenumererad, avregistrerad fran utskick, afmeldt, afmeldt nyhedsbrev, "
        "abonelikten cikti, abonelikten cikan, отписан, отписался, отписка, 配信停止, 配信拒否, 退会, 退订, 取消订阅, 已退订, "
        "no marketing, marketing opt out, email optout, unsubscribed from marketing, darse de baja, niet mailen, geen mail"
    ),
    Meaning.OPTED_IN: (
        "opt in, opted in, optin, opt in status, email opt in, marketing opt in, double opt in, doi, consent, consents, "
        "marketing consent, email consent, gdpr consent, gdpr, consent given, marketing, accepts marketing, "
        "email marketing consent, subscribed, is subscribed, subscriber, subscription, subscription status, newsletter, "
        "newsletter opt in, permission, marketing permission, allow email, allow marketing, may contact, can contact, "
        "contactable, einwilligung, zustimmung, dsgvo, newsletter anmeldung, werbeeinwilligung, angemeldet, abonniert, abonne, "
        "consentement, accord, rgpd, inscrit newsletter, suscrito, consentimiento, acepta marketing, boletin, iscritto, "
        "consenso, consenso marketing, consentimento, inscrito, aceita marketing, toestemming, nieuwsbrief, aangemeld, "
        "samtycke, samtykke, nyhetsbrev, suostumus, uutiskirje, zgoda, zgoda marketingowa, souhlas, onay, izin, согласие, "
        "подписка, werbung erlaubt, werbung ok, marketing einwilligung, newsletter ja nein, einverstandnis, accord newsletter, "
        "abonne newsletter, consentement marketing, acepta publicidad, suscrito newsletter, suscripcion, suscriptor, "
        "consentimiento marketing, iscritto newsletter, accetta marketing, consenso newsletter, marketing toestemming, "
        "ingeschreven, abonnee, aceita newsletter, consentimento marketing, assinante, zgoda na marketing, zgoda rodo, "
        "zgoda na newsletter, subskrypcja, prenumerant, prenumererar, marknadsforing, nyhedsbrev, tilmeldt, "
        "tilmeldt nyhedsbrev, markedsforing, pazarlama izni, e posta izni, eposta izni, bulten, abone, kvkk, "
        "согласие на рассылку, подписан, согласие на обработку, рассылка, メルマガ, メルマガ購読, メルマガ配信, 配信希望, "
        "同意, 購読, 订阅, 是否订阅, 营销同意, 同意营销, agreed to marketing, receives newsletter, newsletter subscriber, "
        "receive emails, email subscription, marketing emails"
    ),
    Meaning.REFERENCE: (
        "nr, no, number, nummer, numero, row id, row, order id, order no, order number, order ref, order reference, "
        "order name, invoice id, invoice no, invoice number, transaction id, transaction number, receipt no, receipt number, "
        "booking id, booking reference, ticket id, ticket number, sku, product id, product code, item id, item number, "
        "article number, ean, isbn, gtin, vat id, tax id, bestellnummer, bestell nr, bestellnr, bestell id, auftragsnummer, "
        "auftrag nr, auftragsnr, rechnungsnummer, rechnungsnr, artikelnummer, artikelnr, belegnummer, numero commande, "
        "numero de commande, no commande, id commande, reference commande, numero facture, numero de facture, reference, "
        "numero pedido, numero de pedido, id pedido, id de pedido, numero factura, numero ordine, id ordine, numero fattura, "
        "codice prodotto, numero do pedido, id do pedido, ordernummer, bestelnummer, bestel id, factuurnummer, artikelcode, "
        "numer zamowienia, nr zamowienia, id zamowienia, numer faktury, order nr, ordernr, fakturanummer, ordrenummer, "
        "ordre nr, ordrenr, ordre id, varenummer, siparis no, siparis numarasi, siparis id, fatura no, urun kodu, "
        "номер заказа, id заказа, номер счета, артикул, 注文番号, 注文id, 受注番号, 商品番号, 商品コード, 订单号, 订单编号, "
        "订单id, 商品编号, 发票号"
    ),
    Meaning.NOTE: (
        "note, comment, remark, description, message, text, body, free text, notiz, bemerkung, kommentar, anmerkung, "
        "beschreibung, nachricht, commentaire, remarque, nota, observacion, comentario, observacao, opmerking, anteckning, "
        "huomautus, uwagi, notizen, bemerkungen, commentaires, observaciones, observacoes, opmerkingen, uwagi klienta, "
        "anteckningar, noter, notlar, aciklama, примечание, комментарий, 備考, メモ, 备注, 说明"
    ),
}

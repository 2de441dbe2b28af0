"""What headers say, in the languages files come in."""

from __future__ import annotations

import pytest

from backfill_assistant.core.values.header_names import NAMES
from backfill_assistant.core.values.headers import Meaning, field_name, meaning_of, plain_words


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Email", Meaning.EMAIL),
        ("E-Mail-Adresse", Meaning.EMAIL),
        ("emailAddress", Meaning.EMAIL),
        ("EMAILS", Meaning.EMAIL),
        ("email (work)", Meaning.EMAIL),
        ("contact.email", Meaning.EMAIL),
        ("Correo electrónico", Meaning.EMAIL),
        ("Sähköposti", Meaning.EMAIL),
        ("Почта", Meaning.EMAIL),
        ("customer_id", Meaning.PERSON_ID),
        ("CustomerID", Meaning.PERSON_ID),
        ("Kundennummer", Meaning.PERSON_ID),
        ("ID client", Meaning.PERSON_ID),
        ("id", Meaning.PLAIN_ID),
        ("cio_id", Meaning.CIO_ID),
        ("Mobile Number", Meaning.PHONE),
        ("Téléphone portable", Meaning.PHONE),
        ("Event Name", Meaning.EVENT_NAME),
        ("Ereignis", Meaning.EVENT_NAME),
        ("occurred_at", Meaning.HAPPENED_AT),
        ("Scanned at", Meaning.HAPPENED_AT),
        ("Fecha y hora", Meaning.HAPPENED_AT),
        ("Päivämäärä", Meaning.HAPPENED_AT),
        ("createdAt", Meaning.CREATED_AT),
        ("Erstellt am", Meaning.CREATED_AT),
        ("Date de naissance", Meaning.BIRTHDAY),
        ("Opt-In", Meaning.OPTED_IN),
        ("Newsletter opt-in", Meaning.OPTED_IN),
        ("GDPR consent", Meaning.OPTED_IN),
        ("Unsubscribed", Meaning.UNSUBSCRIBED),
        ("Do not e-mail", Meaning.OPTED_OUT),
        ("Abgemeldet", Meaning.OPTED_OUT),
        ("País", Meaning.COUNTRY),
        ("Währung", Meaning.CURRENCY),
        ("Gesamtbetrag", Meaning.AMOUNT),
        ("time_zone", Meaning.TIME_ZONE),
        ("PLZ", Meaning.POSTCODE),
        ("favourite colour", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_meaning_of(header: str, meaning: Meaning | None) -> None:
    assert meaning_of(header) is meaning


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("First Name", "first_name"),
        ("orderTotal", "order_total"),
        ("Größe (cm)", "größe_cm"),
        ("a.b-c", "a_b_c"),
        ("_hidden_", "hidden"),
        ("", ""),
    ],
)
def test_field_name(header: str, name: str) -> None:
    assert field_name(header) == name


# What files of German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish, Danish, Turkish, Russian, Japanese, Chinese
# and English speakers usually call it.
USUAL = {
    Meaning.EMAIL: (
        "E-Mail|E-Mail-Adresse|Email-Adresse|Mailadresse|EMAIL_ADDRESS|emails|Adresse e-mail|Courriel|Adresse électronique|"
        "Correo electrónico|E-mail|Correo|Dirección de correo electrónico|Indirizzo email|Posta elettronica|E-mailadres|"
        "E-mail adres|Endereço de e-mail|Correio eletrónico|Correio eletrônico|Adres e-mail|Poczta elektroniczna|E-post|"
        "E-postadress|Mejladress|Mejl|E-mailadresse|Mail|E-posta|E-posta adresi|Eposta|Эл. почта|Электронная почта|"
        "E-mail адрес|Почта|Имейл|メール|メールアドレス|Eメール|電子メール|电子邮件|邮箱|电子邮箱|邮箱地址|email_1|"
        "Email (work)|Work E-mail|user.email|Kontakt E-Mail|primary_email|Invitee Email|Buyer Email|customer_email|Email 1|"
        "E-mail 1 - Value"
    ),
    Meaning.PHONE: (
        "Telefon|Telefonnummer|Handynummer|Mobil|Tel.|Téléphone|Numéro de téléphone|Portable|N° de téléphone|Teléfono|"
        "Teléfono móvil|Móvil|Número de teléfono|Telefono|Cellulare|Numero di telefono|Telefoonnummer|Mobiel nummer|Telefone|"
        "Celular|Telemóvel|Número de telefone|Numer telefonu|Telefon komórkowy|Nr tel.|Mobilnummer|Mobiltelefon|Telefonnr.|"
        "Telefon numarası|Cep telefonu|Телефон|Номер телефона|Мобильный телефон|Моб. телефон|電話|電話番号|携帯電話|"
        "携帯電話番号|电话|手机|手机号|电话号码|手机号码|联系电话|Phone #|Phone Number|Mobile phone|cell_phone|phoneNumber|"
        "Phones"
    ),
    Meaning.FIRST_NAME: (
        "Vorname|Vornamen|Prénom|Prénoms|Nombre|Nombre de pila|Nome|Nome proprio|Voornaam|Primeiro nome|Imię|Förnamn|Fornavn|"
        "Ad|Adı|İsim|Имя|名|名前（名）|Given name|First Name|first_name|FNAME|firstName|First name(s)"
    ),
    Meaning.LAST_NAME: (
        "Nachname|Familienname|Zuname|Nom|Nom de famille|Apellido|Apellidos|Cognome|Achternaam|Sobrenome|Apelido|Último nome|"
        "Nazwisko|Efternamn|Efternavn|Soyad|Soyadı|Soyisim|Фамилия|姓|苗字|Last Name|Surname|LNAME|Family name"
    ),
    Meaning.NAME: (
        "Name|Vor- und Nachname|Vollständiger Name|Nom complet|Nombre completo|Nombre y apellidos|Nome completo|"
        "Nome e cognome|Volledige naam|Naam|Imię i nazwisko|Fullständigt namn|Namn|Fulde navn|Navn|Ad Soyad|Adı Soyadı|ФИО|"
        "Полное имя|氏名|お名前|名前|姓名|名字|全名|Full name|fullName|Contact"
    ),
    Meaning.COMPANY: (
        "Firma|Firmenname|Unternehmen|Organisation|Société|Entreprise|Nom de l'entreprise|Empresa|Compañía|"
        "Nombre de la empresa|Azienda|Società|Ragione sociale|Bedrijf|Bedrijfsnaam|Nazwa firmy|Företag|Företagsnamn|"
        "Virksomhed|Firmanavn|Şirket|Firma adı|Şirket adı|Компания|Организация|Название компании|会社|会社名|企業名|公司|"
        "公司名称|单位|企业名称|Company Name|Organization|Account name|Employer"
    ),
    Meaning.COUNTRY: (
        "Land|Länderkürzel|Pays|Code pays|País|Paese|Nazione|Landcode|Kraj|Kod kraju|Landskod|Landekode|Ülke|Ülke kodu|"
        "Страна|Код страны|国|国名|国家|国家/地区|Country|Country Code|countryCode|Nation|Billing Country|Shipping country"
    ),
    Meaning.CREATED_AT: (
        "Erstellt am|Erstellungsdatum|Angelegt am|Registrierungsdatum|Anmeldedatum|Créé le|Date de création|"
        "Date d'inscription|Fecha de creación|Fecha de registro|Fecha de alta|Creado el|Data di creazione|"
        "Data di registrazione|Data creazione|Creato il|Aangemaakt op|Aanmaakdatum|Registratiedatum|Data de criação|"
        "Criado em|Data de cadastro|Data de registo|Data utworzenia|Data rejestracji|Utworzono|Skapad|Skapad den|"
        "Registreringsdatum|Oprettet|Oprettet den|Oprettelsesdato|Registreringsdato|Oluşturulma tarihi|Kayıt tarihi|"
        "Дата создания|Дата регистрации|Создан|作成日|作成日時|登録日|登録日時|创建时间|创建日期|注册时间|注册日期|"
        "Created At|created|createdAt|Created date|Date created|signup_date|Registration Date|Registered|Member since|"
        "Account created"
    ),
    Meaning.HAPPENED_AT: (
        "Datum|Datum/Uhrzeit|Zeitstempel|Zeitpunkt|Bestelldatum|Kaufdatum|Date|Date de commande|Date et heure|Horodatage|"
        "Fecha|Fecha y hora|Fecha de pedido|Data|Data e ora|Data ordine|Data dell'ordine|Datum en tijd|Besteldatum|Tijdstip|"
        "Data do pedido|Data da compra|Data e hora|Data zamówienia|Data i godzina|Data zakupu|Orderdatum|Datum och tid|"
        "Köpdatum|Ordredato|Dato|Dato og tid|Købsdato|Tarih|Sipariş tarihi|Tarih ve saat|Дата|Дата заказа|Дата и время|Время|"
        "日付|日時|注文日|注文日時|購入日|日期|时间|订单日期|下单时间|订单时间|购买日期|Date/Time|Timestamp|Order Date|"
        "Purchase Date|event_time|occurred_at|Badge scanned|Scanned at|Scan Date|Date scanned|Scan Date/Time|Submitted At|"
        "Start Time|Completed time|Transaction Date|Purchased At|purchased_on|Event timestamp|timestamp_ms|Time (UTC)|"
        "Date (UTC)|Paid at|Completion time|Order placed|Visit time"
    ),
    Meaning.AMOUNT: (
        "Betrag|Summe|Gesamtbetrag|Preis|Bestellwert|Rechnungsbetrag|Montant|Montant total|Prix|Total|Importe|Monto|"
        "Importe total|Precio|Importo|Prezzo|Totale|Importo totale|Bedrag|Totaalbedrag|Prijs|Valor|Valor total|Preço|"
        "Montante|Kwota|Cena|Wartość|Suma|Belopp|Pris|Summa|Totalbelopp|Beløb|Samlet beløb|Tutar|Toplam tutar|Fiyat|Сумма|"
        "Цена|Сумма заказа|Стоимость|金額|合計金額|価格|合計|金额|总金额|价格|订单金额|Amount|Total Amount|Order Total|Price|"
        "Revenue|Net amount|Gross Amount|Amount (EUR)|amount_usd"
    ),
    Meaning.OPTED_IN: (
        "Opt-in|Einwilligung|Newsletter|Newsletter-Anmeldung|Werbeeinwilligung|Werbung erlaubt|Consentement|"
        "Accord newsletter|Inscrit à la newsletter|Abonné|Consentimiento|Suscrito|Acepta marketing|Acepta publicidad|"
        "Consenso|Consenso marketing|Iscritto alla newsletter|Toestemming|Nieuwsbrief|Aangemeld|Consentimento|"
        "Aceita marketing|Inscrito|Zgoda|Zgoda marketingowa|Zgoda na marketing|Samtycke|Nyhetsbrev|Prenumerant|Samtykke|"
        "Nyhedsbrev|Tilmeldt|İzin|Onay|Pazarlama izni|E-posta izni|Согласие|Согласие на рассылку|Подписка|Подписан|メルマガ|"
        "メルマガ購読|同意|配信希望|订阅|是否订阅|营销同意|Accepts Marketing|Marketing consent|Email Opt-In|subscribed|"
        "GDPR consent|email_marketing_consent|Opted in"
    ),
    Meaning.OPTED_OUT: (
        "Abgemeldet|Abbestellt|Widerspruch|Désinscrit|Désabonné|Dado de baja|Baja|Disiscritto|Cancellato|Uitgeschreven|"
        "Afgemeld|Descadastrado|Wypisany|Rezygnacja|Avregistrerad|Avprenumererad|Afmeldt|Frameldt|Abonelikten çıktı|Отписан|"
        "Отписался|配信停止|退订|取消订阅|Opt-out|Opted out|Do not email|Do Not Contact|email_opt_out|Has opted out of email"
    ),
    Meaning.UNSUBSCRIBED: ("unsubscribed|Unsubscribe|Is unsubscribed|Email unsubscribed"),
    Meaning.PERSON_ID: (
        "Kundennummer|Kunden-ID|Kundennr.|Kunden-Nr.|Mitgliedsnummer|Numéro client|ID client|N° client|Identifiant client|"
        "ID cliente|Número de cliente|Código de cliente|ID Cliente|Codice cliente|Numero cliente|Klantnummer|Klant-ID|"
        "ID do cliente|Código do cliente|ID klienta|Numer klienta|Kundnummer|Kund-ID|Kundenummer|Kunde-ID|Müşteri no|"
        "Müşteri numarası|Müşteri ID|ID клиента|Номер клиента|Код клиента|顧客ID|顧客番号|会員番号|会員ID|ユーザーID|客户ID|"
        "客户编号|用户ID|会员号|Customer ID|customer_id|customerId|User ID|userId|Contact ID|CRM ID|Customer Number|"
        "Customer #"
    ),
    Meaning.EVENT_NAME: (
        "Event|Event Name|Ereignis|Événement|Evento|Nombre del evento|Nome evento|Gebeurtenis|Zdarzenie|Händelse|Hændelse|"
        "Begivenhed|Olay|Событие|イベント|イベント名|事件|事件名称|Event type|Action|eventName"
    ),
    Meaning.REFERENCE: (
        "Bestellnummer|Bestell-Nr.|Auftragsnummer|Numéro de commande|N° commande|Número de pedido|ID pedido|Numero ordine|"
        "Ordernummer|Bestelnummer|Número do pedido|Numer zamówienia|Ordrenummer|Sipariş no|Sipariş numarası|Номер заказа|"
        "注文番号|订单号|订单编号|Order ID|order_number|Order #|Invoice number|Rechnungsnummer"
    ),
}


@pytest.mark.parametrize("meaning", USUAL)
def test_usual_headers_of_many_languages(meaning: Meaning) -> None:
    names = USUAL[meaning].split("|")
    assert [name for name in names if meaning_of(name) is not meaning] == []
    assert [name for name in names if meaning_of(f" {name.upper()} ") is not meaning and name.upper().isupper()] == []


@pytest.mark.parametrize(
    "header",
    ["status", "Title", "source", "Referrer email", "Recipient email", "Number of visits", "score", "URL", "a", "of the"],
)
def test_other_headers_say_nothing(header: str) -> None:
    assert meaning_of(header) is None


@pytest.mark.parametrize("header", ["respondent_id", "Attendee ID", "Session ID"])
def test_ids_of_other_systems_do_not_identify_a_person(header: str) -> None:
    # A survey numbers its answers, not the people of a workspace.
    assert meaning_of(header) is Meaning.REFERENCE


def test_a_name_has_one_meaning() -> None:
    places: dict[str, set[Meaning]] = {}
    for meaning, names in NAMES.items():
        for name in names.split(","):
            places.setdefault(plain_words(name), set()).add(meaning)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}

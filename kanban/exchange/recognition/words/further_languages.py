"""Labels in Polish, Swedish, Hungarian and Russian, and those of invoices and products, as `languages` has them."""

from __future__ import annotations

from kanban.domain.values.text import fold

WHOLE = """
    deal name: название сделки, сделка, имя сделки, наименование сделки
    deal stage: этап сделки, стадия сделки, стадия, этап, этап воронки
    status: статус, статус лида, статус сделки
    value: сумма, бюджет, сумма сделки, стоимость, бюджет сделки
    currency: валюта
    company: компания, организация, название компании, фирма
    customer: клиент, заказчик
    contact person: контакт, контактное лицо, основной контакт, имя контакта
    full name: фио, полное имя
    first name: имя
    last name: фамилия
    email: почта, электронная почта, эл почта, рабочий email
    phone number: телефон, номер телефона, рабочий телефон
    mobile phone: мобильный телефон, мобильный, сотовый
    owner: ответственный, менеджер, ответственный менеджер, владелец
    source: источник, источник сделки, источник лида
    campaign: кампания
    create date: дата создания, дата создания сделки, создан, создано
    close date: дата закрытия, дата завершения
    expected close date: предполагаемая дата закрытия, ожидаемая дата закрытия, планируемая дата закрытия
    probability: вероятность
    next step: следующий шаг, следующее действие
    lost reason: причина отказа, причина проигрыша, причина потери
    comments: комментарий, комментарии, примечание, примечания, заметки
    tags: теги, метки, теги сделки
    job title: должность
    website: сайт, веб сайт
    record id: id rekordu, identyfikator rekordu, post-id, postens id, rekordazonosító, rekord azonosító
    id: identyfikator, azonosító
    deal name: nazwa transakcji, nazwa szansy, nazwa deala, tytuł szansy, affärsnamn, affärens namn, namn på affär
    deal name: ügylet neve, üzlet neve, ügyletnév, üzlet megnevezése, ügylet megnevezése
    opportunity name: nazwa szansy sprzedaży, affärsmöjlighetens namn, namn på affärsmöjlighet, lehetőség neve
    opportunity name: értékesítési lehetőség neve
    opportunity: szansa sprzedaży, affärsmöjlighet, säljmöjlighet, értékesítési lehetőség, lehetőség
    deal: szansa, transakcja, affär, ügylet, üzlet
    deal stage: etap transakcji, etap szansy, etap sprzedaży, etap lejka, etap szansy sprzedaży, affärsfas, affärssteg
    deal stage: säljfas, säljsteg, affärsstadium, ügylet szakasza, ügylet fázisa, üzlet szakasza, értékesítési szakasz
    deal stage: értékesítési fázis, ügyletszakasz
    stage: etap, faza, fas, steg, stadium, szakasz, fázis, lépcső
    status: stan, stan leada, állapot, státusz, státus
    lead status: status leada, leadets status, lead állapota, lead státusza, lead állapot
    deal owner: właściciel transakcji, właściciel szansy, właściciel szansy sprzedaży, affärsägare, ägare av affär
    deal owner: ügylet tulajdonosa, üzlet tulajdonosa, ügyletgazda, ügylet felelőse
    contact owner: właściciel kontaktu, opiekun kontaktu, kontaktägare, kapcsolat tulajdonosa, kontakt tulajdonosa
    lead owner: właściciel leada, opiekun leada, leadägare, lead tulajdonosa, lead felelőse
    company owner: właściciel firmy, företagsägare, cég tulajdonosa
    owner: właściciel, opiekun, opiekun klienta, handlowiec, osoba odpowiedzialna, odpowiedzialny, przypisany do
    owner: przypisane do, ägare, ansvarig, ansvarig säljare, säljare, tilldelad, tilldelad till, tulajdonos, felelős
    owner: értékesítő, hozzárendelve, ügyintéző, üzletkötő, kapcsolattartó munkatárs
    company name: nazwa firmy, nazwa przedsiębiorstwa, företagsnamn, bolagsnamn, företagets namn, cégnév, cég neve
    company name: vállalat neve, vállalatnév, szervezet neve
    company: przedsiębiorstwo, spółka, organizacja, företag, bolag, cég, vállalat, szervezet
    account name: nazwa konta, kontonamn, fiók neve
    customer: klient, nazwa klienta, kontrahent, kund, kundnamn, kundens namn, ügyfél, ügyfél neve, ügyfélnév, vevő
    customer: vevő neve
    contact: kontakt, kapcsolat
    contact person: osoba kontaktowa, osoba do kontaktu, kontaktperson, kontaktpersoner, kapcsolattartó
    contact person: kapcsolattartó neve, kontaktszemély, kontakt személy
    associated company: powiązana firma, associerat företag, kapcsolódó cég, társított vállalat
    associated contact: powiązany kontakt, associerad kontakt, kapcsolódó kapcsolat, társított kapcsolat
    first name: imię, förnamn, keresztnév, utónév
    last name: nazwisko, efternamn, vezetéknév, családnév
    full name: imię i nazwisko, nazwisko i imię, pełne imię i nazwisko, fullständigt namn, för- och efternamn
    full name: för och efternamn, teljes név, vezetéknév és keresztnév
    name: nazwa, namn, név, megnevezés
    email: adres e-mail, adres email, poczta elektroniczna, e-post, e-postadress, epost, epostadress, mejl, mejladress
    email: mailadress, e-mail cím, email cím, e-mail-cím, emailcím, e-mailcím
    phone number: numer telefonu, nr telefonu, nr tel, tel kontaktowy, telefonnummer, telefonnr, telefonszám
    phone number: telefonszáma
    mobile phone: telefon komórkowy, komórka, numer komórki, mobilnummer, mobil, mobiltelefonszám, mobilszám
    value: wartość, wartość szansy, wartość transakcji, wartość netto, värde, affärsvärde, ordervärde, érték
    value: ügylet értéke, üzlet értéke, lehetőség értéke
    amount: kwota, kwota netto, kwota transakcji, belopp, összeg, nettó összeg
    expected revenue: oczekiwany przychód, förväntad intäkt, várható bevétel
    currency: waluta, valuta, pénznem, deviza, devizanem
    source: źródło, źródło pozyskania, källa, ursprung, forrás
    lead source: źródło leada, źródło leadu, leadkälla, lead forrása
    original source: oryginalne źródło, pierwotne źródło, ursprunglig källa, eredeti forrás
    campaign name: nazwa kampanii, kampanjnamn, kampány neve
    campaign: kampania, kampanj, kampány
    close date: data zamknięcia, termin zamknięcia, stängningsdatum, avslutsdatum, avslutningsdatum, lezárás dátuma
    close date: zárás dátuma, lezárás napja, zárási dátum
    expected close date: przewidywana data zamknięcia, planowana data zamknięcia, oczekiwana data zamknięcia
    expected close date: szacowana data zamknięcia, förväntat stängningsdatum, förväntat avslutsdatum
    expected close date: förväntat avslut, beräknat avslutsdatum, beräknat avslut, várható lezárás, várható zárás
    expected close date: várható lezárás dátuma, várható zárás dátuma, tervezett zárás
    closed at: zamknięto, stängd den, stängdes, lezárva, lezárás ideje
    won time: data wygranej, data wygrania, vunnen den, megnyerés dátuma, megnyerve
    lost time: data przegranej, data utraty, förlorad den, elvesztés dátuma, elvesztve
    create date: data utworzenia, utworzono, utworzony, utworzona, data dodania, data rejestracji, czas utworzenia
    create date: skapad, skapad den, skapat, skapades, skapandedatum, skapad datum, létrehozva, létrehozás dátuma
    create date: létrehozás ideje, létrehozás napja, rögzítve, rögzítés dátuma, létrehozási dátum
    last modified date: data modyfikacji, ostatnia modyfikacja, zmodyfikowano, senast ändrad, ändrad, ändringsdatum
    last modified date: módosítva, utolsó módosítás, módosítás dátuma
    next step: następny krok, kolejny krok, następne działanie, następna czynność, kolejne działanie, nästa steg
    next step: nästa åtgärd, nästa aktivitet, következő lépés, következő teendő, következő tevékenység
    next step date: data następnego kroku, data następnego działania, termin następnego kroku, następny kontakt
    next step date: data następnego kontaktu, nästa stegs datum, datum för nästa steg, förfallodatum
    next step date: uppföljningsdatum, következő lépés dátuma, következő teendő dátuma, határidő, esedékesség
    probability: prawdopodobieństwo, sannolikhet, valószínűség, esély
    comments: uwagi, komentarz, komentarze, notatka, notatki, kommentarer, anteckning, anteckningar, notering
    comments: noteringar, megjegyzés, megjegyzések, jegyzet, jegyzetek
    description: opis, opis szansy, beskrivning, leírás
    message: wiadomość, treść wiadomości, meddelande, üzenet
    subject: temat, ämne, tárgy
    tags: tagi, etykiety, etykieta, znaczniki, taggar, etiketter, etikett, címkék, címke
    lost reason: powód utraty, powód przegranej, przyczyna utraty, przyczyna przegranej, powód odrzucenia, förlustorsak
    lost reason: orsak till förlust, anledning till förlust, förlustanledning, elvesztés oka, veszteség oka
    lost reason: elutasítás oka, vesztés oka
    win reason: powód wygranej, vinstorsak, anledning till vinst, megnyerés oka
    job title: stanowisko, befattning, jobbtitel, yrkestitel, yrkesroll, beosztás, munkakör
    website: strona www, strona internetowa, witryna, www, webbplats, hemsida, webbsida, weboldal, honlap, webcím
    lifecycle stage: etap cyklu życia, faza cyklu życia, livscykelfas, livscykelsteg, életciklus szakasz
    lifecycle stage: életciklus szakasza, életciklus-szakasz
    done: erledigt, terminé, terminée, completada, concluída, completata, voltooid, wykonane, klar, kész
    salutation: zwrot grzecznościowy, hälsningsfras, megszólítás
    how did you hear about us: skąd się o nas dowiedziałeś, jak się o nas dowiedziałeś, hur hörde du talas om oss
    how did you hear about us: hur hittade du oss, honnan hallott rólunk, hol hallott rólunk
    active: aktywny, aktywna, aktywne, aktív
    invoice number: numer faktury, nr faktury, fakturanummer, számlaszám
    invoice date: data faktury, data wystawienia, fakturadatum, számla dátuma
    product name: nazwa produktu, produktnamn, termék neve, terméknév
    account manager: kundansvarig, ügyfélmenedzser
    invoice number: rechnungsnummer, rechnungsnr, rechnung nr, numéro de facture, n° facture, numero de facture
    invoice number: número de factura, nº factura, número da fatura, numero fattura, factuurnummer
    invoice date: rechnungsdatum, date de facture, date facture, fecha de factura, fecha factura, data da fatura
    invoice date: data fattura, factuurdatum
    product code: artikelnummer, code produit, référence produit, código de producto, código do produto
    product code: codice prodotto, artikelcode, productcode
    product name: produktname, artikelname, nom du produit, nombre del producto, nome do produto, nome prodotto
    product name: productnaam, artikelbezeichnung
    unit price: einzelpreis, stückpreis, prix unitaire, precio unitario, preço unitário, prezzo unitario, stukprijs
    ticket number: ticketnummer, numéro de ticket, número de ticket, numero ticket
    salutation: anrede, civilité, tratamiento, saludo, tratamento, saudação, titolo di cortesia, aanhef
"""
"""English labels: the same in these languages."""

TOKENS = """
    name: nazwa, nazwisko, namn, nev, megnevezes
    deal: transakcja, transakcji, affar, affars, ugylet, uzlet
    opportunity: szansa, szansy, affarsmojlighet, lehetoseg
    customer: klient, klienta, kund, kundens, ugyfel, vevo
    company: przedsiebiorstwo, firmy, foretag, foretags, foretagets, ceg, vallalat
    contact: kontaktowa, kontaktowy, kapcsolattarto
    person: osoba, osoby, szemely
    owner: wlasciciel, opiekun, agare, tulajdonos, felelos
    stage: etap, fas, steg, szakasz, fazis
    status: stan, allapot, statusz
    value: wartosc, varde, ertek, erteke
    amount: kwota, belopp, osszeg
    source: zrodlo, kalla, forras
    campaign: kampania, kampanii, kampanj, kampany
    date: datum, datuma, dzien, napja
    create: utworzenia, utworzono, skapad, skapat, letrehozas, letrehozva
    close: zamkniecia, stangning, avslut, lezaras, zaras
    expected: przewidywana, planowana, oczekiwana, oczekiwany, szacowana, forvantat, forvantad, beraknat, varhato
    next: nastepny, nastepna, nastepne, kolejny, kolejna, nasta, kovetkezo
    step: krok, kroku, lepes
    action: dzialanie, czynnosc, atgard, teendo, tevekenyseg
    reason: powod, przyczyna, orsak, anledning, oka
    loss: utraty, przegranej, forlust, elvesztes, veszteseg
    won: wygrana, wygranej, vunnen, megnyert
    lost: przegrana, forlorad, elveszett
    phone: telefonu, telefonszam
    number: numer, szam
    mobile: komorkowy, komorka, mobilszam
    email: epost, mejl
    probability: prawdopodobienstwo, sannolikhet, valoszinuseg
    priority: priorytet, prioritet, prioritas
    note: notatka, notatki, uwagi, anteckning, anteckningar, megjegyzes, jegyzet
    comment: komentarz, kommentarer
    currency: waluta, penznem
    product: produktu, termek
    seller: handlowiec, saljare, ertekesito
    business: sluzbowy, firmowy, arbets, munkahelyi
    personal: prywatny, privat, maganjellegu
    contract: umowa, umowy, avtal, szerzodes
    annual: roczna, roczny, arlig, eves
"""
"""Single words."""

PHRASES = """
    fullname: imie i nazwisko, nazwisko i imie, for och efternamn, teljes nev
    firstname: imie, fornamn, keresztnev
    lastname: efternamn, vezeteknev
    phone number: numer telefonu, nr telefonu
    email: adres e mail, adres email, e post, e mail cim, email cim
    website: strona www, strona internetowa
    count: liczba, antal, darabszam
"""
"""Groups of words."""


_OBJECTS = {
    "Activity": "aktivitat activite actividad atividade attivita activiteit aktywnosc aktivitet tevekenyseg",
    "Person": "personne persona pessoa persoon osoba szemely",
    "Organization": "organisation organizacion organizacao organizzazione organisatie organizacja",
    "Deal": "trato negocio affare transaction transakcja affar ugylet",
    "Note": "notiz nota notitie notatka anteckning jegyzet",
}
_ENGLISH = {word: english for english, words in _OBJECTS.items() for word in words.split()}


def find_object(head: str) -> str:
    """Return the English for the object that Pipedrive names before a label: `Aktivität - Betreff`."""
    return _ENGLISH.get(fold(head).strip(), head)

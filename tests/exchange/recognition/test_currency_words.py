"""Cells of columns of currencies: codes, signs and names."""

import pytest

from kanban.exchange.recognition.words.currency_words import CurrencyReading, read_currency

SURE = """
USD: USD | usd | US Dollar | US Dollars | U.S. Dollar | US$ | $US | US $ | USD - U.S. Dollar
USD: United States Dollar | USD ($) | Dollar US | Dollar américain | Dólar estadounidense
USD: Dólar dos Estados Unidos | Dollaro statunitense | Amerikaanse dollar | Dolar amerykański | US-Dollar
USD: Amerikanischer Dollar | American Dollars | U$S | $ (USD)
GBP: £ | GBP | British Pound | GBP (British Pound) | Pound Sterling | Livre sterling | Libra esterlina
GBP: Sterlina | Sterlina britannica | Britisches Pfund | Pfund Sterling | Funt szterling | Funt brytyjski
GBP: Brits pond | UK Pound | British Pounds (£) | lira sterlina | Great Britain Pound
CHF: CHF | SFr. | Franc suisse | Schweizer Franken | Franco suizo | Franco svizzero | Frank szwajcarski
CHF: Swiss Franc
PLN: zł | PLN | Zloty | złoty polski | Zlotys | PLN - Polish Zloty | Złotych | Zloty polonais | Poolse zloty
PLN: zlotych
JPY: Yen | JPY | Japanese Yen | Yen japonais | JPY ¥ | Jen japoński | Iene | Japanse yen
CNY: RMB | CNY | Chinese Yuan | Renminbi | Yuan Renminbi | RMB ¥ | CN¥
EUR: € | EUR | Euro | Euros | Euro (€) | EUR - Euro | euro
SEK: Swedish Krona | Schwedische Krone | Couronne suédoise | Corona sueca | Zweedse kroon | Korona szwedzka
SEK: SEK kr
DKK: Dänische Kronen | Danish Krone | Corona danesa | Couronne danoise | Coroa dinamarquesa | Deense kroon
NOK: Norwegian Kroner | Norwegische Krone | Coroa norueguesa | Noorse kroon | Corona norvegese
CZK: Kč | Czech Koruna | Tschechische Krone | Couronne tchèque | Korona czeska | Coroa tcheca | Corona ceca
CAD: C$ | CA$ | Canadian Dollar | Dollar canadien | CAD $ | $CAD | Kanadischer Dollar | Dólar canadiense | CDN$
AUD: A$ | Australian Dollars | Dollaro australiano | AUD (Australian Dollar) | Dolar australijski
BRL: R$ | Real | Reais | Brazilian Real | Real brasileiro
INR: Indian Rupee | ₹ | INR Rs
TRY: Turkish Lira | Türkische Lira | Livre turque | Lira turca | ₺
HKD: Hong Kong Dollar | HK$
NZD: New Zealand Dollar | NZ$ | Neuseeland-Dollar
MXN: Peso mexicano | Mexican Peso | MX$ | Peso (MXN)
HUF: Forint | Ft | Ungarischer Forint | Forint węgierski
ZAR: South African Rand | Rand
AED: UAE Dirham | Emirati Dirham
KWD: Kuwaiti Dinar
DEM: DEM
HRK: HRK | Kroatische Kuna
IDR: Indonesian Rupiah
TWD: NT$ | New Taiwan Dollar
"""
"""Cells by the code that they name for sure."""


@pytest.mark.parametrize("line", SURE.strip().splitlines())
def test_codes_signs_and_names_are_read(line):
    code, _, cells = line.partition(": ")
    for cell in cells.split(" | "):
        assert (cell, read_currency(cell, "EUR")) == (cell, CurrencyReading(code, is_guess=False))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("$", "USD"), ("Dollar", "USD"), ("dollars", "USD"), ("Dólar", "USD"), ("pound", "GBP"), ("Pfund", "GBP"),
        ("krona", "SEK"), ("kr", "SEK"), ("kr.", "SEK"), ("¥", "JPY"), ("Franc", "CHF"), ("Franken", "CHF"),
        ("peso", "MXN"), ("Rupee", "INR"), ("Rs.", "INR"), ("ruble", "RUB"), ("lira", "TRY"), ("Fr.", "CHF"),
        ("US", "USD"), ("UK", "GBP"), ("Franc CFA", "XOF"), ("lei", "RON"),
    ],
)  # fmt: skip
def test_what_several_currencies_are_called_is_a_guess(cell, code):
    assert read_currency(cell, "EUR") == CurrencyReading(code, is_guess=True)


@pytest.mark.parametrize(
    ("cell", "board"),
    [("$", "CAD"), ("Dollar", "AUD"), ("kr", "DKK"), ("Krone", "DKK"), ("£", "EGP"), ("Dinar", "RSD")],
)
def test_the_board_decides_among_several(cell, board):
    assert read_currency(cell, board) == CurrencyReading(board, is_guess=True)


@pytest.mark.parametrize(
    "cell",
    ["XYZ", "Taler", "EUR/USD", "USD - Canadian Dollar", "Ruritanian Dollar", "1", "Dinar", "local", "no currency",
     "BTC", "Other", "indirect", "monthly", "see notes", "VAT"],
)  # fmt: skip
def test_what_names_no_currency_that_is_known_is_not_read(cell):
    assert read_currency(cell, "EUR") is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import UsageFault
from kanban.domain.values import money
from kanban.domain.values.money import Amount, parse_amount

minors = st.integers(1 - money.MAX_MINOR, money.MAX_MINOR - 1)
currencies = st.sampled_from(sorted(money._CODES))


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12000", 1200000),
        ("12000.50", 1200050),
        ("12,000.50", 1200050),
        ("1.234,56", 123456),
        ("1 234,56", 123456),
        ("1\xa0234,56", 123456),
        ("1\u202f234,56", 123456),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("1,234", 123400),
        ("1.234", 123400),
        ("1,234,567", 123456700),
        ("1.234.567,8", 123456780),
        ("1,00,000", 10000000),
        ("1,5", 150),
        ("0.125", 13),
        ("-0.125", -13),
        ("1234.567", 123457),
        (".5", 50),
        ("12.", 1200),
        ("12k", 1200000),
        ("12 K", 1200000),
        ("2.1m", 210000000),
        ("2.125M", 212500000),
        ("1,5k", 150000),
        ("-5", -500),
        ("−5", -500),
        ("+5", 500),
        ("(5.00)", -500),
        (" 7 ", 700),
        ("１２", 1200),
        ("0", 0),
        ("9999999999999.99", money.MAX_MINOR - 1),
    ],
)
def test_plain_numbers(text, minor):
    assert parse_amount(text) == Amount(minor, None)
    assert parse_amount(text, "EUR") == Amount(minor, "EUR")


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("€12,000", 1200000, "EUR"),
        ("1.234,56 €", 123456, "EUR"),
        ("$22,700.00", 2270000, "USD"),
        ("$342.09K", 34209000, "USD"),
        ("€2.1M", 210000000, "EUR"),
        ("2.1 M€", 210000000, "EUR"),
        ("12k EUR", 1200000, "EUR"),
        ("EUR 12k", 1200000, "EUR"),
        ("12 eur", 1200, "EUR"),
        ("US$5", 500, "USD"),
        ("£5", 500, "GBP"),
        ("¥12,000", 12000, "JPY"),
        ("￥12,000", 12000, "JPY"),
        ("-€5", -500, "EUR"),
        ("€-5", -500, "EUR"),
        ("(€5.00)", -500, "EUR"),
        ("$5 CAD", 500, "CAD"),
        ("CHF 1'234.50", 123450, "CHF"),
        ("Fr. 500", 50000, "CHF"),
        ("Fr.500", 50000, "CHF"),
        ("CHF 5.-", 500, "CHF"),
        ("5,– €", 500, "EUR"),
        ("500 zł", 50000, "PLN"),
        ("Rs. 1,00,000", 10000000, "INR"),
        ("1.234 KWD", 1234, "KWD"),
        ("KRW 12,000", 12000, "KRW"),
        ("12 MXN", 1200, "MXN"),
        ("12m MXN", 1200000000, "MXN"),
        ("12 KWD", 12000, "KWD"),
        ("JPY 12.5", 13, "JPY"),
    ],
)
def test_amounts_with_a_currency(text, minor, currency):
    assert parse_amount(text) == Amount(minor, currency)


def test_a_sign_shared_by_several_means_the_boards_own():
    assert parse_amount("$5", "CAD").currency == "CAD"
    assert parse_amount("$5", "EUR").currency == "USD"
    assert parse_amount("¥5", "CNY").currency == "CNY"
    assert parse_amount("5 kr", "DKK").currency == "DKK"
    assert parse_amount("5 XTS", "XTS") == Amount(500, "XTS")


def test_the_decimal_sign_can_be_given():
    assert parse_amount("1.234", decimal=".").minor == 123
    assert parse_amount("1.234", decimal=",").minor == 123400
    assert parse_amount("1,234", decimal=",").minor == 123
    assert parse_amount("12000", decimal=",").minor == 1200000
    with pytest.raises(UsageFault):
        parse_amount("1,234.5", decimal=",")


@pytest.mark.parametrize(
    "text",
    ["", " ", "nan", "inf", "-inf", "1e400", "1e5", "abc", "12 pcs", "12abc", "1,23,4", "12,34,56.7.8", "1.2.3", "--5",
     "5-5", "-(5)", "€ (5)", "12,", "$5 EUR", "1 2 3", "5 5", "€", "10000000000000", "9" * 90, "9" * 5000, "12\n13",
     "1..5", "1''000", "1,,000", "0x10", "٣", "[red]5", "1_000"],
)  # fmt: skip
def test_what_is_no_amount_is_one_sentence(text):
    with pytest.raises(UsageFault) as caught:
        parse_amount(text, "EUR")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 160


@given(st.text(st.sampled_from("0123456789.,' -+()€$kKmM\xa0eE"), max_size=12))
def test_any_text_is_an_amount_or_a_usage_fault(text):
    try:
        amount = parse_amount(text, "EUR")
    except UsageFault:
        return
    assert abs(amount.minor) < money.MAX_MINOR
    assert amount.currency in {"EUR", "USD"}


@given(minors, currencies)
def test_what_is_written_is_read_back(minor, currency):
    assert parse_amount(money.decimal_text(minor, currency), currency, decimal=".") == Amount(minor, currency)
    assert parse_amount(money.format_money(minor, currency), currency) == Amount(minor, currency)


@given(st.from_regex(r"\A-?[0-9]{1,14}(\.[0-9]{1,2})?\Z"), currencies)
def test_the_short_cut_for_plain_numbers_changes_nothing(text, currency):
    def read(written):
        try:
            return parse_amount(written, currency)
        except UsageFault:
            return None

    assert read(text) == read(f" {text}")


@given(minors.filter(lambda minor: abs(minor) < 10**11), currencies)
def test_short_money_is_near_and_short(minor, currency):
    said = money.format_short_money(minor, currency)
    assert len(said.removeprefix("-")) <= 11
    if not said.endswith("B"):
        read = parse_amount(said, currency)
        assert read.currency == currency
        unit = 10 ** money.count_decimals(currency)
        allowed = unit / 2 if abs(minor) < 10**6 * unit else abs(minor) * 0.05
        assert abs(read.minor - minor) <= allowed


@pytest.mark.parametrize(
    ("minor", "currency", "decimal", "plain", "short"),
    [
        (1200000, "EUR", "12000.00", "€12,000.00", "€12,000"),
        (1200050, "EUR", "12000.50", "€12,000.50", "€12,001"),
        (210000000, "EUR", "2100000.00", "€2,100,000.00", "€2.1M"),
        (200000000, "EUR", "2000000.00", "€2,000,000.00", "€2M"),
        (99999999, "EUR", "999999.99", "€999,999.99", "€1M"),
        (12345678900, "USD", "123456789.00", "$123,456,789.00", "$123M"),
        (99999999900, "USD", "999999999.00", "$999,999,999.00", "$1B"),
        (123456789000, "USD", "1234567890.00", "$1,234,567,890.00", "$1.2B"),
        (450, "GBP", "4.50", "£4.50", "£4.50"),
        (500, "CHF", "5.00", "CHF 5.00", "CHF 5"),
        (-500, "USD", "-5.00", "-$5.00", "-$5"),
        (-5, "USD", "-0.05", "-$0.05", "-$0.05"),
        (300, "JPY", "300", "¥300", "¥300"),
        (1234, "KWD", "1.234", "KWD 1.234", "KWD 1.234"),
        (0, "EUR", "0.00", "€0.00", "€0"),
        (500, None, "5.00", "5.00", "5"),
    ],
)
def test_what_amounts_look_like(minor, currency, decimal, plain, short):
    assert money.decimal_text(minor, currency) == decimal
    assert money.format_money(minor, currency) == plain
    assert money.format_short_money(minor, currency) == short


def test_currency_codes():
    assert money.currency_code(" eur ") == "EUR"
    for bad in ("", "€", "EU", "EURO", "ÄÖÜ", "E1R"):
        with pytest.raises(UsageFault):
            money.currency_code(bad)

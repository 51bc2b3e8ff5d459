"""Money: whole minor units inside; read from what people and programs write, formatted short or in full."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line, shorten

__all__ = [
    "MAX_MINOR",
    "ODD",
    "Amount",
    "count_decimals",
    "currency_code",
    "decimal_text",
    "format_money",
    "format_short_money",
    "list_currencies",
    "list_meanings",
    "list_signs",
    "parse_amount",
    "sign",
]

MAX_MINOR = 10**15
"""No amount reaches so many minor units, positive or negative."""

_ISO_4217 = """
COD AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
_CODES = frozenset(_ISO_4217.split())
"""The codes in use, so that “12 pcs” is not an amount in a currency PCS."""

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS = dict.fromkeys(_WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(_THREE_DECIMALS.split(), 3) | {"CLF": 4}
ODD = {code: decimals for code, decimals in _EXPONENTS.items() if decimals != 2}
"""The currencies that don't have two decimals, with their number."""

_SIGNS = {
    "€": ("EUR",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "£": ("GBP", "EGP", "LBP"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "₱": ("PHP",),
    "₦": ("NGN",),
    "฿": ("THB",),
    "us$": ("USD",),
    "ca$": ("CAD",),
    "c$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "hk$": ("HKD",),
    "s$": ("SGD",),
    "mx$": ("MXN",),
    "r$": ("BRL",),
    "cn¥": ("CNY",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "rs": ("INR", "PKR", "LKR", "NPR"),
}
"""The currencies that a sign may mean: the first one, unless the board's own is among the others."""

_SAID = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "KRW": "₩",
    "TRY": "₺",
    "UAH": "₴",
    "ILS": "₪",
    "VND": "₫",
    "PHP": "₱",
    "NGN": "₦",
    "CAD": "CA$",
    "AUD": "A$",
    "NZD": "NZ$",
    "HKD": "HK$",
    "SGD": "S$",
    "MXN": "MX$",
    "BRL": "R$",
    "CNY": "CN¥",
}

# compiled when it is first used: no start waits for it
_PARTS = r"([^0-9]*?)([.,]?[0-9](?:[0-9., ']*[0-9])?)([^0-9]*)"
_MACHINE_MADE = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))?")
"""What most files hold; taken by a short cut, a fifth of the time."""

_MAGNITUDES = {"k": 3, "m": 6}


# A named tuple, as are all values that every verb defines at its start: `dataclasses` alone would take 5 ms of it.
class Amount(NamedTuple):
    """A sum in minor units (cents); the currency is None where none was named."""

    minor: int
    currency: str | None


def count_decimals(currency: str | None) -> int:
    """Return how many decimals a currency has: 2 for most, and for an unknown one."""
    return _EXPONENTS.get(currency or "", 2)


def decimal_text(minor: int, currency: str | None, *, group: str = "") -> str:
    """Format an amount for machines: `12000.00`, with the currency's decimals; `group` separates thousands."""
    decimals = count_decimals(currency)
    whole, rest = divmod(abs(minor), 10**decimals)
    text = f"{whole:,}".replace(",", group)
    return ("-" if minor < 0 else "") + (f"{text}.{rest:0{decimals}d}" if decimals else text)


def list_currencies() -> tuple[str, ...]:
    """Return the codes in use: those shown with a sign of their own, then the others."""
    return tuple(dict.fromkeys((*_SAID, *_ISO_4217.split())))


def sign(code: str) -> str:
    """Return the sign that shows a currency; empty where it has none."""
    return _SAID.get(code, "")


def list_signs(code: str) -> tuple[str, ...]:
    """Return the signs that may mean a currency: `kr`."""
    return tuple(sign for sign, codes in _SIGNS.items() if code in codes)


def list_meanings(sign: str) -> tuple[str, ...]:
    """Return the currencies that a sign may mean, the most common one first: `$`."""
    return _SIGNS.get(sign.lower(), ())


def currency_code(text: str) -> str:
    """Read an ISO 4217 code in any case. Raises UsageFault unless it is three ASCII letters."""
    code = text.strip().upper()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    raise UsageFault(f"“{_quote(text)}” is not a currency: give its three letters, such as EUR or USD.")


def parse_amount(text: str, currency_default: str | None = None, *, decimal: Literal[".", ","] | None = None) -> Amount:
    """Read an amount as people and programs write it: `12,000.50`, `1.234,56 €`, `CHF 1'234`, `$342.09K`, `(5.00)`.

    Without `decimal`, a lone comma or point before exactly three digits groups thousands, unless that makes no sense
    (`0.125`, `1234.567`, `€2.125M`, `1.234 KWD`). Halves of a minor unit are rounded away from zero. Raises
    UsageFault.
    """
    if decimal != "," and (plain := _MACHINE_MADE.fullmatch(text)):
        sign, whole, cents = plain.groups("")
        minor = _scale(int(whole + cents), count_decimals(currency_default) - len(cents))
        if minor < MAX_MINOR:
            return Amount(-minor if sign else minor, currency_default)
    negative, before, number, behind = _split_parts(text)
    power = 0
    code = _find_currency(before, behind, currency_default)
    if code is None and behind[:1].lower() in _MAGNITUDES:
        power = _MAGNITUDES[behind[0].lower()]
        code = _find_currency(before, behind[1:].strip(), currency_default)
    if decimal and number.count(decimal) > 1:  # `1,20,000` has no decimals, whatever others have
        decimal = None
    digits = _split_decimals(number, decimal or _find_decimal_sign(number, count_decimals(code), large=power > 0))
    if code is None or digits is None:
        raise _build_amount_error(text)
    minor = _scale(int(digits[0] + digits[1]), count_decimals(code) + power - len(digits[1]))
    if minor >= MAX_MINOR:
        raise UsageFault(f"“{_quote(text)}” is more than a card can hold: the most is 13 digits before the decimals.")
    return Amount(-minor if negative else minor, code or None)


def _quote(text: str) -> str:
    return shorten(clean_line(text[:200]), 40)


def _build_amount_error(text: str) -> UsageFault:
    return UsageFault(f"“{_quote(text)}” is not an amount: write it like 12000, 12,000.50, 1.234,56 € or $12k.")


def _split_parts(text: str) -> tuple[bool, str, str, str]:
    """Split into: whether below zero, what stands before the number, the number, what stands behind it."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("’", "'").strip() if len(text) < 100 else ""
    in_brackets = plain.startswith("(") and plain.endswith(")")
    parts = re.fullmatch(_PARTS, plain[1:-1].strip() if in_brackets else plain)
    if parts is None:
        raise _build_amount_error(text)
    before, number, behind = parts.groups()
    if before[-1:].isalpha() and number[0] == ".":  # “Fr.500” is no half franc
        number = number[1:]
    signs = before.count("-") + before.count("+")
    if signs > 1 or (signs and in_brackets):
        raise _build_amount_error(text)
    negative = in_brackets or "-" in before
    before = before.replace("-", "").replace("+", "").strip().removesuffix(".")
    return negative, before, number, re.sub(r"^[.,][-–—]{1,2}", "", behind).strip().removesuffix(".")


def _find_currency(before: str, behind: str, default: str | None) -> str | None:
    """Return the code of the words around a number: the default (else empty) for no words, None for an unknown one."""
    possible_codes = [_list_meanings(part, default) for part in (before, behind) if part]
    if not possible_codes:
        return default or ""
    both = [code for code in possible_codes[0] if code in possible_codes[-1]]
    return default if default in both else next(iter(both), None)


def _list_meanings(part: str, default: str | None) -> tuple[str, ...]:
    code = part.upper()
    return (code,) if code in _CODES or code == default else _SIGNS.get(part.lower(), ())


def _find_decimal_sign(number: str, decimals: int, *, large: bool) -> Literal[".", ","]:
    """Return which of point and comma stands before the decimals; the other one groups thousands."""
    point, comma = number.rfind("."), number.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    sign: Literal[".", ","] = "." if point >= 0 else ","
    if number.count(sign) != 1:  # none at all, or several that group
        return "," if sign == "." else "."
    whole, behind = number.split(sign)
    groups = len(behind) == 3 and 1 <= len(whole) <= 3 and whole.isdigit() and whole[0] != "0"
    if sign == "." and (large or decimals == 3):
        groups = False
    other: Literal[".", ","] = "," if sign == "." else "."
    return other if groups else sign


def _split_decimals(number: str, decimal: str) -> tuple[str, str] | None:
    """Split into digits before and behind the decimal sign; None where the groups make no number."""
    whole, _, behind = number.partition(decimal)
    marks = set(whole) - set("0123456789")
    if len(marks) > 1 or not (behind.isdigit() or not behind) or decimal in behind:
        return None
    if marks:
        head, *groups = whole.split(marks.pop())
        # Groups of two are how India writes lakhs: 1,00,000.
        if not 1 <= len(head) <= 3 or len(groups[-1]) != 3 or any(len(group) not in {2, 3} for group in groups):
            return None
        whole = head + "".join(groups)
    return (whole, behind) if whole or behind else None


def _scale(value: int, power: int) -> int:
    unit: int = 10 ** abs(power)
    return value * unit if power >= 0 else (value + unit // 2) // unit


def format_money(minor: int, currency: str | None) -> str:
    """Format an amount in full for people: `€12,000.50`, `CHF 5.00`, `-¥300`."""
    return _add_sign(minor, currency, decimal_text(abs(minor), currency, group=","))


def format_plain_money(minor: int, currency: str | None) -> str:
    """Format an amount in full, with its cents only if it has any: `€12,000`, `€12,000.50`."""
    unit = 10 ** count_decimals(currency)
    return format_money(minor, currency) if minor % unit else _add_sign(minor, currency, f"{abs(minor) // unit:,}")


def format_short_money(minor: int, currency: str | None) -> str:
    """Format an amount briefly for a card's face: `€12,000`, `€2.1M`; below 100 with its cents, if any."""
    unit = 10 ** count_decimals(currency)
    size = abs(minor)
    if size < 100 * unit and size % unit:
        return format_money(minor, currency)
    units = (size + unit // 2) // unit
    if units < 1_000_000:
        return _add_sign(minor, currency, f"{units:,}")
    tenths, letter = (size * 10 + unit * 500_000) // (unit * 1_000_000), "M"
    if tenths >= 10_000:
        tenths, letter = (size * 10 + unit * 500_000_000) // (unit * 1_000_000_000), "B"
    short_number = f"{tenths // 10:,}" if tenths >= 1_000 or tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return _add_sign(minor, currency, short_number + letter)


def _add_sign(minor: int, currency: str | None, figure: str) -> str:
    sign = _SAID.get(currency, f"{currency} ") if currency else ""
    return f"{'-' if minor < 0 else ''}{sign}{figure}"

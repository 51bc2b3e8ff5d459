"""How many decimals a currency has, and amounts as machines write them: apart from `money`, because listings need no more."""

from __future__ import annotations

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS = dict.fromkeys(_WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(_THREE_DECIMALS.split(), 3) | {"CLF": 4}
ODD = {code: decimals for code, decimals in _EXPONENTS.items() if decimals != 2}
"""The currencies without two decimals, and how many they have."""


def exponent(currency: str | None) -> int:
    """Give how many decimals a currency has: 2 for most, and for one that is not known."""
    return _EXPONENTS.get(currency or "", 2)


def decimal_text(minor: int, currency: str | None, *, group: str = "") -> str:
    """Write an amount for machines: `12000.00`, with exactly the currency's decimals; `group` parts the thousands."""
    decimals = exponent(currency)
    whole, rest = divmod(abs(minor), 10**decimals)
    text = f"{whole:,}".replace(",", group)
    return ("-" if minor < 0 else "") + (f"{text}.{rest:0{decimals}d}" if decimals else text)

"""The decimals of currencies, and amounts as machines write them. Apart from `money`, so that listings load faster."""

from __future__ import annotations

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS = dict.fromkeys(_WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(_THREE_DECIMALS.split(), 3) | {"CLF": 4}
ODD = {code: decimals for code, decimals in _EXPONENTS.items() if decimals != 2}
"""The currencies that don't have two decimals, with their number."""


def exponent(currency: str | None) -> int:
    """Return how many decimals a currency has: 2 for most, and for an unknown one."""
    return _EXPONENTS.get(currency or "", 2)


def decimal_text(minor: int, currency: str | None, *, group: str = "") -> str:
    """Format an amount for machines: `12000.00`, with the currency's decimals; `group` separates thousands."""
    decimals = exponent(currency)
    whole, rest = divmod(abs(minor), 10**decimals)
    text = f"{whole:,}".replace(",", group)
    return ("-" if minor < 0 else "") + (f"{text}.{rest:0{decimals}d}" if decimals else text)

"""Numbers of files that know numbers, as the digits that a person would see."""

from __future__ import annotations

from decimal import Decimal


def format_number(number: float) -> str:
    """Return a number with all its digits and no exponent, so that a phone number stays one; whole ones without `.0`.

    Like a spreadsheet it has at most 15 digits that count, for 0.1 + 0.2 is 0.3.
    """
    if isinstance(number, int):
        return str(number)
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN is not itself
        return ""
    text = format(number, ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    return text

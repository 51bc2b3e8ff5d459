"""Splitting a shortfall over the links of a chain, by their Shapley value; exact, and rounded so that it adds up.

A chain is a product: flows, each a part of the one before, and at its end an amount. What a link did is the mean, over
all orders of replacing the plan's links by the actual ones, of what replacing it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, floor, prod


@dataclass(frozen=True)
class Link:
    """One link of a chain, or several joined."""

    names: tuple[str, ...]
    plan: Fraction
    actual: Fraction


@dataclass(frozen=True)
class Share:
    """What a link did to the amount, exact."""

    names: tuple[str, ...]
    part: Fraction
    """Below 0 where it cost."""
    alone: Fraction
    """How the amount would change had only this link been on plan."""


def join_links(names: Sequence[str], plan: Sequence[Fraction], actual: Sequence[Fraction]) -> list[Link]:
    """Return the links of a chain of flows, the last of which is the amount.

    A link whose base, the flow before it, is zero is joined with the link before it, in plan and actual alike.
    """
    links: list[Link] = []
    waiting: tuple[str, ...] = ()
    before: tuple[Fraction, Fraction] | None = None
    for place, (name, planned, came) in enumerate(zip(names, plan, actual, strict=True)):
        waiting = (*waiting, name)
        if place < len(names) - 1 and not (planned and came):
            continue
        base = before or (Fraction(1), Fraction(1))
        links.append(Link(waiting, planned / base[0], came / base[1]))
        waiting, before = (), (planned, came)
    return links


def split(links: Sequence[Link]) -> list[Share]:
    """Return the Shapley value of each link: the parts add up to actual − plan, exactly."""
    count = len(links)
    places = range(count)
    values: dict[frozenset[int], Fraction] = {}

    def worth(replaced: frozenset[int]) -> Fraction:
        """Return the amount with these links as they came, and the others as planned."""
        if replaced not in values:
            values[replaced] = prod(
                (link.actual if place in replaced else link.plan for place, link in enumerate(links)), start=Fraction(1)
            )
        return values[replaced]

    shares = []
    whole = frozenset(places)
    for place, link in enumerate(links):
        part = Fraction()
        others = [other for other in places if other != place]
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for chosen in combinations(others, size):
                replaced = frozenset(chosen)
                part += weight * (worth(replaced | {place}) - worth(replaced))
        shares.append(Share(link.names, part, worth(whole - {place}) - worth(whole)))
    return shares


def round_parts(parts: Sequence[Fraction], total: int) -> list[int]:
    """Return whole parts that add up to a total, by largest remainder; ties go to the earlier part.

    The exact parts add up to the total but for less than one.
    """
    whole = [floor(part) for part in parts]
    remainders = sorted(range(len(parts)), key=lambda place: (whole[place] - parts[place], place))
    for place in remainders[: total - sum(whole)]:
        whole[place] += 1
    return whole

"""`Estado`, which is a status in some files and a state of the country in others: its neighbours tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.headers import parse_noise, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATES = frozenset({"estado", "stato", "state", "estadoprovincia", "estadouf"})

_BESIDE = parse_noise(
    "cidade, ciudad, città, city, town, município, municipio, localidad, localidade, bairro, barrio, país, paese,"
    "country, cep, código postal, cap, zip, zip code, postal code, postcode, uf, provincia, colonia, rua, calle,"
    "street, address, endereço, dirección, indirizzo, logradouro"
)
"""Labels that make a state of what stands next to them."""

_ANYWHERE = parse_noise("cidade, bairro, cep, logradouro, colonia")
"""Labels of Brazilian and Mexican addresses, which have a state in every file."""


def find_states(header: Sequence[str]) -> frozenset[int]:
    """Return the places of the labels that name a state of a country, and no status."""
    words = [squash(label) for label in header]
    has_address = not _ANYWHERE.isdisjoint(words)
    return frozenset(
        n
        for n, word in enumerate(words)
        if word in _STATES and (has_address or not _BESIDE.isdisjoint(words[max(n - 1, 0) : n + 2]))
    )

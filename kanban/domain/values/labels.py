"""Labels ignore letter case: `VIP` and `vip` are one label, spelled as its first use spelled it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kanban.domain.card import LABEL
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json


def find_spelling(label: str, known: Iterable[str]) -> str:
    """Return a label in the spelling of those known; unchanged where none of them is the same."""
    folded = text.fold(label)
    return next((spelling for spelling in known if text.fold(spelling) == folded), label)


def find_current_name(names: Mapping[str, str], label: str) -> str:
    """Return a label's present name; `names` is `Board.label_names`.

    Where two people gave each label the other's name at once, both are one label: the first of them by name.
    """
    current, former_names = label, dict[str, str]()
    while now := names.get(folded := text.fold(current)):
        if folded in former_names:
            return former_names[min(list(former_names)[list(former_names).index(folded) :])]
        former_names[folded] = current
        current = now
    return current


def list_names(names: Mapping[str, str], folded: str) -> list[str]:
    """Return all folded names of the label with this name, former ones too.

    Cards that others labelled meanwhile may still bear a former name.
    """
    now = text.fold(find_current_name(names, folded))
    former = [
        name for name, now_called in names.items() if now_called and text.fold(find_current_name(names, name)) == now
    ]
    return list(dict.fromkeys([folded, now, *sorted(former)]))


def build_for_card(present: Iterable[str], registers: Mapping[str, Json]) -> dict[str, Json]:
    """Return registers for a card with some labels: each is added once, and removed in every spelling.

    Where one spelling is removed and another added at once, the label changes its spelling.
    """
    borne = list(present)
    off = {text.fold(name.removeprefix(LABEL)) for name, on in registers.items() if name.startswith(LABEL) and not on}
    built = {name: value for name, value in registers.items() if not name.startswith(LABEL)}
    built |= {LABEL + label: False for label in borne if text.fold(label) in off}
    for name, on in registers.items():
        label = name.removeprefix(LABEL)
        if not name.startswith(LABEL) or not on:
            continue
        if text.fold(label) in off or all(text.fold(spelling) != text.fold(label) for spelling in borne):
            built[name] = True
            borne.append(label)
    return built

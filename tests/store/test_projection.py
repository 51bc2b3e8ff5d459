"""What the rows hold is a function of the set of changes: not of their order, nor of how often they came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.change import Change
from tests.domain.board import folded as registers_of
from tests.examples import examples
from tests.store.world import BOARD, changes, folded, held


@st.composite
def retold(draw: st.DrawFn, *, wild: bool = False) -> tuple[list[Change], list[Change], int]:
    """The same changes twice: as they were made, and in another order with repetitions."""
    made = draw(changes(wild=wild))
    twice = draw(st.lists(st.sampled_from(made), max_size=4))
    return made, draw(st.permutations([*made, *twice])), draw(st.integers(1, 6))


@examples(150)
@given(retold())
def test_neither_order_nor_repetition_nor_batches_matter(told: tuple[list[Change], list[Change], int]) -> None:
    made, again, at_once = told
    one, other = folded(made), folded(again, at_once)
    assert held(one.connection) == held(other.connection)
    one.close()
    other.close()


@examples(100)
@given(retold(wild=True))
def test_nor_do_they_when_a_client_means_harm(told: tuple[list[Change], list[Change], int]) -> None:
    made, again, at_once = told
    one, other = folded(made), folded(again, at_once)
    assert held(one.connection) == held(other.connection)
    one.close()
    other.close()


# -- the same, told in another way: every derived column from the whole set of changes


def merged(made: Sequence[Change]) -> dict[str, dict[str, dict[str, Any]]]:
    """The registers of every entity by type."""
    history: dict[tuple[str, str], list[Change]] = {}
    for change in made:
        history.setdefault((change.etype, change.entity), []).append(change)
    result: dict[str, dict[str, dict[str, Any]]] = {}
    for (etype, entity), some in history.items():
        result.setdefault(etype, {})[entity] = registers_of(some)
    return result


def lanes(stages: dict[str, dict[str, Any]]) -> tuple[dict[str, str], str]:
    order = sorted(stages, key=lambda each: (stages[each].get("rank", ""), each))
    live = [each for each in order if not stages[each].get("deleted")] or order
    shown: dict[str, str] = {}
    for place, each in enumerate(order):
        left = [other for other in order[: place + 1] if other in live]
        shown[each] = left[-1] if left else live[0]
    return shown, live[0] if live else ""


def into(cards: dict[str, dict[str, Any]], card: str) -> set[str]:
    """A card and all that were merged into it, near or far."""
    found = {card}
    while (
        more := {
            each
            for each, fields in cards.items()
            if fields.get("merged_into") in found and fields["merged_into"] != each
        }
        - found
    ):
        found |= more
    return found


def counts(logged: dict[str, Any]) -> bool:
    """Whether an activity has what makes it one, and was not taken back."""
    outcomes = {"call": ("reached", "no answer"), "email": ("sent", "reply"), "meeting": ("held", "no show")}
    has_all = "done_at" in logged and logged.get("outcome") in outcomes.get(logged.get("kind", ""), ())
    return has_all and not logged.get("deleted")


@examples(150)
@given(changes())
def test_what_is_derived_follows_from_the_registers(made: list[Change]) -> None:
    database = folded(made)
    now = held(database.connection)
    state = merged(made)
    cards, comments, stages = (state.get(etype, {}) for etype in ("card", "comment", "stage"))
    at = {each: max((c.key, c.at) for c in made if c.entity == each and "created" in c.set)[1]
          for each, fields in comments.items() if "created" in fields}  # fmt: skip
    shown, first = lanes(stages)
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    assert now["cards"].keys() == cards.keys()
    for card, fields in cards.items():
        row = now["cards"][card]
        history = into(cards, card)
        talk = [each for each, note in comments.items() if note.get("card") in history and not note.get("deleted")]
        teams = [comments[each].get("team") for each in talk]
        assert row["lane"] == shown.get(fields.get("stage"), first)
        assert row["labels"].split() == sorted(
            name.removeprefix("label.") for name, on in fields.items() if name.startswith("label.") and on
        )
        assert (row["marketing_comments"], row["sales_comments"]) == (teams.count("marketing"), teams.count("sales"))
        done = [
            logged for logged in state.get("activity", {}).values() if logged.get("card") in history and counts(logged)
        ]
        times, of_sales = ([each["done_at"] for each in done if each.get("team") in teams]
                           for teams in ((None, "marketing", "sales"), ("sales",)))  # fmt: skip
        reached = [each for each in done if each["outcome"] in {"reached", "reply", "held"}]
        assert (row["attempts"], row["contacts"]) == (len(done), len(reached))
        assert (row["attempted_at"], row["sales_attempted_at"]) == (max(times, default=""), max(of_sales, default=""))
        touched = [fields.get("acted_at") or "", *(at.get(each, "") for each in talk), *times]
        assert row["touched_at"] == max(touched)
        changed = max(change.at for change in made if change.entity == card and change.etype == "card")
        assert row["updated_at"] == max(row["touched_at"], changed)
        for name in ("title", "company", "acted_at", "rank"):
            assert (row[name] or None) == (fields.get(name) or None)
        if not fields.get("deleted") and row["lane"]:
            value = fields.get("value")
            key = (row["lane"], (fields.get("currency") or "") if value is not None else "")
            count, total = totals.get(key, (0, 0))
            totals[key] = (count + 1, total + (value or 0))
    assert now["totals"] == {(lane, currency, *total) for (lane, currency), total in totals.items()}
    assert now["origins"] == {
        (BOARD, name.removeprefix("origin."), card)
        for card, fields in cards.items() for name, on in fields.items() if name.startswith("origin.") and on
    }  # fmt: skip
    custom = {name.removeprefix("field.") for fields in cards.values() for name in fields if name.startswith("field.")}
    assert now["fields"] == {(BOARD, name) for name in custom}
    assert {each for each, _ in now["search"]} == {each for each, note in comments.items() if not note.get("deleted")}
    database.close()

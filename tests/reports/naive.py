"""The figures of a board counted once more, from its export as JSON lines alone, in the plainest way."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

ANSWERS = ("accept", "return", "expire", "withdraw")


def read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the head of an export and its cards, those that are deleted left out."""
    head, *cards = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return head, [card for card in cards if "title" in card and not card["deleted"]]


def standing(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the events of a card that count.

    An undo that came too late for the card, and took back no more than the words beside it, undid nothing of it.
    """
    events = card["history"]

    def is_alive(act: str) -> bool:
        return not any(
            is_alive(event["act"])
            for event in events
            if event["undo_of"] == act
            and (event["comment"] is None or any(change["field"] != "deleted" for change in event["changes"]))
        )

    return [event for event in events if event["undo_of"] is None and is_alive(event["act"])]


def stages(card: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return (stage, since when, whether a file said so) in the order in which the card entered them."""
    entries = []
    for event in standing(card):
        for change in event["changes"]:
            if change["field"] == "stage" and (not entries or entries[-1][0] != change["to"]):
                entries.append((change["to"], event["at"], event["verb"] == "import"))
    return entries


def reached(card: dict[str, Any], head: dict[str, Any]) -> dict[str, str]:
    """Return when the card first reached each stage of the order, or a later one."""
    order = [stage["name"] for stage in head["stages"] if stage["outcome"] != "lost"]
    sides = {stage["name"]: stage["side"] for stage in head["stages"]}
    firsts = {side: next((name for name in order if sides[name] == side), order[0]) for side in sides.values()}
    entries = stages(card)
    if entries and entries[0][2] and sides[entries[0][0]] == "sales" and card["created_at"] < entries[0][1]:
        entries.insert(0, (firsts["sales"], card["created_at"], True))
    times: dict[str, str] = {}
    for name, at, _ in entries:
        last = name if name in order else firsts[sides[name]]
        for earlier in order[: order.index(last) + 1]:
            times.setdefault(earlier, at)
    return times


def funnel(head: dict[str, Any], cards: list[dict[str, Any]], first: str, last: str) -> list[tuple[str, int, int, int]]:
    """Return (stage, reached, went on, still open) for each stage but the last; times are UTC text."""
    order = [stage["name"] for stage in head["stages"] if stage["outcome"] != "lost"]
    closed = {stage["name"] for stage in head["stages"] if stage["outcome"]}
    rows = []
    for name, following in pairwise(order):
        cohort = [
            (card, times) for card in cards if name in (times := reached(card, head)) and first <= times[name] < last
        ]
        on = sum(following in times for _, times in cohort)
        still = sum(following not in times and card["stage"] not in closed for card, times in cohort)
        rows.append((name, len(cohort), on, still))
    return rows


def offers(head: dict[str, Any], card: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the offers of a card, each with those that rulings made of it.

    Of each: when it was made and was due, when it was answered first and by what, whether sales had asked then, and
    whether sales gave it back after it had accepted.
    """
    doors = {stage["name"] for stage in head["stages"] if stage["side"] == "door"}
    written = {change["act"]: change["set"]["handoff"] for change in card["changes"] if change["set"].get("handoff")}
    chains: list[list[dict[str, Any]]] = []
    is_taken = True
    for event in standing(card):
        verb, due = event["verb"], written.get(event["act"], {}).get("due")
        is_ruled = verb == "rule_on" and any(
            change["to"] in doors for change in event["changes"] if change["field"] == "stage"
        )
        if verb == "offer" or is_ruled:
            made = {"made": event["at"], "due": due, "end": "open", "at": None, "asked": False, "later": False}
            if is_ruled and not is_taken:
                chains[-1].append(made)
            else:
                chains.append([made])
            is_taken = False
        elif verb == "take":
            is_taken = True  # whatever becomes of it, nobody offered it
        elif chains and not is_taken and event["comment"] is None:
            offer = chains[-1][-1]
            if verb in ("ask", "answer"):
                offer["asked"], offer["due"] = verb == "ask", due or offer["due"]
            elif verb in ANSWERS and offer["end"] == "open":
                offer["end"], offer["at"] = verb, event["at"]
            elif verb == "return" and offer["end"] == "accept":
                offer["later"] = True
    return chains


def handoffs(
    head: dict[str, Any], cards: list[dict[str, Any]], first: str, last: str, now: str = "9999"
) -> Counter[str]:
    """Return what became of the offers made in a period, and of those that were due in it."""
    counts: Counter[str] = Counter()
    for card in cards:
        for chain in offers(head, card):
            if first <= chain[0]["made"] < last:
                counts["made"] += 1
                counts["overturned"] += len(chain) - 1
                is_accepted = any(offer["end"] == "accept" for offer in chain)
                counts["accept" if is_accepted else chain[-1]["end"]] += 1
                counts["later"] += is_accepted and (chain[-1]["later"] or chain[-1]["end"] == "return")
            for offer in chain:
                if offer["asked"] and offer["end"] == "open":
                    continue  # marketing has to answer
                due = offer["at"] if offer["asked"] else offer["due"]
                if first <= due < last:
                    if offer["end"] == "expire" or (offer["at"] or now) > due:
                        counts["late"] += 1
                    else:
                        counts["in time"] += offer["end"] in ("accept", "return")
    return counts


def tried(head: dict[str, Any], cards: list[dict[str, Any]], first: str, last: str, now: str) -> list[bool]:
    """Return of each offer made in a period whether sales tried to reach the prospect while it was to."""
    sides = {stage["name"]: (stage["side"], stage["outcome"]) for stage in head["stages"]}
    answers = []
    for card in cards:
        chains = offers(head, card)
        for chain, following in zip(chains, [*chains[1:], None], strict=False):
            if not first <= chain[0]["made"] < last:
                continue
            next_at = following[0]["made"] if following else "9999"
            end = min(now, next_at)
            if chain[-1]["end"] == "accept":
                end = min([
                    end,
                    *(at for name, at, _ in stages(card) if at > chain[-1]["at"] and sides[name] != ("sales", None)),
                ])  # fmt: skip
            elif chain[-1]["at"]:
                end = min(end, chain[-1]["at"])
            answers.append(any(
                activity["team"] == "sales" and chain[0]["made"] <= activity["at"] <= end and activity["at"] < next_at
                for activity in card["activities"]
            ))  # fmt: skip
    return answers


def median_days(cards: list[dict[str, Any]], name: str, now: str) -> tuple[int, float | None]:
    """Return how many stays in a stage there are, and their median days: the first time with less than half left."""
    stays = []
    for card in cards:
        entries = stages(card)
        for (stage, since, is_imported), (_, until, _) in pairwise([*entries, ("", "", False)]):
            if stage == name and not is_imported:
                days = (datetime.fromisoformat(until or now) - datetime.fromisoformat(since)) / timedelta(days=1)
                stays.append((days, bool(until)))
    left = 1.0
    for time in sorted({days for days, ended in stays if ended}):
        there = sum(days >= time for days, _ in stays)
        left *= 1 - sum(days == time and ended for days, ended in stays) / there
        if left < 0.5 - 1e-9:
            return len(stays), time
        if abs(left - 0.5) < 1e-9:
            later = [days for days, ended in stays if ended and days > time]
            return len(stays), (time + min(later)) / 2 if later else time
    return len(stays), None


def open_stays(card: dict[str, Any], head: dict[str, Any], now: str) -> list[tuple[datetime, datetime]]:
    """Return when the card stood in open stages of sales, what is assumed of deals from files included."""
    sides = {stage["name"]: (stage["side"], stage["outcome"]) for stage in head["stages"]}
    entries = stages(card)
    if entries and entries[0][2] and sides[entries[0][0]][0] == "sales" and card["created_at"] < entries[0][1]:
        first = next(name for name, (side, outcome) in sides.items() if side == "sales" and not outcome)
        entries.insert(0, (first, card["created_at"], True))
    return [
        (datetime.fromisoformat(since), datetime.fromisoformat(until or now))
        for (name, since, _), (_, until, _) in pairwise([*entries, ("", "", False)])
        if sides[name] == ("sales", None)
    ]


def velocity(
    head: dict[str, Any], cards: list[dict[str, Any]], first: str, last: str, now: str
) -> dict[str | None, tuple[float, int, int, float | None]]:
    """Return by currency (mean open deals, won, closed, velocity a day in units of the currency or None)."""
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(min(last, now))
    day = timedelta(days=1)
    outcomes = {stage["name"]: stage["outcome"] for stage in head["stages"] if stage["side"] == "sales"}
    rows: dict[str | None, tuple[float, int, int, float | None]] = {}
    for code in {card["currency"] for card in cards}:
        own = [card for card in cards if card["currency"] == code]
        spans = [span for card in own for span in open_stays(card, head, now)]
        mean = sum(max((min(b, end) - max(a, begin)) / day, 0) for a, b in spans) / ((end - begin) / day)
        closed = [card for card in own if outcomes.get(card["stage"]) and first <= stages(card)[-1][1] < last]
        won = [card for card in closed if outcomes[card["stage"]] == "won"]
        values = [float(card["value"]) for card in won if card["value"]]
        days = sum((b - a) / day for card in closed for a, b in open_stays(card, head, now)) / (len(closed) or 1)
        speed = mean * len(won) / len(closed) * sum(values) / len(values) / days if values and days else None
        rows[code] = (mean, len(won), len(closed), speed)
    return rows


def campaigns(
    head: dict[str, Any], cards: list[dict[str, Any]], first: str, last: str
) -> dict[str | None, tuple[int, int, int, int, int]]:
    """Return by campaign (leads, MQLs, deals, won, cards that were qualified while it was theirs)."""
    marks = {"mql": "MQL", "sql": "Discovery"}  # as on every board whose stages are those it was made with
    sales = next(stage["name"] for stage in head["stages"] if stage["side"] == "sales")
    won = {stage["name"] for stage in head["stages"] if stage["outcome"] == "won"}
    counts: dict[str | None, list[int]] = {}
    for card in cards:
        names = [
            (event["at"], change["to"])
            for event in standing(card)
            for change in event["changes"]
            if change["field"] == "campaign"
        ]
        times = reached(card, head)
        at = times.get(marks["sql"], "")
        if at and first <= at < last:
            then = [name for since, name in names if since <= at]
            counts.setdefault(then[-1] if then else None, [0] * 5)[4] += 1
        if first <= card["created_at"] < last:
            row = counts.setdefault(next((name for _, name in names if name), None), [0] * 5)
            row[0] += 1
            row[1] += marks["mql"] in times
            row[2] += sales in times
            row[3] += card["stage"] in won
    return {name: (row[0], row[1], row[2], row[3], row[4]) for name, row in counts.items()}


def win_rate(
    head: dict[str, Any], cards: list[dict[str, Any]], first: str, last: str
) -> tuple[Counter[str], dict[tuple[str, str], Decimal]]:
    """Return how many deals were won and lost by the close that stands, and their values by (currency, outcome)."""
    outcomes = {stage["name"]: stage["outcome"] for stage in head["stages"] if stage["side"] == "sales"}
    counts: Counter[str] = Counter()
    values: dict[tuple[str, str], Decimal] = {}
    for card in cards:
        outcome = outcomes.get(card["stage"])
        if outcome and first <= stages(card)[-1][1] < last:
            counts[outcome] += 1
            if card["value"]:
                key = card["currency"], outcome
                values[key] = values.get(key, Decimal(0)) + Decimal(card["value"])
    return counts, values


def outlook(head: dict[str, Any], cards: list[dict[str, Any]]) -> dict[str, tuple[int, Decimal, Decimal]]:
    """Return by currency (open deals, their value, what they weigh) of those that have a value."""
    chances = {
        stage["name"]: Decimal(str(stage["probability"]))
        for stage in head["stages"]
        if stage["side"] == "sales" and not stage["outcome"]
    }
    rows: dict[str, tuple[int, Decimal, Decimal]] = {}
    for card in cards:
        if card["stage"] in chances and card["value"]:
            count, value, weight = rows.get(card["currency"], (0, Decimal(0), Decimal(0)))
            worth = Decimal(card["value"])
            rows[card["currency"]] = count + 1, value + worth, weight + worth * chances[card["stage"]]
    cent = Decimal("0.01")
    return {code: (n, value, weight.quantize(cent, ROUND_HALF_UP)) for code, (n, value, weight) in rows.items()}

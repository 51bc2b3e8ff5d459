"""The page that says what another backend must do: what of it is a table comes from the code, and its example is
right."""

from __future__ import annotations

import json
import os
import re
from itertools import chain
from pathlib import Path

from kanban.domain import fold
from kanban.domain.activity import OUTCOMES
from kanban.domain.board import ROLES, SIDES, TEAMS
from kanban.domain.change import Change, Json
from kanban.domain.entity_state import EntityState, digest_of, digest_text
from kanban.domain.lessons.lesson import KINDS
from kanban.domain.meetings.meeting import VERDICTS
from kanban.protocol.problems import PROBLEMS
from kanban.protocol.registers import REGISTERS, Check
from kanban.protocol.types import Code
from tests.protocol.test_permissions import WRITE
from tests.protocol.test_permissions import rendered as permissions

SAMPLES: dict[str, Json] = {
    "true or false": True, "a whole number": 7, "a number from 0 to 1": 0.5,
    "a UUID": "0199c200-0000-7000-8000-000000000001", "a day": "2026-11-23",
    "a time of day (`14:30`)": "14:30", "a time": "2026-11-23T10:02:11Z",
    "a currency (`EUR`)": "EUR", "text": "Some words", "a list of texts": ["a"], "a list of objects": [{}],
    "a link": {"url": "https://acme.example", "name": "Acme"}, "an object": {"a": 1},
}  # fmt: skip
WORDS = sorted({
    *TEAMS, *KINDS, *ROLES, *SIDES, "won", "lost", "both", "closed", *VERDICTS, *OUTCOMES, *chain(*OUTCOMES.values()),
})  # fmt: skip


def problems() -> str:
    lines = ["| Kind | Status | Means | The client |", "|---|---|---|---|"]
    return "\n".join(
        [*lines, *(f"| `{kind}` | {', '.join(map(str, each.statuses))} | {each.says} | {each.then} |" for kind,
                   each in PROBLEMS.items())]
    ) + "\n"  # fmt: skip


def registers() -> str:
    lines = ["| Type | Register | Holds |", "|---|---|---|"]
    for etype, checks in REGISTERS.items():
        for name, check in checks.items():
            lines.append(f"| `{etype}` | `{name}{'*' if name.endswith('.') else ''}` | {what_it_holds(check)} |")
    return "\n".join(lines) + "\n"


def what_it_holds(check: Check) -> str:
    """What a register takes, found out by offering it values: so the page says what the code does."""
    taken = [name for name, value in SAMPLES.items() if check(value)]
    if "text" in taken:
        longest = next(most for most in (8 << shift for shift in range(25)) if not check("x" * most))
        low, high = longest // 2, longest
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if check("x" * middle) else (low, middle)
        more = " , or a number or true or false" if "true or false" in taken else ""
        return f"text of at most {low:,} characters{more}".replace(" ,", ",")
    if "an object" in taken:
        return "an object"
    if taken:
        blank = ", or empty text" if check("") else ""
        return f"{taken[-1 if taken[-1] == 'a link' else 0]}{blank}"
    words = ", ".join(f"`{word}`" for word in WORDS if check(word))
    assert words
    return f"one of {words}{', or empty text' if check('') else ''}"


def test_its_tables_are_the_codes(checkout: Path) -> None:
    file = checkout / "kanban/protocol/README.md"
    text = whole = file.read_text("utf-8")
    for name, table in (("problems", problems()), ("registers", registers()), ("permissions", permissions())):
        begin, end = f"<!-- {name}: written by a test -->\n", f"<!-- end of {name} -->\n"
        before, mark, rest = text.partition(begin)
        told, other, after = rest.partition(end)
        assert mark
        assert other
        if WRITE not in os.environ:
            assert told == table, (
                f"{WRITE}=1 .venv/bin/python -m pytest -q -n0 tests/house/test_protocol_page.py writes it anew."
            )
        text = before + begin + table + end + after
    if text != whole:
        file.write_text(text, "utf-8")


def test_its_example_is_right(checkout: Path) -> None:
    text = (checkout / "kanban/protocol/README.md").read_text("utf-8")
    (block,) = re.findall(r"<!-- example: checked by a test -->\n```json\n(.*?)```", text, re.DOTALL)
    told = json.loads(block)
    state = EntityState(told["etype"], told["entity"])
    for each in told["changes"]:
        rest = {
            "act": "a",
            "tx": "t",
            "etype": told["etype"],
            "entity": told["entity"],
            "actor": "m",
            "device": "d",
            "dseq": 1,
        }
        state.fold(Change(**rest, **each))
    assert fold.pack(state.keys) == told["packed"]
    assert digest_text(digest_of(state.etype, state.id, state.keys)) == told["digest"]


def test_it_names_every_code_and_every_verb_that_matters(checkout: Path) -> None:
    text = (checkout / "kanban/protocol/README.md").read_text("utf-8")
    assert all(f"`{code}`" in text for code in Code.__args__ if code)  # type: ignore[attr-defined]
    (verbs,) = re.findall(r"whose verb is one of `([a-z ]+)`", text)
    assert {*verbs.split(), "import", "merge"} == set(fold.MATTERING)

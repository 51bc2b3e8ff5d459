"""The table of who may do what: what it says, and that the server's documentation says the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kanban.domain.board import ROLES, TEAMS, Member
from kanban.domain.change import AGREEMENT, BOARD, CARD, COMMENT, MEMBER, NOTICE, RULE, STAGE, Step
from kanban.domain.permissions import Forbidden
from kanban.protocol.grants import TABLE, act_of, explain_refusal, require_may_write

BEGIN, END = "<!-- permissions: written by a test -->\n", "<!-- end of permissions -->\n"
WRITE = "KANBAN_WRITE_DOCS"


def rendered() -> str:
    """The table as the documentation has it."""
    whose = {"": "either", "marketing": "marketing", "sales": "sales", "own": "the one whose it is"}
    lines = ["| What | Role | Team | Provided that |", "|---|---|---|---|"]
    lines += [f"| {p.says} | {p.role} | {whose[p.team]} | {p.provided} |" for p in TABLE.values()]
    return "\n".join(lines) + "\n"


def test_the_servers_documentation_has_the_table(checkout: Path) -> None:
    file = checkout / "kanban/server/README.md"
    before, mark, rest = file.read_text("utf-8").partition(BEGIN)
    assert mark
    told, mark, after = rest.partition(END)
    assert mark
    if WRITE in os.environ:
        file.write_text(before + BEGIN + rendered() + END + after, "utf-8")
        return
    assert told == rendered(), (
        f"{WRITE}=1 .venv/bin/python -m pytest -q -n0 tests/protocol/test_permissions.py writes it anew."
    )


def test_each_act_takes_its_role_and_its_team() -> None:
    for act, permission in TABLE.items():
        for role in ROLES:
            for team in TEAMS:
                actor = Member("m", "Mia", team, role)
                why = explain_refusal(actor, act, team="sales")
                wanted = {"own": "sales", "": team}.get(permission.team, permission.team)
                may = ROLES.index(role) >= ROLES.index(permission.role) and (
                    team == wanted or (permission.leads_too and role == "lead")
                )
                assert (why is None) is may, (act, role, team, why)


@pytest.mark.parametrize(
    ("etype", "names", "act"),
    [
        (CARD, {"title"}, "edit"), (CARD, {"rule.x"}, "note"), (CARD, {"rule.x", "title"}, "edit"),
        (COMMENT, {"body"}, "comment"), (NOTICE, {"words"}, "note"), (STAGE, {"limit"}, "stage"),
        (BOARD, {"name"}, "board"), (RULE, {"on"}, "rule"), (AGREEMENT, {"sign.sales"}, "agree"),
        (MEMBER, {"away"}, "member"), ("gadget", {"colour"}, "edit"), (CARD, set(), "edit"),
    ],
)  # fmt: skip
def test_what_is_set_says_which_act_it_is(etype: str, names: set[str], act: str) -> None:
    assert act_of("me", etype, "other", names) == act


def test_being_away_is_everybodys_own_to_say() -> None:
    assert act_of("me", MEMBER, "me", {"away"}) == "away"
    assert act_of("me", MEMBER, "me", {"away", "role"}) == "member"


def test_clients_refuse_by_the_same_table() -> None:
    commenter = Member("m", "Cleo", "sales", "commenter")
    require_may_write(
        commenter, [Step(COMMENT, "c", {"body": "x"}, "comment"), Step(CARD, "k", {"rule.r": None}, "rule")], "note"
    )
    with pytest.raises(Forbidden, match="Cleo is a commenter on this board; only members and leads can undo that"):
        require_may_write(commenter, [Step(CARD, "k", {"title": "x"}, "undo")], "undo")

"""The checks that every road into the board goes through."""

from __future__ import annotations

import pytest

from kanban.domain import permissions
from kanban.domain.errors import Refused
from tests.domain.board import ANA, BEN, CLEO, VIC, card, stage, with_stage

NEEDY = with_stage("MQL", required=("phone", "value", "label.vip", "field.x"))


@pytest.mark.parametrize(("actor", "roles"), [(VIC, 1), (CLEO, 2), (BEN, 3), (ANA, 4)])
def test_each_role_may_what_those_below_it_may(actor, roles) -> None:
    allowed = 0
    for role in ("viewer", "commenter", "member", "lead"):
        try:
            permissions.require_role(actor, role, "do it")
        except Refused as refusal:
            said = str(refusal)
            able = {"commenter": "commenters, members and leads", "member": "members and leads", "lead": "leads"}[role]
            assert said == f"{actor.name} is a {actor.role} on this board; only {able} can do it."
        else:
            allowed += 1
    assert allowed == roles


def test_what_a_stage_requires_comes_from_the_card_or_with_the_move() -> None:
    mql = stage("MQL", NEEDY)
    assert permissions.find_missing_fields(mql, card(1), {}) == ("phone", "value", "label.vip", "field.x")
    full = card(1, phone="1", value=0, labels=("vip",), extra={"field.x": "y"})
    assert permissions.find_missing_fields(mql, full, {}) == ()
    assert (
        permissions.find_missing_fields(mql, card(1), {"phone": "1", "value": 0, "label.vip": True, "field.x": "y"})
        == ()
    )
    assert permissions.find_missing_fields(mql, full, {"phone": None, "label.vip": False, "field.x": ""}) == (
        "phone",
        "label.vip",
        "field.x",
    )
    assert permissions.find_missing_fields(mql, None, {"phone": "1"}) == ("value", "label.vip", "field.x")


def test_only_clearing_what_is_there_is_refused() -> None:
    permissions.require_kept_fields(NEEDY, card(1, "MQL"), {"phone": None})
    permissions.require_kept_fields(NEEDY, card(1, "MQL", phone="1"), {"phone": "2", "email": None})
    for given in ({"phone": None}, {"label.vip": False}):
        with pytest.raises(Refused, match="MQL requires the"):
            permissions.require_kept_fields(NEEDY, card(1, "MQL", phone="1", labels=("vip",)), given)


@pytest.mark.parametrize(
    ("held", "coming", "warns"), [(0, 1, False), (2, 1, True), (1, 1, False), (5, 0, False), (1, 2, True)]
)
def test_a_limit_counts_what_comes(held: int, coming: int, warns: bool) -> None:
    board = with_stage("MQL", limit=2)
    assert (permissions.check_limit(board, stage("MQL", board), lambda _: held, coming) is not None) is warns
    assert permissions.check_limit(board, stage("Engaged", board), lambda _: held, coming) is None


def test_labels_are_cleaned() -> None:
    assert permissions.build_label_registers([" a  b ", "c,d"]) == {"label.a b": True, "label.c d": True}

"""Versions of the agreement: their names, their signatures, their numbers; and the documents that people write."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.agreements import agreement, agreement_document, gate, signing
from kanban.domain.agreements.agreement import Content, Levels
from kanban.domain.board import Member
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.permissions import Forbidden
from tests.domain.agreement_samples import AT, BUDGET, CONTENT, EMAIL, agreed, version
from tests.domain.board import ANA, BEN, BOARD, Table, stage, uuid

RAJ = Member(uuid(3, 9), "Raj", "sales", "lead")
LED = BOARD._replace(all_members=(*BOARD.all_members, RAJ))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def shuffled(value, random):
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(each, random) for each in value] if isinstance(value, list) else value


@given(json_values, st.randoms(use_true_random=False))
def test_the_name_is_that_of_the_content_whatever_the_order_of_its_keys(value, random):
    other = json.loads(json.dumps(shuffled(value, random)))
    assert agreement.hash_content(other) == agreement.hash_content(value)


def test_another_content_has_another_name():
    names = {
        version(each).hash
        for each in (CONTENT, replace(CONTENT, after="0" * 64), replace(CONTENT, lines=CONTENT.lines[:2]))
    }
    assert len(names) == 3


def test_what_is_written_is_read_again():
    assert agreement.read_content(agreement.encode_content(CONTENT)) == CONTENT
    whole = version(CONTENT, "marketing")
    signature = {"hash": whole.hash, "member": ANA.id, "at": AT}
    registers = {
        "content": agreement.encode_content(CONTENT), "hash": whole.hash, "by": ANA.id, "at": AT,
        "sign.marketing": signature,
    }  # fmt: skip
    assert agreement.read_version(registers) == whole
    assert agreement.read_version(registers | {"sign.marketing": signature | {"hash": "0" * 64}}).signatures == {}


@pytest.mark.parametrize("odd", ["two\nlines", "\x1b[31mred", "\u202eback", " blank", "x" * 201, ""])
def test_words_that_no_door_here_would_keep_make_no_version(odd):
    for line in (replace(EMAIL, says=odd), replace(EMAIL, fact=odd)):
        assert agreement.read_content(agreement.encode_content(replace(CONTENT, lines=(line,)))) is None
    assert agreement.read_content(agreement.encode_content(replace(CONTENT, lost_reasons=(odd,)))) is None


@given(json_values)
def test_no_register_of_a_stranger_breaks_a_reader(value):
    written = agreement.encode_content(CONTENT)
    assert agreement.read_content(value) is None or isinstance(value, dict)
    for name in written:
        agreement.read_content({**written, name: value})
    for name in ("id", "stages", "kind", "says", "team", "fact"):
        agreement.read_content({**written, "lines": [{**written["lines"][0], name: value}]})
    agreement.read_version({"content": written, "hash": value, "sign.sales": value, "by": value})


def row(count):
    """Versions that were proposed and signed one on top of the other."""
    made, after = [], None
    for n in range(count):
        content = replace(CONTENT, levels=Levels(attempts=n + 1), after=after)
        made.append(version(content, "marketing", "sales", at=f"2026-11-{20 - n:02}T09:00:00Z"))
        after = made[-1].hash
    return made


@given(st.integers(1, 6).flatmap(lambda n: st.permutations(range(n))), st.data())
def test_the_number_is_the_same_in_whatever_order_versions_arrive(order, data):
    made = row(len(order))
    there = [made[n] for n in order]
    proposals = [version(replace(CONTENT, levels=Levels(attempts=50 + n)), "sales") for n in range(2)]
    board = BOARD._replace(versions=tuple(data.draw(st.permutations([*there, *proposals]))))
    assert [board.name_version(each) for each in made] == [f"v{n + 1}" for n in range(len(made))]
    assert board.agreement == made[-1]


def test_a_version_is_live_with_both_signatures_or_with_one_where_there_was_no_other_lead():
    assert not version(CONTENT, "sales").is_live
    assert version(CONTENT, "sales", "marketing").is_live
    assert version(CONTENT, "sales", alone=True).is_live


# -- proposing and signing


class Room(Table):
    """A board to which acts happen that are about the agreement."""

    def __init__(self, board=LED):
        super().__init__([], board=board)

    def by(self, actor, verb, *words):
        self.actor = actor
        act = verb(self, *words)
        for step in act.steps:
            held = {each.hash: each for each in self.board.versions}
            registers = dict(step.set)
            digest = registers.get("hash") or next(v["hash"] for k, v in registers.items() if k.startswith("sign."))
            if digest in held:
                old = held[digest]
                registers = {
                    "content": agreement.encode_content(old.content), "hash": digest, "by": old.by, "at": old.at,
                    **{f"sign.{t}": {"hash": digest, "member": s.member, "at": s.at, "alone": s.alone} for t,
                       s in old.signatures.items()},
                    **registers,
                }  # fmt: skip
            held[digest] = agreement.read_version(registers)
            assert step.entity == agreement.entity_of(self.board.id, digest)
            self.board = self.board._replace(versions=tuple(held.values()))
        return act


def test_a_proposal_is_live_once_a_lead_of_each_team_has_signed_it():
    room = Room()
    room.by(ANA, signing.propose, CONTENT)
    (proposed,) = room.board.versions
    assert "a lead of sales has yet to" in room.by(ANA, signing.sign, proposed).summary
    assert room.board.agreement is None
    assert "live as v1" in room.by(RAJ, signing.sign, proposed).summary
    assert room.board.agreement.hash == proposed.hash
    assert room.board.return_reasons == CONTENT.return_reasons
    assert room.by(ANA, signing.sign, proposed).steps == ()
    assert room.by(ANA, signing.propose, CONTENT).steps == ()


def test_where_the_other_team_has_no_lead_one_signature_is_enough_and_that_is_said():
    room = Room(BOARD)
    room.by(ANA, signing.propose, CONTENT)
    act = room.by(ANA, signing.sign, room.board.versions[0])
    assert "since sales has no lead" in act.summary
    assert room.board.agreement


def test_only_leads_propose_and_sign():
    room = Room()
    room.by(ANA, signing.propose, CONTENT)
    for verb, what in ((signing.propose, CONTENT), (signing.sign, room.board.versions[0])):
        with pytest.raises(Forbidden):
            room.by(BEN, verb, what)


def test_what_another_version_overtook_is_not_signed_any_more():
    room = Room()
    other = replace(CONTENT, levels=Levels(attempts=9))
    for content in (CONTENT, other):
        room.by(ANA, signing.propose, content)
    first, second = room.board.versions
    for lead in (ANA, RAJ):
        room.by(lead, signing.sign, first)
    with pytest.raises(Refused, match="Propose it again"):
        room.by(ANA, signing.sign, second)
    room.by(ANA, signing.propose, other)
    third = room.board.versions[-1]
    assert third.content.after == first.hash
    for lead in (ANA, RAJ):
        room.by(lead, signing.sign, third)
    room.by(ANA, signing.propose, CONTENT)  # back to what was before is a version of its own
    assert len(room.board.versions) == 4
    assert [room.board.name_version(each) for each in room.board.agreements] == ["v1", "v2"]


def test_versions_are_found_by_number_hash_and_word():
    made = row(2)
    board = BOARD._replace(versions=tuple(made))
    assert signing.find_version(board, "V2") == made[1] == signing.find_version(board, "live")
    assert signing.find_version(board, made[0].hash[:5]) == made[0]
    assert signing.find_version(board, "shipped").hash == ""
    for unknown in ("v3", "v0", "zz", ""):
        with pytest.raises((NotFound, UsageFault)):
            signing.find_version(board, unknown)


# -- documents


def test_a_document_says_the_same_both_ways():
    assert agreement_document.read_document(agreement_document.build_document(CONTENT, BOARD), BOARD) == CONTENT
    shipped = gate.build_default_version(BOARD).content
    assert agreement_document.read_document(agreement_document.build_document(shipped, BOARD), BOARD) == shipped
    assert [line.fact for line in shipped.lines] == ["has:email", "has:source", "has:company"]


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ("email present", "has:email"), ("phone missing", "no:phone"), ("has:source", "has:source"),
        ("field.size >= 50", "field.size>=50"), ("value >= 10k", "value>=10k"),
        ('source:"Trade Show"', 'source:"Trade Show"'),
    ],
)  # fmt: skip
def test_facts_are_queries_and_a_few_other_ways_to_say_them(typed, fact):
    assert agreement_document.read_typed_fact(typed) == fact


@pytest.mark.parametrize(
    "typed",
    ["stage:mql", "overdue", "acme", "created>=7d", "owner:me", "has:comments", "probability>=50%", "", "nonsense:1"],
)
def test_a_fact_asks_for_the_cards_own_fields_alone(typed):
    with pytest.raises(UsageFault):
        agreement_document.read_typed_fact(typed)


@pytest.mark.parametrize(
    "document",
    [
        {}, {"line": []}, {"line": "x"}, {"lines": []}, {"line": [{"fact": "has:email"}]}, {"line": [{"stage": "MQL"}]},
        {"line": [{"stage": "MQL", "fact": "has:email", "judgement": "x"}]}, {"line": [{"stage": "MQL", "fact": 1}]},
        {"line": [{"stage": "MQL", "judgement": "x", "team": "all"}]},
        {"line": [{"stage": "MQL", "judgement": "x", "id": "A b"}]},
        {"line": [{"stage": "MQL", "judgement": "x", "id": "a"}, {"stage": "MQL", "judgement": "y", "id": "a"}]},
        {"line": [{"stage": "MQL", "judgement": "x"}], "levels": {"answer": "soon"}},
        {"line": [{"stage": "MQL", "judgement": "x"}], "levels": {"attempts": 0}},
        {"line": [{"stage": "MQL", "judgement": "x"}], "reasons": {"return": "none"}},
    ],
)  # fmt: skip
def test_a_document_that_says_no_agreement_is_refused_in_words(document):
    with pytest.raises(UsageFault):
        agreement_document.read_document(document, BOARD)
    with pytest.raises(NotFound):
        agreement_document.read_document({"line": [{"stage": "Elsewhere", "judgement": "x"}]}, BOARD)


def test_lines_without_a_name_get_one_of_their_words():
    tables = [
        {"stage": "MQL", "judgement": "They told us: a budget"},
        {"stage": "MQL", "judgement": "They told us a budget!"},
    ]
    content = agreement_document.read_document({"line": tables}, BOARD)
    assert [line.id for line in content.lines] == ["they-told-us-a-budget", "they-told-us-a-budget-2"]
    assert content.lines[0].team == "marketing"


def test_what_changed_from_version_to_version_is_told_by_line():
    after = Content((EMAIL, replace(BUDGET, says="They have a budget"), replace(EMAIL, id="other")))
    new, gone, other = agreement.diff_lines(CONTENT, after)
    assert [[line.id for line in some] for some in (new, gone, other)] == [["other"], ["decider"], ["budget"]]


def test_the_reasons_of_a_signed_version_are_the_boards():
    assert agreed().lost_reasons == ("price", "other")
    assert stage("MQL").id in EMAIL.stages

"""Rules: who waits for what, what they add, and that they always end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import verbs
from kanban.domain.automations import engine, rule_document, rule_words
from kanban.domain.automations import rules as automation
from kanban.domain.automations.rules import Rule
from kanban.domain.board import DEFAULT_STAGES
from kanban.domain.errors import KanbanError, NotFound, UsageFault
from kanban.domain.handoffs import handoff_verbs
from kanban.protocol.grants import require_may_write
from tests.domain.agreement_samples import BUDGET, CONTENT, EMAIL, agreed
from tests.domain.board import ANA, BEN, BOARD, CLEO, NOW, TODAY, Table, card, stage, uuid
from tests.examples import examples


def rule(
    number: int, when: str, *then: str, condition: str = "", on: bool = True, since: str = "2026-01-01T00:00:00Z"
) -> Rule:
    registers = {
        **rule_words.read_when(when, BOARD), **rule_words.read_if(condition, BOARD, TODAY),
        **rule_words.read_then(then, BOARD, TODAY), "name": f"Rule {number}", "on": on, "since": since,
    }  # fmt: skip
    return automation.read(uuid(6, number), registers)


def table(*rules: Rule, where: str = "Engaged", **fields: object) -> Table:
    return Table([card(1, where, **fields)], board=BOARD._replace(all_rules=automation.sort_rules(rules)))


def run(at: Table, act) -> list[engine.Firing]:
    happened = engine.list_events(at, act)
    at.do(act)
    causes = [f"change {place}" for place in range(len(act.steps))]
    return engine.fire(at, happened, causes, lambda each: [note for note in at.comments if note.card == each.id])


def moved(at: Table, where: str) -> list[engine.Firing]:
    return run(at, verbs.move(at, [at.cards[0].id], to=stage(where)))


def test_a_rule_runs_when_a_card_enters_its_stage_and_says_what_set_it_off():
    at = table(rule(1, "enters MQL", "label vip"), rule(2, "enters Nurture", "label other"))
    (made,) = moved(at, "MQL")
    assert [dict(step.set) for step in made.steps] == [{"label.vip": True}]
    assert made.steps[0].extra == {"rule": uuid(6, 1), "of": "change 0"}
    assert not made.trouble


def test_the_query_is_asked_of_the_card_as_the_act_left_it():
    at = table(rule(1, "enters any", "label big", condition="stage:mql value>=50k"), value=60_000_00, currency="EUR")
    assert len(moved(at, "MQL")) == 1
    assert moved(at, "Engaged") == []


def test_rules_wait_for_each_of_the_events():
    def fires(when: str, at: Table, act) -> bool:
        at.board = BOARD._replace(all_rules=(rule(1, when, "label seen"),))
        return bool(run(at, act))

    new, at_door = table(), table()
    given = {"why": "asked for a price", "source": "fair"}
    offer = handoff_verbs.offer(new, new.cards[0].id, given)
    assert fires("offered", new, offer)
    back = replace(at_door, cards=new.cards, actor=BEN)
    assert fires("returned", back, handoff_verbs.send_back(back, new.cards[0].id, {"return_reason": "no need"}))
    assert fires("commented", table(), verbs.comment(table(), card(1).id, "Hello"))
    assert not fires("commented", table(), handoff_verbs.offer(table(), card(1).id, given))
    for outcome, more in (("won", {"value": 100_000}), ("lost", {"lost_reason": "price"})):
        sale = table(where="Negotiation")
        sale.actor = BEN
        assert fires(outcome, sale, verbs.move(sale, [card(1).id], to=stage(outcome), inputs=more))
    fresh = table()
    act = verbs.create(fresh, {"title": "New"}, stage=stage("MQL"), card_id=uuid(4, 9))
    fresh.board = BOARD._replace(all_rules=(rule(1, "enters MQL", "label seen"),))
    assert [event.kind for event in engine.list_events(fresh, act)] == ["enters"]


@pytest.mark.parametrize("verb", ["import", "undo", "redo", "merge"])
def test_what_comes_in_or_is_taken_back_sets_nothing_off(verb):
    at = table(rule(1, "enters MQL", "label vip"))
    act = verbs.move(at, [card(1).id], to=stage("MQL"))
    assert engine.list_events(at, act._replace(steps=tuple(step._replace(verb=verb) for step in act.steps))) == []


def test_a_rule_that_fails_changes_nothing_and_says_so_once():
    broken = rule(1, "enters any", "label vip", "offer it is time")
    at = table(broken)
    at.actor = BEN
    (made,) = moved(at, "MQL")
    assert made.trouble == "Only marketing can offer cards to sales."
    mark, told = made.steps
    assert mark.set == {f"rule.{broken.id}": {"trouble": made.trouble}}
    assert (told.set["to"], told.set["words"], told.set["rule"]) == (
        BEN.id,
        f"It changed nothing: {made.trouble}",
        "Rule 1",
    )
    at.do(type("Act", (), {"steps": made.steps}))
    assert moved(at, "Engaged") == []  # it is said on the card already
    at.actor = ANA
    (again,) = moved(at, "MQL")
    assert [step.verb for step in again.steps] == ["label", "offer", "comment", "rule"]
    assert again.steps[-1].set == {f"rule.{broken.id}": None}


def test_a_rule_that_names_who_left_or_asks_for_what_is_gone_fails_in_words():
    gone = BOARD._replace(all_members=(ANA, BEN._replace(deleted=True)))
    for number, (then, condition, said) in enumerate((
        ("assign @Ben", "", "Ben is no longer a member of this board."),
        ("label vip", "stage:Engaged", "No stage is called “engaged”"),
    )):  # fmt: skip
        at = table(rule(number, "enters MQL", then, condition=condition))
        stages = tuple(each._replace(name="Warm") if each.name == "Engaged" else each for each in BOARD.all_stages)
        at.board = gone._replace(all_rules=at.board.all_rules, all_stages=stages)
        (made,) = moved(at, "MQL")
        assert said in made.trouble


def test_the_acts_of_a_rule_see_each_other():
    required = stage("Handoff")._replace(required=("source",))
    stages = tuple(required if each.id == required.id else each for each in BOARD.all_stages)
    at = table(rule(1, "enters MQL", "set source=Fair", "offer came back from the fair"))
    at.board = at.board._replace(all_stages=stages)
    (made,) = moved(at, "MQL")
    assert not made.trouble
    at.board = at.board._replace(all_rules=(rule(1, "enters MQL", "offer came back from the fair"),))
    at.cards = [card(1, "Engaged")]
    (made,) = moved(at, "MQL")
    assert made.trouble == "Handoff needs the source."


def test_who_may_only_comment_leaves_a_word_on_why_nothing_happened():
    at = table(rule(1, "commented", "label hot"))
    at.actor = CLEO
    (made,) = run(at, verbs.comment(at, card(1).id, "Interesting"))
    assert made.trouble == "Cleo is a commenter on this board; only members and leads can edit cards."
    require_may_write(CLEO, made.steps, "note")


def test_what_a_newer_version_made_is_kept_and_never_runs():
    for registers in (
        {"when": "full moon", "then": [{"do": "label", "text": "x"}]},
        {"when": "won", "then": [{"do": "telegraph", "text": "x"}]},
        {"when": "won", "then": [{"do": "label", "text": "x", "colour": "red"}]},
        {"when": "won", "then": []},
        {"when": "won", "then": [{"do": "label", "text": "x"}] * 21},
    ):
        assert not automation.read(uuid(6, 1), registers).is_active


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["won", "label", "do", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["do", "to", "name", "text", "on", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["name", "when", "stage", "if", "then", "on", "since", "deleted"]), json))
def test_whatever_a_rule_holds_is_read_shown_and_tried_without_a_fault(registers):
    made = automation.read(uuid(6, 1), registers)
    at = table(made)
    rule_document.record_of(made, at.board, TODAY)
    moved(at, "MQL")
    engine.pass_time(at, at.cards, lambda _: "", lambda _: ())


WHENS = [
    *(f"enters {name}" for name, *_ in DEFAULT_STAGES),
    "enters any",
    "offered",
    "returned",
    "commented",
    "won",
    "lost",
]
THENS = [
    "assign @Ben", "assign @Ana", "label a", "label -a", "label b", "set source=Fair", "set value=1k", "comment Look",
    "offer because", "offer @Ben: because", "notify @Ana", "notify sales: look", "next call on +3d",
]  # fmt: skip
QUERIES = ["", "label:a", "-label:a", "value>500", "has:source", "stage:Handoff", "owner:ben", "stale", "overdue"]

rules_drawn = st.lists(
    st.tuples(
        st.sampled_from(WHENS), st.lists(st.sampled_from(THENS), min_size=1, max_size=4), st.sampled_from(QUERIES)
    ),
    max_size=8,
)
deeds = st.lists(st.tuples(st.sampled_from([ANA, BEN, CLEO]), st.sampled_from([*range(-9, 10), "comment"])), max_size=8)


@examples(150)
@given(rules_drawn, deeds)
def test_any_rules_end_and_each_fires_at_most_once_for_an_act_and_a_card(drawn, done):
    made = []
    for number, (when, then, condition) in enumerate(drawn):
        try:
            made.append(rule(number, when, *then, condition=condition))
        except UsageFault as fault:  # a card is offered once
            assert "offered once" in str(fault)  # noqa: PT017
    at = table(*made)
    given_along = {
        "why": "now", "return_reason": "no need", "next_step": "call", "next_on": "2026-12-01", "lost_reason": "price",
    }  # fmt: skip
    for actor, deed in done:
        at.actor = actor
        try:
            if deed == "comment":
                act = verbs.comment(at, card(1).id, "Hello")
            else:
                act = verbs.move(at, [card(1).id], steps=deed, inputs=given_along)
        except KanbanError:
            continue
        fired = run(at, act)
        keys = [(each.rule.id, each.card) for each in fired]
        assert len(keys) == len(set(keys))
        for each in fired:
            assert all(step.extra["rule"] == each.rule.id for step in each.steps)
            if each.trouble:
                assert {(step.etype, step.verb) for step in each.steps} == {("card", "rule"), ("notice", "notify")}
            at.do(type("Act", (), {"steps": each.steps}))
        lane = at.board.lane_of(at.cards[0].stage)
        assert (lane.side == "door") == (at.cards[0].value_of("handoff") or {}).get("state", "").startswith("offered")


# -- acts of time


def test_what_falls_due_fires_once_for_its_time():
    late = rule(1, "overdue", "label late", since="2026-11-01T00:00:00Z")
    at = table(late, next_on="2026-11-20", next_step="call")
    at.actor = ANA._replace(id=engine.TIME)
    (made,) = engine.pass_time(at, at.cards, lambda _: NOW.replace("23", "10"), lambda _: ())
    assert [dict(step.set) for step in made.steps] == [
        {"label.late": True}, {f"rule.{late.id}": {"due": "2026-11-21T00:00:00Z"}},
    ]  # fmt: skip
    assert len(set(made.ids)) == 2
    again = engine.pass_time(at, at.cards, lambda _: "", lambda _: ())
    assert again[0].ids == made.ids  # whoever makes it, it is the same change
    at.do(type("Act", (), {"steps": made.steps}))
    assert engine.pass_time(at, at.cards, lambda _: "", lambda _: ()) == []


@pytest.mark.parametrize(
    ("since", "came"), [("2026-11-22T00:00:00Z", ""), ("2026-11-01T00:00:00Z", "2026-11-22T00:00:00Z")]
)
def test_what_fell_due_before_the_rule_or_the_card_came_is_left_alone(since, came):
    at = table(rule(1, "overdue", "label late", since=since), next_on="2026-11-20", next_step="call")
    assert engine.pass_time(at, at.cards, lambda _: came, lambda _: ()) == []


def test_a_card_goes_stale_after_its_stages_days_and_what_time_says_is_no_teams():
    quiet = rule(1, "stale", "notify @Ben: wake it up", "comment Nobody asks")
    at = table(quiet, touched_at="2026-10-01T12:00:00Z")
    at.actor = ANA._replace(id=engine.TIME)
    assert engine.list_due_times(quiet, at.cards[0], at.board) == ["2026-10-31T12:00:00Z"]
    (made,) = engine.pass_time(at, at.cards, lambda _: "", lambda _: ())
    notice, comment, _ = made.steps
    assert (notice.set["to"], notice.set["words"], notice.set["rule"]) == (BEN.id, "wake it up", "Rule 1")
    assert (comment.set["body"], comment.set["team"]) == ("Rule “Rule 1”: Nobody asks", "")
    assert engine.list_due_times(quiet, card(1, "Won"), at.board) == []


def test_times_that_are_none_fall_never_due():
    quiet, late = rule(1, "stale", "label quiet"), rule(2, "overdue", "label late")
    for touched in ("", "soon", "9999-12-31T00:00:00Z", "2026-02-30T00:00:00Z"):
        assert engine.list_due_times(quiet, card(1, touched_at=touched), BOARD) == []
    for due in ("soon", "2026-99-01T00:00:00Z"):
        there = card(1, "Handoff", extra={"handoff": {"offer": "o", "state": "offered", "by": ANA.id, "due": due}})
        assert engine.list_due_times(late, there, BOARD) == []
    assert engine.list_due_times(late, card(1, next_on="9999-12-31"), BOARD)


# -- words


def test_rules_read_back_as_they_were_typed():
    typed = [
        "assign @Ben", "label vip, -dach", "set value=12k", "comment Look at this", "offer @Ben: now", "offer now",
        "notify sales: look", "notify @Ana", "next call them on +3d", "next call",
    ]  # fmt: skip
    for each in typed:
        assert rule_words.format_doing(rule_words.read_doing(each, BOARD, TODAY), BOARD) == each
    for when in ("enters MQL", "enters any", "offered", "commented", "stale"):
        assert rule_words.format_when(rule(1, when, "label x"), BOARD) == when


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: rule_words.read_when("enters Nowhere", BOARD), "No stage is called “Nowhere”"),
        (lambda: rule_words.read_when("sneezes", BOARD), "A rule waits for one of"),
        (lambda: rule_words.read_when("enters", BOARD), "Say which stage"),
        (lambda: rule_words.read_if("colour:red", BOARD, TODAY), "colour"),
        (lambda: rule_words.read_if("stage:Nowhere", BOARD, TODAY), "No stage is called"),
        (lambda: rule_words.read_if("mine", BOARD, TODAY), "“mine” differs from reader to reader"),
        (lambda: rule_words.read_if("owner:me", BOARD, TODAY), "“owner:me” differs from reader to reader"),
        (lambda: rule_words.read_if("deleted", BOARD, TODAY), "leave deleted cards alone"),
        (lambda: rule_words.read_then(["notify @Nobody"], BOARD, TODAY), "No member is called “Nobody”"),
        (lambda: rule_words.read_then(["label"], BOARD, TODAY), "“label” needs a value: label LABEL"),
        (lambda: rule_words.read_then(["set colour=red"], BOARD, TODAY), "Unknown field “colour”"),
        (lambda: rule_words.read_then(["set value=lots"], BOARD, TODAY), "lots"),
        (lambda: rule_words.read_then(["next call on someday"], BOARD, TODAY), "as a date"),
        (lambda: rule_words.read_then(["offer @Ana: now"], BOARD, TODAY), "offers go to sales"),
        (lambda: rule_words.read_then(["offer @Ben"], BOARD, TODAY), "needs a reason why now"),
        (lambda: rule_words.read_then(["dance"], BOARD, TODAY), "A rule can't do “dance”"),
        (lambda: rule_words.read_then([], BOARD, TODAY), "Say what the rule does"),
    ],
)
def test_what_is_off_is_said_in_one_sentence(read, said):
    with pytest.raises((UsageFault, NotFound), match=said.replace("“", ".").replace("”", ".")):
        read()


# -- the agreement


def test_a_rule_goes_no_other_way_than_people():
    """What the agreement asks for at the door it asks of a rule too; what the rule set before counts."""
    source = replace(EMAIL, id="source", stages=(stage("Handoff").id,), says="The source is known", fact="has:source")
    budget = replace(BUDGET, stages=(stage("Handoff").id,))
    for lines, then, said in (
        ((source,), ("offer they asked",), "The source is known"),
        ((budget,), ("offer they asked",), "Handoff needs the evidence for “They told us a budget”."),
        ((source,), ("set source=Fair", "offer they asked"), ""),
    ):
        at = table(rule(1, "enters MQL", *then))
        at.board = agreed(replace(CONTENT, lines=lines))._replace(all_rules=at.board.all_rules)
        (made,) = moved(at, "MQL")
        assert (said in made.trouble) if said else not made.trouble
        assert at.cards[0].stage == stage("MQL").id


def test_no_rule_offers_a_person_who_opted_out():
    at = table(rule(1, "enters any", "offer it is time"), labels=("opted out",))
    at.actor = ANA
    (made,) = moved(at, "MQL")
    assert "wants no contact" in made.trouble

"""What people do to a board: any verb on any card, mostly on the same few, so that they get in each other's way."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

from kanban.domain.activity import OUTCOMES
from kanban.domain.acts import activity_verbs, board_verbs, verbs
from kanban.domain.agreements import gate, signing
from kanban.domain.agreements.agreement import Content, Levels, Line
from kanban.domain.automations import rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.change import Act
from kanban.domain.clock import iso
from kanban.domain.errors import KanbanError
from kanban.domain.guesses import guess_verbs
from kanban.domain.guesses.guess import SCALE, BaseRate
from kanban.domain.handoffs import contest, handoff_verbs
from kanban.domain.lessons import lesson_verbs
from kanban.domain.lessons.lesson import Answer
from kanban.domain.playbook import objection_verbs, play_verbs
from kanban.domain.playbook.objection import derive_request_id
from kanban.store import playbooks
from kanban.store.acts.writing import Writing, Written
from kanban.store.workspace import Workspace
from tests.sync.simulation.facts import FACTS

COMPANIES = ("Acme", "Borealis", "Ümlaut & Söhne", "日本商事")
LABELS = ("vip", "dach", "rescue")
HOT = 5
"""Cards that most acts are about."""

WHENS = ("enters any", "offered", "returned", "overdue", "stale", "commented", "won", "lost")
THENS = (
    "label ruled", "label -vip", "assign @Cem", "set company=Ruled", "comment A rule says so", "offer a rule says so",
    "notify sales", "next follow the rule on +2d",
)  # fmt: skip
"""What rules of these histories wait for, and do."""

Verb = Callable[[Writing], Act]


class Hands:
    """Somebody at a machine, who does one thing after the other."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.done = 0

    def act(self, workspace: Workspace) -> Written | None:
        """Do something; None where the board's rules say no, or where nothing was to be done."""
        kinds, weights = _LEADING if workspace.me and workspace.me.role == "lead" else _WORKING
        (kind,) = self.chance.choices(kinds, weights)
        self.done += 1
        try:
            if kind in {"undo", "redo"}:
                written = workspace.undo() if kind == "undo" else workspace.redo()
            else:
                verb = getattr(self, f"_{kind}")(workspace)
                if verb is None:
                    return None
                written = workspace.act(verb)
        except KanbanError as refused:
            if type(refused).__name__ == "StoreFault":
                raise
            return None
        return written if written.act else None

    # -- what is there to act on

    def _word(self, what: str) -> str:
        return f"{what} {self.chance.randrange(1_000_000)}"

    def _some(self, workspace: Workspace, *, deleted: bool = False) -> str | None:
        rows = workspace.connection.execute(
            "SELECT id FROM card WHERE board = ? AND deleted = ? ORDER BY id", (workspace.board.id, int(deleted))
        ).fetchall()
        if not rows:
            return None
        few = rows[:HOT] if self.chance.random() < 0.7 else rows
        found: str = self.chance.choice(few)[0]
        return found

    def _stage(self, workspace: Workspace) -> Any:
        return self.chance.choice(_list_order(workspace))

    # -- cards

    def _create(self, workspace: Workspace) -> Verb:
        registers: dict[str, Any] = {"title": self._word("Deal"), "company": self.chance.choice(COMPANIES)}
        if self.chance.random() < 0.5:
            registers |= {"value": self.chance.randrange(10**7), "currency": "EUR"}
        stage = self._stage(workspace) if self.chance.random() < 0.3 else None
        return lambda view: verbs.create(view, registers, stage=stage)

    def _edit(self, workspace: Workspace) -> Verb | None:
        card = self._some(workspace)
        registers: dict[str, Any] = self.chance.choice(
            [
                {"title": self._word("Deal")}, {"company": self.chance.choice(COMPANIES)},
                {"value": self.chance.randrange(10**6)}, {"value": None}, {"email": "a@b.example"},
                {"next_step": self._word("Call"), "next_on": "2026-12-24"},
                {"field.Region": self.chance.choice(["north", "south"])}, {"sales_owner": "Ben"}, {"company": None},
                {f"label.{self.chance.choice(LABELS)}": self.chance.random() < 0.6},
            ]
        )  # fmt: skip
        return card and (lambda view: verbs.edit(view, [card], registers))

    def _move(self, workspace: Workspace) -> Verb | None:
        card, stage = self._some(workspace), self._stage(workspace)
        given = self._given(stage)
        before = self._some(workspace) if self.chance.random() < 0.3 else None
        return card and (lambda view: verbs.move(view, [card], to=stage, before=before, inputs=given))

    def _given(self, stage: Any) -> dict[str, Any]:
        """What somebody types who moves a card to a stage: mostly all that is asked for there, and at the door."""
        if self.chance.random() < 0.2:
            return {}
        asked = {name: _GIVEN.get(name, "there") for name in stage.required}
        asked |= {f"tick.{name}": "they said so" for name, _ in _LINES if name not in FACTS}
        return asked | {
            "why": self._word("They asked"), "return_reason": "no budget", "next_step": self._word("Visit"),
            "next_on": "2026-12-09",
        }  # fmt: skip

    def _shift(self, workspace: Workspace) -> Verb | None:
        card, steps = self._some(workspace), self.chance.choice([-1, 1])
        given = self._given(_list_order(workspace)[-1])
        return card and (lambda view: verbs.move(view, [card], steps=steps, inputs=given))

    def _door(self, workspace: Workspace) -> Verb | None:
        """Something about an offer: only what fits its state and one's team is taken."""
        card = self._told(workspace, self.chance.choice(["offered", "offered", "asked", "handoff"]))
        if card is None:
            return None
        words = self._word("Who decides")
        given = self._given(_list_order(workspace)[-1])
        doing: Verb = self.chance.choice(
            [
                lambda view: handoff_verbs.ask(view, card, words), lambda view: handoff_verbs.answer(view, card, words),
                lambda view: handoff_verbs.withdraw(view, card), lambda view: handoff_verbs.accept(view, card, given),
                lambda view: handoff_verbs.send_back(view, card, given),
            ]
        )  # fmt: skip
        return doing

    def _offer(self, workspace: Workspace) -> Verb | None:
        """Offer something, mostly what is with marketing."""
        card, given = self._some(workspace), self._given(_list_order(workspace)[-1])
        return card and (lambda view: handoff_verbs.offer(view, card, given))

    def _contest(self, workspace: Workspace) -> Verb | None:
        card, words = self._told(workspace, "returned"), self._word("They were there")
        if card is None:
            return None
        if self.chance.random() < 0.5:
            return lambda view: contest.contest(view, card, words)
        verdict: contest.Verdict = self.chance.choice(["uphold", "overturn"])
        return lambda view: contest.rule_on(view, card, verdict)

    def _told(self, workspace: Workspace, word: str) -> str | None:
        """One of the cards whose handoff, or what came of it, has a word in it."""
        sql = "SELECT id FROM card WHERE board = ? AND deleted = 0 AND instr(extra, ?) ORDER BY id LIMIT 6"
        rows = workspace.connection.execute(sql, (workspace.board.id, f'"{word}"')).fetchall()
        return self.chance.choice(rows)[0] if rows else None

    def _reorder(self, workspace: Workspace) -> Verb | None:
        card, steps = self._some(workspace), self.chance.choice([-2, -1, 1, 2])
        return card and (lambda view: verbs.reorder(view, card, steps))

    def _done(self, workspace: Workspace) -> Verb | None:
        card = self._some(workspace)
        return card and (lambda view: verbs.finish_step(view, card, self._word("Write"), date(2026, 12, 1)))

    def _delete(self, workspace: Workspace) -> Verb | None:
        card = self._some(workspace)
        return card and (lambda view: verbs.delete(view, [card]))

    def _restore(self, workspace: Workspace) -> Verb | None:
        card = self._some(workspace, deleted=True)
        return card and (lambda view: verbs.restore(view, [card]))

    def _merge(self, workspace: Workspace) -> Verb | None:
        keep, lose = self._some(workspace), self._some(workspace)
        return keep and lose and (lambda view: verbs.merge(view, keep, lose))

    def _link(self, workspace: Workspace) -> Verb | None:
        card = self._some(workspace)
        return card and (lambda view: verbs.link(view, card, "acme.example/proposal.pdf"))

    # -- comments

    def _comment(self, workspace: Workspace) -> Verb | None:
        card, body = self._some(workspace), self._word("I think")
        return card and (lambda view: verbs.comment(view, card, body))

    def _log(self, workspace: Workspace) -> Verb | None:
        card, (kind, outcomes) = self._some(workspace), self.chance.choice(sorted(OUTCOMES.items()))
        outcome, words = self.chance.choice(outcomes), self._word("Says") if self.chance.random() < 0.5 else ""
        step = self._word("Call") if self.chance.random() < 0.3 else None
        return card and (
            lambda view: activity_verbs.log_activity(view, [card], kind, outcome, words=words, next_step=step)
        )

    def _delete_activity(self, workspace: Workspace) -> Verb | None:
        sql = "SELECT id FROM entity WHERE etype = 'activity' AND board = ? ORDER BY id DESC LIMIT 5"
        rows = workspace.connection.execute(sql, (workspace.board.id,)).fetchall()
        return (lambda view: activity_verbs.delete_activity(view, self.chance.choice(rows)[0])) if rows else None

    def _object(self, workspace: Workspace) -> Verb | None:
        card, words = self._some(workspace), self.chance.choice(["no cloud for us", "too much for one line"])
        return card and (lambda view: objection_verbs.log_objection(view, [card], words))

    def _settle(self, workspace: Workspace) -> Verb | None:
        sql = "SELECT id FROM entity WHERE etype = 'objection' AND board = ? ORDER BY id DESC LIMIT 5"
        rows = workspace.connection.execute(sql, (workspace.board.id,)).fetchall()
        outcome = self.chance.choice(["resolved", "stalled", "lost", ""])
        return (lambda view: objection_verbs.settle(view, [self.chance.choice(rows)[0]], outcome)) if rows else None

    def _write_play(self, workspace: Workspace) -> Verb | None:
        plays = [play for play in playbooks.list_plays(workspace) if not play.deleted]
        words = self.chance.choice(["no cloud for us", "too much for one line"])
        request = derive_request_id(workspace.board.id, words)
        play = self.chance.choice(plays).id if plays and self.chance.random() < 0.7 else ""
        settings = {"questions": [self._word("Who")], "labels": self._word("l")} | ({} if play else {"title": words})
        return lambda view: play_verbs.save_play(view, play, settings, requests=[request])

    def _debrief(self, workspace: Workspace) -> Verb | None:
        sql = "SELECT id FROM card WHERE board = ? AND deleted = 0 AND lane IN (SELECT value FROM json_each(?)) LIMIT 8"
        lanes = json.dumps([stage.id for stage in workspace.board.stages if stage.ending in {"won", "lost"}])
        over = [row[0] for row in workspace.connection.execute(sql, (workspace.board.id, lanes))]
        card, words = (self.chance.choice(over), self._word("Late")) if over else ("", "")
        return (lambda view: lesson_verbs.debrief(view, card, words)) if over else None

    def _share_walk(self, workspace: Workspace) -> Verb | None:
        card = self._some(workspace)
        now = iso(workspace.now())
        answers = [Answer("", now, self._word("Ring")) for _ in range(self.chance.randint(1, 3))]
        return card and (lambda view: lesson_verbs.share_walk(view, card, answers))

    def _delete_lesson(self, workspace: Workspace) -> Verb | None:
        sql = "SELECT id FROM entity WHERE etype = 'lesson' AND board = ? ORDER BY id DESC LIMIT 5"
        rows = workspace.connection.execute(sql, (workspace.board.id,)).fetchall()
        return (lambda view: lesson_verbs.delete_lesson(view, self.chance.choice(rows)[0])) if rows else None

    def _guess(self, workspace: Workspace) -> Verb | None:
        card, percent = self._some(workspace), self.chance.choice(SCALE)
        base = self.chance.choice([None, BaseRate(3, 8, "fair")])
        return card and (lambda view: guess_verbs.guess_outcome(view, card, percent, base))

    def _note(self, workspace: Workspace) -> str | None:
        rows = workspace.connection.execute(
            "SELECT id FROM comment WHERE author = ? AND deleted = 0 ORDER BY id DESC LIMIT 5", (workspace.member_id,)
        ).fetchall()
        return self.chance.choice(rows)[0] if rows else None

    def _edit_comment(self, workspace: Workspace) -> Verb | None:
        note, body = self._note(workspace), self._word("I meant")
        return note and (lambda view: verbs.edit_comment(view, note, body))

    def _retract(self, workspace: Workspace) -> Verb | None:
        note = self._note(workspace)
        return note and (lambda view: verbs.retract_comment(view, note))

    # -- the board itself

    def _set_stage(self, workspace: Workspace) -> Verb:
        stage = self._stage(workspace)
        pairs = self.chance.choice(
            [
                {"name": self._word("Stage")}, {"limit": str(self.chance.randrange(3, 30))},
                {"required": self.chance.choice(["", "value", "company", "email,value", "label.vip"])},
                {"stale_after": "9d"},
            ]
        )  # fmt: skip
        registers = board_verbs.read_stage(pairs)
        return lambda view: board_verbs.set_stage(view, stage, registers)

    def _add_stage(self, workspace: Workspace) -> Verb | None:
        if len(_list_order(workspace)) > 12:
            return None
        name, after = self._word("Stage"), self._stage(workspace)
        return lambda view: board_verbs.add_stage(view, name, after=after)

    def _move_stage(self, workspace: Workspace) -> Verb:
        stage, steps = self._stage(workspace), self.chance.choice([-1, 1])
        return lambda view: board_verbs.move_stage(view, stage, steps)

    def _remove_stage(self, workspace: Workspace) -> Verb:
        stage = self._stage(workspace)
        heir = self._stage(workspace)
        return lambda view: board_verbs.remove_stage(view, stage, marks_to=heir)

    def _set_member(self, workspace: Workspace) -> Verb | None:
        others = [member for member in workspace.board.members if member.name.startswith("Cem")]
        if not others:
            return None
        pairs = self.chance.choice(
            [{"role": "viewer"}, {"role": "commenter"}, {"role": "member"}, {"team": "sales"}, {"team": "marketing"}]
        )
        return lambda view: board_verbs.set_member(view, others[0], pairs)

    def _away(self, workspace: Workspace) -> Verb | None:
        me, away = workspace.me, self.chance.choice(["yes", "no"])
        return me and (lambda view: board_verbs.set_member(view, me, {"away": away}))

    def _rule(self, workspace: Workspace) -> Verb:
        """Make a rule, one that others may set off too; switch one on or off, or remove it."""
        rules, kind = workspace.board.rules, self.chance.random()
        if len(rules) < 4 or (kind < 0.4 and len(rules) < 12):
            when, then = self.chance.choice(WHENS), self.chance.sample(THENS, self.chance.choice([1, 1, 2, 3]))
            draft = RuleDraft(self._word("Rule"), when, self.chance.choice(["", "", "open", "value>2000"]), tuple(then))
            registers = draft.registers(workspace.board, workspace.today)
            return lambda view: rule_verbs.add_rule(view, str(draft.name), registers)
        rule = self.chance.choice(rules)
        if kind < 0.8:
            return lambda view: rule_verbs.set_rule(view, rule, {"on": not rule.on})
        return lambda view: rule_verbs.remove_rule(view, rule)

    def _settings(self, workspace: Workspace) -> Verb:
        pairs = self.chance.choice(
            [{"name": self._word("Board")}, {"limit_policy": "warn"}, {"lost_reasons": "price, timing"}]
        )
        return lambda view: board_verbs.set_board(view, pairs)

    # -- the agreement

    def _propose(self, workspace: Workspace) -> Verb:
        stages = [stage.id for stage in workspace.board.stages if not stage.is_closed]
        some = []
        for name, team in self.chance.sample(_LINES, 3):
            guarded = (self.chance.choice(stages),)
            if name in FACTS:
                some.append(Line(f"line{len(some)}", guarded, "fact", name, team, name))
            else:
                some.append(Line(name, guarded, "judgement", name, team))
        content = Content(tuple(some), Levels(attempts=self.chance.randrange(1, 9)))
        return lambda view: signing.propose(view, content)

    def _sign(self, workspace: Workspace) -> Verb | None:
        waiting = signing.list_signable(workspace.board)
        version = self.chance.choice(waiting) if waiting else None
        return version and (lambda view: signing.sign(view, version))

    def _tick(self, workspace: Workspace) -> Verb | None:
        card, line = self._some(workspace), self._judgement(workspace)
        words, on = self._word("They said"), self.chance.random() < 0.7
        if card is None or line is None:
            return None
        return lambda view: gate.tick(view, card, line, words) if on else gate.untick(view, card, line)

    def _judgement(self, workspace: Workspace) -> Line | None:
        signed = workspace.board.agreement
        some = [line for line in signed.content.lines if line.kind == "judgement"] if signed else []
        return self.chance.choice(some) if some else None


_LINES = [*((fact, "marketing") for fact in FACTS), ("budget", "marketing"), ("decider", "sales"), ("need", "sales")]
"""What a version may ask for, and whose line it is."""

_GIVEN: dict[str, Any] = {"value": 5_000, "email": "c@d.example", "company": "Acme", "label.vip": True}

_WORK = {
    "create": 8, "edit": 22, "move": 14, "shift": 8, "offer": 7, "door": 12, "contest": 2, "reorder": 8, "done": 4,
    "delete": 4, "restore": 4, "merge": 3, "link": 2, "comment": 10, "edit_comment": 3, "retract": 2, "log": 8,
    "object": 5, "settle": 3, "write_play": 3, "debrief": 4, "share_walk": 2, "delete_lesson": 1, "guess": 8,
    "delete_activity": 1, "undo": 6, "redo": 3, "away": 1, "tick": 4,
}  # fmt: skip
_LEAD = {
    "rule": 3,
    "set_stage": 4,
    "add_stage": 1,
    "move_stage": 1,
    "remove_stage": 1,
    "set_member": 5,
    "settings": 1,
    "propose": 5,
    "sign": 12,
}


def _list_order(workspace: Workspace) -> list[Any]:
    """The stages but the one for disqualified leads, to which only final returns lead here."""
    return [stage for stage in workspace.board.stages if stage.ending != "disqualified"]


def _table(weights: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(weights), list(weights.values())


_WORKING, _LEADING = _table(_WORK), _table(_WORK | _LEAD)

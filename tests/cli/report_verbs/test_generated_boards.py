"""On boards with random histories every figure is what a naive count of their export says."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kanban import config
from kanban.domain import clock
from kanban.domain.acts import activity_verbs, board_verbs, verbs
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import contest, handoff_verbs
from kanban.store.opening import create_board
from tests.examples import SHARE
from tests.reports import naive

BOARDS = max(1, 50 * SHARE // 100)
CARDS, ACTS = 18, 160
BEGIN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
PERIODS = [("1 Jul 2026", "31 Jul 2026", "2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"),
           ("15 Jun 2026", "15 Sep 2026", "2026-06-15T00:00:00Z", "2026-09-16T00:00:00Z")]  # fmt: skip
STAGES = (
    "Nurture",
    "Engaged",
    "MQL",
    "Accepted",
    "Discovery",
    "Proposal",
    "Negotiation",
    "Won",
    "Lost",
    "Disqualified",
)

OUTCOMES = ("accept", "return", "expire", "withdraw", "later", "overturned")


class Play:
    """Random acts of two teams on one board, over some months."""

    def __init__(self, where: config.Places, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = BEGIN
        config.make_places(where)
        self.ana = create_board(where.database, "Pipeline", "Ana", "marketing", timezone="UTC", now=lambda: self.now)
        made = self.ana.act(lambda view: board_verbs.add_member(view, "Raj", "sales", "lead"))
        self.raj = self.ana.open_sibling()
        self.raj.member_id = made.entity_ids[0]
        self.cards: list[str] = []
        board = self.ana.board.id
        config.remember(where, board=board, member=(board, self.ana.member_id), welcomed=True)

    def play(self) -> None:
        for number in range(CARDS):
            self.wait(hours=self.random.randint(1, 40))
            self.try_act(lambda number=number: self.create(number))
        for _ in range(ACTS):
            self.wait(hours=self.random.choice((0.2, 1, 3, 8, 20, 50)))
            card = self.random.choice(self.cards)
            self.try_act(lambda card=card: self.random.choice(self.list_acts(card))())
            if self.random.random() < 0.25:
                self.try_act(self.undo_last)
            for _ in range(self.random.choice((0, 0, 1, 2))):  # while an offer waits still
                self.wait(hours=self.random.choice((0.2, 1)))
                self.try_act(lambda card=card: self.random.choice(self.list_answers(card))())
        for workspace in (self.ana, self.raj):
            workspace.close()

    def undo_last(self) -> None:
        """Undo the newest act before anybody builds on it, and perhaps do it again."""
        who = self.ana if self.is_newest_of(self.ana) else self.raj
        self.wait(hours=0.3)
        if not self.is_newest_of(who) or self.is_newest_undo(who):
            return  # time brought something, or undo would go further back
        who.undo()
        if self.random.random() < 0.5:
            self.wait(hours=0.3)
            if self.is_newest_of(who):
                who.redo()

    def is_newest_of(self, who) -> bool:
        """Whether somebody did the newest act of all."""
        (actor,) = who.connection.execute("SELECT actor FROM tx ORDER BY n DESC LIMIT 1").fetchone()
        return actor == who.member_id

    def is_newest_undo(self, who) -> bool:
        """Whether the newest act of all took another one back, or did it again."""
        (undone,) = who.connection.execute("SELECT undo_of FROM tx ORDER BY n DESC LIMIT 1").fetchone()
        return undone is not None

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        self.ana.let_time_pass()
        self.raj.reload()
        self.ana.reload()

    def try_act(self, act) -> None:
        """Do it, or leave it where the board refuses it."""
        try:
            act()
        except KanbanError:
            self.ana.reload()

    def create(self, number: int) -> None:
        given = {"title": f"Card {number}", "value": self.random.randint(1, 90) * 1_000_00}
        given |= {
            "currency": self.random.choice(("EUR", "EUR", "USD")),
            "campaign": self.random.choice(("Fair", "Mail", "")),
        }
        given = {name: value for name, value in given.items() if value}
        stage = self.ana.board.find_stage(self.random.choice(("Nurture", "Engaged", "MQL")))
        self.cards += self.ana.act(lambda view: verbs.create(view, given, stage=stage)).entity_ids

    def list_acts(self, card: str):
        """What may happen to a card next; much of it is refused where it does not fit."""
        who = self.random.choice((self.ana, self.raj))
        other = self.random.choice(("EUR", "USD"))
        value, campaign = self.random.randint(1, 90) * 1_000_00, self.random.choice(("Fair", None))
        return (
            lambda: self.move(who, card), lambda: self.move(self.raj, card), lambda: self.move(self.raj, card),
            lambda: self.ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"})),
            lambda: self.ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"})),
            *self.list_answers(card),
            lambda: self.ana.act(lambda view: handoff_verbs.withdraw(view, card)),
            lambda: self.ana.act(lambda view: verbs.edit(view, [card], {"value": value, "currency": other})),
            lambda: self.ana.act(lambda view: verbs.edit(view, [card], {"campaign": campaign})),
            lambda: self.raj.act(lambda view: activity_verbs.log_activity(view, [card], "call", "reached")),
            lambda: self.ana.act(lambda view: verbs.delete(view, [card])) if self.random.random() < 0.1 else None,
        )  # fmt: skip

    def list_answers(self, card: str):
        """What may happen at the door."""
        step = {"next_step": "call", "next_on": "2026-12-24"}
        return (
            lambda: self.raj.act(lambda view: handoff_verbs.accept(view, card, step)),
            lambda: self.raj.act(lambda view: handoff_verbs.ask(view, card, "Who?")),
            lambda: self.ana.act(lambda view: handoff_verbs.answer(view, card, "She.")),
            lambda: self.raj.act(lambda view: handoff_verbs.send_back(view, card, {"reason": "no budget"})),
            lambda: self.contest(card),
        )

    def contest(self, card: str) -> None:
        """Let marketing contest the last return, and both leads overturn it."""
        self.ana.act(lambda view: contest.contest(view, card, "It was named."))
        for lead in (self.raj, self.ana):
            self.wait(hours=0.2)
            lead.act(lambda view: contest.rule_on(view, card, "overturn"))

    def move(self, who, card: str) -> None:
        stage = who.board.find_stage(self.random.choice(STAGES))
        extra = (
            {"lost_reason": "no budget" if stage.side == "marketing" else "price"} if stage.outcome == "lost" else {}
        )
        who.act(lambda view: verbs.move(view, [card], to=stage, inputs=extra))


@pytest.mark.parametrize("seed", range(BOARDS))
def test_figures_agree_with_a_naive_count(run_cli, home, tmp_path, seed):
    Play(config.places_below(home), seed).play()
    path = tmp_path / "board.jsonl"
    assert run_cli("export", str(path), "--format", "jsonl").code == 0
    export = naive.read(path)
    assert len(export[1]) > 8
    now, outcomes = clock.iso(clock.utc_now()), set[str]()
    for first, last, begin, end in PERIODS:
        days = "--from", first, "--to", last, "--json"
        rows = run_cli("report", "funnel", *days).json["stages"]
        assert [(row["from"], row["reached"], row["converted"], row["open"]) for row in rows[:-1]] == naive.funnel(
            *export, begin, end
        )
        record, counted = run_cli("report", "handoffs", *days).json, naive.handoffs(*export, begin, end, now)
        assert (
            record["made"],
            record["accepted"],
            record["returned"],
            record["expired"],
            record["withdrawn"],
            record["returned_later"],
            record["overturned"],
        ) == tuple(counted[name] for name in ("made", *OUTCOMES))
        in_time = record["kept_in_time"]
        assert (in_time["part"], in_time["n"]) == (counted["in time"], counted["in time"] + counted["late"])
        tries = naive.tried(*export, begin, end, now)
        assert len(tries) == record["made"]
        assert (record["first_response"]["n"], record["first_response"]["responded"]) == (len(tries), sum(tries))
        outcomes |= {name for name in OUTCOMES if counted[name]}
        record, (counts, values) = run_cli("report", "winrate", *days).json, naive.win_rate(*export, begin, end)
        assert (record["won"], record["lost"]) == (counts["won"], counts["lost"])
        sums = {
            (row["currency"], outcome): Decimal(row[outcome])
            for row in record["values"]
            for outcome in ("won", "lost")
            if Decimal(row[outcome])
        }
        assert sums == values
        rows = run_cli("report", "campaigns", *days).json["campaigns"]
        assert {
            row["campaign"]: (row["leads"], row["mql"], row["deals"], row["won"], row["sql"]) for row in rows
        } == naive.campaigns(*export, begin, end)
        velocities = {row["currency"]: row for row in run_cli("report", "velocity", *days).json["currencies"]}
        for code, (mean, won, closed, speed) in naive.velocity(*export, begin, end, now).items():
            row = velocities.get(code)
            if row is None:
                assert (mean, closed) == (0, 0)
                continue
            counted_rate = row["win_rate"]["part"], row["win_rate"]["n"]
            assert (row["mean_open"], *counted_rate) == (pytest.approx(mean), won, closed)
            assert (row["per_day"] is None) == (speed is None)
            assert row["per_day"] is None or float(row["per_day"]) == pytest.approx(speed, abs=0.011)
    weighed = {
        row["currency"]: (row["open_count"], Decimal(row["open"]), Decimal(row["weighted"]))
        for row in run_cli("report", "forecast", "--json").json["total"]
        if row["open_count"] and row["currency"]
    }
    assert weighed == naive.outlook(*export)
    for row in run_cli("report", "stages", "--json").json["stages"]:
        n, median = naive.median_days(export[1], row["stage"], now)
        assert (row["n"], row["median_days"]) == (n, pytest.approx(median, abs=0.01) if median is not None else None)
    assert outcomes, "a history in which no offer ended tests nothing"

"""`kanban goal`: one number for both teams, proposed and signed by a lead of each."""

from __future__ import annotations

from argparse import Namespace
from contextlib import suppress

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, split_pairs, switch, verb
from kanban.domain.errors import UsageFault
from kanban.domain.goals import goal_verbs
from kanban.domain.goals.goal import Goal, find_current
from kanban.domain.queries.query import read_day
from kanban.domain.values import dates, money
from kanban.domain.values.dates import format_full_date
from kanban.store.acts.writing import Verb
from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the goals."""
    workspace = open_workspace_of(args)
    goals = workspace.board.goals
    if args.json:
        output.write_json([_build_record(goal) for goal in goals])
        return 0
    if not goals:
        output.say("No goal yet; kanban goal propose NAME --to DAY amount=600000 … sets one number for both teams.")
        return 0
    current = find_current(goals, workspace.today)
    rows = [
        [
            goal.plan.name, _format_amount(goal), format_full_date(goal.plan.first), format_full_date(goal.plan.last),
            " and ".join(sorted(goal.signatures)) or "nobody yet",
            "current" if goal == current else "live" if goal.is_live else "proposed", goal.short,
        ]
        for goal in goals
    ]  # fmt: skip
    output.write_table(("goal", "amount", "from", "to", "signed by", "state", "hash"), rows, right=("amount",))
    return 0


def run_propose(args: Namespace) -> int:
    """Propose a goal."""
    workspace = open_workspace_of(args)
    today = workspace.today
    last = dates.parse_day(args.last, today)
    first = dates.parse_day(args.first, today) if args.first else today
    if first > last and args.first:  # without its year, `1 Oct` is that of the goal: also one that has begun
        with suppress(UsageFault):
            first = read_day(args.first, last)
    currency = None if args.count else workspace.board.currency
    pairs = dict(split_pairs(args.pairs, "KEY=VALUE"))
    if not pairs:
        raise UsageFault("A goal needs its plan: amount=600000 offers=195 accepted=60% sql=56% won=40%.")
    plan = goal_verbs.read_typed_plan(args.name, first, last, currency, pairs)
    return _run_verb(workspace, lambda view: goal_verbs.propose_goal(view, plan), plan.name, json=args.json)


def run_sign(args: Namespace) -> int:
    """Sign a goal for one's own team."""
    workspace = open_workspace_of(args)
    team = workspace.me.team if workspace.me else ""
    goal = goal_verbs.find_goal_to_sign(workspace.board, args.name, team)
    return _run_verb(workspace, lambda view: goal_verbs.sign_goal(view, goal), goal.hash, json=args.json)


def _run_verb(workspace: Workspace, act: Verb, name: str, *, json: bool) -> int:
    act_result = workspace.act(act)
    output.narrate(act_result.summary, act_result.warnings)
    if json:
        output.write_json(_build_record(goal_verbs.find_goal(workspace.board, name)))
    return 0


def _build_record(goal: Goal) -> dict[str, object]:
    return {**goal.plan.build_record(), "hash": goal.hash, "signed": sorted(goal.signatures), "live": goal.is_live}


def _format_amount(goal: Goal) -> str:
    plan = goal.plan
    return (
        output.several(plan.amount, "deal")
        if plan.currency is None
        else money.format_plain_money(plan.amount, plan.currency)
    )


VERBS = {
    "goal": verb(
        run_list,
        JSON,
        examples=(
            "kanban goal propose 'Q4 2026' amount=600000 offers=195 accepted=60% sql=56% won=40% --to '31 Dec'",
            "kanban goal sign 'Q4 2026'",
            "kanban report goal",
        ),
        below={
            "list": verb(run_list, JSON, says="the goals, and who signed them"),
            "propose": verb(
                run_propose,
                positional("name", "NAME", "what to call it: Q4 2026"),
                positional("pairs", "KEY=VALUE", f"{', '.join(goal_verbs.SETTINGS)}; one follows", nargs="*"),
                option("--from", "DAY", "its first day (today)", dest="first"),
                option("--to", "DAY", "its last day", dest="last", required=True),
                switch("--count", "count deals instead of what they are worth"),
                JSON,
                rest="pairs",
                says="propose an amount with the plan that leads to it, as a lead",
            ),
            "sign": verb(
                run_sign,
                positional("name", "NAME", "the goal (the one that waits)", nargs="?"),
                JSON,
                says="sign a goal for your team, as its lead; signed by both it is live",
            ),
        },
    )
}

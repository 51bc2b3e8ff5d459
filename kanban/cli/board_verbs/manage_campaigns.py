"""`kanban campaign`: what marketing runs, what it costs, and how many cards name it."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, NAME, positional, split_pairs, verb
from kanban.domain.acts import campaign_verbs
from kanban.domain.campaign import SETTINGS, Campaign, fold_name
from kanban.domain.values import money
from kanban.domain.values.dates import format_full_date
from kanban.store.acts.writing import Verb
from kanban.store.reading import vocabulary
from kanban.store.workspace import Workspace

PAIRS = f"{', '.join(name.replace('_', '-') for name in SETTINGS)}; empty for none"


def run_list(args: Namespace) -> int:
    """Print the campaigns."""
    workspace = open_workspace_of(args)
    with workspace.database.faults():
        counted = vocabulary.campaign_counts(workspace.connection, workspace.board.id)
    campaigns = workspace.board.campaigns
    if args.json:
        records = [{**one.build_record(), "cards": counted.get(fold_name(one.name), 0)} for one in campaigns]
        output.write_json(records)
        return 0
    rows = [
        [
            one.name,
            one.type,
            one.status,
            _format_cost(one.planned_cost, one),
            _format_cost(one.actual_cost, one),
            *(format_full_date(date.fromisoformat(day)) if day else "" for day in (one.begins, one.ends)),
            f"{counted.get(fold_name(one.name), 0):,}",
        ]
        for one in campaigns
    ]
    header = ("campaign", "type", "status", "planned", "actual", "from", "to", "cards")
    if rows:
        output.write_table(
            header,
            rows,
            right=("planned", "actual", "cards"),
            yielding=("campaign", "type"),
            optional=("to", "from"),
        )
    unlisted = counted.keys() - {fold_name(one.name) for one in campaigns}
    if unlisted:
        cards = sum(counted[name] for name in unlisted)
        output.say(
            f"{output.several(cards, 'card')} {'names' if cards == 1 else 'name'} "
            f"{output.several(len(unlisted), 'campaign')} that {'is' if len(unlisted) == 1 else 'are'} not listed; "
            "kanban campaign add NAME lists one."
        )
    elif not rows:
        output.say("No campaigns yet; kanban campaign add NAME makes one.")
    return 0


def run_show(args: Namespace) -> int:
    """Print one campaign."""
    workspace = open_workspace_of(args)
    campaign = workspace.board.find_campaign(args.name)
    with workspace.database.faults():
        cards = len(vocabulary.list_cards_of_campaign(workspace.connection, workspace.board.id, campaign.name))
    if args.json:
        output.write_json({**campaign.build_record(), "cards": cards})
        return 0
    days = [format_full_date(date.fromisoformat(day)) if day else "…" for day in (campaign.begins, campaign.ends)]
    lines = {
        "type": campaign.type,
        "status": campaign.status,
        "planned cost": _format_cost(campaign.planned_cost, campaign),
        "actual cost": _format_cost(campaign.actual_cost, campaign),
        "days": " – ".join(days) if campaign.begins or campaign.ends else "",
        "cards": f"{cards:,}   kanban list 'campaign:\"{campaign.name}\"'" if cards else "none",
    }
    output.write_line(campaign.name)
    for label, words in lines.items():
        if words:
            output.write_line(f"  {label:<14}{words}")
    return 0


def _format_cost(minor: int | None, campaign: Campaign) -> str:
    return "" if minor is None else money.format_plain_money(minor, campaign.currency)


def run_add(args: Namespace) -> int:
    """Add a campaign."""
    workspace = open_workspace_of(args)
    pairs = dict(split_pairs(args.pairs, "KEY=VALUE"))
    return _run_verb(workspace, lambda view: campaign_verbs.add_campaign(view, args.name, pairs), json=args.json)


def run_set(args: Namespace) -> int:
    """Change a campaign."""
    workspace = open_workspace_of(args)
    campaign = workspace.board.find_campaign(args.name)
    pairs = dict(split_pairs(args.pairs, "KEY=VALUE"))
    with workspace.database.faults():
        cards = vocabulary.list_cards_of_campaign(workspace.connection, workspace.board.id, campaign.name)
    return _run_verb(
        workspace, lambda view: campaign_verbs.set_campaign(view, campaign, pairs, cards), json=args.json, of=campaign
    )


def run_remove(args: Namespace) -> int:
    """Remove a campaign."""
    workspace = open_workspace_of(args)
    campaign = workspace.board.find_campaign(args.name)
    return _run_verb(workspace, lambda view: campaign_verbs.remove_campaign(view, campaign))


def _run_verb(workspace: Workspace, verb: Verb, *, json: bool = False, of: Campaign | None = None) -> int:
    act_result = workspace.act(verb)
    output.narrate(act_result.summary, act_result.warnings)
    if json:
        campaign_id = act_result.entity_ids[0] if act_result.entity_ids or of is None else of.id
        output.write_json(workspace.board.find_campaign(campaign_id).build_record())
    return 0


VERBS = {
    "campaign": verb(
        run_list,
        JSON,
        examples=(
            "kanban campaign list",
            "kanban campaign add 'Steel webinar' type=Webinar status=Planned planned-cost=€4000 from='3 Dec'",
            "kanban campaign set 'Steel webinar' status=Completed actual-cost=3850",
            "kanban campaign set 'Steel webinar' name='Steel webinar 2026'",
        ),
        below={
            "list": verb(run_list, JSON, says="the campaigns, what they cost, and how many cards name each"),
            "add": verb(
                run_add,
                NAME,
                positional("pairs", "KEY=VALUE", PAIRS, nargs="*"),
                JSON,
                rest="pairs",
                says="list a campaign; cards find it by its name",
            ),
            "show": verb(run_show, NAME, JSON, says="one campaign with its costs, days and number of cards"),
            "set": verb(
                run_set,
                NAME,
                positional("pairs", "KEY=VALUE", f"name, {PAIRS}", nargs="+"),
                JSON,
                rest="pairs",
                says="change a campaign; name=NEW renames it, on its cards too",
            ),
            "remove": verb(run_remove, NAME, says="remove a campaign from the list; its cards keep the name"),
        },
    )
}

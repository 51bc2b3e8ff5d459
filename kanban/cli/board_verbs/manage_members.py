"""`kanban member`: who works on the board, and who acts on this machine."""

from __future__ import annotations

from argparse import Namespace

from kanban import config
from kanban.cli import output
from kanban.cli.open_board import find_member_id, open_named_board, open_workspace_of
from kanban.cli.parsing import JSON, NAME, TEAM_AND_ROLE, positional, split_pairs, verb
from kanban.cli.team_verbs import sign_ins
from kanban.domain.acts import board_verbs
from kanban.domain.board import Member
from kanban.domain.card import Card
from kanban.domain.errors import Refused
from kanban.store.acts.writing import Verb
from kanban.store.local import comment_state
from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the members."""
    workspace = open_workspace_of(args)
    records = [
        {
            "id": member.id,
            "name": member.name,
            "team": member.team,
            "role": member.role,
            "aliases": list(member.aliases),
            "away": member.away,
            "you": member.id == workspace.member_id,
        }
        for member in workspace.board.members
    ]
    if args.json:
        output.write_json(records)
        return 0
    rows = []
    for member in workspace.board.members:
        you, away = "*" if member.id == workspace.member_id else "", "away" if member.away else ""
        rows.append([you, member.name, member.team, member.role, away, ", ".join(member.aliases)])
    output.write_table(("", "member", "team", "role", "status", "also known as"), rows)
    return 0


def run_add(args: Namespace) -> int:
    """Add a member; earlier comments count as read by them."""
    workspace = open_workspace_of(args)
    act_result = workspace.act(lambda view: board_verbs.add_member(view, args.name, args.team, args.role))
    with workspace.database.writing() as connection:
        comment_state.begin_reading(connection, act_result.entity_ids[0])
    output.narrate(act_result.summary, act_result.warnings)
    return 0


def run_set(args: Namespace) -> int:
    """Change a member."""
    workspace = open_workspace_of(args)
    member = workspace.board.find_member(args.name)
    changed = dict(split_pairs(args.pairs, "KEY=VALUE"))
    return _run_verb(workspace, lambda view: board_verbs.set_member(view, member, changed))


def run_remove(args: Namespace) -> int:
    """Take a member off the board, and list the open cards that somebody else is to have."""
    workspace = open_workspace_of(args)
    member = workspace.board.find_member(args.name)
    act_result = workspace.act(lambda view: board_verbs.remove_member(view, member))
    output.narrate(act_result.summary, act_result.warnings)
    cards = [
        (card, stage)
        for card, lane, _ in workspace.list_cards()
        if not (stage := workspace.board.stage(lane)).is_closed and _holds_card(member, card)
    ]
    if args.json:
        output.write_json(
            [{"id": card.id, "ref": card.ref, "title": card.title, "stage": stage.name} for card, stage in cards]
        )
    elif cards:
        output.say(
            f"{output.several(len(cards), 'open card')} of theirs to be given on, with kanban edit CARD owner=NAME:"
        )
        output.write_table(("ref", "title", "stage"), [[card.ref, card.title, stage.name] for card, stage in cards])
    return 0


def _holds_card(member: Member, card: Card) -> bool:
    return any(
        owner and (owner == member.id or member.is_named(owner)) for owner in (card.marketing_owner, card.sales_owner)
    )


def run_presence(args: Namespace) -> int:
    """Note that a member, or whoever acts, is away or back."""
    workspace = open_workspace_of(args)
    member = workspace.board.find_member(args.name) if args.name else workspace.me
    if member is None:
        raise Refused("Say who is meant: kanban member away NAME.")
    return _run_verb(workspace, lambda view: board_verbs.set_away(view, member, away=args.away))


def run_use(args: Namespace) -> int:
    """Remember who acts on this machine."""
    opened = open_named_board(None, args.board)
    member = opened.workspace.board.find_member(args.name)
    find_member_id(opened.workspace, opened.config, member.id)
    config.remember(opened.places, member=(opened.workspace.board.id, member.id))
    output.narrate(f"{member.name} of {member.team} acts on {opened.workspace.board.name} here from now on")
    return 0


def _run_verb(workspace: Workspace, verb: Verb) -> int:
    act_result = workspace.act(verb)
    output.narrate(act_result.summary, act_result.warnings)
    return 0


_SOMEBODY = positional("name", "NAME", "somebody else than you", nargs="?")

VERBS = {
    "member": verb(
        run_list,
        JSON,
        examples=("kanban member add Raj --team sales", "kanban member use Raj"),
        below={
            "list": verb(run_list, JSON, says="who works on the board"),
            "add": verb(run_add, NAME, *TEAM_AND_ROLE, says="add a member"),
            "set": verb(
                run_set,
                NAME,
                positional("pairs", "KEY=VALUE", "name, team, role, aliases, away (yes or no)", nargs="+"),
                rest="pairs",
                says="change a member",
            ),
            "remove": verb(
                run_remove,
                NAME,
                JSON,
                says="remove a member; what they wrote stays, their cards are listed",
            ),
            "away": verb(run_presence, _SOMEBODY, away=True, says="be away: no new cards come to them"),
            "back": verb(run_presence, _SOMEBODY, away=False, says="be back"),
            **sign_ins.VERBS,
            "use": verb(run_use, NAME, says="act as this member on this machine from now on"),
        },
    )
}

"""`kanban member`: who works on the board, and who acts on this machine."""

from __future__ import annotations

from argparse import Namespace

from kanban import config
from kanban.cli import output
from kanban.cli.opening import find_member_id, open_named_board, open_workspace_of
from kanban.cli.parsing import JSON, NAME, TEAM_AND_ROLE, positional, split_pairs, verb
from kanban.cli.team_verbs import sign_ins
from kanban.domain.acts import board_verbs
from kanban.domain.board import Member
from kanban.domain.card import Card
from kanban.domain.errors import Refused
from kanban.store.acts.writing import Verb
from kanban.store.local import read_marks
from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the members."""
    found = open_workspace_of(args)
    records = [
        {
            "id": member.id,
            "name": member.name,
            "team": member.team,
            "role": member.role,
            "aliases": list(member.aliases),
            "away": member.away,
            "you": member.id == found.member_id,
        }
        for member in found.board.members
    ]
    if args.json:
        output.write_json(records)
        return 0
    rows = []
    for member in found.board.members:
        you, away = "*" if member.id == found.member_id else "", "away" if member.away else ""
        rows.append([you, member.name, member.team, member.role, away, ", ".join(member.aliases)])
    output.write_table(("", "member", "team", "role", "status", "also known as"), rows)
    return 0


def run_add(args: Namespace) -> int:
    """Let somebody take part; what was said before they came counts as read."""
    found = open_workspace_of(args)
    written = found.act(lambda view: board_verbs.add_member(view, args.name, args.team, args.role))
    with found.database.writing() as connection:
        read_marks.begin(connection, written.made[0])
    output.narrate(written.said, written.warnings)
    return 0


def run_set(args: Namespace) -> int:
    """Change a member."""
    found = open_workspace_of(args)
    member = found.board.find_member(args.name)
    changed = dict(split_pairs(args.pairs, "KEY=VALUE"))
    return _run_verb(found, lambda view: board_verbs.set_member(view, member, changed))


def run_remove(args: Namespace) -> int:
    """Take a member off the board, and list the open cards that somebody else is to have."""
    found = open_workspace_of(args)
    member = found.board.find_member(args.name)
    written = found.act(lambda view: board_verbs.remove_member(view, member))
    output.narrate(written.said, written.warnings)
    left = [
        (card, stage)
        for card, lane, _ in found.listed()
        if not (stage := found.board.stage(lane)).closed and _holds_card(member, card)
    ]
    if args.json:
        output.write_json(
            [{"id": card.id, "ref": card.ref, "title": card.title, "stage": stage.name} for card, stage in left]
        )
    elif left:
        output.say(
            f"{output.several(len(left), 'open card')} of theirs to be given on, with kanban edit CARD owner=NAME:"
        )
        output.write_table(("ref", "title", "stage"), [[card.ref, card.title, stage.name] for card, stage in left])
    return 0


def _holds_card(member: Member, card: Card) -> bool:
    return any(
        owner and (owner == member.id or member.answers_to(owner)) for owner in (card.marketing_owner, card.sales_owner)
    )


def run_presence(args: Namespace) -> int:
    """Note that a member, or whoever acts, is away or back."""
    found = open_workspace_of(args)
    member = found.board.find_member(args.name) if args.name else found.me
    if member is None:
        raise Refused("Say who is meant: kanban member away NAME.")
    return _run_verb(found, lambda view: board_verbs.set_away(view, member, away=args.away))


def run_use(args: Namespace) -> int:
    """Remember who acts on this machine."""
    found = open_named_board(None, args.board)
    member = found.workspace.board.find_member(args.name)
    find_member_id(found.workspace, found.config, member.id)
    config.remember(found.places, member=(found.workspace.board.id, member.id))
    output.narrate(f"{member.name} of {member.team} acts on {found.workspace.board.name} here from now on")
    return 0


def _run_verb(found: Workspace, verb: Verb) -> int:
    written = found.act(verb)
    output.narrate(written.said, written.warnings)
    return 0


_SOMEBODY = positional("name", "NAME", "somebody else than you", nargs="?")

VERBS = {
    "member": verb(
        run_list,
        JSON,
        examples=("kanban member add Raj --team sales", "kanban member use Raj"),
        below={
            "list": verb(run_list, JSON, says="who works on the board"),
            "add": verb(run_add, NAME, *TEAM_AND_ROLE, says="let somebody take part"),
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
                says="take a member off the board; what they wrote stays, their cards are listed",
            ),
            "away": verb(run_presence, _SOMEBODY, away=True, says="be away: no new cards come to them"),
            "back": verb(run_presence, _SOMEBODY, away=False, says="be back"),
            **sign_ins.VERBS,
            "use": verb(run_use, NAME, says="act as this member on this machine from now on"),
        },
    )
}

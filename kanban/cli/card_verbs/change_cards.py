"""The verbs that change cards: add, edit, move, done, delete, merge."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.asking import ask_line
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, options, positional, split_pairs, switch, verb
from kanban.domain import commitments, handoffs, permissions
from kanban.domain.acts import verbs
from kanban.domain.card import LABEL, LINK, QUERIED, TYPED
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.records import record
from kanban.domain.values import dates, fields, labels
from kanban.domain.values.text import clean_line
from kanban.store import reading
from kanban.store.reading import duplicates

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Act, Json
    from kanban.store.acts.writing import Written
    from kanban.store.workspace import Workspace

ADDED = (*(name for name in QUERIED if name != "title"), "value", "currency")
"""Fields with an option of their own in `kanban add`."""

WHICH = "its ref, its id, or a title that only one card has"
CARD = positional("card", "CARD", WHICH)
SET = options("--set", "FIELD=VALUE", "what the stage requires")


def report_change(opened: Workspace, act_result: Written, card_id: str, *, json: bool) -> None:
    """Print what was done with its warnings; print the card as JSON if requested."""
    output.narrate(act_result.summary, act_result.warnings)
    if json:
        card = opened.card(card_id)
        output.write_json(
            record.card_record(card, opened.board, unread=opened.has_unread_mark(card_id), now=opened.now())
        )


# -- add


def run_add(args: Namespace) -> int:
    """Make a card; its ref goes to stdout."""
    opened = open_workspace_of(args)
    board = opened.board
    stage = board.find_stage(args.stage) if args.stage is not None else None
    typed = [("title", args.title)]
    typed += [
        (name, getattr(args, name)) for name in (*ADDED, "next_step", "next_on") if getattr(args, name) is not None
    ]
    typed += [("label", label) for label in args.label] + split_pairs(args.set)
    if args.owner is not None:
        typed.append(("owner", args.owner))
    registers = read_registers(typed, opened)
    email = registers.get("email")
    with opened.database.faults():
        same = duplicates.find_same_email(opened.connection, board.id, str(email)) if email else []
    act_result = opened.act(lambda view: verbs.create(view, registers, stage=stage))
    card_id = act_result.entity_ids[0]
    if not args.json:
        output.write_line(opened.card(card_id).ref)
    report_change(opened, act_result, card_id, json=args.json)
    for other in same:
        output.say(
            f"kanban: {other.ref} “{output.fit_line(other.title, 40)}” has the same e-mail; "
            f"kanban merge {other.ref} {opened.card(card_id).ref} makes one card of both."
        )
    return 0


def read_registers(
    typed: Sequence[tuple[str, str]], opened: Workspace, card: Card | None = None, *, crossing: bool = False
) -> dict[str, Json]:
    """Read fields as they were typed: `owner` is a member, `label` may come several times. Raises UsageFault.

    With `crossing` also what a move from one team to the other asks for.
    """
    registers: dict[str, Json] = {}
    plain: dict[str, str] = {}
    for name, value in typed:
        if name.casefold() in {"label", "labels"}:
            for label in value.split(","):
                registers.update(_respell_labels(fields.read("label", label, opened.board, opened.today), opened))
        elif name.casefold() == "owner":
            registers.update(_read_owner(value, opened.board, opened.me, card))
        else:
            plain[name] = value
    return fields.read_all(plain, opened.board, opened.today, card, crossing=crossing) | registers


def _respell_labels(registers: Mapping[str, Json], opened: Workspace) -> dict[str, Json]:
    """Return the registers of labels, spelled as other cards have them."""
    with opened.database.faults():
        known = reading.vocabulary.label_counts(opened.connection, opened.board.id)
    return {LABEL + labels.find_spelling(name.removeprefix(LABEL), known): on for name, on in registers.items()}


def _read_owner(name: str, board: Board, me: Member | None, card: Card | None) -> dict[str, Json]:
    """Return the owner's register: that of the member's team; without a name, that of the side which has the card."""
    if name.strip():
        member = board.find_member(name)
        return {f"{member.team}_owner": member.name}
    side = record.find_holder(card, board) if card else None
    return {f"{side or (me.team if me else 'sales')}_owner": None}


# -- edit


def run_edit(args: Namespace) -> int:
    """Set fields, labels and links of a card, as one act."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    typed = split_pairs(args.fields)
    links = [value for name, value in typed if name.casefold() == "link"]
    registers = read_registers([pair for pair in typed if pair[0].casefold() != "link"], opened, card)

    def edit(view: View) -> Act:
        changes, warnings = dict(registers), list[str]()
        for address in links:
            register, warned = _read_link(view, card, address)
            changes.update(register)
            warnings += warned
        act = verbs.edit(view, [card.id], changes)
        return act._replace(warnings=(*act.warnings, *warnings))

    report_change(opened, opened.act(edit), card.id, json=args.json)
    return 0


def _read_link(view: View, card: Card, address: str) -> tuple[Mapping[str, Json], Sequence[str]]:
    """Return the register that adds a link, or for `-NAME` removes it; and warnings."""
    if not address.startswith("-"):
        act = verbs.link(view, card.id, address)
        return act.steps[0].set, act.warnings
    link_name = clean_line(address[1:])
    links = {key: value for key, value in card.registers(LINK).items() if isinstance(value, Mapping)}
    for key, value in links.items():
        if link_name in {key, value.get("url"), value.get("name")}:
            return {LINK + key: None}, ()
    known = ", ".join(str(value.get("name")) for value in links.values()) or "none"
    raise NotFound(
        f"No link of “{output.fit_line(card.title, 40)}” is called “{output.fit_line(link_name, 60)}”; it has {known}."
    )


# -- move, done, delete, merge


def run_move(args: Namespace) -> int:
    """Move a card; raises MissingFields, which names the options that the stage needs."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    stage = opened.board.find_stage(args.stage)
    registers = read_registers(split_pairs(args.set), opened, card, crossing=True)
    if args.anyway:
        registers["anyway"] = "yes"
    winning = permissions.is_winning(opened.board, card, stage) and not registers.get("win_reason")
    if winning and not permissions.find_missing_fields(stage, card, registers):
        reasons = ", ".join(opened.board.win_reasons)
        if reason := ask_line(f"Why is it won? ({reasons}; Enter: leave it empty)"):
            registers |= fields.read("win_reason", reason, opened.board, opened.today)
    try:
        act_result = opened.act(lambda view: verbs.move(view, [card.id], to=stage, inputs=registers))
    except handoffs.handoff_verbs.OptedOut as doubt:
        raise Refused(f"{doubt} To offer it nevertheless: --anyway.") from None
    edits = fields.drop_crossing_fields(registers)
    if edits and not act_result.act:  # it is there already, and what was given is no reason to leave
        act_result = opened.act(lambda view: verbs.edit(view, [card.id], edits))
    report_change(opened, act_result, card.id, json=args.json)
    if winning and act_result.act and not registers.get("win_reason"):
        output.say(f"To add why it was won: kanban edit {card.ref} win-reason=…")
    return 0


def run_done(args: Namespace) -> int:
    """Mark the next step as done."""
    if args.on and not args.next:
        raise UsageFault("A day needs a step: give --next TEXT with --on.")
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    day, time = dates.parse_due(args.on, opened.today) if args.on else (None, None)
    following = str(fields.read("next_step", args.next, opened.board, opened.today)["next_step"]) if args.next else None
    act_result = opened.act(lambda view: verbs.finish_step(view, card.id, following, day, time))
    report_change(opened, act_result, card.id, json=args.json)
    return 0


def run_commit(args: Namespace) -> int:
    """Commit to a deal, or end that."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    act_result = opened.act(lambda view: commitments.commit(view, card.id, is_on=not args.off))
    report_change(opened, act_result, card.id, json=args.json)
    return 0


def run_delete(args: Namespace) -> int:
    """Delete a card."""
    opened = open_workspace_of(args)
    card = opened.find(args.card, deleted=False)
    act_result = opened.act(lambda view: verbs.delete(view, [card.id]))
    report_change(opened, act_result, card.id, json=args.json)
    output.say(f"kanban restore {card.ref} brings it back.")
    return 0


def run_restore(args: Namespace) -> int:
    """Bring a deleted card back."""
    opened = open_workspace_of(args)
    card = opened.find(args.card, deleted=True)
    act_result = opened.act(lambda view: verbs.restore(view, [card.id]))
    report_change(opened, act_result, card.id, json=args.json)
    return 0


def run_merge(args: Namespace) -> int:
    """Merge two cards."""
    opened = open_workspace_of(args)
    keep, lose = opened.find(args.card, deleted=False), opened.find(args.other, deleted=False)
    act_result = opened.act(lambda view: verbs.merge(view, keep.id, lose.id))
    report_change(opened, act_result, keep.id, json=args.json)
    return 0


_FIELDS = (
    f"{', '.join(TYPED.values())}, owner, field.NAME; label=vip adds a label, label=-vip removes it, "
    "link=ADDRESS adds a link, FIELD= clears"
)

VERBS = {
    "add": verb(
        run_add,
        positional("title", "TITLE"),
        *(option(f"--{TYPED[name]}", "AMOUNT" if name == "value" else name.upper(), dest=name) for name in ADDED),
        option("--stage", "STAGE", "where it begins (the first stage)"),
        option("--owner", "NAME", "a member, who owns it for their team (you)"),
        option("--next", "TEXT", "the next step", dest="next_step"),
        option("--on", "DAY", "when: fri, +3d, 1 Dec, 'fri 14:30'", dest="next_on"),
        option("--label", "LABEL", "may be given several times", action="append", default=[]),
        options("--set", "FIELD=VALUE", "any other field"),
        JSON,
        examples=("kanban add 'Acme pilot' --company Acme --email jane@acme.example --value 12k --label vip",),
    ),
    "edit": verb(
        run_edit,
        CARD,
        positional("fields", "FIELD=VALUE", _FIELDS, nargs="+"),
        JSON,
        rest="fields",
        examples=(
            "kanban edit k7q2mab value=15k label=vip label=-cold next-step='call the CFO' next-step-date=fri campaign=",
        ),
    ),
    "move": verb(
        run_move,
        CARD,
        positional("stage", "STAGE", "its name, or the beginning of it"),
        SET,
        switch("--anyway", "offer a card with the label “opted out” too"),
        JSON,
        examples=("kanban move k7q2mab discovery", "kanban move k7q2mab lost --set lost-reason=price"),
    ),
    "done": verb(
        run_done,
        CARD,
        option("--next", "TEXT", "what comes after it"),
        option("--on", "DAY", "and when: fri, +3d, in 2 weeks, 1 Dec"),
        JSON,
        examples=("kanban done k7q2mab --next 'send the proposal' --on fri",),
    ),
    "commit": verb(
        run_commit,
        CARD,
        switch("--off", "end the commitment"),
        JSON,
        examples=("kanban commit k7q2mab",),
    ),
    "delete": verb(run_delete, CARD, JSON, examples=("kanban delete k7q2mab",)),
    "merge": verb(
        run_merge,
        positional("card", "CARD", f"the card that stays: {WHICH}"),
        positional("other", "CARD", "the card that goes into it"),
        JSON,
        examples=("kanban merge k7q2mab 3c9w0x1",),
    ),
}

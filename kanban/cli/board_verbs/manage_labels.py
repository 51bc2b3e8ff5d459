"""`kanban label`: the labels that cards bear."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import WHICH
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, positional, verb
from kanban.cli.retired_names import YES, refuse_name
from kanban.domain import permissions
from kanban.domain.acts import label_verbs, verbs
from kanban.domain.acts.board_verbs import OldName
from kanban.domain.acts.view import View
from kanban.domain.card import LABEL
from kanban.domain.change import Act, Json
from kanban.domain.errors import NotFound
from kanban.domain.values import fields, labels, text
from kanban.store.reading import vocabulary
from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the labels."""
    workspace = open_workspace_of(args)
    with workspace.database.faults():
        counted = vocabulary.label_counts(workspace.connection, workspace.board.id)
    if args.json:
        output.write_json([{"label": label, "cards": cards} for label, cards in counted.items()])
    elif counted:
        rows = [[label, f"{cards:,}"] for label, cards in counted.items()]
        output.write_table(("label", "cards"), rows, right=("cards",))
    else:
        output.say("No card has a label yet; kanban edit CARD label=vip puts one on.")
    return 0


def run_add(args: Namespace) -> int:
    """Put a label on cards."""
    workspace = open_workspace_of(args)
    with workspace.database.faults():
        known = vocabulary.label_counts(workspace.connection, workspace.board.id)
    label = labels.find_spelling(
        labels.find_current_name(workspace.board.label_names, fields.clean_label(args.label)), known
    )
    cards = [workspace.find(name).id for name in args.cards]
    return _change_labels(workspace, cards, permissions.build_label_registers([label]), f"Added label “{label}” to")


def run_remove(args: Namespace) -> int:
    """Take a label off cards."""
    workspace = open_workspace_of(args)
    label, bearing = _find_label(workspace, args.label)
    cards = [workspace.find(name).id for name in args.cards] or bearing
    return _change_labels(workspace, cards, {LABEL + label: False}, f"Removed label “{label}” from")


def run_rename(args: Namespace) -> int:
    """Rename a label."""
    workspace = open_workspace_of(args)
    label, bearing = _find_label(workspace, args.label)
    new = fields.clean_label(args.new)
    summary = f"Renamed label “{label}” to “{new}” on {output.several(len(bearing), 'card')}"
    try:
        act = workspace.act(
            lambda view: label_verbs.rename_label(view, bearing, label, new, anyway=args.yes)._replace(summary=summary)
        )
    except OldName as former:
        raise refuse_name(workspace, former) from None
    output.narrate(act.summary, act.warnings)
    return 0


def _find_label(workspace: Workspace, typed: str) -> tuple[str, list[str]]:
    """Return a label, ignoring case, and the ids of its cards; raises NotFound if no card has it."""
    with workspace.database.faults():
        known = vocabulary.label_counts(workspace.connection, workspace.board.id)
        plain = text.clean_line(typed)
        label = labels.find_spelling(plain, known)
        if label not in known:
            label = labels.find_spelling(labels.find_current_name(workspace.board.label_names, plain), known)
        if label not in known:
            others = ", ".join(list(known)[:20]) or "none yet"
            raise NotFound(f"No card has the label “{text.shorten(plain, 40)}”; labels are {others}.")
        return label, vocabulary.list_cards_with_label(workspace.connection, workspace.board.id, label)


def _change_labels(workspace: Workspace, cards: list[str], registers: Mapping[str, Json], summary: str) -> int:
    """Change the labels of cards as one act, and print its summary."""

    def change(view: View) -> Act:
        act = verbs.edit(view, cards, registers)
        count = len(act.steps)
        return act._replace(summary=f"{summary} {output.several(count, 'card')}")

    act_result = workspace.act(change)
    output.narrate(act_result.summary, act_result.warnings)
    return 0


_LABEL = positional("label", "LABEL")

VERBS = {
    "label": verb(
        run_list,
        JSON,
        examples=("kanban label list", "kanban label rename hot urgent", "kanban label add vip k7q2mab 3c9w0x1"),
        below={
            "list": verb(run_list, JSON, says="the labels, and how many cards bear each"),
            "add": verb(
                run_add,
                _LABEL,
                positional("cards", "CARD", WHICH, nargs="+"),
                rest="cards",
                says="put a label on cards",
            ),
            "remove": verb(
                run_remove,
                _LABEL,
                positional("cards", "CARD", WHICH, nargs="*"),
                rest="cards",
                says="remove a label from cards, or from all that have it",
            ),
            "rename": verb(
                run_rename, _LABEL, positional("new", "NEW"), YES, says="give a label another name on all cards"
            ),
        },
    )
}

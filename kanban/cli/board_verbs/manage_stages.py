"""`kanban stage`: the columns of the board."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, NAME, ExclusiveOptions, option, positional, split_pairs, verb
from kanban.cli.retired_names import YES, refuse_name
from kanban.domain.acts import board_verbs, stage_marks
from kanban.domain.board import Board, Stage
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.values import fields
from kanban.store.acts.writing import Verb
from kanban.store.reading import read
from kanban.store.workspace import Workspace

PAIRS = f"{', '.join(map(board_verbs.format_setting_name, stage_marks.STAGE_SETTINGS))}; empty for none"


def run_list(args: Namespace) -> int:
    """Print the stages."""
    workspace = open_workspace_of(args)
    with workspace.database.faults():
        records = [
            {
                "id": stage.id,
                "name": stage.name,
                "side": stage.side,
                "probability": stage.probability,
                "outcome": stage.outcome,
                "limit": stage.limit,
                "stale_after": stage.stale_after,
                "required": list(stage.required),
                "marks": list(workspace.board.list_marks(stage.id)),
                "guidance": stage.guidance or None,
                "cards": read.count_cards(workspace.connection, stage.id),
            }
            for stage in workspace.board.stages
        ]
    if args.json:
        output.write_json(records)
        return 0
    rows = [
        [
            stage.name,
            stage.side,
            f"{stage.probability:.0%}",
            stage.outcome or "",
            output.several(stage.limit, "card") if stage.limit else "",
            f"{stage.stale_after}d" if stage.stale_after else "",
            ", ".join(fields.format_in_sentence(name) for name in stage.required),
            stage_marks.format_marks(workspace.board.list_marks(stage.id)),
            f"{record['cards']:,}",
        ]
        for stage, record in zip(workspace.board.stages, records, strict=True)
    ]
    header = ("stage", "side", "chance", "outcome", "limit", "stale", "required", "mark", "cards")
    output.write_table(header, rows, right=("chance", "limit", "stale", "cards"))
    for stage in workspace.board.stages:
        if stage.outcome == "won" and "value" not in stage.required:
            required_names = ",".join(map(fields.format_typed_name, (*stage.required, "value")))
            output.say(
                f"{stage.name} does not ask for the value, which forecasts need: "
                f"kanban stage set {stage.name!r} required={required_names}"
            )
    return 0


def run_add(args: Namespace) -> int:
    """Add a stage."""
    workspace = open_workspace_of(args)
    after = workspace.board.find_stage(args.after) if args.after else None
    settings = board_verbs.read_stage(dict(split_pairs(args.pairs, "KEY=VALUE")))
    name = str(settings.pop("name", args.name))
    return _run_verb(
        workspace, lambda view: board_verbs.add_stage(view, name, after=after, settings=settings, anyway=args.yes)
    )


def run_set(args: Namespace) -> int:
    """Change a stage."""
    workspace = open_workspace_of(args)
    stage = workspace.board.find_stage(args.name)
    settings = board_verbs.read_stage(dict(split_pairs(args.pairs, "KEY=VALUE")))
    return _run_verb(workspace, lambda view: board_verbs.set_stage(view, stage, settings, anyway=args.yes))


def run_move(args: Namespace) -> int:
    """Move a stage to another place."""
    workspace = open_workspace_of(args)
    stage = workspace.board.find_stage(args.name)
    steps = args.by if args.by is not None else _count_steps(workspace.board, stage, args)
    return _run_verb(workspace, lambda view: board_verbs.move_stage(view, stage, steps))


def _count_steps(board: Board, stage: Stage, args: Namespace) -> int:
    """Return how many places to the right the stage goes to stand beside the other one."""
    other = board.find_stage(args.before or args.after)
    if other.id == stage.id:
        raise UsageFault(f"{stage.name} can't stand beside itself; name another stage.")
    from_place, to_place = board.place_of(stage.id), board.place_of(other.id)
    if args.before:
        return to_place - from_place - (to_place > from_place)
    return to_place - from_place + (to_place < from_place)


def run_remove(args: Namespace) -> int:
    """Remove a stage."""
    workspace = open_workspace_of(args)
    stage = workspace.board.find_stage(args.name)
    heir = workspace.board.find_stage(args.mark_to) if args.mark_to else None
    try:
        return _run_verb(workspace, lambda view: board_verbs.remove_stage(view, stage, marks_to=heir))
    except stage_marks.MarkedStage as marked:
        raise Refused(f"{str(marked).removesuffix('.')} (--mark-to STAGE).") from None


def _run_verb(workspace: Workspace, verb: Verb) -> int:
    try:
        act_result = workspace.act(verb)
    except board_verbs.OldName as former:
        raise refuse_name(workspace, former) from None
    output.narrate(act_result.summary, act_result.warnings)
    return 0


VERBS = {
    "stage": verb(
        run_list,
        JSON,
        examples=(
            "kanban stage set Proposal limit=12 stale-after=20d required=value,close-date",
            "kanban stage list",
        ),
        below={
            "list": verb(run_list, JSON, says="the stages in order"),
            "add": verb(
                run_add,
                NAME,
                positional("pairs", "KEY=VALUE", PAIRS, nargs="*"),
                option("--after", "STAGE", "the stage on its left (the last one that is open)"),
                YES,
                rest="pairs",
                says="make a stage",
            ),
            "set": verb(
                run_set,
                NAME,
                positional("pairs", "KEY=VALUE", PAIRS, nargs="+"),
                YES,
                rest="pairs",
                says="change a stage",
            ),
            "move": verb(
                run_move,
                NAME,
                ExclusiveOptions(
                    (
                        option("--before", "STAGE", "left of this one"),
                        option("--after", "STAGE", "right of this one"),
                        option("--by", "N", "so many places to the right, negative to the left", type=int),
                    ),
                    required=True,
                ),
                says="move a stage to another place",
            ),
            "remove": verb(
                run_remove,
                NAME,
                option("--mark-to", "STAGE", "which stage takes its mark over"),
                says="remove an empty stage",
            ),
        },
    )
}

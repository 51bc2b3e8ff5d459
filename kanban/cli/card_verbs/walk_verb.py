"""`kanban walk`: a closed deal followed step by step without knowing its end, and what one would have done."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, switch, verb
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.lessons import walking
from kanban.store import lessons

if TYPE_CHECKING:
    from kanban.domain.lessons.walking import Step
    from kanban.store.lessons.walks import Walk
    from kanban.store.workspace import Workspace

PRIVATE = "Only you see your answers, until you share them; they are kept on this machine alone."
NONE = "Nothing more to walk this week; the first closed deal makes a walk. kanban walk CARD walks one of your choice."


def run(args: Namespace) -> int:
    """Show a walk, go on with it, or share what was said."""
    if sum((args.say is not None, args.next, args.share, args.list)) > 1:
        raise UsageFault("Give one of --say, --next, --share and --list.")
    opened = open_workspace_of(args)
    if opened.me is None:
        raise Refused("Say who walks: --as NAME, or make a board with kanban init.")
    if args.list:
        return _list_walks(args, opened)
    card_id = opened.find(args.card).id if args.card else _find_proposed(opened, is_over=args.share)
    if card_id is None:
        output.say(NONE)
        if args.json:
            output.write_json(None)
        return 0
    if args.say is not None or args.next:
        walk = lessons.walks.go_on(opened, card_id, args.say or "")
    elif args.share:
        act_result = lessons.walks.share(opened, card_id)
        output.narrate(act_result.summary, act_result.warnings)
        walk = lessons.walks.read_walk(opened, card_id)
    else:
        walk = lessons.walks.read_walk(opened, card_id)
    if args.json:
        output.write_json(walk.encode())
    elif not args.share:
        _write_walk(walk, opened)
    return 0


def _find_proposed(opened: Workspace, *, is_over: bool) -> str | None:
    """Return the card of this week's walk; with `is_over`, of the last one whose end was shown."""
    if is_over:
        ended = [state for state in lessons.walks.list_own(opened) if state.ended_at]
        return max(ended, key=lambda state: state.ended_at).card if ended else None
    proposed = lessons.walks.propose(opened)
    return proposed.card if proposed else None


def _list_walks(args: Namespace, opened: Workspace) -> int:
    """Print this week's walk and those that were begun; none with its end."""
    proposed = lessons.walks.propose(opened)
    records = [
        {
            "card": state.card, "ref": walk.ref, "title": walk.past.title, "begun_at": state.begun_at,
            "answers": len(state.answers), "over": bool(state.ended_at), "shared": state.is_shared,
        }
        for state in lessons.walks.list_own(opened)
        if (walk := _try_walk(opened, state.card))
    ]  # fmt: skip
    this_week = proposed and {"card": proposed.card, "ref": proposed.ref, "title": proposed.title}
    if args.json:
        output.write_json({"this_week": this_week, "walks": records})
        return 0
    rows = [
        [str(one["ref"]), str(one["title"]), str(one["answers"]),
         "shared" if one["shared"] else "over" if one["over"] else "under way"]
        for one in records
    ]  # fmt: skip
    if proposed and not proposed.is_begun:
        rows.append([proposed.ref, proposed.title, "", "this week"])
    if rows:
        output.write_table(("card", "title", "answers", ""), rows, yielding=("title",), right=("answers",))
    else:
        output.say(NONE)
    return 0


def _try_walk(opened: Workspace, card_id: str) -> Walk | None:
    try:
        return lessons.walks.read_walk(opened, card_id)
    except Refused:
        return None


def _write_walk(walk: Walk, opened: Workspace) -> None:
    past, board = walk.past, opened.board
    output.write_line(
        f"Walk · {past.title} · {walk.ref} · {'its end is below' if walk.is_over else 'its end is hidden'}"
    )
    for name, value in walking.list_fields(past, board, opened.today):
        output.write_line(f"  {name}: {value}")
    output.write_line("")
    answers = {answer.after: answer.words for answer in walk.state.answers}
    for step in walk.steps:
        _write_step(step, opened)
        if step.id in answers:
            output.write_line(f"    you said: {answers[step.id]}")
    if not walk.is_over:
        output.write_line(f"\n{walking.QUESTION}")
        output.say(f"{PRIVATE}\nkanban walk {walk.ref} --say TEXT answers and goes on; --next goes on without.")
        return
    end = walk.story.end
    reason = end.lost_reason or end.win_reason
    output.write_line(f"\n{end.stage} · {format_local_time(end.at, opened)}{f' · {reason}' if reason else ''}")
    for one in walk.lessons:
        if one.kind == "debrief":
            output.write_line(f"  debrief, {board.format_author(one)}: {one.words}")
        elif one.author != opened.member_id:
            for answer in one.answers:
                output.write_line(f"  {board.format_author(one)} said: {answer.words}")
    if walk.state.answers and not walk.state.is_shared:
        output.say(f"kanban walk {walk.ref} --share shows your answers to the others, on the card.")


def _write_step(step: Step, opened: Workspace) -> None:
    for line in step.lines:
        team = line.team[:1].upper() or "·"
        output.write_line(f"{team} {line.author} · {format_local_time(line.at, opened)} · {line.summary}")
        for part in line.body.splitlines() if len(line.body.splitlines()) > 1 else ():
            output.write_line(f"    {part}")


VERBS = {
    "walk": verb(
        run,
        positional("card", "CARD", "a deal that is over; without it, the one of this week", nargs="?"),
        option("--say", "TEXT", "what you would do now; then the next step is shown"),
        switch("--next", "show the next step without an answer"),
        switch("--share", "show your answers to the others, once the walk is over"),
        switch("--list", "list this week's walk and those that you began"),
        JSON,
        examples=(
            "kanban walk",
            "kanban walk k7q2mab --say 'write to the plant manager'",
            "kanban walk k7q2mab --share",
        ),
    ),
}

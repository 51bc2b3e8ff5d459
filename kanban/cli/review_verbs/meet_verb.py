"""`kanban meet`: the pipeline review, with an agenda out of the log, decisions, and minutes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.listing import print_cards
from kanban.cli.history_notice import describe_missing_history
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, switch, verb
from kanban.cli.progress import draw_progress
from kanban.domain.clock import iso
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.meetings import meeting_verbs, reviews
from kanban.domain.queries.query import read_day
from kanban.domain.values import dates, moments
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_short_money
from kanban.reports.answers.meeting_answer import answer_meeting
from kanban.reports.meetings import minutes
from kanban.reports.meetings.agenda import FIGURES, ITEMS, Agenda, Review, Row
from kanban.reports.meetings.agenda_record import build_meeting, build_record, describe, list_row_cards
from kanban.reports.meetings.lessons_items import describe_unmatched
from kanban.reports.page import minutes_page
from kanban.store import whole_file
from kanban.store.figures.board_facts import BoardFacts
from kanban.store.figures.review_cards import read_agenda_cards, read_cards

if TYPE_CHECKING:
    from kanban.domain.meetings.meeting import Decision, Kept
    from kanban.store.acts.writing import Verb
    from kanban.store.workspace import Workspace

NONE = "No pipeline review yet; kanban meet begin begins one, kanban meet decide TEXT … a decision."
SHOWN = 12
"""Cards of an item that the text lists; --json and --cards have all."""


def run_agenda(args: Namespace) -> int:
    """Print the agenda, the cards of one of its figures, or write minutes."""
    if args.minutes:
        _check_file(args)
    workspace = open_workspace_of(args)
    if args.minutes or args.day:
        return _write_minutes(args, workspace)
    agenda = _count_agenda(workspace)
    if args.cards:
        cards = agenda.list_cards(" ".join(args.cards.casefold().split()))
        if cards is None:
            raise UsageFault(f"“{args.cards}” is no figure. Try {', '.join(FIGURES)}.")
        print_cards(workspace, list(dict.fromkeys(cards)), json=args.json, csv=False)
    elif args.json:
        output.write_json(build_record(_read_review(workspace, agenda)))
    else:
        _write_agenda(workspace, agenda)
    return 0


def run_begin(args: Namespace) -> int:
    """Begin a review."""
    return _act(args, open_workspace_of(args), meeting_verbs.begin)


def run_decide(args: Namespace) -> int:
    """Write down a decision."""
    workspace = open_workspace_of(args)
    owner = workspace.board.find_member(args.owner)
    day = dates.parse_day(args.day, workspace.today)
    card = workspace.find(args.card).id if args.card else None
    words = " ".join(args.words)
    return _act(args, workspace, lambda view: meeting_verbs.decide(view, words, owner, day, args.measure or "", card))


def run_kept(args: Namespace) -> int:
    """Say that a decision was kept."""
    return _judge(args, "kept")


def run_not_kept(args: Namespace) -> int:
    """Say that a decision was not kept."""
    return _judge(args, "not kept")


def run_open(args: Namespace) -> int:
    """Remove the verdict on a decision."""
    return _judge(args, None)


def run_end(args: Namespace) -> int:
    """End the review, and write its minutes where a file is named."""
    if args.minutes:
        _check_file(args)
    workspace = open_workspace_of(args)
    if reviews.find_current(workspace.board, workspace.today) is None:
        raise Refused("No pipeline review goes on; kanban meet begin begins one.")
    figures = _count_agenda(workspace, is_last=True).encode_figures()
    code = _act(args, workspace, lambda view: meeting_verbs.end(view, figures))
    if args.minutes:
        _write_minutes(args, workspace)
    return code


def run_list(args: Namespace) -> int:
    """Print the reviews."""
    board = open_workspace_of(args).board
    if args.json:
        output.write_json([reviews.build_whole_record(meeting, board) for meeting in board.meetings])
        return 0
    if not board.meetings:
        output.say(NONE)
        return 0
    rows = []
    for meeting in board.meetings:
        verdicts = [one.verdict for one in reviews.list_made_in(board, meeting)]
        title = minutes.format_title(meeting, board).removeprefix("Pipeline review · ")
        rows.append([title, len(verdicts), verdicts.count("kept"), verdicts.count("not kept"), verdicts.count(None)])
    header = ("review", "decided", "kept", "not kept", "open")
    output.write_table(header, [[str(cell) for cell in row] for row in rows], right=header[1:])
    return 0


# -- what is done


def _act(args: Namespace, workspace: Workspace, act: Verb) -> int:
    act_result = workspace.act(act)
    output.narrate(act_result.summary, act_result.warnings)
    if args.json:
        meeting = reviews.find_before(workspace.board.meetings, None)
        output.write_json(build_meeting(workspace.board, meeting) if meeting else None)
    return 0


def _judge(args: Namespace, verdict: Kept | None) -> int:
    workspace = open_workspace_of(args)
    board = workspace.board
    earlier = reviews.list_earlier(board, reviews.find_current(board, workspace.today))
    if not earlier:
        raise NotFound("The last pipeline review decided nothing, so there is nothing to be kept.")
    decision = meeting_verbs.find_decision(earlier, " ".join(args.decision))
    return _act(args, workspace, lambda view: meeting_verbs.judge(view, decision, verdict))


def _count_agenda(workspace: Workspace, *, is_last: bool = False) -> Agenda:
    """Count the agenda; raises Refused where a part of the history is not here."""
    if missing := describe_missing_history(workspace):
        raise Refused(f"The agenda counts the whole history. {missing}")
    facts = BoardFacts(workspace, "", partial(draw_progress, "Reading the history"))
    return answer_meeting(workspace.board, facts, read_agenda_cards(workspace), iso(workspace.now()), is_last=is_last)


# -- minutes


def _check_file(args: Namespace) -> None:
    if args.minutes == "-" and args.json:
        raise UsageFault("--json and --minutes - both write to the output; give one of them.")
    if args.minutes != "-":
        whole_file.check(Path(args.minutes), force=args.force)


def _write_minutes(args: Namespace, workspace: Workspace) -> int:
    """Write the minutes of the review of a day, else of the last one, as Markdown or as a page."""
    board = workspace.board
    day: str | None = getattr(args, "day", None)
    meeting = (
        reviews.find_meeting(board, read_day(day, workspace.today))
        if day
        else reviews.find_before(board.meetings, None)
    )
    if meeting is None:
        raise NotFound(NONE)
    figures = meeting.figures
    if figures is None and meeting.is_on(board.zone, workspace.today):
        figures = _count_agenda(workspace).encode_figures()
    decisions = [*reviews.list_made_in(board, meeting), *reviews.list_earlier(board, meeting)]
    cards = read_cards(workspace, [*minutes.list_cards(figures), *(one.card for one in decisions if one.card)])
    titles = {card.id: card.title for card in cards.values()}
    sections = minutes.list_sections(meeting, board, figures, titles)
    title = minutes.format_title(meeting, board)
    if args.json and not args.minutes:
        output.write_json({**build_meeting(board, meeting), "figures": figures})
        return 0
    target = args.minutes or "-"
    is_page = target.casefold().endswith((".html", ".htm"))
    write = minutes_page.build_page if is_page else minutes.write_markdown
    words = write(title, board.name, sections)
    if target == "-":
        output.write(words)
        return 0
    with whole_file.open_draft(Path(target), force=args.force) as file:
        file.write(words.encode("utf-8"))
    output.say(f"Wrote the minutes {target}.")
    return 0


# -- cards


def _read_review(workspace: Workspace, agenda: Agenda) -> Review:
    cards = read_cards(workspace, list_row_cards(agenda))
    return Review(workspace.board, agenda, cards, workspace.today)


# -- text


def _write_agenda(workspace: Workspace, agenda: Agenda) -> None:
    board, today = workspace.board, workspace.today
    state = "goes on" if agenda.meeting else "not begun"
    since = moments.format_whole(agenda.bounds[0], today, board.zone)
    first = "" if agenda.before else " (the first one: the last seven days)"
    output.write_line(f"Pipeline review · {format_full_date(today)} · {state} · since {since}{first}")
    review = _read_review(workspace, agenda)
    sections = {one.title: one for one in minutes.list_counted(agenda.encode_figures(), agenda.before, board, {})}
    for number, (item, title) in enumerate(ITEMS.items(), 1):
        output.write_line()
        output.write_line(f"{number} {title}")
        if item == "last":
            movement = next(iter(sections.values()))
            _write_section(movement)
            _write_decisions(agenda.earlier, workspace, "Nothing was decided yet.")
        elif item == "decisions":
            _write_decisions(agenda.decided, workspace, "Nothing yet; kanban meet decide TEXT --owner NAME --on DAY.")
        else:
            _write_section(sections[title])
            for line in describe_unmatched(agenda.wants, board) if item == "objections" else ():
                output.write_line(f"  {line}")
            _write_cards(agenda.list_rows(item), review)


def _write_section(section: minutes.Section) -> None:
    for line in section.lines:
        output.write_line(f"  {line}")
    if section.rows:
        output.write_table((section.title.casefold(), "value", "deals"), section.rows, right=("value", "deals"))


def _write_decisions(decisions: Sequence[Decision], workspace: Workspace, nothing: str) -> None:
    if not decisions:
        output.write_line(f"  {nothing}")
        return
    rows = list(_list_decisions(decisions, workspace))
    output.write_table(
        ("", "verdict", "decision", "owner", "by", "worked if"), rows, yielding=("decision", "worked if")
    )


def _list_decisions(decisions: Sequence[Decision], workspace: Workspace) -> Iterator[list[str]]:
    for number, decision in enumerate(decisions, 1):
        yield [
            str(number), minutes.format_verdict(decision), decision.text,
            workspace.board.find_person_name(decision.owner),
            format_full_date(date.fromisoformat(decision.due_on)), decision.measure,
        ]  # fmt: skip


def _write_cards(rows: Sequence[Row], review: Review) -> None:
    here = [(row, card) for row in rows if (card := review.cards.get(row.card))]
    if not here:
        return
    listed = [
        [
            card.ref, card.title, "" if card.value is None else format_short_money(card.value, card.currency),
            describe(row, review),
        ]
        for row, card in here[:SHOWN]
    ]  # fmt: skip
    output.write_table(("card", "title", "value", "why"), listed, right=("value",), yielding=("title", "why"))
    if len(here) > SHOWN:
        output.write_line(f"  {len(here) - SHOWN:,} more; kanban meet --cards FIGURE lists them")


_MINUTES = option("--minutes", "FILE", "write the minutes: Markdown, or a page where the name ends in .html; - prints")
_FORCE = switch("--force", "replace a file that is there")
_DECISION = positional("decision", "DECISION", "its number in the agenda, or how it begins", nargs="+")

VERBS = {
    "meet": verb(
        run_agenda,
        _MINUTES,
        option("--on", "DAY", "the minutes of the review on this day (the last one)", dest="day"),
        option("--cards", "FIGURE", f"list the cards of a figure: {', '.join(FIGURES)}"),
        _FORCE,
        JSON,
        examples=(
            "kanban meet",
            "kanban meet decide 'call within a day' --owner Raj --on +1w --worked-if 'median under 8 h'",
            "kanban meet kept 1",
            "kanban meet end --minutes review.md",
        ),
        below={
            "list": verb(run_list, JSON, says="the reviews, and how many of their decisions were kept"),
            "begin": verb(run_begin, JSON, says="begin a review"),
            "decide": verb(
                run_decide,
                positional("words", "TEXT", "what was decided", nargs="+"),
                option("--owner", "NAME", "who sees to it", required=True),
                option("--on", "DAY", "by when: fri, +1w, 1 Dec", dest="day", required=True),
                option("--worked-if", "TEXT", "what will show that it worked", dest="measure"),
                option("--card", "CARD", "the card that it is about"),
                JSON,
                says="write down a decision, which begins a review if none goes on",
            ),
            "kept": verb(run_kept, _DECISION, JSON, says="an earlier decision was kept"),
            "not-kept": verb(run_not_kept, _DECISION, JSON, says="an earlier decision was not kept"),
            "open": verb(run_open, _DECISION, JSON, says="remove a verdict"),
            "end": verb(run_end, _MINUTES, _FORCE, JSON, says="end the review; its figures stay for the minutes"),
        },
    )
}

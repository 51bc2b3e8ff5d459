"""`kanban objection` and `kanban settle`: what prospects said against it, which play answers it, how it ended."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD, WHICH
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, verb
from kanban.domain import activity
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.playbook import objection_verbs, playbook_record
from kanban.domain.playbook.objection import OUTCOMES, Objection, find_outcome
from kanban.domain.playbook.play import find_play
from kanban.domain.playbook.typeahead import Typeahead
from kanban.domain.values import text
from kanban.store import playbooks
from kanban.store.workspace import Workspace


def run_objection(args: Namespace) -> int:
    """Log what the prospects of some cards said against it, and tell which plays fit."""
    opened = open_workspace_of(args)
    cards = [opened.find(name).id for name in args.card]
    play = find_play(playbooks.list_plays(opened), args.play).id if args.play else ""
    activity_id = _find_activity(opened, cards, args.activity) if args.activity else ""
    act_result = opened.act(
        lambda view: objection_verbs.log_objection(view, cards, args.words, play=play, activity=activity_id)
    )
    output.narrate(act_result.summary, act_result.warnings)
    playbook = playbooks.read_playbook(opened)
    new_ids = set(act_result.entity_ids)
    entries = [entry for entry in playbook.met if entry.objection.id in new_ids]
    suggested = () if play else Typeahead(playbook).suggest(args.words).plays
    answer = playbook.find_answer(entries[0].objection) if entries and not play else None
    plays = [answer, *(other for other in suggested if other.id != answer.id)] if answer else list(suggested)
    if args.json:
        output.write_json(
            [
                {
                    "card": entry.card,
                    **playbook_record.objection_record(entry.objection, opened.board, playbook.plays),
                    "suggested": [suggestion.title for suggestion in plays],
                }
                for entry in entries
            ]
        )  # fmt: skip
        return 0
    for suggestion in plays:
        figures = playbook.find_figures(suggestion)
        output.write_line(f"{suggestion.title} (used {figures.used}, resolved {figures.resolved})")
        for question in suggestion.questions[:1]:
            output.write_line(f"    {question}")
    if plays:
        output.say(f"kanban settle CARD --play '{plays[0].title}' chooses one; kanban play show tells all of it.")
    elif not play:
        request = next((one for one in playbook.requests for entry in one.met if entry.objection.id in new_ids), None)
        if request:
            waiting = output.several(len(request.cards), "card")
            output.say(f"No play fits. Marketing has the request; {waiting} {_wait(len(request.cards))} for it.")
    return 0


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _find_activity(opened: Workspace, cards: list[str], name: str) -> str:
    if len(cards) != 1:
        raise UsageFault("An activity is on one card; name that card alone.")
    return activity.find_activity(opened.list_activities(cards[0]), name).id


def run_settle(args: Namespace) -> int:
    """Say how an objection ended, or which play answers it."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    if args.outcome is None and args.play is None:
        raise UsageFault(f"Say how it ended ({', '.join(OUTCOMES)} or open), or give --play.")
    outcome = find_outcome(args.outcome) if args.outcome is not None else None
    entry = _choose_objection(playbooks.list_objections(opened, card.id), args.of, card.title)
    if args.play is not None:
        play = find_play(playbooks.list_plays(opened), args.play) if args.play else None
        act_result = opened.act(lambda view: objection_verbs.choose_play(view, entry.id, play))
        output.narrate(act_result.summary, act_result.warnings)
    if outcome is not None:
        act_result = opened.act(lambda view: objection_verbs.settle(view, [entry.id], outcome))
        output.narrate(act_result.summary, act_result.warnings)
    if args.json:
        after = next(one for one in playbooks.list_objections(opened, card.id) if one.id == entry.id)
        output.write_json(playbook_record.objection_record(after, opened.board, playbooks.list_plays(opened)))
    return 0


def _choose_objection(objections: list[Objection], words: str | None, title: str) -> Objection:
    """Return the objection that is meant: by its words or id, else the only one that is open, else the newest."""
    shortened = text.shorten(title, 60)
    if not objections:
        raise Refused(
            f"Nobody has logged an objection on “{shortened}”.", command="kanban objection CARD WORDS logs one"
        )
    if words:
        plain = text.fold(text.clean_line(words))
        matching = [entry for entry in objections if words == entry.id or plain in text.fold(entry.words)]
        if not matching:
            raise NotFound(f"No objection on “{shortened}” has the words “{text.shorten(words, 40)}”.")
        return matching[-1]
    open_ones = [entry for entry in objections if not entry.outcome]
    if len(open_ones) > 1:
        listed = ", ".join(f"“{text.shorten(entry.words, 40)}”" for entry in open_ones)
        raise UsageFault(f"“{shortened}” has several open objections: {listed}. Choose one with --of WORDS.")
    return (open_ones or objections)[-1]


VERBS = {
    "objection": verb(
        run_objection,
        positional("card", "CARD", f"one card or several, each by {WHICH}", nargs="+"),
        positional("words", "WORDS", "what the prospect said, in their words"),
        option("--play", "PLAY", "the play that answers it: its title, or the beginning of it"),
        option("--activity", "ACTIVITY", "the one in which it came up: its number, its id, or last"),
        JSON,
        examples=(
            "kanban objection k7q2mab 'does it run without your cloud?'",
            "kanban objection k7q2mab 'too much for one line' --play 'Too expensive'",
        ),
    ),
    "settle": verb(
        run_settle,
        CARD,
        positional("outcome", "OUTCOME", f"{', '.join(OUTCOMES)}, or open", nargs="?"),
        option("--of", "WORDS", "which objection, where the card has several: some of its words, or its id"),
        option("--play", "PLAY", "the play that answers it; empty for none"),
        JSON,
        examples=("kanban settle k7q2mab resolved", "kanban settle k7q2mab lost --of 'your cloud'"),
    ),
}

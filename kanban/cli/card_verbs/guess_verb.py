"""`kanban guess`: a team's chance that a card is won, out of sight until both teams' guesses are in."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, positional, verb
from kanban.domain.guesses import guess_record, guess_verbs
from kanban.domain.guesses.guess import parse_percent
from kanban.store.reading import read
from kanban.store.suggestions import guessing

if TYPE_CHECKING:
    from kanban.domain.card import Card
    from kanban.store.workspace import Workspace


def run_guess(args: Namespace) -> int:
    """Guess how a card ends, change that once, or show what is known of the guesses."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    if args.percent is not None:
        percent = parse_percent(args.percent)
        base = guessing.find_base_of(opened, card.id)
        act_result = opened.act(lambda view: guess_verbs.guess_outcome(view, card.id, percent, base))
        output.narrate(act_result.summary, act_result.warnings)
    guesses = guessing.list_guesses(opened, card.id)
    reader = opened.member_id or ""
    if args.json:
        output.write_json(
            {
                "card": card.id, "ref": card.ref, "title": card.title,
                "guesses": guess_record.build_records(guesses, opened.board, reader),
            }
        )  # fmt: skip
        return 0
    _write(opened, card, reader)
    return 0


def _write(opened: Workspace, card: Card, reader: str) -> None:
    guesses = guessing.list_guesses(opened, card.id)
    if not guesses:
        output.write_line("Nobody has guessed yet.")
        return
    output.write_line(guess_record.describe_guesses(guesses, opened.board))
    own = guess_record.find_known(guesses, reader)
    if own:
        output.write_line(guess_record.describe_base(own.base))
    if missing := guess_record.describe_missing(guesses):
        output.write_line(missing)
    if all(guess.is_shown for guess in guesses):
        return
    if own and own.author == reader and not own.is_revised:
        output.say(f"kanban guess {card.ref} PERCENT changes your guess once.")
    if not read.is_shared(opened.connection, opened.board.id):
        output.say(guess_record.LOCAL)


VERBS = {
    "guess": verb(
        run_guess,
        CARD,
        positional(
            "percent", "PERCENT", "how likely it is won: 0, 10, 20 … 100; without it what is known shows", nargs="?"
        ),
        JSON,
        examples=("kanban guess k7q2mab 60", "kanban guess k7q2mab --json"),
    ),
}

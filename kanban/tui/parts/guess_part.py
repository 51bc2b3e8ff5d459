"""Guesses: how likely a card is won, asked in two steps, and out of sight until both teams' are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import guesses
from kanban.domain.values.text import shorten
from kanban.store import suggestions
from kanban.store.reading import read
from kanban.tui import dialogs
from kanban.tui.parts.host import Part

if TYPE_CHECKING:
    from kanban.domain.guesses.guess import BaseRate, Guess

SCORED = "Scored at the close. No ranking of people."


class Guessing(Part):
    """The dialogs about guesses."""

    def action_guess(self) -> None:
        """Ask for a guess about the card, or for its one change; else show what is known."""
        host = self.host
        if not host.targets:
            host.do_nothing("No card to guess.")
            return
        if len(host.targets) > 1:
            host.do_nothing("Guess one card at a time.")
            return
        (card_id,) = host.targets
        if not self.may("member", "guess how a deal ends"):
            return
        card, me = host.workspace.card(card_id), host.workspace.me
        known = self._list(card_id)
        mine = guesses.guess_verbs.find_guess(known, me.team) if me else None
        is_closed = host.workspace.board.lane_of(card.stage).is_closed
        is_over = mine is not None and (mine.is_revised or me is None or mine.author != me.id)
        if is_over or any(guess.is_shown for guess in known):
            self._show(card.title, known)
        elif is_closed:
            host.do_nothing(guesses.guess_rights.CLOSED_ALREADY)
        elif mine:
            self._ask_change(card_id, card.title, mine.first, mine.base)
        else:
            self._ask_first(card_id, card.title)

    def _list(self, card_id: str) -> list[Guess]:
        none: list[Guess] = []
        return self.read(lambda: suggestions.guessing.list_guesses(self.host.workspace, card_id), none)

    def _ask_first(self, card_id: str, title: str) -> None:
        """Ask for the chance; the rate of like cards is not on the screen yet."""
        host = self.host
        dialog = dialogs.cards.guess_dialog.GuessDialog(
            f"Guess · {shorten(title, 36)} · 1 of 2", ["How likely is Won? In per cent."],
            dialogs.cards.guess_dialog.MIDDLE, self._note, act="next", leave="later",
        )  # fmt: skip

        def save(percent: int | None) -> None:
            if percent is None:
                return
            base = self.read(lambda: suggestions.guessing.find_base_of(host.workspace, card_id), None)
            host.worker.act(lambda view: guesses.guess_verbs.guess_outcome(view, card_id, percent, base))
            self._ask_change(card_id, title, percent, base)

        host.ask(dialog, save)

    def _ask_change(self, card_id: str, title: str, first: int | None, base: BaseRate | None) -> None:
        """Show the rate of like cards, and ask whether the guess is kept."""
        host = self.host
        sentence = f"You said {first}." if first is not None else "Your guess is in."
        dialog = dialogs.cards.guess_dialog.GuessDialog(
            f"Guess · {shorten(title, 36)} · 2 of 2",
            [f"{sentence} {guesses.guess_record.describe_base(base)}", "Keep it or change it once:"],
            dialogs.cards.guess_dialog.MIDDLE if first is None else first, self._note, act="save",
            leave="keep it" if first is None else f"keep {first}",
        )  # fmt: skip

        def change(percent: int | None) -> None:
            if percent is not None and percent != first:
                host.worker.act(lambda view: guesses.guess_verbs.guess_outcome(view, card_id, percent, base))

        host.ask(dialog, change)

    def _show(self, title: str, known: list[Guess]) -> None:
        board = self.host.workspace.board
        is_shown = any(guess.is_shown for guess in known)
        state = "both are in" if len(known) > 1 and is_shown else "shown" if is_shown else "not both in yet"
        lines = [guesses.guess_record.describe_guesses(known, board)]
        own = guesses.guess_record.find_known(known, self.host.workspace.member_id or "")
        if own:
            lines.append(guesses.guess_record.describe_base(own.base))
        lines += [guesses.guess_record.describe_missing(known), "" if is_shown else self._note, SCORED]
        heading = f"Guesses · {shorten(title, 28)} · {state}"
        self.host.ask(dialogs.cards.guess_dialog.GuessesDialog(heading, filter(None, lines)))

    @property
    def _note(self) -> str:
        """What is said where both teams use one machine."""
        workspace = self.host.workspace
        is_shared = self.read(lambda: read.is_shared(workspace.connection, workspace.board.id), True)
        return "" if is_shared else guesses.guess_record.LOCAL

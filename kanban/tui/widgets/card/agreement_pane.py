"""How a card stands to the agreement: the lines ahead of it, who ticked which and why, under which version it came here."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from kanban.domain.agreements import agreement_document, gate
from kanban.domain.agreements.agreement_lines import Check
from kanban.domain.values import text
from kanban.tui.commands import bound
from kanban.tui.messages import NothingDone, TickAsked
from kanban.tui.widgets.agreement_lines import LETTERS
from kanban.tui.widgets.card_view import MET, OPEN, CardView
from kanban.tui.widgets.line_list import Block, Lines


class LinePane(Lines):
    """The agreement's lines on one card; enter ticks one, x takes a tick back."""

    hint_place = "lines"

    BINDINGS: ClassVar[list[BindingType]] = [bound("panel_tick", "tick"), bound("panel_untick", "untick")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._card: str | None = None

    def show(self, view: CardView) -> None:
        """Show how this card stands; the same card's again stays where it was."""
        anew, self._card = self._card != view.card.id, view.card.id
        version, found = gate.find_effective_version(view.board), view.checks
        blocks = [Block("version", (version.hash, view.card.updated_at), partial(_head, view, len(found)), stop=False)]
        blocks += [
            Block(
                check.line.id,
                (check, view.today),
                partial(_lines, view, check, version.content.find_number(check.line)),
            )
            for check in found
        ]
        self.show_blocks(blocks, anew=anew)

    def action_tick(self) -> None:
        """Ask to vouch for the line under the cursor."""
        self._ask(on=True)

    def action_untick(self) -> None:
        """Ask to take its tick back."""
        self._ask(on=False)

    def _ask(self, *, on: bool) -> None:
        if self._card and self.cursor:
            self.post_message(TickAsked(self._card, self.cursor, on=on))
        else:
            self.post_message(NothingDone("There is no requirement here."))

    def picked(self) -> None:
        """Tick what was clicked twice."""
        self.action_tick()


def _head(view: CardView, count: int, width: int) -> list[Content]:
    """Return under which version the card came here, and what there is to say of the one that counts."""
    board, version = view.board, gate.find_effective_version(view.board)
    said = []
    passed = gate.read_passed(view.card.value_of(gate.PASSED))
    if passed:
        stage = text.clean_line(agreement_document.stage_name(board, passed.stage))
        said.append(
            f"It came to {stage} under {gate.name_version(board, passed.version)}, {len(passed.met)}/{passed.of} met."
        )
    if not version.is_live:
        said.append(
            "Nobody has signed an agreement yet: this one comes with the program and blocks nothing (= shows it)."
        )
    if not count:
        said.append("No line guards its stage or the next one.")
    return [*(line for each in said for line in Content(each).stylize("$muted").wrap(max(8, width - 2))), Content("")]


def _lines(view: CardView, check: Check, number: int, width: int) -> list[Content]:
    """Return one line: met or not, what it says, and below it who vouched for it and why, or what it asks."""
    line = check.line
    mark, style = (MET, "$success") if check.met else (OPEN, "$overdue" if line.kind == "fact" else "$unread")
    head = Content.assemble(
        f" {mark} " if not style else (f" {mark} ", f"bold {style}"), (f"{number:>2} ", "$muted"), (f"{LETTERS[line.team]} ", f"bold ${line.team}"),
    )  # fmt: skip
    room, pad = max(8, width - head.cell_length - 1), " " * head.cell_length
    first, *rest = Content(text.clean_line(line.says)).wrap(room)
    if check.tick:
        by, when = text.clean_line(view.board.find_person_name(check.tick.by)), view.when(check.tick.at)
        told = Content(f"{by}, {when}: {text.clean_line(check.tick.evidence)}")
    elif check.unknown:
        told = Content(
            f"{text.clean_line(line.fact)} · {gate.describe_mismatch(view.board, view.card, line)}: a lead of {line.team} may tick it"
        )
    elif line.kind == "fact":
        told = Content(text.clean_line(line.fact))
    else:
        mine = view.me is not None and view.me.team == line.team
        told = Content("enter ticks it, with what shows it" if mine else f"{gate.format_possessive(line.team)} to tick")
    stages = ", ".join(text.clean_line(agreement_document.stage_name(view.board, stage)) for stage in line.stages)
    below = (told + f" · {stages}").stylize("$muted")
    return [head + first, *(pad + each for each in rest), *(pad + each for each in below.wrap(room))]

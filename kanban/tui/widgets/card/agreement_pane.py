"""The requirements of one card: which are met, who ticked which and why, and under which version it came here."""

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
from kanban.tui.widgets.agreement_view import LETTERS
from kanban.tui.widgets.card_view import MET, OPEN, CardView
from kanban.tui.widgets.line_list import Block, LineList


class AgreementPane(LineList):
    """The requirements of one card; enter ticks one, x removes a tick."""

    hint_place = "lines"

    BINDINGS: ClassVar[list[BindingType]] = [bound("panel_tick", "tick"), bound("panel_untick", "untick")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._card: str | None = None

    def show(self, view: CardView) -> None:
        """Show this card's requirements; for the same card the cursor stays."""
        anew, self._card = self._card != view.card.id, view.card.id
        version, checks = gate.find_effective_version(view.board), view.checks
        blocks = [
            Block(
                "version", (version.hash, view.card.updated_at), partial(_draw_head, view, len(checks)), is_stop=False
            )
        ]
        blocks += [
            Block(
                check.line.id,
                (check, view.today),
                partial(_draw_requirement, view, check, version.content.find_number(check.line)),
            )
            for check in checks
        ]
        self.show_blocks(blocks, anew=anew)

    def action_tick(self) -> None:
        """Ask to tick the requirement under the cursor."""
        self._ask_for_tick(on=True)

    def action_untick(self) -> None:
        """Ask to remove the tick under the cursor."""
        self._ask_for_tick(on=False)

    def _ask_for_tick(self, *, on: bool) -> None:
        if self._card and self.cursor:
            self.post_message(TickAsked(self._card, self.cursor, is_ticked=on))
        else:
            self.post_message(NothingDone("There is no requirement here."))

    def activate_block(self) -> None:
        """Tick the requirement that was clicked twice."""
        self.action_tick()


def _draw_head(view: CardView, count: int, width: int) -> list[Content]:
    """Return under which version the card came to its stage, and notes on the version in force."""
    board, version = view.board, gate.find_effective_version(view.board)
    sentences = []
    passed = gate.read_passed(view.card.value_of(gate.PASSED))
    if passed:
        stage = text.clean_line(agreement_document.stage_name(board, passed.stage))
        sentences.append(
            f"It came to {stage} under {gate.name_version(board, passed.version)}, {len(passed.met)}/{passed.of} met."
        )
    if not version.is_live:
        sentences.append("Default agreement. Not signed yet, so it blocks nothing. =: show it")
    if not count:
        sentences.append("No requirements for this stage or the next.")
    room = max(8, width - 2)
    lines = [line for words in sentences for line in Content(words).stylize("$muted").wrap(room)]
    return [*(Content(" ") + line for line in lines), Content("")]


def _draw_requirement(view: CardView, check: Check, number: int, width: int) -> list[Content]:
    """Return one requirement: met or not, its words, and below them who ticked it and why, or what it needs."""
    line = check.line
    mark, style = (MET, "$success") if check.is_met else (OPEN, "$overdue" if line.kind == "fact" else "$unread")
    head = Content.assemble(
        (f" {mark} ", f"bold {style}"), (f"{number:>2} ", "$muted"), (f"{LETTERS[line.team]} ", f"bold ${line.team}"),
    )  # fmt: skip
    room, pad = max(8, width - head.cell_length - 1), " " * head.cell_length
    first, *rest = Content(text.clean_line(line.says)).wrap(room)
    if check.tick:
        by, when = text.clean_line(view.board.find_person_name(check.tick.by)), view.format_moment(check.tick.at)
        note = f"{by}, {when}: {text.clean_line(check.tick.evidence)}"
    elif check.is_unknown:
        mismatch = gate.describe_mismatch(view.board, view.card, line)
        note = f"{text.clean_line(line.fact)} · {mismatch}: a lead of {line.team} may tick it"
    elif line.kind == "fact":
        note = text.clean_line(line.fact)
    else:
        mine = view.me is not None and view.me.team == line.team
        note = "Enter: tick, with evidence" if mine else f"{gate.format_possessive(line.team)} to tick"
    stages = ", ".join(text.clean_line(agreement_document.stage_name(view.board, stage)) for stage in line.stages)
    below = Content(f"{note} · {stages}").stylize("$muted")
    return [head + first, *(pad + row for row in rest), *(pad + row for row in below.wrap(room))]

"""All parts of the board's screen: created once, each with the other parts that it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from inspect import isawaitable

from textual.message import Message

from kanban.tui import facts
from kanban.tui.commands import Command, CommandContext
from kanban.tui.parts.bars import Bars
from kanban.tui.parts.boards.agreement import Agreement
from kanban.tui.parts.boards.automations import Automations
from kanban.tui.parts.boards.campaigns import Campaigns
from kanban.tui.parts.boards.setup import Setup
from kanban.tui.parts.boards.wants import Wants
from kanban.tui.parts.cards import Cards
from kanban.tui.parts.exchange.exports import Exports
from kanban.tui.parts.exchange.imports import Imports
from kanban.tui.parts.figures.dashboard import Dashboard
from kanban.tui.parts.figures.goals import Goals
from kanban.tui.parts.figures.pipeline_review import PipelineReview
from kanban.tui.parts.filter import Filter
from kanban.tui.parts.guess_part import Guessing
from kanban.tui.parts.handoffs import Handoffs
from kanban.tui.parts.host import Host, Part
from kanban.tui.parts.lessons.learning import Lessons
from kanban.tui.parts.moves import Moves
from kanban.tui.parts.panel import Panel
from kanban.tui.parts.playbook.objecting import Objections
from kanban.tui.parts.search import Search
from kanban.tui.parts.team.members import Members
from kanban.tui.parts.team.sharing import Sharing
from kanban.tui.parts.waiting.inbox import Inbox
from kanban.tui.parts.waiting.next_five import NextFivePart
from kanban.tui.parts.waiting.today import Today
from kanban.tui.widgets.board_view.board_area import BoardArea


class BoardParts:
    """The parts, by name and as a list."""

    def __init__(
        self,
        host: Host,
        bars: Bars,
        board_area: BoardArea,
        commands: Sequence[Command],
        run: Callable[[str], Awaitable[object]],
        card_width: int,
    ) -> None:
        """Take the widgets in which parts mount others, all commands, and a function that runs a command by its id."""
        self.panel = Panel(host, board_area, card_width)
        self.filter = Filter(host, bars.status)
        self.search = Search(host, self.panel, self.filter, lambda: (commands, self.situation), run)
        self.cards = Cards(host, self.panel, self.search)
        self.objections = Objections(host, self.cards, self.search)
        self.guessing = Guessing(host)
        self.moves = Moves(host, self.cards)
        self.lessons = Lessons(host, self.cards)
        self.setup = Setup(host, self.filter)
        self.campaigns = Campaigns(host)
        self.automations = Automations(host, self.search)
        self.sharing = Sharing(host, self.panel, self.search, bars.status, commands)
        self.members = Members(host, self.panel, self.sharing)
        self.handoffs = Handoffs(host, self.cards, self.panel)
        self.wants = Wants(host, self.filter, self.search, self.handoffs)
        self.inbox = Inbox(
            host, self.cards, self.search, self.handoffs, self.members.action_member, self.wants.action_wants,
            self.lessons.walk,
        )  # fmt: skip
        self.today = Today(host, self.cards, self.search, self.handoffs, self.members.action_member)
        self.dashboard = Dashboard(host, self.search, self._open_goal)
        self.goals = Goals(host, self.dashboard)
        self.next_five = NextFivePart(
            host, self.cards, self.search, self.handoffs, self.dashboard, self.members.action_member
        )
        self.review = PipelineReview(host, self.cards, self.search, self.handoffs, self.dashboard, self.lessons.walk)
        self.imports = Imports(host)
        self.exports = Exports(host, self.filter)
        self.agreement = Agreement(host, commands)
        self._host, self._status = host, bars.status
        self._all: tuple[Part, ...] = tuple(part for part in vars(self).values() if isinstance(part, Part))
        self.actions: dict[str, Callable[[], object]] = {
            command.id: action
            for command in commands
            for part in self
            if (action := getattr(part, f"action_{command.id}", None))
        }
        """What the parts do, by the command's id."""
        self.actions["escape"] = self.escape

    def _open_goal(self) -> None:
        self.goals.action_goal()

    def __iter__(self) -> Iterator[Part]:
        return iter(self._all)

    async def run(self, command: str) -> bool:
        """Run a command by its id; return whether a part has it."""
        action = self.actions.get(command)
        if action and isawaitable(result := action()):
            await result
        return action is not None

    async def take(self, fact: facts.Fact) -> None:
        """Pass a fact to the parts: a refusal to the part that asked, any other to each part that handles it."""
        if not isinstance(fact, facts.Refused):
            await self.dispatch(fact.handler, fact)
            return
        self._host.say(fact.sentence, "warning")
        if owner := self.find_owner(fact.intent):
            owner.on_refused(fact)

    def find_owner(self, intent: Message | None) -> Part | None:
        """Return the part that a refusal belongs to: the one that asked, or the one with an open dialog; else None."""
        owners = [part for part in self if isinstance(intent, part.intents)]
        return owners[0] if owners else next((part for part in self if part.dialog), None)

    async def dispatch(self, handler: str, event: object) -> None:
        """Pass an intent or a fact to each part that has its handler."""
        for part in self:
            if method := getattr(part, handler, None):
                result = method(event)
                if isawaitable(result):
                    await result

    async def escape(self) -> None:
        """Cancel a drag, else close the card, else clear the selection, else clear the filter."""
        host = self._host
        if self.panel.drop_drag():
            host.do_nothing("Let go: it stays where it was.")
        elif self.panel.widget is not None:
            await self.panel.close()
        elif host.model.selected:
            host.model.selected.clear()
            host.lanes.draw()
            host.draw_bars()
        elif self.filter.is_set:
            self.filter.clear()
        elif self._status.has_result and not self._status.is_passing:
            host.say("")
        else:
            host.do_nothing("Nothing to close: this is the board.")

    def draw_header(self, bars: Bars) -> None:
        """Draw the header, with what the parts have to tell there."""
        host, inbox = self._host, (*self.inbox.bits, *self.today.bits, *self.imports.bits, *self.dashboard.bits)
        bars.draw_header(host.workspace, host.model.total, self.filter.filtered, host.width, self.sharing.bits, inbox)

    @property
    def situation(self) -> CommandContext:
        """What decides which commands are available now."""
        model, me = self._host.model, self._host.workspace.me
        summary = model.card_summary
        return CommandContext(
            has_card=summary is not None,
            selected=len(model.selected),
            hidden=model.hidden,
            has_panel=self.panel.card_id is not None,
            act=self.handoffs.act,
            is_lead=me is not None and me.role == "lead",
            has_next_step=bool(summary and (summary.next_step or summary.next_on)),
            is_shared=self.sharing.is_shared,
            has_links=self.panel.has_links,
        )

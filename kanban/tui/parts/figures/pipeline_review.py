"""The pipeline review on the board's screen: its agenda counted in a thread, and what the teams do on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from kanban import domain
from kanban.domain.board import TEAMS
from kanban.domain.errors import KanbanError, Refused
from kanban.domain.values.text import clean_line
from kanban.tui import dialogs, facts
from kanban.tui.parts import figures
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.meetings.meeting import Kept
    from kanban.reports.meetings.minutes import Section
    from kanban.tui.dialogs.figures.decision_form import TypedDecision
    from kanban.tui.dialogs.figures.review_lines import Line, Target
    from kanban.tui.dialogs.figures.review_screen import Place
    from kanban.tui.parts.cards import Cards
    from kanban.tui.parts.figures.dashboard import Dashboard
    from kanban.tui.parts.handoffs import Handoffs
    from kanban.tui.parts.search import Search


VERDICTS: dict[str, Kept] = {"kept": "kept", "not kept": "not kept"}


class PipelineReview(Part):
    """Steps through the agenda with the teams."""

    def __init__(
        self,
        host: Host,
        cards: Cards,
        search: Search,
        handoffs: Handoffs,
        dashboard: Dashboard,
        walk: Callable[[str], None],
    ) -> None:
        """Take other parts, and what walks a closed deal."""
        super().__init__(host)
        self._walk = walk
        self._cards, self._search, self._handoffs, self._dashboard = cards, search, handoffs, dashboard
        self._asked = 0
        """How often an agenda was asked for: only the last answer is shown."""

    @property
    def dialog(self) -> dialogs.figures.review_screen.ReviewScreen | None:
        """The open review."""
        return self.find_dialog(lambda: dialogs.figures.review_screen.ReviewScreen)

    def action_review(self) -> None:
        """Open the pipeline review."""
        self._open(None)

    def _open(self, place: Place | None) -> None:
        screen = dialogs.figures.review_screen.ReviewScreen(
            self.host.workspace.now, self._count, self._act, self._tell, self._list_minutes, self._write, place
        )

        def go_to(card: str | None) -> None:
            if card:
                self.host.run_worker(self._search.visit(card, lambda: self._open(screen.place)))

        self.host.ask(screen, go_to)

    def on_opened(self) -> None:
        """Forget what is being counted on the board before."""
        self._asked += 1

    def on_written(self, fact: facts.Written) -> None:
        """Count the open agenda again, and say there what was done."""
        if screen := self.dialog:
            if fact.sentence:
                screen.say(fact.sentence)
            self._count()

    def on_review_counted(self, fact: facts.ReviewCounted) -> None:
        """Show the agenda that was counted last."""
        screen = self.dialog
        if screen is None or fact.number != self._asked:
            return
        if fact.review:
            screen.show(fact.review)
        else:
            screen.complain(fact.sentence)

    # -- counting

    def _count(self) -> None:
        self._asked += 1
        number = self._asked
        self.host.run_worker(lambda: self._count_in_thread(number), thread=True, exclusive=True, group="review")

    def _count_in_thread(self, number: int) -> None:
        review, sentence = None, ""
        try:
            with closing(self.host.workspace.open_sibling()) as workspace, workspace.database.faults():
                review = figures.counting.count_review(workspace)
        except KanbanError as fault:
            sentence = str(fault)
        self.host.post_message(facts.Reported(facts.ReviewCounted(number, review, sentence)))

    # -- what is done there

    def _act(self, what: str, target: Target) -> None:  # noqa: C901 - one case a key
        verbs, worker = domain.meetings.meeting_verbs, self.host.worker
        match what:
            case "walk":
                self._walk(target.card)
            case "cards":
                self._list_cards(target)
            case "log":
                self._cards.ask_activity((target.card,))
            case "comment":
                self._cards.ask_comment(target.card)
            case "rule":
                self._rule(target.card)
            case "undo":
                worker.undo()
            case _ if not self.may("member", "take part in a pipeline review"):
                if screen := self.dialog:
                    screen.complain("Only members of this board can do that.")
            case "begin":
                worker.act(verbs.begin)
            case "decide":
                self._decide(target)
            case "end":
                self._end()
            case _ if decision := target.decision:
                verdict = VERDICTS.get(what)
                worker.act(lambda view: verbs.judge(view, decision, verdict))

    def _list_cards(self, target: Target) -> None:
        if screen := self.dialog:
            self._dashboard.list_cards(
                target.figure, target.cards, lambda: self.dialog, lambda: self._open(screen.place)
            )

    def _rule(self, card: str) -> None:
        """Rule on a contested return by the same dialog as on the board."""
        me = self.host.workspace.me
        registers = self.host.workspace.card(card)
        known: dict[str, Json] = {**registers.extra, "title": registers.title}
        whys = [
            domain.handoffs.contest.find_ruling_obstacle(self.host.workspace.board, me, known, verdict)
            if me
            else "Nobody acts here."
            for verdict in domain.handoffs.contest.VERDICTS
        ]
        screen = self.dialog
        if all(whys) and screen:
            screen.complain(whys[0] or "")
        else:
            self._handoffs.hand_over((card,), domain.handoffs.contest.VERDICTS)

    def _decide(self, target: Target) -> None:
        workspace = self.host.workspace
        me, title = workspace.me, self._cards.name_of((target.card,)) if target.card else ""

        def act(typed: TypedDecision | None) -> None:
            if typed:
                card = target.card or None
                self.host.worker.act(
                    lambda view: domain.meetings.meeting_verbs.decide(
                        view, typed.words, typed.owner, typed.due_on, typed.measure, card
                    )
                )

        form = dialogs.figures.decision_form.DecisionForm(
            workspace.board, workspace.today, me.name if me else "", clean_line(title)
        )
        self.host.ask(form, act)

    def _end(self) -> None:
        """End the review with what its agenda counts at this moment."""
        workspace = self.host.workspace
        if domain.meetings.reviews.find_current(workspace.board, workspace.today) is None:
            if screen := self.dialog:
                screen.complain("No pipeline review goes on. b: begin")
            return

        def count() -> None:
            try:
                with closing(self.host.workspace.open_sibling()) as sibling, sibling.database.faults():
                    counted = figures.counting.count_review(sibling, is_last=True).agenda.encode_figures()
            except KanbanError as fault:
                self.host.post_message(facts.Reported(facts.ReviewCounted(self._asked, None, str(fault))))
                return
            self.host.call_later(
                lambda: self.host.worker.act(lambda view: domain.meetings.meeting_verbs.end(view, counted))
            )

        self.host.run_worker(count, thread=True, group="review end")

    # -- what is told of a card, and minutes

    def _tell(self, card: str) -> Sequence[str]:
        """Return who said what in the contest of a card, and who ruled how."""
        board = self.host.workspace.board
        contested = self.read(lambda: domain.handoffs.contest.read(self.host.workspace.card(card).extra), None)
        if contested is None:
            return []
        lines = [f"Contested by {board.find_person_name(contested.by)}: “{clean_line(contested.words)}”"]
        if contested.reason:
            lines.append(f"Returned because: {clean_line(contested.reason)}")
        words = domain.handoffs.contest.RULED
        rulings = [
            f"{team}: {words[ruling.verdict] if (ruling := contested.rulings.get(team)) else 'not yet'}"
            for team in TEAMS
        ]
        return [*lines, f"Ruled by {' · '.join(rulings)}"]

    def _list_minutes(self) -> tuple[str, Sequence[Line]]:
        """Return the title and the lines of the minutes of the review that goes on, else of the last one."""
        minutes = self._build_minutes()
        if minutes is None:
            return "", list(dialogs.figures.review_lines.list_minutes("No pipeline review yet. b: begin", []))
        title, sections = minutes
        return title, list(dialogs.figures.review_lines.list_minutes(title, sections))

    def _build_minutes(self) -> tuple[str, Sequence[Section]] | None:
        screen = self.dialog
        review = screen.review if screen else None
        return figures.counting.build_minutes(review) if review else None

    def _write(self, name: str) -> str:
        minutes = self._build_minutes()
        if minutes is None:
            raise Refused("There are no minutes yet: no pipeline review was begun.")
        return figures.counting.write_minutes(*minutes, self.host.workspace.board.name, name)

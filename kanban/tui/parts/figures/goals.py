"""The goal's page: counted in a thread of its own; leads propose and sign there."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from kanban import domain
from kanban.domain.errors import KanbanError
from kanban.tui import dialogs, facts
from kanban.tui.parts import figures
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.goals.goal import Goal, Plan
    from kanban.reports.goals.goal_result import GoalReport
    from kanban.tui.parts.figures.dashboard import Dashboard
    from kanban.tui.widgets.dashboard_view.figure_lines import Figure


class Goals(Part):
    """Shows what came of a goal, and lets leads set one."""

    def __init__(self, host: Host, dashboard: Dashboard) -> None:
        super().__init__(host)
        self._dashboard = dashboard
        self._asked = 0
        """How often a goal was asked for: only the last answer is shown."""
        self._proposed = ""
        """The hash of the goal that was just proposed: it is shown next."""

    @property
    def dialog(self) -> dialogs.figures.goal_screen.GoalScreen | None:
        """The open page."""
        return self.find_dialog(lambda: dialogs.figures.goal_screen.GoalScreen)

    def action_goal(self) -> None:
        """Show the goal of today, else the one that was proposed last."""
        self.host.ask(dialogs.figures.goal_screen.GoalScreen(self._read, self._act, self._open_cards))

    def on_opened(self) -> None:
        """Forget what is being counted on the board before."""
        self._asked += 1

    def on_written(self, fact: facts.Written) -> None:
        """Count the goal again, and say there what was done."""
        if screen := self.dialog:
            if fact.sentence:
                screen.say(fact.sentence)
            present = screen.goal.hash if screen.goal else ""
            self._read(self._proposed or ("" if fact.board else present))
            self._proposed = ""

    # -- counting

    def _read(self, digest: str) -> None:
        self._asked += 1
        count = partial(self._count_in_thread, self._asked, digest)
        self.host.run_worker(count, thread=True, exclusive=True, group="goal")

    def _count_in_thread(self, number: int, digest: str) -> None:
        counted, sentence = None, ""
        try:
            with closing(self.host.workspace.open_sibling()) as workspace, workspace.database.faults():
                counted = workspace.board, figures.counting.count_goal(workspace, digest)
        except KanbanError as fault:
            sentence = str(fault)
        self.host.call_later(partial(self._show, number, counted, sentence))

    def _show(self, number: int, counted: tuple[Board, GoalReport | None] | None, sentence: str) -> None:
        screen = self.dialog
        if screen is None or number != self._asked:
            return
        if counted:
            screen.show(*counted)
        else:
            screen.complain(sentence)

    # -- what is done there

    def _act(self, what: str, goal: Goal | None) -> None:
        screen, worker = self.dialog, self.host.worker
        if what == "undo":
            worker.undo()
        elif not self.may("lead", "change the goal"):
            if screen:
                screen.complain("Only a lead can change the goal.")
        elif what == "edit":
            if screen:
                screen.edit()
        elif what == "propose_plan":
            self._propose(goal.plan if goal else None)
        elif what == "propose":
            workspace = self.host.workspace
            plan = goal.plan if goal else None
            form = dialogs.figures.goal_form.GoalForm(workspace.today, workspace.board.currency, plan)
            self.host.ask(form, self._propose)
        elif goal:
            worker.act(lambda view: domain.goals.goal_verbs.sign_goal(view, goal))

    def _propose(self, plan: Plan | None) -> None:
        if plan:
            if screen := self.dialog:
                screen.take_changes()
            self._proposed = domain.goals.goal.hash_plan(plan.encode())
            self.host.worker.act(lambda view: domain.goals.goal_verbs.propose_goal(view, plan))

    def _open_cards(self, figure: Figure) -> None:
        self._dashboard.list_cards(figure.title, figure.cards, lambda: self.dialog, self.action_goal)

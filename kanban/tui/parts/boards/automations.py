"""The board's automations (rules): made, changed and tried from one dialog."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kanban.domain import automations
from kanban.domain.change import Act
from kanban.domain.clock import iso
from kanban.tui import dialogs, facts
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.automations.rule_document import RuleDraft
    from kanban.domain.automations.rules import Rule
    from kanban.store.workspace import Workspace
    from kanban.tui.parts.search import Search

DAYS = 30
"""How far back a rule is tried."""


class Automations(Part):
    """The dialogs about rules."""

    def __init__(self, host: Host, search: Search) -> None:
        super().__init__(host)
        self._search = search

    @property
    def dialog(self) -> dialogs.boards.rules_dialog.RulesEditor | None:
        """The open list of rules."""
        return self.find_dialog(lambda: dialogs.boards.rules_dialog.RulesEditor)

    def action_rules(self) -> None:
        """Set up the rules."""
        if self.may("lead", "change rules"):
            workspace = self.host.workspace
            self.host.ask(dialogs.boards.rules_dialog.RulesEditor(workspace.board, workspace.today, self._edit))

    def _edit(self, edit: dialogs.boards.rules_dialog.RuleEdit) -> None:
        rule, draft, rule_verbs = edit.rule, edit.draft, automations.rule_verbs
        if edit.kind == "try":
            self._rehearse(rule, draft)
            return

        def verb(view: View) -> Act:
            if draft is not None:
                registers = draft.registers(view.board, view.today)
                if rule is None:
                    return rule_verbs.add_rule(view, str(draft.name), registers)
                return rule_verbs.set_rule(view, rule, {**registers, "name": draft.name})
            assert rule is not None  # noqa: S101 - all that is left is about a rule
            if edit.kind == "switch":
                return rule_verbs.set_rule(view, rule, {"on": not rule.on})
            return rule_verbs.remove_rule(view, rule)

        self.host.worker.act(verb)

    def _rehearse(self, rule: Rule | None, draft: RuleDraft | None) -> None:
        def job(workspace: Workspace) -> facts.RuleTried:
            now = workspace.now()
            if draft is not None:
                registers = draft.registers(workspace.board, workspace.today)
                tried_rule = automations.rules.read("", {**registers, "name": draft.name})
            else:
                assert rule is not None  # noqa: S101 - one of the two is given
                tried_rule = rule
            hits = workspace.rehearse(tried_rule, iso(now - timedelta(days=DAYS)), iso(now))
            return facts.RuleTried(tried_rule, tuple(hits), workspace.describe_missing_history())

        self.host.worker.run(job)

    def on_rule_tried(self, fact: facts.RuleTried) -> None:
        """Show when a rule would have run."""
        if self.dialog is None:
            return
        below: list[Any] = self.host.find_dialogs(lambda: dialogs.dialog_frame.Dialog)
        for dialog in below:
            dialog.complain("")

        async def go_to(card: str | None) -> None:
            if card:
                for dialog in reversed(below):
                    dialog.dismiss(None)
                await self._search.go_to(card)

        board, today = self.host.workspace.board, self.host.workspace.today
        self.host.ask(
            dialogs.boards.rules_dialog.RuleTrial(fact.rule, fact.hits, DAYS, board, today, fact.missing), go_to
        )

    def on_written(self, fact: facts.Written) -> None:
        """Show the rules as they are now."""
        if fact.board is not None and (editor := self.dialog):
            editor.show(self.host.workspace.board)

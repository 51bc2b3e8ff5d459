"""What is asked about the board's rules: made, changed and tried from one dialog."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kanban.domain.acts.view import View
from kanban.domain.change import Act
from kanban.domain.clock import iso
from kanban.tui import messages
from kanban.tui.screens.setting_up import SettingUp

if TYPE_CHECKING:
    from textual.message import Message

    from kanban.domain.automations.rule_document import Draft
    from kanban.domain.automations.rules import Rule
    from kanban.store.workspace import Workspace
    from kanban.tui.dialogs.boards.rules_dialog import RuleEdit, RulesEditor

DAYS = 30
"""How far back a rule is tried."""


class Ruling(SettingUp):
    """The questions about rules."""

    def action_rules(self) -> None:
        """Set up the rules."""
        if not self.may("lead", "change rules"):
            return
        from kanban.tui.dialogs.boards.rules_dialog import RulesEditor

        self.app.push_screen(RulesEditor(self.workspace.board, self.workspace.today, self._rule))

    def _rule(self, edit: RuleEdit) -> None:
        rule, draft = edit.rule, edit.draft
        if edit.kind == "try":
            self._try(rule, draft)
            return

        from kanban.domain.automations import rule_verbs

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

        self.worker.act(verb)

    def _try(self, rule: Rule | None, draft: Draft | None) -> None:
        from kanban.domain.automations import rules

        def job(workspace: Workspace) -> Message:
            now = workspace.now()
            if draft is not None:
                wanted = rules.read("", {**draft.registers(workspace.board, workspace.today), "name": draft.name})
            else:
                assert rule is not None  # noqa: S101 - one of the two is given
                wanted = rule
            hits = workspace.rehearse(wanted, iso(now - timedelta(days=DAYS)), iso(now))
            return messages.RuleTried(wanted, tuple(hits), workspace.missing_history())

        self.worker.run(job)

    async def on_rule_tried(self, event: messages.RuleTried) -> None:
        """Show what a rule would have done."""
        if self._rules_editor() is None:
            return
        from kanban.tui.dialogs.boards.rules_dialog import RuleTrial
        from kanban.tui.dialogs.dialog_frame import Dialog

        below = [screen for screen in self.app.screen_stack if isinstance(screen, Dialog)]
        for dialog in below:
            dialog.complain("")

        async def chosen(card: str | None) -> None:
            if card:
                for dialog in reversed(below):
                    dialog.dismiss(None)
                await self.reach(card)

        board, today = self.workspace.board, self.workspace.today
        self.app.push_screen(RuleTrial(event.rule, event.hits, DAYS, board, today, event.missing), chosen)

    def _rules_editor(self) -> RulesEditor | None:
        if len(self.app.screen_stack) == 1:
            return None
        from kanban.tui.dialogs.boards.rules_dialog import RulesEditor

        return next((screen for screen in self.app.screen_stack if isinstance(screen, RulesEditor)), None)

    def written(self, event: messages.BoardWritten) -> None:
        """Show the rules as they are now."""
        super().written(event)
        editor = self._rules_editor() if event.board is not None else None
        if editor:
            editor.show(self.workspace.board)

    def on_refused(self, event: messages.Refused) -> None:
        """Say it in the dialog that asked for it."""
        editor = self._rules_editor()
        if editor:
            editor.complain(event.sentence)

"""Setting up the board: its settings, and its stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import acts, queries
from kanban.domain.change import Act
from kanban.domain.values import text
from kanban.tui import dialogs
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.tui import facts
    from kanban.tui.parts.filter import Filter


class Setup(Part):
    """The dialogs about the board itself."""

    def __init__(self, host: Host, filter_: Filter) -> None:
        super().__init__(host)
        self._filter = filter_

    @property
    def dialog(self) -> dialogs.boards.stages_dialog.StagesEditor | None:
        """The open list of stages."""
        return self.find_dialog(lambda: dialogs.boards.stages_dialog.StagesEditor)

    def action_settings(self) -> None:
        """Change the board's settings."""
        if not self.may("lead", "change the board's settings"):
            return

        def change(pairs: dict[str, str] | None) -> None:
            if pairs:
                self.host.worker.act(lambda view: acts.board_verbs.set_board(view, pairs))

        self.host.ask(dialogs.boards.board_form.BoardForm(self.host.workspace.board), change)

    def action_stages(self) -> None:
        """Set up the stages."""
        if self.may("lead", "change stages"):
            self.host.ask(dialogs.boards.stages_dialog.StagesEditor(self.host.workspace.board, self._edit_stage))

    def _edit_stage(self, edit: dialogs.boards.stages_dialog.StageEdit) -> None:
        """Change the stages; ask before a name is used that another stage had before."""
        board_verbs, old_names = acts.board_verbs, queries.old_names
        board, name = self.host.workspace.board, edit.pairs.get("name", "")
        own = board.stage(edit.stage) if edit.kind == "set" else None
        former = board_verbs.find_former_stages(board, name, own) if name else []
        if not former:
            self._change_stage(edit)
            return
        views = [(view.name, view.query) for view in self._filter.list_views()]
        used = old_names.describe_uses(old_names.find_uses(board, views, "stage", name, self.host.workspace.today))

        def change(answer: bool | None) -> None:
            if answer:
                self._change_stage(edit, anyway=True)

        sentence = f"{board_verbs.OldName(text.clean_line(name), former[0].name)} {used}"
        self.host.ask(dialogs.confirm.Confirm(sentence, "use anyway", heading="An old name"), change)

    def _change_stage(self, edit: dialogs.boards.stages_dialog.StageEdit, *, anyway: bool = False) -> None:
        board_verbs = acts.board_verbs

        def verb(view: View) -> Act:
            stage = view.board.stage(edit.stage)
            match edit.kind:
                case "add":
                    pairs = {key: value for key, value in edit.pairs.items() if key != "name"}
                    settings = board_verbs.read_stage(pairs)
                    name = edit.pairs["name"]
                    return board_verbs.add_stage(view, name, after=stage, settings=settings, anyway=anyway)
                case "set":
                    return board_verbs.set_stage(view, stage, board_verbs.read_stage(edit.pairs), anyway=anyway)
                case "move":
                    return board_verbs.move_stage(view, stage, edit.steps)
                case _:
                    heir = view.board.stage(edit.marks_to) if edit.marks_to else None
                    return board_verbs.remove_stage(view, stage, marks_to=heir)

        self.host.worker.act(verb)

    def on_written(self, fact: facts.Written) -> None:
        """Show the stages as they are now."""
        if fact.board is not None and (editor := self.dialog):
            editor.show(self.host.workspace.board)

"""What is asked about the board itself: who acts, its stages, its views; and the palette over all of it.

As in `asking`, a dialog is imported where it is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kanban.domain.acts.view import View
from kanban.domain.change import Act
from kanban.domain.values import text
from kanban.store.reading import read
from kanban.tui import messages
from kanban.tui.screens.filtering import Filtering
from kanban.tui.screens.reading import Reading

if TYPE_CHECKING:
    from kanban.store.local.saved_views import SavedView
    from kanban.tui.dialogs.boards.saved_views_dialog import ViewAnswer
    from kanban.tui.dialogs.boards.stages_dialog import StageEdit, StagesEditor
    from kanban.tui.widgets.inputs.type_ahead import Item


class SettingUp(Filtering, Reading):
    """The questions about the board."""

    # -- who acts

    def action_member(self) -> None:
        """Ask who acts."""
        from kanban.tui.dialogs.boards.switch_member import NewMember, SwitchMember

        def chosen(answer: str | NewMember | None) -> None:
            if isinstance(answer, NewMember):
                self.worker.add_member(messages.MemberAsked(answer.name, answer.team))
            elif answer:
                self.act_as(answer)

        self.app.push_screen(SwitchMember(self.workspace.board, self.workspace.me), chosen)

    def act_as(self, member: str) -> None:
        """Act and read as another member from now on."""
        self.workspace.member_id = member
        self.worker.act_as(member)
        self.model.faces.clear()
        self.lanes.draw()
        if self.open_card:
            self.follow(self.open_card)
        me = self.workspace.me
        self.say_header()
        if me:
            self.tell(f"You are {me.name} of {me.team} now.")
        self.post_message(messages.MemberPicked(member))

    def written(self, event: messages.BoardWritten) -> None:
        """Act as the member who was just added."""
        super().written(event)
        if isinstance(event.asked, messages.MemberAsked) and event.made:
            self.act_as(event.made[0])
        if event.board is not None:
            self._show_stages()

    # -- the board's settings, and its stages

    def action_settings(self) -> None:
        """Set up the board itself."""
        if not self.may("lead", "change the board's settings"):
            return
        from kanban.domain.acts import board_verbs
        from kanban.tui.dialogs.boards.board_form import BoardForm

        def kept(pairs: dict[str, str] | None) -> None:
            if pairs:
                self.worker.act(lambda view: board_verbs.set_board(view, pairs))

        self.app.push_screen(BoardForm(self.workspace.board), kept)

    def action_stages(self) -> None:
        """Set up the stages."""
        if not self.may("lead", "change stages"):
            return
        from kanban.tui.dialogs.boards.stages_dialog import StagesEditor

        self.app.push_screen(StagesEditor(self.workspace.board, self._set_up))

    def _set_up(self, edit: StageEdit) -> None:
        """Change the stages; a name that another stage had before is given away only when somebody says so."""
        from kanban.domain.acts import board_verbs
        from kanban.domain.queries import old_names
        from kanban.tui.dialogs.confirm import Confirm

        board, name = self.workspace.board, edit.pairs.get("name", "")
        own = board.stage(edit.stage) if edit.kind == "set" else None
        former = board_verbs.find_former_stages(board, name, own) if name else []
        if not former:
            self._change_stage(edit)
            return
        views = [(view.name, view.query) for view in self._views()]
        used = old_names.describe_uses(old_names.find_uses(board, views, "stage", name, self.workspace.today))

        def sure(answer: bool | None) -> None:
            if answer:
                self._change_stage(edit, anyway=True)

        sentence = f"{board_verbs.OldName(text.clean_line(name), former[0].name)} {used}"
        self.app.push_screen(Confirm(sentence, "use anyway", heading="An old name"), sure)

    def _change_stage(self, edit: StageEdit, *, anyway: bool = False) -> None:
        from kanban.domain.acts import board_verbs

        def verb(view: View) -> Act:
            stage = view.board.stage(edit.stage)
            match edit.kind:
                case "add":
                    settings = board_verbs.read_stage(_rest(edit))
                    return board_verbs.add_stage(
                        view, edit.pairs["name"], after=stage, settings=settings, anyway=anyway
                    )
                case "set":
                    return board_verbs.set_stage(view, stage, board_verbs.read_stage(edit.pairs), anyway=anyway)
                case "move":
                    return board_verbs.move_stage(view, stage, edit.steps)
                case _:
                    return board_verbs.remove_stage(view, stage)

        self.worker.act(verb)

    def _editor(self) -> StagesEditor | None:
        if len(self.app.screen_stack) == 1:
            return None
        from kanban.tui.dialogs.boards.stages_dialog import StagesEditor

        return next((screen for screen in self.app.screen_stack if isinstance(screen, StagesEditor)), None)

    def _show_stages(self) -> None:
        editor = self._editor()
        if editor:
            editor.show(self.workspace.board)

    def on_refused(self, event: messages.Refused) -> None:
        """Say it in the dialog that asked for it."""
        editor = self._editor()
        if editor:
            editor.complain(event.sentence)

    # -- views

    def action_views(self) -> None:
        """Offer the saved views."""
        from kanban.tui.dialogs.boards.saved_views_dialog import SavedViews

        views = [(view.name, view.query) for view in self._views()]

        def chosen(answer: ViewAnswer | None) -> None:
            if answer:
                self._use_view(answer)

        self.app.push_screen(SavedViews(views, self.asked), chosen)

    def _views(self) -> list[SavedView]:
        none: list[SavedView] = []
        return self.read(self.workspace.views, none)

    def _use_view(self, answer: ViewAnswer) -> None:
        match answer.kind:
            case "show":
                self.post_message(messages.ViewPicked(answer.query))
            case "save":
                if self.read(lambda: self.workspace.save_view(answer.name, answer.query), None):
                    self.tell(f"Saved the view {answer.name}.")
            case "remove":
                if self.read(lambda: self.workspace.remove_view(answer.name), None):
                    self.tell(f"Removed the view {answer.name}.")

    # -- the palette

    def action_palette(self) -> None:
        """Find a command, a lane, a view or a card by typing."""
        from kanban.tui.dialogs.command_palette import Palette
        from kanban.tui.widgets.inputs.type_ahead import Item

        now = self.situation
        items = [
            Item(f"command:{each.id}", each.title, each.label, search=each.help)
            for each in self.commands
            if each.palette and each.available(now)
        ]
        items += [
            Item(f"lane:{stage.id}", f"{stage.name}", f"lane · {self.model.lane_models[stage.id].summary.cards:,}")
            for stage in self.workspace.board.stages
        ]
        items += [Item(f"view:{view.query}", view.name, "view", search=view.query) for view in self._views()]

        self.app.push_screen(Palette(items, self._find), self._picked)

    async def _picked(self, key: str | None) -> None:
        kind, _, what = (key or "").partition(":")
        match kind:
            case "command":
                await self.run_action(what)
            case "lane":
                self.lanes.enter(what)
            case "view":
                self.post_message(messages.ViewPicked(what))
            case "card":
                await self.reach(what)

    async def _find(self, typed: str) -> Sequence[Item]:
        return [replace(line.item, key=f"card:{line.id}") for line in await self.look_up(typed)]

    async def reach(self, card: str) -> None:
        """Put the cursor on a card if it shows; open it in any case."""
        where = self.read(lambda: read.number_of(self.workspace.connection, card), None)
        if where:
            number, lane, _ = where
            lane_model = self.model.lane_models.get(lane)
            place = lane_model.find(number) if lane_model else None
            if place is not None:
                self.lanes.enter(lane, place)
        await self.show_card(card)


def _rest(edit: StageEdit) -> dict[str, str]:
    return {key: value for key, value in edit.pairs.items() if key != "name"}

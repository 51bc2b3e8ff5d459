"""The board's campaigns: their list, made and changed from one dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import acts
from kanban.domain.change import Act
from kanban.store import reading
from kanban.tui import dialogs
from kanban.tui.parts.host import Part

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.tui import facts


class Campaigns(Part):
    """The dialog about campaigns."""

    @property
    def dialog(self) -> dialogs.boards.campaigns_dialog.CampaignsEditor | None:
        """The open list of campaigns."""
        return self.find_dialog(lambda: dialogs.boards.campaigns_dialog.CampaignsEditor)

    def action_campaigns(self) -> None:
        """Show the campaigns, to be changed by marketing and leads."""
        workspace = self.host.workspace
        editor = dialogs.boards.campaigns_dialog.CampaignsEditor(workspace.board, workspace.today, self._change)
        self.host.ask(editor)

    def _change(self, edit: dialogs.boards.campaigns_dialog.CampaignEdit) -> None:
        campaign_verbs, workspace = acts.campaign_verbs, self.host.workspace
        name = edit.campaign.name if edit.campaign and "name" in edit.pairs else ""
        cards: list[str] = []
        if name:
            cards = self.read(
                lambda: reading.vocabulary.list_cards_of_campaign(workspace.connection, workspace.board.id, name), cards
            )

        def verb(view: View) -> Act:
            if edit.campaign is None:
                settings = {key: value for key, value in edit.pairs.items() if key != "name"}
                return campaign_verbs.add_campaign(view, edit.pairs.get("name", ""), settings)
            if edit.kind == "remove":
                return campaign_verbs.remove_campaign(view, edit.campaign)
            return campaign_verbs.set_campaign(view, edit.campaign, edit.pairs, cards)

        self.host.worker.act(verb)

    def on_written(self, fact: facts.Written) -> None:
        """Show the campaigns as they are now."""
        if fact.board is not None and (editor := self.dialog):
            editor.show(self.host.workspace.board)

"""The board's campaigns: add, edit, remove. Changes apply at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Literal

from textual.content import Content

from kanban import cell_width
from kanban.domain.acts import campaign_verbs
from kanban.domain.board import Board
from kanban.domain.campaign import SETTINGS, Campaign
from kanban.domain.values import dates, money, text
from kanban.domain.values.money import decimal_text
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_editor import BoardEditor, Row, RowAct


@dataclass(frozen=True, slots=True)
class CampaignEdit:
    """One change to the campaigns, for `kanban.domain.acts.campaign_verbs`."""

    kind: Literal["add", "set", "remove"]
    campaign: Campaign | None = None
    """The one to change or remove."""
    pairs: dict[str, str] = field(default_factory=dict)
    """Settings as typed; `add` has a name among them."""


HINTS = {
    "name": "e.g. Steel webinar", "type": "e.g. Webinar", "status": "e.g. Planned", "planned_cost": "e.g. 4000",
    "actual_cost": "e.g. 3850", "from": "e.g. 3 Dec 2026", "to": "e.g. 5 Dec 2026",
}  # fmt: skip
CALLED = {"planned_cost": "Planned cost", "actual_cost": "Actual cost", "from": "First day", "to": "Last day"}


class CampaignForm(Form[dict[str, str]]):
    """`CampaignForm(campaign, board, today)` → the settings that changed, as typed; None makes a new one."""

    def __init__(self, campaign: Campaign | None, board: Board, today: date) -> None:
        self._campaign = campaign or Campaign("", "?")
        self._board, self._today = board, today
        self._before = list_settings(campaign)
        entries = [self._make_entry(name, value) for name, value in self._before.items()]
        super().__init__(text.clean_line(campaign.name) if campaign else "New campaign", entries)

    def _make_entry(self, name: str, value: str) -> Entry:
        hint = self._board.currency if name == "currency" else HINTS[name]
        return Entry(name, CALLED.get(name, name.capitalize()), value, hint=hint, reading=partial(self._check, name))

    def _check(self, name: str, typed: str) -> str:
        """Raise KanbanError for a refused value; return how a day is read."""
        if name == "name":
            campaign_verbs.read_name(typed)
            return ""
        if name in {"from", "to"}:
            return f"→ {dates.format_full_date(dates.parse_day(typed, self._today))}" if typed else ""
        blank = replace(self._campaign, planned_cost=None, actual_cost=None)
        campaign_verbs.read_settings(blank, {name: typed}, self._board.currency, self._today)
        return ""

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the settings that changed; raises UsageFault for costs or days that do not go together."""
        changed = {name: value for name, value in values.items() if value != self._before[name]}
        settings = {name: value for name, value in changed.items() if name != "name"}
        campaign_verbs.read_settings(self._campaign, settings, self._board.currency, self._today)
        return changed


def list_settings(campaign: Campaign | None) -> dict[str, str]:
    """Return a campaign's settings as people type them."""
    if campaign is None:
        return dict.fromkeys(("name", *SETTINGS), "")
    values = campaign.encode()
    costs = {"planned_cost": campaign.planned_cost, "actual_cost": campaign.actual_cost}
    typed = {name: "" if minor is None else decimal_text(minor, campaign.currency) for name, minor in costs.items()}
    return {name: text.clean_line(str(values[name] or "")) for name in ("name", *SETTINGS)} | typed


class CampaignsEditor(BoardEditor[Campaign]):
    """`CampaignsEditor(board, today, ask)`; the screen answers with `show` and the board, or `complain`."""

    LEAST = 3
    nothing = Content(
        " No campaigns yet. Cards find a campaign by its name;\n"
        " here stand its type, status, costs and days. a: add one"
    ).stylize("$muted")

    def __init__(self, board: Board, today: date, ask: Callable[[CampaignEdit], None]) -> None:
        acts: list[RowAct[Campaign]] = [
            RowAct("enter,e", "edit", self._edit),
            RowAct("a,n", "add", always=self._add),
            RowAct("x,d,delete", "remove", lambda campaign: ask(CampaignEdit("remove", campaign))),
        ]
        super().__init__("Campaigns", acts, board)
        self._today, self._ask = today, ask

    def list_rows(self) -> list[Row[Campaign]]:
        """Return the campaigns, by name."""
        campaigns = self._board.campaigns
        widest = max((cell_width.cells(text.clean_line(one.name)) for one in campaigns), default=0)
        return [Row(one.id, one, (one, widest), partial(_draw_campaign, one, min(widest, 32))) for one in campaigns]

    def _edit(self, campaign: Campaign) -> None:
        """Edit the settings of a campaign."""
        form = CampaignForm(campaign, self._board, self._today)
        self.ask_first(form, lambda pairs: self._ask(CampaignEdit("set", campaign, pairs)))

    def _add(self) -> None:
        """Add a campaign."""
        form = CampaignForm(None, self._board, self._today)
        self.ask_first(form, lambda pairs: self._ask(CampaignEdit("add", pairs=pairs)))


def _draw_campaign(campaign: Campaign, wide: int, width: int) -> list[Content]:
    """Return a campaign with its settings, in one line."""
    marks = [text.clean_line(mark) for mark in (campaign.type, campaign.status) if mark]
    costs = (campaign.actual_cost, ""), (campaign.planned_cost, " planned")
    marks += [
        f"{money.format_short_money(minor, campaign.currency)}{kind}" for minor, kind in costs if minor is not None
    ]
    days = [dates.format_full_date(date.fromisoformat(day)) for day in (campaign.begins, campaign.ends) if day]
    marks += [" – ".join(days)] if days else []
    name = cell_width.pad(cell_width.shorten(text.clean_line(campaign.name), wide), wide)
    line = Content.assemble((f" {name}", "bold"), (f"  {' · '.join(marks)}", "$muted"))
    return [line.truncate(width, ellipsis=True)]

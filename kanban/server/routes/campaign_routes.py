"""Campaigns over REST: what marketing runs, and what it costs."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.acts import campaign_verbs
from kanban.domain.board import Board
from kanban.domain.campaign import SETTINGS, Campaign
from kanban.domain.change import Act
from kanban.domain.errors import NotFound
from kanban.server import shapes
from kanban.server.access import BoardId, Key, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import Once, example, request_digest
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/campaigns", tags=["structure"], route_class=Route)

HERE = "/v1/boards/$BOARD/campaigns"
PROBLEMS = problem_responses(401, 403, 404, 409)

Cost = rest_records.Line | rest_records.Number | None


class _Settings(BaseModel):
    """Settings of a campaign. Values are read as on the command line; null clears."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    type: rest_records.Line | None = None
    status: rest_records.Line | None = None
    currency: Literal[""] | rest_records.Line | None = Field(None, description="The board's, unless one is given.")
    planned_cost: Cost = None
    actual_cost: Cost = None
    begins: rest_records.Line | None = Field(None, alias="from", description="Its first day.")
    to: rest_records.Line | None = Field(None, description="Its last day.")

    def as_typed(self, currency: str) -> dict[str, str]:
        """Return the given settings as if they were typed; empty text clears. Numbers are amounts in `currency`."""
        code = (self.currency or currency).upper()
        values = {name: getattr(self, "begins" if name == "from" else name) for name in SETTINGS}
        names_set = self.model_fields_set
        return {
            name: rest_records.format_typed(name, value, code)
            for name, value in values.items()
            if ("begins" if name == "from" else name) in names_set
        }


class NewCampaign(_Settings):
    """A campaign to add."""

    name: rest_records.Line


class CampaignEdit(_Settings):
    """What to change about a campaign."""

    name: rest_records.Line | None = Field(None, description="Another spelling of its name.")


class CampaignRecord(BaseModel):
    """A campaign; cards find it by its name."""

    id: str
    name: str
    type: str | None
    status: str | None
    currency: str | None
    planned_cost: str | None = Field(description="Decimal text.")
    actual_cost: str | None = Field(description="Decimal text.")
    begins: str | None = Field(alias="from", description="Its first day.")
    to: str | None = Field(description="Its last day.")


class Campaigns(BaseModel):
    """The campaigns of a board, by name."""

    campaigns: list[CampaignRecord]


@router.get(
    "",
    summary="List the campaigns",
    response_model=Campaigns,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", HERE),
)
def campaigns(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the campaigns of the board, by name. Cards may name others, too."""
    listed = store.board(hub, who, board).campaigns
    return answer(request, {"campaigns": [campaign.build_record() for campaign in listed]})


@router.post(
    "",
    status_code=201,
    summary="Add a campaign",
    response_model=CampaignRecord,
    responses=PROBLEMS,
    openapi_extra=example("POST", HERE, {"name": "Steel webinar", "type": "Webinar", "planned_cost": "4000"}),
)
def add_campaign(
    request: Request, hub: Store, who: Who, board: BoardId, body: NewCampaign, once: Once = None
) -> Response:
    """List a campaign. Members of marketing and leads may."""

    def verb(view: store.ServerView) -> Act:
        return campaign_verbs.add_campaign(view, body.name, body.as_typed(view.board.currency))

    campaign_id = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _find_campaign(store.board(hub, who, board), campaign_id).build_record(), 201)


@router.patch(
    "/{campaign}",
    summary="Change a campaign",
    response_model=CampaignRecord,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/$CAMPAIGN", {"status": "Completed", "actual_cost": 3850}),
)
def change_campaign(
    request: Request, hub: Store, who: Who, board: BoardId, campaign: Key, body: CampaignEdit, once: Once = None
) -> Response:
    """Set the given settings of a campaign and leave the rest. Members of marketing and leads may."""

    def verb(view: store.ServerView) -> Act:
        current = _find_campaign(view.board, campaign)
        pairs = body.as_typed(current.currency or view.board.currency)
        if body.name is not None:
            pairs["name"] = body.name
        return campaign_verbs.set_campaign(view, current, pairs)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _find_campaign(store.board(hub, who, board), campaign).build_record())


@router.delete(
    "/{campaign}",
    summary="Remove a campaign",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/$CAMPAIGN"),
)
def remove_campaign(
    request: Request, hub: Store, who: Who, board: BoardId, campaign: Key, once: Once = None
) -> Response:
    """Take a campaign off the list; its cards keep the name. Members of marketing and leads may."""

    def verb(view: store.ServerView) -> Act:
        return campaign_verbs.remove_campaign(view, _find_campaign(view.board, campaign))

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


def _find_campaign(board: Board, campaign: str) -> Campaign:
    for listed in board.campaigns:
        if listed.id == campaign:
            return listed
    raise NotFound("No campaign on this board has that id.")

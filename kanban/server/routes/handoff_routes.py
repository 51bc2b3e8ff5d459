"""Handoffs over REST: offer, accept, ask, answer, return, withdraw; and finishing the next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.acts import verbs
from kanban.domain.agreements.agreement import LINE_ID
from kanban.domain.change import Act
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs import handoff_verbs
from kanban.domain.permissions import Forbidden
from kanban.domain.values import dates, fields
from kanban.domain.values.fields import TICK
from kanban.protocol import grants
from kanban.server.access import BoardId, Key, Route, Store, Who, answer
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import Once, card_act, card_now, request_digest
from kanban.server.routes.card_fields import read_all, stage_named
from kanban.server.routes.rest_records import Line
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/cards/{card}", tags=["handoffs"], route_class=Route)


Evidence = Annotated[
    dict[Annotated[str, Field(pattern=f"^{LINE_ID.pattern}$")], Line],
    Field(max_length=60, description="What shows that a judgement of the agreement holds, by its line."),
]


class Offer(BaseModel):
    """Why sales should look at a card now."""

    model_config = ConfigDict(extra="forbid")
    why: Line = Field(description="Why now, in a line.")
    opening: Line = Field("", description="How sales may open the talk.")
    to: Line | None = Field(None, description="Who is to answer, by name or id; else whose turn it is.")
    anyway: bool = Field(False, description="Offer a card with the label “opted out” too.")
    evidence: Evidence = Field(default_factory=dict)


class Accept(BaseModel):
    """The next step of a card that sales accepts."""

    model_config = ConfigDict(extra="forbid")
    next_step: Line
    next_on: Line = Field(description="A day, perhaps with a time: `fri 14:30`.")
    stage: Line | None = Field(None, description="An open stage of sales, by name or id; else the first one.")
    evidence: Evidence = Field(default_factory=dict)


class Return(BaseModel):
    """Why a card goes back to marketing."""

    model_config = ConfigDict(extra="forbid")
    reason: Line = Field(description="One of the board's reasons, or the beginning of one.")
    again: Line | None = Field(None, description="The day on which to try again, or `never`.")
    unless: Line = Field("", description="What would have let it pass.")


class Next(BaseModel):
    """The step after the one that is done."""

    model_config = ConfigDict(extra="forbid")
    next_step: Line | None = None
    next_on: Line | None = Field(None, description="A day, perhaps with a time; it needs a step.")


# -- marketing


@card_act(router, "/offer", "Offer a card to sales", {"why": "asked for a price"})
def offer(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: Offer, once: Once = None
) -> Response:
    """Offer a card to sales, who answer within the agreement's time; `handoff` in the answer says until when, and who.

    Set the required fields of the stage at the door first, or move the card there with `PATCH`, which takes both.
    """
    fields = {"why": body.why, "opening": body.opening, "offer_to": body.to}
    if body.anyway:
        fields["anyway"] = "yes"
    return _cross(
        request, hub, who, board, card, "offer", _crossing_verb(handoff_verbs.offer, fields, body.evidence), once
    )


@card_act(router, "/withdraw", "Withdraw an offer")
def withdraw(request: Request, hub: Store, who: Who, board: BoardId, card: Key, once: Once = None) -> Response:
    """Withdraw an offer before it is answered: the card goes back to where it came from."""
    return _cross(request, hub, who, board, card, "withdraw", handoff_verbs.withdraw, once)


@card_act(router, "/answer", "Answer a question about an offer", {"body": "The CFO signs."})
def answer_question(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: rest_records.NewComment, once: Once = None
) -> Response:
    """Answer a question of sales about an offer, as a comment: their time to answer runs on."""
    return _cross(request, hub, who, board, card, "answer", lambda v, c: handoff_verbs.answer(v, c, body.body), once)


# -- sales


@card_act(router, "/accept", "Accept an offer", {"next_step": "call the CFO", "next_on": "+3d"})
def accept(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: Accept, once: Once = None
) -> Response:
    """Accept an offered card, with the next step and its day. The first answer counts; later ones get 422."""
    fields = {"next_step": body.next_step, "next_on": body.next_on}
    way = _crossing_verb(handoff_verbs.accept, fields, body.evidence, body.stage)
    return _cross(request, hub, who, board, card, "accept", way, once)


@card_act(router, "/return", "Return a card to marketing", {"reason": "bad timing", "again": "2027-01-11"})
def send_back(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: Return, once: Once = None
) -> Response:
    """Return a card that is offered to sales or open with them, with one of the board's reasons."""
    fields = {"return_reason": body.reason, "again": body.again, "unless": body.unless}
    return _cross(request, hub, who, board, card, "return", _crossing_verb(handoff_verbs.send_back, fields), once)


@card_act(router, "/ask", "Ask about an offer", {"body": "Who signs?"})
def ask(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: rest_records.NewComment, once: Once = None
) -> Response:
    """Ask marketing about an offer, as a comment: they have to answer, and the time of sales stands still."""
    return _cross(request, hub, who, board, card, "ask", lambda v, c: handoff_verbs.ask(v, c, body.body), once)


# -- whoever works on the card


@card_act(
    router,
    "/done",
    "Mark the next step as done",
    {"next_step": "send the proposal", "next_on": "fri"},
    operation_id="done_v1_boards__board__cards__card__done_post",  # generated clients go by this name, so it stays
)
def finish_next_step(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: Next, once: Once = None
) -> Response:
    """Mark a card's next step as done, and set the one after it, if any."""

    def verb(view: store.ServerView, card_id: str) -> Act:
        if body.next_on and not body.next_step:
            raise UsageFault("A day needs a step: give “next_step” with “next_on”.")
        step = fields.read("next_step", body.next_step or "", view.board, view.today)["next_step"]
        day, time = dates.parse_due(body.next_on, view.today) if body.next_on else (None, None)
        return verbs.finish_step(view, card_id, str(step) if step else None, day, time)

    return _cross(request, hub, who, board, card, "edit", verb, once)


# -- shared


def _crossing_verb(
    verb: Callable[..., Act],
    typed: Mapping[str, str | None],
    evidence: Mapping[str, str] | None = None,
    stage: str | None = None,
) -> Callable[[store.ServerView, str], Act]:
    """Return a function that runs a handoff verb with a request's values, read as if they were typed."""

    def act(view: store.ServerView, card_id: str) -> Act:
        pairs = {name: value for name, value in typed.items() if value}
        pairs |= {f"{TICK}{line}": text for line, text in (evidence or {}).items()}
        registers = read_all(view, pairs, view.card(card_id), crossing=True)
        to = stage_named(view, stage)
        return verb(view, card_id, registers, to) if to else verb(view, card_id, registers)

    return act


def _cross(
    request: Request,
    hub: store.Hub,
    who: store.Caller,
    board: str,
    card: str,
    act: str,
    verb: Callable[[store.ServerView, str], Act],
    once: str | None,
) -> Response:
    """Run a handoff verb after checking that the member's team may, and answer with the card."""

    def check_and_act(view: store.ServerView) -> Act:
        if why := grants.explain_refusal(view.actor, act):
            raise Forbidden(why)
        return verb(view, card)

    store.act(hub, who, board, check_and_act, once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))

"""Further acts on a card over REST: deleting, merging, labels, links, comments and history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from kanban.domain.acts import verbs
from kanban.domain.card import LABEL, LINK
from kanban.domain.change import Act
from kanban.domain.errors import NotFound, Refused
from kanban.domain.records.record import comment_record, event_record
from kanban.domain.values import fields
from kanban.server import shapes
from kanban.server.access import BoardId, Key, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import (
    HERE,
    PROBLEMS,
    USED,
    After,
    Most,
    Once,
    answer_page,
    card_act,
    card_now,
    example,
    request_digest,
)
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/cards/{card}", tags=["cards"], route_class=Route)

Label = Annotated[str, Path(min_length=1, max_length=200, description="The label as it is written, percent-encoded.")]


@router.delete(
    "",
    summary="Delete a card",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", HERE),
)
def delete(request: Request, hub: Store, who: Who, board: BoardId, card: Key, once: Once = None) -> Response:
    """Delete a card. Everything about it stays, and restoring brings it back; `purge` erases it."""
    store.act(hub, who, board, lambda view: verbs.delete(view, [card]), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))


@card_act(router, "/restore", "Restore a card")
def restore(request: Request, hub: Store, who: Who, board: BoardId, card: Key, once: Once = None) -> Response:
    """Restore a deleted card to its place; one that was merged into another becomes a card of its own again."""
    store.act(hub, who, board, lambda view: verbs.restore(view, [card]), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))


@card_act(router, "/merge", "Merge a card into this one", {"card": "0199c2a0-0000-7000-8000-000000000000"})
def merge(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: rest_records.Merge, once: Once = None
) -> Response:
    """Merge two cards of one lead. This one keeps its fields, gains what it lacks, and shows both histories."""
    store.act(hub, who, board, lambda view: verbs.merge(view, card, body.card), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))


@router.get(
    "/history",
    summary="Read the history",
    response_model=rest_records.History,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/history"),
)
def history(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Return what happened to a card and to those merged into it, oldest first: every act, comments included."""
    records = [event_record(event) for event in store.history(hub, who, board, card)]
    return answer_page(request, "history", records, after, limit)


# -- labels and links


@router.put(
    "/labels/{label:path}",
    summary="Put a label on",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("PUT", f"{HERE}/labels/vip"),
)
def put_label(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, label: Label, once: Once = None
) -> Response:
    """Add one label to a card; if it has the label, letter case aside, nothing changes."""
    name = LABEL + fields.clean_label(label)
    store.act(hub, who, board, lambda view: verbs.edit(view, [card], {name: True}), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))


@router.delete(
    "/labels/{label:path}",
    summary="Remove a label",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/labels/vip"),
)
def drop_label(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, label: Label, once: Once = None
) -> Response:
    """Remove one label from a card, in every spelling; if it does not have the label, nothing changes."""
    name = LABEL + fields.clean_label(label)
    store.act(hub, who, board, lambda view: verbs.edit(view, [card], {name: False}), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))


@router.post(
    "/links",
    status_code=201,
    summary="Add a link",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/links", {"url": "https://acme.example/offer.pdf", "name": "Offer"}),
)
def put_link(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: rest_records.Link, once: Once = None
) -> Response:
    """Add a link to a document or a page; the answer is the card, with the ids of its links."""
    store.act(hub, who, board, lambda view: verbs.link(view, card, body.url, body.name), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card), 201)


@router.delete(
    "/links/{link}",
    summary="Remove a link",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/links/$LINK"),
)
def drop_link(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, link: Key, once: Once = None
) -> Response:
    """Remove a link, by the id that the card's `links` give it."""

    def verb(view: store.ServerView) -> Act:
        if view.card(card).value_of(LINK + link) is None:
            raise NotFound("That card has no link with this id.")
        return verbs.unlink(view, card, link)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))


# -- comments


@router.get(
    "/comments",
    summary="Read the thread",
    response_model=rest_records.Comments,
    responses=problem_responses(401, 403, 404),
)
def thread(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Return the comments on a card and on those merged into it, oldest first, without deleted ones."""
    comments, known = store.comments(hub, who, board, card)
    return answer_page(request, "comments", [comment_record(note, known) for note in comments], after, limit)


@router.post(
    "/comments",
    status_code=201,
    summary="Comment",
    response_model=rest_records.Comment,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/comments", {"body": "Asked for a price."}),
)
def comment(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: rest_records.NewComment, once: Once = None
) -> Response:
    """Write a comment as the token's member, for their current team."""
    comment_id = store.act(
        hub, who, board, lambda view: verbs.comment(view, card, body.body), once, request_digest(request)
    ).entities[0]
    return answer(request, _comment(hub, who, board, card, comment_id), 201)


@router.patch(
    "/comments/{comment}",
    summary="Edit a comment",
    response_model=rest_records.Comment,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/comments/$COMMENT", {"body": "Asked for a price, in EUR."}),
)
def edit_comment(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    card: Key,
    comment: Key,
    body: rest_records.NewComment,
    once: Once = None,
) -> Response:
    """Edit one of the caller's own comments; it is marked as edited."""

    def verb(view: store.ServerView) -> Act:
        _check_on(view, card, comment)
        return verbs.edit_comment(view, comment, body.body)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _comment(hub, who, board, card, comment))


@router.delete(
    "/comments/{comment}",
    summary="Delete a comment",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/comments/$COMMENT"),
)
def retract_comment(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, comment: Key, once: Once = None
) -> Response:
    """Delete one of the caller's own comments: nobody sees it any more; the history says that there was one."""

    def verb(view: store.ServerView) -> Act:
        _check_on(view, card, comment)
        return verbs.retract_comment(view, comment)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


def _check_on(view: store.ServerView, card: str, comment: str) -> None:
    """Raise NotFound unless a comment, deleted or not, belongs to a card."""
    if view.comment(comment).card not in view.list_with_merged(view.card(card).id):
        raise NotFound("That comment is on another card.")


def _comment(hub: store.Hub, who: store.Caller, board: str, card: str, wanted: str) -> dict[str, object]:
    comments, known = store.comments(hub, who, board, card)
    note = next((other for other in comments if other.id == wanted), None)
    if note is None:
        raise Refused(USED)
    return comment_record(note, known)

"""The head of the card panel: what the card is, where it stands, who has it, what is next."""

from __future__ import annotations

from datetime import date

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kanban import cell_width
from kanban.domain.agreements import gate
from kanban.domain.board import Board, Stage
from kanban.domain.card import HANDOFF, Card
from kanban.domain.handoffs import contest, handoff, handoff_verbs
from kanban.domain.records.record import find_holder
from kanban.domain.values import fields, moments, money, text
from kanban.domain.values.business_time import format_worked
from kanban.domain.values.dates import format_day
from kanban.tui.widgets.card_view import MET, OPEN, CardView

BETWEEN = " · "


class CardHead(Widget):
    """Up to seven lines over the thread; fewer where the panel is low."""

    DEFAULT_CSS = """
    CardHead { height: auto; background: $surface; color: $foreground; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._view: CardView | None = None
        self._most = 7
        self._brief = False

    def show(self, view: CardView | None, most: int, *, brief: bool = False) -> None:
        """Show this card in at most so many lines; `brief` without what its fields say beside it."""
        self._view, self._most, self._brief = view, most, brief
        self._fit()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._fit()

    def _fit(self) -> None:
        """Take the lines that there are. Not by a new layout alone: one that is due already keeps the height it has measured."""
        width = self.content_size.width
        if width:
            self.styles.height = len(self._lines(width))
        self.refresh(layout=not width)

    def _lines(self, width: int) -> list[Content]:
        return head_lines(self._view, width, self._most, brief=self._brief) if self._view else []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return how many lines the head takes."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """Draw the lines."""
        return Content("\n").join(self._lines(self.content_size.width))


def head_lines(view: CardView, width: int, most: int, *, brief: bool = False) -> list[Content]:
    """Return the head's lines for a width in cells, at most `most`, the first the most important ones.

    `brief`: who it is, whose, and its labels stand elsewhere.
    """
    card, stage = view.card, view.board.lane_of(view.card.stage)
    made = [*_title(card, width)[: 2 if most > 4 else 1], *_where(view, stage, width)]
    if contested := contest.read(card.extra):
        said = cell_width.shorten(text.clean_line(f"§ return {contest.format_standing(contested)}"), width)
        made.append(Content(said).stylize("$muted"))
    if view.missing:
        named = " and ".join(gate.name_missing(view.board, name) for name in view.missing)
        made.append(
            Content(cell_width.shorten(f"! {text.clean_line(f'{stage.name} asks for the {named}')}", width)).stylize(
                "$overdue"
            )
        )
    if not brief:
        made += _who(card, width, 2 if most > 5 else 1)
    made += _plan(view, stage, width, brief=brief)
    return made[:most]


def _title(card: Card, width: int) -> list[Content]:
    title = Content(text.clean_line(card.title)).stylize("bold $lane-title")
    ref = Content(text.clean_line(card.ref)).stylize("$muted")
    room = max(4, width - ref.cell_length - 2)
    first, *rest = title.wrap(room)
    gap = " " * max(2, width - first.cell_length - ref.cell_length)
    lines = [first + gap + ref]
    if rest:
        lines.append(Content("").join([rest[0], Content(" …" if rest[1:] else "")]).truncate(width, ellipsis=True))
    return lines


def _where(view: CardView, stage: Stage, width: int) -> list[Content]:
    """Return the trail of stages, and who holds the card since when."""
    since = f" · {moments.format_age(view.card.entered_at, view.now)}"
    team = find_holder(view.card, view.board)
    if view.card.deleted:
        who = Content("deleted; R brings it back").stylize("$overdue")
    elif team is None:
        who = Content.assemble((text.clean_line(stage.name).lower(), "bold"), (since, "$muted"))
    else:
        letter = {"marketing": "M", "sales": "S"}[team]
        how = _clock(view, stage) or (since, "$muted")
        who = Content.assemble(("held by ", "$muted"), (f"{letter} {team}", f"bold ${team}"), how)
    room = width - who.cell_length - 3
    if room >= 34:
        way = trail(view.board, stage, room)
        return [way + " " * (width - way.cell_length - who.cell_length) + who]
    return [trail(view.board, stage, width), who.truncate(width, ellipsis=True)]


def _clock(view: CardView, stage: Stage) -> tuple[str, str] | None:
    """Return whose answer is awaited at the door and how much business time is left for it, and how to write that."""
    present = handoff.read(view.card.value_of(HANDOFF))
    due = present and (present.due or present.reply_due)
    if stage.side != "door" or present is None or not present.open or not due:
        return None
    name = text.clean_line(view.board.find_person_name(present.to if present.state == "offered" and present.to else ""))
    business, end = handoff_verbs.calendar_of(view.board), moments.to_local(due, "UTC")
    if end is None:
        return None
    said = f" · {name}" if name else ""
    if end < view.now:
        return f"{said} · overdue {format_worked(business.between(end, view.now), business.hours.seconds)}", "$overdue"
    return f"{said} · {format_worked(business.between(view.now, end), business.hours.seconds)} left", "$muted"


def trail(board: Board, present: Stage, width: int) -> Content:
    """Return the stages from left to right with the present one marked, cut at both ends until it fits."""
    stages = [stage for stage in board.stages if not stage.closed or stage.id == present.id]
    place = next((n for n, stage in enumerate(stages) if stage.id == present.id), 0)
    first, last = place, place + 1

    def drawn(start: int, end: int) -> Content:
        parts: list[Content] = [Content("… ").stylize("$muted")] if start > 0 else []
        for number, stage in enumerate(stages[start:end]):
            if number:
                parts.append(Content(" › ").stylize("$muted"))
            name = text.clean_line(stage.name)
            if stage.id == present.id:
                side = "door" if stage.side == "door" else stage.side
                parts.append(Content(f"[{cell_width.shorten(name, max(1, width - 6))}]").stylize(f"bold ${side}"))
            else:
                parts.append(Content(name).stylize("$muted"))
        if end < len(stages):
            parts.append(Content(" …").stylize("$muted"))
        return Content("").join(parts)

    grown = True
    while grown:
        grown = False
        for start, end in ((first, last + 1), (first - 1, last)):
            if start >= 0 and end <= len(stages) and drawn(start, end).cell_length <= width:
                first, last, grown = start, end, True
    return drawn(first, last).truncate(width)


def _who(card: Card, width: int, rows: int) -> list[Content]:
    """Return company, person, how to reach them, value and where they came from."""
    value = money.format_money(card.value, card.currency).removesuffix(".00") if card.value is not None else None
    origin = " / ".join(text.clean_line(part) for part in (card.source, card.campaign) if part)
    parts = [card.company, card.contact, card.email, card.phone, value, origin]
    known = [text.clean_line(part) for part in parts if part]
    if not known:
        return [Content("nothing known yet about who it is").stylize("$muted")]
    return flowed([Content(part) for part in known], width, rows)


def _plan(view: CardView, stage: Stage, width: int, *, brief: bool) -> list[Content]:
    """Return the next step with its day, the agreement, and unless `brief` the owners and the labels."""
    card, parts = view.card, list[Content]()
    if card.next_step or card.next_on:
        said, due = text.clean_line(card.next_step or "").strip() or "a step", _due(card.next_on, view.today)
        room = max(10, width - due.cell_length - len("next "))
        parts.append(Content.assemble(("next ", "$muted"), cell_width.shorten(said, room), due))
    elif stage.closed:
        reason = card.win_reason if stage.outcome == "won" else card.lost_reason
        if reason:
            parts.append(Content.assemble(("because ", "$muted"), text.clean_line(reason)))
    elif unplanned := _unplanned(view, stage):
        parts.append(unplanned)
    if card.close_on and not stage.closed and not brief:
        parts.append(Content.assemble(("close", "$muted"), _due(card.close_on, view.today)))
    for team, letter, owner in (("marketing", "M", card.marketing_owner), ("sales", "S", card.sales_owner)):
        if not brief and (name := view.board.owner_name(owner)):
            parts.append(
                Content.assemble(
                    (f"{letter} ", f"bold ${team}"), (cell_width.shorten(text.clean_line(name), 24), f"${team}")
                )
            )
    if view.board.agreement and not stage.closed and (said := view.standing):
        marks = "".join(MET if check.met else OPEN for check in view.checks[:10])
        parts.append(Content.assemble(("agreement ", "$muted"), said, f" {marks}"))
    if card.labels and not brief:
        labels = ", ".join(text.clean_line(label) for label in card.labels)
        parts.append(Content(cell_width.shorten(labels, max(8, width))).stylize("$accent"))
    return flowed(parts, width, 2)


def _unplanned(view: CardView, stage: Stage) -> Content | None:
    """Return what is to be said of an open card without a next step; None where the other team's answer is what is next."""
    present = handoff.read(view.card.value_of(HANDOFF))
    if present and stage.side == "door" and present.open:
        return None
    if present and stage.side == "marketing" and present.state == "expired":
        return Content("sales did not answer the offer")
    if (
        present
        and stage.side == "marketing"
        and present.state == "returned"
        and present.again not in {None, fields.NEVER}
    ):
        return Content.assemble(("try again", "$muted"), _planned(present.again, view.today))
    return Content("no next step").stylize("$muted")


def _planned(iso: str | None, today: date) -> Content:
    """Return a day as it stands behind what may be done from it on."""
    try:
        return Content(f" {format_day(max(date.fromisoformat(iso or ''), today), today)}").stylize("bold")
    except ValueError:
        return Content(f" {text.clean_line(iso or '')[:10]}")


def _due(iso: str | None, today: date) -> Content:
    """Return a day as it stands behind what is due on it; one that is past is overdue."""
    if not iso:
        return Content("")
    try:
        when = date.fromisoformat(iso)
    except ValueError:
        return Content(f" {text.clean_line(iso)[:10]}")
    said = f" {format_day(when, today)}"
    if when < today:
        return Content(f"{said}, overdue").stylize("$overdue")
    return Content(said).stylize("bold")


def flowed(parts: list[Content], width: int, rows: int) -> list[Content]:
    """Return parts with dots between them in at most so many lines; a part is broken only where it is alone."""
    lines: list[Content] = []
    dot = Content(BETWEEN).stylize("$muted")
    for part in parts:
        if lines and lines[-1].cell_length + len(BETWEEN) + part.cell_length <= width:
            lines[-1] = lines[-1] + dot + part
        elif len(lines) < rows:
            lines.append(part.truncate(width, ellipsis=True))
        else:
            room = width - lines[-1].cell_length - len(BETWEEN)
            lines[-1] = lines[-1] + dot + part.truncate(room, ellipsis=True) if room > 6 else lines[-1]
            break
    return lines

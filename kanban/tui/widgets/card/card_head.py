"""The head of the card panel: title, stage, holder, people, next step."""

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
from kanban.domain.commitments import COMMIT
from kanban.domain.guesses import guess_record
from kanban.domain.handoffs import contest, first_response, handoff, handoff_verbs
from kanban.domain.records.record import find_holder
from kanban.domain.values import fields, moments, money, text
from kanban.domain.values.business_time import format_worked
from kanban.domain.values.dates import format_day, format_due
from kanban.tui.widgets.card_view import MET, OPEN, CardView

BETWEEN = " · "


class CardHead(Widget):
    """Up to seven lines above the thread; fewer in a low panel."""

    DEFAULT_CSS = """
    CardHead { height: auto; background: $surface; color: $foreground; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._view: CardView | None = None
        self._most = 7
        self._is_brief = False

    def show(self, view: CardView | None, most: int, *, brief: bool = False) -> None:
        """Show this card in at most `most` lines; `brief` leaves out what the fields beside it show."""
        self._view, self._most, self._is_brief = view, most, brief
        self._fit()

    def on_resize(self) -> None:
        """Wrap for the new width."""
        self._fit()

    def _fit(self) -> None:
        """Set the height to that of the lines.

        A new layout alone is not enough: if one is due already, it keeps the height that it has measured.
        """
        width = self.content_size.width
        if width:
            self.styles.height = len(self._lines(width))
        self.refresh(layout=not width)

    def _lines(self, width: int) -> list[Content]:
        return draw_head(self._view, width, self._most, brief=self._is_brief) if self._view else []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return how many lines the head takes."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """Return the lines."""
        return Content("\n").join(self._lines(self.content_size.width))


def draw_head(view: CardView, width: int, most: int, *, brief: bool = False) -> list[Content]:
    """Return the head for a width in cells: at most `most` lines, the most important first.

    `brief` leaves out people, owners and labels, which are shown elsewhere.
    """
    card, stage = view.card, view.board.lane_of(view.card.stage)
    lines = [*_draw_title(card, width)[: 2 if most > 4 else 1], *_draw_place(view, stage, width)]
    if stage.guidance and not card.deleted and most > 4:
        line = cell_width.shorten(f"› {text.clean_line(stage.guidance)}", width)
        lines.append(Content(line).stylize("$muted"))
    if contested := contest.read(card.extra):
        state = cell_width.shorten(text.clean_line(f"§ return {contest.format_status(contested)}"), width)
        lines.append(Content(state).stylize("$muted"))
    if view.missing:
        fields_wanted = " and ".join(gate.name_missing(view.board, name) for name in view.missing)
        sentence = f"! {text.clean_line(f'{stage.name} asks for the {fields_wanted}')}"
        lines.append(Content(cell_width.shorten(sentence, width)).stylize("$overdue"))
    if view.guesses:
        lines.append(_draw_guesses(view, width))
    if not brief:
        lines += _draw_people(card, width, 2 if most > 5 else 1)
    lines += _draw_plan(view, stage, width, brief=brief)
    return lines[:most]


def _draw_guesses(view: CardView, width: int) -> Content:
    """Return who has guessed the outcome, and what as far as the reader may know."""
    words = f"% {guess_record.describe_guesses(view.guesses, view.board)}"
    base = guess_record.find_known(view.guesses, view.me.id if view.me else "")
    if base and base.base:
        words += f" · like cards {base.base.percent}"
    return Content(cell_width.shorten(text.clean_line(words), width)).stylize("$muted")


def _draw_title(card: Card, width: int) -> list[Content]:
    title = Content(text.clean_line(card.title)).stylize("bold $lane-title")
    ref = Content(text.clean_line(card.ref)).stylize("$muted")
    room = max(4, width - ref.cell_length - 2)
    first, *rest = title.wrap(room)
    gap = " " * max(2, width - first.cell_length - ref.cell_length)
    lines = [first + gap + ref]
    if rest:
        lines.append(Content("").join([rest[0], Content(" …" if rest[1:] else "")]).truncate(width, ellipsis=True))
    return lines


def _draw_place(view: CardView, stage: Stage, width: int) -> list[Content]:
    """Return the trail of stages, and who has held the card for how long."""
    since = f" · {moments.format_age(view.card.entered_at, view.now)}"
    team = find_holder(view.card, view.board)
    if view.card.deleted:
        who = Content("deleted · R: restore").stylize("$overdue")
    elif team is None:
        who = Content.assemble((text.clean_line(stage.name).lower(), "bold"), (since, "$muted"))
    else:
        letter = {"marketing": "M", "sales": "S"}[team]
        how = _draw_clock(view, stage) or (since, "$muted")
        who = Content.assemble(("held by ", "$muted"), (f"{letter} {team}", f"bold ${team}"), how)
    room = width - who.cell_length - 3
    if room >= 34:
        way = draw_trail(view.board, stage, room)
        return [way + " " * (width - way.cell_length - who.cell_length) + who]
    return [draw_trail(view.board, stage, width), who.truncate(width, ellipsis=True)]


def _draw_clock(view: CardView, stage: Stage) -> tuple[str, str] | None:
    """Return who has to answer at the door and the business time left, with its style; None if nobody has to."""
    present = handoff.read(view.card.value_of(HANDOFF))
    due = present and (present.due or present.reply_due)
    if response_due := first_response.find_due(view.board, view.card):
        return _draw_time_left(view, " · 1st attempt", response_due)
    if stage.side != "door" or present is None or not present.is_open or not due:
        return None
    name = text.clean_line(view.board.find_person_name(present.to if present.state == "offered" and present.to else ""))
    return _draw_time_left(view, f" · {name}" if name else "", due)


def _draw_time_left(view: CardView, words: str, due: str) -> tuple[str, str] | None:
    """Return words with the business time that is left until an answer or an attempt is due, and their style."""
    business, end = handoff_verbs.calendar_of(view.board), moments.to_local(due, "UTC")
    if end is None:
        return None
    if end < view.now:
        return (
            f"{words} · overdue {format_worked(business.count_worked(end, view.now), business.hours.seconds)}",
            "$overdue",
        )
    return f"{words} · {format_worked(business.count_worked(view.now, end), business.hours.seconds)} left", "$muted"


def draw_trail(board: Board, present: Stage, width: int) -> Content:
    """Return the stages from left to right, the present one in brackets, as many around it as fit."""
    stages = [stage for stage in board.stages if not stage.is_closed or stage.id == present.id]
    place = next((n for n, stage in enumerate(stages) if stage.id == present.id), 0)
    first, last = place, place + 1

    def draw(start: int, end: int) -> Content:
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
            if start >= 0 and end <= len(stages) and draw(start, end).cell_length <= width:
                first, last, grown = start, end, True
    return draw(first, last).truncate(width)


def _draw_people(card: Card, width: int, rows: int) -> list[Content]:
    """Return company, contact, email, phone, value and origin."""
    value = money.format_money(card.value, card.currency).removesuffix(".00") if card.value is not None else None
    origin = " / ".join(text.clean_line(part) for part in (card.source, card.campaign) if part)
    parts = [card.company, card.contact, card.email, card.phone, value, origin]
    filled = [text.clean_line(part) for part in parts if part]
    if not filled:
        return [Content("No company or contact yet").stylize("$muted")]
    return _flow_parts([Content(part) for part in filled], width, rows)


def _draw_plan(view: CardView, stage: Stage, width: int, *, brief: bool) -> list[Content]:
    """Return the next step with its date and the requirements met; unless `brief`, the owners and labels too."""
    card, parts = view.card, list[Content]()
    if card.next_step or card.next_on:
        step, due = (
            text.clean_line(card.next_step or "").strip() or "a step",
            _draw_due(card.next_on, card.next_time, view.today),
        )
        room = max(10, width - due.cell_length - len("next "))
        parts.append(Content.assemble(("next ", "$muted"), cell_width.shorten(step, room), due))
    elif stage.is_closed:
        reason = card.win_reason if stage.outcome == "won" else card.lost_reason
        if reason:
            parts.append(Content.assemble(("because ", "$muted"), text.clean_line(reason)))
    elif words := _describe_no_step(view, stage):
        parts.append(words)
    if card.close_on and not stage.is_closed and not brief:
        parts.append(Content.assemble(("close", "$muted"), _draw_due(card.close_on, None, view.today)))
    if card.value_of(COMMIT) is True and not stage.is_closed:
        parts.append(Content("committed").stylize("bold"))
    for team, letter, owner in (("marketing", "M", card.marketing_owner), ("sales", "S", card.sales_owner)):
        if not brief and (name := view.board.owner_name(owner)):
            parts.append(
                Content.assemble(
                    (f"{letter} ", f"bold ${team}"), (cell_width.shorten(text.clean_line(name), 24), f"${team}")
                )
            )
    if view.board.agreement and not stage.is_closed and (step := view.requirements_met):
        marks = "".join(MET if check.is_met else OPEN for check in view.checks[:10])
        parts.append(Content.assemble(("agreement ", "$muted"), step, f" {marks}"))
    if card.labels and not brief:
        labels = ", ".join(text.clean_line(label) for label in card.labels)
        parts.append(Content(cell_width.shorten(labels, max(8, width))).stylize("$accent"))
    return _flow_parts(parts, width, 2)


def _describe_no_step(view: CardView, stage: Stage) -> Content | None:
    """Return the words for an open card without a next step; None if the other team's answer comes next."""
    present = handoff.read(view.card.value_of(HANDOFF))
    if present and stage.side == "door" and present.is_open:
        return None
    if present and stage.side == "marketing" and present.state == "expired":
        return Content("sales did not answer the offer")
    if (
        present
        and stage.side == "marketing"
        and present.state == "returned"
        and present.again not in {None, fields.NEVER}
    ):
        return Content.assemble(("try again", "$muted"), _draw_day(present.again, view.today))
    return Content("no next step").stylize("$muted")


def _draw_day(iso: str | None, today: date) -> Content:
    """Return the date from which something may be done; today if it has passed."""
    try:
        return Content(f" {format_day(max(date.fromisoformat(iso or ''), today), today)}").stylize("bold")
    except ValueError:
        return Content(f" {text.clean_line(iso or '')[:10]}")


def _draw_due(iso: str | None, time: str | None, today: date) -> Content:
    """Return a due date, marked as overdue if it has passed; empty without one."""
    if not iso:
        return Content("")
    try:
        when = date.fromisoformat(iso)
    except ValueError:
        return Content(f" {text.clean_line(iso)[:10]}")
    day = f" {format_due(when, time, today)}"
    if when < today:
        return Content(f"{day}, overdue").stylize("$overdue")
    return Content(day).stylize("bold")


def _flow_parts(parts: list[Content], width: int, rows: int) -> list[Content]:
    """Return parts with dots between them in at most `rows` lines; a part is cut only if it is alone or the last."""
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

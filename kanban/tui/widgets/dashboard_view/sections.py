"""The five sections of the dashboard: each a one-line answer, and below it the figures that make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kanban import cell_width
from kanban.domain.values.dates import format_full_date, name_month
from kanban.domain.values.money import format_short_money
from kanban.domain.values.text import clean_line
from kanban.reports.dashboard import Dashboard
from kanban.reports.forecast import SLIPPED, UNDATED
from kanban.reports.movement import GAINS, LOSSES, Part
from kanban.reports.rates import FEWEST, Rate, format_share
from kanban.tui.widgets.dashboard_view.accuracy_lines import draw_accuracy
from kanban.tui.widgets.dashboard_view.figure_lines import FigureLine, Piece, figure, line
from kanban.tui.widgets.dashboard_view.handoff_lines import answer_handoffs, draw_handoffs
from kanban.tui.widgets.dashboard_view.row_format import (
    BAR,
    COUNT,
    MUTED,
    NAME,
    NARROW,
    draw_bar,
    format_before,
    format_percent,
    format_share_cell,
)

MONEY = 9
"""Cells of an amount."""

BEFORE = 11
"""Cells of the rate of the period before."""

FUNNEL = 53
"""Cells of a row of the funnel without its bar and the period before."""

ROOMY = 76
"""Cells from which on a row has a bar, the period before, and a range."""

MONTH = 9
"""Cells of a month's name."""

COUNTING = "counting…"

MOST_SOURCES = 6
"""How many sources the win rate shows."""


@dataclass(frozen=True)
class Section:
    """A part of the dashboard."""

    name: str
    build_answer: Callable[[int], list[Piece]]
    """Returns the one line that stands for it while it is folded, for a width in cells."""
    build_lines: Callable[[int], list[FigureLine]]
    """Returns its lines for a width in cells."""


def list_sections(dashboard: Dashboard) -> Sequence[Section]:
    """Return the sections of a dashboard, in their order; those that are still being counted say so."""
    return [
        Section(section.name, lambda _: [(COUNTING, MUTED)], lambda _: [])
        if section.name in dashboard.pending
        else section
        for section in _list_counted(dashboard)
    ]


def _list_counted(dashboard: Dashboard) -> Sequence[Section]:
    return (
        Section(
            "Funnel", lambda width: _answer_funnel(dashboard, width), lambda width: list(_draw_funnel(dashboard, width))
        ),
        Section(
            "Handoffs",
            lambda width: answer_handoffs(dashboard, width),
            lambda width: list(draw_handoffs(dashboard, width)),
        ),
        Section(
            "Movement",
            lambda width: _answer_movement(dashboard, width),
            lambda width: list(_draw_movement(dashboard, width)),
        ),
        Section(
            "Forecast",
            lambda width: _answer_forecast(dashboard, width),
            lambda width: list(_draw_forecast(dashboard, width)),
        ),
        Section(
            "Win rate",
            lambda width: _answer_win_rate(dashboard, width),
            lambda width: list(_draw_win_rate(dashboard, width)),
        ),
    )


def build_accuracy_section(dashboard: Dashboard) -> Section:
    """Return how right forecasts were: a section for wide screens."""
    return Section(
        "What forecasts said, and what came",
        lambda _: [(COUNTING if dashboard.pending else "no month is over that began with open deals", MUTED)],
        lambda width: list(draw_accuracy(dashboard, width)),
    )


# -- funnel


def _answer_funnel(dashboard: Dashboard, _: int) -> list[Piece]:
    if dashboard.missing_history:
        return [(f"not counted: {dashboard.missing_history[0].lower()}{dashboard.missing_history[1:]}", MUTED)]
    steps = dashboard.steps
    reached = [step for step in steps if step.reached]
    if not reached:
        return [("no card reached a stage yet · n: new card", MUTED)]
    last = steps[-1]
    ending = f" · {len(last.reached):,} {last.start.name.lower()}" if last.reached else ""
    return [(f"{len(reached[0].reached):,} reached {clean_line(reached[0].start.name)}{ending}", "")]


def _draw_funnel(dashboard: Dashboard, width: int) -> Iterator[FigureLine]:
    if dashboard.missing_history:
        return
    most = max((len(step.reached) for step in dashboard.steps), default=0)
    before_room = BEFORE if width >= ROOMY else 0
    room = max(0, min(24, width - FUNNEL - before_room))
    for step, before in zip(dashboard.steps, dashboard.steps_before, strict=True):
        name = clean_line(step.start.name)
        pieces: list[Piece] = [
            (f"  {cell_width.pad(name, NAME - 1)}", ""),
            figure(f"{len(step.reached):,}", f"Reached {name}", step.reached, COUNT - 1),
        ]
        if room > 4:
            pieces.append((f"{cell_width.pad(draw_bar(len(step.reached), most, room - 1), room - 1)} ", BAR))
        if step.start is not step.end and step.reached:
            title = f"From {name} to {clean_line(step.end.name)}"
            pieces += [
                ("→", MUTED),
                figure(f"{len(step.converted):,}", title, step.converted, COUNT - 1),
                (format_share_cell(step.rate), ""),
                (cell_width.pad(format_before(before.rate), before_room), MUTED),
            ]
            if width >= NARROW and step.open:
                still = figure(f"{len(step.open):,}", f"Still open after {name}", step.open, COUNT - 2)
                pieces += [still, ("still open", MUTED)]
        yield line(*pieces)


# -- movement


def _answer_movement(dashboard: Dashboard, width: int) -> list[Piece]:
    parts = dashboard.movement.get(dashboard.currency)
    if dashboard.missing_history:
        return [("not counted either", MUTED)]
    if not parts:
        return [("no open deals · a card counts from the first stage of sales on", MUTED)]
    start, end, won, lost = (_format_value(parts[name], dashboard) for name in ("start", "end", "won", "lost"))
    answer = f"open deals {start} → {end}"
    whole = f"{answer} · won {won} · lost {lost}"
    return [(whole if cell_width.cells(whole) <= width else answer, "")]


def _draw_movement(dashboard: Dashboard, _: int) -> Iterator[FigureLine]:
    parts = dashboard.movement.get(dashboard.currency)
    if not parts:
        return
    first = dashboard.period.first or dashboard.period.last
    names = {
        "start": f"open on {_format_day(first)}",
        "end": "open today"
        if dashboard.period.last >= dashboard.today
        else f"open on {_format_day(dashboard.period.last)}",
        **{name: name for name in (*GAINS, *LOSSES)},
    }
    for name in ("start", *GAINS, *LOSSES, "end"):
        part = parts[name]
        if name.startswith("moved") or (not part.cards and name not in {"start", "new", "won", "lost", "end"}):
            continue
        sign = "+" if name in GAINS and part.cards else "−" if name in LOSSES and part.cards else " "
        value = f"{sign}{_format_value(part, dashboard)}" if part.cards else ""
        yield line(
            (f"  {cell_width.pad(names[name], NAME + 5)}", ""),
            (cell_width.pad(value, MONEY + 1, "right"), ""),
            figure(f"{len(part.cards):,}" if part.cards else "", _title_movement(name), part.cards, COUNT),
        )


def _title_movement(name: str) -> str:
    titles = {"start": "Open deals at the start", "end": "Open deals at the end", "returned": "Deals that left sales"}
    return titles.get(name, f"Deals {name}")


def _format_value(part: Part, dashboard: Dashboard) -> str:
    return format_short_money(part.value, dashboard.currency)


def _format_day(day: date) -> str:
    return format_full_date(day).rsplit(" ", 1)[0]


# -- forecast


def _answer_forecast(dashboard: Dashboard, width: int) -> list[Piece]:
    total = dashboard.forecast.total.get(dashboard.currency)
    if not total or not (total.open_count or total.won_count):
        return [("no open deals with a close date", MUTED)]
    code = dashboard.currency
    if dashboard.is_over:
        return [(f"{format_short_money(total.won, code)} won · open deals belong to the present quarter"[:width], "")]
    answer = f"{format_short_money(total.open, code)} open, weighs {format_short_money(total.weighted, code)}"
    slipped = dashboard.forecast.rows.get(SLIPPED, {}).get(code)
    tail = f" · slipped {slipped.open_count:,} deals, {format_short_money(slipped.open, code)}" if slipped else ""
    return [(answer + tail if cell_width.cells(answer + tail) <= width else answer, "")]


def _draw_forecast(dashboard: Dashboard, width: int) -> Iterator[FigureLine]:
    code = dashboard.currency
    rows = {name: row[code] for name, row in dashboard.forecast.rows.items() if code in row}
    if not rows:
        return
    roomy = width >= MONTH + 3 * MONEY + 2 * COUNT + 3
    head = f"{'won':>{MONEY}}{'':{COUNT}}{'weighted':>{MONEY}}" if roomy else ""
    yield line((f"  {'':{MONTH}}{head}{'open':>{MONEY}}", MUTED))
    for name, outlook in rows.items():
        words = {SLIPPED: "slipped", UNDATED: "no date"}.get(
            name
        ) or f"{name_month(date.fromisoformat(f'{name}-01'))} {name[:4]}"
        pieces: list[Piece] = [(f"  {cell_width.pad(words, MONTH)}", "")]
        if roomy:
            won = format_short_money(outlook.won, code) if outlook.won_count else ""
            cards = dashboard.forecast_cards.get((name, True, code), [])
            weighted = format_short_money(outlook.weighted, code) if outlook.open_count else ""
            pieces += [
                (cell_width.pad(won, MONEY, "right"), ""),
                figure(
                    f"{outlook.won_count:,}" if outlook.won_count else "",
                    f"Won in {words}",
                    cards if outlook.won_count else (),
                    COUNT,
                ),
                (cell_width.pad(weighted, MONEY, "right"), ""),
            ]
        value = format_short_money(outlook.open, code) if outlook.open_count else ""
        cards = dashboard.forecast_cards.get((name, False, code), []) if outlook.open_count else []
        title = {SLIPPED: "Slipped deals", UNDATED: "Deals without a close date"}.get(
            name, f"Deals to close in {words}"
        )
        pieces += [
            (cell_width.pad(value, MONEY, "right"), ""),
            figure(f"{outlook.open_count:,}" if outlook.open_count else "", title, cards, COUNT),
        ]
        if name == SLIPPED:
            pieces.append(("!", "bold $overdue"))
        yield line(*pieces)
    yield from _draw_outlook(dashboard, width)


def _draw_outlook(dashboard: Dashboard, width: int) -> Iterator[FigureLine]:
    """Yield what all open deals weigh, also by measured rates, and how far they cover what is left of the goal."""
    code, measured = dashboard.currency, dashboard.forecast.measured
    if dashboard.is_over:
        return
    total = dashboard.forecast.total.get(code)
    if total and total.open_count and width >= NARROW:
        weighed = total.weigh_measured(measured)
        tail = f" · measured {format_short_money(weighed, code)}" if weighed is not None else ""
        words = f"  Weighted {format_short_money(total.weighted, code)}{tail}"
        committed = f" · committed {format_short_money(total.commit, code)}" if total.commit_count else ""
        yield line((words + committed if cell_width.cells(words + committed) <= width else words, MUTED))
    goal = dashboard.goal
    coverage = goal.coverage if goal and goal.goal.plan.currency == code else None
    if coverage is None:
        return
    if coverage.covered is None:
        yield line(("  Coverage: the goal is met", MUTED))
        return
    needed = f" of {float(coverage.needed):.1f}" if coverage.needed else ""
    yield line(
        (f"  Coverage {float(coverage.covered):.1f}{needed} ·", MUTED),
        figure(format_short_money(coverage.value, code), "Open deals that cover the goal", coverage.cards),
        (f"for {format_short_money(coverage.left, code)}", MUTED),
    )


# -- win rate


def _answer_win_rate(dashboard: Dashboard, _: int) -> list[Piece]:
    total = dashboard.win_rate.total
    if not total.rate.whole:
        return [(f"no deal closed in this time · a rate needs {FEWEST}", MUTED)]
    by_value = total.find_rate_by_value(dashboard.currency or "")
    tail = (
        f"  by value {format_share(by_value.part, by_value.whole)}" if by_value and total.rate.whole >= FEWEST else ""
    )
    return [(f"{total.won:,} of {total.rate.whole:,}{format_percent(total.rate)}{tail}", "")]


def _draw_win_rate(dashboard: Dashboard, width: int) -> Iterator[FigureLine]:
    report = dashboard.win_rate
    if not report.total.rate.whole:
        return
    room = 10 if width >= NARROW else 0
    sources = list(report.groups["source"].items())
    for source, closed in sources[:MOST_SOURCES]:
        words = clean_line(source) if source else "(no source)"
        yield _draw_source(words, closed.rate, dashboard.list_closed(source), room)
    if len(sources) > MOST_SOURCES:
        yield line((f"  … and {len(sources) - MOST_SOURCES:,} more sources", MUTED))
    cards = [deal.card for deal in dashboard.closed]
    whole = _draw_source("all", report.total.rate, cards, room, is_total=True)
    before = report.before.rate if report.before else Rate(0, 0)
    yield whole.join(line((format_before(before), MUTED))) if width >= NARROW else whole


def _draw_source(words: str, rate: Rate, cards: Sequence[str], room: int, *, is_total: bool = False) -> FigureLine:
    bar = "" if is_total else draw_bar(rate.part, rate.whole, room).ljust(room, "░")
    share = f" {rate.format()}  {rate.format_interval()}" if rate.whole >= FEWEST else " few cases"
    return line(
        (f"  {cell_width.pad(words, NAME)}", ""),
        (cell_width.pad(bar, room) if room else "", BAR),
        (f"{rate.part:>4,} of", ""),
        figure(f"{rate.whole:,}", f"Closed deals · {words}", cards, COUNT - 1),
        (share, "" if rate.whole >= FEWEST else MUTED),
    )

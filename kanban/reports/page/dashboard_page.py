"""The dashboard as a page: what the screen shows, with charts and all sources, for whoever has no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from kanban.domain.values.dates import format_full_date, name_month
from kanban.domain.values.money import format_plain_money
from kanban.domain.values.text import clean_line
from kanban.reports.dashboard import Dashboard
from kanban.reports.forecast import SLIPPED, UNDATED
from kanban.reports.movement import GAINS, LOSSES
from kanban.reports.page.charts import Bar, draw_bars
from kanban.reports.rates import FEWEST, Rate, format_share

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --quiet: #59636e; --rule: #d1d9e0;
  --bar: #4c78a8; --gain: #3a7d44; --loss: #b3562e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0f1318; --quiet: #9198a1; --rule: #3d444d;
  --bar: #7aa2d6; --gain: #6cb37a; --loss: #e08a5f; } }
@media print { :root { --ink: #000; --paper: #fff; --quiet: #444; --rule: #bbb; --bar: #4c78a8; --gain: #3a7d44;
  --loss: #b3562e; } section { break-inside: avoid; } body { margin: 0; max-width: none; } }
@page { size: A4; margin: 16mm; }
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .3rem 0; } .quiet, caption { color: var(--quiet); }
table { margin: .8rem 0; border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .2rem .5rem; border-bottom: 1px solid var(--rule); font-weight: normal; }
th:first-child, td:first-child { text-align: left; padding-left: 0; } thead th { color: var(--quiet); }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-family: system-ui, sans-serif; }
.bar, .whole { fill: var(--bar); } .gain { fill: var(--gain); } .loss { fill: var(--loss); }
.reach { stroke: var(--ink); stroke-width: 1.5; } .value { fill: var(--quiet); }
"""

PARTS = {
    "start": "open at the start", "new": "+ new", "reopened": "+ reopened", "increased": "+ increased",
    "decreased": "− decreased", "won": "− won", "lost": "− lost", "returned": "− returned", "end": "open at the end",
}  # fmt: skip


def build_page(dashboard: Dashboard, board: str) -> str:
    """Return the page; `board` is the board's name."""
    first, last = dashboard.period.first, dashboard.period.last
    days = f"{format_full_date(first)} – {format_full_date(last)}" if first else f"until {format_full_date(last)}"
    cards = f"cards: {clean_line(dashboard.query)}" if dashboard.query else "all cards"
    title = f"{clean_line(board)} · {days}"
    footer = (
        f"Written by kanban on {format_full_date(dashboard.today)}. "
        f"A percentage stands from {FEWEST} cases on, with its 95 % interval.{_describe_before(dashboard)}"
    )
    body = "\n".join(
        (
            f"<header><h1>{escape(clean_line(board))}</h1><p>{escape(days)} · {escape(cards)}</p></header>",
            *_write_sections(dashboard),
            f'<footer><p class="quiet">{escape(footer)}</p></footer>',
        )
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _describe_before(dashboard: Dashboard) -> str:
    before = dashboard.period.before
    if before is None or before.first is None:
        return ""
    return f" Before: {format_full_date(before.first)} – {format_full_date(before.last)}."


def _write_sections(dashboard: Dashboard) -> Iterator[str]:
    yield _section(
        "Funnel", "Cards that first reached a stage in this time, and how many went on.", _write_funnel(dashboard)
    )
    yield _section("Handoffs", "What became of the offers made in this time.", _write_handoffs(dashboard))
    for currency in dashboard.movement:
        if currency is not None:
            words = f"Open deals in {currency}: what came to them, and what left them."
            yield _section(f"Movement · {currency}", words, _write_movement(dashboard, currency))
    yield _section(
        "Forecast", "Open deals by the month of their close date, and what was won.", _write_forecast(dashboard)
    )
    yield _section("Win rate by source", "Won of all deals that were closed in this time.", _write_win_rate(dashboard))


def _section(name: str, words: str, content: str) -> str:
    listed = content or '<p class="quiet">Nothing in this time.</p>'
    return f'<section><h2>{escape(name)}</h2><p class="quiet">{escape(words)}</p>\n{listed}</section>'


def _write_funnel(dashboard: Dashboard) -> str:
    most = max((len(step.reached) for step in dashboard.steps), default=0)
    if not most:
        return ""
    bars = []
    for step in dashboard.steps:
        text = f"{len(step.reached):,}"
        if step.start is not step.end and step.reached:
            text += f" → {len(step.converted):,}{_format_percent(step.rate)}"
        bars.append(Bar(clean_line(step.start.name)[:20], len(step.reached), text))
    rows = [
        [
            clean_line(step.start.name), f"{len(step.reached):,}", f"{len(step.converted):,}", step.rate.format(),
            step.rate.format_interval(), f"{len(step.open):,}", before.rate.format(),
        ]
        for step, before in zip(dashboard.steps, dashboard.steps_before, strict=True)
        if step.start is not step.end
    ]  # fmt: skip
    head = ("stage", "reached", "went on", "rate", "95 %", "still open", "before")
    return draw_bars(bars, most, "Cards that reached each stage", "funnel") + _table(head, rows)


def _write_handoffs(dashboard: Dashboard) -> str:
    report, before = dashboard.handoffs, dashboard.handoffs_before
    if not report.count("made") and not report.kept_in_time.whole:
        return ""
    counts = [
        [name, f"{report.count(name):,}", f"{before.count(name):,}"]
        for name in ("made", "accepted", "returned", "expired", "open", "withdrawn", "overturned")
    ]
    rates = [
        [words, rate.format() or "–", f"{rate.whole:,}", rate.format_interval(), past.format()]
        for words, rate, past in (
            ("accepted, of those answered or expired", report.acceptance, before.acceptance),
            ("sales answered in time", report.kept_in_time, before.kept_in_time),
            ("marketing answered questions in time", report.replies_in_time, before.replies_in_time),
        )
    ]
    reasons = [[clean_line(reason), f"{len(cards):,}"] for reason, cards in report.list_reasons()]
    tables = _table(("offers", "count", "before"), counts) + _table(("", "rate", "of", "95 %", "before"), rates)
    return tables + (_table(("returned because", "offers"), reasons) if reasons else "")


def _write_movement(dashboard: Dashboard, currency: str) -> str:
    parts = dashboard.movement[currency]
    names = [name for name in PARTS if parts[name].cards or name in {"start", "end"}]
    level, bars, most = 0, [], 0
    for name in names:
        value = parts[name].value
        text = f"{format_plain_money(value, currency)} · {_count_deals(len(parts[name].cards))}"
        if name in GAINS:
            begin, level, kind = level, level + value, "gain"
        elif name in LOSSES:
            begin, level, kind = level - value, level - value, "loss"
        else:
            begin, level, kind = 0, value, "whole"
        most = max(most, begin + value)
        # sums below zero have no bar; their number stands all the same
        is_drawn = begin >= 0 <= value
        bars.append(Bar(PARTS[name], value if is_drawn else 0, text, begin if is_drawn else 0, kind))
    return draw_bars(bars, most, f"The open deals in {currency}", f"movement-{currency.lower()}")


def _count_deals(count: int) -> str:
    return f"{count:,} deal{'s' * (count != 1)}"


def _write_forecast(dashboard: Dashboard) -> str:
    rows = []
    for name, row in dashboard.forecast.rows.items():
        words = {SLIPPED: "slipped", UNDATED: "no close date"}.get(name)
        words = words or f"{name_month(date.fromisoformat(f'{name}-01'))} {name[:4]}"
        for currency in sorted(row, key=lambda code: code or ""):
            outlook = row[currency]
            money = [format_plain_money(value, currency) for value in (outlook.won, outlook.open, outlook.weighted)]
            won = [money[0], f"{outlook.won_count:,}"] if outlook.won_count else ["", ""]
            still = [money[1], f"{outlook.open_count:,}", money[2]] if outlook.open_count else ["", "", ""]
            rows.append([words, *won, *still])
    return _table(("month", "won", "deals", "open", "deals", "weighted"), rows) if rows else ""


def _write_win_rate(dashboard: Dashboard) -> str:
    sources = dashboard.win_rate.groups["source"]
    if not dashboard.win_rate.total.rate.whole:
        return ""
    listed = [*sources.items(), ("all", dashboard.win_rate.total)]
    bars = [
        Bar(
            (clean_line(name) if name else "(no source)")[:20],
            closed.rate.share or 0.0,
            f"{closed.won:,} of {closed.rate.whole:,}{_format_percent(closed.rate)}",
            reach=closed.rate.interval if closed.rate.whole >= FEWEST else None,
        )
        for name, closed in listed
    ]
    return draw_bars(bars, 1.0, "Won of all closed deals, by source, with 95 % intervals", "winrate")


def _format_percent(rate: Rate) -> str:
    return f" · {format_share(rate.part, rate.whole)}" if rate.whole >= FEWEST else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{columns}</tr></thead><tbody>\n{lines}\n</tbody></table>\n"

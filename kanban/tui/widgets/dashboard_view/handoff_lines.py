"""The section of the handoffs: what became of offers, why cards came back, who answered in time."""

from __future__ import annotations

from collections.abc import Iterator

from kanban import cell_width
from kanban.domain.values.text import clean_line
from kanban.reports.dashboard import Dashboard
from kanban.reports.first_responses import FirstResponses
from kanban.reports.rates import Rate
from kanban.tui.widgets.dashboard_view.figure_lines import FigureLine, Piece, figure, line
from kanban.tui.widgets.dashboard_view.row_format import COUNT, MUTED, NAME, NARROW, format_before, format_percent

HALF = 0.5
"""Hours that are shown as none."""

WIDE = 70
"""Cells from which on a line has the rate of the period before beside the late ones."""


def answer_handoffs(dashboard: Dashboard, width: int) -> list[Piece]:
    """Return the line that stands for the section while it is folded, in a width of cells."""
    report = dashboard.handoffs
    if dashboard.missing_history:
        return [("not counted either", MUTED)]
    if not report.count("made") and not report.kept_in_time.whole:
        return [("no offer yet · marketing offers with a", MUTED)]
    rate = report.acceptance
    answer = (
        f"{rate.part:,} of {rate.whole:,} accepted{format_percent(rate)}"
        if rate.whole
        else f"{report.count('made'):,} offered"
    )
    rates = (("S", report.kept_in_time), ("M", report.replies_in_time))
    in_time = ", ".join(f"{sign} {rate.part:,} of {rate.whole:,}" for sign, rate in rates if rate.whole)
    whole = f"{answer}      in time {in_time}" if in_time else answer
    return [(whole if cell_width.cells(whole) <= width else answer, "")]


def draw_handoffs(dashboard: Dashboard, width: int) -> Iterator[FigureLine]:
    """Yield the lines of the section, for a width of cells."""
    if dashboard.missing_history:
        return
    report, before = dashboard.handoffs, dashboard.handoffs_before
    name_width = NAME + 9
    roomy = width >= NARROW

    def count(name: str, words: str, title: str, *behind: Piece) -> FigureLine:
        counted = figure(f"{report.count(name):,}", title, report.by_figure[name], COUNT)
        return line((f"  {cell_width.pad(words, name_width)}", ""), counted, *behind)

    was = f"  was {before.count('made'):,}" if roomy else ""
    yield count("made", "offers made", "Offers made", (was, MUTED))
    rate = report.acceptance
    pieces: list[Piece] = [
        (f"  {cell_width.pad('accepted', name_width)}", ""),
        figure(f"{rate.part:,}", "Accepted offers", report.by_figure["accepted"], COUNT),
    ]
    yield line(*pieces, *_describe_rate(rate, before.acceptance, roomy=roomy))
    reasons = " · ".join(f"{clean_line(reason)} {len(cards):,}" for reason, cards in report.list_reasons()[:3])
    room = max(0, width - name_width - COUNT - 4)
    yield count(
        "returned", "returned", "Returned offers", (f" {cell_width.shorten(reasons, room)}" if reasons else "", MUTED)
    )
    yield count("expired", "expired", "Expired offers")
    yield count("open", "waiting now", "Offers that wait")
    for name, words, title in (
        ("withdrawn", "withdrawn", "Withdrawn offers"),
        ("returned_later", "accepted, came back", "Accepted offers that came back later"),
        ("overturned", "overturned", "Overturned returns"),
    ):
        if report.count(name):
            yield count(name, words, title)
    for sign, rate, past, late, title in (
        ("S", report.kept_in_time, before.kept_in_time, "late", "Offers answered late"),
        ("M", report.replies_in_time, before.replies_in_time, "unanswered", "Questions answered late"),
    ):
        if rate.whole:
            pieces = [
                (f"  {cell_width.pad(f'answered in time  {sign}', name_width)}", ""),
                (f"{rate.part:>{COUNT - 1},} ", ""),
                *_describe_rate(rate, past if width >= WIDE else Rate(0, 0), roomy=roomy),
            ]
            if report.count(late):
                pieces += [("  late", MUTED), figure(f"{report.count(late):,}", title, report.by_figure[late])]
            yield line(*pieces)
    if roomy and dashboard.responses and dashboard.responses.attempts:
        yield _draw_responses(dashboard.responses, name_width)


def _draw_responses(responses: FirstResponses, name_width: int) -> FigureLine:
    """Return how long offers waited for sales to try, in business hours, and those without any attempt."""
    median = responses.attempt
    hours = median.longest if median.value is None else median.value
    is_empty = hours is None or (median.value is None and hours < HALF)
    words = "" if is_empty else f"median {'> ' if median.value is None else ''}{hours:.0f} h"
    pieces: list[Piece] = [(f"  {cell_width.pad('first response', name_width)} {words}", "")]
    if responses.without:
        pieces += [(" ·", MUTED), figure(f"{len(responses.without):,}", "Offers without an attempt", responses.without)]
        pieces.append(("none yet", MUTED))
    return line(*pieces)


def _describe_rate(rate: Rate, before: Rate, *, roomy: bool) -> list[Piece]:
    if not rate.whole:
        return []
    pieces: list[Piece] = [(f" of {rate.whole:,}{format_percent(rate)}", "")]
    if roomy:
        pieces += [
            (f"  {rate.format_interval()}" if rate.format_interval() else "", MUTED),
            (format_before(before), MUTED),
        ]
    return pieces

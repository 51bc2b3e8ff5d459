"""Sections of pages on how cards flow: funnel, conversion, time in stage, handoffs, recycling, campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_plain_money
from kanban.domain.values.text import clean_line
from kanban.reports.answers.campaigns_answer import CampaignsAnswer
from kanban.reports.answers.funnel_answers import ConversionAnswer, FunnelAnswer
from kanban.reports.answers.handoff_answers import HandoffsAnswer, RecycleAnswer
from kanban.reports.answers.objections_answer import ObjectionsAnswer
from kanban.reports.answers.stages_answer import StagesAnswer
from kanban.reports.answers.wants_answer import WantsAnswer
from kanban.reports.answers.win_rate_answer import NOTE, CalibrationAnswer
from kanban.reports.calibration import BANDS, SCORES, format_band, format_scores
from kanban.reports.first_responses import FirstResponses
from kanban.reports.funnel import Conversion
from kanban.reports.handoffs import Handoffs
from kanban.reports.page.charts import Bar, draw_bars
from kanban.reports.page.html import format_percent, write_note, write_section, write_table
from kanban.reports.rates import FEWEST, Rate
from kanban.reports.survival import LEAST, Median

OFFERS = {
    "made": "made", "accepted": "accepted", "returned": "returned", "expired": "expired", "open": "open",
    "withdrawn": "withdrawn", "returned_later": "accepted, and returned later", "overturned": "overturned",
}  # fmt: skip
"""The counts of offers, in words."""


def write_funnel(steps: Sequence[Conversion], before: Sequence[Conversion] | None) -> str:
    """Return the chart and the table of a funnel; empty where no card reached a stage."""
    most = max((len(step.reached) for step in steps), default=0)
    if not most:
        return ""
    bars = []
    for step in steps:
        text = f"{len(step.reached):,}"
        if step.start is not step.end and step.reached:
            text += f" → {len(step.converted):,}{format_percent(step.rate)}"
        bars.append(Bar(clean_line(step.start.name), len(step.reached), text))
    rows = []
    for place, step in enumerate(steps):
        if step.start is step.end:
            continue
        was = [before[place].rate.format()] if before else []
        rows.append([
            clean_line(step.start.name), f"{len(step.reached):,}", f"{len(step.converted):,}", step.rate.format(),
            step.rate.format_interval(), f"{len(step.open):,}", *was,
        ])  # fmt: skip
    head = ("stage", "reached", "went on", "rate", "95 %", "still open", *(["before"] if before else []))
    return draw_bars(bars, most, "Cards that reached each stage", "funnel") + write_table(head, rows)


def write_handoffs(report: Handoffs, before: Handoffs | None, responses: FirstResponses | None = None) -> str:
    """Return the tables of the handoffs; empty where nothing was offered or due."""
    if not report.count("made") and not report.kept_in_time.whole:
        return ""
    counts = [
        [words, f"{report.count(name):,}", *([f"{before.count(name):,}"] if before else [])]
        for name, words in OFFERS.items()
    ]
    was = ["before"] if before else []
    rates = [
        [words, rate.format() or "–", f"{rate.whole:,}", rate.format_interval(), *([past.format()] if before else [])]
        for words, rate, past in (
            ("accepted, of those answered or expired", report.acceptance, before.acceptance if before else Rate(0, 0)),
            ("sales answered in time", report.kept_in_time, before.kept_in_time if before else Rate(0, 0)),
            (
                "marketing answered questions in time", report.replies_in_time,
                before.replies_in_time if before else Rate(0, 0),
            ),
        )
    ]  # fmt: skip
    tables = write_table(("offers", "count", *was), counts) + write_table(("", "rate", "of", "95 %", *was), rates)
    if report.by_reason:
        reasons = [[clean_line(reason), f"{len(cards):,}"] for reason, cards in report.list_reasons()]
        tables += write_table(("returned because", "offers"), reasons)
    if responses and responses.attempts:
        times = [
            [words, _format_median(median, "h"), f"{median.ended:,} of {median.n:,}"]
            for words, median in (("first attempt of sales", responses.attempt), ("first contact", responses.contact))
        ]
        tables += write_table(("after the offer, business hours", "median", "so far"), times)
    return tables


def _format_median(median: Median, unit: str) -> str:
    """Return `3.5 h`, `> 20 h` where less than half has ended, or nothing of nothing, and of what only just began."""
    value = median.longest if median.value is None else median.value
    if value is None or (median.value is None and value < LEAST):
        return ""
    return f"{'> ' if median.value is None else ''}{value:,.1f} {unit}"


def write_funnel_section(answer: FunnelAnswer) -> str:
    """Return the section of a funnel."""
    words = "Cards that first reached a stage in this time, and how many went on."
    return write_section("Funnel", words, write_funnel(answer.steps, answer.before))


def write_conversion_section(answer: ConversionAnswer) -> str:
    """Return the section of a conversion."""
    step, before = answer.step, answer.before
    rows = [
        [
            "in this time", f"{len(one.reached):,}", f"{len(one.converted):,}", one.rate.format(),
            one.rate.format_interval(), f"{len(one.open):,}",
        ]
        for one in [step]
    ]  # fmt: skip
    if before:
        rows.append([
            "before", f"{len(before.reached):,}", f"{len(before.converted):,}", before.rate.format(),
            before.rate.format_interval(), f"{len(before.open):,}",
        ])  # fmt: skip
    names = clean_line(step.start.name), clean_line(step.end.name)
    content = write_table(("", f"reached {names[0]}", "went on", "rate", "95 %", "still open"), rows)
    words = f"Cards that first reached {names[0]} in this time, and how many reached {names[1]}."
    return write_section(f"From {names[0]} to {names[1]}", words, content if step.reached else "")


def write_stages_section(answer: StagesAnswer) -> str:
    """Return the section of the time in each stage."""
    longest = [time.median.value or time.median.longest or 0.0 for time in answer.times]
    bars = [
        Bar(clean_line(time.stage.name), days, f"{_format_median(time.median, 'd')} · {time.median.n:,} stays")
        for time, days in zip(answer.times, longest, strict=True)
        if time.median.n
    ]
    rows = [
        [
            clean_line(time.stage.name), f"{time.median.n:,}", _format_median(time.median, "d"),
            _format_median(time.median_in_all, "d"), f"{time.median.n - time.median.ended:,}",
            "" if answer.stale is None else f"{answer.stale.get(time.stage.id, 0):,}",
        ]
        for time in answer.times
    ]  # fmt: skip
    content = ""
    if bars:
        content = draw_bars(bars, max(longest, default=0.0), "Median days in each stage", "stages")
        content += write_table(("stage", "stays", "median", "in all", "still there", "stale now"), rows)
    words = "Median days of the stays that began in this time; those that go on count as far as they have come."
    return write_section("Time in stage", words, content)


def write_handoffs_section(answer: HandoffsAnswer) -> str:
    """Return the section of the handoffs."""
    words = "What became of the offers made in this time."
    return write_section("Handoffs", words, write_handoffs(answer.report, answer.before, answer.responses))


def write_recycle_section(answer: RecycleAnswer) -> str:
    """Return the section of the cards that came back."""
    report, before = answer.report, answer.before
    mark = clean_line(answer.mark.name) if answer.mark else "the stage marked sql"
    rows = [
        [when, f"{len(one.returned):,}", f"{len(one.recycled):,}", one.rate.format(), one.rate.format_interval(),
         f"{len(one.open):,}"]
        for when, one in (("in this time", report), ("before", before))
        if one
    ]  # fmt: skip
    content = write_table(("", "came back", f"reached {mark}", "rate", "95 %", "still open"), rows)
    words = "Cards by their first return in this time, without those returned for good."
    return write_section("Recycling", words, content if report.returned else "")


def write_campaigns_section(answer: CampaignsAnswer) -> str:
    """Return the section of the campaigns."""
    rows = []
    for row in answer.rows:
        currency = row.campaign.currency if row.campaign else None
        costs = [
            "" if minor is None else f"{format_plain_money(minor, currency)}{'*' if row.is_planned else ''}"
            for minor in (row.cost, row.cost_per_won)
        ]
        counts = [f"{len(cards):,}" for cards in (row.leads, row.mql, row.deals, row.won, row.sql)]
        rows.append([clean_line(row.name or "(none)"), costs[0], *counts[:4], row.rate.format(), costs[1], counts[4]])
    bars = [
        Bar(
            clean_line(row.name or "(none)"), row.rate.share or 0.0,
            f"{len(row.won):,} of {len(row.leads):,}{format_percent(row.rate)}",
            reach=row.rate.interval if row.rate.whole >= FEWEST else None,
        )
        for row in answer.rows
        if row.leads
    ]  # fmt: skip
    head = ("campaign", "cost", "leads", "MQL", "deals", "won", "won of leads", "cost per won", "SQL")
    content = write_table(head, rows) if rows else ""
    if bars:
        most = max((bar.reach[1] if bar.reach else bar.length for bar in bars), default=1.0)
        content = draw_bars(bars, most, "Won of the leads of each campaign", "campaigns") + content
    if any(row.is_planned for row in answer.rows):
        content += write_note("* planned: no actual cost is known.")
    words = "Cards created in this time by their first campaign; SQL: qualified in this time while it was theirs."
    return write_section("Campaigns", words, content)


def write_objections_section(answer: ObjectionsAnswer) -> str:
    """Return the section of the objections, by play."""
    head = ("play", "met", "resolved", "stalled", "lost", "open", "deals won, lost, open", "open value")
    rows = []
    for row in answer.rows:
        record = row.encode()
        counts = [f"{record[name]:,}" for name in ("met", "resolved", "stalled", "lost", "open")]
        deals = ", ".join(f"{record['cards'][name]:,}" for name in ("won", "lost", "open"))
        values = " + ".join(format_plain_money(minor, code) for code, minor in row.open_values.items())
        rows.append([clean_line(row.title), *counts, deals, values])
    bars = [
        Bar(clean_line(row.title)[:20], row.count("resolved"), f"{row.count('resolved'):,} of {len(row.entries):,}")
        for row in answer.rows
        if row.play
    ]
    content = write_table(head, rows) if rows else ""
    if bars:
        most = max((bar.length for bar in bars), default=1.0) or 1.0
        content = draw_bars(bars, most, "Resolved of the objections that each play answers", "objections") + content
    return write_section("Objections", "objections", content or write_note("No objection was logged in this time."))


def write_wants_section(answer: WantsAnswer) -> str:
    """Return the section of the wants."""
    head = ("rep", "wants", "got", "until", "state", "won", "lost", "open", "would match today")
    board, rows = answer.question.board, []
    for row in answer.rows:
        want = row.progress.want
        counts = [f"{row.count(figure):,}" for figure in ("won", "lost", "open", "matching")]
        person = clean_line(board.find_person_name(want.owner))
        got = f"{len(row.progress.cards)} of {want.number}"
        until = format_full_date(date.fromisoformat(want.by))
        rows.append([person, clean_line(want.query), got, until, row.progress.state, *counts])
    content = write_table(head, rows) if rows else write_note("No want was open in this time.")
    return write_section("Wants", "what reps asked marketing for, with their cards as they stand now", content)


def write_calibration_section(answer: CalibrationAnswer) -> str:
    """Return the section of the guesses: score and skill by team, and three bands."""
    if not answer.scored:
        return write_section("Calibration", "calibration", write_note("No deal with a guess closed in this time."))
    teams = {team: score for team, score in answer.teams.items() if score.scored}
    rows = [[team, *format_scores(score)] for team, score in teams.items()]
    content = write_table(("team", "guesses", *SCORES), rows)
    bands = [[band, *(format_band(score, band) for score in teams.values())] for band in BANDS]
    content += write_table(("guessed", *teams), bands)
    if answer.people:
        content += write_table(("person", "guesses", *SCORES), [[name, *format_scores(s)] for name, s in answer.people])
    return write_section("Calibration", "calibration", content + write_note(NOTE))

"""Each report as a page, and all of them on one: whole, harmless, and with the figures that the report prints."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kanban.reports.answers.catalog import REPORTS
from kanban.reports.page.report_page import ORDER
from tests.reports.test_page import read

DAYS = ("--from", "1 Oct 2026", "--to", "15 Nov 2026")
EVIL = "</svg><script>alert(1)</script>"


@pytest.mark.parametrize("report", sorted(REPORTS))
def test_each_report_is_written_as_a_page(demo, tmp_path, report):
    page = tmp_path / "page.html"
    ran = demo("report", report, *DAYS, "--html", str(page))
    assert (ran.code, ran.out) == (0, ""), ran.err
    text = page.read_text("utf-8")
    reader = read(text)
    assert not {"script", "link", "img", "iframe"} & set(reader.tags)
    assert reader.asked == []
    assert "1 Oct 2026 – 15 Nov 2026" in text
    assert demo("report", report, *DAYS, "--html", str(page)).code != 0, "a file that is there stays"
    assert demo("report", report, *DAYS, "--html", str(page), "--force").code == 0
    assert demo("report", report, *DAYS, "--html", "-").out == text


def test_all_reports_stand_on_one_page(demo, tmp_path):
    assert set(ORDER) == {*REPORTS} - {"dashboard"}
    plan = "amount=600000", "offers=195", "accepted=60%", "sql=65", "won=40%"
    demo("goal", "propose", "Q4 2026", *plan, "--from", "1 Oct 2026", "--to", "31 Dec 2026")
    demo("goal", "sign")
    demo("--as", "Raj", "goal", "sign")
    page = tmp_path / "all.html"
    ran = demo("report", "--all", *DAYS, "--html", str(page))
    assert (ran.code, ran.out) == (0, ""), ran.err
    text = page.read_text("utf-8")
    reader = read(text)
    assert "script" not in reader.tags
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    wanted = (
        "Goal · Q4 2026", "Funnel", "From MQL to Won", "Time in stage", "Handoffs", "Recycling", "Movement · EUR",
        "Forecast", "Win rate by source", "Velocity", "Campaigns",
    )  # fmt: skip
    assert [heading for heading in headings if heading in wanted] == list(wanted)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    shortfall = demo("report", "goal", "--to", "15 Nov 2026", "--json").json["shortfall"]
    assert f"€{abs(Decimal(shortfall)):,.2f}".removesuffix(".00") + " short of the plan to date" in text


def test_the_figures_are_those_of_the_report(demo):
    made = demo("report", "handoffs", *DAYS, "--json").json
    text = demo("report", "handoffs", *DAYS, "--html", "-").out
    assert f"<td>made</td><td>{made['made']}</td>" in text
    won = demo("report", "campaigns", "--json").json["campaigns"][0]
    assert f"<td>{won['campaign']}</td>" in demo("report", "campaigns", "--html", "-").out


def test_hostile_names_are_words(own):
    own("add", EVIL, "--campaign", EVIL, "--source", EVIL)
    own("stage", "set", "Engaged", f"name={EVIL}")
    for report in ("campaigns", "funnel", "stages", "dashboard"):
        text = own("report", report, "--html", "-").out
        assert "<script" not in text
        read(text)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("report", "--all"), "--all --html FILE"),
        (("report", "--html", "x.html"), "with --all"),
        (("report", "funnel", "--html", "-", "--json"), "give one of them"),
        (("report", "funnel", "--html", "-", "--cards", "MQL"), "give one of them"),
    ],
)
def test_what_does_not_go_together_is_told(own, words, sentence):
    ran = own(*words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err

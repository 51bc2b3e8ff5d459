"""The dashboard's page: whole, harmless, and without anything that it would have to load."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from kanban.domain.records.deal import Deal
from kanban.reports.dashboard import build_dashboard
from kanban.reports.page.charts import Bar, draw_bars
from kanban.reports.page.dashboard_page import build_page
from kanban.reports.period import Period
from tests.domain.board import BOARD, stage
from tests.reports.test_by_hand import JOURNEYS, NOW

EVIL = "</svg><script>alert(1)</script>\x1b]0;x\x07"
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def deal(card, outcome, source, value=100_00):
    return Deal(
        card,
        outcome,
        value,
        "EUR",
        "2026-11-11T11:11:11Z" if outcome else None,
        source,
        None,
        None,
        stage=stage("Proposal").id,
    )


DEALS = [
    deal("a", "won", EVIL),
    *(deal(str(n), "won" if n % 2 else "lost", "Web") for n in range(9)),
    deal("o", None, "Web"),
]


def build(journeys=JOURNEYS, deals=DEALS, name="Pipeline", query=""):
    return build_page(
        build_dashboard(BOARD, journeys, deals, NOVEMBER, query, date(2026, 12, 1), NOW, BOARD.zone), name
    )


class Reader(HTMLParser):
    """Remembers the elements of a page, and what they ask for."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.asked = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in {"meta", "rect", "line"}:
            self.open.append(tag)
        self.asked += [
            f"{name}={value}" for name, value in attrs if name in {"src", "href", "xlink:href"} or name.startswith("on")
        ]

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def read(page):
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_it_is_one_whole_page_that_loads_nothing():
    page = build()
    reader = read(page)
    assert {"html", "svg", "table", "style"} <= set(reader.tags)
    assert not {"script", "link", "img", "iframe"} & set(reader.tags)
    assert reader.asked == []
    assert "url(" not in page
    assert "@import" not in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("where", ["name", "query", "source"])
def test_hostile_words_are_words(where):
    page = build(**{where: EVIL}) if where != "source" else build()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "&lt;/svg&gt;" in page
    read(page)


def test_every_chart_is_well_formed_and_says_what_it_shows():
    charts = re.findall(r"<svg.*?</svg>", build(), re.DOTALL)
    assert len(charts) >= 2
    names = []
    for chart in charts:
        root = ET.fromstring(chart)  # of our own making
        assert root.get("viewBox")
        assert root.get("width") is None
        title = root.find("{http://www.w3.org/2000/svg}title")
        names.append(title.text)
    assert len(set(names)) == len(names)


def test_a_bar_is_as_long_as_what_it_says():
    chart = ET.fromstring(draw_bars([Bar("all", 10, "10"), Bar("half", 5, "5"), Bar("none", 0, "0")], 10, "x", "x"))
    widths = [float(bar.get("width")) for bar in chart.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths == [360.0, 180.0], "what is nothing has no bar"


def test_an_empty_board_has_a_page():
    page = build((), ())
    read(page)
    assert page.count("Nothing in this time.") == 5
    assert "%" not in page.split("</style>")[1].replace("95 %", "")


def test_the_figures_are_those_of_the_report():
    page = build()
    assert "3 of 6" in page, "accepted, as worked out by hand"
    assert "no budget" in page
    assert "4 of 9" in page.replace("· ", ""), "won of the closed ones of a source"


def test_no_name_is_cut_off_and_a_very_long_one_says_so():
    """The names end before the bars and begin on the picture, at about 7.5 a letter."""
    long, endless = "Spring trade fair 2026 North", "A campaign with a name that nobody would ever read to its end"
    chart = ET.fromstring(draw_bars([Bar(long, 10, "10"), Bar(endless, 5, "5")], 10, "x", "x"))
    names = [text for text in chart.iter("{http://www.w3.org/2000/svg}text") if text.get("class") == "name"]
    assert names[0].text == long
    assert names[1].text.endswith("…")
    assert all(float(name.get("x")) - 7.5 * len(name.text) >= 0 for name in names)


def test_the_forecast_has_a_table_for_each_currency():
    dollars = deal("d", "won", "Web")._replace(currency="USD")
    page = build(deals=[*DEALS, dollars])
    forecast = page[page.index("<h2>Forecast</h2>") :].split("</section>")[0]
    tables = forecast.split("<table>")[1:]
    assert [("€" in table, "$" in table) for table in tables] == [(True, False), (False, True)]
    assert ["<th>EUR</th>" in tables[0], "<th>USD</th>" in tables[1]] == [True, True]

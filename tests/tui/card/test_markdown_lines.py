"""A comment's Markdown in lines: what is marked, what is kept, what can't break it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.values import text
from kanban.tui.widgets.conversation import markdown_lines
from tests.tui.cards import HOSTILE

TEAMS = {"raj": "sales", "ana maria": "marketing", "ana": "marketing"}


def plain(body, width=60):
    return [line.plain for line in markdown_lines.draw_markdown(body, width, TEAMS)]


def styled(body, width=60):
    """(text, style) of every marked part."""
    return [
        (line.plain[span.start : span.end], str(span.style))
        for line in markdown_lines.draw_markdown(body, width, TEAMS)
        for span in line.spans
    ]


def links(body):
    return [
        span.style.meta["url"]
        for line in markdown_lines.draw_markdown(body, 60, TEAMS)
        for span in line.spans
        if not isinstance(span.style, str) and "url" in span.style.meta
    ]


def test_words_are_marked_as_markdown_says():
    assert plain("a **b** *c* `d` ~~e~~") == ["a b c d e"]
    assert styled("a **b** *c* `d` ~~e~~") == [("d", "$accent"), ("b", "bold"), ("c", "italic"), ("e", "strike")]


def test_lists_quotes_and_code_stand_behind_their_marks():
    body = "Two things:\n- one\n  1. deep\n- two\n> said\n\n```\ncode  here\n```"
    assert plain(body) == ["Two things:", "• one", "  1. deep", "• two", "▏ said", "  code  here"]


def test_wrapped_lines_of_an_item_stand_below_its_words():
    assert plain("- one two three four", 12) == ["• one two", "  three four"]


def test_a_blank_line_parts_paragraphs_and_line_breaks_stay():
    assert plain("one\ntwo\n\n**three**") == ["one", "two", "", "three"]
    assert plain("one\ntwo\n\nthree") == ["one", "two", "", "three"]


def test_links_lead_only_where_a_browser_may_go():
    assert set(links("[doc](https://a.example/x) and https://b.example/y.")) == {
        "https://a.example/x",
        "https://b.example/y",
    }
    assert links("[a](javascript:alert) [b](file:///etc/passwd) <script>") == []


def test_members_are_marked_with_their_teams_colour():
    assert styled("@Raj and @Ana Maria or @ana, not raj@example.com or @nobody") == [
        ("@Raj", "bold $sales"),
        ("@Ana Maria", "bold $marketing"),
        ("@ana", "bold $marketing"),
    ]


@pytest.mark.parametrize(
    "body", ["[a]: https://x.example", "# ", "title\n---", "<b>html</b> &amp;", "> " * 60 + "deep", "- " * 99 + "x"]
)
def test_no_words_vanish(body):
    words = set(re.findall(r"[a-z]{2,}", body))
    assert words <= set(re.findall(r"[a-z]{2,}", " ".join(plain(body, 200))))


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("width", [8, 60])
def test_the_worst_is_drawn_harmless_and_within_its_width(body, width):
    for line in markdown_lines.draw_markdown(body, width, TEAMS):
        assert text.clean(line.plain) == line.plain
        assert line.rstrip().cell_length <= width or width == 8


@given(st.text(alphabet="ab*_`[](){}<>#-+>1.! \n\t\\~@:/", max_size=200), st.integers(10, 40))
def test_any_text_gives_lines_of_the_width(body, width):
    letters = re.sub(r"[^ab]", "", body)
    drawn = markdown_lines.draw_markdown(body, width)
    assert all(line.rstrip().cell_length <= width for line in drawn)
    kept = re.sub(r"[^ab]", "", "".join(line.plain for line in drawn))
    # An address behind a link's name and the language of a code block are told, not shown.
    assert kept == letters or "](" in body or "```" in body or "~~~" in body

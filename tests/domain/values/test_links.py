"""Links: addresses and files stay what was typed, and nothing becomes an address without a word."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import UsageFault
from kanban.domain.values import links
from tests.domain.board import Table, card, uuid


@pytest.mark.parametrize(
    ("typed", "url", "name"),
    [
        ("https://acme.example/a/b.pdf", "https://acme.example/a/b.pdf", "b.pdf"),
        ("mailto:jane@acme.example", "mailto:jane@acme.example", "mailto:jane@acme.example"),
        ("HTTP://a.example/", "HTTP://a.example/", "a.example"),
        ("file:///home/ana/offer.pdf", "file:///home/ana/offer.pdf", "offer.pdf"),
        ("/home/ana/offer.pdf", "/home/ana/offer.pdf", "offer.pdf"),
        ("/home/ana/my offers/", "/home/ana/my offers/", "my offers"),
        ("~/offer.pdf", "~/offer.pdf", "offer.pdf"),
        ("C:\\docs\\offer.pdf", "C:\\docs\\offer.pdf", "offer.pdf"),
        ("c:/docs/an offer.pdf", "c:/docs/an offer.pdf", "an offer.pdf"),
        ("\\\\server\\share\\x.pdf", "\\\\server\\share\\x.pdf", "x.pdf"),
        ("../offer.pdf", "../offer.pdf", "offer.pdf"),
    ],
)
def test_addresses_and_paths_stay_as_they_are(typed, url, name):
    assert links.read_link(typed) == ({"url": url, "name": name}, "")
    assert links.read_link(typed, "Our offer")[0]["name"] == "Our offer"


@pytest.mark.parametrize(
    ("typed", "url", "name"),
    [
        ("acme.example", "https://acme.example", "acme.example"),
        ("acme.example/offer.pdf", "https://acme.example/offer.pdf", "offer.pdf"),
        ("acme.example:8443/x", "https://acme.example:8443/x", "x"),
        ("localhost:8080", "https://localhost:8080", "localhost:8080"),
    ],
)
def test_a_host_gets_its_https_and_a_word_about_it(typed, url, name):
    act = verbs.link(Table([card(1)]), uuid(4, 1), typed)
    assert list(act.steps[0].set.values()) == [{"url": url, "name": name}]
    assert url in act.warnings[0]


@pytest.mark.parametrize(
    "typed",
    [
        "", "two words", "javascript:alert(1)", "data:text/html,x", "x" * 3000, "vbscript:x", "ftp://a", "offer.pdf",
        "docs/offer.pdf", "offer", "report.html", "data.json", "acme.example/a b", "1.2.3", "jane@acme.example",
    ],
)  # fmt: skip
def test_what_is_no_link_is_refused_in_one_sentence(typed):
    with pytest.raises(UsageFault) as fault:
        verbs.link(Table([card(1)]), uuid(4, 1), typed)
    assert "\n" not in str(fault.value)

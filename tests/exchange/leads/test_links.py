"""Links in files: a path stays a path, a page a page, and what gets its https is told."""

from __future__ import annotations

import pytest

from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW

PATHS = (
    "/home/ana/offer.pdf",
    r"C:\docs\offer.pdf",
    r"\\server\share\x.pdf",
    "~/my offers/x.pdf",
    "file:///home/x.pdf",
)


@pytest.mark.parametrize("address", [*PATHS, "https://acme.example/a", "mailto:jane@acme.example"])
def test_an_address_or_path_stays_as_it_is(drafts, address):
    (draft,) = drafts(f"Name,Website\nJane,{address}\n")
    assert draft.links == {"Website": address}
    assert draft.fields == {}


@pytest.mark.parametrize("words", ["offer.pdf", "docs/offer.docx", "not a link", "javascript:alert(1)", "report.html"])
def test_what_is_neither_is_kept_as_a_field(drafts, words):
    (draft,) = drafts(f"Name,Website\nJane,{words}\n")
    assert (draft.links, draft.fields) == ({}, {"Website": words})


def test_a_bare_host_gets_its_https_and_a_word_about_it(write):
    path = write("Name,Website\nJane,acme.example\nJo,https://jo.example\nMo,www.mo.example/x\n")
    files = fold_files([path], BOARD, NOW)
    urls = [link["url"] for draft in files for name, link in draft.registers.items() if name.startswith("link.")]
    assert urls == ["https://acme.example", "https://jo.example", "https://www.mo.example/x"]
    assert files.notes == ["2 cells of “Website” in “leads.csv” were taken for a web address (https://…)."]

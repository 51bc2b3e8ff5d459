"""The glossary of the architecture page: short, and in the words of the code."""

from __future__ import annotations

import io
import re
import tokenize

import pytest

MOST_TERMS = 25


@pytest.fixture(scope="module")
def terms(checkout):
    page = (checkout / "kanban/README.md").read_text("utf-8")
    section = page.partition("\n## Glossary\n")[2].partition("\n## ")[0]
    _head, *terms = re.findall(r"^\| ([a-z]+) \| \S.+ \|$", section, re.MULTILINE)
    return terms


@pytest.fixture(scope="module")
def words_of_names(checkout, tracked):
    """The words of which names in the code are made, without comments and texts: `open_door` has two."""
    words = set()
    for file in tracked:
        if file.suffix == ".py" and file.is_relative_to(checkout / "kanban"):
            for token in tokenize.generate_tokens(io.StringIO(file.read_text("utf-8")).readline):
                if token.type == tokenize.NAME:
                    words |= {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", token.string)}
    return words


def test_the_glossary_is_short_and_names_each_term_once(terms):
    assert 15 <= len(terms) <= MOST_TERMS
    assert len(terms) == len(set(terms))


def test_every_term_of_the_glossary_is_a_name_in_the_code(terms, words_of_names):
    assert [term for term in terms if term not in words_of_names] == []

"""What is kept on this machine alone: saved views, drafts, mappings."""

from __future__ import annotations

import pytest

from kanban.domain.errors import NotFound, UsageFault
from kanban.store.views import SavedView
from kanban.store.workspace import Workspace


def test_a_view_is_saved_found_and_removed_by_its_name_in_any_case(ana: Workspace) -> None:
    assert ana.views() == []
    assert ana.save_view("  Größte  Deals ", "value>=10000 stage:prop") == SavedView(
        "Größte Deals", "value>=10000 stage:prop"
    )
    assert ana.view("GRÖSSTE DEALS").query == "value>=10000 stage:prop"
    assert ana.remove_view("größte deals").name == "Größte Deals"
    assert ana.views() == []


def test_saving_a_view_again_replaces_it_whatever_the_case(ana: Workspace) -> None:
    ana.save_view("Mine", "mine")
    ana.save_view("All", "")
    ana.save_view("mine", "owner:ben")
    assert ana.views() == [SavedView("All", ""), SavedView("mine", "owner:ben")]


def test_views_stand_in_the_order_of_their_names(ana: Workspace, ben: Workspace) -> None:
    for name in ("beta", "Álpha", "Gamma"):
        ana.save_view(name, "mine")
    assert [view.name for view in ben.views()] == ["Álpha", "beta", "Gamma"]


@pytest.mark.parametrize(("name", "query"), [("", "mine"), ("x" * 61, "mine"), ("ok", "nofield:x"), ("ok", '"open')])
def test_a_view_that_would_not_do_is_refused_and_nothing_is_kept(ana: Workspace, name: str, query: str) -> None:
    with pytest.raises(UsageFault):
        ana.save_view(name, query)
    assert ana.views() == []


def test_a_view_that_is_not_there_is_told_with_those_that_are(ana: Workspace) -> None:
    with pytest.raises(NotFound, match=r"“x”; none is saved yet\."):
        ana.view("x")
    ana.save_view("Mine", "mine")
    with pytest.raises(NotFound, match=r"“x”; there are Mine\."):
        ana.remove_view("x")


def test_control_characters_in_a_view_are_made_harmless(ana: Workspace) -> None:
    view = ana.save_view("a\x1b[31m", "ac\x07me")
    assert view.name.isprintable()
    assert view.query.isprintable()
    assert ana.view("a\x1b[31m") == view


def test_a_draft_is_each_members_own_for_each_card_and_outlives_the_program(ana: Workspace, ben: Workspace) -> None:
    ana.keep_draft("card-1", "Hello\n\n**you** \x1b")
    ben.keep_draft("card-1", "Ben's")
    again = ana.sibling()
    assert again.draft("card-1") == "Hello\n\n**you** ␛"
    again.close()
    assert ana.draft("card-2") == ""
    assert ben.draft("card-1") == "Ben's"
    ana.drop_draft("card-1")
    assert (ana.draft("card-1"), ben.draft("card-1")) == ("", "Ben's")


def test_a_draft_without_words_is_none(ana: Workspace) -> None:
    ana.keep_draft("card-1", "words")
    ana.keep_draft("card-1", " \n ")
    assert ana.draft("card-1") == ""
    assert ana.connection.execute("SELECT count(*) FROM comment_draft").fetchone() == (0,)


def test_a_mapping_is_found_by_the_fingerprint_of_its_header(ana: Workspace) -> None:
    assert ana.mapping("f1") is None
    ana.keep_mapping("f1", {"Lead Name": "title", "Größe": "field.Größe"})
    ana.keep_mapping("f2", {})
    assert ana.mapping("f1") == {"Lead Name": "title", "Größe": "field.Größe"}
    assert ana.mapping("f2") == {}
    ana.keep_mapping("f1", {"Lead Name": "company"})
    assert ana.mapping("f1") == {"Lead Name": "company"}

"""What is kept on this machine alone: saved views, drafts, importer."""

from __future__ import annotations

import pytest

from kanban.domain.errors import NotFound, UsageFault
from kanban.store.importing import importer
from kanban.store.local.saved_views import SavedView
from kanban.store.workspace import Workspace


def test_a_view_is_saved_found_and_removed_by_its_name_in_any_case(ana: Workspace) -> None:
    assert ana.list_views() == []
    assert ana.save_view("  Größte  Deals ", "value>=10000 stage:prop") == SavedView(
        "Größte Deals", "value>=10000 stage:prop"
    )
    assert ana.find_view("GRÖSSTE DEALS").query == "value>=10000 stage:prop"
    assert ana.remove_view("größte deals").name == "Größte Deals"
    assert ana.list_views() == []


def test_saving_a_view_again_replaces_it_whatever_the_case(ana: Workspace) -> None:
    ana.save_view("Mine", "mine")
    ana.save_view("All", "")
    ana.save_view("mine", "owner:ben")
    assert ana.list_views() == [SavedView("All", ""), SavedView("mine", "owner:ben")]


def test_views_stand_in_the_order_of_their_names(ana: Workspace, ben: Workspace) -> None:
    for name in ("beta", "Álpha", "Gamma"):
        ana.save_view(name, "mine")
    assert [view.name for view in ben.list_views()] == ["Álpha", "beta", "Gamma"]


@pytest.mark.parametrize(("name", "query"), [("", "mine"), ("x" * 61, "mine"), ("ok", "nofield:x"), ("ok", '"open')])
def test_a_view_that_would_not_do_is_refused_and_nothing_is_kept(ana: Workspace, name: str, query: str) -> None:
    with pytest.raises(UsageFault):
        ana.save_view(name, query)
    assert ana.list_views() == []


def test_a_view_that_is_not_there_is_told_with_those_that_are(ana: Workspace) -> None:
    with pytest.raises(NotFound, match=r"“x”; none is saved yet\."):
        ana.find_view("x")
    ana.save_view("Mine", "mine")
    with pytest.raises(NotFound, match=r"“x”; there are Mine\."):
        ana.remove_view("x")


def test_control_characters_in_a_view_are_made_harmless(ana: Workspace) -> None:
    view = ana.save_view("a\x1b[31m", "ac\x07me")
    assert view.name.isprintable()
    assert view.query.isprintable()
    assert ana.find_view("a\x1b[31m") == view


def test_a_draft_is_each_members_own_for_each_card_and_outlives_the_program(ana: Workspace, ben: Workspace) -> None:
    ana.keep_draft("card-1", "Hello\n\n**you** \x1b")
    ben.keep_draft("card-1", "Ben's")
    again = ana.open_sibling()
    assert again.read_draft("card-1") == "Hello\n\n**you** ␛"
    again.close()
    assert ana.read_draft("card-2") == ""
    assert ben.read_draft("card-1") == "Ben's"
    ana.drop_draft("card-1")
    assert (ana.read_draft("card-1"), ben.read_draft("card-1")) == ("", "Ben's")


def test_a_draft_without_words_is_none(ana: Workspace) -> None:
    ana.keep_draft("card-1", "words")
    ana.keep_draft("card-1", " \n ")
    assert ana.read_draft("card-1") == ""
    assert ana.connection.execute("SELECT count(*) FROM comment_draft").fetchone() == (0,)


def test_what_columns_and_words_mean_is_kept_by_label(ana: Workspace) -> None:
    connection, board = ana.connection, ana.board.id
    assert (importer.list_columns(connection, board), importer.list_stage_words(connection, board)) == ({}, {})
    importer.keep_column(connection, board, "leadname", "title", "Lead Name")
    importer.keep_column(connection, board, "größe", "field.Größe", "Größe")
    importer.keep_column(connection, board, "leadname", "company", "Lead Name")
    assert importer.list_columns(connection, board) == {"leadname": "company", "größe": "field.Größe"}
    importer.keep_stage_words(connection, board, "phase", {"Neu": "s1", "Alt": "s2"}, "Phase")
    importer.keep_stage_words(connection, board, "phase", {"Alt": "s3"}, "Phase")
    assert importer.list_stage_words(connection, board) == {"phase": {"Neu": "s1", "Alt": "s3"}}


def test_mappings_of_whole_headers_are_read_behind_those_of_labels(ana: Workspace) -> None:
    connection, board = ana.connection, ana.board.id
    connection.execute(
        "INSERT INTO import_mapping VALUES (?, 'wer\nfirma', ?)", (board, '{"Wer": "title", "Firma": "source"}')
    )
    importer.keep_column(connection, board, "Firma", "company", "Firma")
    assert importer.list_columns(connection, board) == {"Wer": "title", "Firma": "company"}

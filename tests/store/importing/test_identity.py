"""Who is who: by outside id, then by e-mail, then by name and company."""

from __future__ import annotations

from kanban.domain.ids import derive_id
from kanban.domain.records.arrival import SOURCE, Arrival
from kanban.store.workspace import Workspace
from tests.store.importing.conftest import take


def at_one_mailbox(
    ws: Workspace, key: str, contact: str | None = None, company: str | None = "Acme", **more: object
) -> Arrival:
    registers = {
        "title": contact or key,
        "contact": contact,
        "company": company,
        "email": "office@acme.example",
        **more,
    }
    told = {name: value for name, value in registers.items() if value is not None}
    return Arrival((key,), told, ws.board.find_stage("Nurture").id)


def test_people_who_share_a_mailbox_stay_apart_however_they_come(ws):
    jo, mo, ko = (
        at_one_mailbox(ws, f"crm.contact:{n}", name) for n, name in enumerate(("Jo One", "Mo Two", "Ko Three"))
    )
    assert take(ws, jo).created == 1
    assert take(ws, mo, ko).created == 2
    twin = at_one_mailbox(ws, "crm.contact:9", "Jo One")
    assert take(ws, jo, twin).created == 1  # another id of the same kind beside it
    assert take(ws, ko, twin, mo, jo).unchanged == 4
    assert len(list(ws.list_cards())) == 4


def test_people_without_ids_at_one_mailbox_are_told_apart_by_name(ws):
    key = "person:office@acme.example acme"
    jo, mo = at_one_mailbox(ws, key, "Jo One"), at_one_mailbox(ws, key, "Mo Two", phone="2")
    assert take(ws, jo).created == 1
    assert take(ws, mo).created == 1
    assert take(ws, mo, jo).unchanged == 2
    assert take(ws, at_one_mailbox(ws, key, "J. One", phone="1")).updated == 1
    assert {(card.title, card.phone) for card, _, _ in ws.list_cards()} == {("J. One", "1"), ("Mo Two", "2")}


def test_other_programs_know_a_person_by_address_and_name(ws):
    take(ws, at_one_mailbox(ws, "hubspot.contact:1", "Jo One"), at_one_mailbox(ws, "hubspot.contact:2", "Mo Two"))
    taken = take(
        ws, at_one_mailbox(ws, "zoho.lead:8", "One, Jo", phone="1"), at_one_mailbox(ws, "zoho.lead:9", "Mo", phone="2")
    )
    assert (taken.created, taken.updated) == (0, 2)
    assert {(card.title, card.phone) for card, _, _ in ws.list_cards()} == {("One, Jo", "1"), ("Mo", "2")}


def test_a_company_that_is_missing_on_one_side_keeps_no_person_apart(ws):
    bare, whole = at_one_mailbox(ws, "person:office@acme.example", "Jo One", None), at_one_mailbox(ws, "b", "Jo One")
    assert take(ws, bare).created == 1
    assert take(ws, whole).updated == 1
    assert [card.company for card, *_ in ws.list_cards()] == ["Acme"]
    assert take(ws, bare, whole).unchanged == 2
    assert take(ws, at_one_mailbox(ws, "c", "Jo One", "ACME Ltd.")).created == 0
    assert take(ws, at_one_mailbox(ws, "d", "Jo One", "Globex")).created == 1
    assert take(ws, at_one_mailbox(ws, "e", "Mo Two", None)).created == 1


def named(ws: Workspace, key: str, email: str | None = None, file: str = "a.csv", **more: object) -> Arrival:
    registers = {
        "title": "Jane",
        "contact": "Jane Roe",
        "company": "Acme",
        **({"email": email} if email else {}),
        **more,
    }
    return Arrival((key,), registers, ws.board.find_stage("Nurture").id, file=file, line=7)


def test_a_person_of_the_same_name_and_company_is_listed_and_joined_only_where_told(ws):
    take(ws, named(ws, "crm:1", "jane@acme.example"))
    card = ws.find("Jane")
    taken = take(ws, named(ws, "erp:1", file="b.csv", contact="Roe, Jane"), dry=True)
    assert [(like.file, like.line, like.card, like.reason) for like in taken.lookalikes] == [
        ("b.csv", 7, card.id, "same name and company")
    ]
    assert taken.created == 1
    other = take(ws, named(ws, "erp:2", "roe@acme.example", file="b.csv"), dry=True)
    assert [like.reason for like in other.lookalikes] == ["same name and company, another e-mail address"]
    joined = take(ws, named(ws, "erp:1", file="b.csv", phone="1"), match="name")
    assert (joined.created, joined.updated, joined.lookalikes) == (0, 1, [])
    assert take(ws, named(ws, "erp:1", file="b.csv", phone="1")).unchanged == 1


def test_rows_of_one_import_look_alike_between_files_but_not_within_one(ws):
    taken = take(ws, named(ws, "crm:1"), named(ws, "crm:2"), named(ws, "erp:1", file="b.csv"), dry=True)
    assert [(like.file, like.card) for like in taken.lookalikes] == [("b.csv", derive_id(ws.board.id, SOURCE, "crm:1"))]


def test_never_matches_by_outside_id_alone(ws):
    take(ws, at_one_mailbox(ws, "crm:1", "Jo One"))
    again = at_one_mailbox(ws, "person:office@acme.example acme", "Jo One")
    assert take(ws, at_one_mailbox(ws, "crm:1", "Jo One"), match="never").unchanged == 1
    taken = take(ws, again, match="never")
    assert (taken.created, taken.lookalikes) == (1, [])
    assert take(ws, again, match="never").unchanged == 1

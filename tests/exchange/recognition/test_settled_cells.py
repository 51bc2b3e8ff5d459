"""Columns that hold something else than their labels say: days for steps, names for ids."""

import pytest

from kanban.exchange.recognition.columns import recognise


@pytest.mark.parametrize("label", ["Follow up", "Next step", "Next Action", "Wiedervorlage", "To do", "Next activity"])
@pytest.mark.parametrize("cell", ["2027-01-05", "05.01.2027", "Jan 5, 2027", "5 January 2027", "2027-01-05 14:30"])
def test_a_next_step_of_days_is_its_day(drafts, label, cell):
    (card,) = drafts(f'Deal,Company,Stage,{label}\nA,X,Proposal,"{cell}"\n')
    assert (card.next_step, card.next_on) == (None, "2027-01-05")


def test_days_and_words_find_their_fields_whatever_their_labels(drafts):
    cards = drafts("Deal,Stage,Wiedervorlage,Nächste Aktion\nA,Proposal,Anrufen,05.01.2027\nB,Proposal,,\n")
    assert [(card.next_step, card.next_on) for card in cards] == [("Anrufen", "2027-01-05"), (None, None)]


def test_days_beside_the_day_of_the_step_are_no_step(drafts):
    (card,) = drafts("Deal,Stage,To do,Due\nA,Proposal,2027-01-01,2027-02-02\n")
    assert (card.next_step, card.next_on, card.fields) == (None, "2027-02-02", {"To do": "2027-01-01"})


def test_words_with_a_day_in_them_are_a_step(drafts):
    (card,) = drafts("Deal,Stage,Next step\nA,Proposal,Call on 5 Jan\n")
    assert (card.next_step, card.next_on) == ("Call on 5 Jan", None)


def test_a_day_that_does_not_exist_is_no_reason_to_read_days_as_words(drafts):
    cards = drafts("Deal,Stage,Next step date\nA,Proposal,31.02.2027\nB,Proposal,01.03.2027\n")
    assert [card.next_on for card in cards] == [None, "2027-03-01"]


def test_what_was_said_of_a_column_holds(drafts):
    (card,) = drafts("Deal,Stage,Follow up\nA,Proposal,2027-01-05\n", overrides={"Follow up": "next_step"})
    assert card.next_step == "2027-01-05"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("ID,TITLE,STAGE_ID,OPPORTUNITY,CURRENCY_ID,ASSIGNED_BY_ID,CONTACT_ID,COMPANY_ID", "1,A,WON,5,EUR,Moss"),
        ("Deal ID,Deal Name,Stage,Amount,Close date,Owner ID,Contact ID,Account ID", "1,A,Won,5,2026-01-05,Moss"),
        ("Id,Name,StageName,Amount,CloseDate,OwnerId,ContactId,AccountId", "006A,A,Won,5,2026-01-05,Moss"),
        (
            "Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Associated Contact IDs,Associated Company IDs",
            "1,A,closedwon,5,2026-01-05,Moss",
        ),
        (
            "Deal - ID,Deal - Title,Deal - Stage,Deal - Value,Deal - Owner ID,Deal - Person ID,Deal - Organization ID",
            "1,A,Won,5,Moss",
        ),
        ("deal_id,title,stage,value,close_date,owner_id,contact_id,company_id", "1,A,Won,5,2026-01-05,Moss"),
    ],
)
def test_names_in_columns_for_ids_are_names(drafts, header, row):
    (card,) = drafts(f"{header}\n{row},Ada Byron,Northwind\n")
    assert (card.title, card.contact, card.company, card.sales_owner) == ("A", "Ada Byron", "Northwind", "Moss")


@pytest.mark.parametrize("cells", ["17,21", "C1,L2", "003A000001abcdeAAA,001A000001abcdeAAA", "zcrm_5,zcrm_6"])
def test_ids_stay_ids(drafts, cells):
    (card,) = drafts(f"ID,TITLE,STAGE_ID,OPPORTUNITY,ASSIGNED_BY_ID,CONTACT_ID,COMPANY_ID\n1,A,WON,5,Moss,{cells}\n")
    assert (card.contact, card.company) == (None, None)


def test_the_label_of_ids_alone_tells_nothing():
    columns = recognise(["ID", "TITLE", "STAGE_ID", "OPPORTUNITY", "ASSIGNED_BY_ID", "CONTACT_ID"]).columns
    assert [column.target for column in columns if column.label == "CONTACT_ID"] == ["contact_id"]

"""Files that name each other's records by words alone, as tables with linked records are written."""

from itertools import permutations

import pytest

PEOPLE = "Name,Email,Phone\nAda Byron,ada@x.example,123\nBo Larsen,bo@x.example,456\n"
DEALS = "Deal Name,Stage,Value,Primary Contact\nRollout,Proposal,5,Ada Byron\nPilot,Won,6,Bo Larsen\n"


def describe(cards):
    return {card.title: (card.contact, card.email, card.stage) for card in cards}


JOINED = {
    "Rollout": ("Ada Byron", "ada@x.example", "Proposal"),
    "Pilot": ("Bo Larsen", "bo@x.example", "Won"),
}


@pytest.mark.parametrize(
    ("people", "deals"),
    [
        (PEOPLE, DEALS),
        (PEOPLE, DEALS.replace("Ada Byron", '"Byron, Ada"')),
        (PEOPLE, DEALS.replace("Bo Larsen", '"Bo Larsen,Ada Byron"')),
        ("First name,Last name,Email\nAda,Byron,ada@x.example\nBo,Larsen,bo@x.example\n", DEALS),
        (
            "Name,Email,Deals\nAda Byron,ada@x.example,Rollout\nBo Larsen,bo@x.example,Pilot\n",
            "Name,Stage,Value\nRollout,Proposal,5\nPilot,Won,6\n",
        ),
    ],
)
def test_deals_find_their_people_by_name(drafts, fold, people, deals):
    for files in permutations((people, deals)):
        cards = {title: (who[0].replace(" ", ""), *who[1:]) for title, who in describe(drafts(*files)).items()}
        assert {title: who[1:] for title, who in cards.items()} == {title: who[1:] for title, who in JOINED.items()}
    assert any("are joined by names alone" in note for note in fold(people, deals).notes)


def test_a_name_that_two_people_have_joins_nothing(drafts):
    cards = drafts(f"{PEOPLE}Ada Byron,other@x.example,789\n", DEALS)
    assert describe(cards)["Rollout"] == ("Ada Byron", None, "Proposal")
    assert describe(cards)["Pilot"] == JOINED["Pilot"]
    assert len(cards) == 4


def test_another_company_is_another_person(drafts):
    people = "Name,Email,Company\nAda Byron,ada@x.example,Acme\nBo Larsen,bo@x.example,Globex\n"
    deals = "Deal Name,Stage,Value,Contact,Company\nRollout,Proposal,5,Ada Byron,Fjord\nPilot,Won,6,Bo Larsen,Globex\n"
    assert describe(drafts(people, deals))["Rollout"] == ("Ada Byron", None, "Proposal")
    assert describe(drafts(people, deals))["Pilot"] == JOINED["Pilot"]


def test_people_without_a_mailbox_are_found_too(drafts):
    cards = drafts("Name,Phone\nAda Byron,123\nBo Larsen,456\n", DEALS)
    assert {card.title: card.phone for card in cards} == {"Rollout": "123", "Pilot": "456"}


def test_strangers_and_a_list_that_was_said_never_to_match_stay_apart(drafts, fold):
    assert len(drafts(PEOPLE, DEALS.replace("Ada Byron", "Cy").replace("Bo Larsen", "Di"))) == 4
    assert len(drafts(PEOPLE, DEALS, match="never")) == 4
    assert not any("by names alone" in note for note in fold(PEOPLE, DEALS, match="never").notes)


TYPEFORM = (
    "#,First name,Last name,Email,Company,Question,Submit Date (UTC),Network ID\n"
    "ab2,Ada,Byron,ADA@x.example,Acme Group,Second,2026-01-09 10:00:00,n2\n"
    "ab1,Ada,Byron,ada@x.example,Acme,First,2026-01-05 10:00:00,n1\n"
    "ab3,Bo,Larsen,ada@x.example,Acme,Mine,2026-01-06 10:00:00,n3\n"
)


def test_several_answers_of_one_person_are_one_card_that_says_the_latest(drafts):
    cards = {card.contact: card for card in drafts(TYPEFORM)}
    assert cards.keys() == {"Ada Byron", "Bo Larsen"}
    ada = cards["Ada Byron"]
    assert (ada.company, ada.created_at) == ("Acme Group", "2026-01-05T10:00:00Z")
    assert ada.fields == {"Company 2": "Acme"} | {name: ada.fields[name] for name in ada.fields if name != "Company 2"}
    assert ada.keys == ("typeform.lead:ab1", "typeform.lead:ab2")
    assert [comment.body for comment in ada.comments] == ["First", "Second"]


def test_answers_to_a_form_without_ids_are_one_card_with_the_whole_name(drafts):
    rows = (
        "2026-01-05 10:00:00,ada@x.example,Ada Byron,Acme,First\n"
        "2026-01-09 09:00:00,ADA@x.example,Ada B.,,Second\n"
        "2026-01-10 09:00:00,ada@x.example,Ada Byron,Acme Inc.,Third\n"
    )
    (card,) = drafts(f"Timestamp,Email Address,Full name,Company,Message\n{rows}")
    assert (card.title, card.contact, card.created_at) == ("Ada Byron", "Ada Byron", "2026-01-05T09:00:00Z")
    assert [comment.body for comment in card.comments] == ["First", "Second", "Third"]


def test_two_tickets_of_one_guest_are_one_card(drafts):
    header = "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee #,Attendee Status"
    rows = "".join(f"7,2026-01-05,Ada,Byron,ada@x.example,{kind},{n},Attending\n" for n, kind in enumerate(("A", "B")))
    assert len(drafts(f"{header}\n{rows}7,2026-01-05,Bo,Larsen,ada@x.example,A,9,Attending\n")) == 2

"""Columns of days that are no text, and Pipedrive's columns of an activity beside a deal."""

import pytest

from kanban.exchange.leads.preview_builder import build_preview
from tests.exchange.conftest import BOARD


@pytest.mark.parametrize("label", ["Last Update", "Latest update", "Last note", "Comments"])
def test_days_are_no_comments(drafts, label):
    (card,) = drafts(f"Deal,Stage,{label}\nPump,Proposal,2026-01-05\n")
    assert (card.comments, card.fields) == ([], {label: "2026-01-05"})
    (card,) = drafts(f"Deal,Stage,{label}\nPump,Proposal,Called on 2026-01-05\n")
    assert [comment.body for comment in card.comments] == ["Called on 2026-01-05"]


def test_who_does_an_activity_is_no_rival_of_the_deals_owner(fold):
    files = fold(
        "Deal - Title,Deal - Value,Deal - Stage,Deal - Owner,Activity - Subject,Activity - Assigned to user\n"
        "Pump,5,Proposal,Ana,Call,Raj\n"
    )
    (card,) = files
    assert card.registers["sales_owner"] == "Ana"
    assert not any(line.candidates for line in build_preview(files, BOARD).fields)


def test_the_activity_of_a_person_is_the_next_step(drafts):
    (card,) = drafts(
        "Person - Name,Person - Email,Activity - Subject,Activity - Due date\nAda,ada@x.example,Call,2027-01-05\n"
    )
    assert (card.next_step, card.next_on) == ("Call", "2027-01-05")


@pytest.mark.parametrize(
    ("label", "is_open", "is_done"),
    [("Activity - Done", "To do", "Done"), ("Activity - Done", "0", "1"), ("Activity - Status", "Planned", "Completed"),
     ("Activity - Marked as done time", "", "2026-10-01 09:00:00")],
)  # fmt: skip
def test_an_activity_that_is_done_is_no_next_step(drafts, label, is_open, is_done):
    to_do, done = drafts(
        f"Deal - Title,Deal - Stage,Activity - Subject,Activity - Due date,Activity - Due time,{label}\n"
        f"Pump,Proposal,Call,2027-01-05,10:30,{is_open}\nValve,Proposal,Send offer,2026-10-01,09:00,{is_done}\n"
    )
    assert (to_do.next_step, to_do.next_on, to_do.next_time) == ("Call", "2027-01-05", "10:30")
    assert (done.next_step, done.next_on, done.next_time) == (None, None, None)
    assert (done.fields["Activity - Subject"], done.fields["Activity - Due date"]) == ("Send offer", "2026-10-01")


def test_a_next_step_that_is_done_is_none_in_a_plain_file(drafts):
    rows = "A,Acme,Proposal,Call,2027-01-05,no\nB,Acme,Proposal,Write,2026-10-05,yes\n"
    first, second = drafts(f"Deal,Company,Stage,Next step,Next step date,Next step done\n{rows}")
    assert (first.next_step, second.next_step, second.next_on) == ("Call", None, None)


def test_a_deal_in_german_has_its_open_activity_as_next_step(drafts):
    to_do, done = drafts(
        "Deal - Titel,Deal - Wert,Deal - Phase,Deal - Organisation,Aktivität - Betreff,Aktivität - Fälligkeitsdatum,"
        "Aktivität - Erledigt\n"
        "Pumpen,12000,Angebot gesendet,Acme,Anrufen,2027-12-05,Zu erledigen\n"
        "Ventile,500,Verhandlung,Globex,Anrufen,2026-10-05,Erledigt\n"
    )
    assert (to_do.value, to_do.stage, to_do.company) == (1_200_000, "Proposal", "Acme")
    assert (to_do.next_step, to_do.next_on, done.next_step, done.next_on) == ("Anrufen", "2027-12-05", None, None)


STEPS = "A,Acme,Proposal,Call,2027-01-05,{}\nB,Bolt,Proposal,Write,2026-10-05,{}\n"


@pytest.mark.parametrize(
    ("label", "is_open", "is_done"),
    [
        ("Done", "no", "yes"), ("Done?", "", "x"), ("Is done", "FALSE", "TRUE"), ("Erledigt", "nein", "ja"),
        ("Fait", "non", "oui"), ("Hecho", "", "sí"), ("Gedaan", "nee", "ja"), ("Done on", "", "2026-10-01"),
        ("Completed", "0", "1"), ("Abgeschlossen", "offen", "erledigt"),
    ],
)  # fmt: skip
def test_a_bare_mark_beside_the_next_step_tells_that_it_is_done(drafts, label, is_open, is_done):
    first, second = drafts(f"Deal,Company,Stage,Next step,Next step date,{label}\n{STEPS.format(is_open, is_done)}")
    assert (first.next_step, first.next_on, second.next_step, second.next_on) == ("Call", "2027-01-05", None, None)
    assert second.fields == {"Next step": "Write", "Next step date": "2026-10-05"}
    assert first.fields == {}


def test_a_mark_that_stands_apart_from_the_next_step_tells_of_it_only_if_it_says_done(drafts):
    first, _ = drafts("Deal,Done,Company,Stage,Next step\nA,yes,Acme,Proposal,Call\nB,no,Bolt,Proposal,Write\n")
    assert (first.next_step, first.fields) == (None, {"Next step": "Call"})
    first, _ = drafts("Deal,Completed,Company,Stage,Next step\nA,yes,Acme,Proposal,Call\nB,no,Bolt,Proposal,Write\n")
    assert (first.next_step, first.fields) == ("Call", {"Completed": "yes"})


def test_words_in_a_mark_that_say_neither_are_kept(drafts):
    first, second = drafts(f"Deal,Company,Stage,Next step,Due date,Done\n{STEPS.format('sent the brochure', 'yes')}")
    assert (first.next_step, first.fields) == ("Call", {"Done": "sent the brochure"})
    assert second.next_step is None


def test_done_is_a_field_of_its_own_without_a_next_step(drafts):
    (card,) = drafts("Deal,Company,Stage,Done\nA,Acme,Proposal,yes\n")
    assert card.fields == {"Done": "yes"}

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

"""Stages that stand in the titles of groups alone are those of the rows below."""

import pytest

from kanban.domain.errors import UsageFault
from kanban.exchange.leads.preview_builder import build_preview
from tests.exchange.conftest import BOARD

GROUPS = """\
Deal,Company,Amount,Owner
Discovery (2),,,
Pumps,Acme,12000,Sam Reed
Valves,Globex,8000,Sam Reed
Negotiation (1),,,
Taps,Initech,5000,Lea Moss
Closed Won (1),,,
Bolts,Umbrella,700,Lea Moss
Total,,25700,
"""
MONDAY = """\
Deals,,,
,,,
Proposal,,,
Name,Owner,Deal Value,Company
Pumps,Sam Reed,12000,Acme
Valves,Sam Reed,8000,Globex
,,,
Closed Won,,,
Name,Owner,Deal Value,Company
Taps,Lea Moss,5000,Initech
"""
PEOPLE = """\
Name,Company,Email,Phone
New,,,
Ada Byron,Acme,ada@a.example,1
Bo Larsen,Globex,bo@a.example,2
Contacted,,,
Cy Young,Initech,cy@a.example,3
"""
GERMAN = """\
Deal;Verantwortlich;Betrag
Phase: Angebot
Pumpen;Sam Reed;12000
Ventile;Sam Reed;8000

Phase: Gewonnen
Rohre;Lea Moss;5000
"""


@pytest.mark.parametrize(
    ("content", "stages"),
    [
        (GROUPS, {"Pumps": "Discovery", "Valves": "Discovery", "Taps": "Negotiation", "Bolts": "Won"}),
        (MONDAY, {"Pumps": "Proposal", "Valves": "Proposal", "Taps": "Won"}),
        (PEOPLE, {"Ada Byron": "Nurture", "Bo Larsen": "Nurture", "Cy Young": "Engaged"}),
        (GERMAN, {"Pumpen": "Proposal", "Ventile": "Proposal", "Rohre": "Won"}),
    ],
)
def test_rows_stand_in_the_stage_of_their_group(drafts, content, stages):
    assert {draft.title: draft.stage for draft in drafts(content)} == stages


def test_groups_go_on_in_the_next_block(drafts):
    rows = "".join(f"Deal {n},Acme {n},{n},Ana\n" for n in range(400))
    cards = drafts(f"Deal,Company,Amount,Owner\nProposal,,,\n{rows}Won,,,\nLast,Acme,5,Ana\n")
    assert [card.stage for card in cards] == ["Proposal"] * 400 + ["Won"]


def test_the_preview_says_that_the_titles_tell_the_stage(fold):
    files = fold(GROUPS)
    list(files)
    preview = build_preview(files, BOARD)
    (line,) = (line for line in preview.fields if line.field == "stage")
    assert ([column.column for column in line.columns], line.sample) == (["Group title"], "Discovery")
    assert {(word.word, word.rows) for word in preview.stages} == {
        ("Discovery", 2), ("Negotiation", 1), ("Closed Won", 1),
    }  # fmt: skip
    assert dict(preview.skipped) == {"title of a group": 3, "total": 1}


def test_titles_become_what_the_user_says(drafts):
    cards = drafts(GROUPS, overrides={"Group title": "campaign"})
    assert [(card.campaign, card.stage) for card in cards][:1] == [("Discovery", "Accepted")]


def test_titles_that_are_no_stages_tell_none(drafts):
    content = GROUPS.replace("Discovery", "EMEA").replace("Negotiation", "APAC").replace("Closed Won", "Americas")
    assert {card.stage for card in drafts(content)} == {"Accepted"}
    with pytest.raises(UsageFault, match="No file has a column “Group title”"):
        drafts(content, overrides={"Group title": "campaign"})


def test_a_column_of_stages_comes_before_titles(drafts):
    rows = "Deal,Company,Amount,Stage\nDiscovery,,,\nPumps,Acme,5,Proposal\nValves,Globex,6,Won\n"
    assert [card.stage for card in drafts(rows)] == ["Proposal", "Won"]

"""Ids that a program marks (`zcrm_1`, `l:1`), or a spreadsheet rewrites (`1.0`), on one side of a join or on both."""

import pytest

from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft

ZOHO_DEALS = (
    "Record Id,Deal Name,Stage,Amount,Closing Date,Contact Name.id,Account Name.id\n"
    "zcrm_71,Rollout,Proposal,5,2026-01-05,zcrm_1,zcrm_91\n"
)
ZOHO_COMPANIES = "Record Id,Account Name,Phone\nzcrm_91,Acme,123\n"


@pytest.mark.parametrize(
    ("kind", "contacts"),
    [
        ("contacts", "Record Id,First Name,Last Name,Email\nzcrm_1,Ada,Byron,ada@x.example\n"),
        ("contacts", "Contact Id,Full Name,Email\nzcrm_1,Ada Byron,ada@x.example\n"),
        ("contacts", "Record Id,Contact Owner,First Name,Last Name,Email\nzcrm_1,Mia,Ada,Byron,ada@x.example\n"),
    ],
)
def test_files_of_zoho_without_owner_are_known_by_their_ids(write, kind, contacts):
    paths = [write(content, f"{n}.csv") for n, content in enumerate((contacts, ZOHO_DEALS, ZOHO_COMPANIES))]
    files = fold_files(paths, BOARD, NOW)
    assert [(sheet.mapping.system, sheet.mapping.kind) for sheet in files.sheets] == [
        ("zoho", kind), ("zoho", "deals"), ("zoho", "companies"),
    ]  # fmt: skip
    (card,) = map(Draft, files)
    assert (card.title, card.email, card.company, card.phone) == ("Rollout", "ada@x.example", "Acme", "123")
    alone = [draft.arrival.keys for path in paths[:2] for draft in map(Draft, fold_files([path], BOARD, NOW))]
    assert alone == [("zoho.contact:1",), ("zoho.contact:1", "zoho.deal:71")]  # so that a later import finds them


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Record Id,First Name,Last Name,Company,Email,Lead Status", "leads"),
        ("Record Id,Last Name,Email", "contacts"),
        ("Record Id,Deal Name,Amount", "deals"),
        ("Record Id,Note Title,Note Content,Parent ID.id", "comments"),
        ("Record Id,Campaign Name,Type,Status", "campaigns"),
    ],
)
def test_what_zoho_lists(fold, header, kind):
    (sheet,) = fold(f"{header}\nzcrm_1{',x' * header.count(',')}\n").sheets
    assert (sheet.mapping.system, sheet.mapping.kind) == ("zoho", kind)


def test_other_ids_are_no_sign_of_zoho(fold):
    (sheet,) = fold("Record Id,First Name,Last Name,Email\nzcrm_1,Ada,Byron,a@x.example\n2,Bo,Roe,b@x.example\n").sheets
    assert sheet.mapping.system == "hubspot"


FACEBOOK = (
    "id,created_time,ad_id,ad_name,campaign_name,is_organic,platform,full_name,email\n"
    "l:2046983545902460,2026-07-16T00:12:13+03:00,ag:1,x,Spring,false,fb,Ada Byron,ada@x.example\n"
)


@pytest.mark.parametrize(
    ("people", "name"),
    [
        (FACEBOOK, "2046983545902460"), (FACEBOOK, "l:2046983545902460"),
        ("Lead ID,Name,Email\n2046983545902460,Ada Byron,ada@x.example\n", "l:2046983545902460"),
        ("Lead ID,Name,Email\n2046983,Ada Byron,ada@x.example\n", "2046983.0"),
        ("Lead ID,Name,Email\n2046983.0,Ada Byron,ada@x.example\n", "2046983"),
        ('Lead ID,Name,Email\n"=""2046983""",Ada Byron,ada@x.example\n', "2046983"),
        ("ID,Name,Email\n2046983,Ada Byron,ada@x.example\n", "L_2046983"),
        ("Lead ID,Name,Email\n#2046983,Ada Byron,ada@x.example\n", "2046983"),
        ("Lead ID,Name,Email\nzcrm_2046983,Ada Byron,ada@x.example\n", "2046983"),
        ("Lead ID,Name,Email\n2046983,Ada Byron,ada@x.example\n", "zcrm_2046983"),
    ],
)  # fmt: skip
def test_a_mark_on_one_side_keeps_no_deal_from_its_lead(drafts, people, name):
    deals = f"Deal,Lead ID,Stage,Amount\nRollout,{name},Won,5\n"
    for files in ((people, deals), (deals, people)):
        (card,) = drafts(*files)
        assert (card.title, card.contact, card.email, card.stage) == ("Rollout", "Ada Byron", "ada@x.example", "Won")


def test_the_key_of_a_lead_stays_as_its_program_writes_it(drafts):
    (card,) = drafts(FACEBOOK)
    assert card.keys == ("facebook.lead:l:2046983545902460",)


def test_versions_and_amounts_of_an_id_column_stay(drafts):
    cards = drafts("Record ID,Name,Email\n1.0,Ada,a@x.example\n1.5,Bo,b@x.example\n")
    assert [card.keys for card in cards] == [("file.card:1.0",), ("file.card:1.5",)]

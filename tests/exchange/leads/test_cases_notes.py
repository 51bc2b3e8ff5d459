"""Files of notes become comments; files of activities make no cards (see test_activity_files.py)."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.exchange.leads.file_set import fold_files
from kanban.exchange.recognition.columns import recognise
from tests.examples import examples
from tests.exchange.conftest import BOARD, NOW, Draft

HUBSPOT_DEALS = "Record ID,Deal Name,Deal Stage,Associated Contact IDs\n"
HUBSPOT_CONTACTS = "Record ID,First Name,Last Name,Email,Contact owner\n"
HUBSPOT_NOTES = (
    "Record ID,Note body,Activity date,Created by,Associated Contact IDs,Associated Contact,Associated Deal IDs\n"
)
SALESFORCE_NOTES = (
    "Id,IsDeleted,ParentId,Title,IsPrivate,Body,OwnerId,CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,"
    "SystemModstamp\n"
)
SALESFORCE_DEALS = "Id,Name,StageName,Amount,CloseDate\n"
ZOHO_NOTES = "Record Id,Note Owner.id,Note Owner,Note Title,Note Content,Parent ID.id,Parent ID,Created Time\n"
ZOHO_LEADS = "Record Id,Lead Owner.id,Lead Owner,First Name,Last Name,Company,Email,Lead Status\n"
ZOHO_DEALS = "Record Id,Deal Owner.id,Deal Owner,Deal Name,Stage,Closing Date,Contact Name.id\n"
PIPEDRIVE_NOTES = "id,user_id,deal_id,person_id,org_id,lead_id,content,add_time,update_time\n"
PIPEDRIVE_DEALS = "Deal - ID,Deal - Title,Deal - Stage\n"


@pytest.mark.parametrize(
    ("header", "system"),
    [
        (HUBSPOT_NOTES, "hubspot"),
        ("Email,Note body,Activity date", "hubspot"),
        ("hs_object_id,hs_timestamp,hs_note_body,Associated Deal IDs", "hubspot"),
        (SALESFORCE_NOTES, "salesforce"),
        ("Id,Title,FileType,TextPreview,Content,OwnerId,CreatedDate,LinkedEntityId", "salesforce"),
        (ZOHO_NOTES, "zoho"),
        ("Note ID,Parent ID,Note Title,Note Content,Created Time", "zoho"),
        (PIPEDRIVE_NOTES, "pipedrive"),
        ("Note - ID,Note - Content,Note - Deal ID,Note - Person ID,Note - Add time", "pipedrive"),
        ("Deal - ID,Note - Content", "pipedrive"),
        ("lead_id,seq,team,author,at,text", "file"),
    ],
)
def test_files_of_notes_are_recognised(header, system):
    mapping = recognise(header.strip().split(","))
    assert (mapping.system, mapping.kind) == (system, "comments")
    assert mapping.index("comment") is not None
    assert not mapping.custom


@pytest.mark.parametrize(
    "header",
    [
        HUBSPOT_DEALS,
        HUBSPOT_CONTACTS,
        "First name,Last name,Email,Note body,Activity date",
        "Person - Name,Person - Email,Note - Content",
        "Deal - Title,Deal - Value,Note - Content,Activity - Subject",
        "Title,Content,Company,Email",
        "Name,Company,Notes,Created At",
        "Deal Name,Note Title,Note Content,Stage",
    ],
)
def test_leads_with_notes_are_no_files_of_notes(header):
    assert recognise(header.strip().split(",")).kind not in {"comments", "activities"}


def said(draft):
    return [(comment.author, comment.at, comment.body) for comment in draft.comments]


def test_a_note_goes_to_its_deal_before_its_contact(drafts):
    deals = HUBSPOT_DEALS + "7,Rollout,Appointment scheduled,1\n8,Pilot,Appointment scheduled,2\n"
    contacts = (
        HUBSPOT_CONTACTS + "1,Ada,Byron,ada@x.example,Mia\n2,Bo,Roe,bo@x.example,Mia\n3,Cy,Young,cy@x.example,Mia\n"
    )
    notes = HUBSPOT_NOTES + (
        '90,"<p>Asked &amp; <b>answered</b></p><p>Again</p>",2025-01-02 10:00,Mia Vogt,1,Ada Byron (ada@x.example),8\n'
        "91,About Bo,2025-01-01 10:00,Mia Vogt,2,,999\n"
        "92,About Cy,2025-01-01 10:00,,1000;3,,\n"
        "93,By address,2025-01-03 10:00,,,Cy Young (cy@x.example),\n"
    )
    cards = {draft.title: draft for draft in drafts(contacts, notes, deals)}
    assert said(cards["Pilot"]) == [
        ("Mia Vogt", "2025-01-01T09:00:00Z", "About Bo"),
        ("Mia Vogt", "2025-01-02T09:00:00Z", "Asked & answered\nAgain"),
    ]
    assert cards["Rollout"].comments == []
    assert [comment.body for comment in cards["Cy Young"].comments] == ["About Cy", "By address"]
    assert [comment.key for comment in cards["Pilot"].comments] == ["hubspot.note:91", "hubspot.note:90"]


def test_a_note_keeps_its_key_whichever_record_it_is_put_on(drafts):
    notes = HUBSPOT_NOTES + "90,Called,2025-01-02 10:00,Mia,1,,7\n"
    (deal,) = drafts(HUBSPOT_DEALS + "7,Rollout,Appointment scheduled,\n", notes)
    (contact,) = drafts(HUBSPOT_CONTACTS + "1,Ada,Byron,ada@x.example,Mia\n", notes)
    assert [one.key for one in deal.comments] == [one.key for one in contact.comments] == ["hubspot.note:90"]


def test_a_note_on_several_records_is_one_comment(drafts):
    notes = SALESFORCE_NOTES + (
        "002A,false,006A,Call,false,Rang,005000000000001,2025-01-01T10:00:00.000Z,,,,\n"
        "002A,false,006B,Call,false,Rang,005000000000001,2025-01-01T10:00:00.000Z,,,,\n"
    )
    deals = SALESFORCE_DEALS + "006A,One,Prospecting,1,2025-05-01\n006B,Two,Prospecting,1,2025-05-01\n"
    cards = drafts(deals, notes)
    assert [said(card) for card in cards] == [[("", "2025-01-01T10:00:00Z", "Call\n\nRang")], []]


def test_salesforces_private_and_deleted_notes_are_left_out(fold):
    notes = SALESFORCE_NOTES + (
        "002A,false,006A,Rang,false,Rang twice,,2025-01-01T10:00:00.000Z,,,,\n"
        "002B,false,006A,Mine,true,Secret,,2025-01-01T10:00:00.000Z,,,,\n"
        "002C,true,006A,Gone,false,Gone,,2025-01-01T10:00:00.000Z,,,,\n"
        "002D,false,001A,About an account,false,Big,,2025-01-01T10:00:00.000Z,,,,\n"
    )
    folded = fold(SALESFORCE_DEALS + "006A,One,Prospecting,1,2025-05-01\n", notes)
    (card,) = map(Draft, folded)
    assert [body for _, _, body in said(card)] == ["Rang twice"]
    assert folded.notes == [
        "“2.csv” holds notes: it makes no cards, and its notes become comments.",
        "1 note left out: deleted.",
        "1 note left out: private.",
        "1 note names a record that is not in these files.",
        *folded.notes[4:],
    ]


def test_zohos_notes_find_leads_and_deals(drafts):
    leads = ZOHO_LEADS + "zcrm_11,zcrm_1,Mia,Ada,Byron,X Ltd,ada@x.example,Contacted\n"
    deals = ZOHO_DEALS + "zcrm_21,zcrm_1,Raj,Rollout,Qualification,2025-05-01,\n"
    notes = ZOHO_NOTES + (
        "zcrm_31,zcrm_1,Mia,First,Rang,zcrm_11,Ada Byron,2025-01-01 10:00:00\n"
        "zcrm_32,zcrm_1,Mia,,Wrote,zcrm_21,Rollout,2025-01-01 10:00:00\n"
    )
    cards = {draft.title: draft for draft in drafts(notes, leads, deals)}
    assert said(cards["Ada Byron"]) == [("Mia", "2025-01-01T09:00:00Z", "First\n\nRang")]
    assert said(cards["Rollout"]) == [("Mia", "2025-01-01T09:00:00Z", "Wrote")]


def test_pipedrives_notes_find_deals(drafts):
    notes = PIPEDRIVE_NOTES + "5,77,3,,,,<div>Rang<br>twice</div>,2025-01-01 10:00:00,\n"
    (card,) = drafts(PIPEDRIVE_DEALS + "3,Rollout,Qualified\n", notes)
    assert said(card) == [("", "2025-01-01T09:00:00Z", "Rang\ntwice")]


def test_notes_of_one_second_keep_the_order_of_the_file(drafts):
    words = ["Zulu", "Alpha", "Mike", "Bravo"]
    notes = ZOHO_NOTES + "".join(
        f"zcrm_{90 - n},,Mia,,{word},zcrm_11,Ada,2025-01-01 10:00:00\n" for n, word in enumerate(words)
    )
    (card,) = drafts(notes, ZOHO_LEADS + "zcrm_11,,Mia,Ada,Byron,X Ltd,ada@x.example,Contacted\n")
    assert [body for _, _, body in said(card)] == words


def test_notes_alone_make_no_cards(fold):
    folded = fold(ZOHO_NOTES + "zcrm_31,,Mia,,Rang,zcrm_11,Ada,2025-01-01 10:00:00\n")
    assert list(folded) == []
    assert folded.notes == ["“1.csv” holds comments: import it together with the leads that they are about."]


def test_a_notes_ambiguous_days_are_asked_for(fold):
    notes = ZOHO_NOTES + "zcrm_31,,Mia,,Rang,zcrm_11,Ada,03/04/2025 10:00\n"
    leads = ZOHO_LEADS + "zcrm_11,,Mia,Ada,Byron,X Ltd,ada@x.example,Contacted\n"
    assert [(question.kind, question.file) for question in fold(leads, notes).questions] == [("dates", "2.csv")]
    (card,) = map(Draft, fold(leads, notes, dates="mdy"))
    assert said(card)[0][1] == "2025-03-04T09:00:00Z"


@given(st.lists(st.tuples(st.sampled_from(("11", "12", "21", "99")), st.integers(1, 3)), min_size=1, max_size=8))
@examples(20)
def test_the_order_of_the_files_changes_no_comment(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("notes")
    files = {
        "leads": ZOHO_LEADS + "11,,Mia,Ada,Byron,X Ltd,ada@x.example,New\n12,,Mia,Bo,Roe,Y Ltd,bo@y.example,New\n",
        "deals": ZOHO_DEALS + "21,,Raj,Rollout,Qualification,2025-05-01,\n",
        "notes": ZOHO_NOTES
        + "".join(f"{50 + n},,Mia,,Note {n},{to},,2025-01-0{day} 10:00:00\n" for n, (to, day) in enumerate(rows)),
        "more": ZOHO_NOTES + "80,,Mia,,More,11,,2025-01-02 10:00:00\n",
    }
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, "utf-8")
    results = []
    for order in permutations(paths):
        folded = fold_files(list(order), BOARD, NOW)
        results.append({draft.keys: [(one.key, one.at, one.body) for one in draft.comments] for draft in folded})
        again = {draft.keys: [(one.key, one.at, one.body) for one in draft.comments] for draft in folded}
        assert again == results[-1]
    assert all(result == results[0] for result in results)
    assert sum(map(len, results[0].values())) == sum(to != "99" for to, _ in rows) + 1


# -- activities

ACTIVITIES = [
    ("Record ID,Task Title,Task Status,Due date,Task Type,Associated Contact IDs", "hubspot"),
    ("Record ID,Call Title,Call duration,Call outcome,Activity date", "hubspot"),
    ("Record ID,Meeting name,Meeting outcome,Meeting start time", "hubspot"),
    ("Record ID,Email subject,Email body,Activity date", "hubspot"),
    ("Activity Type,Activity date,Activity assigned to,Record ID", "hubspot"),
    ("Id,WhoId,WhatId,Subject,ActivityDate,Status,Priority,OwnerId,Description,IsDeleted,CreatedDate", "salesforce"),
    ("Id,WhoId,WhatId,Subject,Location,IsAllDayEvent,ActivityDateTime,ActivityDate,OwnerId", "salesforce"),
    ("Record Id,Call Owner.id,Call Owner,Subject,Call Type,Call Start Time,Call Duration,Related To", "zoho"),
    ("Record Id,Task Owner.id,Task Owner,Subject,Due Date,Status,Priority,Related To,Contact Name", "zoho"),
    ("Record Id,Host.id,Host,Title,From,To,Participants,Related To", "zoho"),
    ("Activity - Subject,Activity - Type,Activity - Due date,Activity - Done", "pipedrive"),
    ("id,subject,type,due_date,done,deal_id,person_id,org_id,user_id", "pipedrive"),
]


@pytest.mark.parametrize(("header", "system"), ACTIVITIES)
def test_files_of_activities_are_recognised(header, system):
    mapping = recognise(header.split(","))
    assert (mapping.system, mapping.kind) == (system, "activities")
    assert not mapping.custom


@pytest.mark.parametrize(
    "header",
    [
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Due Date,Tags,Notes",
        "Task ID,Name,Section/Column,Assignee,Due Date,Notes,Projects,Parent task",
        "Issue key,Issue id,Issue Type,Summary,Status,Assignee,Reporter,Priority,Due date,Created",
        "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List ID,List Name,Board ID,Board Name",
        "Name,Subitems,Person,Status,Date,Item ID (auto generated)",
        "Name,Status,Priority,Assignee,Due Date",
        "Task,Type,Status,Due Date,Owner",
        "Subject,Company,Stage,Amount",
        "Deal - ID,Deal - Title,Deal - Value,Activity - Subject,Activity - Due date",
    ],
)
def test_boards_of_tasks_are_no_files_of_activities(header):
    assert recognise(header.split(",")).kind not in {"comments", "activities"}


@pytest.mark.parametrize(("header", "_system"), ACTIVITIES)
def test_activities_make_no_cards_and_it_says_so(fold, header, _system):
    row = ",".join("x" for _ in header.split(","))
    folded = fold("Name,Email\nAda Byron,ada@x.example\n", f"{header}\n{row}\n")
    assert [draft.registers["title"] for draft in folded] == ["Ada Byron"]
    assert any(note.startswith("“2.csv” holds activities: it makes no cards") for note in folded.notes)

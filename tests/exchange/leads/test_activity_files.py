"""Files of activities: what was done becomes an activity on its card, an open task its next step; none is a lead."""

import pytest

ZOHO_LEADS = "Record Id,Lead Owner.id,Lead Owner,First Name,Last Name,Company,Email,Lead Status\n"
ZOHO_DEALS = "Record Id,Deal Owner.id,Deal Owner,Deal Name,Stage,Closing Date,Contact Name.id\n"
ZOHO_CALLS = (
    "Record Id,Call Owner.id,Call Owner,Subject,Call Type,Call Start Time,Call Duration,Contact Name.id,Contact Name,"
    "Related To.id,Related To,Call Result,Call Status,Description\n"
)
ZOHO_TASKS = (
    "Record Id,Task Owner.id,Task Owner,Subject,Due Date,Contact Name.id,Contact Name,Related To.id,Related To,Status\n"
)
ZOHO_MEETINGS = "Record Id,Host.id,Host,Title,From,To,Participants,Related To.id,Related To\n"
HUBSPOT_CONTACTS = "Record ID,First Name,Last Name,Email,Contact owner\n"
HUBSPOT_CALLS = (
    "Record ID,Call Title,Call duration,Call outcome,Call direction,Activity date,Activity assigned to,Call notes,"
    "Associated Contact IDs,Associated Contact,Associated Deal IDs\n"
)
HUBSPOT_EMAILS = "Record ID,Email subject,Email body,Email direction,Activity date,Associated Contact IDs\n"
HUBSPOT_TASKS = "Record ID,Task Title,Task Status,Task Type,Due date,Associated Contact IDs\n"
PIPEDRIVE_DEALS = "Deal - ID,Deal - Title,Deal - Stage,Deal - Contact person\n"
PIPEDRIVE = "Subject,Type,Due date,Due time,Done,Deal,Contact person,Organization,Assigned to user,Note\n"
SALESFORCE_LEADS = "Id,FirstName,LastName,Company,Email,Status,IsConverted\n"
SALESFORCE_DEALS = "Id,Name,StageName,Amount,CloseDate\n"
SALESFORCE_TASKS = (
    "Id,WhoId,WhatId,Subject,ActivityDate,Status,Priority,OwnerId,Description,Type,TaskSubtype,CallDisposition,"
    "CompletedDateTime,IsDeleted\n"
)
SALESFORCE_REPORT = "Assigned,Subject,Date,Priority,Status,Task,Company / Account,Contact,Lead,Opportunity\n"
PLAIN = "Subject,Due Date,Status,Related To,Type\n"


def list_done(draft):
    return [(entry.kind, entry.outcome, entry.at, entry.author) for entry in draft.activities]


def test_zohos_calls_meetings_and_tasks_go_to_their_leads_and_deals(fold, drafts):
    files = (
        ZOHO_LEADS + "zcrm_1,zcrm_9,Mia,Ada,Byron,Acme,ada@x.example,Contacted\n",
        ZOHO_DEALS + "zcrm_2,zcrm_9,Mia,Rollout,Qualification,2026-03-01,\n",
        ZOHO_CALLS
        + "zcrm_31,zcrm_9,Mia Vogt,Call Ada,Outbound,2025-11-24 10:00,02:30,zcrm_1,Ada Byron,,,Interested,Held,Nice\n"
        + "zcrm_32,zcrm_9,Mia Vogt,Again,Outbound,2025-11-25 10:00,00:00,zcrm_1,,,,No response/Busy,Completed,\n"
        + "zcrm_33,zcrm_9,Mia Vogt,Missed,Missed,2025-11-26 10:00,,zcrm_1,,,,,,\n",
        ZOHO_MEETINGS + "zcrm_41,zcrm_9,Bo,Demo,2025-12-01 09:00,2025-12-01 10:00,,zcrm_2,Rollout\n",
        ZOHO_TASKS
        + "zcrm_51,zcrm_9,Bo,Send contract,2026-02-01,,,zcrm_2,Rollout,Not Started\n"
        + "zcrm_52,zcrm_9,Bo,Send offer,2026-01-20,,,zcrm_2,Rollout,In Progress\n"
        + "zcrm_53,zcrm_9,Bo,Make coffee,2025-12-20,,,zcrm_2,Rollout,Completed\n",
    )
    cards = {draft.title: draft for draft in drafts(*files)}
    assert len(cards) == 2
    assert list_done(cards["Ada Byron"]) == [
        ("call", "reached", "2025-11-24T09:00:00Z", "Mia Vogt"),
        ("call", "no answer", "2025-11-25T09:00:00Z", "Mia Vogt"),
    ]
    assert cards["Ada Byron"].activities[0].text == "Interested · Call Ada\n\nNice"
    assert cards["Ada Byron"].activities[0].key == "zoho.activity:31"
    assert list_done(cards["Rollout"]) == [("meeting", "held", "2025-12-01T08:00:00Z", "Bo")]
    assert (cards["Rollout"].next_step, cards["Rollout"].next_on) == ("Send offer", "2026-01-20")
    folded = fold(*files)
    list(folded)
    notes = "\n".join(folded.notes)
    assert "“3.csv” holds activities: it makes no cards, and what was done goes to their cards" in notes
    assert "1 row left out: a call that was missed here." in notes
    assert "1 row left out: a done task that is no call, e-mail or meeting." in notes
    assert "1 open task left out: the card has a next step." in notes


def test_hubspots_engagements_go_to_their_contacts(drafts):
    contacts = HUBSPOT_CONTACTS + "1,Ada,Byron,ada@x.example,Mia\n2,Bo,Roe,bo@x.example,Mia\n"
    calls = HUBSPOT_CALLS + (
        '71,Intro,65000,Connected,OUTBOUND,2025-11-24 10:00,Raj,"<p>Spoke &amp; agreed</p>",1,,\n'
        "72,,0,Left voicemail,OUTBOUND,2025-11-23 10:00,Raj,,1,,\n"
        "73,,,,INBOUND,2025-11-22 10:00,Raj,,,Bo Roe (bo@x.example),\n"
    )
    emails = HUBSPOT_EMAILS + (
        "81,Offer,Please find,EMAIL,2025-11-24 11:00,1\n82,Re: Offer,Thanks,INCOMING_EMAIL,2025-11-25 11:00,1\n"
    )
    tasks = (
        HUBSPOT_TASKS + "91,Ring Bo,NOT_STARTED,CALL,2026-02-02 09:00,2\n92,Rang Bo,COMPLETED,CALL,2025-11-27 09:00,2\n"
    )
    cards = {draft.title: draft for draft in drafts(contacts, calls, emails, tasks)}
    assert set(cards) == {"Ada Byron", "Bo Roe"}
    assert [entry[:3] for entry in list_done(cards["Ada Byron"])] == [
        ("call", "no answer", "2025-11-23T09:00:00Z"),
        ("call", "reached", "2025-11-24T09:00:00Z"),
        ("email", "sent", "2025-11-24T10:00:00Z"),
        ("email", "reply", "2025-11-25T10:00:00Z"),
    ]
    assert cards["Ada Byron"].activities[1].text == "Intro\n\nSpoke & agreed"
    assert [entry[:2] for entry in list_done(cards["Bo Roe"])] == [("call", "reached"), ("call", "no answer")]
    assert (cards["Bo Roe"].next_step, cards["Bo Roe"].next_on) == ("Ring Bo", "2026-02-02")


def test_pipedrives_activities_are_joined_by_the_names_of_deals_and_people(fold):
    deals = PIPEDRIVE_DEALS + "1,Rollout,Qualified,Ada Byron\n2,Pilot,Qualified,Bo Roe\n3,Pilot,Qualified,Cy Young\n"
    rows = PIPEDRIVE + (
        "Call,Call,2025-11-24,10:30,Done,Rollout,Ada Byron,Acme,Raj,\n"
        "Lunch,Lunch,2025-11-25,,Done,Pilot,Cy Young,,Raj,Good\n"
        "Quote,Task,2026-01-20,,To do,,Bo Roe,,Raj,\n"
        "Lost,Email,2025-11-26,,Done,Nobody,,,Raj,\n"
    )
    folded = fold(deals, rows)
    cards = {(draft.registers["title"], draft.registers["contact"]): draft for draft in folded}
    assert len(cards) == 3
    assert list_done(cards["Rollout", "Ada Byron"]) == [("call", "no answer", "2025-11-24T09:30:00Z", "Raj")]
    assert list_done(cards["Pilot", "Cy Young"]) == [("meeting", "held", "2025-11-24T23:00:00Z", "Raj")]
    assert cards["Pilot", "Bo Roe"].registers["next_step"] == "Quote"
    assert "1 call without an outcome: imported as “no answer”, so that they count as attempts, not as contacts." in (
        folded.notes
    )
    assert "1 activity names a record that is not in these files." in folded.notes


def test_salesforces_tasks_and_its_report(drafts):
    leads = SALESFORCE_LEADS + "00Q000000000001,Ada,Byron,Acme,ada@x.example,Open,false\n"
    deals = SALESFORCE_DEALS + "006000000000001,Rollout,Prospecting,5,2026-05-01\n"
    tasks = SALESFORCE_TASKS + (
        "00T1,00Q000000000001,,Call,2025-11-24,Completed,Normal,005000000000001,Spoke,Call,Call,Connected,,false\n"
        "00T2,,006000000000001,Email: Offer,2025-11-25,Completed,Normal,,,,Email,,2025-11-25T08:00:00.000Z,false\n"
        "00T3,,006000000000001,Sign,2026-02-01,Not Started,Normal,,,,Task,,,false\n"
        "00T4,,006000000000001,Gone,2025-11-25,Completed,Normal,,,Call,,,,true\n"
    )
    report = SALESFORCE_REPORT + (
        "Raj,Demo,24/11/2025,Normal,,0,Acme,,Ada Byron,\nRaj,Call,23/11/2025,Normal,Completed,1,,,,Rollout\n"
    )
    cards = {draft.title: draft for draft in drafts(leads, deals, tasks, report)}
    assert set(cards) == {"Ada Byron", "Rollout"}
    assert sorted(list_done(cards["Ada Byron"])) == [
        ("call", "reached", "2025-11-23T23:00:00Z", ""),
        ("meeting", "held", "2025-11-23T23:00:00Z", "Raj"),
    ]
    assert [entry[:3] for entry in list_done(cards["Rollout"])] == [
        ("call", "no answer", "2025-11-22T23:00:00Z"),
        ("email", "sent", "2025-11-25T08:00:00Z"),
    ]
    assert (cards["Rollout"].next_step, cards["Rollout"].next_on) == ("Sign", "2026-02-01")


def test_a_plain_list_is_joined_by_name(drafts):
    rows = PLAIN + (
        "Intro,2025-11-24,Completed,Ada Byron,Call\nFollow up,2026-01-20,Open,acme,Task\n"
        "Old,2025-11-24,Cancelled,Ada Byron,Meeting\n"
    )
    (card,) = drafts("Name,Company,Email\nAda Byron,Acme,ada@x.example\n", rows)
    assert list_done(card) == [("call", "no answer", "2025-11-23T23:00:00Z", "")]
    assert card.next_step == "Follow up"


@pytest.mark.parametrize("own", ["next_step,next_on\n", "next_step\n", "next_on\n"])
def test_a_task_never_mixes_with_a_next_step_of_the_file(drafts, own):
    cells = {"next_step": "Ring", "next_on": "2026-01-18"}
    row = ",".join(cells[name] for name in own.strip().split(","))
    (card,) = drafts(
        f"Name,Email,{own}Ada Byron,ada@x.example,{row}\n", PLAIN + "Quote,2026-01-20,Open,Ada Byron,Task\n"
    )
    assert (card.next_step, card.next_on) in {("Ring", "2026-01-18"), ("Ring", None), (None, "2026-01-18")}


def test_a_future_meeting_is_a_next_step_and_a_planned_one_of_the_past_is_left_out(fold):
    rows = (
        "Meeting name,Meeting outcome,Meeting start time,Record ID,Associated Contact IDs\n"
        "Demo,Scheduled,2028-01-20 10:00,1,1\nOld,Scheduled,2025-11-20 10:00,2,1\nNo,No show,2025-11-21 10:00,3,1\n"
    )
    folded = fold(HUBSPOT_CONTACTS + "1,Ada,Byron,ada@x.example,Mia\n", rows)
    (card,) = folded
    assert card.registers["next_step"] == "Demo"
    assert list_done(card) == [("meeting", "no show", "2025-11-21T09:00:00Z", "")]
    assert "1 row left out: planned, and not said to be held." in folded.notes


def test_alone_it_asks_for_the_leads(fold):
    folded = fold(PLAIN + "Intro,2025-11-24,Completed,Ada Byron,Call\n")
    assert list(folded) == []
    assert folded.notes == ["“1.csv” holds activities: import it together with the leads that they are about."]


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-01 10:00", "9999-12-31", "2205-01-05", "2025-02-30"])
def test_what_was_done_on_no_day_is_left_out_and_that_is_said(fold, drafts, day):
    header = "Activity ID,Activity Type,Email,Subject,Status,Date"
    rows = f"2,Call,jane@a.example,Again,Completed,2025-11-24 10:00\n1,Call,jane@a.example,Intro,Completed,{day}"
    files = ("Name,Email\nJane,jane@a.example\n", f"{header}\n{rows}\n")
    (card,) = drafts(*files)
    assert [entry.text for entry in card.activities] == ["Again"]
    assert f"1 row left out: the day “{day}” does not exist, or no calendar reaches it." in fold(*files).notes

"""Headers of files of activities: calls, e-mails, meetings and tasks, as CRMs and people write them."""

from __future__ import annotations

NO_LEAD = (
    "-firstname -lastname -fullname -stagename -stage -leadstatus -amount -section -listname -issuetype -dealvalue"
    " -ticketid -ticketnumber -casenumber -invoicenumber"
)
"""What files of activities never have, and files of leads, deals, tickets and tasks of other boards often do."""

_FEWER = f"{NO_LEAD} -email -company -opportunityname"
"""The same for marks that files of leads may have as well."""

ACTIVITY_SIGNS = (
    ("hubspot", f"activitydate activitytype {NO_LEAD}"),
    ("hubspot", f"activitydate activityassignedto -notebody {_FEWER}"),
    ("hubspot", f"callbody {_FEWER}"),
    ("hubspot", f"calltitle callduration {NO_LEAD}"),
    ("hubspot", f"calltitle calldirection {NO_LEAD}"),
    ("hubspot", f"calltitle callnotes {NO_LEAD}"),
    ("hubspot", f"calloutcome recordid {NO_LEAD}"),
    ("hubspot", f"meetingname recordid {NO_LEAD}"),
    ("hubspot", f"meetingoutcome recordid {NO_LEAD}"),
    ("hubspot", f"emailsubject recordid {NO_LEAD}"),
    ("hubspot", f"emailbody recordid {NO_LEAD}"),
    ("hubspot", f"tasktitle recordid taskstatus {NO_LEAD}"),
    ("hubspot", f"tasktype tasktitle {NO_LEAD}"),
    ("salesforce", f"whoid whatid {NO_LEAD}"),
    ("salesforce", f"whoid subject {NO_LEAD}"),
    ("salesforce", f"whatid subject {NO_LEAD}"),
    ("salesforce", f"activitydate subject ownerid {_FEWER}"),
    ("salesforce", f"assigned subject date {NO_LEAD}"),
    ("salesforce", f"assigned subject activitydate {NO_LEAD}"),
    ("salesforce", f"assigned subject duedate {NO_LEAD}"),
    ("salesforce", f"companyaccount subject date {NO_LEAD}"),
    ("zoho", f"callowner {NO_LEAD}"),
    ("zoho", f"calltype callduration {NO_LEAD}"),
    ("zoho", f"callstarttime subject {NO_LEAD}"),
    ("zoho", f"taskowner subject {NO_LEAD}"),
    ("zoho", f"eventowner {NO_LEAD}"),
    ("zoho", f"meetingowner {NO_LEAD}"),
    ("zoho", f"host participants from to {NO_LEAD}"),
    ("zoho", f"activityowner subject {NO_LEAD}"),
    ("file", f"activityid activitytype {NO_LEAD}"),
    ("file", f"activitytype subject {NO_LEAD}"),
    ("file", f"activitytype outcome {NO_LEAD}"),
    ("file", f"subject relatedto {NO_LEAD}"),
    ("file", f"calldate callresult {NO_LEAD}"),
    ("file", f"calldate calloutcome {NO_LEAD}"),
    ("pipedrive", f"activity- -person- -lead- -deal- {_FEWER}"),
    ("pipedrive", f"activitysubject -personname -dealtitle -leadtitle {_FEWER}"),
    ("pipedrive", f"activitysubject activitytype activitydone -dealstage -dealstatus {_FEWER}"),
    ("pipedrive", f"subject type duedate done {NO_LEAD}"),
    ("pipedrive", f"subject type duedate markedasdonetime {NO_LEAD}"),
)
"""Program and marks of files of activities; see `side_headers`."""

ACTIVITY_TABLE = {
    "id": "record id, activity id, task id, call id, event id, meeting id, activity pipedrive system id,"
    " hs object id, id",
    "deal_id": "associated deal ids, associated deal id, activity deal id, deal id, opportunity id",
    "contact_id": "associated contact ids, associated contact id, activity person id, contact id, person id",
    "lead_id": "activity lead id, lead id",
    "who_id": "who id, contact name id",
    "parent_id": "what id, related to id, related record id",
    "title": "subject, activity subject, task title, call title, meeting name, meeting title, event title,"
    " email subject, task name, activity name, title, activity, name",
    "type": "activity type, task type, task subtype, event subtype, type",
    "is_task": "task",
    "outcome": "call outcome, call result, call disposition, meeting outcome, outcome, result, disposition",
    "status": "task status, call status, activity status, email send status, status",
    "done": "done, activity done, marked as done, is done, completed, is completed, is closed, closed",
    "closed_at": "marked as done time, activity marked as done time, completed date time, completed at, completed on,"
    " completed date, date completed, closed time, completion date",
    "entered_at": "activity date time, start date time, call start time, meeting start time, start time, call date,"
    " activity date, meeting date, email date, hs timestamp, from, date time, start, start date, date",
    "next_on": "due date, activity due date, due on, due date only, due",
    "due_time": "due time, activity due time, time",
    "created_at": "activity add time, add time, created time, create date, created date, created at, created on",
    "duration": "call duration, call duration in seconds, call duration in minutes",
    "direction": "call direction, email direction, call type, direction",
    "deal": "deal, activity deal, deal name, deal title, lead title, associated deal, opportunity, opportunity name",
    "contact": "contact person, activity contact person, activity person, contact name, contact, person, person name,"
    " associated contact, lead, lead name, who, name of contact",
    "company": "company account, account name, account, associated company, organization, activity organization,"
    " organization name, company, company name",
    "related": "related to, related record, regarding, what, linked to",
    "email": "email, email address, contact email, person email, e mail",
    "owner": "activity assigned to, assigned to user, assigned to, assigned, activity owner, call owner, task owner,"
    " event owner, meeting owner, host, owner, owner name, user, assignee, activity user, activity created by,"
    " created by, creator, logged by",
    "comment": "call notes, call body, call description, task notes, meeting description, internal meeting notes,"
    " email body, activity note, full comments, comments, description, public description, notes, note, body",
    "is_deleted": "is deleted, deleted",
    "is_private": "is private, private",
}
"""Fields of activities, each with the labels that mean it; of several the best comes first."""

SEVERAL_OF_ACTIVITY = frozenset({"parent_id", "contact", "deal_id", "contact_id", "entered_at", "closed_at", "type"})
"""Fields that more than one column may feed: the first that is filled counts."""

"""Headers of files that make no cards but tell something of them: companies, who belongs to a deal, notes, activities.

Such files are recognised before all others. Their labels mean only what is listed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.activity_headers import (
    ACTIVITY_SIGNS,
    ACTIVITY_TABLE,
    SEVERAL_OF_ACTIVITY,
    read_activity_label,
)
from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kanban.exchange.recognition.words.headers import Kind

CUSTOM = "field."

_NO_PERSON = "-firstname -lastname -email -fullname -contactname -dealname -opportunityname -stagename"

_NO_CARD = f"{_NO_PERSON} -stage -leadstatus -amount -company -section -listname -issuetype"
"""What files of notes never have, and files of leads, deals and tasks often do."""

_OF_NOTE = _NO_CARD.replace("-email ", "").replace("-contactname ", "").replace("-dealname ", "")
"""The same, though these may name their person and their deal."""

_NOTES = (
    ("hubspot", "notebody activitydate"),
    ("hubspot", "notebody recordid"),
    ("hubspot", "notebody associatedcontactids"),
    ("hubspot", "notebody associateddealids"),
    ("hubspot", "notebody email"),
    ("hubspot", "hsnotebody"),
    ("salesforce", "parentid title body isprivate"),
    ("salesforce", "parentid title body ownerid"),
    ("salesforce", "title textpreview content"),
    ("salesforce", "linkedentityid title content"),
    ("zoho", "notetitle notecontent parentid"),
    ("zoho", "notetitle notecontent noteowner"),
    ("zoho", "notecontent noteid parentid"),
    ("pipedrive", "note- notecontent -person- -lead- -activity- -dealtitle -dealvalue"),
    ("pipedrive", "content dealid personid addtime"),
    ("pipedrive", "content dealid orgid addtime"),
    ("pipedrive", "content deal person addtime"),
    ("file", "email date subject body"),
    ("file", "email note notedate"),
    ("file", "contactemail note date"),
    ("file", "contactemail notes date"),
)
"""What notes are known by, of each program."""

_NO_DEAL = (
    "-dealname -opportunityname -dealstage -stagename -stage -leadstatus -leadsource -closedate -attendee"
    " -attendeestatus -tickettype -orderdate -issuekey -issuetype -listname -lifecyclestage"
)
"""What lists of products, invoices and tickets never have."""

_INVOICES = (
    "invoicenumber invoicedate", "invoiceno invoicedate", "invoiceid invoicedate", "invoice invoicedate",
    "invoicenumber invoicestatus", "invoicenumber duedate", "invoiceno duedate", "invoicenumber balance",
    "invoiceid invoicestatus", "invoiceowner subject", "invoicenumber grandtotal", "invoicenumber amountdue",
)  # fmt: skip
_PRODUCTS = (
    "productname productcode", "productname unitprice", "productname sku", "productname price",
    "productname qtyinstock", "productowner productname", "sku price", "sku unitprice", "productcode family",
    "name sku", "productname usageunit", "productcode unitprice", "productcode isactive",
)  # fmt: skip
_TICKETS = (
    "ticketid subject", "ticketid ticketname", "ticketid ticketstatus", "ticketname ticketstatus", "ticketid requester",
    "ticketnumber subject", "ticketnumber status", "casenumber subject", "casenumber status", "caseid subject",
    "ticketid status priority", "ticketowner subject", "requester subject assignee", "caseowner casenumber",
)  # fmt: skip
"""What invoices, products and tickets of a help desk are known by, whoever wrote them."""

_SIGNS: tuple[tuple[str, Kind, str], ...] = (
    ("zoho", "companies", f"accountowner .id {_NO_PERSON} -stage"),
    ("zoho", "companies", f"accountname accounttype accountsite {_NO_PERSON} -stage"),
    ("hubspot", "companies", f"recordid companyowner {_NO_PERSON}"),
    ("hubspot", "companies", f"recordid companyname {_NO_PERSON}"),
    ("hubspot", "companies", f"recordid companydomainname {_NO_PERSON}"),
    ("hubspot", "companies", f"hsobjectid domain name {_NO_PERSON} -hstimestamp"),
    ("hubspot", "companies", f"hsobjectid name industry {_NO_PERSON} -hstimestamp"),
    ("salesforce", "companies", f"id billingstreet {_NO_PERSON} -status"),
    ("salesforce", "companies", f"name billingstreet {_NO_PERSON} -stage -status"),
    ("salesforce", "companies", f"name billingcity {_NO_PERSON} -stage -status"),
    ("salesforce", "companies", f"id name accountnumber {_NO_PERSON} -status"),
    ("salesforce", "companies", f"accountname accountowner {_NO_PERSON} -stage -mailingstreet"),
    ("salesforce", "companies", f"accountname billingcity {_NO_PERSON} -stage"),
    ("salesforce", "companies", f"accountid accountname {_NO_PERSON} -stage -caseid -contactid"),
    ("pipedrive", "companies", "organization- -person- -deal- -lead- -activity- -note-"),
    ("salesforce", "roles", "opportunityid contactid role"),
    ("salesforce", "roles", "opportunityid contactid isprimary"),
    *(("file", "invoices", f"{marks} {_NO_DEAL}") for marks in _INVOICES),
    *(("file", "tickets", f"{marks} {_NO_DEAL}") for marks in _TICKETS),
    *(("file", "products", f"{marks} {_NO_DEAL} {_NO_PERSON} -company") for marks in _PRODUCTS),
    *((system, "comments", f"{marks} {_OF_NOTE}") for system, marks in _NOTES),
    *((system, "activities", marks) for system, marks in ACTIVITY_SIGNS),
)
"""Program, kind and marks: squashed labels, `-label` for one that must be absent, `.id` for any that ends so, and
`deal-` for any that begins with `Deal - ` (Pipedrive)."""

_TABLES: dict[tuple[str, Kind], dict[str, str]] = {
    ("hubspot", "companies"): {
        "id": "record id, company id, hs object id",
        "company": "company name, name",
        "domain": "company domain name, domain, website domain",
        "link": "website url, website",
        "phone": "phone number, phone",
    },
    ("salesforce", "companies"): {
        "id": "id, account id",
        "company": "name, account name",
        "domain": "domain, email domain",
        "link": "website",
        "phone": "phone, account phone, main phone",
        "is_deleted": "is deleted",
    },
    ("zoho", "companies"): {
        "id": "record id, account id",
        "company": "account name, company name",
        "domain": "domain",
        "link": "website",
        "phone": "phone",
    },
    ("file", "companies"): {
        "id": "id, company id, account id, organization id, record id, company number, customer id, key",
        "company": "company, company name, account name, account, organization, organization name, name, firm",
        "domain": "domain, email domain",
        "link": "website, web, url, homepage",
        "phone": "phone, phone number, telephone",
    },
    ("pipedrive", "companies"): {
        "id": "organization id, organization pipedrive system id",
        "company": "organization name",
        "domain": "organization domain",
        "link": "organization website",
        "phone": "organization phone",
    },
    ("salesforce", "roles"): {
        "deal_id": "opportunity id",
        "contact_id": "contact id",
        "is_primary": "is primary, primary",
        "is_deleted": "is deleted",
    },
    ("file", "comments"): {
        "id": "note id, comment id, id",
        "lead_id": "lead id",
        "deal_id": "deal id, opportunity id",
        "contact_id": "contact id, person id",
        "email": "email, contact email, email address",
        "title": "note title, subject",
        "owner": "created by, author, note author, user, owner",
        "created_at": "note date, at, date, created at, create date, timestamp, time, date time, logged at",
        "comment": "text, body, note, notes, comment, comments, remark, remarks",
        "deal": "deal, deal name, opportunity, opportunity name, deal title",
        "contact": "contact, contact name, person, full name, contact person, lead, lead name",
        "company": "company, company name, account, account name, organization",
        "related": "related to, regarding, parent, record, linked to",
        "is_deleted": "is deleted, deleted",
        "is_private": "is private, private",
    },
    ("hubspot", "comments"): {
        "id": "record id, note id, hs object id",
        "deal_id": "associated deal ids, associated deal id, deal id",
        "contact_id": "associated contact ids, associated contact id, contact id",
        "email": "email, contact email, associated contact",
        "owner": "created by, activity created by, activity assigned to, owner",
        "created_at": "activity date, hs timestamp, create date, created date",
        "comment": "note body, hs note body",
    },
    ("salesforce", "comments"): {
        "id": "id, note id, content document id",
        "parent_id": "parent id, linked entity id, first publish location id",
        "title": "title",
        "owner": "created by, created by name, owner, owner name",
        "created_at": "created date",
        "comment": "body, content, text preview",
        "is_deleted": "is deleted",
        "is_private": "is private, private",
    },
    ("zoho", "comments"): {
        "id": "record id, note id",
        "parent_id": "parent id id, parent id",
        "title": "note title",
        "owner": "note owner, created by",
        "created_at": "created time",
        "comment": "note content",
    },
    ("pipedrive", "comments"): {
        "id": "note id, id, note pipedrive system id",
        "deal_id": "note deal id, deal id",
        "contact_id": "note person id, person id",
        "lead_id": "note lead id, lead id",
        "email": "person email, email",
        "owner": "note user, user, note creator, user name",
        "created_at": "note add time, add time, note created",
        "comment": "note content, content",
    },
}


def _parse_labels(text: str) -> frozenset[str]:
    return frozenset(squash(label) for label in text.split(","))


_OF_THE_RECORD = _parse_labels(
    "create date,created date,created time,created at,created by,created by id,modified by,modified by id,"
    "modified time,last modified date,last modified by id,system modstamp,last activity date,last activity time,"
    "hs lastmodifieddate,createdate,"
    "last viewed date,last referenced date,is deleted,master record id,parent id,photo url,owner id,account owner id,"
    "parent account id,clean status,jigsaw,jigsaw company id,billing latitude,billing longitude,"
    "billing geocode accuracy,shipping latitude,shipping longitude,shipping geocode accuracy,dandb company id,"
    "associated contact ids,associated contact,associated deal ids,associated deal,associated note ids,"
    "associated note,number of associated contacts,number of associated deals,organization people,"
    "organization open deals,organization won deals,organization lost deals,organization closed deals"
)
"""Columns about the record and its program, which tell nothing of the company."""

_UNCLEAR = _parse_labels(
    "type,description,rating,status,source,priority,stage,notes,tags,labels,label,score,owner,number,about us"
)
"""Labels that would seem to speak of the lead: on a card they are called `Company Type`."""

_SEVERAL = frozenset({"phone", "owner", "created_at", "comment"})
"""Fields that more than one column may feed."""

SIDE_KINDS = frozenset({"stages", *(kind for _, kind, _ in _SIGNS)})

_NAMING = frozenset({"title", "contact", "first_name", "last_name", "email"})

AS_CARDS: dict[Kind, Kind] = {
    "companies": "contacts", "products": "plain", "invoices": "plain", "tickets": "plain", "stages": "plain",
}  # fmt: skip
"""Kinds that make no cards unless somebody says what these are called by, and what they are then."""


def identify_side_file(has: Collection[str]) -> tuple[str, Kind] | None:
    """Tell which program wrote a file that makes no cards, and of what, by its marks; None for any other file."""
    has = {mark.replace(" -", "-") for mark in has}
    for system, kind, marks in _SIGNS:
        if all(mark[1:] not in has if mark.startswith("-") else mark in has for mark in marks.split()):
            return system, kind
    return None


def makes_cards(overrides: Collection[str]) -> bool:
    """Tell whether somebody said a field for a column of such a file by which its rows become cards after all."""
    return bool(_NAMING.intersection(overrides))


def map_side_file(
    system: str, kind: Kind, labels: list[str], squashed: list[str], overridden: dict[int, str]
) -> list[tuple[int, str]]:
    """Return place and field of each column, the best column of a field first."""
    table = ACTIVITY_TABLE if kind == "activities" else _TABLES.get((system, kind), {})
    several = _SEVERAL | SEVERAL_OF_ACTIVITY if kind == "activities" else _SEVERAL
    if kind != "companies":  # what somebody said of a lead's column of the same label is not meant here
        overridden = {n: field for n, field in overridden.items() if field in table or field == "ignore"}
    if kind == "activities" or (system, kind) == ("file", "comments"):
        squashed = [read_activity_label(label) for label in labels]
    fields = dict(overridden)
    order = dict.fromkeys(overridden, 0)
    for field, words in table.items():
        for word in map(squash, words.split(",")):
            for n, label in enumerate(squashed):
                if label == word and n not in fields and (field in several or field not in fields.values()):
                    fields[n] = field
                    order[n] = len(order)
    if kind == "companies" and "id" not in fields.values():
        own = next((n for n, label in enumerate(labels) if n not in fields and is_id_of_company(label)), None)
        fields |= {} if own is None else {own: "id"}
    for n, label in enumerate(squashed):
        if n not in fields:
            fields[n] = _name_custom(labels[n], label) if kind == "companies" else "ignore"
    return sorted(fields.items(), key=lambda item: order.get(item[0], len(order)))


def is_id_of_company(label: str) -> bool:
    """Tell whether a label is of the ids of companies, wherever they come from: `AccountExtId__c`."""
    words = [word for word in read_label(label).words if word not in {"ext", "external", "c"}]
    return len(words) == 2 and words[1] == "id" and words[0] in {"company", "account", "organization"}


def _name_custom(label: str, squashed: str) -> str:
    if squashed in _OF_THE_RECORD:
        return "ignore"
    return f"{CUSTOM}Company {label}" if squashed in _UNCLEAR else CUSTOM + label


def list_side_fields(kind: Kind, header: Sequence[str]) -> dict[int, str]:
    """Return what the columns of a file of notes or activities hold, by their places; others are left out."""
    pairs = map_side_file("file", kind, list(header), [""] * len(header), {})
    return {n: field for n, field in pairs if field != "ignore"}

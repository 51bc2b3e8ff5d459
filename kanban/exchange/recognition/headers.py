"""The words of other programs: which column label means which field, by program.

Labels are compared squashed: letters and digits alone, case aside. So `Lead Source`, `LeadSource`, `LEAD_SOURCE` and
`Lead Source*` are one. Where several labels mean one field, the first of them that the file has is taken.
"""

from __future__ import annotations

from typing import Literal, get_args

from kanban.domain.values.text import fold

Kind = Literal["leads", "contacts", "deals", "plain", "campaigns", "comments", "companies", "roles", "activities"]
"""What the rows of a file are. Contacts are leads under another name; plain files say themselves where a card is."""


def squash(label: str) -> str:
    """Reduce a label to what its spellings share; a label without letters or digits stays as it is."""
    return "".join(filter(str.isalnum, fold(label))) or label.strip()


FIELDS = (
    "title", "company", "contact", "first_name", "last_name", "email", "phone", "value", "currency", "stage", "status",
    "source", "campaign", "owner", "marketing_owner", "sales_owner", "labels", "next_step", "next_on", "close_on",
    "closed_at", "lost_reason", "win_reason", "probability", "created_at", "entered_at", "link", "comment", "id",
    "lead_id", "deal_id", "ignore",
)  # fmt: skip
"""What a column may be said to be with --map, besides `field.NAME`."""

SEVERAL = frozenset({"email", "phone", "link", "closed_at", "comment", "deal_id"})
"""Fields that more than one column may feed: the first that is filled counts, the rest are kept beside it."""

DATES = frozenset({"next_on", "close_on", "closed_at", "completed_at", "created_at", "entered_at"})
"""Fields that hold a day or a moment."""


def parse_lines(text: str) -> list[tuple[str, list[str]]]:
    """Parse lines of `field: label, label, …`, of which a field may have several."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return [(field.strip(), [label.strip() for label in labels.split(",")]) for field, _, labels in lines]


def parse_table(text: str) -> dict[str, tuple[str, ...]]:
    """Parse lines of `field: label, label, …`, and squash the labels."""
    table: dict[str, tuple[str, ...]] = {}
    for field, labels in parse_lines(text):
        table[field] = table.get(field, ()) + tuple(map(squash, labels))
    return table


COMMON_LINES = """
    title: card, deal, deal name, opportunity, opportunity name, card title, subject
    company: company, company name, account name, account, organization, organisation, organization name
    company: company account, firm, firma, unternehmen, associated company, business, customer
    contact: contact, contact name, full name, contact person, person, lead name, primary contact, associated contact
    contact: ansprechpartner, kontakt
    first_name: first name, given name, forename, vorname
    last_name: last name, surname, family name, nachname
    email: email, mail, email address, work email, business email, email work, e-mail-adresse
    phone: phone, phone number, telephone, tel, mobile, mobile phone, mobile no, mobile number, cell, cell phone
    phone: work phone, telefon
    value: value, amount, deal value, deal amount, opportunity amount, potential amount, betrag, wert
    currency: currency, currency code, currency iso code, deal currency, waehrung, währung
    stage: stage, deal stage, stage name, pipeline stage, column, list, phase
    status: lead status, status
    lifecycle: lifecycle stage
    source: lead source, source, original source, source channel, lead source channel, quelle
    campaign: campaign, campaign name, utm campaign, kampagne
    owner: owner, owner name, assigned to, assignee, assigned user, assigned user name, account owner
    marketing_owner: marketing owner, lead owner, contact owner, company owner, marketer
    sales_owner: sales owner, deal owner, opportunity owner, potential owner, sales rep, sales representative, rep
    sales_owner: seller
    labels: labels, label, tags, tag
    next_step: next step, next action, next activity
    next_on: next on, next step on, next step date, next activity date, next action date, due date, due at, due
    next_on: follow up date
    close_on: close on, close date, closing date, expected close date, expected close, estimated close date
    completed_at: completed at
    closed_at: closed at, close time, closed on, won time, lost time, closed date
    lost_reason: lost reason, closed lost reason, reason for loss, loss reason
    win_reason: win reason, won reason, closed won reason
    created_at: created at, created time, created, create date, created date, creation date, created on, date created
    created_at: date added, erstellt am
    entered_at: entered at, entered stage at, stage since, last stage change, stage entered
    link: website, website url, homepage, url, linkedin url, crm link
    comment: comments, notes, note, comment, bemerkung
    id: id, record id, external id, key
    lead_id: lead id
    deal_id: deal id, opportunity id, potential id
"""
"""What labels mean where nothing better is known of the program."""

COMMON = parse_table(COMMON_LINES)
"""The same by field, squashed."""

PERSON_TITLE = frozenset(map(squash, ("first name", "last name", "name", "full name", "salutation", "contact owner")))
"""Beside one of these, `Title` is what someone is called at work and not the card's title."""

VENDORS: dict[tuple[str, Kind], dict[str, tuple[str, ...]]] = {
    ("facebook", "leads"): parse_table("""
        source: platform
        link: inbox_url
        created_at: created_time
    """),
    ("pipedrive", "deals"): parse_table("""
        title: deal title
        value: deal value
        company: organization name, deal organization, organization
        contact: person name, deal contact person, contact person
        first_name: person first name
        last_name: person last name
        email: person email work, person email, person email home, person email other
        phone: person phone, person phone work, person phone mobile
        stage: deal stage, deal stage pipeline
        outcome: deal status
        owner: deal owner
        source: deal source channel, deal source, deal source origin
        close_on: deal expected close date
        closed_at: deal won time, deal lost time, deal closed on
        created_at: deal creation date, deal deal created, deal created
        entered_at: deal last stage change
        currency: deal currency of value, deal currency
        labels: deal label, deal labels
        lost_reason: deal lost reason
        next_step: activity subject, deal next activity subject
        next_on: activity due date, deal next activity date
        comment: note content
        id: deal pipedrive system id, deal id
        company_id: deal organization id, organization id
    """),
    ("pipedrive", "leads"): parse_table("""
        title: lead title
        labels: lead labels, lead label
        contact: contact person, lead contact person, person name
        first_name: person first name
        last_name: person last name
        email: person email work, person email, person email home
        phone: person phone
        company: organization, lead organization, organization name
        owner: lead owner
        source: lead source channel, lead source, lead source origin
        value: lead value
        currency: lead currency of value, lead currency
        created_at: lead creation date, lead lead created, lead created
        close_on: lead expected close date
        next_step: activity subject, lead next activity subject
        next_on: activity due date, lead next activity date
        comment: note content
        id: lead pipedrive system id, lead id
        company_id: lead organization id, organization id
    """),
    ("hubspot", "deals"): parse_table("""
        contact: associated contact
        contact_id: associated contact ids
        company_id: associated company ids primary, associated company ids
        company: associated company primary, associated company
        source: lead source, original source, original traffic source, deal source
        next_on: next activity date
        entered_at: date entered current stage
    """),
    ("hubspot", "contacts"): parse_table("""
        company_id: associated company ids primary, associated company ids
        company: associated company primary, associated company
        source: original source, original traffic source, lead source
    """),
    ("zoho", "deals"): parse_table("""
        title: deal name, potential name
        id: record id, deal id, potential id
        contact_id: contact name id, contact id
        company_id: account name id, company name id, account id
        campaign_id: campaign id
        campaign: campaign source, campaign name
        close_on: closing date
        contact: contact name
        company: account name, company name
    """),
    ("zoho", "leads"): parse_table("""
        id: lead id, record id
        status: lead status
        campaign: campaign source
    """),
    ("zoho", "contacts"): parse_table("""
        id: contact id, record id
        company_id: account name id, account id
    """),
    ("pipedrive", "contacts"): parse_table("""
        contact: person name
        first_name: person first name
        last_name: person last name
        email: person email work, person email, person email home
        phone: person phone
        company: organization name, person organization
        owner: person owner
        labels: person label, person labels
        created_at: person person created, person created, person creation date
        comment: note content
        id: person pipedrive system id, person id
        company_id: person organization id, organization id
    """),
    ("salesforce", "deals"): parse_table("""
        title: opportunity name, name
        id: id, opportunity id
        contact_id: contact id, primary contact id
        company_id: account id
        campaign_id: campaign id
        close_on: close date
        owner: opportunity owner, owner
        is_won: is won, won
        is_closed: is closed, closed
        is_deleted: is deleted
    """),
    ("salesforce", "leads"): parse_table("""
        contact: name, lead name
        id: id, lead id
        is_deleted: is deleted
        deal_id: converted opportunity id
        contact_id: converted contact id
        company_id: converted account id
    """),
    ("salesforce", "contacts"): parse_table("""
        contact: name, contact name
        id: id, contact id
        company_id: account id
        is_deleted: is deleted
    """),
    ("zoho", "campaigns"): parse_table("""
        campaign_id: campaign id
        campaign: campaign name
    """),
    ("linkedin", "campaigns"): parse_table("""
        campaign_id: campaign id
        campaign: campaign name
    """),
    ("frappe", "leads"): parse_table("""
        contact: lead name, full name
        id: name, id
    """),
    ("espocrm", "leads"): parse_table("""
        contact: name
        value: opportunity amount
        currency: opportunity amount currency
    """),
    ("linkedin", "contacts"): parse_table("""
        created_at: connected on
    """),
    ("trello", "plain"): parse_table("""
        id: card id
        title: card name
        stage: list name
        owner: owner, members
        link: card url, attachment
        comment: comments, card description
    """),
    ("kanban", "plain"): parse_table("""
        title: title
        probability: probability
        created_at: created_at
        entered_at: entered_stage_at
    """),
}
"""What a program's own labels mean in files of one kind; these come before the common ones."""


def _parse_noise(text: str) -> frozenset[str]:
    return frozenset(squash(label) for label in text.split(","))


NOISE: dict[str, frozenset[str]] = {
    "zoho": _parse_noise(
        "deal owner id, lead owner id, contact owner id, created by id,"
        "modified by id, modified by, modified time, pipeline id, owner id"
    ),
    "salesforce": _parse_noise(
        "master record id, created by id, last modified by id, last modified date, system modstamp, last viewed date,"
        "last referenced date, photo url, jigsaw, jigsaw contact id, is unread by owner, is private, clean status,"
        "geocode accuracy, pricebook2 id, has opportunity line item, forecast category name,"
        "email bounced reason, email bounced date, dandb company id"
    ),
    "hubspot": _parse_noise(
        "associated company ids, associated company ids primary, associated company, associated company primary"
    ),
    "facebook": _parse_noise("ad id, adset id, form id, campaign id"),
    "kanban": _parse_noise(
        "ref, side, holder, handoff, unread, incomplete, updated at, marketing comments, sales comments"
    ),
}
"""Columns about the program that wrote the file, not about the lead."""

COUNTS = _parse_noise("marketing comments, sales comments")
"""Columns that count what another column of the same file holds."""


def _parse_signs(text: str) -> tuple[tuple[str, Kind, tuple[str, ...]], ...]:
    """Read lines of `program kind: mark, mark, …`."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    signs: list[tuple[str, Kind, tuple[str, ...]]] = []
    for line in text.strip().splitlines():
        whose, _, marks = line.partition(":")
        system, word = whose.split()
        kind = next(kind for kind in kinds if kind == word)
        signs.append((system, kind, tuple(mark.strip() for mark in marks.split(","))))
    return tuple(signs)


SIGNS = _parse_signs("""
    pipedrive deals: deal -
    pipedrive leads: lead -
    pipedrive contacts: person -
    kanban plain: ref, title, stage, side
    trello plain: cardid, cardname, listname
    facebook leads: isorganic
    facebook leads: formid, createdtime
    facebook leads: adsetid, createdtime
    linkedin campaigns: campaigngroupname, -email
    zoho campaigns: campaignid, campaignname, -email, -fullname, -firstname, -lastname, -leadid, -dealname, -title
    file comments: leadid, author, text
    file comments: leadid, author, body
    linkedin contacts: connectedon
    zoho deals: potentialname
    zoho deals: subpipeline
    zoho deals: dealname, .id
    zoho deals: dealname, closingdate
    zoho leads: leadowner, .id
    zoho leads: leadowner, leadid, leadstatus
    zoho leads: leadsource, leadstatus, emailoptout
    zoho leads: leadsource, leadstatus, noofemployees
    zoho contacts: contactowner, .id
    salesforce deals: stagename
    salesforce deals: opportunityname, accountname
    salesforce deals: opportunityid, stage
    salesforce leads: isconverted
    salesforce leads: companyaccount
    salesforce leads: leadsource, status, ownerid
    salesforce contacts: mailingstreet
    salesforce contacts: accountid, lastname
    salesforce contacts: accountname, accountowner
    hubspot deals: dealname, dealstage
    hubspot contacts: lifecyclestage
    hubspot contacts: recordid, contactowner
    hubspot contacts: recordid, companyowner
    hubspot contacts: recordid, firstname
    hubspot contacts: recordid, companyname
    frappe leads: leadowner, mobileno
    frappe leads: leadowner, organization
    espocrm leads: assigneduser
    espocrm leads: assigneduserid
    espocrm leads: assignedusername
    file deals: deal
    file deals: dealname
    file deals: dealowner
    file deals: opportunity
    file deals: opportunityname
    file leads: leadstatus, -stage
    file leads: leadowner, -stage
""")
"""How to tell whose file it is: the first line whose marks are all there. A mark is a squashed label, `-label` one that
must be absent, `.id` any label that ends so (Zoho), `deal -` any that begins so (Pipedrive)."""

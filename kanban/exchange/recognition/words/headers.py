"""The fields that a column may feed, and the labels that mean them in any file.

Labels are compared squashed: letters and digits alone, case aside. So `Lead Source`, `LeadSource`, `LEAD_SOURCE` and
`Lead Source*` are one. Where several labels mean one field, the first of them that the file has is taken.
"""

from __future__ import annotations

from typing import Literal, get_args

from kanban.domain import card
from kanban.domain.values.text import fold

Kind = Literal[
    "leads",
    "contacts",
    "deals",
    "plain",
    "campaigns",
    "comments",
    "companies",
    "roles",
    "activities",
    "members",
    "products",
    "invoices",
    "tickets",
    "stages",
]
"""What the rows of a file are. Contacts are leads under another name; plain files say themselves where a card is."""


def squash(label: str) -> str:
    """Reduce a label to what its spellings share; a label without letters or digits stays as it is."""
    return "".join(filter(str.isalnum, fold(label))) or label.strip()


FIELDS = (
    *card.FIELDS, "first_name", "last_name", "stage", "status", "owner", "labels", "closed_at", "created_at",
    "entered_at", "link", "comment", "id", "lead_id", "deal_id", "ignore",
)  # fmt: skip
"""What a column may be said to be with --map, besides `field.NAME`."""

SEVERAL = frozenset({"email", "phone", "link", "closed_at", "comment", "deal_id", "labels", "step_done"})
"""Fields that more than one column may feed: the first that is filled counts, the rest are kept beside it."""

DAY_FIELDS = tuple(name for name, kind in card.FIELDS.items() if kind == "day")
"""Fields of a card that hold a day."""

DATES = frozenset({*DAY_FIELDS, "closed_at", "completed_at", "created_at", "entered_at"})
"""Fields that hold a day or a moment."""


def parse_lines(text: str) -> list[tuple[str, list[str]]]:
    """Parse lines of `field: label, label, …`, of which a field may have several."""
    lines = (line.partition(":") for line in text.splitlines() if line.strip())
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
    is_deleted: deleted, is deleted, deleted at
    is_archived: archived, is archived, archived at
    is_active: active, is active
    source: lead source, source, original source, source channel, lead source channel, quelle
    campaign: campaign, campaign name, utm campaign, kampagne
    owner: owner, owner name, assigned to, assignee, assigned user, assigned user name, account owner
    marketing_owner: marketing owner, lead owner, contact owner, company owner, marketer
    sales_owner: sales owner, deal owner, opportunity owner, potential owner, sales rep, sales representative, rep
    sales_owner: seller
    labels: labels, label, tags, tag
    next_step: next step, next action, next activity
    next_time: next time, next step time, next activity time
    next_on: next on, next step on, next step date, next activity date, next action date, due date, due at, due
    next_on: follow up date
    step_done: next step done, next step completed, next action done, next activity done, follow up done, activity done
    step_done: activity completed, activity marked as done, activity marked as done time, task done, task completed
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
    lead_id: lead id, prospect id
    deal_id: deal id, opportunity id, potential id
"""
"""What labels mean where nothing better is known of the program."""

COMMON = parse_table(COMMON_LINES)
"""The same by field, squashed."""

for _name in (name for name in card.FIELDS if name != "probability"):  # near_words.py has its words
    COMMON.setdefault(_name, (squash(_name),))  # so that an export can be read again

PERSON_TITLE = frozenset(map(squash, ("first name", "last name", "name", "full name", "salutation", "contact owner")))
"""Beside one of these, `Title` is what someone is called at work and not the card's title."""


def parse_noise(text: str) -> frozenset[str]:
    """Parse labels that are left out, squashed."""
    return frozenset(squash(label) for label in text.split(","))


COUNTS = parse_noise("marketing comments, sales comments")
"""Columns that count what another column of the same file holds."""


def parse_signs(text: str) -> tuple[tuple[str, Kind, tuple[str, ...]], ...]:
    """Read lines of `program kind: mark, mark, …`."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    signs: list[tuple[str, Kind, tuple[str, ...]]] = []
    for line in text.strip().splitlines():
        whose, _, marks = line.partition(":")
        system, word = whose.split()
        kind = next(kind for kind in kinds if kind == word)
        signs.append((system, kind, tuple(mark.strip() for mark in marks.split(","))))
    return tuple(signs)

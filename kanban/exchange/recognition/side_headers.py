"""Headers of files that make no cards but tell something of them: companies, who belongs to a deal, notes, activities.

Such files are recognised before all others. Their labels mean only what is listed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.headers import squash

if TYPE_CHECKING:
    from collections.abc import Collection

    from kanban.exchange.recognition.headers import Kind

CUSTOM = "field."

_NO_PERSON = "-firstname -lastname -email -fullname -contactname -dealname -opportunityname -stagename"
_NO_RECORD = "-dealstage -stagename -leadstatus -lifecyclestage"

_SIGNS: tuple[tuple[str, Kind, str], ...] = (
    ("zoho", "companies", f"accountowner .id {_NO_PERSON} -stage"),
    ("zoho", "companies", f"accountname accounttype accountsite {_NO_PERSON} -stage"),
    ("hubspot", "companies", f"recordid companyowner {_NO_PERSON}"),
    ("hubspot", "companies", f"recordid companyname {_NO_PERSON}"),
    ("hubspot", "companies", f"recordid companydomainname {_NO_PERSON}"),
    ("salesforce", "companies", f"id billingstreet {_NO_PERSON} -status"),
    ("salesforce", "companies", f"id name accountnumber {_NO_PERSON} -status"),
    ("salesforce", "companies", f"accountname accountowner {_NO_PERSON} -stage -mailingstreet"),
    ("salesforce", "companies", f"accountname billingcity {_NO_PERSON} -stage"),
    ("salesforce", "companies", f"accountid accountname {_NO_PERSON} -stage -caseid -contactid"),
    ("pipedrive", "companies", "organization- -person- -deal- -lead- -activity- -note-"),
    ("salesforce", "roles", "opportunityid contactid role"),
    ("salesforce", "roles", "opportunityid contactid isprimary"),
)
"""Program, kind and marks: squashed labels, `-label` for one that must be absent, `.id` for any that ends so, and
`deal-` for any that begins with `Deal - ` (Pipedrive)."""

_TABLES: dict[tuple[str, Kind], dict[str, str]] = {
    ("hubspot", "companies"): {
        "id": "record id, company id",
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
}


def _parse_labels(text: str) -> frozenset[str]:
    return frozenset(squash(label) for label in text.split(","))


_OF_THE_RECORD = _parse_labels(
    "create date,created date,created time,created at,created by,created by id,modified by,modified by id,"
    "modified time,last modified date,last modified by id,system modstamp,last activity date,last activity time,"
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

SIDE_KINDS = frozenset(kind for _, kind in _TABLES)

_AS_CARDS = frozenset({"title", "contact", "first_name", "last_name", "email"})


def identify_side_file(has: Collection[str]) -> tuple[str, Kind] | None:
    """Tell which program wrote a file that makes no cards, and of what, by its marks; None for any other file."""
    has = {mark.replace(" -", "-") for mark in has}
    for system, kind, marks in _SIGNS:
        if all(mark[1:] not in has if mark.startswith("-") else mark in has for mark in marks.split()):
            return system, kind
    return None


def makes_cards(overrides: Collection[str]) -> bool:
    """Tell whether somebody said a field for a column of a company file by which its rows become cards after all."""
    return bool(_AS_CARDS.intersection(overrides))


def map_side_file(
    system: str, kind: Kind, labels: list[str], squashed: list[str], overridden: dict[int, str]
) -> list[tuple[int, str]]:
    """Return place and field of each column, the best column of a field first."""
    fields = dict(overridden)
    order = dict.fromkeys(overridden, 0)
    for field, words in _TABLES[system, kind].items():
        for word in map(squash, words.split(",")):
            for n, label in enumerate(squashed):
                if label == word and n not in fields and (field == "phone" or field not in fields.values()):
                    fields[n] = field
                    order[n] = len(order)
    for n, label in enumerate(squashed):
        if n not in fields:
            fields[n] = _name_custom(labels[n], label) if kind == "companies" else "ignore"
    return sorted(fields.items(), key=lambda item: order.get(item[0], len(order)))


def _name_custom(label: str, squashed: str) -> str:
    if squashed in _OF_THE_RECORD:
        return "ignore"
    return f"{CUSTOM}Company {label}" if squashed in _UNCLEAR else CUSTOM + label

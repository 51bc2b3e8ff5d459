"""The words of Close, which calls a company a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.headers import parse_noise, parse_signs, parse_table

if TYPE_CHECKING:
    from kanban.exchange.recognition.words.headers import Kind

TABLES: dict[tuple[str, Kind], dict[str, tuple[str, ...]]] = {
    ("close", "plain"): parse_table("""
        company: display name, lead name
        contact: primary contact name
        first_name: primary contact first name
        last_name: primary contact last name
        email: primary contact primary email
        phone: primary contact primary phone
        value: primary opportunity value formatted, primary opportunity value
        currency: primary opportunity value currency, primary opportunity currency
        stage: primary opportunity status label
        lifecycle: status label
        owner: primary opportunity user name
        probability: primary opportunity confidence
        closed_at: primary opportunity date won, primary opportunity date lost
        created_at: date created
        next_step: next task text
        next_on: next task date
        comment: description, last call note
        link: url
        id: id
    """),
    ("close", "deals"): parse_table("""
        id: id, opportunity id
        lead_id: lead id
        company: lead name, lead display name, lead
        contact: contact name, contact
        value: value formatted, opportunity value formatted, value, opportunity value
        currency: value currency, currency
        stage: status label, opportunity status label, status
        outcome: status type, opportunity status type
        owner: user name, user, owner, assigned to
        probability: confidence, opportunity confidence
        close_on: est close, estimated close, close date
        closed_at: date won, date lost
        created_at: date created, created
        comment: note, opportunity note, notes
        link: lead url, html url, url
    """),
}
"""What Close's own labels mean in files of one kind; these come before the common ones."""

NOISE = {
    "close": parse_noise(
        "status id, primary contact primary email type, primary contact primary phone type, date updated, updated by,"
        "created by, html url, primary opportunity status id,"
        "contact id, user id, pipeline id, pipeline name, value period, expected value,"
        "value, opportunity value, primary opportunity value, expected value formatted, annualized value formatted,"
        "annualized expected value formatted,"
        "annualized value, annualized expected value, updated by name, created by name, organization id"
    ),
}
"""Columns about the program, not about the lead. So is the value where it stands formatted beside: it counts cents."""

SIGNS = parse_signs("""
    close plain: displayname, statuslabel
    close plain: primarycontactprimaryemail
    close deals: leadname, statuslabel, value, -email
    close deals: leadname, statustype, value, -email
    close deals: leadname, statuslabel, valueformatted, -email
    close deals: leadname, valueperiod
    close deals: leadname, username, value, -email
    close deals: leadname, user, confidence, value, -email
""")
"""How to tell whose file it is, see `programs.SIGNS`."""

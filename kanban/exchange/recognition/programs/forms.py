"""The words of forms, advertisements, mailings, events and address books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.headers import parse_noise, parse_signs, parse_table

if TYPE_CHECKING:
    from kanban.exchange.recognition.words.headers import Kind

TABLES: dict[tuple[str, Kind], dict[str, tuple[str, ...]]] = {
    ("facebook", "leads"): parse_table("""
        source: platform
        link: inbox_url
        created_at: created_time
    """),
    ("file", "campaigns"): parse_table("""
        campaign_id: campaign id
        campaign: campaign name
    """),
    ("linkedin", "campaigns"): parse_table("""
        campaign_id: campaign id
        campaign: campaign name
    """),
    ("linkedin", "contacts"): parse_table("""
        created_at: connected on
    """),
    ("typeform", "leads"): parse_table("""
        id: #, response id, token
        created_at: submit date utc, submitted at, submit date
    """),
    ("mailchimp", "contacts"): parse_table("""
        email: email address
        created_at: optin time, confirm time
        labels: tags
        comment: notes
    """),
    ("eventbrite", "leads"): parse_table("""
        id: attendee, attendee no, attendee id, barcode
        created_at: order date
        campaign: event name
        contact: attendee name, buyer name
        phone: cell phone, home phone, work phone
    """),
    ("linkedin", "leads"): parse_table("""
        id: lead id
        campaign: campaign name, campaign
        created_at: submitted at, lead submitted date, submission date, date
        email: work email, email address, email
    """),
    ("google", "leads"): parse_table("""
        id: lead id
        campaign: campaign name, campaign
        created_at: lead submit time, lead submission time, submission time, date
        email: user email, work email, email
        phone: phone number, user phone, work phone
        status: lead stage
    """),
    ("google", "contacts"): parse_table("""
        contact: name
        first_name: given name, first name
        last_name: family name, last name
        email: e-mail 1 value, e-mail 2 value, e-mail 3 value
        phone: phone 1 value, phone 2 value, phone 3 value
        company: organization 1 name, organization name
        labels: labels
        link: website 1 value
        comment: notes
    """),
    ("outlook", "contacts"): parse_table("""
        email: e-mail address, e-mail 2 address, e-mail 3 address
        phone: business phone, mobile phone, primary phone, home phone
        company: company
        labels: categories
        link: web page
        comment: notes
    """),
}
"""What a program's own labels mean in files of one kind; these come before the common ones."""

NOISE = {
    "facebook": parse_noise("ad id, adset id, form id, campaign id"),
    "typeform": parse_noise("network id, start date utc, stage date utc, response type, ending"),
    "mailchimp": parse_noise(
        "optin ip, confirm time, confirm ip, latitude, longitude, gmtoff, dstoff, leid, euid, last changed"
    ),
    "eventbrite": parse_noise(
        "order, order id, fees paid, eventbrite fees, eventbrite payment processing, checked in date, device name"
    ),
    "google": parse_noise(
        "gclid, gcl id, campaign id, ad group id, adgroup id, form id, lead form id, creative id, asset group id,"
        "photo, phonetic first name, phonetic middle name, phonetic last name, file as, group membership, yomi name"
    ),
}
"""Columns about the program that wrote the file, not about the lead."""

SIGNS = parse_signs("""
    typeform leads: networkid, submitdateutc
    typeform leads: networkid, startdateutc
    mailchimp contacts: optintime, emailaddress
    mailchimp contacts: memberrating, emailaddress
    eventbrite leads: attendeestatus, orderdate
    eventbrite leads: eventbritefees
    eventbrite leads: order, orderdate, tickettype
    eventbrite leads: eventname, orderdate, tickettype
    eventbrite leads: eventname, orderdate, buyeremail
    eventbrite leads: eventname, orderdate, orderstatus, ticketquantity
    linkedin leads: formname, campaignname, leadtype, -gclid, -googleclickid, -adgroupid
    google leads: leadformid, campaignid
    google leads: gclid, formid, campaignid
    google leads: gclid, leadid
    google leads: googleclickid
    google leads: leadsubmittime
    google leads: leadsubmissiontime, formid
    google leads: adgroupid, formid
    google leads: adgroupname, formname
    google leads: assetgroupid, formid
    linkedin leads: leadid, formname, campaignname, leadtype
    linkedin leads: leadid, formname, campaignname, accountname
    linkedin leads: leadid, formname, campaignname, submittedat
    linkedin leads: leadid, formname, campaignname, creativeid
    linkedin leads: leadid, formname, campaignname, -createdtime
    google contacts: email1value
    outlook contacts: emaildisplayname, emailaddress
    facebook leads: isorganic
    facebook leads: formid, createdtime
    facebook leads: adsetid, createdtime
    linkedin campaigns: campaigngroupname, -email
    linkedin contacts: connectedon
""")
"""How to tell whose file it is, see `programs.SIGNS`."""

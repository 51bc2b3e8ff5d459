"""The words of CRMs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.headers import parse_noise, parse_signs, parse_table

if TYPE_CHECKING:
    from kanban.exchange.recognition.words.headers import Kind

TABLES: dict[tuple[str, Kind], dict[str, tuple[str, ...]]] = {
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
        next_time: activity due time
        step_done: activity done, activity marked as done time, activity marked as done, activity status
        next_on: activity due date, activity next step date, deal next activity date
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
        next_time: activity due time
        step_done: activity done, activity marked as done time, activity marked as done, activity status
        next_on: activity due date, activity next step date, lead next activity date
        comment: note content
        id: lead pipedrive system id, lead id
        company_id: lead organization id, organization id
    """),
    ("hubspot", "deals"): parse_table("""
        id: record id, hs object id
        contact: associated contact
        contact_id: associated contact ids
        company_id: associated company ids primary, associated company ids
        company: associated company primary, associated company
        source: lead source, original source, original traffic source, deal source
        next_on: next activity date
        entered_at: date entered current stage
    """),
    ("hubspot", "contacts"): parse_table("""
        id: record id, hs object id
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
        next_step: activity subject, person next activity subject
        next_time: activity due time
        step_done: activity done, activity marked as done time, activity marked as done, activity status
        next_on: activity due date, activity next step date, person next activity date
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
    ("salesforce", "campaigns"): parse_table("""
        campaign_id: id, campaign id
        campaign: name, campaign name
    """),
    ("salesforce", "members"): parse_table("""
        contact: name, full name, member name
        company: company or account, company account, company, account name
        lead_id: lead id
        contact_id: contact id
        person_id: lead or contact id, lead contact id, related record id
        campaign_id: campaign id
        campaign: campaign name
        field.Campaign Status: status, member status, campaign member status
        is_responded: has responded, responded
        is_deleted: is deleted
        ignore: id, member id, campaign member id, first responded date, member first responded date, created date
        ignore: member created date, lead or contact owner id, type, member type
    """),
    ("hubspot", "campaigns"): parse_table("""
        campaign_id: record id, campaign id
        campaign: campaign name, name
    """),
    ("zoho", "campaigns"): parse_table("campaign_id: campaign id\ncampaign: campaign name"),
    ("frappe", "leads"): parse_table("""
        contact: lead name, full name
        id: name, id
    """),
    ("espocrm", "leads"): parse_table("""
        contact: name
        value: opportunity amount
        currency: opportunity amount currency
    """),
    ("bitrix", "deals"): parse_table("""
        title: title, deal name
        value: opportunity, amount, total, income
        currency: currency id, currency
        stage: stage id, stage, deal stage
        owner: assigned by id, assigned by, responsible person, responsible
        company: company title, company name, company
        contact: contact name, contact, contact full name
        contact_id: contact id
        company_id: company id
        source: source id, source
        campaign: utm campaign
        created_at: date create, created on, created
        entered_at: moved time
        close_on: close date, end date, expected close date
        link: url
        comment: comments, comment
    """),
    ("bitrix", "leads"): parse_table("""
        title: title, lead name
        first_name: name, first name
        last_name: last name
        company: company title, company name
        email: email, email work, work email, email home
        phone: phone, phone work, work phone, phone mobile, mobile
        value: opportunity
        currency: currency id
        status: status id, status
        owner: assigned by id, assigned by, responsible person, responsible
        source: source id, source
        campaign: utm campaign
        created_at: date create, created on, created
        entered_at: moved time
        comment: comments, comment
    """),
    ("dynamics", "deals"): parse_table("""
        id: do not modify opportunity
        title: topic, name, opportunity
        company: account, potential customer
        value: est revenue, actual revenue
        stage: pipeline phase, sales stage, status reason
        close_on: est close date
    """),
    ("dynamics", "leads"): parse_table("""
        id: do not modify lead
        contact: name, full name
        status: status reason, status
        comment: topic, description
    """),
    ("dynamics", "contacts"): parse_table("""
        id: do not modify contact
        contact: full name, name
        company: company name, account
    """),
    ("copper", "deals"): parse_table("""
        title: name, opportunity, opportunity name
        contact: primary contact, primary person
        company: company, company name
        value: value, opportunity value
        stage: stage
        outcome: status
        owner: owned by, owner, assigned to
        probability: win probability
        lost_reason: loss reason
        link: copper url
        id: opportunity id, copper id
        created_at: created at, created date
        comment: details, description
    """),
    ("copper", "leads"): parse_table("""
        contact: name, full name
        company: account, company
        status: status
        owner: owned by, owner
        link: copper url
        id: lead id, copper id
        comment: details, description
    """),
    ("copper", "contacts"): parse_table("""
        contact: name, full name
        owner: owned by, owner
        link: copper url
        id: person id, copper id
        comment: details, description
    """),
    ("sugar", "deals"): parse_table("""
        title: opportunity name
        company: account name
        value: likely, opportunity amount, amount
        stage: sales stage
        close_on: expected close date
        owner: assigned user name, assigned to
        created_at: date created
        is_deleted: deleted
    """),
    ("insightly", "deals"): parse_table("""
        title: opportunity name
        company: organization name
        value: bid amount, opportunity value
        currency: bid currency
        stage: stage name
        outcome: opportunity state
        owner: user responsible
        close_on: forecast close date
        closed_at: actual close date
        created_at: date created
        comment: opportunity details
    """),
}
"""What a program's own labels mean in files of one kind; these come before the common ones."""

NOISE = {
    "zoho": parse_noise(
        "deal owner id, lead owner id, contact owner id, created by id,"
        "modified by id, modified by, modified time, pipeline id, owner id"
    ),
    "salesforce": parse_noise(
        "master record id, created by id, last modified by id, last modified date, system modstamp, last viewed date,"
        "last referenced date, photo url, jigsaw, jigsaw contact id, is unread by owner, is private, clean status,"
        "geocode accuracy, pricebook2 id, has opportunity line item, forecast category name,"
        "email bounced reason, email bounced date, dandb company id"
    ),
    "hubspot": parse_noise(
        "associated company ids, associated company ids primary, associated company, associated company primary,"
        "hs lastmodifieddate, lastmodifieddate"
    ),
    "dynamics": parse_noise("do not modify row checksum, do not modify modified on"),
    "bitrix": parse_noise("modify by id, created by id, date modify, moved by id, is manual opportunity, opened"),
}
"""Columns about the program that wrote the file, not about the lead."""

SIGNS = parse_signs("""
    bitrix deals: stageid, assignedbyid
    bitrix deals: stageid, opportunity, currencyid
    bitrix leads: statusid, assignedbyid
    bitrix leads: statusid, opportunity, currencyid
    dynamics deals: donotmodifyopportunity
    dynamics leads: donotmodifylead
    dynamics contacts: donotmodifycontact
    copper deals: copperurl, opportunityid
    copper deals: copperurl, closedate
    copper leads: copperurl, leadid
    copper contacts: copperurl
    copper deals: ownedby, winprobability
    copper deals: ownedby, lossreason
    copper deals: opportunityid, ownedby
    copper leads: ownedby, leadid
    pipedrive deals: deal -
    pipedrive leads: lead -
    pipedrive contacts: person -
    salesforce campaigns: numbersent, expectedresponse, -email, -stagename
    salesforce campaigns: numberofleads, numberofconvertedleads, -email, -stagename
    salesforce campaigns: campaignname, numsent, expectedresponse, -email, -stagename, -campaignowner
    salesforce campaigns: campaignid, campaignname, parentcampaign, -email, -stagename
    zoho campaigns: campaignname, campaignowner, .id, -email, -stagename
    zoho campaigns: campaignid, campaignname, modifiedtime, -email, -stagename
    file campaigns: campaignid, campaignname, -email, -fullname, -firstname, -lastname, -leadid, -dealname, -title
    zoho deals: potentialname
    zoho deals: subpipeline
    zoho deals: dealname, .id
    zoho deals: dealname, closingdate
    zoho leads: leadowner, .id
    zoho leads: leadowner, leadid, leadstatus
    zoho leads: leadsource, leadstatus, emailoptout
    zoho leads: leadsource, leadstatus, noofemployees
    zoho contacts: contactowner, .id
    salesforce members: campaignid, leadid, contactid, -stagename
    salesforce members: campaignid, leadorcontactid
    salesforce members: campaignid, status, leadid, -stagename, -formid, -createdtime
    salesforce members: campaignid, status, contactid, -stagename
    salesforce members: campaignid, hasresponded
    salesforce members: campaignname, memberstatus
    salesforce members: campaignid, memberstatus
    insightly deals: opportunitystate, userresponsible
    sugar deals: salesstage, assignedusername
    salesforce deals: stagename
    salesforce deals: opportunityname, accountname
    salesforce deals: opportunityid, stage, -leadid
    salesforce leads: isconverted
    salesforce leads: companyaccount
    salesforce leads: leadsource, status, ownerid
    salesforce contacts: mailingstreet
    salesforce contacts: accountid, lastname
    salesforce contacts: accountname, accountowner
    hubspot campaigns: campaignname, campaignstartdate, -email, -dealname
    hubspot campaigns: campaignname, campaignbudgettotal, -email, -dealname
    hubspot deals: dealname, dealstage
    hubspot deals: dealname, hsobjectid
    hubspot contacts: hsobjectid, email
    hubspot contacts: hsobjectid, firstname
    hubspot contacts: hsobjectid, lifecyclestage
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
""")
"""How to tell whose file it is, see `programs.SIGNS`."""

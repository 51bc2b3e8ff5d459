"""Words for fields that are near the common ones, and what may stand before and behind them in a label.

A label is read as words without case, number and marks (`labels.read_label`). It means a field if what is left of it
after words of BEFORE and AFTER is one of the field's words here or in `headers.COMMON`.
"""

from __future__ import annotations


def split_words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


DEAL = split_words(
    "deal opportunity potential lead prospect sale pipeline card record crm item task project inquiry quote order"
    " contract board issue request funnel sales"
)
"""Names of what a row is, where it is something that is sold."""

PERSON = split_words(
    "contact person lead customer client prospect attendee registrant participant guest buyer subscriber respondent"
    " applicant visitor consumer requester member user individual delegate invitee recipient people decider"
)
"""Names of what a row is, where it is a person."""

COMPANY = split_words("company account organization business client customer employer")
"""Names of what a row is, where it is a company."""

OBJECTS = split_words("deal lead contact company opportunity person account estimated expected")
"""Words in brackets that might as well stand before the label, as in `Lost reason (Deal)`."""

KNOWN_OBJECTS = (
    DEAL
    | PERSON
    | COMPANY
    | OBJECTS
    | {"first", "last", "full", "utm", "owner", "sales", "marketing", "primary", "secondary"}
)
"""Words before a label that say what it is of, and are read as such."""

_RANK = split_words("primary main default preferred best key current 1 2 3 4 5")
_ROLES = split_words("decision maker champion billing")
"""What somebody is in a deal, before how they are reached."""

_FURTHER = split_words("other secondary second third alternate alternative additional")
_PLACE = split_words("work business office home personal private mobile direct corporate professional company cell")
_EXPECTED = split_words(
    "estimated expected projected anticipated forecast target tentative planned likely approximate potential proposed"
    " probable"
)
_ARRIVAL = split_words("form submission response entry registration original first date time contact customer")
_FIELD_OF = split_words("custom field property")

_PAPERS = frozenset({"order", "quote", "contract", "inquiry"})
"""What has a status that is no stage, such as paid or signed."""

_ANY_DEAL = DEAL | _FIELD_OF | {"current"}
BEFORE: dict[str, frozenset[str]] = {
    "company": DEAL
    | PERSON
    | COMPANY
    | _RANK
    | {"associated", "related", "linked", "legal", "parent", "billing"}
    | _FIELD_OF,
    "contact": DEAL | PERSON | COMPANY | _RANK | {"associated", "related", "first", "sale"} | _FIELD_OF,
    "first_name": PERSON | COMPANY | _RANK | _FIELD_OF,
    "last_name": PERSON | COMPANY | _RANK | _FIELD_OF,
    "email": DEAL | PERSON | COMPANY | _ROLES | _RANK | _FURTHER | _PLACE | _FIELD_OF,
    "phone": DEAL | PERSON | COMPANY | _ROLES | _RANK | _FURTHER | _PLACE | _FIELD_OF,
    "value": _ANY_DEAL | _EXPECTED | {"total", "net", "gross", "final", "agreed"},
    "currency": _ANY_DEAL | {"amount", "value", "code"},
    "stage": _ANY_DEAL - _PAPERS,
    "status": (DEAL | _FIELD_OF | {"current"}) - _PAPERS,
    "source": DEAL | PERSON | COMPANY | {"original", "first", "main", "primary", "initial", "latest", "acquisition"},
    "campaign": DEAL | PERSON | {"original", "first", "primary", "main", "latest", "recent", "marketing", "last"},
    "owner": _ANY_DEAL | COMPANY | {"primary", "internal", "task", "contact", "current"},
    "marketing_owner": frozenset({"current"}),
    "sales_owner": _ANY_DEAL | {"primary", "responsible", "account", "assigned"},
    "labels": DEAL | PERSON | COMPANY,
    "next_step": _ANY_DEAL | {"agreed"},
    "next_on": _ANY_DEAL,
    "close_on": _ANY_DEAL | _EXPECTED | split_words("final"),
    "closed_at": DEAL | {"actual", "task"},
    "completed_at": DEAL | {"actual"},
    "lifecycle": DEAL | PERSON,
    "lost_reason": _ANY_DEAL | {"main", "primary", "close"},
    "win_reason": _ANY_DEAL | {"main", "primary", "close"},
    "probability": _ANY_DEAL | _EXPECTED | {"success"},
    "created_at": DEAL | PERSON | COMPANY | _ARRIVAL,
    "entered_at": DEAL,
    "link": PERSON | COMPANY | DEAL | {"profile"},
    "comment": DEAL | PERSON | COMPANY
    | split_words(
        "last latest recent activity status update additional internal other general extra further call meeting initial"
    ),
    "title": frozenset({"pipeline", "board", "crm", "sale"}),
}  # fmt: skip
"""What may stand before a field's word."""

_COUNTERS = split_words("1 2 3 4 5 primary main optional required")
AFTER: dict[str, frozenset[str]] = {
    "company": _COUNTERS | {"name", "work", "customer", "client"},
    "title": frozenset({"sale"}),
    "next_step": frozenset({"detail"}),
    "lost_reason": split_words("detail description text comment note explanation category type"),
    "contact": _COUNTERS | {"name", "fullname", "customer", "client"},
    "first_name": _COUNTERS | {"value", "given"},
    "last_name": _COUNTERS | {"value", "family"},
    "email": _COUNTERS | _PLACE | {"value", "address"},
    "phone": _COUNTERS | _PLACE | {"value", "number", "sale"},
    "value": frozenset({"total", "net", "gross", "ht", "ttc", "netto", "brutto"}) | _EXPECTED,
    "currency": frozenset({"code", "iso"}),
    "stage": frozenset({"name", "label", "current"}),
    "status": frozenset({"name", "label", "current"}),
    "source": frozenset({"name", "primary"}),
    "campaign": frozenset({"name", "title", "origin", "source"}),
    "owner": frozenset({"name", "fullname", "email", "user", "sale"}),
    "marketing_owner": frozenset({"name", "fullname", "email"}),
    "sales_owner": frozenset({"name", "fullname", "email", "assigned"}),
    "next_on": frozenset({"time"}),
    "close_on": frozenset({"date", "month", "quarter", "on"}),
    "closed_at": frozenset({"time", "utc", "date"}),
    "completed_at": frozenset({"time", "utc"}),
    "probability": frozenset({"percent"}),
    "created_at": frozenset({"utc", "gmt", "time", "at", "on", "date", "local"}),
    "comment": frozenset({"text", "content", "body", "field"}),
}
"""What may stand behind a field's word."""

_OBJECT_LAST = split_words(
    "email phone stage status source owner sales_owner close_on created_at comment next_step"
    " lost_reason probability currency labels"
)
AFTER |= {
    field: AFTER.get(field, frozenset()) | split_words("contact deal lead opportunity customer sale funnel prospect")
    for field in _OBJECT_LAST
}
"""Romance languages name the object last: `E-mail du contact`."""

SURE = """
    title: issue summary
    title: subject
    title: name of deal, pipeline item, item name, task title, subject line
    company: co, business name, employer, employer name, client company, associated company name, organization 1 name
    company: company account, account, org, workplace, account name account name, current company, company legal name
    contact: fullname, poc, point of contact, person of contact, contact fullname, contact person name
    contact: first and last name, first last name, attendee, participant, registrant, invitee name, respondent
    contact: responsible contact, decision maker, display name, associated people, related people, primary person
    contact: main person, key person, linked person
    first_name: first name contact, firstname contact, firstname customer, firstname client
    last_name: last name contact, lastname contact, lastname customer, lastname client
    first_name: fname, firstname, first name given, name first, given name, prename
    last_name: lname, lastname, last name family, name last, family name
    email: email, email address, email id, e mail id, mail address, mail, email 1, email 1 value
    phone: phone, phone number, telephone number, tel number, contact number, cell number, mobile number, direct line
    phone: direct dial, direct number, whatsapp, whatsapp number, cellphone, mobile telephone, handphone, work number
    phone: mob, text reminder number, sms number, text number
    phone: home number, office number, phone mobile, cell phone number, phone 1, phone 1 value, callback number
    value: bid amount, valore offerta, valore trattativa, angebotswert, auftragswert, importe oferta, valor da proposta
    value: new arr, contract size, order size, first year value, yearly value, quoted amount, proposal value
    value: proposal amount, sum of deal
    value: acv, tcv, arr, mrr, contract value, annual contract value, total contract value, estimated value, value
    value: expected value, expected amount, expected revenue, estimated revenue, potential revenue, deal size
    value: dealsize
    value: opportunity size, ticket size, opportunity value, total value, annual value, annual amount, close value
    value: closing value, deal worth, worth, closed amount, order value, order total, order amount, contract amount
    value: quote total, quote amount, estimated deal value, recurring revenue, annual recurring revenue
    value: monthly recurring revenue, income, total amount, amount total, projected value, deal price
    currency: bid currency, local currency, munteenheid, waluta, deal currency code, currency sign
    currency: amount currency, value currency, currency of value, currency id, currency symbol, currency name
    stage: stage in sales process, stage of sales process
    stage: workflow stage, process stage, kanban status, contact stage, prospecting stage, customer stage
    stage: funnel stage, pipeline stage, pipeline status, stage status, status stage, sale stage, sales stage, lane
    stage: section column, list name, column name, kanban column, board column, deal phase, sale phase, stage title
    stage: deal status, deal state, opportunity status, pipeline phase, funnel step, pipeline step
    status: lead stage, prospect status, status label, contact status, current status
    source: how did you learn about our company, how did you hear about our company
    source: where did you find us, where found us
    source: marketing source, found us via, how found us, how did you find out about us, heard about us via
    source: traffic channel, lead gen channel, ad source, origin source, contact channel
    source: acquisition channel, how did you hear about us, lead origin, traffic source, utm source, source medium
    source: original traffic source, marketing channel, lead channel, source of lead, where did you hear about us
    source: how did you find us, how you heard about us, referral source, contact source, inbound source, first touch
    source: how did you hear, how did you learn about us, how did you first hear about us, customer source, heard from
    source: record source, lead generation source, lead gen source, referred by, heard about us
    campaign: campaign, ad campaign, event name, event title, primary campaign source, campaign source, utm campaign
    campaign: marketing campaign, webinar, webinar name, webinar title, conference, trade show, tradeshow, show name
    campaign: campaign title, most recent campaign, email campaign, utm campaign name, event, conference name
    owner: hubspot owner, assigned owner, csm, customer success manager
    owner: owner, owned by, responsible, responsible person, responsible user, assigned, assigned to, assigned to user
    owner: user assigned, person in charge, record owner, handled by, account responsible, bdr, sdr, assigned rep
    owner: lead assigned to, assigned agent, agent, agent name, team member, case owner, managed by, assigned by id
    marketing_owner: marketing rep, marketing manager, marketing contact owner
    sales_owner: ae, account executive, account manager, sales person, salesperson, sales agent, sales executive
    sales_owner: sales manager, rep name, sale rep, sales contact, salesman, sales lead, closer, sale owner
    sales_owner: sales associate, key account manager, kam, relationship manager, business developer, sales exec
    sales_owner: business development manager, sales consultant, deal assignee, account rep, account exec
    labels: tag, label, tag list
    next_step: next best action, next recommended action
    next_step: followup needed, next step note, followup task, immediate next step
    next_step: next step, followup, follow up, next action, action item, to do, todo, next task, action required
    next_step: next move, followup action, next activity, what next, next step description
    next_on: followup date, next followup, next followup date, next contact date, reminder date, reminder
    next_on: next call date
    next_on: next meeting date, next task due date, next step due date, due on, next call, next touch date
    next_on: followup on, followup due, next followup on
    next_on: next action due, follow up by, next task date, next touch, date of next step, next step due
    next_on: contact again
    next_on: next contact, recontact date, callback date
    close_on: due to close, close by, expected to close, expected win date, decision deadline, expected purchase date
    close_on: closing, decision date, close, forecast date, target date, expected closing, estimated closing
    close_on: expected decision date, expected signature date, expected sign date, close month, close quarter
    close_on: anticipated close, closure date, expected closure, expected closure date, forecast close, decision by
    close_on: estimated decision date, expected order date, expected purchase date, deal close
    closed_at: date closed, won date, lost date, actual close date, resolved, date won
    closed_at: actual closing date, date lost, resolution date, closed time, won on
    closed_at: actual closed date, lost on, actual close, closed won date
    closed_at: actual signature date, signature date actual
    closed_at: closed lost date, won at, lost at, date closed won, deal closed date
    completed_at: completed at, completion date, completed date, completed on, date completed, completed time
    completed_at: done date
    lifecycle: life cycle stage, lifecycle phase, lifecycle
    lost_reason: rejection reason, reason for rejection, failure reason, reason for failure
    lost_reason: loss cause, reason losing deal, why lose, lost to reason
    lost_reason: reason lost, lose reason, loss reason, reason for loss, reason for losing, why lost, lost because
    lost_reason: lost cause, reason of loss, close lost reason, deal lost reason, why we lost, reason closed lost
    win_reason: reason won, reason for win, reason for winning, why won, why we won, reason closed won
    probability: probability of winning
    probability: chance of winning, probability to win, percent chance, chance percent
    probability: probability, win probability, close probability, closing probability, chance, likelihood
    probability: chance of closing, chance to close, likelihood to close, win percent, close percent, win chance
    probability: probability of closing, success probability, probability to close, success chance, closing chance
    probability: forecast probability, stage probability, win likelihood, confidence percent, percent
    created_at: event created date time, created date time
    created_at: date of contact, deal start date
    created_at: create, created, creation, create date, creation date, creation time, create time, date create
    created_at: creation timestamp, creation datetime
    created_at: created datetime, first contact date, date of first contact, lead date, order date, submission date
    created_at: submit date, submitted at, submitted, submitted on, submission time, submit time, submission timestamp
    created_at: timestamp, received, received at, received on, date received, received date, inquiry date
    created_at: enquiry date
    created_at: registration date, registration time, registered at, registered on, date registered
    created_at: signup date, sign up date, signed up, signed up at, date of inquiry, entry date, date entered
    created_at: date added, added, added on, added at, added date, added time, opened on, opened at, date opened
    created_at: opt in date, opt in time, optin date, subscribed on, date subscribed, subscription date
    created_at: first seen, became a lead date, become lead date, lead generated date, date generated
    created_at: first touch date
    created_at: captured at, capture date, date captured, log date, date logged, lead created, open date
    created_at: created timestamp, inserted at, purchase date, booking date, booked on, date contacted first
    created_at: lead in date, arrival date, response date, record created, joined, date joined
    created_at: joined on, join date, lead received, recorded date, registered date
    entered_at: date entered current stage, date entered stage, stage entry date, stage entered on, stage change date
    entered_at: last stage change date, stage changed at, date moved to stage, current stage since, stage date
    link: linkedin page, company linkedin page, linkedin link, website company
    link: website, web site, web page, homepage, site, company website, linkedin, linkedin profile, linkedin url
    link: person linkedin url, profile url, card url, deal url, record url, opportunity url, lead url, company url
    link: company linkedin url, company linkedin, linkedin profile url, web address, link
    comment: internal comment, explanation
    comment: comment, note, note comment, comment note, last note, latest update, latest note, remark
    comment: additional information
    comment: additional comment
    comment: additional note, your message, question or comment, comment or question, note text, note content
    comment: deal note
    comment: internal note, inquiry message, enquiry message, meeting note, call note, recent update, last comment
    comment: what can we help with, how can we help, tell us more, anything else, additional info, memo
    comment: comment question, question comment, most recent note, most recent update, obs, lead message, more details
"""
"""Words that mean a field wherever nothing better does. `none` marks what must not match; see `labels`."""

WEAK = """
    title: topic
    title: item, headline, ticket
    title: summary, lead name, lead title, request, requirement, project, task
    company: party
    company: client, client name, customer name, customer, account, organization, institution, brand, store name
    company: prospect company, target company, partner company, shop name, agency
    contact: champion
    contact: client contact, client name, customer name, main contact, lead, prospect, prospect name, buyer name
    contact: contact 1, guest, name 1, respondent name, representative
    first_name: first, given, forename
    last_name: last, family
    email: login email, user email, reply to email
    value: sum
    value: revenue, price, total, budget, estimate, forecast, forecast amount, quote
    value: total price, total revenue, quote value, fee, project value, project budget
    stage: milestone, won lost, win loss
    stage: phase, step, progress, bucket, section, swimlane
    stage: project stage, project status, task status, opportunity state, outcome, result, current state
    source: original source type, source system, where found
    source: channel, origin, referrer, referer, found via, referral, lead from, via
    source: latest source, latest traffic source, first source, inquiry source, came from, inbound channel
    campaign: event attended
    campaign: promotion, promo, show, form name
    owner: am, broker
    owner: rep, consultant, advisor, lead manager, account lead, in charge, handler
    owner: follow up by whom, responsible party
    labels: segment, list membership
    campaign: event type name
    next_step: action, task, next
    phone: sms
    next_on: next touchpoint, next touch point, deadline, remind, remind me on, reminder on, follow up time
    close_on: expected date, expected decision, planned date
    close_on: deadline, signature date, sign date, contract date, signing date, eta
    close_on: deal date, forecast month, forecast quarter, estimated completion date, award date
    closed_at: close at, won lost date, date signed, signed on
    created_at: opened, sign up, registered
    created_at: date, engage date, first contacted, date in
    comment: description, detail, message, information, info, update, background, feedback, inquiry, enquiry
    comment: question, observation, requirement, conversation, discussion, summary
    link: url
    probability: confidence
"""
"""Words that often mean a field, and sometimes something else: taken last, and shown as a guess."""

SYNONYMS = """
    estimated: est, estd, estimate, estimation; expected: exp, expect, xpected; number: no, nr, num, nbr, numero
    phone: tel, telefon, telefono, telefone, telefoon; opportunity: opp, oppty, opty, opportunities
    organization: organisation, org, organizacion, organizacao, organizzazione; account: acct, acc, acnt
    marketing: mkt, mktg, mktng; address: addr, adress; date: dt, datetime; description: desc, descr; manager: mgr
    forecast: forecasted, forcast; company: cmpny; customer: cust; probability: prob
    inquiry: enquiry, enquiries, inquiries; quantity: qty
    message: msg; sign: signing, signature; close: closing, closure; phone: ph, fone, telephone
    rep: representative; executive: exec; amount: amt
"""


def parse_synonyms(text: str) -> dict[str, str]:
    """Return words by their synonym, of groups `word: synonym, synonym; …`."""
    synonyms: dict[str, str] = {}
    for group in text.replace("\n", ";").split(";"):
        word, _, others = group.strip().partition(":")
        synonyms |= {other: word for other in map(str.strip, others.split(",")) if other and " " not in other}
    return synonyms

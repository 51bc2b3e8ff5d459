"""Labels that CRMs, forms, event tools and spreadsheets use, with the field that each means, or none."""

_NEAR = """
title: Deal title | Opportunity Title | opportunity_title | Deal: Deal Name | Name of opportunity | Project Name | Task name
title: Ticket name | CARD_NAME | Issue Title | Opp Name | Opportunity: Name | Sale Name | Item Name | Deal Names
title: Pipeline Item Name | Lead Title | request title | Inquiry Title | Order Name | Board Item Name | Potential: Title
company: Company Name (legal) | Account: Account Name | Lead Company | Contact Company | Customer company | Company:
company: Organisation | organization_name | Org | Org name | Business | Associated Company IDs none | Employer Name
company: Company/Account | Account_Name | COMPANY NAME | Company / Organisation | Client Company | Attendee company
company: Associated Companies | Primary Company | Current Company | Company Name* | Organization 1 - Name | Your company
company: Business Names | Workplace | Related Company | Parent Account none | Customers | Clients | Company?
contact: Contact Person's Name | Contact: Full Name | Customer contact | Primary Contact Name | Participant Name
contact: Registrant name | Guest Name | Attendee Full Name | Invitee Name | POC Name | Name of contact | Your name
contact: Contact Names | Key contact | Main Contact Person | Company contact | Respondent Name | Visitor Name
contact: Applicant Full Name | Full names | User Name none | Decision maker | Subscriber Name | Recipient name
first_name: First | Contact First Name | Lead: First Name | Attendee first name | first-name | Given name | FirstName
first_name: Name (First) | Buyer First Name | Guest First Name | FIRST_NAME | Person First Name | Customer first name
last_name: Last | Contact Last Name | Attendee Last Name | Name (Last) | LAST_NAME | lastName | Lead: Last Name
last_name: Buyer Last Name | Surnames | Family Names | Customer Last Name | Guest surname
email: Email Address (primary) | Contact: Email | Attendee Email | Work e-mail | E-Mail Addresses | Business E-mail
email: email_address | EMAIL ID | Email Id | Invitee Email | Company Email | Person - Email - Work | Personal Email
email: Email 2 | Secondary email | Buyer Email | Corporate e-mail | Client's email | Registrant Email | E-mail (office)
email: Respondent email | Your e-mail | Lead: Email | Direct Email | Email: | Your Email Address | User Email
phone: Mobile Number | Cell phone number | Mobile (work) | Tel. | Tel no. | Phone #1 | Phone (home) | Contact no.
phone: Contact Number | Work Direct Phone | WhatsApp | WhatsApp Number | Direct dial | Office Phone | Main Phone
phone: Phone no. | Phone # | Telephone Number | Lead Phone | Company phone | Customer Phone Number | MOBILE_PHONE
phone: Phone Numbers | Mobile telephone | Business Telephone | Attendee Cell Phone | Other Phone | phone2 | Ph. no
value: Deal Amount (EUR) | Est. Value | Est. Deal Value | Estimated deal size | Deal size | Deal Size ($) | ARR | MRR | TCV
value: Amount ($) | Expected amount | Opportunity Value | Total Contract Value | Annual Contract Value | opp_amount | Values
value: Projected revenue | Potential value | Order Total | Lead value | Estimated Revenue | Quote amount | Budget | Price
value: Contract Amount | Total amount | Sale Amount | Sales value | Amount in USD | Value: | Worth | Deal worth
value: expected_revenue | Forecast Amount | Total Deal Value | Contract value (annual) none | deal_value_usd | Project value
currency: Currency Code | Deal Currency Code | Opportunity Currency | CURRENCY_ID | Amount currency | Lead Currency
currency: Currencies | Value Currency | Currency of value | Record Currency | currency_iso_code
stage: Deal Phase | Sales Stage | sales_stage | Current stage | Lead stage | Pipeline: Stage | Kanban Column | List Name
stage: Opportunity status | Stage Name | Deal stage name | Pipeline Stages | Lane | Opportunity Phase | STAGE | Phase
stage: Card status | Prospect status | Stage (current) | Deal Stage: | Section | Lifecycle Stage | Sales phase
stage: Lead Stage | Prospect Stage | Task status | Project Status | Status (dropdown)
source: Source of lead | Lead source (original) none | Where did you hear about us? | How did you find us? | Contact source
source: Channel | Marketing Channel | utm_source | Traffic source | Referral Source | Lead Sources | Original source
source: Customer Source | Opportunity Source | First source | Source name | Inbound source | Lead channel | How did you hear?
source: How did you first hear about us? | Referred by | Latest Traffic Source | Deal source
campaign: utm_campaign | Campaign title | Marketing Campaign | Campaign: Campaign Name | Last campaign | Lead campaign
campaign: Webinar name | Trade show | Conference | Event title | First Campaign | Most Recent Campaign | Original campaign
campaign: Campaigns | Campaign Source | Primary Campaign | Webinar | Event | Email campaign
owner: Deal owner name | Opportunity owner | Sales owner name | Lead Assigned To | Assigned user | Assigned Rep | Owned by
owner: Responsible | Responsible person | Sales Rep Name | Sales Representative | Account Exec | Sales Manager | SDR
owner: Contact Owner: Full Name | Person in charge | Assigned agent | Record Owner | Task owner | assigned_to | Owner name
owner: Deal: Owner | Sales lead | Agent | Owner Full Name | Opportunity Owner Email | Lead owner email | Salespeople none
owner: Assignees | Key Account Manager | Agent name | Handled by | Relationship Manager | Sales Executive | Assigned
labels: Deal labels | Lead tags | Tags | Tag list | Contact Tags | Keywords | Labels
next_step: Next Action | Next actions | To do | Todo | Action items | Follow up | Followup | Next task | Next activity
next_step: Action required | Deal next step | Next steps: | Opportunity Next Step
next_on: Follow-up Date | Next Follow-Up | Next follow up date | Next contact date | Reminder | Next call | Next Meeting Date | Due on
next_on: Next Step Due Date | Next action date | Next task due date | next_activity_date | Deadline | Next contact
close_on: Est. Close Date | Estimated closing date | Deal Close Date | Planned close date | Anticipated close | Close by none
close_on: Expected Closing | Closing date (expected) | Projected Close Date | Forecast Close Date | Expected close month
close_on: Likely close date | Exp. closing | Target Close | expected_close_date | Opportunity Close Date | Closure date
close_on: Close quarter | Expected decision date | Forecasted close date | Signature date | Estimated Close (date)
closed_at: Actual Close Date | Completed At | Completion date | Date closed | Won date | Lost Date | Completed on | Resolved
closed_at: Deal closed at | Date Won | closed_date | Actual closing date | Closed Won Date
lost_reason: Reason for Lost | Reasons lost | Deal lost reason | Reason for losing | Why lost? | Opportunity lost reason
lost_reason: Loss reasons | Closed Lost Reason (Deal) | Lost because | Primary lost reason
win_reason: Won reason | Reason won | Win reasons | Reason for win | Deal won reason | Why won
probability: Win probability | Close probability | Deal probability | Win % | Probability % | Chance | Likelihood to close
probability: Likelihood | Closing probability (%) | Opportunity Probability | Close % | Success probability | Win Chance
created_at: Lead Created | Created (UTC) | Lead create date | Creation Date/Time | Date Submitted | Timestamp | Date added
created_at: Entry Date | Registration date | Registered on | Date of inquiry | Inquiry date | Received at | Signup Date
created_at: Sign-up date | Opt-in Time | Deal created | record_created | Submission timestamp | Contact created at
created_at: Created Time (UTC) | created_datetime | Date opened | Opportunity created date | Submit time | Date | Open date
created_at: Became a Lead Date | First seen | Joined | Added on | Lead received | Captured at
link: Company website | Web site | LinkedIn Profile | LinkedIn URL | Person Linkedin Url | Company URL | Homepage | Card URL
comment: Additional comments | Notes/Comments | Lead notes | Deal description | Your message | Remarks | Internal notes
comment: Additional information | Last comment | Note text | Most recent note | Questions or comments | Meeting notes | Note
comment: Call notes | Remark | Inquiry | Background | Update | What can we help you with? | Description | Details | Feedback
comment: Deal Notes | Contact Notes | Other comments | Latest notes | General notes | Comment(s)
"""
"""Lines of `field: label | label`; `none` behind a label leaves it out."""

NEAR = [
    (label.strip(), field)
    for field, labels in (line.split(": ", 1) for line in _NEAR.strip().splitlines())
    for label in labels.split(" | ")
    if not label.strip().endswith(" none")
]

NOT_A_FIELD = [
    label.strip()
    for label in """
    Email Opt Out | Number of Employees | Company Size | Phone Extension | Close Rate | Stage History | Owner Id | Lead Score
    Deal Probability Category | Last Activity Date | Fax | Job Title | Contact Title | Industry | Annual Revenue | Rating
    Email Opt-in | Email Status | Email Type | E-mail 1 - Type | Phone 1 - Type | Phone 1 - Label | Phone Type | Phone Country
    Company Id | Account ID | Contact ID | Campaign ID | Campaign Type | Campaign Status | Event Type | Event Date | Event ID
    Stage ID | Stage Order | Days in Stage | Stage Duration | Stage Count | Previous Stage | Previous Owner | Last Stage
    Deal Type | Opportunity Type | Opportunity Age | Deal Age | Deal Category | Deal Count | Deal Score | Deal Priority
    Weighted Amount | Amount (weighted) | Weighted Value | Amount (k) | Value (thousands) | Amount Tier | Value Score
    Amount in company currency | Discount | Discount Amount | Tax Amount | Amount Paid | Amount Due | Quantity | Currency Rate
    Last Modified Date | Last Modified | Modified By | Created By | Updated At | Last Contacted | Last Contact Date
    Last Email Date | Last Meeting Date | Last Viewed Date | Last Login | Birthday | Date of Birth | Country | City | State
    State/Province | Postal Code | Street | Address | Billing City | Account Name: Billing City | Mailing Street | Timezone
    Language | Gender | Age | Department | Salutation | Middle Name | Suffix | Assistant Phone | Assistant Name | Fax Number
    Source ID | Source Detail | Lead Source Detail | Source URL | Source Campaign Id | Medium | UTM Medium | UTM Content
    UTM Term | Lead Type | Lead Rating | Lead Grade | Lead Quality | Lead ID Hash | Record Type | Account Type | Account Status
    Customer Type | Customer Since | Contact Type | Contact Count | Number of Contacts | Number of Notes | Note Count
    Comment Count | Email Count | Emails Sent | Emails Opened | Email Bounced Date | Email Domain | Calls Made | Call Duration
    Next Step Count | Probability Category | Probability Band | Forecast Category | Forecast Type | Fiscal Period
    Fiscal Quarter | Close Year Fiscal | Lost To Competitor | Competitor | Win Rate | Product | Product Code | Product Name
    Ticket Type | Ticket Price Tier | Order Status | Payment Status | Attendee Status | Registration Status | Response Status
    Owner Role | Owner Department | Owner Phone | Owner Team | Manager Phone | Territory | Region | Priority | Is Private
    Company Type | Company Age | Company LinkedIn Followers | Company Revenue Range | Company Description Length
    Twitter | Facebook Page Likes | Skype ID | IP Address | User Agent | Latitude | Longitude | Consent | GDPR Consent
    Do Not Call | Do Not Email | Unsubscribed | Subscribed? | Tag Count | Label Color | Closed Won Count | Has Comment
    Title Prefix | Attachment Count | Checklist | Parent Task | Last Note Date | First Name Length
    Created Month | Reporter | Priority Score | Source System ID | Time to Close | Days to Close | Sales Cycle Length
    Preferred Contact Time | Preferred Language | Lead Conversion Date | Converted Date | Converted Contact ID | Email Hash
    Referral Code | Coupon Code | Order ID | Order Number | Invoice Number | Contract Number | Contract Term | Contract Start
    Renewal Date | Company Domain Rank | Number of Deals | Total Deals | Number of Form Submissions | Page Views | Sessions
    Original Traffic Source Drill-Down 1 | Original Source Drill-Down 2 | Time First Seen Page | Account Number | Ticker
    """.replace("\n", "|").split("|")
    if label.strip()
]
"""Labels with a word of a field in them, that mean something else."""

"""Labels that CRMs, forms, event tools and spreadsheets use, with the field that each means, or none."""

_NEAR = """
title: Deal title | Opportunity Title | opportunity_title | Deal: Deal Name | Name of opportunity | Project Name
title: Task name
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
value: Deal Amount (EUR) | Est. Value | Est. Deal Value | Estimated deal size | Deal size | Deal Size ($) | ARR
value: MRR | TCV
value: Amount ($) | Expected amount | Opportunity Value | Total Contract Value | Annual Contract Value | opp_amount
value: Values
value: Projected revenue | Potential value | Order Total | Lead value | Estimated Revenue | Quote amount | Budget
value: Price
value: Contract Amount | Total amount | Sale Amount | Sales value | Amount in USD | Value: | Worth | Deal worth
value: expected_revenue | Forecast Amount | Total Deal Value | Contract value (annual) none | deal_value_usd
value: Project value
currency: Currency Code | Deal Currency Code | Opportunity Currency | CURRENCY_ID | Amount currency | Lead Currency
currency: Currencies | Value Currency | Currency of value | Record Currency | currency_iso_code
stage: Deal Phase | Sales Stage | sales_stage | Current stage | Lead stage | Pipeline: Stage | Kanban Column | List Name
stage: Opportunity status | Stage Name | Deal stage name | Pipeline Stages | Lane | Opportunity Phase | STAGE | Phase
stage: Card status | Prospect status | Stage (current) | Deal Stage: | Section | Lifecycle Stage | Sales phase
stage: Lead Stage | Prospect Stage | Task status | Project Status | Status (dropdown)
source: Source of lead | Lead source (original) none | Where did you hear about us? | How did you find us?
source: Contact source
source: Channel | Marketing Channel | utm_source | Traffic source | Referral Source | Lead Sources | Original source
source: Customer Source | Opportunity Source | First source | Source name | Inbound source | Lead channel
source: How did you hear?
source: How did you first hear about us? | Referred by | Latest Traffic Source | Deal source
campaign: utm_campaign | Campaign title | Marketing Campaign | Campaign: Campaign Name | Last campaign | Lead campaign
campaign: Webinar name | Trade show | Conference | Event title | First Campaign | Most Recent Campaign
campaign: Original campaign
campaign: Campaigns | Campaign Source | Primary Campaign | Webinar | Event | Email campaign
owner: Deal owner name | Opportunity owner | Sales owner name | Lead Assigned To | Assigned user | Assigned Rep
owner: Owned by
owner: Responsible | Responsible person | Sales Rep Name | Sales Representative | Account Exec | Sales Manager | SDR
owner: Contact Owner: Full Name | Person in charge | Assigned agent | Record Owner | Task owner | assigned_to
owner: Owner name
owner: Deal: Owner | Sales lead | Agent | Owner Full Name | Opportunity Owner Email | Lead owner email
owner: Salespeople none
owner: Assignees | Key Account Manager | Agent name | Handled by | Relationship Manager | Sales Executive | Assigned
labels: Deal labels | Lead tags | Tags | Tag list | Contact Tags | Labels
next_step: Next Action | Next actions | To do | Todo | Action items | Follow up | Followup | Next task | Next activity
next_step: Action required | Deal next step | Next steps: | Opportunity Next Step
next_on: Follow-up Date | Next Follow-Up | Next follow up date | Next contact date | Reminder | Next call
next_on: Next Meeting Date | Due on
next_on: Next Step Due Date | Next action date | Next task due date | next_activity_date | Deadline | Next contact
close_on: Est. Close Date | Estimated closing date | Deal Close Date | Planned close date | Anticipated close
close_on: Close by none
close_on: Expected Closing | Closing date (expected) | Projected Close Date | Forecast Close Date | Expected close month
close_on: Likely close date | Exp. closing | Target Close | expected_close_date | Opportunity Close Date | Closure date
close_on: Close quarter | Expected decision date | Forecasted close date | Signature date | Estimated Close (date)
closed_at: Actual Close Date | Completed At | Completion date | Date closed | Won date | Lost Date | Completed on
closed_at: Resolved
closed_at: Deal closed at | Date Won | closed_date | Actual closing date | Closed Won Date
lost_reason: Reason for Lost | Reasons lost | Deal lost reason | Reason for losing | Why lost? | Opportunity lost reason
lost_reason: Loss reasons | Closed Lost Reason (Deal) | Lost because | Primary lost reason
win_reason: Won reason | Reason won | Win reasons | Reason for win | Deal won reason | Why won
probability: Win probability | Close probability | Deal probability | Win % | Probability % | Chance
probability: Likelihood to close
probability: Likelihood | Closing probability (%) | Opportunity Probability | Close % | Success probability | Win Chance
created_at: Lead Created | Created (UTC) | Lead create date | Creation Date/Time | Date Submitted | Timestamp
created_at: Date added
created_at: Entry Date | Registration date | Registered on | Date of inquiry | Inquiry date | Received at | Signup Date
created_at: Sign-up date | Opt-in Time | Deal created | record_created | Submission timestamp | Contact created at
created_at: Created Time (UTC) | created_datetime | Date opened | Opportunity created date | Submit time | Date
created_at: Open date
created_at: Became a Lead Date | First seen | Joined | Added on | Lead received | Captured at
link: Company website | Web site | LinkedIn Profile | LinkedIn URL | Person Linkedin Url | Company URL | Homepage
link: Card URL
comment: Additional comments | Notes/Comments | Lead notes | Deal description | Your message | Remarks | Internal notes
comment: Additional information | Last comment | Note text | Most recent note | Questions or comments
comment: Meeting notes | Note
comment: Call notes | Remark | Inquiry | Background | Update | What can we help you with? | Description | Details
comment: Feedback
comment: Deal Notes | Contact Notes | Other comments | Latest notes | General notes | Comment(s)
campaign: Campaign | utm_campaign | Marketing campaign | Campaign source | Webinar | First campaign
campaign: Last Campaign | Campaign (Primary) | Event | Trade Show | Lead campaign | Campaign: Name
campaign: Ad Campaign Name | Source campaign | Campaign/Event | Event attended | Email Campaign Name
campaign: utm campaign name
close_on: Close Date | Expected Closing | Est. Close | Anticipated Close Date | Projected close | Closes on
close_on: Due to close | Close by | Expected sign date | Expected close (month) | Deal close date
close_on: Forecasted Close | ETA | Contract signing date | CloseDate | Est close | Expected Date
close_on: Expected deal close | Close date (est.) | Likely close | Planned closing | When closing | Closing on
close_on: Expected to close | Closing month | Expected win date | Purchase date (expected) | Decision deadline
close_on: Expected decision
comment: Additional info | Remarks | Comment | Notes (internal) | Last comment | Background | Memo | Deal notes
comment: Observations | Note body | Call summary | Other notes | Notes & comments | Extra notes | Status notes
comment: Sales notes | Description/Notes | Message (optional) | Your message | Enquiry | Update notes
comment: Latest comment | Activity notes | Notes from call
company: Account | Company / Account | Company name | Org | Organization - Name | Client name | Customer name
company: Associated Company | Company Name (Primary) | Company (name) | Business | Account (company)
company: Customer organisation | Customer account | Prospect company | Lead: Company | Contact: Company
company: Company Legal Name | Company you work for | Your organisation | Institution | Companyname
company: Account Name (Company) | Organization/Company | Client organization
contact: Contact Name | Associated Contact | Buyer name | Key contact | Decision maker | Contact: Full Name
contact: Person - Name | Lead | Lead full name | Contact name(s) | Primary contact person
contact: Name of contact person | Client rep | Customer contact name | Attendee Full Name
contact: Full name (first and last) | Contact / Name | First & Last Name | Champion
created_at: Created | Created Time | Lead Created Date | Entry date | Opened | Record created
created_at: Date of first contact | Deal - Deal created | Date In | Lead added | Added time
created_at: When created | Created datetime | Date lead received | Lead entry date | Date/Time | Date & Time
created_at: Submission Time | Response date | Registered at | Date of contact | Deal start date | Creation
created_at: Created (date) | Opportunity Created Date | Contact create date | Create date (UTC) | Booking date
created_at: Sign up | Signed up on
email: E-mail | Mail | Attendee Email | Contact: Email | Person - Email - Work | Invitee Email | EMAIL
email: Email (home) | Buyer e-mail | E mail | Email addr. | Email contact | Customer e-mail address
email: Emailaddress | e_mail | eMail | Work Email Address | Email #1 | Contact's email | Client Email Address
email: Best email | Business Email Address | email1 | Mail address | Email of contact
lost_reason: Closed Lost Reason | Loss Reason | Lost - Reason | Why lost | Reason for closed lost | Loss cause
lost_reason: Reason of loss | Lost reason (text) | Deal Loss Reason | Reason deal lost | Why did we lose
lost_reason: Reason for losing deal | Lost to / reason
next_step: Next action | To do | Next activity | Action item | Next task | Follow up | NextStep
next_step: Next Steps / Actions | Next step (text) | Follow-up action | Followup needed | Next actions
next_step: What's next | Next step notes | Follow-up task | Immediate next step
owner: Owner | Sales rep | Salesrep | Rep | Account owner | Assigned | Responsible | Consultant | SDR
owner: Owner name | Deal Owner: Full Name | Lead owner name | Sales Rep Name | Sales Rep Email | Sales Exec
owner: Assigned sales rep | Assigned salesperson | Handled by | Owner (email) | HubSpot Owner | Deal assigned to
owner: Seller | Seller name | AM | Team member | Assigned owner | Assignee name | Assigned To (Name)
owner: Sales manager | Opp Owner | Lead agent | Primary owner | CSM | Sales lead | Broker
phone: Cell | Tel | Work phone | Contact number | Main phone | Direct line | WhatsApp | Phone (office)
phone: Mobile # | Phone No | Tel. no. | Telephone (work) | Phone number 1 | Attendee Phone | Mobile phone number
phone: Contact tel | Phone/Mobile | Cell # | Office number | Person - Phone - Mobile | Phonenumber | Work Mobile
phone: Handy | Contact Mobile | Phone home | PhoneNumber1 | Company phone number | Best phone number
probability: Win probability | Likelihood | Chance | Confidence | Deal probability | % chance | Win % | Prob.
probability: Prob (%) | Forecast % | Probability of close | Closing chance | Chance of winning | %
probability: Win likelihood | Confidence (%) | Close chance | Probability to win | Percent
source: Channel | How did you hear | Referred by | Referral source | Marketing source | Source channel
source: Found us via | Latest source | Lead source (original) | How they found us | Source of enquiry
source: Lead came from | Origin source | How did you find out about us? | Heard about us via | Source/Channel
source: Contact Source | Original Source Type | Deal Source | utm_source (first) | Acquisition source
source: Traffic channel | Ad source | Source system | Lead gen channel
stage: Phase | List | Column | Step | Progress | Current stage | Status Name | Bucket | Opportunity: Stage
stage: Sales step | Deal Stage (Sales Pipeline) | Opp Stage | Stage (pipeline) | Pipeline: Deal stage
stage: Sales status | Current Status | Stage of deal | Stage in pipeline | Lead phase | Board list
stage: Workflow stage | Kanban status | CRM stage | Sales funnel stage | Contact stage | Prospecting stage
stage: Process stage | Stage label | State of deal
title: Deal | Opportunity | Subject | Card | Item | Task | Project | Project name | Opp name | Deal - Title
title: Headline | Name of opportunity | Lead title | Item Name | Issue summary | Opportunity (name)
title: Deal / Project | Deal name* | Name of the deal | Name (deal) | Ticket | Task title
value: Price | Total | Budget | MRR | Deal size | Est. value | Expected value | Quote | Contract amount | TCV
value: Est. revenue | Amount in EUR | Total Price | Worth | Estimated ARR | Expected ARR | New ARR
value: Annual value | Deal $ | $ Value | Amount USD | Contract size | Projected value | Value in USD
value: Pipeline value | Amount (converted) | Deal amount ($) | Total contract value (TCV) | Ticket size
value: Potential deal value | Deal price | Estimated deal amount | Est. Deal Size | Est. ACV | Order size
value: First year value | Yearly value | Quoted amount | Proposal value | Proposal amount | Sale price
value: Sales amount | Opportunity size | Amount (€) | Net value | Gross amount
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
    Email Opt Out | Number of Employees | Company Size | Phone Extension | Close Rate | Stage History | Owner Id
    Lead Score
    Deal Probability Category | Last Activity Date | Fax | Job Title | Contact Title | Industry | Annual Revenue
    Rating
    Email Opt-in | Email Status | Email Type | E-mail 1 - Type | Phone 1 - Type | Phone 1 - Label | Phone Type
    Phone Country
    Company Id | Account ID | Contact ID | Campaign ID | Campaign Type | Campaign Status | Event Type | Event Date
    Event ID
    Stage ID | Stage Order | Days in Stage | Stage Duration | Stage Count | Previous Stage | Previous Owner | Last Stage
    Deal Type | Opportunity Type | Opportunity Age | Deal Age | Deal Category | Deal Count | Deal Score | Deal Priority
    Weighted Amount | Amount (weighted) | Weighted Value | Amount (k) | Value (thousands) | Amount Tier | Value Score
    Amount in company currency | Discount | Discount Amount | Tax Amount | Amount Paid | Amount Due | Quantity
    Currency Rate
    Last Modified Date | Last Modified | Modified By | Created By | Updated At | Last Contacted | Last Contact Date
    Last Email Date | Last Meeting Date | Last Viewed Date | Last Login | Birthday | Date of Birth | Country | City
    State
    State/Province | Postal Code | Street | Address | Billing City | Account Name: Billing City | Mailing Street
    Timezone
    Language | Gender | Age | Department | Salutation | Middle Name | Suffix | Assistant Phone | Assistant Name
    Fax Number
    Source ID | Source Detail | Lead Source Detail | Source URL | Source Campaign Id | Medium | UTM Medium | UTM Content
    UTM Term | Lead Type | Lead Rating | Lead Grade | Lead Quality | Lead ID Hash | Record Type | Account Type
    Account Status
    Customer Type | Customer Since | Contact Type | Contact Count | Number of Contacts | Number of Notes | Note Count
    Comment Count | Email Count | Emails Sent | Emails Opened | Email Bounced Date | Email Domain | Calls Made
    Call Duration
    Next Step Count | Probability Category | Probability Band | Forecast Category | Forecast Type | Fiscal Period
    Fiscal Quarter | Close Year Fiscal | Lost To Competitor | Competitor | Win Rate | Product | Product Code
    Product Name
    Ticket Type | Ticket Price Tier | Order Status | Payment Status | Attendee Status | Registration Status
    Response Status
    Owner Role | Owner Department | Owner Phone | Owner Team | Manager Phone | Territory | Region | Priority
    Is Private
    Company Type | Company Age | Company LinkedIn Followers | Company Revenue Range | Company Description Length
    Twitter | Facebook Page Likes | Skype ID | IP Address | User Agent | Latitude | Longitude | Consent | GDPR Consent
    Do Not Call | Do Not Email | Unsubscribed | Subscribed? | Tag Count | Label Color | Closed Won Count | Has Comment
    Title Prefix | Attachment Count | Checklist | Parent Task | Last Note Date | First Name Length
    Created Month | Reporter | Priority Score | Source System ID | Time to Close | Days to Close | Sales Cycle Length
    Preferred Contact Time | Preferred Language | Lead Conversion Date | Converted Date | Converted Contact ID
    Email Hash
    Referral Code | Coupon Code | Order ID | Order Number | Invoice Number | Contract Number | Contract Term
    Contract Start
    Renewal Date | Company Domain Rank | Number of Deals | Total Deals | Number of Form Submissions | Page Views
    Sessions
    Original Traffic Source Drill-Down 1 | Original Source Drill-Down 2 | Time First Seen Page | Account Number | Ticker
    | Lead status reason | Stage Changed By | Amount type | Value type | Next step owner | Follow-up count |
    Close date changes | Created by | Owner manager | Owner region | Deal owner team | Account number |
    Company address | Company country | Company city | Company industry | Company headcount | Employees |
    Contact address | Contact role | Contact country | Email verified | Email confidence | Email source |
    Phone verified | Source date | Source notes count | Campaign budget | Campaign cost | Campaign start date |
    Event location | Event city | Webinar attended minutes | Lead time | Lead temperature | Opportunity count |
    Won | Lost | Is closed | Last stage change by | Last updated | Modified date | Updated | Last seen | Tax ID |
    VAT number | Company registration number | Postal address | Payment terms | Payment method | Delivery date |
    Ship date | Product category | Product line | SKU | Quantity | Unit price | Discount % | Margin | Margin % |
    Cost | Commission | Commission % | Tax | Currency rate | Exchange rate | Time zone | Locale | Latitude |
    Probability score | Fit score | Engagement score | NPS | Company revenue | Company annual revenue |
    Annual revenue (USD) | Company value proposition | Title (Mr/Mrs) | Job function | Seniority | Reports to |
    Assistant | Spouse name | Company owner phone | Meeting date | Meeting type | Call date | Demo date |
    Proposal date sent | Contract end date | Renewal amount | Number of users | Seats | Licenses |
    Competitor name | Decision process | Pain points | Use case | Interested in | Product interest |
    Preferred contact method | Opt-in | Subscribed | Newsletter | Bounced | Email open rate | Click rate
    """.replace("\n", "|").split("|")
    if label.strip()
]
"""Labels with a word of a field in them, that mean something else."""

_FOREIGN = """
title: Verkaufschance | Name der Verkaufschance | Geschäftsname | Titre de l'affaire | Nom de l'affaire
title: Título del negocio | Nombre del trato | Título do negócio | Nome do Negócio | Titolo trattativa
title: Dealtitel | Titel van deal | Negócio | Projektname | Angebotsname
company: Unternehmen | Firmenname | Kundenname | Société | Nom de l'entreprise | Empresa | Nombre de empresa
company: Nome da empresa | Azienda | Nome azienda | Bedrijf | Bedrijfsnaam | Organisation | Organización
company: Organização | Entreprise associée | Opportunity: Account | Organisatie | Klant | Compte
contact: Ansprechpartner | Kontaktperson | Kontakt | Kontaktname | Vollständiger Name | Nom du contact
contact: Contact principal | Nombre del contacto | Persona de contacto | Nome do contato | Contato | Contatto
contact: Nome contatto | Contactpersoon | Naam contactpersoon | Naam contact
email: E-Mail-Adresse | E-Mail (geschäftlich) | Adresse e-mail | Email professionnel | E-mail du contact
email: Correo | Correo del contacto | E-mail do contato | Email contatto | E-mailadres | Courriel | Mail
phone: Telefon | Telefonnummer | Handynummer | Mobil | Tel.-Nr. | Téléphone | Numéro de téléphone
phone: Téléphone mobile | Teléfono | Móvil | Telefone | Celular | Telefone celular | Telefono | Cellulare
phone: Numero di cellulare | Telefoonnummer | Mobiel nummer | Telefon geschäftlich | Telefoon
value: Betrag | Wert | Auftragswert | Angebotswert | Geschätzter Wert | Erwarteter Umsatz | Montant
value: Montant estimé | Valeur | Valeur de l'affaire | Importe | Valor | Valor estimado | Monto
value: Valor do negócio | Importo | Valore | Valore trattativa | Bedrag | Waarde | Dealwaarde | Verwachte omzet
value: Umsatz | Chiffre d'affaires prévu
currency: Währung | Devise | Moneda | Moeda | Valuta
stage: Phase | Verkaufsphase | Opportunity-Phase | Vertriebsphase | Status | Étape | Étape de l'affaire | Statut
stage: Etapa | Estado | Etapa do funil | Etapa de venta | Fase | Fase di vendita | Stato | Verkoopfase
stage: Fase van de deal | Deal-Status
source: Quelle | Leadquelle | Lead-Quelle | Herkunft | Source | Origine | Fuente | Origen | Fuente del lead
source: Origem | Fonte | Origine del lead | Bron | Herkomst | Ursprüngliche Quelle
owner: Zuständig | Verantwortlicher | Bearbeiter | Inhaber | Kontoinhaber | Accountinhaber
owner: Verkaufschance-Inhaber | Vertriebler | Propriétaire | Responsable | Commercial | Propietario | Asignado a
owner: Vendedor | Proprietário | Responsável | Proprietario | Assegnato a | Eigenaar | Verantwoordelijke
owner: Toegewezen aan | Propriétaire de l'affaire
close_on: Abschlussdatum | Schlusstermin | Voraussichtliches Abschlussdatum | Erwarteter Abschluss
close_on: Date de clôture | Date de clôture prévue | Date de signature prévue | Fecha de cierre
close_on: Fecha de cierre esperada | Fecha estimada de cierre | Data de fechamento | Data prevista de fechamento
close_on: Data di chiusura | Chiusura prevista | Sluitdatum | Verwachte sluitdatum | Geplanter Abschluss
created_at: Erstellt am | Erstellungsdatum | Erstelldatum | Angelegt am | Datum | Date de création | Créé le
created_at: Fecha de creación | Creado | Fecha de alta | Data de criação | Criado em | Data di creazione
created_at: Data creazione | Aanmaakdatum | Aangemaakt op | Fecha de registro | Data de cadastro
next_step: Nächster Schritt | Nächste Schritte | Prochaine étape | Prochaine action | Próximo paso
next_step: Próxima acción | Próximo passo | Próxima ação | Prossimo passo | Prossima azione | Volgende stap
next_step: Volgende actie | Próxima atividade
next_on: Wiedervorlage | Fällig am | Fälligkeitsdatum | Date de relance | Échéance | Fecha de vencimiento
next_on: Fecha de seguimiento | Data de vencimento | Scadenza | Vervaldatum | Nächster Termin
next_on: Date de la prochaine action
probability: Wahrscheinlichkeit | Abschlusswahrscheinlichkeit (%) | Probabilité (%) | Probabilidad
probability: Probabilidad de cierre | Probabilidade | Probabilità di chiusura | Waarschijnlijkheid
lost_reason: Verlustgrund | Grund für Verlust | Raison de la perte | Motif de perte | Motivo de pérdida
lost_reason: Razón de pérdida | Motivo da perda | Motivo di perdita | Reden van verlies | Verliesreden
lost_reason: Motivo perdita
comment: Notizen | Bemerkungen | Kommentar | Beschreibung | Commentaires | Remarques | Description | Notas
comment: Comentarios | Observaciones | Observações | Comentários | Descrição | Note | Commenti | Opmerkingen
comment: Notities | Nachricht | Mensaje | Messaggio | Bericht
first_name: Vorname | Prénom | Voornaam | Primer nombre
last_name: Nachname | Familienname | Nom de famille | Apellido | Apellidos | Sobrenome | Cognome | Achternaam
labels: Schlagwörter | Étiquettes | Etiquetas | Etichette | Tags | Labels
campaign: Kampagne | Kampagnenname | Campagne | Campaña | Nombre de campaña | Campanha | Campagna
campaign: Nome campagna | Veranstaltung
"""
FOREIGN = [
    (label, field)
    for field, labels in (line.split(": ", 1) for line in _FOREIGN.strip().splitlines())
    for label in labels.split(" | ")
]
"""The same in German, French, Spanish, Portuguese, Italian and Dutch."""

FOREIGN_NOT_A_FIELD = [
    label.strip()
    for label in """
    Straße | PLZ | Ort | Land | Adresse | Ville | Code postal | País | Ciudad | Provincia | Cidade | CEP | Città |
    Indirizzo | Postcode | Plaats | Branche | Secteur d'activité | Sector | Settore | Letzte Aktivität |
    Letzter Kontakt | Dernière activité | Última actividad | Última atividade | Ultima attività |
    Laatste activiteit | Anzahl Mitarbeiter | Nombre d'employés | Número de empleados | Número de funcionários |
    Numero di dipendenti | Aantal werknemers | Jahresumsatz | Geändert am | Position | Fonction | Cargo | Puesto |
    Ruolo | Functie | Anrede | Geburtsdatum | Kundennummer | Typ | Type de transaction | Tipo de negocio |
    Priorität | Sprache | Steuernummer | USt-IdNr. |
    """.replace("\n", "|").split("|")
    if label.strip()
]

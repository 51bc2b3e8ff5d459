"""Whose file it is, and what its columns are, for programs beside the CRMs of `vendors`."""

import pytest

from kanban.exchange.recognition.columns import recognise

PROGRAMS = [
    (
        "bitrix deals",
        ("ID=id STAGE_ID=stage ASSIGNED_BY_ID=sales_owner OPPORTUNITY=value CURRENCY_ID=currency BEGINDATE "
            "CLOSEDATE=close_on CLOSED "
        "SOURCE_ID=source UTM_SOURCE TITLE=title DATE_CREATE=created_at URL=link MOVED_TIME=entered_at "
        "COMMENTS=comment"),
    ),
    (
        "bitrix leads",
        ("ID=id TITLE=title NAME=first_name LAST_NAME=last_name COMPANY_TITLE=company STATUS_ID=status "
            "OPPORTUNITY=value "
        "CURRENCY_ID=currency ASSIGNED_BY_ID=marketing_owner SOURCE_ID=source DATE_CREATE=created_at "
        "EMAIL_WORK=email PHONE_WORK=phone"),
    ),
    (
        "asana plain",
        ("Task ID=id|Created At=created_at|Completed At=completed_at|Last "
            "Modified-|Name=title|Section/Column=stage|Assignee=owner|"
        "Assignee Email|Start Date|Due Date=next_on|Tags=labels|Notes=comment|Projects-|Parent task|Deal value=value"),
    ),
    (
        "trello plain",
        ("Card ID=id|Card Name=title|Card URL=link|Card Description=comment|Labels=labels|Members=owner|Due "
            "Date=next_on|"
        "Attachment Count-|Attachment Links-|Checklist Item Total Count-|Vote Count-|Comment Count-|Last Activity "
        "Date-|List ID-|List Name=stage|Board ID-|Board Name-"),
    ),
    (
        "jira plain",
        ("Summary=title|Issue key=id|Issue id-|Issue Type|Status=stage|Project key-|Project "
            "name|Priority|Assignee=owner|Reporter|"
        "Created=created_at|Updated-|Resolved=completed_at|Due Date=next_on|Labels=labels|Description=comment|"
        "Custom field (Deal value)=value|Custom field (Company)=company|Custom field (Story Points)|Status Category-"),
    ),
    (
        "monday plain",
        ("Name=title|Subitems-|Owner=owner|Stage=stage|Deal Value=value|Close Probability=probability|Expected "
            "Close Date=close_on|"
        "Contacts=contact|Accounts=company"),
    ),
    (
        "airtable plain",
        ("Opportunity name=title|Status=stage|Priority|Owner=owner|Estimated value=value|Expected close "
            "date=close_on|Account=company|"
        "Primary contact=contact|Last contact"),
    ),
    (
        "file plain",
        ("Name=contact|Company=company|Status=stage|Estimated Value=value|Account "
            "Owner=owner|Email=email|Phone=phone|Last Contact|"
        "Expected Close=close_on|Priority"),
    ),
    (
        "typeform leads",
        ("#=id|What's your first name?=first_name|And your last name?=last_name|What is your email?=email|Your "
            "phone number=phone|"
        "Which company do you work for?=company|How did you hear about us?=source|Start Date (UTC)-|Submit Date "
        "(UTC)=created_at|Network ID-"),
    ),
    (
        "mailchimp contacts",
        ("Email Address=email|First Name=first_name|Last Name=last_name|Address|Phone "
            "Number=phone|Birthday|Company=company|MEMBER_RATING|"
        "OPTIN_TIME=created_at|OPTIN_IP-|CONFIRM_TIME-|LATITUDE-|TIMEZONE|CC|REGION|LAST_CHANGED-|LEID-|EUID-|"
        "NOTES=comment|TAGS=labels"),
    ),
    (
        "eventbrite leads",
        ("Order #-|Order Date=created_at|First Name=first_name|Last Name=last_name|Email=email|Quantity|Price "
            "Tier|Ticket Type|"
        "Attendee #=id|Total Paid|Eventbrite Fees-|Attendee Status|Event Name=campaign|Home "
        "Phone=phone|Company=company|Job Title"),
    ),
    (
        "close plain",
        ("id=id|display_name=company|status_label=stage|url=link|description=comment|primary_contact_name=contact|"
        "primary_contact_primary_email=email|primary_contact_primary_phone=phone|primary_contact_title|custom.Lead "
        "Source=source|date_created=created_at|num_calls"),
    ),
    (
        "copper deals",
        ("Opportunity Id=id|Name=title|Primary "
            "Contact=contact|Company=company|Value=value|Pipeline|Stage=stage|Status=outcome|"
        "Owned By=sales_owner|Close Date=close_on|Win Probability=probability|Loss "
        "Reason=lost_reason|Source=source|Tags=labels|Copper URL=link|Priority"),
    ),
    (
        "google leads",
        ("Lead ID=id|Campaign ID-|Campaign name=campaign|Form ID-|GCLID-|User Email=email|Full Name=contact|Phone "
            "Number=phone|"
        "Company Name=company|Lead submit time=created_at"),
    ),
    (
        "linkedin leads",
        ("Lead ID=id|Campaign name=campaign|Form name|Lead type|Submitted at=created_at|First name=first_name|Last "
            "name=last_name|"
        "Email address=email|Company name=company|Job title"),
    ),
    (
        "google contacts",
        ("Name=contact|Given Name=first_name|Family Name=last_name|E-mail 1 - Type|E-mail 1 - Value=email|Phone 1 "
            "- Type|"
        "Phone 1 - Value=phone|Phone 2 - Value=phone|Organization 1 - Name=company|Organization 1 - Title|Group "
        "Membership-|Notes=comment"),
    ),
    (
        "hubspot deals",
        ("Record ID=id|Deal Name=title|Deal Stage=stage|Pipeline|Close Date=close_on|Deal "
            "owner=sales_owner|Amount=value|"
        "Amount in company currency|Currency=currency|Create Date=created_at|Associated Company (Primary)=company|"
        "Closed Lost Reason=lost_reason|Deal Type|Next step=next_step|Deal Description=comment|Deal "
        "probability=probability"),
    ),
    (
        "hubspot deals",
        ("Datensatz-ID=id|Deal-Name=title|Deal-Phase=stage|Pipeline|Abschlussdatum=close_on|Für Deal zuständiger "
            "Mitarbeiter=sales_owner|"
        "Betrag=value|Währung=currency|Erstellungsdatum=created_at|Zugeordnetes Unternehmen=company|Datum der "
        "letzten Aktivität"),
    ),
    (
        "hubspot contacts",
        ("ID de fiche=id|Prénom=first_name|Nom de famille=last_name|Adresse e-mail=email|Numéro de "
            "téléphone=phone|Statut du lead=status|"
        "Date de création=created_at|Entreprise associée=company|Propriétaire du contact=marketing_owner|Source "
        "d'origine=source|Date de dernière activité|Intitulé du poste"),
    ),
    (
        "hubspot deals",
        ("ID de registro=id|Nombre del negocio=title|Etapa del negocio=stage|Fecha de cierre=close_on|"
        "Propietario del negocio=sales_owner|Importe=value|Moneda=currency|Fecha de creación=created_at|Empresa "
        "asociada=company"),
    ),
    (
        "hubspot deals",
        ("ID do registro=id|Nome do negócio=title|Etapa do negócio=stage|Data de fechamento=close_on|"
        "Proprietário do negócio=sales_owner|Valor=value|Moeda=currency|Data de criação=created_at|Motivo de "
        "perda=lost_reason"),
    ),
    (
        "hubspot deals",
        ("ID record=id|Nome trattativa=title|Fase trattativa=stage|Data di chiusura=close_on|Proprietario della "
            "trattativa=sales_owner|"
        "Importo=value|Valuta=currency|Data di creazione=created_at|Azienda associata=company"),
    ),
    (
        "hubspot deals",
        ("Record-ID=id|Dealnaam=title|Dealfase=stage|Sluitdatum=close_on|Dealeigenaar=sales_owner|Bedrag=value|"
        "Valuta=currency|Aanmaakdatum=created_at|Gekoppeld bedrijf=company"),
    ),
    (
        "salesforce deals",
        ("Opportunity-Inhaber=sales_owner|Accountname=company|Opportunity-Name=title|Phase=stage|Betrag=value|"
        "Wahrscheinlichkeit (%)=probability|Schlusstermin=close_on|Erstelldatum=created_at|Nächster "
        "Schritt=next_step|Leadquelle=source|Typ"),
    ),
    (
        "salesforce deals",
        ("Propriétaire de l'opportunité=sales_owner|Nom du compte=company|Nom de "
            "l'opportunité=title|Étape=stage|Montant=value|"
        "Probabilité (%)=probability|Date de clôture=close_on|Étape suivante=next_step|Origine de la "
        "piste=source|Type"),
    ),
    (
        "salesforce deals",
        ("Propietario de la oportunidad=sales_owner|Nombre de la cuenta=company|Nombre de la "
            "oportunidad=title|Etapa=stage|Importe=value|"
        "Probabilidad (%)=probability|Fecha de cierre=close_on|Próximo paso=next_step|Origen del "
        "prospecto=source|Tipo"),
    ),
    (
        "salesforce deals",
        ("Proprietário da oportunidade=sales_owner|Nome da conta=company|Nome da "
            "oportunidade=title|Fase=stage|Valor=value|"
        "Probabilidade (%)=probability|Data de fechamento=close_on|Próxima etapa=next_step|Origem do lead=source"),
    ),
    (
        "salesforce deals",
        ("Titolare opportunità=sales_owner|Nome account=company|Nome opportunità=title|Fase=stage|Importo=value|"
        "Probabilità (%)=probability|Data chiusura=close_on|Passaggio successivo=next_step|Fonte lead=source"),
    ),
    (
        "salesforce deals",
        ("Eigenaar opportunity=sales_owner|Accountnaam=company|Naam opportunity=title|Fase=stage|Bedrag=value|"
        "Waarschijnlijkheid (%)=probability|Sluitdatum=close_on|Volgende stap=next_step|Leadbron=source"),
    ),
    (
        "salesforce deals",
        ("Opportunity Owner: Full Name=sales_owner|Account Name: Account Name=company|Opportunity "
            "Name=title|Stage=stage|"
        "Amount Currency=currency|Amount=value|Probability (%)=probability|Close Date=close_on|Account Name: "
        "Billing City"),
    ),
    (
        "dynamics deals",
        (
            "(Do Not Modify) Opportunity=id|(Do Not Modify) Row Checksum-|(Do Not Modify) Modified On-|Topic=title|"
            "Potential Customer=company|Contact=contact|Est. Close Date=close_on|Est. "
            "Revenue=value|Probability=probability|Pipeline Phase=stage|Owner=sales_owner|Created "
            "On=created_at|Actual Close Date=closed_at"
        ),
    ),
    (
        "file deals",
        (
            "opportunity_id=id|sales_agent=sales_owner|product|account=company|deal_stage=stage|engage_date=created_at|"
            "close_date=close_on|close_value=value"
        ),
    ),
    (
        "hubspot deals",
        (
            "Deal ID=id|Deal Name=title|Deal Stage=stage|Deal Value=value|Deal Owner Email|Deal Owner Name=sales_owner|"
            "Contact Full Name=contact|Contact Email=email|Deal Close Date=close_on|Deal Created At=created_at"
        ),
    ),
    ("file plain", "Company=company|Contact=contact|Title|Email=email|Phone=phone"),
    ("file plain",
     (
         "Kunde=company|Ansprechpartner=contact|Auftragswert=value|Voraussichtlicher "
         "Abschluss=close_on|Vertriebsphase=stage"
     )),
    ("file plain",
     (
         "Entreprise=company|Interlocuteur=contact|Courriel=email|Valeur estimée=value|Commercial=owner|Prochaine "
         "action=next_step"
     )),
    ("file plain",
     (
         "Cliente=company|Persona de contacto=contact|Correo electrónico=email|Teléfono móvil=phone|Valor "
         "estimado=value|Estado=stage"
     )),
    ("file plain",
     (
         "Klant=company|Contactpersoon=contact|E-mailadres=email|Telefoonnummer=phone|Verwachte "
         "waarde=value|Opmerkingen=comment"
     )),
    ("file plain",
     "Azienda=company|Referente=contact|Indirizzo email=email|Cellulare=phone|Valore=value|Motivo perdita=lost_reason"),
    ("file plain",
     "Empresa=company|Contato=contact|Celular=phone|Valor do contrato=value|Responsável=owner|Observações=comment"),
]  # fmt: skip
"""Whose file it is, and labels with their field: `-` for what is left out, nothing for a custom field."""


@pytest.mark.parametrize(("whose", "columns"), PROGRAMS, ids=[f"{n} {whose}" for n, (whose, _) in enumerate(PROGRAMS)])
def test_headers_of_programs(whose, columns):
    pairs = [part.partition("=") for part in columns.split("|" if "|" in columns else " ")]
    mapping = recognise([label.removesuffix("-") for label, _, _ in pairs])
    assert f"{mapping.system} {mapping.kind}" == whose
    targets = {column.index: column.target for column in mapping.columns}
    wanted = {
        n: field or ("ignore" if label.endswith("-") else f"field.{label.rstrip('* ')}")
        for n, (label, _, field) in enumerate(pairs)
    }
    assert {pairs[n][0]: targets[n] for n in wanted if targets[n] != wanted[n]} == {}


def test_quotes_around_labels_are_left_out(drafts):
    (draft,) = drafts('Email Address,OPTIN_TIME,TAGS\nada@x.example,2026-01-15 10:30:00,"""VIP"",""Webinar 2026"""\n')
    assert draft.labels == {"VIP", "Webinar 2026"}

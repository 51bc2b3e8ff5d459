"""More labels of CRMs in seven languages, with the field that each means; `none` are those of something else."""

_LABELS = """
title: Deal Subject | Name of the opportunity | Opportunità | Oportunidad | Oportunidade | Intitulé de l'affaire
title: Nom du deal | Titel der Verkaufschance | Onderwerp | Betreff | Asunto | Deal: Title
title: Nom de l'opportunité commerciale | Titel der Anfrage | Nome da negociação | Oggetto | Opportunity Subject
title: Naam van de deal | Nombre de la negociación | Título da oportunidade
company: Billing Company | Nom de la société cliente | Firma / Unternehmen | Zakelijke relatie | Kundenfirma
company: Nombre de la compañía | Compañía | Nome da organização | Razão Social | Organizzazione
company: Account Name (linked) | Company/Organisation Name | Unternehmen: Name | Cliente (empresa)
company: Empresa cliente | Bedrijf / Organisatie | Firmenname (Rechnung) | Client (société) | Società cliente
company: Customer Company Name | Denominazione sociale | Nombre comercial | Handelsnaam
contact: Contact (Full Name) | Nombre y apellido | Nom et prénom du contact | Ansprechpartner Name
contact: Referente aziendale | Contact Person Full Name | Persona contacto | Nome completo do contato
contact: Naam contactpersoon klant | Lead contact name | Contacto principal | Kontakt: Name
contact: Nombre contacto principal | Contatto principale | Hauptansprechpartner | Primaire contactpersoon
contact: Contato principal | Interlocuteur principal | Contact full name (primary) | Ansprechpartner beim Kunden
first_name: Primer Nombre | Prénom du contact | Vorname (Ansprechpartner) | Nome próprio | Contact firstname
first_name: Given Names | Prénom contact | Nombre(s) | Nome (proprio)
last_name: Nachname Kontakt | Nom du contact (nom de famille) | Contact lastname | Apellido paterno
last_name: Apellidos del contacto | Cognome referente
email: E-mail profissional | Correo de contacto | Adresse de courriel | E-Mail (Arbeit) | PEC | Email aziendale
email: Zakelijk e-mailadres | Email 1 (Work) | Primary E-mail Address | Courriel professionnel
email: E-mail de contacto | Adresse email professionnelle | Email principale | E-Mail Ansprechpartner
email: E-mail comercial | Correo electrónico del contacto | E-mail (zakelijk) | Email Address 2
phone: Telefone comercial | Numéro de mobile | Telefon (Büro) | Tel. mobiel | Teléfono de contacto | WhatsApp no.
phone: Telefono ufficio | Mobile / WhatsApp | Fixe | Numéro fixe | Téléphone fixe | Festnetz
phone: Teléfono móvil del contacto | Téléphone professionnel | Telefone fixo | Cellulare aziendale
phone: Mobilnummer Ansprechpartner | Numéro de portable | Zakelijk telefoonnummer | Telefon (mobil)
phone: Contact Phone Number (Mobile)
value: Montant HT | Valor total | Auftragsvolumen | Importe estimado | Valor previsto | Valore previsto
value: Geschatte omzet | Estimated Budget | Sum | Expected Deal Amount | Forecasted Revenue
value: Erwarteter Auftragswert | Valor de la oportunidad | Valeur estimée | Geschätzter Auftragswert
value: Valore stimato | Monto estimado | Importo previsto | Deal Value (Local Currency) | Montant de l'opportunité
value: Totaalbedrag | Contract Amount (USD) | Valor da oportunidade
currency: Waehrung | Code devise | Código de moneda | Currency (ISO) | Valuta code
stage: Pipeline-Phase | Étape du pipeline | Etapa de la oportunidad | Fase da oportunidade | Fase opportunità
stage: Stato trattativa | Estado de la oportunidad | Pipeline Phase Name | Deal pipeline stage | Verkaufsstatus
stage: Etapa do pipeline | Phase de vente | Fase del negocio | Phase de l'opportunité | Estado del negocio
stage: Status da negociação | Verkaufsphase (aktuell) | Pipelinefase | Stage in Sales Process | Fase commerciale
stage: Étape de vente
source: Lead-Herkunft | Canal d'acquisition | Canal de origen | Canal de aquisição
source: Wie sind Sie auf uns aufmerksam geworden? | Comment avez-vous entendu parler de nous ?
source: ¿Cómo nos conociste? | Come ci hai conosciuto? | Kanaal | Where did you find us? | Origine du contact
source: Herkunft des Kontakts | Canale di acquisizione | Origem do cliente | Bron van contact | Fuente de contacto
source: How did you learn about our company?
campaign: Nom de campagne | Kampagne (Name) | Campaign of origin | Source Campaign Name | Campaña de origen
campaign: Evento | Marketingkampagne | Campaña de marketing | Campagne marketing | Nome da campanha | Evenement
owner: Chargé de compte | Chargé d'affaires | Ejecutivo de cuenta | Gerente de conta | Agente | Accountmanager
owner: Responsabile commerciale | Account Owner Name | Assigned Sales Rep Name | Kundenbetreuer
owner: Ejecutivo de ventas | Deal responsible | Asesor comercial | Commercial en charge
owner: Verantwoordelijke verkoper | Responsable comercial | Vertriebsverantwortlicher | Atendente
owner: Assigned Sales Executive | Account Manager Name | Proprietario dell'opportunità
labels: Étiquette | Stichwörter | Deal Tags | Trefwoorden
next_step: Volgende activiteit | Next best action | Nächste Maßnahme | Nächster Schritt (Vertrieb)
next_step: Prossima attività | Vervolgactie | Next Step Details
next_on: Datum nächster Schritt | Próxima fecha de contacto | Date de rappel | Data próximo contato
next_on: Data prossima attività | Datum volgende actie | Fecha próxima actividad | Next Step (Date)
next_on: Follow up due | Fecha próximo contacto | Date prochaine relance | Nächster Kontakt
next_on: Data do próximo contato | Next Follow-up On | Datum opvolging
close_on: Geplantes Abschlussdatum | Date prévue de signature | Fecha prevista de firma | Data prevista de fecho
close_on: Estimated Closure | Data chiusura prevista | Verwachte afsluitdatum deal | Expected Closing Month
close_on: Vorauss. Abschluss | Fecha estimada cierre | Expected Close Month | Fecha de cierre estimada
close_on: Date de closing prévue | Data de fechamento esperada | Geplanter Abschlusstermin
close_on: Data prevista chiusura | Date prévisionnelle de signature
closed_at: Date de signature réelle | Fecha de cierre real | Tatsächliches Abschlussdatum | Data de ganho
closed_at: Won on date
lost_reason: Grund der Ablehnung | Raison d'échec | Motivo de cierre perdido | Motivo de perda do negócio
lost_reason: Lost Deal Reason | Reden afwijzing | Motif de refus | Motivo de rechazo | Razão da perda
lost_reason: Causa di perdita | Deal Lost Reason Detail
probability: Gewinnwahrscheinlichkeit | Probabilité de gain | Probabilidad de éxito | Probabilidade de fechamento
probability: Winning probability % | Probabilidad (%) | Abschlusschance | Probabilità chiusura %
created_at: Eingangsdatum | Date de réception | Fecha de entrada | Data de entrada | Datum aanvraag
created_at: Data di inserimento | Fecha del lead | Erfassungsdatum | Lead creation timestamp
created_at: Fecha de creación del negocio | Lead Created Time | Erstellt (Datum) | Date d'entrée
created_at: Fecha de ingreso | Data do cadastro | Data richiesta | Datum binnenkomst | Anlagedatum Lead
created_at: Fecha creación
comment: Gesprächsnotizen | Notes internes | Comentários internos | Observaciones del cliente | Nota
comment: Remarque client | Toelichting | Deal description / notes | Commentaires internes | Notizen zum Lead
comment: Anotações | Note interne | Observaciones internas | Bemerkungen Vertrieb | Interne notitie
link: Company LinkedIn Page | Lien LinkedIn | URL del sitio web | Perfil de LinkedIn | Webseite des Unternehmens
none: Kundenklasse | Segment d'activité | Sous-source | Anzahl Lizenzen | Número de colaboradores
none: Letzter Ansprechpartner Wechsel | Código postal | Bundesland | Kontaktversuche | Nombre de relances
none: Data última modificação | Data nascimento | Motivo do contato | Tipo de cliente | Rabatt % | Marge
none: Steuersatz | Contact Owner Team | Deal Stage Duration (days) | Email Opens | Phone Validated
none: Company Size Range | Stage Probability Model Version | Lead Source URL Slug | Last Campaign Touch Date
none: Owner Changed On | Close Date Pushes | Note Author | Amount Currency Conversion Date
none: Product Interest Level | Kampagnenbudget | Event Capacity | Geschlecht | Ruolo aziendale | Anzahl Kontakte
none: Última modificación | Tipo de oportunidad | Type de contact | Numéro client | Branche / Sektor
none: Motivo della visita | Data ultimo contatto | Contact créé par | Owner Team Name | Stage Entered Count
none: Fatturato annuo | Chiffre d'affaires annuel | Lead Rating Score | Date de naissance | Adresse de facturation
none: Zahlungsbedingungen | Lieferdatum | Company Founded Year | Email Bounce Count | Phone Consent
none: Probability Tier | Campaign Member Status | Último contacto | Laatste contact | Data wygasania
none: Anzahl Angebote | Motivo de contacto | Sprache des Kontakts | Region Vertrieb
"""

LABELS = [
    (label, field)
    for field, labels in (line.split(": ", 1) for line in _LABELS.strip().splitlines())
    for label in labels.split(" | ")
]

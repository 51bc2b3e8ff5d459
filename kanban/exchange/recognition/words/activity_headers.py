"""Headers of files of activities: calls, e-mails, meetings and tasks, as CRMs and people write them."""

from __future__ import annotations

from functools import lru_cache

from kanban.exchange.recognition.words.headers import parse_lines, squash
from kanban.exchange.recognition.words.languages import find_english

NO_LEAD = (
    "-firstname -lastname -fullname -stagename -stage -leadstatus -amount -section -listname -issuetype -dealvalue"
    " -ticketid -ticketnumber -casenumber -invoicenumber"
)
"""What files of activities never have, and files of leads, deals, tickets and tasks of other boards often do."""

_FEWER = f"{NO_LEAD} -email -company -opportunityname"
"""The same for marks that files of leads may have as well."""

ACTIVITY_SIGNS = (
    ("hubspot", f"activitydate activitytype -phone -phonenumber {NO_LEAD}"),
    ("hubspot", f"activitydate activityassignedto -notebody {_FEWER}"),
    ("hubspot", f"callbody {_FEWER}"),
    ("hubspot", f"calltitle callduration {NO_LEAD}"),
    ("hubspot", f"calltitle calldirection {NO_LEAD}"),
    ("hubspot", f"calltitle callnotes {NO_LEAD}"),
    ("hubspot", f"calloutcome recordid {NO_LEAD}"),
    ("hubspot", f"meetingname recordid {NO_LEAD}"),
    ("hubspot", f"meetingoutcome recordid {NO_LEAD}"),
    ("hubspot", f"emailsubject recordid {NO_LEAD}"),
    ("hubspot", f"emailbody recordid {NO_LEAD}"),
    ("hubspot", f"tasktitle recordid taskstatus {NO_LEAD}"),
    ("hubspot", f"tasktype tasktitle {NO_LEAD}"),
    ("salesforce", f"whoid whatid {NO_LEAD}"),
    ("salesforce", f"whoid subject {NO_LEAD}"),
    ("salesforce", f"whatid subject {NO_LEAD}"),
    ("salesforce", f"activitydate subject ownerid {_FEWER}"),
    ("salesforce", f"assigned subject date {NO_LEAD}"),
    ("salesforce", f"assigned subject activitydate {NO_LEAD}"),
    ("salesforce", f"assigned subject duedate {NO_LEAD}"),
    ("salesforce", f"companyaccount subject date {NO_LEAD}"),
    ("zoho", f"callowner {NO_LEAD}"),
    ("zoho", f"calltype callduration {NO_LEAD}"),
    ("zoho", f"callstarttime subject {NO_LEAD}"),
    ("zoho", f"taskowner subject {NO_LEAD}"),
    ("zoho", f"eventowner {NO_LEAD}"),
    ("zoho", f"meetingowner {NO_LEAD}"),
    ("zoho", f"host participants from to {NO_LEAD}"),
    ("zoho", f"activityowner subject {NO_LEAD}"),
    ("file", f"activityid activitytype {NO_LEAD}"),
    ("file", f"activitytype subject {NO_LEAD}"),
    ("file", f"activitytype outcome {NO_LEAD}"),
    ("file", f"subject relatedto {NO_LEAD}"),
    ("file", f"calldate callresult {NO_LEAD}"),
    ("file", f"calldate calloutcome {NO_LEAD}"),
    ("pipedrive", f"activity- -person- -lead- -deal- {_FEWER}"),
    ("pipedrive", f"activitysubject -personname -dealtitle -leadtitle {_FEWER}"),
    ("pipedrive", f"activitysubject activitytype activitydone -dealstage -dealstatus {_FEWER}"),
    ("pipedrive", f"subject type duedate done {NO_LEAD}"),
    ("pipedrive", f"subject type duedate markedasdonetime {NO_LEAD}"),
)
"""Program and marks of files of activities; see `side_headers`."""

ACTIVITY_TABLE = {
    "id": "activity record id, activity number, record id, activity id, task id, call id, event id, meeting"
    " id, activity pipedrive system id,"
    " hs object id, id",
    "deal_id": "associated deal ids, associated deal id, activity deal id, deal id, opportunity id",
    "contact_id": "associated contact ids, associated contact id, activity person id, contact id, person id",
    "lead_id": "activity lead id, lead id",
    "who_id": "who id, contact name id",
    "parent_id": "what id, related to id, related record id",
    "title": "subject, activity subject, task title, call title, meeting name, meeting title, event title,"
    " email subject, task name, activity name, title, activity, name",
    "type": "activity type, task type, task subtype, event subtype, type, activity channel, kind, channel,"
    " medium, activity kind",
    "is_task": "task",
    "outcome": "activity outcome, activity result, call outcome, call result, call disposition, meeting"
    " outcome, outcome, result, disposition",
    "status": "task status, call status, activity status, email send status, status",
    "done": "done, activity done, marked as done, is done, completed, is completed, is closed, closed",
    "closed_at": "marked as done time, activity marked as done time, completed date time, completed at, completed on,"
    " completed date, date completed, closed time, completion date",
    "entered_at": "activity date time, start date time, call start time, meeting start time, start time, call date,"
    " timestamp, activity timestamp, occurred at, logged at, when, activity date, meeting date, email date,"
    " hs timestamp, from, date time, start, start date, date",
    "next_on": "due date, activity due date, due on, due date only, due, deadline",
    "due_time": "due time, activity due time, time",
    "created_at": "activity add time, add time, created time, create date, created date, created at, created on",
    "duration": "call duration, call duration in seconds, call duration in minutes",
    "direction": "call direction, email direction, call type, direction",
    "deal": "deal, activity deal, deal name, deal title, lead title, associated deal, opportunity, opportunity name",
    "contact": "contact person, activity contact person, activity person, contact name, contact, person, person name,"
    " associated contact, lead, lead name, who, name of contact",
    "company": "company account, account name, account, associated company, organization, activity organization,"
    " organization name, company, company name",
    "related": "related to, related record, regarding, what, linked to",
    "email": "email, email address, contact email, person email, e mail",
    "owner": "activity assigned to, assigned to user, assigned to, assigned, activity owner, call owner, task owner,"
    " event owner, meeting owner, host, owner, owner name, user, assignee, activity user, activity created by,"
    " created by, creator, logged by",
    "comment": "call notes, call body, call description, task notes, meeting description, internal meeting"
    " notes, activity notes, activity summary,"
    " email body, activity note, full comments, comments, description, public description, notes, note, body",
    "is_deleted": "is deleted, deleted",
    "is_private": "is private, private",
}
"""Fields of activities, each with the labels that mean it; of several the best comes first."""

SEVERAL_OF_ACTIVITY = frozenset({"parent_id", "contact", "deal_id", "contact_id", "entered_at", "closed_at", "type"})
"""Fields that more than one column may feed: the first that is filled counts."""

_IN_OTHER_LANGUAGES = """
    subject: betreff, thema, objet, sujet, asunto, assunto, oggetto, onderwerp, temat, тема
    type: typ, art, aktivitätstyp, type d'activité, tipo, tipo de actividad, tipo de atividade, tipo di attività
    type: activiteitstype, soort, rodzaj, typ aktywności, тип, aktivitätsart, genre, categoría, kategorie
    due date: fällig am, fällig, fälligkeitsdatum, fälligkeit, date d'échéance, échéance, fecha de vencimiento
    due date: vencimiento, data de vencimento, prazo, vencimento, scadenza, data di scadenza, vervaldatum, deadline
    due date: termin, termin wykonania, termin realizacji, срок, fecha límite, te doen op
    date: datum, fecha, data, am, дата, date de l'activité, aktivitätsdatum, data attività, data aktywności, le
    start date: beginn, startdatum, début, date de début, inicio, fecha de inicio, início, data de início, inizio
    start date: begin, data rozpoczęcia, start
    status: statut, état, estado, stato, situação, stan, статус
    related to: riferito a, in merito a, referido a, a propos de
    related to: bezogen auf, bezug, bezieht sich auf, zugehörig zu, betrifft, associé à, lié à, relatif à
    related to: en rapport avec
    related to: relacionado con, relacionado a, asociado a, relativo a, referente a, correlato a, relativo a
    related to: collegato a
    related to: gerelateerd aan, betreft, heeft betrekking op, gekoppeld aan, dotyczy, powiązane z
    related to: powiązany z, связано с
    outcome: ergebnis, resultat, résultat, resultado, esito, risultato, uitkomst, resultaat, wynik, rezultat, результат
    call duration: dauer, durée, duración, duração, durata, duur, czas trwania
    assigned to: zugewiesen an, zuständig, bearbeiter, assigné à, attribué à, asignado a, atribuído a, assegnato a
    assigned to: toegewezen aan, przypisane do, przypisany do, verantwortlich, responsable, responsável, responsabile
    created by: erstellt von, autor, verfasser, auteur, créé par, creado por, criado por, creato da, autore
    created by: gemaakt door, aangemaakt door, utworzone przez, utworzył, author, written by, noted by
    created by: rédigé par, автор
    created by: escrito por, scritto da, geschreven door, geschrieben von, verfasst von, entered by
    created by: note author, note owner
    created at: erstellt am, angelegt am, créé le, creado el, criado em, creato il, aangemaakt op, gemaakt op
    created at: utworzono, data utworzenia, date de création, fecha de creación, data de criação
    created at: data di creazione, создано
    contact: kontakt, ansprechpartner, kontaktperson, contacto, contato, contatto, contactpersoon, контакт, name
    company: firma, unternehmen, kunde, entreprise, société, client, empresa, cliente, azienda, bedrijf, klant, klient
    company: компания, customer
    deal: geschäft, verkaufschance, affaire, transaction, opportunité, negocio, oportunidad, negócio, oportunidade
    deal: trattativa, opportunità, verkoopkans, szansa sprzedaży, transakcja, сделка
    note: notiz, notizen, bemerkung, note de suivi, nota, notas, notitie, notatka, notatki, uwagi, заметка
    note: text, content
    note: notiztext, texte, texto, testo, tekst, treść, inhalt, contenu, contenido, conteúdo, contenuto
    note: inhoud, zawartość
    note: kommentar, commentaire, comentario, comentário, commento, opmerking, komentarz, комментарий, remark, remarks
    note: remarque, note text, note content, note body, comment, comments, body, message, details
    note: observaciones, anotação
    note: summary, zusammenfassung, gesprächsnotiz, observações, note details, description, beschreibung, opis
    note title: titel, titre, título, titolo, tytuł
    note date: notizdatum, date de la note, fecha de la nota, data da nota, data della nota, datum notitie, data notatki
    done: erledigt, abgeschlossen, terminé, fait, completado, completada, concluído, completato, voltooid, gedaan
    done: wykonane, zakończone, zrobione, ukończone, выполнено
    time: uhrzeit, heure, hora, ora, tijd, godzina, czas
    direction: richtung, sens, dirección, direção, direzione, richting, kierunek
"""

_SAME_AS_ACTIVITY = ("interaction", "touchpoint", "engagement", "event", "logged", "aktivitats", "aktivitat")


@lru_cache(1)
def _list_foreign() -> dict[str, str]:
    labels: dict[str, str] = {}
    for english, others in parse_lines(_IN_OTHER_LANGUAGES):
        for label in others:
            labels.setdefault(squash(label), squash(english))
    return labels


@lru_cache(1024)
def read_activity_label(label: str) -> str:
    """Return the squashed English label that a label means in files of notes and activities, else it squashed."""
    own = squash(label)
    if own in _list_foreign():
        return _list_foreign()[own]
    english = find_english(label)
    for word in _SAME_AS_ACTIVITY:
        if english.startswith(word) and english != word:
            return f"activity{english[len(word) :]}"
    return english

"""Columns whose yes or no tells that somebody wants to hear nothing, or does not come."""

import pytest

from kanban.exchange.recognition.marks.polarity import find_polarity
from tests.exchange.conftest import Draft


@pytest.mark.parametrize(
    ("label", "cell"),
    [
        ("RSVP", "No"), ("RSVP", "Declined"), ("Attendance", "No-show"), ("Attendance", "no show"),
        ("Attended", "No"), ("Consent", "No"), ("Abgemeldet", "Ja"), ("Newsletter", "Nein"),
        ("GDPR consent", "false"), ("Marketing permission", "denied"), ("Opt-in", "no"), ("Email opt in", "FALSE"),
        ("Subscribed", "0"), ("Do not email", "yes"), ("Accepts Marketing", "no"), ("Status", "Unsubscribed"),
        ("Einwilligung", "nein"), ("Consentement", "non"), ("Consentimiento", "no"), ("Consentimento", "não"),
        ("Consenso", "no"), ("Toestemming", "nee"), ("Désinscrit", "oui"), ("Baja", "sí"), ("Descadastrado", "sim"),
        ("Disiscritto", "sì"), ("Uitgeschreven", "ja"), ("Zgoda marketingowa", "nie"), ("Согласие", "нет"),
        ("Inscrit à la newsletter", "non"), ("Newsletter-Anmeldung", "nein"), ("Suscrito", "no"),
        ("Response", "Not attending"), ("Attending", "No"), ("Will attend?", "No"), ("Teilnahme", "Nein"),
        ("Teilnahme", "Abgesagt"), ("Participation", "Non"), ("Asistencia", "No"), ("Presença", "Não"),
        ("Partecipazione", "No"), ("Aanwezig", "Nee"), ("Email Status", "Hard bounce"), ("Marketing", "No"),
        ("Is subscribed", "false"), ("Contactable", "no"), ("May we contact you?", "No"),
        ("Do you agree to receive marketing emails?", "No"), ("Do you consent to be contacted?", "no"),
        ("I agree to receive news", "I do not agree"), ("Permission to contact", "No"),
        ("Marketing Consent Given", "No"), ("Marketing Consent Status", "Denied"), ("SMS opt-in", "no"),
        ("Marketing emails", "No"), ("Email marketing", "No"), ("Event attendance", "No show"),
        ("Attendance Status", "No Show"), ("Newsletter abonniert", "nein"), ("Newsletter?", "NEIN"),
        ("Newsletter-Einwilligung", "nein"), ("DSGVO-Einwilligung", "Nein"), ("Werbeeinwilligung erteilt", "nein"),
        ("Nimmt teil", "nein"), ("Abonné newsletter", "Non"), ("Consentement RGPD", "Non"),
        ("Accepte de recevoir la newsletter", "Non"), ("Participera", "non"), ("¿Acepta recibir publicidad?", "No"),
        ("Acepta marketing", "no"), ("LGPD", "Não"), ("Aceita receber e-mails", "não"),
        ("Iscritto alla newsletter", "no"), ("Consenso marketing", "no"), ("Nieuwsbrief", "Nee"),
        ("Toestemming marketing", "nee"), ("Zgoda na kontakt", "nie"), ("Newsletter subscription", "Unsubscribed"),
        ("Would you like to receive our newsletter?", "No"), ("Are you happy for us to contact you?", "No"),
        ("Do you want to be contacted?", "No"), ("Attending in person?", "no"), ("Will you attend?", "No"),
        ("Subscription", "No"), ("Contact permission", "revoked"), ("Inscription", "Non"), ("opt_in", "0"),
        ("email_opt_in", "f"), ("gdpr_consent", "N"), ("EmailOptIn", "False"), ("marketing_opt_in", "no"),
        ("is_subscribed", "0"), ("Marketing contact", "No"), ("Angemeldet", "Nein"),
        ("Newsletter abbestellt", "ja"), ("Kein Kontakt erwünscht", "ja"), ("Kontakt erwünscht", "nein"),
        ("Keine Anrufe", "ja"), ("Werbung untersagt", "ja"), ("Werbung erlaubt", "nein"), ("Kontakt gesperrt", "x"),
        ("Nicht angemeldet", "ja"), ("Nicht abgemeldet", "nein"), ("Kein Widerspruch", "nein"),
        ("Marketing emails", "Do not email"), ("Marketing emails", "Opted out"), ("Newsletter", "abbestellt"),
        ("Not subscribed", "yes"), ("Not unsubscribed", "no"), ("Did not opt in", "true"), ("Did not opt out", "false"),
        ("No calls", "yes"), ("Do not send marketing emails", "TRUE"), ("Contact allowed", "no"), ("Email OK", "no"),
        ("Registration Status", "Cancelled"), ("Attendee status", "Not attending"), ("Anmeldestatus", "storniert"),
        ("Registration status", "Declined"), ("Statut d'inscription", "annulé"), ("Stato iscrizione", "annullato"),
        ("Estado de inscripción", "cancelado"), ("Estado de registro", "cancelada"),
        ("Status inschrijving", "geannuleerd"),
        ("Status da inscrição", "cancelado"), ("Status rejestracji", "anulowana"),
        ("Email status", "invalid"), ("Email status", "Bounced"), ("E-Mail-Status", "ungültig"),
        ("Email Validity", "Invalid"),
        ("Email invalid", "yes"), ("Email valid", "no"), ("Statut e-mail", "invalide"),
        ("Estado del correo", "rebotado"),
        ("Stato email", "non valido"), ("Status do e-mail", "inválido"), ("E-mailstatus", "ongeldig"),
        ("Status e-mail", "nieprawidłowy"), ("Email deliverability", "Undeliverable"),
        ("Ne pas démarcher", "oui"), ("Pas de démarchage", "oui"), ("Newsletter refusée", "oui"),
        ("Ne souhaite pas être contacté", "oui"),
        ("Contact autorisé", "non"), ("Pas de désinscription", "non"), ("Aucun contact", "oui"), ("Pas inscrit", "oui"),
        ("No desea recibir publicidad", "sí"), ("Sin contacto", "sí"), ("Boletín cancelado", "sí"),
        ("No suscrito", "sí"),
        ("Contacto permitido", "no"), ("No dado de baja", "no"), ("No enviar correos", "x"),
        ("Não deseja contato", "sim"), ("Sem contato", "sim"), ("Newsletter recusada", "sim"), ("Não inscrito", "sim"),
        ("Contato permitido", "não"), ("Não descadastrado", "não"), ("Não enviar e-mails", "sim"),
        ("Nessun contatto", "sì"), ("Non desidera essere contattato", "sì"), ("Newsletter disdetta", "sì"),
        ("Non iscritto", "sì"), ("Contatto consentito", "no"), ("Non disiscritto", "no"), ("Non inviare email", "sì"),
        ("Geen contact", "ja"), ("Geen contact gewenst", "ja"), ("Nieuwsbrief opgezegd", "ja"),
        ("Niet aangemeld", "ja"),
        ("Contact toegestaan", "nee"), ("Niet uitgeschreven", "nee"), ("Niet bellen", "ja"), ("Geen reclame", "ja"),
        ("Brak zgody", "tak"), ("Bez kontaktu", "tak"), ("Nie kontaktować się", "tak"), ("Nie dzwonić", "tak"),
        ("Brak zgody na marketing", "tak"), ("Rezygnacja z newslettera", "tak"), ("Nie zapisany", "tak"),
        ("Zgoda na newsletter", "nie"), ("Nie wypisany", "nie"), ("Sprzeciw marketingowy", "tak"),
    ],
)  # fmt: skip
def test_answers_by_which_somebody_opts_out(fold, label, cell):
    files = fold(f"name,email,{label}\nAda,ada@x.example,{cell}\nBo,bo@x.example,\n")
    assert [card.labels for card in map(Draft, files)] == [{"opted out"}, set()]
    assert any("1 person has opted out" in note for note in files.notes)


@pytest.mark.parametrize(
    ("label", "cell"),
    [
        ("RSVP", "Yes"), ("RSVP", "Maybe"), ("RSVP", ""), ("Attendance", "Attended"), ("Attended", "Yes"),
        ("Consent", "Yes"), ("Consent", ""), ("Abgemeldet", "Nein"), ("Newsletter", "Ja"),
        ("Newsletter", "Monthly digest"), ("GDPR consent", "true"), ("Marketing permission", "granted"),
        ("Opt-in", "yes"), ("Subscribed", "1"), ("Do not email", "no"), ("Unsubscribed", "FALSE"),
        ("Accepts Marketing", "yes"), ("Subscriber status", "inactive"), ("Désabonné", "non"), ("Dado de baja", "no"),
        ("Response", "No"), ("Phone valid", "no"), ("Attended last year", "No"), ("Newsletter source", "No"),
        ("Customer attended demo", "No"), ("Marketing owner", "No"), ("Marketing qualified", "No"),
        ("Marketing contact status", "Non-marketing contact"), ("Consent Date", ""), ("Consent Date", "2026-01-02"),
        ("Registration status", "confirmed"), ("Checked In", "No"), ("Hat zugesagt", "nein"), ("Abmeldung", ""),
        ("How did you hear about our newsletter?", "No"), ("What would you like to receive?", "none"),
        ("Subscribers", "0"), ("Newsletters", "5"), ("Subscription", "Pro"), ("Marketing Budget", "0"),
        ("Marketing source", "No"), ("Permission level", "No"), ("Participation fee", "0"), ("Angemeldet am", ""),
        ("Marketing team", "No"), ("Response", "Declined"), ("Invite response", "Declined"),
        ("Newsletter abbestellt", "nein"), ("Kein Kontakt erwünscht", "nein"), ("Kontakt erwünscht", "ja"),
        ("Not unsubscribed", "yes"), ("Nicht abgemeldet", "ja"), ("Did not opt out", "true"), ("Not subscribed", "no"),
        ("Marketing emails", "Weekly"), ("Marketing emails", "Yes"), ("Do not email", "OK to email"),
        ("Unsubscribed", "Subscribed"), ("Registration Status", "Waitlisted"), ("Registration number", "0"),
        ("Email status", "valid"), ("Email status", "Unknown"), ("Email status", "sent"), ("Email verified", "no"),
        ("Lead status", "Invalid"), ("Phone status", "invalid"), ("Order status", "cancelled"), ("Pas inscrit", "non"),
        ("Sin contacto", "no"), ("Sem contato", "não"), ("Nessun contatto", "no"), ("Geen contact", "nee"),
        ("Brak zgody", "nie"), ("Nie wypisany", "tak"), ("Niet uitgeschreven", "ja"), ("Last contact", "no"),
        ("Contact", "No"), ("Email", "no"), ("Call outcome", "No answer"), ("Calls", "0"), ("Phone", "none"),
        ("No-contact reason", "moved away"), ("Cancelled order", "yes"), ("Blocked by", "Sam"),
        ("Contact date", "none"),
    ],
)  # fmt: skip
def test_answers_that_say_no_such_thing(fold, label, cell):
    (card,) = map(Draft, fold(f"name,email,{label}\nAda,ada@x.example,{cell}\n"))
    assert "opted out" not in card.labels


def test_a_column_of_counts_denies_nothing(fold):
    files = fold("name,email,newsletter\nAda,ada@x.example,0\nBo,bo@x.example,5\n")
    assert [card.labels for card in map(Draft, files)] == [set(), set()]


@pytest.mark.parametrize("label", ["Event", "Company", "Opposition party", "Permission level", "Contact", "Notes"])
def test_labels_without_a_direction(label):
    assert find_polarity(label) is None

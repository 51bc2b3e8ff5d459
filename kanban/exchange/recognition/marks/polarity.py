"""Which way a yes or a no of a column points: whether it means that somebody wants to hear nothing, or does not come.

`Unsubscribed: yes` and `Newsletter: no` say the same. A label counts only as a whole: whatever it has beside such a
word must be one that changes nothing, so that `Newsletter source` and `Attended last year` tell nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from kanban.domain.values.text import fold
from kanban.exchange.recognition.marks import consent_words as consent
from kanban.exchange.recognition.words.column_labels import split_label
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.stage_vocabulary import parse_words

Polarity = Literal["refusal", "permission", "attendance"]
"""What a yes means in a column: that somebody opted out, that they may be written to, or that they come."""


def _split_words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


def _parse_phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Return phrases as their folded words."""
    return frozenset(tuple(split_label(phrase)) for phrase in text.replace("\n", ",").split(",") if phrase.strip())


_PHRASES: dict[Polarity, frozenset[tuple[str, ...]]] = {
    "refusal": _parse_phrases("""
        opt out, opted out, optout, optedout, unsubscribed, unsubscribe, do not contact, do not email, do not e mail
        do not mail, do not call, do not market, do not send, no marketing, no emails, no email, no newsletter
        remove from list, removed from list, dnc, robinsonliste, robinson liste, gdpr objection, objects to marketing
        optou por não receber, removido da lista, absent, absente, abwesend, afwezig, ausente, assente, nieobecny
        kontaktverbot, hat nicht teilgenommen, hat sich abgemeldet, dado de baja del boletín
        no contact, not attending, no show, suppressed, withdrawn consent, consent withdrawn, complained
        abgemeldet, abmeldung, nicht kontaktieren, keine werbung, kein newsletter, werbesperre, kontaktsperre
        werbewiderspruch, widerspruch, widerrufen, nimmt nicht teil, abgesagt
        désinscrit, désinscrite, désinscription, désabonné, désabonnée, ne pas contacter, ne pas appeler, opposition
        baja, dado de baja, dada de baja, no contactar, no llamar, no molestar, desuscrito, descadastrado
        descadastrada, não contatar, não contactar, não perturbe, disiscritto, disiscritta, non contattare
        uitgeschreven, afgemeld, niet contacteren, niet benaderen, niet mailen, wypisany, wypisana
        nie kontaktować się, nie kontaktować, rezygnacja z newslettera, отписан, отписался, отписалась, не звонить
        не писать, не беспокоить
        kontakta ej, kontakta inte, får ej kontaktas, ej reklam, nej tack till reklam, inget nyhetsbrev, ring ej
        avregistrerad, avregistrering, avprenumererad, spärrad för utskick, avanmäld, kommer ej, frånvarande
        leiratkozott, leiratkozva, leiratkozás, nem kereshető, ne keressük, nem megkereshető, nem kér hírlevelet
        ne kontaktálja, nem jelent meg, nem jön
        wypisał się, wypisała się, nie dzwonić, nie wysyłać, zakaz kontaktu, nie kontaktować
    """),
    "permission": _parse_phrases("""
        consent, consented, consents, permission, permissions, opt in, opted in, optin, optedin, double opt in
        subscribed, subscriber, subscribe, subscription, newsletter, newsletters, accepts, accepts marketing, marketing
        contactable, gdpr, may we contact you, can we contact you, ok to contact, okay to contact, ok to email
        allow contact, may contact, can contact, allow emails, mailing list
        einwilligung, einverständnis, einverstanden, zustimmung, zugestimmt, werbeeinwilligung, marketingeinwilligung
        werbeerlaubnis, kontakterlaubnis, dsgvo, newsletter anmeldung, abonniert, angemeldet, abonnent
        consentement, inscrit, inscrite, inscription, abonné, abonnée, rgpd, autorisation, accord
        consentimiento, suscrito, suscrita, suscripción, suscriptor, acepta, autoriza, autorización, boletín
        consentimento, inscrito, inscrita, assinante, aceita, autorização, lgpd
        consenso, iscritto, iscritta, iscrizione, acconsente, autorizzazione
        toestemming, aangemeld, ingeschreven, nieuwsbrief, abonnee, avg
        zgoda, subskrybent, subskrypcja, rodo, согласие, подписан, подписка, подписчик, рассылка, рассылку
        samtycke, nyhetsbrev, prenumerant, prenumererar, prenumeration, marknadsföringssamtycke, får kontaktas
        hozzájárulás, hírlevél, feliratkozott, feliratkozó, feliratkozás, marketing hozzájárulás, megkereshető
        wyraża zgodę, zgoda marketingowa
    """),
    "attendance": _parse_phrases("""
        rsvp, attending, attendance, attends, attended, attend, will attend, coming, participating, participation
        participates, participated, showed up, show up
        teilnahme, teilgenommen, nimmt teil, anwesend, anwesenheit, zugesagt, erschienen
        présence, présent, présente, participe, participation, participera, a participé, venue
        asistencia, asiste, asistirá, asistió, participa, participará, participó, presença, presente, compareceu
        comparecimento, comparecerá, presenza, partecipa, parteciperà, partecipazione, ha partecipato
        uczestniczył, uczestniczyła, uczestniczy, bierze udział
        aanwezig, aanwezigheid, deelname, neemt deel, deelgenomen, obecny, obecna, obecność, udział, weźmie udział
        участие, присутствие, придет, участвует, присутствовал
        deltar, deltagande, deltog, kommer, närvaro, närvarande, osa
        részvétel, részt vesz, részt vett, jelen van, eljön
    """),
}

_BESIDE = frozenset(
    word
    for text in (
        "email e mail mails emails sms phone call calls contact marketing gdpr dsgvo rgpd lgpd rodo event",
        "webinar status given granted confirmed has is are was will you do does did to be for the we may receive",
        "our from of by on a an all any news updates communication communications promotional",
        "commercial offers data privacy processing response answer flag in person hs email1 user lead member",
        "people attendee guest list and or i agree yes no werbung werbe per zum zur fur der die das den vom",
        "erteilt gegeben erhalten kontakt alla allo agli accepte accepter recevoir kontaktowanie",
        "post datenschutz daten la le les des du de a l une un aux par pour reception commerciale",
        "commerciales prospection recevoir el los las al del para por recibir comercial comerciales publicidad",
        "receber il lo per ricevere voor de het een ontvangen na do marketing marketingowa marketingowe przetwarzanie",
        "danych на в получение обработку данных e mails",
        "da do dos das dello dei degli van von etre ser essere worden werden sein byc zostac gewenst rejestracji",
        "me us my please mochte mag will bitte wil z dal hard soft longer wants",
    )
    for word in text.split()
)
"""Words that change nothing beside such a phrase."""

_QUESTION = re.compile(
    r"\b(?:agree|consent|want|wish|like|happy|opt[ -]?in|allow|may we|can we|ok(?:ay)? for us|permission)\b.*"
    r"\b(?:receiv\w+|contact(?:ed)?|email(?:s|ed)?|newsletters?|marketing|updates|communications?)\b"
)
"""A question of a form whose no is an opting out."""

_NO_QUESTION = re.compile(r"\b(?:how|when|where|why|what|which|not|don t|never)\b")

_LONGEST_LABEL = 300
"""Characters of a label; a longer text is no question that one answers with yes or no."""


@lru_cache(1024)
def find_polarity(label: str) -> Polarity | None:
    """Return what a yes means in a column of a label; None where it tells nothing of that."""
    words = split_label(label)
    starts = _index_phrases()
    readings: list[tuple[int, int, Polarity]] = []
    for place, word in enumerate(words):
        for polarity, phrase in starts.get(word, ()):
            rest = words[:place] + words[place + len(phrase) :]
            if tuple(words[place : place + len(phrase)]) == phrase and _changes_nothing(rest, polarity):
                turned = _turn(polarity) if _count_negations(rest) % 2 else polarity
                readings.append((-len(phrase), _ORDER.index(turned), turned))
    return min(readings)[2] if readings else _weigh_words(words) or _read_question(label, len(words))


def _is_of_consent(names: set[str]) -> bool:
    """Tell whether words without what somebody gets are of a consent that is not there: `Brak zgody`."""
    return bool(names & (consent.ALLOWING - consent.UNCLEAR)) and bool(names & consent.NEGATIONS)


def _turn(polarity: Polarity) -> Polarity:
    return "permission" if polarity == "refusal" else "refusal"


def _count_negations(words: list[str]) -> int:
    """Return how often words turn what they stand beside."""
    return sum(word in consent.NEGATIONS for word in words) or int(not consent.HALF_NEGATIONS.isdisjoint(words))


def _weigh_words(words: list[str]) -> Polarity | None:
    """Return what a label means by what each of its words does; None where one of them is unknown."""
    if len(words) < 2:
        return None
    names = set(words)
    turning, allowing = consent.TURNING, consent.ALLOWING
    topic = consent.SENT
    if names & consent.OF_MAIL and names & (consent.BROKEN | consent.WORKING):
        turning, allowing, topic = turning | consent.BROKEN, allowing | consent.WORKING, consent.OF_MAIL
    known = turning | allowing | topic | consent.NEGATIONS | consent.HALF_NEGATIONS | _BESIDE | {"hat", "habe"}
    if not names <= known or not (names & topic or _is_of_consent(names)):
        return None
    turns = sum(word in turning for word in words) + _count_negations([word for word in words if word not in turning])
    if not turns and not names & allowing:
        return None
    return "refusal" if turns % 2 else "permission"


_ORDER: tuple[Polarity, ...] = ("refusal", "permission", "attendance")
"""What counts first where a label says two things: `Newsletter opt-out` is a refusal."""


@lru_cache(1)
def _index_phrases() -> dict[str, list[tuple[Polarity, tuple[str, ...]]]]:
    """Return the phrases by their first word."""
    starts: dict[str, list[tuple[Polarity, tuple[str, ...]]]] = {}
    for polarity, phrases in _PHRASES.items():
        for phrase in phrases:
            starts.setdefault(phrase[0], []).append((polarity, phrase))
    return starts


def _changes_nothing(words: list[str], polarity: Polarity) -> bool:
    """Tell whether the other words of a label leave its direction as it is."""
    starts = _index_phrases()
    return all(
        word in _BESIDE
        or word in consent.NEGATIONS
        or word in consent.HALF_NEGATIONS
        or word in consent.SENT
        or (polarity, (word,)) in starts.get(word, ())
        for word in words
    )


def _read_question(label: str, words: int) -> Polarity | None:
    if words < _SHORTEST:
        return None
    text = _SIGNS.sub(" ", fold(label))
    if len(text) > _LONGEST_LABEL or _NO_QUESTION.search(text):
        return None
    return "permission" if _QUESTION.search(text) else None


_SIGNS = re.compile(r"[\W_]+")
_SHORTEST = 4
"""Words of a question; shorter labels are judged as a whole."""

NO = parse_words("""
    no, n, false, f, 0, nein, falsch, non, faux, no gracias, nope, não, nao, falso, nee, onwaar, nie, falsz, нет, ложь
    nej, never, none given, denied, declined, refused, revoked, withdrawn, rejected, disagree, disagreed, disabled, off
    not given, not granted, not allowed, not permitted, not consented, no consent, i do not agree, do not agree
    i disagree, no thanks, no thank you, opted out, opt out, unsubscribed, not subscribed, inactive consent
    abgelehnt, verweigert, widerrufen, nicht erteilt, nicht einverstanden, keine, nicht zugestimmt, abgemeldet
    refusé, refusée, retiré, retirée, révoqué, pas d'accord, désinscrit, denegado, denegada, rechazado, rechazada
    revocado, revocada, no acepta, no autoriza, negado, negada, recusado, recusada, revogado, revogada, não aceito
    negato, negata, rifiutato, rifiutata, revocato, revocata, non acconsento, geweigerd, ingetrokken, niet gegeven
    niet akkoord, odmowa, brak zgody, wycofana, cofnięta, nie wyrażam zgody, отказ, отказано, отозвано, не согласен
    nekad, nekat, avböjt, återkallat, ej godkänd, nem, hamis, elutasítva, visszavonva, nem járul hozzá, nincs
""")
"""Answers that deny."""

NOT_THERE = NO | parse_words("""
    no show, noshow, no shows, did not show, did not attend, didn't attend, not attending, not attended, will not attend
    won't attend, not coming, can't make it, cannot make it, cannot attend, can't attend
    can not attend, unable to attend, absent, missed, regrets, cancelled, canceled, declines, not going, not present
    abgesagt, abwesend, nicht erschienen, nicht anwesend, kommt nicht, nimmt nicht teil, nicht teilgenommen, abgemeldet
    verhindert, décliné, absente, ne vient pas, ne viendra pas, ne participe pas, n'a pas participé, annulé, excusé
    ausente, no asistirá, no asistió, no asiste, no participa, no vendrá, cancelado, não compareceu, não vai
    não comparecerá, não participa, não participará, faltou, assente, non partecipa, non parteciperà, non presente
    non verrà, annullato, afwezig, niet aanwezig, komt niet, afgezegd, niet deelgenomen, geannuleerd
    nieobecny, nieobecna, nie przyjdzie, nie weźmie udziału, odwołano, не придет, не придёт, отсутствовал, отсутствует
    не участвует, отменено
    kommer inte, kommer ej, deltar ej, deltar inte, deltog inte, avbokad, frånvarande, uteblev
    nem jön, nem vesz részt, nem vett részt, nem jelent meg, lemondta, távol
""")
"""Answers of people who don't come."""

_NUMBER = re.compile(r"\s*\d+\s*")


@lru_cache(1024)
def is_refusal(answer: str) -> bool:
    """Tell whether an answer says by itself that somebody wants to hear nothing, whatever the question is."""
    words = split_label(answer) if len(answer) < _LONGEST_ANSWER else []
    if len(words) == 1:
        return words[0] in consent.TURNING
    return bool(words) and words[:2] != ["non", "marketing"] and find_polarity(answer) == "refusal"


_LONGEST_ANSWER = 60
"""Characters of an answer that is read by its words."""


def tells_of_address(label: str) -> bool:
    """Tell whether a column says whether an e-mail address reaches somebody: `Email status`."""
    words = set(split_label(label))
    is_of_mail = bool(words & consent.OF_MAIL) and bool(words & consent.CHECKED)
    return is_of_mail and words <= consent.OF_MAIL | consent.CHECKED | _BESIDE


def tells_of_coming(label: str) -> bool:
    """Tell whether a column says what became of somebody's registration: `Registration status`."""
    words = set(split_label(label))
    return bool(words & _COMING) and bool(words & _STATES) and words <= _COMING | _STATES | _BESIDE


_COMING = _split_words("""
    registration registrant attendee attendance attendees guest rsvp participation participant signup invitation
    anmeldung anmelde teilnahme teilnehmer registrierung inscription participation présence inscripción registro
    asistencia asistente inscrição presença participante iscrizione partecipazione presenza partecipante
    inschrijving aanmelding deelname registratie deelnemer rejestracja rejestracji uczestnictwo uczestnika zgłoszenia
    anmeldestatus teilnahmestatus registrierungsstatus teilnehmerstatus aanmeldstatus registratiestatus deelnamestatus
    inschrijvingsstatus
""")
_STATES = _split_words("""
    status state statut état stato estado situação situación stan anmeldestatus teilnahmestatus registrierungsstatus
    teilnehmerstatus aanmeldstatus registratiestatus deelnamestatus inschrijvingsstatus
""")


def find_refusals(polarity: Polarity, answers: set[str]) -> set[str]:
    """Return the answers of a column by which people opt out; `answers` are the different cells of it."""
    if polarity == "refusal":
        return {answer for answer in answers if answer.strip() and (is_refusal(answer) or not _takes_back(answer))}
    words = NOT_THERE if polarity == "attendance" else NO
    are_counts = any(_NUMBER.fullmatch(answer) and int(answer) > 1 for answer in answers)
    return {
        answer
        for answer in answers
        if answer.strip()
        and (squash(answer) in words or is_refusal(answer))
        and not (are_counts and _NUMBER.fullmatch(answer))
    }


def _takes_back(answer: str) -> bool:
    """Tell whether an answer to whether somebody opted out says that they did not."""
    return (
        squash(answer) in _STILL_IN
        or answer.startswith("http")
        or (find_polarity(answer) == "permission" and not _is_topic_alone(answer))
    )


def _is_topic_alone(answer: str) -> bool:
    """Tell whether an answer only names what somebody gets, or no longer gets: `Newsletter`."""
    return not consent.ALLOWING.intersection(split_label(answer)) and not _count_negations(split_label(answer))


_STILL_IN = NO | parse_words("""
    subscribed, active, opted in, opt in, allowed, granted, ok, okay, not unsubscribed, not opted out, aktiv, abonniert
    angemeldet, erlaubt, abonné, inscrit, actif, autorisé, suscrito, activo, permitido, inscrito, ativo
    iscritto, attivo
    consentito, ingeschreven, aangemeld, actief, zapisany, aktywny, подписан
    prenumererar, tillåten, godkänd, feliratkozott, aktív, engedélyezett, subskrybuje
""")
"""Answers of people who did not opt out."""

"""Labels that say that a record is deleted, archived or in use: `Deal Archived`, `Contact supprimé`, `Lead active`."""

from __future__ import annotations

from functools import lru_cache

from kanban.domain.values.text import fold
from kanban.exchange.recognition.marks.consent_words import HALF_NEGATIONS, NEGATIONS
from kanban.exchange.recognition.words.column_labels import read_label, split_label
from kanban.exchange.recognition.words.near_words import COMPANY, DEAL, PERSON, split_words


def _split(text: str) -> frozenset[str]:
    return split_words(fold(text))


_MARKS = {
    "deleted": _split("""
        deleted trashed removed trash binned purged
        gelöscht gelöschter gelöschte gelöschtes gelöschten papierkorb entfernt löschkennzeichen löschvermerk
        supprimé supprimée supprimés supprimées effacé effacée corbeille suppression
        eliminado eliminada eliminados eliminadas borrado borrada papelera suprimido suprimida
        excluído excluída apagado apagada lixeira removido removida deletado deletada
        eliminato eliminata cancellato cancellata cestino rimosso rimossa
        verwijderd verwijderde prullenbak gewist
        usunięty usunięta usunięte usunięto skasowany skasowana skasowane kosz koszu
        удален удалена удалено удаленный корзина корзине
        borttagen borttaget borttagna raderad raderat raderade papperskorg papperskorgen
        törölt törölve törlés lomtár lomtárban kuka
    """),
    "archived": _split("""
        archived archive
        archiviert archivierter archivierte archiviertes archivierten archiv
        archivé archivée archivés archivées archives
        archivado archivada archivados archivadas archivo
        arquivado arquivada arquivados arquivadas arquivo
        archiviato archiviata archiviati archivio
        gearchiveerd gearchiveerde archief
        zarchiwizowany zarchiwizowana zarchiwizowane zarchiwizowano archiwum archiwalny archiwalna
        архив архиве архивный архивная архивирован архивировано заархивирован
        arkiverad arkiverat arkiverade arkiv archivált archiválva archívum
        inactive inaktiv inactif inactivo inativo inattivo inactief nieaktywny nieaktywna nieaktywne inaktív
    """),
}
"""Words that say so, by the reason for which the row is left out."""

_IN_USE = _split("""
    active aktiv actif active activo activa ativo ativa attivo attiva actief aktywny aktywna aktywne
    активен активна aktív
""")
"""Words of which a no says that a record is archived; they count behind what they are said of, or alone with a verb."""

_VERBS = _split(
    "is are was has been ist est es e estado sido stato stata jest byl zostal wurde foi fue har ar blev van lett ki"
)

_RECORDS = (
    DEAL
    | PERSON
    | COMPANY
    | _split("""
    record entry row card object account element
    datensatz eintrag kontakt kontakte geschäft interessent kunde firma unternehmen vorgang verkaufschance
    ansprechpartner
    person objekt chance organisation
    fiche enregistrement affaire transaction piste prospect client entreprise compte opportunité société contact
    registro contacto negocio cliente empresa cuenta oportunidad trato ficha candidato
    contato negócio conta oportunidade cadastro pessoa
    contatto scheda trattativa affare azienda opportunità
    contactpersoon klant bedrijf verkoopkans relatie dossier
    rekord wpis kontakt klient firma szansa transakcja sprzedaży osoba konto umowa lead
    запись контакт сделка клиент компания лид
    post kund affär affären kontakten företag företaget leadet kontot bolag
    rekord ügylet üzlet ügyfél kapcsolat kapcsolattartó cég vállalat szervezet lehetőség fiók
    usunieto transakcji szansy kontaktu klienta firmy rekordu leada
""")
) - {"sales", "funnel", "pipeline", "board", "request", "order", "quote", "contract", "user", "issue", "task"}
"""Words for what a row is."""

_FILLERS = _VERBS | _split("""
    in the on at as date time timestamp day datum am um status statut état estado stato stan state flag marker mark
    indicator kennzeichen le à la aux el en em il nel na no o op dnia w do yes y n da de del della der die das im ins
    soft auf wurde moved to marked für date data fecha lub czy
""")
"""Words that change nothing beside them."""

_OF_NUMBER = frozenset({"count", "number", "total", "anzahl", "nombre", "reason", "by", "von", "par", "por", "door"})


@lru_cache(1024)
def find_removal_mark(label: str) -> tuple[str, bool] | None:
    """Return why rows are left out that a column marks, and whether a yes marks them; None for any other column."""
    words = split_label(label)
    marks = [(reason, word) for word in words for reason, known in _MARKS.items() if word in known]
    rest = [word for word in words if not any(word in known for known in _MARKS.values())]
    is_in_use = not marks and bool(words) and words[-1] in _IN_USE and len(words) > 1
    if is_in_use:
        rest = words[:-1]
    elif not marks:
        return None
    negations = [word for word in rest if word in NEGATIONS and word not in _FILLERS] + [
        word for word in words[:1] if word == "no" and len(words) > 1
    ]
    plain = [word for word in rest if word not in NEGATIONS and word not in HALF_NEGATIONS and word not in _FILLERS]
    if _OF_NUMBER.intersection(words) or not all(_is_record(word) for word in plain):
        return None
    if any(word.endswith("s") and word[:-1] in _RECORDS and word not in _RECORDS for word in plain):
        return None  # a number of other records
    if is_in_use:
        return "archived", bool(len(set(negations)) % 2)
    return marks[0][0], not len(set(negations)) % 2


def _is_record(word: str) -> bool:
    return word in _RECORDS or _RECORDS.issuperset(read_label(word).words or ("?",))

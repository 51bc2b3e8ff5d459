"""Words of labels that tell who may be written to, each by what it does to the meaning of the whole label.

`Kein Kontakt erwünscht`, `Newsletter abbestellt` and `Not subscribed` mean the same: a word that turns the meaning, or
a negation, stands beside what somebody may get. Two of them take each other back, as in `Not unsubscribed`.
"""

from __future__ import annotations

from kanban.domain.values.text import fold
from kanban.exchange.recognition.words.near_words import split_words


def _split(text: str) -> frozenset[str]:
    return split_words(fold(text))


NEGATIONS = _split("""
    no not never without nicht kein keine keinen keiner keinerlei nie ohne pas jamais sans plus aucun aucune sin nunca
    ningun ninguna nao não sem nenhum nenhuma non senza nessun nessuna nessuno mai niet geen nooit zonder nie bez brak
    żadnych zadnych don t doesn didn isn wont не нет без
    inte ej ingen inga inget aldrig utan nem nincs soha nélkül sem
""") - {"t"}
"""Words that turn the meaning of a label."""

HALF_NEGATIONS = _split("ne n")
"""Words that do so only where no other one does: French has two for one."""

TURNING = _split("""
    unsubscribed unsubscribe unsubscribes optout optedout suppressed suppress suppression blocked blacklisted
    blocklisted
    refused refuse refuses declined rejected revoked withdrawn withdrew cancelled canceled stop stopped forbidden
    prohibited denied objected objection complained complaint unwanted disabled excluded exclude abmelden
    abbestellt abbestellung abgemeldet abmeldung gesperrt sperre sperrung unerwünscht verboten abgelehnt widerrufen
    widerruf widersprochen widerspruch untersagt gekündigt ausgetragen ausgeschlossen verweigert gestoppt sperrvermerk
    abbestellen cancelou
    désabonné désabonnée désabonnement désinscrit désinscrite désinscription refusé refusée refus interdit interdite
    bloqué bloquée révoqué révoquée opposé opposition retiré retirée indésirable résilié exclu exclue refuse
    baja desuscrito desuscrita desinscrito cancelado cancelada bloqueado bloqueada rechazado rechazada rechaza prohibido
    prohibida denegado denegada revocado revocada excluido excluida desuscripción
    descadastrado descadastrada descadastro desinscrita recusado recusada recusa proibido proibida negado negada
    revogado revogada excluída excluído
    disiscritto disiscritta disiscrizione cancellato cancellata bloccato bloccata rifiutato rifiutata rifiuta vietato
    vietata negato negata revocato opposizione escluso esclusa disdetto disdetta
    uitgeschreven afgemeld afmelding uitschrijving geblokkeerd geweigerd verboden ingetrokken opgezegd uitgesloten
    ongewenst bezwaar
    zrezygnował wypisany wypisana wypisano wypis rezygnacja zrezygnował zrezygnowała zablokowany zablokowana
    zakaz sprzeciw odmowa
    odmówił odmówiła wycofana wycofano cofnięta niechciany wykluczony
    отписан отписался отписалась отписка заблокирован запрещено запрет отказ отказался
    avregistrerad avregistrerat avregistrering avprenumererad avprenumererat spärrad spärr nekad nekat avböjd återkallad
    återkallat förbjuden avanmäld avanmält avbokad avslutat blockerad
    leiratkozott leiratkozás leiratkozva lemondta lemondott letiltva letiltott tiltott tiltás visszavonva visszavont
    visszautasította elutasította kizárva tiltakozás
    wypisał wypisała wypisz zablokowane odmówiono wycofał wycofała sprzeciwił sprzeciwia
""")
"""Words that deny what stands beside them."""

ALLOWING = _split("""
    allowed allow ok okay permitted permission wanted welcome granted agreed agrees accepts accepted accept approved
    consent consented subscribed subscribe subscription subscriber optin optedin desired enabled possible
    darf dürfen erwünscht erlaubt gewünscht zugestimmt einwilligung einverstanden zugelassen gestattet
    genehmigt abonniert möglich
    autorisé autorisée accepté acceptée souhaité souhaitée permis permise abonné abonnée inscrit inscrite consentement
    accepte souhaite veut
    permitido permitida autorizado autorizada acepta aceptado aceptada deseado deseada suscrito suscrita desea quiere
    consentimiento consentimento aceita aceito aceite desejado desejada inscrito inscrita assinante deseja quer
    permesso permessa autorizzato autorizzata accetta accettato accettata gradito gradita desiderato iscritto iscritta
    consenso desidera vuole acconsente consentito consentita consentiti autoriza autorizza autorise toestaat
    toegestaan gewenst akkoord aangemeld ingeschreven toestemming wenst wil
    dozwolony dozwolona dozwolone zgoda zgody życzy wyraża chce zapisany zapisana
    разрешено разрешен согласие согласен подписан хочет
    samtycke samtyckt tillåten tillåtet tillåter godkänd godkänt godkänner prenumererar prenumerant anmäld
    hozzájárulás hozzájárult hozzájárul engedélyezett engedélyezve feliratkozott feliratkozás kér
    wyraził wyraziła subskrybuje
""")
"""Words that say that somebody may get what stands beside them."""

UNCLEAR = _split("""
    possible ok okay wanted accepted accept accepts agreed agrees approved granted allowed allow enabled
    welcome permitted
    subscription desired möglich genehmigt zugelassen accepté acceptée aceptado aceptada aceito accettato accettata chce
    chcesz quiere quer vuole wil veut permis permise
""")
"""Words among these that say nothing of it alone."""

SENT = _split("""
    newsletter newsletters marketing email emails mail mails mailing mailings call calls sms text texts post contact
    contacted contacting communication communications advertising ads promotion promotions promotional solicitation
    solicitations whatsapp telemarketing telephone phone letters messages message campaign campaigns e
    werbung werbemails werbemail werbeanrufe kontakt kontakte kontaktaufnahme anruf anrufe anrufen kontaktieren mailen
    post briefe nachrichten rundschreiben mailverteiler verteiler werbe werbepost rundmail rundmails infomails
    send sending receive enviar inviare envoyer senden versturen wysyłać otrzymywać recibir receber ricevere ontvangen
    emailing disturb solicit kontaktiert
    courriel courriels courrier appel appels démarchage démarcher solliciter prospection publicité contacter
    contacté contactée appeler
    sollicitation sollicitations infolettre lettre
    correo correos llamada llamadas publicidad contacto contactar llamar contactado contactada boletín boletines
    comunicaciones comunicación promociones envíos envío mensajes
    contatado contatada contato contatos contatar ligação ligações ligar publicidade boletim comunicações
    comunicação mensagens envio
    contatto contatti contattare contattato contattata chiamate chiamata chiamare pubblicità comunicazioni
    messaggi invio
    gecontacteerd contacteren bellen reclame nieuwsbrief nieuwsbrieven mailen benaderen berichten telefoontjes
    post gebeld gemaild
    kontakt kontaktu kontaktować kontaktowac dzwonić dzwonic telefon telefonów newslettera reklam reklamy mailingu
    mailing wiadomości pisać marketingowy marketingowa marketingowe marketingowych
    реклама рекламы рассылка рассылки рассылку звонить писать звонки контакт контактировать беспокоить
    nyhetsbrev nyhetsbrevet utskick utskicken reklam epost mejl samtal ringa kontakta kontaktas marknadsföring sms
    mailas mejla mejlas
    hírlevél hírlevelet hírlevélről reklám megkeresés megkereshető kapcsolatfelvétel hívás hívható
    kontaktować newsletterze telefoniczny telefoniczna mailowy mailowa e-mailowy
""")
"""What somebody may get or not."""

OF_MAIL = _split("""
    email emails mail mails e courriel correo mailadresse emailadresse adresse address indirizzo adres emailstatus
    mailstatus
""")
"""Words of addresses, which are good or not."""

BROKEN = _split("""
    invalid bounced bounce bounces hardbounce undeliverable undelivered dead bad faulty ungültig unzustellbar fehlerhaft
    falsch invalide rejeté inválido invalido inválida invalida rebotado devuelto nieprawidłowy nieprawidlowy błędny
    ongeldig onbestelbaar недействителен
""")
"""Words of addresses that reach nobody."""

WORKING = _split("""
    valid deliverable validated gültig zustellbar valide válido valido valida geldig bestelbaar prawidłowy poprawny
""")
"""Words of addresses that do."""

CHECKED = _split("""
    status state statut mailstatus emailstatus validity deliverability validation verification verified quality
    check checked result hygiene zustellung
    prüfung gültigkeit zustellbarkeit état estado validez stato validità validade geldigheid ważność статус
""")
"""Words of columns that tell whether an address is good."""

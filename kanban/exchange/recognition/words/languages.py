"""Labels in other languages: whole labels as CRMs write them, and single words. `further_languages` has more of them.

A whole label stands for the English one, so that programs are recognised by it. Other labels are translated word by
word; German and Dutch ones are also taken apart (`Geschäftsname`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from kanban.domain.values.text import fold
from kanban.exchange.recognition.words import further_languages
from kanban.exchange.recognition.words.headers import parse_lines, squash

_WHOLE = """
    record id: datensatz-id, datensatznummer, id de fiche, id de l'enregistrement, id de registro, id do registro
    record id: id record, id del record, record-id, recordid
    deal name: deal-name, dealname, nom de la transaction, nombre del negocio, nombre del trato, nome do negócio
    deal name: nome trattativa, nome dell'affare, nome della trattativa, nome affare, dealnaam, deal-naam
    deal stage: deal-phase, dealphase, phase de la transaction, étape de la transaction, etapa del negocio
    deal stage: etapa do negócio, fase do negócio, fase trattativa, fase della trattativa, fase dell'affare, dealfase
    deal owner: deal-inhaber, deal-eigentümer, dealinhaber, für deal zuständiger mitarbeiter, zuständiger für deal
    deal owner: propriétaire de la transaction, propietario del negocio, propietario del trato, dealeigenaar
    deal owner: proprietário do negócio, proprietario della trattativa, proprietario dell'affare, eigenaar van deal
    deal owner: proprietario trattativa, titolare trattativa
    contact owner: kontakt-inhaber, kontaktinhaber, kontakt-eigentümer, für kontakt zuständiger mitarbeiter
    contact owner: propriétaire du contact, propietario del contacto, proprietário do contato
    contact owner: proprietario del contatto
    contact owner: proprietario contatto, contacteigenaar, eigenaar contactpersoon, eigenaar van contactpersoon
    company owner: für unternehmen zuständiger mitarbeiter, unternehmensinhaber, propriétaire de l'entreprise
    company owner: propietario de la empresa, proprietário da empresa, proprietario dell'azienda, bedrijfseigenaar
    company name: unternehmensname, name des unternehmens, firmenname, nom de l'entreprise, nombre de la empresa
    company name: nome da empresa, nome azienda, nome dell'azienda, bedrijfsnaam, nom de la société, ragione sociale
    company name: razón social, razão social, raison sociale
    associated company: zugeordnetes unternehmen, verknüpftes unternehmen, entreprise associée, empresa asociada
    associated contact: zugeordneter kontakt, zugehöriger kontakt, contact associé, contacts associés, contacto asociado
    associated contact: contactos asociados, contato associado, contatos associados, contatto associato
    associated contact: contatti associati, gekoppeld contact, gekoppelde contacten, bijbehorend contact
    associated company: empresa associada, azienda associata, gekoppeld bedrijf
    lifecycle stage: lifecycle-phase, lebenszyklusphase, phase du cycle de vie, étape du cycle de vie
    lifecycle stage: etapa del ciclo de vida, fase do ciclo de vida, estágio do ciclo de vida, fase del ciclo di vita
    lifecycle stage: levenscyclusfase, lifecyclefase
    lead status: lead-status, leadstatus, statut du lead, statut de la piste, statut du prospect, estado del lead
    lead status: estado del prospecto, estado del candidato, status do lead, stato del lead, stato lead
    lead status: status van lead
    lead owner: lead-inhaber, lead-eigentümer, leadinhaber, propriétaire de la piste, propriétaire du lead
    lead owner: propietario del prospecto, propietario del candidato, propietario del lead, proprietário do lead
    lead owner: titolare lead, titolare del lead, proprietario lead, proprietario del lead, leadeigenaar
    lead owner: eigenaar lead
    lead owner: responsable de la piste
    opportunity name: opportunity-name, opportunityname, name der opportunity, nom de l'opportunité
    opportunity name: nombre de la oportunidad, nome da oportunidade, nome opportunità, nome dell'opportunità
    opportunity name: naam opportunity, opportunitynaam, naam verkoopkans
    opportunity owner: opportunity-inhaber, opportunity-eigentümer, opportunityinhaber, inhaber der opportunity
    opportunity owner: propriétaire de l'opportunité, propietario de la oportunidad, proprietário da oportunidade
    opportunity owner: titolare opportunità, proprietario opportunità, titolare dell'opportunità, eigenaar opportunity
    opportunity owner: opportunity-eigenaar, opportunityeigenaar
    account name: accountname, account-name, name des accounts, nom du compte, nombre de la cuenta, nome da conta
    account name: nome account, nome dell'account, accountnaam, naam account, kontoname
    account owner: account-inhaber, account-eigentümer, propriétaire du compte, propietario de la cuenta
    account owner: proprietário da conta, titolare account, eigenaar account, accounteigenaar
    lead source: lead-quelle, leadquelle, quelle des leads, source de la piste, origine de la piste, source du lead
    lead source: origen del prospecto, origen del candidato, origen del lead, fuente del lead, origem do lead
    lead source: fonte do lead, fonte lead, origine lead, fonte del lead, bron lead, leadbron, bron van lead
    lead source: fuente de prospecto, origen de la oportunidad, provenance de la piste, provenienza lead
    original source: ursprüngliche quelle, originalquelle, source d'origine, fuente original, fonte original
    original source: fonte originale, sorgente originale, originele bron, oorspronkelijke bron, source originale
    original source: ursprüngliche traffic-quelle, ursprüngliche trafficquelle, ursprüngliche besucherquelle
    original source: originale traffic-quelle, source de trafic d'origine, source de trafic originale
    original source: source du trafic d'origine, source de trafic initiale, fuente de tráfico original
    original source: fuente original de tráfico, origen del tráfico original, fonte original de tráfego
    original source: fonte de tráfego original, origem original do tráfego, origem do tráfego original
    original source: fonte di traffico originale, sorgente di traffico originale, fonte originale di traffico
    original source: oorspronkelijke verkeersbron, originele verkeersbron, oorspronkelijke trafficbron
    record id: id d'enregistrement, id de fiche d'informations, id de la fiche d'informations, identificador de registro
    next step date: datum der nächsten aktivität, nächstes aktivitätsdatum, datum der nächsten aktion
    associated company: primäres zugeordnetes unternehmen, zugeordnetes unternehmen (primär)
    associated company: entreprise associée principale, empresa asociada principal, primair gekoppeld bedrijf
    associated contact: zugeordneter contact, zugeordnete kontakte, zugeordnete contacts, verknüpfter kontakt
    lost reason: motif de la transaction perdue, raison de la transaction perdue, motif de perte de la transaction
    lost reason: motivo de negocio perdido, motivo del negocio perdido, motivo de la pérdida, motivo de trato perdido
    lost reason: motivo do negócio perdido, motivo de negócio perdido, motivo de fechamento perdido
    lost reason: motivo trattativa persa, motivo della trattativa persa, motivo chiusura persa
    lost reason: reden verloren deal, reden van verloren deal, reden gesloten verloren
    win reason: grund für gewonnenen deal, motif de la transaction gagnée, motivo de negocio ganado
    closed at: geschlossen am, abgeschlossen am, gewonnen am, verloren am, fermé le, gagné le, perdu le, cerrado el
    closed at: ganado el, perdido el, chiuso il, vinto il, perso il, fechado em, ganho em, perdido em, gewonnen op
    close date: abschlussdatum, schlusstermin, schließdatum, date de clôture, date de fermeture, date de conclusion
    close date: fecha de cierre, data de fechamento, data di chiusura, data chiusura, sluitdatum, sluitingsdatum
    close date: afsluitdatum, abschlusstermin, data de encerramento, fecha cierre, data fechamento
    expected revenue: revenu espéré, revenu attendu, erwarteter umsatz, ingreso esperado, ingresos esperados
    expected revenue: receita esperada, ricavo previsto, ricavi previsti, verwachte omzet
    expected close date: voraussichtliches abschlussdatum, erwartetes abschlussdatum, date de clôture prévue
    expected close date: date de clôture estimée, fecha de cierre prevista, fecha prevista de cierre
    expected close date: fecha estimada de cierre
    expected close date: data prevista de fechamento, previsão de fechamento, data di chiusura prevista
    expected close date: verwachte sluitdatum, verwachte sluitingsdatum, verwachte afsluitdatum
    create date: erstellungsdatum, erstelldatum, erstellt am, angelegt am, anlagedatum, date de création, créé le
    create date: fecha de creación, creado el, data de criação, criado em, data di creazione, data creazione
    create date: creato il, deal erstellt
    create date: aanmaakdatum, datum aangemaakt, aangemaakt op, gemaakt op, erstellt, angelegt, erfasst am
    create date: creado, fecha de alta, fecha de registro, data de cadastro, data de registro, data inserimento
    last modified date: letzte änderung, geändert am, date de dernière modification, última modificación
    last modified date: última modificação, ultima modifica, laatst gewijzigd
    next step: nächster schritt, nächste schritte, prochaine étape, étape suivante, próximo paso, siguiente paso
    next step: paso siguiente, próximo passo, próxima etapa, próximos passos, prossimo passo, passaggio successivo
    next step: fase successiva, prossimo passaggio, volgende stap, prochaine action, nächste aktion, prossima azione
    next step: próxima atividade, próxima actividad, nächste aktivität, prochaine activité, prossima attività
    next step: próxima acción, próxima ação, volgende actie
    next step date: fälligkeitsdatum, wiedervorlage, wiedervorlagedatum, date d'échéance, date de relance
    next step date: fecha de vencimiento, data de vencimento, data di scadenza, scadenza, vervaldatum, einddatum
    next step date: fällig am, échéance, nächster termin, nächste aktivität am, fällig, vencimiento, vencimento
    next step date: fecha de seguimiento, nächster kontakt am, data follow-up
    probability: wahrscheinlichkeit, abschlusswahrscheinlichkeit, probabilité, probabilidad, probabilidade
    probability: probabilità
    probability: waarschijnlijkheid, kans, slagingskans
    phone number: telefonnummer, rufnummer, numéro de téléphone, número de teléfono, número de telefone
    phone number: numero di telefono, telefoonnummer, n° de téléphone, nº de teléfono
    mobile phone: mobiltelefon, mobilnummer, handy, handynummer, portable, téléphone portable, mobile téléphone, móvil
    mobile phone: teléfono móvil, celular, telefone celular, telemóvel, cellulare, mobiel, mobiel nummer, gsm
    mobile phone: número de celular, numéro de portable, mobiele telefoon
    email: e-mail-adresse, e-mailadresse, mailadresse, adresse e-mail, adresse électronique, adresse mail, courriel
    email: correo electrónico, correo, correo electronico, endereço de e-mail, indirizzo e-mail, indirizzo email
    email: e-mailadres, emailadres, posta elettronica, dirección de correo electrónico, mél, email adresse
    first name: vorname, prénom, primer nombre, primeiro nome, voornaam, rufname, nombre de pila
    last name: nachname, familienname, zuname, nom de famille, apellidos, apellido, sobrenome, apelido, cognome
    last name: achternaam, primer apellido, último nome
    full name: vollständiger name, vor- und nachname, nom complet, prénom et nom, nombre completo, nome completo
    full name: nombre y apellidos, nome e cognome, nome e sobrenome, volledige naam, voor- en achternaam, naam
    full name: nom et prénom, cognome e nome, nominativo
    lost reason: absagegrund, absage grund, grund der absage, grund für absage
    lost reason: verlustgrund, grund für verlust, verlustursache, ablehnungsgrund, raison de la perte, motif de perte
    lost reason: motivo de pérdida, motivo de perda, razón de pérdida, motivo della perdita, motivo perdita
    lost reason: reden verlies, verliesreden, reden van verlies, raison de perte, cause de la perte, motivo da perda
    closed lost reason: grund für verlorenen deal, motif de clôture perdue, motivo de cierre perdido
    job title: position, berufsbezeichnung, funktion, intitulé du poste, poste, fonction, cargo, puesto, qualifica
    job title: mansione, functie, functietitel, stelle, jobtitel, título del puesto, ruolo
    email opt out: e-mail-opt-out, désinscription e-mail, no participación en correo electrónico, e-mail-afmelding
    owner: zuständig, zuständiger mitarbeiter, verantwortlich, verantwortlicher, bearbeiter, betreuer, propriétaire
    owner: commercial, responsable, assigné à, propietario, asignado a, comercial, proprietário, responsável
    owner: proprietario, titolare, assegnato a, assegnatario, responsabile, eigenaar, toegewezen aan
    owner: verantwoordelijke
    owner: zugewiesen an, atribuído a, vendedor, venditore, vendeur, verkäufer, vertriebsmitarbeiter, vertriebler
    contact person: personne à contacter, persona a contactar
    contact person: ansprechpartner, ansprechperson, kontaktperson, interlocuteur, persona de contacto
    contact person: pessoa de contato, pessoa de contacto, persona di contatto, referente, contactpersoon
    customer: kunde, kundenname, cliente, klant, klantnaam, nom du client, nombre del cliente, nome do cliente
    customer: nome cliente, nome del cliente
    campaign name: kampagnenname, nom de la campagne, nombre de la campaña, nome da campanha, nome campagna
    campaign name: campagnenaam
    currency: curr, ccy, währung, devise, moneda, divisa, moeda, valuta, waehrung
    website: webseite, internetseite, site web, site internet, sitio web, página web, site, sito web, sito
    comments: bemerkung, bemerkungen, anmerkung, anmerkungen, kommentar, kommentare, commentaire, commentaires
    comments: remarques
    comments: comentario, comentarios, comentário, comentários, observações, observaciones, commento, commenti, note
    comments: opmerking, opmerkingen, notiz, notizen, notas, notities, observación, observação, annotazioni
    comments: osservazioni
    description: beschreibung, descripción, descrição, descrizione, omschrijving, beschrijving
    message: nachricht, mensaje, mensagem, messaggio, bericht, ihre nachricht, votre message, tu mensaje
    tags: schlagwörter, schlagworte, étiquettes, etiquetas, etichette, stichworte, libellés, marcadores
    company name: nombre comercial, nom commercial, nome fantasia, denominazione sociale, handelsnaam, enseigne
    contact person: referente aziendale
    subject: betreff, onderwerp, asunto, assunto, oggetto, objet
    account name: relatie, zakelijke relatie, naam relatie
    full name: nombre y apellido, nome próprio e apelido, vorname und nachname, prénom nom
    first name: nome próprio, nombres
    last name: apellido paterno, nom patronymique
    email: pec, adresse de courriel, e-mailadressen
    tags: étiquette, etiqueta, etichetta, stichwörter, stichwort, schlagwort, trefwoorden, trefwoord, marcador
    tags: mots-clés, palabras clave, palavras-chave, parole chiave
    how did you hear about us: wie sind sie auf uns aufmerksam geworden, wie haben sie von uns erfahren
    how did you hear about us: comment avez-vous entendu parler de nous, comment nous avez-vous connus
    how did you hear about us: comment nous avez-vous connu, cómo nos conociste, cómo nos conoció
    how did you hear about us: cómo se enteró de nosotros, come ci hai conosciuto, come ci ha conosciuto
    how did you hear about us: como nos conheceu, como ficou sabendo de nós, hoe heeft u ons gevonden
    how did you hear about us: hoe heb je ons gevonden, hoe kent u ons
    account manager: chargé de compte, chargé de clientèle, chargé d'affaires, ejecutivo de cuenta
    account manager: ejecutivo de cuentas, gerente de conta, gerente de cuenta, gestor de conta, gestor de cuenta
    account manager: kundenbetreuer, kundenberater, kundenbetreuung, accountmanager, accountbeheerder
    account manager: gestore account, relatiebeheerder
    sales executive: ejecutivo de ventas, agente de ventas, agente commerciale, agente comercial
    next step date: date de rappel, fecha de recordatorio, data de lembrete, data promemoria, terugbeldatum
    next step date: datum der wiedervorlage, date de prochaine action
    active: aktiv, actif, activo, ativo, attivo, actief
"""
"""English labels: the same in other languages."""

_TOKENS = """
    title: intitule, libelle
    deal: negociacion, negociacoe, negoziazione
    primary: primaire, primario, primaria
    total: totaal, totale, gesamt
    create: erstellt, creado, cree, creee, criado, creato, aangemaakt, angelegt, anlage
    registration: cadastro, registro, inscription, anmeldung, inscripcion, inscricao, iscrizione, inschrijving
    entry: entree, ingreso, ingresso
    followup: relance, opvolging, seguimiento, acompanhamento, vervolg, suivi
    reason: razao
    cause: causa
    company: compania, companhia, ditta
    contact: ansprechpartner, ansprechpartnerin, ansprechperson, kontaktperson, contactpersoon, referente
    contact: interlocuteur, interlocutor
    person: persona
    firstname: vorname, prenom, voornaam
    lastname: nachname, achternaam, cognome, sobrenome, apellido, apellidos
    address: adresse, direccion, endereco, indirizzo, adres
    email: emailadres, emailadresse
    sale: commerciale, commercial, comercial
    office: ufficio, bureau, buro, kantoor, oficina, escritorio
    phone: fixe, festnetz, fijo, fixo, fisso, telephone, telefone, telefono, telefon, telefoon
    size: volumen, grosse, taille, tamano, tamanho, dimensione, grootte
    currency: devise, moneda, moeda, valuta, wahrung, divisa
    code: codigo, codice
    channel: canal, kanaal, canale, kanal
    acquisition: aquisicao, acquisizione, adquisicion, akquise
    responsible: zustandig, zustandiger, zustandige, responsable, responsabile, responsavel, verantwoordelijke
    responsible: verantwortlicher, verantwortliche
    agent: agente, atendente, asesor, assessor
    activity: activiteit, aktivitat, activite, actividad, atividade, attivita
    action: massnahme
    close: fecho, encerramento, afsluit, sluit, schliess
    expected: previsionnelle, previsionnel, vorauss, previstas, previstos
    actual: reelle, reel, real, effettiva, effettivo, efetiva, werkelijke, tatsachliches, tatsachliche, effective
    signature: unterschrift, ondertekening, assinatura
    won: ganho, gewonnen, gagne, gagnee, ganado, vinto, vinta
    win: gewinn, gain, vittoria
    success: exito, erfolgs, succes, sucesso, successo
    rejection: ablehnung, ablehnungs, afwijzing, rechazo, rejet, refus, rifiuto, rejeicao
    failure: echec, fracaso, fracasso
    received: binnenkomst, eingang, eingangs, reception, recepcion, ricezione
    entry: entrada, eintrag, eingabe, inserimento, erfassung, erfassungs
    inquiry: anfrage, aanvraag, demande, solicitud, solicitacao, richiesta
    meeting: gesprach, gesprachs, reunion, reuniao, riunione
    internal: intern, interne, internes, internos, internas, interno, interna, interni
    comment: comentario, commentaire, commento, commenti, kommentar, opmerking, toelichting, erlauterung
    note: notizen, anotacao, anotacoe, annotazione, annotazioni, notas, bemerkungen, notitie, notities
    note: observaciones, observacione, observacion, observacao, observacoe, osservazione, osservazioni, opmerkingen
    link: lien, enlace, collegamento, koppeling
    profile: perfil, profil, profilo, profiel
    website: webseite, webauftritt, internetseite
    name: naam, nom, nombre, nome, bezeichnung, benaming
    deal: transaction, negocio, trato, trattativa, affare, negociacao, geschaft, affaire, angebot, offerte
    opportunity: opportunite, oportunidad, oportunidade, opportunita, verkaufschance, verkoopkans
    lead: piste, candidato, prospecto, interessent
    contact: kontakt, contacto, contato, contatto, kontakte
    company: unternehmen, firma, firme, empresa, entreprise, societe, azienda, bedrijf, societa, firmen, unternehmens
    company: bedrijfs
    customer: kunde, kunden, client, cliente, klant, klanten
    account: konto, compte, cuenta, conta
    owner: inhaber, besitzer, eigentumer, proprietaire, propietario, proprietario, titolare, eigenaar, titulaire
    owner: titular
    stage: phase, fase, etapa, etape, stufe, estagio, stadio
    status: statut, etat, estado, stato
    value: wert, valeur, valor, valore, waarde
    amount: betrag, montant, importe, importo, bedrag, cantidad, quantia, ammontare, monto, summe, auftragswert
    revenue: umsatz, ingresos, receita, ricavo, omzet, ricavi
    source: quelle, fuente, fonte, bron, origen, origem, origine, herkunft, herkomst, procedencia, provenance
    source: provenienza
    campaign: kampagne, campagne, campana, campanha, campagna
    date: datum, fecha, data, termin
    create: erstellung, creation, creacion, criacao, creazione, aanmaak
    close: abschluss, cierre, cloture, fechamento, chiusura, sluiting, schluss, fermeture
    expected: erwartet, erwartete, erwartetes, erwarteter, prevista, previsto, prevu, prevue, verwachte, verwacht
    expected: geplant
    expected: voraussichtlich, voraussichtlicher, voraussichtliches, previste, geplantes, geplanter, geplante
    expected: esperado, esperada
    estimated: estimado, estimada, estime, estimee, stimato, stimata, geschatzt, geschatzter, geschatte
    next: nachster, nachste, nachstes, prochain, prochaine, proximo, proxima, siguiente, prossimo, prossima, volgende
    step: schritt, paso, passo, stap, passaggio
    action: aktion, accion, acao, azione, actie, aufgabe
    reason: grund, raison, motif, motivo, razon, reden
    loss: verlust, perte, perdida, perda, perdita, verlies
    phone: rufnummer, telefonnummer
    number: nummer, numero
    mobile: mobil, movil, mobiel, celular, cellulare, handy, portable
    email: correo, courriel, emailadresse
    note: notiz, nota, notiz, notitie, remarque, bemerkung
    probability: wahrscheinlichkeit, probabilite, probabilidad, probabilidade, probabilita, waarschijnlijkheid
    priority: prioritat, priorite, prioridad, prioridade, priorita, prioriteit
    seller: verkaufer, vendeur, vendedor, venditore, verkoper
    event: veranstaltung, evenement, evento, evenement
    person: personne, pessoa, persoon
    title: titel, titre, titulo, titolo
    count: anzahl, aantal
    business: professionnel, professionnelle, geschaftlich, zakelijk, profesional, profissional, aziendale, trabajo
    business: pro, dienstlich, beruflich, laboral, lavoro, sluzbowy
    personal: perso, privat, privee, prive, pessoal, personale, prywatny
    organization: organisatie
    associated: associe, associee, associees, asociado, asociada, associado, associada, associato, associata
    associated: zugeordnet, zugeordnete, zugeordneter, zugeordnetes, gekoppeld, gekoppelde, verknupft
    primary: principal, principale, haupt, hoofd
    project: projekt, projet, proyecto, projeto, progetto
    funnel: funil, embudo, trichter
    due: fallig
    annual: annuel, annuale, anual, jahrlich, jaarlijks
    contract: vertrag, contrat, contrato, contratto, vertrags
    sale: vertrieb, vertriebs, verkauf, verkaufs, vente, venta, venda, vendita, verkoop, ventes
    order: auftrag, auftrags, commande, pedido, ordine, bestelling
    product: produkt, produit, producto, produto, prodotto
"""

_PHRASES = """
    phone number: numero de telephone, numero de telefono, numero de telefone, numero di telefono
    mobile number: numero de portable, numero de mobile, numero de movil, numero de celular, numero di cellulare
    fullname: nom et prenom, prenom et nom, nombre y apellidos, nombre y apellido, nome e cognome, cognome e nome
    fullname: nome e sobrenome, vor und nachname, vorname und nachname, voor en achternaam
    fullname: nombre completo, nome completo, nom complet, volledige naam, vollstandiger name
    expected signature: prevista de firma, estimada de firma
    date signature: fecha de firma, data firma, data di firma
    website: site web, sitio web, sito web, pagina web, site internet
    email: correo electronico, adresse email, email adresse, indirizzo email, endereco email, endereco de email
    owner: zustandiger mitarbeiter, zustandige mitarbeiter, mitarbeiter zustandig
    lifecycle stage: cycle de vie, ciclo de vida, ciclo di vita
    fullname: full name
    firstname: first name
    lastname: last name
    utc: coordinated universal time
    revenue: chiffre affaires
    count: number of, no of, nr of, nombre d, numero de
    linkedin: linked in
    whatsapp: whats app
"""


PHRASES = {
    f" {phrase} ": f" {english} "
    for english, phrases in parse_lines(_PHRASES + further_languages.PHRASES)
    for phrase in phrases
}
"""Groups of folded words, with a space around, and the English ones for them."""


@lru_cache(1)
def _list_tokens() -> dict[str, str]:
    return {word: english for english, words in parse_lines(further_languages.TOKENS + _TOKENS) for word in words}


@lru_cache(1)
def _list_whole() -> dict[str, str]:
    """Return English labels by the squashed ones of other languages, umlauts also spelt out."""
    labels: dict[str, str] = {}
    for english, others in parse_lines(_WHOLE + further_languages.WHOLE):
        for label in others:
            spelt = label.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
            for key in (squash(label), squash(spelt)):
                labels.setdefault(key, english)
    return labels


@lru_cache(1)
def list_foreign_words() -> frozenset[str]:
    """Return the words, folded, of all labels in other languages."""
    words = (
        word
        for _, labels in parse_lines(_WHOLE + further_languages.WHOLE)
        for label in labels
        for word in re.split(r"[\W_]+", fold(label))
    )
    return frozenset(filter(None, words)) | frozenset(_list_tokens())


def find_english(label: str) -> str:
    """Return the squashed English label that a label of another language stands for, else the label squashed."""
    return squash(read_english(label))


def read_english(label: str) -> str:
    """Return the English label that a label of another language stands for, else the label itself.

    Pipedrive names the object before each label, in English or not: `Deal - Kontaktperson`.
    """
    whole = _list_whole()
    if english := whole.get(squash(label)):
        return english
    head, separator, tail = label.rpartition(" - ")
    english = (whole.get(squash(tail)) or _list_tokens().get(fold(tail).strip())) if separator else None
    head = further_languages.find_object(head) if separator else head
    return f"{head} - {english or tail}" if separator else label


@lru_cache(4096)
def translate(word: str, singular: str) -> str:
    """Return the English for a folded word, of a compound the words for its two parts; an unknown word as it is."""
    tokens = _list_tokens()
    if word in tokens or singular in tokens:
        return tokens.get(word) or tokens[singular]
    for cut in range(4, len(word) - 3):
        left, right = word[:cut], word[cut:]
        first = tokens.get(left) or tokens.get(left.removesuffix("s")) or (left if left in _ENGLISH_PARTS else "")
        if first and (right in tokens or right in _ENGLISH_ENDS):
            return f"{first} {tokens.get(right, right)}"
    return word


_ENGLISH_ENDS = frozenset({"name", "status", "datum", "wert", "chance"})
_ENGLISH_PARTS = frozenset((
    "pipeline", "marketing", "deal", "lead", "order", "opportunity", "account", "contact", "kontakt", "sales",
    "produkt",
))  # fmt: skip
"""English words that German and Dutch compounds begin with (`Dealname`, `Leadbron`)."""

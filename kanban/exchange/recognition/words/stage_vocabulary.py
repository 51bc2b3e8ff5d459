"""The words of other programs for stages and statuses, in the languages of most files, by the stage they mean.

Words are compared squashed (see `headers.squash`), so case, accents and punctuation don't count.
"""

from __future__ import annotations

from kanban.exchange.recognition.words.headers import squash

JUNK, CUSTOMER = "junk", "customer"
"""What a lead's word may mean besides a stage: given up, and already a customer."""


def parse_words(text: str) -> frozenset[str]:
    """Return the squashed words of a list, separated by commas or lines."""
    return frozenset(squash(word) for word in text.replace("\n", ",").split(",") if word.strip())


LEAD = {
    JUNK: parse_words("""
        junk, junk lead, lost lead, lost, unqualified, not qualified, disqualified, dead, closed not converted, spam
        bad data, do not contact, bad fit, invalid, not interested, rejected, closed lost, duplicate, lead disqualified
        geschlossen nicht konvertiert, fermé non converti, cerrado no convertido, fechado não convertido
        chiuso non convertito, gesloten niet geconverteerd
        nicht qualifiziert, unqualifiziert, disqualifiziert, ungültig, kein interesse, abgelehnt, verloren
        non qualifié, disqualifié, pas intéressé, non intéressé, perdu, perdue, rejeté, invalide
        no calificado, no cualificado, descalificado, no interesado, perdido, rechazado, descartado
        não qualificado, desqualificado, não interessado, sem interesse, rejeitado, inválido
        non qualificato, squalificato, non interessato, perso, rifiutato, scartato, non valido
        niet gekwalificeerd, gediskwalificeerd, niet geïnteresseerd, afgewezen, ongeldig
        niezakwalifikowany, zdyskwalifikowany, niezainteresowany, utracony, stracony, odrzucony, nieaktualny
        некачественный, некачественный лид, неквалифицированный, дисквалифицирован, не заинтересован, потерян
        отказ, спам, мусор, брак, нецелевой
        unqualifizierter lead, unpassend, non qualifiée, sin calificar, sin cualificar, não qualificada
        sem qualificação, non qualificata, ongekwalificeerd, afgekeurd
        okvalificerad, diskvalificerad, ej kvalificerad, inte intresserad, ointresserad, ogiltig, avvisad
        nem minősített, kizárva, nem érdekelt, nem érdeklődik, érvénytelen, elutasítva, elutasított, elvetve
        nie zakwalifikowany, niezakwalifikowana, brak zainteresowania, nieprawidłowy, śmieciowy lead
    """),
    CUSTOMER: parse_words("""
        customer, client, kunde, bestandskunde, cliente, klant, klient, клиент, kund, befintlig kund, ügyfél, vevő
        obecny klient
    """),
    "Nurture": parse_words("""
        not contacted, open not contacted, new, new lead, open, assigned, attempted to contact, contact in future
        nurturing, nurture, recycled, created, subscriber, lead, bad timing, raw, cold, unaware, later, attempting
        attempted, other, evangelist, to contact, in future, not started, unread, unworked
        neu, neuer lead, offen, nicht kontaktiert, noch nicht kontaktiert, kontaktversuch, später, kalt, zugewiesen
        nouveau, nouvelle, nouveau lead, ouvert, non contacté, à contacter, tentative de contact, plus tard, froid
        nuevo, nueva, nuevo lead, abierto, no contactado, sin contactar, por contactar, intento de contacto, frío
        novo, nova, novo lead, aberto, não contatado, não contactado, a contatar, tentativa de contato, frio
        nuovo, nuova, nuovo lead, aperto, non contattato, da contattare, tentativo di contatto, freddo
        nieuw, nieuwe lead, niet gecontacteerd, nog niet benaderd, te benaderen, later contact, koud
        nowy, nowa, nowy lead, otwarty, nieskontaktowany, do kontaktu, próba kontaktu, zimny
        новый, новая, новый лид, не обработан, необработанный, открыт, холодный, назначен, попытка связаться
        abonnent, abonnentin, interessent, fürsprecher, sonstige, sonstiges, andere, anderer, kontakt versucht
        kontaktaufnahme versucht, versuchte kontaktaufnahme, schlechtes timing, ungünstiger zeitpunkt
        falscher zeitpunkt, schlechter zeitpunkt
        abonné, abonnée, évangéliste, ambassadeur, autre, mauvais timing, mauvais moment, moment mal choisi
        tentative de prise de contact, contact tenté
        suscriptor, suscrito, evangelizador, prescriptor, otro, otra, mal momento, momento inadecuado
        momento inoportuno, se intentó contactar, contacto intentado
        assinante, inscrito, evangelista, promotor, outro, outra, momento ruim, momento inadequado, mau momento
        timing ruim, tentou contato, tentou entrar em contato
        iscritto, iscritta, abbonato, promotore, sostenitore, altro, momento sbagliato, tempistica sbagliata
        tempistica errata, momento non adatto, tentato contatto, contatto tentato
        abonnee, overig, overige, anders, slechte timing, verkeerd moment, poging tot contact, contactpoging
        geprobeerd contact op te nemen
        ny, nytt, nytt lead, öppen, ej kontaktad, inte kontaktad, att kontakta, kontaktförsök, försökt kontakta, senare
        kall, tilldelad, prenumerant, annan, övrigt, dålig timing
        új, új lead, nyitott, nem lett megkeresve, nincs megkeresve, megkeresendő, kapcsolatfelvételi kísérlet, később
        hideg, hozzárendelve, feliratkozó, egyéb, rossz időzítés
        nowe, nieprzypisany, nie skontaktowano się, nie skontaktowano, próba skontaktowania, później, przypisany, inne
        zły moment
    """),
    "Engaged": parse_words("""
        contacted, working contacted, connected, in progress, in process, working, engaged, responded, replied
        interested, warm, reached, opened, active, contact made, processed
        kontaktiert, in bearbeitung, in kontakt, interessiert, angesprochen, kontakt aufgenommen, verbunden
        contacté, en cours, en cours de traitement, intéressé, en contact, connecté
        contactado, en proceso, en curso, en progreso, interesado, conectado
        contatado, em andamento, em progresso, em contato, em contacto, interessado
        contattato, in corso, in lavorazione, interessato, in contatto
        gecontacteerd, benaderd, in behandeling, geïnteresseerd, bezig, contact gelegd
        skontaktowano, skontaktowany, w trakcie, w toku, zainteresowany, w kontakcie, w realizacji
        в работе, в обработке, обрабатывается, контакт установлен, связались, заинтересован, теплый
        verbindung hergestellt, kontakt hergestellt, erreicht, connexion établie, contact établi, joint, connectée
        conexión establecida, contacto establecido, conectada, conexão estabelecida, contato estabelecido
        connesso, connessa, collegato, collegata, contatto stabilito, connessione stabilita
        verbonden, verbinding gemaakt, contact gemaakt, bereikt
        kontaktad, kontaktat, pågående, pågår, under bearbetning, intresserad, i kontakt, ansluten, bearbetas
        megkeresve, megkeresett, folyamatban, kapcsolatban, érdeklődik, érdeklődő, érdekelt
        kapcsolatfelvétel megtörtént
        nawiązano kontakt, w trakcie realizacji, zainteresowana, połączono
    """),
    "MQL": parse_words("""
        pre qualified, prequalified, qualified, open deal, closed converted, converted, marketing qualified lead
        marketing qualified, mql, sales qualified lead, sales qualified, sql, sal, sales ready, opportunity, hot
        meeting booked
        geschlossen konvertiert, fermé converti, cerrado convertido, fechado convertido, chiuso convertito
        gesloten geconverteerd
        qualifiziert, vorqualifiziert, konvertiert, umgewandelt, marketing qualifizierter lead
        vertriebsqualifizierter lead
        qualifié, préqualifié, converti, lead qualifié marketing, opportunité
        calificado, cualificado, precalificado, convertido, lead calificado, oportunidad
        qualificado, pré qualificado, lead qualificado, oportunidade
        qualificato, convertito, lead qualificato, opportunità
        gekwalificeerd, geconverteerd, gekwalificeerde lead
        zakwalifikowany, skonwertowany, przekonwertowany, szansa sprzedaży
        квалифицирован, квалифицированный, качественный лид, сконвертирован, горячий
        offener deal, deal offen, marketing qualified lead mql, sales qualified lead sql, sales qualified lead
        verkaufschance, marketingqualifizierter lead, vertriebsqualifiziert
        transaction ouverte, affaire ouverte, lead qualifié par le marketing, lead qualifié marketing mql
        lead qualifié par les ventes, lead qualifié commercialement, lead qualifié vente, lead qualifié ventes
        negocio abierto, trato abierto, lead calificado por marketing, lead cualificado por marketing
        lead calificado para marketing, lead calificado para ventas, lead cualificado para ventas
        lead calificado por ventas, lead cualificado por ventas
        negócio aberto, lead qualificado por marketing, lead qualificado de marketing, lead qualificado pelo marketing
        lead qualificado para vendas, lead qualificado de vendas, lead qualificado por vendas
        lead qualificado para marketing
        trattativa aperta, affare aperto, lead qualificato per il marketing, lead qualificato dal marketing
        lead qualificato per le vendite, lead qualificato dalle vendite, lead qualificato marketing
        lead qualificato vendite
        marketinggekwalificeerde lead, marketing gekwalificeerde lead, salesgekwalificeerde lead
        sales gekwalificeerde lead, verkoopgekwalificeerde lead, verkoopkans, kans
        kvalificerad, kvalificerat lead, konverterad, marknadskvalificerat lead, säljkvalificerat lead, affärsmöjlighet
        minősített, minősített lead, konvertált, átalakítva, marketing által minősített lead
        értékesítés által minősített lead, értékesítési lehetőség, lehetőség
        zakwalifikowana, kwalifikowany lead, lead kwalifikowany marketingowo, lead kwalifikowany sprzedażowo
        otwarta transakcja, otwarta szansa
    """),
}
"""Statuses of leads."""

DEAL = {
    "Accepted": parse_words("""
        prospect, prospecting, qualification, qualifying, new, new deal, lead in, accepted, sal, open, contact made
        appointment scheduled, first contact, initial contact, opportunity, qualified, in progress, meeting scheduled
        active
        neu, qualifizierung, qualifiziert, erstkontakt, kontakt hergestellt, in bearbeitung, offen, interessent
        termin vereinbart, angenommen
        nouveau, nouvelle, qualification, qualifié, prospection, prise de contact, premier contact, en cours, ouvert
        rendez vous planifié, rendez vous fixé
        nuevo, nueva, calificación, cualificación, calificado, cualificado, prospección, primer contacto
        contacto inicial, en curso, en proceso, abierto, cita programada, reunión programada
        novo, nova, qualificação, qualificado, prospecção, prospeção, primeiro contato, primeiro contacto
        contato inicial, em andamento, aberto, reunião agendada
        nuovo, nuova, qualificazione, qualifica, qualificato, primo contatto, in corso, aperto, prospezione
        appuntamento fissato
        nieuw, kwalificatie, gekwalificeerd, eerste contact, in behandeling, afspraak gepland
        nowy, nowa, kwalifikacja, zakwalifikowany, pierwszy kontakt, w trakcie, w toku, otwarty, otwarta
        spotkanie umówione
        новая, новый, новая сделка, квалификация, квалифицирован, первичный контакт, первый контакт, в работе
        открыта, встреча назначена
        termin geplant, termin angesetzt, meeting geplant, gespräch geplant, rendez vous programmé, rendez vous pris
        réunion planifiée, réunion programmée, cita agendada, cita planificada, reunión agendada, reunión planificada
        compromisso agendado, agendamento marcado, reunião marcada, agendamento realizado
        appuntamento programmato, appuntamento pianificato, appuntamento preso, riunione programmata
        riunione pianificata, afspraak ingepland, vergadering gepland, meeting gepland
        ny affär, kvalificering, kvalificerad, prospektering, första kontakt, pågående, pågår, öppen, ny, möte bokat
        möte inplanerat, bokat möte
        új, új ügylet, minősítés, minősített, első kapcsolat, első kapcsolatfelvétel, folyamatban, nyitott
        találkozó egyeztetve, megbeszélés egyeztetve, időpont egyeztetve
        nowe, nowa szansa, nowa transakcja, zakwalifikowana, otwarte, umówiono spotkanie, spotkanie zaplanowane
        w trakcie realizacji
    """),
    "Discovery": parse_words("""
        needs analysis, value proposition, id decision makers, identify decision makers, perception analysis
        discovery, demo scheduled, demo, demo done, qualified to buy, presentation scheduled, evaluation
        needs defined, sql, sales qualified lead, sales qualified, technical evaluation, demo complete, demo completed
        solution evaluation, trial, solution development, presentation
        bedarfsanalyse, bedarfsermittlung, analyse, präsentation, präsentation geplant, bewertung, testphase
        analyse des besoins, découverte, démo, démonstration, présentation, présentation planifiée, évaluation
        análisis de necesidades, descubrimiento, demostración, presentación, presentación programada, evaluación
        análise de necessidades, levantamento de necessidades, descoberta, demonstração, apresentação, avaliação
        analisi dei bisogni, analisi delle esigenze, scoperta, dimostrazione, presentazione, valutazione
        behoefteanalyse, ontdekking, demonstratie, presentatie, evaluatie
        analiza potrzeb, prezentacja, demonstracja, ocena
        анализ потребностей, выявление потребностей, презентация, демонстрация, демо, оценка
        kauf qualifiziert, für kauf qualifiziert, qualifiziert zum kauf, kaufbereit, qualifiziert für kauf
        zum kauf qualifiziert, präsentation angesetzt, qualifié pour l'achat, qualifié pour acheter, qualifié à l'achat
        qualifié pour achat, présentation programmée, calificado para comprar, cualificado para comprar
        calificado para la compra, cualificado para la compra, calificado para compra, presentación agendada
        presentación planificada, qualificado para comprar, qualificado para compra, qualificado para a compra
        apresentação agendada, apresentação marcada, qualificato per l'acquisto, qualificato all'acquisto
        qualificato per acquistare, presentazione programmata, presentazione pianificata, presentazione fissata
        gekwalificeerd om te kopen, gekwalificeerd voor aankoop, gekwalificeerd tot kopen, koopklaar
        presentatie gepland, presentatie ingepland
        behovsanalys, presentation, demonstration, utvärdering, presentation bokad, kvalificerad för köp
        igényfelmérés, prezentáció, bemutató, demó, értékelés, bemutató egyeztetve
        badanie potrzeb, prezentacja zaplanowana, demo, ewaluacja
    """),
    "Proposal": parse_words("""
        proposal price quote, initial offer, quote, quote sent, quotation, proposal, proposal made, proposal sent
        offer, offer sent, decision maker bought in, price quote, proposal quote, tender, preparation
        prepare documents, document preparation, propose, propose solution
        angebot, angebot erstellt, angebot gesendet, angebot versendet, angebot verschickt, angebot abgegeben
        angebotsphase
        proposition, proposition envoyée, proposition commerciale, devis, devis envoyé, offre, offre envoyée
        propuesta, propuesta enviada, cotización, cotización enviada, presupuesto, presupuesto enviado, oferta
        oferta enviada
        proposta, proposta enviada, orçamento, orçamento enviado, cotação
        proposta inviata, offerta, offerta inviata, preventivo, preventivo inviato
        offerte, offerte verstuurd, offerte verzonden, voorstel, voorstel verzonden
        oferta wysłana, wysłana oferta, wysłano ofertę, propozycja, wycena, ofertowanie
        предложение, коммерческое предложение, предложение отправлено, кп, кп отправлено, смета
        подготовка документов
        entscheidungsträger überzeugt, entscheider überzeugt, entscheidungsträger an bord, entscheider an bord
        zustimmung des entscheidungsträgers, zustimmung des entscheiders, entscheidungsträger hat zugestimmt
        entscheider hat zugestimmt, décideur convaincu, adhésion du décideur, accord du décideur, décideur acquis
        responsable de la toma de decisiones convencido, tomador de decisiones convencido, decisor convencido
        adhesión del tomador de decisiones, aprobación del responsable de la toma de decisiones
        tomador de decisão convencido, tomador de decisões convencido, adesão do tomador de decisão
        adesão do tomador de decisões, decisor de acordo, decisore convinto, consenso del decisore
        approvazione del decisore, decision maker convinto, adesione del decisore
        beslisser overtuigd, besluitvormer overtuigd, beslisser akkoord, besluitvormer akkoord
        offert, offert skickad, offertförslag, anbud, anbud skickat, förslag, förslag skickat, prisförslag
        ajánlat, ajánlat elküldve, ajánlat kiküldve, ajánlatadás, árajánlat, árajánlat elküldve
        oferta złożona, złożono ofertę, wycena wysłana, propozycja wysłana
    """),
    "Negotiation": parse_words("""
        negotiation review, negotiation, negotiating, negotiations started, contract, contract sent, verbal commit
        verbal agreement, commit, closing, review, contract review, procurement, legal review
        prepayment invoice, executing, final invoice
        verhandlung, in verhandlung, vertragsverhandlung, vertrag, vertrag gesendet, vertragsprüfung
        mündliche zusage
        négociation, en négociation, contrat, contrat envoyé, accord verbal
        negociación, en negociación, contrato, contrato enviado, acuerdo verbal
        negociação, em negociação, acordo verbal
        negoziazione, in negoziazione, trattativa, in trattativa, contratto, contratto inviato
        onderhandeling, in onderhandeling, contract verstuurd, contract verzonden
        negocjacje, negocjacja, w negocjacjach, umowa, umowa wysłana
        переговоры, договор, договор отправлен, согласование договора, согласование, счет выставлен
        vertrag versendet, vertrag verschickt, vertrag zugesandt, contrat transmis, contrat adressé
        contrato mandado, contratto spedito, contratto trasmesso, contract gestuurd, contract opgestuurd
        förhandling, i förhandling, under förhandling, avtal, avtal skickat, kontrakt skickat, muntlig överenskommelse
        tárgyalás, tárgyalás alatt, szerződés, szerződés elküldve, szerződéskötés, szóbeli megállapodás
        negocjowanie, umowa w przygotowaniu, ustna zgoda
    """),
    "Won": parse_words("""
        closed won, won, close won, signed, customer, sold, closed successful, done, deal won, success
        completed
        gewonnen, abgeschlossen gewonnen, geschlossen gewonnen, geschlossen und gewonnen, erfolgreich abgeschlossen
        auftrag erhalten, verkauft, unterschrieben
        gagné, gagnée, fermé gagné, fermée gagnée, clôturé gagné, clôturée gagnée, conclu gagné, clos gagné
        affaire gagnée, affaire conclue, vendu, signé
        ganado, ganada, cerrado ganado, cerrada ganada, cierre ganado, negocio ganado, vendido, firmado
        ganho, ganha, ganhou, fechado ganho, fechada ganha, fechado e ganho, fechada e ganha, negócio ganho
        venda realizada, assinado, negócio fechado, venda fechada
        vinto, vinta, chiuso vinto, chiusa vinta, chiuso con successo, chiusa con successo, venduto, firmato
        acquisito
        gesloten gewonnen, afgesloten gewonnen, verkocht, getekend, ondertekend
        wygrana, wygrany, wygrane, wygrano, zamknięta wygrana, zamknięte wygrane, zamknięty wygrany, sprzedane
        podpisana
        выиграна, выиграно, выигран, выигранная, сделка выиграна, закрыта выиграна, закрыто выиграно
        закрыта и выиграна, успешно реализовано, успешно, сделка успешна, продано, успех
        vunnen, vunnet, stängd vunnen, avslutad vunnen, vunnen affär, affär vunnen, såld, undertecknad, signerad
        megnyert, megnyerve, nyertes, lezárt nyert, lezárva nyert, lezárva megnyert, elnyert, eladva, aláírva
        zamknięta sukcesem, zamknięte sukcesem, szansa wygrana, transakcja wygrana, sprzedana, podpisane
    """),
    "Lost": parse_words("""
        closed lost, lost, close lost, closed lost to competition, abandoned, cancelled, canceled, dead, no decision
        deal lost, rejected, disqualified, lose, fail, failure, apology, analyze failure
        verloren, abgeschlossen verloren, geschlossen verloren, geschlossen und verloren, abgelehnt, abgesagt
        storniert
        perdu, perdue, fermé perdu, fermée perdue, clôturé perdu, clôturée perdue, conclu perdu, clos perdu
        affaire perdue, annulé, abandonné, rejeté
        perdido, perdida, cerrado perdido, cerrada perdida, cierre perdido, negocio perdido, cancelado, rechazado
        fechado perdido, fechada perdida, fechado e perdido, fechada e perdida, negócio perdido, rejeitado
        perso, persa, chiuso perso, chiusa persa, annullato, rifiutato
        gesloten verloren, afgesloten verloren, geannuleerd, afgewezen
        przegrana, przegrany, przegrane, przegrano, zamknięta przegrana, zamknięte przegrane, zamknięty przegrany
        utracona, utracone, anulowane, anulowana, odrzucona
        проиграна, проиграно, проигран, проигранная, сделка проиграна, закрыта проиграна, закрыто проиграно
        закрыта и проиграна, закрыто и не реализовано, потеряна, отказ, отменена, сделка потеряна, провал
        сделка провалена, провалена, провалено, провален, сделка не состоялась
        förlorad, förlorat, stängd förlorad, avslutad förlorad, förlorad affär, affär förlorad, avbruten, avböjd
        elvesztett, elveszett, elvesztve, lezárt vesztett, lezárva elvesztett, lezárva elveszett, vesztes, meghiúsult
        lemondva, elutasítva
        zamknięta porażką, szansa przegrana, transakcja przegrana, utracony, rezygnacja, anulowany, odrzucone
    """),
}
"""Stages of deals."""

DOOR = {
    "Handoff": parse_words("""
        handover, handoff, hand over, hand off, transfer, sales handoff, ready for sales, sales ready
    """)
}

TURNING = frozenset(
    word
    for words in (
        "not no non never without un almost nearly half hardly likely probably maybe perhaps potential potentially",
        "expected soon before pre yet awaiting waiting until cannot could should would to be almost partly",
        "rejected declined refused expired ended terminated cancelled canceled withdrawn failed missing pending",
        "nicht kein keine keinen nie ohne fast beinahe vielleicht bald vor wahrscheinlich abgelehnt abgelaufen beendet",
        "ne pas sans presque peut bientot avant jamais refuse refusee annule annulee expire expiree",
        "sin casi quiza quizas pronto antes nunca rechazado rechazada cancelado cancelada vencido vencida",
        "nao sem quase talvez breve recusado recusada rejeitado rejeitada expirado expirada",
        "senza quasi forse presto prima mai rifiutato rifiutata annullato annullata scaduto scaduta",
        "niet geen zonder bijna misschien binnenkort voor nooit afgewezen geannuleerd verlopen",
        "nie bez prawie moze wkrotce przed nigdy odrzucona odrzucone anulowana",
        "не нет без почти скоро перед",
        "inte ej utan nastan kanske snart fore aldrig avbojd utgangen vantar",
        "nem nelkul majdnem talan hamarosan elott soha lejart varhato",
    )
    for word in words.split()
)
"""Folded words that turn what stands with them into something else: “not won”, “almost won”, “offer declined”."""

REMOVED = {
    "deleted": parse_words("""
        deleted, trashed, in trash, trash, recycle bin, in recycle bin, removed, deleted record, record deleted
        soft deleted, is deleted, deleted lead, deleted deal, deleted contact, deleted opportunity
        gelöscht, im papierkorb, papierkorb, entfernt, supprimé, supprimée, effacé, effacée, corbeille, à la corbeille
        eliminado, eliminada, borrado, borrada, papelera, en la papelera, excluído, excluída, apagado, apagada
        na lixeira, lixeira, eliminato, eliminata, cancellato dal sistema, cestino, nel cestino, verwijderd
        in prullenbak, prullenbak, gewist, usunięty, usunięta, usunięte, usunięto, w koszu, kosz, skasowany
        удален, удалена, удалено, удаленный, удалённый, в корзине, корзина
        borttagen, borttaget, raderad, raderat, i papperskorgen, papperskorg, törölt, törölve, kukában, lomtár
    """),
    "archived": parse_words("""
        archived, archive, archived record, record archived, archived lead, archived deal, archived contact
        archived opportunity, is archived, in archive
        archiviert, archiv, im archiv, archivé, archivée, archivés, archives, aux archives, archivado, archivada
        archivo, en archivo, arquivado, arquivada, arquivo, no arquivo, archiviato, archiviata, archivio, in archivio
        gearchiveerd, archief, in archief, zarchiwizowany, zarchiwizowana, zarchiwizowane, zarchiwizowano, archiwum
        w archiwum, в архиве, архив, архивный, архивная, архивирован, архивировано, заархивирован, заархивировано
        arkiverad, arkiverat, arkiv, i arkiv, archivált, archiválva, archívum, archívumban
    """),
}
"""Words by which a status tells that its record is gone; nothing but the whole word counts."""

_DISQUALIFIED = parse_words("disqualified, disqualifiziert, disqualifié, descalificado, desqualificado, squalificato")

PLAIN = (DOOR, {"Lost": DEAL["Lost"] - _DISQUALIFIED, "Won": DEAL["Won"]}, LEAD, DEAL)
"""What is looked up, in this order, where a file does not tell whether its rows are leads or deals."""

_GIVEN_UP = _DISQUALIFIED | parse_words("""
    dead, rejected, abgelehnt, rejeté, rechazado, rejeitado, rifiutato, afgewezen, odrzucony, avvisad, elutasítva
""")
"""What leads are rather than deals."""

PEOPLE = (DOOR, {"Lost": DEAL["Lost"] - _GIVEN_UP, "Won": DEAL["Won"] - LEAD[CUSTOMER]}, LEAD, DEAL)
"""The same for a list of people."""

_MARKETING = {
    "MQL": frozenset(word for word in LEAD["MQL"] if word == "mql" or "marketing" in word),
    "Nurture": parse_words("nurture, nurturing, recycled"),
}
"""Words that name a stage of marketing and can't be meant otherwise."""

DEALS = (DOOR, {"Lost": DEAL["Lost"] - _DISQUALIFIED}, DEAL, _MARKETING, {JUNK: LEAD[JUNK]})
"""The same for a list of deals that does not call them so."""

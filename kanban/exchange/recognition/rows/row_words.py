"""The words of rows that are no leads: totals and other figures of a report, and the sentences at its end."""

from __future__ import annotations

import re
from functools import lru_cache

from kanban.domain.values.text import fold
from kanban.exchange.recognition.words.column_labels import read_label, split_label
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.near_words import OBJECTS, split_words
from kanban.exchange.recognition.words.stage_vocabulary import DEAL, LEAD, parse_words

STAGE_WORDS = frozenset().union(*DEAL.values(), *LEAD.values())

TOTAL_WORDS = parse_words("""
    total, totals, subtotal, subtotals, sub total, grand total, grand totals, overall total, sum, sums, average, count
    averages, counts, avg, mean, median, minimum, maximum, min, max, record count, row count, running total, overall
    total amount, total value, number of records, number of rows, percent of total, std dev, summary, grand sum
    summe, gesamt, gesamtsumme, zwischensumme, insgesamt, endsumme, teilsumme, gesamtergebnis, teilergebnis, ergebnis
    anzahl, gesamtanzahl, gesamtwert, gesamtbetrag, durchschnitt, mittelwert, mittel, schnitt, total gesamt, summen
    somme, sous total, total général, moyenne, nombre, total cumulé, montant total, médiane, effectif, cumul, totaux
    nombre d'enregistrements, moyennes, décompte, ensemble
    suma, total general, suma total, promedio, media, cantidad, recuento, conteo, cuenta, subtotales, totales, mediana
    total acumulado, número de registros, suma general, importe total
    totale, subtotale, somma, totale generale, totale complessivo, totale parziale, conteggio, numero di record, mediano
    totali, somme, importo totale, medie
    total geral, soma, totais, subtotais, média, contagem, quantidade, soma total, valor total, número de registos
    total global, médias, total parcial
    totaal, subtotaal, eindtotaal, som, gemiddelde, gemiddeld, aantal, totalen, tussentotaal, totaalbedrag, telling
    algemeen totaal, aantal records
    razem, suma częściowa, łącznie, suma końcowa, suma całkowita, ogółem, średnia, liczba, ilość, wartość średnia
    podsuma, suma pośrednia, mediana, liczba rekordów
    итого, всего, сумма, общий итог, промежуточный итог, итог, среднее, количество, итоги, подытог, в среднем, кол во
    разом, усього, підсумок, загальний підсумок, общо, сума, celkem, součet, mezisoučet, průměr, počet, celkový součet
    spolu, súčet, medzisúčet, priemer, összesen, végösszeg, részösszeg, átlag, darab, darabszám, total parțial, medie
    ukupno, zbroj, prosjek, skupaj, vsota, povprečje, summa, totalsumma, delsumma, totalt, medelvärde, antal, genomsnitt
    i alt, ialt, sum i alt, gennemsnit, delsum, gjennomsnitt, antall, totalsum, yhteensä, välisumma, keskiarvo
    loppusumma, lukumäärä, kokonaissumma, kokku, vahesumma, keskmine, kopā, vidēji, iš viso, viso, vidurkis
    toplam, genel toplam, ara toplam, ortalama, adet, σύνολο, γενικό σύνολο, μερικό σύνολο, μέσος όρος, πλήθος
    合計, 総計, 小計, 計, 総合計, 平均, 件数, 合计, 总计, 小计, 共计, 平均值, 数量, 计数, 總計, 合計金額, 总和
    汇总
    합계, 총계, 소계, 평균, 개수, 총합계, 총합, المجموع, الإجمالي, المجموع الكلي, المتوسط, العدد, סהכ, סך הכל, ממוצע
    jumlah, total keseluruhan, rata rata, tổng, tổng cộng, trung bình, รวม, ทั้งหมด, รวมทั้งหมด, ยอดรวม, कुल, योग
""")
"""Labels of rows that sum up, average or count the others."""

AMBIGUOUS = parse_words("""
    max, min, mean, media, medie, mittel, schnitt, ensemble, summary, effectif, cumul, som, cuenta, adet, viso, median
    summa, ergebnis, spolu, mediana, quantidade, quantità, calculé, mediano, médiane, darab, antal, yhteensä, overall
""")
"""Words of these that are names as well: they need a row that is unlike the others."""

_TOTAL_TOKENS = frozenset(
    map(
        fold,
        split_words(
            "total totals subtotal subtotals sum average avg mean median count summe gesamt gesamtsumme zwischensumme"
            " teilergebnis gesamtergebnis ergebnis durchschnitt mittelwert anzahl somme moyenne suma subtotales"
            " promedio recuento totale subtotale somma conteggio soma contagem totaal subtotaal eindtotaal gemiddelde"
            " aantal nombre gesamtanzahl razem średnia итого всего итог среднее celkem összesen"
            " summa totalt toplam yhteensä"
        ),
    )
)
"""Words that make a total of what stands beside them, such as the name of a group: `Summe Nord`."""

_NEUTRAL = OBJECTS | split_words(
    "record row amount value revenue price size entry item number all overall open close won lost new pipeline sale"
    " weighted forecast expected cycle length day pipe win rate conversion percent per probability budget grand sub"
    " customer client card prospect people person contact company sum of"
)
"""Words that say what is summed up, and name nobody."""

_TOTAL_OF = re.compile(
    r"(?:sub|grand)[\s-]?totals?\b|total (?:for|of)\b|(?:sum|count|average|number) of\b|summe für\b|anzahl der\b"
    r"|total de\b|totale (?:di|per)\b|total (?:pour|para|por)\b|totaal (?:voor|van)\b|сумма по\b|итого по\b"
    r"|razem dla\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\([^)]*\)|（[^）]*）|[\d.,:=：*_#€$£¥%-]")

FIGURE = re.compile(
    r"[\s(+-]*(?:[A-Za-z]{1,3}|[^\w\s])?\s*\d[\d.,\s'’\u00a0\u202f]*[kKmM]?\s*(?:[A-Za-z]{1,3}|[^\w\s])?\)?"
)
_COUNTED = re.compile(r"\d[\d.,\s]*\s*[^\W\d_]+|#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!)|-+|—|–")
"""A number of things (`3 deals`), and what spreadsheets write instead of a figure."""

_FAREWELL = re.compile(
    r"""[\W_]*(?:
    copyright\b|©|\(c\)\s|all\ rights\ reserved|tous\ droits\ réservés|alle\ rechte\ vorbehalten
    |todos\ los\ derechos|todos\ os\ direitos|tutti\ i\ diritti|alle\ rechten\ voorbehouden|wszelkie\ prawa
    |confidential|strictly\ confidential|internal\ use|for\ internal|do\ not\ distribute
    |(?:streng\ )?vertraulich|confidentiel|confidencial|riservato|vertrouwelijk|poufne|конфиденциально|社外秘|机密
    |(?:report\ |list\ |file\ |data\ )?(?:was\ |has\ been\ )?
        (?:generated|exported|filtered|grouped|sorted|created|printed|produced|prepared|downloaded|extracted|updated)
        \ (?:by|on|at|from|with|using|for)\b
    |grand\ totals?\b
    |report\ (?:generated|run|created|date|name|title|owner|id|filters?|as\ of|end)\b
    |end\ of\ (?:the\ )?(?:report|file|list|data)
    |as\ of\ \W?(?:\d|[a-z]{3,9}\ \d)|filters?\ ?[:=(]|filters?\ applied|applied\ filters?
    |(?:date\ )?run\ (?:on|by|date)\b
    |page\ \d+|seite\ \d+|página\ \d+|pagina\ \d+|strona\ \d+|страница\ \d+
    |last\ (?:updated|refreshed|run)\b|(?:data\ )?source\ ?:|powered\ by\b|note\ ?:|notes\ ?:|disclaimer
    |(?:amounts?|values?|figures|prices|all\ amounts)\ (?:are\ )?in\ (?:thousands?|millions?|[A-Z]{3}\b|euros?|us\b)
    |showing\ \d|total\ (?:number\ of\ )?(?:records?|rows?)\ ?:
    |(?:erstellt|exportiert|gefiltert|sortiert|gruppiert|gedruckt|generiert|erzeugt)
        \ (?:von|am|nach|mit|durch|aus|um)\b
    |(?:bericht|liste|export)\ (?:vom|erstellt|ausgeführt|generiert)\b|stand\ ?:|stand\ (?:vom|am)\b
    |filter\ ?:|quelle\ ?:
    |(?:généré|exporté|filtré|trié|créé|imprimé|édité)e?s?\ (?:par|le|selon|à|avec|depuis)\b
    |rapport\ (?:généré|exécuté|créé|du)\b|filtres?\ ?:
    |(?:generado|exportado|filtrado|ordenado|creado|impreso|elaborado)\ (?:por|el|con|desde)\b
    |informe\ (?:generado|creado|ejecutado)\b|filtros?\ ?:|fuente\ ?:
    |(?:gerado|exportado|filtrado|ordenado|criado|impresso)\ (?:por|em|com|de)\b
    |relatório\ (?:gerado|criado|executado)\b|fonte\ ?:
    |(?:generato|esportato|filtrato|ordinato|creato|stampato)\ (?:da|il|per|con|in\ data)\b
    |(?:report|rapporto)\ (?:generato|creato|eseguito)\b|filtri\ ?:
    |(?:gegenereerd|geëxporteerd|gefilterd|gesorteerd|gemaakt|afgedrukt)\ (?:door|op|met|uit)\b
    |rapport\ (?:gegenereerd|gemaakt|uitgevoerd)\b|bron\ ?:
    |(?:wygenerowan|wyeksportowan|filtrowan|sortowan|utworzon|wydrukowan)\w\ (?:przez|dnia|w|z|według|po)\b
    |wygenerowano\b|filtr\w?\ ?:|źródło\ ?:
    |(?:сформирован|создан|экспортирован|отфильтрован|выгружен)\w*\b|фильтр\w?\ ?:|источник\ ?:
    |作成者|作成日|出力日|フィルタ|生成者|导出|生成时间
    |\d[\d,.]*\ (?:records?|rows?|results?|datensätze|enregistrements|registros|record|rekordów)\b
    |(?:records?|rows?|results?|datensätze)\b:?\ \d
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""How sentences begin at the end of a report."""

_SIGNED = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}[:./-]\d|[:=@©]|\b(?:by|on|von|am|par|le|por|el|da|il|door|op|przez)\b", re.IGNORECASE
)
"""What a sentence has that tells who wrote a report, when or of what."""

_COUNT_BEHIND = re.compile(r"(.*?\S)\s*(?:[(\[（]\s*(\d[\d.,]*)\s*[^\d)\]）]*[)\]）]|[-–—:]\s*(\d+)\s*(?:\w+)?)\s*")
"""The title of a group with how many there are in it: `Proposal (2)`, `Lost: 3 deals`."""

_PAIR = re.compile(r"[\W_]*([^:=]{1,40}?)\s*[:=]\s*(\S.*)")
_GROUPED_BY = split_words(
    "stage status phase owner region territory area team month quarter year week date campaign source country city"
    " pipeline segment type category industry priority group section list column label tag state market branch office"
    " product rep channel forecast close day division department account manager seller salesperson bucket"
    " land gebiet bereich monat quartal jahr woche gruppe abteilung branche standort mois trimestre annee groupe"
    " secteur pays mes ano grupo zona sector pais mese anno gruppo paese settore maand kwartaal jaar groep regio"
    " miesiac kwartal rok grupa kraj zespol"
)
"""Words of what reports are grouped by, beside labels of the file itself."""


def is_figure(cell: str) -> bool:
    """Tell whether a cell holds a figure, a number of things, or a word for what the figure beside it is."""
    return bool(FIGURE.fullmatch(cell) or _COUNTED.fullmatch(cell)) or squash(cell) in TOTAL_WORDS


def is_total_word(label: str) -> bool:
    """Tell whether a label is nothing but a word for a total, with figures around it."""
    if len(label) >= _LONGEST:
        return False
    number_of = _NUMBER_OF.fullmatch(label)
    if number_of and not is_farewell(label) and _NEUTRAL.issuperset(read_label(number_of[1]).words):
        return True
    return squash(_BESIDE.sub("", label)) in TOTAL_WORDS


_NUMBER_OF = re.compile(r"\d[\d.,]* ([^\W\d_]{3,})")


def has_own_figure(label: str) -> bool:
    """Tell whether the label of a total has its figure with it: `Count: 3`."""
    return any(map(str.isdigit, label))


def is_total_of(label: str) -> bool:
    """Tell whether a label begins as that of the total of something: `Total for Sam Reed`."""
    return len(label) < _LONGEST and bool(_TOTAL_OF.match(label))


@lru_cache(512)
def find_summed(label: str) -> str | None:
    """Return what is summed up by `Total North` or `North Total`: empty where it is records in general, else its name.

    None where a label has no word for a total at its beginning or end, or is too long for one.
    """
    words = [word for word in split_label(_BESIDE.sub(" ", label)) if word not in {"und", "and", "of"}]
    if not words or len(label) >= _LONGEST:
        return None
    if words[0] not in _TOTAL_TOKENS and words[-1] not in _TOTAL_TOKENS:
        return None
    rest = [word for word in words if word not in _TOTAL_TOKENS]
    if not rest or _NEUTRAL.issuperset(read_label(" ".join(rest)).words):
        return ""
    return squash(" ".join(rest))


_LONGEST = 80
"""Characters of the label of a total."""


def is_farewell(cell: str) -> bool:
    """Tell whether a cell begins like a sentence at the end of a report."""
    return bool(_FAREWELL.match(cell))


def is_signed(cell: str) -> bool:
    """Tell whether a cell tells who wrote a report, when, or of what."""
    return bool(_SIGNED.search(cell))


def split_count(cell: str) -> tuple[str, int | None]:
    """Return the title of a group without the number of its rows, and that number."""
    match = _COUNT_BEHIND.fullmatch(cell)
    if match is None:
        return cell, None
    digits = re.sub(r"\D", "", match[2] or match[3])
    return match[1], int(digits[:9])


def is_grouping_pair(cell: str, labels: frozenset[str]) -> bool:
    """Tell whether a cell says by what and which its rows are grouped: `Stage: Lost`; `labels` are the file's."""
    match = _PAIR.fullmatch(cell)
    if match is None:
        return False
    return squash(match[1]) in labels or bool(_GROUPED_BY.intersection(read_label(match[1]).words))

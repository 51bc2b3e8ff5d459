"""What the cell of a column of currencies says: a code, a sign, or a name in one of the languages that are known.

Each word of a cell leaves some currencies open (`dollar` many, `Canadian` one); what they leave together is meant. A
cell with a word that is not known, or whose words contradict each other, says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kanban.domain.values.money import list_currencies
from kanban.domain.values.text import fold
from kanban.exchange.recognition.words.near_words import split_words


@dataclass(frozen=True, slots=True)
class CurrencyReading:
    """What a cell says."""

    code: str
    is_guess: bool
    """Whether it may as well be another currency."""


_PAST = split_words(
    "ANG ATS BEF BYR CUC CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MRO MTL NLG PTE ROL SIT SKK SLL STD TRL"
    " VEF ZWL"
)
"""Codes of ISO 4217 that are no longer in use: old deals have them."""

_DOLLARS = "USD CAD AUD NZD HKD SGD TWD BSD BBD BZD BMD BND FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD"
_PESOS = "MXN ARS CLP COP PHP UYU DOP CUP"
_SIGNS = {
    "€": "EUR", "$": f"{_DOLLARS} {_PESOS} BRL NIO", "£": "GBP EGP LBP", "¥": "JPY CNY", "₹": "INR", "₩": "KRW",
    "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₫": "VND", "₱": "PHP", "₦": "NGN", "฿": "THB", "₡": "CRC",
    "₲": "PYG", "₵": "GHS", "₸": "KZT", "₼": "AZN", "₾": "GEL",
}  # fmt: skip
_SURE_SIGNS = frozenset({"£"})
"""Signs that mean their first currency wherever the board has none of the others."""

_JOINED = {
    "us$": "usd", "u$s": "usd", "ca$": "cad", "c$": "cad", "can$": "cad", "a$": "aud", "au$": "aud", "nz$": "nzd",
    "hk$": "hkd", "s$": "sgd", "sg$": "sgd", "mx$": "mxn", "r$": "brl", "nt$": "twd", "rd$": "dop", "cn¥": "cny",
    "jp¥": "jpy", "£e": "egp", "e£": "egp", "s/": "pen",
}  # fmt: skip
"""Signs that are letters before a sign."""

_CROWNS = "SEK NOK DKK CZK ISK"
_NAMES = f"""
{_DOLLARS}: dollar dollars dollaro dollari dolar dolares dolary dolarow
USD: usdollar usdollars buck bucks
GBP EGP LBP FKP GIP SHP SDG SSP SYP: pound pounds pfund libra libras funt funty funtow pond ponden
GBP EGP LBP SYP TRY: livre livres
GBP: sterling sterlina sterline esterlina esterlinas szterling szterlingow sterlingow quid ukp stg
EUR: euro euros eurow
CHF XOF XAF XPF RWF DJF GNF KMF BIF CDF: franc francs franken franco francos franchi frank franka franki frankow fr frs
CHF: sfr sfrs schweizerfranken
XOF XAF: cfa fcfa
JPY: yen yens yenes jen jeny jenow iene ienes
CNY: yuan yuans yuanes renminbi rmb juan juany juanow remimbi cnh
SEK ISK NOK DKK CZK: krona kronor kronas corona coronas couronne couronnes coroa coroas corone korona korony koron kr
NOK DKK SEK CZK ISK: krone kroner kronen kroon kronen kronur crown crowns
CZK: koruna koruny korun kc
{_PESOS}: peso pesos
INR PKR LKR NPR MUR SCR IDR: rupee rupees rupie rupien rupia rupias rupii roupie roupies roepie roepies rs
RUB BYN: ruble rubles rouble roubles rubel rublo rublos rubli roebel rublow рубль рубли рублей руб
BRL: real reais reales
ZAR: rand rands
PLN: zloty zlotys zlotych zlote zloties zloti sloty esloti zl
TRY LBP SYP GBP: lira liras lire lirasi lirow liry
ILS: shekel shekels sheqel sheqalim schekel siclo sicli sicle sikkel sjekel szekel szekli nis
KRW: won wons
HUF: forint forints forinty forintow fiorino fiorini ft
RON MDL: leu lei leus leje
BGN: lev leva levs lew lewy lewa
UAH: hryvnia hryvnias hrywnja griwna grivna hrywna hrywny hrywien гривна гривня гривны грн
AED MAD: dirham dirhams dirhem dirhams dh dhs
SAR QAR OMR YER IRR: riyal riyals rial rials riyales riales rijal
! KWD RSD BHD JOD TND DZD IQD LYD MKD: dinar dinars dinare dinares dinari dinaro dinara
! KES UGX TZS SOS: shilling shillings schilling schillinge chelin chelines scellino scellini szyling
IDR: rupiah rupiahs
THB: baht bahts
VND: dong dongs
MYR: ringgit ringgits
BDT: taka
KZT: tenge
NGN: naira nairas
GHS: cedi cedis
PEN: sol soles
BOB: boliviano bolivianos
PYG: guarani guaranies guaranis
CRC: colon colones
GTQ: quetzal quetzales
HNL: lempira lempiras
NIO: cordoba cordobas
PAB: balboa balboas
VES: bolivar bolivares
AZN TMT: manat manats
GEL: lari
AMD: dram
ETB: birr
ZMW MWK: kwacha
AOA: kwanza kwanzas
MZN: metical meticais
BWP: pula
HRK: kuna kune kunas
ALL: lek leke
MKD: denar denars
MNT: tugrik
"""
"""Currencies by their names, the one that is meant most often first; `!` before those of which none is."""

_PLACES = """
USD: us usa americ amerik ameryk estadounid statunit
CAD: ca can cdn canad kanad
AUD: au aus austral
NZD: nz zealand zeland zeeland neusee neozel nowozel
HKD: hk hongk
SGD: sg singap syngap
TWD: taiw tajw ntd
BSD: baham
BBD: barbad
JMD: jamai
TTD: trinid
FJD: fij
NAD: namib
LRD: liberi
XCD: caribbean
GBP: uk gb brit bryt engl ingl angl angiel
EGP: egy agy aegy egip egiz
LBP: leban liban
SYP: syri siri
SDG: sudan
CHF: ch swiss schweiz suiss suiz suic svizz zwits szwajc helvet
SEK: swed schwed sued suec svede zweed szwed svensk
NOK: norw norweg norveg norueg norueg noors norsk
DKK: danish danisch daenisch danois danes danez deens dunsk dinamar dansk
ISK: iceland island ijsland
CZK: czech tschech tcheq tchec chec ceca ceche tsjech czesk cesk
CNY: cn chin cines chinees
JPY: jp jap giapp
INR: ind
IDR: indon
PKR: pakist
LKR: lank
NPR: nepal
MUR: mauri
MXN: mx mex meks mess
ARS: argent argyn
CLP: chil cilen
COP: colomb kolumb
UYU: urug
PHP: philip filip
DOP: domin
CUP: cub kub
BRL: br bras braz
TRY: turk turq turc turec
RUB: russ rus ross rosyj
BYN: belar belor weissr bialor bielor
ILS: isra izra
PLN: pol pool
HUF: hung ungar hongr hongaar wegier ungher
RON: rom roum rum roem
MDL: mold
BGN: bulg
UAH: ukra ucra
THB: thai tail tajl
VND: viet wiet
KRW: kore core
MYR: malay malais malez malas
AED: uae emir
SAR: saud
MAD: maroc marok morocc marru marro
QAR: qata kata
OMR: oman
KWD: kuw
BHD: bahr
JOD: jord
TND: tunes tunis
DZD: alger argel
RSD: serb
KES: keny keni
UGX: ugand
TZS: tanz
NGN: niger
GHS: ghan
PEN: peru
HRK: kroat croat chorw
ZAR XOF XAF: afri afry sudafri suedafri
"""
"""Currencies by how the words for their countries begin; those of up to three letters are whole words."""

_COUNTRIES = {
    "us": "united states of america|united states|vereinigte staaten|etats unis|estados unidos|stati uniti"
    "|verenigde staten|stanow zjednoczonych|stany zjednoczone",
    "uk": "united kingdom|great britain|vereinigtes konigreich|royaume uni|reino unido|regno unito"
    "|verenigd koninkrijk|wielka brytania",
    "uae": "united arab emirates|emirats arabes unis|emiratos arabes unidos|emirados arabes unidos"
    "|emirati arabi uniti|vereinigte arabische emirate|verenigde arabische emiraten",
    "nz": "new zealand|nouvelle zelande|nueva zelanda|nova zelandia|nuova zelanda|nieuw zeeland|neuseeland",
    "hk": "hong kong",
}
"""Countries of several words, and the short word for each."""

_FILLERS = split_words(
    "de del della dello di do da dos das du des d of the der die das la le el los il van s currency currencies"
    " wahrung waehrung devise moneda divisa moeda valuta waluta new neu neue neuer nuevo nueva nouveau nouvelle novo"
    " nova nuovo nuova nieuw nieuwe nowy nowe south west vs zuid sign symbol cent cents"
)
"""Words that tell nothing of a currency."""

_SHORT = re.compile(r"\b([a-z])\.\s?([a-z])\.(?:\s?([a-z])\.)?")
"""Initials, as in `U.S. Dollar`."""
_WORDS = re.compile(r"[^\W\d_]+|[€$£¥₹₩₽₺₴₪₫₱₦฿₡₲₵₸₼₾]|\d+")


@lru_cache(4096)
def read_currency(cell: str, board: str) -> CurrencyReading | None:
    """Return the currency that a cell names, None if it names none that is known.

    Where several are meant by its words, it is the `board` one if that is among them, else the most common one.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    codes = _list_codes()
    if len(text) == 3 and text.upper() in codes:
        return CurrencyReading(text.upper(), is_guess=False)
    words = _split(text)
    if not words or len(words) > 12:
        return None
    options: list[str] | None = None
    is_named = False
    for n, word in enumerate(words):
        options_of_word = _find_options(word, is_code=n in {0, len(words) - 1} or word.upper() in text)
        if options_of_word is None:
            if word in _FILLERS:
                continue
            return None
        is_named = is_named or len(word) == 1 or word in _index_names() or word.upper() in codes
        options = list(options_of_word) if options is None else [code for code in options if code in options_of_word]
    return _choose(words, options or (), board, is_named=is_named)


def _choose(words: list[str], options: list[str] | tuple[()], board: str, *, is_named: bool) -> CurrencyReading | None:
    if not options or not (is_named or all(len(word) <= 3 for word in words)):
        return None
    if len(options) > 1 and all(word in _index_vague() or word in _FILLERS for word in words) and board not in options:
        return None
    code = board if board in options else options[0]
    is_sure = len(options) == 1 or (code == options[0] and not _SURE_SIGNS.isdisjoint(words))
    return CurrencyReading(code, is_guess=not is_sure or not is_named)


def _split(text: str) -> list[str]:
    """Split a cell into folded words and signs, with countries of several words as one."""
    folded = f" {fold(text).replace('-', ' ').replace('’', ' ')} "
    folded = _SHORT.sub(lambda match: f"{''.join(filter(None, match.groups()))} ", folded)
    for joined, code in _JOINED.items():
        if joined[0] in folded:
            folded = re.sub(rf"(?<![^\W\d_]){re.escape(joined[:-1])}\s?{re.escape(joined[-1])}", f" {code} ", folded)
    for short, phrases in _COUNTRIES.items():
        folded = re.sub(rf"\b(?:{phrases})", f" {short} ", folded)
    return _WORDS.findall(folded)


def _find_options(word: str, *, is_code: bool) -> tuple[str, ...] | None:
    """Return the currencies that a word leaves open; None for a word that tells of none."""
    if word in _SIGNS:
        return tuple(_SIGNS[word].split())
    if codes := _index_names().get(word):
        return codes
    if is_code and word.upper() in _list_codes():
        return (word.upper(),)
    places = _index_places()
    stems = (word[:size] for size in range(len(word), 2, -1)) if len(word) > 3 else (word,)
    return next((places[stem] for stem in stems if stem in places), None)


@lru_cache(1)
def _list_codes() -> frozenset[str]:
    return frozenset(list_currencies()) | _PAST


@lru_cache(1)
def _index_names() -> dict[str, tuple[str, ...]]:
    return _index(_NAMES)


@lru_cache(1)
def _index_vague() -> frozenset[str]:
    return frozenset(_index("\n".join(line for line in _NAMES.splitlines() if line.startswith("!"))))


@lru_cache(1)
def _index_places() -> dict[str, tuple[str, ...]]:
    return _index(_PLACES)


def _index(lines: str) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for line in lines.strip().splitlines():
        codes, _, words = line.partition(":")
        index |= dict.fromkeys(words.split(), tuple(codes.replace("!", "").split()))
    return index

"""Whether the cells of a column are names of people or of things, such as deals: how they are written tells it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from kanban.domain.values.text import fold
from kanban.exchange.recognition.words.near_words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

Looks = Literal["person", "thing", "open"]

_GIVEN = split_words("""
    aaron abdul abdullah abigail achim ada adam adele adrian adriana agata agnes agnieszka ahmad ahmed aisha alain
    alan albert alberto aleksander aleksandra alessandra alessandro alessia alex alexander alexandra alexis alfred
    ali alice alicia alison alma alva amanda amelia amelie amir amy ana anais anders andre andrea andreas andrei
    andres andrew andrzej andy anette angela angelica angelika angelo anita anja ann anna annalisa anne annette
    annika anthony antoine anton antonella antonia antonio anya aoife ariane arjun arnaud arne arthur arturo astrid
    aurelie axel barbara bartosz beata beatrice beatriz ben benedikt benjamin bernard bernd bert bettina bianca bill
    birgit bjorn bo bob boris brad bram brenda brian bridget britta bruce bruno camila camille carina carl carla
    carlo carlos carmen carol carolina caroline caterina catherine cecile cecilia celia celine cesar charles
    charlotte chen chiara chloe chris christa christel christian christiane christina christine christoph christophe
    christopher cindy claire clara claudia claudio claus clemens colin connor conor corinna cornelia craig cristina
    cy cynthia dagmar daisy damian dan daniel daniela danielle dario david dawn deborah denis denise dennis derek
    detlef di diana diane diego dieter dirk dmitri dominik dominique don donald donna dora doris dorota dorothea
    duncan dylan edgar edith eduard eduardo edward eleanor elena elias elisa elisabeth elise elizabeth elke ella
    ellen elsa emil emilia emilie emily emma emmanuel enrico enrique eric erik erika ernst esteban esther eugene eva
    evan evelyn ewa fabian fabien fabio fabrice fatima federica federico felicia felipe felix ferdinand fernanda
    fernando filip filippo finn fiona florence florian frances francesca francesco francisco franck francois
    francoise frank franz fred frederic frederik frieda friedrich fritz gabriel gabriela gabriele gareth gary gavin
    gemma georg george georges gerald gerard gerd gerhard gianluca gilles gina giorgia giorgio giovanna giovanni
    gisela giulia giuseppe gloria gonzalo gordon grace graham greg gregor grzegorz guido guillaume guillermo gunther
    gustav guy hamza hanna hannah hannes hans harald harry hartmut hassan heather hector heidi heike heinz helen
    helena helene helga helmut hendrik henk henri henrik henry herbert holger howard hubert hugh hugo ian ibrahim
    ida ignacio igor ilse ines inga inge ingrid irene irina iris isaac isabel isabella isabelle ivan ivo jack jackie
    jacob jacqueline jacques jaime jake jakob jakub james jamie jan jana jane janet janine jared jasmin jason javier
    jay jean jeff jeffrey jelena jenna jennifer jenny jens jeremy jerome jerry jesper jesse jessica jesus jill jim
    jimmy joachim joan joana joanna joao jochen joe joel johan johanna johannes john johnny jolanda jon jonas
    jonathan joost jordan jorg jorge jose josef josefine joseph josh joshua juan juana judith jules julia julian
    juliana julie julien juliette julio jurgen justin justyna kai kamil karen karim karin karina karl karla karolina
    karsten katarina katarzyna kate katharina katherine kathleen kathrin kathy katie katja katrin kay keith kelly
    ken kenneth kerstin kevin khalid kim kirsten klaus knut konrad krzysztof kurt kyle lara larry lars laszlo laura
    lauren laurence laurent lea leah lee leila lena leo leon leonardo leonie leslie leticia liam lidia lina linda
    lisa liselotte livia liz lorena lorenzo lothar lotte louis louisa louise luc luca lucas lucia luciana lucie lucy
    ludwig luigi luis luisa luise lukas luke lydia lynn maarten maciej madeleine magda magdalena magnus maja
    malgorzata malte manfred manuel manuela mara marc marcel marcela marcelo marcin marco marcos marcus marek
    margaret margarita marge maria mariana marianne marie marija marina mario marion marisa marius marjorie mark
    marko markus marlene marta martha martin martina marvin mary maryam massimo mateo mateusz mathias mathieu
    mathilde matteo matthew matthias matthieu maureen mauricio max maximilian maya megan mehmet mei melanie melissa
    mercedes mia michael michaela michal michel michele michelle miguel mikael mike mikhail mila milan miriam
    mohamed mohammed moritz mustafa myriam nadia nadine nadja nancy natalia natalie natasha nathalie nathan neil
    nicholas nick nicola nicolas nicole nicoletta niels nikita niklas nikola nikolai nina noah noel nora norbert
    norman nuno octavio olaf ole oleg olga oliver olivia olivier omar oscar oskar otto pablo pamela paolo pascal pat
    patrice patricia patricio patrick patrik paul paula pauline paulo pavel pawel pedro penelope per peter petra
    phil philip philipp philippe pierre pieter pilar piotr priya rachel rafael rainer raj ralf ralph ramon raphael
    raquel raul ray rebecca regina reinhard renata renate rene ricardo riccardo richard rick rita rob robert roberta
    roberto robin rodrigo roger roland rolf romain roman ronald rosa rose ruben rudi rudolf rui rupert russell ruth
    ryan sabine sabrina sally sam samantha samir samuel sandra sandrine sara sarah sascha sean sebastian serena
    serge sergei sergio shane shannon sharon sheila shirley sibylle sid siegfried sigrid silke silvia silvio simon
    simona simone siobhan sofia sofie sonia sonja sophia sophie stacy stan stanislaw stefan stefania stefanie
    stefano steffen stella stephan stephane stephanie stephen steve steven stuart sue susan susana susanne suzanne
    svea sven svetlana sylvia sylvie szymon tamara tania tanja tara tatiana ted teresa terry theo theodor theresa
    thierry thomas thorsten tiago tim timo timothy tina tobias todd tom tomas tomasz tommy toni tony torsten tracy
    trevor ugo ulf uli ulrich ulrike umberto ursula ute uwe valentin valentina valeria valerie vanessa vera verena
    veronica veronika vicente vicki victor victoria viktor viktoria vincent vincenzo viola virginia vivian vladimir
    volker walter waltraud wanda wayne wei wendy werner wiebke wilhelm willem william wim wojciech wolfgang xavier
    yan yann yannick yasmin yolanda yuki yusuf yves yvonne zara zoe zofia
""")
"""Given names that are frequent where these languages are spoken, folded."""

_TITLES = split_words("mr mrs ms miss dr prof herr frau mme mlle sr sra srta sig dott dhr mevr pan pani ing dipl don")
"""What stands before the name of somebody."""

_PARTICLES = split_words(
    "de del della di da do das dos du der den des van von vom zu zur ter ten la le el los bin al y e und d' af zum"
)
"""What stands small within a name."""

_THINGS = split_words("""
    account ag anfrage annual app aps assessment audit auftrag b2b bank beratung bestellung bundle bv campaign cloud
    co company consulting contract contrat contrato corp corporation crm deal delivery deployment design development
    enterprise erneuerung erp expansion extension fleet gmbh group hardware holding hospital hotel implementation
    inc industries inquiry installation integration kft kg kit lead licence license licenses lizenz lizenzen llc
    logistics ltd machine machinery maintenance migration nachbestellung nv offer offerte opportunity order oy
    package phase pilot plan plant platform plc pro progetto program programme project projekt projet proposal
    proyecto pump pumps purchase quote redesign relaunch release renewal renovation replacement request retainer
    rollout sale sarl sas school security service services setup shop site software solution solutions spa srl
    starter subscription suite supply support system systems technologies technology tender test tool tools trailer
    training truck trucks university update upgrade upsell valve valves verlangerung vertrag wartung web website
    workshop zoo
""")
"""Words in the names of deals and companies, folded."""

_MARKS = re.compile(r"[\d&/+:#|–—_%€$£!?\"“”„()\[\]]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*\.?")


def look_at_name(cell: str) -> Looks:
    """Tell what a cell looks like."""
    parts = cell.replace(",", " ").split()
    folded = [fold(part).strip(".") for part in parts]
    if not parts:
        return "open"
    if folded[0] in _TITLES and len(parts) > 1:
        return "person"
    if _MARKS.search(cell) or len(parts) > 5 or " - " in cell or not _THINGS.isdisjoint(folded):
        return "thing"
    if not all(map(_WORD.fullmatch, parts)):
        return "open"
    if any(part[0].islower() and name not in _PARTICLES for part, name in zip(parts, folded, strict=True)):
        return "thing" if any(part[0].isupper() for part in parts) else "open"
    first = folded[1] if "," in cell and len(folded) > 1 else folded[0]
    is_given = first in _GIVEN or first.split("-")[0] in _GIVEN
    return "person" if is_given and len(parts) <= 4 else "open"


def look_at_names(cells: Iterable[str]) -> tuple[Looks, bool]:
    """Tell what the filled cells of a column look like together, and whether that is sure."""
    looks = [look_at_name(cell) for cell in dict.fromkeys(filter(str.strip, cells))]
    people, things = looks.count("person"), looks.count("thing")
    if not looks or (people and things * 10 > people and people * 10 > things):
        return "open", False
    if things > people:
        return ("thing", things * 5 >= len(looks) * 4) if things * 2 > len(looks) else ("open", False)
    return ("person", people * 5 >= len(looks) * 4) if people * 2 > len(looks) else ("open", False)

"""From the stages and statuses of other programs to those of this board: by name, by meaning, by likeness."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from kanban.domain.errors import UsageFault
from kanban.domain.records.arrival import DISQUALIFIED
from kanban.domain.values.text import clean_line, fold, shorten
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.stage_vocabulary import (
    CUSTOMER,
    DEAL,
    DEALS,
    JUNK,
    LEAD,
    PEOPLE,
    PLAIN,
    TURNING,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kanban.domain.board import Stage

How = Literal["given", "same name", "meaning", "similar name", "guessed"]
Scope = Literal["lead", "deal", "deal list", "person", "any"]
"""Whose word it is. A lead's status chooses among marketing's stages alone, and a deal's among those of sales;
in a plain file a word may mean any stage, but of a list of people without amounts “Customer” wins no deal, and in
a list of deals what names no stage of the board nor of marketing is a word of sales."""


@dataclass(frozen=True, slots=True)
class StageChoice:
    """Where the cards with one word go, and why: a line of the dry run."""

    word: str
    """As the file has it; empty for rows that name no stage."""
    stage: Stage
    how: How
    label: str | None = None
    """A label that the cards get with it."""

    @property
    def is_guessed(self) -> bool:
        """Whether somebody should look at it."""
        return self.how in {"guessed", "similar name"}


_PLACES: dict[str, tuple[str, float]] = {
    "Nurture": ("marketing", 0.0), "Engaged": ("marketing", 0.5), "MQL": ("marketing", 1.0), "Handoff": ("door", 0.0),
    "Accepted": ("sales", 0.0), "Discovery": ("sales", 1 / 3), "Proposal": ("sales", 2 / 3),
    "Negotiation": ("sales", 1.0), "Won": ("won", 0.0), "Lost": ("lost", 0.0),
    "Disqualified": ("disqualified", 0.0),
}  # fmt: skip
"""Where on a board each stage of the default one stands: among which stages, and how far along them."""

_LABELS = {JUNK: DISQUALIFIED, CUSTOMER: CUSTOMER}
"""The labels of leads in the first stage that their words say more of."""

_CLOSED = frozenset({"Won", "Lost"})
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_NUMBER = re.compile(r"^\s*(?:\d{1,3}|[a-zA-Z])[.)]\s*")
_SEPARATOR = re.compile(r"\s*[:/|>›»]\s*|\s+[-–—]+\s+")
"""What stands between a pipeline's name and a stage's."""

_CHOICE = re.compile(r"\s*[/|]\s*|\s+(?:or|oder|ou|o|of|lub)\s+", re.IGNORECASE)
"""What stands between words to choose from."""

_NEGATIONS = ("not", "no", "un", "dis", "non", "in", "pre")


_LONG = 6
"""Letters of a word that may be nearly the name of a closed stage: “Wont” is not “Won”."""

_WORD = re.compile(r"[^\W\d_]+")
_CLOSED_START = re.compile(r"\s*closed?[ -](won|lost)\b.*", re.IGNORECASE)
_LOST_TO = re.compile(
    r"\s*(?:deal |closed |closed-)?lost (?:to|due to|because|by|against|over|on|for|with)\b.*", re.IGNORECASE
)
"""A lost deal with its reason. “Won by …” is somebody else's."""

_FILLERS = frozenset((
    "and", "&", "-", "–", "deal", "opportunity", "as", "the", "was", "is", "has", "been", "und", "et", "y", "e", "ed",
    "en", "i", "als", "comme", "como", "come",
))  # fmt: skip
_CLOSED_WORDS = frozenset(map(frozenset, (("closed", "won"), ("closed", "lost"), ("won",), ("lost",))))
"""What `Won and Closed` says, whatever stands between."""


_CLOSED_ELSEWHERE = frozenset(
    "transaction affaire negocio trato oportunidad oportunidade opportunita opportunite"  # noqa: SIM905 - many
    " trattativa affare verkaufschance verkoopkans verkauf vente venta venda vendita verkoop abgeschlossen geschlossen"
    " ferme fermee cloture cloturee conclu conclue clos close cerrado cerrada cierre fechado fechada encerrado chiuso"
    " chiusa chiusura gesloten afgesloten zamkniety zamknieta zamkniete".split()
)
"""Words for “closed” and “deal” that stand beside “won” or “lost” in other languages."""

_ENDS: dict[Scope, frozenset[str]] = {
    "lead": frozenset({JUNK}), "deal": _CLOSED, "deal list": _CLOSED | {JUNK}, "person": _CLOSED,
    "any": _CLOSED | {JUNK},
}  # fmt: skip
"""What a word beside these may mean."""


class StageMap:
    """Chooses a stage for every word of one import, the same each time, and remembers which words it met."""

    def __init__(
        self, stages: Sequence[Stage], mapped_words: Mapping[str, str] | None = None, default: str | None = None
    ) -> None:
        """Take a board's stages in their order, at least one, and what `--map-stage WORD=STAGE` and `--stage` said.

        `default` is for rows that name no stage. Raises UsageFault for a stage that is not on the board.
        """
        self._stages = tuple(stages)
        former = {squash(alias): stage for stage in stages for alias in stage.aliases}
        self._named = {**former, **{squash(stage.name): stage for stage in stages}}
        self._position = {stage.id: n for n, stage in enumerate(stages)}
        self._outcomes = {stage.id: stage.outcome for stage in stages}
        self._given: dict[str, Stage] = {}
        self._chosen: dict[tuple[str, Scope], StageChoice] = {}
        for word, name in (mapped_words or {}).items():
            self._given[squash(word)] = self._find_named(name)
        self._default = self._find_named(default) if default else None

    def _find_named(self, name: str) -> Stage:
        stage = self._named.get(squash(name))
        if stage is None:
            known = ", ".join(known.name for known in self._stages)
            raise UsageFault(f"No stage is called “{shorten(clean_line(name), 60)}”: this board has {known}.")
        return stage

    def choose(self, word: str, scope: Scope) -> StageChoice:
        """Return the stage for a word of a file."""
        choice = self._chosen.get((word, scope))
        if choice is None:
            choice = self._chosen[word, scope] = self._choose(clean_line(word), scope)
        return choice

    def weight(self, stage: str) -> int:
        """Rank a stage, given by id, by how far a lead got: lost lowest, open stages in their order, won highest."""
        outcome = self._outcomes[stage]
        return {"won": len(self._stages), "lost": -1}.get(outcome or "", self._position[stage])

    def _choose(self, word: str, scope: Scope) -> StageChoice:
        key = squash(word) if word else ""
        allowed = self._find_allowed(scope)
        if key in self._given:
            return StageChoice(word, self._given[key], "given")
        if not key and self._default:
            return StageChoice("", self._default, "given")
        if not key:
            is_deal = scope in _DEAL_SCOPES
            return StageChoice(
                "", self._find_allowed("deal")[0] if is_deal else allowed[0], "guessed" if is_deal else "meaning"
            )
        whole = () if "?" in word else (word,)  # “Won?” asks
        is_choice = _names_several(word, scope)
        for part in (*whole, *(() if is_choice else self._list_parts(word, scope))):
            if choice := self._recognise(word, squash(part), scope, allowed):
                return choice
        similar = _find_similar(key, allowed) if whole else None
        if similar:
            return StageChoice(word, similar, "similar name")
        near = None if is_choice or _is_turned(word) else _find_near_meaning(_SEPARATOR.split(word)[0], scope)
        if near:
            label = _LABELS.get(near)
            return StageChoice(word, self._find_stage("Nurture" if label else near), "similar name", label)
        return StageChoice(word, self._find_stage(_guess(key, word, scope)), "guessed")

    def _recognise(self, word: str, key: str, scope: Scope, allowed: Sequence[Stage]) -> StageChoice | None:
        """Choose by what a squashed word, or a part of it, is called or means; None where it is unknown."""
        if key in self._given:
            return StageChoice(word, self._given[key], "given")
        namesake = self._named.get(key)
        fits = {"lead": namesake in allowed, "deal": namesake is not None and namesake.side != "marketing"}
        if namesake is not None and fits.get(scope, True):
            return StageChoice(word, namesake, "same name")
        meaning = _find_meaning(key, scope)
        if meaning is None:
            return None
        label = _LABELS.get(meaning)
        if meaning == JUNK and any(stage.ending == "disqualified" for stage in self._stages):
            return StageChoice(word, self._find_stage("Disqualified"), "meaning")
        return StageChoice(word, self._find_stage("Nurture" if label else meaning), "meaning", label)

    def _list_parts(self, word: str, scope: Scope) -> Iterator[str]:
        """Yield what is left of a word without its number and its pipeline's name, the longest part first.

        Where that name means a stage too (“Proposal - New”), only a closed one behind it counts.
        """
        bare = _NUMBER.sub("", _IN_BRACKETS.sub("", word))
        is_turned = "?" in word or (_is_turned(word) and not _is_turned(bare))  # by what its brackets say
        if is_turned and _find_meaning(squash(bare), scope) != "Lost":
            return
        if bare and bare != word:
            yield bare
        words = frozenset(bare.casefold().split()) - _FILLERS
        yield from _list_ends(bare, words, scope)
        if _LOST_TO.fullmatch(bare):
            yield "lost"
        if (start := _CLOSED_START.fullmatch(bare)) and not _is_turned(bare):
            yield f"closed {start[1]}"
        parts = _SEPARATOR.split(bare)
        meanings = {_find_meaning(squash(part), scope) for part in parts}
        if len(parts) > 1 and len(meanings) == 1 and None not in meanings:  # “Offen - Nicht kontaktiert”
            yield parts[-1]
        for separator in _SEPARATOR.finditer(bare):
            head, tail = squash(bare[: separator.start()]), bare[separator.end() :]
            if _is_turned(bare[: separator.start()]):
                continue
            if _find_meaning(head, scope) in _CLOSED and _find_meaning(squash(tail), scope) is None:  # with its reason
                yield bare[: separator.start()]
            is_stage = head in self._named or _find_meaning(head, scope) is not None
            if tail and (not is_stage or _find_meaning(squash(tail), scope) in _CLOSED):
                yield tail

    def _find_allowed(self, scope: Scope) -> tuple[Stage, ...]:
        side = {"lead": "marketing", "deal": "sales"}.get(scope)
        return tuple(stage for stage in self._stages if side in {None, stage.side}) or self._stages

    def _find_stage(self, meaning: str) -> Stage:
        """Return this board's stage for one of the default board: by name, else by position."""
        group, along = _PLACES[meaning]
        namesake = self._named.get(squash(meaning))
        if namesake is not None and group in {_group_of(namesake), "door"}:
            return namesake
        among = [stage for stage in self._stages if _group_of(stage) == group]
        if among:
            return among[round(along * (len(among) - 1))]
        if group == "door":
            among = [stage for stage in self._stages if _group_of(stage) == "marketing"]
        elif group in {"sales", "won", "lost"}:
            among = [stage for stage in self._stages if _group_of(stage) == "sales"]
        return (among or self._stages)[0 if group == "marketing" else -1]


def _group_of(stage: Stage) -> str:
    return stage.ending or stage.side


_TABLES = {"lead": (LEAD,), "deal": (DEAL,), "deal list": DEALS, "person": PEOPLE, "any": PLAIN}
_DEAL_SCOPES = frozenset({"deal", "deal list"})
"""Scopes in which a word that nobody knows is one of sales."""


def _find_meaning(key: str, scope: Scope) -> str | None:
    for spelled in (key, key[:-1]) if key.endswith("s") and len(key) > _LONG else (key,):  # “Negotiations”
        for table in _TABLES[scope]:
            for meaning, words in table.items():
                if spelled in words:
                    return meaning
    return None


def _list_ends(bare: str, words: frozenset[str], scope: Scope) -> Iterator[str]:
    """Yield what says won or lost beside words for closed and deal: `Won and closed`, `Abgeschlossen und gewonnen`."""
    ends = {fold(word) for word in words} - _CLOSED_ELSEWHERE
    if len(ends) == 1 and len(bare.split()) > 1 and _find_meaning(squash(*ends), scope) in _ENDS[scope]:
        yield from ends
    if words in _CLOSED_WORDS:
        yield f"closed {next(iter(words - {'closed'}))}"


def _names_several(word: str, scope: Scope) -> bool:
    """Tell whether a word names stages to choose from and none of them: `Won / Lost`, `Open/Won`."""
    for text in (_IN_BRACKETS.sub("", word), *_BRACKETED.findall(word)):
        meanings = [_find_meaning(squash(part), scope) for part in _CHOICE.split(text)]
        if len(meanings) > 1 and None not in meanings and len(set(meanings)) > 1:
            return True
    return False


def is_stage_word(word: str) -> bool:
    """Tell whether a word means a stage of deals or leads."""
    return _find_meaning(squash(word), "any") is not None


def _find_near_meaning(word: str, scope: Scope) -> str | None:
    """Return what a long word with a slip in it means: `Clost Lost`."""
    key = squash(word)
    ends = _index_long_words(scope)
    candidates = [*ends.get(key[:_END], ()), *ends.get(key[-_END:], ())] if len(key) >= _LONG_SLIP else []
    near = difflib.get_close_matches(key, candidates, n=1, cutoff=0.87) if candidates else []
    longer, shorter = sorted((key, *near), key=len, reverse=True) if near else ("", "")
    is_likely = near and not any(longer == start + shorter for start in _NEGATIONS)
    return _find_meaning(near[0], scope) if is_likely else None


@lru_cache(8)
def _index_long_words(scope: Scope) -> dict[str, list[str]]:
    """Return the long words that mean a stage by their beginnings and by their ends."""
    ends: dict[str, list[str]] = {}
    for table in _TABLES[scope]:
        for word in sorted(frozenset().union(*table.values())):
            if len(word) >= _LONG_SLIP:
                ends.setdefault(word[:_END], []).append(word)
                ends.setdefault(word[-_END:], []).append(word)
    return ends


_END = 4
"""Letters at the beginning or the end of a word that have no slip."""

_LONG_SLIP = 8
"""Letters of a word that may have a slip in it."""


def _find_similar(key: str, allowed: Sequence[Stage]) -> Stage | None:
    """Find the stage whose name is nearly the word's; “Unqualified” is not nearly “Qualified”."""
    names = {squash(stage.name): stage for stage in allowed if not stage.is_closed or len(key) >= _LONG}
    for name in difflib.get_close_matches(key, names, n=1, cutoff=0.8):
        longer, shorter = sorted((key, name), key=len, reverse=True)
        if not any(longer == start + shorter for start in _NEGATIONS):
            return names[name]
    return None


def _guess(key: str, word: str, scope: Scope) -> str:
    """Guess what an unknown word means from the known ones within it; won and lost are never guessed.

    “Not won” and “Lost contact” are neither, and “No proposal yet” is no proposal.
    """
    if scope != "lead" and not _is_turned(word):
        for meaning, parts in _index_parts().items():
            if parts.search(key):
                return meaning
    return "Accepted" if scope in _DEAL_SCOPES else "Nurture"


@lru_cache(1)
def _index_parts() -> dict[str, re.Pattern[str]]:
    """Return what finds the words for each open stage of deals within another word, the latest stage first."""
    open_stages = ("Negotiation", "Proposal", "Discovery", "Accepted")
    words_by_stage = {name: sorted(word for word in DEAL[name] if len(word) > 4) for name in open_stages}
    return {name: re.compile("|".join(map(re.escape, words))) for name, words in words_by_stage.items()}


def _is_turned(word: str) -> bool:
    """Tell whether a word is turned into something else by another one that stands with it."""
    return "?" in word or not TURNING.isdisjoint(_WORD.findall(fold(word)))

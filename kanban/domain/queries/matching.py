"""Whether one card matches a query, without a database, for code that has cards in memory.

The store compiles the same queries to SQL (`kanban.store.search.query_sql`); a test keeps the two equal.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property

from kanban.domain import clock, permissions, staleness
from kanban.domain.agreements import agreement_lines
from kanban.domain.board import SIDES, TEAMS, Board, Member, Stage
from kanban.domain.card import (
    CUSTOM,
    HANDOFF,
    LINK,
    SEARCHED,
    Card,
    Comment,
    format_custom,
    is_absent,
    list_searched_custom,
)
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.handoffs import first_response, handoff, holders
from kanban.domain.queries.query import COUNTED, DAYS, NUMERIC, Query, Term, read_number
from kanban.domain.values import fields, labels, moments, money, text

REGISTERS = {
    "marketing": "marketing_owner", "sales": "sales_owner", "reason": "lost_reason", "close": "close_on",
    "next": "next_on",
    "created": "created_at", "updated": "updated_at", "entered": "entered_at", "touched": "touched_at",
}  # fmt: skip
"""Registers whose query field has another name."""

_ENDED = frozenset({"closed", "won", "lost", "disqualified"})
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ":": operator.eq, "=": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip

Talk = Callable[[Card], Sequence[Comment]]
"""The visible comments of a card; called only where a query needs them."""


class Matcher:
    """Tells which cards match a query, for one board, one reader and one moment."""

    def __init__(self, query: Query, board: Board, now: datetime, reader: Member | None, talk: Talk) -> None:
        self.query, self.board, self.now, self.reader, self.talk = query, board, now, reader, talk
        self.zone = board.zone
        self.today = now.astimezone(self.zone).date()
        self.has_closed = has_closed_term(query, board)
        self.has_further = True
        """Whether what a merge kept beside a field (`E-mail 2`) counts; in a fact of the agreement it does not."""
        self._terms = [term for term in query.terms if not (term.field == "flag" and term.values == ("deleted",))]

    def check(self) -> None:
        """Raise UsageFault or Refused for a term that means nothing on this board."""
        for term in self._terms:
            for value in term.values:
                match term.field:
                    case "stage" | "side":
                        find_stages(self.board, term, value)
                    case "holder" | "team":
                        read_choice(TEAMS, value, f"A {term.field}")
                    case "owner" | "marketing" | "sales" | "mentions" if value == "me":
                        require_reader(self.reader)
                    case "flag" if value == "mine":
                        require_reader(self.reader)

    def is_match(self, card: Card) -> bool:
        """Whether a card of the board matches; an unknown answer counts as no. Raises as `check` does."""
        return self.truth(card) is True

    def truth(self, card: Card) -> bool | None:
        """Return whether a card matches; None where an amount in another currency leaves that open."""
        if card.deleted != self.query.has_deleted_term:
            return False
        look = _CardTest(self, card)
        results = [self._holds(look, term) for term in self._terms]
        return False if False in results else (None if None in results else True)

    @staticmethod
    def _holds(look: _CardTest, term: Term) -> bool | None:
        results = [look.holds(term, value) for value in term.values]
        if True in results:
            return not term.is_negated and (term.field != "next" or look.is_considered)
        return None if None in results else term.is_negated


def require_reader(reader: Member | None) -> Member:
    """Return whose cards `me` means in a query; raises Refused where nobody reads."""
    if reader is None:
        raise Refused("This query asks for what is yours; say who you are.", command="--as NAME or kanban init does")
    return reader


class _CardTest:
    """One card being matched."""

    def __init__(self, matcher: Matcher, card: Card) -> None:
        self.matcher, self.card, self.board = matcher, card, matcher.board

    @cached_property
    def lane(self) -> Stage:
        return self.board.lane_of(self.card.stage)

    @property
    def is_considered(self) -> bool:
        """Whether terms about open work apply to the card: not to closed ones, unless the query names them."""
        return self.matcher.has_closed or not self.lane.is_closed

    @cached_property
    def search_text(self) -> str:
        parts = [getattr(self.card, name) for name in SEARCHED]
        parts += ["\n".join(self.card.labels), *list_searched_custom(self.card.extra)]
        filled = [part for part in parts if part]
        return "\n".join([text.fold(part) for part in filled] + [text.extract_numbers(part) for part in filled])

    def holds(self, term: Term, value: str) -> bool | None:
        """Whether a term holds for one of its values, before negation; None where that is unknown."""
        card = self.card
        match term.field:
            case "flag":
                return self._has_flag(value)
            case "word":
                return value in self.search_text or self._has_comments(value)
            case "has":
                return self._has_field(value)
            case "stage" | "side" | "holder":
                return self._has_place(term, value)
            case "owner" | "marketing" | "sales":
                owners = [name for name in ("marketing", "sales") if term.field in {"owner", name}]
                return any(self._has_owner(getattr(card, f"{name}_owner"), term, value) for name in owners)
            case "label":
                label_names = labels.list_names(self.board.label_names, value)
                return any(text.fold(label) in label_names for label in card.labels)
            case "ref":
                return card.id == value or (card.ref.startswith(value) if term.op == ":" else card.ref == value)
            case "team":
                team = read_choice(TEAMS, value, "A team")
                return any(note.team == team for note in self.matcher.talk(card))
            case "mentions":
                return self._has_mentions(value)
            case _:
                return self._compare(term, value)

    def _has_place(self, term: Term, value: str) -> bool:
        if term.field != "holder":
            return self.lane in find_stages(self.board, term, value)
        holder = holders.find_holder(self.lane.side, self.card.value_of(HANDOFF), closed=self.lane.is_closed)
        return holder == read_choice(TEAMS, value, "A holder")

    def _compare(self, term: Term, value: str) -> bool | None:
        if term.field in NUMERIC:
            return self._match_number(term, value)
        if term.field in DAYS:
            return self._has_day(term, value)
        if term.field.startswith(CUSTOM):
            return self._has_custom(term, value)
        if self.matcher.has_further and term.field in SEARCHED and self._has_further(term, value):
            return True
        if term.field == "phone" and term.op == ":":
            return value in self.search_text and value in text.compact_number(self.card.phone or "")
        return _is_text_match(getattr(self.card, REGISTERS.get(term.field, term.field)), term, value)

    def _has_further(self, term: Term, value: str) -> bool:
        """Whether a further value of this field matches, as a merge keeps it: `E-mail 2`."""
        names = [CUSTOM + name for name in fields.list_further_names(term.field)]
        return any(
            _is_text_match(format_custom(self.card.extra[name]), term, value)
            for name in names
            if name in self.card.extra
        )

    def _has_comments(self, word: str) -> bool:
        run = text.split_words(word)
        if not run or (len(word) == 1 and word.isascii()):
            return False
        return any(has_word_run(text.split_words(note.body), run) for note in self.matcher.talk(self.card))

    def _has_owner(self, owner: str | None, term: Term | None, value: str) -> bool:
        if not owner:
            return False
        if value == "me":
            return require_reader(self.matcher.reader).is_named(owner)
        return build_owner_test(self.board, value, exact=term is not None and term.op == "=")(owner)

    def _has_mentions(self, value: str) -> bool:
        reader = require_reader(self.matcher.reader) if value == "me" else None
        names = list_mention_names(self.board, value, reader)
        return any(text.has_mention(note.body, name) for note in self.matcher.talk(self.card) for name in names)

    def _has_custom(self, term: Term, value: str) -> bool:
        folded = text.fold(term.field.removeprefix(CUSTOM))
        entries = [format_custom(value) for name, value in self.card.extra.items() if _is_custom_field(name, folded)]
        if term.op in {":", "="}:
            return any(_is_text_match(entry, term, value) for entry in entries)
        numbers = [read_number(entry) for entry in entries if entry is not None]
        return any(number is not None and _COMPARE[term.op](number, float(value)) for number in numbers)

    # -- what is there, numbers, days

    def _has_flag(self, name: str) -> bool:
        card, lane = self.card, self.lane
        match name:
            case "open":
                return not lane.is_closed
            case "closed":
                return lane.is_closed
            case "won" | "lost" | "disqualified":
                return lane.ending == name
            case "committed":
                return lane.side == "sales" and not lane.is_closed and card.value_of("commit") is True
            case "mine":
                return any(self._has_owner(owner, None, "me") for owner in (card.marketing_owner, card.sales_owner))
            case "overdue":
                return self._is_overdue()
            case "stale":
                if not self.is_considered:
                    return False
                before = staleness.find_stale_limit(lane, self.matcher.now)
                day = staleness.find_quiet_day(before, self.board.timezone)
                again = staleness.read_again(card.value_of(HANDOFF))
                return staleness.is_stale(before, day, card.touched_at, card.next_on, again)
            case "incomplete":
                return bool(permissions.find_missing_fields(lane, card, {})) or self._has_unmet_lines()
            case _:  # what is unread is known on each device alone
                return False

    def _has_unmet_lines(self) -> bool:
        """Whether the card fails a signed requirement of its own stage."""
        signed = self.board.agreement
        guarding = signed.content.list_guarding(self.lane.id) if signed else ()
        checks = agreement_lines.check_lines(self.card, guarding, lambda fact: check_fact(self.board, self.card, fact))
        return not all(check.is_met for check in checks)

    def _is_overdue(self) -> bool:
        """Whether the next step is late, at the door the answer, or with sales the first response."""
        now = self.matcher.now.astimezone(self.matcher.zone)
        late = moments.is_past(self.card.next_on, self.card.next_time, now)
        present = handoff.read(self.card.value_of(HANDOFF)) if self.lane.side == "door" else None
        late = late or (present is not None and present.is_overdue(clock.iso(self.matcher.now)))
        return self.is_considered and (late or first_response.is_late(self.board, self.card, self.matcher.now))

    def _has_field(self, name: str) -> bool:
        card = self.card
        match name:
            case "label":
                return bool(card.labels)
            case "comments":
                return card.marketing_comments + card.sales_comments > 0
            case "owner":
                return card.marketing_owner is not None or card.sales_owner is not None
            case "link":
                return any(name.startswith(LINK) and isinstance(link, dict) for name, link in card.extra.items())
            case "next":
                return card.next_step is not None or card.next_on is not None
            case _ if name.startswith(CUSTOM):
                own = name.removeprefix(CUSTOM)
                return any(
                    not is_absent(entry) for register, entry in card.extra.items() if _is_custom_field(register, own)
                )
            case _:
                return getattr(card, REGISTERS.get(name, name)) is not None

    def _match_number(self, term: Term, value: str) -> bool | None:
        card, compare = self.card, _COMPARE[term.op]
        if term.field in {"comments", *COUNTED}:
            return compare(getattr(card, term.field, card.marketing_comments + card.sales_comments), float(value))
        if term.field == "probability":
            own = card.probability
            return compare(float(f"{self.lane.probability:g}") if own is None else own, float(value))
        amount, _, currency = value.partition(" ")
        if card.value is None:
            return False
        if (card.currency or self.board.currency) != (currency or self.board.currency):
            return None
        unit = 10.0 ** money.count_decimals(card.currency) if card.currency else 100.0
        return compare(card.value / unit, float(amount))

    def _has_day(self, term: Term, value: str) -> bool:
        register = REGISTERS.get(term.field, "entered_at")
        moment: str | None = getattr(self.card, register)
        if not moment or (term.field == "closed" and not self.lane.is_closed):
            return False
        begin, end = moments.day_bounds(
            date.fromisoformat(value), self.matcher.zone if register.endswith("_at") else None
        )
        match term.op:
            case ">=":
                return moment >= begin
            case ">":
                return moment >= end
            case "<":
                return moment < begin
            case "<=":
                return moment < end
            case _:
                return begin <= moment < end


def _is_text_match(field_text: str | None, term: Term, value: str) -> bool:
    folded = text.fold(field_text or "")
    return folded == value if term.op == "=" else value in folded


def _is_custom_field(register: str, folded: str) -> bool:
    """Whether a register is the custom field with this folded name."""
    return register.startswith(CUSTOM) and text.fold(register.removeprefix(CUSTOM)) == folded


_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Facts don't depend on the day, so any will do."""


def check_fact(board: Board, card: Card, fact: str) -> bool | None:
    """Whether a card meets a fact of the agreement; None where its amount is in another currency.

    A fact that can't be read, as from a newer version, is not met.
    """
    try:
        fact_query = agreement_lines.read_fact(fact)
    except UsageFault:
        return False
    matcher = Matcher(fact_query, board, _SOME_DAY, None, lambda _: ())
    matcher.has_further = False
    return matcher.truth(card._replace(deleted=False))


# -- what terms mean, wherever they are looked up


def has_word_run(words: Sequence[str], run: Sequence[str]) -> bool:
    """Whether `words` contain these words in a row, the last one at least as the beginning of a word."""
    first, last = list(run[:-1]), run[-1]
    count = len(first)
    return any(
        list(words[at : at + count]) == first and words[at + count].startswith(last) for at in range(len(words) - count)
    )


def has_closed_term(query: Query, board: Board) -> bool:
    """Whether a query says closed, won, lost or disqualified, or names a closed stage."""
    for term in query.terms:
        if term.is_negated:
            continue
        if term.field == "closed" or (term.field == "flag" and not _ENDED.isdisjoint(term.values)):
            return True
        if term.field == "stage" and any(s.is_closed for value in term.values for s in find_stages(board, term, value)):
            return True
    return False


def build_owner_test(board: Board, value: str, *, exact: bool) -> Callable[[str], bool]:
    """Return a function that tells whether an owner is meant, by a present or a former name."""
    former = [member for member in board.members if any(text.fold(alias) == value for alias in member.aliases)]

    def is_meant(owner: str) -> bool:
        names = text.fold(owner), text.fold(board.owner_name(owner) or "")
        is_named = value in names if exact else any(f" {value}" in f" {name}" for name in names)
        return is_named or any(member.is_named(owner) for member in former)

    return is_meant


def list_mention_names(board: Board, value: str, reader: Member | None) -> list[str]:
    """Return the folded names under which comments mention a person: the reader's, where one is given."""
    members = [reader] if reader else [member for member in board.members if member.is_named(value)]
    names = [name for member in members for name in (member.name, *member.aliases)] or [value]
    return [text.fold(name) for name in names]


def find_stages(board: Board, term: Term, value: str) -> list[Stage]:
    """Return the stages that a term about stages or sides means. Raises UsageFault where there is none."""
    stages = board.stages
    if term.field == "stage":
        names = {stage.id: text.fold(stage.name) for stage in stages}
        chosen = [stage for stage in stages if names[stage.id] == value]
        chosen = chosen or [stage for stage in stages if stage.has_had_name(value)]
        if not chosen and term.op == ":":
            chosen = [stage for stage in stages if names[stage.id].startswith(value)] or [
                stage for stage in stages if any(text.fold(alias).startswith(value) for alias in stage.aliases)
            ]
        if not chosen:
            raise UsageFault(f"No stage is called “{value}”; this board has {', '.join(s.name for s in stages)}.")
        return chosen
    side = read_choice(SIDES, value, "A side")
    return [stage for stage in stages if stage.side == side]


def read_choice(known: Sequence[str], value: str, what: str) -> str:
    """Return the first of a few words that begins so. Raises UsageFault with all of them."""
    for word in known:
        if word.startswith(value):
            return word
    raise UsageFault(f"{what} is one of {', '.join(known)}, not “{text.shorten(value, 40)}”.")

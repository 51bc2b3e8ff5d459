"""A card's history for people: who did what and when, computed from its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from kanban.domain import activity
from kanban.domain.agreements.agreement_lines import read_tick
from kanban.domain.automations.rules import RULE
from kanban.domain.board import Board
from kanban.domain.card import (
    AUTHOR_IN_FILE,
    CUSTOM,
    FIELDS,
    HANDOFF,
    IMPORTED_BY,
    LABEL,
    LINK,
    ORIGIN,
    RULE_MARK,
    is_absent,
)
from kanban.domain.change import ACTIVITY, CARD, COMMENT, GUESS, LESSON, MEMBER, NOTICE, OBJECTION, Change, Json
from kanban.domain.commitments import COMMIT
from kanban.domain.errors import NotFound
from kanban.domain.guesses.guess_record import describe_change as describe_guess
from kanban.domain.handoffs import contest, handoff
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.domain.lessons.lesson import describe_change as describe_lesson
from kanban.domain.values import fields, text
from kanban.domain.values.fields import NEVER, TICK
from kanban.domain.waiting import next_marks, notice
from kanban.domain.wants.want import TIE
from kanban.domain.wants.want_rights import describe_tie

QUIET = frozenset({
    "rank", "created", "created_at", "entered_at", "acted_at", "card", "author",
    "team", "kind", AUTHOR_IN_FILE, IMPORTED_BY, "merged_into", "handoff", "passed",
})  # fmt: skip
"""Registers that readers of a history don't need to see."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change, for readers."""

    at: str
    """When it happened, UTC."""
    actor: str
    """The name of the person, or of what acted."""
    team: str
    """The team that they were in when they did it; empty where it is unknown."""
    verb: str
    summary: str
    """One line without the actor: `moved it from Nurture to Engaged`."""
    fields: tuple[tuple[str, Json, Json], ...]
    """(field, from, to), stages by name; empty where nothing visible changed."""
    id: str
    """The change's id."""
    act: str
    undo_of: str | None
    comment: str | None
    """The id of the comment that it wrote, edited or deleted."""
    rule: str | None = None
    """The name of the rule that made it."""
    card: str | None = None
    """The id of the card that was changed; another one than asked for where it was merged into that one."""


Teams = Mapping[str, Sequence[tuple[str, str]]]
"""The teams that members joined, oldest first, by member: (key of the change, team)."""


def list_teams(changes: Iterable[Change]) -> Teams:
    """Return which team each member was in since when, by the changes of members."""
    teams: dict[str, list[tuple[str, str]]] = {}
    for change in changes:
        if change.etype == MEMBER and isinstance(team := change.set.get("team"), str):
            teams.setdefault(change.entity, []).append((change.key, team))
    return {member: sorted(joined) for member, joined in teams.items()}


def find_team(teams: Teams, change: Change, board: Board) -> str:
    """Return the team that the actor of a change was in then; empty where it is unknown."""
    joined = teams.get(change.actor, ())
    before = [team for key, team in joined if key <= change.key]
    if before or joined:
        return before[-1] if before else joined[0][1]
    member = board.get_member(change.actor)
    return member.team if member else ""


def list_events(
    changes: Iterable[Change],
    board: Board,
    card: str | None = None,
    today: date | None = None,
    teams: Teams = MappingProxyType({}),
) -> list[Event]:
    """Return the events of one card's history, oldest first. Events of cards other than `card` name them.

    With `today`, days are written for people, else in ISO as in JSON. Where `teams` does not know an actor, their team
    is today's.
    """
    state: dict[str, dict[str, tuple[str, Json]]] = {}
    events = []
    for change in sorted(changes, key=lambda change: change.key):
        known = state.setdefault(change.entity, {})
        pairs = []
        for name, value in change.set.items():
            key, past = known.get(name, ("", None))
            if change.key > key:
                known[name] = (change.key, value)
                if (
                    name not in QUIET
                    and (name, change.etype) not in _TOLD_APART
                    and name in _TOLD_OF.get(change.etype, (name,))
                    and not name.startswith((CONTEST, RULING))
                    and past != value
                    and not (is_absent(past) and is_absent(value))
                ):
                    pairs.append((name, _display_value(name, past, board), _display_value(name, value, board)))
        now = {name: value for name, (_, value) in known.items() if name in {"title", "currency"}}
        now["into"] = state.get(str(change.set.get("merged_into")), {}).get("title", ("", None))[1]
        if change.etype == CARD and change.entity != (card or change.entity) and not change.set.get("merged_into"):
            now["on"] = known.get("title", ("", ""))[1]
        events.append(_build_event(change, tuple(pairs), now, _Reader(board, today, teams)))
    events.sort(key=lambda event: event.at)
    return events


def merge_remarks(events: Sequence[Event]) -> list[Event]:
    """Return the events with the words of each handoff act on the line of that act.

    A comment written as part of an offer, a question or a return is joined to that event.
    """
    merged: list[Event] = []
    for event in events:
        words = event.summary.removeprefix("wrote: ") if event.verb == "comment" and event.comment else ""
        before = merged[-1] if merged else None
        if words and before and before.act == event.act and before.verb in SPOKEN and words != event.summary:
            if words not in before.summary:
                merged[-1] = replace(before, summary=f"{before.summary}: {words}")
        else:
            merged.append(event)
    return merged


_TOLD_APART = {("deleted", ACTIVITY), ("deleted", OBJECTION), ("deleted", LESSON)}
"""Registers that a sentence tells of, by type."""

_TOLD_OF = {OBJECTION: ("words", "outcome"), LESSON: ("words",), GUESS: ()}
"""The registers that readers need to see, of types of which they don't need most."""

SPOKEN = frozenset({"offer", "ask", "answer", "return", "contest", "rule_on"})
"""Acts between the teams that carry words."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whom the history is for."""

    board: Board
    today: date | None
    teams: Teams = field(default_factory=lambda: MappingProxyType({}))


def _build_event(
    change: Change, pairs: tuple[tuple[str, Json, Json], ...], now: Mapping[str, Json], reader: _Reader
) -> Event:
    """Return a change as an event.

    `now` has the card's title and currency after the change, the title of the card it was merged into, and as `on`
    the card's title where the history is another card's.
    """
    board = reader.board
    member, rule = board.get_member(change.actor), find_rule_name(change, board)
    sentence = _describe_change(change, pairs, now, reader)
    if "on" in now:
        sentence = f"on “{now['on']}”: {sentence}" if now["on"] else f"on a merged card: {sentence}"
    return Event(
        at=change.at,
        actor=member.name if member else change.actor,
        team=find_team(reader.teams, change, board),
        verb=change.verb,
        summary=f"rule “{rule}”: {sentence}" if rule else sentence,
        fields=pairs,
        id=change.id,
        act=change.act,
        undo_of=change.undo_of,
        comment=change.entity if change.etype == COMMENT else None,
        rule=rule,
        card=change.entity if change.etype == CARD else change.card,
    )


def find_rule_name(change: Change, board: Board) -> str | None:
    """Return the name of the rule that made a change; None for what a person did."""
    marked = change.extra.get(RULE)
    if not isinstance(marked, str):
        return None
    return next((rule.name for rule in board.all_rules if rule.id == marked), "unknown")


def _display_value(name: str, value: Json, board: Board) -> Json:
    if name == "stage" and isinstance(value, str):
        try:
            return board.stage(value).name
        except NotFound:
            return value
    if name.startswith(LINK) and isinstance(value, dict):
        return value.get("url")
    if name.startswith(TICK):
        tick = read_tick(value)
        return tick.evidence if tick else None
    return value


def _describe_change(
    change: Change, pairs: Sequence[tuple[str, Json, Json]], now: Mapping[str, Json], reader: _Reader
) -> str:
    board = reader.board
    verb = {"undo": "undid: ", "redo": "redid: "}.get(change.verb, "")
    if describe := _OF_TYPE.get(change.etype):
        return verb + describe(change, board)
    if change.etype != CARD:
        return f"{verb}{change.verb}"
    if change.set.get("merged_into"):
        into = f"“{now['into']}”" if now.get("into") else "another card"
        return f"{verb}merged “{now.get('title', '')}” into {into}"
    if marks := [value for name, value in change.set.items() if name.startswith(RULE_MARK)]:
        return verb + _describe_mark(marks[0])
    if "deleted" in change.set and "created" not in change.set:
        return verb + ("deleted the card" if change.set["deleted"] else "restored the card")
    if between := _describe_handoff(change, reader):
        ticked = [_describe_field(*pair, change, "", reader) for pair in pairs if pair[0].startswith(TICK)]
        return "; ".join([between, *ticked])
    parts = [
        _describe_field(*pair, change, str(now.get("currency") or board.currency), reader)
        for pair in pairs
        if pair[0] not in {"deleted", "currency"} or len(pairs) == 1
    ]
    parts = [part for part in parts if part]
    if "created" in change.set:
        stage = next((to for name, _, to in pairs if name == "stage"), None)
        where = f" in {stage}" if stage else ""
        return f"{verb}{'imported' if change.verb == 'import' else 'added'} the card{where}"
    if not parts:
        return verb + ("re-ordered the card" if "rank" in change.set else "changed nothing visible")
    return verb + "; ".join(parts)


CROSSED = {
    "offer": "offered it", "withdraw": "withdrew the offer", "accept": "accepted it", "ask": "asked about it",
    "answer": "answered about it", "return": "returned it", "expire": "let the offer run out", "take": "took it",
}  # fmt: skip
"""What happened at the door, by verb."""


def _describe_handoff(change: Change, reader: _Reader) -> str | None:
    """Describe what happened between the teams: a handoff, a contest or a ruling; None where nothing did."""
    if change.verb in {"contest", "rule_on"}:
        contested = contest.describe_change(change.set)
        return (
            f"{contested}; offered it{_describe_crossing(change, reader, 'offer')}"
            if contested and HANDOFF in change.set
            else contested
        )
    return (
        CROSSED[change.verb] + _describe_crossing(change, reader, change.verb)
        if HANDOFF in change.set and change.verb in CROSSED
        else None
    )


def _describe_crossing(change: Change, reader: _Reader, verb: str) -> str:
    """Return the rest of a handoff's sentence: to whom it was offered, what is next, why it came back."""
    present = handoff.read(change.set[HANDOFF])
    if present is None:
        return ""
    match verb:
        case "offer":
            again = " again" if present.overturned else ""
            return f"{again} to {reader.board.find_person_name(present.to) if present.to else 'sales'}"
        case "accept":
            return f", next: {change.set['next_step']}" if change.set.get("next_step") else ""
        case "return":
            day = fields.format_day(present.again, reader.today) if reader.today else present.again
            again = {None: "", NEVER: ", never again"}.get(present.again, f", again on {day}")
            return f": {present.reason}{again}"
    return ""


def _describe_mark(value: Json) -> str:
    """Describe the note of a rule on a card: why it could not run, or that it ran when something was due."""
    mark = value if isinstance(value, Mapping) else {}
    if mark.get("trouble"):
        return f"changed nothing: {text.shorten(text.clean_line(str(mark['trouble'])), 200)}"
    return "ran" if mark.get("due") else "nothing is in its way any more"


def _describe_notice(change: Change, board: Board) -> str:
    line = notice.read(change.entity, change.set)
    return f"told {board.find_person_name(line.to)}: {line.words}" if line else "changed a notice"


def _describe_activity(change: Change, _: Board) -> str:
    logged = activity.read(change.entity, change.set, "")
    if logged is not None:
        words = f": {text.shorten(logged.text.splitlines()[0], 60)}" if logged.text else ""
        if change.verb == "import":
            of = f" ({name} in the file)" if (name := logged.author_in_file) else ""
            return f"imported {activity.WITH_ARTICLE[logged.kind]}{of}: {logged.outcome}{words}"
        return f"logged {activity.WITH_ARTICLE[logged.kind]}: {logged.outcome}{words}"
    if "deleted" in change.set:
        return "deleted an activity" if change.set["deleted"] else "restored an activity"
    return "edited an activity"


def _describe_comment(change: Change, board: Board) -> str:
    if "created" in change.set:
        words = str(change.set.get("body") or "").strip()
        if change.verb == "import":
            author_name = board.find_person_name(str(change.set.get(AUTHOR_IN_FILE) or change.set.get("author") or ""))
            of = f" ({author_name} in the file)" if author_name else ""
            return f"imported a comment{of}: {text.shorten(words.splitlines()[0], 60) if words else '–'}"
        return f"wrote: {text.shorten(words.splitlines()[0], 60)}" if words else "commented"
    if "deleted" in change.set:
        return "deleted a comment" if change.set["deleted"] else "restored a comment"
    return "edited a comment"


def _describe_objection(change: Change, _: Board) -> str:
    if "created" in change.set:
        words = f"“{text.shorten(text.clean_line(str(change.set.get('words') or '')), 60)}”"
        return f"{'imported' if change.verb == 'import' else 'logged'} the objection {words}"
    if "deleted" in change.set:
        return "deleted an objection" if change.set["deleted"] else "restored an objection"
    if "outcome" in change.set:
        return f"said of an objection: {change.set['outcome'] or 'open again'}"
    if "play" in change.set:
        return "answered an objection with a play" if change.set["play"] else "took the play from an objection"
    return "edited an objection"


_OF_TYPE = {
    COMMENT: _describe_comment, ACTIVITY: _describe_activity, NOTICE: _describe_notice, OBJECTION: _describe_objection,
    LESSON: describe_lesson, GUESS: describe_guess,
}  # fmt: skip
"""How to describe a change of what hangs on a card."""


def _find_line_text(board: Board, name: str) -> str:
    """Return the text of a requirement, by the register of its ticks, from the newest version that has it."""
    line_id = name.removeprefix(TICK)
    for version in reversed((*board.versions, *board.agreements)):
        for line in version.content.lines:
            if line.id == line_id:
                return line.says
    return line_id


def _describe_field(name: str, past: Json, value: Json, change: Change, currency: str, reader: _Reader) -> str:
    if name == "stage":
        return f"moved it from {past} to {value}" if past else f"put it in {value}"
    if name.startswith((next_marks.SKIP, next_marks.DOUBT, TIE)):
        is_tie = name.startswith(TIE)
        return describe_tie(reader.board, name, value) if is_tie else next_marks.describe_register(name, value)
    if name == COMMIT:
        return "committed to the deal" if value else "ended the commitment"
    if name.startswith(LABEL):
        return f"{'added' if value else 'removed'} label {name.removeprefix(LABEL)}"
    if name.startswith(LINK):
        return f"linked {value}" if value else f"removed the link {past}"
    if name.startswith(ORIGIN):
        return ""
    if name.startswith(TICK):
        return (
            f"ticked “{_find_line_text(reader.board, name)}”: {value}"
            if value
            else f"removed the tick from “{_find_line_text(reader.board, name)}”"
        )
    if name == "next_step" and change.verb == "done":
        following = f"next: {value}" if value else ""
        return ", ".join(words for words in (f"finished “{past}”" if past else "", following) if words)
    was, now = (_format_value(reader, name, raw_value, currency) for raw_value in (past, value))
    called = f"“{name.removeprefix(CUSTOM)}”" if name.startswith(CUSTOM) else f"the {fields.format_in_sentence(name)}"
    if not now:
        return f"cleared {called} ({was})"
    return f"set {called} to {now}" + (f" (was {was})" if was else "")


def _format_value(reader: _Reader, name: str, value: Json, currency: str) -> str:
    """Format a value for people; a day stays ISO where no `today` is known."""
    if reader.today is None and FIELDS.get(name) == "day":
        return str(value or "")
    return fields.format_value(name, value, currency, reader.today)

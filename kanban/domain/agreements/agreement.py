"""The agreement: what each stage means, in lines that both teams sign, and the times and reasons that go with it.

A version never changes. It is named by the SHA-256 of its content as canonical JSON, and a signature names that hash. It is
live once a lead of each team has signed it; where a team had no lead, the other one's signature is enough. Each version says
on top of which live one it was proposed (`after`), and is signed only while that one is live: so versions go live one after
the other, and the number of one is its place in that row, the same on every device.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kanban.domain.change import AGREEMENT
from kanban.domain.ids import derive_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json

SIGN = "sign."
"""Prefix of the registers that hold the signatures, one a team."""

TEAMS = ("marketing", "sales")
SHORT = 7
"""Characters of a hash that people are shown."""

MOST_LINES, MOST_REASONS, LONGEST_SAYS, LONGEST_FACT, LONGEST_REASON = 60, 40, 140, 200, 60
LINE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HASH = re.compile(r"[0-9a-f]{64}")

Kind = Literal["fact", "judgement"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what a card must be, or what somebody must vouch for, before it enters a stage."""

    id: str
    """Stays with the line from version to version: ticks and precedents are kept by it."""
    stages: tuple[str, ...]
    """The ids of the stages that it guards."""
    kind: Kind
    says: str
    """The line as people read it."""
    team: str
    """Whose line it is: only they tick it."""
    fact: str = ""
    """For a fact, the query that a card must meet."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What the teams promise each other in time and trouble; times in business seconds, None where nothing is promised."""

    first_response: int | None = None
    """From the offer to sales' first act on the card."""
    answer: int | None = None
    """From the offer to its answer: what new offers are due by."""
    attempts: int | None = None
    """How often sales tries to reach a lead before it is returned as unreachable."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says."""

    lines: tuple[Line, ...] = ()
    levels: Levels = Levels()
    return_reasons: tuple[str, ...] = ()
    lost_reasons: tuple[str, ...] = ()
    after: str | None = None
    """The hash of the version that was live when this one was proposed."""

    def list_guarding(self, stage: str) -> tuple[Line, ...]:
        """Return the lines that guard the entry to a stage, by its id."""
        return tuple(line for line in self.lines if stage in line.stages)

    def find_number(self, line: Line) -> int:
        """Return the number under which a line stands, from 1."""
        return next(n for n, each in enumerate(self.lines, 1) if each.id == line.id)


@dataclass(frozen=True, slots=True)
class Signature:
    """A lead's yes to a version."""

    member: str
    at: str
    alone: bool = False
    """The other team had no lead, so that this one is enough."""


@dataclass(frozen=True, slots=True)
class Version:
    """A proposed version and who signed it."""

    hash: str
    content: Content
    by: str = ""
    """The member who proposed it."""
    at: str = ""
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    """By team."""

    @property
    def short(self) -> str:
        """The name that people see until it has a number."""
        return self.hash[:SHORT]

    @property
    def is_live(self) -> bool:
        """Whether it is signed: by both teams, or by the one that had a lead."""
        return set(self.signatures) >= set(TEAMS) or any(each.alone for each in self.signatures.values())

    @property
    def live_at(self) -> str:
        """When its last signature came, UTC; empty while it is not live."""
        return max((each.at for each in self.signatures.values()), default="") if self.is_live else ""


def order_live_versions(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return the versions that went live, in that order: the number of one is its place, and the last one counts.

    By the row in which they follow each other; should two follow the same one, as where leads signed without a server
    between them, by when the last signature came.
    """
    found = {version.hash: version for version in versions if version.is_live}

    def depth(version: Version) -> int:
        seen, before = {version.hash}, version.content.after
        while before in found and before not in seen:
            seen.add(before)
            before = found[before].content.after
        return len(seen)

    return tuple(sorted(found.values(), key=lambda each: (depth(each), each.live_at, each.hash)))


# -- names


def encode_canonical(content: Json) -> bytes:
    """Return JSON in the one form that is hashed: keys sorted, no blanks, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def hash_content(content: Json) -> str:
    """Return the hash that names a content: 64 hex digits."""
    import hashlib  # noqa: PLC0415 - loads OpenSSL, 4 ms that only who proposes need wait for

    return hashlib.sha256(encode_canonical(content)).hexdigest()


def entity_of(board: str, digest: str) -> str:
    """Return the id of the entity that holds the version with this hash."""
    return derive_id(board, AGREEMENT, digest)


# -- to and from registers


def encode_content(content: Content) -> dict[str, Json]:
    """Return a content as its register holds it."""
    lines: list[Json] = []
    for line in content.lines:
        made: dict[str, Json] = {
            "id": line.id, "stages": [*line.stages], "kind": line.kind, "says": line.says, "team": line.team,
        }  # fmt: skip
        lines.append(made | ({"fact": line.fact} if line.kind == "fact" else {}))
    levels: dict[str, Json] = {
        name: value
        for name in ("first_response", "answer", "attempts")
        if (value := getattr(content.levels, name)) is not None
    }
    return {
        "lines": lines, "levels": levels, "return_reasons": [*content.return_reasons],
        "lost_reasons": [*content.lost_reasons], "after": content.after,
    }  # fmt: skip


def read_content(value: Json) -> Content | None:
    """Return the content of a register, None where it holds none that is one: registers come from other machines too."""
    if not isinstance(value, Mapping):
        return None
    lines, levels, after = value.get("lines"), value.get("levels"), value.get("after")
    if not isinstance(lines, list) or not isinstance(levels, Mapping) or not (after is None or _is_hash(after)):
        return None
    found = [_read_line(each) for each in lines]
    kept = [line for line in found if line is not None]
    returned, lost = (_read_texts(value.get(name)) for name in ("return_reasons", "lost_reasons"))
    times = {name: levels.get(name) for name in ("first_response", "answer", "attempts")}
    if len(kept) != len(found) or returned is None or lost is None or not all(map(_is_count, times.values())):
        return None
    if len({line.id for line in kept}) < len(kept) or len(kept) > MOST_LINES:
        return None
    return Content(tuple(kept), Levels(**times), returned, lost, after if isinstance(after, str) else None)  # type: ignore[arg-type]  # looked at above


def _read_line(value: Json) -> Line | None:
    if not isinstance(value, Mapping):
        return None
    name, stages, kind, says, team = (value.get(key) for key in ("id", "stages", "kind", "says", "team"))
    guarded, fact = _read_texts(stages), value.get("fact", "")
    if not isinstance(name, str) or not LINE_ID.fullmatch(name) or not guarded or kind not in ("fact", "judgement"):
        return None
    if not isinstance(says, str) or not 0 < len(says) <= LONGEST_SAYS or team not in TEAMS or not isinstance(fact, str):
        return None
    if len(fact) > LONGEST_FACT or bool(fact) != (kind == "fact") or not (_is_clean(says) and _is_clean(fact)):
        return None
    return Line(name, guarded, kind, says, str(team), fact)  # type: ignore[arg-type]  # one of the two


def _read_texts(value: Json) -> tuple[str, ...] | None:
    if not isinstance(value, list) or len(value) > MOST_REASONS:
        return None
    texts = tuple(e for e in value if isinstance(e, str) and 0 < len(e) <= LONGEST_REASON and _is_clean(e))
    return texts if len(texts) == len(value) else None


def _is_clean(value: str) -> bool:
    """Whether words are as every door here would have kept them: one line, without what steers a terminal."""
    return text.clean_line(value) == value


def _is_count(value: Json) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000_000)


def _is_hash(value: Json) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def read_version(registers: Mapping[str, Json]) -> Version | None:
    """Return the version that an entity's registers hold, None where they hold none."""
    content, digest = read_content(registers.get("content")), registers.get("hash")
    if content is None or not isinstance(digest, str) or not _is_hash(digest):
        return None
    signed = {team: read_signature(registers.get(SIGN + team), digest) for team in TEAMS}
    by, at = registers.get("by"), registers.get("at")
    return Version(
        digest,
        content,
        by if isinstance(by, str) else "",
        at if isinstance(at, str) else "",
        {team: signature for team, signature in signed.items() if signature},
    )


def read_signature(value: Json, digest: str) -> Signature | None:
    """Return the signature that a register holds, None where it holds none under this hash."""
    if not isinstance(value, Mapping) or value.get("hash") != digest:
        return None
    member, at, alone = value.get("member"), value.get("at"), value.get("alone", False)
    if not isinstance(member, str) or not isinstance(at, str) or not isinstance(alone, bool):
        return None
    return Signature(member, at, alone)


def diff_lines(before: Content, after: Content) -> tuple[Sequence[Line], Sequence[Line], Sequence[Line]]:
    """Return the lines that are new, those that are gone, and those that say something else, from one content to the next."""
    past = {line.id: line for line in before.lines}
    now = {line.id: line for line in after.lines}
    return (
        [line for name, line in now.items() if name not in past],
        [line for name, line in past.items() if name not in now],
        [line for name, line in now.items() if name in past and past[name] != line],
    )

"""The agreement: what each stage means, in requirements that both teams sign, with times and reasons.

A version never changes. Its name is the SHA-256 of its content as canonical JSON, and a signature names that hash. A
version is live once a lead of each team has signed it; where a team has no lead, the other signature is enough. Each
version says on which live one it was proposed (`after`), and can be signed only while that one is live. So versions
go live one after the other, and a version's number is its place in that row, the same on every device.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kanban import lazy
from kanban.domain.change import AGREEMENT
from kanban.domain.ids import derive_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json

SIGN = "sign."
"""Prefix of the registers that hold the signatures, one for each team."""

TEAMS = ("marketing", "sales")
SHORT = 7
"""How many characters of a hash people are shown."""

MOST_LINES, MOST_REASONS, LONGEST_SAYS, LONGEST_FACT, LONGEST_REASON = 60, 40, 140, 200, 60
LINE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HASH = re.compile(r"[0-9a-f]{64}")

Kind = Literal["fact", "judgement"]


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement: what a card must be, or what somebody must confirm, before it enters a stage."""

    id: str
    """The same from version to version: ticks and precedents refer to it."""
    stages: tuple[str, ...]
    """The ids of the stages that it guards."""
    kind: Kind
    says: str
    """The requirement's text for people."""
    team: str
    """The team that ticks it."""
    fact: str = ""
    """For a fact, the query that a card must match."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What the teams promise each other: times in business seconds and attempts; None where nothing is promised."""

    first_response: int | None = None
    """From the offer to sales' first act on the card."""
    answer: int | None = None
    """From the offer to its answer; new offers are due after it."""
    reply: int | None = None
    """From a question about an offer to marketing's answer."""
    attempts: int | None = None
    """How often sales tries to reach a lead before returning it as unreachable."""


TIMES = ("first_response", "answer", "reply")
"""The levels that are times."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a version."""

    lines: tuple[Line, ...] = ()
    levels: Levels = Levels()
    return_reasons: tuple[str, ...] = ()
    lost_reasons: tuple[str, ...] = ()
    after: str | None = None
    """The hash of the version that was live when this one was proposed."""

    def list_guarding(self, stage: str) -> tuple[Line, ...]:
        """Return the requirements that guard a stage, by the stage's id."""
        return tuple(line for line in self.lines if stage in line.stages)

    def find_number(self, line: Line) -> int:
        """Return a requirement's number, from 1."""
        return next(n for n, other in enumerate(self.lines, 1) if other.id == line.id)


@dataclass(frozen=True, slots=True)
class Signature:
    """A lead's signature on a version."""

    member: str
    at: str
    alone: bool = False
    """The other team had no lead, so this signature is enough."""


def is_signed(signatures: Mapping[str, Signature]) -> bool:
    """Return whether these signatures, by team, are both teams', or one's while the other had no lead."""
    return set(signatures) >= set(TEAMS) or any(signature.alone for signature in signatures.values())


def find_signed_at(signatures: Mapping[str, Signature]) -> str:
    """Return when the last of these signatures came, UTC; empty while one is missing."""
    return max((signature.at for signature in signatures.values()), default="") if is_signed(signatures) else ""


@dataclass(frozen=True, slots=True)
class Version:
    """A proposed version and its signatures."""

    hash: str
    content: Content
    by: str = ""
    """The member who proposed it."""
    at: str = ""
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    """By team."""

    @property
    def short(self) -> str:
        """The name that people see until the version has a number."""
        return self.hash[:SHORT]

    @property
    def is_live(self) -> bool:
        """Whether it is signed by both teams, or by one while the other had no lead."""
        return is_signed(self.signatures)

    @property
    def live_at(self) -> str:
        """When its last signature came, UTC; empty while it is not live."""
        return find_signed_at(self.signatures)


def order_live_versions(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return the live versions in order: a version's number is its place, and the last one counts.

    They are ordered by `after`. Where two follow the same version, because leads signed offline, the one signed first
    comes first.
    """
    live = {version.hash: version for version in versions if version.is_live}

    def depth(version: Version) -> int:
        # devices that signed apart may have made a loop of `after`, so each hash counts once
        hashes, before = {version.hash}, version.content.after
        while before in live and before not in hashes:
            hashes.add(before)
            before = live[before].content.after
        return len(hashes)

    return tuple(sorted(live.values(), key=lambda version: (depth(version), version.live_at, version.hash)))


# -- names


def encode_canonical(content: Json) -> bytes:
    """Return JSON in the one form that is hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def hash_content(content: Json) -> str:
    """Return the hash that names a content: 64 hex digits."""
    return lazy.hashlib.sha256(encode_canonical(content)).hexdigest()


def entity_of(board: str, digest: str) -> str:
    """Return the id of the entity that holds the version with this hash."""
    return derive_id(board, AGREEMENT, digest)


# -- to and from registers


def encode_content(content: Content) -> dict[str, Json]:
    """Return a content as the JSON of its register."""
    lines: list[Json] = []
    for line in content.lines:
        encoded: dict[str, Json] = {
            "id": line.id, "stages": [*line.stages], "kind": line.kind, "says": line.says, "team": line.team,
        }  # fmt: skip
        lines.append(encoded | ({"fact": line.fact} if line.kind == "fact" else {}))
    levels: dict[str, Json] = {
        name: value for name in (*TIMES, "attempts") if (value := getattr(content.levels, name)) is not None
    }
    return {
        "lines": lines, "levels": levels, "return_reasons": [*content.return_reasons],
        "lost_reasons": [*content.lost_reasons], "after": content.after,
    }  # fmt: skip


def read_content(value: Json) -> Content | None:
    """Return the content in a register; None where it is not a valid one, as other machines may write anything."""
    if not isinstance(value, Mapping):
        return None
    lines, levels, after = value.get("lines"), value.get("levels"), value.get("after")
    if not isinstance(lines, list) or not isinstance(levels, Mapping) or not (after is None or _is_hash(after)):
        return None
    read = [_read_line(line) for line in lines]
    valid = [line for line in read if line is not None]
    returned, lost = (_read_texts(value.get(name)) for name in ("return_reasons", "lost_reasons"))
    times = {name: levels.get(name) for name in (*TIMES, "attempts")}
    if len(valid) != len(read) or returned is None or lost is None or not all(map(_is_count, times.values())):
        return None
    if len({line.id for line in valid}) < len(valid) or len(valid) > MOST_LINES:
        return None
    after_hash = after if isinstance(after, str) else None
    return Content(tuple(valid), Levels(**times), returned, lost, after_hash)  # type: ignore[arg-type]  # checked above


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
    """Whether text is one line without control characters, as every input here makes it."""
    return text.clean_line(value) == value


def _is_count(value: Json) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000_000)


def _is_hash(value: Json) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def read_version(registers: Mapping[str, Json]) -> Version | None:
    """Return the version in an entity's registers; None where there is no valid one."""
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
    """Return the signature in a register; None where there is none for this hash."""
    if not isinstance(value, Mapping) or value.get("hash") != digest:
        return None
    member, at, alone = value.get("member"), value.get("at"), value.get("alone", False)
    if not isinstance(member, str) or not isinstance(at, str) or not isinstance(alone, bool):
        return None
    return Signature(member, at, alone)


def diff_lines(before: Content, after: Content) -> tuple[Sequence[Line], Sequence[Line], Sequence[Line]]:
    """Return the requirements that are new, that are gone, and that changed, from one content to the next."""
    past = {line.id: line for line in before.lines}
    now = {line.id: line for line in after.lines}
    return (
        [line for name, line in now.items() if name not in past],
        [line for name, line in past.items() if name not in now],
        [line for name, line in now.items() if name in past and past[name] != line],
    )

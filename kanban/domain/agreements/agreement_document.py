"""The agreement as people write it: tables of TOML or JSON, with stages by name and times as `4h`, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kanban.domain.agreements.agreement import (
    LINE_ID,
    LONGEST_FACT,
    LONGEST_REASON,
    LONGEST_SAYS,
    MOST_LINES,
    MOST_REASONS,
    TEAMS,
    TIMES,
    Content,
    Levels,
    Line,
)
from kanban.domain.agreements.agreement_lines import read_fact
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.board import Board

HOUR = 3600
_TIME = re.compile(r"(\d{1,4})\s*(h|m|min)", re.IGNORECASE)
_PRESENT = re.compile(r"(-?)([\w.]+)\s+(present|missing)", re.IGNORECASE)
_COMPARED = re.compile(r"([\w.]+)\s*(>=|<=|>|<|=|:)\s*(\S.*)")


def read_document(document: Mapping[str, Any], board: Board) -> Content:
    """Return the content of a document. Raises UsageFault or NotFound for what it can't read.

    `[[line]]` has `stage` (a name, or several), `fact` or `judgement`, and optionally `says`, `team` and `id`;
    `[levels]` has `first_response`, `answer`, `reply` (such as "4h") and `attempts`; `[reasons]` has the lists `return`
    and `lost`.
    """
    unknown = set(document) - {"line", "levels", "reasons"}
    if unknown:
        raise UsageFault(f"An agreement has [[line]], [levels] and [reasons], not “{min(unknown)}”.")
    tables = document.get("line", [])
    if not isinstance(tables, list) or not all(isinstance(item, Mapping) for item in tables):
        raise UsageFault("The requirements of an agreement are tables: [[line]].")
    if not 0 < len(tables) <= MOST_LINES:
        raise UsageFault(f"An agreement has 1 to {MOST_LINES} requirements; this one has {len(tables)}.")
    lines: list[Line] = []
    for n, table in enumerate(tables, 1):
        line = read_line(table, board, {item.id for item in lines}, n)
        lines.append(line)
    reasons = _read_table(document, "reasons", {"return", "lost"})
    return Content(
        tuple(lines), read_levels(_read_table(document, "levels", {*TIMES, "attempts"})),
        _read_reasons(reasons.get("return", []), "return"), _read_reasons(reasons.get("lost", []), "lost"),
    )  # fmt: skip


def read_line(table: Mapping[str, Any], board: Board, ids_before: set[str], n: int) -> Line:
    """Return a requirement from its table, the `n`th; `ids_before` has the ids of those before it."""
    unknown = set(table) - {"id", "stage", "fact", "judgement", "says", "team"}
    if unknown:
        raise UsageFault(f"Requirement {n} has “{min(unknown)}”; it may have id, stage, fact or judgement, says, team.")
    typed = table.get("stage", ())
    names = [typed] if isinstance(typed, str) else typed
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        raise UsageFault(f"Requirement {n} names no stage. Give it stage = “MQL”, or several in a list.")
    stages = [board.find_stage(name) for name in names]
    kinds = [kind for kind in ("fact", "judgement") if table.get(kind)]
    if len(kinds) != 1:
        raise UsageFault(f"Requirement {n} is either a fact (a query) or a judgement (a sentence).")
    typed_text = _read_line_text(table, kinds[0], n, LONGEST_FACT if kinds[0] == "fact" else LONGEST_SAYS)
    fact = read_typed_fact(typed_text) if kinds[0] == "fact" else ""
    says = _read_line_text(table, "says", n, LONGEST_SAYS) if table.get("says") else fact or typed_text
    team = table.get("team") or ("sales" if stages[0].side == "sales" else "marketing")
    if team not in TEAMS:
        raise UsageFault(f"The team of requirement {n} is marketing or sales.")
    name = _read_line_id(table.get("id"), says, ids_before, n)
    stage_ids = tuple(dict.fromkeys(stage.id for stage in stages))
    return Line(name, stage_ids, kinds[0], says, str(team), fact)  # type: ignore[arg-type]  # one of the two


def _read_line_id(typed: object, says: str, ids_before: set[str], n: int) -> str:
    if typed is not None:
        if not isinstance(typed, str) or not LINE_ID.fullmatch(typed):
            raise UsageFault(f"The id of requirement {n} has 1 to 40 small letters, digits and hyphens.")
        if typed in ids_before:
            raise UsageFault(f"Two requirements have the id {typed}; each has one of its own.")
        return typed
    plain = re.sub(r"[^a-z0-9]+", "-", text.fold(says)).strip("-")[:30].strip("-") or "line"
    count = 1
    while (name := plain if count == 1 else f"{plain}-{count}") in ids_before:
        count += 1
    return name


def read_typed_fact(typed: str) -> str:
    """Return a typed fact as a query. Also reads `email present` and `size >= 50`. Raises UsageFault."""
    plain = text.clean_line(typed)
    if match := _PRESENT.fullmatch(plain):
        asks = "has" if (match[3].casefold() == "present") != bool(match[1]) else "no"
        plain = f"{asks}:{match[2]}"
    elif (match := _COMPARED.fullmatch(plain)) and " " in plain[: match.start(3)]:
        plain = f"{match[1]}{match[2]}{match[3]}"
    read_fact(plain)
    return plain


def _read_line_text(table: Mapping[str, Any], key: str, n: int, longest: int) -> str:
    value = table[key]
    plain = text.clean_line(value) if isinstance(value, str) else ""
    if not 0 < len(plain) <= longest:
        raise UsageFault(f"“{key}” of requirement {n} has 1 to {longest} characters.")
    return plain


def _read_table(document: Mapping[str, Any], name: str, known: set[str]) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, Mapping) or set(table) - known:
        raise UsageFault(f"[{name}] of an agreement has {', '.join(sorted(known))}.")
    return table


def read_levels(table: Mapping[str, Any]) -> Levels:
    """Return the service levels in their table. Raises UsageFault."""
    attempts = table.get("attempts")
    if isinstance(attempts, str):
        attempts = int(attempts) if attempts.strip().isdecimal() else (attempts.strip() or None)
    if attempts is not None and (not isinstance(attempts, int) or isinstance(attempts, bool) or not 0 < attempts < 100):
        raise UsageFault("attempts is a number from 1 to 99.")
    times = {name: read_hours(table.get(name), name) for name in TIMES}
    return Levels(**times, attempts=attempts)


def read_hours(typed: object, name: str) -> int | None:
    """Return a time in business hours (`4h`, `30m`) in seconds; None for none. Raises UsageFault."""
    if typed is None or typed == "":
        return None
    match = _TIME.fullmatch(typed.strip()) if isinstance(typed, str) else None
    seconds = int(match[1]) * (HOUR if match[2].casefold() == "h" else 60) if match else 0
    if not 0 < seconds <= 1000 * HOUR:
        raise UsageFault(f"{name} is a time in business hours such as 4h or 30m.")
    return seconds


def format_hours(seconds: int | None) -> str:
    """Format seconds as they are typed: `4h`, `30m`; empty for none."""
    if seconds is None:
        return ""
    return f"{seconds // HOUR}h" if seconds % HOUR == 0 else f"{max(1, seconds // 60)}m"


def _read_reasons(typed: object, name: str) -> tuple[str, ...]:
    if not isinstance(typed, list) or not all(isinstance(reason, str) for reason in typed):
        raise UsageFault(f"reasons.{name} is a list of words.")
    reasons = tuple(dict.fromkeys(plain for reason in typed if (plain := text.clean_line(reason))))
    if len(reasons) > MOST_REASONS or any(len(reason) > LONGEST_REASON for reason in reasons):
        raise UsageFault(f"reasons.{name} has at most {MOST_REASONS} of at most {LONGEST_REASON} characters each.")
    return reasons


def build_document(content: Content, board: Board) -> dict[str, Any]:
    """Return a content as a document that `read_document` reads back."""
    tables = []
    for line in content.lines:
        names = [stage_name(board, stage) for stage in line.stages]
        table: dict[str, Any] = {"id": line.id, "stage": names[0] if len(names) == 1 else names}
        if line.kind == "fact":
            table |= {"fact": line.fact} | ({"says": line.says} if line.says != line.fact else {})
        else:
            table["judgement"] = line.says
        tables.append(table | {"team": line.team})
    levels: dict[str, Any] = {
        name: format_hours(seconds) for name in TIMES if (seconds := getattr(content.levels, name))
    }
    if content.levels.attempts:
        levels["attempts"] = content.levels.attempts
    reasons = {"return": [*content.return_reasons], "lost": [*content.lost_reasons]}
    return {"line": tables, "levels": levels, "reasons": {name: words for name, words in reasons.items() if words}}


def stage_name(board: Board, stage: str) -> str:
    """Return the name of a guarded stage, removed ones too."""
    try:
        return board.stage(stage).name
    except NotFound:
        return "?"

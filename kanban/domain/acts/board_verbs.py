"""What leads do to the board itself: its stages, members and settings. Like all verbs, these write nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kanban.domain import permissions
from kanban.domain.acts import positions, stage_marks
from kanban.domain.acts.view import View, find_current_stage
from kanban.domain.board import MOST_DAYS, ROLES, SIDES, TEAMS, Board, Member, Stage
from kanban.domain.card import ALIAS, CUSTOM, LABEL
from kanban.domain.change import BOARD, MEMBER, STAGE, Act, Json, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.ids import new_id
from kanban.domain.values import fields, money, text
from kanban.domain.values.business_time import read_holiday, read_hours, read_zone

LONGEST_NAME = 60
"""The most characters in the name of a board, a stage or a member."""

SETTINGS = (
    "name", "currency", "timezone", "hours", "holidays", "routing", "limit_policy", "moves", "lost_reasons",
    "win_reasons", "return_reasons",
)  # fmt: skip

CHOICES = {"routing": ("round-robin", "least-busy"), "limit_policy": ("warn", "refuse"), "moves": ("anyone", "holder")}


def format_setting_name(name: str) -> str:
    """Return a setting's name as it is typed: `stale-after`. An underscore works too."""
    return name.replace("_", "-")


def read_name(typed: str, what: str) -> str:
    """Return a typed name, cleaned. Raises UsageFault for an empty or too long one."""
    plain = text.clean_line(typed)
    if text.is_blank(plain) or len(plain) > LONGEST_NAME:
        raise UsageFault(f"The name of a {what} has 1 to {LONGEST_NAME} characters.")
    return plain


def read_choice(typed: str, among: tuple[str, ...], what: str) -> str:
    """Return the one of `among` that was typed. Raises UsageFault with all of them."""
    plain = text.clean_line(typed).casefold()
    if plain not in among:
        raise UsageFault(f"{what} is one of {', '.join(among)}, not “{text.shorten(text.clean_line(typed), 40)}”.")
    return plain


# -- stages


def read_stage(pairs: Mapping[str, str]) -> dict[str, Json]:
    """Return the registers of a stage's typed settings. Raises UsageFault."""
    registers: dict[str, Json] = {}
    for key, typed in pairs.items():
        plain = text.clean_line(typed)
        name = key.replace("-", "_")
        match name:
            case "name":
                registers[name] = read_name(typed, "stage")
            case "side":
                registers[name] = read_choice(typed, SIDES, "The side of a stage")
            case "limit" | "stale_after":
                registers[name] = _read_count(plain.removesuffix("d"), name) if plain and plain != "never" else None
            case "probability":
                registers[name] = fields.parse_share(plain)
            case "outcome":
                registers[name] = (
                    None
                    if plain in {"", "open", "none"}
                    else read_choice(typed, ("won", "lost"), "The outcome of a stage")
                )
            case "required":
                registers[name] = [_read_required_field(part) for part in plain.split(",") if part.strip()]
            case "guidance":
                registers[name] = text.shorten(plain, stage_marks.LONGEST_GUIDANCE) or None
            case "mark":
                registers[name] = stage_marks.read_mark(plain)
            case _:
                raise UsageFault(
                    f"A stage has no setting “{text.clean_line(key)}”; "
                    f"it has {', '.join(map(format_setting_name, stage_marks.STAGE_SETTINGS))}."
                )
    return registers


def _read_required_field(name: str) -> str:
    plain = text.clean_line(name)
    return plain if plain.startswith((LABEL, CUSTOM)) else fields.find_register(plain)


def _read_count(typed: str, what: str) -> int:
    most = 999_999 if what == "limit" else MOST_DAYS
    if not typed.isdecimal() or not 0 < int(typed) <= most:
        rule = (
            "A stage's limit is a number of cards" if what == "limit" else "A stage goes stale after a number of days"
        )
        raise UsageFault(f"{rule} from 1 to {most:,} (empty for none), not “{text.shorten(typed, 20)}”.")
    return int(typed)


def add_stage(
    view: View,
    name: str,
    *,
    after: Stage | None = None,
    settings: Mapping[str, Json] | None = None,
    anyway: bool = False,
) -> Act:
    """Add a stage after another one (by default before the closed ones), on the same side.

    Raises OldName for a former name of another stage, unless `anyway` takes it away from that stage.
    """
    permissions.require_role(view.actor, "lead", "add stages")
    freed = _claim_name(view, name, anyway=anyway)
    stages = view.board.stages
    after = find_current_stage(view, after or [stage for stage in stages if not stage.is_closed][-1])
    (place,), moved = positions.place_within(
        [(other.rank, other.id) for other in stages], view.board.place_of(after.id) + 1
    )
    registers = {
        "created": True, "name": read_name(name, "stage"), "side": after.side, "rank": place,
        "probability": after.probability,
        "outcome": None, "stale_after": after.stale_after, "required": [], **(settings or {}),
    }  # fmt: skip
    stage_id, mark = new_id(), registers.pop("mark", None)
    step = Step(STAGE, stage_id, registers, "stage")
    marked = stage_marks.give_marks(view.board, [] if mark is None else [str(mark)], stage_id)
    return Act(
        "stage", (step, *marked, *freed, *_build_rank_steps(moved)), f"Added the stage {read_name(name, 'stage')}"
    )


def set_stage(view: View, stage: Stage, registers: Mapping[str, Json], *, anyway: bool = False) -> Act:
    """Change a stage's name, side, limit and so on. Its former name still finds it.

    Raises OldName for a former name of another stage, unless `anyway` takes it away from that stage.
    """
    permissions.require_role(view.actor, "lead", "change stages")
    stage = find_current_stage(view, stage)
    freed: tuple[Step, ...] = ()
    renamed: dict[str, Json] = {}
    if "name" in registers and text.fold(str(registers["name"])) != text.fold(stage.name):
        name = str(registers["name"])
        freed = _claim_name(view, name, anyway=anyway, but=stage)
        renamed = {ALIAS + alias: False for alias in stage.aliases if text.fold(alias) == text.fold(name)}
        renamed[ALIAS + stage.name] = True
    before = stage_marks.list_registers(stage)
    changed = {name: value for name, value in registers.items() if name != "mark" and before.get(name) != value}
    marks = [str(registers["mark"])] if "mark" in registers else []
    if renamed:  # the mark that it bears by its name stays with it
        marks += view.board.list_marks(stage.id)
    marked = stage_marks.give_marks(view.board, marks, stage.id)
    if "outcome" in changed and _is_last_of_its_kind(stage, view.board):
        kind = f"in which cards are {stage.outcome}" if stage.outcome else "that is open"
        raise Refused(f"{stage.name} is the only stage {kind}; make another one so first.")
    steps = (Step(STAGE, stage.id, {**changed, **renamed}, "stage"), *freed) if changed else ()
    lost = stage_marks.describe_lost_marks(view.board, marks, stage.id)
    return Act("stage", (*steps, *marked), f"Changed the stage {registers.get('name', stage.name)}{lost}")


def _is_last_of_its_kind(stage: Stage, board: Board) -> bool:
    """Whether no other stage is open, won or lost as this one is; a board needs none for disqualified leads."""
    return stage.ending not in {"disqualified", *(other.ending for other in board.stages if other.id != stage.id)}


def move_stage(view: View, stage: Stage, steps: int) -> Act:
    """Move a stage `steps` to the right (negative: left)."""
    permissions.require_role(view.actor, "lead", "re-order stages")
    stage = find_current_stage(view, stage)
    others = [other for other in view.board.stages if other.id != stage.id]
    place = max(0, min(len(others), view.board.place_of(stage.id) + steps))
    if place == view.board.place_of(stage.id):
        return Act("stage", (), f"{stage.name} is at the end already")
    (key,), moved = positions.place_within([(other.rank, other.id) for other in others], place)
    step = Step(STAGE, stage.id, {"rank": key}, "stage")
    return Act("stage", (step, *_build_rank_steps(moved)), f"Moved the stage {stage.name}")


def _build_rank_steps(moved: Mapping[str, str]) -> list[Step]:
    return [Step(STAGE, stage, {"rank": key}, "stage") for stage, key in moved.items()]


def remove_stage(view: View, stage: Stage, *, marks_to: Stage | None = None) -> Act:
    """Remove an empty stage; `marks_to` takes over the marks that it bears.

    Raises Refused for one with cards, and MarkedStage where its marks would be lost.
    """
    permissions.require_role(view.actor, "lead", "remove stages")
    stage = find_current_stage(view, stage)
    permissions.require_empty_stage(view, stage)
    if _is_last_of_its_kind(stage, view.board):
        raise Refused(
            f"A board needs an open stage, one for won and one for lost cards; {stage.name} is the last of its kind."
        )
    removal = Step(STAGE, stage.id, {"deleted": True}, "stage")
    marks = view.board.list_marks(stage.id)
    if not marks:
        return Act("stage", (removal,), f"Removed the stage {stage.name}")
    if marks_to is None or marks_to.id == stage.id:
        raise stage_marks.MarkedStage(stage, marks)
    heir = find_current_stage(view, marks_to)
    summary = f"Removed the stage {stage.name}; {heir.name} is marked {stage_marks.format_marks(marks)} now"
    return Act("stage", (removal, *stage_marks.give_marks(view.board, marks, heir.id)), summary)


class OldName(Refused):
    """A former name of something else, by which views, rules, requirements and queries may still call it."""

    def __init__(self, name: str, holder: str, term: Literal["stage", "label"] = "stage") -> None:
        self.name, self.term = name, term
        super().__init__(f"“{name}” is a former name of {holder}. What still uses it means {holder}.")


def find_former_stages(board: Board, name: str, but: Stage | None = None) -> list[Stage]:
    """Return the stages other than `but` that had this name once, where no stage has it now."""
    folded = text.fold(text.clean_line(name))
    if any(text.fold(stage.name) == folded for stage in board.stages):
        return []
    return [stage for stage in board.stages if stage.has_had_name(folded) and (but is None or stage.id != but.id)]


def _claim_name(view: View, name: str, *, anyway: bool, but: Stage | None = None) -> tuple[Step, ...]:
    """Return the steps that take a former name from other stages.

    Raises Refused for a name in use, and OldName for a former name unless `anyway`.
    """
    plain, stages = read_name(name, "stage"), view.board.stages
    if any(text.fold(stage.name) == text.fold(plain) for stage in stages):
        raise Refused(f"There is a stage called {plain} already; choose another name.")
    former = find_former_stages(view.board, plain, but)
    if former and not anyway:
        raise OldName(plain, former[0].name)
    return tuple(
        Step(
            STAGE,
            stage.id,
            {ALIAS + alias: False for alias in stage.aliases if text.fold(alias) == text.fold(plain)},
            "stage",
        )
        for stage in former
    )


# -- members


def add_member(view: View, name: str, team: str, role: str = "member") -> Act:
    """Add a member; cards that already name them as owner become theirs."""
    permissions.require_role(view.actor, "lead", "add members")
    plain = _check_name_is_free(view, read_name(name, "member"))
    former = next((m for m in view.board.all_members if m.deleted and m.is_named(plain)), None)
    registers: dict[str, Json] = {
        "created": True, "name": plain, "team": read_choice(team, TEAMS, "A team"), "role": read_choice(role, ROLES,
        "A role"), "deleted": False,
    }  # fmt: skip
    step = Step(MEMBER, former.id if former else new_id(), registers, "member")
    return Act("member", (step,), f"Added {plain} of {registers['team']}")


def set_member(view: View, member: Member, pairs: Mapping[str, str]) -> Act:
    """Change a member's name, team, role, aliases or absence (`away=yes`)."""
    permissions.require_role(
        view.actor, "lead" if set(pairs) - {"away"} or member.id != view.actor.id else "commenter", "change members"
    )
    member = view.board.get_member(member.id) or member
    aliases = list(member.aliases)
    registers: dict[str, Json] = {}
    for key, typed in pairs.items():
        match key:
            case "name":
                registers["name"] = _check_name_is_free(view, read_name(typed, "member"), member)
            case "team":
                registers["team"] = read_choice(typed, TEAMS, "A team")
            case "role":
                registers["role"] = read_choice(typed, ROLES, "A role")
            case "aliases":
                aliases = [
                    _check_name_is_free(view, read_name(part, "member"), member)
                    for part in typed.split(",")
                    if part.strip()
                ]
                registers["aliases"] = [*aliases]
            case "away":
                registers["away"] = read_choice(typed, ("yes", "no"), "Away") == "yes"
            case _:
                raise UsageFault(
                    f"A member has no setting “{text.clean_line(key)}”; it has name, team, role, aliases, away."
                )
    if registers.get("name", member.name) != member.name:  # cards that bear the former name stay theirs
        names = dict.fromkeys([*aliases, member.name])
        registers["aliases"] = [name for name in names if name != registers["name"]]
    if member.role == "lead" and registers.get("role", "lead") != "lead":
        _require_another_lead(view, member)
    changed = {name: value for name, value in registers.items() if _value_of(member, name) != value}
    return Act("member", (Step(MEMBER, member.id, changed, "member"),) if changed else (), f"Changed {member.name}")


def set_away(view: View, member: Member, *, away: bool) -> Act:
    """Mark a member as away, or back; everybody may do that for themselves."""
    act = set_member(view, member, {"away": "yes" if away else "no"})
    passed = "; offers pass them by" if member.team == "sales" else ""
    return act._replace(summary=f"{member.name} is {f'away{passed}' if away else 'back'}")


def _check_name_is_free(view: View, name: str, but: Member | None = None) -> str:
    """Return a name that no other member has. A former name is not free: it says whose cards are."""
    for other in view.board.members:
        if (but is None or other.id != but.id) and other.is_named(name):
            if text.fold(other.name) == text.fold(name):
                raise Refused(f"There is a member called {name} already; choose another name.")
            raise Refused(
                f"{other.name} is also known as {name}, and cards with that name are theirs; choose another name."
            )
    return name


def remove_member(view: View, member: Member) -> Act:
    """Remove a member; their comments stay, and their cards keep their name."""
    permissions.require_role(view.actor, "lead", "remove members")
    if member.role == "lead":
        _require_another_lead(view, member)
    return Act("member", (Step(MEMBER, member.id, {"deleted": True}, "member"),), f"Removed {member.name}")


def _require_another_lead(view: View, member: Member) -> None:
    if not any(other.role == "lead" for other in view.board.members if other.id != member.id):
        raise Refused(f"{member.name} is the only lead of this board; make someone else a lead first.")


# -- settings


def set_board(view: View, pairs: Mapping[str, str]) -> Act:
    """Change the board's settings. Raises UsageFault for an invalid value."""
    permissions.require_role(view.actor, "lead", "change the board")
    registers: dict[str, Json] = {}
    signed = view.board.agreement
    for key, typed in pairs.items():
        name = key.replace("-", "_")
        if name in {"lost_reasons", "return_reasons"} and signed and getattr(signed.content, name):
            raise Refused(
                f"The {name.replace('_', ' ')} are part of the agreement ({view.board.name_version(signed)}); "
                "propose another version."
            )
        if name not in SETTINGS:
            raise UsageFault(
                f"A board has no setting “{text.clean_line(key)}”; "
                f"it has {', '.join(map(format_setting_name, SETTINGS))}."
            )
        registers[name] = read_setting(name, text.clean_line(typed))
    changed = {name: value for name, value in registers.items() if _value_of(view.board, name) != value}
    what = ", ".join(name.replace("_", " ") for name in changed) or "nothing"
    return Act(
        "board", (Step(BOARD, view.board.id, changed, "board"),) if changed else (), f"Changed {what} of the board"
    )


def delete_board(view: View) -> Act:
    """Delete the whole board; `restore_board` brings it back."""
    permissions.require_role(view.actor, "lead", "delete the board")
    step = Step(BOARD, view.board.id, {"deleted": True}, "board")
    return Act("board", (step,), f"Deleted the board {view.board.name}")


def restore_board(view: View) -> Act:
    """Restore a deleted board with all its contents."""
    permissions.require_role(view.actor, "lead", "restore the board")
    step = Step(BOARD, view.board.id, {"deleted": False}, "board")
    return Act("board", (step,), f"Restored the board {view.board.name}")


def _value_of(owner: Board | Member, name: str) -> Json:
    value = getattr(owner, name)
    return list(value) if isinstance(value, tuple) else value


def read_setting(name: str, plain: str) -> Json:
    """Return a typed setting of a board in its stored form. Raises UsageFault for an invalid value."""
    match name:
        case "name":
            return read_name(plain, "board")
        case "currency":
            return money.currency_code(plain)
        case "timezone":
            return read_zone(plain)
        case "hours":
            read_hours(plain)
            return plain
        case "holidays":
            return [read_holiday(part.strip()) for part in plain.split(",") if part.strip()]
        case "routing" | "limit_policy" | "moves":
            return read_choice(plain, CHOICES[name], name.replace("_", " ").capitalize())
        case _:
            reasons = list(dict.fromkeys(part.strip() for part in plain.split(",") if part.strip()))
            if not reasons:
                raise UsageFault("A list of reasons needs at least one, separated by commas.")
            return [*reasons]

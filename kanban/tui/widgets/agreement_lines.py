"""The agreement as lines under one another: what guards each stage, the service levels, the reasons, the versions, a replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from textual.content import Content

from kanban import cell_width
from kanban.domain.agreements import agreement_document, signing
from kanban.domain.agreements.agreement import TEAMS, Line, Version, diff_lines
from kanban.domain.agreements.backtest import StageTrial
from kanban.domain.board import Board
from kanban.domain.handoffs.precedent import Precedent, find_precedents
from kanban.domain.values import moments, text
from kanban.tui.widgets.line_list import Block

LEVELS, RETURNED, LOST, VERSION, LINE = "levels", "return", "lost", "version:", "line:"
"""Keys of the blocks, or what they begin with; a line's goes on with its stage and its id."""

LETTERS = {"marketing": "M", "sales": "S"}
MOST_PRECEDENTS = 2
"""Rulings that are shown below a line."""

KINDS = {"fact": "=", "judgement": "✎"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What of the agreement is shown: a version, or a draft that stands on it."""

    board: Board
    today: date
    """The day it is in the board's zone."""
    version: Version
    """What is shown, or what the draft was made from."""
    draft: Version | None = None
    """The same with another content, as long as it is not proposed."""
    tried: tuple[str, tuple[StageTrial, ...]] | None = None
    """Over which days it was replayed, and what came of that."""
    precedents: tuple[Precedent, ...] = ()
    """What leads ruled on contested returns."""

    @property
    def past(self) -> Version | None:
        """What the content is compared with: the version that a draft was made from, the live one for a proposal."""
        if self.draft is not None:
            return self.version
        live = self.board.agreement
        return live if live and self.version.hash and not self.version.is_live else None

    @property
    def shown(self) -> Version:
        """The content that one sees and edits."""
        return self.draft or self.version


def blocks(sheet: Sheet) -> list[Block]:
    """Return everything, from the lines of the first stage to the versions."""
    return [*_standing(sheet), *_replay(sheet), *_stages(sheet), *_levels(sheet), *_versions(sheet)]


def name_of(version: Version, board: Board) -> str:
    """Return what a version is called."""
    if not version.hash:
        return "the default"
    return f"{board.name_version(version)} {version.short}" if version.is_live else board.name_version(version)


def _heading(key: str, said: str, style: str = "bold $lane-title") -> Block:
    def drawn(width: int) -> list[Content]:
        return [Content(""), Content(said).stylize(style).truncate(width, ellipsis=True)]

    return Block(f"head {key}", (said, style), drawn, stop=False)


def _plain(key: str, parts: Content, *, stop: bool = True, indent: int = 2) -> Block:
    def drawn(width: int) -> list[Content]:
        return [Content(" " * indent) + line for line in parts.wrap(max(8, width - indent - 1))]

    return Block(key, parts.markup, drawn, stop=stop)


# -- how far it has come


def _standing(sheet: Sheet) -> Iterator[Block]:
    board, version = sheet.board, sheet.version
    if sheet.draft is not None:
        told = _difference(version, sheet.draft)
        said = Content.assemble(
            ("Draft", "bold $unread"), f" on {name_of(version, board)}: {told}. p proposes it, u drops it."
        )
        yield _plain("standing", said, stop=False, indent=1)
        return
    if not version.hash:
        said = Content(
            "Default agreement. Not signed yet, so it blocks nothing. Edit it and press p to propose your own."
        )
        yield _plain("standing", said.stylize("$muted"), stop=False, indent=1)
        return
    if signing.is_outdated(board, version):
        said = Content("Another version went live since it was proposed; press p to propose it again on top of that.")
        yield _plain("standing", said.stylize("$overdue"), stop=False, indent=1)
    for team in TEAMS:
        signed = version.signatures.get(team)
        letter = (f"{LETTERS[team]} ", f"bold ${team}")
        if signed:
            at = moments.format_whole(signed.at, sheet.today, board.timezone)
            alone = f", alone: {signing.other_team(team)} had no lead" if signed.alone else ""
            said = Content.assemble(
                letter, f"✓ {text.clean_line(board.find_person_name(signed.member))}", (f"  {at}{alone}", "$muted")
            )
        else:
            said = Content.assemble(letter, (f"○ {_waits(board, version, team)}", "$muted"))
        yield _plain(f"signed {team}", said, stop=False, indent=1)

    if sheet.past is not None:
        told = f"Against {name_of(sheet.past, board)}: {_difference(sheet.past, version)}."
        yield _plain("difference", Content(told), stop=False, indent=1)


def _difference(past: Version, now: Version) -> str:
    """Say in how many lines two versions differ."""
    new, gone, other = diff_lines(past.content, now.content)
    counts = ((len(new), "new"), (len(other), "changed"), (len(gone), "removed"))
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"{said} (lines)" if said else "the same lines"


def _waits(board: Board, version: Version, team: str) -> str:
    leads = signing.list_leads(board, team)
    if version.is_live or not leads:
        return "has no lead to sign it" if not leads else "not signed"
    return f"waits for {' or '.join(text.clean_line(each.name) for each in leads)}"


def _replay(sheet: Sheet) -> Iterator[Block]:
    if sheet.tried is None:
        return
    days, some = sheet.tried
    yield _heading("replay", f"Replayed over {days}")
    if not some:
        yield _plain("replay none", Content("it has nothing to judge").stylize("$muted"), stop=False)
    told = set[str]()
    for each in some:
        yield _plain(f"replay {each.stage.id}", Content(text.clean_line(each.summary)), stop=False)
        for line in each.judgements:
            if line.id in told:
                continue
            told.add(line.id)
            said = Content(f"“{text.clean_line(line.says)}” is a judgement, which can't be replayed").stylize("$muted")
            yield _plain(f"replay {each.stage.id} {line.id}", said, stop=False, indent=4)


# -- what it says


def _stages(sheet: Sheet) -> Iterator[Block]:
    board, content = sheet.board, sheet.shown.content
    new, _, other = diff_lines(sheet.past.content, content) if sheet.past else ((), (), ())
    marks = {line.id: "+" for line in new} | {line.id: "~" for line in other}
    known = [*board.stages, *(stage for stage in board.all_stages if stage.deleted)]
    for stage in known:
        guarding = content.list_guarding(stage.id)
        if not guarding:
            continue
        style = f"bold ${stage.side}"
        yield _heading(stage.id, f"{text.clean_line(stage.name)}{' (removed)' if stage.deleted else ''}", style)
        for line in guarding:
            number, mark = content.find_number(line), marks.get(line.id, " ")
            ruled = tuple(each.summary for each in find_precedents(sheet.precedents, line=line.id)[:MOST_PRECEDENTS])
            yield Block(
                f"{LINE}{stage.id}:{line.id}", (line, number, mark, ruled), partial(_line, line, number, mark, ruled)
            )


def _line(line: Line, number: int, mark: str, ruled: Sequence[str], width: int) -> list[Content]:
    """Return a line: its number, how it is checked, what it says, the query behind or below it, and what was ruled on it."""
    head = Content.assemble(
        (f"{mark}", "bold $unread"), (f"{number:>3} ", "$muted"), (f"{KINDS[line.kind]} ", "$muted"),
        (f"{LETTERS[line.team]} ", f"bold ${line.team}"),
    )  # fmt: skip
    says = text.clean_line(line.says)
    fact = text.clean_line(line.fact) if line.kind == "fact" and line.fact != line.says else ""
    room = max(8, width - head.cell_length - 1)
    pad = " " * head.cell_length
    told = [Content(f"precedent: a return for it was {text.clean_line(said)}").stylize("$muted") for said in ruled]
    below = [Content(pad) + each for said in told for each in said.wrap(room)]
    if fact and cell_width.cells(says) + cell_width.cells(fact) + 3 <= room:
        return [head + Content.assemble(says, "  ", (fact, "$muted")), *below]
    first, *rest = Content(says).wrap(room)
    more = [Content(pad) + Content(fact).stylize("$muted").truncate(room, ellipsis=True)] if fact else []
    return [head + first, *(Content(pad) + each for each in rest), *more, *below]


def _levels(sheet: Sheet) -> Iterator[Block]:
    content = sheet.shown.content
    levels = content.levels
    said = [
        f"{called} {agreement_document.format_hours(seconds)}"
        for called, seconds in (("first response", levels.first_response), ("answer to an offer", levels.answer))
        if seconds
    ]
    if levels.attempts:
        said.append(f"{text.format_count(levels.attempts, 'attempt')} before a return")
    yield _heading("levels", "Service levels")
    yield _plain(LEVELS, _or_none(" · ".join(said)))
    for key, called, reasons in (
        (RETURNED, "Reasons for a return", content.return_reasons), (LOST, "Reasons for a loss", content.lost_reasons),
    ):  # fmt: skip
        yield _heading(key, called)
        yield _plain(key, _or_none(" · ".join(map(text.clean_line, reasons)), "the board's own"))


def _or_none(said: str, otherwise: str = "none") -> Content:
    return Content(said) if said else Content(otherwise).stylize("$muted")


def _versions(sheet: Sheet) -> Iterator[Block]:
    board = sheet.board
    some = [*signing.list_signable(board), *reversed(board.agreements)]
    some += [each for each in board.versions if each not in some]
    yield _heading("versions", "Versions")
    for version in some:
        here = version.hash == sheet.version.hash
        yield Block(
            f"{VERSION}{version.hash}", (version, here, board.agreements), partial(_version, version, sheet, here)
        )
    here = not sheet.version.hash
    said = Content.assemble(
        (" ▸ " if here else "   ", "bold $primary"), "default", ("  not signed, blocks nothing", "$muted")
    )
    yield Block(f"{VERSION}", here, lambda width: [said.truncate(width, ellipsis=True)])


def _version(version: Version, sheet: Sheet, here: bool, width: int) -> list[Content]:
    board = sheet.board
    if version.is_live:
        counts = board.agreement is not None and board.agreement.hash == version.hash
        state = f"{'live' if counts else 'was live'} since {moments.format_whole(version.live_at, sheet.today, board.timezone)}"
    elif signing.is_outdated(board, version):
        state = "outdated"
    else:
        signed = [team for team in TEAMS if team in version.signatures]
        state = (
            f"signed for {signed[0]}, waits for {signing.other_team(signed[0])}"
            if signed
            else "proposed, signed by nobody yet"
        )
    by = text.clean_line(board.find_person_name(version.by)) if version.by else ""
    line = Content.assemble(
        (" ▸ " if here else "   ", "bold $primary"), cell_width.pad(name_of(version, board), 12), (f"{state} · by {by}", "$muted"),
    )  # fmt: skip
    return [line.truncate(width, ellipsis=True)]


def line_in(key: str | None) -> tuple[str, str] | None:
    """Return (stage, line) of a block's key, None where it is no line's."""
    if not key or not key.startswith(LINE):
        return None
    stage, _, line = key.removeprefix(LINE).partition(":")
    return stage, line

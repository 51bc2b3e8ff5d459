"""The agreement as blocks of lines: each stage's requirements, service levels, reasons, versions, and a replay."""

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
"""Keys of the blocks, or their prefixes; a line's key is the prefix, the stage and the line's id."""

LETTERS = {"marketing": "M", "sales": "S"}
MOST_PRECEDENTS = 2
"""The most rulings shown below a line."""

KINDS = {"fact": "=", "judgement": "✎"}


@dataclass(frozen=True, slots=True)
class AgreementSheet:
    """What is shown: a version of the agreement, or a draft made from it."""

    board: Board
    today: date
    """Today in the board's time zone."""
    version: Version
    """The version shown, or the one that the draft was made from."""
    draft: Version | None = None
    """The changed version, until it is proposed."""
    tried: tuple[str, tuple[StageTrial, ...]] | None = None
    """A replay: its period in words, and the result for each stage."""
    precedents: tuple[Precedent, ...] = ()
    """The rulings on contested returns."""

    @property
    def past(self) -> Version | None:
        """The version to compare with: the draft's base, the live one for a proposal; None if there is none."""
        if self.draft is not None:
            return self.version
        live = self.board.agreement
        return live if live and self.version.hash and not self.version.is_live else None

    @property
    def shown(self) -> Version:
        """The version that is seen and edited."""
        return self.draft or self.version


def draw_sheet(sheet: AgreementSheet) -> list[Block]:
    """Return the blocks of a sheet, from its state to the list of versions."""
    return [
        *_state_blocks(sheet),
        *_replay_blocks(sheet),
        *_stage_blocks(sheet),
        *_level_blocks(sheet),
        *_version_blocks(sheet),
    ]


def name_version(version: Version, board: Board) -> str:
    """Return the name of a version as people read it."""
    if not version.hash:
        return "the default"
    return f"{board.name_version(version)} {version.short}" if version.is_live else board.name_version(version)


def _heading_block(key: str, words: str, style: str = "bold $lane-title") -> Block:
    def draw(width: int) -> list[Content]:
        return [Content(""), Content(words).stylize(style).truncate(width, ellipsis=True)]

    return Block(f"head {key}", (words, style), draw, is_stop=False)


def _text_block(key: str, parts: Content, *, stop: bool = True, indent: int = 2) -> Block:
    def draw(width: int) -> list[Content]:
        return [Content(" " * indent) + line for line in parts.wrap(max(8, width - indent - 1))]

    return Block(key, parts.markup, draw, is_stop=stop)


# -- its state: draft, default, signatures


def _state_blocks(sheet: AgreementSheet) -> Iterator[Block]:
    board, version = sheet.board, sheet.version
    if sheet.draft is not None:
        changes = _describe_difference(version, sheet.draft)
        words = Content.assemble(
            ("Draft", "bold $unread"), f" on {name_version(version, board)}: {changes}. p: propose · u: discard"
        )
        yield _text_block("status", words, stop=False, indent=1)
        return
    if not version.hash:
        words = Content("Default agreement. Not signed yet, so it blocks nothing. Edit it, then p: propose your own.")
        yield _text_block("status", words.stylize("$muted"), stop=False, indent=1)
        return
    if signing.is_outdated(board, version):
        words = Content("A newer version is live. p: propose yours again")
        yield _text_block("status", words.stylize("$overdue"), stop=False, indent=1)
    for team in TEAMS:
        signed = version.signatures.get(team)
        letter = (f"{LETTERS[team]} ", f"bold ${team}")
        if signed:
            at = moments.format_whole(signed.at, sheet.today, board.timezone)
            alone = f", alone: {signing.find_other_team(team)} had no lead" if signed.alone else ""
            words = Content.assemble(
                letter, f"✓ {text.clean_line(board.find_person_name(signed.member))}", (f"  {at}{alone}", "$muted")
            )
        else:
            words = Content.assemble(letter, (f"○ {_describe_waiting(board, version, team)}", "$muted"))
        yield _text_block(f"signed {team}", words, stop=False, indent=1)

    if sheet.past is not None:
        changes = f"Against {name_version(sheet.past, board)}: {_describe_difference(sheet.past, version)}."
        yield _text_block("difference", Content(changes), stop=False, indent=1)


def _describe_difference(past: Version, now: Version) -> str:
    """Return how many requirements differ between two versions: `1 new, 2 changed (requirements)`."""
    new, removed, other = diff_lines(past.content, now.content)
    counts = ((len(new), "new"), (len(other), "changed"), (len(removed), "removed"))
    words = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"{words} (requirements)" if words else "the same requirements"


def _describe_waiting(board: Board, version: Version, team: str) -> str:
    leads = signing.list_leads(board, team)
    if version.is_live or not leads:
        return "has no lead to sign it" if not leads else "not signed"
    return f"waits for {' or '.join(text.clean_line(lead.name) for lead in leads)}"


def _replay_blocks(sheet: AgreementSheet) -> Iterator[Block]:
    if sheet.tried is None:
        return
    days, results = sheet.tried
    yield _heading_block("replay", f"Replayed over {days}")
    if not results:
        yield _text_block("replay none", Content("No requirements to check.").stylize("$muted"), stop=False)
    named_lines = set[str]()
    for result in results:
        yield _text_block(f"replay {result.stage.id}", Content(text.clean_line(result.summary)), stop=False)
        for line in result.judgements:
            if line.id in named_lines:
                continue
            named_lines.add(line.id)
            words = Content(f"“{text.clean_line(line.says)}” is ticked by hand and can't be replayed").stylize("$muted")
            yield _text_block(f"replay {result.stage.id} {line.id}", words, stop=False, indent=4)


# -- its content


def _stage_blocks(sheet: AgreementSheet) -> Iterator[Block]:
    board, content = sheet.board, sheet.shown.content
    new, _, other = diff_lines(sheet.past.content, content) if sheet.past else ((), (), ())
    marks = {line.id: "+" for line in new} | {line.id: "~" for line in other}
    stages = [*board.stages, *(stage for stage in board.all_stages if stage.deleted)]
    for stage in stages:
        guarding = content.list_guarding(stage.id)
        if not guarding:
            continue
        style = f"bold ${stage.side}"
        yield _heading_block(stage.id, f"{text.clean_line(stage.name)}{' (removed)' if stage.deleted else ''}", style)
        for line in guarding:
            number, mark = content.find_number(line), marks.get(line.id, " ")
            rulings = tuple(
                ruling.summary for ruling in find_precedents(sheet.precedents, line=line.id)[:MOST_PRECEDENTS]
            )
            stamp = (line, number, mark, rulings)
            yield Block(f"{LINE}{stage.id}:{line.id}", stamp, partial(_draw_line, line, number, mark, rulings))


def _draw_line(line: Line, number: int, mark: str, rulings: Sequence[str], width: int) -> list[Content]:
    """Return a line: number, how it is checked, its words, the query beside or below them, and rulings on it."""
    head = Content.assemble(
        (f"{mark}", "bold $unread"), (f"{number:>3} ", "$muted"), (f"{KINDS[line.kind]} ", "$muted"),
        (f"{LETTERS[line.team]} ", f"bold ${line.team}"),
    )  # fmt: skip
    says = text.clean_line(line.says)
    fact = text.clean_line(line.fact) if line.kind == "fact" and line.fact != line.says else ""
    room = max(8, width - head.cell_length - 1)
    pad = " " * head.cell_length
    notes = [Content(f"precedent: a return for it was {text.clean_line(words)}") for words in rulings]
    below = [Content(pad) + row for note in notes for row in note.stylize("$muted").wrap(room)]
    if fact and cell_width.cells(says) + cell_width.cells(fact) + 3 <= room:
        return [head + Content.assemble(says, "  ", (fact, "$muted")), *below]
    first, *rest = Content(says).wrap(room)
    more = [Content(pad) + Content(fact).stylize("$muted").truncate(room, ellipsis=True)] if fact else []
    return [head + first, *(Content(pad) + row for row in rest), *more, *below]


def _level_blocks(sheet: AgreementSheet) -> Iterator[Block]:
    content = sheet.shown.content
    levels = content.levels
    limits = [
        f"{called} {agreement_document.format_hours(seconds)}"
        for called, seconds in (
            ("first response", levels.first_response),
            ("answer to an offer", levels.answer),
            ("answer to a question", levels.reply),
        )
        if seconds
    ]
    if levels.attempts:
        limits.append(f"{text.format_count(levels.attempts, 'attempt')} before a return")
    yield _heading_block("levels", "Service levels")
    yield _text_block(LEVELS, _text_or_none(" · ".join(limits)))
    for key, called, reasons in (
        (RETURNED, "Reasons for a return", content.return_reasons), (LOST, "Reasons for a loss", content.lost_reasons),
    ):  # fmt: skip
        yield _heading_block(key, called)
        yield _text_block(key, _text_or_none(" · ".join(map(text.clean_line, reasons)), "the board's own"))


def _text_or_none(words: str, otherwise: str = "none") -> Content:
    return Content(words) if words else Content(otherwise).stylize("$muted")


def _version_blocks(sheet: AgreementSheet) -> Iterator[Block]:
    board = sheet.board
    ordered = [*signing.list_signable(board), *reversed(board.agreements)]
    ordered += [version for version in board.versions if version not in ordered]
    yield _heading_block("versions", "Versions")
    for version in ordered:
        here = version.hash == sheet.version.hash
        yield Block(
            f"{VERSION}{version.hash}", (version, here, board.agreements), partial(_draw_version, version, sheet, here)
        )
    here = not sheet.version.hash
    words = Content.assemble(
        (" ▸ " if here else "   ", "bold $primary"), "default", ("  not signed, blocks nothing", "$muted")
    )
    yield Block(f"{VERSION}", here, lambda width: [words.truncate(width, ellipsis=True)])


def _draw_version(version: Version, sheet: AgreementSheet, here: bool, width: int) -> list[Content]:
    board = sheet.board
    if version.is_live:
        counts = board.agreement is not None and board.agreement.hash == version.hash
        since = moments.format_whole(version.live_at, sheet.today, board.timezone)
        state = f"{'live' if counts else 'was live'} since {since}"
    elif signing.is_outdated(board, version):
        state = "outdated"
    else:
        signed = [team for team in TEAMS if team in version.signatures]
        state = (
            f"signed for {signed[0]}, waits for {signing.find_other_team(signed[0])}"
            if signed
            else "proposed, signed by nobody yet"
        )
    by = text.clean_line(board.find_person_name(version.by)) if version.by else ""
    line = Content.assemble(
        (" ▸ " if here else "   ", "bold $primary"),
        cell_width.pad(name_version(version, board), 12),
        (f"{state} · by {by}", "$muted"),
    )
    return [line.truncate(width, ellipsis=True)]


def parse_line_key(key: str | None) -> tuple[str, str] | None:
    """Return (stage id, line id) from a block's key; None if the block is no line."""
    if not key or not key.startswith(LINE):
        return None
    stage, _, line = key.removeprefix(LINE).partition(":")
    return stage, line

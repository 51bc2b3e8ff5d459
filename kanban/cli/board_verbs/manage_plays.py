"""`kanban play`: what marketing answers to objections, what came of each answer, and what still waits for one."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kanban import cli
from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, NAME, option, positional, split_pairs, switch, verb
from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault
from kanban.domain.playbook import play_verbs, playbook_record, starter_plays
from kanban.domain.playbook.book import Playbook, Request
from kanban.domain.playbook.play import SECTIONS, Play, find_play
from kanban.domain.values import moments, money, text
from kanban.domain.values.dates import format_date, format_full_date
from kanban.exchange.files.toml_files import MOST, read_toml, write_toml
from kanban.store import playbooks, whole_file
from kanban.store.acts.writing import Verb
from kanban.store.workspace import Workspace

PAIRS = f"{', '.join(play_verbs.SETTINGS)}; a line break or | between questions; empty for none"


def run_list(args: Namespace) -> int:
    """Print the plays with what came of them."""
    workspace = open_workspace_of(args)
    playbook, board, today = playbooks.read_playbook(workspace), workspace.board, workspace.today
    plays = [play for play in playbook.present if args.all or not play.is_archived]
    if args.json:
        output.write_json(
            [playbook_record.play_record(play, playbook.find_figures(play), board, today) for play in plays]
        )
        return 0
    rows = []
    for play in plays:
        figures = playbook.find_figures(play)
        rows.append(
            [
                play.title, f"{figures.used:,}", f"{figures.resolved:,}", f"{figures.stalled:,}", f"{figures.lost:,}",
                board.find_person_name(play.owner) if play.owner else "", _describe_state(playbook, play, today),
            ]
        )  # fmt: skip
    if rows:
        header = ("play", "used", "resolved", "stalled", "lost", "owner", "note")
        output.write_table(header, rows, right=header[1:5], yielding=("play", "note"), optional=("stalled", "lost"))
    else:
        output.say("No plays yet; kanban play starter adds twelve to begin with.")
    if playbook.requests:
        count = len(playbook.requests)
        output.say(f"{output.several(count, 'request')} {'waits' if count == 1 else 'wait'}: kanban play requests.")
    return 0


def _describe_state(playbook: Playbook, play: Play, today: date) -> str:
    if play.is_archived:
        return "archived"
    if not play.is_written:
        return "begun"
    if play.is_due(today):
        return f"review was due {format_date(date.fromisoformat(play.review_on), today)}"
    return "unused for two quarters" if playbook.is_unused(play, today) else ""


def run_show(args: Namespace) -> int:
    """Print one play, questions first."""
    workspace = open_workspace_of(args)
    playbook, board = playbooks.read_playbook(workspace), workspace.board
    play = find_play(playbook.plays, args.name)
    figures = playbook.find_figures(play)
    if args.json:
        output.write_json(playbook_record.play_record(play, figures, board, workspace.today))
        return 0
    if args.toml:
        output.write(write_toml(playbook_record.build_document([play], board)))
        return 0
    output.write_line(play.title)
    facts = [f"owner {board.find_person_name(play.owner)}" if play.owner else "", ", ".join(play.labels)]
    if play.review_on:
        facts.append(f"review {format_full_date(date.fromisoformat(play.review_on))}")
    output.write_line(" · ".join(fact for fact in facts if fact))
    for name, heading in SECTIONS.items():
        value = getattr(play, name)
        if value:
            output.write_line(f"\n{heading}")
            for line in value if isinstance(value, tuple) else value.splitlines():
                output.write_line(f"  {line}")
    output.write_line(
        f"\nused {figures.used:,} · resolved {figures.resolved:,} · stalled {figures.stalled:,} · lost {figures.lost:,}"
    )
    output.write_line(
        f"deals that met it: {figures.won_cards:,} won, {figures.lost_cards:,} lost, {figures.open_cards:,} open"
    )
    return 0


def run_add(args: Namespace) -> int:
    """Write plays from a TOML file, or one from its settings."""
    workspace = open_workspace_of(args)
    is_file = args.name == "-" or args.name.endswith(".toml")
    if is_file:
        drafts = playbook_record.read_document(read_toml(_read_file(args.name), args.name))
    else:
        drafts = [{"title": args.name, **_read_pairs(args.pairs)}]
    requests = _find_requests(workspace, args.answers)
    if requests and len(drafts) != 1:
        raise UsageFault("A request is answered by one play; give a file with one.")
    for draft in drafts:
        _run_verb(
            workspace,
            lambda view, draft=draft: play_verbs.save_play(view, "", draft, requests=requests),  # type: ignore[misc]
            json=args.json,
        )
    return 0


def run_edit(args: Namespace) -> int:
    """Change a play: by settings, from a file, or in the user's editor."""
    workspace = open_workspace_of(args)
    play = find_play(playbooks.list_plays(workspace), args.name)
    requests = _find_requests(workspace, args.answers)
    settings: Mapping[str, object]
    if len(args.pairs) == 1 and (args.pairs[0] == "-" or args.pairs[0].endswith(".toml")):
        settings = _require_one(playbook_record.read_document(read_toml(_read_file(args.pairs[0]), args.pairs[0])))
    elif args.pairs or requests:
        settings = _read_pairs(args.pairs)
    else:
        return _edit_by_hand(workspace, play, json=args.json)
    _run_verb(
        workspace,
        lambda view: play_verbs.save_play(view, play.id, settings, requests=requests),
        json=args.json,
        of=play,
    )
    return 0


def _edit_by_hand(workspace: Workspace, play: Play, *, json: bool) -> int:
    if workspace.me is not None:
        play_verbs.require_may_write(workspace.me)
    source = write_toml(playbook_record.build_document([play], workspace.board))
    edited_text, file = cli.editing.edit_text(source, ".toml")
    if edited_text == source:
        file.unlink()
        output.say("Nothing was changed.")
        return 0
    try:
        settings = _require_one(playbook_record.read_document(read_toml(edited_text, "what you wrote")))
        _run_verb(workspace, lambda view: play_verbs.save_play(view, play.id, settings), json=json, of=play)
    except KanbanError as fault:
        raise UsageFault(f"{str(fault).removesuffix('.')}; what you wrote is in {file}.") from None
    file.unlink()
    return 0


def _require_one(drafts: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    if len(drafts) != 1:
        raise UsageFault("Give a file with one play in it.")
    return drafts[0]


def _read_pairs(pairs: Sequence[str]) -> dict[str, object]:
    settings: dict[str, object] = dict(split_pairs(pairs, "KEY=VALUE"))
    for name in ("questions", "proof"):
        if name in settings:
            settings[name] = str(settings[name]).replace("|", "\n")
    return settings


def _read_file(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read(MOST + 1)
        with Path(name).open(encoding="utf-8-sig") as file:
            return file.read(MOST + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {name}.") from None
    except OSError as error:
        raise NotFound(f"{name} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageFault(f"{name} is not text in UTF-8.") from None


def run_requests(args: Namespace) -> int:
    """Print what waits for an answer, what blocks most open value first."""
    workspace = open_workspace_of(args)
    playbook, board = playbooks.read_playbook(workspace), workspace.board
    if args.json:
        output.write_json(playbook_record.list_request_records(playbook, board))
        return 0
    rows = [
        [
            str(number), _format_values(request.values), f"{len(request.cards):,}", f"“{request.words}”",
            moments.format_whole(request.since, workspace.today, board.timezone),
            board.find_person_name(request.draft.owner) if request.draft and request.draft.owner else "nobody",
        ]
        for number, request in enumerate(playbook.requests, 1)
    ]  # fmt: skip
    if not rows:
        output.say("No request waits: every open objection has a play.")
        return 0
    output.write_table(
        ("", "blocks", "cards", "in the prospects' words", "since", "with"), rows, right=("", "blocks", "cards"),
        yielding=("in the prospects' words",), optional=("since",),
    )  # fmt: skip
    cards, values = playbook.sum_waiting()
    total = f" · {_format_values(values)}" if values else ""
    output.say(f"{output.several(cards, 'card')}{total} {'waits' if cards == 1 else 'wait'}.")
    return 0


def _format_values(values: Mapping[str, int]) -> str:
    return " + ".join(money.format_plain_money(minor, code) for code, minor in values.items()) or "–"


def run_take(args: Namespace) -> int:
    """Take a request: say that you write the play."""
    workspace = open_workspace_of(args)
    request = _find_request(playbooks.read_playbook(workspace), args.request)
    _run_verb(workspace, lambda view: play_verbs.take_request(view, request.id, request.words))
    return 0


def run_answer(args: Namespace) -> int:
    """Answer a request with a play that is there."""
    workspace = open_workspace_of(args)
    playbook = playbooks.read_playbook(workspace)
    request, play = _find_request(playbook, args.request), find_play(playbook.plays, args.name)
    _run_verb(workspace, lambda view: play_verbs.answer_with(view, play.id, [request.id]), json=args.json, of=play)
    return 0


def _find_requests(workspace: Workspace, names: Sequence[str] | None) -> list[str]:
    if not names:
        return []
    playbook = playbooks.read_playbook(workspace)
    return [_find_request(playbook, name).id for name in names]


def _find_request(playbook: Playbook, name: str) -> Request:
    """Return the request that a number in the list, an id, or some of the words mean. Raises NotFound, UsageFault."""
    requests, plain = playbook.requests, text.fold(text.clean_line(name))
    if plain.isdecimal() and 1 <= int(plain) <= len(requests):
        return requests[int(plain) - 1]
    matching = [one for one in requests if one.id == name or (plain and plain in text.fold(one.words))]
    if not matching:
        raise NotFound(
            f"No request has the words “{text.shorten(text.clean_line(name), 40)}”; kanban play requests lists."
        )
    if len(matching) > 1:
        raise UsageFault(f"Several requests have the words “{text.shorten(text.clean_line(name), 40)}”; give a number.")
    return matching[0]


def run_archive(args: Namespace) -> int:
    """Archive a play, or bring it back."""
    workspace = open_workspace_of(args)
    play = find_play(playbooks.list_plays(workspace), args.name)
    _run_verb(workspace, lambda view: play_verbs.archive_play(view, play.id, is_archived=not args.back))
    return 0


def run_propose(args: Namespace) -> int:
    """Propose a change of a play to its owner."""
    workspace = open_workspace_of(args)
    playbook = playbooks.read_playbook(workspace)
    play = find_play(playbook.plays, args.name)
    card = workspace.find(args.card).id if args.card else playbook.find_last_card(play)
    if not card:
        raise Refused("No card has met that play yet.", command="--card CARD says where to comment")
    _run_verb(workspace, lambda view: play_verbs.propose_change(view, play.id, card, " ".join(args.words)))
    return 0


def run_remove(args: Namespace) -> int:
    """Remove a play."""
    workspace = open_workspace_of(args)
    play = find_play(playbooks.list_plays(workspace), args.name)
    _run_verb(workspace, lambda view: play_verbs.remove_play(view, play.id))
    return 0


def run_starter(args: Namespace) -> int:
    """Add the twelve starter plays, those that the board lacks."""
    workspace = open_workspace_of(args)
    starters = list(starter_plays.list_starters(workspace.board.id))
    _run_verb(workspace, lambda view: play_verbs.add_plays(view, starters))
    return 0


def run_export(args: Namespace) -> int:
    """Write all plays to a TOML file, which `kanban play add` reads."""
    workspace = open_workspace_of(args)
    plays = [play for play in playbooks.list_plays(workspace) if not play.deleted]
    document = write_toml(playbook_record.build_document(plays, workspace.board))
    if args.file == "-":
        output.write(document)
        return 0
    with whole_file.open_draft(Path(args.file), force=args.force) as file:
        file.write(document.encode())
    output.say(f"Wrote {output.several(len(plays), 'play')} to {args.file}.")
    return 0


def _run_verb(workspace: Workspace, verb: Verb, *, json: bool = False, of: Play | None = None) -> None:
    act_result = workspace.act(verb)
    output.narrate(act_result.summary, act_result.warnings)
    if json:
        playbook = playbooks.read_playbook(workspace)
        play_id = of.id if of else act_result.entity_ids[0]
        play = next(play for play in playbook.plays if play.id == play_id)
        figures = playbook.find_figures(play)
        output.write_json(playbook_record.play_record(play, figures, workspace.board, workspace.today))


_ANSWERS = option(
    "--answers", "REQUEST", "the request that it answers: its number, or some of its words", action="append"
)
_REQUEST = positional("request", "REQUEST", "its number in kanban play requests, or some of its words")

VERBS = {
    "play": verb(
        run_list,
        JSON,
        all=False,
        examples=(
            "kanban play requests",
            "kanban play add 'It runs on your own server' questions='Who decides?|Why?' --answers 1",
            "kanban play add plays.toml",
            "kanban play edit 'It runs' review=+6m",
            "kanban play starter",
        ),
        below={
            "list": verb(
                run_list, switch("--all", "archived ones, too"), JSON, says="the plays, with what came of each"
            ),
            "show": verb(run_show, NAME, switch("--toml", "as a file, to edit and add"), JSON, says="one play"),
            "add": verb(
                run_add,
                positional("name", "TITLE|FILE.toml"),
                positional("pairs", "KEY=VALUE", PAIRS, nargs="*"),
                _ANSWERS,
                JSON,
                says="write a play, of settings or of a TOML file; - reads that from stdin",
            ),
            "edit": verb(
                run_edit,
                NAME,
                positional("pairs", "KEY=VALUE|FILE.toml", PAIRS, nargs="*"),
                _ANSWERS,
                JSON,
                says="change a play; without settings in your editor",
            ),
            "requests": verb(run_requests, JSON, says="objections without a play, what blocks most value first"),
            "take": verb(run_take, _REQUEST, says="say that you write the play for a request"),
            "answer": verb(run_answer, _REQUEST, NAME, JSON, says="answer a request with a play that is there"),
            "propose": verb(
                run_propose,
                NAME,
                positional("words", "WORDS", "what to change", nargs="+"),
                option("--card", "CARD", "the card on which to comment; else the last one that met it"),
                says="propose a change to the owner of a play, as a comment",
            ),
            "archive": verb(
                run_archive, NAME, switch("--back", "bring it back"), says="offer a play no more; its figures stay"
            ),
            "remove": verb(run_remove, NAME, says="remove a play; objections keep their outcome"),
            "starter": verb(run_starter, says="add twelve plays for what sales hears most"),
            "export": verb(
                run_export,
                positional("file", "FILE", "- for stdout", nargs="?", default="-"),
                switch("--force", "write over a file that is there"),
                says="write all plays to a TOML file",
            ),
        },
    )
}

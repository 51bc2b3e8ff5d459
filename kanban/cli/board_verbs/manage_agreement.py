"""`kanban agreement`: what each stage means, proposed by a lead and signed by one of each team."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kanban import cli
from kanban.cli import history_notice, output, progress
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, switch, verb
from kanban.domain.agreements import agreement_document, agreement_record, backtest, gate, signing
from kanban.domain.agreements.agreement import TEAMS, TIMES, Version
from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault
from kanban.domain.handoffs.precedent import Precedent, find_precedents
from kanban.domain.queries.query import read_days
from kanban.domain.values.dates import format_full_date
from kanban.exchange.files.toml_files import read_toml, write_toml
from kanban.store.acts.agreement_backtest import replay

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Content
    from kanban.domain.agreements.backtest import StageTrial
    from kanban.domain.board import Board
    from kanban.store.workspace import Workspace

VERSION = "v4, live, shipped, or the beginning of a hash"


def run_show(args: Namespace) -> int:
    """Print a version, and which others there are."""
    workspace = open_workspace_of(args)
    board = workspace.board
    version = signing.find_version(board, args.version) if args.version else gate.find_effective_version(board)
    if args.toml:
        output.write(write_toml(agreement_document.build_document(version.content, board)))
    elif args.json:
        record = agreement_record.version_record(version, board)
        ruled = workspace.list_precedents()
        for line in record["lines"]:
            line["precedents"] = [_encode_ruling(ruling) for ruling in find_precedents(ruled, line=line["id"])]
        output.write_json(record | {"versions": [_encode_version(other, board) for other in board.versions]})
    else:
        _write_version(version, workspace)
        for line in version.content.lines:
            for ruling in find_precedents(workspace.list_precedents(), line=line.id)[:3]:
                output.write_line(
                    f"precedent for requirement {version.content.find_number(line)}: a return was {ruling.summary}"
                )
    return 0


def _encode_ruling(ruling: Precedent) -> dict[str, object]:
    return {
        "ref": ruling.ref,
        "verdict": ruling.verdict,
        "words": ruling.words,
        "because": ruling.because or None,
        "at": ruling.at,
    }


def _encode_version(version: Version, board: Board) -> dict[str, object]:
    record = agreement_record.version_record(version, board)
    return {key: record[key] for key in ("name", "hash", "counts", "live", "live_at", "proposed_by", "proposed_at")} | {
        "signed_by": [team for team in TEAMS if version.signatures.get(team)]
    }


def _write_version(version: Version, workspace: Workspace) -> None:
    board = workspace.board
    output.write_line(("agreement " if version.hash else "") + describe_version(version, workspace))
    rows = [
        [
            str(number),
            line.id,
            ", ".join(agreement_document.stage_name(board, stage) for stage in line.stages),
            line.says,
            line.fact or "ticked by hand",
            line.team,
        ]
        for number, line in enumerate(version.content.lines, 1)
    ]
    output.write_table(("#", "id", "before stage", "requirement", "check", "team"), rows, right=("#",))
    levels = version.content.levels
    promised = [
        f"{name.replace('_', ' ')} {agreement_document.format_hours(seconds)}"
        for name in TIMES
        if (seconds := getattr(levels, name))
    ]
    if levels.attempts:
        promised.append(f"{output.several(levels.attempts, 'attempt')} before a return")
    for name, words in (
        ("service levels", promised),
        ("return reasons", version.content.return_reasons),
        ("lost reasons", version.content.lost_reasons),
        (
            "other versions",
            [describe_version(other, workspace) for other in board.versions if other.hash != version.hash],
        ),
    ):
        if words:
            output.write_line(f"{name}: {', '.join(words) if name != 'other versions' else '; '.join(words)}")


def describe_version(version: Version, workspace: Workspace) -> str:
    """Describe a version: its name, hash and signatures."""
    board = workspace.board
    if not version.hash:
        return "default agreement: not signed, so it blocks nothing"
    signed = [
        f"{team} ({board.find_person_name(signature.member)}{', alone' if signature.alone else ''})"
        for team in TEAMS
        if (signature := version.signatures.get(team))
    ]
    who = f"signed for {' and '.join(signed)}" if signed else "signed by nobody yet"
    if version.is_live:
        since = format_local_time(version.live_at, workspace)
        return f"{board.name_version(version)} {version.short}: live since {since}, {who}"
    late = ", outdated" if signing.is_outdated(board, version) else ""
    proposer, day = board.find_person_name(version.by), format_local_time(version.at, workspace)
    return f"{version.short}: proposed by {proposer} on {day}, {who}{late}"


def run_propose(args: Namespace) -> int:
    """Propose a version; its hash goes to stdout."""
    workspace = open_workspace_of(args)
    return _propose(workspace, read_content(args.file, workspace.board), json=args.json)


def run_edit(args: Namespace) -> int:
    """Open a version in the user's editor and propose it; text that can't be parsed stays in its file."""
    workspace = open_workspace_of(args)
    if workspace.me is None or workspace.me.role != "lead":
        raise Refused("A lead may edit and propose the agreement; kanban agreement show --toml shows it to everybody.")
    version = (
        signing.find_version(workspace.board, args.version)
        if args.version
        else gate.find_effective_version(workspace.board)
    )
    source = write_toml(agreement_document.build_document(version.content, workspace.board))
    edited_text, file = cli.editing.edit_text(source, ".toml")
    if edited_text == source:
        file.unlink()
        output.say("Nothing was changed, and nothing is proposed.")
        return 0
    try:
        content = agreement_document.read_document(read_toml(edited_text, "what you wrote"), workspace.board)
    except KanbanError as fault:
        raise UsageFault(f"{str(fault).removesuffix('.')}; what you wrote is in {file}.") from None
    file.unlink()
    return _propose(workspace, content, json=args.json)


def _propose(workspace: Workspace, content: Content, *, json: bool) -> int:
    act_result = workspace.act(lambda view: signing.propose(view, content))
    version = _find_same_version(workspace, content)
    first, last = _read_window(workspace, None, None)
    trials = _replay_content(workspace, version.content, first, last)
    if json:
        record = agreement_record.version_record(version, workspace.board)
        output.write_json(record | {"replay": _encode_trials(version, workspace, trials, first, last)})
    else:
        output.write_line(version.short)
    output.narrate(act_result.summary, act_result.warnings)
    if not json:
        results = "; ".join(trial.summary for trial in trials) or "nothing to judge"
        output.say(f"the last {backtest.WINDOW} days by it: {results}")
    return 0


def run_replay(args: Namespace) -> int:
    """Print what a version would have let pass."""
    workspace = open_workspace_of(args)
    board = workspace.board
    version, content = _find_content(workspace, args.version)
    first, last = _read_window(workspace, args.first, args.last)
    trials = _replay_content(workspace, content, first, last)
    if args.json:
        output.write_json(_encode_trials(version, workspace, trials, first, last))
        return 0
    name = board.name_version(version) if version else args.version
    output.write_line(f"agreement {name} over {format_full_date(first)} to {format_full_date(last)}")
    for trial in trials:
        output.write_line(trial.summary)
        for line in trial.facts:
            count = trial.failed.get(line.id, 0)
            output.write_line(f"  {count:>6,} without: {line.says} ({line.fact})")
        for line in trial.judgements:
            output.write_line(f"       – can't be replayed, as it is a judgement: {line.says}")
    return 0


def _encode_trials(
    version: Version | None, workspace: Workspace, trials: list[StageTrial], first: date, last: date
) -> dict[str, object]:
    return backtest.trial_record(version, workspace.board, trials, (first.isoformat(), last.isoformat()))


def _find_content(workspace: Workspace, name: str | None) -> tuple[Version | None, Content]:
    """Return the version to replay, or None and the content of a file that is not proposed."""
    if name is not None and (name == "-" or name.endswith(".toml") or Path(name).is_file()):
        return None, read_content(name, workspace.board)
    waiting = signing.list_signable(workspace.board)
    version = (
        signing.find_version(workspace.board, name)
        if name
        else waiting[0]
        if waiting
        else gate.find_effective_version(workspace.board)
    )
    return version, version.content


def _read_window(workspace: Workspace, first: str | None, last: str | None) -> tuple[date, date]:
    """Return the first and the last day of a replay; raises UsageFault where they are the wrong way round."""
    begin, end = read_days(first or None, last or None, workspace.today)
    return begin or end - timedelta(days=backtest.WINDOW), end


def _replay_content(workspace: Workspace, content: Content, first: date, last: date) -> list[StageTrial]:
    with progress.draw_progress("replaying") as update, workspace.database.faults():
        history_notice.warn_of_missing_history(workspace, then=" and is left out")
        return replay(workspace.connection, workspace.board, content, first, last, update)


def _find_same_version(workspace: Workspace, content: Content) -> Version:
    """Return the version that was proposed, or was there and says the same."""
    proposal = signing.build_proposal(workspace.board, content)
    same = [version for version in workspace.board.versions if version.content == proposal]
    return same[0] if same else gate.find_effective_version(workspace.board)


def read_content(name: str, board: Board) -> Content:
    """Return the content that a TOML file (or stdin, for `-`) says; raises NotFound and UsageFault."""
    try:
        source = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageFault(f"{name} is not text in UTF-8.") from None
    except OSError as error:
        raise NotFound(f"{name} can't be read: {error.strerror or error}.") from None
    return agreement_document.read_document(read_toml(source, name if name != "-" else "what stdin said"), board)


def run_sign(args: Namespace) -> int:
    """Sign a version."""
    workspace = open_workspace_of(args)
    team = workspace.me.team if workspace.me else ""
    version = signing.find_version_to_sign(workspace.board, args.version, team)
    act_result = workspace.act(lambda view: signing.sign(view, version))
    output.narrate(act_result.summary, act_result.warnings)
    if args.json:
        output.write_json(
            agreement_record.version_record(signing.find_version(workspace.board, version.hash), workspace.board)
        )
    return 0


VERBS = {
    "agreement": verb(
        run_show,
        JSON,
        version=None,
        toml=False,
        examples=(
            "kanban agreement show --toml > agreement.toml",
            "kanban agreement propose agreement.toml",
            "kanban agreement sign",
        ),
        below={
            "show": verb(
                run_show,
                positional("version", "VERSION", VERSION, nargs="?"),
                switch("--toml", "as TOML, to edit and propose"),
                JSON,
                says="the version that counts, or another one",
            ),
            "propose": verb(
                run_propose,
                positional("file", "FILE", "- reads it from stdin"),
                JSON,
                says="propose a version written as TOML",
            ),
            "edit": verb(
                run_edit,
                positional("version", "VERSION", f"{VERSION}; the one that counts", nargs="?"),
                JSON,
                says="edit a version in your editor ($EDITOR), and propose what comes of it",
            ),
            "sign": verb(
                run_sign,
                positional("version", "VERSION", "the beginning of its hash; the one that waits", nargs="?"),
                JSON,
                says="sign a version for your team",
            ),
            "replay": verb(
                run_replay,
                positional(
                    "version", "VERSION|FILE", "the one that waits for signatures, else the live one", nargs="?"
                ),
                option("--from", "DAY", f"the first day ({backtest.WINDOW} days ago): 1 Jan 2021, 30d", dest="first"),
                option("--to", "DAY", "the last day (today)", dest="last"),
                JSON,
                says="which cards a version would have let pass, by the log",
            ),
        },
    )
}

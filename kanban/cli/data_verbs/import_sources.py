"""What an import reads: tables of any program, and exports of this one. Each can be looked at before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from kanban.cli import output
from kanban.cli.data_verbs.import_memory import ImportMemory
from kanban.cli.data_verbs.import_notes import (
    NAMED,
    describe_continued,
    describe_crossed,
    describe_kept,
    describe_merged,
    list_continued,
)
from kanban.cli.data_verbs.import_options import ImportOptions
from kanban.cli.data_verbs.import_rejects import JSON_LINES
from kanban.cli.data_verbs.reader_process import FileRejects, Job, Reader, Report, open_reader
from kanban.domain import clock
from kanban.domain.errors import NothingToImport, UsageFault
from kanban.domain.ids import derive_id, ref_of
from kanban.domain.playbook import play_verbs
from kanban.domain.records.arrival import ImportResult, Matching
from kanban.exchange.files import json_lines
from kanban.exchange.files.file_table import Question, Rejected
from kanban.exchange.leads.campaign_files import read_campaign_files
from kanban.exchange.leads.preview import CampaignCounts, FileLine, MatchLine, Preview, RejectLine
from kanban.exchange.recognition.words.stage_words import StageMap
from kanban.store.importing.campaign_import import import_campaigns
from kanban.store.importing.importer import Importer
from kanban.store.importing.replay import Replay

if TYPE_CHECKING:
    from kanban.domain.records.arrival import ArrivedCampaign
    from kanban.store.importing.planner import Window
    from kanban.store.workspace import Workspace

Progress = Callable[[int, int | None], None]
"""Is told how many leads are done, and of how many."""


@dataclass(slots=True)
class Outcome:
    """What came of a source, or would come of it."""

    preview: Preview
    result: ImportResult
    rejects: Sequence[FileRejects] = ()


class Source(Protocol):
    """Some files of an import."""

    def take(self, progress: Progress, *, dry: bool) -> Outcome:
        """Read it all and write it, unless `dry`; `progress` is told of every committed batch and may raise to stop."""


def describe_progress(result: ImportResult, paths: Sequence[Path]) -> str:
    """Return the sentence of history for an import: what it changed on the board, not what it looked at."""
    acts = [
        (result.created, "imported {}", "lead"),
        (result.updated, "updated {}", "card"),
        (result.extended, "added fields to {}", "card"),
    ]
    done = [words.format(output.several(count, noun)) for count, words, noun in acts if count]
    done = done or [f"imported {output.several(result.leads, 'lead')}"]
    sentence = " and ".join(filter(None, (", ".join(done[:-1]), done[-1])))
    return f"{sentence[0].upper()}{sentence[1:]} from {_name_files(paths)}"


def _name_files(paths: Sequence[Path]) -> str:
    names = [path.name for path in paths[:3]] if len(paths) > 4 else [path.name for path in paths]
    last = f"{len(paths) - 3:,} more" if len(paths) > 4 else names.pop()
    return f"{', '.join(names)} and {last}" if names else last


def take_campaigns(
    workspace: Workspace,
    campaigns: Sequence[ArrivedCampaign],
    result: ImportResult,
    paths: Sequence[Path],
    preview: Preview,
    *,
    dry: bool,
) -> Preview:
    """Put campaigns on the board's list, after the cards of the same import, and return its preview with them."""
    if not campaigns:
        return preview
    summary = describe_progress(result, paths)
    if not (result.created or result.updated or result.extended):
        summary = f"Imported {output.several(len(campaigns), 'campaign')} from {_name_files(paths)}"
    counted = import_campaigns(workspace, campaigns, result.act, summary, dry=dry)
    if counted.is_refused:
        which = "1 campaign was" if len(campaigns) == 1 else f"{len(campaigns):,} campaigns were"
        note = f"{which} left alone: members of marketing and leads may change campaigns."
        return replace(preview, notes=(*preview.notes, note))
    notes = [
        f"Campaigns: {counted.created:,} new, {counted.updated:,} updated, {counted.unchanged:,} unchanged.",
        *(
            f"The campaign “{name}” kept its {register.replace('_', ' ')}, which was changed here."
            for name, register in counted.kept_registers[:NAMED]
        ),
    ]
    if len(counted.kept_registers) > NAMED:
        notes.append(f"{len(counted.kept_registers) - NAMED:,} more values of campaigns changed here were kept.")
    counts = CampaignCounts(counted.created, counted.updated, counted.unchanged)
    return replace(preview, campaigns=counts, notes=(*preview.notes, *notes))


def take_plays(workspace: Workspace, paths: Sequence[Path]) -> list[str]:
    """Add the plays of exports that this board lacks, as an act of their own; returns notes.

    They come before the cards, whose objections name them.
    """
    me, drafts = workspace.me, [play for path in paths for play in json_lines.read_plays(path)]
    if not drafts or me is None:
        return []
    if not play_verbs.may_write_plays(me):
        which = f"{output.several(len(drafts), 'play')} {'was' if len(drafts) == 1 else 'were'}"
        return [f"{which} left alone: members of marketing and leads may change plays."]
    members = {member.name for member in workspace.board.members}
    settings = []
    for draft in drafts:
        registers = {name: value for name, value in draft.items() if name in play_verbs.SETTINGS and value}
        if registers.get("owner") not in members:
            registers.pop("owner", None)
        settings.append((derive_id(workspace.board.id, "play", str(draft.get("id"))), registers))
    try:
        result = workspace.act(lambda view: play_verbs.add_plays(view, settings))
    except UsageFault as fault:
        return [f"The plays were left alone: {fault}"]
    return [f"{result.summary}."] if result.entity_ids else []


# -- tables


class TableSource:
    """Tables, which are read together."""

    def __init__(
        self,
        workspace: Workspace,
        paths: Sequence[Path],
        import_options: ImportOptions,
        originals: Mapping[Path, Path],
        *,
        is_last_dry: bool,
        campaigns: Sequence[ArrivedCampaign] = (),
    ) -> None:
        """Look at the files; raises KanbanError for one that can't be read.

        `originals` has the exports that some were made of, `campaigns` those that these name.
        """
        self._originals, self._campaigns, self._exports = originals, campaigns, list(originals.values())
        self._workspace, self._paths, self._options = workspace, paths, import_options
        self._memory = ImportMemory(
            workspace, import_options.sheets(paths, {}), import_options.columns, import_options.words
        )
        columns = {**self._memory.columns, **import_options.columns}
        self._sheets = import_options.sheets(paths, columns)
        words = self._memory.stage_words(self._sheets, import_options.words)
        job = Job(
            workspace.database.path,
            workspace.board.id,
            paths,
            workspace.member_id or "",
            clock.iso(workspace.now()),
            {**import_options.options, "overrides": columns, "stage_words": words},
            self._memory.tell_remembered(import_options.words),
        )
        self.match: Matching = import_options.options["match"]
        """How rows without a known id find their cards; may be changed before the files are taken."""
        self.reader: Reader = open_reader(job, workspace, is_last_dry=is_last_dry)

    def close(self) -> None:
        """Leave the files alone."""
        self.reader.close()

    def take(self, progress: Progress, *, dry: bool) -> Outcome:
        """See `Source`."""
        importer = Importer(self._workspace, lambda result: describe_progress(result, self._paths), dry=dry)
        report: Report | None = None

        def windows() -> Iterator[Window]:
            nonlocal report
            for item in self.reader.plan(importer.lane_ends, self.match, dry=dry):
                if isinstance(item, Report):
                    report = item
                else:
                    yield item

        def tell(result: ImportResult) -> None:
            progress(result.leads, self.reader.total)

        plays = [] if dry else take_plays(self._workspace, self._exports)
        result = importer.take(windows(), tell)
        assert report is not None  # noqa: S101 - it comes last
        if not dry:
            self._memory.keep(self._sheets, self._options.columns, self._options.words)
        continued = list_continued(self._workspace, result)
        notes = plays + describe_merged(report.rows, result.leads) + describe_continued(continued)
        notes += describe_crossed(self._workspace, result) + describe_kept(self._workspace, result)
        preview = replace(_count(report.preview, result, notes), continued=continued)
        originals = {str(path): str(original) for path, original in self._originals.items()}
        preview = replace(
            preview, files=tuple(replace(line, path=originals.get(line.path, line.path)) for line in preview.files)
        )
        campaigns = [*read_campaign_files(self._sheets, self._workspace.board), *self._campaigns]
        preview = take_campaigns(self._workspace, campaigns, result, self._paths, preview, dry=dry)
        rejects = [replace(some, path=self._originals.get(some.path, some.path)) for some in report.rejects]
        return Outcome(preview, result, rejects)


def _count(preview: Preview, result: ImportResult, notes: Sequence[str]) -> Preview:
    return replace(
        preview,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        extended=result.extended,
        deleted=result.deleted,
        matches=tuple(
            MatchLine(like.file, like.line, like.title, ref_of(like.card), like.reason) for like in result.lookalikes
        ),
        notes=(*preview.notes, *notes),
    )


# -- exports of this program


class ExportSource:
    """An export with its history."""

    def __init__(self, workspace: Workspace, path: Path, words: Mapping[str, str]) -> None:
        """Take the file, and names of stages by word."""
        self._workspace, self._path = workspace, path
        self._stages = StageMap(workspace.board.stages, words)

    def take(self, progress: Progress, *, dry: bool) -> Outcome:
        """See `Source`."""
        broken: list[tuple[int, str]] = []
        replay = Replay(
            self._workspace,
            lambda name: self._stages.choose(name, "any").stage.id,
            lambda result: describe_progress(result, [self._path]),
            dry=dry,
        )

        def tell(result: ImportResult) -> None:
            progress(result.leads, None)

        def cards() -> Iterator[tuple[str, Any]]:
            for card in json_lines.read_cards(self._path, broken):
                yield card.id, card.changes

        plays = [] if dry else take_plays(self._workspace, [self._path])
        with closing(cards()) as waiting:  # type: ignore[type-var]  # a generator
            result = replay.run(waiting, tell)
        rejects = [RejectLine(self._path.name, line, reason) for line, reason in broken]
        rows = result.leads + len(rejects)
        file = FileLine(self._path.name, "kanban", "export", rows, "utf-8", "", makes_cards=True, path=str(self._path))
        preview = _count(Preview((file,), rejects=tuple(rejects)), result, plays)
        campaigns = json_lines.read_campaigns(self._path)
        preview = take_campaigns(self._workspace, campaigns, result, [self._path], preview, dry=dry)
        return Outcome(preview, result, [reject_lines(self._path, broken)] if broken else ())


def reject_lines(path: Path, broken: Sequence[tuple[int, str]]) -> FileRejects:
    """Return lines of an export that can't go in, as they stand, with its first line as the header."""
    lines = json_lines.read_raw_lines(path, {1, *(line for line, _ in broken)})
    rejected = [Rejected(path.name, line, reason, (lines.get(line, ""),)) for line, reason in broken]
    return FileRejects(path, (lines.get(1, ""),), JSON_LINES, rejected)


@dataclass(slots=True)
class Opened:
    """The sources of an import, and what was found while they were opened."""

    sources: list[Source] = field(default_factory=list)
    questions: Sequence[Question] = ()
    rejects: list[FileRejects] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def open_sources(
    workspace: Workspace, paths: Sequence[Path], import_options: ImportOptions, stack: ExitStack, *, is_last_dry: bool
) -> Opened:
    """Look at all files of an import.

    On a shared board nobody may write changes in other people's names: exports come in as tables of their cards' last
    state.
    """
    exports = [path for path in paths if json_lines.is_export(path)]
    tables = [path for path in paths if path not in exports]
    opened = Opened()
    originals: dict[Path, Path] = {}
    campaigns: list[ArrivedCampaign] = []
    if exports and workspace.remote() is not None:
        folder = stack.enter_context(TemporaryDirectory(prefix="kanban-"))
        for number, path in enumerate(exports):
            broken: list[tuple[int, str]] = []
            target = Path(folder, str(number), path.name)
            target.parent.mkdir()
            with target.open("w", encoding="utf-8", newline="") as file:
                json_lines.write_rows(json_lines.read_cards(path, broken), file)
            opened.rejects += [reject_lines(path, broken)] if broken else []
            originals[target] = path
            campaigns += json_lines.read_campaigns(path)
        opened.notes.append(
            f"{workspace.board.name} is shared: its cards came with their comments, activities and objections, as "
            "imported ones, but without who did what before."
        )
        tables, exports = [*tables, *originals], []
    if len(tables) > 1:
        tables = _drop_empty(tables, import_options, opened)
    if tables:
        source = TableSource(workspace, tables, import_options, originals, is_last_dry=is_last_dry, campaigns=campaigns)
        stack.callback(source.close)
        opened.sources.append(source)
        opened.questions = source.reader.questions
    opened.sources += [ExportSource(workspace, path, import_options.words) for path in exports]
    return opened


def _drop_empty(paths: Sequence[Path], import_options: ImportOptions, opened: Opened) -> list[Path]:
    """Return the files that have rows, with a note on each other one; raises NothingToImport where none has any."""
    with_rows: list[Path] = []
    faults: list[NothingToImport] = []
    for path in paths:
        try:
            import_options.sheets([path], {})
        except NothingToImport as fault:
            faults.append(fault)
        else:
            with_rows.append(path)
    if not with_rows:
        raise faults[0]
    opened.notes += map(str, faults)
    return with_rows

"""`kanban rule`: what happens by itself when something happens to a card."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from kanban.cli import history_notice, output
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, NAME, option, positional, switch, verb
from kanban.domain.acts.view import View
from kanban.domain.automations import rule_document, rule_verbs, rule_words, rules
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.automations.rules import Rule
from kanban.domain.change import Act
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.queries import query
from kanban.domain.values import moments
from kanban.domain.values.dates import format_full_date
from kanban.exchange.files.toml_files import MOST, read_toml, write_toml
from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the rules."""
    workspace = open_workspace_of(args)
    records = [rule_document.record_of(rule, workspace.board, workspace.today) for rule in workspace.board.rules]
    if args.json:
        output.write_json(records)
        return 0
    rows = [
        [record["name"], "on" if record["on"] else "off", record["when"], record["if"] or "", "; ".join(record["then"])]
        for record in records
    ]
    output.write_table(("rule", "is", "when", "if", "then"), rows, yielding=("then", "if"))
    for record in records:
        if record["trouble"]:
            output.say(f"kanban: {record['name']} can't run: {record['trouble']}")
    return 0


def run_add(args: Namespace) -> int:
    """Make a rule, or those of a file."""
    workspace = open_workspace_of(args)
    options = RuleDraft(
        None, args.when, args.condition, tuple(args.then) if args.then else None, False if args.off else None
    )
    if args.name.endswith(".toml") and options.when is None and options.then is None:
        for draft in _read_drafts(args.name):
            on = False if args.off else draft.on
            _add_rule(workspace, RuleDraft(draft.name, draft.when, draft.condition, draft.then, on))
        return 0
    _add_rule(workspace, RuleDraft(args.name, options.when, options.condition, options.then, options.on))
    return 0


def _add_rule(workspace: Workspace, draft: RuleDraft) -> None:
    complete_draft = draft.require_complete()
    registers = complete_draft.registers(workspace.board, workspace.today)
    _run_verb(workspace, lambda view: rule_verbs.add_rule(view, str(complete_draft.name), registers))


def run_show(args: Namespace) -> int:
    """Print a rule."""
    workspace = open_workspace_of(args)
    rule = workspace.board.find_rule(args.name)
    record = rule_document.record_of(rule, workspace.board, workspace.today)
    if args.json:
        output.write_json(record)
    elif args.toml:
        output.write(write_toml(rule_document.table_of(rule_document.draft_of(rule, workspace.board))))
    else:
        output.write_line(f"{record['name']} ({'on' if record['on'] else 'off'})")
        output.write_line(f"  when  {record['when']}")
        if record["if"]:
            output.write_line(f"  if    {record['if']}")
        for act in record["then"]:
            output.write_line(f"  then  {act}")
        if record["trouble"]:
            output.say(f"kanban: {record['name']} can't run: {record['trouble']}")
    return 0


def run_set(args: Namespace) -> int:
    """Change a rule."""
    workspace = open_workspace_of(args)
    rule = workspace.board.find_rule(args.name)
    draft = RuleDraft(args.new_name, args.when, args.condition, tuple(args.then) if args.then else None)
    if args.file:
        (from_file,) = _require_one(_read_drafts(args.file))
        draft = from_file
    registers = draft.registers(workspace.board, workspace.today)
    if draft.name is not None:
        registers["name"] = draft.name
    if not registers:
        raise UsageFault("Say what to change: --name, --when, --if, --then or a file.")
    _run_verb(workspace, lambda view: rule_verbs.set_rule(view, rule, registers))
    return 0


def _require_one(drafts: list[RuleDraft]) -> list[RuleDraft]:
    if len(drafts) != 1:
        raise UsageFault("Give a file with one rule in it.")
    return drafts


def run_try(args: Namespace) -> int:
    """Print what a rule would have done."""
    workspace = open_workspace_of(args)
    rule = _read_rule(workspace, args.name) if args.name.endswith(".toml") else workspace.board.find_rule(args.name)
    begin, end = query.read_days(args.begin, args.end, workspace.today)
    zone = workspace.board.zone
    hits = workspace.rehearse(rule, moments.day_bounds(begin, zone)[0], moments.day_bounds(end, zone)[1])
    history_notice.warn_of_missing_history(workspace, then=" and is left out")
    draft = rule_document.draft_of(rule, workspace.board)
    if args.json:
        lines = [
            {
                "card": hit.card,
                "ref": hit.ref,
                "title": hit.title,
                "at": hit.at,
                "said": hit.event,
                "then": list(draft.then or ()),
            }
            for hit in hits
        ]
        output.write_json({"rule": draft.name, "from": begin.isoformat(), "to": end.isoformat(), "hits": lines})
        return 0
    if hits:
        rows = [[format_local_time(hit.at, workspace), hit.ref, hit.title, hit.event.removesuffix(".")] for hit in hits]
        output.write_table(("when", "card", "title", "because"), rows, yielding=("title",))
    span = f"from {format_full_date(begin)} to {format_full_date(end)}"
    cards = output.several(len({hit.card for hit in hits}), "card")
    output.say(
        f"“{draft.name}” would have run {output.several(len(hits), 'time')} on {cards} {span}: "
        f"{'; '.join(draft.then or ())}."
        if hits
        else f"“{draft.name}” would not have run {span}."
    )
    return 0


def _read_rule(workspace: Workspace, name: str) -> Rule:
    """Return the rule of a file as the board would have it."""
    (draft,) = _require_one(_read_drafts(name))
    registers = draft.require_complete().registers(workspace.board, workspace.today)
    return rules.read("", {**registers, "name": draft.name})


def run_switch(args: Namespace) -> int:
    """Switch a rule on or off."""
    return _change_rule(args, lambda view, rule: rule_verbs.set_rule(view, rule, {"on": args.on}))


def run_remove(args: Namespace) -> int:
    """Remove a rule."""
    return _change_rule(args, rule_verbs.remove_rule)


def _change_rule(args: Namespace, verb: Callable[[View, Rule], Act]) -> int:
    workspace = open_workspace_of(args)
    rule = workspace.board.find_rule(args.name)
    _run_verb(workspace, lambda view: verb(view, rule))
    return 0


def _run_verb(workspace: Workspace, verb: Callable[[View], Act]) -> None:
    act_result = workspace.act(verb)
    output.narrate(act_result.summary, act_result.warnings)


def _read_drafts(name: str) -> list[RuleDraft]:
    try:
        with Path(name).open(encoding="utf-8-sig") as file:
            text = file.read(MOST + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {name}.") from None
    except OSError as error:
        raise NotFound(f"{name} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageFault(f"{name} is not text in UTF-8.") from None
    return rule_document.read_drafts(read_toml(text, name))


_RULE = (
    option("--when", "EVENT", rule_words.WHENS),
    option("--if", "QUERY", "only cards that this query finds", dest="condition"),
    option("--then", "ACT", f"{rule_words.THENS}; may stand several times", action="append"),
)

VERBS = {
    "rule": verb(
        run_list,
        JSON,
        examples=(
            (
                'kanban rule add "Big ones" --when "enters Proposal" --if "value>=50k" '
                '--then "label vip" --then "notify @Raj"'
            ),
            "kanban rule add rules.toml",
            'kanban rule try "Big ones" --from 30d',
        ),
        below={
            "list": verb(run_list, JSON, says="the rules, in the order in which they run"),
            "add": verb(
                run_add,
                positional("name", "NAME|FILE.toml"),
                *_RULE,
                switch("--off", "make it, but don't switch it on yet"),
                says="make a rule, of options or of a TOML file",
            ),
            "show": verb(
                run_show,
                NAME,
                switch("--toml", "as the file that `kanban rule add` takes"),
                JSON,
                says="what a rule does",
            ),
            "set": verb(
                run_set,
                NAME,
                positional("file", "FILE.toml", "take what it says from a file", nargs="?"),
                option("--name", "NAME", "call it so from now on", dest="new_name"),
                *_RULE,
                says="change a rule; what is not given stays",
            ),
            "try": verb(
                run_try,
                positional("name", "NAME|FILE.toml", "a rule of the board, or one that is not made yet"),
                option(
                    "--from",
                    "DAY",
                    "first day, 1 Oct 2026 or 30d: so many days ago (30d)",
                    dest="begin",
                    default="30d",
                ),
                option("--to", "DAY", "last day (today)", dest="end", default="today"),
                JSON,
                says="tell what a rule would have done, by the log; changes nothing",
            ),
            "on": verb(run_switch, NAME, on=True, says="switch a rule on; what fell due before then is left alone"),
            "off": verb(run_switch, NAME, on=False, says="switch a rule off"),
            "remove": verb(run_remove, NAME, says="remove a rule; what it did stays"),
        },
    )
}

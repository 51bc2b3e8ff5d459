"""The lists in place of the import page: what a column, a stage or a currency may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kanban.domain.card import CUSTOM, TITLES
from kanban.domain.values import fields, money
from kanban.domain.values.text import format_count
from kanban.tui.parts.exchange.child_process import ImportPlan
from kanban.tui.widgets.import_view import check_rows, preview_words
from kanban.tui.widgets.import_view.import_list import Choice, Picker
from kanban.tui.widgets.import_view.preview_words import Data

Look = Callable[[ImportPlan], None]
"""Is given the plan with the choice in it."""

NONE = ""
"""The key of no column, or no field."""

TARGETS = (*TITLES, "stage", "first_name", "last_name", "created_at")
"""What a column may be told to be."""


def pick_column(data: Data, line: Data, plan: ImportPlan, look: Look) -> Picker | None:
    """Return the list of columns for a field; None for what is no field that a column may be told to be."""
    field = str(line["field"])
    if field not in TARGETS and not field.startswith(CUSTOM):
        return None
    name = str(line["name"])
    currency = (data.get("currency") or {}).get("code")
    choices = [
        Choice(
            candidate["column"],
            candidate["column"],
            " · ".join(
                filter(
                    None,
                    [
                        f"{candidate['filled']:,} of {candidate['rows']:,} filled",
                        preview_words.format_sum(candidate["sum"], currency),
                    ],
                )
            ),
            candidate["sample"],
        )
        for candidate in line["candidates"]
    ]
    present = [column["column"] for column in line["columns"]]
    _add(choices, [(label, str(line["sample"])) for label in present])
    choices.append(Choice(NONE, "no column", f"cards get no {name.lower()}"))
    _add(choices, [(row["column"], row["sample"]) for row in data["custom_fields"]])
    _add(choices, [(row["column"], "") for row in data["ignored"]])
    _add(choices, [(fed["column"], row["sample"]) for row in data["fields"] for fed in row["columns"]])

    start = present[0] if present else choices[0].key

    def take(label: str) -> None:
        if label != start or line["guessed"]:
            look(map_column(plan, field, label, line["columns"], data))

    return Picker(f"{check_rows.FIELD}{line['field']}", name, tuple(choices), take, start, "use this column")


def _add(choices: list[Choice], columns: Sequence[tuple[str, str]]) -> None:
    """Add columns with their samples that are not among the choices yet."""
    known = {choice.key for choice in choices}
    choices += [Choice(label, label, "", sample) for label, sample in dict(columns).items() if label not in known]


def map_column(plan: ImportPlan, field: str, label: str, present: Sequence[Data], data: Data) -> ImportPlan:
    """Return the plan with a column for a field; the columns that it takes the place of stay as custom fields."""
    columns = dict(plan.columns)
    files = {line["file"] for rows in (present, data["custom_fields"], data["ignored"]) for line in rows
             if line["column"] == label}  # fmt: skip
    for column in present:
        if column["column"] != label and (not label or not files or column["file"] in files):
            columns[column["column"]] = f"{CUSTOM}{column['column']}"
    if label:
        columns[label] = field
    return replace(plan, columns=columns)


def pick_field(key: str, plan: ImportPlan, look: Look) -> Picker:
    """Return the list of fields for a column that is a custom field or left out."""
    label = key.removeprefix(check_rows.COLUMN)
    choices = [Choice(f"{CUSTOM}{label}", "a custom field"), Choice("ignore", "left out")]
    choices += [Choice(name, fields.format_column(name)) for name in TARGETS]

    def take(field: str) -> None:
        look(replace(plan, columns={**plan.columns, label: field}))

    return Picker(key, label, tuple(choices), take, verb="use this field")


def pick_stage(data: Data, key: str, stages: Sequence[str], plan: ImportPlan, look: Look) -> Picker:
    """Return the list of stages for a word of the files."""
    word = key.removeprefix(check_rows.WORD)
    present = next((line["stage"] for line in data["stages"] if line["word"] == word), "")

    def take(stage: str) -> None:
        if word:
            look(replace(plan, words={**plan.words, word: stage}))
        else:
            look(replace(plan, answers={**plan.answers, "--stage": stage}))

    choices = tuple(Choice(stage, stage) for stage in stages)
    return Picker(key, word or "Rows without a stage", choices, take, present, "use this stage")


def pick_member(key: str, plan: ImportPlan, look: Look) -> Picker:
    """Return the list of what an owner in the files may be."""
    name = key.removeprefix(check_rows.OWNER)

    def take(team: str) -> None:
        members = {other: of for other, of in plan.members.items() if other != name}
        look(replace(plan, members={**members, name: team} if team else members))

    choices = (
        Choice(NONE, "a name", "stays on the cards, gets no offers"), Choice("sales", "a new member of sales"),
        Choice("marketing", "a new member of marketing"),
    )  # fmt: skip
    return Picker(key, name, choices, take, plan.members.get(name, NONE))


def pick_currency(data: Data, board: str, plan: ImportPlan, look: Look) -> Picker:
    """Return the list of currencies for amounts that name none."""
    present = (data.get("currency") or {}).get("code") or board
    codes = dict.fromkeys((present, board, *money.list_currencies()))
    choices = tuple(Choice(code, f"{code} {money.sign(code)}".strip()) for code in codes)

    def take(code: str) -> None:
        look(replace(plan, constants={**plan.constants, "currency": code}))

    return Picker("currency", "Currency", choices, take, present)


def pick_dates(data: Data, plan: ImportPlan, look: Look) -> Picker:
    """Return the list of orders of dates."""
    choices = (
        Choice("dmy", "day month year", "", "03/04/2026 is 3 April"),
        Choice("mdy", "month day year", "", "03/04/2026 is 4 March"),
    )

    def take(order: str) -> None:
        others = {option: value for option, value in plan.answers.items() if not option.startswith("--dates")}
        look(replace(plan, answers={**others, "--dates": order}))

    return Picker("dates", "Dates", choices, take, (data.get("dates") or {}).get("order") or "dmy")


def pick_match(data: Data, plan: ImportPlan, look: Look) -> Picker:
    """Return the list of what counts as the same card."""
    count = len(data["matches"])
    rows = format_count(count, "row") if count else "such rows"
    choices = (
        Choice("email", "new cards", f"{rows}: only the e-mail address counts"),
        Choice("name", "these cards", f"{rows}: the same name and company is enough"),
        Choice("never", "new cards, all", "an e-mail address does not count either"),
    )

    def take(how: str) -> None:
        look(replace(plan, answers={**plan.answers, "--match": how}))

    title, present = "Rows that look like cards here become", plan.answers.get("--match", "email")
    return Picker("matches" if count else "cards", title, choices, take, present)


def pick_stop(stop: Callable[[bool], None]) -> Picker:
    """Return the list of what becomes of an import that runs; `stop` is told whether to keep what is imported."""
    choices = (
        Choice("keep", "stop", "", "what is imported stays, the rest can follow later"),
        Choice("undo", "stop and undo", "", "nothing of it stays on the board"),
        Choice("on", "go on"),
    )

    def take(answer: str) -> None:
        if answer != "on":
            stop(answer == "keep")

    return Picker("below", "Stop the import?", choices, take, "keep")


def pick_reading(data: Data, key: str, plan: ImportPlan, look: Look) -> Picker:
    """Return the list of encodings, or of sheets, of the file to which a row belongs."""
    kind, path = next((kind, key.removeprefix(kind)) for kind in (check_rows.LETTERS, check_rows.SHEET) if
                      key.startswith(kind))  # fmt: skip
    line = next(line for line in data["files"] if line["path"] == path)
    if kind == check_rows.SHEET:
        choices = tuple(Choice(row["value"], row["value"], "", row["words"]) for row in line["sheets"])
        title, option, verb, present = "Sheet", "--sheet", "read this sheet", line["sheet"]
    else:
        choices = tuple(Choice(row["value"], row["words"], row["value"], row["sample"]) for row in line["encodings"])
        title, option, verb, present = "Letters", "--encoding", "read it so", line["encoding"]
    if len(plan.files) > 1:
        title = f"{title} of {line['file']}"
    return Picker(key, title, choices, lambda value: look(_answer(plan, option, path, value)), present, verb)


def _answer(plan: ImportPlan, option: str, path: str, value: str) -> ImportPlan:
    """Return the plan with an answer for one of its files: another file may need another answer."""
    return replace(plan, answers={**plan.answers, f"{option}={path}": value})


def pick_answer(question: Data, plan: ImportPlan, look: Look) -> Picker:
    """Return the answers to a question that the files leave open."""
    choices = tuple(Choice(row["value"], row["words"], "", row.get("sample") or "") for row in question["choices"])

    def take(value: str) -> None:
        if question["kind"] == "title":
            column, _, field = value.rpartition("=")
            look(replace(plan, columns={**plan.columns, column: field}))
        else:
            look(_answer(plan, question["option"], question["path"], value))

    title = " of ".join(filter(None, [question["column"], question["file"] if len(plan.files) > 1 else ""]))
    return Picker(
        check_rows.question_key(question), title or question["file"], choices, take, question.get("assumed") or ""
    )

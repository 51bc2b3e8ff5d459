"""What an import's dry run shows: where the words for stages lead, and which columns become custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kanban.cli import output

if TYPE_CHECKING:
    from kanban.cli.data_verbs.reader_process import Report


def report_guesses(files: Report | None) -> None:
    """Report guessed stages and how to map them; a dry run has them in its table."""
    for line in files.stages if files else ():
        if line.choice.is_guessed and line.choice.word:
            word = output.fit_line(line.choice.word, 40)
            output.say(
                f"“{word}” in {line.file} is no stage here ({output.several(line.rows, 'row')}): "
                f"new cards with it go to {line.choice.stage.name}; --map-stage '{word}=STAGE' says otherwise."
            )


def encode_plan(files: Report | None) -> dict[str, Any]:
    """Return the part of `--json` that a dry run adds."""
    stages = files.stages if files else ()
    return {
        "dry_run": True,
        "stages": [
            {
                "file": line.file,
                "word": line.choice.word,
                "stage": line.choice.stage.name,
                "rows": line.rows,
                "guessed": line.choice.is_guessed,
            }
            for line in stages
        ],
        "fields": [{"file": file, "column": column} for file, column in (files.custom_fields if files else ())],
    }


def show_plan(files: Report | None) -> None:
    """Print the tables of a dry run."""
    plan = encode_plan(files)
    if plan["stages"]:
        rows = [
            (
                line["file"],
                line["word"] or "(none)",
                line["stage"],
                f"{line['rows']:,}",
                "a guess: --map-stage" if line["guessed"] else "",
            )
            for line in plan["stages"]
        ]
        output.write_table(("file", "stage there", "stage here", "rows", ""), rows)
        output.write_line()
    if plan["fields"]:
        output.write_line(
            "Columns that become custom fields: " + ", ".join(column_plan["column"] for column_plan in plan["fields"])
        )

"""Other packages that load at their first use: `from kanban import libraries`, then `libraries.tomli_w.dumps(…)`.

Most commands need none of them, and those of an extra may be missing: using one then raises ModuleNotFoundError. Who
may use which is told by the import contracts (pyproject.toml), as for an import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban import lazy

__all__ = [
    "drawsvg",
    "icalendar",
    "markdown_it",
    "platformdirs",
    "psycopg",
    "python_calamine",
    "rich_cells",
    "rich_console",
    "rich_progress",
    "shtab",
    "tomli_w",
    "tzlocal",
    "xlsxwriter",
]

if TYPE_CHECKING:
    import drawsvg  # 40 ms: the charts of a report's page
    import icalendar  # 90 ms: next steps as a calendar
    import markdown_it  # 60 ms: comments with Markdown
    import platformdirs  # 12 ms: where things are, unless KANBAN_HOME says it
    import psycopg  # 150 ms, the extra `postgres`: servers on PostgreSQL
    import python_calamine  # the extra `excel`: reads workbooks
    import rich.cells as rich_cells  # 6 ms, a tenth of a listing: text beyond Western letters, and long text
    import rich.console as rich_console  # 50 ms: progress where a person watches
    import rich.progress as rich_progress  # 60 ms: as above
    import shtab  # 60 ms: completions of a shell
    import tomli_w  # 1 ms: the files that the program writes
    import tzlocal  # 17 ms: the first board on this machine
    import xlsxwriter  # 50 ms, the extra `excel`: writes workbooks
else:
    __getattr__ = lazy.modules(
        globals(), rich_cells="rich.cells", rich_console="rich.console", rich_progress="rich.progress"
    )

"""What all reports take: a period, a query, a format."""

from __future__ import annotations

from kanban.cli.parsing import JSON, ExclusiveOptions, option, positional, switch

PERIOD = (
    option("--from", "DAY", "the first day (the beginning): 1 Oct, 1 Jan 2026, 30d", dest="first"),
    option("--to", "DAY", "the last day (today)", dest="last"),
    option("--as-of", "DAY", "count only what was known at the end of this day"),
)
QUERY = positional("query", "QUERY", "count only cards that it finds, as they are now", nargs="*")
FORMATS = ExclusiveOptions((JSON, switch("--csv", "print CSV")))
PAGE = (
    option("--html", "FILE", "write a page with charts, to send around or print (- for the output)"),
    switch("--force", "replace a file that is there"),
)

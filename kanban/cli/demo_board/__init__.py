"""The demo's board: stories that its members play through the verbs, and a crowd of leads that an import brings.

In comes an empty board; out come cards with a past, dated back from today. It writes through the verbs and the importer
that everybody uses, never into tables.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli.demo_board import demo_content as demo_content
else:
    __getattr__ = lazy.submodules(__name__)

"""The demo's board: stories that its members play through the verbs, and a crowd of leads that an import brings."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli.demo_board import words as words
else:
    __getattr__ = lazy.submodules(__name__)

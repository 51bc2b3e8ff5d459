"""The errors that users see, as one tree.

KanbanError            1  failed, with one clear sentence
├── NothingToImport    1  a file has no rows
├── Refused            1  a rule, a permission or a limit says no
├── UsageFault         2  a command, a query or a value can't be read
├── NotFound           3  no such card, stage, member, board or file
└── Offline            4  the server can't be reached
"""

from __future__ import annotations


class KanbanError(Exception):
    """One sentence for the user: what went wrong, with what, and what to do.

    A way out that only the command line has stands apart in `command`, such as “kanban stage add makes one”: screens
    and the server show the sentence alone.
    """

    exit_code = 1
    """The exit code of the command line."""

    def __init__(self, sentence: str = "", *, command: str = "") -> None:
        super().__init__(*[sentence] * bool(sentence))
        self.command = command

    def format_for_shell(self) -> str:
        """Return the sentence with the command that helps, as the command line says it."""
        return f"{str(self).removesuffix('.')}; {self.command}." if self.command else str(self)


class NothingToImport(KanbanError):
    """A file has no rows. Beside others it is passed over."""


class Refused(KanbanError):
    """A rule, a permission or a limit says no. Nothing was changed."""


class UsageFault(KanbanError):
    """A command, a query or a value can't be read."""

    exit_code = 2


class NotFound(KanbanError):
    """No card, stage, member, board or file has that name."""

    exit_code = 3


class Offline(KanbanError):
    """The server can't be reached. What was done here is kept."""

    exit_code = 4

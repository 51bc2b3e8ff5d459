"""Everything that can go wrong in a way that its user is told about.

KanbanError            1  failed, with one clear sentence
├── Refused            1  a rule, a permission or a limit says no
├── UsageFault         2  the words of a command or a query are off
├── NotFound           3  no such card, stage, member, board or file
└── Offline            4  the server can't be reached
"""

from __future__ import annotations


class KanbanError(Exception):
    """One sentence for the user: what happened, to what, and the way out."""

    exit_code = 1
    """What the command line exits with."""


class Refused(KanbanError):
    """A rule, a permission or a limit says no; nothing was changed."""


class UsageFault(KanbanError):
    """The words of a command, a query or a value are not understood."""

    exit_code = 2


class NotFound(KanbanError):
    """No card, stage, member, board or file goes by that name."""

    exit_code = 3


class Offline(KanbanError):
    """The server can't be reached; what was done here is kept."""

    exit_code = 4

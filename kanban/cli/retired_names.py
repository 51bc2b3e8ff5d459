"""Refusing to give an old name to something new, until somebody says that they mean it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.cli.parsing import switch
from kanban.domain.errors import Refused
from kanban.domain.queries import old_names

if TYPE_CHECKING:
    from kanban.domain.acts.board_verbs import OldName
    from kanban.store.workspace import Workspace

YES = switch("--yes", "take a name that another one had before, also where views, rules or requirements still use it")


def refuse_name(opened: Workspace, former: OldName) -> Refused:
    """Build the refusal of a name that still has a meaning, with what uses it."""
    views = [(view.name, view.query) for view in opened.list_views()]
    used = old_names.describe_uses(old_names.find_uses(opened.board, views, former.term, former.name, opened.today))
    return Refused(f"{former} {used} --yes gives the name away all the same.")

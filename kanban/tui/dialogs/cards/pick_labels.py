"""Chooses the labels of one or several cards: tab turns a label on or off, typing adds a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from kanban.domain.errors import KanbanError
from kanban.domain.values import fields, labels
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead

SIGNS = {True: "■ ", False: "□ ", None: "▪ "}
"""The signs for labels on all, no or some of the cards."""


class PickLabels(Dialog[dict[str, str]]):
    """`PickLabels(known, on, what)` → `{"label": "vip, -old"}`, empty without a change.

    `on` has True for a label that all cards have, and None for one that some have.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "flip", "On or off", priority=True, show=False)]

    def __init__(
        self,
        known: Sequence[str],
        on: Mapping[str, bool | None],
        what: str,
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take the known labels; `names` maps former names of labels to the present ones."""
        super().__init__(f"Labels of {what}", (("enter", "save"), ("tab", "on or off")))
        self._before = {label: on.get(label, False) for label in dict.fromkeys((*on, *known))}
        self._after = dict(self._before)
        self._names = names
        self._pick = TypeAhead(
            self._label_items(),
            placeholder="type a label (a new one is added)",
            offer=self._new_label_item,
            empty="No labels yet.",
        )

    def content(self) -> Iterable[Widget]:
        """Return the labels."""
        yield self._pick

    @property
    def has_unsaved(self) -> bool:
        """Whether a label was turned on or off."""
        return self._after != self._before

    def _label_items(self) -> list[Item]:
        return [
            Item(f"on {label}", label, "", "", SIGNS[state], self._list_former_names(label))
            for label, state in self._after.items()
        ]

    def _list_former_names(self, label: str) -> str:
        """Return the former names of a label, so that it is found by them too."""
        return " ".join(old for old in self._names if labels.find_current_name(self._names, old) == label)

    def _new_label_item(self, typed: str) -> list[Item]:
        try:
            label = labels.find_current_name(self._names, fields.clean_label(typed))
        except KanbanError:
            return []
        return (
            []
            if labels.find_spelling(label, self._after) in self._after
            else [Item("new", f"new label {label}", "", "", "+ ")]
        )

    def _flip(self, key: str | None, typed: str) -> None:
        if key == "new":
            label = labels.find_current_name(self._names, fields.clean_label(typed))
            self._after[label] = True
            self._before.setdefault(label, False)
        elif key:
            label = key.removeprefix("on ")
            self._after[label] = not self._after[label]
        self._pick.show_items(self._label_items())

    def action_flip(self) -> None:
        """Turn the label under the cursor on or off."""
        self._flip(self._pick.key, self._pick.typed)

    @on(TypeAhead.Picked)
    def _dismiss_pick(self, event: TypeAhead.Picked) -> None:
        event.stop()
        if self._after == self._before:
            self._flip(event.key, event.typed)
        changed = [
            label if state else f"-{label}" for label, state in self._after.items() if state != self._before[label]
        ]
        self.dismiss({"label": ", ".join(changed)} if changed else {})

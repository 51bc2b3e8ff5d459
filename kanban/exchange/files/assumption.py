"""What an import assumes where its files leave something open, and which option says otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that holds unless somebody says otherwise."""

    text: str
    """What is assumed and why: a sentence, without a way to change it."""
    option: str
    """The option of `kanban import` that changes it, as it is typed, such as `--sheet NAME`."""

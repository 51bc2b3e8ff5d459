"""Signs in again after the server refused the token: with a one-time code or another token."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import strip_marks
from kanban.tui.dialogs.dialog_frame import text_widget
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form


class SignInForm(Form[str]):
    """`SignInForm(url, name, sentence)` → the code or token that was typed."""

    def __init__(self, url: str, name: str, sentence: str) -> None:
        super().__init__(
            "Sign in", [Entry("secret", "Code", hint="a one-time code, or a token")], (("enter", "sign in"),)
        )
        self._words = (
            f"{sentence}\n{name} at {url}. Your changes wait here, nothing is lost. A lead can invite you with a code."
        )

    def content(self) -> Iterable[Widget]:
        """Return the reason and the input."""
        yield text_widget(self._words.strip())
        yield from self.entries

    def answer(self, values: dict[str, str]) -> str:
        """Return the code or token without blanks; raises UsageFault for none."""
        plain = "".join(strip_marks(values["secret"]).split())
        if not plain:
            raise UsageFault("Type the code that a lead of the board gave you.")
        return plain

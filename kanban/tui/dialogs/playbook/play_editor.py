"""Writes a play: its title and facts in lines, its four sections in one text of Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from kanban.domain.board import Board
from kanban.domain.playbook import play as plays
from kanban.domain.playbook.book import Request
from kanban.domain.playbook.play import LISTS, SECTIONS, Play
from kanban.domain.values import dates, text
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.playbook.objection_dialog import describe_waiting

Settings = Mapping[str, object]

TEXT = "text"
"""The name of the sections, as one text, in a draft."""

SAVED_AFTER = 1.0
"""Seconds without a key before the draft is kept."""

_HEADING = re.compile(r"^#{1,3}\s*(.+?)\s*$")


class PlayEditor(Form[Settings]):
    """`PlayEditor(play, board, today, request)` → the settings of the play; `request` is what it answers."""

    WIDE = 100
    DEFAULT_CSS = """
    PlayEditor .box { width: 100; }
    PlayEditor TextArea, PlayEditor TextArea:focus {
        height: 12; border: none; padding: 0 1; margin-top: 1; background: $surface;
    }
    PlayEditor .check { height: 1; color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", show=False, priority=True),
        Binding("ctrl+r", "reset", "Start anew", show=False, priority=True),
    ]

    def __init__(
        self,
        play: Play | None,
        board: Board,
        today: date,
        request: Request | None = None,
        *,
        draft: str = "",
        keep: Callable[[str], None] = lambda _: None,
        waiting: int = 0,
    ) -> None:
        """Take what was kept of it before, what keeps it, and how many cards wait for the answer."""
        self._board, self._today, self._request = board, today, request
        self._keep_draft, self._waiting = keep, waiting
        title = play.title if play else request.words if request else ""
        owner = board.find_person_name(play.owner) if play and play.owner else ""
        self._origin = {
            "title": text.shorten(title, plays.LONGEST_TITLE), "labels": ", ".join(play.labels) if play else "",
            "review": play.review_on if play else "+6m", "owner": owner, TEXT: compose_text(play),
        }  # fmt: skip
        begun = {**self._origin, **read_draft(draft)}
        entries = [
            Entry("title", "Title", begun["title"], hint="e.g. It runs on your own server", reading=self._read_title),
            Entry("labels", "Labels", begun["labels"], hint="e.g. cloud, security"),
            Entry("review", "Review", begun["review"], hint="+6m, 1 Dec", reading=self._read_day),
            Entry("owner", "Owner", begun["owner"], words=[member.name for member in board.members], hint="you",
                  reading=self._read_owner),
        ]  # fmt: skip
        heading = f"New play · for “{request.words}”" if request else f"Play: {play.title}" if play else "New play"
        hints = (("ctrl+s", "save and send" if waiting else "save"), ("tab", "next field"), ("ctrl+r", "start anew"))
        super().__init__(heading, entries, hints, leave="keep draft")
        self._area = TextArea(begun[TEXT], soft_wrap=True, tab_behavior="focus")
        self._check = Static(classes="check")
        self._kept = draft
        self._timer: Timer | None = None
        self._is_asked = False
        """Whether the question stands there to whom it goes."""

    def content(self) -> Iterable[Widget]:
        """Return the lines, the text, and what it still lacks."""
        words = f"{describe_waiting(self._request)} wait for it" if self._request else ""
        waiting = [Static(Content(words), classes="check")] if words else []
        return [*waiting, *self.entries, self._area, self._check]

    def on_mount(self) -> None:
        """Say what is missing."""
        self._show_check()
        if self._kept:
            self.answer_with("Your draft. Ctrl+R: start anew")
        self._fit(self.app.size.height)

    def on_resize(self, event: Resize) -> None:
        """Give the text the lines that are left."""
        self._fit(event.size.height)
        self._show_keys()

    def _fit(self, height: int) -> None:
        self._area.styles.height = max(4, min(24, height - 6 - len(self.entries) - bool(self._request) * 1))

    @on(TextArea.Changed)
    def _note_change(self, event: TextArea.Changed) -> None:
        event.stop()
        self._show_check()
        self._note_typing()

    @on(Input.Changed)
    def _note_line(self) -> None:
        self._note_typing()

    def _note_typing(self) -> None:
        """Keep the draft after a while without a key; who types has not answered the question."""
        if self._is_asked:
            self._is_asked = False
            self.complain("")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVED_AFTER, self._keep)

    def _keep(self) -> None:
        typed = json.dumps(self.typed, ensure_ascii=False) if self.has_unsaved else ""
        if typed != self._kept:
            self._kept = typed
            self._keep_draft(typed)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the lines and in the text."""
        return {**self.values, TEXT: self._area.text}

    def action_reset(self) -> None:
        """Put the play as it is saved into the lines and the text."""
        for entry in self.entries:
            entry.fill(self._origin[str(entry.name)])
        self._area.text = self._origin[TEXT]
        self._keep()
        self.complain("")

    def _show_check(self) -> None:
        sections = split_text(self._area.text)
        questions = [line for line in sections["questions"].splitlines() if line.strip(" -*")]
        empty = [heading.lower() for name, heading in SECTIONS.items() if not sections[name].strip(" -*\n")]
        counted = text.format_count(len(questions), "question") + (" ✓" if questions else "")
        self._check.update(Content(counted + (f"   still empty: {', '.join(empty)}" if empty else "   all four ✓")))

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed."""
        return self.typed != self._origin

    def action_leave(self) -> None:
        """Go, and keep what was typed for the next time."""
        if self._is_asked:
            self._is_asked = False
            self.complain("")
            return
        self._keep()
        self.dismiss(None)

    def action_save(self) -> None:
        """Close with the settings, unless one is refused; ask once where it goes to cards."""
        settings = self.read_answer()
        if settings is None:
            return
        is_sent = self._waiting and (settings["questions"] or settings["answer"])
        if is_sent and not self._is_asked:
            self._is_asked = True
            cards = text.format_count(self._waiting, "open card")
            self.answer_with(f"Send it to the {cards} that asked? One undo. Ctrl+S: send · Esc: not yet")
            return
        self._keep()
        self.dismiss(settings)

    def answer(self, values: dict[str, str]) -> Settings:
        """Return the settings; raises UsageFault for one that is refused."""
        settings: dict[str, object] = {"title": values["title"], "labels": values["labels"], "review": values["review"]}
        if values["owner"]:
            settings["owner"] = values["owner"]
        for name, body in split_text(self._area.text).items():
            if name in LISTS:
                settings[name] = plays.read_lines(body, SECTIONS[name])
            else:
                settings[name] = plays.read_text(body, SECTIONS[name])
        return settings

    def _read_title(self, typed: str) -> str:
        plays.read_title(typed)
        return ""

    def _read_day(self, typed: str) -> str:
        return f"→ {dates.format_full_date(dates.parse_day(typed, self._today))}" if typed else ""

    def _read_owner(self, typed: str) -> str:
        return f"→ {self._board.find_member(typed).name}" if typed else ""


def read_draft(draft_text: str) -> dict[str, str]:
    """Return what was kept of a play that is being written; nothing of what is no draft."""
    try:
        draft = json.loads(draft_text) if draft_text else {}
    except (ValueError, RecursionError):
        return {}
    lines = {name: text.clean_line(value) for name, value in draft.items() if isinstance(value, str)}
    return {**lines, TEXT: text.clean(draft[TEXT])} if TEXT in lines else {}


def compose_text(play: Play | None) -> str:
    """Return the sections of a play as one text, each below its heading; a new one has the headings alone."""
    parts = []
    for name, heading in SECTIONS.items():
        value = getattr(play, name) if play else ""
        body = "\n".join(f"- {line}" for line in value) if isinstance(value, tuple) else value
        parts.append(f"## {heading}\n{body}".rstrip())
    return "\n\n".join(parts) + "\n"


def split_text(source: str) -> dict[str, str]:
    """Return the sections of a text by their registers; what stands below no known heading belongs to the one above."""
    by_heading = {text.fold(heading): name for name, heading in SECTIONS.items()}
    lines: dict[str, list[str]] = {name: [] for name in SECTIONS}
    present = "questions"
    for line in source.splitlines():
        match = _HEADING.match(line)
        if match and text.fold(match[1]) in by_heading:
            present = by_heading[text.fold(match[1])]
        else:
            lines[present].append(line)
    return {name: "\n".join(body).strip() for name, body in lines.items()}

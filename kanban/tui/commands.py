"""The table of all commands and keys: footer, help, palette, README and the user's keymap are made from it.

A command's id is what `[keys]` in `config.toml` calls it, and a part of the screen has a method `action_<id>`
that does it (`tui/parts/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.binding import Binding

LABELS = {
    "left": "←", "right": "→", "up": "↑", "down": "↓",
    "question_mark": "?", "slash": "/", "colon": ":", "full_stop": ".",
    "pageup": "pgup", "pagedown": "pgdn", "escape": "esc", "delete": "del", "shift+left": "⇧←", "shift+right": "⇧→",
    "shift+up": "⇧↑", "shift+down": "⇧↓", "comma": ",", "semicolon": ";",
    "number_sign": "#", "ampersand": "&", "minus": "-", "plus": "+",
    "equals_sign": "=", "at": "@",
    "exclamation_mark": "!", "left_square_bracket": "[",
    "right_square_bracket": "]", "less_than_sign": "<", "greater_than_sign": ">",
    "quotation_mark": '"', "apostrophe": "'", "dollar_sign": "$", "percent_sign": "%", "asterisk": "*",
    "left_parenthesis": "(", "right_parenthesis": ")", "left_curly_bracket": "{", "right_curly_bracket": "}",
    "backslash": "\\", "vertical_line": "|", "underscore": "_", "tilde": "~", "grave_accent": "`",
    "circumflex_accent": "^",
}  # fmt: skip
"""How Textual's names of keys are written for people."""


class CommandContext(NamedTuple):
    """What decides which commands are available now."""

    has_card: bool = False
    """The cursor is on a card."""
    selected: int = 0
    """How many cards are selected."""
    has_panel: bool = False
    """A card stands open."""
    is_lead: bool = False
    """The member may change the board itself."""
    has_next_step: bool = False
    """The card has a next step."""
    is_shared: bool = False
    """The board goes to a server."""
    hidden: int = 0
    """How many of the selected cards a filter hides."""
    act: str = ""
    """What the act between the teams that fits the card is called; empty where none does."""
    has_links: bool = False
    """The open card has links."""


Available = Callable[[CommandContext], bool]


def is_always(_: CommandContext) -> bool:
    """A command that is there at any time."""
    return True


def has_target(now: CommandContext) -> bool:
    """A command for the card under the cursor, or the selected ones."""
    return now.has_card or now.selected > 0


class Command(NamedTuple):
    """Something that can be done by a key."""

    id: str
    """Its name in `[keys]`; a part of the screen has `action_<id>` for it."""
    keys: tuple[str, ...]
    """Textual's names of the keys."""
    title: str
    """What it does in a few words: footer and palette."""
    help: str
    """A line for `?` and the README."""
    group: str
    """The heading under which `?` lists it."""
    available: Available = is_always
    """Whether it makes sense now; where not, footer and palette leave it out."""
    is_numbered: bool = False
    """Each of its keys does a thing of its own: `action_<id>` is given the key's place, from 1."""
    is_in_palette: bool = True
    """Whether the palette offers it."""

    @property
    def label(self) -> str:
        """Its keys for people: `h ←`."""
        if self.is_numbered and len(self.keys) > 2:
            return f"{key_label(self.keys[0])}…{key_label(self.keys[-1])}"
        return " ".join(key_label(key) for key in self.keys)

    @property
    def first(self) -> str:
        """The first of its keys for people."""
        return key_label(self.keys[0]) if self.keys else ""

    @property
    def short(self) -> str:
        """What the footer calls it."""
        return self.title.removesuffix("…").lower()

    def bindings(self, action: str = "{}", *, first: bool = False) -> list[Binding]:
        """Return what Textual needs to know of it: its action, and whether no widget is asked `first`."""
        action = action.format(self.id)
        return [
            Binding(
                key, f"{action}({place})" if self.is_numbered else action, self.title,
                show=False, tooltip=self.help, priority=first,
            )
            for place, key in enumerate(self.keys, 1)
        ]  # fmt: skip


def key_label(key: str) -> str:
    """Return a key as people write it."""
    return LABELS.get(key, key)


MOVE_ABOUT, CARDS, FINDING, BOARD = "Moving about", "Cards", "Finding", "Board"

COMMANDS: tuple[Command, ...] = (
    Command("left", ("h", "left"), "Left", "To the lane on the left", MOVE_ABOUT, is_in_palette=False),
    Command("down", ("j", "down"), "Down", "To the card below", MOVE_ABOUT, is_in_palette=False),
    Command("up", ("k", "up"), "Up", "To the card above", MOVE_ABOUT, is_in_palette=False),
    Command("right", ("l", "right"), "Right", "To the lane on the right", MOVE_ABOUT, is_in_palette=False),
    Command("top", ("g", "home"), "Top", "To the top of the lane", MOVE_ABOUT, is_in_palette=False),
    Command("bottom", ("G", "end"), "Bottom", "To the bottom of the lane", MOVE_ABOUT, is_in_palette=False),
    Command("page_up", ("pageup", "ctrl+b"), "Page up", "A screen up", MOVE_ABOUT, is_in_palette=False),
    Command("page_down", ("pagedown", "ctrl+f"), "Page down", "A screen down", MOVE_ABOUT, is_in_palette=False),
    Command("half_up", ("ctrl+u",), "Half a page up", "Half a screen up", MOVE_ABOUT, is_in_palette=False),
    Command("half_down", ("ctrl+d",), "Half a page down", "Half a screen down", MOVE_ABOUT, is_in_palette=False),
    Command("lane", tuple("123456789"), "Lane", "To a lane by its place", MOVE_ABOUT,
            is_numbered=True, is_in_palette=False),
    Command("switch", ("tab", "shift+tab"), "Card or board",
            "From the board to the open card and back; it stays open and follows",
            MOVE_ABOUT, lambda now: now.has_panel, is_in_palette=False),
    Command("narrower", ("less_than_sign",), "Narrower card",
            "Make the open card narrower", MOVE_ABOUT, lambda now: now.has_panel),
    Command("wider", ("greater_than_sign",), "Wider card",
            "Make the open card wider; its edge can be dragged too", MOVE_ABOUT, lambda now: now.has_panel),
    Command("fold", ("z",), "Fold lane", "Fold or unfold the lane", MOVE_ABOUT),
    Command("open", ("enter",), "Open", "Open the card", CARDS, has_target),
    Command("new", ("n",), "New card", "A new card in this lane", CARDS),
    Command("edit", ("e",), "Edit", "Edit the card's fields, or those of the selected cards", CARDS, has_target),
    Command("comment", ("c",), "Comment", "Write a comment on the card", CARDS, has_target),
    Command("log", ("p",), "Activity…", "Log a call, an e-mail or a meeting", CARDS,
            has_target),
    Command("object", ("o",), "Objection…", "Log what they said against it; plays that fit appear as you type", CARDS,
            has_target),
    Command("debrief", (), "Debrief…", "Why the buyer of a deal that is Won or Lost decided so", CARDS, has_target),
    Command("guess", ("percent_sign",), "Guess…",
            "How likely it is won, in per cent; out of sight until both teams have guessed", CARDS, has_target),
    Command("move_right", ("L", "shift+right"), "Move on", "Move the card a stage on", CARDS, has_target),
    Command("move_left", ("H", "shift+left"), "Move back", "Move the card a stage back", CARDS, has_target),
    Command("move", ("m",), "Move to…", "Move the card to a stage found by typing", CARDS, has_target),
    Command("handoff", ("a",), "Hand over…",
            "Offer the card to sales; accept, ask, answer or return an offer; contest a return, rule on it",
            CARDS, has_target),
    Command("move_down", ("J", "shift+down"), "Lower", "Move the card down in its lane", CARDS, has_target),
    Command("move_up", ("K", "shift+up"), "Higher", "Move the card up in its lane", CARDS, has_target),
    Command("done", ("x",), "Step done", "The next step is done; say what follows", CARDS,
            lambda now: now.has_next_step),
    Command("select", ("space",), "Select", "Select; what follows is done to all selected cards", CARDS, has_target),
    Command("select_all", ("A",), "Select lane", "Select all cards that the lane shows", CARDS, has_target),
    Command("label", ("number_sign",), "Labels…", "Add labels to the card, or remove them", CARDS, has_target),
    Command("assign", ("at",), "Assign to me", "Make the card yours: your team's owner of it", CARDS, has_target),
    Command("commit", ("C",), "Commit",
            "Commit to the deal, or end that: it will be won by its close date", CARDS, has_target),
    Command("merge", ("ampersand",), "Merge…", "Merge another card of the same lead into this one", CARDS, has_target),
    Command("delete", ("d", "delete"), "Delete", "Delete the card; undo or R brings it back", CARDS, has_target),
    Command("restore", ("R",), "Deleted cards…", "Bring deleted cards back", CARDS),
    Command("copy", ("y",), "Copy reference", "Copy the card's reference", CARDS, has_target),
    Command("undo", ("u",), "Undo", "Undo what you did last", CARDS),
    Command("redo", ("U",), "Redo", "Redo what you undid last", CARDS),
    Command("filter", ("slash",), "Filter", "Filter as you type", FINDING),
    Command("mine", ("full_stop",), "Mine", "Only my cards, or all", FINDING),
    Command("views", ("V",), "Views…", "Saved views: filters with a name", FINDING),
    Command("inbox", ("i",), "Inbox…", "What waits for you: offers, questions, mentions, unread", FINDING),
    Command("today", ("T",), "Today…", "What you promised: late, today, this week, no next step", FINDING),
    Command("next_five", ("N",), "Next five", "Five cards for you, each with its reasons", FINDING),
    Command("dashboard", ("r",), "Dashboard", "Figures: funnel, handoffs, movement, forecast, win rate", FINDING),
    Command("goal", (), "Goal…", "One number for both teams: its plan, what came of it, who signed it", FINDING),
    Command("review", ("P",), "Pipeline review",
            "The teams' meeting: agenda, decisions, minutes", FINDING),
    Command("playbook", ("O",), "Playbook…",
            "Plays: what to ask and answer; and the requests that wait for one", FINDING),
    Command("walk", (), "Walk a closed deal", "A deal step by step, its end hidden: what would you do?", FINDING),
    Command("palette", ("colon", "ctrl+p"), "Palette",
            "Find a command, a stage or a card by typing", FINDING, is_in_palette=False),
    Command("escape", ("escape",), "Back",
            "Close the card, drop the selection, clear the filter", FINDING, is_in_palette=False),
    Command("member", ("M",), "Members…", "Act as another member; on a shared board who takes part", BOARD),
    Command("away", ("w",), "Away, or back", "Say that you are away or back: offers pass by who is away", BOARD),
    Command("boards", ("b",), "Boards…", "Open another board", BOARD),
    Command("settings", (), "Board settings…",
            "Name, currency, business hours, holidays, routing, reasons", BOARD, lambda now: now.is_lead),
    Command("stages", ("s",), "Stages…", "Add, rename, re-order and set up stages", BOARD, lambda now: now.is_lead),
    Command("rules", ("W",), "Rules…",
            "Make, try and switch off rules that act by themselves", BOARD, lambda now: now.is_lead),
    Command("wants", (), "Wants…", "What reps need, how far each want is, and what would match today", BOARD),
    Command("campaigns", (), "Campaigns…", "What marketing runs: type, status, costs and days", BOARD),
    Command("agreement", ("equals_sign",), "Agreement…",
            "What each stage means: read, edit, propose, replay, sign", BOARD),
    Command("attention", ("exclamation_mark",), "Needs attention…",
            "What the server refused, others overtook or removed", BOARD, lambda now: now.is_shared),
    Command("sync", ("S",), "Sync now", "Send what waits and fetch what others did", BOARD, lambda now: now.is_shared),
    Command("import", ("I",), "Import…", "Bring in cards from files of any program", BOARD),
    Command("export", (), "Export…", "Write cards to a file: csv, jsonl or xlsx", BOARD),
    Command("theme", ("t",), "Theme…", "Choose a theme", BOARD),
    Command("help", ("question_mark", "f1"), "Help", "Every key; f1 while you type, too", BOARD),
    Command("suspend", ("ctrl+z",), "Suspend", "To the shell; fg comes back", BOARD),
    Command("quit", ("q", "ctrl+q"), "Quit", "Leave", BOARD),
)  # fmt: skip
"""The board's commands."""

THREAD, FIELDS = "Open card", "Open card: fields and links"

PANEL: tuple[Command, ...] = (
    Command("panel_thread", ("1",), "Thread", "What both teams wrote", THREAD),
    Command("panel_history", ("2",), "History", "Who did what when", THREAD),
    Command("panel_fields", ("3",), "Fields", "All fields, to be edited in place", THREAD),
    Command("panel_lines", ("4",), "Agreement", "How the card meets the agreement, and who ticked what", THREAD),
    Command("panel_write", ("c",), "Comment", "Write a comment", THREAD),
    Command("panel_send", ("ctrl+s", "ctrl+enter"), "Send", "Send what is written; esc keeps it as a draft", THREAD),
    Command("panel_down", ("j", "down"), "Down", "To the next comment, act or field", THREAD),
    Command("panel_up", ("k", "up"), "Up", "To the one before", THREAD),
    Command("panel_top", ("g", "home"), "Top", "To the first one", THREAD),
    Command("panel_bottom", ("G", "end"), "Bottom", "To the last one", THREAD),
    Command("panel_page_down", ("pagedown", "ctrl+f"), "Page down", "A screen down", THREAD),
    Command("panel_page_up", ("pageup", "ctrl+b"), "Page up", "A screen up", THREAD),
    Command("panel_unfold", ("enter", "space"), "Unfold", "The whole of a long comment, or less of it again", THREAD),
    Command("panel_reply", ("r",), "Reply", "Answer the comment, with a quote", THREAD),
    Command("panel_rewrite", ("e",), "Edit comment",
            "Edit your own comment or activity; esc keeps the new words as a draft", THREAD),
    Command("panel_retract", ("x",), "Delete comment", "Delete your own comment or activity, when asked twice",
            THREAD),
    Command("panel_acts", ("v",), "Acts", "Show or hide the acts between the comments", THREAD),
    Command("panel_tick", ("enter", "space"), "Tick",
            "Tick a requirement of the agreement, with evidence", THREAD),
    Command("panel_untick", ("x", "delete"), "Untick", "Remove the tick", THREAD),
    Command("panel_close", ("escape",), "Close", "Back to the board", THREAD),
    Command("panel_edit", ("enter", "e"), "Edit field", "Edit the field, or open the link", FIELDS),
    Command("panel_clear", ("x", "delete"), "Clear field", "Empty the field, or remove the link", FIELDS),
    Command("panel_link_left", ("left_square_bracket",), "Link before",
            "Along the links below the head", FIELDS, lambda now: now.has_links),
    Command("panel_link_right", ("right_square_bracket",), "Link after",
            "The same to the right", FIELDS, lambda now: now.has_links),
    Command("panel_link_open", ("enter",), "Open link", "Open the link in the browser", FIELDS),
    Command("panel_link_remove", ("x", "delete"), "Remove link", "Remove the link from the card", FIELDS),
)  # fmt: skip
"""The commands of an open card; they count while it has the focus."""


def set_keys(commands: Iterable[Command], keys: Mapping[str, Sequence[str]]) -> tuple[Command, ...]:
    """Return the commands with the user's keys; a key that was given away is taken from the other command."""
    used_keys = {normalize_key(key) for command_keys in keys.values() for key in command_keys}
    changed = []
    for command in commands:
        if command.id in keys:
            changed.append(command._replace(keys=tuple(dict.fromkeys(normalize_key(key) for key in keys[command.id]))))
        elif used_keys & set(command.keys) and not command.is_numbered:
            changed.append(command._replace(keys=tuple(key for key in command.keys if key not in used_keys)))
        else:
            changed.append(command)
    return tuple(changed)


def normalize_key(key: str) -> str:
    """Return Textual's name for a key as the user wrote it: `/` or `slash`."""
    by_label = {label: name for name, label in LABELS.items() if len(label) == 1}
    return by_label.get(key, key)


DO = "screen.do('{}')"
"""The action of a command that the screen runs."""


def bindings(commands: Iterable[Command], action: str = "{}", *, first: bool = False) -> Iterator[Binding]:
    """Yield the Textual bindings of these commands; `action` is the template of their actions."""
    for command in commands:
        yield from command.bindings(action, first=first)


def group_by_heading(commands: Iterable[Command]) -> dict[str, list[Command]]:
    """Return the commands that have keys under their headings, in order."""
    groups: dict[str, list[Command]] = {}
    for command in commands:
        if command.keys:
            groups.setdefault(command.group, []).append(command)
    return groups


def find(commands: Iterable[Command], command_id: str) -> Command:
    """Return the command with this id; raises KeyError where there is none."""
    for command in commands:
        if command.id == command_id:
            return command
    raise KeyError(command_id)


def bound(command_id: str, action: str) -> Binding:
    """Return the Textual binding of a command of the card panel; `keymap` gives it the user's keys."""
    command = find(PANEL, command_id)
    keys = ",".join(command.keys)
    return Binding(keys, action, command.title, show=False, tooltip=command.help, id=command.id)


def build_keymap(keys: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the user's keys for the card panel, for Textual's `App.set_keymap`."""
    panel_ids = {command.id for command in PANEL}
    # Textual takes no keys at all for its own keys, so a command that is switched off gets one that no keyboard has.
    return {
        name: ",".join(normalize_key(key) for key in command_keys) or "nothing"
        for name, command_keys in keys.items()
        if name in panel_ids
    }

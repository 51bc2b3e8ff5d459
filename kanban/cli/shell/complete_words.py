"""`kanban complete-words`: what may stand at the cursor, asked by the completion of a shell at every TAB.

It opens the board read-only, prints a line for each word, quoted for the shell that asks, and runs nothing: names are
data, whatever they contain.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from kanban.cli import verb_table
from kanban.cli.open_board import open_board_unchanged
from kanban.cli.shell.completion_values import find_kind
from kanban.domain.card import QUERIED, TYPED
from kanban.domain.errors import KanbanError
from kanban.domain.values.text import clean_line, fold
from kanban.store.workspace import Workspace

MOST = 60
"""Words that are offered at once."""

_FLAGS = (
    "open", "closed", "won", "lost", "disqualified", "committed", "mine", "overdue", "stale", "unread", "incomplete",
    "deleted",
)  # fmt: skip
_KINDS = {
    "stage": "stage", "owner": "member", "marketing": "member", "sales": "member", "mentions": "member",
    "label": "label", "side": "side", "holder": "team", "team": "team", "sort": "sort", "has": "has", "no": "has",
}  # fmt: skip
_QUERY = (
    *_KINDS,
    *QUERIED,
    "value",
    "next",
    "close",
    "created",
    "touched",
    "reason",
    "ref",
)
_SORTS = (
    "value",
    "next",
    "close",
    "created",
    "updated",
    "entered",
    "touched",
    "title",
    "company",
    "owner",
    "stage",
    "probability",
)
_EDITED = {
    "label": "label",
    "owner": "member",
    "marketing-owner": "member",
    "sales-owner": "member",
    "lost-reason": "lost",
}
_FIELDS = (*dict.fromkeys((*_EDITED, *TYPED.values(), "link")),)
_FIXED = {
    "outcome": ("resolved", "stalled", "lost", "open"),
    "side": ("marketing", "door", "sales"),
    "team": ("marketing", "sales"),
    "has": (
        "company",
        "contact",
        "email",
        "phone",
        "value",
        "source",
        "next",
        "close",
        "label",
        "link",
        "comments",
        "owner",
    ),
    "sort": _SORTS,
}


def run(words: list[str]) -> int:
    """Print the completions at the cursor; never fail, as nobody would read the error.

    For bash `words` are the line up to the cursor and the word that bash makes of its end; else the words of the line,
    the last one as far as it is typed.
    """
    shell, *line = words
    here = ""
    if shell == "bash":
        line, here = split_line(line[0]), line[1]
    typed = unquote(line[-1])
    try:
        matches = [word for word in find_candidates(line[1:-1], typed) if fold(word).startswith(fold(typed))]
    except KanbanError:
        return 0
    skipped = len(typed) - len(unquote(here)) if shell == "bash" and unquote(here) not in {":", "="} else len(typed)
    for word in dict.fromkeys(matches[:MOST]):
        sys.stdout.write((escape(word[skipped:], here[:1]) if shell == "bash" else word) + "\n")
    return 0


def find_candidates(before: list[str], typed: str) -> Iterator[str]:
    """Yield the words that may follow; the caller filters by what is typed."""
    kind, board = find_kind([*before, typed])
    if kind == "verb":
        yield from verb_table.VERBS
    if not kind:
        return
    try:
        opened = open_board_unchanged(board or None)
    except KanbanError:  # there is nothing to look at: the verbs alone
        return
    with opened.database.faults():
        yield from BoardWords(opened).list_words(kind, typed)


class BoardWords:
    """The words that a board knows."""

    def __init__(self, opened: Workspace) -> None:
        self.connection, self.board = opened.connection, opened.board.id
        self.stages = [stage.name for stage in opened.board.stages]

    def list_words(self, kind: str, typed: str) -> Iterable[str]:  # noqa: PLR0911 - one return a kind
        """Return the words of a kind; for cards and queries those that begin as typed."""
        match kind:
            case "stage":
                return self.stages
            case "card" | "deleted":
                return self._list_cards(typed, deleted=kind == "deleted")
            case "member" | "rule" | "campaign":
                return self._list_entities(kind)
            case "play":
                return self._list_entities(kind, "title")
            case "board" | "verb":
                return self._list_boards()
            case "label":
                return self._list_labels()
            case "view":
                return self._list_column("SELECT name FROM saved_view WHERE board = ? ORDER BY name", self.board)
            case "reason" | "lost":
                return self._list_reasons("return_reasons" if kind == "reason" else "lost_reasons")
            case "query":
                return self._list_terms(typed)
            case "field":
                return self._list_pairs(typed)
            case "sort":
                return self._list_sorts(typed)
            case _:
                return _FIXED.get(kind, ())

    def _list_column(self, sql: str, *values: object) -> list[str]:
        return [clean_line(str(row[0])) for row in self.connection.execute(sql, values) if row[0]]

    def _list_entities(self, kind: str, register: str = "name") -> list[str]:
        sql = (
            "SELECT json_extract(body, ?) AS name FROM entity WHERE board = ? AND etype = ? "
            "AND json_extract(body, '$.deleted') IS NOT 1 ORDER BY name"
        )
        return self._list_column(sql, f"$.{register}", self.board, kind)

    def _list_boards(self) -> list[str]:
        sql = (
            "SELECT json_extract(body, '$.name') AS name FROM entity WHERE etype = 'board' AND id = board "
            "AND json_extract(body, '$.deleted') IS NOT 1 ORDER BY name"
        )
        return self._list_column(sql)

    def _list_labels(self) -> list[str]:
        # as `vocabulary.label_counts` has them, without what it takes to load that
        spellings: dict[str, str] = {}
        sql = (
            "SELECT labels FROM card WHERE board = ? AND deleted = 0 AND labels <> '' "
            "GROUP BY labels ORDER BY count(*) DESC"
        )
        for (labels,) in self.connection.execute(sql, (self.board,)):
            for label in labels.strip("\n").split("\n"):
                spellings.setdefault(fold(label), clean_line(label))
        return sorted(spellings.values(), key=fold)

    def _list_reasons(self, name: str) -> list[str]:
        sql = (
            "SELECT e.value FROM entity, json_each(entity.body, ?) e "
            "WHERE entity.board = ? AND etype IN ('board', 'agreement')"
        )
        reasons = self._list_column(sql, f"$.{name}", self.board)
        return reasons or ["not our profile", "wrong person", "no budget", "no need", "bad timing"] * (
            name == "return_reasons"
        )

    def _list_cards(self, typed: str, *, deleted: bool) -> list[str]:
        """Return refs that begin as typed, and titles that do, the cards last worked on first."""
        deleted_condition = "deleted = 1 AND merged_into IS NULL" if deleted else "deleted = 0"
        source = f"FROM card WHERE board = ? AND {deleted_condition} AND"
        refs = self._list_column(
            f"SELECT ref {source} substr(ref, 1, ?) = ? ORDER BY touched_at DESC LIMIT ?",
            self.board,
            len(typed),
            typed.lower(),
            MOST,
        )
        if not typed:
            return refs
        titles = f"SELECT title {source} instr(hay, ?) = 1 ORDER BY touched_at DESC LIMIT ?"
        return refs + self._list_column(titles, self.board, fold(typed), MOST)

    def _list_terms(self, typed: str) -> Iterable[str]:
        """Return terms of a query: fields and words that stand alone, or the values of the field that is typed."""
        minus = "-" * typed.startswith("-")
        field, colon, value = typed.removeprefix("-").partition(":")
        if not colon:
            return [*(f"{minus}{name}:" for name in _QUERY), *(minus + flag for flag in _FLAGS)]
        first, bar, _ = value.rpartition("|")
        values = self.list_words(_KINDS.get(field, ""), "") if field in _KINDS else ()
        quoted = (f'"{word}"' if " " in word else word for word in values if '"' not in word)
        return [f"{minus}{field}:{first}{bar}{word}" for word in quoted]

    def _list_pairs(self, typed: str) -> Iterable[str]:
        """Return names of fields with `=`, or the values of the one that is typed."""
        field, equals, value = typed.partition("=")
        if not equals:
            sql = "SELECT name FROM own_field WHERE board = ? ORDER BY name"
            return [
                *(f"{name}=" for name in _FIELDS),
                *(f"field.{name}=" for name in self._list_column(sql, self.board)),
            ]
        minus = "-" * (field == "label" and value.startswith("-"))
        return [f"{field}={minus}{word}" for word in self.list_words(_EDITED.get(field.replace("_", "-"), ""), "")]

    @staticmethod
    def _list_sorts(typed: str) -> list[str]:
        before, comma, last = typed.rpartition(",")
        return [f"{before}{comma}{'-' * last.startswith('-')}{name}" for name in _SORTS]


# -- the words of a line, as shells write them


def split_line(line: str) -> list[str]:
    """Split a line of bash up to the cursor into words as they are written, quotes and all; the last may be empty."""
    words, word, quote, after = [], "", "", ""
    for char in line:
        if after:
            word, after = word + after + char, ""
        elif char == "\\" and quote != "'":
            after = char
        elif quote:
            word += char
            quote = "" if char == quote else quote
        elif char in "'\"":
            word, quote = word + char, char
        elif char in " \t\n":
            if word:
                words.append(unquote(word))
            word = ""
        else:
            word += char
    return [*words, word + after]


def unquote(word: str) -> str:
    """Remove a shell's quotes and backslashes from a word; a quote may still be open."""
    plain, quote, after = "", "", False
    for char in word:
        if after:
            plain, after = plain + char, False
        elif char == "\\" and quote != "'":
            after = True
        elif char in "'\"" and quote in {"", char}:
            quote = "" if quote else char
        else:
            plain += char
    return plain


def escape(word: str, quote: str = "") -> str:
    """Quote a word for bash, after an opening `quote` if there is one."""
    if quote == "'":
        return word.replace("'", "'\\''")
    special = '$`"\\' if quote == '"' else ""
    return "".join(char if _is_plain(char, special) else f"\\{char}" for char in word)


def _is_plain(char: str, special: str) -> bool:
    return char not in special if special else char.isalnum() or char in "-_./:=@,+%"

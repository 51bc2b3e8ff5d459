"""The second step of an import as lines: what was understood of the files, and what will become of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from textual.content import Content

from kanban.cell_width import pad, shorten
from kanban.domain.values.text import clean_line, format_count
from kanban.tui.widgets.import_view import preview_words
from kanban.tui.widgets.import_view.import_list import measure
from kanban.tui.widgets.import_view.preview_words import Data
from kanban.tui.widgets.line_list import Block

FEWEST = 5
"""Fields that show at once, however low the screen is."""

AROUND = 5
"""Lines of the screen around questions, fields, facts and first cards."""

WIDE, TALL = 100, 34
"""Cells and lines of a screen from which on there is room for more facts."""

INDENT = 13
"""Cells before the words of a fact."""

FIELD, COLUMN, WORD, OWNER, QUESTION = "field:", "column:", "word:", "owner:", "question:"
LETTERS, SHEET = "letters:", "sheet:"
"""How the keys of rows begin."""

AS_BEFORE = "as last time"

_QUESTIONS = {"dates": "Date order", "encoding": "Letters", "sheet": "Sheet", "title": "Title", "match": "Same cards"}


def fields_blocks(data: Data, height: int, width: int, *, is_whole: bool) -> list[Block]:
    """Return the lines of the page: questions, fields, facts and the first cards; with `is_whole`, every field."""
    lines = preview_words.list_fields(data)
    facts, cards = [*_facts(data, width, height)], [*_cards(data.get("first_cards", ()))]
    used = AROUND + len(data["questions"]) + sum(len(fact.draw(width)) for fact in facts) + len(cards)
    room = len(lines) if is_whole else max(FEWEST, height - used)
    visible_lines = [line for line in lines if preview_words.is_doubtful(line)][:room]
    visible_lines += [line for line in lines if line not in visible_lines][: room - len(visible_lines)]
    visible_lines.sort(key=lines.index)
    blocks = [_ask(question) for question in data["questions"]]
    blocks += [_field(line, data) for line in visible_lines]
    if is_whole:
        blocks += [_column(line, "custom") for line in data["custom_fields"]]
        blocks += [_column(line, "ignored") for line in data["ignored"]]
    else:
        blocks.append(_line("more", _count_rest(len(lines) - len(visible_lines), data), right="f: all"))
    return [*blocks, *facts, *cards]


def _ask(question: Data) -> Block:
    """Return the row of a question that the files leave open."""
    kind = _QUESTIONS.get(question["kind"]) or str(question["kind"])
    sample = next((choice.get("sample") or "" for choice in question["choices"]), "")
    where = question.get("column") or question.get("file") or ""

    def draw(width: int) -> list[Content]:
        return [_row("?", kind, where, sample, "enter: choose", width)]

    return Block(question_key(question), (kind, where, sample), draw)


def question_key(question: Data) -> str:
    """Return the key of a question's row."""
    return f"{QUESTION}{question['kind']}:{question.get('file')}:{question.get('column')}"


def _field(line: Data, data: Data) -> Block:
    name, columns = str(line["name"]), preview_words.list_columns(line)
    sample = preview_words.describe_sample(line, data["stages"])
    note = AS_BEFORE if line["remembered"] else ""
    sign = "?" if preview_words.is_doubtful(line) else " "
    stamp = (name, columns, sample, note, sign)
    return Block(f"{FIELD}{line['field']}", stamp, lambda width: [_row(sign, name, columns, sample, note, width)])


def _column(line: Data, kind: str) -> Block:
    """Return the row of a column that is a custom field, or left out."""
    label, sample = str(line["column"]), str(line.get("sample") or "")
    likely_name = line.get("likely_name")
    note = f"{likely_name}?" if likely_name else ""
    name = "Custom field" if kind == "custom" else "Left out"
    sign = "?" if likely_name else " "
    stamp = (name, label, sample, note)
    return Block(f"{COLUMN}{label}", stamp, lambda width: [_row(sign, name, label, sample, note, width)])


def _row(sign: str, name: str, columns: str, sample: str, note: str, width: int) -> Content:
    wide = 15 if width < WIDE else 17
    middle = 20 if width < WIDE else min(48, width // 4)
    room = max(0, width - wide - middle - 8 - (len(note) + 2 if note else 0))
    return Content.assemble(
        " ", (f"{sign} ", "bold"), (pad(shorten(clean_line(name), wide), wide), "bold" if sign == "?" else ""),
        (" ← ", "$muted"), pad(shorten(clean_line(columns), middle), middle),
        "  ", (pad(shorten(clean_line(sample), room), room), "$muted"), ("  " + note if note else "", "$muted"),
    )  # fmt: skip


def _count_rest(more: int, data: Data) -> str:
    custom, ignored = len(data["custom_fields"]), len(data["ignored"])
    counts = [format_count(more, "more field")] * bool(more)
    counts += [format_count(custom, "custom field")] * bool(custom)
    counts += [f"{format_count(ignored, 'column')} left out"] * bool(ignored)
    return ", ".join(counts) or "These are all columns"


def _line(key: str, words: str, right: str = "") -> Block:
    """Return a line on which the cursor does not stop."""

    def draw(width: int) -> list[Content]:
        room = max(1, width - len(right) - 6)
        return [Content.assemble("   ", pad(shorten(clean_line(words), room), room), (f"  {right}", "$muted"))]

    return Block(key, (words, right), draw, is_stop=False)


# -- facts below the fields


def _facts(data: Data, width: int, height: int) -> Iterator[Block]:
    """Yield what was understood of the files beside their fields; the cursor stops on what can be changed."""
    yield _blank("before facts")
    yield _fact("currency", "Currency", preview_words.describe_currency(data), is_stop=True)
    if data.get("currency_words"):
        yield _fact("currency words", "", preview_words.describe_currency_words(data), wraps=True)
    yield _fact("dates", "Dates", preview_words.describe_dates(data), is_stop=True)
    for line in data["files"]:
        of_file = f" of {line['file']}" if len(data["files"]) > 1 else ""
        if line["encodings"]:
            words = f"{preview_words.describe_encoding(line)}{of_file}"
            yield _fact(f"{LETTERS}{line['path']}", "Letters", words, is_stop=True)
        if line["sheets"]:
            words = f"{preview_words.describe_sheet(line)}{of_file}"
            yield _fact(f"{SHEET}{line['path']}", "Sheet", words, is_stop=True)
    yield _fact("cards", "Cards", preview_words.describe_counts(data))
    yield _fact("stages", "Stages", preview_words.describe_stages(data), is_stop=True)
    yield _fact("owners", "Owners", preview_words.describe_owners(data), is_stop=True)
    skipped = sum(line["rows"] for line in data["skipped"])
    if skipped:
        reasons = " · ".join(f"{line['reason']} {line['rows']:,}" for line in data["skipped"])
        if len(data["skipped"]) == 1:
            reasons = data["skipped"][0]["reason"]
        yield _fact("skipped", "Skipped", f"{format_count(skipped, 'row')}: {reasons}", wraps=True)
    if data["matches"]:
        count = len(data["matches"])
        words = "1 row looks like an existing card" if count == 1 else f"{count:,} rows look like existing cards"
        words += "; it becomes a new one (m)" if count == 1 else "; they become new ones (m)"
        yield _fact("matches", "Matches", words, is_stop=True)
    if data["becomes"] and (width >= WIDE or height >= TALL):
        total = format_count(sum(line["cards"] for line in data["becomes"]), "card")
        stages = " · ".join(f"{line['stage']} {line['cards']:,}" for line in data["becomes"])
        yield _fact("becomes", "Becomes", f"{total}: {stages}", wraps=True)


def _fact(key: str, name: str, words: str, *, is_stop: bool = False, wraps: bool = False) -> Block:
    """Return the row of a fact; of one that wraps as many lines as it needs."""

    def draw(width: int) -> list[Content]:
        room = max(10, width - INDENT)
        first, *rest = Content(clean_line(words)).wrap(room) if wraps else [Content(shorten(clean_line(words), room))]
        return [
            Content.assemble("   ", (pad(name, INDENT - 4), "$muted"), " ", first),
            *(Content(" " * INDENT) + line for line in rest),
        ]

    return Block(key, (name, words), draw, is_stop=is_stop)


def _blank(key: str) -> Block:
    return Block(key, "", lambda _: [Content("")], is_stop=False)


def _cards(cards: Sequence[Data]) -> Iterator[Block]:
    """Yield the first cards as they will look."""
    if not cards:
        return
    yield _blank("before cards")
    yield Block("first", "", lambda _: [Content("First cards").stylize("bold")], is_stop=False)
    rows = [
        tuple(
            clean_line(str(words or ""))
            for words in (
                card["title"], card["company"], preview_words.format_value(card), card["stage"], card["owner"],
            )
        )
        for card in cards
    ]  # fmt: skip
    for place, row in enumerate(rows):
        yield Block(f"card:{place}", (row, tuple(rows)), partial(_draw_card, row, rows), is_stop=False)


def _draw_card(row: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Content]:
    limits = (width // 4, width // 4, 14, 14, width // 5)
    capped = [[shorten(words, limit) for words, limit in zip(line, limits, strict=True)] for line in rows]
    widths = measure(capped, width - 3)
    cells = [pad(shorten(words, wide), wide) for words, wide in zip(row, widths, strict=True)]
    return [Content(" " + "  ".join(cell for cell, wide in zip(cells, widths, strict=True) if wide))]


# -- stages and owners


def stages_blocks(data: Data) -> list[Block]:
    """Return a row for each word of the files that stands for a stage."""
    rows = [
        (
            f"{WORD}{line['word']}",
            (
                line["word"] or "(none)", format_count(line["rows"], "row"),
                line["stage"] + (f" #{line['label']}" if line["label"] else ""),
                AS_BEFORE if line["remembered"] else "a guess" if line["guessed"] else "",
            ),
            bool(line["guessed"]),
        )
        for line in data["stages"]
    ]  # fmt: skip
    return _table("Stage in the files, and what it is here", rows, bool(rows) or "No file names a stage.")


def owners_blocks(data: Data, members: Mapping[str, str]) -> list[Block]:
    """Return a row for each owner in the files; `members` has the teams of those who are to become members."""
    rows = [
        (
            f"{OWNER}{line['name']}",
            (
                line["name"], format_count(line["rows"], "row"),
                "a member" if line["member"] else f"new member of {members[line['name']]}"
                if line["name"] in members else "kept as a name, gets no offers",
                "",
            ),
            False,
        )
        for line in data["owners"]
    ]  # fmt: skip
    return _table("Owners in the files", rows, bool(rows) or "No file names an owner.")


def _table(heading: str, rows: Sequence[tuple[str, tuple[str, ...], bool]], shows: bool | str) -> list[Block]:
    head = Block("head", heading, lambda _: [Content(f"   {heading}").stylize("bold")], is_stop=False)
    if isinstance(shows, str):
        return [head, _line("nothing", shows)]
    texts = [row[1] for row in rows]
    return [
        head,
        *(Block(key, (row, tuple(texts), sign), partial(_draw_row, row, texts, sign)) for key, row, sign in rows),
    ]


def _draw_row(row: Sequence[str], rows: Sequence[Sequence[str]], is_guess: bool, width: int) -> list[Content]:
    widths = measure(rows, width - 8)
    word, count, here, note = (
        pad(shorten(clean_line(text), wide), wide, "right" if n == 1 else "left")
        for n, (text, wide) in enumerate(zip(row, widths, strict=True))
    )
    return [
        Content.assemble(
            " ", ("? " if is_guess else "  ", "bold"), word, "  ", (count, "$muted"), (" → ", "$muted"), here, "  ",
            (note, "$muted"),
        )
    ]  # fmt: skip

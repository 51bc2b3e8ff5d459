"""Draw a comment's Markdown as lines: bold, italic, code, links, lists, quotes, headings and code blocks.

Textual's Markdown widget makes a widget per paragraph and takes about 8 ms per comment, too slow for a thread of two
hundred. This draws lines with the parser that Textual uses. Line breaks stay where people typed them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content, Span
from textual.style import Style

from kanban import libraries
from kanban.domain.values import text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Teams = Mapping[str, str]
"""The team of everybody who can be mentioned, by case-folded name."""

SCHEMES = ("http://", "https://", "mailto:")
"""The addresses that a link in a comment may open."""

LONGEST = 12_000
"""The most characters read as Markdown; a longer comment is shown as it was typed."""

DEEPEST = 30
"""Nested quotes and lists from which on a comment is shown as it was typed."""

_MARKED = re.compile(r"[*_`~\[\]<>#\\]|^\s*[-+=]|^\s*\d+[.)]|^ {4}|^\t", re.MULTILINE)
_LINK_OR_NAME = re.compile(
    r"(?P<url>https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]}'’])|(?P<www>www\.\S+)"
    r"|(?<![\w@/.+%=&#-])@(?P<name>[\w.-]+(?: \w+)?)"  # no e-mail address: there, something stands before the @
)

_INLINE = {"strong": "bold", "em": "italic", "s": "strike"}
_BULLETS = ("•", "◦", "▪")


@dataclass(slots=True)
class _Block:
    """Inline text that is wrapped together, with the prefixes of its first line and of the further ones."""

    content: Content
    first: str
    rest: str
    is_raw: bool = False
    """Code: its lines are broken anywhere, not between words."""

    @property
    def is_paragraph(self) -> bool:
        """Whether it is an ordinary paragraph."""
        return not self.rest and not self.is_raw


@dataclass(slots=True)
class _MarkdownState:
    """The state of the walk through the tokens."""

    prefix: list[str] = field(default_factory=list)
    """The prefix of a line, a part for each level of quotes and lists."""
    marks: list[str | None] = field(default_factory=list)
    """The bullet of each level that no line has used yet; None once used."""
    lists: list[int | None] = field(default_factory=list)
    """The next number of each list; None for bullets."""
    style: str = ""

    def take(self) -> tuple[str, str]:
        """Return the prefix of the next line, with its bullets, and that of the lines below it."""
        rest = "".join(self.prefix)
        first = ""
        for part, mark in zip(self.prefix, self.marks, strict=True):
            first += part if mark is None else mark
        self.marks = [None] * len(self.marks)
        return first, rest


@cache
def _parser() -> MarkdownIt:
    parser = libraries.markdown_it.MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("strikethrough")
    # Disabled: rules that make words vanish, and the one that turns a line of dashes into a heading.
    return parser.disable(["html_block", "html_inline", "entity", "image", "reference", "lheading"])


def draw_markdown(body: str, width: int, teams: Teams | None = None) -> list[Content]:
    """Return a comment's text as lines of at most `width` cells, with a blank line between paragraphs.

    Styles are strings such as `bold $primary`, resolved with the theme's variables; a link has its address as the meta
    value `url`. Whatever people typed is content, never Textual markup.
    """
    body = text.clean(body).expandtabs(4).strip("\n")
    tokens = _parser().parse(body) if len(body) <= LONGEST and _MARKED.search(body) else []
    # Beyond its nesting limit the parser drops text: such a comment is shown as it was typed.
    groups = _group_blocks(tokens, teams or {}) if max((token.level for token in tokens), default=0) < DEEPEST else []
    if not groups:
        return _wrap_blocks([_Block(_style_links(body, teams or {}), "", "")], width)
    rows: list[Content] = []
    for number, group in enumerate(groups):
        # Lists, quotes and code stand out by themselves and need no blank line.
        if number and group[0].is_paragraph and groups[number - 1][-1].is_paragraph:
            rows.append(Content(""))
        rows += _wrap_blocks(group, width)
    return rows


def _group_blocks(tokens: Iterable[Token], teams: Teams) -> list[list[_Block]]:
    """Return the blocks in groups: a paragraph, a whole list, a whole quote, a piece of code."""
    groups: list[list[_Block]] = []
    place = _MarkdownState()
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.type != "inline":
            groups.append([])
        match token.type:
            case "inline":
                first, rest = place.take()
                content = _draw_inline(token.children or [], teams)
                if place.style:
                    content = content.stylize(place.style)
                groups[-1].append(_Block(content, first, rest))
            case "fence" | "code_block":
                first, rest = place.take()
                code = Content(token.content.rstrip("\n")).stylize("$accent")
                groups[-1].append(_Block(code, f"{first}  ", f"{rest}  ", is_raw=True))
            case "hr":
                groups[-1].append(_Block(Content("───").stylize("$muted"), *place.take()))
            case _:
                _enter_or_leave(token, place)
    return [group for group in groups if group]


def _enter_or_leave(token: Token, place: _MarkdownState) -> None:
    """Enter or leave a quote, a list, an item or a heading."""
    match token.type:
        case "blockquote_open":
            _indent(place, "▏ ", None)
        case "bullet_list_open":
            place.lists.append(None)
        case "ordered_list_open":
            place.lists.append(int(token.attrs.get("start", 1)))
        case "bullet_list_close" | "ordered_list_close":
            place.lists.pop()
        case "list_item_open":
            number = place.lists[-1]
            if number is None:
                mark = f"{_BULLETS[(len(place.lists) - 1) % len(_BULLETS)]} "
            else:
                mark, place.lists[-1] = f"{number}. ", number + 1
            _indent(place, " " * len(mark), mark)
        case "blockquote_close" | "list_item_close":
            place.prefix.pop()
            place.marks.pop()
        case "heading_open":
            place.style = "bold"
        case "heading_close":
            place.style = ""


def _indent(place: _MarkdownState, prefix: str, mark: str | None) -> None:
    place.prefix.append(prefix)
    place.marks.append(mark)


def _draw_inline(tokens: Iterable[Token], teams: Teams) -> Content:
    """Return the content of a run of inline tokens."""
    parts: list[Content] = []
    open_at: list[tuple[int, str | Style]] = []
    spans: list[Span] = []
    length = 0

    def add(part: Content) -> None:
        nonlocal length
        parts.append(part)
        length += len(part.plain)

    for token in tokens:
        kind = token.type
        if kind == "text":
            add(_style_links(token.content, teams))
        elif kind in {"softbreak", "hardbreak"}:
            add(Content("\n"))
        elif kind == "code_inline":
            add(Content(token.content).stylize("$accent"))
        elif kind.endswith("_open"):
            opened = kind.removesuffix("_open")
            style = _link_style(str(token.attrs.get("href", ""))) if opened == "link" else _INLINE.get(opened, "")
            open_at.append((length, style))
        elif kind.endswith("_close") and open_at:
            start, style = open_at.pop()
            if style:
                spans.append(Span(start, length, style))
                if kind == "link_close":
                    spans.append(Span(start, length, "underline $primary"))
        else:
            add(Content(text.clean(token.content)))
    return Content("").join(parts).add_spans(spans)


def _link_style(address: str) -> Style | str:
    """Return the style that carries an address; empty for an address that a comment may not open."""
    plain = text.clean_line(address)
    return Style.from_meta({"url": plain}) if plain.lower().startswith(SCHEMES) else ""


def _style_links(plain: str, teams: Teams) -> Content:
    """Return text with its bare addresses and mentions styled."""
    if "@" not in plain and "://" not in plain:
        return Content(plain)
    spans: list[Span] = []
    for match in _LINK_OR_NAME.finditer(plain):
        start, end = match.span()
        if match["url"]:
            spans += [Span(start, end, "underline $primary"), Span(start, end, _link_style(match["url"]))]
            continue
        if match["www"]:
            continue
        # `@Ana Maria` if there is such a member, otherwise `@Ana`.
        for name in (match["name"], match["name"].partition(" ")[0].rstrip(".-")):
            if team := teams.get(text.fold(name)):
                spans.append(Span(start, start + 1 + len(name), f"bold ${team}"))
                break
    return Content(plain, spans)


def _wrap_blocks(blocks: Iterable[_Block], width: int) -> list[Content]:
    """Return the lines of these blocks, each with its prefix."""
    drawn_lines: list[Content] = []
    for block in blocks:
        # A prefix that leaves fewer than 8 cells for the words is dropped.
        first, rest = (part if len(part) <= width - 8 else "" for part in (block.first, block.rest))
        room = max(1, width - len(rest))
        if block.is_raw:
            code = block.content.split("\n", allow_blank=True)
            rows = [part for line in code for part in line.fold(max(2, room)) or [line]]
        else:
            rows = block.content.wrap(room)
        for number, row in enumerate(rows):
            prefix = first if number == 0 else rest
            drawn_lines.append(Content(prefix).stylize("$muted") + row if prefix else row)
    return drawn_lines

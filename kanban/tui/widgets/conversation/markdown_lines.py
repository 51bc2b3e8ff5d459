"""A comment's Markdown as lines of a width: bold, italic, code, links, lists, quotes, headings and code blocks.

Textual's Markdown is a widget for every paragraph and needs some 8 ms a comment; a thread of two hundred comments is drawn
by line instead, with the parser that Textual uses. Line breaks stay where people typed them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content, Span
from textual.style import Style

from kanban.domain.values import text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Teams = Mapping[str, str]
"""Team by folded name, of those who may be mentioned."""

SCHEMES = ("http://", "https://", "mailto:")
"""What a link in a comment may open."""

LONGEST = 12_000
"""Characters that are read as Markdown; what is longer is shown as it was typed."""

DEEPEST = 30
"""Levels of quotes and lists within one another, from which on a comment is shown as it was typed."""

_MARKED = re.compile(r"[*_`~\[\]<>#\\]|^\s*[-+=]|^\s*\d+[.)]|^ {4}|^\t", re.MULTILINE)
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]}'’])|(?P<www>www\.\S+)|(?<![\w@/.+%=&#-])@(?P<name>[\w.-]+(?: \w+)?)"
)

_INLINE = {"strong": "bold", "em": "italic", "s": "strike"}
_BULLETS = ("•", "◦", "▪")


@dataclass(slots=True)
class _Block:
    """Inline text that is wrapped as one, with what stands before its first line and before each further one."""

    content: Content
    first: str
    rest: str
    raw: bool = False
    """Lines are cut rather than wrapped at words: code."""

    @property
    def plain(self) -> bool:
        """Whether it is a paragraph like any other."""
        return not self.rest and not self.raw


@dataclass(slots=True)
class _Place:
    """Where the walk through the tokens is."""

    prefix: list[str] = field(default_factory=list)
    """What each level of quotes and lists puts before a line."""
    marks: list[str | None] = field(default_factory=list)
    """The bullet of each list item that no line has used yet."""
    lists: list[int | None] = field(default_factory=list)
    """The next number of each list; None for bullets."""
    style: str = ""

    def take(self) -> tuple[str, str]:
        """Return the prefix of the next line, bullets included, and that of the lines below it."""
        rest = "".join(self.prefix)
        first = ""
        for part, mark in zip(self.prefix, self.marks, strict=True):
            first += part if mark is None else mark
        self.marks = [None] * len(self.marks)
        return first, rest


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 60 ms, which nobody pays who reads no Markdown

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("strikethrough")
    # What would make words vanish or headings out of a line of dashes is no part of it.
    return parser.disable(["html_block", "html_inline", "entity", "image", "reference", "lheading"])


def lines(body: str, width: int, teams: Teams | None = None) -> list[Content]:
    """Return a comment's text as lines of at most `width` cells, a blank one between two paragraphs.

    Styles are words such as `bold $primary`, to be read with the theme's variables; a link bears its address as the meta
    value `url`. Whatever people typed is content, never markup.
    """
    body = text.clean(body).expandtabs(4).strip("\n")
    tokens = _parser().parse(body) if len(body) <= LONGEST and _MARKED.search(body) else []
    # Past its limit of nesting the parser leaves out what lies deeper.
    groups = _groups(tokens, teams or {}) if max((token.level for token in tokens), default=0) < DEEPEST else []
    if not groups:
        return _wrapped([_Block(_found(body, teams or {}), "", "")], width)
    made: list[Content] = []
    for number, group in enumerate(groups):
        # Lists, quotes and code stand out by themselves.
        if number and group[0].plain and groups[number - 1][-1].plain:
            made.append(Content(""))
        made += _wrapped(group, width)
    return made


def _groups(tokens: Iterable[Token], teams: Teams) -> list[list[_Block]]:
    """Return blocks in groups that a blank line parts: a list is one group, so is a quote."""
    groups: list[list[_Block]] = []
    place = _Place()
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.type != "inline":
            groups.append([])
        match token.type:
            case "inline":
                first, rest = place.take()
                content = _inline(token.children or [], teams)
                if place.style:
                    content = content.stylize(place.style)
                groups[-1].append(_Block(content, first, rest))
            case "fence" | "code_block":
                first, rest = place.take()
                code = Content(token.content.rstrip("\n")).stylize("$accent")
                groups[-1].append(_Block(code, f"{first}  ", f"{rest}  ", raw=True))
            case "hr":
                groups[-1].append(_Block(Content("───").stylize("$muted"), *place.take()))
            case _:
                _step(token, place)
    return [group for group in groups if group]


def _step(token: Token, place: _Place) -> None:
    """Enter or leave a quote, a list, an item or a heading."""
    match token.type:
        case "blockquote_open":
            _deeper(place, "▏ ", None)
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
            _deeper(place, " " * len(mark), mark)
        case "blockquote_close" | "list_item_close":
            place.prefix.pop()
            place.marks.pop()
        case "heading_open":
            place.style = "bold"
        case "heading_close":
            place.style = ""


def _deeper(place: _Place, prefix: str, mark: str | None) -> None:
    place.prefix.append(prefix)
    place.marks.append(mark)


def _inline(tokens: Iterable[Token], teams: Teams) -> Content:
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
            add(_found(token.content, teams))
        elif kind in {"softbreak", "hardbreak"}:
            add(Content("\n"))
        elif kind == "code_inline":
            add(Content(token.content).stylize("$accent"))
        elif kind.endswith("_open"):
            opened = kind.removesuffix("_open")
            style = _link(str(token.attrs.get("href", ""))) if opened == "link" else _INLINE.get(opened, "")
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


def _link(address: str) -> Style | str:
    """Return the style that carries an address; none for what a comment may not open."""
    plain = text.clean_line(address)
    return Style.from_meta({"url": plain}) if plain.lower().startswith(SCHEMES) else ""


def _found(plain: str, teams: Teams) -> Content:
    """Return text with its bare addresses and the names mentioned in it marked."""
    if "@" not in plain and "://" not in plain:
        return Content(plain)
    spans: list[Span] = []
    for match in _FOUND.finditer(plain):
        start, end = match.span()
        if match["url"]:
            spans += [Span(start, end, "underline $primary"), Span(start, end, _link(match["url"]))]
            continue
        if match["www"]:
            continue
        # `@Ana Maria` where there is one, else `@Ana`.
        for name in (match["name"], match["name"].partition(" ")[0].rstrip(".-")):
            if team := teams.get(text.fold(name)):
                spans.append(Span(start, start + 1 + len(name), f"bold ${team}"))
                break
    return Content(plain, spans)


def _wrapped(blocks: Iterable[_Block], width: int) -> list[Content]:
    """Return the lines of blocks under one another, each behind its prefix."""
    made: list[Content] = []
    for block in blocks:
        # However deep a quote lies, some cells are left for its words.
        first, rest = (part if len(part) <= width - 8 else "" for part in (block.first, block.rest))
        room = max(1, width - len(rest))
        if block.raw:
            code = block.content.split("\n", allow_blank=True)
            rows = [part for line in code for part in line.fold(max(2, room)) or [line]]
        else:
            rows = block.content.wrap(room)
        for number, row in enumerate(rows):
            prefix = first if number == 0 else rest
            made.append(Content(prefix).stylize("$muted") + row if prefix else row)
    return made

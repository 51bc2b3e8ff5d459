"""Lines of text and figures. A figure has a blank on each side; under the cursor they become brackets: ` 3 `, `[3]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from kanban import cell_width


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that can be opened: it counts cards."""

    text: str
    title: str
    """What it counts, as the heading of its cards: `Expired offers`."""
    cards: tuple[str, ...]
    """The ids of the cards, each once."""
    style: str = "bold"


@dataclass(frozen=True, slots=True)
class EditableFigure(Figure):
    """A number that is typed: it counts no cards."""

    name: str = ""
    """What it is called where it is written."""


Piece = Figure | tuple[str, str]
"""A figure, or text with its style."""


@dataclass(frozen=True)
class FigureLine:
    """One line."""

    pieces: tuple[Piece, ...]

    @property
    def width(self) -> int:
        """Its cells."""
        return sum(_measure(piece) for piece in self.pieces)

    def list_figures(self) -> Iterator[tuple[int, Figure]]:
        """Yield its figures, each with the cell in which it begins."""
        place = 0
        for piece in self.pieces:
            if isinstance(piece, Figure):
                yield place, piece
            place += _measure(piece)

    def draw(self, cursor: int | None) -> Content:
        """Return it as text; `cursor` is the place of the figure under the cursor among those of the line."""
        parts: list[tuple[str, str]] = []
        place = -1
        for piece in self.pieces:
            if not isinstance(piece, Figure):
                parts.append(piece)
                continue
            place += 1
            number = piece.text.strip()
            lead, tail = piece.text.partition(number)[::2] if number else (piece.text, "")
            is_here = place == cursor
            parts.append((lead, ""))
            parts.append(
                (
                    f"[{number}]" if is_here else f" {number} ",
                    "bold $selection-text on $selection" if is_here else piece.style,
                )
            )
            parts.append((tail, ""))
        return Content.assemble(*(part for part in parts if part[0]))

    def pad(self, width: int) -> FigureLine:
        """Return it with blanks up to a width."""
        blanks = width - self.width
        return FigureLine((*self.pieces, (" " * blanks, ""))) if blanks > 0 else self

    def join(self, other: FigureLine) -> FigureLine:
        """Return it with another line behind it."""
        return FigureLine((*self.pieces, *other.pieces))


BLANK = FigureLine(())


def line(*pieces: Piece) -> FigureLine:
    """Return a line of pieces; empty texts are left out."""
    return FigureLine(tuple(piece for piece in pieces if isinstance(piece, Figure) or piece[0]))


def figure(text: str, title: str, cards: Sequence[str], width: int = 0) -> Piece:
    """Return a figure, right-aligned in a width with the blanks at its sides; mere text where it has no cards."""
    padded = cell_width.pad(text, width - 2, "right") if width else text
    if not cards:
        return f" {padded} ", ""
    return Figure(padded, title, tuple(dict.fromkeys(cards)))


def _measure(piece: Piece) -> int:
    return cell_width.cells(piece.text) + 2 if isinstance(piece, Figure) else cell_width.cells(piece[0])

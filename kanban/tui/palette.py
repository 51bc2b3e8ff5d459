"""The board's own colours: derived from a theme's where it does not set them, and checked for contrast.

Colour has four jobs on the board: the two teams, overdue, unread, selection.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.color import BLACK, WHITE, Color, rgb_to_lab

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.theme import Theme

COLORS = (
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
    "foreground",
    "background",
    "surface",
    "panel",
)
"""What a theme file's `[colors]` must give: Textual's own."""

VARIABLES = (
    "marketing",
    "sales",
    "door",
    "overdue",
    "unread",
    "selection",
    "selection-text",
    "muted",
    "lane-title",
)
"""What `[variables]` may give: the board's own. In stylesheets `$marketing` and so on; what each is for stands in
`themes/kanban-dark.toml`. Text on the selection is always `selection-text`."""

TEXTS = tuple(name for name in VARIABLES if not name.startswith("selection"))
"""Those that are written on the background, the surface and the panel."""

READABLE = 4.5
"""WCAG's contrast for text (level AA); 7 is AAA."""

_APART = 25  # CIE76 distance at which two colours are seen as two, in letters that are not side by side

_ANSI_DARK = {
    "marketing": "ansi_yellow",
    "sales": "ansi_cyan",
    "door": "ansi_bright_white",
    "overdue": "ansi_bright_red",
    "unread": "ansi_bright_blue",
    "selection": "ansi_blue",
    "selection-text": "ansi_bright_white",
    "muted": "ansi_white",  # bright black cannot be read in some terminals' own palettes
    "lane-title": "ansi_bright_white",
}
_ANSI_LIGHT = {
    "marketing": "ansi_magenta",
    "sales": "ansi_blue",
    "door": "ansi_black",
    "overdue": "ansi_red",
    "unread": "ansi_green",
    "selection": "ansi_blue",
    "selection-text": "ansi_bright_white",
    "muted": "ansi_bright_black",
    "lane-title": "ansi_black",
}


def build_own_variables(theme: Theme) -> dict[str, str]:
    """Return the board's own colours for a theme: those of its file, the rest derived from its colours.

    For `App.get_theme_variable_defaults`, so that a stylesheet may use `$marketing` under every theme.
    """
    own_values = {name: value for name, value in theme.variables.items() if name in VARIABLES}
    return own_values if len(own_values) == len(VARIABLES) else {**_derive(theme), **own_values}


def build_shades(theme: Theme) -> dict[str, str]:
    """Return a theme's variables: the board's colours, and Textual's others mapped to the board's four uses."""
    own = build_own_variables(theme)
    plain = (theme.background, theme.panel, theme.primary, theme.foreground)  # a file names them all
    ground, panel, primary, text = (Color.parse(str(color)).hex for color in plain)
    selection, on_selection, muted, title = (own[n] for n in ("selection", "selection-text", "muted", "lane-title"))
    bars = (
        "scrollbar-background",
        "scrollbar-background-hover",
        "scrollbar-background-active",
        "scrollbar-corner-color",
    )
    return {
        **own,
        "text-muted": muted,
        "foreground-muted": muted,
        "border": primary,
        "border-blurred": panel,
        "block-cursor-background": selection,
        "block-cursor-foreground": on_selection,
        "block-cursor-blurred-background": panel,
        "block-cursor-blurred-foreground": text,
        "block-hover-background": panel,
        "input-selection-background": selection,
        "input-selection-foreground": on_selection,
        "screen-selection-background": selection,
        "screen-selection-foreground": on_selection,
        "link-color": primary,
        "link-color-hover": on_selection,
        "link-background-hover": selection,
        "footer-background": ground,
        "footer-foreground": muted,
        "footer-key-foreground": title,
        "footer-description-foreground": muted,
        "scrollbar": Color.parse(ground).blend(Color.parse(muted), 0.45).hex,
        "scrollbar-hover": muted,
        "scrollbar-active": primary,
        **dict.fromkeys(bars, ground),
        **{f"markdown-h{level}-color": title for level in range(1, 7)},
    }


def list_weak_contrasts(theme: Theme, least: float = READABLE) -> list[str]:
    """Return a sentence for each text with weak contrast. Textual's ANSI themes are not checked."""
    colors = {**theme.to_color_system().generate(), **build_own_variables(theme)}
    pairs = [(text, ground) for text in ("foreground", *TEXTS) for ground in ("background", "surface", "panel")]
    problems = []
    for text, ground in [*pairs, ("selection-text", "selection")]:
        reached = measure_contrast(Color.parse(colors[text]), Color.parse(colors[ground]))
        if reached < least:
            problems.append(
                f"{text} on {ground} has a contrast of {reached:.1f} to 1; below {least:g} it is hard to read."
            )
    return problems


def measure_contrast(first: Color, second: Color) -> float:
    """Return the contrast ratio of two opaque colours by WCAG 2, from 1 to 21."""
    light, dark = sorted((_measure_luminance(first), _measure_luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _measure_luminance(color: Color) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def measure_distance(first: Color, second: Color) -> float:
    """Return how different two colours look (CIE76): 0 to about 250; 2 is just visible side by side."""
    return math.dist(rgb_to_lab(first), rgb_to_lab(second))


def _derive(theme: Theme) -> dict[str, str]:
    """Return the board's colours derived from a theme's, moved towards black or white until they are readable."""
    if theme.ansi:  # the terminal alone knows how these look
        return _ANSI_DARK if theme.dark else _ANSI_LIGHT
    generated = theme.to_color_system().generate()
    colors = {name: Color.parse(generated[name]) for name in COLORS}
    ground, text = colors["background"], colors["foreground"]
    grounds = [colors[name] for name in ("background", "surface", "panel")]

    def readable(color: Color) -> Color:
        towards = max((WHITE, BLACK), key=lambda end: measure_contrast(end, ground))
        steps = (color.blend(towards, step / 20) for step in range(21))
        return next((step for step in steps if min(measure_contrast(step, g) for g in grounds) >= READABLE), towards)

    def choose_apart(names: Iterable[str], used_colors: list[Color]) -> Color:
        candidates = [readable(colors[name]) for name in names]
        gaps = [min(measure_distance(color, other) for other in used_colors) for color in candidates]
        return next(
            (c for c, gap in zip(candidates, gaps, strict=True) if gap >= _APART), candidates[gaps.index(max(gaps))]
        )

    overdue = readable(colors["error"])
    sales = choose_apart(("primary", "secondary", "accent"), [overdue])
    marketing = choose_apart(("accent", "warning", "secondary", "success"), [overdue, sales])
    unread = choose_apart(("success", "warning", "secondary", "accent"), [overdue, sales, marketing])
    selection = ground.blend(colors["primary"], 0.4)
    derived = {
        "marketing": marketing,
        "sales": sales,
        "door": readable(text.blend(ground, 0.25)),
        "overdue": overdue,
        "unread": unread,
        "selection": selection,
        "selection-text": max((WHITE, BLACK), key=lambda end: measure_contrast(end, selection)),
        "muted": readable(text.blend(ground, 0.4)),
        "lane-title": readable(text),
    }
    return {name: color.hex6 for name, color in derived.items()}

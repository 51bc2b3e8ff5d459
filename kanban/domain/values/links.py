"""Links on a card: web addresses, mail addresses and files, as people type them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.values import fields, text

if TYPE_CHECKING:
    from kanban.domain.change import Json

SCHEMES = frozenset({"http", "https", "mailto", "file", "tel"})
"""What a link may begin with, before the colon."""

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\[^\\]")
_PATH = re.compile(r"[/~]|\.\.?[\\/]|[A-Za-z]:[\\/]|\\\\[^\\]")
_HOST = re.compile(r"(?:localhost|(?:[\w-]+\.)+[a-z][a-z0-9-]+)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"[^/?#]+\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|txt|md|csv|zip|png|jpe?g|gif|svg|webp"
    r"|html?|json|xml|rtf|pages|numbers|key|eml|msg|ics|mp4|rar|7z|gz|tar)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:[/?#]|$))")


def is_path(address: str) -> bool:
    r"""Return whether a link is a file: `/home/ana/x.pdf`, `~/x.pdf`, `C:\docs\x.pdf` or `\\server\share\x.pdf`."""
    return _PATH.match(address) is not None


def is_windows_path(address: str) -> bool:
    r"""Return whether a link is a file on Windows: `C:\docs\x.pdf` or `\\server\share\x.pdf`."""
    return _WINDOWS.match(address) is not None


def read_link(typed: str, name: str = "") -> tuple[dict[str, Json], str]:
    """Return a typed link as its register, and a warning where https:// was added; else an empty one.

    A path stays a path. Raises UsageFault for text that is neither an address nor a whole path.
    """
    address = text.clean_line(typed)
    if not address or len(address) > fields.LONGEST:
        raise UsageFault("A link is an address or a file, such as https://acme.example/offer or /home/ana/offer.pdf.")
    if is_path(address):
        return _build_register(address, name, re.split(r"[\\/]", address.rstrip("\\/"))[-1]), ""
    if " " in address:
        raise UsageFault("A web address has no spaces; a file begins with / or C:\\.")
    scheme = _SCHEME.match(address)
    if scheme:
        if scheme[1].lower() not in SCHEMES:
            raise UsageFault(f"A link opens a web page, a file or an address, not “{scheme[1]}:”.")
        return _build_register(address, name, address.rstrip("/").rsplit("/", 1)[-1]), ""
    if _HOST.fullmatch(address) and not _DOCUMENT.fullmatch(address):
        full = f"https://{address}"
        warning = f"“{text.shorten(address, 60)}” was taken for the web address {text.shorten(full, 80)}"
        return _build_register(full, name, full.rstrip("/").rsplit("/", 1)[-1]), warning
    raise UsageFault(
        f"“{text.shorten(address, 60)}” is neither a web address nor a whole path: begin with https:// for a page, "
        "with / or C:\\ for a file."
    )


def _build_register(address: str, name: str, otherwise: str) -> dict[str, Json]:
    return {"url": address, "name": text.shorten(text.clean_line(name) or otherwise or address, 80)}

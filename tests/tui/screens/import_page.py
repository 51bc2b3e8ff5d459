"""What tests of the import page share: files, and steps through it."""

from __future__ import annotations

from tests.tui.boards import press, shown
from tests.tui.cards import until

FAIR = (
    "Title,Company,Contact,Email,Value,Stage,Owner\n"
    "Vireo pump,Vireo,Jo Vo,jo@vireo.example,€2500,MQL,Zed\n"
    "Kestrel roll,Kestrel,Kay El,kay@kestrel.example,€5500,Needs Analysis,Zed\n"
    ",,,,,,\n"
    ",,,,€12,MQL,\n"
)
DATED = "Title,Company,Close date\nAlpha,A,03/04/2027\nBeta,B,05/06/2027\n"


def write(path, text=FAIR):
    path.write_text(text, "utf-8")
    return path


async def seen(pilot, *words):
    """Wait until words show."""
    await until(pilot, lambda: all(word in shown(pilot) for word in words))


async def checked(pilot):
    """Open the page, tick the first file and wait for what was understood."""
    await press(pilot, "I", "enter")
    await seen(pilot, "[Check]", "First cards")


async def imported(pilot):
    """Wait until the last choice was looked at, and import."""
    await until(pilot, lambda: not pilot.app.screen._session.is_reading)
    await press(pilot, "i")
    await seen(pilot, "[Result]")

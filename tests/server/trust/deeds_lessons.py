"""What people try with debriefs and walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kanban.domain.ids import new_id

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from tests.server.trust.deeds import Hands

LONG_AGO = "2020-02-03T00:00:00Z"


def learn(hands: Hands) -> Change:
    """Write a debrief, or share a walk."""
    kind = hands.chance.choice(["debrief", "walk", "walk", "poem"])
    made: dict[str, Any] = {
        "created": True, "card": hands._card(), "kind": kind, "author": hands._me(), "at": LONG_AGO,
        "team": hands.who.team if hands._maybe(0.9) else "sales",
    }  # fmt: skip
    answers = [{"after": new_id(), "at": LONG_AGO, "words": "Ring them"}]
    made |= {"answers": answers if hands._maybe(0.9) else None} if kind == "walk" else {"words": "Too late"}
    verb = hands.chance.choice(["debrief", "share_walk", "import", "whatever"])
    if verb == "import" and hands._maybe(0.5):
        made |= {"author": "Mia of old", "team": ""}
    return hands._change("lesson", new_id(), made, verb)


def relearn(hands: Hands) -> Change:
    """Change a debrief or a walk that is there, or one that is not."""
    lessons = hands.board.of("lesson")
    own = [one for one in lessons if (hands.board.find("lesson", one) or {}).get("author") == hands.who.id]
    among = own if own and hands._maybe(0.5) else lessons
    lesson = hands.chance.choice(among) if among else new_id()
    registers: dict[str, Any] = hands.chance.choice(
        [{"words": "Other words"}, {"words": ""}, {"deleted": True}, {"author": hands._me()}, {"kind": "walk"}]
    )
    return hands._change("lesson", lesson, registers, hands.chance.choice(["edit_debrief", "import", "whatever"]))

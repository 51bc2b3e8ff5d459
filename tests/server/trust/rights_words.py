"""What may be said: comments, notices, what rules add, signatures."""

from __future__ import annotations

from kanban.domain.change import Change
from tests.server.trust.board import Board, Person

KINDS = {
    "comment": "",
    "objection": "",
    "decision": "",
    "offer": "marketing",
    "answer": "marketing",
    "question": "sales",
    "return": "sales",
}


def may_comment(board: Board, who: Person, change: Change) -> bool:
    there, given = board.find("comment", change.entity), change.set
    if there is None:
        if board.find("card", str(given.get("card"))) is None or "body" not in given:
            return False
        if change.verb == "import":
            author = given.get("author_in_file") or given.get("author")
            return (
                who.at_least("member")
                and given.get("kind", "comment") == "comment"
                and (author not in board.people or author == who.id)
            )
        kind = str(given.get("kind", "comment"))
        if (
            given.get("author") != who.id
            or given.get("team") != who.team
            or kind not in KINDS
            or "imported_by" in given
        ):
            return False
        return kind in {"comment", "objection"} or (who.at_least("member") and KINDS[kind] in {"", who.team})
    if change.verb == "import" and "created" in given:
        return there.get("imported_by") is not None
    if {"body", "deleted", "kind", "created"} & given.keys() and there.get("author") != who.id:
        return False
    fixed = ("card", "author", "team", "kind", "created", "author_in_file", "imported_by")
    return all(given[name] == there.get(name) for name in fixed if name in given)


def may_learn(board: Board, who: Person, change: Change) -> bool:
    """Whether somebody may write this debrief, or share this walk."""
    there, given = board.find("lesson", change.entity), change.set
    if there is None:
        if board.find("card", str(given.get("card"))) is None or "created" not in given:
            return False
        says = given.get("words") if given.get("kind") == "debrief" else given.get("answers")
        if not says or given.get("kind") not in {"debrief", "walk"} or not given.get("at"):
            return False
        if change.verb == "import":
            author = given.get("author_in_file") or given.get("author")
            return who.at_least("member") and (author not in board.people or author == who.id)
        return given.get("author") == who.id and given.get("team") == who.team and "imported_by" not in given
    if change.verb == "import" and "created" in given:
        return there.get("imported_by") is not None
    if {"words", "deleted"} & given.keys() and there.get("author") != who.id:
        return False
    if "words" in given and not (given["words"] and there.get("kind") == "debrief"):
        return False
    fixed = ("card", "kind", "answers", "author", "team", "at", "created", "author_in_file", "imported_by")
    return all(given[name] == there.get(name) for name in fixed if name in given)


def rule_fits(board: Board, who: Person, change: Change) -> bool:
    """Whether what is said to be a rule's is: the board has it, and the person's own change on that card set it off."""
    if "rule" not in change.extra and "of" not in change.extra:
        return True
    rule = board.rules.get(str(change.extra.get("rule")))
    cause = next((each for each in board.log if each.id == change.extra.get("of")), None)
    if rule is None or cause is None or cause.actor != who.id:
        return False
    commented = cause.etype == "comment" and "created" in cause.set
    entered = cause.etype == "card" and "stage" in cause.set
    if not {"commented": commented, "enters": entered}[rule["when"]]:
        return False
    about = change.set.get("card") if change.etype in {"comment", "notice"} else change.entity
    if about != (cause.set.get("card") if cause.etype == "comment" else cause.entity):
        return False
    if change.etype == "notice" or any(name.startswith("rule.") for name in change.set):
        return True
    return change.etype == "card" and change.set == {"label.hot": True}


def may_note(board: Board, change: Change, name: str) -> bool:
    value = change.set[name]
    sound = value is None or (isinstance(value, dict) and set(value) == {"trouble"})
    return sound and change.extra.get("rule") == name.removeprefix("rule.")


def may_notice(board: Board, change: Change) -> bool:
    given = change.set
    if board.find("notice", change.entity) is not None or "created" not in given:
        return False
    if board.find("card", str(given.get("card"))) is None:
        return False
    if given.get("to") not in {"marketing", "sales", *board.people}:
        return False
    if "rule" not in change.extra:
        return not given.get("rule")
    then = board.rules[str(change.extra["rule"])]["then"]
    return any(each["do"] == "notify" and (each["to"], each["text"]) == (given["to"], given["words"]) for each in then)


def may_sign(board: Board, who: Person, change: Change) -> bool:
    there = board.find("agreement", change.entity)
    if there is None or change.set.keys() - {f"sign.{who.team}"}:
        return False
    value = change.set.get(f"sign.{who.team}")
    other = {"marketing": "sales", "sales": "marketing"}[who.team]
    led = any(person.role == "lead" and person.team == other for person in board.people.values())
    if not isinstance(value, dict) or value.get("hash") != there["hash"] or value.get("member") != who.id:
        return False
    return not (value.get("alone") and led) and str(value.get("at"))[:2] == "20" and str(value["at"]) > "2025"

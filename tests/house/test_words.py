"""One thing has one word on every screen, in every message and in help."""

from __future__ import annotations

import ast
import re

from tests.house.trees import parse

BETTER = {
    r"\bUndid\b|\bDid again\b": "Undone, Redone",
    r"\b([Tt]ake|[Tt]ook|[Tt]akes|taken) (\S+ ){0,4}back\b": "undo, delete, remove",
    r"\b([Tt]ake|[Tt]ook|[Tt]akes) (\S+ ){0,4}off\b": "remove",
    r"[Tt]ick (the |a )?lines?\b|\bof line \{|^Line \{n\}|\bfor this line\b|\blines? “": "requirement",
    r"\b[Ff]ields? of your own\b": "custom fields",
    r"\bis called so\b|\b[Vv]ouch\b|\bPut the label\b": "see what other messages say",
}
"""What a sentence on a screen does not say, with what it says instead."""
ELSEWHERE = ("demo_board", "migrations", "words")
"""Folders with the words of others: those of people in a demo, and of other programs in their files."""


def sentences_of(tree):
    """Yield (line, text) of each string with a blank, docstrings left out; what is computed stands in braces."""
    skipped = {
        id(child.value)
        for node in ast.walk(tree)
        for child in ast.iter_child_nodes(node)
        if isinstance(child, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(value) for value in node.values}
            yield (
                node.lineno,
                "".join(
                    value.value if isinstance(value, ast.Constant) else f"{{{ast.unparse(value.value)}}}"
                    for value in node.values
                ),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def test_a_sentence_is_read_from_code():
    tree = parse('"""Took it back."""\nsay(f"Undid: {summary}", "plain words")\n')
    assert list(sentences_of(tree)) == [(2, "Undid: {summary}"), (2, "plain words")]


def test_the_same_thing_has_the_same_word(checkout):
    files = [file for file in sorted((checkout / "kanban").rglob("*.py")) if not {*ELSEWHERE} & {*file.parts}]
    assert files
    assert [
        f"{file.relative_to(checkout)}:{line} “{sentence}”: {better}"
        for file in files
        for line, sentence in sentences_of(parse(file.read_text("utf-8")))
        if " " in sentence
        for pattern, better in BETTER.items()
        if re.search(pattern, sentence)
    ] == []


SHOWN = ("domain", "store/acts", "store/importing", "store/reading", "store/replica", "protocol", "tui")
"""What raises sentences that screens and the server show too."""
ERRORS = {"KanbanError", "Refused", "UsageFault", "NotFound", "NothingToImport"}
OF_A_SHELL = re.compile(r"\bkanban [a-z]|(?<!\S)--[a-z]")


def words_of_a_shell(tree):
    """Yield (line, text) of each error whose sentence names a command or an option, outside its `command`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            sentences = [pair for argument in node.args for pair in sentences_of(ast.Expression(argument))]
            yield from ((line, text) for line, text in sentences if OF_A_SHELL.search(text))


def test_an_error_of_a_shell_is_seen():
    tree = parse('Refused(f"No {x}; kanban init makes one.")\nNotFound("No card.", command="kanban list shows them")\n')
    assert [line for line, _ in words_of_a_shell(tree)] == [1]


def test_sentences_that_screens_show_name_no_commands(checkout):
    files = [file for room in SHOWN for file in sorted((checkout / "kanban" / room).rglob("*.py"))]
    assert len(files) > 200
    assert [
        f"{file.relative_to(checkout)}:{line} “{text}”"
        for file in files
        for line, text in words_of_a_shell(parse(file.read_text("utf-8")))
    ] == []

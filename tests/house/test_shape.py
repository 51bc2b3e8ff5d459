"""The house as its rules describe it: what stands where, how long, with which reason beside it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from functools import cache

import pytest

from kanban import __version__
from tests.house.trees import parse

TOP = {
    "kanban",
    "themes",
    "tests",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".gitignore",
    ".github",
    ".ci",
}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "service", "services", "base", "common", "misc"}
MOST_LINES = 400
MOST_CLASS_LINES = 500
MOST_LINES_OF_A_RELEASE = 140
"""Users read what is new; what only its makers notice is in the commits."""
TWICE = {"agreement", "app", "dashboard", "handoffs", "inbox", "pull", "today"}
"""Names of modules that more than one room has: the same topic on several floors."""
WIDEST_LINE = 120
PARTICIPLE = re.compile(
    r"_*((?!(add|embed|feed|need|seed|shed)$)[a-z]+ed|begun|bought|broken|brought|built|caught|chosen|come|done|drawn"
    r"|fallen|forgotten|found|given|gone|held|hidden|kept|known|laid|led|left|lost|made|meant|met|paid|said|seen|sent"
    r"|shown|spoken|taken|thought|thrown|told|torn|worn|written)_*"
)
"""A function's name that is a bare participle; properties may have one."""
NO_VERB = re.compile(
    r"_*(again|alike|alive|all|alone|along|already|among|another|any|apart|at|back|bare|before|below|beside|between"
    r"|both|each|either|elsewhere|enough|every|everything|few|former|further|here|how|its|lacking|last|late|later"
    r"|latest|least|less|likely|many|me|mine|missing|more|most|much|near|nearer|newer|newest|nobody|none|nothing|often"
    r"|older|oldest|only|other|others|outgoing|own|pending|rather|same|several|since|so|some|such|sure|that|them|then"
    r"|there|these|they|this|those|together|too|under|until|up|us|waiting|when|where|whether|which|who|whole|whom"
    r"|whose|why|with|within|without)(_|$)"
)
"""A function's name that begins with a pronoun, an adverb or another word that is no verb."""
OTHERS_NAMES = {("columns.py", "all")}
"""Functions by their file that NO_VERB matches and that stay: `mapping.all(field)` reads as a list does."""
BOOLEAN = re.compile(
    r"_?((is|has|can|may|was|needs|keeps|takes|makes|names|owes|begins)_"
    r"|(alone|away|barred|deleted|edited|joined|mine|on|own|required|revoked|welcomed)$|leads_too$|[A-Z_]+$|lead$"
    r"|deal$)"
)
"""A boolean's name: is_, has_ or another verb, or the key of a file, a record or argparse that it holds."""
SAYS_NOTHING = {
    "found",
    "each",
    "said",
    "made",
    "there",
    "kept",
    "told",
    "gone",
    "given",
    "taken",
    "written",
    "shown",
    "seen",
    "meant",
    "held",
    "named",
    "asked",
}
"""Bare participles and fillers: a name is a noun for what it holds."""
FIXED = {("rest_records.py", "said")}
"""Fields by their file that are in SAYS_NOTHING and stay: keys of the JSON that a server answers."""
WRONG_INSTALL = re.compile(r"\b(pip|pipx|uv tool|uvx) (install )?(-\S+ )*kanban\b")

MOST_MODULES = 15
"""The modules of a folder, beside its `__init__`."""

NAMED_TUPLES = {
    "defined at the start of every verb": (
        "Places Problem Config Credentials OpenedBoard Argument ExclusiveOptions Verb News CommentCounts "
        "ActivityCounts LaneTotals Condition Stage Member _Entities Amount"
    ),
    "defined at each TAB": "VerbWords",
    "made by the thousand": (
        "Card Comment Activity CardSummary Deal Change Step Act CardPlace Block Piece Batch Row FileComment CellFault "
        "NewLead NewRow PreparedCard _Person Window Moment Question Stay Entry CardFacts "
        "WaitingCard Climb OfferRow StayRow ResponseRow AnswerRow ValueChange Standing Ending"
    ),
    "defined before the board's first frame": (
        "CommandContext Command LaneSummary Hours Calendar PointerTarget Hint Themes ThemeLine LaneLayout BarText "
        "FilterState"
    ),
    "keys of what was drawn": "FaceContext NextText LaneHeights BoardStyles TextStyles",
}
"""Named tuples by their reason. All other values are frozen dataclasses, which nobody can unpack or compare by mistake.

To define one takes 0.6 ms, ten times as long, and `dataclasses` loads `inspect`: 5 ms, of which `kanban list` spends
neither, and the twelve of the first frame were 7 ms of the 50 that a start takes beside Textual's own. To make one
takes three times as long.
"""


def text_of(file):
    """The file's text, or nothing for one that is no text."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.fixture(scope="session")
def project(checkout):
    return (checkout / "pyproject.toml").read_text("utf-8")


def test_the_top_level_holds_what_its_user_fixed(checkout, tracked):
    assert {file.relative_to(checkout).parts[0] for file in tracked} <= TOP


def test_no_folder_is_a_drawer(checkout):
    """A folder with more modules than a reader keeps in mind is two concepts."""
    folders = Counter(file.parent for file in (checkout / "kanban").rglob("*.py") if file.name != "__init__.py")
    assert folders[checkout / "kanban" / "domain"] > 5
    assert {str(folder.relative_to(checkout)): n for folder, n in folders.items() if n > MOST_MODULES} == {}


def test_no_module_holds_two_things(checkout, tracked):
    lengths = {
        str(file.relative_to(checkout)): len(text_of(file).splitlines()) for file in tracked if file.suffix == ".py"
    }
    assert lengths["kanban/config.py"] > 100
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_named_tuples_have_their_reason(tracked):
    found = {
        name for file in tracked for name in re.findall(r"^class (\w+)\(NamedTuple\)", text_of(file), re.MULTILINE)
    }
    assert found == {name for names in NAMED_TUPLES.values() for name in names.split()}


def classes_of(checkout):
    """Return (lines, ids of base classes) of each class of the program by its id, `module.Class`."""
    classes = {}
    for file in sorted((checkout / "kanban").rglob("*.py")):
        module = ".".join(file.relative_to(checkout).with_suffix("").parts)
        tree = parse(text_of(file))
        names = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base).partition("[")[0] for base in node.bases]
                known = [
                    names.get(first, f"{module}.{first}") + dot + rest
                    for first, dot, rest in (b.partition(".") for b in bases)
                ]
                classes[f"{module}.{node.name}"] = (node.end_lineno - node.lineno + 1, known)
    return classes


def test_no_class_is_long_with_all_that_it_inherits(checkout):
    """Only files are short otherwise: a class of ten base classes in ten files is one long class."""
    classes = classes_of(checkout)

    @cache
    def family(name):
        bases = classes[name][1] if name in classes else []
        return frozenset().union({name} & classes.keys(), *map(family, bases))

    lengths = {name: sum(classes[each][0] for each in family(name)) for name in classes}
    assert lengths["kanban.tui.dialogs.confirm.Confirm"] > classes["kanban.tui.dialogs.confirm.Confirm"][0] + 100
    assert {name: length for name, length in lengths.items() if length > MOST_CLASS_LINES} == {}


def test_no_module_has_a_name_that_says_nothing(tracked):
    assert [file for file in tracked if file.suffix == ".py" and file.stem in VAGUE] == []


def test_a_module_is_found_by_its_name(checkout, tracked):
    """A second module of the same name is on purpose; migrations are named by what they come after."""
    stems = Counter(
        file.stem
        for file in tracked
        if file.is_relative_to(checkout / "kanban") and file.suffix == ".py"
        if "migrations" not in file.parts and not file.stem.startswith("__")
    )
    assert len(stems) > 400
    assert {stem for stem, files in stems.items() if files > 1} == TWICE


def test_no_function_is_named_by_a_participle(checkout):
    assert [name for name in ("found", "_picked", "feed", "find") if PARTICIPLE.fullmatch(name)] == ["found", "_picked"]
    files = sorted((checkout / "kanban").rglob("*.py"))
    assert files
    assert [
        f"{file.name}:{node.lineno} {node.name}"
        for file in files
        for node in ast.walk(parse(text_of(file)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and PARTICIPLE.fullmatch(node.name)
        and not any("property" in ast.unparse(decorator) for decorator in node.decorator_list)
    ] == []


def test_functions_and_booleans_say_what_they_are(checkout):
    assert [name for name in ("all", "_some", "since_when", "someday", "list_all") if NO_VERB.match(name)] == [
        "all", "_some", "since_when"
    ]  # fmt: skip
    functions, booleans = [], []
    for file in sorted((checkout / "kanban").rglob("*.py")):
        for node in walk_but_columns(parse(text_of(file))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                decorators = " ".join(map(ast.unparse, node.decorator_list))
                is_free = "property" in decorators or "router." in decorators or node.name.startswith("__")
                if NO_VERB.match(node.name) and not is_free and (file.name, node.name) not in OTHERS_NAMES:
                    functions.append(f"{file.name}:{node.lineno} {node.name}")
            elif isinstance(node, ast.ClassDef) and "BaseModel" not in ast.unparse(node):
                booleans += [(file.name, line, name) for line, name in booleans_of(node)]
    assert len(booleans) > 100
    assert functions == []
    assert [f"{file}:{line} {name}" for file, line, name in booleans if not BOOLEAN.match(name)] == []


def booleans_of(cls):
    """Yield (line, name) of the fields of a class that are declared as booleans, and of those that begin as one."""
    for node in cls.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "bool":
            yield node.lineno, node.target.id
    for node in ast.walk(cls):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    yield node.lineno, target.attr


def walk_but_columns(tree):
    """Yield all nodes but the columns of tables: a column keeps the name that it has in people's files."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords):
            continue
        yield node
        yield from walk_but_columns(node)


def test_a_local_says_what_it_holds(checkout):
    bound = [
        (file, node.lineno, node.arg if isinstance(node, ast.arg) else node.id)
        for file in sorted((checkout / "kanban").rglob("*.py"))
        for node in walk_but_columns(parse(text_of(file)))
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    ]
    assert bound
    assert [
        f"{file.name}:{line} {name}"
        for file, line, name in bound
        if name.strip("_") in SAYS_NOTHING and (file.name, name) not in FIXED
    ] == []


def test_lines_fit(checkout):
    assert [
        f"{file.name}:{number}"
        for room in ("kanban", "tests")
        for file in sorted((checkout / room).rglob("*.py"))
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if len(line) > WIDEST_LINE
    ] == []


def test_tests_mirror_the_rooms(checkout):
    rooms = {folder.name for folder in (checkout / "kanban").iterdir() if folder.is_dir()}
    mirrors = {folder.name for folder in (checkout / "tests").iterdir() if folder.is_dir()}
    assert (
        mirrors
        - {"__pycache__", "house", "bench", "end_to_end", "postgres", "made_by_0_1_0", "made_by_0_2_0", "shifted"}
        <= rooms
    )


def test_every_dependency_has_its_reason_beside_it(project):
    tables = tomllib.loads(project)
    wanted = list(tables["project"]["dependencies"])
    for extra in tables["project"]["optional-dependencies"].values():
        wanted += extra
    assert len(wanted) > 10
    for dependency in wanted:
        (line,) = (line for line in project.splitlines() if line.strip().startswith(f'"{dependency}"'))
        assert re.search(r"#\s+\S+ \S+|# --strict", line), f"why {dependency}?"


def test_every_import_contract_has_its_reason_above_it(project):
    lines = project.splitlines()
    starts = [number for number, line in enumerate(lines) if line == "[[tool.importlinter.contracts]]"]
    assert starts
    assert [lines[number - 1] for number in starts if not lines[number - 1].startswith("# ")] == []


def test_every_ignored_lint_has_its_reason(project):
    rules = project[project.index("\nignore = [") : project.index("[tool.ruff.lint.per-file-ignores]")]
    lines = [line for line in rules.splitlines() if line.strip().startswith('"')]
    assert lines
    assert [line for line in lines if "  # " not in line] == []


def test_no_path_of_one_machine_is_in_the_tree(checkout, tracked):
    machine = re.compile(r"(?<![\w.-])/(work|farm|root|Users)/")
    assert [file for file in tracked if file.name != "test_shape.py" and machine.search(text_of(file))] == []


def test_nobody_is_told_to_install_somebody_elses_package(checkout, tracked):
    for wrong in ("pip install kanban", "pip install -U kanban", "pipx install kanban", "uvx kanban"):
        assert WRONG_INSTALL.search(wrong)
    assert not WRONG_INSTALL.search("pip install -q . && .venv/bin/kanban demo")
    assert [file for file in tracked if file.name != "test_shape.py" and WRONG_INSTALL.search(text_of(file))] == []


def test_nothing_unfinished_is_left(tracked):
    mark = re.compile(r"# *(TODO|FIXME|XXX)\b|NotImplementedError")
    files = [file for file in tracked if file.suffix == ".py" and file.name != "test_shape.py"]
    assert [file for file in files if mark.search(text_of(file))] == []


def test_the_lock_file_is_not_committed(tracked):
    assert "uv.lock" not in {file.name for file in tracked}


def test_the_readme_gives_the_two_commands_that_set_it_up(checkout):
    readme = (checkout / "README.md").read_text("utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/kanban demo" in readme
    assert 'python3 -m venv .venv && .venv/bin/pip install -q -e ".[dev]" && .venv/bin/python -m pytest -q' in readme


def test_the_changelog_speaks_in_known_headings(checkout):
    text = (checkout / "CHANGELOG.md").read_text("utf-8")
    headings = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert text.startswith("# Changelog\n\n## Unreleased\n")
    assert headings
    assert headings <= {"Added", "Changed", "Fixed", "Performance", "Removed"}


def test_the_changelog_tells_the_users_of_this_version_what_is_new(checkout):
    text = (checkout / "CHANGELOG.md").read_text("utf-8")
    entry = re.search(
        rf"^## {re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)\n(.*?)^## ", text, re.DOTALL | re.MULTILINE
    )[1]
    assert 50 < len(entry.splitlines()) <= MOST_LINES_OF_A_RELEASE

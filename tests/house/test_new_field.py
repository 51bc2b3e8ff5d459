"""A card field is added by following the architecture page, in a copy of the package.

The page is right, and its list short.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.house.page_blocks import copy_with_blocks, lint

HEADING = "How to add a card field"
MOST_FILES = 10

REGISTER = "| `card` | `%s` | text of at most 8,000 characters |\n"
CLASS_END = r"^class %s\(.*?\n(?=\n\n|\Z)"
"""A class to its end, where its newest column stands."""

EDITS = {
    "domain/card.py": [
        (r'^    "campaign": "text",\n', '    "industry": "text",\n'),
        (r'^    "source", "campaign",', ' "industry",'),
        (r"^    campaign: str \| None = None\n", "    industry: str | None = None\n"),
    ],
    "store/tables/card_tables.py": [(CLASS_END % "CardRow", "    industry: str | None = None\n")],
    "store/schema.sql": [(r"^CREATE TABLE card \(\n.*?,\n(?=\tPRIMARY KEY)", "\tindustry VARCHAR,\n")],
    "store/hub/server_tables/hub_card_tables.py": [(CLASS_END % "HubCard", "    industry: str | None\n")],
    "server/routes/rest_records.py": [
        (r"^    campaign: Given = None\n", "    industry: Given = None\n"),
        (r"^    campaign: str \| None\n", "    industry: str | None\n"),
    ],
    "tui/widgets/card/field_rows.py": [(r'"source", "campaign"', ', "industry"')],
    "protocol/README.md": [(re.escape(REGISTER % "campaign"), REGISTER % "industry")],
    "cli/README.md": [
        (rf"^\| `{row}[^\n]*?`campaign`", ", `industry`") for row in ("FIELD:value`", "has:FIELD`", "sort:")
    ],
}
"""File below the package to what is added there, each behind the one place where a pattern matches."""


@pytest.fixture(scope="module")
def changed(checkout, tmp_path_factory):
    """The folder of a copy of the package with a field more."""
    folder = tmp_path_factory.mktemp("changed")
    made = copy_with_blocks(checkout, folder, HEADING)
    for name, additions in EDITS.items():
        file = folder / "kanban" / name
        text = file.read_text("utf-8")
        for behind, added in additions:
            (place,) = re.finditer(behind, text, re.MULTILINE | re.DOTALL)
            text = text[: place.end()] + added + text[place.end() :]
        file.write_text(text, "utf-8")
    steps = {follow_newest_step(folder / "kanban" / name, checkout / "kanban" / name) for name in made}
    assert lint(checkout, folder, {str(step.relative_to(folder / "kanban")) for step in steps}) == ""
    return folder


def follow_newest_step(made, place):
    """Let a migration of the page follow the newest one that there is, as the page asks for; return its file."""
    newest = max(file.name[:4] for file in place.parent.glob("[0-9]*.py"))
    number = f"{int(newest) + 1:04}"
    text, changes = re.subn(r'^revision = ".*"$', f'revision = "{number}"', made.read_text("utf-8"), flags=re.MULTILINE)
    text, more = re.subn(r'^down_revision = ".*"$', f'down_revision = "{newest}"', text, flags=re.MULTILINE)
    assert (changes, more) == (1, 1)
    made.unlink()
    step = made.with_name(number + made.name[4:])
    assert not step.exists()
    step.write_text(text, "utf-8")
    return step


@pytest.fixture
def kanban(changed, checkout, tmp_path):
    """`kanban("list", new=True)`: what a command of the copy prints, or without `new` of the package as it is."""

    def run(*words, new=False):
        env = {**os.environ, "KANBAN_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "kanban", *words]
        done = subprocess.run(
            command, env=env, cwd=changed if new else checkout, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    return run


def test_the_page_names_the_files(checkout):
    page = (checkout / "kanban" / "README.md").read_text("utf-8")
    section = page.split(f"## {HEADING}\n")[1].split("\n## ")[0]
    named = re.findall(r"^\d+\. `([^`]+)`", section, re.MULTILINE)
    made = {"store/migrations/versions/", "store/hub/migrations/versions/"}
    assert sorted(named) == sorted({*EDITS, *made})
    assert len(named) <= MOST_FILES


def test_every_door_knows_the_field(kanban, tmp_path):
    kanban("init", "--name", "Ana", "--team", "marketing")
    kanban("add", "Acme")
    assert "industry" not in kanban("list", "--json")
    kanban("edit", "Acme", "industry=Steel", new=True)
    (record,) = json.loads(kanban("list", "--json", new=True))
    assert (record["industry"], list(record).index("industry")) == ("Steel", list(record).index("campaign") + 1)
    assert json.loads(kanban("show", "Acme", "--json", new=True))["industry"] == "Steel"
    for words in (("list", "--csv"), ("export", "-")):
        assert "campaign,industry," in kanban(*words, new=True).splitlines()[0]
    assert "set the industry to Steel" in kanban("history", "Acme", new=True)
    assert "industry" in kanban("edit", "--help", new=True)
    leads = tmp_path / "leads.csv"
    leads.write_text("Company,Industry\nGlobex,Retail\n")
    kanban("import", str(leads), new=True)
    assert {card["industry"] for card in json.loads(kanban("list", "--json", new=True))} == {"Steel", "Retail"}
    mapped = tmp_path / "mapped.csv"
    mapped.write_text("Company,Sector\nInitech,Software\n")
    kanban("import", str(mapped), "--map", "Sector=industry", new=True)
    kanban("add", "Hooli", new=True)

    def find(*query):
        return [card["industry"] for card in json.loads(kanban("list", *query, "--json", new=True))]

    assert find("industry:ste|ret", "sort:-industry") == ["Steel", "Retail"]
    assert find("has:industry", "sort:industry") == ["Retail", "Software", "Steel"]
    assert "industry:" in kanban("complete-words", "fish", "kanban", "list", "indu", new=True)
    kanban("doctor", new=True)


def test_a_new_database_has_the_column(kanban):
    kanban("init", "--name", "Ana", "--team", "marketing", new=True)
    kanban("add", "Acme", "--industry", "Steel", new=True)
    assert json.loads(kanban("list", "--json", new=True))[0]["industry"] == "Steel"


def test_what_a_newer_version_wrote_gets_its_column(kanban, checkout, tmp_path):
    kanban("init", "--name", "Ana", "--team", "marketing")
    kanban("add", "Acme")
    script = """
import sys
from pathlib import Path
from kanban.domain.change import CARD, Act, Step
from kanban.store.acts.writing import as_member, record
from kanban.store.opening import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
(card, *_), = workspace.list_cards()
workspace.member_id = workspace.board.members[0].id
workspace.act(lambda view: Act("edit", (Step(CARD, card.id, {"industry": "Steel"}, "edit"),), "x"))
assert workspace.card(card.id).extra["industry"] == "Steel"
"""
    database = tmp_path / "home" / "data" / "kanban.db"
    subprocess.run([sys.executable, "-c", script, str(database)], check=True, cwd=checkout)
    assert json.loads(kanban("list", "--json", new=True))[0]["industry"] == "Steel"
    kanban("doctor", new=True)


def test_a_server_fills_its_column(changed, checkout, tmp_path):
    url = f"sqlite:///{tmp_path}/server.db"
    card = "0199c200-0000-7000-8000-0000000000aa"
    body = json.dumps({"created": True, "title": "Acme", "industry": "Steel"})
    old = (
        "from sqlalchemy import text\n"
        "from kanban.store.hub.server_database import open_hub\n"
        f"hub = open_hub({url!r})\n"
        "with hub.writing() as connection:\n"
        "    insert = lambda table, **row: connection.execute(text('INSERT INTO %s (%s) VALUES (%s)' % "
        "(table, ','.join(row), ','.join(':' + name for name in row))), row)\n"
        "    insert('hub_board', id='b', epoch='e', head=1, tip='', digest='0', structure=0, state='open', "
        "publisher='p', mapping='{}', made_at='', device='d', stamp='', dseq=0)\n"
        f"    insert('hub_entity', board='b', id={card!r}, etype='card', body={body!r}, keys='{{}}', made_at='', "
        "made_verb='add', changed_at='', seq=1, deleted=0, rank='', purged=0)\n"
        "hub.close()\n"
    )
    new = (
        "from sqlalchemy import text\n"
        "from kanban.store.hub.cards import table_building\n"
        "from kanban.store.hub.server_database import open_hub\n"
        f"hub = open_hub({url!r})\n"
        "while table_building.build(hub): pass\n"
        "with hub.reading() as connection:\n"
        "    print(connection.execute(text('SELECT title, industry FROM hub_card')).all())\n"
    )
    for code, path in ((old, checkout), (new, changed)):
        done = subprocess.run([sys.executable, "-c", code], cwd=path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('Acme', 'Steel')]"

"""A card field is added by following the architecture page, in a copy of the package.

The page is right, and its list short.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

MOST_FILES = 10

STORE_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("card", sa.Column("industry", sa.String(), nullable=True))
    op.execute(
        "UPDATE card SET industry = json_extract(extra, '$.industry'), extra = json_remove(extra, '$.industry') "
        "WHERE json_type(extra, '$.industry') = 'text'"
    )
"""
HUB_STEP = """
import sqlalchemy as sa
from alembic import op

from kanban.store.hub.migrations import TEXT

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("hub_card", sa.Column("industry", TEXT, nullable=True))
    op.execute("INSERT INTO hub_building (board, after) SELECT id, '' FROM hub_board WHERE true ON CONFLICT DO NOTHING")
"""

REGISTER = "| `card` | `%s` | text of at most 8,000 characters |\n"
EDITS = {
    "domain/card.py": [
        ('    "campaign": "text",\n', '    "industry": "text",\n'),
        ('"campaign", ', '"industry", '),
        ("    campaign: str | None = None\n", "    industry: str | None = None\n"),
    ],
    "store/tables.py": [
        ('    """Registers without a column, JSON."""\n    keys: str = "{}"\n', "    industry: str | None = None\n")
    ],
    "store/schema.sql": [
        ("\thay VARCHAR NOT NULL,\n\textra VARCHAR NOT NULL,\n\tkeys VARCHAR NOT NULL,\n", "\tindustry VARCHAR,\n")
    ],
    "store/hub/server_tables.py": [
        ('    """The day on which to try a returned card again."""\n', "    industry: str | None\n")
    ],
    "server/routes/rest_records.py": [
        ("    campaign: Given = None\n", "    industry: Given = None\n"),
        ("    campaign: str | None\n", "    industry: str | None\n"),
    ],
    "exchange/recognition/headers.py": [
        ('"campaign", ', '"industry", '),
        (
            "    campaign: campaign, campaign name, utm campaign, kampagne\n",
            "    industry: industry, sector, branche\n",
        ),
    ],
    "tui/widgets/card/field_rows.py": [('"source", "campaign"', ', "industry"')],
    "protocol/README.md": [(REGISTER % "campaign", REGISTER % "industry")],
}
"""File below the package to what is added there, each behind a line that is in it."""

MADE = {
    "store/migrations/versions/0007_industry.py": STORE_STEP,
    "store/hub/migrations/versions/0007_industry.py": HUB_STEP,
}
"""Files that are made."""


@pytest.fixture(scope="module")
def changed(checkout, tmp_path_factory):
    """The folder of a copy of the package with a field more."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(checkout / "kanban", folder / "kanban", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(checkout / "themes", folder / "themes")
    for name, additions in EDITS.items():
        file = folder / "kanban" / name
        text = file.read_text("utf-8")
        for behind, added in additions:
            assert text.count(behind) == 1, (name, behind)
            text = text.replace(behind, behind + added)
        file.write_text(text, "utf-8")
    for name, text in MADE.items():
        (folder / "kanban" / name).write_text(text.lstrip(), "utf-8")
    return folder


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
    section = page.split("## How to add a card field\n")[1].split("\n## ")[0]
    named = re.findall(r"^\d+\. `([^`]+)`", section, re.MULTILINE)
    made = {f"{name.rpartition('/')[0]}/" for name in MADE}
    assert sorted(named) == sorted({*EDITS, *made})
    assert len(EDITS) + len(MADE) <= MOST_FILES


def test_every_door_knows_the_field(kanban, tmp_path):
    kanban("init", "--name", "Ana", "--team", "marketing")
    kanban("add", "Acme")
    assert "industry" not in kanban("list", "--json")
    kanban("edit", "Acme", "industry=Steel", new=True)
    (record,) = json.loads(kanban("list", "--json", new=True))
    assert (record["industry"], list(record).index("industry")) == ("Steel", list(record).index("campaign") + 1)
    assert json.loads(kanban("show", "Acme", "--json", new=True))["industry"] == "Steel"
    assert "industry,labels" in kanban("list", "--csv", new=True)
    assert ",industry," in kanban("export", "-", new=True)
    assert "set the industry to Steel" in kanban("history", "Acme", new=True)
    assert "industry" in kanban("edit", "--help", new=True)
    leads = tmp_path / "leads.csv"
    leads.write_text("Company,Sector\nGlobex,Retail\n")
    kanban("import", str(leads), new=True)
    assert {card["industry"] for card in json.loads(kanban("list", "--json", new=True))} == {"Steel", "Retail"}
    kanban("doctor", new=True)


def test_a_new_database_has_the_column(kanban):
    kanban("init", "--name", "Ana", "--team", "marketing", new=True)
    kanban("add", "Acme", new=True)
    kanban("edit", "Acme", "industry=Steel", new=True)
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

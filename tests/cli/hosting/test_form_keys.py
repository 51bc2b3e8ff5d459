"""`kanban server key`: keys for forms are made, listed and removed on the server's shell."""

from __future__ import annotations

import re

import pytest

from kanban.store.hub.programs import web_form_keys
from tests.store.hub.world import BOARD_ID, World

ADD = ("server", "key", "add")
MAY = ("--board", "Pipeline", "--create-cards")


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setenv("KANBAN_DATABASE", f"sqlite:///{tmp_path}/server.db")
    made = World(f"sqlite:///{tmp_path}/server.db")
    yield made
    made.close()


def test_the_key_alone_is_on_stdout(run_cli, world):
    ran = run_cli(
        *ADD, "Web form", *MAY, "--source", "website", "--campaign", "Spring", "--origin", "https://www.acme.example/",
        "--origin", "http://localhost:8000", "--then", "https://www.acme.example/thanks?a=b",
    )  # fmt: skip
    assert ran.code == 0
    assert re.fullmatch(r"kbf_[\w-]{22}\n", ran.out)
    assert "/v1/forms/kbf_" in ran.err
    (told,) = run_cli("server", "key", "list", "--json").json
    assert told["key"] == ran.out.strip()
    assert (told["name"], told["board"], told["board_name"]) == ("Web form", BOARD_ID, "Pipeline")
    assert (told["source"], told["campaign"], told["page"]) == (
        "website",
        "Spring",
        "https://www.acme.example/thanks?a=b",
    )
    assert told["origins"] == ["https://www.acme.example", "http://localhost:8000"]
    assert (told["cards"], told["removed_at"]) == (0, None)
    assert web_form_keys.submit(world.hub, told["key"], {"email": "j@acme.example"}).startswith("create ")
    assert "Web form" in run_cli("server", "key", "list").out
    assert run_cli("server", "key", "list", "--json").json[0]["cards"] == 1


def test_a_removed_key_makes_nothing(run_cli, world):
    key = run_cli(*ADD, "Web form", *MAY).out.strip()
    assert run_cli("server", "key", "remove", "web form").code == 0
    assert web_form_keys.submit(world.hub, key, {"email": "j@acme.example"}) == "the key is not good"
    assert run_cli("server", "key", "remove", "web form").code == 3
    assert run_cli(*ADD, "Web form", *MAY).code == 0  # the name is free again
    assert run_cli("server", "key", "remove", key).code == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("Web form", "--board", "Pipeline"), 2, "--create-cards"),
        (("Web form", "--create-cards"), 2, "--board"),
        (("Web form", "--board", "Nowhere", "--create-cards"), 3, "it has Pipeline"),
        (("Member", *MAY), 1, "name on that board"),
        (("board", *MAY), 1, "name on that board"),
        (("", *MAY), 2, "characters"),
        (("Web form", *MAY, "--origin", "www.acme.example"), 2, "https://www.acme.example"),
        (("Web form", *MAY, "--origin", "https://www.acme.example/contact"), 2, "leave the path out"),
        (("Web form", *MAY, "--then", "javascript:alert(1)"), 2, "--then"),
        (("Web form", *MAY, "--then", "https://a.example/\nSet-Cookie: x"), 2, "--then"),
    ],
)
def test_what_makes_no_sense_is_refused(run_cli, world, words, code, said):
    ran = run_cli(*ADD, *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert run_cli("server", "key", "list", "--json").json == []


def test_a_name_is_taken_once_a_board(run_cli, world):
    assert run_cli(*ADD, "Web form", *MAY).code == 0
    assert run_cli(*ADD, "WEB FORM", *MAY).code == 1

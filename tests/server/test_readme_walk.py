"""What the server's README has people do, done: its blocks that need no root, with people in homes of their own and
a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.server.blocks import blocks
from tests.server.test_serve import running

PEOPLE = ("ana", "raj", "zoe", "lea", "everybody", "ana on a new laptop")
INSTALLED = (
    "pipx",
    "apt-get",
    "install -d",
    "/opt/kanban/bin/pip",
    "createuser",
    "/etc/kanban/environment",
    "ca-certificates",
)
"""What a block is about that belongs to a machine, and is walked through in a fresh root (`tests.server.walk`)."""


@pytest.fixture
def site(tmp_path, checkout):
    """A folder that stands for the machines, with a certificate made by the README's own lines."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    authority = next(block.text for block in blocks() if "renew-boards <<" in block.text)
    authority = authority.replace("~/acme-ca", str(tmp_path / "ca")).replace("install -g kanban -m 0640", "cp")
    authority = authority.replace("/etc/kanban/tls", str(tmp_path)).replace(
        "DNS:boards2.acme.example", "DNS:localhost,IP:127.0.0.1"
    )
    subprocess.run(["bash", "-ec", authority], check=True, capture_output=True)
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, words in (("kanban", ""), ("kanban-server", f"KANBAN_HOME={tmp_path}/server ")):
        verb = " server" if name == "kanban-server" else ""
        (bin_ / name).write_text(f'#!/bin/sh\n{words}exec "{sys.executable}" -m kanban{verb} "$@"\n')
        (bin_ / name).chmod(0o755)
    return tmp_path


def do(site, block, whose, port):
    """Run a block as somebody; hand over what they are given before."""
    home = site / whose
    home.mkdir(exist_ok=True)
    for file in [*(site / "root").glob("*.token"), *(site / "ana").glob("*.code")] if whose != "root" else []:
        if file.parent != home:
            shutil.copy(file, home)
    text = re.sub(
        r"https://boards2?\.acme\.example:8471",
        lambda m: f"https://{'localhost' if '2' in m[0][:17] else '127.0.0.1'}:{port}",
        block.text,
    )
    text = text.replace("/var/backups/kanban", str(site / "root"))
    env = os.environ | {
        "PATH": f"{site}/bin:{os.environ['PATH']}",
        "SSL_CERT_FILE": str(site / "ca/ca.pem"),
        "HOME": str(home),
    }
    env["KANBAN_HOME"] = str(home / "kanban")
    ran = subprocess.run(["bash", "-ec", text], cwd=home, env=env, capture_output=True, check=False, text=True)
    assert ran.returncode == 0, f"[{block.heading}] {whose}: {block.text}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def test_its_shell_is_shell_and_its_files_are_named():
    found = blocks()
    assert len(found) > 25
    assert {block.whose for block in found if block.kind == "run"} <= {*PEOPLE, "root", "systemd", "postgres"}
    assert all(block.whose.startswith("/etc/systemd/system/kanban") for block in found if block.kind == "file")
    for block in found:
        if block.kind == "run":
            ran = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True, check=False)
            assert ran.returncode == 0, f"{block.text}\n{ran.stderr}"


@pytest.mark.skipif(not os.environ.get("KANBAN_WALK"), reason="it takes a minute or two; KANBAN_WALK=1 asks for it")
def test_followed_word_for_word_a_team_of_three_works_and_survives_what_happens(site):
    known, done, said = {block.whose for block in blocks()}, 0, ""
    assert known <= {*PEOPLE, "root", "systemd", "postgres"} | {
        block.whose for block in blocks() if block.kind == "file"
    }
    (site / "root").mkdir()
    words = ("--tls-cert", str(site / "fullchain.pem"), "--tls-key", str(site / "privkey.pem"))
    with running(*words, home=site / "server") as (_, url):
        port = url.rpartition(":")[2]
        for block in blocks():
            if (
                block.kind == "file"
                or block.whose in {"systemd", "postgres"}
                or any(each in block.text for each in INSTALLED)
            ):
                continue
            if block.whose == "root" and "kanban-server " not in block.text:
                continue
            for whose in ("ana", "raj", "zoe") if block.whose == "everybody" else (block.whose.partition(" ")[0],):
                new = site / whose / "kanban" / "credentials.toml"
                if block.whose.endswith("new laptop"):
                    shutil.rmtree(site / whose)
                said = do(site, block, whose, port)
                assert block.whose not in {"raj", "zoe"} or "Acme pilot" in said
                assert whose not in PEOPLE or "join" not in block.text or new.exists()
                done += 1
            if block.heading == "Restore":
                do(site, block, "root", port)
                assert list((site / "root").glob("by-hand.db.replaced*"))
                for whose in ("ana", "raj", "zoe"):
                    assert "Acme pilot" in do(
                        site, type(block)("run", whose, "kanban sync; kanban list", "after"), whose, port
                    )
    assert done > 15

"""A team on a server, made once for all tests that begin with it."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from tests.served import colleagues, serving


@pytest.fixture(scope="module")
def first_team(tmp_path_factory):
    """A server that has ended and the folder of its people's homes, made once and copied by each test."""
    folder = tmp_path_factory.mktemp("team")
    with serving(folder / "server") as served, colleagues(served, folder, "Ann", "Raj") as (ann, raj):
        for title in ("Initech seats", "Globex renewal", "Acme pilot"):
            ann.act(lambda view, title=title: verbs.create(view, {"title": title}))
        raj.sync()
    return served, folder

"""Reports over REST: of a published board each is what the command line prints of the copy that it was published
from."""

from __future__ import annotations

import httpx
import pytest

from kanban.reports.answers.catalog import REPORTS

ASKED = [
    ("dashboard", {"from": "1 Oct 2026", "to": "15 Nov 2026"}),
    ("funnel", {}),
    ("funnel", {"from": "1 Oct 2026", "to": "31 Oct 2026", "within": "30d", "strict": "true"}),
    ("conversion", {"start": "Engaged", "end": "Proposal"}),
    ("stages", {"from": "1 Oct 2026"}),
    ("stages", {"q": "owner:eve"}),
    ("handoffs", {"from": "1 Oct 2026", "to": "15 Nov 2026"}),
    ("handoffs", {"q": "source:webinar"}),
    ("recycle", {}),
    ("movement", {"from": "1 Oct 2026", "to": "15 Nov 2026", "period": "2026-12"}),
    ("movement", {"as_of": "20 Nov 2026"}),
    ("velocity", {"from": "1 Oct 2026", "to": "15 Nov 2026"}),
    ("campaigns", {"from": "1 Oct 2026"}),
    ("objections", {"from": "1 Oct 2026"}),
    ("wants", {"from": "1 Oct 2026"}),
    ("calibration", {"from": "1 Oct 2026"}),
    ("forecast", {"from": "1 Oct 2026", "accuracy": "true", "as_of": "20 Nov 2026"}),
    ("goal", {"goal": "Q4 2026"}),
    ("winrate", {"from": "1 Oct 2026", "to": "15 Nov 2026"}),
    ("forecast", {"from": "1 Oct 2026", "q": "value>=10000"}),
]
CARDS = [
    ("funnel", "MQL:open"),
    ("handoffs", "returned"),
    ("handoffs", "without response"),
    ("stages", "Discovery:here"),
    ("movement", "won"),
    ("winrate", "lost"),
    ("forecast", "slipped"),
]


@pytest.fixture
def both(server, demo):
    """Ask a report over REST, and of the copy of the board on this machine, which has a goal."""
    plan = "amount=600000", "offers=195", "accepted=60%", "sql=65", "won=40%"
    demo("goal", "propose", "Q4 2026", "--from", "1 Oct 2026", "--to", "31 Dec 2026", *plan)
    demo("goal", "sign")
    ran = demo("publish", server.url, "--token-file", str(server.token_file("Ann")))
    assert ran.code == 0, ran.err

    def ask(name: str, **asked: str) -> tuple[httpx.Response, object]:
        response = http.get(f"/v1/boards/{board}/reports/{name}", params=asked)
        words = [asked["q"]] if "q" in asked else []
        for option, value in asked.items():
            if option != "q":
                name_typed = f"--{option.replace('_', '-')}"
                words += [name_typed] if value == "true" else [name_typed, value]
        return response, lambda: demo("report", name, *words, "--json").json

    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.tokens['Ann']}"}) as http:
        (board,) = [listed["id"] for listed in http.get("/v1/boards").json()["boards"]]
        yield ask


def equal(one: object, other: object) -> bool:
    """Whether two records are the same, but for the moments between two questions."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == (pytest.approx(other, rel=1e-3) if isinstance(other, float) else other)


def test_each_report_is_the_same(both):
    assert {name for name, _ in ASKED} == {*REPORTS}
    for name, asked in ASKED:
        response, run = both(name, **asked)
        record = run()
        assert response.status_code == 200, (name, response.text)
        assert equal(response.json(), record), (name, asked, response.json(), record)
        assert record["report"] == name
    for name, figure in CARDS:
        response, run = both(name, cards=figure)
        cards = [card["id"] for card in run()]
        assert sorted(response.json()["cards"]) == sorted(cards), (name, figure)
    assert any(both(name, cards=figure)[0].json()["cards"] for name, figure in CARDS)

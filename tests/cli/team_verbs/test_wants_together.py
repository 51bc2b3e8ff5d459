"""Wants, skips and doubts over a server: made on one machine, filled and answered on another."""

from __future__ import annotations


def want_of(team, who):
    (record,) = team(who, "want", "list", "--json").json
    return record


def test_an_import_on_another_machine_fills_a_want(team, tmp_path):
    ran = team("Raj", "want", "add", "source:fair", "--by", "+4w", "--number", "10")
    assert ran.code == 0, ran.err
    assert team("Raj", "sync").code == 0
    team("Ann", "sync")
    file = tmp_path / "leads.csv"
    rows = [f"Lead {n},Company {n},{'Fair' if n < 9 else 'Web'},l{n}@x.example" for n in range(15)]
    file.write_text("\n".join(["Name,Company,Source,E-mail", *rows]) + "\n", "utf-8")
    assert team("Ann", "import", str(file), "--yes").code == 0
    sent = team("Ann", "sync", "--json")
    assert (sent.code, sent.json["waiting"]) == (0, 0)
    team("Raj", "sync")
    for who in ("Ann", "Raj"):
        record = want_of(team, who)
        assert (record["owner"], record["tied"], record["number"], record["state"]) == ("Raj", 9, 10, "open")
    assert team("Ann", "undo").code == 0
    assert team("Ann", "sync").code == 0
    team("Raj", "sync")
    assert want_of(team, "Raj")["tied"] == 0
    assert team("Raj", "want", "end", "1").code == 0
    assert team("Raj", "sync").code == 0
    team("Ann", "sync")
    assert want_of(team, "Ann")["state"] == "ended"


def test_a_skip_and_a_doubt_come_to_the_others(team):
    card = team("Ann", "add", "Acme pilot", "--source", "Referral", "--stage", "proposal").out.strip()
    team("Ann", "sync")
    team("Raj", "sync")
    assert team("Raj", "next", "skip", card, "not now", "--until", "+3d").code == 0
    assert team("Raj", "next", "doubt", card, "source", "they", "wrote", "to", "us").code == 0
    sent = team("Raj", "sync", "--json")
    assert (sent.code, sent.json["waiting"]) == (0, 0)
    team("Ann", "sync")
    entries = team("Ann", "inbox", "--json").json
    assert any("“Referral” is not true; they wrote to us" in (entry["words"] or "") for entry in entries)
    assert "skipped it until" in team("Ann", "history", card).out
    assert team("Raj", "next", "--json").json["skipped"] == 1
    assert team("Ann", "next", "checked", card, "source").code == 0
    assert team("Ann", "sync").code == 0

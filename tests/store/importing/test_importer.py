"""Importing: one lead is one card, the same files again change nothing, what people changed here is kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import verbs
from kanban.domain.change import COMMENT, Step
from kanban.domain.ids import derive_id, new_id
from kanban.domain.records.arrival import SOURCE, Arrival, ArrivedComment
from kanban.store import log
from kanban.store.acts.writing import ChangeStamper
from kanban.store.importing.importer import Importer
from kanban.store.maintenance import doctor
from kanban.store.opening import create_board
from kanban.store.projection import Projection
from kanban.store.reading import read
from kanban.store.rows import CARD_COLUMNS, COMMENT_COLUMNS
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.store.conftest import whole_log
from tests.store.importing.conftest import CREATED, ENTERED, maker, take


def cards(ws: Workspace) -> list[tuple[object, ...]]:
    return ws.connection.execute(f"SELECT {', '.join(CARD_COLUMNS)} FROM card ORDER BY id").fetchall()


def totals(ws: Workspace) -> list[tuple[object, ...]]:
    return ws.connection.execute("SELECT * FROM lane_total WHERE cards OR value ORDER BY lane, currency").fetchall()


def test_the_same_leads_again_add_nothing_to_the_log(ws):
    lead = maker(ws)
    assert (take(ws, lead(1), lead(2, value=100, currency="EUR")).created) == 2
    head = log.read_head(ws.connection)
    again = take(ws, lead(1), lead(2, value=100, currency="EUR"))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert log.read_head(ws.connection) == head


def test_dates_come_in_as_the_time_of_the_acts(ws):
    take(ws, maker(ws)(stage="Discovery"))
    card = ws.find("Lead 1")
    assert (card.created_at, card.entered_at, card.touched_at) == (CREATED, ENTERED, ENTERED)
    assert [change.at for change in ws.list_changes(card.id)] == [CREATED, ENTERED]


def test_new_values_come_in_and_what_somebody_changed_here_is_kept(ws):
    lead = maker(ws)
    take(ws, lead(value=100, currency="EUR", phone="1"))
    card = ws.find("Lead 1")
    ws.act(lambda view: verbs.edit(view, [card.id], {"phone": "2"}))
    taken = take(ws, lead(value=500, currency="EUR", phone="3"))
    card = ws.card(card.id)
    assert (card.value, card.phone) == (500, "2")
    assert taken.kept_fields == [(card.id, "phone")]


def test_a_moved_card_stays_where_it_was_moved(ws):
    lead = maker(ws)
    take(ws, lead())
    card = ws.find("Lead 1")
    ws.act(lambda view: verbs.move(view, [card.id], steps=1))
    left = take(ws, lead(stage="MQL")).left_moves
    assert left == {(ws.board.find_stage("MQL").id, ws.card(card.id).stage): 1}
    assert ws.board.stage(ws.card(card.id).stage).name == "Engaged"


def test_same_email_and_company_is_the_same_lead_and_only_fills_in(ws):
    lead = maker(ws)
    twin = Arrival(
        ("erp:77",), {"title": "J", "company": "ACME 1", "email": " JANE1@acme.example", "phone": "5"}, lead().stage
    )
    taken = take(ws, lead(value=0, currency="EUR"), twin)
    card = ws.find("Lead 1")
    assert (taken.created, len(cards(ws)), card.phone, card.company, card.value) == (1, 1, "5", "Acme 1", 0)
    deal = Arrival(
        ("erp:77",),
        {"title": "Deal", "value": 7, "currency": "EUR"},
        ws.board.find_stage("Proposal").id,
        lead=False,
        deal=True,
    )
    take(ws, deal)
    assert (ws.card(card.id).title, ws.card(card.id).value) == ("Deal", 7)


def test_a_leads_row_never_decides_over_a_deal(ws):
    lead = maker(ws)
    first = lead(stage="Won", value=900, currency="EUR", deal=True, lead=True)
    first.deal = True
    take(ws, first)
    taken = take(ws, lead(stage="Nurture", title="Other", source="Fair"))
    card = ws.find("Lead 1")
    assert (ws.board.stage(card.stage).name, card.title, card.source, taken.updated) == ("Won", "Lead 1", "Fair", 1)


def test_a_deal_that_matches_a_closed_card_by_person_only_makes_a_card_that_follows_it(ws):
    lead = maker(ws)
    take(ws, lead(stage="Lost", lost_reason="price"))
    old = ws.find("Lead 1")
    deal = lead(1, "Discovery", title="Second try")
    deal.keys, deal.deal, deal.lead = ("crm:deal:9",), True, False
    assert take(ws, deal).created == 1
    assert ws.find("Second try").extra["follows"] == old.id
    again = lead(1, "Discovery", title="Second try")
    again.keys, again.deal, again.lead = ("crm:deal:9",), True, False
    assert take(ws, again).unchanged == 1


def test_one_undo_takes_an_import_back_and_importing_again_brings_it_in_again(ws):
    lead = maker(ws)
    take(ws, *(lead(n) for n in range(1200)))
    assert ws.undo().summary == "Undone: Imported 1200 leads"
    assert read.count_cards(ws.connection, ws.board.stages[0].id) == 0
    taken = take(ws, *(lead(n) for n in range(1200)))
    assert (taken.updated, read.count_cards(ws.connection, ws.board.stages[0].id)) == (1200, 1200)


def test_a_card_deleted_here_stays_deleted(ws):
    lead = maker(ws)
    take(ws, lead())
    card = ws.find("Lead 1")
    ws.act(lambda view: verbs.delete(view, [card.id]))
    assert (take(ws, lead(phone="4")).deleted, ws.card(card.id).deleted) == (1, True)


def test_a_record_merged_away_updates_the_card_that_it_went_into(ws):
    lead = maker(ws)
    take(ws, lead(1), lead(2))
    keep, lose = ws.find("Lead 1"), ws.find("Lead 2")
    ws.act(lambda view: verbs.merge(view, keep.id, lose.id))
    assert take(ws, lead(2, campaign="Spring")).created == 0
    assert ws.card(keep.id).campaign == "Spring"


def test_comments_come_in_once_with_the_files_name_and_are_not_unread(ws):
    lead = maker(ws)
    noted = lead()
    noted.comments = [
        ArrivedComment("crm:1:0", "raj", "", ENTERED, "Called, no answer"),
        ArrivedComment("crm:1:1", "", "", CREATED, "Hi"),
    ]
    take(ws, noted)
    card = ws.find("Lead 1")
    take(ws, noted)
    assert [(c.author, c.team, c.author_in_file, c.imported_by, c.at) for c in ws.list_comments(card.id)] == [
        ("", "", "", ws.member_id, CREATED),
        ("", "", "raj", ws.member_id, ENTERED),
    ]
    assert (card.marketing_comments, card.sales_comments, ws.list_unread(card.id)) == (0, 0, set())
    assert [found.title for found, _, _ in ws.list_cards("answer")] == ["Lead 1"]


def test_a_dry_run_counts_and_writes_nothing(ws):
    head = log.read_head(ws.connection)
    assert take(ws, maker(ws)(), dry=True).created == 1
    assert (log.read_head(ws.connection), cards(ws)) == (head, [])


values = st.fixed_dictionaries(
    {"title": st.text(min_size=1, max_size=20)},
    optional={
        "company": st.sampled_from(["Acme", "Ümlaut & Co"]), "email": st.sampled_from(["a@b.example", "c@d.example"]),
        "value": st.integers(0, 10**12), "currency": st.sampled_from(["EUR", "JPY"]), "label.vip": st.just(True),
        "label.dach": st.just(True), 'field.Größe "x"': st.text(max_size=5), "probability": st.floats(0, 1),
    },
)  # fmt: skip


@examples(30)
@given(
    leads=st.lists(
        st.tuples(st.integers(0, 12), values, st.integers(0, 9), st.booleans(), st.integers(0, 2)), max_size=20
    )
)
def test_the_short_cut_writes_what_the_fold_would_make(leads, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fold")
    ws = create_board(folder / "a.db", "Pipeline", "Ana", "marketing")
    arrivals = [
        Arrival(
            (f"crm:{number}",), dict(registers), ws.board.stages[stage].id, CREATED, ENTERED if entered else None,
            comments=[ArrivedComment(f"crm:{number}:{n}", "mia", "", ENTERED, f"note {n}") for n in range(notes)],
        )
        for number, registers, stage, entered, notes in leads
    ]  # fmt: skip
    take(ws, *arrivals)
    changes = whole_log(ws.connection, ws.board.id)
    other = create_board(folder / "b.db", "Pipeline", "Ana", "marketing")
    with other.database.writing() as connection:
        connection.execute("DELETE FROM entity")
        projection = Projection(connection, ws.board.id)
        projection.apply(changes)
        projection.finish()
    version = CARD_COLUMNS.index("version")
    plain = [[value for place, value in enumerate(row) if place != version] for row in cards(ws)]
    folded = [[value for place, value in enumerate(row) if place != version] for row in cards(other)]
    assert plain == folded
    assert totals(ws) == totals(other)
    for beside in (
        f"SELECT {', '.join(COMMENT_COLUMNS)} FROM comment ORDER BY id",
        "SELECT id, search.body FROM comment LEFT JOIN comment_search search ON search.rowid = comment.n ORDER BY id",
        "SELECT * FROM origin ORDER BY 1, 2, 3",
        "SELECT * FROM own_field ORDER BY 1, 2",
    ):
        assert ws.connection.execute(beside).fetchall() == other.connection.execute(beside).fetchall()
    ws.close()
    other.close()


def test_a_card_that_comments_waited_for_comes_with_them(ws):
    lead = maker(ws)()
    lead.comments = [ArrivedComment("crm:1:0", "raj", "", ENTERED, "Called")]
    card = derive_id(ws.board.id, SOURCE, lead.keys[0])
    with ws.database.writing() as connection:
        stamper = ChangeStamper(connection, ws.board.id, ws.now())
        said = {"created": True, "card": card, "author": ws.member_id, "team": "marketing", "body": "Waiting"}
        changes = stamper.changes(new_id(), [Step(COMMENT, new_id(), said, "comment", card=card)], ws.member_id)
        projection = stamper.projection()
        projection.apply(changes)
        projection.finish()
        log.append(connection, ws.board.id, changes)
        stamper.save()
    take(ws, lead, maker(ws)(2))
    assert sorted(comment.body for comment in ws.list_comments(card)) == ["Called", "Waiting"]
    assert (ws.card(card).marketing_comments, ws.card(card).title) == (1, "Lead 1")
    assert {change.etype for change in ws.list_changes(card)} == {"card", "comment"}
    assert [finding for finding in doctor.examine(ws.database.path) if not finding.is_ok] == []


def test_a_further_deal_of_a_lead_is_a_card_of_its_own(ws):
    lead = maker(ws)
    further = lead(1, "Discovery", title="Second deal")
    further.keys, further.deal, further.lead, further.follows = ("crm:deal:9",), True, False, "crm:1"
    assert take(ws, lead(1), further).created == 2
    assert ws.find("Second deal").extra["follows"] == ws.find("Lead 1").id
    again = lead(1, "Discovery", title="Second deal")
    again.keys, again.deal, again.lead, again.follows = ("crm:deal:9",), True, False, "crm:1"
    assert take(ws, lead(1), again).unchanged == 2


def test_another_import_of_the_same_leads_may_run_at_the_same_time(ws):
    lead = maker(ws)
    with_other = ws.open_sibling()

    def interrupted() -> Iterator[Arrival]:
        yield lead(1)
        take(with_other, lead(1, phone="1"), lead(2))
        yield lead(2, phone="2")
        yield lead(3)

    taken = Importer(ws, lambda _: "Imported").run(interrupted())
    with_other.close()
    assert (taken.created, taken.updated, taken.unchanged) == (1, 1, 1)
    assert [ws.find(f"Lead {number}").phone for number in (1, 2, 3)] == ["1", "2", None]


def test_a_lead_whose_card_was_merged_into_another_one_replaces_nothing_there(ws):
    lead = maker(ws)
    files = [lead(2, phone="222"), lead(1, phone="111")]
    take(ws, *files)
    one, two = (next(card for card, *_ in ws.list_cards() if card.title == f"Lead {n}") for n in (1, 2))
    ws.act(lambda view: verbs.merge(view, one.id, two.id))
    head, kept = log.read_head(ws.connection), ws.card(one.id)
    assert (kept.email, kept.extra["field.E-mail 2"]) == ("jane1@acme.example", "jane2@acme.example")
    assert take(ws, *files).unchanged == 2
    assert log.read_head(ws.connection) == head
    ws.act(lambda view: verbs.edit(view, [one.id], {"source": None}))
    taken = take(ws, lead(2, phone="333"), lead(1, phone="444"))
    assert (taken.created, ws.card(one.id).phone, ws.card(one.id).email) == (0, "444", "jane1@acme.example")


def test_a_person_whose_email_a_merge_kept_beside_is_known_again(ws):
    one = ws.act(
        lambda view: verbs.create(view, {"title": "Jane", "company": "Acme", "email": "jane@acme.example"})
    ).entity_ids[0]
    two = ws.act(
        lambda view: verbs.create(view, {"title": "J.", "company": "Acme", "email": "jr@acme.example"})
    ).entity_ids[0]
    ws.act(lambda view: verbs.merge(view, one, two))
    stage = ws.board.stages[0].id
    row = Arrival(
        ("crm:9",),
        {"title": "J. R.", "company": "Acme", "email": "jr@acme.example", "phone": "222"},
        stage,
        CREATED,
        ENTERED,
    )
    taken = take(ws, row)
    assert (taken.created, taken.updated) == (0, 1)
    assert (ws.card(one).title, ws.card(one).email, ws.card(one).phone) == ("Jane", "jane@acme.example", "222")


def test_what_a_company_tells_only_fills_gaps(ws):
    lead = maker(ws)
    of_company = lead(phone="0")
    of_company.gap_fills = frozenset({"phone"})
    assert take(ws, of_company, lead(phone="1")).created == 1
    assert ws.find("Lead 1").phone == "1"
    assert take(ws, of_company).unchanged == 1
    assert ws.find("Lead 1").phone == "1"


def test_a_deal_takes_the_card_that_it_joins_to_its_own_stage(ws):
    lead = maker(ws)
    take(ws, lead(1), lead(2), lead(3), lead(4, "Engaged"))
    third = ws.find("Lead 3").id
    ws.act(lambda view: verbs.move(view, [third], to=view.board.find_stage("Engaged")))

    def deal(number, stage="Proposal", *, is_guessed=False):
        arrival = lead(number, stage, deal=True)
        arrival.keys, arrival.lead, arrival.deal, arrival.is_guessed = (f"crm.deal:{number}",), False, True, is_guessed
        return arrival

    deals = [deal(1), deal(2, "Won"), deal(3), deal(4, is_guessed=True)]
    before = [ws.board.stage(ws.find(f"Lead {n}").stage).name for n in range(1, 5)]
    for dry in (True, False):
        taken = take(ws, *map(copy.deepcopy, deals), dry=dry)
        ways = {tuple(ws.board.stage(name).name for name in way): count for way, count in taken.crossed.items()}
        assert ways == {("Nurture", "Proposal"): 1, ("Nurture", "Won"): 1}
        assert (taken.created, taken.left_moves.total(), taken.guessed_deals) == (0, 1, 1)
    stages = [ws.board.stage(ws.find(f"Lead {n}").stage).name for n in range(1, 5)]
    assert stages == ["Proposal", "Won", "Engaged", "Engaged"]
    card = ws.find("Lead 1")
    assert (card.entered_at, card.extra.get("handoff"), card.extra["deal"]) == (ENTERED, None, True)
    assert take(ws, *map(copy.deepcopy, deals)).updated == 0
    ws.undo()
    assert [ws.board.stage(ws.find(f"Lead {n}").stage).name for n in range(1, 5)] == before
    assert not ws.find("Lead 1").extra.get("deal")


def test_a_file_moves_a_card_within_its_side_or_to_its_close_alone(ws):
    lead = maker(ws)
    take(ws, lead())
    assert take(ws, lead(stage="MQL")).updated == 1
    crossed = take(ws, lead(stage="Proposal"))
    assert (crossed.unchanged, crossed.left_moves.total()) == (1, 1)
    assert take(ws, lead(stage="Won")).updated == 1
    guess = lead(stage="Lost")
    guess.is_guessed = True
    assert take(ws, guess).left_moves.total() == 0
    assert ws.board.stage(ws.find("Lead 1").stage).name == "Won"

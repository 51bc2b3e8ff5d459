"""A row becomes a draft: its cells are read or kept beside, what cannot be one is rejected, what is unclear is
asked."""

import json

import pytest

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values.text import MAX_TITLE
from tests.exchange.conftest import BOARD, NOW, Draft


def test_a_plain_row_becomes_a_draft(drafts):
    text = (
        "title,company,contact,email,phone,value,currency,stage,source,campaign,marketing owner,sales "
        "owner,tags,next step,due date,close date,created at,website,industry\n"
        'Acme pilot,Acme GmbH,Jane Roe,jane@acme.example,+49 1,"12,000.50",USD,Proposal,Fair,Spring,Ana,Raj,"vip, '
        'dach",Call,2025-03-04,'
        "2025-06-30,2025-01-02 10:00,acme.example,Toys\n"
    )
    (draft,) = drafts(text)
    registers = draft.arrival.registers
    (link,) = (name for name in registers if name.startswith("link."))
    assert registers == {
        "title": "Acme pilot",
        "company": "Acme GmbH",
        "contact": "Jane Roe",
        "email": "jane@acme.example",
        "phone": "+49 1",
        "value": 1200050,
        "currency": "USD",
        "source": "Fair",
        "campaign": "Spring",
        "marketing_owner": "Ana",
        "sales_owner": "Raj",
        "label.vip": True,
        "label.dach": True,
        "field.industry": "Toys",
        link: {"url": "https://acme.example", "name": "website"},
        "next_step": "Call",
        "next_on": "2025-03-04",
        "close_on": "2025-06-30",
    }
    assert (draft.keys, draft.stage) == (("person:jane@acme.example acme gmbh",), "Proposal")
    assert (draft.created_at, draft.entered_at) == ("2025-01-02T09:00:00Z", "2025-01-02T09:00:00Z")
    assert (draft.lead, draft.deal, draft.comments, draft.follows) == (True, False, [], None)


def test_what_is_not_told_is_no_register(drafts):
    (draft,) = drafts("title,company,value,currency,email,close date,website,tags,Custom\nAcme,,,,,,,,\n")
    assert draft.arrival.registers == {"title": "Acme"}
    assert (draft.created_at, draft.entered_at) == (None, None)


def test_a_card_is_named_by_whom_it_is_about(drafts):
    text = "First Name,Last Name,Company,Email,Phone\nJane,Roe,Acme,,\n,Roe,,,\n,,Acme,,\n,,,x@y.z,\n,,,,+49\n"
    assert [draft.title for draft in drafts(text)] == ["Jane Roe", "Roe", "Acme", "x@y.z", "+49"]
    assert [draft.contact for draft in drafts(text)] == ["Jane Roe", "Roe", None, None, None]


def test_rows_without_a_name_are_rejected_and_blank_ones_passed_over(fold):
    folded = fold("title,value\nAcme,1\n,5\n,\n\u200b,7\n , \n")
    assert [draft.title for draft in map(Draft, folded)] == ["Acme"]
    assert [(row.file, row.line, row.reason, row.row) for row in folded.rejected] == [
        ("1.csv", 3, "nothing to name the card by", ("", "5")),
        ("1.csv", 5, "nothing to name the card by", ("\u200b", "7")),
    ]


def test_rows_with_an_impossible_value_are_rejected(fold):
    folded = fold("title,value\nAcme,1e400\nGlobex,nan\nInitech,5\n")
    assert [draft.title for draft in map(Draft, folded)] == ["Initech"]
    assert [(row.line, row.reason) for row in folded.rejected] == [
        (2, "“1e400” is not an amount that a card can hold"),
        (3, "“nan” is not an amount that a card can hold"),
    ]


def test_cells_that_cannot_be_read_are_kept_beside(fold):
    folded = fold("title,value,close date,email,url\nAcme,abc,soonish,nobody,javascript:x\n")
    (draft,) = map(Draft, folded)
    assert draft.fields == {"value": "abc", "close date": "soonish", "email": "nobody", "url": "javascript:x"}
    assert (draft.value, draft.close_on, draft.email, draft.links) == (None, None, None, {})
    assert sorted(folded.notes) == [
        f"1 cell of “{label}” in “1.csv” could not be read (“{cell}”); new cards keep it as a field of that name."
        for label, cell in (("close date", "soonish"), ("email", "nobody"), ("url", "javascript:x"), ("value", "abc"))
    ]


def test_a_long_title_is_cut_and_kept_whole_beside(drafts):
    (draft,) = drafts("title,company\n" + "x" * 20_000 + ",Acme\n")
    assert len(draft.title) == MAX_TITLE
    assert draft.fields["Title"] == "x" * 20_000


def test_text_is_cleaned_everywhere(drafts):
    evil = '"\x1b[31m[red]\u202e\x07\nx"'
    header = "title,company,contact,phone,source,campaign,owner,labels,next step,lost reason,comment,Custom\n"
    (draft,) = drafts(header + ",".join([evil] * 12) + "\n")
    shown = json.dumps([draft.arrival.registers, draft.comments[0].body], ensure_ascii=False)
    for bad in "\x1b\u202e\x07":
        assert bad not in shown
    assert draft.title == "␛[31m[red]\ufffd␇ x"
    assert draft.fields["Custom"] == "␛[31m[red]\ufffd␇\nx"


def test_an_owner_is_of_the_side_on_which_the_card_stands(drafts):
    first, second = drafts("title,stage,owner\nA,MQL,Ana\nB,Proposal,Raj\n")
    assert (first.marketing_owner, first.sales_owner) == ("Ana", None)
    assert (second.marketing_owner, second.sales_owner) == (None, "Raj")


def said(draft):
    return [(one.author, one.at, one.body) for one in draft.comments]


def test_pipedrive_says_won_and_lost_beside_the_stage(drafts):
    text = (
        "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Status,Deal - Won "
        "time,Deal - Lost time,Deal - Lost reason,Person - Email (Work),Person - Email (Home),Note - Content\n"
        "1,A,100.0,JPY,Proposal Made,Won,2025-01-02 03:04:05,,,a@b.c,home@b.c,Said yes\n"
        "2,B,100.0,EUR,Proposal Made,Lost,,45631.0,Price,,only@home.c,\n"
        "3,C,100.0,EUR,Proposal Made,Open,,,,,,\n"
    )
    won, lost, running = drafts(text)
    assert (won.stage, won.value, won.entered_at, won.fields) == (
        "Won",
        100,
        "2025-01-02T02:04:05Z",
        {"Person - Email (Home)": "home@b.c"},
    )
    assert said(won) == [("", NOW, "Said yes")]
    assert (lost.stage, lost.entered_at, lost.lost_reason, lost.email) == (
        "Lost",
        "2024-12-04T23:00:00Z",
        "Price",
        "only@home.c",
    )
    assert (running.stage, running.entered_at) == ("Proposal", None)


@pytest.mark.parametrize(
    "header",
    [
        "full_name,email,phone_number",
        "id,full_name,phone_number,email",
        "id,created_time,ad_id,full_name,phone_number,email",
        "Name,Phone,form_id,lead_id",
        "Full name,E-mail,campaign_id,Mobile phone",
    ],
)
def test_facebook_leads_are_told_by_their_cells_where_the_header_does_not(drafts, header):
    cells = {
        "id": "l:2046983545902460", "lead_id": "l:2046983545902460", "form_id": "f:123456789012345",
        "ad_id": "ag:12345678901234", "campaign_id": "c:123456789012345", "created_time": "2026-01-05T10:00:00+01:00",
    }  # fmt: skip
    names = dict.fromkeys(("full_name", "Name", "Full name"), "Ada Byron")
    phones = dict.fromkeys(("phone_number", "Phone", "Mobile phone"), "p:+442079460001")
    cells |= names | phones | dict.fromkeys(("email", "E-mail"), "ada@x.example")
    (draft,) = drafts(f"{header}\n{','.join(cells[label] for label in header.split(','))}\n")
    assert (draft.contact, draft.phone, draft.fields) == ("Ada Byron", "+442079460001", {})
    if "id," in f"{header},".replace("ad_id", "").replace("form_id", "").replace("campaign_id", ""):
        assert draft.keys == ("facebook.lead:l:2046983545902460",)


def test_cells_that_only_begin_like_those_of_facebook_stay(drafts):
    (draft,) = drafts("Name,Phone,Shelf\nAda Byron,+44 20 7946 0001,c:12\n")
    assert (draft.phone, draft.fields) == ("+44 20 7946 0001", {"Shelf": "c:12"})


def test_facebook_leads_lose_their_prefixes_and_their_tests(fold):
    text = (
        "id,created_time,campaign_id,campaign_name,form_id,is_organic,platform,what do you "
        "need?,full_name,phone_number,email,inbox_url,lead_status\n"
        "l:2046983545902460,2026-07-16T00:12:13+03:00,c:1,Spring,f:1,false,fb,a roof,Billy "
        "French,p:+61402012700,x@example.com,example.com/x,CREATED\n"
        "l:1,2026-07-16T00:12:13+03:00,c:1,Spring,f:1,false,ig,<test lead: dummy data for what>,<test lead: dummy "
        "data for full_name>,p:,t@fb.com,,CREATED\n"
    )
    for content in (text, text.replace(",", "\t").encode("utf-16")):
        folded = fold(content)
        (draft,) = map(Draft, folded)
        assert draft.keys == ("facebook.lead:l:2046983545902460",)
        assert (draft.phone, draft.source, draft.campaign, draft.stage) == (
            "+61402012700",
            "Facebook",
            "Spring",
            "Nurture",
        )
        assert draft.created_at == "2026-07-15T21:12:13Z"
        assert draft.fields["what do you need?"] == "a roof"
        assert folded.notes == [
            "1 row left out: test lead.",
            "1 cell of “inbox_url” in “1.csv” was taken for a web address (https://…).",
        ]


def test_comments_stand_in_a_cell(drafts):
    made = [
        {"seq": 1, "team": "sales", "author": "raj", "at": "2025-01-02T00:00:00Z", "text": "Called.\n\x1bAgain"},
        {"seq": 0, "team": "marketing", "author": "mia", "at": "2025-01-01T00:00:00Z", "text": "Opened 3 mails"},
        {"team": "chief", "text": "no author"},
        {"team": "chief", "text": "no author"},
        {"author": "mia", "text": "  "},
    ]
    cell = json.dumps(made).replace('"', '""')
    header = "lead_id,name,created_at,marketing_comments,sales_comments,comments\n"
    text = f'{header}L1,Jane,{{}},1,1,"{cell.replace("{", "{{").replace("}", "}}")}"\nL2,John,,0,0,\n'
    keys = set()
    for created in ("2024-12-31T00:00:00Z", "2024-12-30T00:00:00Z"):
        first, second = drafts(text.format(created))
        assert said(first) == [
            ("", created, "no author"),
            ("mia", "2025-01-01T00:00:00Z", "Opened 3 mails"),
            ("raj", "2025-01-02T00:00:00Z", "Called.\n␛Again"),
        ]
        assert (second.comments, first.fields, first.keys) == ([], {}, ("file.lead:L1",))
        keys |= {one.key for one in first.comments}
    assert len(keys) == 3
    assert all(key.startswith("file.lead:L1:") for key in keys)
    assert {one.team for one in first.comments} == {""}  # whatever the file says of it
    (plain,) = drafts('name,notes\nJane,"[not json"\n')
    assert said(plain) == [("", NOW, "[not json")]


def test_comments_come_from_a_file_of_their_own(fold):
    leads = "lead_id,name,stage\nL1,Jane,MQL\nL2,John,MQL\n"
    comments = (
        "lead_id,seq,team,author,at,text\nL1,1,sales,raj,2025-01-02T00:00:00Z,Second\nL1,0,marketing,mia,"
        "2025-01-01T00:00:00Z,First\n"
    )
    first, second = fold(leads, comments)
    assert [one.body for one in first.comments] == ["First", "Second"]
    assert second.comments == []
    assert fold(comments).notes == ["“1.csv” holds comments: import it together with the leads that they are about."]


def test_ambiguous_dates_are_asked_for(fold, drafts):
    text = "title,created\nAcme,03/04/2025\nGlobex,05/06/2025\n"
    (question,) = fold(text).questions
    assert (question.kind, question.file, question.column, question.option) == ("dates", "1.csv", "created", "--dates")
    assert [(choice.value, choice.sample) for choice in question.choices] == [
        ("dmy", "03/04/2025 is 3 Apr 2025"),
        ("mdy", "03/04/2025 is 4 Mar 2025"),
    ]
    assert question.sentence == (
        "In “1.csv” the dates of “created” (03/04/2025, 05/06/2025) could be day/month or month/day: say "
        "--dates dmy or --dates mdy."
    )
    assert [draft.created_at for draft in drafts(text, dates="dmy")] == ["2025-04-02T22:00:00Z", "2025-06-04T22:00:00Z"]
    assert [draft.created_at for draft in drafts(text, dates="mdy")] == ["2025-03-03T23:00:00Z", "2025-05-05T22:00:00Z"]


def test_one_column_of_a_file_tells_for_the_others(drafts):
    (draft,) = drafts("title,created,close date\nAcme,03/04/2025,25/12/2025\n")
    assert (draft.created_at, draft.close_on) == ("2025-04-02T22:00:00Z", "2025-12-25")


def test_columns_stages_and_words_can_be_said(fold):
    text = "Wer,Wieviel,Wo\nAcme,5,Drüben\n"
    folded = fold(
        text,
        overrides={"wer": "title", "Wieviel": "value", "Wo": "stage"},
        stage_words={"drüben": "Discovery"},
        board=BOARD._replace(currency="CHF"),
    )
    (draft,) = map(Draft, folded)
    assert (draft.title, draft.value, draft.currency, draft.stage) == ("Acme", 500, "CHF", "Discovery")
    (line,) = folded.stages
    choice = line.choice
    assert (line.file, choice.word, choice.stage.name, choice.how, line.rows) == (
        "1.csv",
        "Drüben",
        "Discovery",
        "given",
        1,
    )


def test_a_guessed_stage_keeps_its_word(fold):
    folded = fold("title,stage\nAcme,Elsewhere\nGlobex,MQL\n")
    assert [draft.fields for draft in map(Draft, folded)] == [{"stage": "Elsewhere"}, {}]
    assert {line.choice.word: line.choice.is_guessed for line in folded.stages} == {"Elsewhere": True, "MQL": False}


def test_what_cannot_be_mapped_is_said(fold):
    with pytest.raises(UsageFault, match=r"No file has a column “Colour”; there are title, value\."):
        fold("title,value\nAcme,5\n", overrides={"Colour": "ignore"})
    (question,) = fold("foo,bar\nx,y\n").questions
    assert question.sentence == (
        "No column of “1.csv” (foo, bar) names a card: say --map 'foo=title' or --map 'bar=title'."
    )
    assert [choice.sample for choice in question.choices] == ["x", "y"]
    with pytest.raises(KanbanError, match=r"“2\.csv” is empty"):
        fold("title\nAcme\n", "")


def test_it_can_be_read_twice(fold):
    folded = fold("title,value,stage\nAcme,x,MQL\n,5,\nGlobex,5,MQL\nto,o,wi,de\nInitech,5,MQL\n")
    first = list(folded)
    counters, rejected, stages = folded.counters, folded.rejected, folded.stages
    assert list(folded) == first
    assert (folded.counters, folded.rejected, folded.stages) == (counters, rejected, stages)
    assert [row.line for row in rejected] == [3, 5]


def test_custom_columns_are_told(fold):
    assert fold("title,Shelf,Tier\nAcme,EU,1\n").custom_fields == [("1.csv", "Shelf"), ("1.csv", "Tier")]


def test_constants_fill_gaps_and_add_labels(drafts):
    constants = [("source", "Eventbrite"), ("label", "event"), ("label", "spring"), ("value", "50")]
    one, two = drafts("title,source,tags,value\nAcme,Web,vip,7\nGlobex,,,\n", constants=constants, stage="Engaged")
    assert (one.source, one.labels, one.value) == ("Web", {"vip", "event", "spring"}, 700)
    assert (two.source, two.labels, two.value, two.stage) == ("Eventbrite", {"event", "spring"}, 5000, "Engaged")


@pytest.mark.parametrize("pair", [("stage", "Won"), ("title", "X"), ("colour", "red"), ("value", "much")])
def test_constants_that_cannot_be_are_refused(fold, pair):
    with pytest.raises(UsageFault):
        fold("title\nAcme\n", constants=[pair])


def test_completed_tasks_are_won(drafts):
    text = "title,stage,completed at\nA,Proposal,2026-10-01\nB,Closed lost,2026-10-02\nC,Proposal,\n"
    assert [(draft.stage, draft.entered_at) for draft in drafts(text)] == [
        ("Won", "2026-09-30T22:00:00Z"),
        ("Lost", "2026-10-01T22:00:00Z"),
        ("Proposal", None),
    ]

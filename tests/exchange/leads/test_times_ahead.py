"""What a file dates after the import has not happened yet: it happens at the import."""

from tests.exchange.conftest import NOW

COMMENTED = (
    "Deal,Stage,Notes\nA,Proposal,"
    '"[{""text"": ""See you"", ""at"": ""2031-01-01 10:00""}, {""text"": ""Hello"", ""at"": ""2026-01-01 10:00""}]"\n'
)
DEALS = "Deal,Company,Stage,Amount,Close Date"


def test_a_close_in_the_future_happens_now_and_its_day_stays(drafts, fold):
    rows = (
        f"{DEALS}\nA,X,Won,5,2028-03-01\nB,Y,Closed Lost,5,2028-03-01\nC,Z,Proposal,5,2028-03-01\n"
        "D,Q,Won,5,2028-01-01\n"
    )
    cards = {card.title: (card.entered_at, card.close_on) for card in drafts(rows)}
    assert cards == {
        "A": (NOW, "2028-03-01"), "B": (NOW, "2028-03-01"), "C": (None, "2028-03-01"),
        "D": ("2027-12-31T23:00:00Z", "2028-01-01"),
    }  # fmt: skip
    files = fold(rows)
    list(files)
    assert (
        "2 leads have a time in the future: what it dates happens now. The day of a close stays as close date."
        in files.notes
    )


def test_a_time_of_close_in_the_future_is_kept_as_the_close_date(drafts):
    head = f"{DEALS},Created,Closed at"
    cards = drafts(
        f"{head}\nA,X,Won,5,,2026-01-01,2028-04-01 10:00\nB,Y,Lost,5,2028-02-01,2026-01-01,2028-04-01\n"
        "C,Z,Won,5,,2026-01-01,2026-04-01\n"
    )
    assert [(card.created_at, card.entered_at, card.close_on) for card in cards] == [
        ("2025-12-31T23:00:00Z", NOW, "2028-04-01"),
        ("2025-12-31T23:00:00Z", NOW, "2028-02-01"),
        ("2025-12-31T23:00:00Z", "2026-03-31T22:00:00Z", None),
    ]


def test_nothing_is_made_or_moved_in_the_future(drafts):
    first, second, third = drafts(
        f"{DEALS},Created,Stage since\nA,X,Proposal,5,,2028-05-01,\nB,Y,Proposal,5,,2026-01-01,2028-05-01\n"
        "C,Z,Won,5,,2028-05-01,\n"
    )
    assert (first.created_at, first.entered_at, first.close_on) == (NOW, NOW, None)
    assert (second.created_at, second.entered_at) == ("2025-12-31T23:00:00Z", NOW)
    assert (third.created_at, third.entered_at) == (NOW, NOW)


def test_a_lead_of_tomorrow_was_made_today(drafts):
    (card,) = drafts("First Name,Last Name,Email,Created\nAda,Byron,ada@x.example,2031-01-01\n")
    assert card.created_at == NOW


def test_a_comment_of_the_future_is_made_now(drafts):
    (card,) = drafts(COMMENTED)
    assert [comment.at for comment in card.comments] == ["2026-01-01T09:00:00Z", NOW]


def test_a_second_import_finds_the_same_comment(drafts):
    (first,), (second,) = drafts(COMMENTED), drafts(COMMENTED)
    assert [comment.key for comment in first.comments] == [comment.key for comment in second.comments]

"""Address books of several programs, as those write them."""

import pytest

from kanban.domain.errors import KanbanError
from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft


def rows_of(path, **options):
    table = open_table(path, **options)
    return table, [
        (line, dict(zip(table.header, row, strict=True)))
        for block in read_blocks(table)
        for line, row in zip(block.lines, block.rows, strict=True)
    ]


def card(*lines, version="3.0", end="\r\n"):
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_several_cards_are_rows_with_the_lines_on_which_they_begin(write):
    path = write(card("N:Muster;Erika;;;", "FN:Erika Muster", "ORG:Beispiel GmbH") + card("FN:Jane Doe"), "x.txt")
    _, rows = rows_of(path)
    assert rows == [
        (1, {"Full name": "Erika Muster", "Company": "Beispiel GmbH"}),
        (7, {"Full name": "Jane Doe", "Company": ""}),
    ]


def test_fields_become_those_of_a_card(write):
    path = write(
        card(
            "item1.EMAIL;TYPE=INTERNET:jane@acme.example",
            "EMAIL;TYPE=INTERNET,PREF:j.doe@acme.example",
            "FN:Jane Doe",
            "TEL;TYPE=CELL:+44 20 7946 0000",
            "ORG:Acme\\, Inc.;Purchasing",
            "TITLE:Buyer",
            "NOTE:Met at the fair.\\nWants a quote\\; soon.",
            "CATEGORIES:vip,Trade Show",
            "URL:https://acme.example",
            "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
        ),
        "x.vcf",
    )
    (draft,) = map(Draft, fold_files([path], BOARD, NOW))
    assert (draft.title, draft.contact, draft.company) == ("Jane Doe", "Jane Doe", "Acme, Inc.")
    assert (draft.email, draft.phone) == ("j.doe@acme.example", "+44 20 7946 0000")
    assert (draft.labels, draft.links) == ({"vip", "Trade Show"}, {"Website": "https://acme.example"})
    assert draft.fields["Job title"] == "Buyer"
    assert [comment.body for comment in draft.comments] == ["Met at the fair.\nWants a quote; soon."]


def test_folded_lines_and_quoted_printable_are_put_together(write):
    lines = (
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=FCrgen",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=9Fe=0D=0Aaus =",
        "K=C3=B6ln",
        "ORG:Beispiel und",
        "  Söhne GmbH",
    )
    _, rows = rows_of(write(card(*lines, version="2.1"), "x.vcf"))
    assert rows == [
        (1, {"Full name": "Jürgen Müller", "Company": "Beispiel und Söhne GmbH", "Notes": "Grüße\r\naus Köln"})
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_an_address_book_is_told_by_its_content_in_any_encoding(write, encoding):
    _, rows = rows_of(write(card("FN:Zoë Groß", "ORG:Café Müller").encode(encoding), "x.csv"))
    assert rows == [(1, {"Full name": "Zoë Groß", "Company": "Café Müller"})]


def test_a_company_of_its_own_has_no_contact(write):
    _, rows = rows_of(write(card("N:;;;;", "FN:Acme Inc", "ORG:Acme Inc") + card("N:Doe;Jane"), "x.vcf"))
    assert [row for _, row in rows] == [
        {"Full name": "", "Company": "Acme Inc"},
        {"Full name": "Jane Doe", "Company": ""},
    ]


def test_groups_are_left_out(write):
    text = card("KIND:group", "FN:Friends", version="4.0") + card("FN:Jane Doe", "TEL:tel:+4930123")
    table, rows = rows_of(write(text, "x.vcf"))
    assert [row for _, row in rows] == [{"Full name": "Jane Doe", "Phone": "+4930123"}]
    assert table.notes == ("“x.vcf”: 1 group of cards left out.",)


def test_cards_within_cards_and_photos_do_no_harm(write):
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["A" * 74] * 2000)
    inner = card("FN:Secretary").rstrip()
    _, rows = rows_of(write(card("FN:Jane Doe", photo, f"AGENT:\r\n{inner}", "ORG:Acme"), "x.vcf"))
    assert rows == [(1, {"Full name": "Jane Doe", "Company": "Acme"})]


def test_an_address_book_without_cards_is_named(write):
    with pytest.raises(KanbanError, match=r"“x\.vcf” is an address book without a card"):
        open_table(write("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "x.vcf"))


def test_the_same_address_book_again_has_the_same_keys(write):
    path = write(card("FN:Jane Doe", "ORG:Acme") + card("FN:Bo Roe", "EMAIL:bo@acme.example"), "x.vcf")
    first, second = ([draft.keys for draft in fold_files([path], BOARD, NOW)] for _ in range(2))
    assert first == second


def test_contacts_of_the_cases(shared):
    path = shared / "cases" / "import" / "contacts.vcf"
    drafts = list(map(Draft, fold_files([path], BOARD, NOW)))
    assert [(draft.contact, draft.company, draft.email, draft.phone) for draft in drafts] == [
        ("Erika Muster", "Beispiel GmbH", "erika@beispiel.example", "+49 170 000000"),
        ("Jane Doe", "Acme Inc", "jane@acme.example", None),
    ]


def test_a_card_without_its_first_line_is_read_all_the_same(fold):
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\nVERSION:3.0\nFN:Bo\nTEL:5\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Di\nAGENT:\nBEGIN:VCARD\nFN:Nobody\nEND:VCARD\nEND:VCARD\n"
    )
    assert [card.registers["title"] for card in fold(text)] == ["Ada", "Bo", "Di"]

"""Whatever a file holds, it is read, refused in a sentence, or its rows are rejected: nothing else may happen."""

import csv
import io
from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.errors import KanbanError
from kanban.domain.values.text import MAX_TITLE, clean, clean_title
from kanban.exchange.leads.file_set import fold_files
from kanban.exchange.recognition.words.headers import COMMON
from tests.exchange.conftest import BOARD, NOW

LABELS = [
    "Deal - Title",
    "LEADID",
    "Potential Name",
    "Lead Status",
    "Record Id",
    "is_organic",
    "Contact Name.id",
    "IsWon",
    "full name",
]
labels = st.sampled_from(LABELS + [words[0] for words in COMMON.values()])
cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "1e400",
            "nan",
            "$1,000.00",
            "1.234,56 €",
            "03/04/2025",
            "2025-01-02T03:04:05Z",
            "45631.0",
            "a@b.c",
            "a@b.c, d@e.f",
        ]
    ),
    st.sampled_from(
        [
            "Won",
            "Junk Lead",
            "[]",
            '[{"text":"x","at":"2025-01-01"}]',
            "[1]",
            "true",
            "http://x.y",
            "\x1b[31m",
            "\u202e",
            "l:1",
        ]
    ),
)
tables = st.lists(labels, min_size=1, max_size=8).flatmap(
    lambda header: st.tuples(
        st.just(header), st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), min_size=1, max_size=8)
    )
)


def arrivals_of(folder, *contents, dates="dmy"):
    paths = []
    for n, content in enumerate(contents):
        paths.append(folder / f"{n}.csv")
        paths[-1].write_bytes(content)
    return list(fold_files(paths, BOARD, NOW, dates=dates))


def as_csv(table):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([table[0], *table[1]])
    return stream.getvalue().encode("utf-8", "surrogatepass")


@given(st.binary(max_size=300))
@example(b"title\n\xff\xfe\x00")
@example(b'title,\r\n\r\r\n,\n"')
@example(b"sep=\n")
@example("a\u0a00\n".encode("utf-16-le"))
def test_bytes(tmp_path_factory, content):
    with suppress(KanbanError):
        arrivals_of(tmp_path_factory.mktemp("any"), content)


@given(st.text(st.sampled_from("ab,;\t|\"'\n\r \x00\ufeff@1"), max_size=120))
def test_signs(tmp_path_factory, content):
    with suppress(KanbanError):
        arrivals_of(tmp_path_factory.mktemp("any"), b"title,value\n" + content.encode())


@given(tables, tables)
def test_tables(tmp_path_factory, one, other):
    with suppress(KanbanError):
        for arrival in arrivals_of(tmp_path_factory.mktemp("any"), as_csv(one), as_csv(other)):
            registers = arrival.registers
            assert arrival.keys
            assert arrival.stage in {stage.id for stage in BOARD.stages}
            assert clean_title(registers["title"]) == registers["title"]
            assert len(registers["title"]) <= MAX_TITLE
            assert ("value" in registers) == ("currency" in registers)
            assert None not in registers.values()
            assert "" not in registers.values()
            for text in (text for text in registers.values() if isinstance(text, str)):
                assert clean(text) == text
            if arrival.created_at and arrival.entered_at and not (arrival.lead and arrival.deal):
                assert arrival.created_at <= arrival.entered_at


def test_a_few_zero_bytes_make_no_binary_file(fold):
    rows = "".join(f"Card {n},Acme,plain words of a text\n" for n in range(60))
    cards = list(fold(f"title,company,notes\n{rows}Last,Acme,\0<p>hello</p>\n".encode()))
    assert (len(cards), [comment.body for comment in cards[-1].comments]) == (61, ["␀<p>hello</p>"])

"""Encodings that don't say what they are: read right by their letters, or asked for."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.files.encodings import detect_encoding
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW
from tests.exchange.sentences import SENTENCES

HEADER = "Name,Company\n"
CASES = [(language, codec) for language, (codecs, _) in SENTENCES.items() for codec in codecs.split()]


def read(path, **options):
    table = open_table(path, **options)
    return table, [row for block in read_blocks(table) for row in block.rows]


def lines_of(language):
    return SENTENCES[language][1].split("|")


def as_rows(lines):
    return [[f"{n}", line.replace(",", ";")] for n, line in enumerate(lines)]


def as_csv(rows):
    return HEADER + "".join(",".join(row) + "\n" for row in rows)


@pytest.mark.parametrize(("language", "codec"), CASES)
def test_a_list_of_a_language_is_read_right(write, language, codec):
    rows = as_rows(lines_of(language))
    table, good = read(write(as_csv(rows).encode(codec)))
    assert good == rows
    (assumed,) = table.assumptions
    assert (table.questions, table.notes) == ((), ())
    assert table.encoding in assumed.text
    assert any(row[1][:20] in assumed.text for row in rows)
    assert assumed.option == "--encoding NAME"


@given(st.sampled_from(CASES), st.integers(1, 6), st.randoms(use_true_random=False), st.integers(0, 50))
def test_a_few_lines_of_a_language_are_read_right_or_asked_for(tmp_path_factory, case, size, chance, plain):
    language, codec = case
    lines = chance.sample(lines_of(language), min(size, len(lines_of(language))))
    rows = as_rows([*["Acme Ltd"] * plain, *lines])
    path = tmp_path_factory.mktemp("e") / "leads.csv"
    path.write_bytes(as_csv(rows).encode(codec))
    table, good = read(path)
    if good == rows:
        return
    (question,) = table.questions
    assert (question.kind, question.option, question.assumed) == ("encoding", "--encoding", None)
    answers = [read(path, encoding=choice.value)[1] for choice in question.choices]
    assert rows in answers


@given(st.integers(0, 10_000))
def test_names_of_neighbours_do_not_change_a_list(tmp_path_factory, seed):
    chance = random.Random(seed)
    lines = [*lines_of("German"), *chance.sample(lines_of("French"), 2), *chance.sample(lines_of("Spanish"), 1)]
    chance.shuffle(lines)
    rows = as_rows(lines)
    path = tmp_path_factory.mktemp("e") / "leads.csv"
    path.write_bytes(as_csv(rows).encode("cp1252"))
    assert read(path)[1] == rows


@pytest.mark.parametrize(("language", "codec"), [(name, f"utf-16-{end}") for name in SENTENCES for end in ("le", "be")])
def test_utf_16_without_a_mark_is_told_by_its_commas(write, language, codec):
    rows = as_rows(lines_of(language))
    table, good = read(write(as_csv(rows).encode(codec)))
    assert (good, table.notes + table.assumptions) == (rows, ())


@pytest.mark.parametrize(
    "text", ["Acme,12 €\nGlobex,5 €\n", "Acme,£12\n", "O’Brien – Sons,“Acme”\n", "Müller,x\n", "Café,1\n"]
)
def test_signs_and_single_words_of_the_west_are_clear(write, text):
    table, good = read(write((HEADER + text).encode("cp1252")))
    assert [",".join(row) for row in good] == text.splitlines()
    assert table.questions == ()


def test_two_that_fit_are_a_question_and_a_warning(write):
    path = write((HEADER + "Kø,1\n").encode("cp1252"))
    table, _ = read(path)
    (question,) = table.questions
    assert (question.file, table.encoding, question.assumed) == ("leads.csv", "cp1252", None)
    assert question.sentence == (
        "“leads.csv” does not tell its encoding: say --encoding cp1252 (“Kø,1”) or --encoding cp1250 (“Kř,1”), or "
        "another one."
    )
    choices = {choice.value: (choice.words, choice.sample) for choice in question.choices}
    assert choices["cp1252"] == ("Western European", "Kø,1")
    assert choices["cp1250"] == ("Central European", "Kř,1")
    (assumed,) = fold_files([path], BOARD, NOW).assumptions
    assert "its letters don't tell" in assumed.text
    assert "It could be “Kř,1” (cp1250)" in assumed.text
    table, good = read(path, encoding="cp1250")
    assert (good, table.assumptions, table.questions) == ([["Kř", "1"]], (), ())


def test_what_fits_nothing_is_said_to(write):
    greek = "Παπαδόπουλος,Αθήνα\nΓεωργίου,Θεσσαλονίκη\n"
    path = write((HEADER + greek).encode("cp1253"))
    assert "its letters don't tell" in fold_files([path], BOARD, NOW).assumptions[0].text
    assert read(path, encoding="cp1253")[1][0] == ["Παπαδόπουλος", "Αθήνα"]


@pytest.mark.parametrize(("said", "text"), [("shift-jis", "髙橋①"), ("gb2312", "朱镕基")])
def test_narrow_names_of_encodings_read_what_programs_write_under_them(write, said, text):
    codec = {"shift-jis": "cp932", "gb2312": "gbk"}[said]
    assert read(write(f"{HEADER}{text},1\n".encode(codec)), encoding=said)[1] == [[text, "1"]]


def test_a_long_file_is_told_by_its_first_letters_and_read_whole(write):
    text = HEADER + "Acme,x\n" * 200_000 + "Zieliński,Łódź\n" * 300 + "Wiśniewska,Kraków\n"
    table, good = read(write(text.encode("cp1250")))
    assert (table.encoding, good[-1]) == ("cp1250", ["Wiśniewska", "Kraków"])


@pytest.mark.parametrize("words", ["Řehoř;Ondřej", "Řehoř;Plzeň;Město", "Kateřina;Řehoř;Ústí"])
def test_a_tiny_file_of_central_europe_is_asked_for(tmp_path, words):
    path = tmp_path / "tiny.csv"
    path.write_bytes("\n".join(["Name;Stage", *(f"{word};x" for word in words.split(";")), ""]).encode("cp1250"))
    encoding = detect_encoding(path, path.read_bytes())
    assert "cp1250" in dict(encoding.rivals)


@pytest.mark.parametrize("words", ["Wiśnia;Źródło", "Śliwa;Świat;Jaś", "Kaźmierz", "Bože;Šaľa"])
def test_a_tiny_file_is_never_taken_for_one_of_an_old_mac(tmp_path, words):
    path = tmp_path / "tiny.csv"
    path.write_bytes("\n".join(["Name;Stage", *(f"{word};x" for word in words.split(";")), ""]).encode("cp1250"))
    encoding = detect_encoding(path, path.read_bytes())
    assert encoding.codec != "mac_roman"

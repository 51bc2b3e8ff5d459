import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.errors import Refused
from kanban.domain.values import text

everything = st.text(st.characters(exclude_categories=[]))
visible = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"])).map(text.clean)
HARMFUL = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u2028\u2029\u202a\u202b\u202c\u202d\u202e"}
HARMFUL |= {*"\u2066\u2067\u2068\u2069", *map(chr, (0xD800, 0xDC80, 0xDFFF))}


@given(everything)
def test_cleaned_text_holds_nothing_harmful_and_stays_as_it_is(raw):
    cleaned = text.clean(raw)
    assert not set(cleaned) & (HARMFUL - {"\n", "\t"})
    assert not any(unicodedata.category(char) == "Cs" for char in cleaned)
    cleaned.encode()
    assert text.clean(cleaned) == cleaned


@given(visible)
def test_harmless_text_is_left_alone(raw):
    assert text.clean(raw) is raw


@pytest.mark.parametrize("char", sorted(HARMFUL - {"\n", "\t", "\r"}))
def test_each_harmful_character_becomes_one_visible_sign(char):
    (sign,) = text.clean(f"a{char}b")[1:-1]
    assert sign.isprintable()
    assert sign.strip()


def test_escape_sequences_can_be_read_instead_of_obeyed():
    assert text.clean("\x1b]52;c;aGk=\x07 \x7f\x9b2J") == "␛]52;c;aGk=␇ ␡\ufffd2J"


def test_lines_of_any_system_become_lines():
    assert text.clean("a\r\nb\rc\n\r\td") == "a\nb\nc\n\n\td"


@given(everything)
def test_a_clean_line_is_one_line(raw):
    line = text.clean_line(raw)
    assert not set(line) & (HARMFUL | {"\n", "\t"})
    assert "  " not in line
    assert line == line.strip() == text.clean_line(line)


def test_a_clean_line_collapses_white_space():
    assert text.clean_line("  Acme\r\n\tBCN  Ltd\xa0 ") == "Acme BCN Ltd"
    plain = "[red]Acme[/red] [TODO]"
    assert text.clean_line(plain) is plain


def test_a_title_is_a_line_that_shows():
    assert text.clean_title(" Acme\nLtd ") == "Acme Ltd"
    assert len(text.clean_title("x" * 500)) == text.MAX_TITLE
    for nothing in ("", " \n\t", "\u200b\u200d"):
        with pytest.raises(Refused, match="needs a title"):
            text.clean_title(nothing)
    with pytest.raises(Refused, match=r"20,000 characters.* 500 ") as caught:
        text.clean_title("x" * 20_000)
    assert len(str(caught.value)) < 200


@given(everything)
def test_folding_twice_is_folding_once(raw):
    assert text.fold(text.fold(raw)) == text.fold(raw)


@given(visible)
def test_case_and_composition_do_not_matter_for_search(raw):
    assert text.fold(unicodedata.normalize("NFD", raw)) == text.fold(raw)
    assert text.fold(text.fold(raw).casefold()) == text.fold(raw)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Zoë ÅNGSTRÖM", "zoe angstrom"),
        ("Straße", "strasse"),
        ("ＡＣＭＥ ﬁ", "acme fi"),
        ("İstanbul", "istanbul"),
        ("Żółć", "zolc"),
        ("Łukasz Øster Đorđe ħ Æsir œuvre", "lukasz oster dorde h aesir oeuvre"),
        ("O’Brien – “x”", 'o\'brien - "x"'),
        ("Ёлка", "елка"),
        ("ガ", "ガ"),
        ("한국", "한국"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_folding_sets_accents_aside_and_keeps_letters(raw, folded):
    assert text.fold(raw) == folded


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("", []),
        ("Acme-Corp's 12_b, ana@x.io", ["acme", "corp", "s", "12", "b", "ana", "x", "io"]),
        ("Müller & Söhne", ["muller", "sohne"]),
        ("東京タワー2号", ["東", "京", "タ", "ワ", "ー", "2", "号"]),
        ("한국 abc", ["한", "국", "abc"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("हिन्दी नाम", ["हिन्दी", "नाम"]),
        ("Привет, мир", ["привет", "мир"]),
        ("abc京def", ["abc", "京", "def"]),
    ],
)
def test_words(raw, found):
    assert text.split_words(raw) == found


@given(visible)
def test_the_index_is_fed_the_same_words(raw):
    assert text.split_words(text.build_index_text(raw)) == text.split_words(raw)
    assert " " not in "".join(text.split_words(raw))


@given(visible, st.integers(-2, 30))
@example("👩\u200d💻👩\u200d💻", 4)
def test_a_quotation_fits_and_starts_the_same(raw, length):
    cut = text.shorten(raw, length)
    assert len(cut) <= max(length, 0)
    if 0 < length < len(raw):
        assert cut.endswith("…")
        assert raw.startswith(cut[:-1])
    elif length > 0:
        assert cut is raw


def test_a_quotation_never_splits_a_sign():
    assert text.shorten("Zoe\u0301 Smith", 5) == "Zoe\u0301…"
    assert text.shorten("Zoe\u0301 Smith", 4) == "Zo…"
    assert text.shorten("👩\u200d💻👩\u200d💻", 5) == "👩\u200d💻…"
    assert text.shorten("👍🏽👍🏽", 3) == "👍🏽…"
    assert text.shorten("Acme Corporation", 6) == "Acme…"
    assert text.shorten("日本語", 3) == "日本語"


@pytest.mark.parametrize("raw", ["", "\u200b\u200d", "\u0301", "\u3164", "\ufeff\u2060"])
def test_what_shows_nothing_is_blank(raw):
    assert text.is_blank(raw)
    assert not text.is_blank(f"{raw}日")
    assert not text.is_blank(f"{raw}.")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        (
            "+49 151 234567",
            ["151 234567", "151234567", "+49151234567", "0151 234567", "0049 151/234567", "(0151) 23-45-67"],
        ),
        ("0151-234567", ["+49 151 234567", "151234567", "0151234567", "234567"]),
        ("(030) 12.34.56", ["030/123456", "30 123456", "+49 30 123456", "123456"]),
    ],
)
def test_a_phone_number_is_found_however_it_is_written(written, typed):
    for number in typed:
        assert text.normalize_number(text.fold(number)) in f"{written}\n{text.extract_numbers(written)}", number


@pytest.mark.parametrize("word", ["acme", "12", "1234", "v1.2", "a12345", "12345a", "10:30", "+", "-5", ""])
def test_what_is_no_number_is_looked_for_as_it_is(word):
    assert text.normalize_number(word) == word


@pytest.mark.parametrize(
    "body",
    [
        "@ana",
        "hello @Ana!",
        "(@ana)",
        "ask @ana: when?",
        "@Ana.",
        "“@ana”",
        "a@b.example @ana",
        "https://x.example/@ana then @ana",
        "@ana, @bo",
    ],
)
def test_a_name_after_an_at_is_a_mention(body):
    assert text.has_mention(body, "ana")


@pytest.mark.parametrize(
    "body",
    [
        "jo@ana.example", "mail jo@ana", "https://x.example/@ana", "https://x.example/?to=@ana", "www.x.example/@ana",
        "@anabel", "@ana.example", "x.@ana.example", "ana", "@@ana", "see medium.com/@ana", "@ana@mastodon.example",
        "@ana-maria",
    ],
)  # fmt: skip
def test_an_address_a_link_and_a_longer_name_are_no_mention(body):
    assert not text.has_mention(body, "ana")

"""Text is measured in cells as the screen counts them, cut to fit them, and padded to fill them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from kanban import cell_width
from kanban.domain.values import text

visible = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"])).map(text.clean)


@pytest.mark.parametrize(
    ("raw", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("👍", 2),
        ("👍🏽", 2),
        ("👩\u200d💻", 2),
        ("❤\ufe0f", 2),
        ("€", 1),
        ("␛", 1),
    ],
)
def test_cells(raw, width):
    assert cell_width.cells(raw) == width


@given(st.text(st.sampled_from("aé1#日本한\u0301👍🏽👩\u200d💻❤\ufe0f✓🇩🇪ิ\u200bﾊ")))
@example("\u200da")
@example("\u200d\ufe0f1\ufe0f\ufe0f")
def test_cells_are_counted_as_the_screen_counts_them(raw):
    assert cell_width.cells(raw) == cell_len(raw)


@given(
    st.text(st.characters(max_codepoint=0x20000, exclude_categories=["Cc", "Cs", "Cn", "Co", "So", "No", "Zl", "Zp"]))
)
def test_cells_of_all_scripts_are_counted_as_the_screen_counts_them(raw):
    assert cell_width.cells(raw) == cell_len(raw)


def test_what_is_measured_without_rich_is_as_wide_as_rich_says():
    singles = [chr(code) for code in range(0x30000) if cell_width._SINGLE.fullmatch(chr(code))]
    assert len(singles) > 1500
    assert [sign for sign in singles if cell_len(sign) != 1] == []
    assert cell_len("".join(singles)) == len(singles)


@given(visible, st.integers(-2, 30))
@example("👩\u200d💻👩\u200d💻", 3)
@example("日本語", 4)
def test_shortened_text_fits_and_starts_the_same(raw, width):
    cut = cell_width.shorten(raw, width)
    assert cell_width.cells(cut) <= max(width, 0)
    if cell_width.cells(raw) <= width:
        assert cut is raw
    elif width > 0:
        assert cut.endswith("…")
        assert raw.startswith(cut[:-1])


def test_shortening_never_splits_a_sign():
    assert cell_width.shorten("Zoe\u0301 Smith", 4) == "Zoe\u0301…"
    assert cell_width.shorten("👩\u200d💻👩\u200d💻", 3) == "👩\u200d💻…"
    assert cell_width.shorten("Acme Corporation", 6) == "Acme…"


@given(visible, st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_padded_text_is_exactly_so_wide(raw, width, align):
    assert cell_width.cells(cell_width.pad(raw, width, align)) == width


def test_padding_aligns():
    assert cell_width.pad("日", 5) == "日   "
    assert cell_width.pad("日", 5, "right") == "   日"
    assert cell_width.pad("日", 5, "center") == " 日  "


WESTERN = "Zoë’s “Müller & Söhne” – €1,200 · 50 % … •"


def test_western_text_is_measured_without_the_library():
    """Or every listing would load it, which takes 3 ms."""
    script = f"import sys; from kanban.cell_width import pad; print(len(pad({WESTERN!r}, 60)), 'rich' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "60 False\n"
    assert cell_width.cells(WESTERN) == cell_len(WESTERN)

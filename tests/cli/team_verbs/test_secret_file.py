"""A token is read however a shell or an editor has saved it, from a file and from stdin; nothing else is taken for
one."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.team_verbs.secret_file import read_secret
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.sync.client import token_of

TOKEN = "kbt_Qx-3hB_0aZ9yXw7vUt5sRq1pOn2mLk4jIh6gFe8dC"
ENCODINGS = {
    "utf-8": b"", "utf-8 with a mark": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff",
    "utf-16-le without a mark": b"", "utf-16-be without a mark": b"", "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}  # fmt: skip
AROUND = ["", "\n", "\r\n", "\r\n\r\n", "  \t\r\n", "\n\n \n", "\u00a0", "\u200b\n"]


def saved(text, how):
    return ENCODINGS[how] + text.encode(how.split(" with")[0])


@pytest.fixture(params=["file", "stdin"])
def read(request, tmp_path, monkeypatch):
    """`read(bytes)`: what is read of a file, or of stdin."""

    def from_file(raw):
        (tmp_path / "a token").write_bytes(raw)
        return read_secret(str(tmp_path / "a token"))

    def from_stdin(raw):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), "ascii"))
        return read_secret("-")

    return from_file if request.param == "file" else from_stdin


@pytest.mark.parametrize("how", ENCODINGS)
@pytest.mark.parametrize("behind", AROUND)
@pytest.mark.parametrize("before", ["", " ", "\n"])
def test_a_token_is_read_however_it_was_saved(read, how, before, behind):
    assert token_of(read(saved(before + TOKEN + behind, how))) == TOKEN


def test_files_of_the_field(read):
    """As `echo … > file` writes it in PowerShell 5, and Notepad as UTF-8 with a mark."""
    assert token_of(read(b"\xff\xfek\0b\0t\0_\0E\0X\0A\0M\0P\0L\0E\0\r\0\n\0")) == "kbt_EXAMPLE"
    assert token_of(read(b"\xef\xbb\xbfkbt_EXAMPLE\r\n")) == "kbt_EXAMPLE"


@pytest.mark.parametrize(
    "raw", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n", b"kbt_one_of_them\nkbt_another_one\n", b"two words"]
)
def test_what_is_no_token_is_none(read, raw):
    with pytest.raises(UsageFault, match="That is not a token"):
        token_of(read(raw))


@pytest.mark.parametrize("raw", [b"\xff\xfek", b"\xff\xfe\x00\xd8", b"kbt_\xff\xfe\xfd", b"\x89PNG\r\n\x1a\n" * 9])
def test_bytes_that_are_no_text_are_refused(read, raw):
    with pytest.raises((Refused, UsageFault)):
        token_of(read(raw))


@given(st.binary(max_size=64))
def test_no_file_breaks_it(tmp_path_factory, raw):
    file = tmp_path_factory.getbasetemp() / "any token"
    file.write_bytes(raw)
    try:
        text = read_secret(str(file))
    except Refused:
        return
    assert text == text.strip()


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(NotFound, match="There is no file"):
        read_secret(str(tmp_path / "nothing"))
    with pytest.raises(Refused, match="can't be read as a token"):
        read_secret(str(tmp_path))


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u2060"])
def test_a_pasted_token_may_bring_signs_that_nobody_sees(mark):
    assert token_of(f"{mark}{TOKEN}{mark}\n") == TOKEN


def test_join_and_publish_take_such_files(server, at, tmp_path):
    file = tmp_path / "token"
    file.write_bytes(b"\xff\xfe" + f"{server.tokens['Ann']}\r\n".encode("utf-16-le"))
    assert at("Ann", "init", "--name", "Ann", "--team", "marketing", "--timezone", "UTC").code == 0
    ran = at("Ann", "publish", server.url, "--token-file", str(file))
    assert ran.code == 0, ran.err
    file.write_bytes(b"\xef\xbb\xbf" + f"{server.tokens['Raj']}  \r\n".encode())
    ran = at("Raj", "join", server.url, "--token-file", str(file))
    assert ran.code == 0, ran.err
    ran = at("Vi", "join", server.url, "--token-file", "-", stdin=f"\ufeff{server.tokens['Vi']}\r\n")
    assert ran.code == 0, ran.err

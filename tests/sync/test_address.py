"""A server's address: one form, and never a token in the open."""

from __future__ import annotations

import pytest

from kanban.domain.errors import UsageFault
from kanban.sync.address import host_of, normalize_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("kanban.example.org", "https://kanban.example.org"),
        (" https://Kanban.Example.org/ ", "https://kanban.example.org"),
        ("https://kanban.example.org:443/boards//", "https://kanban.example.org/boards"),
        ("https://kanban.example.org:8443", "https://kanban.example.org:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("192.168.1.4:8000", "https://192.168.1.4:8000"),
    ],
)
def test_one_form(typed, kept):
    assert normalize_address(typed) == kept
    assert normalize_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "https://", "ftp://example.org", "http://", "https://exa mple.org", "https://example.org:99999", "//",
        "https://[::1",
        "https://exam\x1b[31mple.org", "javascript:alert(1)", "https://-x-", "https://a/b c",
    ],
)  # fmt: skip
def test_what_is_no_address(typed):
    with pytest.raises(UsageFault, match=r"is not a server address|more than"):
        normalize_address(typed)


@pytest.mark.parametrize(
    "typed", ["http://example.org", "http://192.168.1.4:8000", "http://10.0.0.1", "http://localhost.evil.org"]
)
def test_no_token_in_the_open(typed):
    with pytest.raises(UsageFault, match="unencrypted"):
        normalize_address(typed)


@pytest.mark.parametrize(
    "typed",
    ["https://ana:kbt_secret@example.org", "https://example.org?token=kbt_secret", "https://example.org#kbt_secret"],
)
def test_no_token_in_the_address(typed):
    with pytest.raises(UsageFault) as caught:
        normalize_address(typed)
    assert "--token-file" in str(caught.value)


def test_a_password_is_not_quoted():
    with pytest.raises(UsageFault) as caught:
        normalize_address("ftp://ana:secret@example.org")
    assert "secret" not in str(caught.value)


def test_hosts():
    assert host_of("http://[::1]:8080") == "::1"

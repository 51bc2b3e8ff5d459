"""The server's README says what the server does."""

from __future__ import annotations

from pathlib import Path

import kanban.server
from kanban.protocol.types import MOST_CHANGES
from kanban.server.jobs.health import LOW
from kanban.server.requests.bodies import MOST_DIGITS
from kanban.server.serve import GRACE, LAST
from kanban.server.settings import Rate, Settings
from kanban.store.hub import quotas, server_database
from kanban.store.hub.members import calendar_links
from kanban.store.hub.programs import calendar_steps, web_form_keys

README = (Path(kanban.server.__file__).parent / "README.md").read_text("utf-8")


def bytes_of(count):
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"


def rate(each: Rate):
    then = f"{each.per_second:.0f} a second" if each.per_second >= 1 else f"one every {1 / each.per_second:.0f} s"
    return f"{each.burst:,} at once, then {then}"


def test_every_limit_is_documented():
    now = Settings()
    section = README.partition("\n## Limits\n")[2].partition("\n## ")[0]
    for row in (
        (
            f"{bytes_of(now.push.wire)} as sent, {bytes_of(now.push.whole)} unpacked, {now.push.values:,} values, "
            f"{MOST_CHANGES} changes"
        ),
        f"{bytes_of(now.other.wire)} as sent and unpacked, {now.other.values:,} values",
        f"{bytes_of(now.join.wire)} as sent and unpacked, {now.join.values} values",
        f"What a form sends with its key | {bytes_of(now.form.wire)}, {now.form.values} fields",
        f"Forms with one key | {rate(now.per_form)}",
        f"Forms from one address | {rate(now.form_sender)}",
        f"Reads of one calendar's link | {rate(now.per_calendar)}",
        f"Links of an account's calendar | {calendar_links.MOST_LINKS} |",
        f"Next steps in a calendar | {calendar_steps.MOST_STEPS:,}",
        f"Keys of a board | {web_form_keys.MOST_KEYS} |",
        f"{now.most_depth} levels, numbers of {MOST_DIGITS} digits",
        f"{now.body_seconds:.0f} s; {now.unsigned_seconds:.0f} s without a token",
        f"| {now.unsigned_bodies} an address |",
        f"{bytes_of(now.body_room)} in all, {bytes_of(now.body_room_each)} an account",
        (
            f"Large bodies (packed, or over {bytes_of(now.large)}) worked on at once | {now.large_bodies}, one of an "
            "account"
        ),
        f"Requests of one token | {rate(now.per_token)}",
        f"Requests from one address | {rate(now.per_address)}",
        f"without a token | {rate(now.unsigned)}",
        f"Wrong tokens, codes and calendar links from one address | {rate(now.refusals)}",
        (
            f"{now.in_flight} an account, {now.unsigned_in_flight} an address without a token, {now.all_in_flight:,} "
            "in all"
        ),
        f"worked on at once | {now.running} |",
        (
            f"Queries (`GET …/cards`) that run at once | {now.queries}, {['none', 'one', 'two'][now.queries_each]} of "
            "an account"
        ),
        f"Time for a query to run | {now.query_seconds:.0f} s | 503 |",
        f"Headers | {now.most_headers}, and {bytes_of(now.head_bytes)} of them | 431 |",
        f"Time for the headers to arrive | {now.head_seconds:.0f} s",
        f"Time between two requests of a connection | {now.idle_seconds} s",
        f"doesn't read its answer | {bytes_of(now.stall_bytes)} in {now.stall_seconds:.0f} s",
        f"{now.small_chunks:,} chunks, and one more for every {now.chunk_bytes} bytes",
        f"Connections | {now.connections:,} a worker; {now.unsigned_connections} an address",
        f"a lock of another program | {server_database.WAIT:.0f} s each",
        f"`low` below {LOW // 1_000_000} MB",
        (
            f"Live streams | {now.streams_per_account} an account, {now.streams_per_address:,} an address, "
            f"{now.most_streams:,} a worker"
        ),
        f"Boards | {quotas.UNOPENED} that an account is publishing, {quotas.BOARDS} that it has published",
        f"One-time codes that wait to be used | {quotas.CODES} an account",
        f"Machines of an account | {quotas.MACHINES} signed in, {quotas.MACHINES_A_DAY} that signed in within a day",
        f"Device ids of one sign-in | {quotas.DEVICES:,} |",
    ):
        assert row in section


def test_it_is_gone_within_ten_seconds():
    assert GRACE == 5
    assert GRACE < LAST < 10

"""When an export was written, as spreadsheets write it back."""

import pytest

from kanban.store.importing.own_rows import read_export_time

NOW = "2026-12-01T10:08:45Z"


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-12-01T10:08:11Z", "2026-12-01T10:08:11Z"),
        ("2026-12-01 10:08:11", "2026-12-01T10:08:11Z"),
        ("2026-12-01 10:08", "2026-12-01T10:08:59Z"),
        ("2026-12-01", "2026-12-01T23:59:59Z"),
        ("01.12.2026 10:08", "2026-12-01T10:08:59Z"),
        ("12/1/2026 10:08 AM", "2026-12-01T10:08:59Z"),
        ("11/30/2026 12:08 AM", "2026-11-30T00:08:59Z"),
        ("11/30/2026 12:08:05 PM", "2026-11-30T12:08:05Z"),
        ("03/04/2026 09:00", "2026-04-03T09:00:59Z"),  # either day: the later one that is not to come
        ("11/12/2026 09:00", "2026-11-12T09:00:59Z"),
        ("45992.4", ""),
        ("31.02.2026 10:00", ""),
        ("", ""),
    ],
)
def test_a_time_is_read_however_a_spreadsheet_wrote_it(cell, moment):
    assert read_export_time(cell, NOW) == moment

"""Print by how many seconds to move the clock so that in Berlin it is 01:30 on a night without a 02:00.

That night is the first one more than 400 days ahead: late enough for every date in a test to have passed.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
FAR = timedelta(days=400)


def short_night(year: int) -> date:
    """Return the last Sunday of March, on which clocks in Europe go from 02:00 to 03:00."""
    last = date(year, 3, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def target(now: datetime) -> datetime:
    """Return the moment at which a run that begins now is to believe it begins."""
    nights = (
        datetime.combine(short_night(year), datetime.min.time(), BERLIN) for year in range(now.year, now.year + 4)
    )
    return next(night.replace(hour=1, minute=30) for night in nights if night.replace(hour=1, minute=30) - now > FAR)


if __name__ == "__main__":
    now = datetime.fromtimestamp(time.time(), UTC)
    print(round((target(now) - now).total_seconds()))

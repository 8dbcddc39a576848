"""How long a sign-in has to wait after failures, so that guessing is slow and nobody is locked out.

The guide (等保二级, 身份鉴别): five failures of one account from one address wait fifteen minutes;
failures elsewhere only make the wait longer step by step, never so long that others could lock you out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

MOST_FAILURES = 5
LOCK = timedelta(minutes=15)
LONGEST_STEP = timedelta(seconds=60)


def wait(here: int, elsewhere: int, last: datetime | None, now: datetime) -> timedelta:
    """The time still to wait before the next try is looked at; zero where it may go ahead.

    ``here``: failures of this account from this address in the last fifteen minutes, ``elsewhere``
    from all other addresses together, ``last`` the newest of them.
    """
    if last is None:
        return timedelta(0)
    if here >= MOST_FAILURES:
        return max(last + LOCK - now, timedelta(0))
    if elsewhere >= MOST_FAILURES:
        step = min(timedelta(seconds=2 ** min(elsewhere - MOST_FAILURES, 6)), LONGEST_STEP)
        return max(last + step - now, timedelta(0))
    return timedelta(0)


def in_words(left: timedelta) -> str:
    """“约 3 分钟” or “8 秒”: the wait as a person says it."""
    seconds = ceil(left.total_seconds())
    return f"{seconds} 秒" if seconds < 90 else f"约 {-(-seconds // 60)} 分钟"

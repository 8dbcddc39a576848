"""How long a sign-in has to wait after failures, so that guessing is slow and nobody is locked out.

The guide (等保二级, 身份鉴别): five failures of one account from one address wait fifteen minutes;
failures elsewhere only make the wait longer step by step, never so long that others could lock you out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from jiefen_lite.store.users import Failures

MOST_FAILURES = 5
#: One password tried on many accounts from one address; a county office may share one address.
MOST_FAILURES_OF_OTHERS = 15
LOCK = timedelta(minutes=15)
LONGEST_STEP = timedelta(seconds=60)


def wait(found: Failures, now: datetime) -> timedelta:
    """The time still to wait before the next try is looked at; zero where it may go ahead.

    ``found``: the failures of the last fifteen minutes.
    """
    waits = [timedelta(0)]
    if found.last_here is not None and found.here >= MOST_FAILURES:
        waits.append(found.last_here + LOCK - now)
    for count, last, most in (
        (found.elsewhere, found.last_elsewhere, MOST_FAILURES),
        (found.others, found.last_others, MOST_FAILURES_OF_OTHERS),
    ):
        if last is not None and count >= most:
            waits.append(last + min(timedelta(seconds=2 ** min(count - most, 6)), LONGEST_STEP) - now)
    return max(waits)


def in_words(left: timedelta) -> str:
    """“约 3 分钟” or “8 秒”: the wait as a person says it."""
    seconds = ceil(left.total_seconds())
    return f"{seconds} 秒" if seconds < 90 else f"约 {-(-seconds // 60)} 分钟"

"""What runs by itself while the server is up: a table of jobs, each done once for each day it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from jiefen_lite.desk import House
from jiefen_lite.store import chain, users

if TYPE_CHECKING:
    from jiefen_lite.config import Paths

Now = Callable[[], datetime]
IDLE_MINUTES = 30
#: Failed sign-ins are forgotten after so many days (compliance guide, section 4: 12 months).
FAILURE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what it does, and when (APScheduler cron fields; names of days, never numbers)."""

    id: str
    work: Callable[[House, Paths, Now], None]
    hour: str
    minute: str


def seal_yesterday(house: House, paths: Paths, now: Now) -> None:
    """Write the heads of all case histories into the global chain, once a day."""
    chain.seal_day(house.store, now().date() - timedelta(days=1), now())


def tidy_sign_ins(house: House, paths: Paths, now: Now) -> None:
    """End idle sessions, forget old failed attempts."""
    users.close_idle_sessions(house.store, now(), IDLE_MINUTES)
    users.forget_failures(house.store, now() - timedelta(days=FAILURE_DAYS))


JOBS = (
    Job("seal_yesterday", seal_yesterday, hour="0", minute="10"),
    Job("tidy_sign_ins", tidy_sign_ins, hour="*", minute="5"),
)


def start(house: House, paths: Paths, now: Now) -> BackgroundScheduler:
    """Start the clockwork. A job that was missed (sleep, restart) runs once when it can."""
    scheduler = BackgroundScheduler(
        timezone="Asia/Shanghai",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in JOBS:
        scheduler.add_job(
            job.work, "cron", id=job.id, hour=job.hour, minute=job.minute, args=(house, paths, now)
        )
    scheduler.start()
    return scheduler

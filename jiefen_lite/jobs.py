"""What runs by itself while the server is up: a table of jobs, each done once for each day it is due."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from jiefen_lite import backup, config, merging, papers, room, suggesting, watch
from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore, JiefenError
from jiefen_lite.inbox import Watcher
from jiefen_lite.messaging import outbox
from jiefen_lite.rating import giving, reminding
from jiefen_lite.ruledesk import coming
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import chain, health, users
from jiefen_lite.store.crypto import key_mark
from jiefen_lite.store.database import DAMAGED

if TYPE_CHECKING:
    from jiefen_lite.config import Paths

log = logging.getLogger("jiefen_lite.jobs")

Now = Callable[[], datetime]
IDLE_MINUTES = 30
#: After a start people come first.
SOON = timedelta(minutes=2)
SYSTEM = Viewer(None, "system", frozenset({Role.OPERATOR}))
#: Failed sign-ins are forgotten after so many days (compliance guide, section 4: 12 months).
FAILURE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what it does, and when (APScheduler cron fields; names of days, never numbers)."""

    id: str
    work: Callable[[House, Paths, Now], None]
    hour: str
    minute: str
    at_start: bool = False  # also soon after each start, because what was due while it was off is not told
    after: timedelta = SOON  # so long after it


def seal_yesterday(house: House, paths: Paths, now: Now) -> None:
    """Write the heads of all case histories into the global chain, once a day."""
    chain.seal_day(house.store, now().date() - timedelta(days=1), now())


def tidy_sign_ins(house: House, paths: Paths, now: Now) -> None:
    """End idle sessions, forget old failed attempts."""
    users.close_idle_sessions(house.store, now(), IDLE_MINUTES)
    users.forget_failures(house.store, now() - timedelta(days=FAILURE_DAYS))


def back_up_daily(house: House, paths: Paths, now: Now) -> None:
    """The backup of the day, unless there is one; old ones go after it has been verified.

    Whether it was done is told by what lies in the folder: asked every hour and soon after each start, it
    is made up for when the machine was off at night, and tried again when a disk was full.
    """
    moment = now()
    shelf = backup.folder_of(house.center, paths.folder)
    mark = key_mark(house.store.cipher.key)
    if not backup.is_due(backup.listing(shelf, mark), moment):
        return
    # a refusal is told in the log, in the audit log and on the page of backups; the next hour tries again
    with contextlib.suppress(JiefenError):
        backup.back_up_apart(house, SYSTEM, paths.folder, now=moment, progress=lambda *_told: None)


def close_months(house: House, paths: Paths, now: Now) -> None:
    """Months whose day is over, and the papers of closed months: what is missing is done, oldest first.

    Asked every hour and soon after each start, so it is made up for when the machine was off.
    """
    moment = now()
    if not papers.is_due(house, SYSTEM, moment):
        return
    # what cannot be made is told in the audit log and on the page of reports; the next hour tries again
    try:
        papers.close_apart(house, SYSTEM, moment, paths.templates, lambda *_told: None)
    except JiefenError as error:
        log.warning("months were not closed: %s", error.sentences[0])


def find_doubles(house: House, paths: Paths, now: Now) -> None:
    """Look for the same dispute told twice among what came in since; most imports have done it themselves."""
    merging.look_apart(house, now())


def look_through_store(house: House, paths: Paths, now: Now) -> None:
    """A damaged file is not written to any more: what it still holds must not get worse."""
    try:
        damaged = bool(health.quick_faults(house.store))
    except BrokenStore:
        damaged = True
    if damaged:
        house.store.fault = DAMAGED
        log.error("the database file is damaged: nothing is saved any more")


def set_room_aside(house: House, paths: Paths, now: Now) -> None:
    """The reserve for the day when the disk is full; as soon as there is room again after such a day."""
    storage = house.center.storage
    held = room.hold(paths.folder, storage.reserve, storage.keep_free)
    house.store.is_short_of_room = not held


def look_at_rules(house: House, paths: Paths, now: Now) -> None:
    """Rules whose day has come, and files that somebody has changed in the folder, are in use from now on."""
    coming.look(house, paths.rules, now())
    if house.latest.models is not None and house.latest.models.current() is not None:
        house.latest.reader  # noqa: B018 - made ready, so that nobody at a page waits for a new model


def ready_suggestions(house: House, paths: Paths, now: Now) -> None:
    """Read what is new among the settled cases, so that no case page waits for it."""
    suggesting.make_ready(house)


def open_law(house: House, paths: Paths, now: Now) -> None:
    """Open the index of the law, or make it anew where statutes have changed: no case page waits for it."""
    suggesting.open_law(house, SYSTEM)


def scan_lights(house: House, paths: Paths, now: Now) -> None:
    """Tell of lights that have turned, issue supervision orders; asked every hour, done once."""
    moment = now()
    watch.scan(house, SYSTEM, moment.date(), moment)


def send_messages(house: House, paths: Paths, now: Now) -> None:
    """Send unread messages by the ways outside, where the county has set any."""
    outbox.round_of(house, SYSTEM, now, config.way_secret)


def close_unrated(house: House, paths: Paths, now: Now) -> None:
    """Closed cases that nobody has rated in time count as not rated; asked every hour, done once."""
    giving.close_unrated(house, SYSTEM, now())


def remind_answers(house: House, paths: Paths, now: Now) -> None:
    """The supervisors learn that the days for answering an unhappy party end; asked every hour, done once."""
    reminding.remind(house, SYSTEM, now())


JOBS = (
    Job("look_at_rules", look_at_rules, hour="*", minute="*"),
    Job("set_room_aside", set_room_aside, hour="*", minute="*/5"),
    Job("seal_yesterday", seal_yesterday, hour="0", minute="10"),
    Job("look_through_store", look_through_store, hour="2", minute="40"),
    Job("tidy_sign_ins", tidy_sign_ins, hour="*", minute="5"),
    Job("back_up_daily", back_up_daily, hour="1-23", minute="20", at_start=True),
    Job("close_months", close_months, hour="*", minute="25", at_start=True),
    Job("find_doubles", find_doubles, hour="*", minute="*/10"),
    Job("ready_suggestions", ready_suggestions, hour="*", minute="*/5", at_start=True),
    Job("open_law", open_law, hour="*", minute="*/5", at_start=True, after=timedelta(seconds=5)),
    Job("scan_lights", scan_lights, hour="*", minute="15", at_start=True),
    Job("close_unrated", close_unrated, hour="*", minute="45", at_start=True),
    Job("remind_answers", remind_answers, hour="*", minute="50", at_start=True),
    Job("send_messages", send_messages, hour="*", minute="*"),
)


def _run(job: Job, house: House, paths: Paths, now: Now) -> None:
    """One job, from its beginning to its end under the rules that are in force when it begins."""
    job.work(house.latest, paths, now)


def start(house: House, paths: Paths, now: Now, watcher: Watcher) -> BackgroundScheduler:
    """Start the clockwork. A job that was missed (sleep, restart) runs once when it can."""
    scheduler = BackgroundScheduler(
        timezone="Asia/Shanghai",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in JOBS:
        first = {"next_run_time": now() + job.after} if job.at_start else {}
        scheduler.add_job(
            _run, "cron", id=job.id, hour=job.hour, minute=job.minute, args=(job, house, paths, now), **first
        )
    # a look that takes in a large file lasts longer than the pause between two; that need not be told
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    every = house.center.inbox.every_seconds
    scheduler.add_job(watcher.look, "interval", id="inbox", seconds=every, args=(now,))
    scheduler.start()
    return scheduler

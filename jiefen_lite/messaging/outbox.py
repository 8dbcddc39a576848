"""What goes outside the pages: unread messages are gathered into sendings, and sent one after the other.

Nothing here is called while somebody waits for a page. A sending is queued with its messages in one
transaction and claimed before it goes, so that two senders never send the same; whoever stops between
sending and writing it down leaves it claimed, and after ten minutes it is sent again: mail and most
gateways cannot be asked, so in that one case it may arrive twice (under the same number).
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jiefen_lite.desk import House
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.ways import email, requests
from jiefen_lite.messaging.ways.sending import NotSent, Outgoing
from jiefen_lite.rules.messages import CENTRE, Way
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import DeliveryRecord, NewDelivery, PendingMessage
from jiefen_lite.store import contacts, deliveries, messages, users
from jiefen_lite.store.crypto import key_mark
from jiefen_lite.store.users import UserRecord

log = logging.getLogger("jiefen_lite.messaging")

#: The secret of a way as the environment gives it; None where it does not.
Secrets = Callable[[str], str | None]
_SEND = {"email": email.send, "wecom": requests.send, "dingtalk": requests.send, "sms": requests.send}
#: Which address of a person a way needs; the others are groups.
ADDRESS = {"email": "email", "sms": "phone"}
#: What lies unread for longer is told by the page alone: a way that is new does not send a year of it.
OLDEST = timedelta(days=3)
MOST_SECONDS = 45  # one round; the next one goes on
_UNIT_PEOPLE = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})


@dataclass(frozen=True, slots=True)
class Round:
    """What one round has done."""

    queued: int
    sent: int
    failed: int


def round_of(house: House, viewer: Viewer, now: Callable[[], datetime], secrets: Secrets) -> Round:
    """Gather what is unread and send what is due, for at most three quarters of a minute."""
    if not house.book.messages.ways:
        return Round(0, 0, 0)
    queued = 0 if is_quiet(house, now()) else gather(house, viewer, now())
    sent, failed = send_due(house, viewer, now, secrets)
    return Round(queued, sent, failed)


def is_quiet(house: House, moment: datetime) -> bool:
    """Whether nothing is to be sent outside now: a rest day, or between evening and morning."""
    quiet = house.book.messages.quiet
    if quiet.rest_days and house.calendar.is_off(moment.date()):
        return True
    if quiet.begins is None or quiet.ends is None:
        return False
    at = f"{moment:%H:%M}"
    if quiet.begins <= quiet.ends:
        return quiet.begins <= at < quiet.ends
    return at >= quiet.begins or at < quiet.ends


def gather(house: House, viewer: Viewer, now: datetime) -> int:
    """Queue what is unread and was not taken up yet, as few sendings as the rules say; how many they are."""
    if not _gathered(house, viewer, now):
        return 0
    with house.store.writing():  # asked again: another sender may have taken it up meanwhile
        made = _gathered(house, viewer, now)
        deliveries.queue(house.store, viewer, made, now)
    return len(made)


def _gathered(house: House, viewer: Viewer, now: datetime) -> list[NewDelivery]:
    people = [one for one in users.list_users(house.store) if not one.disabled]
    made: list[NewDelivery] = []
    for way in house.book.messages.ways:
        if way.kind in ADDRESS:
            reachable = set(contacts.having(house.store, viewer, ADDRESS[way.kind]))
            for one in people:
                if one.name in reachable:
                    made += _queued(house, viewer, way, one.name, one.viewer(), [one.name], now)
        else:
            for unit in way.units:
                group, reader = _group(people, None if unit == CENTRE else unit)
                made += _queued(house, viewer, way, None, reader, group, now)
    return made


def _group(people: Sequence[UserRecord], unit: str | None) -> tuple[list[str], Viewer]:
    """The people of a unit (None: the centre), and what such a group may be told of."""
    roles = frozenset({Role.SUPERVISOR}) if unit is None else _UNIT_PEOPLE
    return [one.name for one in people if one.unit == unit], Viewer(None, "group", roles, unit)


def _queued(
    house: House,
    viewer: Viewer,
    way: Way,
    person: str | None,
    reader: Viewer,
    names: Sequence[str],
    now: datetime,
) -> list[NewDelivery]:
    rules = house.book.messages
    found = messages.not_taken_up(house.store, reader, way.id, names, now - OLDEST)
    if not found:
        return []
    last = deliveries.last_to(house.store, viewer, way.id, person)
    if last is not None and timedelta(0) <= now - last < timedelta(minutes=rules.digest.minutes):
        return []
    told = wording.outside(
        _once(found), house.center, rules.digest.single_most, rules.digest.listed, rules.sending.page
    )
    made = [NewDelivery(way.id, person, text, numbers) for text, numbers in told]
    # to a group that several people stand in, the others' copies are told by the first
    named = {number for one in made for number in one.messages}
    rest = tuple(one.id for one in found if one.id not in named)
    return [replace(made[0], messages=(*made[0].messages, *rest)), *made[1:]]


def _once(found: Sequence[PendingMessage]) -> list[PendingMessage]:
    """The same sentence to several people of a group is one."""
    return list({one.text: one for one in reversed(found)}.values())[::-1]


def send_due(house: House, viewer: Viewer, now: Callable[[], datetime], secrets: Secrets) -> tuple[int, int]:
    """Send what is due until nothing is, or the round's time is over: how many went, how many did not."""
    rules = house.book.messages
    ways = {one.id: one for one in rules.ways}
    open_ways = set(ways)
    waits = [timedelta(minutes=minutes) for minutes in rules.sending.backoff_minutes]
    mark, end = uuid.uuid4().hex, time.monotonic() + MOST_SECONDS
    sent = failed = 0
    while open_ways and time.monotonic() < end:
        one = deliveries.claim(house.store, viewer, mark, now(), open_ways, max(waits))
        if one is None:
            break
        fault: str | None = None
        again_at: datetime | None = None
        try:
            _send(house, viewer, ways[one.way], one, secrets)
            sent += 1
        except NotSent as error:
            failed += 1
            fault = error.sentence
            if not error.is_for_good and one.tries <= len(waits):
                again_at = now() + waits[one.tries - 1]
            if error.is_down:  # the others would wait as long for the same answer
                open_ways.discard(one.way)
            log.warning("delivery %d over %s did not go", one.id, one.way)
        deliveries.settle(house.store, viewer, one.id, mark, now(), fault=fault, again_at=again_at)
    return sent, failed


def _send(house: House, viewer: Viewer, way: Way, one: DeliveryRecord, secrets: Secrets) -> None:
    address = None
    if way.kind in ADDRESS:
        address = contacts.of(house.store, viewer, one.person or "").get(ADDRESS[way.kind])
        if address is None:
            raise NotSent("收的人没有留接收地址了，请他在“消息”页再填。", is_for_good=True)
    secret = secrets(way.id) or contacts.secret(house.store, viewer, way.id, requests.host_of(way))
    subject = f"{house.center.name}：{f'{one.count} 条新消息' if one.count > 1 else '新消息'}"
    out = Outgoing(one.id, one.text, subject, address)
    mark = f"jiefen.{key_mark(house.store.cipher.key)[:12]}"
    _SEND[way.kind](way, secret, out, house.book.messages.sending.timeout_seconds, mark)

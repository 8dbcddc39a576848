"""Earlier alarms out of the store, on both databases."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite.shapes import Channel, EarlierAlarm
from jiefen_lite.store import Store
from jiefen_lite.store.alarms import Alarm, AlarmFinder, house_mark, phones_of
from tests.factories import applicant, make_case

PLACE, TOWN = "富锦市城东街道福源小区3号楼2单元", "城东街道"


def alarm(store: Store, day: int, place: str | None, phone: str | None) -> Alarm:
    """One that comes in on a day of November."""
    phones = phones_of(store.cipher, [applicant(phone=phone)])
    at = datetime(2025, 11, day, 20).isoformat()
    return Alarm(99, "FJ-NEW", at, phones, house_mark(store.cipher, place, TOWN, None))


def test_alarms_in_force_are_found_by_house_and_telephone(store: Store) -> None:
    """Of the days before only, of the police only; two callers of one alarm are one alarm."""
    police = {"channel": Channel.POLICE_110, "town": TOWN}
    two = [applicant(phone="13900001234"), applicant("周海峰", phone="13900005678、0454-1234567")]
    here = make_case(store, received_at=datetime(2025, 11, 3, 9), place=PLACE, parties=two, **police)
    make_case(store, received_at=datetime(2025, 9, 3, 9), place=PLACE, parties=two, **police)
    make_case(store, received_at=datetime(2025, 11, 4, 9), place=PLACE, town=TOWN, channel=Channel.PETITION)
    there = make_case(
        store,
        received_at=datetime(2025, 11, 10, 9),
        place="长安镇",
        parties=[applicant("某人", "13900005678")],
        **police,
    )
    finder = AlarmFinder(store, 30, 0)
    asked = alarm(store, 20, "城东街道福源小区三栋二单元", "13900005678")
    finder.look_up([asked])
    assert finder.earlier(asked) == (
        EarlierAlarm(10, there, ("phone",)),
        EarlierAlarm(17, here, ("address", "phone")),
    )
    assert [one.case_code for one in finder.earlier(asked._replace(phones=()))] == [here]
    assert AlarmFinder(store, None, 0).earlier(asked) == ()

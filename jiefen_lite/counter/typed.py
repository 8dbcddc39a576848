"""What was typed into the form of a new case: the fields of a case row, or a sentence for each fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from importers.values.parties import read_names
from jiefen_lite.desk import House
from jiefen_lite.moving.entries import LINE_MOST, WORDS_MOST
from jiefen_lite.shapes import Channel, Place, Role, Viewer
from jiefen_lite.text import check_id_no, find_numbers, parse_amount, parse_people

#: What is done in the same step: only noted, taken in, or settled on the spot.
NOTED, ACCEPT, ON_SPOT = "register", "accept", "settle_on_spot"
WAYS = (NOTED, ACCEPT, ON_SPOT)
CHANNELS = (Channel.WINDOW, Channel.SUPERIOR, Channel.MINIAPP)
#: Every entry of the form, in its order; nothing else that is sent is looked at.
ENTRIES = (
    "channel",
    "source_no",
    "source_due",
    "received_on",
    "applicant",
    "phone",
    "respondent",
    "respondent_phone",
    "anonymous",
    "secrecy",
    "place",
    "village_unknown",
    "summary",
    "claim",
    "id_no",
    "address",
    "people",
    "amount",
    "way",
    "agreement",
    "agreement_form",
    "performance_due",
    "signed",
    "notice",
)
_LONG = ("summary", "claim", "agreement")


@dataclass(frozen=True, slots=True)
class Typed:
    """The entries as they were typed, what they come to as fields of a row, and what is wrong.

    ``faults`` names the entry and says what to do, in the order of the form; fields are as importers give
    them.
    """

    entries: Mapping[str, str]
    fields: Mapping[str, Any]
    channel: Channel
    way: str
    place: Place | None
    faults: tuple[tuple[str, str], ...] = field(default=())


def blank(now: datetime) -> dict[str, str]:
    """What stands in the form before anybody has typed."""
    given = {"channel": Channel.WINDOW.value, "received_on": now.date().isoformat(), "way": ACCEPT}
    return {name: given.get(name, "") for name in ENTRIES}


def ways(viewer: Viewer) -> tuple[str, ...]:
    """What somebody may do in the same step: the centre takes in, clerks and handlers settle on the spot."""
    found = (ACCEPT, NOTED) if viewer.roles & {Role.INTAKE_CLERK, Role.SUPERVISOR} else (NOTED,)
    return (*found, ON_SPOT) if viewer.roles & {Role.INTAKE_CLERK, Role.HANDLER} else found


def read(house: House, raw: Mapping[str, str], now: datetime) -> Typed:
    """Read what was sent, as a ledger's row would be read."""
    entries = {name: str(raw.get(name, "")).strip() for name in ENTRIES}
    faults: list[tuple[str, str]] = []
    for name in ENTRIES:
        most = WORDS_MOST if name in _LONG else LINE_MOST
        if len(entries[name]) > most:
            faults.append((name, f"这一栏太长了，请写在 {most} 字以内。"))
            entries[name] = entries[name][:most]
    channel = Channel(entries["channel"]) if entries["channel"] in CHANNELS else Channel.WINDOW
    way = entries["way"] if entries["way"] in WAYS else ACCEPT
    fields: dict[str, Any] = {}
    _read_source(entries, channel, fields, faults, now)
    _read_people(entries, fields, faults)
    place = _read_place(house, entries, fields, faults)
    _read_story(entries, way, fields, faults)
    if way == ON_SPOT:
        _check_on_spot(entries, faults)
    if not entries["notice"]:
        faults.append(("notice", "请先请来访人读过告知，再勾上。"))
    faults.sort(key=lambda fault: ENTRIES.index(fault[0]))
    return Typed(entries, fields, channel, way, place, tuple(faults))


def _read_source(
    entries: Mapping[str, str],
    channel: Channel,
    fields: dict[str, Any],
    faults: list[tuple[str, str]],
    now: datetime,
) -> None:
    day = _day(entries, "received_on", faults) or now.date()
    if day > now.date():
        faults.append(("received_on", "收到日期不能晚于今天。"))
    moment = now.replace(second=0, microsecond=0) if day == now.date() else datetime.combine(day, time())
    fields["received_at"] = moment.isoformat()
    if entries["source_no"]:
        fields["source_no"] = entries["source_no"]
    elif channel is Channel.SUPERIOR:
        faults.append(("source_no", "上级交办的请写交办文号。"))
    due = _day(entries, "source_due", faults)
    if due is not None:
        if due < day:
            faults.append(("source_due", "限办日期不能早于收到日期。"))
        fields["source_due"] = due.isoformat()


def _read_people(entries: Mapping[str, str], fields: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    parties: list[dict[str, Any]] = []
    if entries["anonymous"]:
        parties.append({"role": "applicant", "anonymous": True})
    elif entries["applicant"]:
        named = read_names(entries["applicant"], "applicant")
        parties += named.parties if named else []
        if named and named.people:
            fields["people_count"], fields["people_count_approx"] = named.people
    if not parties:
        faults.append(("applicant", "请写申请人的姓名；不愿透露的勾“匿名”。"))
        parties.append({"role": "applicant"})  # his number alone tells whether he has come before
    phone = _number(entries, "phone", ("phone", "landline"), "电话位数不对，请核对。", faults)
    if not phone and not entries["anonymous"] and not entries["phone"]:
        faults.append(("phone", "请写联系电话，以便告知办理情况。"))
    id_no = _number(entries, "id_no", ("id_no",), "身份证号位数或者校验位不对，请核对；可以不填。", faults)
    if id_no and not check_id_no(id_no):
        faults.append(("id_no", "身份证号位数或者校验位不对，请核对；可以不填。"))
    own = {"phone": phone, "id_no": id_no, "address": entries["address"]}
    parties[0] |= {name: value for name, value in own.items() if value}
    number = _number(entries, "respondent_phone", ("phone", "landline"), "电话位数不对，请核对。", faults)
    if entries["respondent"] or number:
        others = read_names(entries["respondent"], "respondent")
        found = others.parties if others else [{"role": "respondent"}]
        if number:
            found[0]["phone"] = number
        parties += found
    fields["parties"] = parties


def _read_place(
    house: House, entries: Mapping[str, str], fields: dict[str, Any], faults: list[tuple[str, str]]
) -> Place | None:
    words = entries["place"]
    if not words:
        faults.append(("place", "请写在哪里发生的，写到村（社区）。"))
        return None
    fields["place"] = words
    place = house.gazetteer.find(words)
    if place is None or place.town is None:
        faults.append(("place", "认不出是本县哪个镇（街道），请从提示里选，或者写全名。"))
    elif place.village is None and not entries["village_unknown"]:
        faults.append(("place", f"只认出{place.town}，请写到村（社区）；说不清的勾“说不清是哪个村”。"))
    return place


def _read_story(
    entries: Mapping[str, str], way: str, fields: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    for name, sentence in (
        ("summary", "请写发生了什么事，一两句就可以。"),
        ("claim", "请写申请人想要什么。"),
    ):
        if entries[name]:
            fields[name] = entries[name]
        elif not (name == "claim" and way == ON_SPOT):  # what was wanted stands in what both have agreed
            faults.append((name, sentence))
    if entries["people"]:
        people = parse_people(entries["people"])
        if people is None:
            faults.append(("people", "人数请写数字，例如 12。"))
        else:
            fields["people_count"], fields["people_count_approx"] = people
    if entries["amount"]:
        amount = parse_amount(entries["amount"])
        if amount is None:
            faults.append(("amount", "金额请写数字，单位元，例如 12000；也可以写 1.2万。"))
        else:
            fields["amount_fen"] = amount[0]
    if entries["secrecy"]:
        fields["secrecy"] = True


def _check_on_spot(entries: Mapping[str, str], faults: list[tuple[str, str]]) -> None:
    if not entries["respondent"]:
        faults.append(("respondent", "当场化解要写对方是谁。"))
    if not entries["agreement"]:
        faults.append(("agreement", "当场化解要写双方怎样约定；口头的也要记下内容。"))
    if entries["agreement_form"] == "written" and not entries["signed"]:
        faults.append(("signed", "书面协议签名、盖章以后再勾上。"))


def _number(
    entries: Mapping[str, str],
    name: str,
    kinds: tuple[str, ...],
    sentence: str,
    faults: list[tuple[str, str]],
) -> str:
    """A person's number without spaces; empty where none was typed or it is none."""
    words = entries[name]
    if not words:
        return ""
    found = [value for kind, _start, _end, value in find_numbers(f"电话{words}") if kind in kinds]
    if kinds == ("id_no",):
        found = [words.replace(" ", "").upper()]
    if len(found) != 1:
        faults.append((name, sentence))
        return ""
    return found[0]


def _day(entries: Mapping[str, str], name: str, faults: list[tuple[str, str]]) -> date | None:
    if not entries[name]:
        return None
    try:
        return date.fromisoformat(entries[name])
    except ValueError:
        faults.append((name, "请写成日期，例如 2026-10-01。"))
        return None

"""A form being filled: each entry with what is known of it, what a person has typed, and what is lacking."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiefen_lite.casepapers.knowing import Known, Particulars
from jiefen_lite.forms import ORGANISATION, PERSON, Entry, Form, Kind
from jiefen_lite.glossary import PARTY_ROLES
from jiefen_lite.shapes import PartyRole

MOST_TEXT, MOST_STORY = 200, 20_000
MOST_NUMBER = 1_000_000
#: Particulars that a paper may do without, asked for all the same where the form has room for them.
_WISHED = ("gender", "ethnicity", "age", "job", "phone", "address", "representative")
_WISHED_ON = frozenset({"mediation_application", "mediation_agreement", "confirmation_application"})
#: How the names of organisations end: who types one is asked for what papers say of organisations.
_OFFICE = re.compile(
    r"(公司|合作社|委员会|村委会|居委会|农场|林场|工厂|厂|局|所|站|中心|学校|医院|银行|政府|商店|超市)$"
)
_PAGES = re.compile(r"\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Particular:
    """One particular of a person: what it is called, what stands there, where it comes from."""

    key: str  # name of the field: parties-0-phone
    name: str
    label: str
    value: str
    known: bool
    required: bool


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """One person on a paper; ``line`` is what is known in few words, ``asked`` what is not."""

    label: str
    particulars: tuple[Particular, ...]

    @property
    def name(self) -> str:
        """Who it is."""
        return next((one.value for one in self.particulars if one.name == "name"), "")

    @property
    def known(self) -> tuple[Particular, ...]:
        """What the case or an earlier paper says."""
        return tuple(one for one in self.particulars if one.known)

    @property
    def asked(self) -> tuple[Particular, ...]:
        """What has to be, or may be, filled in."""
        return tuple(one for one in self.particulars if not one.known)


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry of an open form. ``known``: it comes from the case, a step, an earlier paper or the day."""

    entry: Entry
    value: str
    known: bool
    people: tuple[PersonAsked, ...] = ()
    lines: tuple[Particulars, ...] = ()  # of the contents of a dossier
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it stands: its entries, the values of the paper, and what keeps it from being made."""

    asked: tuple[Asked, ...]
    values: Mapping[str, Any]
    faults: tuple[str, ...]


def fill(
    form: Form,
    known: Known,
    typed: Mapping[str, str],
    *,
    retentions: Sequence[str],
    contents: Sequence[Particulars],
) -> Filled:
    """A form filled from what is known and what was typed; a name that was typed counts even where empty.

    ``contents``: the lines of a dossier, each with the pages that are known of it.
    """
    asked: list[Asked] = []
    values: dict[str, Any] = {}
    faults: list[str] = []
    for entry in form.entries:
        if entry.kind is Kind.PARTIES:
            one, people, lacking = _people(form, entry, known, typed)
            values[entry.id] = people
            faults += lacking
        elif entry.kind is Kind.CONTENTS:
            lines, lacking = _contents(entry, contents, typed)
            one = Asked(entry, "", known=True, lines=tuple(lines))
            values[entry.id] = lines
            faults += lacking
        else:
            options = tuple(retentions) if entry.source == "retention" else entry.options
            fact = known.facts.get(entry.source, "")
            usual = entry.usual.replace("{center}", known.facts.get("center", ""))
            value = typed[entry.id].strip() if entry.id in typed else fact or usual
            one = Asked(entry, value, known=bool(fact or usual), options=options)
            fault = _fault(entry, value, options)
            if fault:
                faults.append(fault)
            values[entry.id] = value
        asked.append(one)
    return Filled(tuple(asked), values, tuple(faults))


def _fault(entry: Entry, value: str, options: Sequence[str]) -> str | None:
    if not value:
        return f"还缺“{entry.label}”。{entry.help}" if entry.required else None
    most = MOST_STORY if entry.kind in (Kind.STORY, Kind.CELL) else MOST_TEXT
    if len(value) > most:
        return f"“{entry.label}”太长，最多 {most} 个字。"
    if entry.kind is Kind.DAY and not _is_day(value):
        return f"“{entry.label}”要填日期，例如 2026-11-23。"
    if entry.kind is Kind.MOMENT and not _is_moment(value):
        return f"“{entry.label}”要填日期和时间，例如 2026-11-23 09:30。"
    if entry.kind is Kind.NUMBER and not (_is_whole(value) and int(value) <= MOST_NUMBER):
        return f"“{entry.label}”要填整数，例如 3。"
    if entry.kind is Kind.CHOICE and value not in options:
        return f"“{entry.label}”请从列出的几样里选。"
    return None


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_moment(value: str) -> bool:
    try:
        return len(value) >= 16 and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_whole(value: str) -> bool:
    return value.isascii() and value.isdigit()


# ------------------------------------------------------------------ people


def _people(
    form: Form, entry: Entry, known: Known, typed: Mapping[str, str]
) -> tuple[Asked, list[Particulars], list[str]]:
    found = known.of(*entry.roles)
    both = {PartyRole.APPLICANT, PartyRole.RESPONDENT}.intersection(entry.roles if entry.required else ())
    found += [{"role": role.value} for role in both if all(one["role"] != role for one in found)]
    found.sort(key=lambda one: [role.value for role in entry.roles].index(one["role"]))
    people: list[Particulars] = []
    shown: list[PersonAsked] = []
    faults: list[str] = []
    for at, one in enumerate(found):
        person, asked = _person(form, entry, at, one, typed)
        label = PARTY_ROLES[one["role"]]
        shown.append(PersonAsked(label, tuple(asked)))
        if not person.get("name") and not entry.required:
            continue
        lacking = [part.label for part in asked if part.required and not person.get(part.name)]
        if lacking:
            who = person.get("name") or label
            faults.append(f"还缺{who}的{'、'.join(lacking)}。")
        faults += [
            f"{person.get('name') or label}的{part.label}太长，最多 {MOST_TEXT} 个字。"
            for part in asked
            if len(person.get(part.name, "")) > MOST_TEXT
        ]
        people.append(person)
    return Asked(entry, "", known=all(not one.asked for one in shown), people=tuple(shown)), people, faults


def _person(
    form: Form, entry: Entry, at: int, one: Particulars, typed: Mapping[str, str]
) -> tuple[Particulars, list[Particular]]:
    name = typed.get(f"{entry.id}-{at}-name", "").strip()
    if name and not one.get("name") and _OFFICE.search(name):
        one = {**one, "is_org": "1"}
    labels = ORGANISATION if one.get("is_org") else PERSON
    needs = set(entry.needs)
    if one.get("is_org") and len(needs) > 1:
        needs.add("representative")
    person = {"role": one["role"], "is_org": one.get("is_org", "")}
    asked = []
    for part, label in labels.items():
        key = f"{entry.id}-{at}-{part}"
        is_known = bool(one.get(part))
        value = typed.get(key, "").strip() or one.get(part, "")
        person[part] = value
        if is_known or part in needs or (part in _WISHED and form.id in _WISHED_ON):
            asked.append(Particular(key, part, label, value, is_known, part in needs))
    return person, asked


# ------------------------------------------------------------------ contents of a dossier


def _contents(
    entry: Entry, contents: Sequence[Particulars], typed: Mapping[str, str]
) -> tuple[list[Particulars], list[str]]:
    """The lines with their running pages; each counts as many pages as were typed or are known."""
    lines, faults, page = [], [], 1
    for at, one in enumerate(contents):
        key = f"{entry.id}-{at}-pages"
        count = typed.get(key, one["pages"]).strip()
        if not _PAGES.fullmatch(count) or int(count) < 1:
            faults.append(f"“{one['title']}”有几页，请填 1 到 999 的整数。")
            count_of = 1
        else:
            count_of = int(count)
        last = page + count_of - 1
        span = str(page) if last == page else f"{page}-{last}"
        lines.append({**one, "no": str(at + 1), "count": count, "pages": span, "key": key})
        page = last + 1
    if not contents:
        faults.append("卷里还没有材料，先制作文书或者登记入卷的材料。")
    return lines, faults

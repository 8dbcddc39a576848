"""What is known of a case when one of its papers is made: itself, its steps, earlier papers, the day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.casepapers import mediated, numbering
from jiefen_lite.casepapers.hidden import official
from jiefen_lite.desk import House
from jiefen_lite.forms import FORMS, NAMED, WITHHELD, Form
from jiefen_lite.forms.flow import RETURN_REASONS
from jiefen_lite.shapes import CaseRecord, Channel, IssuedPaper, PartyFacts, PartyRole, Role, Viewer
from jiefen_lite.store import casepapers as shelf
from jiefen_lite.store import hiding, writing
from jiefen_lite.text.days import day_in_words

Particulars = dict[str, str]
Step = tuple[str, datetime, Mapping[str, Any]]

#: Who has sent a case that came through these channels.
_SENT_BY = {
    Channel.POLICE_110: "公安机关",
    Channel.COURT_PRETRIAL: "人民法院",
    Channel.PETITION: "信访部门",
    Channel.LABOR_ARBITRATION: "劳动人事争议仲裁机构",
    Channel.HOTLINE_12345: "12345热线",
    Channel.SUPERIOR: "上级机关",
}


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a form can be filled from: single facts by name, and people in the order of the case."""

    record: CaseRecord
    facts: Mapping[str, str]
    people: Sequence[Particulars]
    papers: Sequence[IssuedPaper]

    def of(self, *roles: PartyRole) -> list[Particulars]:
        """The people who are in the case as one of these."""
        return [dict(one) for one in self.people if one["role"] in roles]


def of_case(
    house: House, viewer: Viewer, record: CaseRecord, form: Form, now: datetime, more: Mapping[str, str]
) -> Known:
    """What is known of a case in clear; ``more``: facts that only the caller knows (of the dossier).

    The caller has asked whether this viewer may see its people in clear.
    """
    papers = shelf.of_case(house.store, viewer, record.case_code)
    steps = shelf.steps(house.store, viewer, record.case_code)
    people = _people(house, viewer, record, papers)
    facts = {
        **_of_day(house, viewer, now),
        **_of_record(house, viewer, record, form, now),
        **_of_steps(steps),
        **_of_people(house, record, people),
        **_of_papers(house, viewer, papers),
        **mediated.facts(house, viewer, record.case_code),
        **more,
    }
    if "mediated_day" in facts and facts.get("session_at", "")[11:] == "":
        facts.pop("session_at", None)  # a day without its hour: somebody has to say it
    facts.setdefault("visitor", viewer.name)
    facts.setdefault("signed_day", facts["today"])
    facts.setdefault("order_responsible", facts.get("handler", ""))
    facts.setdefault("due_before", facts.get("due", ""))
    if "session_at" in facts:
        facts.setdefault("mediated_day", facts["session_at"][:10])
    if "agreement_day" in facts:
        facts.setdefault("mediated_day", facts["agreement_day"])
    return Known(record, {name: value for name, value in facts.items() if value}, people, papers)


# ------------------------------------------------------------------ people


def _people(
    house: House, viewer: Viewer, record: CaseRecord, papers: Sequence[IssuedPaper]
) -> list[Particulars]:
    """The people of a case; what a ledger does not know of them comes from an earlier paper of the case."""
    earlier = _from_papers(house, viewer, papers)
    found = []
    for party in writing.load_parties(house.store, record.case_id):
        one = _particulars(party)
        if record.secrecy and hiding.is_secret(viewer, party):
            one = {"role": party.role.value, "is_org": one["is_org"]}
        elif one["name"]:
            one = {**earlier.get(one["name"], {}), **{name: said for name, said in one.items() if said}}
        found.append(one)
    return found


def _particulars(party: PartyFacts) -> Particulars:
    return {
        "role": party.role.value,
        "is_org": "1" if party.is_org else "",
        "name": party.name or "",
        "gender": party.gender or "",
        "age": str(party.age) if party.age is not None else "",
        "id_no": party.id_no or "",
        "phone": party.phone or "",
        "address": party.address or "",
    }


def _from_papers(house: House, viewer: Viewer, papers: Sequence[IssuedPaper]) -> dict[str, Particulars]:
    """Particulars of people, by name, as the papers of this case have them; the newest counts."""
    found: dict[str, Particulars] = {}
    for paper in papers:
        if not paper.is_valid or (viewer.unit and paper.made_for != viewer.unit):
            continue
        for value in json.loads(shelf.entries(house.store, viewer, paper)).values():
            if not isinstance(value, list):
                continue
            for one in value:
                if one.get("name") and "role" in one:
                    said = {name: text for name, text in one.items() if text}
                    found[one["name"]] = found.get(one["name"], {}) | said
    return found


def _of_people(house: House, record: CaseRecord, people: Sequence[Particulars]) -> dict[str, str]:
    by_role = {
        role: [one["name"] for one in people if one["role"] == role and one.get("name")]
        for role in (PartyRole.APPLICANT, PartyRole.RESPONDENT)
    }
    sides = [f"{names[0]}{'等' if len(names) > 1 else ''}" for names in by_role.values() if names]
    names = [one["name"] for one in people if one.get("name") and not one.get("is_org")]
    both = sum(len(one) for one in by_role.values())
    return {
        "dossier_title": f"{'与'.join(sides)}{matter(house, record)}" if sides else matter(house, record),
        "copies": str(both + 1) if both else "",
        "masked_summary": official(record.summary or record.claim or "", names),
    }


# ------------------------------------------------------------------ the case and the day


def type_name(house: House, record: CaseRecord) -> str:
    """邻里, or nothing where it is not known."""
    return next((one.name for one in house.book.types.types if one.id == record.type_l1), "")


def matter(house: House, record: CaseRecord) -> str:
    """邻里纠纷; 矛盾纠纷 where the type is not known."""
    return f"{type_name(house, record) or '矛盾'}纠纷"


def _of_day(house: House, viewer: Viewer, now: datetime) -> dict[str, str]:
    return {
        "today": now.date().isoformat(),
        "now": now.isoformat(timespec="minutes"),
        "maker": viewer.name,
        "maker_line": f"{viewer.unit or house.center.name}（{viewer.name}）",
        "center": house.center.name,
        "court": house.book.forms.court,
        "retention": house.book.forms.retentions[0],
    }


def _of_record(house: House, viewer: Viewer, record: CaseRecord, form: Form, now: datetime) -> dict[str, str]:
    rules, unit = house.book.forms, numbering.unit_of(form, record, viewer)
    kind = type_name(house, record)
    sent_by = _SENT_BY.get(record.channel, "")
    origins = [f"{glossary.CHANNELS[one.channel]}{one.source_no or ''}" for one in record.sources]
    withheld = record.secrecy or record.channel in rules.withheld_channels
    chief = next((one.leader for one in house.center.units if one.name == record.responsible_unit), None)
    summary = record.summary or ""
    return {
        "case_code": record.case_code,
        "committee": numbering.committee(house, unit),
        "mediator": record.mediator or (viewer.name if Role.MEDIATOR in viewer.roles else ""),
        "handler": record.handler or "",
        "unit": record.responsible_unit or viewer.unit or "",
        "assisting": "、".join(record.assisting_units),
        "leader": chief or "",
        "type": f"{kind}／{record.type_l2}" if record.type_l2 else kind,
        "matter": matter(house, record) + (f"（{record.type_l2}）" if record.type_l2 else ""),
        "area_domain": f"{record.town or house.center.region.name}，{kind or '矛盾'}纠纷",
        "summary": summary,
        "claim": record.claim or "",
        "claim_line": _one_line(record.claim or summary),
        "result": record.result_text or "",
        "place": "".join(dict.fromkeys(filter(None, (record.town, record.village)))) or record.place or "",
        "complexity": glossary.COMPLEXITIES.get(record.complexity or "", ""),
        "risk": glossary.RISK_LEVELS.get(record.risk_level, ""),
        "origin": "接受移送" if sent_by else "主动调解" if record.channel is Channel.GRID else "当事人申请",
        "sent_by": sent_by,
        "origin_line": "；".join(dict.fromkeys(origins)),
        "identity": WITHHELD if withheld else NAMED,
        "received_day": record.received_at.date().isoformat(),
        "accepted_day": record.accepted_at.date().isoformat() if record.accepted_at else "",
        "due": record.due_date.isoformat() if record.due_date else "",
    }


def _one_line(words: str) -> str:
    line = " ".join(words.split()).rstrip("。；")
    return line if len(line) <= 60 else f"{line[:59]}…"


# ------------------------------------------------------------------ steps

#: Fact → the action that told it, and under which names its particulars may have it.
_TOLD: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "refuse_reason": ("refuse", ("reason",)),
    "dispatch_reason": ("dispatch", ("reason",)),
    "return_reason": ("return_case", ("ground",)),
    "return_basis": ("return_case", ("reason",)),
    "extend_reason": ("extend", ("reason",)),
    "transfer_target": ("transfer", ("target",)),
    "transfer_basis": ("transfer", ("basis", "reason")),
    "whistle_matter": ("whistle", ("matter",)),
    "whistle_units": ("whistle", ("units",)),
    "consult_question": ("consult", ("question",)),
    "agreement_terms": ("settle", ("agreement",)),
    "performance_due": ("settle", ("performance_due",)),
    "session_course": ("record_mediation", ("record",)),
    "session_outcome": ("record_mediation", ("result",)),
    "contacted": ("submit_feedback", ("contacted",)),
    "result": ("submit_feedback", ("result",)),
}
_OPTIONS = ("fail", "inform_options", "refuse")


def _of_steps(steps: Sequence[Step]) -> dict[str, str]:
    """What the steps of a case have told, each fact from the last step that did."""
    last: dict[str, tuple[datetime, Mapping[str, Any]]] = {action: (at, data) for action, at, data in steps}
    found = {}
    for fact, (action, names) in _TOLD.items():
        if action in last:
            said = (_said(last[action][1].get(name)) for name in names)
            found[fact] = next(filter(None, said), "")
    if found.get("return_reason") not in RETURN_REASONS:
        found.pop("return_reason", None)
    for action in _OPTIONS:
        if action in last:
            found.setdefault("told_options", _said(last[action][1].get("told_options")))
            found.setdefault("fail_reason", _said(last[action][1].get("reason")))
    for fact, action in (("dispatched_day", "dispatch"), ("agreement_day", "settle")):
        if action in last:
            found[fact] = last[action][0].date().isoformat()
    if "record_mediation" in last:
        at, data = last["record_mediation"]
        held = _said(data.get("held_on"))
        found["session_at"] = held if _is_moment(held) else at.isoformat(timespec="minutes")
    return {name: value for name, value in found.items() if value}


def _said(value: object) -> str:
    """A particular in words; what is only ticked (told: yes) says nothing."""
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return value if isinstance(value, str) else ""


def _is_moment(value: str) -> bool:
    try:
        return bool(value) and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


# ------------------------------------------------------------------ earlier papers

#: Fact → of which form's last valid paper it is the number.
_NUMBERS = {
    "assignment_number": "assignment",
    "agreement_number": "mediation_agreement",
    "consultation_number": "consultation_request",
}


def _of_papers(house: House, viewer: Viewer, papers: Sequence[IssuedPaper]) -> dict[str, str]:
    valid = {paper.form: paper for paper in papers if paper.is_valid}
    found = {fact: valid[form].number for fact, form in _NUMBERS.items() if form in valid}
    if "mediation_agreement" in valid:
        agreed = json.loads(shelf.entries(house.store, viewer, valid["mediation_agreement"]))
        found["agreement_day"] = valid["mediation_agreement"].dated.isoformat()
        until = day_in_words(date.fromisoformat(agreed["until"]))
        found["performance"] = f"{agreed['way']}，{until}前履行。"
    elif "oral_agreement" in valid:
        found["agreement_number"] = valid["oral_agreement"].number
    listed = [paper for paper in papers if paper.is_valid and paper.form in FORMS]
    found["issued_papers"] = "\n".join(
        f"{at}.{FORMS[paper.form].name}（{paper.number}）" for at, paper in enumerate(listed, 1)
    )
    return found

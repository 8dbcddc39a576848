"""A case before somebody who wants to do something with it: who he is there, and what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from jiefen_lite import duty, standing, unitbook
from jiefen_lite.desk import House
from jiefen_lite.shapes import (
    Actor,
    By,
    CaseRow,
    Clock,
    Decision,
    EventRecord,
    Role,
    Viewer,
)
from jiefen_lite.standing import Cover
from jiefen_lite.store import absences, cases, requests, users, writing
from jiefen_lite.store.requests import RequestRecord
from jiefen_lite.store.users import UserRecord

#: People of the centre act on every case, people of a unit on those of their unit.
CENTRE = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER})
#: Steps that belong to a dispatch, and end what was said of the one before.
DISPATCHES = ("dispatch", "adjudicate_owner")
#: A matter that must never be handed to those whom it is about.
ACCUSED = "unit.accusation"


class Whose(StrEnum):
    """Of which unit a step is a matter."""

    MAIN = "main"
    ASSISTING = "assisting"
    ANY = "any"


@dataclass
class Scene:
    """One case, one person, one moment. ``case`` may be changed; nothing is saved by that."""

    house: House
    viewer: Viewer
    case: CaseRow
    history: Sequence[EventRecord]
    accounts: Sequence[UserRecord]
    requests: Sequence[RequestRecord]
    waiting: frozenset[str]  # the steps that wait for an answer, whoever asked
    reasons: Sequence[Decision]
    has_respondent: bool
    now: datetime
    request: RequestRecord | None = None  # what is being decided
    answers_as: Role | None = None  # as what, where something is being decided
    decisions: list[Decision] = field(default_factory=list)  # what a step has decided
    renews: bool = False  # the step has to do with the clocks
    covers: Sequence[Cover] = ()  # for whom this person acts today
    _leaders: dict[str | None, list[str]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of this moment."""
        return self.now.date()

    @property
    def asked_on(self) -> date:
        """The day on which the step was asked for: a late answer takes no right away."""
        return self.request.proposed_at.date() if self.request is not None else self.today

    @property
    def units(self) -> tuple[str, ...]:
        """The unit that deals with the case and those that assist."""
        main = (self.case.responsible_unit,) if self.case.responsible_unit else ()
        return (*main, *self.case.assisting_units)

    def roles(self, whose: Whose = Whose.MAIN) -> frozenset[Role]:
        """As what this person acts on this case, where it is a matter of the units named."""
        held = self._held(self.viewer, whose)
        for one in self.covers:
            held |= self._held(one.viewer, whose)
        return held

    def _held(self, viewer: Viewer, whose: Whose) -> frozenset[Role]:
        """As what somebody acts on this case by himself, or as the stand-in of his unit's leader."""
        case = self.case
        held = set(viewer.roles & CENTRE)
        units = {
            Whose.MAIN: (case.responsible_unit,),
            Whose.ASSISTING: case.assisting_units,
            Whose.ANY: self.units,
        }[whose]
        if viewer.unit is not None and viewer.unit in units:
            held |= viewer.roles & {Role.HANDLER, Role.UNIT_LEADER}
            if viewer == self.viewer and self.stands_in():
                held.add(Role.UNIT_LEADER)
        if viewer.unit is not None and viewer.unit in self.units and self._mediates(viewer):
            held.add(Role.MEDIATOR)
        return frozenset(held)

    def _mediates(self, viewer: Viewer) -> bool:
        """Whether a mediator may act: the case is his, or nobody's who has an account."""
        if Role.MEDIATOR not in viewer.roles:
            return False
        named = {one.name for one in self.mediators()}
        return self.case.mediator == viewer.name or self.case.mediator not in named

    @property
    def names(self) -> frozenset[str]:
        """This person, and those for whom he acts today."""
        return frozenset({self.viewer.name, *(one.name for one in self.covers)})

    def as_whom(self, role: Role) -> tuple[str, ...]:
        """In whose place this person acts as ``role``, himself first."""
        own = self._held(self.viewer, Whose.ANY)
        leads = role is Role.UNIT_LEADER and self.stands_in()
        himself = (self.viewer.name,) if role in own and not leads else ()
        absent = tuple(one.name for one in self.covers if role in self._held(one.viewer, Whose.ANY))
        leader = self._absent_leader() if leads else None
        return tuple(dict.fromkeys((*himself, *absent, *((leader,) if leader else ()))))

    def stands_for(self, role: Role) -> str | None:
        """For whom this person acts as ``role``: the absent one whose case it is, or whose role it is.

        None where he acts for himself.
        """
        whom = self.as_whom(role)
        holder = {Role.HANDLER: self.case.handler, Role.MEDIATOR: self.case.mediator}.get(role)
        if holder in whom and holder != self.viewer.name:
            return holder
        return None if not whom or whom[0] == self.viewer.name else whom[0]

    def acting_for(self, role: Role) -> dict[str, str]:
        """What the history tells of a step that a stand-in takes: for whom; nothing of one's own step."""
        whom = self.stands_for(role)
        return {"stands_for": whom} if whom is not None else {}

    def _absent_leader(self) -> str | None:
        """The leader of this person's unit, for whom he answers today."""
        known = next((one for one in self.house.center.units if one.name == self.viewer.unit), None)
        return unitbook.with_leader(known, self.accounts).leader if known is not None else None

    def mediators(self) -> list[UserRecord]:
        """Who can mediate: accounts with that role in the units of the case."""
        return [one for one in self.accounts if Role.MEDIATOR in one.roles and one.unit in self.units]

    def colleagues(self) -> list[UserRecord]:
        """Who could handle the case: accounts with that role in the unit that deals with it."""
        unit = self.case.responsible_unit
        return [one for one in self.accounts if Role.HANDLER in one.roles and one.unit == unit]

    @property
    def has_other_mediator(self) -> bool:
        """Whether somebody mediates the case and somebody else could."""
        now = self.case.mediator
        return now is not None and any(one.name != now for one in self.mediators())

    def leaders(self, unit: str | None) -> list[str]:
        """Who looks at what a unit asks for: its leader, or who stands in for him today."""
        if unit not in self._leaders:
            self._leaders[unit] = self._find_leaders(unit)
        return self._leaders[unit]

    def _find_leaders(self, unit: str | None) -> list[str]:
        return leaders_of(self.house, self.viewer, unit, self.accounts, self.today)

    def stands_in(self) -> bool:
        """Whether this person answers for the unit today without being its leader."""
        viewer = self.viewer
        return Role.UNIT_LEADER not in viewer.roles and viewer.name in self.leaders(viewer.unit)

    def since_dispatch(self) -> list[EventRecord]:
        """What has happened since the case was last given to a unit, that step included."""
        starts = [at for at, one in enumerate(self.history) if one.action in DISPATCHES]
        return list(self.history[starts[-1] if starts else 0 :])

    @property
    def is_adjudicated(self) -> bool:
        """Whether the centre has named the unit: it does not go back any more."""
        last = self.since_dispatch()[:1]
        return bool(last) and last[0].action == "adjudicate_owner"

    @property
    def is_accusation(self) -> bool:
        """检举控告: never given to a unit (信访工作条例第三十条)."""
        told = any(one.decision == "unit" and one.rule == ACCUSED for one in self.reasons)
        return told or (self.case.type_l1, self.case.type_l2) == ("admin_legal", "纪检举报")

    def signed_assist(self, unit: str) -> bool:
        """Whether an assisting unit has signed since the case was given out."""
        return any(
            one.action == "sign_assist" and one.data.get("unit") == unit for one in self.since_dispatch()
        )

    def due(self, case: CaseRow | None = None) -> tuple[date | None, Clock | None]:
        """When the case is due, as this person is told it."""
        case = case or self.case
        if self.viewer.sees_county or case.own is None:
            return case.due_date, case.due_clock
        return case.own.due_date, case.own.due_clock

    def actor(self, role: Role) -> Actor:
        """Who moves the case, as what, and for which unit: of a decision the unit that asked."""
        unit = self.request.unit if self.request is not None else self.viewer.unit
        return Actor(self.viewer.name, role.value, unit)

    def decide(self, decision: str, value: str | None, text: str, rule: str | None = None) -> None:
        """Note what a person has decided with this step."""
        self.decisions.append(Decision(decision, value, By.PERSON, rule, None, text))

    def by_person(self, *names: str) -> None:
        """Later ledgers leave these fields as they are."""
        self.case.person_fields = tuple(dict.fromkeys([*self.case.person_fields, *names]))


def leaders_of(
    house: House, viewer: Viewer, unit: str | None, accounts: Sequence[UserRecord], day: date
) -> list[str]:
    """Who looks at what a unit asks for on a day: its leaders, and who stands in for its leader."""
    found = [one.name for one in accounts if one.unit == unit and Role.UNIT_LEADER in one.roles]
    known = next((one for one in house.center.units if one.name == unit), None)
    if known is not None:
        away = absences.known(house.store, viewer, day)
        whole = unitbook.with_leader(known, accounts)
        there = duty.in_charge(whole, day, away).person
        active = {one.name for one in accounts if one.unit == unit}
        found += [there] if there in active and there not in found else []
    return found


def load(house: House, viewer: Viewer, case_code: str, now: datetime) -> Scene:
    """A case as it stands now. Raises NotFound outside this viewer's scope."""
    store = house.store
    record = cases.get_case(store, viewer, case_code)
    accounts = [one for one in users.list_users(store) if not one.disabled]
    return Scene(
        house=house,
        viewer=viewer,
        case=writing.load_case(store, record.case_id),
        history=cases.history(store, viewer, case_code),
        accounts=accounts,
        requests=requests.of_case(store, viewer, case_code),
        waiting=requests.waiting(store, viewer, case_code),
        reasons=record.reasons,
        has_respondent=any(party.role == "respondent" for party in record.parties),
        now=now,
        covers=standing.covers(house, viewer, accounts, now.date()),
    )

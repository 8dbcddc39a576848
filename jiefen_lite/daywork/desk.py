"""What lies before somebody today: his lists with their numbers, one of them page by page, its checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite import clocks, duty, standing
from jiefen_lite.caselist import YELLOW_HORIZON_DAYS
from jiefen_lite.daywork.lists import LISTS, WorkList
from jiefen_lite.desk import House
from jiefen_lite.moving.acts import ACTS
from jiefen_lite.moving.scene import ACCUSED, leaders_of
from jiefen_lite.rules.daywork import Checklist
from jiefen_lite.shapes import CaseQuery, CaseRecord, Decision, Light, Role, Status, Viewer
from jiefen_lite.store import absences, agenda, cases, piles, users
from jiefen_lite.store.agenda import Meeting
from jiefen_lite.store.agreements import Coming
from jiefen_lite.store.piles import Sight, Waiting
from jiefen_lite.triage import Suggestion


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of this person and how many cases it has."""

    list: WorkList
    number: int
    stands_for: tuple[str, ...] = ()  # whose list it is, where it is not this person's own


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a list: its light, what is done next, and what a dispatch would follow.

    ``action`` None: the case is opened. ``hours_left``: until the first contact is due, of that list only;
    ``days_since``, ``days_left``: since the closing and until an answer is owed, of that list only.
    ``pick``: it can be taken with others at once; ``why_not`` says why it cannot.
    """

    case: CaseRecord
    light: Light | None
    seen: int
    action: str | None
    at_once: bool
    asked: tuple[str, ...]
    hours_left: int | None = None
    proposal: Decision | None = None
    pick: bool = False
    why_not: str = ""
    days_since: int | None = None
    days_left: int | None = None
    stands_for: str | None = None  # who is away and whose case this is


@dataclass(frozen=True, slots=True)
class Pages:
    """One page of a list and how many cases the whole list has."""

    lines: Sequence[Line]
    total: int


#: So many days ahead, and so many of each, somebody is told of what he has agreed to do.
AHEAD_DAYS, MOST_AHEAD = 7, 20


@dataclass(frozen=True, slots=True)
class Agenda:
    """What somebody has agreed to do in the next days: meetings, and return visits that are due."""

    meetings: Sequence[Meeting] = ()
    visits: Sequence[Coming] = ()


#: What is usually next with a case in hand, for those who have it in hand.
_GOES_ON: dict[Role, dict[Status, str]] = {
    Role.HANDLER: {
        Status.DISPATCHED: "sign_receipt",
        Status.SIGNED: "start_mediation",
        Status.MEDIATING: "record_mediation",
        Status.SETTLED: "submit_feedback",
        Status.FAILED: "submit_feedback",
    },
    Role.MEDIATOR: {Status.SIGNED: "start_mediation", Status.MEDIATING: "record_mediation"},
}


class Desk:
    """One person's morning; what is counted twice is asked once."""

    def __init__(self, house: House, viewer: Viewer, now: datetime) -> None:
        self._house = house
        self._viewer = viewer
        self._now = now
        self._everybody = users.list_users(house.store)
        self._accounts = [one for one in self._everybody if not one.disabled]
        self._away = absences.known(house.store, viewer, now.date())
        self.covers = standing.covers(house, viewer, self._accounts, now.date(), self._away)
        self._own = self._roles()
        self.roles = self._own.union(*(one.viewer.roles for one in self.covers))
        self._sight = self._look()
        self._numbers: dict[str, int] = {}
        self._yellow: dict[str, list[str]] = {}

    def lists(self) -> list[WorkList]:
        """The lists of this person's roles; two of one pile with the same name stand there once."""
        found: dict[tuple[str, Light | None, str], WorkList] = {}
        for one in LISTS:
            if one.role in self.roles:
                found.setdefault((one.pile, one.light, one.name), one)
        return list(found.values())

    def stands_for(self, one: WorkList) -> tuple[str, ...]:
        """Whose list it is: those in whose place this person has it, nobody where it is his own."""
        if any(other.pile == one.pile and other.role in self._own for other in LISTS):
            return ()
        return tuple(cover.name for cover in self.covers if one.role in cover.viewer.roles)

    def number(self, one: WorkList) -> int:
        """How many cases a list has."""
        if one.light is not None:
            return len(self._shining(one))
        if one.pile not in self._numbers:
            asked = dict.fromkeys(each.pile for each in (one, *self.lists()) if each.light is None)
            found = piles.counts(self._house.store, self._viewer, list(asked), self._sight)
            self._numbers.update(found)
        number = self._numbers[one.pile]
        return min(number, self._house.book.daywork.lists.leader_most) if one.first_only else number

    def page(self, one: WorkList, limit: int, offset: int, *, newest: bool = False) -> Pages:
        """Some cases of a list, the least time left first, or where that is asked for the newest first."""
        total = self.number(one)
        waiting = self._waiting(one, min(limit, max(total - offset, 0)), offset, newest)
        codes = [row.case_code for row in waiting]
        query = CaseQuery(case_codes=tuple(codes), limit=len(codes))
        records = cases.list_cases(self._house.store, self._viewer, query, full=True) if codes else []
        by_code = {record.case_code: record for record in records}
        return Pages([self._line(one, row, by_code[row.case_code]) for row in waiting], total)

    def agenda(self) -> Agenda:
        """Meetings and return visits of the next days in this person's cases; nothing for others."""
        if not self.roles & {Role.HANDLER, Role.MEDIATOR} or self._viewer.unit is None:
            return Agenda()
        store, viewer, sight = self._house.store, self._viewer, self._sight
        handles, until = Role.HANDLER in self.roles, self._now.date() + timedelta(days=AHEAD_DAYS)
        return Agenda(
            agenda.meetings(store, viewer, sight, handles=handles, until=until, most=MOST_AHEAD + 1),
            agenda.visits(store, viewer, sight, handles=handles, until=until, most=MOST_AHEAD + 1),
        )

    def codes(self, one: WorkList, limit: int, offset: int, *, newest: bool = False) -> list[str]:
        """The case codes of some lines of a list, in its order."""
        limit = min(limit, max(self.number(one) - offset, 0))
        return [row.case_code for row in self._waiting(one, limit, offset, newest)]

    def _waiting(self, one: WorkList, limit: int, offset: int, newest: bool) -> list[Waiting]:
        store, viewer = self._house.store, self._viewer
        if one.light is None:
            newest = newest or one.newest_first
            return piles.page(store, viewer, one.pile, self._sight, limit=limit, offset=offset, newest=newest)
        codes = self._shining(one)[offset : offset + limit]
        events = piles.events_of(store, viewer, codes)
        return [Waiting(code, events[code]) for code in codes if code in events]

    def _shining(self, one: WorkList) -> list[str]:
        """Codes of the cases of a pile whose light has the colour of the list."""
        if one.pile not in self._yellow:
            found = piles.lines(self._house.store, self._viewer, one.pile, self._sight)
            today = self._now.date()
            self._yellow[one.pile] = [
                line.case_code for line in found if clocks.light(self._house, line, today) == one.light
            ]
        return self._yellow[one.pile]

    def _line(self, one: WorkList, row: Waiting, case: CaseRecord) -> Line:
        action, proposal, why_not = one.action, None, ""
        if action == "dispatch":
            action, proposal, why_not = self._dispatch(case)
        elif action == "approve" and case.outcome is None:
            why_not = "台账只写了办结，要逐件定化解了没有"
        elif action == "hand_over" and case.handler not in (*self._sight.gone, *self._sight.elsewhere):
            why_not = f"调解员 {case.mediator} 不在，请逐件换调解员"
        if action is None and not row.asked and one.role in _GOES_ON:
            action = _GOES_ON[one.role].get(case.status)
            if action == "start_mediation" and one.role is Role.HANDLER and case.first_contact_at is None:
                action = "first_contact"  # as the case's own page says
        acts = ACTS.get(action or "")
        hours = None
        if one.id == "to_contact" and case.signed_at is not None:
            due = case.signed_at + timedelta(hours=self._house.book.daywork.lists.first_contact_hours)
            hours = int((due - self._now).total_seconds() // 3600)
        return Line(
            case,
            clocks.light(self._house, case, self._now.date()),
            row.event_count,
            action,
            acts is not None and not acts.entries,
            row.asked,
            hours,
            proposal,
            one.several and not why_not,
            why_not,
            *self._days(one, case),
            stands_for=self._absent(one, case),
        )

    def _absent(self, one: WorkList, case: CaseRecord) -> str | None:
        """The absent one for whom a case is dealt with, on the lists of those who have cases of their own."""
        holder = {Role.HANDLER: case.handler, Role.MEDIATOR: case.mediator}.get(one.role)
        return next((cover.name for cover in self.covers if cover.name == holder), None)

    def _days(self, one: WorkList, case: CaseRecord) -> tuple[int | None, int | None]:
        """How long ago a case was closed, and how long an answer to an unhappy party may take still."""
        if one.id != "to_answer" or case.closed_at is None:
            return None, None
        since = (self._now.date() - case.closed_at.date()).days
        return since, self._house.book.moves.rating.answer_days - since

    def _dispatch(self, case: CaseRecord) -> tuple[str | None, Decision | None, str]:
        """What is done with an accepted case, what the rules propose, and why it cannot go with others."""
        if any(one.decision == "unit" and one.rule == ACCUSED for one in case.reasons):
            return None, None, "检举控告件不派给单位"
        suggested = proposal_for(self._house, case)
        if case.return_count >= self._house.book.moves.returning.most:
            return "adjudicate_owner", suggested.decision, "退满次数，要指定管辖"
        if suggested.responsible_unit is None:
            return "dispatch", suggested.decision, "规则没有推荐单位，要由人定"
        if case.type_l1 is None or case.complexity is None:
            return "dispatch", suggested.decision, "类型或者难易还没有定"
        return "dispatch", suggested.decision, ""

    def _roles(self) -> frozenset[Role]:
        viewer = self._viewer
        held = set(viewer.roles)
        if viewer.unit is not None and viewer.name in self._leaders(viewer.unit):
            held.add(Role.UNIT_LEADER)
        return frozenset(held)

    def _leaders(self, unit: str) -> list[str]:
        return leaders_of(self._house, self._viewer, unit, self._accounts, self._now.date())

    def _look(self) -> Sight:
        moves, own = self._house.book.moves, self._house.book.daywork.lists
        units = {one.unit for one in self._accounts if one.unit}
        needs_led = Role.SUPERVISOR in self.roles
        return Sight(
            today=self._now.date(),
            latest_yellow=self._now.date() + timedelta(days=YELLOW_HORIZON_DAYS),
            others=self._colleagues(),
            covered=tuple(one.name for one in self.covers),
            supervisor_types=tuple(self._house.book.routing.never_dispatch),
            supervisor_people=moves.accepting.supervisor_people_from,
            clerk_levels=tuple(moves.dispatching.clerk_levels),
            supplement_grounds=own.supplement_grounds,
            risk_tags=own.risk_tags,
            leader_first=tuple(
                act.action for act in ACTS.values() if act.chain and act.chain[0] is Role.UNIT_LEADER
            ),
            led=tuple(sorted(one for one in units if needs_led and self._leaders(one))),
            **self._nowhere(),
        )

    def _nowhere(self) -> dict[str, tuple[str, ...]]:
        """Whose cases have nobody today, for the leader of their unit."""
        if Role.UNIT_LEADER not in self.roles:
            return {}
        here = {one.name for one in self._accounts}
        gone, elsewhere = [], []
        for one in self._everybody:
            if one.unit != self._viewer.unit:
                elsewhere.append(one.name)
            elif (
                one.disabled
                or duty.there(one.name, "", self._now.date(), self._away, None).person not in here
            ):
                gone.append(one.name)
        return {"gone": tuple(gone), "elsewhere": tuple(elsewhere)}

    def _colleagues(self) -> tuple[str, ...]:
        """Those of the unit whose cases are theirs: not of whom this person stands in for today."""
        mine = {self._viewer.name, *(one.name for one in self.covers)}
        return tuple(
            sorted(
                one.name
                for one in self._accounts
                if one.unit == self._viewer.unit and Role.HANDLER in one.roles and one.name not in mine
            )
        )


def proposal_for(house: House, case: CaseRecord) -> Suggestion:
    """Whose a case is by the rules, and why."""
    return house.triage.unit_for(case.type_l1, case.type_l2, case.town)


def tabs(desk: Desk) -> list[Tab]:
    """All lists of somebody with their numbers."""
    return [Tab(one, desk.number(one), desk.stands_for(one)) for one in desk.lists()]


def checklist(house: House, one: WorkList) -> Checklist | None:
    """What is to be done in the state that a list is about, None where the county has written nothing."""
    found = (line for line in house.book.daywork.checklists if line.state == one.state)
    return next(found, None)

"""The workflow guide as a model of its own, typed from its tables (sections 3 to 7), never from the code.

A case in the model is a few plain facts; ``Model.expects`` says whether somebody's step must be taken, and
``Model.due`` counts the days one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)
IN_WORK = ("accepted", "dispatched", "signed", "mediating")
UNFINISHED = (*IN_WORK, "registered", "suspended", "settled", "failed", "feedback_pending")

#: Section 3: action → from where, to where ("=" stays, "<" back to where it was).
WAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "accept": (("registered",), "accepted"),
    "refuse": (("registered",), "not_accepted"),
    "dispatch": (("accepted",), "dispatched"),
    "adjudicate_owner": (("accepted",), "dispatched"),
    "sign_receipt": (("dispatched",), "signed"),
    "sign_assist": (("dispatched", "signed", "mediating"), "="),
    "refuse_assist": (("dispatched", "signed", "mediating"), "="),
    # ours, not the guide's (5C): somebody of the unit takes the case over from another
    "hand_over": (
        (
            "dispatched",
            "signed",
            "mediating",
            "suspended",
            "settled",
            "failed",
            "transferred",
            "feedback_pending",
        ),
        "=",
    ),
    "return_case": (("dispatched", "signed"), "accepted"),
    "start_mediation": (("signed",), "mediating"),
    "first_contact": (("signed", "mediating"), "="),
    "record_mediation": (("mediating",), "="),
    "consult": (IN_WORK, "="),
    "whistle": (IN_WORK, "="),
    "settle": (("mediating",), "settled"),
    "fail": (("mediating",), "failed"),
    "transfer": (UNFINISHED, "transferred"),
    "submit_feedback": (("settled", "failed", "transferred"), "feedback_pending"),
    "approve": (("feedback_pending",), "closed"),
    "reject_feedback": (("feedback_pending",), "mediating"),
    "evaluate": (("closed",), "evaluated"),
    "archive": (("evaluated",), "archived"),
    "merge": ((*UNFINISHED, "transferred", "withdrawn", "closed", "evaluated", "archived"), "merged"),
    "unmerge": (("merged",), "<"),
    "reopen": (("closed", "evaluated", "archived"), "mediating"),
    "suspend": (("registered", *IN_WORK, "settled", "failed"), "suspended"),
    "resume": (("suspended",), "<"),
    "withdraw": (UNFINISHED, "withdrawn"),
    "settle_on_spot": (("registered",), "settled"),
    "extend": (("dispatched", "signed", "mediating"), "="),
    "close_ended": (("withdrawn", "not_accepted"), "closed"),
    "transfer_back": (("transferred",), "accepted"),
    "uphold_appeal": (("not_accepted",), "registered"),
    "inform_options": (("accepted", "dispatched", "signed"), "failed"),
}
#: Column 谁 where one person takes the step. "town": the handler of the unit that assists.
TAKES: dict[str, str] = {
    "accept": "clerk supervisor",
    "dispatch": "clerk supervisor",
    "adjudicate_owner": "supervisor",
    "sign_receipt": "handler",
    "sign_assist": "town",
    "hand_over": "handler unit_leader supervisor",  # the handler what is his
    "start_mediation": "handler mediator",
    "first_contact": "handler mediator",
    "record_mediation": "handler mediator",
    "whistle": "supervisor town",
    "settle": "mediator",
    "fail": "handler mediator",
    "approve": "supervisor",
    "reject_feedback": "supervisor",
    "evaluate": "clerk",
    "archive": "clerk handler",
    "merge": "supervisor",
    "unmerge": "supervisor",
    "reopen": "supervisor",
    "withdraw": "clerk handler",
    "settle_on_spot": "clerk handler mediator",
    "close_ended": "supervisor",
    "transfer_back": "supervisor",
    "uphold_appeal": "leader",
    "inform_options": "handler supervisor",
    "resume": "supervisor",
}
#: 提/审/批/核: who asks, and who has to agree, one after the other.
ASKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "refuse": ("clerk", ("supervisor",)),
    "return_case": ("handler", ("unit_leader", "supervisor")),
    "transfer": ("handler clerk", ("supervisor",)),
    "submit_feedback": ("handler clerk", ("unit_leader",)),
    "extend": ("handler", ("supervisor",)),
    "suspend": ("handler clerk", ("supervisor",)),
    "resume": ("handler", ("supervisor",)),
    "consult": ("handler mediator", ("supervisor",)),
    "refuse_assist": ("town", ("supervisor",)),
}
OF_UNIT = ("handler", "unit_leader", "mediator")


@dataclass
class Asked:
    """A step that was asked for."""

    action: str
    by: str
    on: date
    entries: dict[str, object]
    endorsed: bool = False


@dataclass
class Model:
    """One case as the guide would have it."""

    channel: str
    accepted: date  # or the day it came in, before anybody has taken it in
    complexity: str
    source_due: date | None
    status: str = "registered"
    before: str = ""
    with_unit: bool = False
    town: bool = False
    town_signed: bool = False
    held: str | None = None  # who handles it
    contacted: bool = False
    dispatched: date | None = None
    adjudicated: bool = False
    returns: int = 0
    first_accepted: date | None = None
    outcome: str | None = None
    gone: date | None = None  # with another authority since
    apart: tuple[str, str | None, date | None] = ("", None, None)  # how it stood before it was merged
    until: date | None = None
    suspended_on: date | None = None
    suspended_days: int = 0
    restarted: date | None = None
    center_days: int = 0
    statutory_days: int = 0
    pauses: list[tuple[date, date]] = field(default_factory=list)
    events: int = 1
    by_counter: bool = False  # the counter has brought it to its end itself
    asked: dict[str, Asked] = field(default_factory=dict)

    # ------------------------------------------------------------------ the clocks, day by day

    def stands(self, day: date) -> bool:
        """Whether the centre's clock stands on a day."""
        return any(first <= day < last for first, last in self.pauses)

    def centre(self) -> date:
        """The last day of the centre's term, with what was granted."""
        day = self.restarted or self.accepted
        for term in (3 if self.complexity == "simple" else 20, self.center_days):
            left = term
            while left:
                day += ONE
                left -= not self.stands(day)
            while term and (day.weekday() >= 5 or self.stands(day)):
                day += ONE
        return day

    def statutory(self) -> date | None:
        """Sixty days of a petition and up to thirty more; no suspension stops them."""
        if self.channel != "petition":
            return None
        day = self.accepted
        for term in (60, self.statutory_days):
            day += ONE * term
            while term and day.weekday() >= 5:
                day += ONE
        return day

    def due(self) -> tuple[date, str]:
        """The earliest clock that applies, and which it is."""
        clocks = [(self.centre(), "center")]
        if self.restarted is None:
            law = self.statutory()
            if law is not None:
                clocks = [(law, "statutory")]  # petitions run on their own clock
            if self.source_due is not None:
                clocks.append((self.source_due, "source"))
        return min(clocks, key=lambda one: one[0])

    # ------------------------------------------------------------------ who may, and when

    def sees(self, role: str) -> bool:
        """Whether somebody knows of the case at all."""
        if role in OF_UNIT:
            return self.with_unit
        if role == "town":
            return self.with_unit and self.town
        return role in ("clerk", "supervisor", "leader")

    def may(self, role: str, action: str, today: date) -> bool:
        """Whether somebody may begin a step now, whatever he fills in."""
        if not self.sees(role) or self.status not in WAYS[action][0]:
            return False
        takes = role in TAKES.get(action, "").split()
        asks = role in ASKS.get(action, ("", ()))[0].split()
        if not (takes or asks) or (action in ASKS and action in self.asked):
            return False
        return not self.barred(action, today, role, asked_on=today)

    def expects(self, role: str, action: str, entries: dict[str, object], today: date) -> str:
        """ "taken", "asked" or "refused"."""
        if not self.may(role, action, today) or self.faulty(action, entries, today, role):
            return "refused"
        takes = role in TAKES.get(action, "").split()
        return "taken" if takes or not self.chain(action, role) else "asked"

    def chain(self, action: str, role: str) -> tuple[str, ...]:
        """Who has to agree; the counter has no unit leader."""
        chain = ASKS[action][1]
        return tuple(one for one in chain if one != "unit_leader" or role != "clerk")

    def barred(self, action: str, today: date, role: str, asked_on: date, *, deciding: bool = False) -> bool:
        """What a limit forbids, beyond the table."""
        if action == "dispatch":
            return self.returns >= 2 or (role == "clerk" and self.complexity != "simple")
        if action == "return_case":
            day, gone = self.dispatched, 0
            while day is not None and day < asked_on:
                day += ONE
                gone += day.weekday() < 5
            late = gone > (5 if self.channel == "petition" else 2)
            return self.adjudicated or self.returns >= 2 or late
        if action == "extend":
            due, clock = self.due()
            granted = self.statutory_days if clock == "statutory" else self.center_days
            return due < today or clock == "source" or granted > 0
        if action == "suspend" and self.suspended_days >= 60:
            return True
        if action in ("suspend", "transfer") and role == "clerk" and not deciding:
            return self.status not in ("registered", "accepted")
        if action == "submit_feedback" and role == "clerk" and not deciding:
            return self.with_unit
        if action == "first_contact":
            return self.contacted
        if action == "hand_over":
            return not self.with_unit or (role == "handler" and self.held != "handler")
        if action == "sign_assist":
            return self.town_signed
        if action == "evaluate":
            return self.outcome in ("withdrawn", "not_accepted") or self.by_counter
        return False

    def faulty(self, action: str, entries: dict[str, object], today: date, role: str) -> bool:
        """What was filled in cannot be."""
        if entries.get("lacking"):
            return True
        if action in ("dispatch", "adjudicate_owner"):
            return role == "clerk" and entries["complexity"] != "simple"
        if action == "start_mediation":
            return entries["consent"] == "refused"
        if action == "hand_over":
            return entries["handler"] == self.held
        if action == "suspend":
            days = (_day(entries["until"]) - today).days
            return not 0 < days <= 30 or self.suspended_days + days > 60
        if action == "extend":
            most = 30 if self.due()[1] == "statutory" else 3 if self.complexity == "simple" else 10
            return int(str(entries["days"])) > most
        if action == "transfer_back":
            back = _day(entries["returned_on"])
            return back > today or (self.gone is not None and back < self.gone)
        return False

    # ------------------------------------------------------------------ what a step changes

    def take(self, action: str, entries: dict[str, object], today: date, role: str = "") -> None:
        """The step is taken."""
        self.by_counter |= role == "clerk" and action in ("settle_on_spot", "submit_feedback")
        self.events += 5 if action == "settle_on_spot" else 1
        was, (_, target) = self.status, WAYS[action]
        if was == "suspended" and action not in ("merge", "hand_over"):  # row 28: it comes back as it was
            self._goes_on(today)
        if action == "merge":
            self.apart = (was, self.outcome, self.gone)
            self.outcome, self.gone = "merged", today
        elif action == "unmerge":
            was, self.outcome, self.gone = self.apart
            target = "="
        if action == "accept":
            self.accepted = today
            self.first_accepted = self.first_accepted or today
        elif action in ("dispatch", "adjudicate_owner"):
            self.with_unit = self.town = True
            self.town_signed, self.held = False, None
            self.dispatched, self.adjudicated = today, action == "adjudicate_owner"
            self.complexity = str(entries["complexity"])
        elif action == "return_case":
            self.with_unit = self.town = False
            self.held = None
            self.returns += 1
        elif action == "settle_on_spot":
            self.accepted = today
            self.first_accepted = self.first_accepted or today
            self.with_unit, self.contacted, self.outcome, self.dispatched = False, True, "resolved", today
        elif action == "suspend":
            self.before, self.until = was, _day(entries["until"])
            self.suspended_on = today
            self.pauses.append((today, self.until))
        elif action == "extend" and self.due()[1] == "statutory":
            self.statutory_days = int(str(entries["days"]))
        elif action == "extend":
            self.center_days = int(str(entries["days"]))
        elif action == "transfer_back":
            back = _day(entries["returned_on"])
            if self.gone is not None and back > self.gone:
                self.pauses.append((self.gone, back))
        elif action == "reopen":
            self.restarted, self.center_days, self.statutory_days = today, 0, 0
            self.pauses, self.by_counter = [], False
        elif action == "sign_receipt":
            self.held = "handler"
        elif action == "hand_over":
            self.held = str(entries["handler"])
        elif action == "sign_assist":
            self.town_signed = True
        elif action == "refuse_assist":
            self.town = False
        self.contacted |= action in ("first_contact", "start_mediation")
        ends = {
            **dict.fromkeys(("fail", "inform_options"), "completed_unresolved"),
            **{"settle": "resolved", "transfer": "transferred", "withdraw": "withdrawn"},
            **{"refuse": "not_accepted"},
            **dict.fromkeys(("transfer_back", "reject_feedback", "reopen", "uphold_appeal"), None),
        }
        if action in ends:
            self.outcome = ends[action]
            self.gone = (
                today
                if action in ("transfer", "withdraw", "refuse")
                else None
                if (ends[action] is None)
                else self.gone
            )
        self.status = {"=": was, "<": self.before}.get(target, target)
        possible = [one for one, (sources, _) in WAYS.items() if self.status in sources]
        self.asked = {one: asked for one, asked in self.asked.items() if one in possible and one != action}

    def _goes_on(self, today: date) -> None:
        """A suspension ends today, or on the day that was granted."""
        assert self.suspended_on is not None
        assert self.until is not None
        first, last = self.pauses.pop()
        ended = min(last, today)
        self.pauses.append((first, ended))
        self.suspended_days += (ended - first).days


def _day(value: object) -> date:
    return date.fromisoformat(str(value))

"""A cleaned file row becomes a case: parties, place, decisions, due dates, the ledger's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from jiefen_lite import casework, clocks, ledger, text
from jiefen_lite.desk import Deciders
from jiefen_lite.elements import Reader
from jiefen_lite.elements.lessons import is_taught
from jiefen_lite.intake.keys import fields_of
from jiefen_lite.shapes import (
    NEVER,
    Before,
    By,
    CaseRow,
    Channel,
    Decision,
    OwnWord,
    PartyFacts,
    PartyRole,
    Place,
    Reading,
    Satisfaction,
    Status,
    Triaged,
)
from jiefen_lite.store.forming import CaseParts
from jiefen_lite.store.repeats import Told
from jiefen_lite.store.tables import STAGED

STORY = ("title", "summary", "claim")
#: Texts are kept whole and read so far: no cell of Excel is longer, and a giant one would hold up everybody.
READ_SO_FAR = 40_000
_READ = (*STORY, "result", "remark")
_ENDS = ("。", "！", "？", "；", ".", "!", "?")
_NO_STORY = dict.fromkeys(STORY)


class RowFacts(NamedTuple):
    """A file row understood: everything of a case but its number and its history."""

    channel: Channel
    fields: Mapping[str, Any]
    parties: tuple[PartyFacts, ...]
    place: Place | None
    reading: Reading | None
    triaged: Triaged
    received_at: datetime
    repeat: bool

    def told(self) -> Told:
        """What of it tells whether something came before."""
        where = self.place
        return Told(
            self.channel,
            self.received_at,
            self.triaged.type_l1,
            self.fields.get("place"),
            where.town if where is not None else None,
            where.village if where is not None else None,
        )


class Builder:
    """Builds cases out of staged rows of one batch. ``read_stories`` off leaves free text unread (bench)."""

    def __init__(self, deciders: Deciders, channel: Channel, now: datetime, *, read_stories: bool) -> None:
        self._deciders = deciders
        self._triage = deciders.triage
        self._channel = channel
        self._now = now
        self._read_stories = read_stories
        self._find_place = lru_cache(maxsize=20_000)(self._place)
        self._reader: Reader | None = None  # one for all rows, whatever is taught meanwhile

    def understand(self, payload: bytes) -> RowFacts:
        """What one kept row says by itself, decided by the rules."""
        fields: Mapping[str, Any] = fields_of(payload)
        received_at = _moment(fields["received_at"])
        place = self._find_place(fields.get("town"), fields.get("grid"), fields.get("place"))
        reading = self._reading(fields, received_at.date())
        if (
            reading is not None
            and reading.place is not None
            and (place is None or (place.village is None and reading.place.town == place.town))
        ):
            place = reading.place
        if reading is not None and reading.lessons:
            fields, place = _set_right(fields, place, reading)
        triaged = self._decided(fields, place, reading, received_at.date(), NEVER)
        return RowFacts(
            self._channel,
            fields,
            _parties(fields),
            place,
            reading,
            triaged,
            received_at,
            bool(fields.get("repeat")) or bool(fields.get("redo")),
        )

    def come_again(self, alone: RowFacts, before: Before) -> RowFacts:
        """The same row where its person, or an alarm from its telephone or to its house, came before."""
        day = alone.received_at.date()
        triaged = self._decided(alone.fields, alone.place, alone.reading, day, before)
        return alone._replace(triaged=triaged, repeat=alone.repeat or bool(before.days))

    def _decided(
        self,
        fields: Mapping[str, Any],
        place: Place | None,
        reading: Reading | None,
        received_on: date,
        before: Before,
    ) -> Triaged:
        told = _read_so_far(fields) if self._read_stories else _without_story(fields)
        return self._triage.decide(
            self._channel, told, place, reading, received_on, before.days, before.alarms
        )

    def new_case(
        self, facts: RowFacts, case_id: int, case_code: str, batch_id: int, alone: RowFacts
    ) -> CaseParts:
        """The case a row makes, with its history as far as the ledger tells it.

        ``alone``: what the row says by itself, where ``facts`` counts earlier cases too;
        otherwise the same.
        """
        case = CaseRow(
            case_id,
            case_code,
            facts.channel,
            facts.received_at,
            facts.received_at,
            Status.REGISTERED,
            live=STAGED,
            batch_id=batch_id,
        )
        decisions = self.fill(case, facts)
        if alone is not facts:
            case.own = self.own_word(case, decisions, alone)
            case.pending = with_doubt(case)
        events = [
            casework.register(
                case,
                casework.LEDGER,
                self._now,
                {"channel": facts.channel},
                auto=True,
            )
        ]
        events += ledger.follow(case, self.ledger_facts(facts), self._now)
        return CaseParts(case, facts.parties, decisions, events, units=units_of(case))

    def own_word(self, case: CaseRow, decisions: Sequence[Decision], alone: RowFacts) -> OwnWord | None:
        """What ``case`` would be without earlier cases; None where they change nothing."""
        single = CaseRow(
            case.id, case.case_code, case.channel, alone.received_at, case.registered_at, case.status
        )
        word = _own_word_of(single, self.fill(single, alone))
        return None if word == _own_word_of(case, decisions) else word

    def fill(self, case: CaseRow, facts: RowFacts) -> list[Decision]:
        """Set every field of ``case`` that a file row speaks of; returns the decisions behind them."""
        fields, triaged, reading = facts.fields, facts.triaged, facts.reading
        case.source_no = fields.get("source_no")
        case.occurred_at = _moment_or_none(fields.get("occurred_at"))
        if (
            case.occurred_at is None
            and reading is not None
            and reading.when_start is not None
            and reading.when_precision == "day"  # 2025年第二期 is no first of January
        ):
            case.occurred_at = datetime.combine(reading.when_start, datetime.min.time())
        case.clock_start_at = day_or_none(fields.get("clock_start_at"))
        case.source_due = day_or_none(fields.get("source_due"))
        if facts.place is not None:
            case.town, case.village = facts.place.town, facts.place.village
        case.place = fields.get("place")
        case.type_l1, case.type_l2 = triaged.type_l1, triaged.type_l2
        case.complexity, case.complexity_pending = triaged.complexity, triaged.complexity_pending
        case.risk_level, case.risk_score = triaged.risk_level, triaged.risk_score
        case.risk_reasons = tuple(
            f"{hit.tag}：{text.mask_text(hit.text)}（+{hit.points}）" for hit in triaged.risk_hits
        )
        case.responsible_unit, case.unit_by = triaged.responsible_unit, triaged.unit_by
        case.assisting_units = triaged.assisting_units
        case.handler, case.mediator = _name(fields.get("handler")), _name(fields.get("mediator"))
        case.people_count = fields.get("people_count")
        case.people_count_approx = bool(fields.get("people_count_approx"))
        case.amount_fen = fields.get("amount_fen")
        if reading is not None:
            if case.people_count is None:
                case.people_count, case.people_count_approx = (
                    reading.people_count,
                    reading.people_count_approx,
                )
            if case.amount_fen is None:
                case.amount_fen = reading.amount_fen
            case.cause = reading.cause
        case.mediated = triaged.mediated
        case.agreement_form = fields.get("agreement_form")
        case.confirmed = fields.get("confirmed")
        case.performed = {"yes": True, "partial": False, "no": False}.get(str(fields.get("performed")))
        case.tags = triaged.tags
        case.summary = fields.get("summary") or fields.get("title")
        case.claim, case.result_text = fields.get("claim"), fields.get("result")
        case.secrecy, case.repeat = bool(fields.get("secrecy")), facts.repeat
        case.pending = tuple(dict.fromkeys(triaged.unsure))
        if reading is not None and "place" in dict(reading.lessons):  # the text does not say, somebody said
            case.pending = tuple(point for point in case.pending if point != "town")
        closed = _moment_or_none(fields.get("closed_at"))
        case.mediated_at = closed if triaged.mediated else None
        return [
            *_place_decision(facts.place),
            *triaged.decisions,
            *_by_lessons(reading),
            *clocks.renew(self._deciders, case),
        ]

    def ledger_facts(self, facts: RowFacts) -> ledger.LedgerFacts:
        """What the row proves of the case's way through the loop."""
        fields, triaged = facts.fields, facts.triaged
        satisfaction = self._triage.satisfaction(fields.get("satisfaction"))
        return ledger.LedgerFacts(
            received_at=facts.received_at,
            result_status=triaged.result_status,
            mediating=triaged.result_status == "in_progress" and self._triage.is_mediating(fields),
            on_spot=bool(fields.get("settled_on_spot")),
            closed_at=_moment_or_none(fields.get("closed_at")),
            unit_stated=triaged.unit_by == By.SOURCE,
            accusation=self._triage.is_accusation(self._channel, fields),
            dispatched_at=_moment_or_none(fields.get("dispatched_at")),
            signed_at=_moment_or_none(fields.get("signed_at")),
            satisfaction=Satisfaction(satisfaction) if satisfaction else None,
            agreement_form=fields.get("agreement_form"),
        )

    def _reading(self, fields: Mapping[str, Any], received_on: date) -> Reading | None:
        if not self._read_stories:
            return None
        told = [str(fields[name])[:READ_SO_FAR] for name in STORY if fields.get(name)]
        if not told:
            return None
        if self._reader is None:
            self._reader = self._deciders.reader
        known_as = text_of(fields.get("summary") or fields.get("title"), fields.get("claim"))
        return self._reader.read("。".join(told), received_on, known_as)

    def _place(self, town: str | None, grid: str | None, place: str | None) -> Place | None:
        words = "".join(part for part in (town, grid, place) if part)
        found = self._deciders.gazetteer.find(words) if words else None
        if words and (found is None or found.town is None):
            taught = self._deciders.place_taught(words)
            return taught or found
        return found


def text_of(summary: str | None, claim: str | None) -> str:
    """The text by which a case is known and read: its account and what is claimed."""
    told = [part[:READ_SO_FAR].strip() for part in (summary, claim) if part and part.strip()]
    return "".join(part if part.endswith(_ENDS) else f"{part}。" for part in told[:-1]) + "".join(told[-1:])


def _set_right(
    fields: Mapping[str, Any], place: Place | None, reading: Reading
) -> tuple[Mapping[str, Any], Place | None]:
    """What a row says, with what a person has said of just this text: that goes before the columns.

    What the text does not say, as he has said, the columns may.
    """
    taught = dict(reading.lessons)
    more: dict[str, Any] = {}
    if "people" in taught and reading.people_count is not None:
        more |= {"people_count": reading.people_count, "people_count_approx": False}
    if "amount" in taught and reading.amount_fen is not None:
        more["amount_fen"] = reading.amount_fen
    day = reading.when_start if reading.when_start == reading.when_end else None
    if "when" in taught and day is not None and day_or_none(fields.get("occurred_at")) != day:
        more["occurred_at"] = day.isoformat()
    if "place" in taught and reading.place is not None:
        place = reading.place
    return {**fields, **more}, place


def _by_lessons(reading: Reading | None) -> list[Decision]:
    """What lessons have decided beside type and place, which are told with the others."""
    decisions = reading.decisions if reading is not None else ()
    return [one for one in decisions if is_taught(one) and one.decision not in ("type", "place")]


def with_doubt(case: CaseRow) -> tuple[str, ...]:
    """The open points of a case: one that only other cases make complex waits for the desk to say so.

    Until then its unit, which knows nothing of those cases, is told what the case says by itself.
    """
    if case.own is None or case.own.complexity == case.complexity:
        return case.pending
    return tuple(dict.fromkeys([*case.pending, "complexity"]))


def _own_word_of(case: CaseRow, decisions: Sequence[Decision]) -> OwnWord:
    return OwnWord(
        repeat=case.repeat,
        complexity=case.complexity,
        complexity_pending=case.complexity_pending,
        risk_level=case.risk_level,
        risk_score=case.risk_score,
        risk_reasons=case.risk_reasons,
        tags=case.tags,
        center_due=case.center_due,
        due_date=case.due_date,
        due_clock=case.due_clock,
        due_estimated=case.due_estimated,
        decisions=tuple(one for one in decisions if one.decision in ("complexity", "risk", "due")),
    )


def units_of(case: CaseRow) -> list[tuple[str, str]]:
    """Which units may see a case: those a ledger or a person has given it to, once it is dispatched."""
    if case.dispatch_count == 0 or case.responsible_unit is None or case.unit_by == By.RULE:
        return []
    assisting = [(unit, "assisting") for unit in case.assisting_units if unit != case.responsible_unit]
    return [(case.responsible_unit, "responsible"), *assisting]


def _read_so_far(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with no text longer than is read."""
    cut = {name: fields[name][:READ_SO_FAR] for name in _READ if len(fields.get(name) or "") > READ_SO_FAR}
    return {**fields, **cut} if cut else fields


def _without_story(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row without its free texts, for triage that is not to read."""
    return {**fields, **_NO_STORY}


_ROLES = {role.value: role for role in PartyRole}


@lru_cache(maxsize=1_000)
def _name(words: str | None) -> str | None:
    """Who handles it, without the telephone that ledgers write behind the name; a county has a few dozen."""
    return text.mask_text(words) if words else None


def _parties(fields: Mapping[str, Any]) -> tuple[PartyFacts, ...]:
    return tuple(
        [
            PartyFacts(
                _ROLES[one["role"]],
                one.get("name"),
                one.get("phone"),
                one.get("id_no"),
                one.get("address"),
                one.get("gender"),
                one.get("age"),
                bool(one.get("is_org")),
                bool(one.get("anonymous")),
            )
            for one in fields.get("parties", ())
        ]
    )


def _place_decision(place: Place | None) -> list[Decision]:
    if place is None or place.town is None:
        return []
    where = place.town + (place.village or "")
    return [Decision("place", where, By.RULE, place.rule, None, place.text)]


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _moment_or_none(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def day_or_none(value: str | None) -> date | None:
    """The day of a canonical date or time field, None where the file gave none."""
    return date.fromisoformat(value[:10]) if value else None

"""Very many invented cases as they are compared, without files between, and which of them are one dispute."""

from __future__ import annotations

from datetime import date

from jiefen_lite.demo.cases import Case, invent
from jiefen_lite.demo.people import Person
from jiefen_lite.shapes import Channel, DoubleFacts, PartyRole, Somebody

#: Ledgers that have no column for whom it is against; the text may tell.
ONE_SIDED = ("hotline_12345", "petition", "police_110")
NO_ID_NO = ("hotline_12345", "police_110", "grid", "court_pretrial")


def invented_facts(
    months: list[date], per_month: int, seed: int
) -> tuple[list[DoubleFacts], set[tuple[int, int]]]:
    """The cases of these months (first days), and the pairs that are one dispute (by number, ascending).

    Each says what the ledgers of its channel usually say; numbers stand for their keyed hashes.
    """
    cases = invent(months, seed, per_month)
    numbers = {case.id: number for number, case in enumerate(cases, 1)}
    pairs = {
        (min(numbers[case.id], numbers[other]), max(numbers[case.id], numbers[other]))
        for case in cases
        for other in case.duplicates
    }
    return [_facts(numbers[case.id], case) for case in cases], pairs


def _facts(number: int, case: Case) -> DoubleFacts:
    matter = case.matter
    people = [] if matter.applicants[0].anonymous else matter.applicants
    against = [] if case.channel in ONE_SIDED else matter.respondents
    return DoubleFacts(
        number,
        case.id,
        Channel(case.channel),
        case.received.date(),
        matter.town,
        matter.village,
        matter.spot or None,
        matter.story.l1,
        matter.story.l2,
        matter.people_count,
        matter.amount_fen,
        (
            *(_somebody(one, PartyRole.APPLICANT, case.channel) for one in people),
            *(_somebody(one, PartyRole.RESPONDENT, case.channel) for one in against),
        ),
        (case.source_no,),
        (case.prefix_no,) if case.prefix_no else (),
        case.summary,
    )


def _somebody(one: Person, role: PartyRole, channel: str) -> Somebody:
    known = one.phone if role == PartyRole.APPLICANT else ""  # the other side's is seldom on the books
    id_no = one.id_no if role == PartyRole.APPLICANT and channel not in NO_ID_NO else ""
    return Somebody(role, one.name, (known,) if known else (), (id_no,) if id_no else (), one.is_org)

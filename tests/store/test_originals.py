"""Pairs of a petition and the one that comes again, on both databases."""

from __future__ import annotations

from datetime import date, datetime

from jiefen_lite.ledger import LedgerFacts
from jiefen_lite.shapes import Channel, Status
from jiefen_lite.store import Store, originals
from jiefen_lite.store.cases import case_id_of
from tests.factories import OPERATOR, handler_of, make_case

PETITION = Channel.PETITION


def test_pairs_are_kept_and_told_to_those_who_may_see_them(store: Store) -> None:
    """The number in any spelling; an original that has ended is over; a unit is told of its own cases."""
    day = date(2026, 1, 4)
    when, later = datetime(2025, 11, 3), datetime(2025, 11, 10)
    first = make_case(
        store, channel=PETITION, source_no="XF-2025（12）", unit="甲局", received_at=when, due_date=day
    )
    ended = make_case(
        store, channel=PETITION, source_no="XF13", received_at=when,
        facts=LedgerFacts(when, "withdrawn", closed_at=later), due_date=day,
    )  # fmt: skip
    again = make_case(store, channel=PETITION, unit="乙局", received_at=later)
    other = make_case(store, channel=PETITION, unit="乙局", received_at=later)
    make_case(store, channel=Channel.GRID, source_no="XF202512")
    ids = {code: case_id_of(store, OPERATOR, code) for code in (first, ended, again, other)}
    found = originals.cases_of(store, ["xf2025(12)", "XF14"], ["petition"])
    assert found == {"XF202512": [(when, ids[first])]}
    with store.writing():
        originals.keep([(ids[again], ids[other])])
        originals.keep([(ids[again], ids[first]), (ids[other], ids[ended])])
    assert originals.links(store) == {ids[again]: ids[first], ids[other]: ids[ended]}
    assert originals.standing(store) == [
        originals.Standing(ids[again], "XF-2025（12）", True, day),
        originals.Standing(ids[other], "XF13", False, day),
    ]
    assert [one.case_id for one in originals.standing(store, ids[first])] == [ids[again]]
    told = originals.original_of(store, OPERATOR, again)
    assert told is not None
    assert (told.case_code, told.status) == (first, Status.SIGNED)
    assert [one.case_code for one in originals.repeats_of(store, OPERATOR, first)] == [again]
    for unit in ("甲局", "乙局"):
        assert originals.original_of(store, handler_of(unit), again) is None
        assert originals.repeats_of(store, handler_of(unit), first) == []
    assert originals.open_again(store, ["petition"]) == []

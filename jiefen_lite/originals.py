"""Petitions that come again: tied to their original, whose day they go by while it is open.

Who is whose original is looked for after each import, whichever of the two came in first. The day follows
with every step that changes the original, and with every scan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jiefen_lite import casework, clocks, deadlines
from jiefen_lite.desk import House
from jiefen_lite.shapes import Clock
from jiefen_lite.store import originals, rewriting, writing
from jiefen_lite.store.originals import Standing
from jiefen_lite.store.sourcenos import bare


def tie(house: House, channel: str | None, now: datetime) -> None:
    """After an import of this channel (None: any): find originals, then let the repeats follow them."""
    rule = house.book.deadlines.repeats
    if rule is None or (channel is not None and channel not in rule.channels):
        return
    again = originals.open_again(house.store, rule.channels)
    if not again and not originals.links(house.store):
        return
    numbers = [number for one in again for number in one.numbers]
    with house.store.writing():
        known = originals.cases_of(house.store, numbers, rule.channels)
        links = originals.links(house.store)
        found = []
        for one in again:
            before = [
                each
                for number in one.numbers
                for each in known.get(bare(number), ())
                if each < (one.received_at, one.case_id)  # what came later is no original: no rings either
            ]
            if before and links.get(one.case_id) != min(before)[1]:
                found.append((one.case_id, min(before)[1]))
        originals.keep(found)
        follow(house, now)


def follow(house: House, now: datetime, case_id: int | None = None) -> None:
    """Give every case that comes again the day of its original, or its own once that has ended.

    ``case_id``: only what hangs on this case. Changes nothing where all is as it should be.
    """
    with house.store.writing():
        for one in originals.standing(house.store, case_id):
            _set(house, one, now)


def _set(house: House, one: Standing, now: datetime) -> None:
    case = writing.load_case(house.store, one.case_id)
    state = case.clock_state or deadlines.UNTOUCHED
    followed = house.book.deadlines.repeats is not None and state.restarted_on is None
    runs = one.original_open and followed
    due = one.original_due if runs else None
    wanted = replace(state, original_due=due, original_no=one.original_no if due is not None else "")
    if wanted == state and (due is None or case.due_clock != Clock.ORIGINAL or case.due_date == due):
        return
    case.clock_state = None if wanted == deadlines.UNTOUCHED else wanted
    if case.accepted_at is None:  # no clock runs yet; the day is there when it is taken in
        rewriting.save_case(house.store, case, [], rule_set=house.rule_set(now))
        return
    before = case.due_date
    decisions = clocks.renew(house, case)
    data = {"original": one.original_no, "open": one.original_open}
    event = casework.note(
        case, "follow_original", casework.LEDGER, now, reason=None, auto=True, data=data, due_before=before
    )
    rewriting.save_case(
        house.store,
        case,
        [event],
        decisions=decisions,
        replace_decisions=["due"],
        rule_set=house.rule_set(now),
    )

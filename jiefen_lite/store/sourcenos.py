"""Source numbers found however they are written: brackets, dashes, widths, zeros, or only their end."""

from __future__ import annotations

import re
from collections.abc import Iterable

import peewee as pw

from jiefen_lite import text
from jiefen_lite.store.database import Store

#: What people leave out or write otherwise between the parts of a number.
_BETWEEN = " -_/〔〕()[]（）【】第号"
_NOTHING = {ord(mark): None for mark in _BETWEEN}
_RUNS = re.compile(r"[a-z]+|\d+|[\u4e00-\u9fff]+")
_ENDING_DIGITS = re.compile(r"([a-z]*)(\d+)")
_MOST_ZEROS = 10  # digits of a running number with its leading zeros
_YEAR = re.compile(r"(?:19|20)\d\d")
_TAIL = 4  # so many digits alone are taken for the end of a number
_MOST_LOOKED_AT = 5_000

#: The number without what stands between its parts; migration 0011 has an index over this very expression.
PLAIN = "source_no"
for _mark in _BETWEEN:
    PLAIN = f"REPLACE({PLAIN}, '{_mark}', '')"
PLAIN = f"UPPER({PLAIN})"


def exactly(store: Store, written: str) -> list[int]:
    """Inner numbers of the cases (and their merged parts) with this source number, however it is written."""
    wanted = bare(written)
    if not wanted:
        return []
    asked = f"SELECT DISTINCT case_id FROM case_source WHERE {PLAIN} = {store.db.param}"
    return [case_id for (case_id,) in store.db.execute_sql(asked, (wanted,)).fetchall()]


def nearly(store: Store, written: str, among: pw.SQL) -> list[int]:
    """Cases with a source number of which ``written`` is a part: (2026)12 of 调字〔2026〕012号.

    ``among``: SQL for the inner numbers among which they are (:func:`tokens` says by which tokens).
    """
    wanted = runs_of(written)
    asked = f"SELECT case_id, source_no FROM case_source WHERE case_id IN {among.sql} LIMIT {_MOST_LOOKED_AT}"
    rows = store.db.execute_sql(asked, among.params).fetchall()
    return sorted(
        {
            case_id
            for case_id, number in rows
            if number and _may_be(wanted, number) and _is_part(wanted, runs_of(number))
        }
    )


def tokens(written: str) -> list[list[str]]:
    """Of each part of a number the tokens one of which the index must have; none where it says too little."""
    words = [_ENDING_DIGITS.fullmatch(word) for word in re.findall("[a-z0-9]+", _plain(written))]
    numbers = [found.groups() for found in words if found]
    if len(numbers) > 1:  # the year stands in every number; the rest is rarer
        numbers = [one for one in numbers if not _YEAR.fullmatch("".join(one))] or numbers
    elif not numbers or len(numbers[0][1]) < _TAIL:
        return []
    return [[letters + digits for digits in _with_zeros(number)] for letters, number in numbers]


def runs_of(number: str) -> list[str]:
    """The parts of a number, zeros before digits dropped: 调字〔2026〕012号 → 调字, 2026, 12."""
    runs = _RUNS.findall(_plain(number).replace("第", " ").replace("号", " "))
    return [run.lstrip("0") or "0" if run.isdigit() else run for run in runs]


def _plain(number: str) -> str:
    return text.halfwidth(number).lower()


def _with_zeros(number: str) -> Iterable[str]:
    least = number.lstrip("0") or "0"
    return dict.fromkeys([number, *(least.zfill(size) for size in range(len(least), _MOST_ZEROS + 1))])


def _may_be(wanted: list[str], number: str) -> bool:
    """False where one look tells that the only wanted run is not the end of a plain number."""
    if len(wanted) != 1 or not number.isascii():
        return True
    return number.rstrip(_BETWEEN).lower().endswith(wanted[0])


def _is_part(wanted: list[str], runs: list[str]) -> bool:
    """Whether the wanted runs stand side by side; a single one must be the end."""
    size = len(wanted)
    starts = range(len(runs) - size + 1) if size > 1 else range(max(len(runs) - 1, 0), len(runs))
    return any(_fits(wanted, runs[at : at + size]) for at in starts)


def _fits(wanted: list[str], runs: list[str]) -> bool:
    """Equal, save that Chinese words may be cut off before the first and behind the last."""
    for at, (want, run) in enumerate(zip(wanted, runs, strict=True)):
        whole = want == run
        cut = not want.isascii() and (
            (at == 0 and run.endswith(want)) or (at == len(wanted) - 1 and run.startswith(want))
        )
        if not (whole or cut):
            return False
    return bool(runs)


def is_written_so(written: str, number: str) -> bool:
    """Whether ``written`` is this number or a part of it, as :func:`exactly` and :func:`nearly` find."""
    return bare(written) == bare(number) or _is_part(runs_of(written), runs_of(number))


def bare(number: str) -> str:
    """As the index has it: no brackets, dashes and spaces, large letters."""
    return text.halfwidth(number).upper().translate(_NOTHING)

"""Writes the demo centre's sample workbooks, month by month, and the answer book beside them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from random import Random

from exporters.matrix import SheetSpec, write_matrix
from jiefen_lite.demo import layouts, noise, seasons
from jiefen_lite.demo.cases import LEDGER_TOWNS, SHARES, Case, invent
from jiefen_lite.demo.forms import Cell
from jiefen_lite.demo.people import Person
from jiefen_lite.demo.sheets import Entry, Laid, Layout, lay_out
from jiefen_lite.demo.truth import CaseTruth, FileTruth, RowTruth, Truth, write_truth

DEFAULT_SEED = 20261103
RELISTED_SHARE = 0.2  # of the cases still open, how many stand in the next month's file unchanged
REFUSALS_A_MONTH = 3

NUMBERED = {
    layout.id: layout.numbered
    for layout in (*(one for trio in layouts.BY_CHANNEL.values() for one in trio), layouts.GRID_TOWN)
}

Progress = Callable[[int, int | None], None]


def sample_months(as_of: date, months: int) -> list[date]:
    """The first days of the months told: they end with the last full month before ``as_of``."""
    last = seasons.first_of(as_of, -1)
    return [seasons.first_of(last, -back) for back in range(months - 1, -1, -1)]


def write_samples(
    folder: Path,
    *,
    as_of: date,
    seed: int = DEFAULT_SEED,
    months: int = 25,
    per_month: int = 100,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the workbooks of all seven channels and ``truth.jsonl``; the files in a clerk's order.

    ``progress`` is called with (files done, files in all) after each file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(sample_months(as_of, months), seed, per_month)
    plans = desk.plan()
    paths: list[Path] = []
    for done, plan in enumerate(plans, start=1):
        path = folder / plan.name
        _write_file(path, plan.layout, plan.laid)
        paths.append(path)
        if progress:
            progress(done, len(plans))
    write_truth(folder, desk.truth)
    return paths


class _Plan:
    """One file ready to be written."""

    def __init__(self, name: str, layout: Layout, laid: Laid) -> None:
        self.name, self.layout, self.laid = name, layout, laid


class _Desk:
    """Goes through the months as the offices did: what is new, what is listed again, what is spoilt."""

    def __init__(self, months: list[date], seed: int, per_month: int) -> None:
        self.months = months
        self.rng = Random(f"files/{seed}")
        self.cases = invent(months, seed, per_month)
        self.truth = Truth()
        self.listed: dict[str, tuple[str, bool]] = {}  # case -> (layout, was its end told)
        self.spoilt = 0
        self.noise = 0

    def plan(self) -> list[_Plan]:
        """All files in the order a clerk uploads them, with their truth."""
        plans: list[_Plan] = []
        by_month: dict[date, list[Case]] = {}
        for case in self.cases:
            by_month.setdefault(seasons.first_of(case.received.date()), []).append(case)
        open_cases: list[Case] = []
        for position, month in enumerate(self.months):
            cutoff = datetime.combine(seasons.last_of(month), time(23, 59, 59))
            fresh = by_month.get(month, [])
            spoils = self._spoils(position)
            for channel in SHARES:
                layout = layouts.layout_of(channel, position / len(self.months))
                for part, town in self._parts(channel, layout):
                    new = [case for case in fresh if self._belongs(case, channel, town)]
                    old = [case for case in open_cases if self._belongs(case, channel, town)]
                    entries = self._entries(part, new, old, cutoff)
                    reasons = spoils.pop(channel, []) if not town else []
                    entries += self._noise_rows(channel, month, len(new)) + self._spoilt_rows(
                        channel, month, reasons
                    )
                    if not entries:
                        continue
                    entries.sort(key=lambda entry: (entry.case.received, entry.case.seed))
                    plans.append(self._file(part, month, town, entries))
            open_cases = [case for case in open_cases + fresh if not self.listed[case.id][1]]
        plans.append(self._resent(plans[-1], cutoff))
        self._tell_cases()
        return plans

    @staticmethod
    def _parts(channel: str, layout: Layout) -> list[tuple[Layout, str]]:
        """The files of a channel in a month: the grid has some towns' ledgers beside the county's."""
        towns = LEDGER_TOWNS if channel == "grid" else ()
        return [(layout, ""), *((layouts.GRID_TOWN, town) for town in towns)]

    @staticmethod
    def _belongs(case: Case, channel: str, town: str) -> bool:
        if case.channel != channel:
            return False
        own = channel == "grid" and case.matter.town in LEDGER_TOWNS
        return case.matter.town == town if own else not town

    def _entries(self, layout: Layout, new: list[Case], old: list[Case], cutoff: datetime) -> list[Entry]:
        """New rows, rows whose end has arrived, and some that stand there unchanged."""
        entries = []
        for case in new:
            entries.append(Entry(case, _known(case, cutoff), "new"))
        for case in old:
            before, _ = self.listed[case.id]
            if before != layout.id and not (layout.numbered and NUMBERED[before]):
                continue  # without a number it could not be known again in another form
            if _known(case, cutoff):
                entries.append(Entry(case, True, "updated"))
            elif before == layout.id and self.rng.random() < RELISTED_SHARE:
                entries.append(Entry(case, False, "unchanged"))
        for entry in entries:
            self.listed[entry.case.id] = (layout.id, entry.final)
        return entries

    def _noise_rows(self, channel: str, month: date, cases: int) -> list[Entry]:
        """Calls that are no disputes."""
        share = {"police_110": 0.3, "hotline_12345": 0.35}.get(channel, 0.0)
        entries = []
        for _ in range(round(cases * share)):
            self.noise += 1
            case, kind = noise.excluded(self.rng, channel, month, self.noise)
            entries.append(Entry(case, True, "excluded", kind))
        return entries

    def _spoils(self, position: int) -> dict[str, list[str]]:
        """Which channels get which refusal this month; a damaged number needs a channel of digits."""
        spoils: dict[str, list[str]] = {}
        channels = ("mediation", "petition", "grid", "hotline_12345", "police_110", "court_pretrial")
        for turn in range(REFUSALS_A_MONTH):
            reason = noise.REASONS[(position + turn) % len(noise.REASONS)]
            channel = channels[(position * REFUSALS_A_MONTH + turn) % len(channels)]
            if reason == "number_damaged":
                channel = "hotline_12345"
            spoils.setdefault(channel, []).append(reason)
        return spoils

    def _spoilt_rows(self, channel: str, month: date, reasons: list[str]) -> list[Entry]:
        entries = []
        for reason in reasons:
            self.spoilt += 1
            case = noise.refused(self.rng, channel, month, self.spoilt)
            entries.append(Entry(case, False, "rejected", reason))
        return entries

    def _file(self, layout: Layout, month: date, town: str, entries: list[Entry]) -> _Plan:
        """Lay one file out and note its truth."""
        name = layout.file_name.format(y=month.year, m=month.month, T=town)
        laid = lay_out(layout, month, town, entries, self.rng)
        self._note(name, layout, month, laid)
        return _Plan(name, layout, laid)

    def _note(self, name: str, layout: Layout, month: date, laid: Laid) -> None:
        counts = Counter(line.entry.disposition for line in laid.lines)
        features = sorted(laid.features | {f"layout:{layout.id}", layout.container})
        self.truth.files.append(
            FileTruth(
                file=name,
                channel=layout.channel,
                month=f"{month:%Y-%m}",
                rows=sum(count for what, count in counts.items() if what != "excluded"),
                new=counts["new"],
                updated=counts["updated"],
                unchanged=counts["unchanged"],
                rejected=counts["rejected"],
                excluded=counts["excluded"],
                skipped=laid.skipped,
                header_rows=laid.header_rows,
                features=features,
            )
        )
        for line in laid.lines:
            entry = line.entry
            self.truth.rows.append(
                RowTruth(
                    file=name,
                    sheet=line.sheet,
                    row=line.row,
                    disposition=entry.disposition,
                    case=entry.case.id or None,
                    reason=entry.reason,
                    stated=line.stated,
                )
            )

    def _resent(self, last: _Plan, cutoff: datetime) -> _Plan:
        """The last file once more, as clerks do after a phone call: nothing in it is new."""
        entries = [
            replace(line.entry, disposition="unchanged", reason=None)
            for line in last.laid.lines
            if line.entry.disposition in ("new", "updated", "unchanged")
        ]
        stem, _, ending = last.name.rpartition(".")
        layout = replace(last.layout, file_name=f"{stem}（重报）.{ending}")
        town = next((town for town in LEDGER_TOWNS if town in last.name), "")
        return self._file(layout, seasons.first_of(cutoff.date()), town, entries)

    def _tell_cases(self) -> None:
        for case in self.cases:
            layout, told = self.listed[case.id]
            self.truth.cases[case.id] = _case_truth(case, told=told, numbered=NUMBERED[layout])


def _known(case: Case, cutoff: datetime) -> bool:
    """Has the end been told by then? What never ends in the files counts as told at once."""
    if case.fate.closed is None:
        return True
    return case.fate.closed <= cutoff


def _case_truth(case: Case, *, told: bool, numbered: bool) -> CaseTruth:
    matter, fate = case.matter, case.fate
    parties = [_party("applicant", one) for one in matter.applicants]
    parties += [_party("respondent", one) for one in matter.respondents]
    return CaseTruth(
        id=case.id,
        channel=case.channel,
        source_no=case.source_no if numbered else None,
        received_at=case.received.isoformat(),
        town=matter.town,
        village=matter.village,
        type_l1=matter.story.l1,
        type_l2=matter.story.l2,
        parties=parties,
        people_count=matter.people_count,
        amount_fen=matter.amount_fen,
        result_status=fate.status if told else "in_progress",
        closed_at=fate.closed.isoformat() if told and fate.closed else None,
        satisfaction=fate.satisfaction if told else None,
        secrecy=case.secrecy,
        repeat=case.repeat,
        duplicates=case.duplicates,
        cluster=matter.cluster,
        risk_words=list(matter.risk_words),
        summary=case.summary,
    )


def _party(role: str, one: Person) -> dict[str, object]:
    return {
        "role": role,
        "name": None if one.anonymous else one.name,
        "phone": one.phone,
        "id_no": one.id_no or None,
        "is_org": one.is_org,
        "anonymous": one.anonymous,
    }


# --------------------------------------------------------------------------- writing


def _write_file(path: Path, layout: Layout, laid: Laid) -> None:
    if layout.container == "xlsx":
        write_matrix(path, laid.sheets)
        return
    encoding = layout.container.partition(":")[2]
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows([_text(cell) for cell in row] for row in _only(laid))


def _only(laid: Laid) -> list[list[Cell]]:
    """The cells of the one sheet a CSV file has."""
    sheet: SheetSpec = laid.sheets[0]
    return [list(row) for row in sheet.rows]


def _text(cell: Cell) -> str:
    """A cell as a CSV file has it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%Y/%m/%d}"
    return f"{cell:g}" if isinstance(cell, float) and cell < 1e6 else str(cell)

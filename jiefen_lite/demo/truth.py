"""The answer book beside the samples: what the generator knows, written from its own records.

Nothing here is read back from a workbook. ``truth.jsonl`` has one object a line: ``kind`` is
``file``, ``row`` or ``case``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

TRUTH_FILE = "truth.jsonl"


@dataclass(slots=True)
class RowTruth:
    """One data row: where it stands, what should become of it, and the fields its cells state.

    ``disposition``: new, updated, unchanged, rejected, excluded. ``reason``: of a refusal
    ``number_damaged``, ``date_missing``, ``date_impossible``, ``empty``; of an exclusion its kind.
    """

    file: str
    sheet: str
    row: int
    disposition: str
    case: str | None
    reason: str | None
    stated: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class FileTruth:
    """One file: its channel and month, counts by disposition, and the lines that are no data.

    ``skipped`` lists (sheet, row, what): title, form_line, total, note, blank, repeated_header.
    ``features`` names the messy things in it.
    """

    file: str
    channel: str
    month: str
    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    excluded: int = 0
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    header_rows: dict[str, tuple[int, int]] = field(default_factory=dict)  # sheet -> first row, how many
    features: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CaseTruth:
    """One case as the last file tells it, with what no file tells: type, place, cluster, duplicates."""

    id: str
    channel: str
    source_no: str | None  # None where the ledger has no numbers
    received_at: str
    town: str
    village: str
    type_l1: str
    type_l2: str
    parties: list[dict[str, Any]]
    people_count: int
    amount_fen: int | None
    result_status: str  # resolved … or in_progress, done_unclear
    closed_at: str | None
    satisfaction: str | None
    secrecy: bool
    repeat: bool
    duplicates: list[str]
    cluster: str | None
    risk_words: list[str]
    summary: str


@dataclass(slots=True)
class Truth:
    """The whole answer book."""

    files: list[FileTruth] = field(default_factory=list)
    rows: list[RowTruth] = field(default_factory=list)
    cases: dict[str, CaseTruth] = field(default_factory=dict)

    def rows_of(self, file: str) -> dict[tuple[str, int], RowTruth]:
        """The data rows of one file by sheet and row number."""
        return {(row.sheet, row.row): row for row in self.rows if row.file == file}


def write_truth(folder: Path, truth: Truth) -> Path:
    """Write the answer book beside the samples."""

    def lines() -> Iterable[str]:
        for kind, things in (("file", truth.files), ("row", truth.rows), ("case", truth.cases.values())):
            for thing in things:
                yield json.dumps({"kind": kind, **asdict(thing)}, ensure_ascii=False) + "\n"

    path = folder / TRUTH_FILE
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(lines())
    return path


def read_truth(folder: Path) -> Truth:
    """Read the answer book of a samples folder."""
    truth = Truth()
    with (folder / TRUTH_FILE).open(encoding="utf-8") as lines:
        for line in lines:
            thing = json.loads(line)
            kind = thing.pop("kind")
            if kind == "file":
                thing["skipped"] = [tuple(item) for item in thing["skipped"]]
                thing["header_rows"] = {name: tuple(pair) for name, pair in thing["header_rows"].items()}
                truth.files.append(FileTruth(**thing))
            elif kind == "row":
                truth.rows.append(RowTruth(**thing))
            else:
                truth.cases[thing["id"]] = CaseTruth(**thing)
    return truth

"""The short-lived process that reads one file: ``python -m importers.child``.

Standard input: one line of JSON (the job), then the bytes of the file. Standard output, one JSON object
a line. Where the job wants rows: ``{"kind": "head", "channel", "channel_how", "sheets": […], "total"}``,
then ``{"kind": "rows", "uses": [[sheet number, [field, …], [cell number, …]], …], "rows": [[use, row,
cells, fields, problems], …]}`` a hundred rows at a time (fields whose value is just a cell of their row are
left out of ``fields``; the row's ``use`` tells which fields and which cells: long stories travel once), then
``{"kind": "end", "rows": n}``. Where it wants cells: ``{"kind": "sheets", "sheets": [{"name", "merges"}, …]
or null}``, then ``{"kind": "cells", "sheet", "rows"}``, then the end. Where it wants words:
``{"kind": "words", "lines": [line, …]}``, or ``{"kind": "table"}``, then the end. Or, to each:
``{"kind": "refused", "sentences": […]}``. It writes no file: the operating system is told to forbid it.
"""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO

from importers.columns import as_in_cell
from importers.limits import Limits
from importers.reading import Opened, open_file
from importers.rows import Row
from importers.sheet import open_book
from importers.values import cell_text
from importers.wording import word_answers
from jiefen_lite import jsontext
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.processes import give_back_memory, limit_self, stay_alone

ROWS_A_LINE = 100  # so that a line stays in the parent's fast memory: long lines cost it half as much again
ROWS_AT_ONCE = 500  # columns are cleaned in larger pieces
_ALL_DIGITS = 1e15  # up to here a number in a cell is exact
TOO_BIG = ("文件太大，读取时内存不够用。", "请按月或按镇（街道）拆成几个文件后再导入。")


def row_answers(job: Mapping[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    """The rows of one file, clean, and how they were found."""
    opened: Opened = open_file(
        data,
        name=job["name"],
        channel=job["channel"],
        book=job["columns"],
        as_of=date.fromisoformat(job["as_of"]),
        limits=Limits(**job["limits"]),
    )
    give_back_memory()  # a third of what is held here was the native reader's
    yield {
        "kind": "head",
        "channel": opened.channel,
        "channel_how": opened.channel_how,
        "sheets": [asdict(sheet) for sheet in opened.sheets],
        "total": opened.total,
    }
    count = 0
    same = [as_in_cell(sheet.columns) for sheet in opened.sheets]
    for block in opened.blocks(ROWS_AT_ONCE):
        count += len(block)
        for start in range(0, len(block), ROWS_A_LINE):
            yield _packed(block[start : start + ROWS_A_LINE], same)
    yield {"kind": "end", "rows": count}


def cell_answers(job: Mapping[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    """The cells of one file as they stand, sheet by sheet; no sheets where they are more than wanted."""
    grids = open_book(data, Limits(**job["limits"]))
    rows = sum(len(grid.rows) for grid in grids)
    if rows > job["most_rows"] or sum(len(row) for grid in grids for row in grid.rows) > job["most_cells"]:
        yield {"kind": "sheets", "sheets": None}
        rows = 0
        grids = []
    else:
        yield {"kind": "sheets", "sheets": [{"name": grid.name, "merges": grid.merges} for grid in grids]}
    for number, grid in enumerate(grids):
        for start in range(0, len(grid.rows), ROWS_A_LINE):
            lines = [list(map(_told, row)) for row in grid.rows[start : start + ROWS_A_LINE]]
            yield {"kind": "cells", "sheet": number, "rows": lines}
    yield {"kind": "end", "rows": rows}


def _told(cell: Any) -> str | int | float:
    """A number that has all its digits as one, everything else as a person reads it."""
    if isinstance(cell, float) and abs(cell) < _ALL_DIGITS:
        return int(cell) if cell == int(cell) else cell
    return cell_text(cell)


ANSWERS = {"rows": row_answers, "cells": cell_answers, "words": word_answers}


def _packed(rows: Sequence[Row], same: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """Rows as a line says them; takes out of their fields what their cells say as well."""
    uses: dict[tuple[int, tuple[str, ...]], int] = {}
    told = []
    for sheet_no, row_no, cells, fields, problems in rows:
        columns = same[sheet_no]
        names = tuple(
            [name for name, index in columns.items() if name in fields and fields[name] == cells[index]]
        )
        for name in names:
            del fields[name]
        told.append((uses.setdefault((sheet_no, names), len(uses)), row_no, cells, fields, problems))
    return {
        "kind": "rows",
        "uses": [(number, names, [same[number][name] for name in names]) for number, names in uses],
        "rows": told,
    }


def main() -> int:
    """Read the job, say the answers; 0 also where the file was refused, as that is an answer."""
    source: BinaryIO = sys.stdin.buffer
    job = jsontext.decode(source.readline())
    limits = Limits(**job["limits"])
    limit_self(limits.memory_bytes, limits.cpu_seconds)
    stay_alone(job["parent"])
    gc.disable()  # the process lives for one file; walking its cells again and again costs a third

    def say(answer: Mapping[str, Any]) -> None:
        sys.stdout.buffer.write(jsontext.encode(answer).encode() + b"\n")
        sys.stdout.buffer.flush()

    try:
        for answer in ANSWERS[job["want"]](job, source.read()):
            say(answer)
    except UnreadableFile as error:
        say({"kind": "refused", "sentences": list(error.sentences)})
    except MemoryError:
        say({"kind": "refused", "sentences": list(TOO_BIG)})
    except SystemError:
        return 1  # a native reader that lost its footing, mostly for want of memory: the parent tells of it
    except Exception as error:  # noqa: BLE001 - the place goes to the parent, the data stays here
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = (
            f"{place.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{place.lineno} {type(error).__name__}"
        )
        say({"kind": "bug", "where": where})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

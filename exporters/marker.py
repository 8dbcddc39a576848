"""The short-lived process that marks one workbook: ``python -m exporters.marker``.

Standard input: one line of JSON (``{"marks": [[sheet, row, column, text, serious], …]}``, or ``{"marks":
null}`` to be told only what cannot be kept), then the bytes of the workbook. Standard output: one line of
JSON (``{"kind": "marked" / "looked" / "long" / "strange", "lost": […]}``), then the marked workbook. It
writes no file: the operating system is told to forbid it.
"""

from __future__ import annotations

import io
import sys
from typing import Any

from exporters import losses
from exporters.marking import MOST_ROWS
from jiefen_lite import jsontext
from jiefen_lite.processes import limit_self

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
CPU_SECONDS = 120


def answer(marks: list[list[Any]] | None, data: bytes) -> tuple[dict[str, Any], bytes]:
    """What is to be said of the workbook, and the marked one where it was asked for and can be made."""
    try:
        seen = losses.look(data)
    except losses.TooMuch:
        return {"kind": "long", "lost": []}, b""
    if seen is None:
        return {"kind": "strange", "lost": []}, b""
    if seen.rows > MOST_ROWS:
        return {"kind": "long", "lost": []}, b""
    if marks is None:
        return {"kind": "looked", "lost": seen.lost}, b""
    from exporters import excel  # brings openpyxl, which looking does not need

    made = io.BytesIO()
    try:
        excel.mark_workbook(io.BytesIO(data), [excel.Mark(*one) for one in marks], made, rich=seen.rich)
    except excel.UNMARKABLE:
        return {"kind": "strange", "lost": []}, b""  # the reader of imports is more patient
    return {"kind": "marked", "lost": seen.lost}, made.getvalue()


def main() -> int:
    """Read the job, say the answer."""
    job = jsontext.decode(sys.stdin.buffer.readline())
    limit_self(MEMORY_BYTES, CPU_SECONDS)
    said, workbook = answer(job["marks"], sys.stdin.buffer.read())
    sys.stdout.buffer.write(jsontext.encode(said).encode() + b"\n" + workbook)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

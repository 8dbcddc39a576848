"""The short-lived process that marks one workbook: ``python -m exporters.marker``.

Standard input: one line of JSON (``{"marks": [[sheet, row, column, text, serious], …]}``, or ``{"marks":
null}`` to be told only what cannot be kept), then the bytes of the workbook. Standard output: one line of
JSON (``{"kind": "marked" / "looked" / "long" / "strange", "lost": […]}``), then the marked workbook. It
writes no file: the operating system is told to forbid it.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

from exporters import losses
from exporters.marking import MOST_ROWS
from jiefen_lite import jsontext

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
CPU_SECONDS = 120
NICE = 15


def limit_self() -> None:
    """Bounds on memory and processor time, no files, low priority: where the system knows such bounds."""
    if sys.platform == "win32":
        return  # there the parent ends what takes too long
    import resource

    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    bounds = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in bounds.items():
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


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
    limit_self()
    said, workbook = answer(job["marks"], sys.stdin.buffer.read())
    sys.stdout.buffer.write(jsontext.encode(said).encode() + b"\n" + workbook)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

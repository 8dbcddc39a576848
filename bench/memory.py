"""The most memory that a command and all it starts hold at the same time (Linux)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

EVERY_SECONDS = 0.05
_UNITS = 1024  # the system tells KiB


class Peak(NamedTuple):
    """Megabytes in all, those of each process at that moment (the command's own first), and how measured."""

    whole: float
    each: tuple[float, ...]
    measure: str


def peak_of(command: Sequence[str]) -> Peak:
    """Run a command to its end. What processes share is counted once, where the system tells."""
    measure = "PSS" if Path("/proc/self/smaps_rollup").exists() else "RSS"
    peak: tuple[float, ...] = ()
    with subprocess.Popen(command) as child:
        while child.poll() is None:
            held = tuple(megabytes(pid, measure) for pid in family(child.pid))
            peak = max(peak, held, key=sum)
            time.sleep(EVERY_SECONDS)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Peak(sum(peak), tuple(one for one in peak if one), measure)


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text("ascii").split()
        except OSError:
            continue  # ended between the two
        for child in children:
            found += family(int(child))
    return found


def megabytes(pid: int, measure: str) -> float:
    """Memory that a process holds now; nothing where it has just ended."""
    name, sign = ("smaps_rollup", "Pss:") if measure == "PSS" else ("status", "VmRSS:")
    try:
        text = Path(f"/proc/{pid}/{name}").read_text("utf-8", "replace")
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(sign)) / _UNITS

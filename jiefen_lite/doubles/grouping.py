"""Cases that hang together: three or more may be one dispute, though only two are ever compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

#: More than this are looked at pair by pair: nobody judges so many at once.
MOST = 12


def groups(links: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """For each case the group of three or more that it hangs together with, in the order of the codes."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in links:
        near[one].add(other)
        near[other].add(one)
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for start in near:
        if start in seen:
            continue
        group, front = {start}, [start]
        while front:
            fresh = near[front.pop()] - group
            group |= fresh
            front += fresh
        seen |= group
        if 2 < len(group) <= MOST:
            found.update(dict.fromkeys(group, tuple(sorted(group))))
    return found

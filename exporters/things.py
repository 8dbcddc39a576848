"""What a file holds besides its plain text and yet shows, hides or changes what a reader sees."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """One such thing in the reader's words; ``exact``: a paper that has lost it says something else too."""

    name: str
    place: str
    detail: str = ""
    exact: bool = False

    @property
    def scope(self) -> str:
        """Where it belongs, whatever the number of its paragraph: lines may have moved."""
        return self.place if self.exact else self.place.split("第")[0]

"""What a way is given to send, and how it says that it did not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text to one address (None: a group), under the number by which the other side may know it again."""

    id: int
    text: str
    subject: str
    address: str | None


class NotSent(Exception):
    """It did not go; ``is_for_good``: trying again would not help; ``is_down``: nothing goes that way now."""

    def __init__(self, sentence: str, *, is_for_good: bool = False, is_down: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.is_for_good = is_for_good
        self.is_down = is_down

"""What people do to a case: what is open to them, the form of each step, taking it, asking for it, deciding.

``move`` takes one step as one transaction: lock, read again, check that the case stands as the person has
seen it, advance along the table, write the events and the audit log. Pages and commands only call this.
"""

from __future__ import annotations

from jiefen_lite.moving.deciding import AGREE, REFUSE, TAKE_BACK, answer
from jiefen_lite.moving.forms import Form, Offer, Offers, Waiting, form, offers, order_of
from jiefen_lite.moving.taking import Incomplete, Moved, Overtaken, move

__all__ = [
    "AGREE",
    "REFUSE",
    "TAKE_BACK",
    "Form",
    "Incomplete",
    "Moved",
    "Offer",
    "Offers",
    "Overtaken",
    "Waiting",
    "answer",
    "form",
    "move",
    "offers",
    "order_of",
]

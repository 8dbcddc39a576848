"""Registering at the counter: what was typed, what it looks like already, and the case it becomes."""

from jiefen_lite.counter.looking import Look, look
from jiefen_lite.counter.registering import REGISTRARS, Registered, new_code, register, renew
from jiefen_lite.counter.typed import ACCEPT, CHANNELS, ENTRIES, NOTED, ON_SPOT, Typed, blank, read, ways

__all__ = [
    "ACCEPT",
    "CHANNELS",
    "ENTRIES",
    "NOTED",
    "ON_SPOT",
    "REGISTRARS",
    "Look",
    "Registered",
    "Typed",
    "blank",
    "look",
    "new_code",
    "read",
    "register",
    "renew",
    "ways",
]

"""Agreements out of usual clauses: what the form asks for, the wording, and what is wrong with it. Pure."""

from __future__ import annotations

from jiefen_lite.agreements.checking import Standing, faults
from jiefen_lite.agreements.wording import (
    CLAUSES_MOST,
    Blank,
    Duty,
    Filled,
    blanks,
    body,
    duties,
    money_told,
    needs,
    offered,
    unknown,
)

__all__ = [
    "CLAUSES_MOST",
    "Blank",
    "Duty",
    "Filled",
    "Standing",
    "blanks",
    "body",
    "duties",
    "faults",
    "money_told",
    "needs",
    "offered",
    "unknown",
]

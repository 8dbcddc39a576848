"""以案定补: what mediators are paid for the cases that they settled, month by month, each dispute once."""

from jiefen_lite.subsidies.book import ledger
from jiefen_lite.subsidies.months import (
    APPROVERS,
    LEAST_REASON,
    MOST_REASON,
    READERS,
    WITHDRAWERS,
    approve,
    history,
    month,
    unmediated,
    withdraw,
)

__all__ = [
    "APPROVERS",
    "LEAST_REASON",
    "MOST_REASON",
    "READERS",
    "WITHDRAWERS",
    "approve",
    "history",
    "ledger",
    "month",
    "unmediated",
    "withdraw",
]

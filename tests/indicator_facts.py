"""Plain functions that make cases as the indicators see them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from jiefen_lite.rules.loader import parse_typed
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import CaseFacts, Channel, Outcome, Status
from jiefen_lite.workdays import Calendar

CALENDAR = Calendar({}, frozenset())


def shipped_rules() -> Indicators:
    """indicators.yaml as it is shipped."""
    text = files("jiefen_lite.rules").joinpath("indicators.yaml").read_text(encoding="utf-8")
    rules, faults = parse_typed(text, Indicators, "indicators.yaml")
    assert rules is not None, faults
    return rules


RULES = shipped_rules()


def make_facts(code: str = "FJ20261101-0001", **values: Any) -> CaseFacts:
    """An accepted case of November 2026; give what matters."""
    start = values.pop("at", datetime(2026, 11, 3, 9))
    plain: dict[str, Any] = {
        "status": Status.ACCEPTED,
        "outcome": None,
        "channel": Channel.MEDIATION,
        "town": None,
        "type_l1": None,
        "responsible_unit": None,
        "registered_at": start,
        "accepted_at": start,
        "closed_at": None,
        "due_date": None,
        "feedback_submitted_at": None,
        "evaluated_at": None,
        "satisfaction": None,
        "repeat": False,
        "suspended_days": 0,
        "mediated": None,
        "mediated_at": None,
        "dispatched_at": None,
        "signed_at": None,
        "first_contact_at": None,
        "by_hand": frozenset(),
        "dispatch_count": 0,
        "return_count": 0,
        "reopen_count": 0,
        "people_count": None,
        "amount_fen": None,
        "agreement_form": None,
        "agreement_at": None,
        "confirmed": None,
        "performed": None,
        "performance_due": None,
    }
    return CaseFacts(case_code=code, **(plain | values))


def closed_case(code: str, outcome: Outcome = Outcome.RESOLVED, days: int = 2, **values: Any) -> CaseFacts:
    """A case closed ``days`` after it was accepted, on time."""
    start = values.pop("at", datetime(2026, 11, 3, 9))
    end = start + timedelta(days=days)
    return make_facts(
        code,
        at=start,
        **(
            {
                "status": Status.CLOSED,
                "outcome": outcome,
                "closed_at": end,
                "feedback_submitted_at": end,
                "due_date": (start + timedelta(days=20)).date(),
            }
            | values
        ),
    )


def day(text: str) -> date:
    """A date from its ISO text."""
    return date.fromisoformat(text)

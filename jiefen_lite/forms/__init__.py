"""The forms of a case: one table of all of them, after the documents guide (c1, c2)."""

from __future__ import annotations

from collections.abc import Mapping

from jiefen_lite.forms.flow import FLOW, NAMED, WITHHELD
from jiefen_lite.forms.kinds import ORGANISATION, PERSON, Entry, Form, Kind
from jiefen_lite.forms.mediation import BY_HAND, FILE, MEDIATION

FORMS: Mapping[str, Form] = {form.id: form for form in (*MEDIATION, *FLOW)}
#: Every sequence of numbers, and of which each unit has its own.
SERIES: Mapping[str, bool] = {form.series: form.of_unit for form in FORMS.values() if not form.of_order}

__all__ = [
    "BY_HAND",
    "FILE",
    "FLOW",
    "FORMS",
    "MEDIATION",
    "NAMED",
    "ORGANISATION",
    "PERSON",
    "SERIES",
    "WITHHELD",
    "Entry",
    "Form",
    "Kind",
]

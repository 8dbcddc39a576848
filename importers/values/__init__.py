"""Cleaners: what one cell of a column means, for every way people write it.

A cleaner takes a raw cell and gives the clean value, ``None`` where nothing is given, or an
:class:`Odd` where the person should be told something. Cleaners are made once per column
(:data:`MAKERS`), so that units, the reporting year and the import day are settled before the rows come.
"""

from __future__ import annotations

from importers.values.base import Cleaner, Frame, Odd, cell_text, is_empty
from importers.values.dates import day_cleaner, moment_cleaner, received_cleaner
from importers.values.numbers import (
    amount_cleaner,
    id_cleaner,
    people_cleaner,
    phone_cleaner,
    source_no_cleaner,
)
from importers.values.parties import Names, names_cleaner
from importers.values.words import (
    age_cleaner,
    form_cleaner,
    gender_cleaner,
    list_cleaner,
    performed_cleaner,
    repeat_cleaner,
    result_cleaner,
    text_cleaner,
    yes_no_cleaner,
)

__all__ = ["MAKERS", "Cleaner", "Frame", "Names", "Odd", "cell_text", "is_empty"]

MAKERS = {
    "text": text_cleaner,
    "result": result_cleaner,
    "number": source_no_cleaner,
    "received": received_cleaner,
    "moment": moment_cleaner,
    "day": day_cleaner,
    "names": names_cleaner,
    "phone": phone_cleaner,
    "id_no": id_cleaner,
    "gender": gender_cleaner,
    "age": age_cleaner,
    "amount": amount_cleaner,
    "people": people_cleaner,
    "repeat": repeat_cleaner,
    "list": list_cleaner,
    "yes_no": yes_no_cleaner,
    "performed": performed_cleaner,
    "form": form_cleaner,
}

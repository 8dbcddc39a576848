"""Numbers of papers in words, and what a unit and its mediation committee are called in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jiefen_lite.desk import House
from jiefen_lite.forms import FILE, Form
from jiefen_lite.shapes import By, CaseRecord, IssuedPaper, PaperPlace, Unit, Viewer

_ENDS = ("街道", "镇", "乡", "局")


def unit_of(form: Form, record: CaseRecord, viewer: Viewer) -> str:
    """Whose sequence a paper counts in; empty: the centre's.

    A mediation file is the responsible unit's, whoever of the unit or the centre makes its papers.
    """
    if not form.of_unit:
        return ""
    given = record.responsible_unit if record.unit_by not in (None, By.RULE) else None
    if form.series == FILE:
        return given or viewer.unit or ""
    return viewer.unit or given or ""


def number_of(house: House, place: PaperPlace) -> str:
    """The number as it is printed: （2026）富锦山人调字第12号之4."""
    piece = f"之{place.piece}" if place.piece else ""
    return file_number(house, place) + piece


def dossier_number(house: House, papers: Sequence[IssuedPaper]) -> str:
    """The number of the mediation file whose papers a case has; empty where it has none yet."""
    valid = [one for one in papers if one.is_valid and one.part is None and one.place.series == FILE]
    return file_number(house, valid[-1].place) if valid else ""


def file_number(house: House, place: PaperPlace) -> str:
    """The number without the piece: of a mediation file that of the whole file."""
    rules = house.book.forms
    text = rules.pattern(place.series)
    for word, value in (
        ("{year}", str(place.year)),
        ("{n}", str(place.no)),
        ("{center}", rules.center),
        ("{unit}", unit_word(house, place.unit)),
    ):
        text = text.replace(word, value)
    return text


def unit_word(house: House, name: str) -> str:
    """How a unit is written in numbers; empty: the centre."""
    for one in house.book.forms.committees:
        if one.unit == name:
            return one.word
    unit = next((one for one in house.center.units if one.name == name), None)
    if unit is None:
        return house.book.forms.center if not name else house.center.region.name[:1] + name
    words = Counter(_short(one) for one in house.center.units)
    short = _short(unit)
    # two units must not write the same number
    return house.center.region.name[:1] + (short if words[short] == 1 else unit.name)


def _short(unit: Unit) -> str:
    name = unit.town or min((unit.name, *unit.aliases), key=len)
    for end in _ENDS:
        if name.endswith(end) and len(name) - len(end) >= 2:
            return name.removesuffix(end)
    return name


def committee(house: House, name: str) -> str:
    """What the mediation committee of a unit is called; of the centre its own name."""
    for one in house.book.forms.committees:
        if one.unit == name:
            return one.name
    unit = next((one for one in house.center.units if one.name == name), None)
    if unit is None:
        return f"{name}人民调解委员会" if name else house.center.name
    region, whose = house.center.region.name, unit.town or unit.name
    return f"{'' if whose.startswith(region) else region}{whose}人民调解委员会"

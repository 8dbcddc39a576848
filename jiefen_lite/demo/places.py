"""The invented centre of 富锦市: real towns and villages, real kinds of units, invented head counts."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from random import Random

from jiefen_lite.shapes import Center, Region, Town, Unit, Village

COUNTY = "富锦市"
COUNTY_CODE = "230882"
CENTER_NAME = "富锦市社会治安综合治理中心"

# Housing estates are invented; two to each community, in the order of the list.
ESTATES = (
    "松沅小区",
    "锦昱家园",
    "福慧苑",
    "沅江花园",
    "昱景新城",
    "惠民二期",
    "粮库家属楼",
    "纺织小区",
    "站前家园",
    "江沅名邸",
    "锦绣嘉苑",
    "阳光昱府",
    "骞和佳苑",
    "客运家属楼",
    "北沅华庭",
    "幸福昱里",
    "糖厂小区",
    "临江沅墅",
    "新开家园",
    "昱东国际",
    "民主胡同平房区",
    "机关家属院",
    "沅畔人家",
    "建设小区",
    "西平昱苑",
    "锦水湾",
)


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of this package's own CSV files."""
    text = files("jiefen_lite.demo").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("、") if part)


@cache
def center() -> Center:
    """The demo centre as ``center.yaml`` would say it; populations are invented round figures."""
    villages: dict[str, list[Village]] = {}
    for row in table("villages.csv"):
        name = row["village"]
        aliases = (name.removesuffix("村") + "屯",) if name.endswith("村") else ()
        villages.setdefault(row["town"], []).append(Village(name=name, aliases=aliases))
    towns = tuple(
        Town(
            name=row["town"],
            aliases=_split(row["aliases"]),
            population=int(row["population_invented"]),
            villages=tuple(villages[row["town"]]),
        )
        for row in table("towns.csv")
    )
    departments = tuple(
        Unit(name=row["name"], kind="department", aliases=_split(row["aliases"]))
        for row in table("units.csv")
    )
    return Center(
        name=CENTER_NAME,
        region=Region(name=COUNTY, code=COUNTY_CODE, towns=towns),
        units=departments + tuple(_town_unit(town.name) for town in towns),
        case_prefix="FJ",
    )


def _town_unit(town: str) -> Unit:
    """The unit of one town: a people's government, or a sub-district office."""
    full = f"{town}人民政府" if town.endswith("镇") else f"{town}办事处"
    aliases = (town, f"{town}政府", f"{town}综治中心", f"{COUNTY}{town}")
    return Unit(name=full, kind="town", aliases=aliases, town=town)


def is_community(village: str) -> bool:
    """Communities of the two sub-districts are town life; everything else is country life."""
    return village.endswith("社区")


@cache
def _choices(where: str) -> tuple[tuple[tuple[str, str], ...], tuple[int, ...]]:
    """(town, village) pairs with weights by population: ``v`` country, ``c`` town, ``*`` both."""
    pairs: list[tuple[str, str]] = []
    weights: list[int] = []
    for town in center().region.towns:
        share = (town.population or 1000) // len(town.villages)
        for village in town.villages:
            if where == "*" or (where == "c") == is_community(village.name):
                pairs.append((town.name, village.name))
                weights.append(share)
    return tuple(pairs), tuple(weights)


def pick_place(rng: Random, where: str) -> tuple[str, str]:
    """A town and a village or community of it, crowded places more often."""
    pairs, weights = _choices(where)
    return rng.choices(pairs, weights)[0]


def pick_village(rng: Random, town: str) -> str:
    """A village or community of that town."""
    return rng.choice([village for name, village in _choices("*")[0] if name == town])


@cache
def estates(village: str) -> tuple[str, ...]:
    """The two invented housing estates of a community."""
    communities = [pair[1] for pair in _choices("c")[0]]
    at = communities.index(village) * 2 % len(ESTATES)
    return ESTATES[at : at + 2]


def town_short(town: str) -> str:
    """The way people shorten a town: 锦山, 城东; 富锦镇 keeps its 镇, or it would be the county."""
    short = town.removesuffix("街道").removesuffix("镇")
    return town if short == COUNTY.removesuffix("市") else short

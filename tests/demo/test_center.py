"""The demo centre has the county's real towns and villages and the units the shipped rules need."""

from __future__ import annotations

from jiefen_lite import demo


def test_towns_and_villages_are_all_there_once() -> None:
    """11 towns and 2 sub-districts; a community listed several times in the source is one."""
    towns = demo.center().region.towns
    assert {town.name for town in towns} == {
        *("城东街道", "城西街道", "富锦镇", "长安镇", "砚山镇", "头林镇", "兴隆岗镇"),
        *("宏胜镇", "向阳川镇", "二龙山镇", "上街基镇", "锦山镇", "大榆树镇"),
    }
    assert len(towns) == 13
    for town in towns:
        names = [village.name for village in town.villages]
        assert names
        assert len(names) == len(set(names))
    communities = [v.name for t in towns for v in t.villages if v.name.endswith("社区")]
    assert len(communities) == 13


def test_every_town_has_its_unit_and_no_alias_means_two_units() -> None:
    """An alias that two units share would send cases to the wrong desk."""
    center = demo.center()
    assert {unit.town for unit in center.units if unit.kind == "town"} == {
        t.name for t in center.region.towns
    }
    names = [name for unit in center.units for name in (unit.name, *unit.aliases)]
    assert len(names) == len(set(names))


def test_populations_are_round_inventions() -> None:
    """Nobody should take them for a census."""
    assert all(town.population and town.population % 1000 == 0 for town in demo.center().region.towns)

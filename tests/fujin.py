"""A small county for tests: real names of towns and villages of 富锦市, invented units' aliases."""

from __future__ import annotations

from jiefen_lite.shapes import Region, Town, Unit, Village


def _villages(*names: str) -> tuple[Village, ...]:
    return tuple(Village(name) for name in names)


REGION = Region(
    "富锦市",
    "230882",
    (
        Town("富锦镇", (), None, _villages("上街基村", "东郊村", "富华村", "城东村", "红光村")),
        Town("上街基镇", ("上街基",), None, _villages("合发村", "三合村", "东富乡村", "治安村")),
        Town("锦山镇", (), None, _villages("仁义村", "永升村", "继承村", "北地界村")),
        Town("长安镇", (), None, (*_villages("庆平村", "新民村"), Village("永升村", (), ("太平庄",)))),
        Town("兴隆岗镇", ("兴隆岗",), None, (Village("东风村", ("东风",)),)),
        Town("大榆树镇", ("大榆树",), None, _villages("新旭村")),
        Town("向阳川镇", ("向阳川",), None, _villages("永阳村")),
        Town("城东街道", (), None, _villages("向阳社区")),
        Town("城西街道", (), None, _villages("幸福社区", "东平社区")),
    ),
)

_DEPARTMENTS = {
    "人力资源和社会保障局": ("人社局", "市人社局"),
    "司法局": ("市司法局",),
    "公安局": ("市公安局",),
    "公安局交通警察大队": ("交警大队",),
    "农业农村局": ("市农业农村局",),
    "自然资源局": ("市自然资源局",),
    "住房和城乡建设局": ("住建局", "市住建局"),
    "市场监督管理局": ("市场监管局",),
    "妇女联合会": ("妇联",),
    "总工会": (),
    "卫生健康局": ("卫健局",),
    "教育和体育局": ("教育局",),
    "人民法院": ("法院",),
    "生态环境局": (),
}

UNITS = tuple(Unit(name, "department", aliases) for name, aliases in _DEPARTMENTS.items()) + tuple(
    Unit(
        town.name + ("办事处" if town.name.endswith("街道") else "人民政府"), "town", (town.name,), town.name
    )
    for town in REGION.towns
)

"""What a chart and the workbook behind it show besides names and values: titles, formats, axes, labels …"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from exporters import bookreading, charts
from exporters.things import Thing

_C, _A = charts.CHART_SPACE, charts.DRAWING_SPACE
_NAMES = {
    "title": "标题",
    "dLbl": "单独改过的数据标签",
    "datalabelsRange": "取自别处的数据标签",
    "userShapes": "叠加的图形",
    "dTable": "附带的数据表",
    "trendline": "趋势线",
    "errBars": "误差线",
    "dispUnits": "显示单位",
    "logBase": "对数坐标",
}
_BOUNDS = {"min": "坐标轴的最小值", "max": "坐标轴的最大值"}
_LABELS = {
    "showVal": "值",
    "showPercent": "百分比",
    "showSerName": "系列名",
    "showCatName": "类别名",
    "showBubbleSize": "气泡大小",
}
_ON = (None, "1", "true", "on")


def of_chart(xml: bytes, place: str) -> Iterator[Thing]:
    """The inventory of a chart that :func:`charts.cached_rows` has read."""
    tree = ElementTree.fromstring(xml)
    container = tree.find(f"{{{_C}}}chart")
    automatic = container.find(f"{{{_C}}}autoTitleDeleted") if container is not None else None
    if automatic is None or automatic.get("val") not in _ON:
        yield Thing("自动标题", place, exact=True)
    for one in tree.iter():
        name = one.tag.rsplit("}", 1)[-1]
        value = one.get("val")
        if name in _NAMES:
            yield Thing(_NAMES[name], place, "".join(one.itertext()).strip())
        elif name == "formatCode" or name == "numFmt":
            code = (one.text if name == "formatCode" else one.get("formatCode")) or ""
            if code.strip().lower() not in ("general", "@", ""):
                yield Thing("数字格式", place, code.strip())
        elif name == "f" and one.tag.startswith(f"{{{_C}}}"):
            yield Thing("取数的区域", place, (one.text or "").replace("'", ""), exact=True)
        elif name in ("barDir", "delete") and one.tag.startswith(f"{{{_C}}}") and value != "0":
            yield Thing("图的类型" if name == "barDir" else "不显示的部分", place, value or "", exact=True)
        elif name.endswith("Chart") and one.tag.startswith(f"{{{_C}}}"):
            yield Thing("图的类型", place, name, exact=True)
        elif name == "orientation" and value == "maxMin":
            yield Thing("反向的坐标轴", place, exact=True)
        elif name in _LABELS and value in _ON:
            yield Thing("数据标签", place, _LABELS[name])
        elif name == "scaling":
            for bound, words in _BOUNDS.items():
                found = one.find(f"{{{_C}}}{bound}")
                if found is not None:
                    yield Thing(words, place, charts.number(found.get("val")), exact=True)
        elif name == "t" and one.tag.startswith(f"{{{_A}}}") and (one.text or "").strip():
            yield Thing("文字", place, (one.text or "").strip())


def of_book(workbook: bytes, place: str) -> Iterator[Thing]:
    """The inventory of the workbook behind a chart. Raises UnreadableFile."""
    book = bookreading.read_behind(workbook, place, charts.LARGEST_BOOK)
    yield from book.things
    for name in [*book.sheets][1:]:
        yield Thing("多出的工作表", place, name)

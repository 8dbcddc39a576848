"""Which town a ledger is of, where no column says it: its sheet's name, its head or the file's name does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WHOLE = re.compile(r"^[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|街道办|街道办事处|苏木)$")
_END = re.compile(r"(?:镇|乡|街道办事处|街道办|街道|苏木|办事处|办)$")
# 锦山 alone is the town, unless the word goes on to mean a county, a court's district, a road, a village
_NOT_THE_TOWN = r"(?!市|县|区(?!域)|省|人民法庭|法庭|法院|路|街(?!道)|大街|村|屯|社区|小区|湖|江|河|站)"
_FORM = re.compile(r"(?:填报|报送|填表|上报|制表|报表)单位[:：]?")
_NOT_TITLE = re.compile(r"填报|报送|填表|上报|制表|报表|日期|时间|审核|联系|电话|生成|导出|打印")


class Towns:
    """The names of a county's towns, full and short, ready to be found in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted({name for name in names if len(name) >= 2}, key=len, reverse=True)
        self._known = frozenset(known)
        words = (re.escape(name) + ("" if _END.search(name) else _NOT_THE_TOWN) for name in known)
        self._word = re.compile("|".join(words)) if known else None

    def named_in(self, text: str) -> list[str]:
        """The towns a text names, each once, in the words of the text."""
        found: dict[str, str] = {}
        for match in self._word.finditer(text) if self._word else ():
            found.setdefault(_END.sub("", match.group()), match.group())
        return list(found.values())

    def names_another(self, text: str, town: str) -> bool:
        """True where a text names a town, but not this one."""
        named = self.named_in(text) if text else []
        return bool(named) and _END.sub("", town) not in {_END.sub("", name) for name in named}

    def of_sheet(self, name: str) -> str | None:
        """The town in a sheet's name, also one that the county's list does not have."""
        name = name.strip()
        if name in self._known or _WHOLE.match(name):
            return name
        return self._only(name)

    def of_ledger(self, sheet: str, head: Sequence[str], file: str) -> str | None:
        """The one town a ledger speaks of: by its sheet, 填报单位, title or file, in this order.

        ``head`` are the cells above the header. A text that names several towns leaves it open.
        """
        town = self.of_sheet(sheet)
        if town is not None:
            return town
        forms = []
        for at, cell in enumerate(head):
            form = _FORM.search(cell)
            if form:
                said = cell[form.end() :].strip()
                forms.append(said or (head[at + 1] if at + 1 < len(head) else ""))
        titles = [cell for cell in head if not _NOT_TITLE.match(cell) and cell not in forms]
        for text in (" ".join(forms), " ".join(titles), file):
            found = self.named_in(text)
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _only(self, text: str) -> str | None:
        found = self.named_in(text)
        return found[0] if len(found) == 1 else None

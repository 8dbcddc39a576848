"""Units by all their names, and whose a matter is: main unit, assisting units, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiefen_lite.elements.places import gazetteer_of
from jiefen_lite.rules.checks import TOWN
from jiefen_lite.rules.schema import AssistWhen, DisputeType, RuleBook
from jiefen_lite.shapes import By, Decision, Region, Unit
from jiefen_lite.text import normalize

_BRACKET = re.compile(r"[（(]([^（()）]*)[)）]")
_ASSISTING = re.compile(r"(?:协办|协同|配合|会办)(?:单位)?[:：]?(.*)$")
_SEVERAL = re.compile(r"[、，,；;/／|\n]+|\s+")
_TOWN_TAILS = (
    "人民政府", "镇政府", "党委政府", "政府", "综治中心", "社会治安综合治理中心", "便民服务中心", "办事处",
    "党委", "综合服务中心", "综合执法队", "网格中心", "平安办", "综治办", "党工委",
)  # fmt: skip
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whose a matter is, by rule or by the ledger, and why; without a responsible unit a person decides."""

    responsible_unit: str | None
    assisting_units: tuple[str, ...]
    by: By | None
    decision: Decision


class UnitBook:
    """The county's units under every name they go by."""

    def __init__(self, book: RuleBook, region: Region, units: Sequence[Unit]) -> None:
        self._region = region.name
        self._stem = region.name[:-1] if region.name[-1:] in "市县区旗" else region.name
        self.gazetteer = gazetteer_of(region)
        self._local = tuple(sorted(book.routing.local_words, key=len, reverse=True))
        self._by_name: dict[str, str] = {}
        self._town_units: dict[str, str] = {}
        self._kinds = {unit.name: unit.kind for unit in units}
        for unit in units:
            if unit.kind == "town":
                self._town_units.setdefault(unit.town or unit.name, unit.name)
        for unit in units:
            for name in (unit.name, *unit.aliases):
                self._by_name.setdefault(self._core(name), unit.name)
        for town in region.towns:
            known = self._town_units.get(town.name)
            if known:
                for name in (town.name, *town.aliases):
                    self._by_name.setdefault(self._core(name), known)
        for kind in book.routing.units:
            names = [self._core(name) for name in (kind.name, *kind.aliases)]
            own = next((self._by_name[name] for name in names if name in self._by_name), None)
            if own is not None:
                for name in names:
                    self._by_name.setdefault(name, own)
        self._departments = tuple(
            sorted((name for name in self._by_name if len(name) > 2), key=len, reverse=True)
        )
        self.named = lru_cache(maxsize=_REMEMBERED)(self._named)

    def town_unit(self, town: str | None) -> str | None:
        """The unit of a town or sub-district, None where the county has none for it."""
        return self._town_units.get(town) if town else None

    def is_town(self, unit: str) -> bool:
        """True for the government of a town or sub-district."""
        return self._kinds.get(unit) == "town"

    def _core(self, name: str) -> str:
        """A unit's name without the county's in front: 富锦市人社局, 市人社局, 人社局 are one."""
        name = _BRACKET.sub("", normalize(name)).replace(" ", "")
        for prefix in ("黑龙江省", "佳木斯市"):
            name = name.removeprefix(prefix) if not name.startswith(prefix + "局") else name
        if name.startswith(self._region) and len(name) > len(self._region) + 1:
            name = name[len(self._region) :]
        elif (
            name.startswith(self._stem)
            and len(name) > len(self._stem) + 1
            and not name[len(self._stem) :].startswith(("镇", "街道", "乡"))
        ):
            name = name[len(self._stem) :]
        if name[:1] in "市县区" and len(name) > 2 and not name.startswith(("市场", "市政")):
            name = name[1:]
        return name

    def _named(self, text: str, town: str | None = None) -> str | None:
        """The county's unit that a written name means; ``town`` helps with 司法所 and the like."""
        for piece in (text, *_SEVERAL.split(_BRACKET.sub("", text))):
            found = self._one(piece, town) if piece else None
            if found is not None:
                return found
        return None

    def _one(self, text: str, town: str | None) -> str | None:
        core = self._core(text)
        if not core:
            return None
        found = self._by_name.get(core)
        if found is not None:
            return found
        for tail in _TOWN_TAILS:
            found = self._by_name.get(core.removesuffix(tail)) if core.endswith(tail) else None
            if found is not None and self.is_town(found):
                return found
        place = self.gazetteer.find(text)
        if place is not None and place.town is not None and place.span is not None:
            rest = text[place.span[1] :]
            other = self._by_name.get(rest)  # 城东派出所: a department's branch in a town
            if other is not None and not self.is_town(other):
                return other
            if not rest or rest.endswith(self._local) or rest.endswith(_TOWN_TAILS):
                return self._town_units.get(place.town)
        if town is not None and core == normalize(text) and core.endswith(self._local):
            return self._town_units.get(town)
        for name in self._departments:  # 公安局交警大队, 二道街派出所
            if core.endswith(name) and not self.is_town(self._by_name[name]):
                return self._by_name[name]
        for name in self._departments:  # 住建局物业科
            if core.startswith(name) and not self.is_town(self._by_name[name]):
                return self._by_name[name]
        return None

    def assisting_in(self, text: str) -> list[str]:
        """What a written responsible unit says of assisting ones: 市农业农村局（协办：兴隆岗镇）, A／B."""
        said: list[str] = []
        for bracket in _BRACKET.findall(text):
            match = _ASSISTING.search(bracket)
            if match:
                said += [piece for piece in _SEVERAL.split(match.group(1)) if piece]
        pieces = [piece for piece in _SEVERAL.split(_BRACKET.sub("", text)) if piece]
        return [*pieces[1:], *said]


class Router:
    """Suggests whose a matter is; a ledger's own unit is a fact, the rules only suggest."""

    def __init__(self, book: RuleBook, units: UnitBook) -> None:
        self._routing = book.routing
        self._units = units
        self._types: Mapping[str, DisputeType] = {kind.id: kind for kind in book.types.types}
        self._secondary = {
            (kind.id, one.name): one.unit
            for kind in book.types.types
            for one in kind.secondary
            if one.unit is not None
        }
        self._no_type = Suggestion(
            None,
            (),
            None,
            Decision("unit", None, By.RULE, "unit.no_type", book.routing.basis, "类型待定，等人定单位"),
        )

    def assist_words(self) -> Iterable[str]:
        """Every word that calls for an assisting unit."""
        return (word for kind in self._types.values() for one in kind.assisting_when for word in one.words)

    def suggest(
        self, l1: str | None, l2: str | None, town: str | None, words: frozenset[str] = frozenset()
    ) -> Suggestion:
        """Main and assisting units by rule; ``words`` are those of :meth:`assist_words` the text has."""
        if l1 is None:
            return self._no_type
        kind = self._types[l1]
        if l1 in self._routing.never_dispatch or (kind.main is None and not kind.assisting):
            text = f"“{kind.name}”一般不派单，由人确定去向"
            return Suggestion(
                None,
                (),
                None,
                Decision("unit", None, By.RULE, "unit.never_dispatch", self._routing.basis, text),
            )
        override = self._secondary.get((l1, l2 or ""))
        wanted = override or kind.main
        local = self._units.town_unit(town)
        main = local if wanted == TOWN else self._units.named(wanted) if wanted else None
        named = [self._unit(name, local) for name in kind.assisting]
        named += [self._unit(one.unit, local) for one in kind.assisting_when if _calls(one, l2, words)]
        if override and kind.main:
            named.insert(0, self._unit(kind.main, local))
        if self._routing.town_assists:
            named.append(local)
        assisting = tuple(dict.fromkeys(name for name in named if name and name != main))
        what = f"{kind.name}／{l2}" if l2 else kind.name
        if main is not None:
            where = f"，{town}" if wanted == TOWN else ""
            text = f"{what}{where}：主责{main}"
        elif wanted == TOWN:
            text = (
                f"{what}由发生地镇（街道）主责，"
                + ("该镇（街道）没有对应单位" if town else "发生地不清")
                + "，等人定"
            )
        else:
            text = f"{what}应由{wanted}主责，本县单位里没有，交中心受理员指定"
        rule = f"unit.{l1}" + (f".{l2}" if override else "")
        decision = Decision("unit", main, By.RULE, rule, kind.basis if main else self._routing.basis, text)
        return Suggestion(main, assisting, By.RULE if main else None, decision)

    def _unit(self, name: str, local: str | None) -> str | None:
        return local if name == TOWN else self._units.named(name)


def _calls(one: AssistWhen, l2: str | None, words: frozenset[str]) -> bool:
    return (l2 is not None and l2 in one.secondary) or any(word in words for word in one.words)

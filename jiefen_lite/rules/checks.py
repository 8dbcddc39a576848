"""What one rule file alone cannot know: do the files agree with each other, and rows with themselves."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from jiefen_lite.rules import (
    formcheck,
    healthcheck,
    mediationcheck,
    messages,
    papercheck,
    ratecheck,
    replycheck,
    schema,
    subsidycheck,
)
from jiefen_lite.rules.convert import Converted, Made, Use
from jiefen_lite.rules.nodes import Fault

TOWN = "@town"  # a unit that is no unit: the town where it happened

MOST_LISTED = 25  # names in one sentence; beyond that nobody reads on

_KINDS = {
    "type": ("纠纷类型", "types.yaml"),
    "unit": ("责任单位", "routing.yaml"),
    "town": ("镇（街道）", "region 的 towns"),
}

# What a row of that form must hold: yields the key and the sentence of each fault.
RowChecks = Mapping[type, Callable[[Made], Iterator[tuple[str, str]]]]


def unknown_file(name: str, known: Iterable[str]) -> str:
    """What to tell of a file that no rule is read from."""
    names = [f"{each}.yaml" for each in known]
    close = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    hint = f"，是不是想写“{close[0]}”？请改名" if close else "，请移走"
    return f"不认识这个文件{hint}；这里能放：{'、'.join(names)}"


def across(files: Mapping[str, Converted], rows: RowChecks | None = None) -> list[Fault]:
    """Faults between files, and between the rows of one file; ``rows`` checks forms of other files."""
    return [*_references(files), *_twice_named(files), *_rows(files, _CHECKS if rows is None else rows)]


def _references(files: Mapping[str, Converted]) -> Iterator[Fault]:
    for kind, (label, home) in _KINDS.items():
        names = {use.name for use in _uses(files, kind, "named")}
        if not names or any(one.broken and _names_them(one, kind, home) for one in files.values()):
            continue  # the file that should name them is broken and says so itself
        for one in files.values():
            for use in one.used:
                if use.kind != kind or use.name in names or (kind == "unit" and use.name == TOWN):
                    continue
                close = difflib.get_close_matches(use.name, sorted(names), n=1, cutoff=0.5)
                if close:
                    hint = f"；是不是“{close[0]}”？"
                elif len(names) <= MOST_LISTED:
                    hint = f"；能写的是：{'、'.join(sorted(names))}"
                else:
                    hint = f"；请改成 {home} 里有的名称，或者在那里补上"
                yield Fault(one.file, use.line, f"{home} 里没有“{use.name}”这个{label}{hint}")


def _names_them(one: Converted, kind: str, home: str) -> bool:
    return one.file == home or any(use.kind == kind for use in one.named)


def _uses(files: Mapping[str, Converted], kind: str, what: str) -> list[Use]:
    return [use for one in files.values() for use in getattr(one, what) if use.kind == kind]


def _twice_named(files: Mapping[str, Converted]) -> Iterator[Fault]:
    """One name for two units would send cases to whichever comes first."""
    for one in files.values():
        first: dict[tuple[str, str], int] = {}
        for use in one.named:
            if use.kind == "type":  # ids are held single where they are read
                continue
            line = first.setdefault((use.kind, use.name), use.line)
            if line != use.line:
                yield Fault(
                    one.file,
                    use.line,
                    f"“{use.name}”第 {line} 行已经用过；一个名称只能指一个{_KINDS[use.kind][0]}，请删掉一处",
                )


def _rows(files: Mapping[str, Converted], checks: RowChecks) -> Iterator[Fault]:
    secondary = {
        made.value.id: [each.name for each in made.value.secondary]
        for one in files.values()
        for made in one.made
        if isinstance(made.value, schema.DisputeType) and not one.broken
    }
    for one in files.values():
        for made in one.made:
            if isinstance(made.value, schema.TypeMapping):
                messages: Iterable[tuple[str, str]] = _mapping(made.value, secondary)
            elif isinstance(made.value, schema.TypeRefinement):
                messages = _refinement(made.value, secondary)
            elif one.broken and isinstance(made.value, schema.Indicators | schema.Doubles):
                continue  # what it misses may stand on the line that could not be read
            else:
                messages = checks.get(type(made.value), _nothing)(made)
            for key, message in messages:
                yield Fault(one.file, made.line_of(key), message)


def _nothing(made: Made) -> Iterator[tuple[str, str]]:
    yield from ()


def _mapping(value: schema.TypeMapping, secondary: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    if value.l2 is not None:
        yield from _no_such_kind("l2", value.l1, (value.l2,), secondary)


def _refinement(
    value: schema.TypeRefinement, secondary: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    yield from _no_such_kind("from_l2", value.from_l1, value.from_l2, secondary)
    yield from _no_such_kind("to_l2", value.to_l1, value.to_l2, secondary)


def _no_such_kind(
    key: str, l1: str, kinds: Iterable[str], secondary: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    names = secondary.get(l1)
    for kind in kinds if names is not None else ():
        if kind not in (names or ()):
            yield key, f"“{l1}”下面没有“{kind}”这个二级类型；能写的是：{'、'.join(names or ())}"


def _scale(made: Made) -> Iterator[tuple[str, str]]:
    value = made.value
    for low, high in (("people_from", "people_to"), ("amount_from", "amount_to")):
        least, most = getattr(value, low), getattr(value, high)
        if least is not None and most is not None and least > most:
            yield high, f"“{high}”（{most}）比“{low}”（{least}）小，永远不会成立；请改正"
    yield from _repeats(value)


def _repeats(value: schema.ComplexityRule | schema.RiskRule) -> Iterator[tuple[str, str]]:
    if value.repeats_within_days is not None and value.repeats_from is None:
        yield "repeats_within_days", "写了“repeats_within_days”就要有“repeats_from”，例如 repeats_from: 2"


def _risk(made: Made) -> Iterator[tuple[str, str]]:
    value = made.value
    if (value.alarms_from is None) != (value.alarms_within_days is None):
        yield (
            "alarms_from",
            "写“alarms_from”就要写“alarms_within_days”，反过来也是，例如 2 和 30",
        )
    if value.together and not value.words:
        yield "together", "写了“together”就要有“words”：两列词要各有一个同时出现"
    if value.learned_from is not None and value.words:
        yield "learned_from", "写了“learned_from”就不写“words”：这一条不看词，只看随附的权重"
    if value.learned_from is not None and value.learned_from > 1:
        yield "learned_from", "“learned_from”是把握，写 0.1 到 1 之间的数，例如 learned_from: 0.5"
    if bool(value.cleared) != (value.cleared_below is not None) or (value.cleared and not value.words):
        yield (
            "cleared",
            "“cleared”要和“words”“cleared_below”一起写，例如 cleared: [开玩笑, 看错] 和 cleared_below: 0.15",
        )
    if value.cleared_below is not None and value.cleared_below > 1:
        yield "cleared_below", "“cleared_below”是把握，写 0 到 1 之间的数，例如 cleared_below: 0.15"
    if value.doubted_below is not None and not value.words:
        yield "doubted_below", "写了“doubted_below”就要有“words”：放下来的是这些词"
    if value.doubted_below is not None and value.doubted_below > 1:
        yield "doubted_below", "“doubted_below”是把握，写 0 到 1 之间的数，例如 doubted_below: 0.08"
    if (value.from_month_day is None) != (value.to_month_day is None):
        yield "from_month_day", '“from_month_day”和“to_month_day”要一起写，例如 "01-20" 到 "02-28"'
    yield from _repeats(value)


def _card(made: Made) -> Iterator[tuple[str, str]]:
    if made.value.medium_from >= made.value.high_from:
        yield (
            "medium_from",
            f"“medium_from”应当小于“high_from”（{made.value.high_from}），例如 medium_from: 25",
        )


def _year(made: Made) -> Iterator[tuple[str, str]]:
    value = made.value
    days = [holiday.date for holiday in value.days]
    for day in days:
        if day.year != value.year:
            yield "days", f"{day.isoformat()} 不在 {value.year} 年；请移到它自己的那一年"
    for day, count in Counter(days).items():
        if count > 1:
            yield "days", f"{day.isoformat()} 写了 {count} 遍；请只留一处"
    for holiday in value.days:
        weekend = holiday.date.weekday() >= 5
        if holiday.kind == "work" and not weekend:
            yield "days", f"{holiday.date.isoformat()} 本来就是工作日，不用写成调休上班；请核对日期"


def _years(made: Made) -> Iterator[tuple[str, str]]:
    for year, count in Counter(each.year for each in made.value.years).items():
        if count > 1:
            yield "years", f"{year} 年写了 {count} 遍；请合成一处"


def _channels(made: Made) -> Iterator[tuple[str, str]]:
    value = made.value
    home: dict[str, str] = {}
    for each in value.common:
        if each.field == "received_at":
            continue  # takes one of many dates by precedence; the others keep a field of their own
        for word in each.words:
            if home.setdefault(word, each.field) != each.field:
                cure = "一个列名只能对应一个字段，请只留一处"
                yield "common", f"列名“{word}”同时写在“{home[word]}”和“{each.field}”下面；{cure}"


def _deadlines(made: Made) -> Iterator[tuple[str, str]]:
    for channel, count in Counter(each.channel for each in made.value.statutory).items():
        if count > 1:
            yield "statutory", f"渠道“{channel}”写了 {count} 条法定时限；请只留一条"


def _indicator(made: Made) -> Iterator[tuple[str, str]]:
    known = schema.INDICATOR_VARIANTS[made.value.id]
    if made.value.variant not in known:
        yield "variant", f"指标“{made.value.id}”没有口径“{made.value.variant}”；能写的是：{'、'.join(known)}"


def _indicators(made: Made) -> Iterator[tuple[str, str]]:
    value = made.value
    missing = set(schema.INDICATOR_VARIANTS) - {rule.id for rule in value.rules}
    for name in schema.INDICATOR_VARIANTS:
        if name in missing:
            yield "rules", f"少了指标“{name}”；请从自带的 indicators.yaml 里照抄过来"
    if value.fraction_below > value.small_below:
        yield "small_below", f"“small_below”不应小于“fraction_below”（{value.fraction_below}）"
    if value.freeze_day > 28:
        yield "freeze_day", "“freeze_day”最大是 28：每个月都要有这一天"


def _reporting(made: Made) -> Iterator[tuple[str, str]]:
    for channel, times in Counter(one.channel for one in made.value.channels).items():
        if times > 1:
            yield "channels", f"渠道“{channel}”写了两遍；请只留一处"
    if made.value.empty_from > 100:
        yield "empty_from", "空着的占比最多是 100（%）"


def _channel_reporting(made: Made) -> Iterator[tuple[str, str]]:
    if made.value.due_day > 28:
        yield "due_day", "最迟报送日只能写 1 到 28，二月也要有这一天"


def _doubles(made: Made) -> Iterator[tuple[str, str]]:
    value = made.value
    known = {rule.id for rule in value.rules}
    for name in schema.DOUBLE_RULES:
        if name not in known:
            yield "rules", f"少了“{name}”；请从自带的 doubles.yaml 里照抄过来，不想用的把 points 写成 0"
    if value.quoted_within_days < value.within_days:
        yield "quoted_within_days", f"“quoted_within_days”不应小于“within_days”（{value.within_days}）"
    for one in value.wording:
        if one.share > 1:
            yield "wording", f"“share”是几分之几，最大是 1，不能写 {one.share}"


_CHECKS: RowChecks = {
    schema.ComplexityRule: _scale,
    schema.RiskRule: _risk,
    schema.RiskCard: _card,
    schema.HolidayYear: _year,
    schema.Holidays: _years,
    schema.Channels: _channels,
    schema.Deadlines: _deadlines,
    schema.IndicatorRule: _indicator,
    schema.Indicators: _indicators,
    schema.Doubles: _doubles,
    schema.Reporting: _reporting,
    schema.ChannelReporting: _channel_reporting,
    **papercheck.CHECKS,
    **mediationcheck.CHECKS,
    **subsidycheck.CHECKS,
    **healthcheck.CHECKS,
    **ratecheck.CHECKS,
    **messages.CHECKS,
    **formcheck.CHECKS,
    **replycheck.CHECKS,
}

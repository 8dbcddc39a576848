"""When it happened: dates and spoken times, counted from the day the matter was received."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from jiefen_lite.elements import feasts, mainday, moon, stretches
from jiefen_lite.elements.days import (
    REL,
    YEARS_BACK,
    Read,
    day_of,
    last_such_day,
    month_of,
    months_back,
    part_of,
    season_of,
    weekday_of,
    whole_number,
    year_of,
    year_or_part,
)


class When(NamedTuple):
    """A stretch of days [start, end], how fine it is (day, month, season, year), and where it is said."""

    start: date
    end: date
    precision: str
    text: str
    span: tuple[int, int]
    sure: bool = True


_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_YEAR = (
    r"(?:(?:19|20)\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2}|\d{2}"
    r"|(?!五六|六七|七八|八九)[零〇五六七八九][〇零一二三四五六七八九])"
)
_MAYBE = re.compile(
    r"[儿年月日号天周期拜季夏春秋冬节昨今前近庆旦一上中下早晚凌]|清明|端午|腊八|除夕|双十一|双11|六一|\d[-/.]\d|\d{8}"
)
#: 元月: as long as what it is read as, so that every place stays where it was.
_FIRST_MONTH = re.compile(r"(?<![\d百千万亿块零])元月(?=[\d一二三份初中上下底]|$)")
_NOT_THE_MATTER = re.compile(
    r"(?:往后|今后|等着|等钱|眼瞅着|眼看|盼着|推到|拖到|快到|快|每年|出生|(?<!发)生于|出生于|截止|截至|期限至|期限到|最迟|拟于|户籍)[\u4e00-\u9fff：:]{0,4}$"
)
_NOT_AFTER = re.compile(r"\s*(?:出生|生人)")
_PROMISED = re.compile(r"(?:约定|承诺|答应|应于|应在|说好|讲好|说|保证|每年)[\u4e00-\u9fff]{0,4}$")
_SINCE = re.compile(r"(?:份|底|初)?(?:以来|至今|起|开始|到现在|直到现在)")

_FULL = re.compile(
    rf"(?P<y>{_YEAR})\s*年\s*(?P<m>{_N})\s*月\s*(?:份)?\s*(?:(?P<d>(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}(?=[日号])|[一二三四五六七八九十]{{2,3}}))\s*(?:[日号]?(?:-|至|到|—|~|、|和)\s*(?P<d2>{_N})\s*[日号]|[日号]|(?![\d月年个日号倍人名天户]))|月?(?P<part>上中旬|中上旬|中下旬|上旬|中旬|下旬|初|底|末)|(?:[-—~]+|至|到)\s*(?P<m2>{_N})\s*月(?!\s*\d))?"
    rf"|(?P<y2>(?:19|20)\d{{2}})(?P<sep>[-/.])(?P<m3>\d{{1,2}})(?P=sep)(?P<d3>\d{{1,2}})(?!\d)"
    rf"|(?P<y4>(?:19|20)\d{{2}})年\s*(?P<m4a>\d{{1,2}})\s*[-至到—~]+\s*(?P<m4b>\d{{1,2}})\s*月"
)
#: 五月二十六把床头柜翻了: days in words need no 号 where nothing is counted behind them.
_A_DAY = (
    r"(?:(?<=十[一二三四五六七八九])|(?<=[二三]十)|(?<=\d)(?=[\u4e00-\u9fff]{1,2}[的了]))"
    r"(?![一二三四五六七八九十百千万零天个多来余几名人户块元斤亩吨家台头只件次年月、岁分钟里米车袋本套层栋倍])"
)
_MONTH_DAY = re.compile(
    rf"(?:(?P<rel>{REL})(?:的)?\s*|(?<![\d年]))(?<!年十)(?P<m>{_N})\s*月(?!节)\s*(?:份)?"
    rf"(?:(?P<d>{_N})\s*(?:[日号]?(?:(?:-|至|到|—|~|、|和)?\s*(?P<d2>(?<!\d){_N})\s*[日号])|[日号]"
    rf"|(?=[，,。；在订买去到从给下晚早上中起至那干出交收搬签取住打停办离回找因被把将跟我他她 ]|$)|{_A_DAY})"
    rf"|月?(?P<part>二十几[日号]|20几[日号]|十几[日号]|上中旬|中上旬|中下旬|上旬|中旬|下旬|初(?![一二三四五六七八九十])|底|末)|(?:-|至|到|—|~)\s*(?P<m2>{_N})\s*月(?!\s*\d|初|底))?"
    r"(?!(?<=[月份])[\d个初])"
)
#: 10.3, 7.15晌午, 8/15夜: a day as people jot it down.
_JOTTED = re.compile(
    r"(?<![\d.\-/:：¥￥])(?P<m>1[0-2]|[1-9])[./](?P<d>3[01]|[12]\d|[1-9])"
    r"(?![\d.%％/]|[万亿元块米亩斤吨度个倍公里平小千]|人(?!事)|\s*[万元])"
)
#: 2、3两个月, 10—12月: the months for which something is owed.
_MONTHS = re.compile(
    rf"(?:(?P<y>(?:19|20)\d{{2}})年|(?P<rel>{REL}))?(?P<a>\d{{1,2}})月?(?:(?:、|和)\d{{1,2}}月?)*(?:、|和|[-—~－]|至|到)(?P<b>\d{{1,2}})"
    r"(?:月(?![\d底初上中下])|[两三四五六]个?月|个月)"
)
_HALF_A_YEAR = 6
#: 去年最后一天, 上个月最后一天
_LAST_DAY = re.compile(rf"(?:(?P<rel>{REL})|(?P<m>{_N})月|上个?月)的?最后一天")
_REL_YEAR = re.compile(
    rf"(?P<rel>{REL})(?:的)?(?P<season>春天|春季|春上|开春|春耕|春(?!节)|夏天|夏季|夏|秋天|秋季|秋后|入秋|上秋|秋收|秋|冬天|冬季|入冬|冬(?!月)"
    r"|上半年|下半年|年初|年底|年末|初|底|末)?"
)
_BARE_YEAR = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*年(?P<season>春天|春季|开春|春(?!节)|夏天|夏季|夏|秋天|秋季|秋后|秋|冬天|冬季|入冬|冬(?!月)|上半年|下半年|年初|年底|初|底)?"
)
_YEARS = re.compile(
    r"(?P<a>(?:19|20)\d{2})\s*年?度?(?:、(?:19|20)\d{2}年?度?)*\s*(?:至|到|[-—~、和])\s*(?P<b>(?:19|20)\d{2})\s*(?:年(?!\s*\d)|两个年度|年度|三年)"
)
_LUNAR_DAY = (
    r"初[一二三四五六七八九十]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|三十"
)
_LUNAR = re.compile(
    rf"(?:(?P<y>(?:19|20)\d{{2}}|[一二][〇零九][〇零一二三四五六七八九]{{2}})年|(?P<rel>{REL}))?(?:的)?"
    rf"(?:(?:农历|阴历)?(?P<month>正月|腊月|冬月)(?:的)?(?:里)?(?P<day>{_LUNAR_DAY})?(?!来?天|多?年)"
    rf"|(?:农历|阴历|旧历)(?P<month2>[正腊冬二三四五六七八九十]月|十[一二]月)(?P<day2>{_LUNAR_DAY})?"
    r"|(?P<month3>[二三四五六七八九十]月|十[一二]月)(?P<day3>初[一二三四五六七八九十]|廿[一二三四五六七八九])"
    r"|(?P<feast>腊八|小年(?![轻青])|除夕|大年三十|年三十|元宵节?|大年初[一二三四五六七八九十]|二月二|端午节?当天|八月十五(?![号日])|重阳))(?:那天)?"
)
#: 闰六月: the month that some years have twice
_LEAP = re.compile(
    rf"(?:(?P<y>(?:19|20)\d{{2}})年|(?P<rel>{REL}))?(?:农历|阴历)?闰(?P<m>\d{{1,2}}|十[一二]?|[二三四五六七八九])月(?P<day>{_LUNAR_DAY})?"
)
#: 初五那天: of the last lunar month that had it
_MOON_DAY = re.compile(r"(?<![月年\d])(?P<day>初[一二三四五六七八九十])(?![中级步审期学班男女])")
#: 12号到的货: the last such day that has been
_DAY_ONLY = re.compile(
    r"(?<![\d月第年一二三四五六七八九十楼栋门牌])(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?:号|日(?=[上下中晚早凌夜当零午傍在0-9，,我他她你]))(?![楼院线桥井棚地店门仓车房厂炉码信文])"
)
#: 2024年3月借的 … 同年11月, 次年春节前: of the year that was told last, or the one after it
_THAT_YEAR = re.compile(
    rf"(?P<rel>同年|当年|次年|翌年|转年|第二年)(?:的)?(?:(?P<m>{_N})\s*月(?:份)?(?:(?P<d>{_N})\s*[日号]|(?P<part>上旬|中旬|下旬|初|底|末))?"
    r"|(?P<season>春天|开春|夏天|秋天|秋后|冬天|入冬|年初|年底|春(?!节)|夏|秋|冬|底))"
)
_TOLD_YEAR = re.compile(rf"(?P<y>(?:19|20)\d{{2}})(?:年|[-./])|(?P<rel>{REL})")
#: 当晚20时许, at the head of a note: of the day on which it is told
_THAT_DAY = re.compile(r"当[日晚夜](?![子宵])")
_AT_HEAD = 6
#: 上午被公司开除: of the day on which it is told
_THIS_DAY = re.compile(
    r"(?<![天日晚早前昨一每半第几二三四五六七])(?:刚才|上午|中午|下午|今早上|凌晨|晚上?\d{1,2}[时点])(?![班会学])"
)
_DAY_WORD = re.compile(
    r"(?P<word>大前天|前天(?![旱寒冷暖晴阴])|昨天|昨日|昨晚|昨夜|昨儿|昨(?=[下上黑傍个早半头])|今天|今日|今早|今晨|今晚|今儿"
    r"|今(?=下[午晚晌]|上午|晌|头晌)|(?<![节庆一明旦阳秋午夕天日号])当天|前日|前晚|大前日)"
)
_WEEK = re.compile(
    r"(?P<which>上上|上|本|这|这个|上个|上上个)(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-6])?(?!围)|(?P<weekend>周末)(?!由|都|每)"
)
_MONTH_WORD = re.compile(
    rf"(?P<which>上上个月|上个月|上月|本月|这个月|当月)(?:(?P<d>{_N})\s*[日号]|(?:月)?(?P<part>初|底|末|上旬|中旬|下旬))?|(?<![\d一二三四五六七八九十个上本])月(?P<part2>初|底|中)(?!前)"
)
_AGO = re.compile(
    r"(?<![\d月一二三四五六七八九十])(?P<half>半)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|几)?(?P<unit>天|日|个月|个多月|周|个?星期|个?礼拜|年|年多)(?:以前|之前|前)"
)
_RECENT = re.compile(
    r"(?P<word>前几天|前些天|前两天|前段时间|近日|最近|(?<!\d)日前|近期|这几天|前阵子|前一阵|近来)"
)
# 欠三万五一直没给: inside a number there is no feast
_FESTIVAL = re.compile(
    rf"(?:(?P<y>(?:19|20)\d{{2}}|0\d|[零〇][〇零一二三四五六七八九])年|(?P<rel>{REL}))?"
    r"(?<![\d零一二两三四五六七八九十百千万亿第双])"
    r"(?P<name>元旦|春节|过年|清明|五一|劳动节|端午|中秋|八月节|国庆|双十一|双11|双十二|双12|十一"
    r"|六一(?=儿童节|[那当前后节，, ]|带|领|期间)|高考(?=期间|[那当前后])"
    r"|(?:三八节|(?:三八)?妇女节|青年节|儿童节|建军节|教师节|七夕|中元节|鬼节|圣诞|平安夜|植树节|[父母]亲节)(?!前))"
    r"(?:儿童节|节|期间|假期|长假|当天|那天)*(?P<side>前后|之前|以前|前夕|前|之后|以后|过后|后)?"
)
_BARE_SEASON = re.compile(
    r"(?P<season>春耕|开春|打春|今春|入冬|秋收|入秋|上秋|秋后|(?<![\d几多来半些一二两三四五六七八九十百])年[前后]|(?<!大)年初|年底)(?:时|期间|的时候|以来|后|前)?"
)

#: One of these stands wherever _LUNAR, _FESTIVAL find something.
_MOON_WORDS = (
    "正月", "腊月", "冬月", "农历", "阴历", "旧历", "初", "廿", "腊八", "小年", "除夕", "三十", "元宵",
    "二月二", "端午", "八月十五", "重阳",
)  # fmt: skip
_HOLIDAYS = (
    "元旦", "春节", "过年", "清明", "五一", "六一", "端午", "中秋", "国庆", "十一", "双11", "双12", "双十二",
    "节", "七夕", "圣诞", "平安夜", "高考",
)  # fmt: skip
#: So many days of a feast come after its first.
_DAYS_OFF = {"春节": 6, "国庆": 6, "十一": 6, "五一": 4, "劳动节": 4}
#: Below this a person should look at the time that was chosen.
_SURE = 0.5
_DAYS_BACK = {"今": 0, "当": 0, "昨": 1, "前": 2, "大": 3}


class TimeReader:
    """Reads the time of a matter."""

    def __init__(self) -> None:
        self._readers: tuple[stretches.Way, ...] = (
            *stretches.EARLY,
            (moon.TERMS, feasts.TERM, feasts.of_term),
            (("过", "赶"), feasts.PAST_TERM, feasts.of_term),
            (("天", "晚", "次日", "前夜"), feasts.BESIDE, feasts.beside),
            (("20", "19"), _YEARS, self._years),
            (("闰",), _LEAP, self._leap),
            (_MOON_WORDS, _LUNAR, self._lunar),
            (("年",), _THAT_YEAR, self._that_year),
            (("最后一天",), _LAST_DAY, self._last_day),
            (("月",), _MONTHS, self._months),
            (("年", "-", ".", "/"), _FULL, self._full),
            (("月",), _MONTH_DAY, self._month_day),
            ((".", "/"), _JOTTED, self._jotted),
            (("初",), _MOON_DAY, self._moon_day),
            (("年",), _BARE_YEAR, self._bare_year),
            ((), _DAY_WORD, self._day_word),
            (("周", "星期", "礼拜"), _WEEK, self._week),
            (("月",), _MONTH_WORD, self._month_word),
            (_HOLIDAYS, _FESTIVAL, self._festival),
            ((), _REL_YEAR, self._rel_year),
            (("前",), _AGO, self._ago),
            (("前", "近", "这几天"), _RECENT, self._recent),
            (("春", "冬", "秋", "年"), _BARE_SEASON, self._bare_season),
            *stretches.LATE,
            (("号", "日"), _DAY_ONLY, self._day_only),
            (("午", "早", "刚才", "凌晨", "晚"), _THIS_DAY, self._this_day),
            (("当",), _THAT_DAY, self._that_day),
        )

    def find(self, text: str, today: date, names: Iterable[str] = ()) -> When | None:
        """When the matter of the text happened, never later than ``today``: see :mod:`mainday`.

        ``names``: of the people in it.
        """
        if _MAYBE.search(text) is None:
            return None
        found = self.every(text, today)
        best = mainday.choose(text, found, today, names)
        if best is None:
            return None
        option, likely = best
        if option.days is None or option.source is None or option.span is None:
            return None
        source, (start, end) = found[option.source], option.days
        return When(
            start,
            end,
            source.precision,
            text[slice(*option.span)],
            option.span,
            source.sure and likely >= _SURE,
        )

    def every(self, text: str, today: date) -> list[When]:
        """Every time that a text names, in its order; none is later than ``today``."""
        story = _FIRST_MONTH.sub("一月", text)
        return _ranges(text, sorted(self._all(story, today), key=lambda one: (one.span[0], -one.span[1])))

    def _all(self, text: str, today: date) -> Iterator[When]:
        taken: list[tuple[int, int]] = []
        for words, pattern, read in self._readers:
            if words and not any(word in text for word in words):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(a < end and start < b for a, b in taken):
                    continue
                if _NOT_THE_MATTER.search(text, max(0, start - 10), start) or _NOT_AFTER.match(text, end):
                    taken.append((start, end))
                    continue
                made = read(match, today)
                if made is None:
                    continue
                first, last, precision, sure = made
                since = _SINCE.match(text, end)
                if since:
                    last, end = max(first, today), since.end()
                if first > today:
                    taken.append((start, end))  # no part of a day to come is a time of its own
                    continue
                taken.append((start, end))
                yield When(first, min(last, today), precision, text[start:end].strip(), (start, end), sure)

    def _full(self, match: re.Match[str], today: date) -> Read:
        if match["y2"]:
            day = day_of(int(match["y2"]), int(match["m3"]), int(match["d3"]))
            return (day, day, "day", True) if day else None
        if match["y4"]:
            first = month_of(int(match["y4"]), int(match["m4a"]))
            last = month_of(int(match["y4"]), int(match["m4b"]))
            return (first[0], last[1], "month", True) if first and last and first <= last else None
        year, month = year_of(match["y"], today), whole_number(match["m"])
        if year is None or month is None:
            return None
        return _through(_within(year, month, match["d"], match["part"], match["m2"]), match["d2"])

    def _month_day(self, match: re.Match[str], today: date) -> Read:
        month = whole_number(match["m"])
        if month is None or not 1 <= month <= 12:
            return None
        rel = match["rel"]
        year = today.year - YEARS_BACK[rel] if rel else today.year
        made = _within(year, month, match["d"], match["part"], match["m2"])
        if (month, match["d"]) == (2, "29") and not rel:  # of the last year that had one
            days = (day_of(one, 2, 29) for one in range(year, year - 9, -1))
            day = next((one for one in days if one is not None and one <= today), None)
            made = (day, day, "day", True) if day else None
        if made and not rel and made[0] > today:  # a month without a year is the last one that has been
            if _PROMISED.search(match.string, max(0, match.start() - 8), match.start()):
                return None  # 约定12月31日前还: that is still to come
            made = _within(year - 1, month, match["d"], match["part"], match["m2"])
        return _through(made, match["d2"])

    def _years(self, match: re.Match[str], today: date) -> Read:
        first, last = int(match["a"]), int(match["b"])
        return (date(first, 1, 1), date(last, 12, 31), "year", True) if first < last else None

    def _months(self, match: re.Match[str], today: date) -> Read:
        first, last = int(match["a"]), int(match["b"])
        if not (1 <= first <= 12 and 1 <= last <= 12 and first != last):
            return None
        if first > last:  # 12月和1月: over the end of a year
            return self._over_new_year(match, first, last, today)
        year = int(match["y"]) if match["y"] else today.year - YEARS_BACK.get(match["rel"] or "", 0)
        begins, ends = date(year, first, 1), month_of(year, last)
        if begins > today and not (match["y"] or match["rel"]):
            begins, ends = date(year - 1, first, 1), month_of(year - 1, last)
        return (begins, ends[1], "month", True) if ends else None

    def _over_new_year(self, match: re.Match[str], first: int, last: int, today: date) -> Read:
        if match["y"] or match["rel"] or first - last < _HALF_A_YEAR:
            return None
        ends = month_of(today.year, last)
        return (date(today.year - 1, first, 1), ends[1], "month", True) if ends else None

    def _last_day(self, match: re.Match[str], today: date) -> Read:
        if match["rel"]:
            day = date(today.year - YEARS_BACK[match["rel"]], 12, 31)
        elif match["m"]:
            months = [month_of(year, whole_number(match["m"]) or 0) for year in (today.year, today.year - 1)]
            past = [month[1] for month in months if month is not None and month[1] <= today]
            if not past:
                return None
            day = past[0]
        else:
            day = today.replace(day=1) - timedelta(days=1)
        return day, day, "day", True

    def _jotted(self, match: re.Match[str], today: date) -> Read:
        day = last_such_day(int(match["m"]), int(match["d"]), today)
        return (day, day, "day", True) if day else None

    def _lunar(self, match: re.Match[str], today: date) -> Read:
        month = match["month"] or match["month2"] or match["month3"]
        day = match["day"] or match["day2"] or match["day3"]
        if match["y"]:
            return feasts.lunar_days(month, day, match["feast"], whole_number(match["y"]) or today.year)
        last = today.year - YEARS_BACK.get(match["rel"] or "", 0)
        for year in (today.year, today.year - 1, today.year - 2):
            made = feasts.lunar_days(month, day, match["feast"], year)
            if made is None:
                return None
            # 去年腊月 ends in this year, unless it is 腊月 now; and 去年正月 was in the last one
            if match["rel"] == "去年" and moon.month_with(made[0]) == moon.month_with(today):
                continue
            if made[0] <= today and (not match["rel"] or year <= last or made[0].year <= last):
                return made
        return None

    def _leap(self, match: re.Match[str], today: date) -> Read:
        last = int(match["y"]) if match["y"] else today.year - YEARS_BACK.get(match["rel"] or "", 0)
        for year in range(last, last - 1 if match["y"] or match["rel"] else last - 40, -1):
            found = moon.leap_month(year)
            if found is None or found[0] != whole_number(match["m"]) or found[1] > today:
                continue
            _number, first, end = found
            if not match["day"]:
                return first, end, "month", True
            day = first + timedelta(days=(feasts.lunar_number(match["day"]) or 1) - 1)
            return day, day, "day", True
        return None

    def _moon_day(self, match: re.Match[str], today: date) -> Read:
        begins = moon.month_with(today)
        into = timedelta(days=(feasts.lunar_number(match["day"]) or 1) - 1)
        if begins + into > today:
            begins = moon.month_with(begins - timedelta(days=1))
        return begins + into, begins + into, "day", False

    def _day_only(self, match: re.Match[str], today: date) -> Read:
        for month in (today.replace(day=1), (today.replace(day=1) - timedelta(days=1)).replace(day=1)):
            day = day_of(month.year, month.month, whole_number(match["d"]) or 0)
            if day is not None and day <= today:
                return day, day, "day", False
        return None

    def _this_day(self, match: re.Match[str], today: date) -> Read:
        return today, today, "day", False

    def _that_day(self, match: re.Match[str], today: date) -> Read:
        return self._this_day(match, today) if match.start() <= _AT_HEAD else None

    def _that_year(self, match: re.Match[str], today: date) -> Read:
        told = list(_TOLD_YEAR.finditer(match.string, 0, match.start()))
        if not told:
            return None
        last = told[-1]
        year = int(last["y"]) if last["y"] else today.year - YEARS_BACK[last["rel"]]
        year += match["rel"] not in {"同年", "当年"}
        if match["season"]:
            return year_or_part(year, match["season"])
        return _within(year, whole_number(match["m"]) or 0, match["d"], match["part"], None)

    def _bare_year(self, match: re.Match[str], today: date) -> Read:
        return year_or_part(int(match["y"]), match["season"])

    def _day_word(self, match: re.Match[str], today: date) -> Read:
        day = today - timedelta(days=_DAYS_BACK[match["word"][0]])
        return day, day, "day", True

    def _week(self, match: re.Match[str], today: date) -> Read:
        if match["weekend"]:
            saturday = today - timedelta(days=(today.weekday() + 2) % 7)
            return saturday, saturday + timedelta(days=1), "day", False
        back = match["which"].count("上")
        monday = today - timedelta(days=today.weekday(), weeks=back)
        if match["day"] == "末":
            return monday + timedelta(days=5), monday + timedelta(days=6), "day", True
        if match["day"] is None:
            return monday, monday + timedelta(days=6), "day", True
        number = weekday_of(match["day"])
        day = monday + timedelta(days=number if number >= 0 else int(match["day"]) - 1)
        return day, day, "day", True

    def _month_word(self, match: re.Match[str], today: date) -> Read:
        if match["part2"]:
            return self._this_or_last(match["part2"], today)
        back = match["which"].count("上")
        month, _last = months_back(today, back)
        return _within(month.year, month.month, match["d"], match["part"], None)

    def _this_or_last(self, part: str, today: date) -> Read:
        """月初, 月底: of this month where it has been, else of the last."""
        name = {"中": "中旬"}.get(part, part)
        for month in (today, today.replace(day=1) - timedelta(days=1)):
            span = part_of(month.year, month.month, name)
            if span is not None and span[0] <= today:
                return *span, "month", False
        return None

    def _rel_year(self, match: re.Match[str], today: date) -> Read:
        return year_or_part(today.year - YEARS_BACK[match["rel"]], match["season"])

    def _festival(self, match: re.Match[str], today: date) -> Read:
        name = feasts.CALLED.get(match["name"], match["name"])
        years = [today.year, today.year - 1]
        if match["y"]:
            years = [year_of(match["y"], today) or today.year]
        elif match["rel"] and YEARS_BACK[match["rel"]]:
            years = [today.year - YEARS_BACK[match["rel"]]]
        side = match["side"] or ""
        if name == "十一" and not (side or match["rel"] or match.group().endswith(("期间", "假期", "长假"))):
            return None  # a number, not the feast
        for year in years:
            day = feasts.first_day(
                name, year
            )  # by the moon; days off may begin before it (国庆、中秋 in one)
            if day is None:
                continue
            told = match.group().removesuffix(side)
            length = _DAYS_OFF.get(name, 2 if told.endswith(("期间", "假期", "长假")) else 0)
            if told.endswith(("那天", "当天")):
                length = 0
            first, last = day, day + timedelta(days=length)
            if side == "前后":
                first, last = day - timedelta(days=3), last + timedelta(days=3)
            elif "前" in side:
                first, last = day - timedelta(days=10), day - timedelta(days=1)
            elif "后" in side:
                first, last = last + timedelta(days=1), last + timedelta(days=15)
            if first <= today:
                return first, last, "season" if side else "day", not side
        return None

    def _ago(self, match: re.Match[str], today: date) -> Read:
        unit, half, number = match["unit"], match["half"], match["n"]
        if number is None and not half:
            return None
        if number == "几":
            return self._recent(match, today) if unit in {"天", "日"} else None
        count = whole_number(number) if number else 0
        if count is None:
            return None
        if unit in {"天", "日"}:
            day = today - timedelta(days=count)
            return day, day, "day", True
        if unit.lstrip("个") in {"周", "星期", "礼拜"}:
            day = today - timedelta(weeks=count)
            return day, day, "day", False
        if unit.startswith("年"):
            if half:
                return self._months_ago(6, today)
            return date(today.year - count, 1, 1), date(today.year - count, 12, 31), "year", True
        return self._months_ago(count, today)

    def _months_ago(self, count: int, today: date) -> Read:
        return (*months_back(today, count), "month", True)

    def _recent(self, match: re.Match[str], today: date) -> Read:
        return today - timedelta(days=7), today, "day", False

    def _bare_season(self, match: re.Match[str], today: date) -> Read:
        word = match["season"]
        if word in {"年前", "年后"}:
            day = moon.new_year(today.year)
            if word == "年前":
                return (
                    (day - timedelta(days=30), day - timedelta(days=1), "season", False)
                    if day <= today
                    else None
                )
            return (day, day + timedelta(days=30), "season", False) if day <= today else None
        for year in (today.year, today.year - 1):
            made = season_of(year, "春" if word == "今春" else word)
            if made and made[0] <= today:
                return (*made, True)
        return None


def _through(made: Read, to_day: str | None) -> Read:
    """From a day to a later one of its month."""
    if made is None or not to_day:
        return made
    last = day_of(made[0].year, made[0].month, whole_number(to_day) or 0)
    return (made[0], last, "day", True) if last is not None and last >= made[0] else made


def _within(year: int, month: int, day: str | None, part: str | None, to_month: str | None) -> Read:
    if day:
        number = whole_number(day)
        made = day_of(year, month, number) if number else None
        return (made, made, "day", True) if made else None
    if part:
        span = part_of(year, month, part)
        return (*span, "month", True) if span else None
    whole = month_of(year, month)
    last = month_of(year, whole_number(to_month) or 0) if to_month else whole
    return (whole[0], last[1], "month", True) if whole and last and whole <= last else None


#: 至, after the hour on which it began, or what began (2025年10月起停付至2026年9月)
_UNTIL = re.compile(
    r"\s*(?:[上下]午|早上?|晚上?|凌晨)?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\d{1,2}[时点](?:\d{1,2}分)?许?)?"
    r"\s*(?:(?:起|开始)?(?:[停断欠][付发供缴交]?)?\s*(?:至|到|[-—~－])|[\u4e00-\u9fff]{1,6}到)\s*"
)


_YEAR_TOLD = re.compile(rf"年|\d{{4}}|{REL}")


def _soonest(day: date, after: date) -> date:
    """The first such day behind another: 去年5月1日干到10月30日 is done within a year."""
    for year in range(after.year, day.year):
        found = day_of(year, day.month, day.day)
        if found is not None and found >= after:
            return found
    return day


def _ranges(text: str, found: list[When]) -> list[When]:
    """Two times with 至 between them are one stretch: 6月初至8月底."""
    joined: list[When] = []
    for one in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and _UNTIL.fullmatch(text, last.span[1], one.span[0])
            and last.start <= one.end
            and "year" not in (last.precision, one.precision)
        ):
            span = (last.span[0], one.span[1])
            end = one.end if _YEAR_TOLD.search(one.text) else _soonest(one.end, last.start)
            joined[-1] = When(last.start, end, "day", text[slice(*span)], span, last.sure and one.sure)
        else:
            joined.append(one)
    return joined

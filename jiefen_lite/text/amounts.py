"""Sums of money and numbers of people, in figures or in words, alone in a cell or inside a sentence."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from jiefen_lite.text.clean import halfwidth

_DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{char: value for value, char in enumerate("零壹貳參肆伍陸柒捌玖")},
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}
#: As the young and the internet write: 3.5w, 15k.
_SHORT = {"w": 10_000, "W": 10_000, "k": 1000, "K": 1000, "个亿": 100_000_000}
_SIZES = _LARGE | _SHORT | {"百": 100, "千": 1000}

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖貳參陸拾佰仟萬"
_NUMBER = rf"(?:{_ARABIC})[十百千万亿拾佰仟萬]*(?:[\d{_WORDS}]+)?|[{_WORDS}]+"
_LONGEST_NUMBER = 40  # characters; nobody writes a longer one
_TOO_MUCH = Decimal(10) ** 12  # yuan; beyond this it is a slip of the pen


def _below_ten_thousand(text: str) -> Decimal | None:
    """A number without 万 or 亿; a last digit after a unit counts in the next lower unit (一百二 = 120)."""
    if not text:
        return None
    if re.fullmatch(_ARABIC, text):
        return Decimal(text.replace(",", ""))
    total, unit, zero = Decimal(0), 10_000, False
    at = 0
    while at < len(text):
        arabic = re.compile(r"\d+(?:\.\d+)?").match(text, at)
        digit: Decimal | None
        if arabic:
            digit, at = Decimal(arabic.group()), arabic.end()
        elif text[at] in _DIGITS:
            digit, at = Decimal(_DIGITS[text[at]]), at + 1
            if digit == 0:
                zero = True
                continue
        elif text[at] in _UNITS and _UNITS[text[at]] == 10 and (total == 0 or zero):
            digit = Decimal(1)  # 十五, 一百零十五 as people say it
        else:
            return None
        if at < len(text) and text[at] in _UNITS:
            here = _UNITS[text[at]]
            if here >= unit:
                return None
            total, unit, zero, at = total + digit * here, here, False, at + 1
        elif at == len(text):
            tail = digit * (unit // 10) if 10 < unit < 10_000 and not zero and digit < 10 else digit
            return total + tail
        else:
            return None  # 两三, 三五: not one number
    return total


def parse_number(text: str) -> Decimal | None:
    """A number in figures or Chinese words (32,000, 3.2万, 叁万贰仟, 三万五), or None where unclear."""
    text = text.strip()
    if not text or len(text) > _LONGEST_NUMBER:
        return None
    if len(text) >= 3 and all(char in _DIGITS for char in text):  # 二〇二五, digit by digit
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    for word, size in (("亿", _LARGE["亿"]), ("万", _LARGE["万"]), ("萬", _LARGE["萬"])):
        head, found, tail = text.partition(word)
        if not found:
            continue
        whole = parse_number(head) if word != "亿" else _below_ten_thousand(head)
        if whole is None:
            return None
        if not tail:
            return whole * size
        if tail == "零":
            return None
        rest = parse_number(tail.lstrip("零〇"))
        if rest is None or "." in tail or whole != whole.to_integral_value():
            return None
        colloquial = len(tail) == 1  # 三万五 = 35,000
        return whole * size + (rest * size / 10 if colloquial else rest)
    try:
        return _below_ten_thousand(text)
    except InvalidOperation:
        return None


# --------------------------------------------------------------------------- money

_APPROX_BEFORE = r"(?P<before>大约|大概|约|近|将近|接近|差不多|超过|至少|不低于|不少于|不到|至多)?"
_MONEY_BODY = (
    rf"(?P<number>{_NUMBER})(?P<after>余|多|来|几)?(?P<large>[万亿]|个亿|[wWkK](?![A-Za-z]))?"
    r"(?P<after2>余|多|来)?\s*(?P<yuan>元人民币|元|圆|块钱|块|人民币|RMB|rmb)?"
    rf"(?:零?(?P<jiao>[\d{_WORDS}])(?:角|毛)?)?(?:(?P<fen>[\d{_WORDS}])分)?"
)
_ONE_AMOUNT = re.compile(
    r"(?:人民币|RMB|rmb|共计|合计|总计|共|计)?[:： ]?[￥¥]?\s*"
    + _APPROX_BEFORE
    + r"(?:人民币)?[￥¥]?\s*"
    + _MONEY_BODY
    + r"(?P<tail>余|多)?(?:整|正|钱)?(?P<about>左右|上下|以上|以内)?[。.;；]?$"
)
_BRACKET = re.compile(r"[（(][^（()）]*[)）]")


def _fen(match: re.Match[str], unit_wan: bool) -> tuple[int, bool] | None:
    group = match.groupdict()
    number = parse_number(group["number"])
    if number is None:
        return None
    if group["large"]:
        number *= _SIZES[group["large"]]
    if (group["jiao"] or group["fen"]) and not group["yuan"]:
        return None
    plain = re.fullmatch(_ARABIC, group["number"]) is not None and not group["large"]
    if unit_wan and plain and not group["yuan"]:
        number *= 10_000
    jiao = _one_digit(group["jiao"])
    number += Decimal(jiao or 0) / 10 + Decimal(_one_digit(group["fen"]) or 0) / 100
    fen = (number * 100).to_integral_value()
    if number > _TOO_MUCH:
        return None
    words = ("before", "some", "after", "after2", "tail", "about")
    return int(fen), any(group.get(word) for word in words)


def _one_digit(char: str | None) -> int | None:
    if char is None:
        return None
    return int(char) if char.isascii() else _DIGITS.get(char)


def parse_amount(text: str, unit_wan: bool = False) -> tuple[int, bool] | None:
    """The one sum of money a cell holds as (fen, approximate); None where it holds none or several.

    ``unit_wan`` says that the column counts in 万元: a bare number is multiplied by 10,000.
    """
    text = _BRACKET.sub("", halfwidth(text)).replace(" ", "").replace("，", ",")
    match = _ONE_AMOUNT.match(text)
    return _fen(match, unit_wan) if match else None


class FoundAmount(NamedTuple):
    """A sum of money inside a sentence; ``rate`` where it is a price per 亩, month or day; ``bare`` where
    nothing but the story says that it is money (修漆1450, 要四千二)."""

    start: int
    end: int
    fen: int
    approx: bool
    rate: bool
    bare: bool = False


_MONEY_HINT = re.compile(r"[元块圆万亿￥¥]|\d{3}|[千百仟佰]|\d[wWkK]|RMB|人民币")
_MEASURE = re.compile(
    r"\s*(?:多|余|来)?(?:亩|垧|公斤|斤|吨|人|户|名|株|棵|字|公里|里|米|平|头|只|袋|箱|次|步|家|件|份|个|立方|度|辆"
    r"|台|天|年|月|日|号|张|册|股|分之|[-~至到—]\s*\d|[.:：]\d|%|％|位|楼|栋|组|期|小时)"
)
# 一 that begins the next word (三万五一直不还) is no part of the number
_ONE = rf"(?:[{_WORDS.replace('一', '')}]|一(?![直共次家下起边方定般样些年月个再切分毛要催说]))"
_NUMBER_HERE = rf"(?:{_ARABIC})[十百千万亿拾佰仟萬]*(?:(?:\d|{_ONE})+)?|{_ONE}+"
# What is counted by the piece, not paid: 两块空地, 三块玻璃.
_THINGS = (
    "(?:[地田石板玻砖肉空园菜荒林水旱耕木铁布瓦煤瓷皮彩牌匾草花坟宅场表电冰墙]"
    "|[平坡洼好大小新老旧承界门土]|多[地田空荒])"
)
_IN_TEXT = re.compile(
    r"(?P<sign>(?:[￥¥]|RMB|人民币)\s*)?" + _APPROX_BEFORE + rf"(?P<some>好?几|数)?\s*(?<![\d.{_WORDS}])"
    rf"(?P<number>(?>{_NUMBER_HERE}))(?P<after>余|多|几|来)?\s*"
    r"(?P<large>[万亿]|个亿|[wWkK](?![A-Za-z\d]))?(?P<after2>余|多)?\s*"
    rf"(?P<yuan>元|圆|块钱|块(?!{_THINGS})|人民币|RMB)?(?P<about>左右|上下|以上)?"
    rf"(?:零?(?P<jiao>[\d{_WORDS}])"
    rf"(?:角|毛|(?<=块[\d{_WORDS}])(?=[，,。；;、\s没未钱]|$|一[斤亩度天次吨]|每|左右)))?"
    rf"(?:(?P<fen>[\d{_WORDS}])分(?:(?<=[角毛].分)|(?![之没不钱未也都])))?"
)
#: 三四千, 十七八万, 一百五六: at least the lower, as with people
_EITHER_SUM = re.compile(r"(?<![\d.])([一两二三四五六七八九])([两二三四五六七八九])(?=[十百千万]|$)")
#: 3-5万元, 两到三万, 从8500到3万: what stands before the higher sum
_LOWER = re.compile(
    rf"(?<![\d.{_WORDS}年月第])(?P<number>(?>{_NUMBER_HERE}))(?P<large>[万亿])?(?:元|块钱?)?"
    r"\s*(?:到|至|[-—~－～]{1,2})\s*$"
)
_RATE_BEFORE = re.compile(
    r"(?:每(?:亩|垧|斤|公斤|吨|平方?米?|月|天|日|人|户|小时|年|个|次|件)|单价|月租|(?<![\d一二三四五六七八九十个])月工资|日工资|一(?:亩地?|垧地?|斤|天|[度吨]电?|次|方))[^，,。；;]{0,4}$"
)
# 砌过来一块, 分了三块: so few pieces are money only where one pays or reckons.
_FEW_PIECES = re.compile(r"[一两二三四五六七八九几1-9]{1,2}多?块多?(?:左右|上下|以上)?")
_PAYS_BEFORE = re.compile(
    r"(?:收|给|花|要|欠|赔|差|交|掏|付|涨|降|卖|值|便宜|贵|找|扣|罚|退|挣|赚|输|赢|价|费|钱|押金|[一每][亩垧斤天度次吨方]|元)"
    r"(?:了|我|他|她|的|是|到|成|就|才|还|只|也|得|人家|对方)*$"
)
_RATE_AFTER = re.compile(r"\s*[/／每一]\s*(?:亩|垧|斤|公斤|吨|平|月|天|日|年|小时|人|户)")
_MONEY_BEFORE = re.compile(
    r"(?:欠|借|赔偿?|支付|给付|退还?|返还|工资|工钱|押金|租金|彩礼|定金|订金|货款|欠款|借款|费|共计|合计"
    r"|花|交|差|少|合|剩|总共|一共|共|要|刷|收|价|买时|损失|补偿|加盟费|活钱|随礼|随了|给|垫|扣|罚|付)"
    r"(?:了|下|我|他|她|我们|人民币|约|共|款|是|为|的|就|不过|[:： ，])*$"
)
#: 5600，发来的是拆车件: a sum that stands by itself is one where it is not paid or comes short.
_MONEY_AFTER = re.compile(
    r"\s*(?:多|来|出头)?\s*(?:没给|不给|未付|没付|不退|没退|一分没|一直没|加盟费|押金|的?(?:运费|学费|彩礼|礼金|打牌钱|活钱|工钱|工资))"
)


_YUAN = re.compile(r"\s*(?:元|块|万|余|多)")
#: Numbers that are no money: whom one rings up (打12315也没人管).
_NO_MONEY = re.compile(
    r"(?:(?<=[打拨])|(?<=[打拨][了过]))(?:110|119|120|122|9[56]\d{3}|100(?:86|10|00))(?!\s*(?:元|块|万|多))"
    r"|123(?:15|20|28|33|38|45|48|50|55|56|69|80|93|95)"
    # and years: 2024、2025两年的账
    r"|(?:19|20)\d{2}(?=(?:、|和|至|到|-)(?:19|20)\d{2}(?!\d)|两年)"
)
#: 3，000元: a comma of the Chinese keyboard inside a number
_LOOSE_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?:，\d{3})*(?:\.\d+)?\s*[元块])")


def _either(match: re.Match[str]) -> tuple[int, bool] | None:
    """三四千块, 十七八万: the lower of both, which is not exact; None where it is another thing."""
    number = parse_number(_EITHER_SUM.sub(_first_of, match["number"]))
    if number is None or parse_number(match["number"]) is not None:
        return None
    number *= _SIZES.get(match["large"] or "", 1)
    return (int(number * 100), True) if number <= _TOO_MUCH else None


def _first_of(pair: re.Match[str]) -> str:
    """The first digit of two that stand for a choice: 三四, 三五, but not 三三 or 九八."""
    return pair[1] if _DIGITS[pair[1]] < _DIGITS[pair[2]] else pair[0]


def _lower_before(plain: str, start: int, match: re.Match[str]) -> tuple[int, int] | None:
    """Where a range of sums begins and its lower sum in fen; None where no lower one stands before it."""
    before = _LOWER.search(plain, max(0, start - _LONGEST_NUMBER), start)
    if before is None:
        return None
    number, large = match["number"], match["large"]
    if large is None and number[-1] in "万亿千百":  # 一百二十到一百五十万: 万 is of both
        number, large = number[:-1], number[-1]
    low, high = parse_number(before["number"]), parse_number(number)
    if low is None or high is None:
        return None
    size = _SIZES.get(large or "", 1)
    low *= _SIZES[before["large"]] if before["large"] else size if low < high else 1
    return (before.start(), int(low * 100)) if low < high * size else None


def find_amounts(text: str) -> list[FoundAmount]:
    """Every sum of money in a sentence; a bare number counts only after a word of owing or with 万."""
    if _MONEY_HINT.search(text) is None:
        return []
    plain = _LOOSE_COMMA.sub(",", halfwidth(text))
    found: list[FoundAmount] = []
    for match in _IN_TEXT.finditer(plain):
        end = match.end()
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        if not match.group("yuan") and not match.group("sign"):
            written = match.group("number") + (match.group("large") or "")
            if _NO_MONEY.match(plain, start):
                continue
            if _MEASURE.match(plain, end) or written[0] in "万亿千百":
                continue
            large = "万" in written or "亿" in written
            if not large and not _is_money(plain, start, end, written):
                continue
        value = _fen(match, unit_wan=False) or _either(match)
        if value is None or value[0] <= 0:
            continue
        lower = _lower_before(plain, start, match)
        if lower is not None:
            start, value = lower[0], (lower[1], True)
            found = [one for one in found if one.end <= start]
        few = _FEW_PIECES.fullmatch(plain, start, end)
        if few and not _PAYS_BEFORE.search(plain, max(0, start - 10), start):
            continue
        rate = _RATE_BEFORE.search(plain[max(0, start - 10) : start]) or _RATE_AFTER.match(plain, end)
        found.append(FoundAmount(start, end, value[0], value[1], rate is not None))
    return found


#: A number that nothing marks as money, and no group of a longer one (139 0000 2256).
_BARE = re.compile(
    rf"(?<![\d.{_WORDS}\-—/:：第A-Za-z])(?<!\d[ ])"
    rf"(?P<number>(?>{_NUMBER_HERE}))(?![ ]\d{{3}})(?P<large>[万亿]?)(?P<after>多|余|来|几|出头|左右)?"
    r"(?P<yuan>元|圆|块钱|块)?"
)
_COUNTED = re.compile(
    r"\s*(?:多|余|来|几)?(?:亩|垧|公斤|斤|吨|人|户|名|株|棵|字|公里|里|米|平|头|只|袋|箱|次|步|家|件|份|个|立方|度|辆|台|天|年|月|日"
    r"|号|张|册|股|分|[-~至到—]\s*\d|[.:：]\d|%|％|位|楼|栋|组|期|小时|周?岁|点|时|口|间|场|节|车|趟|垄|条|根|罐|桶|瓶|页|层|级"
    r"|类|等|倍|成|半|代|档|回|遍|针|斗|双|套|盘|门|所|座|筐|匹|棚|型|路|弄|室|单元|幢|届|版|秒|周|星期|礼拜|晚|夜)"
)
#: 让赔五十: so small a sum in words is one only where it is paid or asked for.
_SMALL = re.compile(r"(?<=[赔退补罚扣])了?我?(?P<small>[二三四五六七八九]十)(?=[，。；、,;\s]|$)")
_LEAST_BARE, _MOST_BARE, _LONGEST_BARE = 30, 10**9, 7


def find_possible_sums(text: str) -> list[FoundAmount]:
    """Every sum of a sentence, and every number that could be one, in the order of the text."""
    plain = halfwidth(text)
    found = find_amounts(plain)
    taken = [(one.start, one.end) for one in found]
    taken += [match.span() for match in _NO_MONEY.finditer(plain) if _YUAN.match(plain, match.end()) is None]
    small = {match.span("small") for match in _SMALL.finditer(plain)}
    for match in _BARE.finditer(plain):
        start, end = match.span()
        written = match["number"] + match["large"]
        if written[0] in "万亿千百" or any(a < end and start < b for a, b in taken):
            continue
        value = parse_number(written)
        if value is None or not _LEAST_BARE <= value < _MOST_BARE:
            continue
        if match["yuan"] is None:
            figures = written.isdigit() and written.isascii()
            if (figures and not 2 < len(written) <= _LONGEST_BARE) or _COUNTED.match(
                plain, match.end("large")
            ):
                continue
            short = len(written) < 2 or (len(written) == 2 and written[1] not in "百千万")
            if not figures and short and (start, match.end("number")) not in small:
                continue
        found.append(FoundAmount(start, end, int(value * 100), match["after"] is not None, False, True))
    return sorted(found)


def _is_money(plain: str, start: int, end: int, written: str) -> bool:
    """Whether a bare number is money: of some size, and something is owed, paid or asked for beside it."""
    if len(written) < 3 and written[-1:] not in "百千佰仟wWkK":
        return False
    before = plain[max(0, start - 8) : start]
    return _MONEY_BEFORE.search(before) is not None or _MONEY_AFTER.match(plain, end) is not None


# --------------------------------------------------------------------------- people

_COUNT = rf"(?P<number>\d+(?:\.0+)?|[{_WORDS}]+)"
_PEOPLE_UNIT = r"(?:多)?(?P<unit>个人|人次|人|名|户|位|家|口)"
_ONE_COUNT = re.compile(
    r"(?:[^\d]{1,30}等)?(?:共|计|等|涉及|大约|大概|约|近|将近|上)*"
    + _COUNT
    + rf"(?P<after>余|多|几|来)?(?:{_PEOPLE_UNIT})?(?P<tail>余|多)?(?P<about>左右|上下|以上)?$"
)
_ABOUT = re.compile(r"约|近|上|大概")


class FoundPeople(NamedTuple):
    """A number of people inside a sentence; ``unit`` is the word it was counted in (人, 户 …)."""

    start: int
    end: int
    number: int
    approx: bool
    unit: str


def _count_of(number: str) -> int | None:
    value = parse_number(number)
    if value is None or value != value.to_integral_value() or value > 100_000:
        return None
    return int(value)


def parse_people(text: str) -> tuple[int, bool] | None:
    """The number of people a cell holds as (count, approximate): 10余人, 三十多户; 若干 is None."""
    text = _BRACKET.sub("", halfwidth(text)).replace(" ", "")
    if text[:2] in {"百余", "百多", "上百", "近百"}:
        return 100, True
    match = _ONE_COUNT.match(text)
    if match is None:
        return None
    count = _count_of(match.group("number"))
    if count is None:
        return None
    about = any(match.group(part) for part in ("after", "tail", "about"))
    return count, about or _ABOUT.match(text) is not None


_SORTS = (
    "工人|农民工|员工|工友|村民|业主|会员|职工|群众|家长|木工|瓦工|力工|学生|住户|农户|居民|老人|女工|妇女|客人|投资人|股东|乡亲|老乡|储户"
    "|租户|商户|摊主|小工|钢筋工|架子工|司机|乘客|旅客|学员|病人|患者|老客|散户|种植户|养殖户|养鱼户|种粮户|粮户|菇农|菜农|果农"
    "|装卸工|护工|保洁|临时工|短工|瓦匠|木匠|职员|代养户|牛场主|宝妈|大妈|大姐|姐妹|徒弟|厨师|服务员|老师|教师|队员|游客|宾客|住客|邻居|亲属|家属|亲友|老兵"
    "|亲戚|摊户|渔民|渔户|瓜农|社员|党员|代表|骑手|劳力|同学|学童|老太太|老头|老伙计|外嫁女|小伙|汉子|男的|女的|壮汉|屯邻|工匠|焊工|油工|保安|护士|志愿者"
)
#: Of so few only these are told as those who complain: 3个孩子 may be one family's.
_OF_THEM = (
    "人|老太太|老头|家长|业主|工人|村民|妇女|党员|代表|社员|木工|瓦工|渔民|摊户|同学"
    "|外嫁女|工友|住户|老人|亲戚"
)
_FEW, _FEWEST = 10, 3
#: 二三十人, 三四十个: at least the lower
_EITHER = re.compile(r"([一二两三四五六七八九])[一二三四五六七八九](?=[十百])")
#: 十七八个, 二十五六个, 六七个: at least the lower
_EITHER_ONE = re.compile(r"(?<=[十一二两三四五六七八])[二三四五六七八九]$")
_PEOPLE_IN_TEXT = re.compile(
    r"(?P<each>各(?:自|聚|来|出|有|叫|找|带)?了?)?(?P<before>大约|大概|约|近|将近|上)?"
    rf"(?<![\d.第{_WORDS}])"
    r"(?P<number>\d{1,5}|[一二两三四五六七八九十百千]{1,9})\s*(?P<after>余|多|几|来)?(?P<by>名|位|个|号)?"
    r"(?P<unit>(?:口子?)?人(?![民家次行均员事社大]|工(?!钱|资))|户(?!口|型|主)|家(?=农户|住户|业主|商户))?"
    r"(?P<tail>余|多|左右|以上)?"
)
#: What must stand behind a number whose unit does not say that it is of people.
_BEHIND_COUNT = {
    "名": re.compile(r"(?![额下次字称声])"),
    "位": re.compile(rf"[\u4e00-\u9fff]{{0,6}}?(?:{_SORTS})"),
    # 19个给种植大户扒苞米的妇女
    "个": re.compile(rf"[\u4e00-\u9fff]{{0,12}}?(?:{_SORTS})"),
    "号": re.compile(r"[，。；、\s]|$"),
    "": re.compile(rf"[\u4e00-\u9fff]{{0,2}}(?:{_SORTS})"),
}
_BEHIND_FEW = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{_OF_THEM})")
#: 一共七个，领头的姓石: of people where nothing else is counted
_IN_ALL = re.compile(
    r"(?:一共|总共|共|我们|俺们|来了)(?P<number>\d{1,4}|[一二两三四五六七八九十百]{1,5})(?P<after>多|来)?个(?=[，。；、\s]|$)"
)
#: 双方各聚了三十来人: of each side so many
_TWO_SIDES, _SIDES_REACH = re.compile(r"双方|两[边伙帮家村屯拨方]"), 14
_PEOPLE_SIGN = re.compile(rf"[人户名位号]|个|{_SORTS}")
_HUNDRED = re.compile(r"一?百十?")
_THOUSAND_EACH = re.compile(r"[千百]一$")


def find_people(text: str) -> list[FoundPeople]:
    """Every number of people or households in a sentence."""
    if _PEOPLE_SIGN.search(text) is None:
        return []
    found: list[FoundPeople] = []
    plain = halfwidth(text)
    for match in _PEOPLE_IN_TEXT.finditer(plain):
        made = _people_of(match["number"].strip())
        if made is None:
            continue
        count, about = made
        if match["unit"] is None and not _is_of_people(match, count):
            continue
        about = about or any(match[part] for part in ("before", "after", "tail"))
        if match["each"] and _TWO_SIDES.search(plain, max(0, match.start() - _SIDES_REACH), match.start()):
            count, about = 2 * count, True
        start = match.start() + len(match["each"] or "")
        found.append(FoundPeople(start, match.end(), count, about, match["unit"] or "名"))
    if not found:
        for match in _IN_ALL.finditer(plain):
            made = _people_of(match["number"])
            if made is not None:
                count, about = made
                about = about or match["after"] is not None
                found.append(FoundPeople(match.start("number"), match.end(), count, about, "个"))
    return found


def _is_of_people(match: re.Match[str], count: int) -> bool:
    """Whether a number without 人, 户 is of people, by what it is counted in and what stands behind it."""
    by = match["by"] or ""
    if not by and match["after"] != "余":
        return False
    if by == "号" and not (match["after"] and count >= _FEW):
        return False
    behind = _BEHIND_FEW if by in {"位", "个"} and count < _FEW else _BEHIND_COUNT[by]
    return count >= _FEWEST and behind.match(match.string, match.end()) is not None


def _people_of(number: str) -> tuple[int, bool] | None:
    """How many a number in figures or words is, and whether roughly; None where it is none."""
    if _HUNDRED.fullmatch(number):
        return 100, number.endswith("十")
    if _THOUSAND_EACH.search(number):  # 三千一人一半
        return None
    one = _EITHER.sub(r"\1", number)
    if _count_of(one) is None:
        one = _EITHER_ONE.sub("", one)
    count = _count_of(one)
    return (count, one != number) if count else None

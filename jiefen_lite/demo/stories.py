"""What people quarrel about: the story book, and how a matter is told in each channel's own voice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from jiefen_lite.demo import forms, places
from jiefen_lite.demo.people import Person, organisation, person
from jiefen_lite.demo.seasons import factor, first_of

# Channel letters of the story book.
LETTERS = {
    "mediation": "M",
    "police_110": "P",
    "court_pretrial": "C",
    "petition": "X",
    "labor_arbitration": "L",
    "hotline_12345": "H",
    "grid": "G",
}

SLOTS = re.compile(r"\{(.+?)\}")
TWICE = re.compile(r"^(.{2,14})到调委会反映：\1")
CHOICES = re.compile(r"\[([^\[\]]*)\]")
LAND_PRICES = range(420, 780, 20)
HARVEST_PRICES = range(45, 95, 5)
DAY_WAGES = range(220, 400, 20)


@dataclass(frozen=True, slots=True)
class Story:
    """One line of ``stories.csv``: a kind of matter told twice, short and official, long and plain."""

    number: int
    l1: str
    l2: str
    where: str
    months: str
    weight: float
    who: str
    people: str
    amount: str
    channels: str
    facts: str
    told: str
    claim: str


@dataclass(slots=True)
class Matter:
    """One quarrel as it happened, before any channel has heard of it."""

    story: Story
    town: str
    village: str
    spot: str
    happened: date
    applicants: list[Person]
    respondents: list[Person]
    people_count: int
    group: bool
    amount_fen: int | None
    slots: dict[str, str] = field(default_factory=dict)
    cluster: str | None = None
    risk_words: tuple[str, ...] = ()
    risk_sentence: str = ""


@cache
def book() -> tuple[Story, ...]:
    """The whole story book."""
    return tuple(
        Story(
            number=number,
            l1=row["l1"],
            l2=row["l2"],
            where=row["where"],
            months=row["months"],
            weight=float(row["weight"]),
            who=row["who"],
            people=row["people"],
            amount=row["amount"],
            channels=row["channels"],
            facts=row["facts"],
            told=row["told"],
            claim=row["claim"],
        )
        for number, row in enumerate(places.table("stories.csv"), start=1)
    )


def story_of(l1: str, l2: str, starts: str = "") -> Story:
    """The first story of that kind whose parties fit (``starts`` of its ``who``)."""
    return next(s for s in book() if s.l1 == l1 and s.l2 == l2 and s.who.startswith(starts))


# --------------------------------------------------------------------------- who and how much


def _side(rng: Random, code: str, today: date, place: tuple[str, str]) -> list[Person]:
    """One side: p anyone, f/m a woman or man, e an old parent, c one to three children, o:KIND a firm."""
    if code.startswith("o:"):
        return [organisation(rng, code[2:], *place)]
    ages = {"e": (70, 84), "c": (34, 52), "f": (24, 48), "m": (24, 50)}.get(code, (26, 68))
    gender = {"f": "女", "m": "男"}.get(code, "")
    count = rng.choice((1, 2, 2, 3)) if code == "c" else 1
    return [person(rng, today, gender=gender, ages=ages) for _ in range(count)]


def parties(
    rng: Random, story: Story, today: date, place: tuple[str, str]
) -> tuple[list[Person], list[Person]]:
    """Applicants and respondents of a matter; children bear their father's name."""
    left, _, right = story.who.partition(">")
    applicants = _side(rng, "p" if left == "g" else left, today, place)
    respondents = _side(rng, right, today, place) if right else []
    if right == "c":
        taken: set[str] = {applicants[0].name}
        for child in respondents:
            if applicants[0].gender == "男" or left == "p":
                child.name = applicants[0].surname + child.name[len(child.surname) :]
            elif child is not respondents[0]:
                child.name = respondents[0].surname + child.name[len(child.surname) :]
            while child.name in taken:
                child.name = person(rng, today, gender=child.gender, surname=child.surname).name
            taken.add(child.name)
    if left == "m" and right == "f":
        respondents[0].gender = "女"
    return applicants, respondents


def _round(rng: Random, low: int, high: int) -> int:
    """A sum people would really name, more often small than large."""
    value = low + (high - low) * rng.random() ** 2
    step = 10 if value < 1000 else 100 if value < 20_000 else 1000
    return max(step, int(value // step * step))


def new_matter(
    rng: Random,
    story: Story,
    happened: date,
    *,
    place: tuple[str, str] | None = None,
    against: Person | None = None,
    people: int | None = None,
    estate: str | None = None,
) -> Matter:
    """A fresh quarrel of that kind; a cluster fixes its place, its opponent or its size."""
    town, village = place or places.pick_place(rng, story.where)
    applicants, respondents = parties(rng, story, happened, (town, village))
    if against is not None:
        respondents = [against]
    low, _, high = story.people.partition("-")
    group = bool(low)
    count = people or (rng.randint(int(low), int(high)) if group else len(applicants) + len(respondents))
    price_range = (
        HARVEST_PRICES
        if story.l1 == "production"
        else DAY_WAGES
        if story.l1 == "migrant_wage"
        else LAND_PRICES
    )
    price = rng.choice(price_range)
    acres = rng.randint(2, 9) * 5 * (count if group else 1)
    amount: int | None = None
    if story.amount:
        smallest, _, largest = story.amount.partition("-")
        amount = _round(rng, int(smallest), int(largest)) * 100
    elif "{亩}" in story.facts and "{价}" in story.facts:
        amount = acres * price * 100
    flat = f"{rng.randint(1, 22)}号楼{rng.randint(1, 6)}单元{rng.randint(1, 6)}0{rng.randint(1, 2)}室"
    if places.is_community(village):
        estate = estate or rng.choice(places.estates(village))
        spot = estate + (flat if "{楼}" in story.told or rng.random() < 0.4 else "")
    else:
        estate = estate or "屯里"
        spot = rng.choice(("", "村东头", "屯西头", "三组", "二组", "村部附近", "小卖店门前", "道北"))
    event = happened - timedelta(days=rng.randint(0, 9))
    slots = {
        "钱": forms.money_words(rng, amount) if amount else "",
        "n": str(count),
        "亩": str(acres),
        "价": str(price),
        "小区": estate,
        "楼": flat.rpartition("单元")[0] + "单元",
        "日": f"{event.month}月{event.day}日",
        "年": str(happened.year - rng.randint(2, 5)),
        "村": village,
    }
    for one in applicants:
        one.address = f"{town}{village}{spot}"
    return Matter(
        story=story,
        town=town,
        village=village,
        spot=spot,
        happened=event,
        applicants=applicants,
        respondents=respondents,
        people_count=count,
        group=group,
        amount_fen=amount,
        slots=slots,
    )


# --------------------------------------------------------------------------- telling

OPENERS: dict[str, tuple[str, ...]] = {
    "mediation": ("", "", "{A}到调委会反映：", "经了解，", "申请人陈述：", "{d}，", "走访中得知，"),
    "police_110": ("报警称：", "报警人称，", "{h}时许接报警：", "指挥中心转警：", "来电报警称，", "【{v}】"),
    "court_pretrial": ("原告诉称，", "原告起诉称：", "", "诉称："),
    "petition": ("反映：", "信访人来访反映，", "来信反映：", "", "网上信访反映，", "尊敬的领导：您好！"),
    "labor_arbitration": ("", "申请人称，", "经审查，", "申请人主张："),
    "hotline_12345": (
        "来电人称，",
        "市民来电反映：",
        "市民反映，",
        "来电人反映{v}一事：",
        "市民来电求助，",
        "",
    ),
    "grid": ("", "巡查中发现，", "走访入户时了解到，", "群众反映，", "接群众电话，", "{d}上午，"),
}

CLOSERS: dict[str, tuple[str, ...]] = {
    "mediation": (
        "。",
        "，{c}。",
        "。申请人{c}。",
        "，双方各执一词，{c}。",
        "。{w}已先做了工作，双方同意调解。",
    ),
    "police_110": ("。", "，请求处理。", "，要求民警到场。", "，现双方仍在现场。", "，无人员受伤。"),
    "court_pretrial": ("，故诉至法院，{c}。", "。请求：{c}，诉讼费由被告承担。", "，{c}。"),
    "petition": (
        "，{c}。",
        "，现{c}，盼复。",
        "。多次找有关部门未果，{c}。",
        "，希望政府给做主，{c}。",
        "。恳请领导过问，{c}。",
    ),
    "labor_arbitration": ("，{c}。", "。", "，协商未果，{c}。"),
    "hotline_12345": (
        "，{c}，请相关部门核实处理。",
        "，{c}。",
        "，希望尽快给答复，{c}。",
        "。来电人{c}，并要求回复处理结果。",
        "，{c}，谢谢。",
    ),
    "grid": ("。", "，已做安抚工作。", "，{c}。", "，网格员已先行劝解。"),
}

# What people add when they have the ear of somebody.
ASIDES: dict[str, tuple[str, ...]] = {
    "petition": (
        "为这事前后跑了村里三趟、镇里两趟，都说正在研究，一直没个准信",
        "我们都是老实巴交的庄稼人，不会说也不会写，就想让上级给评评理",
        "家里老人常年吃药，孩子还在上学，这笔钱对我们来说不是小数",
        "手里的合同、收据、照片和通话录音都留着，随时可以提供",
        "对方每次都说下个月解决，一个月推一个月，推到现在人影都见不着了",
        "之前也找过律师问过，说打官司时间太长花销也大，还是希望先调解",
    ),
    "hotline_12345": (
        "来电人表示此前已联系过承办单位，对方称会处理但一直没有人回电话",
        "来电人称手里有聊天记录和付款截图，可以提供",
        "来电人情绪比较激动，表示不是钱多钱少的事，就是咽不下这口气",
        "来电人白天上班不方便接电话，希望晚上六点以后联系",
    ),
    "mediation": (
        "双方以前处得不错，逢年过节还走动，就是为这事闹僵的",
        "调解员先后三次上门，分头听了双方的说法，又到现场看了一遍",
        "双方都有调解的意愿，只是数额上差得比较多",
    ),
    "grid": ("双方都是一个地方住着的，平时来往多", "网格员到现场拍了照片，双方情绪还算稳定"),
}
ASIDE_SHARE = {"petition": 0.4, "hotline_12345": 0.2, "mediation": 0.2, "grid": 0.12}

LONG_SHARE = {  # how often the long, plain telling is chosen
    "mediation": 0.35,
    "police_110": 0.2,
    "court_pretrial": 0.1,
    "petition": 0.65,
    "labor_arbitration": 0.4,
    "hotline_12345": 0.7,
    "grid": 0.35,
}


def short_name(who: Sequence[Person], full: bool) -> str:
    """One side as a voice names it: full names, or 王某 where the voice is discreet."""
    if not who:
        return "对方"
    if full or who[0].is_org:
        return "、".join(one.name for one in who)
    if len(who) == 1:
        return who[0].surname + "某"
    return "、".join(f"{one.surname}某{mark}" for one, mark in zip(who, "甲乙丙丁", strict=False))


def _applicant_word(rng: Random, matter: Matter, channel: str, told: bool) -> str:
    """How the voice of a channel calls the person who came."""
    name = matter.applicants[0].name
    several = f"等{matter.people_count}人" if matter.group else ""
    if channel == "police_110":
        return "其" + ("等人" if several else "") if not told else "报警人"
    if channel == "hotline_12345":
        return "来电人" + several if rng.random() < 0.7 else "自己"
    if channel == "petition":
        anonymous = matter.applicants[0].anonymous
        return "我" if told and (anonymous or rng.random() < 0.4) else "反映人" if anonymous else name
    if channel == "grid":
        return matter.applicants[0].surname + "某"
    return name


def tell(rng: Random, matter: Matter, channel: str, hour: int, *, told: bool | None = None) -> str:
    """The matter in the voice of one channel; ``told`` forces the long (or the short) telling."""
    story = matter.story
    long = rng.random() < LONG_SHARE[channel] if told is None else told
    body = story.told if long else story.facts
    body = CHOICES.sub(lambda hit: rng.choice(hit.group(1).split("|")), body)
    full = channel in ("mediation", "court_pretrial", "petition", "labor_arbitration")
    opener = rng.choice(OPENERS[channel])
    asked = "要求" in body.rpartition("，")[2] or "请求" in body.rpartition("，")[2]
    closer = rng.choice([end for end in CLOSERS[channel] if not (asked and "{c}" in end)] or ["。"])
    if matter.risk_sentence:
        body += "，" + matter.risk_sentence
    if rng.random() < ASIDE_SHARE.get(channel, 0.0):
        body += "。" + rng.choice(ASIDES[channel])
    values = {
        **matter.slots,
        "A": _applicant_word(rng, matter, channel, long),
        "B": short_name(matter.respondents, full),
        "c": story.claim.split("；")[0],
        "d": matter.slots["日"],
        "h": str(hour),
        "v": matter.village,
        "w": "社区" if places.is_community(matter.village) else "村里",
    }
    text = opener + body + closer
    text = text.replace("{A}等{n}", "{A名}等{n}")
    values["A名"] = matter.applicants[0].surname + "某" if channel == "grid" else _leader(matter, channel)
    text = SLOTS.sub(lambda hit: values[hit.group(1)], text)
    for clumsy, better in SMOOTHED:
        text = text.replace(clumsy, better)
    text = TWICE.sub(r"\1到调委会反映，其", text)
    return text


def _leader(matter: Matter, channel: str) -> str:
    """The one who speaks for a group, in text that counts the group itself."""
    if channel == "police_110":
        return "其"
    return "来电人" if channel == "hotline_12345" else matter.applicants[0].name


# Seams between opener, body and closer that nobody would write.
SMOOTHED = (
    ("我他们", "我们"),
    ("我等几户", "我们几户"),
    ("自己反映", ""),
    ("来电人反映楼", "楼"),
    ("：反映人反映", "："),
    ("称，其反映", "称，"),
    ("称：其反映", "称："),
    ("反映，反映人", "反映，"),
    ("称，来电人", "称，自己"),
    ("反映：来电人反映", "反映："),
    ("请求：请求", "请求："),
    ("请求：要求", "请求："),
    ("现请求", "请求"),
    ("申请人请求", "请求"),
    ("来电人请求", "请求"),
    ("其的孩子", "其孩子"),
    ("我的孩子", "我家孩子"),
    ("其等人他们", "其等人"),
)


def choose(rng: Random, channel: str, month: date) -> Story:
    """A story that this channel hears of, by weight and season."""
    stories, weights = _menu(channel, first_of(month))
    return rng.choices(stories, weights)[0]


@cache
def _menu(channel: str, month: date) -> tuple[tuple[Story, ...], tuple[float, ...]]:
    letter = LETTERS[channel]
    fitting = tuple(story for story in book() if letter in story.channels)
    weights = []
    for story in fitting:
        # A channel's first letter is where such matters go first.
        rank = story.channels.index(letter)
        share = (1.0, 0.7, 0.5, 0.4, 0.35, 0.3)[rank]
        weights.append(story.weight * share * factor(story.l1, story.l2, story.months, month))
    return fitting, tuple(weights)

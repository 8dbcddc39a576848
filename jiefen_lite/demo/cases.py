"""Two years of one county's disputes: which matter reaches which channel when, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from jiefen_lite.demo import outcomes, people, places, seasons, stories, vocabulary
from jiefen_lite.demo.outcomes import Fate
from jiefen_lite.demo.stories import Matter

# Share of a hundred cases by channel.
SHARES = {
    "mediation": 25,
    "police_110": 17,
    "court_pretrial": 11,
    "petition": 10,
    "labor_arbitration": 6,
    "hotline_12345": 18,
    "grid": 13,
}
OFFICE_CHANNELS = ("mediation", "court_pretrial", "petition", "labor_arbitration")
LEDGER_TOWNS = ("锦山镇", "兴隆岗镇", "二龙山镇")  # towns whose grid ledgers come as files of their own
DUPLICATE_SHARE = 0.035
RISK_SHARE = 0.03

# Sentences of the risk card, with the words planted; the last is a denial that must not count.
RISKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("对方扬言再来要就动刀", ("扬言", "动刀")),
    ("当事人扬言买汽油同归于尽", ("扬言", "汽油", "同归于尽")),
    ("其情绪激动，说再不解决就跳楼", ("跳楼",)),
    ("老人说活着没意思，要喝药", ("喝药",)),
    ("多人商量去堵门拉横幅", ("堵门", "拉横幅")),
    ("说要发抖音、找媒体曝光", ("发抖音", "找媒体")),
    ("听说老板跑路了，门也锁了", ("跑路",)),
    ("准备到工地堵路要说法", ("堵路",)),
    ("已在快手直播曝光", ("直播曝光",)),
    ("现场没有人扬言闹事，也未见持刀等情况", ()),
)


@dataclass(slots=True)
class Case:
    """One matter as one channel has it on its books."""

    id: str
    channel: str
    matter: Matter
    received: datetime
    source_no: str
    summary: str
    raw_type: str
    raw_type2: str
    unit: str
    fate: Fate
    handler: str
    mediator: str
    source_due: date | None = None
    clock_start: date | None = None
    applied: date | None = None
    secrecy: bool = False
    repeat: bool = False
    prefix_no: str = ""
    redo: bool = False
    duplicates: list[str] = field(default_factory=list)
    seed: int = 0
    override: dict[str, str] = field(default_factory=dict)  # cells of a row that is no dispute


@dataclass(slots=True)
class County:
    """The generator's memory while it invents: running numbers and all cases so far."""

    rng: Random
    per_month: int
    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def next_number(self, *key: str) -> int:
        """The next running number of a series."""
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return self.numbers[key]


def invent(months: list[date], seed: int, per_month: int) -> list[Case]:
    """All cases of these months (first days), in the order they came in."""
    county = County(Random(f"jiefen/{seed}"), per_month)
    plans = _cluster_plans(months)
    for month in months:
        quota = _quotas(county.rng, month, per_month)
        for cluster in plans.get(month, []):
            for channel, moment, matter in cluster.matters(county.rng, month):
                _add(county, channel, matter, moment)
                quota[channel] = max(0, quota[channel] - 1)
        for channel, count in quota.items():
            for _ in range(count):
                _one(county, channel, month, months)
    county.cases.sort(key=lambda case: (case.received, case.id))
    return county.cases


def _quotas(rng: Random, month: date, per_month: int) -> dict[str, int]:
    total = per_month * seasons.MONTH_LOAD[month.month - 1] * rng.uniform(0.95, 1.05)
    total *= 1 - DUPLICATE_SHARE
    return {channel: max(1, round(total * share / 100)) for channel, share in SHARES.items()}


def _one(county: County, channel: str, month: date, months: list[date]) -> None:
    """A single new matter, now and then told to a second channel in other words."""
    rng = county.rng
    moment = seasons.pick_moment(rng, month, office=channel in OFFICE_CHANNELS)
    story = stories.choose(rng, channel, month)
    place = None
    if channel == "grid" and story.where != "c" and rng.random() < 0.4:
        town = rng.choice(LEDGER_TOWNS)  # these towns send in the most
        place = (town, places.pick_village(rng, town))
    matter = stories.new_matter(rng, story, moment.date(), place=place)
    if channel in ("petition", "hotline_12345") and not matter.group and rng.random() < 0.05:
        matter.applicants[0].anonymous = True
    if rng.random() < RISK_SHARE * (1.6 if story.l1 in ("migrant_wage", "land_forest") else 1.0):
        matter.risk_sentence, matter.risk_words = rng.choice(RISKS)
    told = rng.random() < 0.5 if rng.random() < DUPLICATE_SHARE else None
    first = _add(county, channel, matter, moment, told=told)
    if told is None or matter.applicants[0].anonymous:
        return
    letters = [
        name for name, letter in stories.LETTERS.items() if letter in story.channels and name != channel
    ]
    later = moment + timedelta(days=rng.randint(1, 16), hours=rng.randint(-2, 3))
    if not letters or seasons.first_of(later.date()) > months[-1]:
        return
    second_channel = rng.choice(letters)
    if second_channel in OFFICE_CHANNELS:
        later = datetime.combine(seasons.next_workday(later.date()), datetime.min.time()).replace(
            hour=9, minute=20
        )
        if seasons.first_of(later.date()) > months[-1]:
            return
    second = _add(county, second_channel, matter, later, told=not told)
    first.duplicates.append(second.id)
    second.duplicates.append(first.id)


def _add(county: County, channel: str, matter: Matter, moment: datetime, *, told: bool | None = None) -> Case:
    """Put a matter on a channel's books, with its number, its text and its fate."""
    rng = county.rng
    story = matter.story
    kind, second = vocabulary.raw_type(rng, channel, story.l1, story.l2)
    hard = story.l1 in ("expropriation", "medical", "admin_legal") or matter.people_count >= 10
    day = moment.date()
    accusing = (story.l1, story.l2) == ("admin_legal", "纪检举报")
    fate = outcomes.draw(rng, channel, moment, hard=hard)
    if accusing:
        fate = Fate("in_progress", "正在办理", "", None, None, "")
    case = Case(
        id=f"C{len(county.cases) + 1:05d}",
        channel=channel,
        matter=matter,
        received=moment,
        source_no=_number(county, channel, matter, moment),
        summary=stories.tell(rng, matter, channel, moment.hour, told=told),
        raw_type=kind,
        raw_type2=second,
        unit=vocabulary.unit(rng, story.l1, story.l2, matter.town),
        fate=fate,
        handler=people.person(rng, day).name,
        mediator=people.person(rng, day).name,
        secrecy=accusing or (channel in ("police_110", "hotline_12345", "petition") and rng.random() < 0.03),
        repeat=channel == "petition" and rng.random() < 0.1,
        seed=rng.randrange(1 << 30),
    )
    if channel == "court_pretrial":
        case.clock_start = seasons.next_workday(day + timedelta(days=rng.randint(1, 4)))
        case.source_due = case.clock_start + timedelta(days=30)
    elif channel == "petition":
        case.source_due = seasons.next_workday(day + timedelta(days=60))
    elif channel == "labor_arbitration":
        case.applied = day - timedelta(days=rng.randint(1, 5))
        case.clock_start = day
        case.source_due = seasons.next_workday(day + timedelta(days=45))
    elif channel == "hotline_12345":
        case.source_due = day + timedelta(days=7)
        if rng.random() < 0.1:
            case.prefix_no = f"SH{moment:%Y%m%d}{rng.randrange(100_000):05d}"
            case.redo = rng.random() < 0.3
    county.cases.append(case)
    return case


def _number(county: County, channel: str, matter: Matter, moment: datetime) -> str:
    """A source number as that system writes it; long ones are texts, never numbers."""
    year = str(moment.year)
    if channel == "mediation":
        short = places.town_short(matter.town).removesuffix("镇")
        return f"({year})富{short}人调字第{county.next_number(channel, year, short)}号"
    if channel == "police_110":
        return f"J230882{moment:%Y%m%d}{county.next_number(channel, year) * 137 % 1_000_000:06d}"
    if channel == "court_pretrial":
        return f"({year})黑0882诉前调{county.next_number(channel, year) + 20}号"
    if channel == "petition":
        return f"XF230882{moment:%Y%m%d}{county.next_number(channel, f'{moment:%Y%m%d}'):03d}"
    if channel == "labor_arbitration":
        return f"富劳人仲案字〔{year}〕{county.next_number(channel, year)}号"
    if channel == "hotline_12345":
        return f"12345{moment:%Y%m%d}{county.next_number(channel, year):07d}"
    return f"WG{moment:%Y%m%d}{county.next_number(channel, year):04d}"


# --------------------------------------------------------------------------- clusters

Planted = Iterator[tuple[str, datetime, Matter]]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A wave of one kind of matter, from one cause, in one place within a few weeks."""

    id: str
    month: int  # month of the year it breaks out in; the latest such month is taken
    l1: str
    l2: str
    starts: str
    town: str
    villages: tuple[str, ...]
    kind: str
    against: str
    channels: tuple[str, ...]
    people: tuple[int, int] | None
    days: tuple[int, int]

    def matters(self, rng: Random, month: date) -> Planted:
        """Its matters, each with the channel and moment it arrives at."""
        story = stories.story_of(self.l1, self.l2, self.starts)
        against = people.organisation(rng, self.kind, self.town, self.villages[0])
        against.name = self.against
        estate = places.estates(self.villages[0])[0] if places.is_community(self.villages[0]) else None
        for channel in self.channels:
            day = month + timedelta(days=rng.randint(*self.days))
            if channel in OFFICE_CHANNELS:
                day = seasons.next_workday(day)
            moment = datetime(
                day.year, day.month, day.day, rng.randint(8, 16), rng.randrange(60), rng.randrange(60)
            )
            matter = stories.new_matter(
                rng,
                story,
                day,
                place=(self.town, rng.choice(self.villages)),
                against=against,
                people=rng.randint(*self.people) if self.people else None,
                estate=estate,
            )
            matter.cluster = self.id
            yield channel, moment, matter


H, G, X, P, M, L = "hotline_12345", "grid", "petition", "police_110", "mediation", "labor_arbitration"
CLUSTERS = (
    Cluster(
        "heating",
        10,
        "property_mgmt",
        "供暖供水",
        "p>o:供热",
        "城东街道",
        ("福前社区",),
        "供热",
        "富锦市煜暖热力有限公司",
        (H, H, H, H, H, G, G, P, X),
        None,
        (17, 26),
    ),
    Cluster(
        "land_rent",
        10,
        "land_forest",
        "土地流转",
        "g",
        "兴隆岗镇",
        ("东胜村", "兴隆村", "永富村"),
        "合作社",
        "富锦市金煜穗种植专业合作社",
        (M, M, M, X, X, H, H, G),
        (4, 9),
        (8, 26),
    ),
    Cluster(
        "wages",
        1,
        "migrant_wage",
        "建设工程欠薪",
        "g",
        "城西街道",
        ("民主社区",),
        "建筑",
        "富锦市骞达建筑劳务有限公司",
        (L, L, L, X, X, H, H, P, M),
        (6, 24),
        (2, 24),
    ),
    Cluster(
        "gym",
        6,
        "consumer",
        "预付卡",
        "p>o",
        "城西街道",
        ("新开社区",),
        "健身",
        "煜动健身俱乐部",
        (H, H, H, H, H, H, P, M),
        None,
        (4, 20),
    ),
    Cluster(
        "pigs",
        7,
        "environment",
        "恶臭/畜禽养殖",
        "g",
        "砚山镇",
        ("平安村", "恒山村"),
        "养殖",
        "富锦市骞旺生猪养殖场",
        (H, H, X, G, H),
        (6, 14),
        (3, 26),
    ),
)


def _cluster_plans(months: list[date]) -> dict[date, list[Cluster]]:
    """Which clusters break out in which of the months: each in the latest month of its season."""
    plans: dict[date, list[Cluster]] = {}
    for cluster in CLUSTERS:
        fitting = [month for month in months if month.month == cluster.month]
        if fitting:
            plans.setdefault(fitting[-1], []).append(cluster)
    return plans

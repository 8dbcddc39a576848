"""Rows that are no disputes, and rows that must be refused; neither ever becomes a case."""

from __future__ import annotations

from datetime import date
from random import Random

from jiefen_lite.demo import people, seasons, stories
from jiefen_lite.demo.cases import OFFICE_CHANNELS, Case
from jiefen_lite.demo.outcomes import Fate
from jiefen_lite.demo.stories import Matter, Story

REASONS = ("date_missing", "date_impossible", "empty", "number_damaged")

# (kind, category, sub-category, text, result)
POLICE_NOISE = (
    ("criminal", "刑事类警情", "盗窃", "报警称停放在单元门口的电动车被盗，价值约两千元", "受案初查"),
    ("criminal", "刑事类警情", "电信网络诈骗", "报警称接到冒充客服电话，被骗转账八千余元", "已立案侦查"),
    ("criminal", "刑事类警情", "盗窃", "报警称家中仓房里的化肥丢了六袋", "受案初查"),
    ("consult", "咨询", "业务咨询", "来电咨询身份证到期在哪里换领", "已解答"),
    ("consult", "咨询", "业务咨询", "咨询养犬登记需要什么材料", "已解答"),
    ("nuisance", "骚扰", "骚扰电话", "来电不说话，多次拨打", "已警告"),
    ("nuisance", "误报", "误报", "小孩误拨报警电话", "已核实系误报"),
    ("help", "群众紧急求助", "开锁", "报警称钥匙锁在屋里，灶上坐着锅", "联系开锁人员"),
    ("help", "群众紧急求助", "走失", "报警称家中老人早上出门未归", "已找到送回"),
    ("traffic", "道路交通类警情", "道路拥堵", "报警称路口红绿灯不亮造成拥堵", "已到场疏导"),
)
HOTLINE_NOISE = (
    ("consult", "咨询", "医保-参保", "咨询城乡居民医保缴费截止到什么时候", "已解答"),
    ("consult", "咨询", "供热服务", "咨询今年供暖几号开始、热费怎么交", "已解答"),
    ("consult", "咨询", "社会保障", "咨询灵活就业人员退休手续去哪里办", "已解答"),
    ("consult", "咨询", "教育", "咨询小学新生报名需要带哪些材料", "已解答"),
    ("praise", "表扬", "政务服务", "来电表扬办事大厅工作人员热情耐心，帮老人把手续一次办完", "已转达"),
    ("praise", "表扬", "城市管理", "表扬环卫工人雪后及时清扫人行道", "已转达"),
    ("suggestion", "建议", "交通运输", "建议在客运站门前增设公交站牌", "已转交通部门研究"),
    ("suggestion", "建议", "城市管理", "建议江边公园增加座椅和垃圾桶", "已转相关部门"),
)

_NOBODY = Story(0, "other", "其他", "*", "", 1.0, "p>", "", "", "", "", "", "")


def _plain_matter(rng: Random, day: date) -> Matter:
    return stories.new_matter(rng, _NOBODY, day)


def excluded(rng: Random, channel: str, month: date, number: int) -> tuple[Case, str]:
    """A row of the police or the hotline that is no dispute, and its kind."""
    moment = seasons.pick_moment(rng, month, office=False)
    matter = _plain_matter(rng, moment.date())
    if channel == "police_110":
        kind, category, second, text, result = rng.choice(POLICE_NOISE)
        source_no, override = f"J230882{moment:%Y%m%d}9{number:05d}", {"noise": kind}
        raw, raw2 = category, second
    else:
        kind, appeal, raw, text, result = rng.choice(HOTLINE_NOISE)
        source_no, override = f"12345{moment:%Y%m%d}9{number:06d}", {"noise": kind, "appeal": appeal}
        raw2 = ""
    case = _case(rng, channel, matter, source_no)
    case.received = moment
    case.summary = text
    case.raw_type, case.raw_type2 = raw, raw2
    case.fate = Fate("done_unclear", result, "", moment, None, "")
    case.override = override
    return case, kind


def refused(rng: Random, channel: str, month: date, number: int) -> Case:
    """A row that will be spoilt so that it must be refused; its story is like any other."""
    moment = seasons.pick_moment(rng, month, office=channel in OFFICE_CHANNELS)
    matter = stories.new_matter(rng, stories.choose(rng, channel, month), moment.date())
    long_number = f"12345{moment:%Y%m%d}8{number:06d}"
    case = _case(
        rng, channel, matter, long_number if channel == "hotline_12345" else f"BL{moment:%Y%m%d}{number:04d}"
    )
    case.received = moment
    case.summary = stories.tell(rng, matter, channel, moment.hour)
    return case


def _case(rng: Random, channel: str, matter: Matter, source_no: str) -> Case:
    day = matter.happened
    return Case(
        id="",
        channel=channel,
        matter=matter,
        received=seasons.pick_moment(rng, seasons.first_of(day), office=False),
        source_no=source_no,
        summary="",
        raw_type="其他纠纷",
        raw_type2="",
        unit=matter.town + ("政府" if matter.town.endswith("镇") else "办事处"),
        fate=Fate("in_progress", "正在办理", "", None, None, ""),
        handler=people.person(rng, day).name,
        mediator=people.person(rng, day).name,
        seed=rng.randrange(1 << 30),
    )

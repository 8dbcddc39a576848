"""Who: persons and organisations a text names, in which role, with the numbers that stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiefen_lite.rules.schema import ReadingRules
from jiefen_lite.shapes import PartyFacts, PartyRole
from jiefen_lite.text import find_numbers

_HAN = r"[\u4e00-\u9fff]"
#: Characters no given name consists of; a name ends before them.
_NO_NAME = "的了与和跟因把被说称要家是没不就都也还又到从对将给为或这那他她它我你们个户号楼村镇街区县欠借还买卖租骂吵墙狗鸡某之其此已找诉"
#: Words after which a name is certainly over.
_BOUNDARY = re.compile(
    r"$|[\s，。、；：:！？（）()“”\"\d]|与|和|跟|同|因|称|说|反映|诉|要求|请求|申请|在|等|向|对|将|把|被|要|到|未|欠|给|不|两|双|于|是|的|系|为|之"
    r"|家|以|投|拖|承|借|租|打|骂|殴|驾|开|从|经|已|曾|拒|偿|还|就|也|都|又|却|及|提|发|找|用|让|叫|种|收|拉|堵|占|送|带|领|出|做|去|来|回|酒|没|一|夫妇"
    r"|夫妻|先|趁|私|擅|多|长|常|答|承诺|通|骑|购|买|卖|付|支|索|追|上|认|声|扬|持|辱|推|撞|砸|养|建|盖|修|负|违|非"
)
_MASKED = r"某(?:某|[甲乙丙丁]|\d)?"
_ET_AL = re.compile(r"等(\d+|[一二两三四五六七八九十百]+)(?:余)?(?:名|位)?(?:人|户)")
_ATTACH = 18
_LINK = ("与", "和", "跟", "同", "对", "向", "找", "被", "借给", "租给", "包给", "卖给", "状告", "起诉", "雇")


@dataclass(slots=True)
class _Party:
    role: PartyRole | None
    name: str
    start: int
    end: int
    is_org: bool = False
    phones: list[str] = field(default_factory=list)
    id_no: str | None = None


class PartyReader:
    """Names, roles and numbers of the persons in a text."""

    def __init__(self, rules: ReadingRules) -> None:
        single = "".join(dict.fromkeys(rules.surnames))
        compound = "|".join(sorted(rules.compound_surnames, key=len, reverse=True))
        given = rf"[^\W\d_a-zA-Z{_NO_NAME}]"
        surname = rf"(?:{compound}|[{single}])" if compound else f"[{single}]"
        masked = rf"(?:[{single}]|{compound or 'X{9}'}){_MASKED}"
        person = rf"(?:{masked}|{surname}{given}{{1,2}})"
        self._applicant_words = tuple(sorted(rules.applicant_words, key=len, reverse=True))
        self._respondent_words = tuple(sorted(rules.respondent_words, key=len, reverse=True))
        said = "|".join(
            re.escape(word)
            for word in sorted({*rules.applicant_words, *rules.respondent_words}, key=len, reverse=True)
        )
        self._role = {word: PartyRole.APPLICANT for word in rules.applicant_words}
        self._role.update({word: PartyRole.RESPONDENT for word in rules.respondent_words})
        links = "|".join(sorted(_LINK, key=len, reverse=True))
        self._anchored = re.compile(
            rf"(?:(?P<word>{said})(?:[:：（(]|\s|姓名|为|是)*|(?P<link>{links})|(?P<begin>^|[，。；;：:\n]\s*)|(?P<and>、|及其?|(?<=[\u4e00-\u9fff])(?:和|与)))"
            rf"(?P<name>{person})"
        )
        self._masked = re.compile(masked)
        ends = "|".join(sorted(map(re.escape, rules.organisation_endings), key=len, reverse=True))
        self._org = re.compile(
            rf"[\u4e00-\u9fffA-Za-z0-9（）()]{{2,24}}?(?:{ends})(?![一-龥]{{0,2}}(?:门口|院内|附近))"
        )
        self._org_ends = tuple(rules.organisation_endings)
        self._cut = re.compile(
            rf"^.*(?:{said}|{links}|在|由|到|从|将|把|因|反映|要求|投诉|称|为|给|是|于|去|让|经|住在|某年|自)(?=[\u4e00-\u9fffA-Za-z（(]{{3,}}$)"
        )

    def find(self, text: str) -> tuple[tuple[PartyFacts, ...], int | None]:
        """The parties in the order of the text, and how many people ``等N人`` speaks of (None if not said)."""
        parties = self._persons(text)
        parties += self._organisations(text, parties)
        parties.sort(key=lambda one: one.start)
        self._give_roles(text, parties)
        self._give_numbers(text, parties)
        count = _ET_AL.search(text)
        et_al = int(count.group(1)) if count and count.group(1).isdigit() else None
        return (
            tuple(
                PartyFacts(
                    one.role or PartyRole.THIRD_PARTY,
                    one.name,
                    one.phones[0] if one.phones else None,
                    one.id_no,
                    is_org=one.is_org,
                    span=(one.start, one.end),
                )
                for one in parties
            ),
            et_al,
        )

    def _persons(self, text: str) -> list[_Party]:
        found: dict[str, _Party] = {}
        previous_end = -1
        at = 0
        while True:
            match = self._anchored.search(text, at)
            if match is None:
                break
            start, end = match.span("name")
            at = max(match.start() + 1, start)
            name = self._trimmed(text, start, end)
            if name is None:
                continue
            end = start + len(name)
            if match["and"] and match.start() != previous_end:
                continue  # 、 joins names only where a name stands before it
            role = self._role.get(match["word"] or "")
            if match["link"] or (match["and"] and match["and"] in "和与"):
                role = role or (PartyRole.RESPONDENT if found else None)
            elif match["and"] and found:
                role = list(found.values())[-1].role
            if name not in found:
                found[name] = _Party(role, name, start, end)
            elif found[name].role is None:
                found[name].role = role
            previous_end = end
            at = end
        for match in self._masked.finditer(text):
            name = match.group()
            if name not in found and _BOUNDARY.match(text, match.end()):
                found[name] = _Party(None, name, match.start(), match.end())
        return list(found.values())

    def _trimmed(self, text: str, start: int, end: int) -> str | None:
        """The name as long as a word boundary follows it; None where it is no name."""
        name = text[start:end]
        if "某" in name:
            return name
        for size in range(len(name), 1, -1):
            if _BOUNDARY.match(text, start + size):
                return name[:size] if name[:size] not in _WORDS else None
        return None

    def _organisations(self, text: str, persons: list[_Party]) -> list[_Party]:
        found: dict[str, _Party] = {}
        for match in self._org.finditer(text):
            start, end = match.span()
            cut = self._cut.match(text[start:end])
            if cut:
                start += cut.end()
            for person in persons:
                if person.start <= start < person.end:
                    start = person.end
            name = text[start:end].lstrip("（()）的、与和跟")
            start = end - len(name)
            if len(name) < 4 or name in self._org_ends or name[0] in "我他她这那该此某" and len(name) < 5:
                continue
            if name not in found:
                found[name] = _Party(None, name, start, end, is_org=True)
        return list(found.values())

    def _give_roles(self, text: str, parties: list[_Party]) -> None:
        for one in parties:
            if one.role is None:
                before = text[max(0, one.start - 8) : one.start].rstrip("：:（( ")
                if before.endswith(self._respondent_words):
                    one.role = PartyRole.RESPONDENT
                elif before.endswith(self._applicant_words):
                    one.role = PartyRole.APPLICANT
        free = [one for one in parties if one.role is None]
        if free and not any(one.role == PartyRole.APPLICANT for one in parties):
            # who is named first speaks, unless it is an organisation somebody complains about
            speaker = next((one for one in free if not one.is_org), None) or (
                free[0] if len(parties) > 1 else None
            )
            if speaker is not None:
                speaker.role = PartyRole.APPLICANT
        for one in parties:
            if one.role is None and not any(
                other.role == PartyRole.RESPONDENT for other in parties if other.start < one.start
            ):
                one.role = PartyRole.RESPONDENT

    def _give_numbers(self, text: str, parties: list[_Party]) -> None:
        people = [one for one in parties if not one.is_org] or parties
        for kind, start, _, value in find_numbers(text):
            if kind not in {"phone", "landline", "id_no"}:
                continue
            before = [one for one in people if 0 <= start - one.end <= _ATTACH]
            owner = before[-1] if before else None
            if owner is None:
                owner = next((one for one in people if one.role == PartyRole.APPLICANT), None)
            if owner is None:
                owner = _Party(PartyRole.APPLICANT, "", start, start)
                parties.append(owner)
                people.append(owner)
            if kind == "id_no":
                owner.id_no = owner.id_no or value
            else:
                owner.phones.append(value)


#: Words that begin like a name and are none.
_WORDS = frozenset(
    "马上 高速 高层 方向 方面 方式 时间 时候 后来 后面 金额 金钱 成功 成立 安全 安排 安装 平时 平房 白天 白条 常年 常常 包工 包地 "
    "计划 计算 任何 任务 应该 应当 支付 支出 家属 家长 温度 温室 费用 程序 关系 关于 关门 黄豆 黄牛 石头 沙子 江边 水田 连续 连夜 "
    "全家 全部 全村 严重 和解 和好 向他 向我 向阳 于是 于今 易发 经济 经过 经理 解决 解除 解释 宣传 左右 左邻 右舍 古树 查看 查询 "
    "史料 花钱 花盆 花生 麻将 梅花 林地 林带 林木 田地 田间 田埂 管理 管道 房屋 房东 房产 房子 阳台 阳光 祖坟 祖产 宗地 丁字 姑娘 "
    "车辆 车主 车库 车间 农机 农药 农资 农户 农民 别人 别家 公司 公示 公开 双方 相邻 相关 单位 单元 党员 党委 文件 文书 景区 柴火 "
    "丰收 利息 强行 强占 施工 明确 明天 易燃 暴力 权属 武力 段长 毛病 满意 牛羊 牛棚 秋收 秋天 符合 米厂 粮食 红线 终止 羊圈 老板 "
    "能否 能够 苗木 苗头 荒地 商家 商户 商铺 商场 谢绝 谈话 贾某 赖账 路口 路面 边界 通道 通行 那里 那边 部分 都是 陶瓷 顾客 项目 "
    "颜色 鱼塘 龙江 龙头 侯车 原因 原来 原告 尚未 曾经 孔洞 孔隙 宁愿 岳父 岳母 巫师 幸福 庄稼 广场 康复 延期 延误 惠农 成员 成本 "
    "戏曲 所有 所以 才能 承诺 承包 教师 教育 散养 敬老 景象 曲折 来访 束缚 步行 殷实 汪洋 汤水 沈阳 况且 凌晨 凤凰 劳动 劳务 华侨 "
    "博弈 卫生 卓越 危房 危险 同意 同居 同村 向前 司机 司法 周围 周边 周末 周日 周一 周二 周三 周四 周五 周六 孙子 孙女 季节 宋体 "
    "封条 封闭 封路 帅气 师傅 席位 库房 应付 归还 印章 伤者 盖房 盖章 后果 后续 后院 相互 相撞 相处 代表 代理 代耕 代种 代为 "
    "益处 从而 从事 从未 从小 苍蝇 辛苦 初步 初中 付款 付给 随后 随意 随礼 兰州 商量 楼道 桥头 越级 越过 干活 干涉 池埂 池塘 "
    "乐意 时常 皮肤 元旦 平米 平整 和平 毛重 米面 明知 计件 成片 谈妥 庞大 熊孩 纪念 舒服 屈服 项链 董事 梁上 杜绝 蓝色 麻烦 "
    "强迫 强制 路过 路边 江湖 童车 郭外 盛夏 林场 钟头 徐徐 高价 高空 高利 夏天 夏季 蔡家 樊笼 胡说 胡乱 凌乱 万元 柯家 管护 莫名".split()
)

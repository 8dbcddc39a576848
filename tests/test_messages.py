"""All sentences that a person can read, as one text: one voice, one word for one thing, a next step."""

from __future__ import annotations

import re

import pytest

from tests import messages
from tests.messages import BETWEEN, Message, collect, written

HAN = "[\u4e00-\u9fff]"
ALL = collect()

# Words of programs, files and keys that people do meet; a line with another English word is told.
ENGLISH = frozenset(
    """
    AES APScheduler apt B backup backups bench bin C center chromium Chromium code CPU CSV csv Ctrl
    Debian demo department DIF doc DOCTYPE docx DTD Enter ESLint et Excel false files FJ folder G gz
    GB18030 GBK GMT grid health HEIC htm html HTML HTTP http https HTTPS ID id install IP jfbak
    jiefen JPG JSON json jsonl kB KB KEY kind LibreOffice lint list Lite lock main MB md mediation
    messages mht Microsoft mnt Node npm null ods OFD OLE org out OUT PDF petition pip png PNG PostgreSQL py
    Python python release rest restore run Schema serve slow SmartArt SQL SQLite sudo SYLK Tab template
    SHA templates test text TLS town tr true txt Ubuntu URL USB UTF uv VBA venv verify wheels Word work
    WPS duty hours leader name permanent residence rotating xls xlsb xlsx XML YAML yaml
    """.split()  # noqa: SIM905  # a list of a hundred strings is no easier to read
)
COMMAND = re.compile(
    r"https?://\S+|--?[a-z][\w-]*(?:[ =][^\s，。；、）]+)?|[\w{}…./*-]+\.[a-z_]\w*"
    r"|[A-Z_]{4,}(?:=\w+)?|[a-z]+_[a-z_0-9]+"
    r"|\{[^}]*\}|jiefen(?: [a-z-]+)*|“[^”]*”|[A-Z]{2}\d{8}-\d+|\d{4}[QH]\d|[MG]B\b|python run\.py.*"
)

# What is said otherwise here, and how.
INSTEAD = {
    "帐号": "账号",
    "登陆": "登录",
    "单击": "点",
    "点击": "点",
    "双击": "点",
    "缺省": "默认",
    "乡镇": "镇（街道）",
    "镇街": "镇（街道）",
    "请您": "请",
    "恢复口令": "恢复短语",
    "钥匙": "密钥",
    "重设": "重置",
    "您可以": "可以",
    "用户可以": "可以",
    "系统将": "会",
    "操作失败": "没有做成",
    "非法": "不对",
    "无效的": "不对的",
    "异常终止": "意外中止",
    "查无": "没有",
    "是否确认": "确定…？",
    "敬请": "请",
    "反馈给管理员": "告诉管理员",
    "通讯": "联系",
}
# “进行” before a verb says nothing (进行核对: 核对); 按月进行 has its own verb in it.
EMPTY_VERB = re.compile("进行(?!，|。|；|$)")
YOU = re.compile("你(?!们)")
# The centre's word is 主办单位; a ledger's own column may be called otherwise.
NOT_OURS = re.compile("(?<!来源)(?<!台账列明的)承办单位")

HALF_WIDTH = (
    (re.compile(rf"{HAN}[,;!?]|[,;!?] ?{HAN}"), "标点用全角"),
    (re.compile(rf"{HAN}:(?!//)|{HAN}\s?\([^()]*{HAN}"), "冒号、括号用全角"),
    (re.compile(rf'"{HAN}|{HAN}"'), "引号用“”"),
    (re.compile(r"\.\.\.|。。|，。|；。|！！|？？|(?<!…)…(?!…|\})(?=[。，])"), "标点重了；省略号用……"),
    (re.compile(rf"{HAN}  +{HAN}"), "多了空格"),
)
# A sentence that asks something of a person, or says who may, what form it takes, that nothing is to be done.
NEXT = re.compile(
    "请|可以|找|先|改|再|要(?:填|写|在|选|有|单独)|不用|不需要|由.+(?:查看|办理|核对|修改)|有：|只对|用|能换回"
)
END = re.compile(r"[。！？：…；」）]$|\{…\}$|…$")


def problems(message: Message) -> list[str]:
    """What is wrong with one sentence, in words for whoever mends it."""
    words = message.words
    found = [f"“{word}”应作“{ours}”" for word, ours in INSTEAD.items() if word in words]
    plain = re.sub(r"“(?:键: ?值?|- )”|\{\w+: .*?\}", "", words)  # YAML itself is spoken of
    found += [why for pattern, why in HALF_WIDTH if pattern.search(plain)]
    if YOU.search(words):
        found.append("“你”应作“您”")
    if EMPTY_VERB.search(words):
        found.append("“进行”是空话")
    if NOT_OURS.search(words):
        found.append("“承办单位”应作“主办单位”")
    english = set(re.findall(r"[A-Za-z]{2,}", COMMAND.sub(" ", words))) - ENGLISH
    if english:
        found.append(f"英文词：{'、'.join(sorted(english))}")
    if message.kind == "error" and not (NEXT.search(words) or words.endswith("{…}")):
        found.append("没有说下一步怎么办")
    if "失败" in words and not NEXT.search(words):
        found.append("说了失败，没有说下一步怎么办")
    if message.kind in ("error", "help") and not all(END.search(part) for part in words.split(BETWEEN)):
        found.append("句末没有标点")
    return found


def test_the_list_is_up_to_date() -> None:
    """`python run.py messages` writes it anew; what has changed is then read before it is kept."""
    assert messages.LIST.read_text("utf-8") == written(ALL)


def test_the_list_is_long_and_of_every_kind() -> None:
    kinds = [message.kind for message in ALL]
    assert {kind: kinds.count(kind) > least for kind, least in LEAST.items()} == dict.fromkeys(LEAST, True)


LEAST = {"error": 150, "told": 40, "help": 60, "text": 300, "page": 150, "script": 1}


# Lists of words that are looked for in texts, rules of spelling, forms of the ministry: no sentences of ours.
NOT_SAID = (
    "jiefen_lite/elements/",
    "jiefen_lite/text/",
    "jiefen_lite/doubles/",
    "importers/values/",
    "importers/headers.py",
    "importers/units.py",
    "importers/towns.py",
    "importers/spelling.py",
    "jiefen_lite/store/doubles",
)


def test_every_sentence_is_in_one_voice() -> None:
    wrong = [
        (message.where, message.words, found)
        for message in ALL
        if not message.where.startswith(NOT_SAID) and (found := problems(message))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        ("text", "请点击保存,再试。", "标点用全角"),
        ("text", "请点击“保存”。", "“点击”应作“点”"),
        ("text", "没有找到(请检查路径)。", "冒号、括号用全角"),
        ("text", '请选"化解"。', "引号用“”"),
        ("text", "正在读取...请等。", "标点重了；省略号用……"),
        ("text", "请您登陆后再试。", "“登陆”应作“登录”"),
        ("text", "请对你的案件进行核对。", "“进行”是空话"),
        ("text", "请对你的案件核对。", "“你”应作“您”"),
        ("text", "请由承办单位签收。", "“承办单位”应作“主办单位”"),
        ("text", "请检查 payload 再传。", "英文词：payload"),
        ("text", "保存失败。", "说了失败，没有说下一步怎么办"),
        ("error", "文件打不开。", "没有说下一步怎么办"),
        ("error", "文件打不开，请再试", "句末没有标点"),
    ],
)
def test_each_fault_of_a_sentence_is_seen(kind: str, words: str, why: str) -> None:
    assert why in problems(Message("a.py", kind, words))


CODE = '''
"""说明，不是给人看的。"""
def f(name):
    """也不是，给人看的。"""
    raise NotFound(f"没有“{name}”。", "请检查，再试。", MORE)
flash("已保存，可以离开。", "good")
@click.option("--x", help="换一个。")
@cli.command()
def run():
    """做一件事，再做一件。"""
x = re.compile(r"^第\\\\d+，")
'''
PAGE = """{# 不给人看，注释 #}<p title="点开，再看">请<b>先</b>看 {{ name }}。</p>
{{ m.empty("没有，空的", "请上传。") }}{% if x %}<p>一，{% else %}二，{% endif %}"""


def test_the_collector_sees_what_people_see() -> None:
    assert [(one.kind, one.words) for one in messages.of_code(CODE, "a.py")] == [
        ("error", f"没有“{{…}}”。{BETWEEN}请检查，再试。{BETWEEN}{{…}}"),
        ("told", "已保存，可以离开。"),
        ("help", "换一个。"),
        ("text", "做一件事，再做一件。"),
    ]
    assert [one.words for one in messages.of_page(PAGE, "a.html")] == [
        "没有，空的", "请上传。", "点开，再看", "请先看 {…}。", "一，", "二，",
    ]  # fmt: skip
    assert [one.words for one in messages.of_script("a('文件太大，请分开。'); b('x');", "a.js")] == [
        "文件太大，请分开。"
    ]

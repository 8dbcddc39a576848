"""The centre folder: found, read with every fault, written so that it reads back the same."""

from __future__ import annotations

import stat
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jiefen_lite import config
from jiefen_lite.errors import ConfigError
from jiefen_lite.shapes import AccountSettings, Center, Duty, Region, Town, Unit, Village

CENTER = Center(
    name="富锦市社会治安综合治理中心",
    region=Region(
        "富锦市",
        "230882",
        (
            Town(
                "兴隆岗镇",
                ("兴隆岗",),
                21000,
                (Village("东风村", ("东风",), ("红旗大队",)), Village("3委", (), ())),
            ),
            Town("城东街道", (), None, ()),
        ),
    ),
    units=(
        Unit(
            "人力资源和社会保障局",
            "department",
            ("人社局", "a: b"),
            None,
            "王某",
            "李某",
            (
                Duty("王某", "0454-2345678", (0, 2, 6)),
                Duty("李: 某", None, (), date(2027, 2, 5), date(2027, 2, 12)),
                Duty("赵某"),
            ),
        ),
        Unit("兴隆岗镇人民政府", "town", ("兴隆岗镇",), "兴隆岗镇", None),
    ),
    case_prefix="FJ",
    holidays=((date(2027, 2, 5), True, "春节"), (date(2027, 2, 6), False, "春节“调休”")),
    database_url="sqlite:///x.db",
    accounts=AccountSettings(3, 60),
)

AGREED = """\
name: 富锦市社会治安综合治理中心
region:
  name: 富锦市
  code: "230882"
  towns:
    - {name: 兴隆岗镇, aliases: [兴隆岗], population: 21000,
       villages: [{name: 东风村, aliases: [东风], old_names: []}]}
units:
  - {name: 人力资源和社会保障局, kind: department, aliases: [人社局], town: null}
  - {name: 兴隆岗镇人民政府, kind: town, town: 兴隆岗镇, aliases: [兴隆岗镇]}
holidays: []        # {date: 2027-02-05, kind: rest|work, name: …} by hand, over the shipped tables
"""


def folder_with(tmp_path: Path, text: str | bytes) -> Path:
    (tmp_path / "center.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def test_the_agreed_form_is_read(tmp_path: Path) -> None:
    center = config.load(folder_with(tmp_path, AGREED))
    assert config.load(tmp_path / "center.yaml") == center
    assert center.region.towns == (Town("兴隆岗镇", ("兴隆岗",), 21000, (Village("东风村", ("东风",)),)),)
    assert center.units[0] == Unit("人力资源和社会保障局", "department", ("人社局",))
    assert (center.case_prefix, center.holidays, center.database_url) == ("JF", (), None)


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    config.write_center_yaml(CENTER, tmp_path / "center.yaml")
    assert config.load(tmp_path) == CENTER


def test_a_centre_with_nothing_in_it_reads_back_the_same(tmp_path: Path) -> None:
    bare = Center("某县综治中心", Region("某县", "230882"), (), "JF")
    config.write_center_yaml(bare, tmp_path / "center.yaml")
    assert config.load(tmp_path) == bare


@pytest.mark.parametrize(
    ("old", "new", "expect"),
    [
        (
            "region:",
            "regio:",
            "center.yaml 第 2 行：不认识的键“regio”，是不是“region”？"
            "这里能写：name、region、units、case_prefix、holidays、database_url",
        ),
        ("name: 富锦市社", "name：富锦市社", "center.yaml 第 1 行：“name”后面是全角冒号“：”；"),
        (
            'code: "230882"',
            "code: 富锦",
            "center.yaml 第 4 行：“富锦”不能用在“code”；应当是：6 位行政区划代码",
        ),
        ("21000", "两万", "center.yaml 第 6 行：“两万”应当是整数"),
        (
            "kind: department",
            "kind: 部门",
            "center.yaml 第 9 行：“部门”不能用在“kind”；能写的是：department、town",
        ),
        (
            "town: 兴隆岗镇,",
            "town: 兴隆镇,",
            "center.yaml 第 10 行：region 的 towns 里没有“兴隆镇”这个镇（街道）；是不是“兴隆岗镇”？",
        ),
        (
            "town: 兴隆岗镇, ",
            "",
            "center.yaml 第 10 行：单位“兴隆岗镇人民政府”是镇（街道）单位，请写明 town",
        ),
        (
            "name: 兴隆岗镇人民政府",
            "name: 人力资源和社会保障局",
            "center.yaml 第 8 行：单位“人力资源和社会保障局”写了两遍；请删掉一处",
        ),
        (
            "old_names: []}]}",
            "old_names: []}, {name: 东风村}]}",
            "center.yaml 第 7 行：“兴隆岗镇”的村（社区）“东风村”写了两遍；请删掉一处",
        ),
        (
            "old_names: []}]}",
            "old_names: []}]}\n    - {name: 兴隆岗镇}",
            "center.yaml 第 8 行：“兴隆岗镇”第 6 行已经用过；一个名称只能指一个镇（街道），请删掉一处",
        ),
        (
            "holidays: []",
            "holidays: [{date: 2027-02-05, kind: rest}, {date: 2027-02-05, kind: work}]",
            "center.yaml 第 11 行：2027-02-05 写了两遍；请只留一处",
        ),
        (
            "name: 富锦市社",
            "case_prefix: 富锦\nname: 富锦市社",
            "center.yaml 第 1 行：“富锦”不能用在“case_prefix”；应当是：1 至 8 个大写字母，例如 FJ",
        ),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, old: str, new: str, expect: str) -> None:
    assert old in AGREED
    with pytest.raises(ConfigError) as error:
        config.load(folder_with(tmp_path, AGREED.replace(old, new, 1)))
    assert any(sentence.startswith(expect) for sentence in error.value.sentences), error.value.sentences


def test_a_file_saved_as_gbk_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="GBK"):
        config.load(folder_with(tmp_path, AGREED.encode("gbk", "ignore")))


@pytest.mark.parametrize("text", [b"", b"\n  \r\n"])
def test_an_empty_file_is_not_one_to_delete(tmp_path: Path, text: bytes) -> None:
    """Unlike an empty rule file, in whose place the shipped one stands."""
    with pytest.raises(ConfigError, match="从备份中恢复"):
        config.load(folder_with(tmp_path, text))


def test_a_folder_without_centre_is_told_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="jiefen init"):
        config.load(tmp_path)


def test_the_centre_is_found_by_option_then_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [tmp_path / name for name in ("option", "environment", "here")]
    for place in places:
        place.mkdir()
        folder_with(place, AGREED)
    monkeypatch.chdir(places[2])
    assert config.find_center(None) == places[2]
    monkeypatch.setenv("JIEFEN_CENTER", str(places[1]))
    assert config.find_center(None) == places[1]
    assert config.find_center(str(places[0])) == places[0]


def test_a_centre_that_cannot_be_found_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="不知道用哪个中心"):
        config.find_center(None)
    with pytest.raises(ConfigError, match="--center 指定的文件夹"):
        config.find_center(str(tmp_path / "x"))
    monkeypatch.setenv("JIEFEN_CENTER", str(tmp_path))
    with pytest.raises(ConfigError, match="JIEFEN_CENTER 指定的文件夹"):
        config.find_center(None)


def test_a_new_folder_has_every_place_and_is_for_its_owner_only(tmp_path: Path) -> None:
    paths = config.begin(tmp_path / "a" / "b", CENTER)
    assert not paths.center.exists()
    config.finish(paths)
    assert config.load(paths.folder) == CENTER
    for place in (paths.files, paths.backups, paths.out, paths.inbox, paths.rules, paths.templates):
        assert place.is_dir()
    assert stat.S_IMODE(paths.folder.stat().st_mode) == 0o700
    assert not paths.key.exists()
    assert not paths.db.exists()


def test_an_existing_centre_is_not_touched(tmp_path: Path) -> None:
    folder_with(tmp_path, AGREED)
    with pytest.raises(ConfigError, match="已经是一个中心文件夹"):
        config.begin(tmp_path, CENTER)
    assert (tmp_path / "center.yaml").read_text(encoding="utf-8") == AGREED


def test_now_is_this_countys_time_without_zone() -> None:
    said = config.now()
    there = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    assert said.tzinfo is None
    assert abs((there - said).total_seconds()) < 5


PEOPLED = AGREED.replace(
    "aliases: [人社局], town: null}",
    """aliases: [人社局], town: null,
     leader: 分管老陈,
     stand_in: 承办小赵,
     duty: [
       {person: 承办小赵, weekdays: [一, 三], phone: 13900001234},
       {person: 分管老陈, start: 2027-02-05, end: 2027-02-12}]}""",
)


def test_leader_stand_in_and_rota_are_read_with_their_lines(tmp_path: Path) -> None:
    (unit, _hall) = config.load(folder_with(tmp_path, PEOPLED)).units
    assert (unit.leader, unit.stand_in) == ("分管老陈", "承办小赵")
    assert unit.duty == (
        Duty("承办小赵", "13900001234", (0, 2)),
        Duty("分管老陈", None, (), date(2027, 2, 5), date(2027, 2, 12)),
    )
    lines = PEOPLED.splitlines()
    assert {(key, name): lines[line - 1].strip() for key, name, line in unit.named} == {
        ("leader", "分管老陈"): "leader: 分管老陈,",
        ("stand_in", "承办小赵"): "stand_in: 承办小赵,",
        ("duty", "承办小赵"): "{person: 承办小赵, weekdays: [一, 三], phone: 13900001234},",
        ("duty", "分管老陈"): "{person: 分管老陈, start: 2027-02-05, end: 2027-02-12}]}",
    }


def test_how_a_unit_sits_in_the_centre_is_read_and_written_again(tmp_path: Path) -> None:
    words = PEOPLED.replace("leader: 分管老陈,", "leader: 分管老陈, residence: rotating, hours: 周二全天,")
    center = config.load(folder_with(tmp_path, words))
    assert [(unit.residence, unit.hours) for unit in center.units] == [("rotating", "周二全天"), (None, None)]
    again = tmp_path / "again"
    again.mkdir()
    config.write_center_yaml(center, again / "center.yaml")
    assert config.load(again).units == center.units


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("leader: 分管老陈,", "leader: 分管老陈, hours: 周二全天,", 10, "请也写明 residence"),
        ("leader: 分管老陈,", "leader: 分管老陈, residence: 常驻,", 10, "permanent"),
        ("stand_in: 承办小赵", "stand_in: 分管老陈", 11, "代理人就是分管领导自己"),
        ("end: 2027-02-12", "end: 2027-02-01", 14, "比开始的 2027-02-05 还早"),
        ("weekdays: [一, 三]", "weekdays: [一, 一]", 13, "星期一写了两遍"),
        ("weekdays: [一, 三]", "weekdays: [周一]", 13, "周一"),
        ("phone: 13900001234", "phone: 12345x", 13, "手机号或座机号"),
        ("phone: 13900001234", "mobile: 13900001234", 13, "mobile"),
        ("stand_in: 承办小赵", "standin: 承办小赵", 11, "stand_in"),
        ("person: 承办小赵, ", "", 13, "person"),
    ],
)
def test_faults_of_a_rota_are_told_with_their_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError) as told:
        config.load(folder_with(tmp_path, PEOPLED.replace(old, new, 1)))
    assert f"center.yaml 第 {line} 行" in str(told.value)
    assert words in str(told.value)

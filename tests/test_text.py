"""Cleaning, masks, numbers of persons, sums of money: what every other room builds on."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiefen_lite.text import (
    check_id_no,
    find_amounts,
    find_numbers,
    find_people,
    find_possible_sums,
    halfwidth,
    index_text,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    mask_text,
    normalize,
    parse_amount,
    parse_people,
    placeholder_text,
    restore_text,
    search_tokens,
)


def with_check_digit(first17: str) -> str:
    """An invented identity number with the right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(a) * b for a, b in zip(first17, weights, strict=True)) % 11]


PHONES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
ID_NUMBERS = st.builds(
    lambda born, tail: with_check_digit(f"230882{born:%Y%m%d}{tail:03d}"),
    st.dates(min_value=date(1930, 1, 1), max_value=date(2025, 12, 31)),
    st.integers(0, 999),
)
PROSE = st.text(alphabet="张三李四王欠款村镇电话号，。；： abX（）、\n", max_size=20)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("１３９００００１２３４", "13900001234"),
        ("  富锦市　兴隆岗镇 ", "富锦市 兴隆岗镇"),
        ("ＡＢ－１２，（甲）：乙", "AB-12，（甲）：乙"),
        ("\ufeff编号\u200b", "编号"),
        ("⼈民调解", "人民调解"),
    ],
)
def test_one_spelling_for_one_thing(written: str, plain: str) -> None:
    assert normalize(written) == plain


@given(st.text(max_size=60))
def test_plain_width_keeps_every_position(text: str) -> None:
    assert len(halfwidth(text)) == len(text)


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        (with_check_digit("23088219800101000"), True),
        (with_check_digit("23088219801301000"), False),  # month 13
        (with_check_digit("23088219800101000")[:-1] + "A", False),
        ("230882198001010000", False),
        ("", False),
        ("１" * 18, False),
    ],
)
def test_identity_number_is_checked_by_gb_11643(number: str, right: bool) -> None:
    assert check_id_no(number) is right


def test_check_digit_x_may_be_small_or_wide() -> None:
    ending_in_x = next(
        number
        for number in (with_check_digit(f"23088219800101{n:03d}") for n in range(30))
        if number.endswith("X")
    )
    assert check_id_no(ending_in_x.lower())
    assert check_id_no(ending_in_x[:-1] + "Ｘ")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("电话13900000001", ["phone"]),
        ("139-0000-0001，139 0000 0002", ["phone", "phone"]),
        ("+86 13900000001", ["phone"]),
        ("wx13900000001王某", ["phone"]),
        ("一三九零零零零零零零一", ["phone"]),
        ("13900000001139000000021", []),
        ("1390000000113900000002", ["phone", "phone"]),
        ("230882198001010003", ["id_no"]),
        ("230882 19800101 0003", ["id_no"]),
        ("23088219800101000313900000002", ["id_no", "phone"]),
        ("0454-2331234 (0454)2331235", ["landline", "landline"]),
        ("座机2331234", ["landline"]),
        ("黑D12345、黑DF12345", ["plate", "plate"]),
        ("卡号6222020000000000001", ["bank"]),
        ("sun@example.com", ["mail"]),
        # numbers of the trade, not of persons
        ("(2025)黑0882诉前调123号", []),
        ("J23088220251103000217", []),
        ("12345202511030000217", []),
        ("XF23088220251103004", []),
        ("XF230882202511030041", []),
        ("2025-11-03 14:22:05", []),
        ("91230882MA00000000", []),
        ("25.42万元、410亩", []),
    ],
)
def test_numbers_of_persons_are_found_and_others_left(text: str, kinds: list[str]) -> None:
    assert [kind for kind, *_ in find_numbers(text)] == kinds


def test_found_number_points_into_the_text() -> None:
    text = "联系电话：１３９００００１２３４，备注"
    [(kind, start, end, value)] = find_numbers(text)
    assert (kind, text[start:end], value) == ("phone", "１３９００００１２３４", "13900001234")


@given(PROSE, PHONES | ID_NUMBERS, PROSE, PHONES | ID_NUMBERS, PROSE)
@settings(max_examples=300)
def test_no_mask_leaves_a_telephone_or_identity_number(a: str, one: str, b: str, two: str, c: str) -> None:
    masked = mask_text(a + one + b + two + c)
    assert one not in masked
    assert two not in masked
    assert re.search(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)", masked) is None


@given(PROSE, PHONES | ID_NUMBERS, PROSE, PHONES)
@settings(max_examples=300)
def test_placeholders_hide_and_give_back_the_very_text(a: str, one: str, b: str, two: str) -> None:
    text = a + one + b + two
    hidden, numbers = placeholder_text(text)
    assert one not in hidden
    assert two not in hidden
    assert restore_text(hidden, numbers) == text


@given(st.text(max_size=80))
def test_any_text_survives_its_placeholders(text: str) -> None:
    hidden, numbers = placeholder_text(text)
    assert restore_text(hidden, numbers) == text


def test_placeholders_are_numbered_and_never_collide() -> None:
    hidden, numbers = placeholder_text("⟦电话1⟧打13900000001，再打13900000001和13900000002")
    assert hidden == "⟦电话1⟧打⟦电话2⟧，再打⟦电话2⟧和⟦电话3⟧"
    assert numbers == {"⟦电话2⟧": "13900000001", "⟦电话3⟧": "13900000002"}


@pytest.mark.parametrize(
    ("name", "is_org", "masked"),
    [
        ("孙立东", False, "孙**"),
        ("欧阳明", False, "欧阳*"),
        ("张三、李四", False, "张*、李*"),
        ("赵永福等7人", False, "赵**等7人"),
        ("张三（男，45岁，13900000001）", False, "张*"),
        ("匿名", False, "匿名"),
        ("富锦市某种植专业合作社", True, "富锦市某种植专业合作社"),
        ("孙立东家庭农场", True, "孙**家庭农场"),
        ("富锦市王大伟超市", True, "富锦市王**超市"),
        ("某公司（法定代表人王五）", True, "某公司（法定代表人王*）"),
        ("", False, ""),
    ],
)
def test_names_keep_the_family_name_only(name: str, is_org: bool, masked: str) -> None:
    assert mask_name(name, is_org) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13900000001", "139****0001"),
        ("0454-1234567", "0454-****67"),
        ("2331234", "****34"),
        ("13900000001/13900000002", "139****0001/139****0002"),
        ("139000", "****00"),
        ("1390000xxxx", "1390000xxxx"),
        ("13900001234、139000012345", "139****1234、139*********"),
        ("0454-1234567、139 0000 1111", "0454-****67、139****1111"),
    ],
)
def test_telephone_mask(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_identity_mask_keeps_six_and_four() -> None:
    assert mask_id("230882198001010003") == "230882********0003"
    assert mask_id("12345") == "1****"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("富锦市城东街道某小区3号楼2单元", "富锦市城东街道"),
        ("富锦市锦山镇某村3组12号", "富锦市锦山镇某村"),
        ("富锦市上街基镇东富乡村5号", "富锦市上街基镇东富乡村"),
        ("黑龙江省佳木斯市富锦市兴隆岗镇东风村委会东侧", "黑龙江省佳木斯市富锦市兴隆岗镇东风村委会"),
        ("富锦市向阳路社区幸福小区2栋", "富锦市向阳路社区"),
        ("文明小区3号楼", "***"),
        ("", ""),
    ],
)
def test_address_ends_at_the_village(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_free_text_hides_numbers_plates_mails_and_party_names() -> None:
    text = "孙立东（13900000001，230882198001010003）的黑D12345撞了孙立东家大门，邮箱sun@example.com"
    assert mask_text(text, ["孙立东等2人"]) == (
        "孙**（139****0001，230882********0003）的黑D***撞了孙**家大门，邮箱s***@example.com"
    )


def test_search_tokens_pair_chinese_and_keep_words_whole() -> None:
    assert search_tokens("富锦市ABC12号 第2栋") == [
        "富锦",
        "锦市",
        "市",
        "号",
        "号",
        "第",
        "第",
        "栋",
        "abc12",
        "2",
    ]


@given(st.text("富锦市二龙山镇𠀀A座b12 ，·、", max_size=30), st.data())
def test_every_piece_of_a_text_is_found_by_its_tokens(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words)))
    piece = words[start : data.draw(st.integers(start, len(words)))]
    pairs = [token for token in search_tokens(piece) if not token.isascii()]
    assert set(pairs) <= set(index_text(words).split())


def test_a_half_character_of_a_broken_file_can_be_indexed() -> None:
    assert "富锦" in index_text("富锦\ud83d市").split()


@pytest.mark.parametrize(
    ("text", "yuan", "approx"),
    [
        ("3.2万", 32000, False),
        ("3.2万元", 32000, False),
        ("32,000元", 32000, False),
        ("约3万", 30000, True),
        ("叁万贰仟元", 32000, False),
        ("三万五", 35000, False),
        ("三万零五", 30005, False),
        ("3万5千", 35000, False),
        ("两千块", 2000, False),
        ("10余万元", 100000, True),
        ("三万多元", 30000, True),
        ("1.2亿", 120000000, False),
        ("人民币伍仟元整", 5000, False),
        ("一万二千三百四十五元六角七分", 12345.67, False),
        ("1860.50", 1860.5, False),
        ("2万元（含利息）", 20000, False),
    ],
)
def test_a_cell_of_money(text: str, yuan: float, approx: bool) -> None:
    assert parse_amount(text) == (round(yuan * 100), approx)


@pytest.mark.parametrize(
    "text", ["半万", "几万", "两三万", "1-2万", "2025-11-03", "上万元", "", "—", "1万元；2万元"]
)
def test_an_unclear_sum_is_refused(text: str) -> None:
    assert parse_amount(text) is None


def test_a_column_in_ten_thousands_multiplies_bare_numbers_only() -> None:
    assert parse_amount("0.12", unit_wan=True) == (120_000, False)
    assert parse_amount("0.12万元", unit_wan=True) == (120_000, False)
    assert parse_amount("1200元", unit_wan=True) == (120_000, False)


@given(st.integers(1, 99_999_999))
def test_figures_are_read_as_written(yuan: int) -> None:
    assert parse_amount(f"{yuan:,}元") == (yuan * 100, False)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2", (2, False)),
        ("2人", (2, False)),
        ("10余人", (10, True)),
        ("三十多户", (30, True)),
        ("十几人", (10, True)),
        ("百余人", (100, True)),
        ("赵永福等7人", (7, False)),
        ("2.0", (2, False)),
        ("若干", None),
        ("几十人", None),
        ("两三人", None),
    ],
)
def test_a_cell_of_people(text: str, count: tuple[int, bool] | None) -> None:
    assert parse_people(text) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打12315也没人管，要求退420", [42000]),
        ("再不拉就上12345", []),
        ("2024、2025两年的账没公布", []),
        ("我给他打了110，他要给110元", [11000]),
        ("就让赔五十", [5000]),
        ("欠我10000一直没给，还有95000没算", [1000000, 9500000]),
        ("打95598没人接", []),
        ("种了五十垄", []),
    ],
)
def test_what_may_be_money_is_no_hotline(text: str, found: list[int]) -> None:
    assert [one.fen for one in find_possible_sums(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每亩 620 元，共 410 亩，欠25.42万元", [("620 元", 62000, True), ("25.42万元", 25_420_000, False)]),
        ("借给他三万五一直不还", [("三万五", 3_500_000, False)]),
        ("拖欠12名木工工资约 18 万元", [("约 18 万元", 18_000_000, False)]),
        ("支付 2025年7-9月工资 21600 元", [("21600 元", 2_160_000, False)]),
        ("彩礼18万8", [("18万8", 18_800_000, False)]),
        ("赔我5000", [("5000", 500_000, False)]),
        ("种了3万亩地，万一出事，两块地", []),
        ("收了20多万斤玉米，2025年的", []),
        ("中间有一块空地，把墙往这边砌过来一块", []),
        ("两家之间三米来宽的一块老园子", []),
        ("西边那一块，地面沉下去一块，找施工的", []),
        ("欠我二百块", [("二百块", 20_000, False)]),
        ("最多赔五块", [("五块", 500, False)]),
        ("就差一块钱", [("一块钱", 100, False)]),
        ("苞米卖到3块5一斤", [("3块5", 350, True)]),
        ("一度电还收一块多", [("一块", 100, True)]),
        ("一次收五块", [("五块", 500, True)]),
    ],
)
def test_money_inside_a_sentence(text: str, found: list[tuple[str, int, bool]]) -> None:
    assert [(text[a.start : a.end], a.fen, a.rate) for a in find_amounts(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("欠我三千五百块零五毛没给", [("三千五百块零五毛", 350_050, False)]),
        ("借了三四千块", [("三四千块", 300_000, True)]),
        ("大夫说要五六万", [("五六万", 5_000_000, True)]),
        ("花了一两千", [("一两千", 100_000, True)]),
        ("欠十七八万", [("十七八万", 17_000_000, True)]),
        ("要求赔3-5万元", [("3-5万元", 3_000_000, True)]),
        ("赔偿1万-5万元", [("1万-5万元", 1_000_000, True)]),
        ("要一百二十到一百五十万元", [("一百二十到一百五十万元", 120_000_000, True)]),
        ("工资从8000到3万", [("8000到3万", 800_000, True)]),
        ("从2万降到1万元", [("2万", 2_000_000, False), ("1万元", 1_000_000, False)]),
        ("欠我3.5w没给", [("3.5w", 3_500_000, False)]),
        ("欠15k左右", [("15k左右", 1_500_000, True)]),
        ("灯泡10w的", []),
        ("付了3，000元", [("3，000元", 300_000, False)]),
        ("欠RMB3000", [("RMB3000", 300_000, False)]),
        ("欠了几十万块", [("几十万块", 10_000_000, True)]),
        ("三块五没给", [("三块五", 350, False)]),
        ("砌过来两三块", []),
        ("电话3万户，三四十人", []),
    ],
)
def test_sums_told_roughly(text: str, found: list[tuple[str, int, bool]]) -> None:
    """Of two numbers the lower counts, and it is not exact."""
    assert [(text[a.start : a.end], a.fen, a.approx) for a in find_amounts(text)] == found


@pytest.mark.parametrize(
    ("text", "yuan", "approx"),
    [
        ("8亿元人民币", 800_000_000, False),
        ("3000RMB", 3000, False),
        ("两个亿", 200_000_000, False),
        ("三千五百块零五毛", 3500.5, False),
        ("30w上下", 300_000, True),
    ],
)
def test_other_ways_to_write_one_sum(text: str, yuan: float, approx: bool) -> None:
    assert parse_amount(text) == (round(yuan * 100), approx)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("会员 40 余人余额未退", [(40, True)]),
        ("30余户反映供暖不达标", [(30, True)]),
        ("拖欠12名木工工资", [(12, False)]),
        ("第3人民医院，2025年", []),
        ("微信群里二十来个家长都联系不上她", [(20, True)]),
        ("代29名在冷库装车的妇女反映", [(29, False)]),
        ("来了十五六个亲戚把车围住", [(15, True)]),
        ("十七八个人堵着道口", [(17, True)]),
        ("一伙人拎着棍子，一共七个，领头的姓石", [(7, False)]),
        ("欠俺们6个人工钱", [(6, False)]),
        ("双方各聚了三十来人", [(60, True)]),
        ("三千一人一半", []),
        ("每户各有3人在家", [(3, False)]),
        ("买了十二个碗", []),
        ("只有两名额", []),
    ],
)
def test_people_inside_a_sentence(text: str, found: list[tuple[int, bool]]) -> None:
    assert [(people.number, people.approx) for people in find_people(text)] == found

"""The pages in a real browser: three sizes, keyboard, no script errors, and without scripts at all."""

from __future__ import annotations

from typing import Any

import pytest

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, DoubleProposal, DoubleReason, Role
from jiefen_lite.store import cases, doubles, pairlists
from tests.web import support
from tests.web.browsing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = ((1366, 768), (1920, 1080), (360, 740))


def test_pages_fit_every_screen_and_nothing_complains(
    browser: Any, address: str, house: House, filled: dict[str, CaseRow]
) -> None:
    context = browser.new_context()
    page, told = signed_in(context, address, Role.SUPERVISOR)
    code, paper = filled["red"].case_code, support.keep_paper(house)
    addresses = (
        "/",
        "/upload",
        "/batches",
        "/columns",
        f"/columns/{support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR])}",
        "/doubles",
        f"/doubles/{code}/{filled['secret'].case_code}",
        "/doubles/apart",
        "/doubles/merged",
        "/cases",
        f"/cases/{code}",
        f"/cases/{code}/correct",
        "/indicators",
        "/indicators?by=unit&period=2026-11",
        "/ledgers",
        "/reports",
        "/reports/of/2026-10",
        f"/reports/papers/{paper}",
        "/health/2026-10",
        "/rules",
    )
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for one in addresses:
            page.goto(address + one)
            too_wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert too_wide <= 0, (one, width)
            assert page.locator("h1").count() == 1, one
    assert told == []
    context.close()


def test_the_keyboard_is_enough(browser: Any, address: str, filled: dict[str, CaseRow]) -> None:
    context = browser.new_context()
    page, told = signed_in(context, address, Role.SUPERVISOR)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("彩礼")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases?q=*")
    assert page.locator("a.case-code").all_inner_texts() == [filled["other"].case_code]
    assert told == []
    context.close()


def test_a_leader_signs_a_paper_off_by_keyboard_alone(browser: Any, address: str, house: House) -> None:
    """From the first page to the paper and its button, with Tab and Enter."""
    paper = support.keep_paper(house)
    context = browser.new_context()
    page, told = signed_in(context, address, Role.LEADER)
    page.on("dialog", lambda dialog: dialog.accept())

    def go_to(words: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").strip() == words:
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"“{words}” cannot be reached")

    go_to("2026年10月体检报告")
    page.wait_for_url(f"{address}/reports/papers/{paper}")
    go_to("签发")
    page.wait_for_selector("text=已签发")
    assert f"已签发 {support.PEOPLE[Role.LEADER]}" in " ".join(page.inner_text("main").split())
    assert told == []
    context.close()


def test_files_are_chosen_with_chinese_words(browser: Any, address: str) -> None:
    context = browser.new_context()
    page, told = signed_in(context, address, Role.INTAKE_CLERK)
    page.goto(f"{address}/upload")
    assert page.inner_text(".drop-word") == "还没有选，也可以把文件拖到这里"
    page.set_input_files("[name=files]", [{"name": "信访.xlsx", "mimeType": "", "buffer": b"x" * 2400}])
    assert page.inner_text(".drop-word") == "信访.xlsx（2 KB）"
    page.keyboard.press("Tab")
    page.focus("[name=files]")
    assert page.evaluate("getComputedStyle(document.querySelector('.drop')).outlineStyle") == "solid"
    assert told == []
    context.close()


def test_a_correction_works_without_scripts(browser: Any, address: str, filled: dict[str, CaseRow]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page, _told = signed_in(context, address, Role.SUPERVISOR)
    code = filled["red"].case_code
    page.goto(f"{address}/cases/{code}/correct")
    page.fill("[name=people]", "9")
    page.fill("[name=reason]", "来访更正")
    page.click("text=保存更正")
    page.wait_for_url(f"{address}/cases/{code}")
    assert "涉及人数：2 → 9" in page.inner_text("main")
    context.close()


def test_plain_text_appears_only_after_the_reason(
    browser: Any, address: str, filled: dict[str, CaseRow]
) -> None:
    context = browser.new_context()
    page, told = signed_in(context, address, Role.HANDLER)
    page.goto(f"{address}/cases/{filled['red'].case_code}")
    assert support.PHONE not in page.content()
    page.click("summary:has-text('查看明文')")
    page.fill("[name=reason]", "电话核实诉求")
    page.click("button:has-text('查看明文')")
    page.wait_for_selector(".clear-mark")
    assert support.PHONE in page.content()
    page.click("text=恢复脱敏")
    page.wait_for_load_state()
    assert support.PHONE not in page.content()
    assert told == []
    context.close()


@pytest.fixture
def ten_pairs(house: House, filled: dict[str, CaseRow]) -> int:
    """Ten pairs that wait: five cases, each of which may be one with any other."""
    for number in range(51, 56):
        support.add_case(
            house, number, names=("段彩英", "周桂兰"), summary="两家因院墙排水发生争执，多次协商不成。"
        )
    reason = (DoubleReason("same_phone", 70, "电话相同"),)
    pairs = [(one, other) for one in range(51, 56) for other in range(one + 1, 56)]
    found = [DoubleProposal(one, other, 70, reason) for one, other in pairs]
    assert doubles.keep(house.store, found, None, support.NOW) == 10
    return len(found)


def test_ten_pairs_are_judged_by_keys_alone(browser: Any, address: str, house: House, ten_pairs: int) -> None:
    """From the menu to the last: skip, keep apart, take back, the other one as master, merge, take back."""
    context = browser.new_context()
    page, told = signed_in(context, address, Role.SUPERVISOR)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "可能重复":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/doubles")
    page.keyboard.press("b")
    page.wait_for_selector("text=还有 10 对")
    start = page.url
    page.keyboard.press("s")
    page.wait_for_function("start => location.href !== start", arg=start)
    page.wait_for_selector("text=还有 10 对")
    for left in range(9, 1, -1):
        page.keyboard.press("x")
        page.wait_for_selector(f"text=还有 {left} 对")
    page.keyboard.press("u")
    page.wait_for_selector("text=又等着核对了")
    page.keyboard.press("x")
    page.wait_for_selector("text=还有 2 对")
    page.keyboard.press("x")
    page.wait_for_selector("text=还有 1 对")
    page.keyboard.press("2")
    page.keyboard.press("m")
    page.wait_for_selector("text=这里的都核对完了")
    assert pairlists.count_decided(house.store, support.OPERATOR) == {"rejected": 9, "merged": 1}
    (merged,) = pairlists.merged(house.store, support.OPERATOR, limit=2)
    assert cases.get_case(house.store, support.OPERATOR, merged.first).master_case == merged.second
    page.keyboard.press("u")
    page.wait_for_selector("text=回到并案前的状态")
    assert told == []
    context.close()


def test_pairs_are_judged_without_scripts(browser: Any, address: str, house: House, ten_pairs: int) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page, _told = signed_in(context, address, Role.SUPERVISOR)
    page.goto(f"{address}/doubles")
    page.click("text=从第一对开始核对")
    page.click("button:has-text('不是一件')")
    page.wait_for_selector("text=还有 9 对")
    page.click("button:has-text('撤销')")
    page.wait_for_selector("text=又等着核对了")
    page.click("button:has-text('合并：同一事件')")
    page.wait_for_selector("text=已并案")
    assert pairlists.count_decided(house.store, support.OPERATOR)["merged"] == 1
    context.close()


def test_a_rule_file_is_checked_while_it_is_written(browser: Any, address: str) -> None:
    """Numbers beside the lines, a fault that leads to its line, words offered; then a draft is kept."""
    context = browser.new_context()
    page, told = signed_in(context, address, Role.RULE_EDITOR)
    page.goto(f"{address}/rules/deadlines/text")
    page.wait_for_selector("#faults .note-good")
    assert page.inner_text(".rule-numbers").split()[:3] == ["1", "2", "3"]
    text = page.input_value("#rule-text")
    page.fill("#rule-text", text.replace("complex_days: 20", "complex_days: 二十"))
    page.click("#faults button")
    chosen = "(area) => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert page.eval_on_selector("#rule-text", chosen) == "  complex_days: 二十"
    page.fill("#rule-text", "center:\n  unit: ")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".rule-offers li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#rule-text") == "center:\n  unit: workday"
    page.fill("#rule-text", text.replace("simple_days: 3", "simple_days: 2"))
    page.click("text=存草稿，看改了什么")
    assert page.inner_text(".diff-in .diff-text").strip() == "simple_days: 2"
    assert told == []
    context.close()

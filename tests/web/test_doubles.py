"""The pages of the same dispute told twice: the list, two cases side by side, merging and taking apart."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import merging
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Channel, Role
from jiefen_lite.store import audit, cases
from tests.web import support

TOLD = "孙立东在工地干活，宏达建筑拖欠工资 8600 元。"


@pytest.fixture
def pair(house: House) -> tuple[str, str]:
    """One dispute through two channels: of the labour office, and of a town hall."""
    first = support.add_case(house, 1, units=[(support.LABOR, "responsible")])
    second = support.add_case(
        house,
        2,
        units=[(support.TOWN_HALL, "responsible")],
        responsible_unit=support.TOWN_HALL,
        channel=Channel.PETITION,
        source_no="XF23088220261105001",
        day=support.NOW.date().replace(day=5),
        summary=TOLD,
        village=None,
    )
    merging.look(house, support.NOW)
    return first.case_code, second.case_code


@pytest.fixture
def pairs(house: House, pair: tuple[str, str]) -> list[str]:
    """Three cases of one dispute: three pairs wait."""
    third = support.add_case(
        house, 3, channel=Channel.GRID, source_no="WG3", summary=TOLD, day=support.NOW.date().replace(day=6)
    )
    with house.store.writing():
        house.store.db.execute_sql("DELETE FROM setting WHERE key = 'doubles:looked'")
    merging.look(house, support.NOW)
    return [*pair, third.case_code]


def client_of(app: Flask, role: Role) -> FlaskClient:
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[role])
    return client


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def merge(client: FlaskClient, pair: tuple[str, str], **form: str) -> object:
    return support.send(
        client, "/doubles/{}/{}/merge".format(*pair), **{"master": pair[0], "ground": "同一事件", **form}
    )


def test_the_way_from_the_first_page_to_one_case_and_back(
    app: Flask, house: House, pair: tuple[str, str]
) -> None:
    first, second = pair
    client = client_of(app, Role.SUPERVISOR)
    assert "1 对案件可能是同一件" in page(client, "/")
    listed = page(client, "/doubles")
    assert first in listed
    assert second in listed
    assert f"/doubles/{first}/{second}" in page(client, f"/cases/{first}")
    shown = page(client, f"/doubles/{first}/{second}")
    assert "证件号码相同" in shown
    assert support.PHONE not in shown  # masked: what is the same is told, not what it is
    assert "孙立东" not in shown
    assert merge(client, pair, reason="同一笔工资").status_code == 302  # type: ignore[attr-defined]
    master = page(client, f"/cases/{first}")
    assert "XF23088220261105001" in master
    assert "同一事件：同一笔工资" in master
    part = page(client, f"/cases/{second}")
    assert "这一件已并案" in part
    assert f'href="/cases/{first}"' in part
    assert "没有待核对的" in page(client, "/doubles")
    assert second not in page(client, "/cases")
    response = support.send(client, f"/doubles/{second}/unmerge", reason="看错了")
    assert response.status_code == 302
    assert second in page(client, "/cases")


def test_a_form_without_its_choices_comes_back_with_what_was_typed(app: Flask, pair: tuple[str, str]) -> None:
    client = client_of(app, Role.SUPERVISOR)
    for form, told in (({"ground": ""}, "请选为什么是一件"), ({"master": "FJ1"}, "请选哪一件作主件")):
        response = merge(client, pair, reason="打了很多字", **form)
        text = response.get_data(as_text=True)  # type: ignore[attr-defined]
        assert response.status_code == 422  # type: ignore[attr-defined]
        assert told in text
        assert "打了很多字" in text


def test_a_clerk_turns_down_and_leaves_merging_to_the_supervisor(
    app: Flask, house: House, pair: tuple[str, str]
) -> None:
    client = client_of(app, Role.INTAKE_CLERK)
    assert "请督办岗并案" in page(client, "/doubles/{}/{}".format(*pair))
    assert merge(client, pair).status_code == 403  # type: ignore[attr-defined]
    response = support.send(client, "/doubles/{}/{}/reject".format(*pair), reason="两笔")
    assert response.status_code == 302
    assert "没有待核对的" in page(client, "/doubles")
    assert "认定不是一件：两笔" in page(client, "/doubles/{}/{}".format(*pair))


def test_any_two_cases_can_be_compared(app: Flask, house: House, pair: tuple[str, str]) -> None:
    other = support.add_case(
        house, 9, names=("李秀兰", "周桂兰"), summary="两家因彩礼返还发生争执。"
    ).case_code
    client = client_of(app, Role.INTAKE_CLERK)
    response = support.send(client, "/doubles/compare", one=pair[0], other=other)
    assert response.headers["Location"] == f"/doubles/{pair[0]}/{other}"
    assert "系统没有提议" in page(client, response.headers["Location"])
    for wrong, status in (("", 400), ("FJ20990101-0001", 404)):
        assert support.send(client, "/doubles/compare", one=pair[0], other=wrong).status_code == status


def test_a_unit_is_told_nothing_of_it(app: Flask, pair: tuple[str, str]) -> None:
    """Neither of a proposal, nor, once merged, which case its own went to or which came to its own."""
    first, second = pair
    client = client_of(app, Role.HANDLER)
    assert second not in page(client, f"/cases/{first}")
    assert "同一件" not in page(client, "/") + page(client, f"/cases/{first}")
    assert merge(client_of(app, Role.SUPERVISOR), pair).status_code == 302  # type: ignore[attr-defined]
    own = page(client, f"/cases/{first}")
    assert "XF23088220261105001" in own  # the source it has to answer as well
    assert second not in own


def test_looking_at_a_pair_with_secrecy_is_written_down(app: Flask, house: House) -> None:
    ones = [support.add_case(house, number, secrecy=True).case_code for number in (1, 2)]
    page(client_of(app, Role.SUPERVISOR), "/doubles/{}/{}".format(*ones))
    seen = [one for one in audit.entries(house.store, support.OPERATOR) if one["action"] == "view_case"]
    assert sorted(one["object"] for one in seen) == ones


def test_counts_of_the_first_page_have_a_merged_case_once(
    app: Flask, house: House, pair: tuple[str, str]
) -> None:
    client = client_of(app, Role.SUPERVISOR)
    before = numbers(page(client, "/"))
    assert merge(client, pair).status_code == 302  # type: ignore[attr-defined]
    after = numbers(page(client, "/"))
    for name in ("在办", "本月登记"):
        assert int(after[name]) == int(before[name]) - 1, name
    assert cases.count_cases(house.store, support.OPERATOR, CaseQuery()) == 1


# --------------------------------------------------------------------------- one after the other


def test_deciding_leads_to_the_next_pair_and_undo_back(app: Flask, house: House, pairs: list[str]) -> None:
    client = client_of(app, Role.SUPERVISOR)
    first = client.get("/doubles/next").headers["Location"]
    assert "还有 3 对" in page(client, first)
    response = support.send(client, f"{first}/reject", seen="proposed")
    second = response.headers["Location"]
    assert second != first
    shown = page(client, second)
    assert "还有 2 对" in shown
    (address,) = re.findall(r'class="note note-good undo no-print" method="post" action="([^"]+)"', shown)
    assert address == f"{first}/again"
    assert support.send(client, address).headers["Location"] == first
    assert "还有 3 对" in page(client, first)


def test_skipping_goes_round_and_narrowing_stays(app: Flask, pairs: list[str]) -> None:
    client = client_of(app, Role.INTAKE_CLERK)
    seen = []
    address = client.get("/doubles/next?month=2026-11").headers["Location"]
    for _ in range(3):
        seen.append(address)
        assert address.endswith("?month=2026-11")
        (skip,) = re.findall(r'data-key="s" href="([^"]+)"', page(client, address))
        address = client.get(skip.replace("&amp;", "&")).headers["Location"]
    assert len(set(seen)) == 3
    assert address == seen[0]
    assert "这样筛没有待核对的" in page(client, "/doubles?month=2026-01")
    assert client.get("/doubles/next?month=2026-01").headers["Location"] == "/doubles?month=2026-01"


def test_a_second_window_is_told_who_was_first(app: Flask, house: House, pair: tuple[str, str]) -> None:
    one, other = client_of(app, Role.SUPERVISOR), client_of(app, Role.INTAKE_CLERK)
    assert merge(one, pair, seen="proposed").status_code == 302  # type: ignore[attr-defined]
    for step in ("reject", "hand-on"):
        response = support.send(other, "/doubles/{}/{}/".format(*pair) + step, seen="proposed")
        assert response.status_code == 409
        assert "督办老王 已经在 11-20 09:30 把这两件并案了" in response.get_data(as_text=True)
    response = merge(one, pair, seen="proposed")
    assert response.status_code == 409  # type: ignore[attr-defined]


def test_a_clerk_hands_on_and_the_supervisor_finds_it(app: Flask, pairs: list[str]) -> None:
    clerk, supervisor = client_of(app, Role.INTAKE_CLERK), client_of(app, Role.SUPERVISOR)
    first = clerk.get("/doubles/next").headers["Location"]
    following = support.send(clerk, f"{first}/hand-on", seen="proposed").headers["Location"]
    assert following != first
    assert "还有 2 对" in page(clerk, following)  # his part of the first is done
    listed = page(supervisor, "/doubles?mine=1")
    assert f'href="{first}?mine=1"' in listed
    assert "窗口小李 请督办岗并案" in listed


def test_the_pair_shows_its_sum_what_differs_and_how_the_merged_case_will_look(
    app: Flask, pair: tuple[str, str]
) -> None:
    shown = page(client_of(app, Role.SUPERVISOR), "/doubles/{}/{}".format(*pair))
    assert "满分 100，按 100 计" in shown
    assert re.search(r"<mark>[^<]*多次催要无果", shown)
    assert not re.search(r"<mark>[^<]*8600", shown)
    assert f"{support.LABOR}主办，{support.TOWN_HALL}那一件停办" in shown
    assert "来源 2 个" in shown


def test_several_of_one_dispute_are_judged_together(app: Flask, house: House, pairs: list[str]) -> None:
    client = client_of(app, Role.SUPERVISOR)
    assert "3 件可能是同一件，一起看" in page(client, "/doubles")
    assert "可能都是一件" in page(client, f"/doubles/{pairs[0]}/{pairs[1]}")
    group = f"/doubles/group/{pairs[0]}"
    assert all(code in page(client, group) for code in pairs)
    wrong = support.send(client, f"{group}/merge", master=pairs[0], ground="同一事件")
    assert "请选一件作主件" in wrong.get_data(as_text=True)
    form = {"master": pairs[0], "part": pairs, "ground": "同一事件"}
    assert support.send(client, f"{group}/merge", **form).status_code == 302
    assert "没有待核对的" in page(client, "/doubles")
    merged = page(client, "/doubles/merged")
    assert merged.count("拆分的理由") == 2 * 1
    assert support.send(client, f"{group}/merge", **form).status_code == 409
    parts = ",".join(pairs[1:])
    back = support.send(client, f"/doubles/group/{pairs[0]}/undo", parts=parts)
    assert back.headers["Location"] == group
    assert all(code in page(client, group) for code in pairs)


def test_decided_pairs_are_listed_and_can_be_taken_back(app: Flask, pair: tuple[str, str]) -> None:
    client = client_of(app, Role.SUPERVISOR)
    for address in ("/doubles/apart", "/doubles/merged"):
        assert "还没有" in page(client, address)
    support.send(client, "/doubles/{}/{}/reject".format(*pair), reason="两笔")
    listed = page(client, "/doubles/apart")
    assert "两笔" in listed
    assert "/doubles/{}/{}/again".format(*pair) in listed
    support.send(client, "/doubles/{}/{}/again".format(*pair))
    assert merge(client, pair).status_code == 302  # type: ignore[attr-defined]
    assert f"/doubles/{pair[1]}/unmerge" in page(client, "/doubles/merged")
    assert "unmerge" not in page(client_of(app, Role.INTAKE_CLERK), "/doubles/merged")


def numbers(text: str) -> dict[str, str]:
    """The tiles of the first page."""
    tiles = re.findall(
        r'tile-name">(?:<[^>]*>.<[^>]*>)?\s*(\S+?)</span>\s*<span class="tile-number">(\d+)', text
    )
    return dict(tiles)

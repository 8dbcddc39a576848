"""The administrator keeps accounts and copies, and reads nobody's story: not on any page that answers."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Role
from jiefen_lite.store import cases
from tests.web import support
from tests.web.routes import ROUTES
from tests.web.test_routes import BLANKS, fill_all

AsRole = Callable[[Role], FlaskClient]


def told_of_people(house: House) -> set[str]:
    """Stories, names (whole and masked), numbers and places of all cases of the centre."""
    query = CaseQuery(limit=100)
    found: set[str | None] = set()
    for unmask in (True, False):
        for case in cases.list_cases(house.store, support.OPERATOR, query, unmask=unmask, full=True):
            found |= {case.summary, case.place, case.claim, case.result_text}
            for one in case.parties:
                found |= {one.name, one.phone, one.id_no, one.address}
    return {one for one in found if one and len(one) > 1 and not one.endswith(("公司", "单位"))}


def pages_of(client: FlaskClient, known: dict[str, str]) -> dict[str, str]:
    """What every address answers that can be asked by GET."""
    answers = {}
    for route in ROUTES:
        if route.method == "GET":
            response = client.get(route.address.format(**known))
            answers[route.address] = response.get_data().decode("utf-8", "replace")
    return answers


def test_no_page_tells_the_administrator_of_a_case(house: House, as_role: AsRole) -> None:
    known = BLANKS | fill_all(house)
    secrets = told_of_people(house)
    assert {support.PHONE, support.ID_NO, "孙立东"} <= secrets
    answers = pages_of(as_role(Role.ADMIN), known)
    leaks = {(address, one) for address, said in answers.items() for one in secrets if one in said}
    assert leaks == set()
    open_to_supervisor = as_role(Role.SUPERVISOR).get(f"/cases/{known['code']}").get_data(as_text=True)
    assert any(one in open_to_supervisor for one in secrets)  # what is looked for is what a page would show

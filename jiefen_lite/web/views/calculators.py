"""Calculators: a form, and on the same page the sum with its steps, articles and what is left to people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request

from jiefen_lite.reckoning import CALCULATORS, Calculator, Grounds, Result, cited
from jiefen_lite.reckoning.money import told
from jiefen_lite.rules.rates import Rates
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now

pages = Blueprint("calculators", __name__, url_prefix="/calculators")


@pages.get("")
@guard.allow(roles=guard.RECKONERS)
def listing() -> Any:
    """All calculators, and which local figures the county has not given yet."""
    rates = house().book.rates
    return render_template(
        "calculators/listing.html", calculators=CALCULATORS.values(), rates=rates, lacking=_lacking(rates)
    )


@pages.get("/<name>")
@guard.allow(roles=guard.RECKONERS)
def form(name: str) -> Any:
    """One calculator, its usual values filled in."""
    chosen, grounds = _chosen(name), _grounds()
    today = now().date().isoformat()
    usual = {one.key: today if one.today else one.usual for one in chosen.fields(grounds)}
    return _page(chosen, grounds, usual)


@pages.post("/<name>")
@guard.allow(roles=guard.RECKONERS)
def reckon(name: str) -> Any:
    """The sum under the form; nothing is kept, and no figure gets into an address."""
    chosen, grounds = _chosen(name), _grounds()
    typed = {one.key: request.form.get(one.key, "") for one in chosen.fields(grounds)}
    result, faults = chosen.work_out(typed, grounds)
    return _page(chosen, grounds, typed, result=result, faults=faults), 422 if faults else 200


def _page(
    chosen: Calculator,
    grounds: Grounds,
    typed: dict[str, str],
    result: Result | None = None,
    faults: dict[str, str] | None = None,
) -> str:
    return render_template(
        "calculators/form.html",
        calculator=chosen,
        fields=chosen.fields(grounds),
        typed=typed,
        faults=faults or {},
        result=result,
        total=told(result.total_fen) if result and result.total_fen is not None else None,
        articles=cited(result.articles, house().book.laws) if result else [],
    )


def _chosen(name: str) -> Calculator:
    return CALCULATORS.get(name) or abort(404)


def _grounds() -> Grounds:
    return Grounds(house().book.rates, house().calendar)


def _lacking(rates: Rates) -> list[str]:
    """The local figures that the county has not written down yet."""
    given = {
        "最低工资": rates.minimum_wages,
        "职工月平均工资": rates.average_wages,
        "热价": rates.heating.prices,
        "供热期": rates.heating.first_day,
    }
    return [name for name, value in given.items() if not value]

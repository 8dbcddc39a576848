"""How a person wants to read: larger letters, kept in the browser and in no account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for

from jiefen_lite.web import guard

pages = Blueprint("comfort", __name__)

COOKIE = "jiefen_large"
YEAR = 31_536_000


def is_large() -> bool:
    """Whether this browser has asked for large letters."""
    return request.cookies.get(COOKIE) == "yes"


@pages.post("/large-type")
@guard.allow(roles=guard.PUBLIC)
def large_type() -> Any:
    """Turn large letters on or off and go back to the page where that was asked for."""
    response = redirect(_own_page(request.form.get("back", "")))
    if request.form.get("large") == "yes":
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(COOKIE, "yes", max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(COOKIE)
    return response


def _own_page(address: str) -> str:
    """``address`` where it is a path of this site, else the first page: nobody is led elsewhere."""
    inside = address.startswith("/") and address.isprintable() and not address.startswith(("//", "/\\"))
    return address if inside else url_for("home.show")

"""By which numbers batches and their rows are called on pages and in addresses.

The centre's people call a batch by its number in the store. A unit's people bring files too: they count
their own, from 1, because gaps between the store's numbers would tell how much other units bring.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request

from jiefen_lite.store import batches
from jiefen_lite.web.session import house, viewer


def shown(batch_id: int) -> int:
    """The number under which the present person knows a batch."""
    return batches.number_of(house().store, viewer(), batch_id)


def inner(number: int) -> int:
    """The store's number of what the present person calls so. Raises NotFound."""
    return batches.id_of(house().store, viewer(), number)


def install(app: Flask) -> None:
    """Turn them round where addresses are read and where they are written."""

    @app.before_request
    def read() -> None:
        given = request.view_args
        if not given or "batch_id" not in given or g.viewer is None:
            return
        batch_id = inner(given["batch_id"])
        if "row_id" in given:
            given["row_id"] += batches.row_before(house().store, viewer(), batch_id)
        given["batch_id"] = batch_id

    @app.url_defaults
    def write(_endpoint: str, values: dict[str, Any]) -> None:
        if isinstance(values.get("batch_id"), int):
            if isinstance(values.get("row_id"), int):
                values["row_id"] -= batches.row_before(house().store, viewer(), values["batch_id"])
            values["batch_id"] = shown(values["batch_id"])

    app.add_template_filter(shown, "batch_number")

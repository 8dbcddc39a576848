"""How each office lays out its file in each period; one module per channel."""

from __future__ import annotations

from jiefen_lite.demo.layouts.court import COURT_1, COURT_2, COURT_3
from jiefen_lite.demo.layouts.grid import GRID_1, GRID_2, GRID_3, GRID_TOWN
from jiefen_lite.demo.layouts.hotline import HOTLINE_1, HOTLINE_2, HOTLINE_3
from jiefen_lite.demo.layouts.labor import LABOR_1, LABOR_2
from jiefen_lite.demo.layouts.mediation import MEDIATION_1, MEDIATION_2, MEDIATION_3
from jiefen_lite.demo.layouts.petition import PETITION_1, PETITION_2, PETITION_3
from jiefen_lite.demo.layouts.police import POLICE_1, POLICE_2, POLICE_3
from jiefen_lite.demo.sheets import Layout

# Each channel's layouts in the order of the years; the county's periods are cut alike.
BY_CHANNEL: dict[str, tuple[Layout, ...]] = {
    "mediation": (MEDIATION_1, MEDIATION_2, MEDIATION_3),
    "police_110": (POLICE_1, POLICE_2, POLICE_3),
    "court_pretrial": (COURT_1, COURT_2, COURT_3),
    "petition": (PETITION_1, PETITION_2, PETITION_3),
    "labor_arbitration": (LABOR_1, LABOR_2, LABOR_1),
    "hotline_12345": (HOTLINE_1, HOTLINE_2, HOTLINE_3),
    "grid": (GRID_1, GRID_2, GRID_3),
}

__all__ = ["BY_CHANNEL", "GRID_TOWN", "layout_of"]


def layout_of(channel: str, position: float) -> Layout:
    """The layout in use when ``position`` (0 to 1) of the months have gone by."""
    first, second, third = BY_CHANNEL[channel]
    return first if position < 0.25 else second if position < 0.6 else third

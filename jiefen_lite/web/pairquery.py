"""Which pairs the desk of doubles looks at, as the address of a page asks for it."""

from __future__ import annotations

from typing import Any

from jiefen_lite import glossary
from jiefen_lite.shapes import DoubleQuery
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import MONTH

#: name in the address → least and most of the score, and in words.
BANDS = {
    "high": (90, 100, "90 分以上"),
    "middle": (75, 89, "75–89 分"),
    "low": (0, 74, "74 分以下"),
}
_BETWEEN = "~"


def parameters_of(values: Any) -> dict[str, Any]:
    """The narrowing parameters of a request that mean something; for links and hidden fields."""
    given = {name: str(values.get(name, "")) for name in ("channels", "band", "month", "mine")}
    fits = {
        "channels": channels_of(given["channels"]) is not None,
        "band": given["band"] in BANDS,
        "month": MONTH.fullmatch(given["month"]) is not None,
        "mine": given["mine"] == "1",
    }
    return {name: value for name, value in given.items() if fits[name]}


def query_of(parameters: dict[str, Any]) -> DoubleQuery:
    """The question that these parameters ask of the store, for whoever is signed in."""
    least, most, _words = BANDS.get(parameters.get("band", ""), (0, 100, ""))
    mine = "mine" in parameters
    return DoubleQuery(
        channels_of(parameters.get("channels", "")),
        least,
        most,
        parameters.get("month"),
        guard.may(guard.MERGERS) if mine else None,
    )


def onward(query: DoubleQuery) -> DoubleQuery:
    """What comes next of these: to a clerk not again what he has handed on."""
    return query if guard.may(guard.MERGERS) else query._replace(asked=False)


def channels_of(text: str) -> tuple[str, str] | None:
    """Two channels as the address names them; None for anything else."""
    one, _, other = text.partition(_BETWEEN)
    return (one, other) if one in glossary.CHANNELS and other in glossary.CHANNELS else None


def channel_choices(counts: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    """Choices of two channels, each with how many pairs wait."""
    return [
        (
            f"{one}{_BETWEEN}{other}",
            f"{glossary.CHANNELS[one]} 与 {glossary.CHANNELS[other]}（{count}）",
        )
        for (one, other), count in counts.items()
        if one in glossary.CHANNELS and other in glossary.CHANNELS
    ]

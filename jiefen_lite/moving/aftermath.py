"""What a step leaves beside the case: the plan that follows an agreement; what lies with the case already."""

from __future__ import annotations

from jiefen_lite.mediation import plans
from jiefen_lite.moving.entries import Values
from jiefen_lite.moving.scene import Scene
from jiefen_lite.store import attachments


def plan(scene: Scene, values: Values) -> None:
    """An agreement holds: performance, court confirmation and return visits get their days."""
    plans.begin(scene.house, scene.viewer, scene.case, values["agreement"], scene.now)


def attached(scene: Scene) -> str:
    """The files that lie with the case, by kind and title, as the form of 报结 lists them."""
    found = attachments.of_case(scene.house.store, scene.viewer, scene.case.case_code)
    return "；".join(f"{one.kind}：{one.title}" for one in found if one.voided_at is None)

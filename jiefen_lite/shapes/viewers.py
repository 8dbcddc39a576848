"""Who is looking: every question to the store takes one."""

from __future__ import annotations

from dataclasses import dataclass

from jiefen_lite.shapes.words import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: every question to the store takes one, and it limits scope and fields.

    ``unit`` is the person's own unit (its name in ``center.yaml``), None for the centre's people.
    """

    user_id: int | None
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    address: str | None = None  # where the request came from, for the audit log

    @property
    def sees_county(self) -> bool:
        """The centre's people, leaders and the operator see every case."""
        return bool(self.roles & {Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})

    @property
    def sees_cases(self) -> bool:
        """admin, auditor, rule_editor and expert see no case text."""
        return self.sees_county or (
            self.unit is not None and bool(self.roles & {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})
        )

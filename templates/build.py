"""Builds the shipped templates: ``python -m templates.build``. A county changes its own copies in Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from templates import (
    analysis_report,
    flowforms,
    health_report,
    health_unit,
    mediationforms,
    monthly,
    office,
)

#: Template by name → the parts it is set from.
TEMPLATES: Mapping[str, Callable[[], list[Any]]] = {
    "analysis_report": analysis_report.parts,
    "health_report": health_report.parts,
    "health_unit": health_unit.parts,
}


def build(folder: Path) -> None:
    """Write every shipped template into a folder."""
    for name, parts in TEMPLATES.items():
        office.write(folder / f"{name}.docx", parts())
    for name, parts in {**mediationforms.PARTS, **flowforms.PARTS}.items():
        office.write(folder / f"form_{name}.docx", parts(), of_case=True)
    monthly.write(folder / "monthly_form.xlsx")


if __name__ == "__main__":
    build(Path(__file__).parent)

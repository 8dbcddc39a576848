"""The 体检报告: scores, ranks, what ails, prescriptions; the county's paper and the sheet of each unit."""

from __future__ import annotations

from jiefen_lite.reports.health.build import build_health
from jiefen_lite.reports.health.data import HealthData, Month
from jiefen_lite.reports.health.groups import whole_word
from jiefen_lite.reports.health.unit import build_unit

__all__ = ["HealthData", "Month", "build_health", "build_unit", "whole_word"]

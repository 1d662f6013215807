"""Drift: whether the texts of a week are still those that the model was made and its review threshold was chosen for."""

from fanzha.drift.judgement import MEASURES, Drift, Findings, Judged, Level, WeekDrift, judge
from fanzha.drift.stability import pool, psi, psi_limit
from fanzha.drift.weeks import Familiarity, Week, iso_week, measure_vocabulary, read_weeks, together

__all__ = [
    "MEASURES",
    "Drift",
    "Familiarity",
    "Findings",
    "Judged",
    "Level",
    "Week",
    "WeekDrift",
    "iso_week",
    "judge",
    "measure_vocabulary",
    "pool",
    "psi",
    "psi_limit",
    "read_weeks",
    "together",
]

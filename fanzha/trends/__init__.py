"""Trends and early warning: what is rising, how surely, and how soon it is noticed."""

from fanzha.trends.budget import Shown, within_budget
from fanzha.trends.change import Change, compare, dispersion_of
from fanzha.trends.confusion import Corrected, correct
from fanzha.trends.ears import ears
from fanzha.trends.farrington import Judged, Options, Reason, farrington
from fanzha.trends.nowcast import Nowcast, nowcast, triangle
from fanzha.trends.series import weeks_ending
from fanzha.trends.warning import Method, Warned, warning

__all__ = [
    "Change",
    "Corrected",
    "Judged",
    "Method",
    "Nowcast",
    "Options",
    "Reason",
    "Shown",
    "Warned",
    "compare",
    "correct",
    "dispersion_of",
    "ears",
    "farrington",
    "nowcast",
    "triangle",
    "warning",
    "weeks_ending",
    "within_budget",
]

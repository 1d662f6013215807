"""Safe to publish: what to hide of tables, verified by an attacker; differences of releases; sums; phrases."""

from fanzha.disclosure.by_line import suppressed
from fanzha.disclosure.difference import Derived, Followed, differences, suppress_after
from fanzha.disclosure.phrases import MIN_CASES, publishable
from fanzha.disclosure.problem import INTERNAL, PUBLIC
from fanzha.disclosure.release import Release
from fanzha.disclosure.sums import dominated, suppress_sums
from fanzha.disclosure.suppression import Exposed, Suppression, attack, intervals, suppress
from fanzha.disclosure.tables import Axis, CountTable

__all__ = [
    "INTERNAL",
    "MIN_CASES",
    "PUBLIC",
    "Axis",
    "CountTable",
    "Derived",
    "Exposed",
    "Followed",
    "Release",
    "Suppression",
    "attack",
    "differences",
    "dominated",
    "intervals",
    "publishable",
    "suppress",
    "suppress_after",
    "suppress_sums",
    "suppressed",
]

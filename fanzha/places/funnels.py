"""Areas in a funnel plot instead of a league table: which of them differ by more than chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincc, ndtr

from fanzha.errors import InputError
from fanzha.numeric import Floats
from fanzha.statistics import benjamini_hochberg

# About two and three standard errors: Spiegelhalter (2005).
INNER, OUTER = 0.95, 0.998
# Share of areas at either end whose z-score is drawn in before overdispersion is estimated (Spiegelhalter 2005).
WINSORISED = 0.1
Dispersion = Literal["none", "additive", "multiplicative"]
_HALVINGS = 64  # of a bracket, which end at the precision of a float


@dataclass(frozen=True, slots=True)
class Point:
    """One area of a funnel plot.

    Attributes
    ----------
    name : str
    observed : int
    expected : float
        Horizontal position.
    ratio : float
        Observed over expected: vertical position.
    inner, outer : (float, float)
        Limits at 95% and 99.8%, of the ratio.
    p, q : float
        Two-sided p-value of a ratio of 1, given the overdispersion that was estimated, and its q-value among all areas.
    outside : {"", "inner", "outer"}
        Beyond which limits the area lies.
    """

    name: str
    observed: int
    expected: float
    ratio: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    p: float
    q: float
    outside: Literal["", "inner", "outer"]


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel plot.

    Attributes
    ----------
    points : tuple of Point
        In the order given.
    dispersion : {"none", "additive", "multiplicative"}
        What was allowed for; ``"none"`` where the areas differ no more than chance.
    phi : float
        Mean squared z-score, winsorised: 1 by chance.
    tau : float
        Standard deviation between areas on the scale of the square root of the ratio; 0 unless additive.
    """

    points: tuple[Point, ...]
    dispersion: Dispersion
    phi: float
    tau: float

    def limits(self, expected: ArrayLike, level: float = INNER) -> tuple[Floats, Floats]:
        """Return the limits of the ratio for any expected counts: the curves of the plot."""
        return _limits(np.asarray(expected, dtype=np.float64), level, self.dispersion, self.phi, self.tau)


def funnel(
    names: Sequence[str],
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    dispersion: Dispersion = "additive",
    winsorised: float = WINSORISED,
) -> Funnel:
    """Compare observed with expected counts of areas (Spiegelhalter 2005).

    Parameters
    ----------
    names : sequence of str
    observed, expected : array_like, shape (areas,)
        Cases, and cases at the district's rates (`fanzha.places.standardise.indirect` gives them).
    dispersion : {"none", "additive", "multiplicative"}
        How to widen the limits where areas differ by more than chance: by a variance between areas, the same for large and small
        ones (random effects), or by a factor. Without such differences the limits are exact Poisson limits whatever is chosen.
    winsorised : float
        Share of areas at either end that are drawn in when the differences are measured, so that outliers do not hide themselves.

    Returns
    -------
    Funnel

    Raises
    ------
    InputError
        If lengths differ, or an expected count is not positive.

    Notes
    -----
    On the scale of square roots, y = sqrt(O/E) has a standard error of about s = 1/(2 sqrt(E)) whatever the ratio is, and a value
    for O = 0; z = (y - 1)/s = 2 (sqrt(O) - sqrt(E)). With the winsorised z, phi = mean(z**2). Additive: with weights w = 1/s**2,
    tau**2 = (n phi - (n-1)) / (sum w - sum w**2 / sum w), none below 0; limits are (1 +- z sqrt(s**2 + tau**2))**2.
    Multiplicative: (1 +- z s sqrt(phi))**2 (Spiegelhalter 2005; Spiegelhalter et al. 2012 for the square root). Both are used only
    where n phi > n - 1.
    """
    o, e = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if not len(names) == len(o) == len(e) or o.ndim != 1:
        raise InputError("areas need a name, a count and an expected count each", f"{len(names)}, {len(o)}, {len(e)}")
    if len(e) and (not np.all(e > 0) or not np.all(np.isfinite(e)) or o.min() < 0):
        raise InputError(
            "expected counts must be positive, observed ones not negative", "one that is not", "leave such areas out"
        )
    z = 2 * (np.sqrt(o) - np.sqrt(e))
    phi, tau = _dispersion(z, e, winsorised)
    if dispersion == "none" or phi * len(e) <= len(e) - 1 or (dispersion == "additive" and not tau):
        dispersion = "none"
    tau = tau if dispersion == "additive" else 0.0
    if dispersion == "none":
        p = _poisson_p(o, e)
    else:
        widened = np.sqrt(1 + 4 * e * tau**2) if dispersion == "additive" else np.sqrt(phi)
        p = np.minimum(1.0, 2 * ndtr(-np.abs(z) / widened)) if len(z) else z
    q = benjamini_hochberg(p)
    inner, outer = (_limits(e, level, dispersion, phi, tau) for level in (INNER, OUTER))
    points = []
    for i, name in enumerate(names):
        ratio = o[i] / e[i]
        of_inner, of_outer = (float(inner[0][i]), float(inner[1][i])), (float(outer[0][i]), float(outer[1][i]))
        beyond = _beyond(ratio, of_inner, of_outer)
        points.append(
            Point(name, int(o[i]), float(e[i]), float(ratio), of_inner, of_outer, float(p[i]), float(q[i]), beyond)
        )
    return Funnel(tuple(points), dispersion, phi, tau)


def _beyond(ratio: float, inner: tuple[float, float], outer: tuple[float, float]) -> Literal["", "inner", "outer"]:
    if not outer[0] <= ratio <= outer[1]:
        return "outer"
    return "" if inner[0] <= ratio <= inner[1] else "inner"


def _dispersion(z: Floats, e: Floats, winsorised: float) -> tuple[float, float]:
    """Return the mean squared winsorised z-score and the standard deviation between areas."""
    n = len(z)
    if n < 2:
        return 1.0, 0.0
    low, high = np.quantile(z, [winsorised, 1 - winsorised])
    phi = float((np.clip(z, low, high) ** 2).mean())
    w = 4 * e
    tau2 = (n * phi - (n - 1)) / (w.sum() - (w**2).sum() / w.sum())
    return phi, math.sqrt(max(0.0, float(tau2)))


def _limits(e: Floats, level: float, dispersion: Dispersion, phi: float, tau: float) -> tuple[Floats, Floats]:
    if dispersion == "none":
        return poisson_limits(e, level)
    s2 = 1 / (4 * e)
    z = NormalDist().inv_cdf((1 + level) / 2)
    half = z * np.sqrt(s2 + tau**2 if dispersion == "additive" else s2 * phi)
    return np.maximum(0.0, 1 - half) ** 2, (1 + half) ** 2


def poisson_limits(expected: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Return the exact limits of the ratio of a Poisson count to its expectation.

    Parameters
    ----------
    expected : array_like
        Positive.
    level : float
        Within (0, 1); each side leaves out at most half of the rest.

    Returns
    -------
    low, high : ndarray
        A count k lies above ``high`` exactly where P(R >= k) is below (1 - level)/2, and below ``low`` where P(R <= k) is; so the limits
        agree with the two-sided p-value. ``low`` is 0 where not even no case would be unusual.

    Notes
    -----
    P(R >= k) is the lower tail at E of a gamma distribution of shape k (Garwood 1936); taken for any k > 0, this makes the limits
    smooth curves. Spiegelhalter (2005) interpolates between counts instead and so calls a few more small areas unusual.
    """
    e = np.asarray(expected, dtype=np.float64)
    side = (1 - level) / 2
    top = e + 8 * np.sqrt(e) + 40
    high = _bisect(lambda k: side - gammainc(np.maximum(k, 1e-12), e), np.zeros_like(e), top)
    low = _bisect(lambda k: _at_most(k, e) - side, np.zeros_like(e), top)
    return np.where(np.exp(-e) >= side, 0.0, low) / e, high / e


def _bisect(rising: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Return where a rising function crosses zero, elementwise: it is not positive at ``low``, and not negative at ``high``."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = rising(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def _at_most(r: Floats, e: Floats) -> Floats:
    return np.where(r < 0, 0.0, gammaincc(np.maximum(r, 0.0) + 1, e))


def _poisson_p(o: Floats, e: Floats) -> Floats:
    """Return exact two-sided p-values, twice the smaller tail."""
    at_least = np.where(o > 0, gammainc(np.maximum(o, 1.0), e), 1.0)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(at_least, _at_most(o, e))))

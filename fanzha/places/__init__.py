"""Where cases are: clusters in space and time, fair comparison of areas, rates."""

from fanzha.places.clusters import Cluster, Scan, scan, scan_each
from fanzha.places.dispersion import dispersion
from fanzha.places.funnels import Funnel, Point, funnel
from fanzha.places.geography import Geography
from fanzha.places.incidence import Rate, Rates, rates
from fanzha.places.mix import MixRatio, loss_given_mix, share_given_mix
from fanzha.places.standardise import Direct, Indirect, direct, indirect

__all__ = [
    "Cluster",
    "Direct",
    "Funnel",
    "Geography",
    "Indirect",
    "MixRatio",
    "Point",
    "Rate",
    "Rates",
    "Scan",
    "direct",
    "dispersion",
    "funnel",
    "indirect",
    "loss_given_mix",
    "rates",
    "scan",
    "scan_each",
    "share_given_mix",
]

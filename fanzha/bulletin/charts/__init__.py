"""Charts out of plain arrays: each is drawn wide and narrow, as SVG and as PNG, with the strings that it is given."""

from fanzha.bulletin.charts.bars import against, bars, distribution, groups, multiples
from fanzha.bulletin.charts.dots import funnel, places, rates
from fanzha.bulletin.charts.style import Drawing, png
from fanzha.bulletin.charts.times import band, heat, timeline, weeks

__all__ = [
    "Drawing", "against", "band", "bars", "distribution", "funnel", "groups", "heat", "multiples", "places", "png", "rates",
    "timeline", "weeks",
]  # fmt: skip

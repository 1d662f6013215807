"""How charts look, and how they become SVG and PNG: the same on every machine."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fanzha.bulletin.display import columns_of
from fanzha.bulletin.fonts import FONTS, register

if TYPE_CHECKING:
    from altair import TopLevelMixin as Chart

WIDE, NARROW = 930, 350  # pixels of a whole drawing: the column of a wide page, a telephone
# Told apart by colour-blind eyes and, by their lightness, on a page that is printed grey.
NOW, BEFORE, THIRD, ALARM = "#1d4e89", "#b8c4d3", "#e39b2d", "#a61b1b"
INK, QUIET, GRID, PALE = "#1b2733", "#55606e", "#e3e8ee", "#d9dde3"
SCALE: Final = ("#f2f5f8", "#c6d5e6", "#8fb0d2", "#4f81b5", "#1d4e89", "#0d2a4d")  # light to dark
_COUNTED = re.compile(r"\b(?:clip|gradient_)\d+\b")
_SIZE = re.compile(r'^<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')
_WRAP = 16  # columns of a label before it is broken; a Chinese character takes two

# Several lines would begin at the middle of their bar.
_LIFTED: Final = {
    "condition": [
        {"test": f"length(split(datum.value,'\\n'))=={lines}", "value": -7 * (lines - 1)} for lines in (2, 3, 4)
    ],
    "value": 0,
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart.

    Attributes
    ----------
    title, caption, alt : str
    wide, narrow : str
        SVG elements, whose text is text.
    """

    title: str
    caption: str
    alt: str
    wide: str
    narrow: str

    def png(self, scale: float = 2.0) -> bytes:
        """Return the wide drawing as PNG on white, ``scale`` pixels a point."""
        return png(self.wide, scale)


def png(svg: str, scale: float = 2.0) -> bytes:
    """Return an SVG element as PNG on white.

    Parameters
    ----------
    svg : str
    scale : float
        Pixels a point.
    """
    import vl_convert

    register()
    sized = re.sub(r"^<svg([^>]*?)>", r'<svg\1><rect width="100%" height="100%" fill="white"/>', svg, count=1)
    made: bytes = vl_convert.svg_to_png(sized, scale=scale)
    return made


def both(title: str, caption: str, alt: str, draw: Callable[[int], Chart]) -> Drawing:
    """Draw a chart for a wide page and for a telephone.

    Parameters
    ----------
    title, caption, alt : str
    draw : callable
        Makes the chart for a width in pixels.
    """
    return Drawing(title, caption, alt, _svg(draw(WIDE), alt, WIDE), _svg(draw(NARROW), alt, NARROW))


def _svg(chart: Chart, label: str, width: int) -> str:
    """Return a chart as an SVG element that scales with the page; its text stays text."""
    import vl_convert

    register()
    size = 13 if width == WIDE else 12
    styled = chart.configure(
        font=FONTS, background="transparent", padding={"left": 2, "right": 6, "top": 4, "bottom": 4}, aria=False
    )
    styled = styled.configure_view(stroke=None)
    styled = styled.configure_axis(
        labelColor=INK, titleColor=QUIET, gridColor=GRID, domainColor="#9aa5b1", tickColor="#9aa5b1",
        labelFontSize=size, titleFontSize=size - 1, titleFontWeight="normal", labelLimit=320,
    )  # fmt: skip
    styled = styled.configure_legend(
        labelColor=INK, labelFontSize=size, orient="top", title=None, symbolType="square", offset=6, labelLimit=0
    ).configure_header(labelColor=INK, labelFontSize=size, labelFontWeight="bold", labelLimit=0, title=None)
    svg = _renumbered(vl_convert.vegalite_to_svg(styled.to_dict(validate=False)))
    quoted = html.escape(label, quote=True)
    return _SIZE.sub(
        rf'<svg\1 width="\2" height="\3" role="img" aria-label="{quoted}" style="max-width:\2px"', svg, count=1
    )


def _renumbered(svg: str) -> str:
    """Name clip paths and gradients after their drawing: Vega counts them on through all that a process draws."""
    names: dict[str, str] = {}
    prefix = f"part-{zlib.crc32(_COUNTED.sub('', svg).encode()):08x}"
    return _COUNTED.sub(lambda found: names.setdefault(found[0], f"{prefix}-{len(names)}"), svg)


def broken(text: str) -> str:
    """Return a long label in two lines, where it has a space or a middle dot near its middle."""
    places = [i for i, c in enumerate(text) if c in " ·" and 0 < i < len(text) - 1]
    if columns_of(text) <= _WRAP or not places:
        return text
    at = min(places, key=lambda i: abs(i - len(text) / 2))
    return f"{text[: at + 1].rstrip()}\n{text[at + 1 :]}"


def wrapped(text: str, most: int) -> str:
    """Return a label in as many lines as it takes: broken at middle dots, else at spaces, within a word only if it is longer than a line.

    Parameters
    ----------
    text : str
    most : int
        Columns of a line; a Chinese character takes two.
    """
    lines = [""]
    for part in _fitting(text, most, ("· *", " +", "")):
        if columns_of((lines[-1] + part).rstrip(" ·")) > most and lines[-1]:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip(" ·") for line in lines)


def _fitting(text: str, most: int, borders: tuple[str, ...]) -> list[str]:
    """Return a text in parts that fit on a line, cut at the first of some borders if that is enough."""
    if columns_of(text.rstrip(" ·")) <= most or not borders:
        return [text]
    parts = re.findall(rf".+?(?:{borders[0]}|$)" if borders[0] else ".", text)
    return [one for part in parts for one in _fitting(part, most, borders[1:])]


def room(labels: Iterable[str], size: float = 13.0, *, whole: bool = False) -> int:
    """Return the pixels that the widest of some labels needs; ``whole`` ones are not broken.

    Half an em a column, and a little air.
    """
    lines = [line for label in labels for line in (label if whole else broken(label)).split("\n")]
    return round(max((columns_of(line) for line in lines), default=0) * size * 0.54) + 16


def category(labels: Sequence[str], field: str = "name", **axis: object) -> Any:
    """Return the upright axis of names, in the order given."""
    import altair as alt

    return alt.Y(
        f"{field}:N", sort=list(labels), title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=6, labelExpr="split(datum.label,'\\n')",
                      labelOffset=_LIFTED, **axis),
    )  # fmt: skip


def dot_size(width: int) -> Any:
    """Return the sizes of dots as they are given, smaller on a telephone."""
    import altair as alt

    most = 1000.0
    scale = alt.Scale(domain=[0, most], range=[0, most * (1.0 if width == WIDE else 0.35)])
    return alt.Size("size:Q", scale=scale, legend=None)


def data(rows: Sequence[Row]) -> Any:
    """Return rows as data that stay inside the chart."""
    import altair as alt

    return alt.Data(values=[{k: _plain(v) for k, v in row.items()} for row in rows])


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value

"""A bulletin as one page of HTML that needs nothing from anywhere else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from fanzha.bulletin.display import shown
from fanzha.bulletin.document import Block, Cases, Document, Figure, Grid, Heading, Note, Statement
from fanzha.bulletin.fonts import FONTS, font_face
from fanzha.bulletin.language import words_for
from fanzha.bulletin.tiles import tile_text

if TYPE_CHECKING:
    from jinja2 import Template

_OPEN_ROWS = 6  # a table of more rows is folded on the screen; paper shows all


def render(document: Document) -> bytes:
    """Write a bulletin as HTML, in UTF-8.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        A whole page, without scripts and without requests to anywhere; the same document gives the same bytes.
    """
    words = words_for(document)
    page = _template().render(
        d=document, w=words, language="zh-CN" if document.language == "zh" else "en",
        shown=lambda grid: shown(grid, words), tile=lambda tile: tile_text(tile, words), groups=_groups,
        fonts=FONTS, open_rows=_OPEN_ROWS,
    )  # fmt: skip
    # The font is made for what the page says, so the page comes first.
    return page.replace("/*font*/", font_face(page), 1).encode()


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("fanzha.bulletin", "."),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.tests["statement"] = lambda block: isinstance(block, Statement)
    env.tests["note"] = lambda block: isinstance(block, Note)
    return env.get_template("bulletin.html.j2")


def _groups(blocks: tuple[Block, ...]) -> list[tuple[str, Heading | None, list[Block]]]:
    """Return blocks in runs that stand together on the page: ``notes``, ``statements`` (with their heading), ``tables``, one figure."""
    runs: list[tuple[str, Heading | None, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            runs.append(("statements", block, []))
            continue
        kind = (
            "figure" if isinstance(block, Figure)
            else "statements" if isinstance(block, Statement)
            else "tables" if isinstance(block, Grid | Cases)
            else "notes"
        )  # fmt: skip
        under = runs and runs[-1][1] is not None and kind in ("notes", "statements")
        if runs and (under or (runs[-1][0] == kind and kind != "figure")):
            runs[-1][2].append(block)
        else:
            runs.append((kind, None, [block]))
    return runs

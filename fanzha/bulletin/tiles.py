"""The numbers at the top as they are read."""

from __future__ import annotations

from decimal import Decimal

from fanzha.bulletin.document import Column, Tile
from fanzha.bulletin.language import Words


def tile_text(tile: Tile, words: Words) -> str:
    """Return the number of a tile, with its unit.

    Parameters
    ----------
    tile : Tile
    words : Words
    """
    if tile.kind == "money" and isinstance(tile.value, int | float | Decimal):
        return words.total(tile.value)
    return words.show(Column(tile.title, tile.kind), tile.value)

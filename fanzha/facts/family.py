"""The expressions that are looked for in whole narratives: together, so that a batch of them is read in one pass."""

from __future__ import annotations

from typing import Final

from fanzha.text.scan import Family

FAMILY: Final = Family()

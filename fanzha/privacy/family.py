"""The expressions of all recognisers: together, so that a batch of texts is read in one pass."""

from __future__ import annotations

from typing import Final

from fanzha.text.scan import Family

FAMILY: Final = Family(depth=9)

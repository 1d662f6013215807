"""How fraudsters disguise what they write: a fixed, seeded suite of transformations."""

from fanzha.evasion.bulk import disguise_all
from fanzha.evasion.suite import KINDS, disguise, transform

__all__ = ["KINDS", "disguise", "disguise_all", "transform"]

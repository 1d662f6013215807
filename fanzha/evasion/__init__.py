"""How fraudsters disguise what they write: a fixed, seeded suite of transformations."""

from fanzha.evasion.suite import KINDS, disguise, transform

__all__ = ["KINDS", "disguise", "transform"]

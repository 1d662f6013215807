"""Invented scored cases."""

from scored_cases import make, rows, scored, town

__all__ = ["make", "rows", "scored", "town"]

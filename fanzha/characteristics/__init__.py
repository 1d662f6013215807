"""Cases counted in SQL: what is measured of every type, period and area, and how properties spread."""

from fanzha.characteristics.frame import Frame
from fanzha.characteristics.measures import ALL, measure
from fanzha.characteristics.profiles import profile

__all__ = ["ALL", "Frame", "measure", "profile"]

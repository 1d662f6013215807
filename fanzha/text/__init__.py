"""Normalisation of Chinese text as it arrives from citizens, spreadsheets and fraudsters."""

from fanzha.text.content import Content, content
from fanzha.text.normalise import normalise

__all__ = ["Content", "content", "normalise"]

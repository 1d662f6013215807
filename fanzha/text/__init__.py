"""Normalisation of Chinese text as it arrives from citizens, spreadsheets and fraudsters."""

from fanzha.text.normalise import content_length, normalise

__all__ = ["content_length", "normalise"]

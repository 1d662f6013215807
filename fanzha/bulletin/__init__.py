"""The bulletin: one document, written as HTML, Word, PDF and Excel, in Chinese and in English."""

from fanzha.bulletin.content import compose
from fanzha.bulletin.document import Document
from fanzha.bulletin.rendering import FORMATS, render

__all__ = ["FORMATS", "Document", "compose", "render"]

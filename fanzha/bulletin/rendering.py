"""The formats in which a bulletin can be had."""

from __future__ import annotations

from importlib import import_module
from typing import Final, Literal, cast

from fanzha.bulletin.document import Document
from fanzha.errors import InputError

Format = Literal["html", "docx", "pdf", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = ("html", "docx", "pdf", "xlsx")


def render(document: Document, form: str) -> bytes:
    """Write a bulletin; the same document gives the same bytes.

    Parameters
    ----------
    document : Document
    form : str
        ``html``, ``docx``, ``pdf`` or ``xlsx``.

    Raises
    ------
    InputError
        If there is no such format.
    MissingExtraError
        If the format needs the extra ``office`` (Word and PDF do), and it is not installed.
    """
    if form not in FORMATS:
        raise InputError(f"a format must be one of {', '.join(FORMATS)}", repr(form)[:20], "choose one of them")
    # Each format loads its own library, and only where it is asked for.
    return cast("bytes", import_module(f"fanzha.bulletin.{form}").render(document))

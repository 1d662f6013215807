"""De-identification: phone numbers, identity numbers, cards, accounts, links and plates become placeholders."""

from fanzha.privacy.deidentify import (
    KINDS,
    Redacted,
    audit,
    deidentify,
    is_personal_number,
    redact,
    redact_all,
    redact_place,
)
from fanzha.privacy.span import Span

__all__ = [
    "KINDS",
    "Redacted",
    "Span",
    "audit",
    "deidentify",
    "is_personal_number",
    "redact",
    "redact_all",
    "redact_place",
]

"""Drafted warnings for what stands out, and the workbook that they are handed over in."""

from fanzha.warn.drafts import Warning, draft_warnings
from fanzha.warn.settings import WarningSettings, load_warnings
from fanzha.warn.workbook import write_warnings

__all__ = ["Warning", "WarningSettings", "draft_warnings", "load_warnings", "write_warnings"]

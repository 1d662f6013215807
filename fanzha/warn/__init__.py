"""Warnings that reach exactly those who are cheated: drafted from findings, decided on by people."""

from fanzha.warn.drafts import Warning, draft_warnings
from fanzha.warn.settings import WarningSettings, load_warnings
from fanzha.warn.workbook import write_warnings

__all__ = ["Warning", "WarningSettings", "draft_warnings", "load_warnings", "write_warnings"]

"""Summaries of tables that a test makes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from fanzha import taxonomy
from fanzha.bulletin import compose, render
from fanzha.summarize import Summary, bounds, choose_days, open_cases, summarize


def summary_of(
    scored: pa.Table, district: Any = None, *, end: date | None = None, days: int = 90, min_cell: int = 5
) -> Summary:
    """Summarise the days up to the newest report."""
    with open_cases(scored, district) as frame:
        periods = choose_days(bounds(frame)[1], end, days)
        return summarize(frame, district=district, taxonomy=taxonomy.load(), periods=periods, min_cell=min_cell)


def page_of(summary: Summary) -> str:
    """Return the bulletin of the office: a page in Chinese."""
    return render(compose(summary), "html").decode()

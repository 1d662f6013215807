"""What fanzha set out to reach, and whether the figures say that it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import Figures

FULL_STREAM, SHORT_STREAM = 10_000_000, 100_000


@dataclass(frozen=True, slots=True)
class Target:
    """One aim.

    Attributes
    ----------
    name : str
    limit : float
    unit : str
    at_least : bool
        Whether the value must reach the limit; otherwise it must stay within.
    value : float or None
        None where it was not measured.
    note : str
    """

    name: str
    limit: float
    unit: str
    at_least: bool
    value: float | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``met``, ``not met`` or ``not measured``."""
        if self.value is None:
            return "not measured"
        return "met" if (self.value >= self.limit if self.at_least else self.value <= self.limit) else "not met"

    def as_json(self) -> dict[str, object]:
        """Return everything as JSON values."""
        bound = "at least" if self.at_least else "at most"
        return {
            "name": self.name,
            "bound": bound,
            "limit": self.limit,
            "unit": self.unit,
            "value": self.value,
            "verdict": self.verdict,
            "note": self.note,
        }


def ratio(above: float | None, below: float | None) -> float | None:
    """Divide; None where either was not measured."""
    return above / below if above is not None and below else None


def judge(figures: Mapping[str, Figures], streams: Sequence[Mapping[str, float]]) -> list[Target]:
    """Compare the medians with the aims.

    Parameters
    ----------
    figures : mapping
        By name of peer.
    streams : sequence of mapping
        As of `benchmarks.measure.streams`.
    """

    def of(name: str, figure: str) -> float | None:
        return figures[name].median(figure) if name in figures else None

    rate, cold = of("fanzha", "batch_rate"), of("fanzha", "cold_seconds")
    rss = {int(s["texts"]): s["rss_mb"] for s in streams}
    full, short = rss.get(FULL_STREAM), rss.get(SHORT_STREAM)
    other = [n for n in rss if n not in (FULL_STREAM, SHORT_STREAM)]
    note = "" if full is not None or not other else f"only {max(other):,} texts were streamed"
    return [
        Target("batch scoring against scikit-learn", 20, "x", True, ratio(rate, of("scikit-learn", "batch_rate"))),
        Target("batch scoring against fastText", 2, "x", True, ratio(rate, of("fasttext", "batch_rate"))),
        Target(
            "training against scikit-learn",
            5,
            "x",
            True,
            ratio(of("scikit-learn", "train_seconds"), of("fanzha", "train_seconds")),
            "calibration included",
        ),
        Target("latency of one text, 99th percentile", 1, "ms", False, of("fanzha", "p99_ms")),
        Target("cold start", 300, "ms", False, None if cold is None else cold * 1000, "interpreter included"),
        Target(f"peak memory, {FULL_STREAM:,} texts streamed", 1000, "MB", False, full, note),
        Target("the same against 100,000 texts", 1.1, "x", False, ratio(full, short), note),
    ]

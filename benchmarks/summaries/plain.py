"""The plain way: the same counts, losses and shares with pandas, all in memory.

``python -m benchmarks.summaries.plain CASES.parquet OUT``
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

_COLUMNS = (
    "reported_on", "victim_age", "victim_sex", "occupation", "loss_yuan", "contact_channel", "payment", "area", "street", "type", "needs_review",
)  # fmt: skip
_BANDS = (-1, 17, 29, 39, 49, 59, 200)
_PROPERTIES = ("victim_sex", "band", "occupation", "contact_channel", "payment", "street")


def main(cases: Path, out: Path) -> None:
    """Count the last quarter and the one before by type and area, and every property by type."""
    frame = pd.read_parquet(cases, columns=list(_COLUMNS))
    frame = frame[frame["type"] != "benign"]
    frame["type"] = frame["type"].where(~frame["needs_review"], "待复核")
    frame["loss"] = pd.to_numeric(frame["loss_yuan"])
    frame["band"] = pd.cut(frame["victim_age"], _BANDS).astype(str)
    frame["day"] = pd.to_datetime(frame["reported_on"])
    end = frame["day"].max()
    out.mkdir(parents=True, exist_ok=True)
    for name, last in (("now", end), ("before", end - pd.Timedelta(days=92))):
        chosen = frame[(frame["day"] > last - pd.Timedelta(days=92)) & (frame["day"] <= last)]
        for keys in (["type", "area"], ["type"], ["area"]):
            grouped = chosen.groupby(keys)["loss"]
            table = grouped.agg(["size", "count", "sum", "median", "max"])
            table["q1"], table["q3"] = grouped.quantile(0.25), grouped.quantile(0.75)
            table["large"] = chosen.assign(large=chosen["loss"] >= 100_000).groupby(keys)["large"].sum()
            table.to_csv(out / f"{name}-{'-'.join(keys)}.csv")
        for one in _PROPERTIES:
            for key in ("type", "area"):
                chosen.groupby([key, one]).size().to_csv(out / f"{name}-{key}-{one}.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Scored cases made up for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from fanzha import schema

ZONE = ZoneInfo(schema.TIME_ZONE)
END = date(2025, 6, 30)


def case(i: int, kind: str, day: date, **facts: Any) -> dict[str, Any]:
    """One scored case; what is not given is unknown."""
    row: dict[str, Any] = dict.fromkeys(schema.SCORED.names)
    row |= {
        "case_id": f"C{i:05d}", "text": "略", "reported_on": day, "reported_at": datetime.combine(day, datetime.min.time(), ZONE),
        "source": "made.csv", "row": i + 2, "type": kind, "type_name": kind, "probability": 0.9, "needs_review": False,
        "second_type": "other", "second_probability": 0.05, "third_type": "benign", "third_probability": 0.01,
        "model_version": "toy-000000000000",
    }  # fmt: skip
    return row | facts


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema.SCORED)


def year(seed: int = 0, planted: bool = False) -> pa.Table:
    """A quarter and the one before of a small district; nothing stands out unless planted."""
    rng = np.random.default_rng(seed)
    kinds, p = ["brushing", "loan", "authority", "benign"], [0.45, 0.25, 0.2, 0.1]
    rows = []
    for day in range(180):
        for _ in range(int(rng.poisson(6))):
            sex, age = ["female", "male"][int(rng.integers(2))], int(rng.integers(10, 85))
            rows.append(
                (
                    END - timedelta(days=day),
                    str(rng.choice(kinds, p=p)),
                    sex,
                    age,
                    f"{'东西南北'[int(rng.integers(4))]}街",
                )
            )
    if planted:
        rows += [(END - timedelta(days=d % 80), "authority", "female", 62 + d % 15, "东街") for d in range(60)]
        rows += [(END - timedelta(days=d % 6), "loan", "male", 30, "西街") for d in range(14)]
    return table(
        [
            case(
                i, kind, day, victim_sex=sex, victim_age=age, street=street, area=f"{street[0]}所",
                loss_yuan=Decimal(int(rng.lognormal(9, 1))), contact_channel="电话", payment="银行转账", occupation="职员",
            )
            for i, (day, kind, sex, age, street) in enumerate(rows)
        ]
    )  # fmt: skip


class Town:
    """Residents of the made-up district: 1,000 of each sex, band and street."""

    name = "测试区"
    bands = ((0, 17, "0-17岁"), (18, 59, "18-59岁"), (60, None, "60岁以上"))
    streets = ("东街", "西街", "南街", "北街")
    areas = ("东所", "西所", "南所", "北所")

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        sizes = {"0-17岁": 500, "18-59岁": 2800, "60岁以上": 1700}
        if band not in (None, *sizes) or street not in (None, *self.streets) or area not in (None, *self.areas):
            return None
        people = sum(sizes.values()) if band is None else sizes[band]
        return people * (1 if sex else 2) * (1 if street or area else 4)

"""Invented scored cases, made with NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from fanzha import schema, taxonomy

END = date(2026, 3, 31)
BANDS = ((0, 17, "0-17岁"), (18, 39, "18-39岁"), (40, None, "40岁以上"))
PLACES = {"甲街道": "东所", "乙街道": "东所", "丙街道": "西所"}


@dataclass(frozen=True)
class Town:
    """Ten thousand residents a street, sex and band."""

    name: str = "某区"
    bands: tuple[tuple[int, int | None, str], ...] = BANDS
    areas: tuple[str, ...] = ("东所", "西所")
    streets: tuple[str, ...] = tuple(PLACES)

    @property
    def located(self) -> tuple[tuple[str, str, float | None, float | None], ...]:
        return tuple((street, area, None, None) for street, area in PLACES.items())

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        places = [s for s, a in PLACES.items() if street in (None, s) and area in (None, a)]
        if not places or band not in (None, *(b[2] for b in BANDS)) or sex not in (None, "female", "male"):
            return None
        return 10_000 * len(places) * (1 if sex else 2) * (1 if band else 3)


def table(rows: list[dict[str, object]]) -> pa.Table:
    """Complete rows to scored cases."""
    types = taxonomy.load()
    made = []
    for i, row in enumerate(rows):
        kind = str(row.get("type", "brushing"))
        made.append(
            {
                "case_id": f"C{i:05d}", "text": "刷单被骗", "reported_on": END, "victim_age": None, "victim_sex": None,
                "source": "x.csv", "row": i + 2, "type": kind, "type_name": types.name(kind), "probability": 0.9,
                "needs_review": False, "second_type": "loan", "second_probability": 0.05, "third_type": "other",
                "third_probability": 0.01, "prediction_set": [kind], "model_version": "toy-1",
            } | row
        )  # fmt: skip
    return pa.Table.from_pylist(made, schema=schema.SCORED)


@pytest.fixture(scope="session")
def make() -> Callable[[list[dict[str, object]]], pa.Table]:
    return table


@pytest.fixture(scope="session")
def town() -> Town:
    return Town()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, object]]:
    """Two quiet quarters, with a wave of hacking in one street, and women of 18-39 who fall for brushing."""
    rng = np.random.default_rng(7)
    made: list[dict[str, object]] = []
    for day in range(180):
        for kind, rate in (("brushing", 1.6), ("loan", 0.8), ("investment", 0.5), ("benign", 0.5)):
            for _ in range(rng.poisson(rate)):
                street = str(rng.choice(list(PLACES)))
                woman = kind == "brushing" and rng.random() < 0.5
                made.append(
                    {
                        "type": kind,
                        "reported_on": END - timedelta(days=day),
                        "street": street,
                        "area": PLACES[street],
                        "victim_sex": "female" if woman else str(rng.choice(["female", "male"])),
                        "victim_age": int(rng.integers(18, 40)) if woman else int(rng.integers(0, 80)),
                        "occupation": str(rng.choice(["学生", "公司职员", "司机"])),
                        "loss_yuan": Decimal(int(rng.lognormal(9, 1) * 100)).scaleb(-2),
                        "contact_channel": str(rng.choice(["微信", "电话"])),
                        "payment": None if rng.random() < 0.3 else "银行转账",
                        "needs_review": bool(rng.random() < 0.05),
                    }
                )
    made += [
        {
            "type": "hacking",
            "reported_on": END - timedelta(days=i % 6),
            "street": "丙街道",
            "area": "西所",
            "victim_age": 30,
        }
        for i in range(9)
    ]
    return made


@pytest.fixture(scope="session")
def scored(rows: list[dict[str, object]]) -> pa.Table:
    return table(rows)

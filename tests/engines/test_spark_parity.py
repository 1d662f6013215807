"""On a hundred thousand texts, Spark and the local engine say the same."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from spark_jobs import CONFIG

from fanzha import bundle, schema
from fanzha.batch.spark.worker import OUTPUT, ModelFiles, ScoreCases
from fanzha.corpus import load
from fanzha.engines import open_engine
from fanzha.engines.spark import SparkEngine
from fanzha.score import score_cases

pytestmark = pytest.mark.xdist_group("spark")

ROWS = 100_000
START = datetime(2026, 1, 1, tzinfo=ZoneInfo(schema.TIME_ZONE))


def edited(text: str, drawn: random.Random) -> str:
    """Return a text with a few characters left out, doubled, swapped or replaced, cut at times, and seldom nearly empty."""
    kind = drawn.random()
    if kind < 0.02:
        return text[: drawn.randint(1, 4)]
    if kind < 0.04:
        return "".join(c for c in text if c.isascii()) or "ok"
    characters = list(text)
    for _ in range(drawn.randint(1, 6)):
        at = drawn.randrange(len(characters))
        match drawn.randrange(4):
            case 0:
                characters[at] = ""
            case 1:
                characters[at] *= 2
            case 2:
                other = drawn.randrange(len(characters))
                characters[at], characters[other] = characters[other], characters[at]
            case _:
                characters[at] = drawn.choice("款钱刷单客服ａ９0x 😀臺")
    return "".join(characters)[: drawn.randint(10, 2000)] or "空"


@pytest.fixture(scope="module")
def cases() -> pa.Table:
    drawn = random.Random(20260301)
    corpus = [t.text for t in load()]
    when = [START + timedelta(seconds=977 * i) if i % 11 else None for i in range(ROWS)]
    columns = {
        "case_id": [f"P{i:06d}" for i in range(ROWS)],
        "text": [edited(corpus[i % len(corpus)], drawn) for i in range(ROWS)],
        "reported_at": when,
        "reported_on": [w.date() if w else None for w in when],
        "loss_yuan": [Decimal(i) / 100 if i % 3 else None for i in range(ROWS)],
        "source": ["x.csv"] * ROWS,
        "row": list(range(2, ROWS + 2)),
    }
    return pa.table(
        [pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(ROWS, f.type) for f in schema.CASE],
        schema=schema.CASE,
    )


def test_labels_are_equal_and_probabilities_too(spark: SparkEngine, default_bundle: Path, cases: pa.Table) -> None:
    model = bundle.load(default_bundle)
    here = score_cases(cases, model, open_engine("local"))
    files = ModelFiles(spark.broadcast({p.name: p.read_bytes() for p in default_bundle.iterdir()}), model.digest)
    hashed = cases.append_column("content_hash", cases.column("case_id"))
    frame = spark.frame(hashed).repartition(8, "case_id")
    there = spark.map_frame(frame, ScoreCases(files, CONFIG), OUTPUT).toArrow().sort_by("case_id")

    assert there.num_rows == here.num_rows == ROWS
    for field in schema.SCORED:
        one, other = there.column(field.name), here.column(field.name)
        if pa.types.is_floating(field.type):
            np.testing.assert_allclose(one.to_numpy(), other.to_numpy(), atol=1e-6, rtol=0)
        else:
            assert one.cast(field.type).equals(other), field.name
    # The comparison is of something: every type, every reason, doubtful texts.
    assert len(set(here.column("type").to_pylist())) == len(model.classes)
    assert set(here.column("review_reason").to_pylist()) == {None, "short", "foreign", "unfamiliar", "unsure"}
    assert np.mean(here.column("probability").to_numpy() < 0.9) > 0.02

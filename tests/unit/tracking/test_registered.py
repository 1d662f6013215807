"""The registered model, alone and on Spark, gives what the bundle gives."""

from __future__ import annotations

import itertools
import json
import pickletools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.corpus import load
from fanzha.engines.spark import SparkEngine
from fanzha.privacy import redact
from fanzha.tracking import log_training

pytestmark = pytest.mark.xdist_group("spark")

NAME, ALIAS = "fanzha-test", "champion"


@pytest.fixture(scope="module")
def model(default_bundle: Path) -> Bundle:
    return bundle.load(default_bundle)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Texts of every type, and such as people must look at."""
    told = "对方让我加微信后刷单，已转 3000 元到 6222021234567890128，电话 13800138000"
    return [*(t.text for t in load()[::60]), told, "嗯", "please call me back before noon tomorrow"]


@pytest.fixture(scope="module")
def registered(model: Bundle, default_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URI of the shipped bundle in a registry of its own."""
    mlflow = pytest.importorskip("mlflow")
    uri = f"sqlite:///{tmp_path_factory.mktemp('mlflow')}/mlflow.db"
    before = mlflow.get_tracking_uri()
    k = len(model.classes)
    patch = pytest.MonkeyPatch()
    patch.chdir(tmp_path_factory.mktemp("runs"))
    log_training(
        default_bundle,
        model,
        uri=uri,
        experiment="test",
        params={},
        metrics={},
        confusion=np.eye(k, dtype=np.int64),
        fingerprint="0" * 64,
        registered_model=NAME,
        alias=ALIAS,
    )
    yield f"models:/{NAME}@{ALIAS}"
    mlflow.set_tracking_uri(before)
    patch.undo()


def check(found: pd.DataFrame, model: Bundle, texts: list[str]) -> None:
    # Identifiers are replaced before the model sees a text.
    probabilities, decisions = model.predict([redact(t) for t in texts])
    assert found["type"].tolist() == [model.classes[i] for i in decisions.best]
    np.testing.assert_allclose(found["probability"], probabilities.max(axis=1), atol=1e-6)
    assert found["needs_review"].tolist() == decisions.needs_review.tolist()
    assert found["review_reason"].tolist() == [reason or "" for reason in decisions.reasons]
    possible, offsets = decisions.set_columns()
    wanted = [[model.classes[i] for i in possible[a:b]] for a, b in itertools.pairwise(offsets)]
    assert [list(s) for s in found["prediction_set"]] == wanted
    assert set(decisions.reasons) >= {None, "short", "foreign"}


def test_as_a_function(registered: str, model: Bundle, texts: list[str]) -> None:
    import mlflow

    loaded = mlflow.pyfunc.load_model(registered)
    check(loaded.predict(pd.DataFrame({"text": texts})), model, texts)


def test_on_spark(registered: str, model: Bundle, texts: list[str], spark: SparkEngine) -> None:
    import mlflow

    udf = mlflow.pyfunc.spark_udf(spark.session, registered, env_manager="local")
    frame = spark.frame(pa.table({"n": list(range(len(texts))), "text": texts})).repartition(4)
    result = frame.select("n", udf("text").alias("said")).select("n", "said.*").toArrow().sort_by("n")
    assert result.schema.field("probability").type == pa.float32()
    check(result.to_pandas(), model, texts)


def test_the_registered_model_is_source_and_data(registered: str) -> None:
    import mlflow

    folder = Path(mlflow.artifacts.download_artifacts(registered))
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert {"MLmodel", "served.py", "manifest.json", "weights.safetensors"} <= {p.name for p in files}
    assert not [p.name for p in files if p.suffix in {".pkl", ".pickle", ".joblib", ".pt"}]
    for path in files:
        data = path.read_bytes()
        if data[:1] == b"\x80":  # how every pickle since protocol 2 begins
            with pytest.raises(ValueError, match=r".*"):
                list(pickletools.genops(data))
    assert json.loads((next(folder.rglob("manifest.json"))).read_bytes())["digest"]

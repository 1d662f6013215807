"""Fixtures that several tests share; all texts here are invented."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from fanzha import bundle, taxonomy
from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.decide import DecisionRule

if TYPE_CHECKING:
    from fanzha.engines.spark import SparkEngine

ROOT = Path(__file__).resolve().parent.parent

# Two workers of tests on few cores: more threads would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A toy encoder and a toy transformer for all tests of transformers; both are trained on the spot, on the project's own texts.
PRETRAIN = {
    "layers": 1,
    "width": 64,
    "heads": 2,
    "max_tokens": 48,
    "vocabulary": 1500,
    "batch_size": 16,
    "held_out": 0.1,
}
TUNE = {"max_tokens": 48, "overlap": 12, "batch_size": 16, "learning_rate": 1e-3, "epochs": 6, "patience": 6}

# Small, but real: each type has words of its own, so that a fitted model knows something.
TOY = {
    "brushing": [
        "做任务点赞返佣金先垫付",
        "刷单垫付本金返利",
        "关注公众号做单每单五元佣金",
        "补单垫付才能提现佣金",
    ],
    "loan": [
        "贷款放款前先交保证金",
        "无抵押贷款下款需要解冻费",
        "办信用卡提额先交手续费",
        "贷款卡号填错要交解冻金",
    ],
    "benign": [
        "今晚一起吃饭吧我请客",
        "快递放在门卫室了请查收",
        "明天上午九点开家长会",
        "钱包丢在公交车上想找回",
    ],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data-dir", default=None, help="folder of the public data sets (default: ../shared/data)")


@pytest.fixture(scope="session")
def data_dir(request: pytest.FixtureRequest) -> Path:
    """The public data sets; tests that need them are skipped where they are absent."""
    given = request.config.getoption("--data-dir") or os.environ.get("FANZHA_DATA_DIR")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public data sets are not here; give their folder with --data-dir")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a database on a real server, with its password; take a schema of your own."""
    from servers import postgres

    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def toy_texts() -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for label, examples in TOY.items():
        for i, one in enumerate(examples):
            for tail in ("", "请尽快", "谢谢", f"联系人第{i}组"):
                texts.append(one + tail)
                labels.append(label)
    return texts, labels


@pytest.fixture(scope="session")
def toy_classifier(toy_texts: tuple[list[str], list[str]]) -> LinearClassifier:
    texts, labels = toy_texts
    model = LinearClassifier(LinearSettings(bits=12))
    model.fit(texts, labels, [str(i) for i in range(len(texts))], ["toy"] * len(texts))
    return model


@pytest.fixture(scope="session")
def toy_bundle(
    toy_classifier: LinearClassifier, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, bundle.Bundle]:
    folder = tmp_path_factory.mktemp("models") / "toy"
    rule = DecisionRule(threshold=0.5, target_precision=0.9)
    made = bundle.save(folder, toy_classifier, rule, taxonomy.load(), {"note": "toy"}, "# toy\n")
    return folder, made


@pytest.fixture(scope="session")
def default_bundle() -> Path:
    """The bundle that ships with the library."""
    from fanzha.resources import default_model

    return default_model()


@pytest.fixture(scope="session")
def plain() -> list[str]:
    from fanzha.corpus import load
    from fanzha.text import normalise

    return [normalise(t.text) for t in load()[::40]]


@pytest.fixture(scope="session")
def encoder(plain: list[str], tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A toy encoder in its folder, with what its training told."""
    pytest.importorskip("torch")
    from fanzha.classifiers.pretraining import PretrainSettings, pretrain

    folder = tmp_path_factory.mktemp("encoder")
    settings = PretrainSettings(**PRETRAIN, epochs=4, learning_rate=3e-3, save_steps=1000)
    made = pretrain(plain, settings, folder / "toy", folder / "work")
    return SimpleNamespace(folder=folder / "toy", settings=settings, made=made)


@pytest.fixture(scope="session")
def lessons() -> SimpleNamespace:
    """Some hundred labelled texts of four types and six sources."""
    from fanzha.corpus import batches, load

    wanted = ("brushing", "loan", "authority", "benign")
    rows = [t for t in load(only=batches()[:6]) if t.label in wanted]
    rows = [t for i, t in enumerate(rows) if i % (6 if t.label == "benign" else 2) == 0]
    return SimpleNamespace(
        texts=[t.text for t in rows],
        labels=[t.label for t in rows],
        groups=[t.id for t in rows],
        sources=[t.batch for t in rows],
    )


@pytest.fixture(scope="session")
def tuned(encoder: SimpleNamespace, lessons: SimpleNamespace) -> SimpleNamespace:
    """A toy transformer, fine-tuned, with its held-out probabilities."""
    from fanzha.classifiers import TransformerClassifier, TransformerSettings

    model = TransformerClassifier(TransformerSettings(checkpoint=str(encoder.folder), **TUNE))
    steps: list[int] = []
    held_out = model.fit(lessons.texts, lessons.labels, lessons.groups, lessons.sources, steps.append).probabilities
    return SimpleNamespace(model=model, held_out=held_out, steps=len(steps))


@pytest.fixture(scope="session")
def tuned_bundle(tuned: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from fanzha import bundle, taxonomy
    from fanzha.decide import DecisionRule

    folder = tmp_path_factory.mktemp("models") / "tuned"
    rule = DecisionRule(threshold=0.5, target_precision=0.9)
    bundle.save(folder, tuned.model, rule, taxonomy.load(), {}, "# tuned\n")
    return folder


# Pieces that speak of several types or of none; some pair of them leaves any model in doubt.
_VAGUE = (
    "你把这个填一下",
    "今晚一起吃饭",
    "对方让我联系客服",
    "他说先把钱转过去",
    "这个怎么弄",
    "加了群以后",
    "下午过来",
    "说要先交钱",
)


@pytest.fixture(scope="session")
def unsure_text(default_bundle: Path) -> str:
    """A text that the shipped model reads well, yet cannot decide."""
    texts = [a + b for a in _VAGUE for b in _VAGUE]
    _, decisions = bundle.load(default_bundle).predict(texts)
    return next(t for t, reason in zip(texts, decisions.reasons, strict=True) if reason == "unsure")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    """One Spark session of two processes of Python, for all tests that are in the group ``spark``.

    A task of it may fail three times before its job does.
    """
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("Spark needs Java: scripts/system.sh installs it")
    from spark_jobs import QUICK

    from fanzha.engines.settings import SparkSettings
    from fanzha.engines.spark import SparkEngine

    engine = SparkEngine(SparkSettings(conf=QUICK), master="local[2,4]")
    yield engine
    engine.close()

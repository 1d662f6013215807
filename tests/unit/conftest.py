"""One toy encoder and one toy transformer for all tests of transformers; both are trained on the spot, on the project's own texts."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

# Two workers of tests on few cores: more threads would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

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

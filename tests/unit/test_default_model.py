"""The model that ships is the one that the shipped corpus and parameters give."""

import json
from pathlib import Path

from fanzha import bundle, corpus, taxonomy
from fanzha.config import load_pipeline
from fanzha.ingest import read_labelled
from fanzha.resources import default_model
from fanzha.split import assign
from fanzha.training import fingerprint


def test_it_was_trained_on_the_shipped_corpus_with_the_shipped_parameters(tmp_path: Path) -> None:
    corpus.export_jsonl(corpus.load(), tmp_path / "texts.jsonl")
    texts = read_labelled([tmp_path / "texts.jsonl"], taxonomy=taxonomy.load()).texts
    split = load_pipeline().split
    parts = assign(
        texts.column("group").to_pylist(), {"train": 1 - split.test_share, "test": split.test_share}, split.seed
    )
    train = texts.filter([p == "train" for p in parts])
    card = (default_model() / "card.md").read_text(encoding="utf-8")
    assert fingerprint(train) in card, "run `make run` and commit models/default and dvc.lock"
    settings = json.loads((default_model() / "config.json").read_text(encoding="utf-8"))["settings"]
    assert settings == load_pipeline().train.model_dump(mode="json")


def test_it_knows_every_type_and_is_small() -> None:
    model = bundle.load(default_model())
    assert set(model.classes) == set(taxonomy.load().codes)
    assert sum(p.stat().st_size for p in default_model().iterdir()) <= 20e6
    assert model.metrics["held_out"]["n"] > 5000

"""Stage 6: the bundle that everything else uses, with its card, logged and registered in MLflow."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from _stage import run
from fanzha import bundle
from fanzha.config import load_pipeline
from fanzha.evaluate import Metrics
from fanzha.tracking import log_training
from fanzha.training import card


def stage(candidate: Path, evaluation: Path, out: Path) -> None:
    """Export, log, register."""
    config, model = load_pipeline(), bundle.load(candidate)
    trained = model.metrics
    held_out = Metrics.from_json(trained["held_out"])
    in_distribution = Metrics.from_json(json.loads(evaluation.read_text(encoding="utf-8")))
    facts = {
        "data": f"{trained['texts']} texts of {trained['sources']} sources",
        "data fingerprint": trained["fingerprint"],
        "settings": json.dumps(config.train.model_dump(mode="json")),
        "in-distribution macro-F1": f"{in_distribution.macro_f1:.3f} on {in_distribution.n} texts of the same sources",
    }
    metrics = {"held_out": held_out.as_json(), "in_distribution": in_distribution.as_json()}
    metrics["decided"] = trained["decided"]
    text = card(out.name, facts, held_out, trained["title"], model.rule, model.classifier.kind)
    exported = bundle.save(out, model.classifier, model.rule, model.taxonomy, metrics, text)
    log_training(
        out,
        exported,
        uri=config.track.uri,
        experiment=config.track.experiment,
        params={**config.train.model_dump(), **config.decide.model_dump(), "texts": trained["texts"]},
        metrics={"held_out": held_out, "in_distribution": in_distribution},
        confusion=np.array(trained["confusion"], dtype=np.int64),
        fingerprint=trained["fingerprint"],
        registered_model=config.track.registered_model,
        alias=config.track.alias,
    )


if __name__ == "__main__":
    run(stage, "candidate", "evaluation", "out")

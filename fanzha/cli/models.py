"""The command that makes models, and what all commands around models share."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa

from fanzha import bundle, taxonomy
from fanzha.classifiers import TransformerClassifier, TransformerSettings, make_classifier
from fanzha.cli.console import progress, say
from fanzha.config import PipelineConfig, load_pipeline
from fanzha.errors import InputError, listed
from fanzha.evaluate import Metrics
from fanzha.ingest import Labelled, read_labelled
from fanzha.taxonomy import Taxonomy
from fanzha.training import Trained, card, fingerprint, train


def read_texts(paths: list[Path], types: Taxonomy | None) -> Labelled:
    """Read labelled files and say how many texts they gave and what was set aside, with the reasons."""
    with progress("reading") as done:
        labelled = read_labelled(paths, taxonomy=types, on_rows=done)
    aside = labelled.quarantine.num_rows
    say(f"read {labelled.rows_in} rows: {labelled.texts.num_rows} labelled texts, {aside} set aside")
    if aside:
        reasons: dict[str, int] = {}
        for rule in labelled.quarantine.column("rule").to_pylist():
            reasons[rule] = reasons.get(rule, 0) + 1
        # The rules are in the words of the people who mend the files, so each stands on a line of its own.
        say("set aside for these reasons:")
        for rule, n in sorted(reasons.items()):
            say(f"  {rule}：{n}")
    if not labelled.texts.num_rows:
        raise InputError("labelled data must hold a text with a label", "none", "check the file and its keys")
    return labelled


def headline(metrics: Metrics) -> str:
    """Say in one line what a model is worth."""
    return (
        f"n {metrics.n}, macro-F1 {metrics.macro_f1:.4f}, weighted F1 {metrics.weighted_f1:.4f}, "
        f"accuracy {metrics.accuracy:.4f}, ECE {metrics.ece:.4f}, to review {metrics.abstained}"
    )


def train_model(args: argparse.Namespace) -> None:
    """``fanzha train``."""
    config, types = load_pipeline(args.config), taxonomy.load()
    bundle.check_target(args.out)
    labelled = read_texts(args.data, types if args.labels == "national" else None)
    # An interrupted training of a transformer goes on from what it left here.
    work, tuned = args.out.with_name(f".{args.out.name}.work"), isinstance(config.train, TransformerSettings)
    start, classifier = time.monotonic(), make_classifier(config.train, work)
    with progress("training", unit="step" if tuned else "fold") as done:
        trained = train(labelled.texts, classifier, on_step=done, **config.decide.model_dump())
    say(f"trained in {time.monotonic() - start:.1f} s")
    keep_model(args, config, types, labelled, trained, {})
    if isinstance(classifier, TransformerClassifier):
        classifier.clear_work()
        tell_kept(work)


def tell_kept(work: Path) -> None:
    """Say that checkpoints of another training stayed, which only their owner can know to be of no use."""
    if work.exists():
        say(f"kept: checkpoints of another training in {work.name}")


def keep_model(
    args: argparse.Namespace,
    config: PipelineConfig,
    types: Taxonomy,
    labelled: Labelled,
    trained: Trained,
    facts: Mapping[str, str],
) -> None:
    """Write a trained model as a bundle with its card, say what it is worth, and log it to MLflow."""
    kind, data = trained.classifier.kind, fingerprint(labelled.texts)
    known = {
        "data": f"{labelled.texts.num_rows} texts of {len(set(labelled.texts.column('source').to_pylist()))} source(s)",
        "data fingerprint": data,
        "labels": args.labels,
        "settings": json.dumps(config.train.model_dump(mode="json")),
    }
    metrics: dict[str, object] = {
        "held_out": trained.held_out.as_json(), "across_sources": trained.across_sources, "decided": trained.decided_as_json(),
    }  # fmt: skip
    text = card(args.out.name, {**known, **facts}, trained.held_out, trained.title, trained.rule, kind)
    made = bundle.save(args.out, trained.classifier, trained.rule, types, metrics, text)
    say(f"{trained.title}: {headline(trained.held_out)}")
    if args.no_track:
        say(f"bundle {made.version} in {args.out}")
        return
    if find_spec("mlflow") is None:
        say("not logged: mlflow is not installed (pip install 'fanzha[track]')")
    else:
        from fanzha.tracking import log_training

        params = {**config.train.model_dump(), **config.decide.model_dump(), "labels": args.labels}
        run = log_training(
            args.out,
            made,
            uri=config.track.uri,
            experiment=config.track.experiment,
            params={"kind": kind, **params, **facts},
            metrics={"held_out": trained.held_out},
            confusion=trained.confusion,
            fingerprint=data,
        )
        say(f"logged to {config.track.uri} as run {run}")
    say(f"bundle {made.version} in {args.out}")


def within(labelled: Labelled, classes: Sequence[str], types: Taxonomy) -> tuple[pa.Table, int]:
    """Set aside texts whose label is known to lie outside the national classes; return the rest and their number."""
    texts, labels = labelled.texts, labelled.texts.column("label").to_pylist()
    keep = [label in classes or types.spans(label, labelled.crosswalk) != () for label in labels]
    outside = keep.count(False)
    if outside:
        say(f"set aside: {outside} texts whose labels lie outside the national classes:")
        say(f"  {listed([label for label, k in zip(labels, keep, strict=True) if not k])}")
    if outside == len(keep):
        raise InputError("labelled data must hold a label of the model", "none", "check that these are the right texts")
    return texts.filter(pa.array(keep, pa.bool_())), outside

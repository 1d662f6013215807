"""Commands that make and measure models."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa

from fanzha import bundle, taxonomy
from fanzha.classifiers import TransformerSettings, make_classifier
from fanzha.cli.console import progress, say
from fanzha.config import PipelineConfig, load_pipeline
from fanzha.errors import InputError, listed
from fanzha.evaluate import Metrics
from fanzha.ingest import Labelled, read_labelled
from fanzha.labels import align
from fanzha.resources import default_model
from fanzha.robustness import Robustness, draw, measure_disguises
from fanzha.taxonomy import Taxonomy
from fanzha.training import Trained, card, fingerprint, measure, train


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


def _table(metrics: Metrics) -> str:
    width = max((len(t) for t in metrics.per_type), default=4)
    lines = [f"{'type':<{width}}  precision  recall     F1  texts"]
    lines += [
        f"{t:<{width}}  {m.precision:9.3f}  {m.recall:6.3f}  {m.f1:5.3f}  {m.support:5d}"
        for t, m in metrics.per_type.items()
    ]
    return "\n".join(lines)


def _headline(metrics: Metrics) -> str:
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
    start = time.monotonic()
    with progress("training", unit="step" if tuned else "fold") as done:
        classifier = make_classifier(config.train, work)
        trained = train(labelled.texts, classifier, on_step=done, **config.decide.model_dump())
    say(f"trained in {time.monotonic() - start:.1f} s")
    keep_model(args, config, types, labelled, trained, {})
    shutil.rmtree(work, ignore_errors=True)


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
    metrics = {"held_out": trained.held_out.as_json(), "across_sources": trained.across_sources}
    text = card(args.out.name, {**known, **facts}, trained.held_out, trained.title, trained.rule, kind)
    made = bundle.save(args.out, trained.classifier, trained.rule, types, metrics, text)
    say(f"{trained.title}: {_headline(trained.held_out)}")
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
    return texts.filter(pa.array(keep, pa.bool_())), outside


def _evasion(result: Robustness) -> str:
    rate = "-" if result.false_positive_rate is None else f"{result.false_positive_rate:.3f}"
    lines = [
        f"in disguise (without: macro-F1 {result.macro_f1:.4f}, benign called fraud {rate})",
        f"{'kind':<20}strength  macro-F1   drop  benign called fraud",
    ]
    for a in result.attacks:
        strength = "-" if a.strength is None else f"{a.strength:.0%}"
        rate = "-" if a.false_positive_rate is None else f"{a.false_positive_rate:.3f}"
        lines.append(f"{a.kind:<20}{strength:>8}  {a.macro_f1:8.4f}  {a.drop:5.3f}  {rate:>19}")
    return "\n".join(lines)


def evaluate_model(args: argparse.Namespace) -> None:
    """``fanzha evaluate``."""
    if args.cross_source:
        from fanzha.cli.unseen import evaluate_unseen

        evaluate_unseen(args)
        return
    if not args.data:
        raise InputError("a model is measured on labelled texts", "none", "name a file with --data")
    if args.chart and not args.evasion:
        raise InputError("--chart draws what --evasion measures", "no --evasion", "add --evasion")
    model = bundle.load(args.model or default_model())
    labelled = read_texts(args.data, None)
    texts, outside = within(labelled, model.classes, model.taxonomy)
    with progress("evaluating", texts.num_rows) as done:
        metrics = measure(texts, model.classifier, model.rule, model.taxonomy, labelled.crosswalk, done)
    disguised = None
    if args.evasion:
        space = align(texts.column("label").to_pylist(), model.classes, model.taxonomy, labelled.crosswalk)
        with progress("disguising", unit="round") as done:
            disguised = measure_disguises(texts.column("text").to_pylist(), space, model.classifier, on_step=done)
    if args.chart and disguised:
        args.chart.write_text(draw(disguised, f"{model.version} in disguise"), encoding="utf-8")
    if args.json:
        result = {
            **metrics.as_json(),
            "model_version": model.version,
            "set_aside": labelled.quarantine.num_rows + outside,
            **({"evasion": disguised.as_json()} if disguised else {}),
        }
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{_headline(metrics)}\n{_table(metrics)}\n")
    if disguised:
        sys.stdout.write(f"{_evasion(disguised)}\n")

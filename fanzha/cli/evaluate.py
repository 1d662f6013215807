"""The command that measures a model."""

from __future__ import annotations

import argparse
import json
import sys

from fanzha import bundle
from fanzha.cli.console import progress
from fanzha.cli.models import headline, read_texts, within
from fanzha.drawing import check_picture, disguises, reliability, write_picture
from fanzha.errors import InputError
from fanzha.evaluate import Metrics, Outcomes, evaluate
from fanzha.labels import align
from fanzha.resources import default_model
from fanzha.robustness import Robustness, measure_disguises
from fanzha.training import look


def _table(metrics: Metrics) -> str:
    width = max((len(t) for t in metrics.per_type), default=4)
    lines = [f"{'type':<{width}}  precision  recall     F1  texts"]
    lines += [
        f"{t:<{width}}  {m.precision:9.3f}  {m.recall:6.3f}  {m.f1:5.3f}  {m.support:5d}"
        for t, m in metrics.per_type.items()
    ]
    return "\n".join(lines)


def _risk(metrics: Metrics) -> str:
    """Return what would be wrong if only the most confident texts were decided."""
    shares = "".join(f"{float(share):>7.0%}" for share in metrics.risk_coverage)
    errors = "".join(f"{error:>7.1%}" for error in metrics.risk_coverage.values())
    return f"{'the most confident':<19}{shares}\n{'wrong among them':<19}{errors}"


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


def _check(args: argparse.Namespace) -> None:
    """Refuse options that would be without effect, and a chart that could not be written."""
    own = {"--model": args.model, "--evasion": args.evasion, "--chart": args.chart}
    theirs = {"--seeds": args.seeds, "--config": args.config}
    if args.cross_source and (given := [name for name, value in own.items() if value]):
        raise InputError("--cross-source measures training, no model", ", ".join(given), "leave one or the other out")
    if not args.cross_source and (given := [name for name, value in theirs.items() if value]):
        raise InputError(f"{' and '.join(given)} belong to --cross-source", "none", "add it, or leave them out")
    if not args.cross_source and not args.data:
        raise InputError("a model is measured on labelled texts", "none", "name a file with --data")
    if args.chart:
        check_picture(args.chart)


def evaluate_model(args: argparse.Namespace) -> None:
    """``fanzha evaluate``."""
    _check(args)
    if args.cross_source:
        from fanzha.cli.unseen import evaluate_unseen

        evaluate_unseen(args)
        return
    model = bundle.load(args.model or default_model())
    labelled = read_texts(args.data, None)
    texts, outside = within(labelled, model.classes, model.taxonomy)
    space = align(texts.column("label").to_pylist(), model.classes, model.taxonomy, labelled.crosswalk)
    with progress("evaluating", texts.num_rows) as done:
        probabilities, signs = look(texts, model.classifier, done)
    metrics, disguised = evaluate(probabilities, space, model.rule, signs), None
    if args.evasion:
        with progress("disguising", unit="round") as done:
            disguised = measure_disguises(texts.column("text").to_pylist(), space, model.classifier, on_step=done)
    if args.chart and disguised:
        write_picture(disguises(disguised, f"{model.version} in disguise"), args.chart)
    elif args.chart:
        found = Outcomes.of(probabilities, space)
        write_picture(reliability(found.confidence, found.right, model.version), args.chart)
    if args.json:
        result = {
            **metrics.as_json(),
            "model_version": model.version,
            "set_aside": labelled.quarantine.num_rows + outside,
            **({"evasion": disguised.as_json()} if disguised else {}),
        }
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{headline(metrics)}\n{_table(metrics)}\n\n{_risk(metrics)}\n")
    if disguised:
        sys.stdout.write(f"\n{_evasion(disguised)}\n")

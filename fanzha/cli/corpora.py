"""Commands on the project's own labelled texts."""

from __future__ import annotations

import argparse

import pyarrow as pa

from fanzha import schema, taxonomy
from fanzha.cli.console import progress, say
from fanzha.cli.models import read_texts, within
from fanzha.cli.paths import check_file, outside_names
from fanzha.config import load_pipeline
from fanzha.corpus import batches, export_jsonl, load
from fanzha.corpus_report import Outside, render
from fanzha.cross_source import learning_curve, leave_one_out
from fanzha.decide import choose_rule
from fanzha.privacy import redact
from fanzha.training import fingerprint, measure


def export_corpus(args: argparse.Namespace) -> None:
    """``fanzha corpus export``."""
    check_file(args.out)
    texts = load(register=args.register)
    export_jsonl(texts, args.out)
    say(f"wrote {len(texts)} texts")


def report_corpus(args: argparse.Namespace) -> None:
    """``fanzha corpus report``."""
    check_file(args.out)
    names = outside_names(args.outside)
    config, types, texts = load_pipeline(args.config), taxonomy.load(), load()
    labels, sources = [t.label for t in texts], [t.batch for t in texts]
    content = [redact(t.text) for t in texts]  # as every reader hands texts on
    with progress("holding batches out", len(batches()) * len(config.linear.c), "fold") as done:
        held = leave_one_out(content, labels, sources, config.linear, done)
    sizes = [n for n in (1, 2, 4, 8, 16) if n < len(batches()) - 1] + [len(batches()) - 1]
    with progress("learning curve", len(sizes) * len(batches()), "model") as done:
        curve = learning_curve(content, labels, sources, config.linear, sizes, done)
    rule, outside = choose_rule(held.probabilities, held.truth, config.decide.target_precision), []
    for name, path in zip(names, args.outside, strict=True):
        labelled = read_texts([path], None)
        rows, _ = within(labelled, held.classes, types)
        outside.append(Outside(name, measure(rows, held.classifier, rule, types, labelled.crosswalk)))
    table = pa.Table.from_pylist(
        [{"id": t.id, "text": t.text, "label": t.label, "group": t.id, "source": t.batch} for t in texts],
        schema=schema.LABELLED,
    )
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(render(texts, held, curve, fingerprint(table), outside), encoding="utf-8")
    say(f"macro-F1 {held.score():.4f} with each of {len(batches())} batches held out in turn; wrote {args.out}")

"""``fanzha evaluate --cross-source``: the headline of a training recipe."""

from __future__ import annotations

import argparse
import json
import sys

import pyarrow as pa

from fanzha import corpus, schema, taxonomy
from fanzha.cli.console import progress
from fanzha.cli.models import read_texts, within
from fanzha.cli.paths import outside_names
from fanzha.config import load_pipeline
from fanzha.privacy import redact
from fanzha.unseen import Headline, Outside, measure_unseen

_SEEDS = 5


def corpus_table(texts: list[corpus.CorpusText]) -> pa.Table:
    """Return the project's own texts as every reader hands texts on, a batch being a source."""
    rows = [
        {
            "id": t.id,
            "text": redact(t.text),
            "label": t.label,
            "group": t.id,
            "source": t.batch,
            "register": t.register,
        }
        for t in texts
    ]
    return pa.Table.from_pylist(rows, schema=schema.LABELLED)


def evaluate_unseen(args: argparse.Namespace) -> None:
    """Measure the recipe on the project's corpus and on the given sets, each source held out in turn."""
    settings, types, paths = load_pipeline(args.config).linear, taxonomy.load(), args.data or []
    names, own, outside, seeds = outside_names(paths), corpus.load(), [], args.seeds or _SEEDS
    classes = sorted({t.label for t in own})
    for name, path in zip(names, paths, strict=True):
        labelled = read_texts([path], None)
        rows, _ = within(labelled, classes, types)
        outside.append(Outside(name, rows, labelled.crosswalk))
    slices = {d: [getattr(t, d) for t in own] for d in ("form", "difficulty", "lang")}
    steps = seeds * (1 + len(outside)) + 1
    with progress("holding sources out", steps, "model") as done:
        found = measure_unseen("corpus", corpus_table(own), slices, outside, settings, types, seeds, on_step=done)
    if args.json:
        sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(page(found))


def page(found: Headline) -> str:
    """Return the headline and its tables as lines for a terminal."""
    several = f"; {min(found.by_seed):.4f} to {max(found.by_seed):.4f} over {len(found.by_seed)} seeds"
    seeds = several if len(found.by_seed) > 1 else ""
    lines = [
        f"cross-source macro-F1 {found.macro_f1:.4f} (95% interval {found.low:.4f} to {found.high:.4f}{seeds})",
        f"in distribution {found.in_distribution:.4f}: the {found.origins[0].name} alone, near-duplicate groups held out, "
        "their sources known",
    ]
    for origin in found.origins:
        lines += ["", f"{origin.name}: n {len(origin.truth)}, macro-F1 {origin.score():.4f}"]
        for dimension in (*origin.slices, "type"):
            lines.append(f"  {dimension}")
            lines += [f"    {name:<28}{n:>6}  {f1:.3f}" for name, (n, f1) in origin.by(dimension).items()]
    return "\n".join(lines) + "\n"

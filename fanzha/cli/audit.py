"""The label audit: out as a review sheet, back as corrected texts."""

from __future__ import annotations

import argparse
import json
import sys

from fanzha import taxonomy
from fanzha.audit import REASONS, Audit, audit
from fanzha.cli.console import progress, say
from fanzha.cli.models import read_texts
from fanzha.config import load_pipeline
from fanzha.errors import InputError
from fanzha.ingest import write_quarantine
from fanzha.privacy import redact
from fanzha.review import apply_review, filled, read_review, write_corrected
from fanzha.review_sheet import write_review

_PAIRS = 12  # label pairs to print


def audit_labels(args: argparse.Namespace) -> None:
    """``fanzha audit``."""
    wanted = ".xlsx" if args.apply is None else ".jsonl"
    if args.out.suffix.lower() != wanted:
        raise InputError(f"--out must end in {wanted} here", args.out.suffix or "no ending", "name the file so")
    if args.out.resolve() in {p.resolve() for p in args.data}:
        raise InputError("--out must not be one of the --data files", redact(args.out.name), "give another name")
    if args.apply is None:
        _audit(args)
    else:
        _apply(args)


def _audit(args: argparse.Namespace) -> None:
    # An hour of somebody's work may stand in an older sheet of this name.
    if args.out.exists() and (done := filled(args.out)):
        raise InputError(
            "a review sheet must not overwrite corrections", f"{done}", "apply or move the older one first"
        )
    config, types = load_pipeline(args.config), taxonomy.load() if args.labels == "national" else None
    texts = read_texts(args.data, types).texts
    with progress("auditing", unit="fold") as step:
        # Disguised copies double the time and find no more.
        found = audit(texts, config.linear.model_copy(update={"disguises": 0}), step)
    rows = write_review(args.out, texts, found, types)
    sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False) + "\n" if args.json else _summary(found))
    say(f"wrote {rows} texts to review in {args.out}")


def _summary(found: Audit) -> str:
    counts, pairs = found.as_json()["reasons"], found.pairs()
    assert isinstance(counts, dict)
    low, high = found.interval
    held_out = "sources" if found.across_sources else "near-duplicate groups"
    lines = [
        f"n {found.n}, labels {len(found.classes)}, to review {len({f.row for f in found.findings})}; {held_out} held out",
        f"estimated share of label errors {found.share:.1%} (95% interval {low:.1%} to {high:.1%})",
        "",
        f"{'reason':<16}texts",
        *(f"{reason:<16}{counts[reason]:5d}" for reason in REASONS),
    ]
    if pairs:
        width = max(len(given) for (given, _), _ in pairs[:_PAIRS])
        lines += ["", "likely label errors, given -> suggested"]
        lines += [f"{n:5d}  {given:<{width}} -> {suggested}" for (given, suggested), n in pairs[:_PAIRS]]
    if len(pairs) > _PAIRS:
        lines.append(f"{sum(n for _, n in pairs[_PAIRS:]):5d}  in {len(pairs) - _PAIRS} more pairs")
    return "\n".join(lines) + "\n"


def _apply(args: argparse.Namespace) -> None:
    types = taxonomy.load() if args.labels == "national" else None
    labelled = read_texts(args.data, types)
    done = apply_review(labelled.texts, read_review(args.apply, labelled.texts, types), args.apply.stem)
    write_corrected(args.out, done)
    aside = labelled.quarantine.num_rows
    quarantine = args.out.with_name(args.out.name + ".quarantine.csv")
    quarantine.unlink(missing_ok=True)
    if aside:
        write_quarantine(quarantine, labelled.quarantine)
    assert labelled.rows_in == done.texts.num_rows + done.dropped + aside, "rows in = rows out + dropped + set aside"
    counts = {
        "rows_in": labelled.rows_in,
        "rows_out": done.texts.num_rows,
        "dropped": done.dropped,
        "set_aside": aside,
        "relabelled": done.relabelled,
        "confirmed": done.confirmed,
    }
    if args.json:
        sys.stdout.write(json.dumps(counts) + "\n")
    say(" · ".join(f"{name.replace('_', ' ')}: {n}" for name, n in counts.items()))

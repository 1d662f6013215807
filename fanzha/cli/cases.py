"""Commands on case files: score, and the whole way to bulletin and warnings."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.cli.console import progress, say
from fanzha.engines import Engine, open_engine
from fanzha.errors import InputError, MissingFileError
from fanzha.ingest import Ingested, load_columns, read_cases, write_quarantine
from fanzha.privacy import redact
from fanzha.resources import default_model
from fanzha.score import score_cases, write_workbook


def _read(path: Path) -> Ingested:
    if not path.exists():
        raise MissingFileError("the input must be a file", redact(path.name), "check the path")
    with progress("reading") as done:
        return read_cases(path, load_columns(), on_rows=done)


def _score(ingested: Ingested, model: Bundle, engine: Engine) -> pa.Table:
    with progress("scoring", ingested.cases.num_rows) as done:
        return score_cases(ingested.cases, model, engine, done)


def _reasons(scored: pa.Table) -> str:
    """Say why cases went to review, the most frequent reason first."""
    found = Counter(scored.column("review_reason").drop_null().to_pylist())
    return "review: " + ", ".join(f"{n} {reason}" for reason, n in found.most_common()) if found else "review: none"


def _counts(ingested: Ingested, scored: pa.Table) -> str:
    review = pc.sum(scored.column("needs_review")).as_py() or 0
    return (
        f"rows in: {ingested.rows_in} · scored: {scored.num_rows - review} · sent to review: {review} · "
        f"quarantined: {ingested.quarantine.num_rows}"
    )


def score_file(args: argparse.Namespace) -> None:
    """``fanzha score``."""
    engine, model = open_engine(args.engine), bundle.load(args.model or default_model())
    ingested = _read(args.input)
    scored = _score(ingested, model, engine)
    engine.write(scored, args.output / "cases.parquet")
    write_quarantine(args.output / "quarantine.csv", ingested.quarantine)
    say(f"wrote cases.parquet and quarantine.csv in {args.output}")
    say(_reasons(scored))
    say(_counts(ingested, scored))


def run_file(args: argparse.Namespace) -> None:
    """``fanzha run``."""
    from fanzha.config import load_pipeline
    from fanzha.corpus.district import load_district
    from fanzha.summarize import render_bulletin, summarize
    from fanzha.warn import draft_warnings, load_warnings, write_warnings

    config, model, engine = load_pipeline(), bundle.load(args.model or default_model()), open_engine("local")
    district = load_district(args.district) if args.district else None
    ingested = _read(args.input)
    if not ingested.rows_in:
        raise InputError("the input must hold a case", f"none in {args.input.name}", "give a file with rows")
    scored = _score(ingested, model, engine)
    summary = summarize(
        scored,
        district=district,
        taxonomy=model.taxonomy,
        days=args.days or config.summarize.days,
        min_cell=config.summarize.min_cell,
    )
    page = render_bulletin(summary)
    drafts = draft_warnings(summary, scored, model.taxonomy, load_warnings(), top=config.warn.top)
    # Nothing is written before everything is made, so that a failure leaves no half result.
    args.output.mkdir(parents=True, exist_ok=True)
    engine.write(scored, args.output / "cases.parquet")
    write_workbook(scored, args.output / "cases.xlsx", model.taxonomy.name)
    write_quarantine(args.output / "quarantine.csv", ingested.quarantine)
    (args.output / "bulletin.html").write_text(page, encoding="utf-8")
    write_warnings(args.output / "warnings.xlsx", drafts)
    say(f"wrote bulletin.html, warnings.xlsx, cases.xlsx, cases.parquet and quarantine.csv in {args.output}")
    say(_reasons(scored))
    say(_counts(ingested, scored))

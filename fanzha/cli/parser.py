"""The grammar of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from fanzha import __version__
from fanzha.logs import LEVELS

Command = Callable[[argparse.Namespace], None]


def _lazy(module: str, function: str) -> Command:
    """Return a command whose module is imported only when it runs."""

    def run(args: argparse.Namespace) -> None:
        getattr(import_module(f"fanzha.cli.{module}"), function)(args)

    return run


def _up_to(limit: int, least: int = 1) -> Callable[[str], int]:
    """Return a parser of whole numbers from ``least`` to ``limit``."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= limit:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {limit}, not {text[:20]!r}")
        return value

    return parse


def _share(text: str) -> float:
    """Parse a number above 0, at most 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"must be a number above 0, at most 1, not {text[:20]!r}")
    return value


_MODEL = "default: the one that comes with fanzha"
_ONNX = "a transformer: any other name makes bundles that need onnxruntime only"
_CHART = "draw what --evasion measures; without it, whether the probabilities can be relied on"
_STORE = "duckdb:///PATH or postgresql://USER@HOST/DATABASE"
_INPUT = "cases to take in; a database needs --query"
_TYPES = "its types are offered; default: the one that comes with fanzha"
_WEEKS = "how many weeks back to look at the vocabulary (default: 52)"
_WAIT = "for a run that has the store (default: 10)"
_PLAIN = "one text a line; also .txt.gz and .txt.xz"
# A century; calendars end.
_DAYS = _up_to(36_500)


def _day(text: str) -> date:
    """Parse a date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"must be a date such as 2026-03-05, not {text[:20]!r}") from error


def _output(text: str) -> Path | str:
    """Return a folder of this machine, or the address of one elsewhere as it is written."""
    return text if "://" in text else Path(text)


def _job_options(parser: argparse.ArgumentParser) -> None:
    """Add what every batch job is told."""
    parser.add_argument("--input", required=True, metavar="FILE|FOLDER|PATTERN|URL", help=_INPUT)
    parser.add_argument("--query", metavar="SQL", help="whose rows are the input, where --input is a database")
    parser.add_argument("--output", type=_output, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, metavar="models/NAME", help=_MODEL)
    parser.add_argument("--store", metavar="URL", help=_STORE + " (default: fanzha.duckdb in --output)")
    parser.add_argument("--workers", type=_up_to(1024), metavar="N", help="processes (default: one for each core)")
    parser.add_argument("--shard-rows", type=_up_to(10**7), metavar="N", help="rows that are committed together")
    parser.add_argument("--config", type=Path, metavar="FILE.yaml", help="default: the one of configs/engines")


def _store_options(parser: argparse.ArgumentParser) -> None:
    """Add what names a store."""
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--output", type=Path, metavar="DIR", help="folder of results: its fanzha.duckdb is the store")
    where.add_argument("--store", metavar="URL", help=_STORE)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="fanzha", description="Classify fraud reports, characterise cases, draft warnings."
    )
    parser.add_argument("--version", action="version", version=f"fanzha {__version__}")
    parser.add_argument(
        "--log-json", action="store_true", help="write events as JSON lines to standard error, nothing else"
    )
    parser.add_argument("--log-level", choices=LEVELS, help="least level of events (default: info with --log-json)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command_name")

    corpus = commands.add_parser("corpus", help="the project's own labelled texts")
    corpus_commands = corpus.add_subparsers(required=True, metavar="COMMAND", dest="command_part")
    export = corpus_commands.add_parser("export", help="write the labelled texts as JSONL")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    export.add_argument("--register", choices=["script", "narrative"])
    export.set_defaults(command=_lazy("corpora", "export_corpus"))

    report = corpus_commands.add_parser("report", help="measure what the corpus teaches, each batch held out in turn")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.md")
    report.add_argument("--outside", type=Path, action="append", default=[], metavar="FILE.jsonl")
    report.add_argument("--config", type=Path, metavar="FILE.yaml", help="pipeline parameters")
    report.set_defaults(command=_lazy("corpora", "report_corpus"))

    simulate = commands.add_parser("simulate", help="write the case reports of an invented district")
    simulate.add_argument("--out", type=Path, required=True, metavar="cases.csv")
    simulate.add_argument("--days", type=_DAYS, required=True, metavar="N")
    simulate.add_argument("--seed", type=_up_to(2**32 - 1, 0), required=True, metavar="S")
    simulate.add_argument("--truth", type=Path, metavar="truth.json", help="true facts and planted effects")
    simulate.set_defaults(command=_lazy("texts", "simulate_district"))

    train = commands.add_parser("train", help="train a model on labelled texts")
    train.add_argument("--data", type=Path, required=True, action="append", metavar="FILE.jsonl")
    train.add_argument("--out", type=Path, required=True, metavar="models/NAME")
    train.add_argument("--labels", choices=["national", "as-is"], default="national")
    train.add_argument("--config", type=Path, metavar="FILE.yaml", help="pipeline parameters")
    train.add_argument("--no-track", action="store_true", help="do not log the run to MLflow")
    train.set_defaults(command=_lazy("models", "train_model"))

    pretrain = commands.add_parser("pretrain", help="pre-train a small encoder on plain text")
    pretrain.add_argument("--text", type=Path, required=True, nargs="+", metavar="FILE.txt", help=_PLAIN)
    pretrain.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    pretrain.add_argument("--config", type=Path, metavar="FILE.yaml", help="default: configs/models/pretrain.yaml")
    pretrain.set_defaults(command=_lazy("transformers", "pretrain_encoder"))

    distil = commands.add_parser("distil", help="let any model teach the linear one on unlabelled texts")
    distil.add_argument("--teacher", type=Path, required=True, metavar="models/NAME")
    distil.add_argument("--text", type=Path, required=True, nargs="+", metavar="FILE.txt", help=_PLAIN)
    distil.add_argument("--data", type=Path, required=True, action="append", metavar="FILE.jsonl")
    distil.add_argument("--out", type=Path, required=True, metavar="models/NAME")
    distil.add_argument("--weight", type=_share, default=0.1, help="of an unlabelled text against 1 of a labelled one")
    distil.add_argument("--labels", choices=["national", "as-is"], default="national")
    distil.add_argument("--config", type=Path, metavar="FILE.yaml", help="pipeline parameters")
    distil.add_argument("--no-track", action="store_true", help="do not log the run to MLflow")
    distil.set_defaults(command=_lazy("transformers", "distil_model"))

    evaluate = commands.add_parser("evaluate", help="measure a model on labelled texts")
    evaluate.add_argument("--model", type=Path, metavar="models/NAME", help=_MODEL)
    evaluate.add_argument("--data", type=Path, action="append", metavar="FILE.jsonl")
    evaluate.add_argument(
        "--cross-source",
        action="store_true",
        help="measure training itself: each source of the corpus, and each --data, held out in turn",
    )
    evaluate.add_argument(
        "--seeds", type=_up_to(100), metavar="N", help="how often --cross-source trains anew (default: 5)"
    )
    evaluate.add_argument("--config", type=Path, metavar="FILE.yaml", help="pipeline parameters of --cross-source")
    evaluate.add_argument(
        "--evasion", action="store_true", help="also measure the texts in every disguise of the suite"
    )
    evaluate.add_argument("--chart", type=Path, metavar="FILE.svg|png", help=_CHART)
    evaluate.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    evaluate.set_defaults(command=_lazy("evaluate", "evaluate_model"))

    audit = commands.add_parser("audit", help="find likely label errors as a review sheet; bring the review back")
    audit.add_argument("--data", type=Path, required=True, action="append", metavar="FILE.jsonl")
    audit.add_argument("--labels", choices=["national", "as-is"], default="national")
    audit.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="review.xlsx; corrected.jsonl with --apply"
    )
    audit.add_argument("--apply", type=Path, metavar="review.xlsx", help="a review sheet that people filled in")
    audit.add_argument("--config", type=Path, metavar="FILE.yaml", help="pipeline parameters")
    audit.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    audit.set_defaults(command=_lazy("audit", "audit_labels"))

    onnx = commands.add_parser("export", help="write a model for services in other languages")
    onnx.add_argument("--model", type=Path, metavar="models/NAME", help=_MODEL)
    onnx.add_argument("--onnx", type=Path, required=True, metavar="FILE.onnx", help=_ONNX)
    onnx.set_defaults(command=_lazy("export", "export_model"))

    score = commands.add_parser("score", help="add a type and its probability to each case, once")
    _job_options(score)
    score.add_argument(
        "--engine", choices=["local", "spark"], default="local", help="spark: files of any Hadoop file system, no store"
    )
    score.add_argument("--master", metavar="URL", help="of Spark: local[4], spark://host:7077 (default: --config)")
    score.set_defaults(command=_lazy("cases", "score_file"))

    facts = commands.add_parser("facts", help="extract victim, loss, channel and payment from narratives")
    facts.add_argument("--input", type=Path, required=True, metavar="FILE.jsonl")
    facts.add_argument("--output", type=Path, required=True, metavar="FILE.jsonl")
    facts.set_defaults(command=_lazy("texts", "extract_facts"))

    run = commands.add_parser("run", help="the same, then bulletin, warnings and workbook of all cases in the store")
    _job_options(run)
    run.add_argument("--district", type=Path, metavar="FILE.yaml", help="population by street, age band and sex")
    run.add_argument("--days", type=_DAYS, metavar="N", help="length of the period, up to the newest report")
    run.set_defaults(command=_lazy("cases", "run_file"))

    summarize = commands.add_parser("summarize", help="the bulletin of a period: who is cheated, where and how")
    where = summarize.add_mutually_exclusive_group(required=True)
    where.add_argument("--cases", type=Path, metavar="FILE|FOLDER", help="cases.parquet of fanzha score or fanzha run")
    where.add_argument("--output", type=Path, metavar="DIR", help="folder of results: its fanzha.duckdb is the store")
    where.add_argument("--store", metavar="URL", help=_STORE)
    summarize.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the bulletin goes")
    summarize.add_argument("--district", type=Path, metavar="FILE.yaml", help="population by street, age band and sex")
    length = summarize.add_mutually_exclusive_group()
    length.add_argument(
        "--period",
        choices=["day", "week", "month", "quarter"],
        default="month",
        help="the last one that has ended (default: month)",
    )
    length.add_argument("--days", type=_DAYS, metavar="N", help="any other length, up to the newest report or --end")
    summarize.add_argument(
        "--end", type=_day, metavar="YYYY-MM-DD", help="a day of the period; with --days the last one"
    )
    summarize.add_argument("--audience", choices=["internal", "public"], default="internal")
    summarize.add_argument("--language", choices=["zh", "en"], action="append", help="repeat for both (default: zh)")
    summarize.add_argument(
        "--format", choices=["html", "docx", "pdf", "xlsx"], action="append", help="repeat for several (default: all)"
    )
    summarize.add_argument("--budget", type=_up_to(100, 0), default=8, metavar="N", help="alarms a week (default: 8)")
    summarize.add_argument(
        "--no-scripts", action="store_true", help="do not group cases by what they tell, which reads texts"
    )
    summarize.add_argument("--model", type=Path, metavar="models/NAME", help=_MODEL)
    summarize.add_argument(
        "--memory", type=_up_to(10**6, 64), default=1024, metavar="MB", help="of the counting (default: 1024)"
    )
    summarize.add_argument("--threads", type=_up_to(1024), metavar="N", help="of the counting (default: all cores)")
    summarize.set_defaults(command=_lazy("bulletins", "summarize_cases"))

    quarantine = commands.add_parser("quarantine", help="write rows that were set aside as a workbook to be corrected")
    _store_options(quarantine)
    what = quarantine.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FILE.xlsx", help="corrected, it is an --input of fanzha score")
    what.add_argument("--dismiss", nargs="+", metavar="NUMBER", help="rows that need no correction after all")
    quarantine.set_defaults(command=_lazy("stores", "quarantine_rows"))

    review = commands.add_parser("review", help="cases that people must decide: out as a workbook, back as reviews")
    _store_options(review)
    what = review.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FILE.xlsx", help="write the cases that wait for a decision")
    what.add_argument("--apply", type=Path, metavar="FILE", help="bring back the workbook, or JSON lines")
    what.add_argument("--labelled", type=Path, metavar="FILE.jsonl", help="write what was decided as labelled texts")
    review.add_argument("--limit", type=_up_to(100_000), default=1000, metavar="N", help="of --out, the newest cases")
    review.add_argument("--model", type=Path, metavar="models/NAME", help=_TYPES)
    review.set_defaults(command=_lazy("stores", "review_cases"))

    cases = commands.add_parser("cases", help="write each case with its newest score as one file")
    _store_options(cases)
    cases.add_argument("--out", type=Path, required=True, metavar="FILE.parquet|xlsx")
    cases.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="first day of the reports")
    cases.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="last day of the reports")
    cases.set_defaults(command=_lazy("stores", "export_cases"))

    status = commands.add_parser("status", help="runs, reviews, rows set aside and drift of a store")
    _store_options(status)
    status.add_argument("--model", type=Path, metavar="models/NAME", help=_MODEL)
    status.add_argument("--no-drift", action="store_true", help="do not look at drift, which reads texts")
    status.add_argument("--weeks", type=_up_to(5_200, 0), default=52, metavar="N", help=_WEEKS)
    status.add_argument("--runs", type=_up_to(1_000), default=10, metavar="N", help="how many runs (default: 10)")
    status.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    status.add_argument("--check", action="store_true", help="exit with 1 if something needs a person")
    status.add_argument("--max-age", type=_up_to(87_600), default=36, metavar="HOURS", help="since the last run done")
    status.add_argument("--max-backlog", type=_up_to(10**9, 0), default=500, metavar="N", help="cases to be reviewed")
    status.add_argument("--chart", type=Path, metavar="FILE.svg|png", help="draw the measures of drift by week")
    status.add_argument("--prometheus", type=Path, metavar="FILE.prom", help="write metrics for a textfile collector")
    status.add_argument("--wait", type=_up_to(86_400, 0), default=10, metavar="SECONDS", help=_WAIT)
    status.set_defaults(command=_lazy("status", "show_status"))

    serve = commands.add_parser("serve", help="the triage service: HTTP API and page")
    serve.add_argument("--model", type=Path, metavar="models/NAME", help=_MODEL)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_up_to(65_535), default=8000)
    serve.set_defaults(command=_lazy("service", "serve_model"))
    return parser

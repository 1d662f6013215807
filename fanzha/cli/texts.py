"""Commands on texts: the corpus, the simulated district, facts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from fanzha.cli.console import progress, say
from fanzha.errors import InputError, MissingFileError
from fanzha.facts import Facts, extract
from fanzha.facts.values import parse_date
from fanzha.privacy import redact


def export_corpus(args: argparse.Namespace) -> None:
    """``fanzha corpus export``."""
    from fanzha.corpus import export_jsonl, load

    texts = load(register=args.register)
    export_jsonl(texts, args.out)
    say(f"wrote {len(texts)} texts")


def simulate_district(args: argparse.Namespace) -> None:
    """``fanzha simulate``."""
    from fanzha.corpus.simulator import simulate, write_cases_csv, write_truth

    simulation = simulate(args.days, args.seed)
    write_cases_csv(args.out, simulation.rows)
    if args.truth:
        write_truth(args.truth, simulation.truth)
    say(f"wrote {len(simulation.rows)} case reports of {args.days} days")


def _json(facts: Facts) -> dict[str, object]:
    loss = facts.loss_yuan
    return {
        "victim_age": facts.victim_age,
        "victim_sex": facts.victim_sex,
        "occupation": facts.occupation,
        # A whole number of yuan stays one: 3000, not 3000.0.
        "loss_yuan": None if loss is None else int(loss) if loss == int(loss) else float(loss),
        "contact_channel": facts.contact_channel,
        "payment": facts.payment,
        "platform": facts.platform,
        "occurred_on": facts.occurred_on.isoformat() if facts.occurred_on else None,
    }


def _rows(path: Path) -> Iterator[tuple[int, dict[str, object] | None, str]]:
    """Yield line number, parsed object (None if it is none), and what is wrong with it."""
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                row = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
            except ValueError:
                yield number, None, "a line must be one JSON object in UTF-8"
                continue
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                yield number, None, "a line must have a string under 'text'"
            else:
                yield number, row, ""


def extract_facts(args: argparse.Namespace) -> None:
    """``fanzha facts``."""
    if not args.input.is_file():
        raise MissingFileError("the input must be a file", args.input.name, "give the path of a JSONL file")
    rows = list(_rows(args.input))
    if not rows:
        raise InputError("the input must hold a row", f"none in {args.input.name}", "give a JSONL file with text")
    args.output.parent.mkdir(parents=True, exist_ok=True)
    aside = args.output.with_name(args.output.name + ".quarantine.csv")
    bad = [(number, rule) for number, row, rule in rows if row is None]
    with progress("facts", len(rows)) as done, args.output.open("w", encoding="utf-8") as out:
        for _, row, _ in rows:
            done(1)
            if row is None:
                continue
            text = str(row["text"])
            reported = next((row[k] for k in ("reported_on", "reported_at", "报案时间") if row.get(k)), None)
            when = parse_date(str(reported)) if reported else None
            facts = extract(text, when.date() if when else None)
            out.write(json.dumps({**row, "text": redact(text), "facts": _json(facts)}, ensure_ascii=False) + "\n")
    aside.unlink(missing_ok=True)
    if bad:
        lines = ["row,rule", *(f"{number},{rule}" for number, rule in bad)]
        aside.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    say(f"rows in: {len(rows)} · facts: {len(rows) - len(bad)} · quarantined: {len(bad)}")

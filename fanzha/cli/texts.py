"""Commands on texts: the simulated district, facts."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fanzha.cli.console import progress, say
from fanzha.cli.paths import check_file
from fanzha.errors import InputError, MissingFileError
from fanzha.facts import Facts, extract_all
from fanzha.facts.extract import FACTS
from fanzha.ingest import CaseParser, load_columns
from fanzha.ingest.completing import completed, timed
from fanzha.privacy import redact
from fanzha.schema import CASE, MARK

_TOGETHER = 512  # narratives that are read at once


def simulate_district(args: argparse.Namespace) -> None:
    """``fanzha simulate``."""
    from fanzha.corpus.simulator import simulate, write_cases_csv, write_truth

    check_file(args.out)
    if args.truth:
        check_file(args.truth)
    simulation = simulate(args.days, args.seed)
    write_cases_csv(args.out, simulation.rows)
    if args.truth:
        write_truth(args.truth, simulation.truth)
    say(f"wrote {len(simulation.rows)} case reports of {args.days} days")


def _yuan(amount: Decimal | None) -> int | float | None:
    """Return a whole number of yuan as one: 3000, not 3000.0."""
    return None if amount is None else int(amount) if amount == int(amount) else float(amount)


def _time(when: date | None) -> str | None:
    return when.isoformat() if when is not None else None


def _json(facts: Facts) -> dict[str, object]:
    return {
        "victim_age": facts.victim_age,
        "victim_sex": facts.victim_sex,
        "life_stage": facts.life_stage,
        "occupation": facts.occupation,
        "repeat_victim": facts.repeat_victim,
        "loss_yuan": _yuan(facts.loss_yuan),
        "paid_yuan": _yuan(facts.paid_yuan),
        "returned_yuan": _yuan(facts.returned_yuan),
        "stopped_yuan": _yuan(facts.stopped_yuan),
        "outcome": facts.outcome,
        "contact_channel": facts.contact_channel,
        "payment": facts.payment,
        "platform": facts.platform,
        "platforms": list(facts.platforms),
        "banks": list(facts.banks),
        "occurred_on": _time(facts.occurred_on),
        "occurred_at": _time(facts.occurred_at),
        "last_paid_at": _time(facts.last_paid_at),
        "reported_at": _time(facts.reported_at),
        "delay_minutes": facts.delay_minutes,
    }


def _safe(value: object) -> object:
    """De-identify every string and key of a row; a bare number as long as a phone's counts as text."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(str(k)): _safe(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_safe(v) for v in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**9:
        return redact(str(value))
    return value


def _rows(path: Path) -> Iterator[tuple[int, dict[str, object] | None, str]]:
    """Yield line number, parsed object (None if it is none), and what is wrong with it."""
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                row = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
                json.dumps(row, ensure_ascii=False, allow_nan=False).encode("utf-8")
            except (ValueError, RecursionError):
                yield number, None, "a line must be one JSON object in UTF-8, of finite numbers and whole characters"
                continue
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                yield number, None, "a line must have a string under 'text'"
            else:
                yield number, row, ""


def extract_facts(args: argparse.Namespace) -> None:
    """``fanzha facts``."""
    if not args.input.is_file():
        raise MissingFileError(
            "the input must be a file", f"no file {redact(args.input.resolve().name)}", "give the path of a JSONL file"
        )
    check_file(args.output)
    rows = list(_rows(args.input))
    if not rows:
        raise InputError("the input must hold a row", "none", "give a JSONL file with text")
    if all(row is None for _, row, _ in rows):
        raise InputError(
            "a line of the input must be a JSON object with a string under 'text'",
            f"none in {len(rows)} lines",
            "give a JSONL file; fanzha run reads the facts of tables",
        )
    args.output.parent.mkdir(parents=True, exist_ok=True)
    aside = args.output.with_name(args.output.name + ".quarantine.csv")
    part = args.output.with_name(f".{args.output.name}.part")
    bad = [(number, rule) for number, row, rule in rows if row is None]
    parser, conflicts = CaseParser(load_columns()), Counter[str]()
    # An older result stays until the new one is whole.
    try:
        with progress("facts", len(rows)) as done, part.open("w", encoding="utf-8") as out:
            for start in range(0, len(rows), _TOGETHER):
                some = rows[start : start + _TOGETHER]
                for made in _with_facts([row for _, row, _ in some if row is not None], parser):
                    conflicts.update(made["facts"]["conflicts"])
                    out.write(json.dumps(made, ensure_ascii=False, allow_nan=False) + "\n")
                done(len(some))
        part.replace(args.output)
    finally:
        part.unlink(missing_ok=True)
    aside.unlink(missing_ok=True)
    if bad:
        lines = ["row,rule", *(f'{number},"{rule}"' for number, rule in bad)]
        aside.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    say(f"rows in: {len(rows)} · facts: {len(rows) - len(bad)} · quarantined: {len(bad)}")
    kinds = [f"{name} {conflicts[name]}" for name in CASE.names if conflicts[name]]
    say("conflicts: " + (" · ".join(kinds) or "none"))


def _with_facts(rows: Sequence[dict[str, object]], parser: CaseParser) -> Iterator[dict[str, Any]]:
    """Yield rows de-identified, with the facts of their texts as they are then, and what these contradict of the other keys."""
    kept = [{redact(k): _safe(v) for k, v in row.items()} for row in rows]
    said = [parser.said({k: v for k, v in row.items() if isinstance(v, str | int | float)}) for row in rows]
    texts = [str(row["text"]) for row in kept]
    moments = [m if isinstance(m := one.get("reported_at"), datetime) else None for one in said]
    days = [m.date() if m is not None else None for m in moments]
    times = [m if timed(m) else None for m in moments]
    found = extract_all(texts, days, [FACTS] * len(texts), reported_at=times)
    for row, case, facts in zip(kept, said, found, strict=True):
        conflicts = completed(case, facts, date.max, _word)["conflicts"]
        told = {
            "spans": {name: list(span) for name, span in facts.spans.items()},
            "conflicts": conflicts.split(MARK) if conflicts else [],
        }
        yield {**row, "facts": {**_safe_object(_json(facts)), **told}}


def _word(text: str | None) -> str | None:
    return text


def _safe_object(values: dict[str, object]) -> dict[str, object]:
    return {name: _safe(value) for name, value in values.items()}

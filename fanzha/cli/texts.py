"""Commands on texts: the simulated district, facts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from fanzha.cli.console import progress, say
from fanzha.cli.paths import check_file
from fanzha.errors import InputError, MissingFileError
from fanzha.facts import Facts, extract
from fanzha.facts.values import parse_date
from fanzha.privacy import redact


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
            "the input must be a file", redact(args.input.resolve().name), "give the path of a JSONL file"
        )
    check_file(args.output)
    rows = list(_rows(args.input))
    if not rows:
        raise InputError("the input must hold a row", "none", "give a JSONL file with text")
    args.output.parent.mkdir(parents=True, exist_ok=True)
    aside = args.output.with_name(args.output.name + ".quarantine.csv")
    part = args.output.with_name(f".{args.output.name}.part")
    bad = [(number, rule) for number, row, rule in rows if row is None]
    # An older result stays until the new one is whole.
    try:
        with progress("facts", len(rows)) as done, part.open("w", encoding="utf-8") as out:
            for _, row, _ in rows:
                done(1)
                if row is not None:
                    out.write(json.dumps(_with_facts(row), ensure_ascii=False, allow_nan=False) + "\n")
        part.replace(args.output)
    finally:
        part.unlink(missing_ok=True)
    aside.unlink(missing_ok=True)
    if bad:
        lines = ["row,rule", *(f'{number},"{rule}"' for number, rule in bad)]
        aside.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    say(f"rows in: {len(rows)} · facts: {len(rows) - len(bad)} · quarantined: {len(bad)}")


def _with_facts(row: dict[str, object]) -> dict[str, object]:
    reported = next((row[k] for k in ("reported_on", "reported_at", "报案时间") if row.get(k)), None)
    when = parse_date(str(reported)) if reported else None
    facts = extract(str(row["text"]), when.date() if when else None)
    kept = {redact(k): _safe(v) for k, v in row.items()}
    return {**kept, "facts": _safe(_json(facts))}

"""What the classifier costs: the same reports with their true types, and with those that the default model gives their narratives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from benchmarks.planted.looks import Reader, Share, reading
from fanzha import bundle
from fanzha.corpus.district import District, load_district
from fanzha.corpus.effects import Effect, Group, Outbreak, Trend
from fanzha.corpus.simulator import START, simulate
from fanzha.engines import open_engine
from fanzha.resources import default_model
from fanzha.schema import CASE, SCORED
from fanzha.score import score_cases

_DAYS = 200
_END = START + timedelta(days=_DAYS - 1)
VOICES = ("group", "outbreak", "riser", "alarm", "hotspot")


@dataclass
class Cost:
    """What is found by true and by given types.

    Attributes
    ----------
    right, review : Share
        Decided cases whose type is right; cases left to a person.
    found : dict
        Way (``true``, ``given``) and voice to the districts in which the planted effect was said.
    other : dict
        Way to outbreaks, risers, alarms and hotspots that nothing planted explains, per bulletin.
    """

    right: Share = field(default_factory=Share)
    review: Share = field(default_factory=Share)
    found: dict[tuple[str, str], Share] = field(default_factory=lambda: defaultdict(Share))
    other: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def cost(seeds: int) -> Cost:
    """Simulate districts with narratives, none of which the model has learnt from, and read both bulletins of the last day."""
    model, found, district = bundle.load(default_model()), Cost(), load_district()
    for seed in range(1, seeds + 1):
        street = district.street_list[int(np.random.default_rng([seed, 7]).integers(len(district.street_list)))]
        effects: list[Effect] = [
            Group(
                type="investment", sex="female", age_band="30-39岁", rate_ratio=4.0,
                first=_END - timedelta(days=89), last=_END,
            ),
            Outbreak(
                type="shopping_service", street=street.name, area=street.area, extra_cases_expected=12.0,
                first=_END - timedelta(days=6), last=_END,
            ),
            Trend(type="loan", rate_ratio_at_end=3.0, first=_END - timedelta(days=89), last=_END),
        ]  # fmt: skip
        # The corpus taught the model: all narratives are composed.
        made = simulate(_DAYS, seed, district, effects=effects, corpus=())
        facts = made.truth["cases"]
        rows = [_case(i, row["案件编号"], row["简要案情"], facts[row["案件编号"]]) for i, row in enumerate(made.rows)]
        given = score_cases(pa.Table.from_pylist(rows, CASE), model, open_engine("local"))
        truth = [fact["type"] for fact in facts.values()]
        told, reviewed = given["type"].to_pylist(), given["needs_review"].to_pylist()
        for one, other, open_ in zip(truth, told, reviewed, strict=True):
            found.review.add(open_)
            if not open_:
                found.right.add(one == other)
        at = SCORED.names.index
        true = given.set_column(at("type"), SCORED.field("type"), pa.array(truth))
        true = true.set_column(at("needs_review"), SCORED.field("needs_review"), pa.array([False] * len(truth)))
        for way, table in (("true", true), ("given", given)):
            with reading(table, district) as reader:
                _hear(found, way, reader, street.name, street.area, district)
    return found


def _case(number: int, case_id: str, text: str, fact: dict[str, object]) -> dict[str, object]:
    return {
        "case_id": case_id, "text": text, "reported_on": date.fromisoformat(str(fact["reported_on"])),
        "occurred_on": date.fromisoformat(str(fact["occurred_on"])), "victim_age": fact["age"], "victim_sex": fact["sex"],
        "street": fact["street"], "area": fact["area"], "source": "simulated", "row": number + 2,
    }  # fmt: skip


def _hear(found: Cost, way: str, reader: Reader, street: str, area: str, district: District) -> None:
    findings = reader.summary(_END).findings
    alarms, hotspots = reader.outlook(_END).alarms, reader.where(_END).hotspots
    said = {
        "group": any(
            f.kind == "group" and f.type == "investment" and f.where == {"sex": "female", "band": "30-39岁"}
            for f in findings
        ),
        "outbreak": any(
            f.kind == "outbreak" and f.type == "shopping_service" and f.where.get("street") == street for f in findings
        ),
        "riser": any(f.kind == "riser" and f.type == "loan" and not f.where for f in findings),
        "alarm": any(a.type == "shopping_service" and a.area in ("", area) for a in alarms),
        "hotspot": any(h.type == "shopping_service" and street in h.cluster.streets for h in hotspots),
    }
    for voice, heard in said.items():
        found.found[way, voice].add(heard)
    planted = {"investment", "shopping_service", "loan"}
    others = [f for f in findings if f.kind in ("outbreak", "riser") and f.type not in planted]
    others_said = (
        len(others) + sum(a.type not in planted for a in alarms) + sum(h.type not in planted for h in hotspots)
    )
    found.other[way].append(others_said)

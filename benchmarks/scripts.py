"""`python -m benchmarks.scripts`: how well and how fast scripts are found, beside simpler ways; prints Markdown tables."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from fanzha import corpus, scripts
from fanzha.cli.console import say
from fanzha.corpus.simulator import simulate
from fanzha.duplicates import find_duplicates
from fanzha.scripts.forms import forms

_ROOT = Path(__file__).resolve().parents[1]
FAMILIES = _ROOT / "tests" / "data" / "scripts"
SEED = 20260101
# Narratives of the corpus that stand around the families. Those of a sub-type that may tell the very script of a family are left out,
# and of fraud also those of sub-types with fewer than ten narratives, which nobody sorted.
RELATED = {
    "live_guarantee": "million_guarantee cancel_membership",
    "parcel_claim": "lost_parcel refund",
    "scratch_parcel": "order_brushing group_buy_cashback parcel_qr_card like_follow",
    "dating_vote": "dating_mission",
    "stock_group": "stock_tips fake_trading gold crypto",
    "wrong_card": "unfreeze_fee fake_loan",
    "campus_account": "campus_loan_cancel account_close rate_adjust record_repair",
    "health_card": "health_bureau social_security fake_police prosecutor_court",
    "boss_group": "leader colleague",
    "account_sale": "account_sale item_trade",
    "etc_link": "phishing_link",
    "army_food": "army fire_brigade school_purchase hospital_purchase",
    "shop_agreement": "merchant_support",
    "like_video": "like_follow order_brushing",
    "poverty_fund": "elder_scheme digital_yuan pension",
    "bet_loophole": "betting pig_butchering",
    "card_package": "card_agency limit_raise",
    "concert_ticket": "ticket",
    "cat_freight": "pet",
    "smuggled_passport": "customs fake_police prosecutor_court",
    "grandson_cash": "relative ai_voice",
    "doctor_parcel": "gift_customs",
    "flight_cancel": "ticket_change",
    "nude_blackmail": "sextortion",
    "class_fee": "class_group teacher",
}
_SORTED = 10
_SIMULATED = 10_000  # cases, at some hundred a second
_BOUNDS = {"cosine": (0.08, 0.1, 0.12, 0.15, 0.18, 0.22), "eps": (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)}

Labels = NDArray[np.int64]


class Collection(NamedTuple):
    """Cases and the family of each, None for those around them."""

    cases: scripts.Cases
    family: list[str | None]


class Quality(NamedTuple):
    """Over the members of families: B-cubed (Bagga and Baldwin 1998) and the adjusted Rand index (Hubert and Arabie 1985).

    Precision counts whatever stands around and got into a cluster with a member as wrong; the index does not look at it.
    """

    precision: float
    recall: float
    f1: float
    ari: float


def collection(part: str, around: int) -> Collection:
    """Return the families of a part with so many other narratives around them."""
    rows = [json.loads(line) for line in (FAMILIES / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
    skipped = {s for name in {r["family"] for r in rows} for s in RELATED[name].split()}
    texts = corpus.load("narrative")
    often = Counter((t.label, t.subtype) for t in texts)
    others = [
        t for t in texts if t.label == "benign" or (often[t.label, t.subtype] >= _SORTED and t.subtype not in skipped)
    ]
    picked = np.random.default_rng(SEED).permutation(len(others))[:around]
    rows += [{"id": t.id, "family": None, "type": t.label, "text": t.text} for t in (others[i] for i in picked)]
    table = pa.table(
        {new: [r[old] for r in rows] for new, old in (("case_id", "id"), ("text", "text"), ("type", "type"))}
    )
    cases = scripts.Cases.of(table)
    family = {r["id"]: r["family"] for r in rows}
    return Collection(cases, [family[i] for i in cases.case_id])


def quality(found: Labels, family: Sequence[str | None]) -> Quality:
    """Compare clusters with families; cases without a cluster (-1) are each a group of its own."""
    n = len(found)
    found = np.where(found >= 0, found, -1 - np.arange(n))
    name = {f: i for i, f in enumerate(sorted({f for f in family if f}))}
    true = np.array([name[f] if f else -1 - i for i, f in enumerate(family)], np.int64)
    member = np.array([f is not None for f in family])
    both = Counter(zip(found.tolist(), true.tolist(), strict=True))
    clusters, families_ = Counter(found.tolist()), Counter(true.tolist())
    pairs = [(a, b) for a, b, m in zip(found.tolist(), true.tolist(), member, strict=True) if m]
    precision = float(np.mean([both[p] / clusters[p[0]] for p in pairs]))
    recall = float(np.mean([both[p] / families_[p[1]] for p in pairs]))

    def choose(counts: Counter) -> float:
        return sum(k * (k - 1) / 2 for k in counts.values())

    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = choose(left) * choose(right) / (len(pairs) * (len(pairs) - 1) / 2)
    ari = (choose(Counter(pairs)) - expected) / ((choose(left) + choose(right)) / 2 - expected)
    return Quality(precision, recall, 2 * precision * recall / (precision + recall), ari)


def own(given: Collection, **settings: object) -> Labels:
    return scripts.cluster(given.cases, least_cases=2, **settings).of


def untyped(given: Collection) -> Labels:
    return own(Collection(scripts.Cases.of(given.cases.table.drop_columns("type")), given.family))


def minhash(given: Collection) -> Labels:
    return find_duplicates(given.cases.text, least=0.5).clusters()


_DISTANCES: dict[int, NDArray[np.float64]] = {}


def _distances(given: Collection) -> NDArray[np.float64]:
    """Return the cosine distances of tf-idf vectors of the plain forms' pairs and triples of characters; shape (n, n)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if id(given.family) not in _DISTANCES:
        plain = forms(given.cases.text)
        texts = [plain.form[i] for i in plain.of]
        vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2).fit_transform(texts)
        _DISTANCES[id(given.family)] = np.clip(1 - (vectors @ vectors.T).toarray(), 0, 2)
    return _DISTANCES[id(given.family)]


def dbscan(given: Collection, eps: float) -> Labels:
    from sklearn.cluster import DBSCAN

    return DBSCAN(eps=eps, min_samples=2, metric="precomputed").fit(_distances(given)).labels_


def average(given: Collection, cosine: float) -> Labels:
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=1 - cosine)
    return model.fit(_distances(given)).labels_


def tell_quality(around: Sequence[int]) -> None:
    """Print how well each way finds the families; what has a bound gets the one that is best on the development families."""
    given_ = {
        (part, n): collection(part, n) for part in ("dev", "test") for n in around
    }  # kept, as are their distances
    dev = [given_["dev", n] for n in around]

    def best(way: Callable[..., Labels], name: str, bounds: Sequence[float]) -> float:
        return max(bounds, key=lambda b: np.mean([quality(way(c, **{name: b}), c.family).f1 for c in dev]))

    eps = best(dbscan, "eps", _BOUNDS["eps"])
    cosine = best(average, "cosine", _BOUNDS["cosine"])
    bare = best(lambda c, b: own(c, least_similarity=b, lexicon=False), "b", _BOUNDS["cosine"])
    ways: dict[str, Callable[[Collection], Labels]] = {
        "fanzha.scripts": own,
        "without types": untyped,
        f"without the lexicon (from {bare:g})": lambda c: own(c, least_similarity=bare, lexicon=False),
        "MinHash, Jaccard 0.5": minhash,
        f"tf-idf, DBSCAN (eps {eps:g})": lambda c: dbscan(c, eps),
        f"tf-idf, average linkage (from {cosine:g})": lambda c: average(c, cosine),
    }
    say("| families | around | way | precision | recall | B-cubed F1 | ARI |\n|---|---|---|---|---|---|---|")
    for part in ("dev", "test"):
        for n in around:
            given = given_[part, n]
            for title, way in ways.items():
                found = quality(way(given), given.family)
                say(f"| {part} | {n:,} | {title} | " + " | ".join(f"{v:.3f}" for v in found) + " |")


def tell_corpus() -> None:
    """Print how pure the clusters of the corpus are, whose narratives others wrote: of sub-types with enough of them."""
    texts = corpus.load("narrative")
    often = Counter((t.label, t.subtype) for t in texts)
    texts = [t for t in texts if t.label != "benign" and often[t.label, t.subtype] >= _SORTED]
    kind = {t.id: f"{t.label}/{t.subtype}" for t in texts}
    table = pa.table({"case_id": [t.id for t in texts], "text": [t.text for t in texts]})
    say("\n| corpus | in clusters | clusters | of the cluster's main type | main sub-type |\n|---|---|---|---|---|")
    for title, settings in (
        ("fanzha.scripts", {}),
        ("without the lexicon", {"lexicon": False, "least_similarity": 0.1}),
    ):
        cases = scripts.Cases.of(table)
        found = scripts.cluster(cases, **settings)
        names = [[kind[cases.case_id[i]] for i in c.members] for c in found.clusters]
        inside = sum(map(len, names))
        types = sum(Counter(x.split("/")[0] for x in one).most_common(1)[0][1] for one in names)
        kinds = sum(Counter(one).most_common(1)[0][1] for one in names)
        shares = f"{types / inside:.3f} | {kinds / inside:.3f}"
        say(f"| {title} | {inside:,} of {len(texts):,} | {len(names)} | {shares} |")


def measure(path: Path) -> None:
    """Cluster a file's cases and print seconds of CPU, clusters and peak memory."""
    table = pq.read_table(path)
    scripts.cluster(scripts.Cases.of(table.slice(0, 100)))  # tables that are made once
    steps: list[str] = []
    began = time.process_time()
    cases = scripts.Cases.of(table)

    def done(what: str) -> None:
        nonlocal began
        steps.append(f"{time.process_time() - began:.1f}" + what)
        began = time.process_time()

    found = scripts.cluster(cases)
    done("")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    words = scripts.vocabulary_of(cases.text, scripts.INTERNAL)
    scripts.phrases_by_type(cases, words)
    done("")
    state = scripts.follow(scripts.State(), found, cases, "1").state
    scripts.follow(state, found, cases, "2")
    done("")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    distinct = len(forms(cases.text).form)
    inside = int((found.of >= 0).sum())
    say(
        f"| {len(cases):,} | {distinct:,} | {len(found.clusters):,} | {inside / len(cases):.0%} | "
        + " | ".join(steps)
        + f" | {memory:.1f} | {peak:.1f} |"
    )


def many(size: int) -> pa.Table:
    """Return simulated cases; beyond `_SIMULATED`, further ones mix the clauses of two of the same type."""
    made = simulate(365, SEED, cases_per_day=min(size, _SIMULATED) / 340)
    rows = made.rows[: min(size, _SIMULATED)]
    kinds = [made.truth["cases"][r["案件编号"]]["type"] for r in rows]
    texts = [r["简要案情"] for r in rows]
    rng = np.random.default_rng(SEED)
    alike = {kind: np.flatnonzero(np.array(kinds) == kind) for kind in set(kinds)}
    for i in rng.integers(len(rows), size=size - len(rows)).tolist():
        one, other = texts[i].split("，"), texts[int(rng.choice(alike[kinds[i]]))].split("，")
        cut, begin = int(rng.integers(len(one) + 1)), int(rng.integers(len(other) + 1))
        texts.append("，".join(one[:cut] + other[begin:]))
        kinds.append(kinds[i])
    return pa.table({"case_id": [f"{i:07d}" for i in range(size)], "text": texts, "type": kinds})


def tell_speed(sizes: Sequence[int]) -> None:
    """Print how long simulated cases take, each size in a process of its own."""
    say(
        "\n| cases | wordings | clusters | cases in one | cluster, s | phrases by type, s | follow twice, s | GiB | GiB, all |"
    )
    say("|---|---|---|---|---|---|---|---|---|")
    # Rates are of one core.
    env = os.environ | {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cases.parquet"
            pq.write_table(many(size), path)
            subprocess.run(
                [sys.executable, "-m", "benchmarks.scripts", "--measure", str(path)], check=True, cwd=_ROOT, env=env
            )


def main() -> int:
    """Measure and print."""
    found = argparse.ArgumentParser(prog="benchmarks.scripts", description=__doc__)
    found.add_argument(
        "--around", default="0,600,2500", help="comma-separated numbers of narratives around the families"
    )
    found.add_argument("--sizes", default="5000,200000", help="comma-separated numbers of cases; empty for none")
    found.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = found.parse_args()
    if args.measure:
        measure(args.measure)
        return 0
    if args.around:
        tell_quality([int(n) for n in args.around.split(",")])
        tell_corpus()
    if args.sizes:
        tell_speed([int(n) for n in args.sizes.split(",")])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Sums of narratives: what each amount is, and which way of adding up holds."""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from fanzha.facts.amount_readings import Reading as Account
from fanzha.facts.amount_readings import likeliest, readings
from fanzha.facts.amount_roles import OTHER, ROLES, Chain
from fanzha.facts.amount_signs import BITS, signs
from fanzha.facts.judge import Reading, packed
from fanzha.facts.money import Money, find_money
from fanzha.facts.outcome import Purse
from fanzha.facts.reading import readable_all
from pipelines.learn_facts.chain import Weights, fit_chain
from pipelines.learn_facts.fitting import SIZE, learn_many, texts_of
from pipelines.learn_facts.rows import Row, rows_to_learn, tells, write

CODES = {"P": 0, "T": 1, "L": 2, "B": 3, "S": 4, "A": 5, "R": 6, "O": OTHER, "E": OTHER, "F": OTHER}
CORPUS_AMOUNTS = Path(__file__).with_name("amounts.jsonl")
GROUPS = 4  # writers and batches are held out together
ROUNDS = 40  # steps of the optimiser
SIGN_COST = 4.0  # of the weights of readings
EXAMPLE_WEIGHT = 3.0  # of a worked example
LEAST = 5  # readings that a sign must speak for, to be weighed


@dataclass
class Case:
    """A narrative, its amounts, and what is known of them."""

    row: Row
    own: bool  # of the corpus
    group: int
    purse: Purse
    roles: list[int] | None

    @property
    def loss(self) -> float | None:
        """The loss that is stated, in yuan."""
        return self.row[4].get("loss_yuan")

    @property
    def counts(self) -> float:
        """How much it counts where readings are weighed."""
        return tells(self.row, "loss_yuan") * (EXAMPLE_WEIGHT if self.row[2] == "example" else 1.0)


def marked_amounts() -> dict[str, list[list[Any]]]:
    """Return the amounts of narratives of the corpus as an annotator marked them: start, end, code, times."""
    lines = CORPUS_AMOUNTS.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["amounts"] for row in map(json.loads, lines)}


def cases() -> list[Case]:
    """Return the narratives to learn from."""
    rows, own = rows_to_learn()
    texts = readable_all([row[3] for row in rows])
    known = marked_amounts()
    found = []
    for n, (row, text) in enumerate(zip(rows, texts, strict=True)):
        purse = Purse(text, list(find_money(text)))
        amounts = purse.amounts
        marks = known.get(row[1]) if n < own else row[4].get("amounts")
        if marks is None and row[2] == "benign" and not row[4].get("loss_yuan"):
            marks = []
        roles = None if marks is None else [_role(money, marks) for money in amounts]
        if row[4].get("roles"):
            codes = re.findall("[A-Z]", row[4]["roles"])
            roles = [CODES[code] for code, _ in zip(codes, amounts, strict=True)]
        found.append(Case(row, n < own, group_of(row, n < own), purse, roles))
    return found


def group_of(row: Row, own: bool) -> int:
    """Return the group that a narrative is held out with: its batch, or its writer."""
    source = row[0] if own or row[2] == "example" else row[1].partition("/")[0]
    return int(source.lstrip("abcdev") or "1") % GROUPS


def _role(money: Money, marks: Sequence[Sequence[Any]]) -> int:
    return next((CODES[code] for a, b, code, _ in marks if a < money.end and money.start < b), OTHER)


@dataclass
class Table:
    """All cases in the form that weights are fitted to."""

    cases: list[Case]

    def __post_init__(self) -> None:
        some = [case for case in self.cases if case.purse.amounts]
        hashes = np.concatenate([signs([c.purse.around for c in some[i : i + 256]]) for i in range(0, len(some), 256)])
        n, k = hashes.shape
        ones, bounds = np.ones(n * k, np.float32), np.arange(0, n * k + 1, k)
        self.signs = csr_matrix((ones, hashes.ravel().astype(np.int32), bounds), (n, 1 << BITS))
        self.joins = np.array([join for case in some for join in case.purse.around.joins])
        lengths = [len(case.purse.amounts) for case in self.cases]
        self.bounds = np.concatenate([[0], np.cumsum(lengths)])
        self.group = np.array([case.group for case in self.cases])
        self.texts = texts_of(Reading([case.purse.text for case in self.cases]).whole())
        losses = [case.loss for case in self.cases]
        self.kinds = np.array([0 if loss is None else 1 if loss == 0 else 2 for loss in losses])
        self.weight = np.array([(1.0 if case.own else 3.0) * (case.counts > 0) for case in self.cases])

    def chain(self, keep: np.ndarray[Any, Any], cost: float) -> Weights:
        """Fit the roles of amounts to some of the cases."""
        which = [i for i in np.flatnonzero(keep) if self.cases[i].roles]
        rows = np.concatenate([np.arange(self.bounds[i], self.bounds[i + 1]) for i in which])
        roles = np.array([role for i in which for role in self.cases[i].roles or ()])
        weight = np.array(
            [
                0.6 if c.own else EXAMPLE_WEIGHT if c.row[2] == "example" else 1.0
                for c in map(self.cases.__getitem__, which)
            ]
        )
        lengths = [len(self.cases[i].purse.amounts) for i in which]
        return fit_chain(self.signs[rows], self.joins[rows], lengths, roles, weight, cost, ROUNDS)

    def kind(self, keep: np.ndarray[Any, Any], cost: float) -> np.ndarray[Any, Any]:
        """Fit whether nothing is stated, no loss, or a loss, to some of the texts."""
        return learn_many(self.texts[keep], self.kinds[keep], self.weight[keep], 3, cost)

    def read(self, which: Sequence[int], chain: Weights, kind: np.ndarray[Any, Any]) -> dict[int, list[Account]]:
        """Return the ways to read some of the cases."""
        ways = Chain(chain.signs.astype(np.float32), chain.follows.tolist(), chain.first.tolist(), chain.bias.tolist())
        worth = self.signs @ chain.signs + chain.bias
        of_text = self.texts @ kind[: SIZE * 3].reshape(SIZE, 3) + kind[SIZE * 3 :]
        found = {}
        for i in which:
            purse = self.cases[i].purse
            mine = worth[self.bounds[i] : self.bounds[i + 1]].tolist()
            some = ways.ways(mine, purse.around.joins) if mine else []
            found[i] = readings(purse.known, some, of_text[i].tolist(), purse.flags)
        return found


def holds(case: Case, one: Account) -> bool:
    """Tell whether a reading comes to the loss that is stated."""
    loss = case.loss
    if loss is None or one.loss is None:
        return loss is None and one.loss is None
    return abs(one.loss - Decimal(str(loss)) * 100) < 100


def weigh(lists: dict[int, list[Account]], table: Table) -> dict[str, float]:
    """Fit what speaks for readings: those that come to the stated loss against the others (log-linear)."""
    which = [i for i in lists if table.cases[i].counts and any(holds(table.cases[i], one) for one in lists[i])]
    seen = Counter(name for i in which for one in lists[i] for name in one.signs)
    names = [name for name, count in seen.items() if count >= LEAST]
    number = {name: i for i, name in enumerate(names)}
    every = [(i, one) for i in which for one in lists[i]]
    triples = [
        (r, number[name], value)
        for r, (_, one) in enumerate(every)
        for name, value in one.signs.items()
        if name in number
    ]
    row, column, value_of = zip(*triples, strict=True)
    x = csr_matrix((value_of, (row, column)), (len(every), len(names)))
    xt = x.T.tocsr()
    right = np.array([holds(table.cases[i], one) for i, one in every], float)
    group = np.repeat(np.arange(len(which)), [len(lists[i]) for i in which])
    weight = np.array([table.cases[i].counts for i in which])

    def value(v: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        s = x @ v
        top = np.full(len(which), -np.inf)
        np.maximum.at(top, group, s)
        e = np.exp(s - top[group])
        every_one, right_one = np.bincount(group, e), np.bincount(group, e * right)
        slope = (e / every_one[group] - e * right / np.maximum(right_one[group], 1e-300)) * weight[group]
        loss = float((weight * (np.log(every_one) - np.log(np.maximum(right_one, 1e-300)))).sum())
        return loss + 0.5 * SIGN_COST * float(v @ v), xt @ slope + SIGN_COST * v

    best = minimize(value, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return {name: round(float(w), 3) for name, w in zip(names, best, strict=True) if abs(w) >= 0.002}


def report(found: dict[int, Account], lists: dict[int, list[Account]], table: Table) -> None:
    """Print F1 of losses by source, and how often the right one is among the readings."""
    by: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for i, one in found.items():
        case = table.cases[i]
        if case.row[2] == "example":
            continue
        loss = case.loss
        fen = None if loss is None else Decimal(str(loss)) * 100
        counts = by["corpus" if case.own else case.row[1].partition("/")[0]]
        hit = fen is not None and one.loss is not None and abs(one.loss - fen) < 100
        reach = fen is not None and any(o.loss is not None and abs(o.loss - fen) < 100 for o in lists[i])
        if "--show" in sys.argv and not hit and (fen is not None or one.loss is not None):
            _show(case, one, reach)
        for k, value in enumerate((hit, one.loss is not None, fen is not None, reach)):
            counts[k] += value
    for name, (hits, got, want, reach) in by.items():
        f1, precision = 2 * hits / max(got + want, 1), hits / max(got, 1)
        within = reach / max(want, 1)
        print(
            f"  {name}: F1 {f1:.3f} precision {precision:.3f} recall {hits / max(want, 1):.3f} within reach {within:.3f}"
        )


def _show(case: Case, one: Account, reach: bool) -> None:
    """Print a case whose loss is read wrongly: what is stated, what was read, each amount as marked and as read."""
    purse = case.purse
    read = one.roles or [OTHER] * len(purse.amounts)
    told = case.roles or [OTHER] * len(purse.amounts)
    amounts = [
        f"{purse.text[m.start : m.end]} {ROLES[a]}" + (f" as {ROLES[b]}" if a != b else "")
        for m, a, b in zip(purse.amounts, told, read, strict=True)
    ]
    got = None if one.loss is None else one.loss / 100
    print(f"[wrong] {case.row[1]} stated {case.loss} read {got} within reach {reach} {amounts} | {purse.text[:400]!r}")


def loss(near: float, far: float) -> None:
    started = time.perf_counter()
    table = Table(cases())
    print(f"  {len(table.cases)} narratives, {table.signs.shape[0]} amounts, {time.perf_counter() - started:.0f} s")
    lists: dict[int, list[Account]] = {}
    for group in range(GROUPS):
        keep = table.group != group
        chain, kind = table.chain(keep, near), table.kind(keep, far)
        lists |= table.read(np.flatnonzero(~keep).tolist(), chain, kind)
    if "--final" not in sys.argv:
        found = {}
        for group in range(GROUPS):
            weights = weigh({i: some for i, some in lists.items() if table.group[i] != group}, table)
            found |= {i: likeliest(some, weights) for i, some in lists.items() if table.group[i] == group}
        report(found, lists, table)
    if "--dry" in sys.argv:
        return
    every = np.ones(len(table.cases), bool)
    chain, kind = table.chain(every, near), table.kind(every, far)
    data = {
        "classes": ["none", "zero", "some"],
        "extra": {
            "near_bias": np.round(chain.bias, 4).tolist(), "bias": np.round(kind[SIZE * 3 :], 4).tolist(),
            "follows": np.round(chain.follows, 3).tolist(), "first": np.round(chain.first, 3).tolist(),
            "signs": weigh(lists, table),
        },
        "near": packed(chain.signs), "far": packed(kind[: SIZE * 3].reshape(SIZE, 3)),
    }  # fmt: skip
    write("loss_yuan", data)

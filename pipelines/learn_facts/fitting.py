"""Linear scores of places: how they are fitted, and how far they are right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from fanzha.facts.judge import BITS, Judge, Reading
from fanzha.facts.place import Place, features, kinds

SIZE = 2**BITS


def rows_of(hashes: np.ndarray[Any, Any]) -> csr_matrix:
    n, k = hashes.shape
    return csr_matrix(
        (np.ones(n * k, np.float32), hashes.ravel().astype(np.int32), np.arange(0, n * k + 1, k)), (n, SIZE)
    )


def texts_of(whole: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]) -> csr_matrix:
    hashes, bounds = whole
    length = np.diff(bounds)
    value = np.repeat(1 / np.sqrt(np.maximum(length, 1)), 2 * length).astype(np.float32)
    return csr_matrix((value, hashes.ravel().astype(np.int32), 2 * bounds), (len(length), SIZE))


class Task:
    """Texts with places, of which some are right."""

    def __init__(
        self,
        texts: Sequence[str],
        places: list[list[Place]],
        right: list[list[bool]],
        none: list[float],
        some: list[float] | None = None,
    ) -> None:
        self.texts, self.places, self.right = texts, places, right
        self.some = np.array(some if some is not None else [1.0] * len(none))  # weight where a place is right
        self.none = np.array(none)  # weight of nothing being right; negative: text is left out
        self.reading = Reading(texts)
        self.whole = self.reading.whole()

    def part(self, keep: np.ndarray[Any, Any]) -> Task:
        """Return the task of some of the texts."""
        i = np.flatnonzero(keep)
        return Task(
            [self.texts[j] for j in i],
            [self.places[j] for j in i],
            [self.right[j] for j in i],
            self.none[i].tolist(),
            self.some[i].tolist(),
        )


def learn(task: Task, classes: Sequence[str], near_cost: float, far_cost: float, least: float) -> Judge:
    c = len(classes)
    dummy = Judge(np.zeros((SIZE, 1), np.float32), np.zeros((SIZE, c), np.float32), classes)
    counts = np.array([len(p) for p in task.places])
    group = np.repeat(np.arange(len(counts)), counts)
    x = rows_of(features(task.reading, task.places))
    kind = kinds(dummy, task.places)
    right = np.array([r for some in task.right for r in some], dtype=bool)
    t = texts_of(task.whole)
    any_right = np.zeros(len(counts), bool)
    np.logical_or.at(any_right, group[right], True)
    weight = np.where(any_right, task.some, np.maximum(task.none, 0.0))
    none_right = ~any_right
    n = len(counts)
    xt, tt = x.T.tocsr(), t.T.tocsr()

    def value(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        near, far, bias = flat[:SIZE], flat[SIZE : SIZE + SIZE * c].reshape(SIZE, c), flat[SIZE + SIZE * c :]
        doc = t @ far + bias
        s = x @ near + doc[group, kind]
        none = doc[:, 0]
        top = none.copy()
        np.maximum.at(top, group, s)
        e, en = np.exp(s - top[group]), np.exp(none - top)
        z = en + np.bincount(group, e, n)
        g = np.bincount(group, e * right, n) + en * none_right
        p, q = e / z[group], e * right / np.maximum(g[group], 1e-30)
        pn, qn = en / z, en * none_right / np.maximum(g, 1e-30)
        loss = float((weight * (np.log(z) - np.log(np.maximum(g, 1e-30)))).sum())
        d, dn = (p - q) * weight[group], (pn - qn) * weight
        dd = np.zeros((n, c))
        np.add.at(dd, (group, kind), d)
        dd[:, 0] += dn
        grad = np.concatenate([xt @ d + near_cost * near, (tt @ dd + far_cost * far).ravel(), dd.sum(0) + 0.01 * bias])
        loss += 0.5 * (near_cost * (near @ near) + far_cost * float((far**2).sum()) + 0.01 * float(bias @ bias))
        return loss, grad

    start = np.zeros(SIZE * (1 + c) + c)
    best = minimize(value, start, jac=True, method="L-BFGS-B", options={"maxiter": 80, "maxcor": 6}).x
    return Judge(
        best[:SIZE, None].astype(np.float32), best[SIZE : SIZE + SIZE * c].reshape(SIZE, c).astype(np.float32), classes,
        {"bias": [round(float(b), 4) for b in best[SIZE + SIZE * c :]], "least": least},
    )  # fmt: skip


def score(found: list[Place | None], wanted: list[Any], same: Callable[[Any, Any], bool]) -> tuple[float, ...]:
    hits = sum(f is not None and w is not None and same(w, f.value) for f, w in zip(found, wanted, strict=True))
    got, want = sum(f is not None for f in found), sum(w is not None for w in wanted)
    mixed = sum(f is not None and w is not None for f, w in zip(found, wanted, strict=True))
    return 2 * hits / max(got + want, 1), hits / max(got, 1), hits / max(want, 1), 2 * hits / max(mixed + want, 1)


def learn_many(
    x: csr_matrix, target: np.ndarray[Any, Any], weight: np.ndarray[Any, Any], k: int, cost: float
) -> np.ndarray[Any, Any]:
    """Multinomial logistic regression."""
    xt = x.T.tocsr()
    once = np.zeros((len(target), k))
    once[np.arange(len(target)), target] = 1

    def value(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        w = flat[: SIZE * k].reshape(SIZE, k)
        s = x @ w + flat[SIZE * k :]
        s -= s.max(1, keepdims=True)
        e = np.exp(s)
        p = e / e.sum(1, keepdims=True)
        loss = -float((weight * np.log(np.maximum((p * once).sum(1), 1e-30))).sum()) + 0.5 * cost * float((w**2).sum())
        d = (p - once) * weight[:, None]
        return loss, np.concatenate([(xt @ d + cost * w).ravel(), d.sum(0)])

    best = minimize(value, np.zeros(SIZE * k + k), jac=True, method="L-BFGS-B", options={"maxiter": 80, "maxcor": 6}).x
    return best

"""Readings of the amounts of a narrative."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import minimize

from fanzha.facts.judge import Reading, packed
from fanzha.facts.place import features
from fanzha.facts.reading import readable_all
from fanzha.facts.roles import TRUST
from pipelines.learn_facts.fitting import SIZE, learn_many, rows_of, texts_of
from pipelines.learn_facts.rows import fold_of, rows_to_learn, tells, write

TRUSTS = (0.0, 1.0, 2.0, TRUST, 5.0)


def explained(values: Sequence[float], told: Sequence[str], stated: float) -> list[int] | None:
    """Return the role of each amount that makes the stated loss of them; None where none does."""
    n = len(values)
    whole = [i for i, v in enumerate(values) if abs(v - stated) < 1]
    best: tuple[float, list[int], list[int]] | None = None
    sets = (
        range(1, 1 << n)
        if n <= 11
        else [sum(1 << k for k in range(i, j)) for i in range(n) for j in range(i + 2, n + 1)]
    )
    for bits in sets:
        some = [i for i in range(n) if bits >> i & 1]
        total = sum(values[i] for i in some)
        gap = len(some) and some[-1] - some[0] + 1 - len(some)
        likely = sum(2 * (told[i] == "paid") - 2 * (told[i] in ("other", "lost", "sum")) for i in some) - 0.5 * gap
        if len(some) > 1 and abs(total - stated) < 1 and not any(i in whole for i in some):
            if best is None or likely - 0.1 * len(some) > best[0]:
                best = (likely - 0.1 * len(some), some, [])
        elif not whole and total > stated:
            for back in [[i] for i in range(n)] + [[i, j] for i in range(n) for j in range(i)]:
                if not set(back) & set(some) and abs(total - sum(values[i] for i in back) - stated) < 1:
                    worth = likely - 1 + sum(told[i] == "other" for i in back) - 0.5 * len(some) - len(back)
                    if best is None or worth > best[0]:
                        best = (worth, some, back)
    if not whole and best is None:
        return None
    roles = [0] * n
    if best and (best[0] > 0 or not whole):
        for i in best[1]:
            roles[i] = 2
        for i in best[2]:
            roles[i] = 3
    for i in whole:
        roles[i] = 1
    return roles


def chosen(values: Sequence[float], total: float, roles: Sequence[int]) -> list[int] | None:
    """Return the fewest amounts without a role yet, at least one, that add up to a total."""
    free = [i for i, r in enumerate(roles) if r == 0]
    for size in range(1, min(len(free), 8) + 1):
        for some in combinations(free, size):
            if abs(sum(values[i] for i in some) - total) < 1:
                return list(some)
    return None


def marked_roles(values: Sequence[float], ways: Sequence[int], facts: dict[str, Any]) -> list[int] | None:
    """Return the role of each amount of a narrative of which paid, returned and stopped sums are stated."""
    roles = [0] * len(values)
    for name, role, way in (("stopped_yuan", 4, 3), ("returned_yuan", 3, 1)):
        total = facts.get(name)
        if total:
            told = [0 if w == way or (role == 3 and w == 2) else 1 for w in ways]
            some = chosen(values, total, told) or chosen(values, total, roles)
            for i in some or []:
                if roles[i] == 0:
                    roles[i] = role
    paid = facts.get("paid_yuan") or facts.get("loss_yuan")
    if paid:
        for i, v in enumerate(values):
            if roles[i] == 0 and min(abs(v - paid), abs(v - (facts.get("loss_yuan") or paid))) < 1:
                roles[i] = 1
        several = [i for i in range(len(values)) if roles[i] == 0]
        for size in range(2, min(len(several), 9) + 1):
            for some in combinations(several, size):
                if abs(sum(values[i] for i in some) - paid) < 1:
                    for i in some:
                        roles[i] = 2
                    return roles
        if 1 not in roles:
            return None
    return roles


def loss(near: float, far: float) -> None:
    from fanzha.facts.money import find_money
    from fanzha.facts.outcome import Purse
    from fanzha.facts.roles import MOST, SIGNS, accounts, likeliest

    rows, own = rows_to_learn()
    texts = readable_all([r[3] for r in rows])
    wanted = [r[4].get("loss_yuan") for r in rows]
    amounts = [list(find_money(text))[:MOST] for text in texts]
    purses = [Purse(x, some) for x, some in zip(texts, amounts, strict=True)]
    places = [purse.places for purse in purses]
    rule = [purse.counted.loss for purse in purses]
    flags = [purse.flags for purse in purses]
    roles, weights = [], []
    for n, ((_, _, label, _, facts), w, some, purse) in enumerate(zip(rows, wanted, amounts, purses, strict=True)):
        role, each = [0] * len(some), 1.0
        values = [float(m.yuan) for m in some]
        ways = purse.ways
        if label == "example" and facts.get("loss_yuan") is None:
            each = 0.5 * ("loss_yuan" in facts)
        elif n >= own:
            found = marked_roles(values, ways, facts)
            each, role = 3.0 * (found is not None), found or role
        elif w is None:
            each = 0.5 if label == "benign" else 0.0
        elif w == 0:
            each = 0.3
        else:
            found = explained(values, purse.told, float(w))
            each, role = float(found is not None), found or role
            if role and label != "benign":
                role = [
                    (4 if ways[i] == 3 else 3) if r == 3 or (r == 0 and ways[i] in (1, 3)) else r
                    for i, r in enumerate(role)
                ]
        roles.append(role)
        weights.append([each] * len(some))
    kinds_of = np.array([0 if w is None else 1 if w == 0 else 2 for w in wanted])
    text_weight = np.array(
        [
            0.0
            if (w is None and r[2] not in ("benign", "example")) or not tells(r, "loss_yuan")
            else 1.0 + 2.0 * (n >= own)
            for n, (r, w) in enumerate(zip(rows, wanted, strict=True))
        ]
    )
    reading = Reading(texts)
    x, doc = rows_of(features(reading, places)), texts_of(reading.whole())
    number = np.repeat(np.arange(len(rows)), [len(p) for p in places])
    role_of, weight_of = np.array([r for some in roles for r in some]), np.array([r for some in weights for r in some])
    k = 5

    def train(keep: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        these = keep[number]
        return (
            learn_many(x[these], role_of[these], weight_of[these], k, near),
            learn_many(doc[keep], kinds_of[keep], text_weight[keep], 3, far),
        )

    def scored(
        model: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]],
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        a, b = model
        return x @ a[: SIZE * k].reshape(SIZE, k) + a[SIZE * k :], doc @ b[: SIZE * 3].reshape(SIZE, 3) + b[SIZE * 3 :]

    fold = fold_of(rows)
    bounds = np.concatenate([[0], np.cumsum([len(p) for p in places])])
    s1, s2 = np.zeros((len(number), k)), np.zeros((len(rows), 3))
    for f in sorted(set(fold.tolist())):
        a, b = scored(train(fold != f))
        s1[fold[number] == f], s2[fold == f] = a[fold[number] == f], b[fold == f]
    confusion = np.zeros((k, k), int)
    np.add.at(confusion, (role_of[weight_of >= 1], s1.argmax(1)[weight_of >= 1]), 1)
    print(confusion)

    def weighed(i: int, one: np.ndarray[Any, Any], two: np.ndarray[Any, Any]) -> list[Any]:
        mine = one[bounds[i] : bounds[i + 1]]
        return accounts(
            amounts[i],
            (mine[:, 1:] - mine[:, :1]).tolist(),
            purses[i].told,
            purses[i].ways,
            purses[i].counted,
            two[i].tolist(),
            flags[i],
        )

    every = [weighed(i, s1, s2) for i in range(len(rows))]

    def close(i: int, a: Any, w: float) -> bool:
        # The corpus leaves small sums aside that came back early on; either way of reckoning is right there.
        back = sum(float(amounts[i][j].yuan) for j in a.returned) if i < own else 0.0
        return abs(float(a.loss) - w) < 1 or abs(float(a.loss) + back - w) < 1

    lists, right, use = [], [], []
    for i, some in enumerate(every):
        w = wanted[i]
        good = [a.loss is None if w is None else a.loss is not None and close(i, a, w) for a in some]
        lists.append(np.array([[a.signs.get(k, 0.0) for k in range(SIGNS)] for a in some]))
        right.append(np.array(good))
        use.append(
            any(good)
            * (1.0 + 3.0 * (i >= own))
            * (not (w is None and rows[i][2] not in ("benign", "example")))
            * tells(rows[i], "loss_yuan")
        )
    print(
        "  within reach",
        round(float(np.mean([any(g) for g, w in zip(right, wanted, strict=True) if w is not None])), 4),
    )

    def ranker(keep: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        which = [i for i in np.flatnonzero(keep) if use[i]]

        def value(v: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
            total, grad = 0.5 * 0.1 * float(v @ v), 0.1 * v
            for i in which:
                s = lists[i] @ v
                s = np.exp(s - s.max())
                p, q = s / s.sum(), s * right[i]
                g = q.sum()
                total -= use[i] * float(np.log(max(g / s.sum(), 1e-30)))
                grad = grad + use[i] * ((p - q / max(g, 1e-30)) @ lists[i])
            return total, grad

        return minimize(value, np.zeros(SIGNS), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x

    by_trust: dict[float, list[Any]] = {trust: [None] * len(rows) for trust in TRUSTS}
    for f in sorted(set(fold.tolist())):
        v = ranker(fold != f)
        for trust, ours in by_trust.items():
            for i in np.flatnonzero(fold == f):
                best = likeliest(every[i], (lists[i] @ v).tolist(), trust)
                ours[i] = (
                    wanted[i]
                    if best.loss is not None and wanted[i] is not None and close(i, best, wanted[i])
                    else best.loss
                )
    same = lambda w, g: g is not None and w is not None and abs(float(g) - w) < 1  # noqa: E731
    parts = [("corpus", range(own)), ("marked", range(own, len(rows)))]
    parts += [
        (f"writer {n - 3}", [i for i in range(own, len(rows)) if fold[i] == n])
        for n in sorted({int(f) for f in fold if f > 3})
        if n in fold
    ]
    for title, part in parts:
        for name, got in (("rules", rule), *((f"judged, trust {trust}", ours) for trust, ours in by_trust.items())):
            pairs = [(wanted[i], got[i]) for i in part]
            hits = sum(same(w, g) for w, g in pairs)
            g, w = sum(o is not None for _, o in pairs), sum(o is not None for o, _ in pairs)
            both = sum(a is not None and b is not None for a, b in pairs)
            print(
                f"  {title} {name}: F1 {2 * hits / max(g + w, 1):.3f} precision {hits / max(g, 1):.3f} recall {hits / max(w, 1):.3f} where stated {2 * hits / max(both + w, 1):.3f}"
            )
    if "--show" in sys.argv:
        for i, g in enumerate(by_trust[TRUST]):
            if not same(wanted[i], g) and not (g is None and wanted[i] is None):
                print(
                    "[wrong]",
                    rows[i][1],
                    rows[i][2],
                    "want",
                    wanted[i],
                    {n: v for n, v in rows[i][4].items() if n[-4:] == "yuan" and v is not None},
                    "got",
                    g,
                    "rule",
                    rule[i],
                    [(float(m.yuan), int(s1[bounds[i] + j].argmax())) for j, m in enumerate(amounts[i])],
                    "|",
                    any(right[i]),
                    "|",
                    texts[i][:420].replace(chr(10), " "),
                )
    if "--dry" in sys.argv:
        return
    a, b = train(np.ones(len(rows), bool))
    v = ranker(np.ones(len(rows), bool))
    data = {
        "classes": ["none", "zero", "some"],
        "extra": {"near_bias": np.round(a[SIZE * k :], 4).tolist(), "bias": np.round(b[SIZE * 3 :], 4).tolist(), "signs": np.round(v, 4).tolist()},
        "near": packed(a[: SIZE * k].reshape(SIZE, k)), "far": packed(b[: SIZE * 3].reshape(SIZE, 3)),
    }  # fmt: skip
    write("loss_yuan", data)

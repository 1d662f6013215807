"""Occupations: where one stands, and where it begins."""

from __future__ import annotations

import sys
from itertools import product
from typing import Any

import numpy as np

from benchmarks.facts import agrees
from fanzha.facts.place import Place, choose
from fanzha.facts.reading import readable_all
from pipelines.learn_facts.fitting import Task, learn, score
from pipelines.learn_facts.rows import MARKED_WEIGHT, fold_of, folds_held_out, plain, rows_to_learn, weights_of, write


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text."""
    plain = readable_all([words])[0]
    found, at = [], text.find(plain)
    while at >= 0 and plain:
        found.append((at, at + len(plain)))
        at = text.find(plain, at + 1)
    return found


def job(near: float, far: float) -> None:
    from fanzha.facts.occupation import job_places, start_places

    rows, own = rows_to_learn()
    texts = readable_all([r[3] for r in rows])
    wanted = [r[4].get("occupation") for r in rows]
    stand = [places_of(x, w) if w else [] for x, w in zip(texts, wanted, strict=True)]
    fold = fold_of(rows)
    places = [job_places(x) for x in texts]

    def good(p: Place, spans: list[tuple[int, int]]) -> bool:
        noun = p.marks[0] == 0
        return any(
            (p.end == b and a <= p.start) if noun else ((p.start <= a and b <= p.end) or (a <= p.start and p.end <= b))
            for a, b in spans
        )

    right = [[good(p, s) for p in some] for some, s in zip(places, stand, strict=True)]
    print(
        "occupation places",
        sum(map(len, places)) / len(places),
        "within reach",
        sum(any(r) for r in right) / sum(w is not None for w in wanted),
    )
    task = Task(texts, places, right, *weights_of(rows, "occupation", own))
    groups, owner = [], []
    for i, (some, s) in enumerate(zip(places, stand, strict=True)):
        for p in some:
            if p.marks[0] == 0 and any(p.end == b and p.start - 8 <= a <= p.start for a, b in s):
                begins = start_places(texts[i], p.start, p.end)
                groups.append((texts[i], begins, [any((q.start, q.end) == t for t in s) for q in begins]))
                owner.append(i)
    begin = Task(
        [g[0] for g in groups], [g[1] for g in groups], [g[2] for g in groups], [-1.0] * len(groups),
        [1.0 if i < own else MARKED_WEIGHT for i in owner],
    )  # fmt: skip
    of_begin = fold[np.array(owner)]
    found: dict[float, list[Any]] = {}
    for f in folds_held_out(fold):
        first = learn(task.part(fold != f), ("", "other"), near, far, 0.5)
        second = learn(begin.part(of_begin != f), ("", "other"), near, 10.0, 0.0)
        held = task.part(fold == f)
        for least in (0.2, 0.3, 0.4, 0.5):
            first.extra["least"] = least
            got = choose(first, held.reading, first.texts(*held.whole), held.places)
            ends = [
                start_places(t, g.start, g.end) if g is not None and g.marks[0] == 0 else []
                for t, g in zip(held.texts, got, strict=True)
            ]
            begun = choose(second, held.reading, second.texts(*held.whole), ends)
            whole = [b or g for b, g in zip(begun, got, strict=True)]
            found.setdefault(least, []).extend(zip(np.flatnonzero(fold == f).tolist(), whole, strict=True))
    for least, pairs in found.items():
        for exact, marked in product((False, True), (False, True)):
            some = [(i, g) for i, g in pairs if (i >= own) == marked]
            words = [g and Place(texts[i][g.start : g.end], 0, 0, ()) for i, g in some]
            line = score(words, [wanted[i] for i, _ in some], lambda w, v, e=exact: agrees("occupation", w, v, exact=e))
            print(
                f"  held out, {'marked' if marked else 'corpus'}, least {least}, exact {exact}: F1 {line[0]:.3f} precision {line[1]:.3f} recall {line[2]:.3f} where stated {line[3]:.3f}"
            )
    if "--show" in sys.argv:
        for i, g in found[0.3]:
            w, got = wanted[i], texts[i][g.start : g.end] if g else None
            if (w is not None or got is not None) and not (
                w is not None and got and agrees("occupation", w, got, exact=True)
            ):
                print(
                    "[" + ("fp" if w is None else "fn" if got is None else "wrong") + "]",
                    rows[i][1],
                    rows[i][2],
                    "want",
                    w,
                    "got",
                    got,
                    "|",
                    any(right[i]),
                    "|",
                    texts[i][:150].replace(chr(10), " "),
                )
    if "--dry" in sys.argv:
        return
    first, second = learn(task, ("", "other"), near, far, 0.3), learn(begin, ("", "other"), near, 10.0, 0.0)
    for name, model in (("occupation", first), ("occupation_start", second)):
        write(name, plain(model))

"""Facts of which one place is chosen: channel, payment, age, sex, days and times of day."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np

from benchmarks.facts import agrees
from fanzha.facts.place import Place, choose
from fanzha.facts.reading import readable_all
from pipelines.learn_facts.fitting import Task, learn, score
from pipelines.learn_facts.rows import fold_of, folds_held_out, plain, rows_to_learn, weights_of, write

_LATE = date(2027, 12, 31)  # later than any day in the corpus


def choosing(
    name: str,
    classes: Sequence[str],
    make: Callable[[str], list[Place]] | list[list[Place]],
    near: float,
    far: float,
) -> None:
    """Learn, measure on batches held out in turn, and write; places are made of each text, or given."""
    rows, own = rows_to_learn()
    texts = readable_all([r[3] for r in rows])
    wanted = [r[4].get(name) for r in rows]
    places = make if isinstance(make, list) else [make(text) for text in texts]
    right = [
        [agrees(name, w, p.value, loose=i < own) for p in some]
        for i, (some, w) in enumerate(zip(places, wanted, strict=True))
    ]
    reach = sum(any(r) for r in right) / max(sum(w is not None for w in wanted), 1)
    print(name, "places a text", sum(map(len, places)) / len(places), "within reach", round(reach, 3))
    task = Task(texts, places, right, *weights_of(rows, name, own))
    fold = fold_of(rows)
    found: dict[float, list[Any]] = {}
    for f in folds_held_out(fold):
        trained = learn(task.part(fold != f), classes, near, far, 0.5)
        held = task.part(fold == f)
        for least in (0.2, 0.3, 0.4, 0.5):
            trained.extra["least"] = least
            got = choose(trained, held.reading, trained.texts(*held.whole), held.places)
            found.setdefault(least, []).extend(zip(np.flatnonzero(fold == f).tolist(), got, strict=True))
    writers = [n for n in sorted({int(f) for f in fold if f > 3}) if n in fold]
    for least, n in product(found, writers):
        mine = [(g, wanted[i]) for i, g in found[least] if fold[i] == n]
        line = score([g for g, _ in mine], [w for _, w in mine], lambda w, v: agrees(name, w, v))
        print(f"  writer {n - 3}, least {least}: F1 {line[0]:.3f} precision {line[1]:.3f} recall {line[2]:.3f}")
    for (least, pairs), marked in product(found.items(), (False, True)):
        stated = [(g, wanted[i]) for i, g in pairs if (i >= own) == marked]
        line = score(
            [g for g, _ in stated], [w for _, w in stated], lambda w, v, m=marked: agrees(name, w, v, loose=not m)
        )
        print(
            f"  held out, {'marked' if marked else 'corpus'}, least {least}: F1 {line[0]:.3f} precision {line[1]:.3f} recall {line[2]:.3f} where stated {line[3]:.3f}"
        )
    if "--show" in sys.argv:
        for i, g in found[0.3]:
            w, got = wanted[i], g.value if g else None
            if (w is not None or got is not None) and not (w is not None and g is not None and agrees(name, w, got)):
                kind = "fp" if w is None else "fn" if got is None else "wrong"
                print(
                    f"[{kind}]",
                    rows[i][1],
                    rows[i][2],
                    "want",
                    w,
                    "got",
                    got,
                    g and texts[i][max(0, g.start - 8) : g.end + 8],
                    "|",
                    any(right[i]),
                    "|",
                    texts[i][:180].replace(chr(10), " "),
                )
    if "--dry" in sys.argv:
        return
    whole = learn(task, classes, near, far, 0.4)
    write(name, plain(whole))


def channel(near: float, far: float) -> None:
    from fanzha.facts.channel import channel_places

    classes = (
        "",
        "电话",
        "线下",
        "微信",
        "短信",
        "QQ",
        "抖音",
        "网页",
        "快手",
        "快递",
        "直播间",
        "邮件",
        "游戏内",
        "other",
    )
    choosing("contact_channel", classes, channel_places, near, far)


def payment(near: float, far: float) -> None:
    from fanzha.facts.money import find_money
    from fanzha.facts.outcome import Purse
    from fanzha.facts.payment import payment_places

    classes = (
        "",
        "银行转账",
        "扫码",
        "微信",
        "现金",
        "网银",
        "支付宝",
        "刷卡",
        "ATM",
        "虚拟货币",
        "黄金",
        "POS机",
        "红包",
        "盗刷",
        "other",
    )

    def places(text: str) -> list[Place]:
        amounts = list(find_money(text))
        purse = Purse(text, amounts)
        return payment_places(text, purse.amounts, purse.told)

    choosing("payment", classes, places, near, far)


def age(near: float, far: float) -> None:
    from fanzha.facts.victim import age_places

    choosing("victim_age", ("", "other"), age_places, near, far)


def sex(near: float, far: float) -> None:
    from fanzha.facts.victim import sex_places

    choosing("victim_sex", ("", "female", "male"), sex_places, near, far)


def day(near: float, far: float) -> None:
    """Learn which of the days that a narrative tells is that of the fraud."""
    from fanzha.facts.occurrence import date_places

    rows, own = rows_to_learn()
    texts = readable_all([r[3] for r in rows])
    places = []
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        told = row[4].get("reported_at")
        if i < own:
            # The corpus has no day of report: days that hang on it are not told there.
            wanted = row[4].get("occurred_on")
            some = date_places(text, _LATE)
            some = [
                p._replace(marks=(*p.marks[:7], 15, 15 * 8 + p.marks[0], *p.marks[9:])) for p in some if p.marks[0] < 2
            ]
            places.append([p._replace(value=_as_told(p.value, wanted)) for p in some])
        else:
            places.append(date_places(text, date.fromisoformat(told[:10]) if told else None))
    choosing("occurred_on", ("", "other"), places, near, far)


def _as_told(value: date, wanted: str | None) -> str:
    return f"--{value:%m-%d}" if wanted is not None and wanted.startswith("--") else value.isoformat()


def clock(near: float, far: float) -> None:
    """Learn which of the times of day is that of the fraud, and which that of the last payment."""
    from fanzha.facts.extract import of_day
    from fanzha.facts.moments import moments
    from fanzha.facts.occurrence import date_places, days_of

    rows, own = rows_to_learn()
    texts = readable_all([r[3] for r in rows])
    first: list[list[Place]] = []
    last: list[list[Place]] = []
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        told, stated = row[4].get("reported_at"), row[4].get("occurred_on")
        dated = i >= own and (row[2] != "example" or "last_paid_at" in row[4])
        on = date.fromisoformat(stated) if stated and dated else None
        some: list[Place] = []
        if dated:
            reported_on = date.fromisoformat(told[:10]) if told else None
            days = date_places(text, reported_on)
            # The beginning of the text where no place is found.
            where = next(((p.start, p.end) for p in days if p.value == on), (0, 0))
            some = moments(text, (on, *where) if on else None, reported_on, days_of(days))[1]
        last.append([_to_the_minute(p) for p in some])
        first.append([_to_the_minute(p) for p in some if on and of_day(p.value, on)])
    choosing("occurred_at", ("", "other"), first, near, far)
    choosing("last_paid_at", ("", "other"), last, near, far)


def _to_the_minute(place: Place) -> Place:
    return place._replace(value=place.value.isoformat(timespec="minutes"))

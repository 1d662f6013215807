"""`python -m benchmarks.facts`: how well and how fast facts are read off narratives.

F1 by fact of the corpus's narratives: batches that the rules were written and the weights learnt from, batches whose texts nobody
looked at meanwhile, and any file of narratives with their facts. Micro-averaged: a wrong value counts as one missed and one made
up. Annotators leave out much that a text does state, so F1 is given once more over the narratives alone of which they state the
fact ("if told").
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from fanzha import corpus
from fanzha.corpus.texts import CorpusText
from fanzha.facts import extract_all
from fanzha.facts.extract import FACTS
from fanzha.facts.names import canonical_bank, canonical_platform
from fanzha.facts.reading import readable

# About a quarter of all narratives.
SEALED: Final = ("b05", "b11", "b17", "b23", "b29", "b31", "b35")
# Facts that only the marked narratives state.
MORE: Final = (
    "life_stage",
    "paid_yuan",
    "returned_yuan",
    "stopped_yuan",
    "outcome",
    "platforms",
    "banks",
    "occurred_at",
    "last_paid_at",
    "repeat_victim",
)
NAMES: Final = ("victim_age", "victim_sex", "occupation", "loss_yuan", "contact_channel", "payment", "occurred_on")
# A later day than any in the corpus, so that a day and a month alone are read, too.
_LATE: Final = date(2027, 12, 31)
_DAY: Final = re.compile(r"[0-9]{1,2}月[0-9]{1,2}")
# What annotators call one and the same.
_CHANNELS: Final = (
    (r"电话|来电|号码|外呼|座机|手机号", "电话"),
    (r"企业微信|微信|朋友圈|小程序|公众号", "微信"),
    (r"qq", "qq"),
    (r"短信|简讯", "短信"),
    (r"邮", "邮件"),
    (r"抖音|tiktok", "抖音"),
    (r"boss", "boss直聘"),
    (r"58", "58同城"),
    (r"豆瓣", "豆瓣"),
    (r"贴吧", "贴吧"),
    (r"广播|收音机|电台", "广播"),
    (r"快递|包裹|信件|信封|挂号信", "快递"),
    (r"闲鱼|咸鱼", "闲鱼"),
    (r"到店|上门|街边|线下|当面|熟人|媒人|传单|地推", "线下"),
    (r"网页|网站|论坛|搜索|弹窗|广告|网上", "网页"),
    (r"世界频道|游戏", "游戏内"),
)
_PAYMENTS: Final = (
    (r"黄金|金条|金子", "黄金"),
    (r"扫|二维码|付款码|收款码", "扫码"),
    (r"微信", "微信"),
    (r"柜员机|自助机|取款机|atm", "atm"),
    (r"网银|网上银行", "网银"),
    (r"手机银行", "银行转账"),
    (r"转|汇|匯|账户|银行卡", "银行转账"),
)


def same_name(kinds: Sequence[tuple[str, str]], words: str) -> str:
    """Return the canonical name of a channel or a way of paying."""
    plain = readable(words).replace(" ", "")
    return next((name for pattern, name in kinds if re.search(pattern, plain)), plain)


def _plain_job(words: str) -> str:
    return re.sub(r"^(?:一名|一个|某|在|是|做|当)+|的$|\s", "", readable(words))


# The corpus's annotators named the card, the bank or the code where the marked narratives say that the money was taken, or name the purse.
_LOOSE: Final = {
    "盗刷": ("银行转账", "网银", "刷卡", "扫码", "微信", "支付宝"),
    "微信": ("扫码",),
    "支付宝": ("扫码",),
    "云闪付": ("扫码",),
}


def agrees(name: str, wanted: Any, got: Any, *, exact: bool = False, loose: bool = False) -> bool:
    """Tell whether what was found is what is stated; loosely, as the corpus names ways of paying."""
    if got is None or wanted is None:
        return False
    if name.endswith("_yuan"):
        return abs(float(got) - float(wanted)) < 1
    if name == "contact_channel":
        return same_name(_CHANNELS, got) == same_name(_CHANNELS, wanted)
    if name == "payment":
        name = same_name(_PAYMENTS, wanted)
        return same_name(_PAYMENTS, got) == name or (loose and name in _LOOSE.get(got, ()))
    if name == "occupation":
        a, b = _plain_job(got), _plain_job(wanted)
        return a == b if exact else bool(a) and bool(b) and (a in b or b in a)
    return str(got) == str(wanted)


def found_in(texts: Sequence[str], reported: Sequence[datetime | None] | None = None) -> list[dict[str, Any]]:
    """Return the facts of texts; where nobody knows the day of report, a date without a year as ``--MM-DD``."""
    everything = [FACTS] * len(texts)
    plain = extract_all(texts, [None] * len(texts), everything, reported)
    dated = extract_all(texts, [_LATE] * len(texts), [["occurred_on"]] * len(texts))
    found = []
    for text, one, other in zip(texts, plain, dated, strict=True):
        values: dict[str, Any] = {name: getattr(one, name) for name in (*NAMES, *MORE)}
        for name in ("occurred_at", "last_paid_at"):
            values[name] = values[name] and values[name].isoformat(timespec="minutes")
        if reported is None and one.occurred_on is None and other.occurred_on is not None:
            start, end = other.spans["occurred_on"]
            if _DAY.search(readable(text)[start:end]):
                values["occurred_on"] = f"--{other.occurred_on:%m-%d}"
        found.append(values)
    return found


def _lists(name: str, stated: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Return hits, values found, those of them where any is stated, and values stated, of a fact that has several values."""
    plain = canonical_bank if name == "banks" else canonical_platform
    sets = [
        ({plain(v) for v in a.get(name) or ()}, {plain(v) for v in b[name]}) for a, b in zip(stated, found, strict=True)
    ]
    hits = sum(len(a & b) for a, b in sets)
    return hits, sum(len(b) for _, b in sets), sum(len(b) for a, b in sets if a), sum(len(a) for a, _ in sets)


def f1_of(
    stated: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], *, loose: bool = False
) -> dict[str, dict[str, float]]:
    """Return by fact: F1, precision, recall, F1 where the fact is stated at all, and how many values are stated."""
    table: dict[str, dict[str, float]] = {}
    more = [name for name in MORE if any(one.get(name) not in (None, []) for one in stated)]
    for name in (*NAMES, "occupation, same words", *more):
        fact, _, exact = name.partition(", ")
        if fact in ("banks", "platforms"):
            hits, got, both, wanted = _lists(fact, stated, found)
        else:
            pairs = [(a.get(fact), b[fact]) for a, b in zip(stated, found, strict=True)]
            hits = sum(agrees(fact, a, b, exact=bool(exact), loose=loose) for a, b in pairs)
            wanted, got = (sum(pair[i] is not None for pair in pairs) for i in (0, 1))
            both = sum(a is not None and b is not None for a, b in pairs)
        table[name] = {
            "f1": 2 * hits / max(wanted + got, 1),
            "precision": hits / max(got, 1),
            "recall": hits / max(wanted, 1),
            "where_stated": 2 * hits / max(wanted + both, 1),
            "stated": wanted,
        }
    return table


def rate(texts: Sequence[str], count: int = 20_000) -> float:
    """Return narratives a second of processor time, all facts wanted, of a batch in which no narrative repeats."""
    many = [f"{texts[i % len(texts)]} {i // len(texts)}号" for i in range(count)]
    days = [date(2026, 3, 5)] * 1000
    extract_all(many[:400], days[:400], [FACTS] * 400)  # tables are made once
    start = time.process_time()
    for first in range(0, count, 1000):
        some = many[first : first + 1000]
        extract_all(some, days[: len(some)], [FACTS] * len(some))
    return count / (time.process_time() - start)


def _print(title: str, table: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}\n{'fact':26}{'F1':>7}{'prec.':>8}{'recall':>8}{'if told':>9}{'stated':>8}")
    for name, row in table.items():
        print(
            f"{name:26}{row['f1']:7.3f}{row['precision']:8.3f}{row['recall']:8.3f}{row['where_stated']:9.3f}{int(row['stated']):8d}"
        )


def _measure(
    title: str,
    texts: Iterable[tuple[str, dict[str, Any]]],
    times: Sequence[datetime | None] | None = None,
    *,
    loose: bool = False,
) -> None:
    pairs = list(texts)
    found = found_in([t for t, _ in pairs], times)
    _print(f"{title}: {len(pairs)} narratives", f1_of([f for _, f in pairs], found, loose=loose))


def _own(texts: Iterable[CorpusText]) -> list[tuple[str, dict[str, Any]]]:
    return [(t.text, t.facts or {}) for t in texts]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.facts", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="JSON lines with text and facts")
    parser.add_argument("--open", action="store_true", help="leave the sealed batches out")
    parser.add_argument("--count", type=int, default=20_000, help="narratives for the rate; 0 leaves it out")
    args = parser.parse_args(arguments)
    narratives = corpus.load("narrative")
    _measure("open batches", _own(t for t in narratives if t.batch not in SEALED), loose=True)
    if not args.open:
        _measure("sealed batches", _own(t for t in narratives if t.batch in SEALED), loose=True)
    for path in args.files:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        times = [datetime.fromisoformat(row["reported_at"]) if row.get("reported_at") else None for row in rows]
        _measure(path.name, ((row["text"], row.get("facts") or {}) for row in rows), times if any(times) else None)
    if args.count:
        print(f"\n{rate([t.text for t in narratives], args.count):,.0f} narratives a second on one core")


if __name__ == "__main__":
    main()

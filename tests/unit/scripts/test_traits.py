"""What is typical: counts of columns, of narratives where columns are empty, and of the lexicon."""

import numpy as np
from scripts_families import families, table

from fanzha.scripts import Cases, Cluster, slots

ROWS = [
    {
        "id": "a1",
        "text": "对方在QQ上说直播会员要取消，让我共享屏幕",
        "platforms": "云会议、抖音",
        "payment": "银行转账",
    },
    {"id": "a2", "text": "接电话称百万保障到期，开启屏幕共享", "platforms": "云会议", "payment": None},
    {"id": "a3", "text": "称是平台客服，下载软件，扫码付款给对方", "platforms": None, "payment": None},
    {"id": "a4", "text": "和邻居争吵", "platforms": None, "payment": None},
]


def _slots(rows, **more):
    cases = Cases.of(table(rows))
    one = Cluster(np.arange(len(rows)), None, 1, 1.0, {})
    return {s.name: s for s in slots(cases, one, **more)}


def _counts(slot):
    return {v.value: v.k for v in slot.values}


def test_columns_win_and_narratives_fill_in() -> None:
    found = _slots(ROWS)
    assert _counts(found["platform"]) == {"云会议": 2, "抖音": 1}
    assert (found["platform"].n, found["platform"].missing, found["platform"].unread) == (2, 2, 0)
    assert found["payment"].n >= 2
    assert _counts(found["payment"])["银行转账"] == 1
    assert [v.share for v in found["platform"].values] == [1.0, 0.5]


def test_pretext_identity_and_demand_come_from_the_lexicon() -> None:
    found = _slots(ROWS)
    assert _counts(found["pretext"]) == {"取消会员": 1, "百万保障": 1}
    assert _counts(found["demand"])["共享屏幕"] == 2
    assert _counts(found["identity"])["平台客服"] == 1
    assert found["pretext"].missing == 2


def test_rare_values_are_not_shown_but_counted() -> None:
    found = _slots(ROWS, minimum_cases=2)
    assert _counts(found["platform"]) == {"云会议": 2}
    assert found["platform"].n == 2
    assert found["pretext"].values == ()
    assert found["pretext"].n == 2


def test_only_a_sample_is_read_and_the_rest_is_said() -> None:
    rows = [{"id": f"{i:03d}", "text": r["text"]} for i, r in enumerate(families("dev"))]
    found = _slots(rows, sample=10)
    for name in ("platform", "payment", "channel"):
        assert found[name].n + found[name].missing == 10
        assert found[name].unread == len(rows) - 10
    assert found["pretext"].unread == 0

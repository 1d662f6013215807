import json

import numpy as np
import pyarrow as pa
import pytest

from fanzha import schema, taxonomy
from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.errors import LabelError
from fanzha.unseen import Outside, Seen, length_band, measure_unseen

SETTINGS = LinearSettings(bits=12, disguises=0)
WORDS = {
    "loan": ["贷款放款前先交保证金", "下款要解冻金", "额度已批先付手续费", "银行卡号填错需认证金"],
    "credit_record": ["征信不良要消除记录", "校园账户要注销", "学生身份要变更", "利率调整要配合"],
    "shopping_service": ["定金付了没发货", "卖家把我拉黑", "代购商品没收到", "租房押金转了没房"],
    "brushing": ["点赞做任务返佣金", "垫付本金刷单三连单", "关注公众号一单五元", "福利单做完一起返"],
    "benign": ["今晚回家吃饭", "快递放门卫室了", "家长会改到周五", "钱包丢在公交上"],
}


# Words that no other source has.
ODD = {"loan": "紫檀手串鉴宝拍卖", "brushing": "青瓷花瓶估值寄售"}
REST = [
    "窗外下着小雨", "邻居在弹钢琴", "楼下开了家面馆", "猫躲到沙发底下", "地铁晚了三分钟", "阳台的花开了", "今年梅雨特别长",
    "冰箱里还有西瓜", "球赛打成平手", "电梯正在检修", "早市的鱼很新鲜", "孩子学会骑车", "图书馆换了灯",
]  # fmt: skip


def _table(sources: list[str], repeat: int = 6) -> pa.Table:
    rows = []
    for source in sources:
        for label, texts in WORDS.items():
            for i in range(repeat):
                text = f"{source}说{texts[i % 4]}，{'请尽快' * (i % 3)}{'谢谢' * (i % 2)}"
                rows.append(
                    {
                        "id": f"{source}{label}{i}",
                        "text": text,
                        "label": label,
                        "group": f"{source}{label}{i}",
                        "source": source,
                    }
                )
    return pa.Table.from_pylist(rows, schema=schema.LABELLED)


@pytest.fixture(scope="module")
def outside() -> Outside:
    labels = {"loan": "loan_or_credit", "credit_record": "loan_or_credit", "benign": "benign"}
    labels |= dict.fromkeys(("brushing", "shopping_service"), "rebate_or_service")
    table = _table(["甲"], 12)
    renamed = [labels[x] for x in table.column("label").to_pylist()]
    return Outside("other", table.set_column(2, "label", pa.array(renamed)), "scripts8")


def test_each_source_and_each_outside_set_is_held_out(outside: Outside) -> None:
    own = _table(["乙", "丙", "丁"])
    steps = []
    found = measure_unseen("own", own, {}, [outside], SETTINGS, taxonomy.load(), seeds=2, on_step=steps.append)
    assert [o.name for o in found.origins] == ["own", "other"]
    assert [len(o.truth) for o in found.origins] == [own.num_rows, outside.texts.num_rows]
    assert len(found.by_seed) == 2
    assert len(steps) == 2 * 2 + 1
    assert found.low <= found.macro_f1 <= found.high
    assert found.macro_f1 > 0.6
    # Labels that cover two classes are scored as one, and never learnt from.
    assert "loan+credit_record" in found.origins[1].by("type")
    json.dumps(found.as_json())


def test_what_only_one_source_knows_is_lost_when_it_is_held_out() -> None:
    own = _table(["乙", "丙", "丁"])
    rows = own.to_pylist()
    for i, row in enumerate(rows):  # something of its own in each, so that none is a near-copy of another
        row["text"] += REST[i % len(REST)] + REST[i % 11]
    own = pa.Table.from_pylist(rows, schema=own.schema)
    for i, row in enumerate(rows):
        if row["source"] == "丁" and row["label"] in ODD:
            row["text"] = ODD[row["label"]] + REST[i % len(REST)] + REST[i % 11]
    odd = measure_unseen("own", pa.Table.from_pylist(rows, schema=own.schema), {}, [], SETTINGS, taxonomy.load(), 1)
    even = measure_unseen("own", own, {}, [], SETTINGS, taxonomy.load(), 1)
    assert odd.macro_f1 < even.macro_f1
    # In distribution the same words stand on both sides.
    assert odd.in_distribution > odd.macro_f1


def test_both_numbers_come_from_as_many_folds_and_copies_are_never_torn_apart(monkeypatch) -> None:
    from fanzha import unseen

    seen = []

    class Watched(LinearClassifier):
        def fit(self, texts, labels, groups, sources, on_step=None, taught=None):
            seen.append((self.settings.folds, dict(zip(texts, groups, strict=True)), len(set(sources))))
            return super().fit(texts, labels, groups, sources, on_step, taught)

    monkeypatch.setattr(unseen, "LinearClassifier", Watched)
    rows = _table(["乙", "丙", "丁", "戊"]).to_pylist()
    copies = ["家里的老人收到短信说积分今晚到期要点链接兑换" + tail for tail in ("，", "。！", "", "3", "45")]
    rows += [
        {"id": f"c{i}", "text": t, "label": "benign", "group": f"c{i}", "source": "乙丙丁戊"[i % 4]}
        for i, t in enumerate(copies)
    ]
    measure_unseen("own", pa.Table.from_pylist(rows, schema=schema.LABELLED), {}, [], SETTINGS, taxonomy.load(), 1)
    (across, _, sources), (within, groups, one) = seen
    assert (across, within, sources, one) == (4, 4, 4, 1)
    assert len({groups[t] for t in copies}) == 1
    assert len(set(groups.values())) > 20


def test_two_sources_are_too_few() -> None:
    with pytest.raises(LabelError, match="three at least"):
        measure_unseen("own", _table(["乙", "丙"]), {}, [], SETTINGS, taxonomy.load(), 1)


def test_small_slices_are_left_out_and_unknown_values_too() -> None:
    truth = np.zeros(60, np.int64)
    marks = np.array(["a"] * 40 + ["b"] * 10 + [""] * 10)
    seen = Seen("s", truth, truth, ("loan",), np.array(["s"] * 60), {"form": marks})
    assert seen.by("form") == {"a": (40, 1.0)}
    assert seen.by("type") == {"loan": (60, 1.0)}


def test_slices_stand_in_an_order_of_their_own() -> None:
    def by(values: list[str], dimension: str) -> list[str]:
        truth = np.zeros(30 * len(values), np.int64)
        marks = {dimension: np.repeat(values, 30)}
        return list(Seen("s", truth, truth, ("loan",), np.array(["s"] * len(truth)), marks).by(dimension))

    bands = [length_band("字" * n) for n in (9999, 3, 150, 40, 80)]
    assert by(bands, "length") == sorted(bands, key=lambda b: int(b.split()[0]))
    assert by(["hard", "easy", "medium"], "difficulty") == ["easy", "medium", "hard"]
    assert by(["sms", "call", "post"], "form") == ["call", "post", "sms"]
    truth = np.array([0, 1, 2])
    seen = Seen("s", truth, truth, ("loan", "benign", "hacking"), np.array(["s"] * 3), {})
    assert list(seen.by("type")) == ["benign", "hacking", "loan"]


def test_bands_meet_without_a_gap() -> None:
    assert [length_band("字" * n) for n in (0, 25, 26, 60, 61, 200, 201, 9999)] == [
        "0 to 25 characters",
        "0 to 25 characters",
        "26 to 60 characters",
        "26 to 60 characters",
        "61 to 120 characters",
        "121 to 200 characters",
        "201 characters and more",
        "201 characters and more",
    ]

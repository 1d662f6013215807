"""Scoring: what the decision knows stands beside every case, for machines and for people."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from fanzha import bundle, schema, taxonomy
from fanzha.bundle import Bundle
from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.decide import REASONS, REASONS_ZH, DecisionRule, decide
from fanzha.engines import open_engine
from fanzha.ingest import load_columns, read_cases
from fanzha.score import score_cases, write_workbook


def cases(texts: list[str]) -> pa.Table:
    rows = [{"case_id": f"A{i}", "text": t, "source": "x.csv", "row": i + 2} for i, t in enumerate(texts)]
    return pa.Table.from_pylist(rows, schema=schema.CASE)


@pytest.fixture(scope="module")
def model(default_bundle: Path) -> Bundle:
    return bundle.load(default_bundle)


@pytest.fixture(scope="module")
def texts(unsure_text: str) -> list[str]:
    """Short, foreign, of another world, between types, plain."""
    return [
        "嗯",
        "please call me back before noon tomorrow",
        "霜叶满径寒蝉噤声客舟夜泊芦荻萧萧烟霭沉沉钟磬杳杳孤雁唳空残月坠江渔火明灭",
        unsure_text,
        "对方让我贷款先交保证金和解冻费，放款前还要再交一笔手续费",
    ]


@pytest.fixture(scope="module")
def scored(model: Bundle, texts: list[str]) -> pa.Table:
    return score_cases(cases(texts), model, open_engine("local"))


def test_each_case_says_why_a_person_must_look(scored: pa.Table) -> None:
    assert scored.column("review_reason").to_pylist() == ["short", "foreign", "unfamiliar", "unsure", None]
    assert scored.column("needs_review").to_pylist() == [True] * 4 + [False]


def test_the_prediction_set_is_that_of_the_rule(model: Bundle, texts: list[str], scored: pa.Table) -> None:
    sets = scored.column("prediction_set").to_pylist()
    probabilities, _ = model.predict(texts)
    for text, row in zip(sets[3:], probabilities[3:], strict=True):
        wanted = {c for c, p, least in zip(model.classes, row, model.rule.set_thresholds, strict=True) if p >= least}
        by_probability = [model.classes[i] for i in np.argsort(-row)]
        assert text == [c for c in by_probability if c in wanted | {by_probability[0]}]
    assert sets[4] == ["loan"]
    # What cannot be read rules nothing out, most probable first all the same.
    for text, kind in zip(sets[:3], scored.column("type").to_pylist(), strict=False):
        assert sorted(text) == sorted(model.classes)
        assert text[0] == kind


def test_the_columns_pass_through_parquet(scored: pa.Table, tmp_path: Path) -> None:
    open_engine("local").write(scored, tmp_path / "cases.parquet")
    read = pq.read_table(tmp_path / "cases.parquet")
    assert read.cast(schema.SCORED).equals(scored)
    counted = open_engine("local").sql("SELECT sum(len(prediction_set)) AS n FROM scored", scored=scored)
    assert counted["n"][0].as_py() == sum(map(len, scored.column("prediction_set").to_pylist()))


def test_the_workbook_speaks_chinese(model: Bundle, scored: pa.Table, tmp_path: Path) -> None:
    write_workbook(scored, tmp_path / "cases.xlsx", model.taxonomy.name)
    head, *rows = load_workbook(tmp_path / "cases.xlsx").active.iter_rows(values_only=True)
    reason, possible = head.index("复核原因"), head.index("可能的类型")
    told = [row[reason] for row in rows]
    assert told == [REASONS_ZH[r] for r in ("short", "foreign", "unfamiliar", "unsure")] + [None]
    assert rows[4][possible] == "虚假贷款"
    names = rows[3][possible].split(" ")
    assert names == [model.taxonomy.name(c) for c in scored.column("prediction_set")[3].as_py()]
    assert not any(row[possible].isascii() for row in rows)


def test_the_workbook_says_what_became_of_the_money_and_is_read_again(model: Bundle, tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, 12, 30, tzinfo=ZoneInfo(schema.TIME_ZONE))
    row = {
        "case_id": "A1", "text": "对方让我贷款先交保证金", "source": "x.csv", "row": 2, "reported_at": at + timedelta(hours=2),
        "reported_on": at.date(), "occurred_on": at.date(), "occurred_at": at, "paid_yuan": Decimal("500.50"),
        "returned_yuan": Decimal(0), "stopped_yuan": Decimal(100), "loss_yuan": Decimal("400.50"), "outcome": "recovered",
        "platforms": "某贷、微信", "banks": "工商银行", "delay_minutes": 120, "repeat_victim": False, "victim_age": 70,
        "life_stage": "elderly", "conflicts": "victim_age、loss_yuan",
    }  # fmt: skip
    table = pa.Table.from_pylist([row], schema=schema.CASE)
    write_workbook(score_cases(table, model, open_engine("local")), tmp_path / "cases.xlsx", model.taxonomy.name)
    head, told = load_workbook(tmp_path / "cases.xlsx").active.iter_rows(values_only=True)
    cells = dict(zip(head, told, strict=True))
    assert (cells["挽损结果"], cells["年龄段"], cells["是否重复被骗"]) == ("已挽回", "老年", "否")
    assert cells["与案情不符的列"] == "受害人年龄、损失金额（元）"
    assert cells["发案时间"] == datetime(2026, 3, 1, 12, 30)
    again = read_cases(tmp_path / "cases.xlsx", load_columns(), now=datetime(2026, 6, 1)).cases.to_pylist()[0]
    assert {n: again[n] for n in row if n not in {"source", "conflicts"}} == {
        n: value for n, value in row.items() if n not in {"source", "conflicts"}
    }


def test_every_reason_has_its_words() -> None:
    assert list(REASONS_ZH) == list(REASONS[1:])
    assert all("\u4e00" <= c <= "\u9fff" or c == "，" for words in REASONS_ZH.values() for c in words)


def test_no_cases_and_a_model_of_two_labels() -> None:
    texts = ["贷款放款前先交保证金", "今晚一起吃饭吧我请客"] * 6
    classifier = LinearClassifier(LinearSettings(bits=12))
    classifier.fit(texts, ["loan", "benign"] * 6, [str(i) for i in range(12)], ["s"] * 12)
    small = Bundle("s", "s-0", classifier, DecisionRule(threshold=0.5, target_precision=0.9), taxonomy.load(), {})
    assert score_cases(cases([]), small, open_engine("local")).schema.equals(schema.SCORED)
    row = score_cases(cases(texts[:1]), small, open_engine("local")).to_pylist()[0]
    # A rule without bounds rules nothing out.
    assert row["prediction_set"] == ["loan", "benign"]
    assert row["review_reason"] is None


def test_lists_follow_each_other_without_gaps() -> None:
    p = np.array([[0.1, 0.7, 0.2], [0.5, 0.1, 0.4], [0.2, 0.2, 0.6]])
    rule = DecisionRule(threshold=0.55, target_precision=0.9, set_thresholds=(0.3, 0.9, 0.3))
    made = decide(p, rule)
    columns, offsets = made.set_columns()
    assert columns.tolist() == [1, 0, 2, 2]
    assert offsets.tolist() == [0, 1, 3, 4]
    assert made.reasons == [None, "unsure", None]

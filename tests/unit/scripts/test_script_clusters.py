"""Clusters: the same script is found in differing words, boilerplate glues nothing, order does not matter."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts_families import families, table, texts

from fanzha.errors import InputError
from fanzha.scripts import Cases, cluster
from fanzha.scripts.features import Features
from fanzha.scripts.linkage import link
from fanzha.scripts.neighbours import Pairs


def _groups(cases, found):
    return {frozenset(cases.case_id[i] for i in one.members) for one in found.clusters}


def _families_found(part):
    rows = families(part)
    cases = Cases.of(table(rows))
    found = cluster(cases, least_cases=2)
    family = {r["id"]: r["family"] for r in rows}
    of = [int(c) if c >= 0 else -1 - i for i, c in enumerate(found.of)]
    names = [family[i] for i in cases.case_id]
    right = whole = 0.0
    for name, one in zip(names, of, strict=True):
        own = [n for n, o in zip(names, of, strict=True) if o == one]
        right += own.count(name) / len(own)
        whole += own.count(name) / names.count(name)
    return right / len(of), whole / len(of)


@pytest.mark.parametrize(("part", "precision", "recall"), [("dev", 0.95, 0.80), ("test", 0.95, 0.70)])
def test_differing_words_of_one_script_are_found(part, precision, recall) -> None:
    found = _families_found(part)
    assert found[0] >= precision
    assert found[1] >= recall


def test_what_the_police_write_in_any_report_glues_nothing() -> None:
    frame = "2024年3月5日10时许，我所接报警，报警人[姓名1]称{}，发现被骗后遂报警，共计损失人民币{}元，现已立案侦查。"
    matters = (
        "收到ETC失效短信，点链接填了卡号和验证码",
        "接电话说孙子打伤人，把现金交给上门的人",
        "买的布偶猫要交航空箱押金，还要补检疫费",
        "与陌生女子裸聊，被人以通讯录威胁",
        "部队采购食堂用油，请其向厂家垫罐头款",
    )
    cases = Cases.of(texts(*(frame.format(m, 1000 + i) for i, m in enumerate(matters))))
    assert cluster(cases, least_cases=2).clusters == ()


def test_numbers_names_and_dates_do_not_matter() -> None:
    frame = "{}日，[姓名{}]接到电话称直播会员每月扣{}元，要共享屏幕关闭，转出{}元"
    cases = Cases.of(
        texts(*(frame.format(i, i, i * 7, i * 1000) for i in range(1, 6)), "与邻居因为漏水争吵", "丢了一辆电动车")
    )
    (one,) = cluster(cases).clusters
    assert one.members.tolist() == [0, 1, 2, 3, 4]
    assert one.forms == 1
    assert one.cohesion == 1.0


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_rows_changes_nothing(seed) -> None:
    rows = list(families("dev"))
    given_ = cluster(Cases.of(table(rows)))
    random.Random(seed).shuffle(rows)
    batches = table(rows).to_batches(max_chunksize=7)
    again = cluster(Cases.of(batches))
    assert again.of.tolist() == given_.of.tolist()
    assert [c.signature for c in again.clusters] == [c.signature for c in given_.clusters]


def test_clusters_are_numbered_by_size_and_types_are_the_most_frequent() -> None:
    cases = Cases.of(table(families("dev")))
    found = cluster(cases)
    sizes = [len(c) for c in found.clusters]
    assert sizes == sorted(sizes, reverse=True)
    for i, one in enumerate(found.clusters):
        assert np.flatnonzero(found.of == i).tolist() == one.members.tolist()
        assert one.type in {"ecommerce_service", *cases.types}
        assert 0 < one.cohesion <= 1
        assert np.isclose(sum(v * v for v in one.signature.values()), 1)


def test_empty_short_and_untyped_texts() -> None:
    assert cluster(Cases.of(texts())).clusters == ()
    assert cluster(Cases.of([])).clusters == ()
    cases = Cases.of(texts("", "", "", "123", "，", "卡", "卡"))
    assert all(len(c.members) < 4 for c in cluster(cases, least_cases=2).clusters)
    assert (cluster(cases).of[:5] == -1).all()


def test_what_cannot_be_read_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="must have a column text"):
        Cases.of(pa.table({"case_id": ["a"]}))
    with pytest.raises(InputError, match="must stand once"):
        Cases.of(pa.table({"case_id": ["a", "a"], "text": ["x", "y"]}))
    with pytest.raises(InputError, match="must have a text"):
        Cases.of(pa.table({"case_id": ["a", "b"], "text": ["x", None]}))
    with pytest.raises(InputError, match="at least two cases"):
        cluster(Cases.of(texts("x")), least_cases=1)
    with pytest.raises(InputError, match="similarity"):
        cluster(Cases.of(texts("x")), least_similarity=0)


def test_a_chain_of_neighbours_is_no_cluster() -> None:
    # Each shares half its marks with the next and nothing with those beyond.
    n = 8
    gram = np.array([[i, i + 1] for i in range(n)], np.int32)
    weight = np.r_[np.ones(n + 1), 0].astype(np.float32)
    features = Features(gram, weight, np.arange(n + 2, dtype=np.int32), np.full(n, np.sqrt(2), np.float32))
    pairs = Pairs(np.arange(n - 1), np.arange(1, n), np.full(n - 1, 0.5))
    _, sizes = np.unique(link(features, pairs, 0.3), return_counts=True)
    assert sizes.max() == 2
    _, sizes = np.unique(link(features, pairs, 0.1), return_counts=True)
    assert sizes.max() > 2


def test_thousands_of_one_template_are_one_cluster() -> None:
    rng = random.Random(5)
    marks = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    frame = "事主在{}处接电话称直播会员{}到期，需共享屏幕关闭百万保障，后被转走存款{}"
    crowd = [frame.format(*("".join(rng.choices(marks, k=2)) for _ in range(3))) for _ in range(3000)]
    (one,) = cluster(Cases.of(texts(*crowd))).clusters
    assert len(one) == len(crowd)

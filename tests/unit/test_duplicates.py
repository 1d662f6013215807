"""Copies and near-copies: which pairs are found, which are not, and that crowds stay affordable."""

import random

import numpy as np

from fanzha.duplicates import find_duplicates, join_groups

TEMPLATE = "您好，您的快递在运输途中不慎丢失，请添加理赔专员微信办理三倍赔偿，订单尾号{}，请尽快处理以免影响到账"


def _pairs(texts):
    found = find_duplicates(texts)
    return {(int(a), int(b)) for a, b in zip(found.left, found.right, strict=True)}


def test_copies_are_the_same_after_normalisation() -> None:
    found = find_duplicates(["转账到安全账户", "轉 賬 到 安 全 賬 戶", "转账到\u200b安全账户", "转账到另外一个账户"])
    assert found.copy.tolist() == [0, 0, 0, 1]


def test_near_copies_are_found_and_others_are_not() -> None:
    texts = [
        TEMPLATE.format("3381"),
        TEMPLATE.format("90"),
        "群里发任务，点赞关注一单五元，做满三单联系导师领佣金，大额任务要先垫付本金才能返利",
        "妈，我手机摔坏了，这是同学的号，老师催交补习费，你先转三千到这张卡上",
    ]
    assert _pairs(texts) == {(0, 1)}
    clusters = find_duplicates(texts).clusters().tolist()
    assert clusters[0] == clusters[1]
    assert len(set(clusters)) == 3


def test_similarity_is_that_of_the_sets_of_shingles() -> None:
    found = find_duplicates(["甲乙丙丁戊己庚", "甲乙丙丁戊己辛", "甲乙丙丁戊己"], least=0.5)
    pairs = list(zip(found.left.tolist(), found.right.tolist(), found.similarity.tolist(), strict=True))
    assert pairs == [(0, 1, 0.6), (0, 2, 0.75), (1, 2, 0.75)]


def test_empty_and_short_texts() -> None:
    found = find_duplicates(["", "卡", "卡", "。。。"])
    assert found.copy.tolist() == [0, 1, 1, 2]
    assert len(found.left) == 0
    assert len(find_duplicates([]).copy) == 0


def test_thousands_of_copies_of_one_template_make_one_cluster_of_few_pairs() -> None:
    rng = random.Random(3)
    marks = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    crowd = [TEMPLATE.format("".join(rng.choice(marks) for _ in range(3))) for _ in range(4000)]
    found = find_duplicates(crowd)
    _, sizes = np.unique(found.clusters(), return_counts=True)
    assert sizes.max() == len(crowd)
    assert len(found.left) < len(crowd) ** 2 / 16  # of eight million pairs


def test_groups_and_clusters_join_by_chains() -> None:
    joined = join_groups(["a", "a", "b", "c", "d"], np.array([0, 1, 1, 2, 3]))
    assert joined.tolist() == [0, 0, 0, 1, 2]

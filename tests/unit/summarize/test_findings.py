"""What is planted is found; what is chance is not; no sentence says another number than its table."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from summaries import page_of, summary_of

from fanzha import taxonomy
from fanzha.errors import NumberError
from fanzha.summarize import open_cases
from fanzha.summarize.book import Book

TYPES = taxonomy.load()
END = date(2026, 3, 31)
PLACES = {"甲街道": "东所", "乙街道": "东所", "丙街道": "西所"}


@pytest.fixture(scope="module")
def summary(scored, town):
    return summary_of(scored, district=town, days=90)


def test_planted_findings_are_found(summary) -> None:
    found = {(f.kind, f.type, f.title) for f in summary.findings}
    assert ("outbreak", "hacking", "丙街道") in found
    assert ("riser", "hacking", "") in found
    assert ("group", "brushing", "18-39岁女性") in found
    assert [f.kind for f in summary.findings].count("loss") == 1
    for f in summary.findings:
        assert f.n >= 5
        assert f.kind == "loss" or (f.q <= 0.05 and f.low > 1)


def test_people_are_among_and_places_are_in(summary, make, town) -> None:
    women = next(f for f in summary.findings if f.kind == "group" and set(f.where) == {"sex", "band"})
    assert f"cases among {women.title_english}," in women.sentence_english
    wave = [{"type": "hacking", "street": "丙街道", "area": "西所"} for _ in range(40)]
    rest = [{"type": "hacking", "street": "甲街道", "area": "东所"} for _ in range(8)]
    rest += [{"type": "brushing", "street": place, "area": area} for place, area in PLACES.items() for _ in range(30)]
    places = [
        f for f in summary_of(make(wave + rest), district=town, days=90).findings if set(f.where) <= {"street", "area"}
    ]
    places = [f for f in places if f.kind == "group"]
    assert places
    for one in places:
        assert f" cases in {one.title_english}," in one.sentence_english
        assert "cases among" not in one.sentence_english


def test_in_public_places_have_people_who_are_cheated(make, town) -> None:
    wave = [{"type": "hacking", "street": "丙街道", "area": "西所"} for _ in range(90)]
    rest = [
        {"type": kind, "street": s, "area": a}
        for s, a in PLACES.items()
        for kind in ("hacking", "brushing")
        for _ in range(20)
    ]
    found = summary_of(make(wave + rest), district=town, days=90, min_cell=10).findings
    said = [f.sentence_english for f in found if f.kind == "group" and set(f.where) == {"area"}]
    assert said
    assert all(re.search(r": people in \S+所 are cheated", one) for one in said)


def test_each_finding_names_the_cases_that_it_counts(summary, scored, town) -> None:
    with open_cases(scored, town) as frame:
        for f in summary.findings:
            assert len(f.case_ids(frame)) == f.n


def test_without_residents_groups_are_compared_with_other_types(scored) -> None:
    made = summary_of(scored, district=None)
    groups = [f for f in made.findings if f.kind == "group"]
    assert groups
    assert all("比值比" in f.sentence and "每10万人" not in f.sentence for f in groups)


def test_chance_alone_gives_next_to_nothing(make, town) -> None:
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(3):
        rows = [
            {
                "type": str(rng.choice(["loan", "brushing", "romance"])), "street": (street := str(rng.choice(list(PLACES)))),
                "area": PLACES[street], "victim_sex": str(rng.choice(["female", "male"])),
                "victim_age": int(rng.choice([10, 30, 60])), "reported_on": END - timedelta(days=int(rng.integers(0, 180))),
            }
            for _ in range(600)
        ]  # fmt: skip
        found += len([f for f in summary_of(make(rows), district=town).findings if f.kind != "loss"])
    assert found <= 1


def test_earlier_counts_too_small_to_show_are_not_given_away(make) -> None:
    rows = [{"type": "loan", "street": "甲街道"}] * 40
    rows += [{"type": "loan", "street": "甲街道", "reported_on": END - timedelta(days=100)}] * 2
    rows += [{"type": "benign", "reported_on": END - timedelta(days=179)}]
    made = summary_of(make(rows), district=None)
    riser = next(f for f in made.findings if f.kind == "riser" and f.title == "甲街道")
    assert "上期不足5件；即使按4件计" in riser.sentence
    assert "10.00倍" in riser.sentence


@pytest.mark.parametrize(
    ("old", "new"), [("9件", "8件"), ("最近7天", "最近9天"), ("倍", "番"), ("丙街道", "乙街道"), ("95%区间", "区间")]
)
def test_a_tampered_sentence_stops_the_bulletin(summary, old: str, new: str) -> None:
    at = next(i for i, f in enumerate(summary.findings) if f.kind == "outbreak")
    wrong = replace(summary.findings[at], sentence=summary.findings[at].sentence.replace(old, new, 1))
    assert wrong.sentence != summary.findings[at].sentence
    with pytest.raises(NumberError):
        page_of(replace(summary, findings=(*summary.findings[:at], wrong, *summary.findings[at + 1 :])))


def test_every_number_of_every_sentence_is_checked(summary) -> None:
    tried = 0
    for f in summary.findings:
        start = len(f.type_title) + 1 + (len(f.title) if f"：{f.title}" in f.sentence else 0)
        for number in re.finditer(r"\d+(?:\.\d+)?", f.sentence):
            if number.start() < start or f.sentence[number.start() :].startswith(("95%", "10万")):
                continue
            digit = "1" if number[0][0] != "1" else "2"
            wrong = f.sentence[: number.start()] + digit + f.sentence[number.start() + 1 :]
            with pytest.raises(NumberError):
                replace(summary, findings=(replace(f, sentence=wrong),)).verify()
            tried += 1
    assert tried > 20


def test_a_tampered_table_stops_the_bulletin(summary) -> None:
    book = summary.book
    assert isinstance(book, Book)
    counts = {k: v.copy() for k, v in book.windows["week"].counts.items()}
    counts["type,street"] += 1
    week = replace(book.windows["week"], counts=counts)
    with pytest.raises(NumberError):
        replace(summary, book=replace(book, windows={**book.windows, "week": week})).verify()


def test_a_rise_cannot_be_printed_as_a_fall(summary) -> None:
    assert "少" in summary.headline or "多" in summary.headline
    flipped = summary.headline.replace("多", "?").replace("少", "多").replace("?", "少")
    with pytest.raises(NumberError):
        replace(summary, headline=flipped).verify()

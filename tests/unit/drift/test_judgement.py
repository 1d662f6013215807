from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from districts import Case, reports

from fanzha.corpus.effects import Trend
from fanzha.drift import MEASURES, Drift, Familiarity, Week, judge

START = date(2025, 1, 6)
MIX = {"loan": 60, "brushing": 90, "benign": 30}


def _calm(n: int, **last: object) -> list[Week]:
    """Return n weeks of one and the same mix; the last one may differ."""
    weeks = [Week(START + timedelta(days=7 * i), MIX, 9, 0, Familiarity(180, 18.0, 2.2)) for i in range(n)]
    if last:
        weeks[-1] = Week(**{"start": weeks[-1].start, "types": MIX, "review": 9, **last})
    return weeks


def _drifted(drift: Drift) -> list[tuple[str, str]]:
    return [(w.week.name, name) for w in drift.weeks for name in MEASURES if w.level_of(name) == "drift"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_without_drift_gives_no_alarm(seed, year, weeks_of, model) -> None:
    weeks = weeks_of(year if seed == 1 else reports(seed))
    training = {name: m["support"] for name, m in model.metrics["held_out"]["per_type"].items()}
    drift = judge(weeks, training, model.rule.min_familiarity)
    levels = Counter(w.level for w in drift.weeks)
    assert levels["ok"] >= 44
    assert levels["drift"] == levels["watch"] == 0
    # Half of the corpus is honest and all kinds of fraud are equally frequent in it, as in no district.
    assert drift.mix_from == "weeks"
    assert drift.from_training is not None
    assert drift.from_training > 0.25


def test_a_planted_rise_of_one_type_is_found_and_named(weeks_of, model) -> None:
    first, last = date(2025, 7, 7), date(2025, 12, 30)
    cases = reports(4, [Trend(type="loan", first=first, last=last, rate_ratio_at_end=9.0)])
    drift = judge(weeks_of(cases), None, model.rule.min_familiarity)
    found = [w for w in drift.weeks if w.level_of("mix") == "drift"]
    assert found
    assert all(w.week.start > first for w in found)
    named = [moved for w in found for moved in ((w.month or w.alone).moved or w.alone.moved)[:1]]
    assert all(name == "loan" and now > before for name, before, now in named)
    assert {name for _, name in _drifted(drift)} == {"mix"}


def test_a_planted_new_way_of_writing_is_found(year, weeks_of, model) -> None:
    since = date(2025, 11, 3)

    def foreign(case: Case) -> Case:
        # Each Han character moved along by a thousand: as unknown as another language, and as long.
        day, text = case
        return day, "".join(chr(ord(c) + 1000) if "\u4e00" <= c <= "\u9000" else c for c in text)

    cases = [foreign(c) if c[0] >= since and i % 3 == 0 else c for i, c in enumerate(year)]
    drift = judge(weeks_of(cases), None, model.rule.min_familiarity)
    found = _drifted(drift)
    assert {name for _, name in found} >= {"vocabulary", "unfamiliar", "review"}
    assert all(w >= "2025-W45" for w, _ in found)
    last = next(w for w in reversed(drift.weeks) if w.week.n >= 30)
    assert last.alone.vocabulary.value > 0.3
    assert last.alone.review.value > 0.2


def test_a_month_finds_what_a_week_cannot() -> None:
    small = {name: n // 3 for name, n in MIX.items()}
    moved = {"loan": 34, "brushing": 16, "benign": 10}
    weeks = [Week(START + timedelta(days=7 * i), small if i < 12 else moved, 3, 0) for i in range(16)]
    last = judge(weeks).weeks[-1]
    assert last.alone.mix.level == "ok"
    assert last.month is not None
    assert last.month.mix.level == last.level == "drift"
    assert last.month.n == 240
    assert judge(weeks).weeks[11].level == "ok"


def test_few_texts_and_few_weeks_are_said_to_be_few() -> None:
    drift = judge(_calm(12, types={"loan": 29}, review=29))
    assert drift.weeks[-1].alone.mix.level == drift.weeks[-1].alone.review.level == "few"
    drift = judge(_calm(7, types={"loan": 180}, review=180))
    assert drift.mix_from is None
    assert {w.level for w in drift.weeks} == {"unknown"}
    assert [w.level for w in judge(_calm(12)).weeks] == ["reference"] * 8 + ["ok"] * 4
    assert judge([]).weeks == ()


def test_thresholds_speak_of_size_and_of_chance() -> None:
    # 180 texts, 5% before: 10 points more is drift, for chance reaches that once in more than ten thousand weeks.
    review = judge(_calm(12, review=30)).weeks[-1].alone.review
    assert review.level == "drift"
    assert review.drift == pytest.approx(27 / 180)
    assert review.reference == pytest.approx(0.05)
    # 40 texts: the same share is reached by chance; the threshold says what would not be.
    few = judge(_calm(12, types={"loan": 20, "brushing": 20}, review=7)).weeks[-1].alone.review
    assert few.level == "ok"
    assert few.drift > 7 / 40
    # Many texts: chance does nothing, size decides.
    many = [Week(w.start, {k: 1000 * n for k, n in MIX.items()}, 9000) for w in _calm(12)]
    many[-1] = Week(many[-1].start, many[-1].types, 17_000)
    assert judge(many).weeks[-1].level == "ok"
    many[-1] = Week(many[-1].start, many[-1].types, 18_000)
    assert judge(many).weeks[-1].alone.review.level == "watch"


def test_chance_alone_is_called_drift_as_rarely_as_said() -> None:
    rng = np.random.default_rng(3)
    shares = np.array([0.27, 0.13, 0.12, 0.1, 0.09, 0.06, 0.06, 0.04, 0.04, 0.03, 0.02, 0.02, 0.01, 0.01])
    names = [f"t{i}" for i in range(len(shares))]
    alarms = judged = 0
    for _ in range(12):
        drawn = rng.multinomial(78, shares, size=108)
        weeks = [
            Week(START + timedelta(days=7 * i), dict(zip(names, d.tolist(), strict=True))) for i, d in enumerate(drawn)
        ]
        levels = [w.alone.mix.level for w in judge(weeks).weeks]
        judged += len(levels) - levels.count("reference")
        alarms += levels.count("drift") + levels.count("watch")
    assert judged == 1200
    # Two or three in ten thousand: more than 2 would come by chance once in a hundred.
    assert alarms <= 2


def test_a_fall_of_review_or_of_new_words_is_no_drift() -> None:
    assert judge(_calm(12, review=0, vocabulary=Familiarity(180, 0.0, 0.0)), None, 0.6).weeks[-1].level == "ok"


def test_mixes_near_the_training_texts_are_compared_with_these() -> None:
    drift = judge(_calm(12), {name: 50 * n for name, n in MIX.items()})
    assert drift.mix_from == "training"
    assert drift.from_training == pytest.approx(0)
    assert {w.alone.mix.level for w in drift.weeks} == {"ok"}
    weeks = _calm(12)
    weeks[2] = Week(weeks[2].start, {"loan": 120, "brushing": 30, "benign": 30}, 9)
    first = judge(weeks, {name: 50 * n for name, n in MIX.items()}).weeks[2]
    assert first.alone.mix.level == "drift"
    assert first.alone.review.level == "reference"


def test_where_the_model_cannot_tell_nothing_is_judged() -> None:
    for vocabulary in (None, Familiarity()):
        weeks = [Week(w.start, w.types, w.review, 0, vocabulary) for w in _calm(12)]
        assert judge(weeks, None, 0.6).weeks[-1].alone.vocabulary.level == "unknown"
    assert judge(_calm(12), None, None).weeks[-1].alone.vocabulary.level == "unknown"


def test_the_year_of_a_week_is_that_of_its_thursday() -> None:
    assert Week(date(2024, 12, 30)).name == "2025-W01"
    assert Week(date(2026, 12, 28)).name == "2026-W53"

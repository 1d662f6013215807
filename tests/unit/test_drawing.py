from datetime import date, timedelta

import numpy as np
import pytest

from fanzha.drawing import check_picture, disguises, drift_by_week, reliability, write_picture
from fanzha.drift import Familiarity, Week, judge
from fanzha.errors import InputError
from fanzha.robustness import Attacked, Robustness

RESULT = Robustness(
    48,
    0.9,
    0.1,
    [
        Attacked("inserted_character", 0.1, 0.8, 0.1, 0.1),
        Attacked("inserted_character", 0.5, 0.6, 0.3, 0.1),
        Attacked("padding_4", None, 0.7, 0.2, None),
    ],
)


def test_the_picture_of_disguises_names_all_in_full(tmp_path) -> None:
    write_picture(disguises(RESULT, "toy in disguise"), tmp_path / "e.svg")
    svg = (tmp_path / "e.svg").read_text(encoding="utf-8")
    for words in ("inserted_character", "padding_4", "characters changed", ">padding<", "toy in disguise", ">10%<"):
        assert words in svg, words
    assert "…" not in svg  # what a label too long for its place would end in


def test_both_pictures_of_reliability_stand_in_one_file(tmp_path) -> None:
    rng = np.random.default_rng(1)
    confidence = rng.uniform(0.3, 1, 900)
    chart = reliability(confidence, rng.uniform(size=900) < confidence, "toy")
    write_picture(chart, tmp_path / "r.PNG")
    assert (tmp_path / "r.PNG").read_bytes().startswith(b"\x89PNG")
    write_picture(chart, tmp_path / "r.svg")
    svg = (tmp_path / "r.svg").read_text(encoding="utf-8")
    assert "Risk and coverage" in svg
    assert "15 bins of equal size" in svg
    curve, bins = (
        part["data"]["values"] for part in (chart.to_dict()["hconcat"][0], chart.to_dict()["hconcat"][1]["layer"][1])
    )
    assert curve[-1]["coverage"] == 1
    assert len(curve) == 500
    assert sum(b["n"] for b in bins) == 900


@pytest.mark.parametrize("right", [[], [True], [False] * 3])
def test_few_texts_can_be_drawn_too(right: list[bool], tmp_path) -> None:
    write_picture(reliability(np.full(len(right), 0.9), np.array(right, bool), "toy"), tmp_path / "r.svg")
    assert (tmp_path / "r.svg").read_text(encoding="utf-8").startswith("<svg")


def test_where_no_picture_can_be_written_is_told(tmp_path) -> None:
    (tmp_path / "folder.svg").mkdir()
    for path, part in (
        (tmp_path / "a.pdf", ".svg or .png"),
        (tmp_path / "a", ".svg or .png"),
        (tmp_path / "folder.svg", "must be a file"),
        (tmp_path / "none" / "a.svg", "folder that is there"),
    ):
        with pytest.raises(InputError, match=part) as error:
            check_picture(path)
        assert "\n" not in str(error.value)
    check_picture(tmp_path / "a.SVG")


@pytest.mark.parametrize("n", [0, 1, 20])
def test_drift_is_drawn_measure_by_measure(n: int, tmp_path) -> None:
    weeks = [
        Week(
            date(2026, 1, 5) + timedelta(days=7 * i),
            {"loan": 90, "benign": 90},
            9 if i < 15 else 60,
            1,
            Familiarity(180, 18.0, 2.2),
        )
        for i in range(n)
    ]
    chart = drift_by_week(judge(weeks, None, 0.6), "district of invention")
    write_picture(chart, tmp_path / "d.svg")
    svg = (tmp_path / "d.svg").read_text(encoding="utf-8")
    for words in ("district of invention", "Sent to review", "stability index", "Unfamiliar texts", "Unknown pairs"):
        assert words in svg, words
    panel = chart.to_dict()["vconcat"][1]
    rows = panel.get("data", panel["layer"][2].get("data"))["values"]
    assert [r["level"] for r in rows[:8]] == ["not judged"] * min(n, 8)
    assert {r["level"] for r in rows[15:]} <= {"drift"}
    assert len(rows) == n

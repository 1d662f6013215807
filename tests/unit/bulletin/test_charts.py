"""Charts draw what they are given, the same each time, and nothing that is hidden."""

import re
import struct
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.bulletin import charts
from fanzha.bulletin.charts import Drawing
from fanzha.bulletin.charts.naming import Named, named
from fanzha.bulletin.charts.style import broken, columns_of, wrapped

WEEKS = [date(2026, 1, 5) + timedelta(weeks=i) for i in range(6)]
NAN = float("nan")
SAID = {"title": "图<一>", "caption": "说明", "alt": "一张图"}


def funnel() -> Drawing:
    limits = {"95%": ([50.0, 80.0], [150.0, 120.0]), "99.8%": ([20.0, 60.0], [180.0, 140.0])}
    return charts.funnel(
        ["甲", "乙"], [100, 900], [200.0, 100.0], [True, False], curve=[100, 1000], limits=limits, mean=100.0,
        axis_size="居民", axis="率", **SAID,
    )  # fmt: skip


def band() -> Drawing:
    return charts.band(
        WEEKS, [3, 4, 5, 30, 4, 5], [4.0] * 6, [1.0] * 6, [9.0] * 6, [False, False, False, True, False, False],
        axis="件", names=("实际", "预期", "预警"), **SAID,
    )  # fmt: skip


def timeline() -> Drawing:
    return charts.timeline(
        ["新的", "老的"], WEEKS, [[0, 0, 0, 5, 6, 7], [9, 8, NAN, 0, 0, 0]], ["born", "faded"], born="新出现", grown="增多", faded="消退",
        **SAID,
    )  # fmt: skip


def distribution() -> Drawing:
    return charts.distribution(
        [100, 1000, 10_000, 100_000],
        [5, NAN, 20],
        axis="元",
        axis_n="件",
        marks=[(2500, "中位数")],
        label="{:,.0f}".format,
        **SAID,
    )


def multiples() -> Drawing:
    return charts.multiples(
        ["左", "右"],
        ["老", "少"],
        [[1.0, 2.0], [3.0, NAN]],
        [[0.5, 1.0], [2.0, NAN]],
        [[2.0, 3.0], [4.0, NAN]],
        axis="率",
        **SAID,
    )


ALL: dict[str, Callable[[], Drawing]] = {
    "bars": lambda: charts.bars(["甲", "乙"], [7, 31], ["7", "31"], axis="件", **SAID),
    "against": lambda: charts.against(["甲", "乙"], [7, 31], [5, 0], ["7", "31"], axis="件", when=("本期", "上期"), **SAID),
    "groups": lambda: charts.groups(["老", "少"], ("女", "男"), [[1, 2], [3, NAN]], None, None, axis="件", **SAID),
    "multiples": multiples,
    "distribution": distribution,
    "rates": lambda: charts.rates(["甲", "乙"], [7, 31], [5, 20], [9, 40], ["7", "31"], axis="率", mean=12.0, **SAID),
    "funnel": funnel,
    "places": lambda: charts.places(["甲", "乙"], [0, 3], [0, 2], [0.5, NAN], [10, NAN], legend="风险", **SAID),
    "weeks": lambda: charts.weeks(["甲"], WEEKS, [[9, 8, NAN, 7, NAN, 0]], [True] * 3 + [False] * 3, least=5,
                                  when=("本期", "上期", "1–4件"), **SAID),
    "band": band,
    "heat": lambda: charts.heat(np.arange(168.0).reshape(7, 24), list("一二三四五六日"), legend="件", axis="时", **SAID),
    "timeline": timeline,
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_a_chart_is_drawn_twice_the_same(name: str) -> None:
    made, again = ALL[name](), ALL[name]()
    assert (made.wide, made.narrow) == (again.wide, again.narrow)
    for svg, most in ((made.wide, 960), (made.narrow, 390)):
        assert svg.startswith("<svg")
        assert 'role="img"' in svg
        assert 'aria-label="一张图"' in svg
        assert not re.search(r"NaN|undefined|null|Infinity", svg)
        assert not re.search(r"""href=["'](?!#)""", svg)
        assert float(re.search(r'width="([\d.]+)"', svg)[1]) <= most
    # Ids of two drawings on one page do not meet.
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (made.wide, made.narrow)]
    assert not ids[0] & ids[1]


def test_words_are_text_and_not_markup() -> None:
    made = charts.bars(["<b>甲</b>"], [7], ["7&8"], axis="件", **SAID)
    assert "&lt;b&gt;甲&lt;/b&gt;" in made.wide
    assert "7&amp;8" in made.wide


def test_a_picture_has_twice_the_points() -> None:
    made = ALL["bars"]()
    width = float(re.search(r'width="([\d.]+)"', made.wide)[1])
    content = made.png()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", content[16:20])[0] == pytest.approx(2 * width, abs=2)


def test_weeks_that_are_hidden_are_all_alike() -> None:
    heights = re.findall(r'fill="#d9dde3"[^>]*d="[^"]*"|d="([^"]*)"[^>]*fill="#d9dde3"', ALL["weeks"]().wide)
    bars = {re.sub(r"^M[\d.]+", "", d) for d in heights if d and d.count("v") == 2}
    assert len(bars) <= 1


def test_alarms_and_outliers_are_marked() -> None:
    assert band().wide.count("#a61b1b") >= 1
    assert ">甲</text>" in funnel().wide
    assert ">新出现</text>" in timeline().wide


def test_of_many_dots_those_outside_the_limits_are_named() -> None:
    names = [f"第{i}所" for i in range(40)]
    made = charts.funnel(
        names, [500.0] * 40, np.linspace(60, 140, 40), [i == 7 for i in range(40)], curve=[100, 1000],
        limits={"95%": ([50.0, 80.0], [150.0, 120.0])}, mean=100.0, axis_size="居民", axis="率", **SAID,
    )  # fmt: skip
    assert [name for name in names if f">{name}</text>" in made.wide] == ["第7所"]


Box = tuple[float, float, float, float]


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] - 1e-6 and b[0] < a[2] - 1e-6 and a[1] < b[3] - 1e-6 and b[1] < a[3] - 1e-6


def gap(box: Box, dot: tuple[float, float]) -> float:
    x, y = np.clip(dot, box[:2], box[2:])
    return float(np.hypot(x - dot[0], y - dot[1]))


def runs_through(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    along = np.linspace(0, 1, 400)[:, None]
    x, y = (np.array(start) * (1 - along) + np.array(end) * along).T
    return bool(((x > box[0] + 0.1) & (x < box[2] - 0.1) & (y > box[1] + 0.1) & (y < box[3] - 0.1)).any())


def check_placed(dots: list[tuple[float, float]], made: tuple[Named, ...], room: tuple[float, float]) -> None:
    """Names lie in the room, lines lead to their nearest edge, and where there is none the dot is the nearest."""
    for one in made:
        box, dot = one.box, dots[one.at]
        assert min(box[:2]) >= 0
        assert box[2] <= room[0] + 1e-6
        assert box[3] <= room[1] + 1e-6
        if one.lead:
            assert np.hypot(one.lead[0] - dot[0], one.lead[1] - dot[1]) == pytest.approx(gap(box, dot))
            assert not runs_through(dot, one.lead, box)
        else:
            assert gap(box, dot) < min((gap(box, other) for i, other in enumerate(dots) if i != one.at), default=99)
            assert gap(box, dot) < 15


def test_no_name_lies_on_another_or_on_a_dot() -> None:
    random = np.random.default_rng(4)
    for _ in range(20):
        dots = [(float(x), float(y)) for x, y in random.uniform((100, 40), (700, 320), (9, 2))]
        made = named(dots, ["大学城派出所"] * 9, [True] * 4 + [False] * 5, 12.0, (840, 360), [(0, 181, 840, 181)])
        assert {0, 1, 2, 3} <= {one.at for one in made}
        check_placed(dots, made, (840, 360))
        boxes = [one.box for one in made] + [(x - 3, y - 3, x + 3, y + 3) for x, y in dots]
        for i, a in enumerate(boxes[: len(made)]):
            assert not any(meet(a, b) for j, b in enumerate(boxes) if j != i)
            assert a[3] <= 181 or a[1] >= 181


def test_lines_lead_to_clustered_dots_through_no_name() -> None:
    random, room = np.random.default_rng(0), (840.0, 360.0)
    led = through_dots = 0
    for _ in range(25):
        dots = [(float(x), float(y)) for x, y in random.normal((420, 180), (35, 20), (8, 2))]
        made = named(dots, ["大学城派出所"] * 8, [True] * 8, 12.0, room)
        assert len(made) == 8
        check_placed(dots, made, room)
        for i, one in enumerate(made):
            assert not any(meet(one.box, other.box) for other in made[:i])
            if one.lead:
                led += 1
                assert not any(runs_through(dots[one.at], one.lead, other.box) for other in made)
                # A line cannot but begin on a dot that covers its own.
                apart = [d for d in dots if np.hypot(d[0] - dots[one.at][0], d[1] - dots[one.at][1]) > 14]
                through_dots += any(
                    runs_through(dots[one.at], one.lead, (x - 4, y - 4, x + 4, y + 4)) for x, y in apart
                )
    assert led > 20
    assert through_dots <= led * 0.05


def test_a_name_near_another_dot_is_led_or_left_out() -> None:
    dots = [(400.0, 180.0), (409.0, 180.0), (418.0, 180.0), (409.0, 171.0), (409.0, 189.0)]
    names = ["", "城西派出所", "", "", ""]
    (only,) = named(dots, names, [False, True, False, False, False], 12.0, (840, 360))
    assert only.at == 1
    assert only.lead
    assert named(dots, names, [False] * 5, 12.0, (840, 360)) == ()


LONG = "高新技术产业开发区公安分局东环路派出所驻大学城警务室"


def test_a_name_wider_than_the_drawing_is_broken() -> None:
    (one,) = named([(125.0, 140.0)], [LONG], [True], 10.0, (250, 280))
    assert one.text.count("\n") == 1
    assert one.text.replace("\n", "") == LONG
    check_placed([(125.0, 140.0)], (one,), (250, 280))
    (one,) = named([(400.0, 100.0)], [LONG * 4], [True], 10.0, (250, 280))
    assert one.text.replace("\n", "") == LONG * 4
    assert one.box[2] <= 250
    made = charts.funnel(
        [LONG, "甲"], [100, 900], [200.0, 100.0], [True, False], curve=[100, 1000], limits={"95%": ([50.0, 80.0], [150.0, 120.0])},
        mean=100.0, axis_size="居民", axis="率", **SAID,
    )  # fmt: skip
    for svg in (made.wide, made.narrow):
        assert LONG in re.sub(r"<[^>]*>", "", svg)


@settings(max_examples=60, deadline=None)
@given(
    dots=st.lists(st.tuples(st.floats(0, 260), st.floats(0, 280)), min_size=1, max_size=7),
    names=st.lists(st.text("甲乙丙派出所 ·aB1", min_size=1, max_size=40), min_size=7, max_size=7),
    first=st.lists(st.booleans(), min_size=7, max_size=7),
    wide=st.booleans(),
)
def test_every_dot_that_must_be_named_is(
    dots: list[tuple[float, float]], names: list[str], first: list[bool], *, wide: bool
) -> None:
    n, room, size = len(dots), (840.0, 360.0) if wide else (260.0, 280.0), 12.0 if wide else 10.0
    if wide:
        dots = [(x * 840 / 260, y * 360 / 280) for x, y in dots]
    made = named(dots, names[:n], first[:n], size, room)
    assert {i for i in range(n) if first[i] and names[i].strip()} <= {one.at for one in made}
    assert len({one.at for one in made}) == len(made)
    check_placed(dots, made, room)
    for i, one in enumerate(made):
        assert re.sub(r"[\n ·]", "", one.text) == re.sub(r"[ ·]", "", names[one.at])
        assert not any(meet(one.box, other.box) for other in made[:i])


def test_names_of_scripts_are_whole() -> None:
    name = "S0004 “头一单垫付当场返了本钱和八元佣金” · paid fake orders · advance payment for tasks"
    made = charts.timeline(
        [name], WEEKS, [[5, 6, 7, 5, 6, 7]], [""], born="新出现", grown="增多", faded="消退", short=["S0004"], **SAID
    )
    lines = re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", made.wide)
    assert "S0004 “头一单垫付当场返了本钱和八元佣金”" in lines
    assert "advance payment for tasks" in " ".join(lines)
    assert "…" not in made.wide


def test_no_scripts_are_drawn_as_nothing() -> None:
    made = charts.timeline([], [], np.zeros((0, 0)), [], born="新出现", grown="增多", faded="消退", **SAID)
    assert made.wide.startswith("<svg")
    assert "新出现" not in made.wide


def test_labels_are_wrapped_at_borders() -> None:
    assert wrapped("S1 “先交保证金” · shop verification", 20).split("\n") == ["S1 “先交保证金”", "shop verification"]
    assert wrapped("甲·乙·丙", 20) == "甲·乙·丙"
    assert wrapped("membership to be cancelled", 12).split("\n") == ["membership", "to be", "cancelled"]
    assert wrapped("长" * 15, 10).split("\n") == ["长" * 5] * 3


def test_long_labels_are_broken_near_the_middle() -> None:
    assert broken("Impersonating a boss, relative or friend").split("\n") == [
        "Impersonating a boss,",
        "relative or friend",
    ]
    assert broken("“贵重快递”·百万保障·共享屏幕").split("\n")[1]
    assert broken("短") == "短"
    assert columns_of("甲a") == 3

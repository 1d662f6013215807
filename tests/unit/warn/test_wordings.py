"""What citizens are told: whole sentences for every group and place, and no count that could point at somebody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product

import pytest

from fanzha import taxonomy
from fanzha.facts.occupation_groups import GROUPS
from fanzha.warn import load_warnings
from fanzha.warn.wordings import EVERYONE, PEOPLE, audience, notice, place, sms

TYPES, SETTINGS = taxonomy.load(), load_warnings()
SEXES = ("", "female", "male")
BANDS = ("", "0-17岁", "18-29岁", "60岁以上")
PLACES: tuple[dict[str, str], ...] = (
    {}, {"area": "城东派出所"}, {"street": "甲街道"}, {"area": "城东派出所", "street": "甲街道"},
)  # fmt: skip
KINDS = (("outbreak", False), ("riser", False), ("loss", False), ("group", False), ("group", True))
TIP = "先核实，不转账。"
TAIL = f"{TIP}如已转账，请立即拨打110；有疑问，请拨打反诈专线96110。"


@dataclass(frozen=True)
class Found:
    kind: str
    where: dict[str, str] = field(default_factory=dict)
    n: int = 20
    against_types: bool = False
    type: str = "loan"
    start: date = date(2026, 1, 5)
    end: date = date(2026, 3, 31)
    sentence: str = ""

    @property
    def type_title(self) -> str:
        return TYPES.name(self.type)

    def case_ids(self, frame: object) -> tuple[str, ...]:
        raise AssertionError("no case is told to citizens")


def _groups() -> Iterator[dict[str, str]]:
    for sex, band, job in product(SEXES, BANDS, ("", *GROUPS)):
        yield {k: v for k, v in (("sex", sex), ("band", band), ("occupation", job)) if v}


def _all(n: int) -> Iterator[Found]:
    """Every group in every place, and every place as a whole, of every kind."""
    for (kind, types), somewhere, people in product(KINDS, PLACES, _groups()):
        if not people or kind == "group":
            yield Found(kind, somewhere | people, n, types)


def _opening(one: Found) -> str:
    text = notice(one, SETTINGS, TIP)
    assert text.endswith(TAIL)
    return text.removesuffix(TAIL)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({}, EVERYONE),
        ({"street": "甲街道"}, EVERYONE),
        ({"band": "18-29岁"}, "18-29岁居民"),
        ({"band": "18-29岁", "sex": "female"}, "18-29岁女性居民"),
        ({"sex": "male"}, "男性居民"),
        ({"occupation": "学生"}, "学生"),
        ({"occupation": "学生", "sex": "female", "band": "18-29岁"}, "18-29岁女学生"),
        ({"occupation": "医护"}, "医护人员"),
        ({"occupation": "财会", "sex": "female"}, "女性财会人员"),
        ({"occupation": "公务员及事业单位"}, "公务员和事业单位人员"),
        ({"occupation": "个体工商户", "band": "40-49岁"}, "40-49岁个体经营者"),
        ({"occupation": "退休", "band": "60岁以上", "sex": "male"}, "60岁以上男性退休人员"),
        ({"occupation": "无业", "sex": "male"}, "无业男性居民"),
        ({"occupation": "家庭主妇", "sex": "female"}, "家庭主妇"),
        ({"occupation": "家庭主妇", "sex": "male"}, "操持家务的男性居民"),
        ({"occupation": "其他"}, "其他职业的居民"),
    ],
)
def test_a_group_is_called_by_its_name(where: dict[str, str], told: str) -> None:
    assert audience(where) == told


def test_every_group_is_called_people() -> None:
    names = [audience(one) for one in _groups()]
    for one, name in zip(_groups(), names, strict=True):
        assert name.endswith(("居民", "人员", "者", "学生", "职员", "工人", "农民", "教师", "骑手", "主妇")), name
        assert not re.search(r"男.*(?:女|妇)|女.*男|性$|\{|\}|的的|居民居民|人员居民", name), name
        assert name.startswith(one.get("band", ""))
    # Only a housewife is a woman without its being said.
    assert len(set(names)) == len(names) - len(BANDS)


def test_no_exact_count_is_told() -> None:
    for n in (*range(1, 131), 999, 1000):
        for kind, types in KINDS:
            for where in ({}, {"street": "甲街道"}, {"band": "18-29岁"}):
                if kind == "group" or "band" not in where:
                    text = re.sub(r"^1月5日|18-29岁", "", _opening(Found(kind, where, n, types)))
                    numbers = [int(one) for one in re.findall(r"\d+", text)]
                    assert numbers == ([n // 10 * 10] if n >= 10 else []), text


@pytest.mark.parametrize(("n", "told"), [(10, "10起以上"), (20, "20起以上"), (29, "20起以上"), (250, "250起以上")])
def test_a_count_is_true_of_all_that_it_stands_for(n: int, told: str) -> None:
    assert told in _opening(Found("outbreak", {"street": "甲街道"}, n))


def test_below_ten_nothing_tells_how_few() -> None:
    for one in _all(9):
        few = _opening(one)
        assert few == _opening(Found(one.kind, one.where, 1, one.against_types))
        assert not re.search(r"[多数几余各]起|[一二两三四五六七八九十\d][起名例件]|多名|数名|以上。", few), few


@pytest.mark.parametrize("n", [5, 20])
def test_every_opening_is_one_whole_sentence(n: int) -> None:
    for one in _all(n):
        text = _opening(one)
        assert re.fullmatch(r"(?:近日|1月5日以来)，[^。，]+(?:，[^。，]+){0,2}。", text), text
        assert not re.search(
            r"[{}]|诈骗诈骗|岁遭|性遭|辖区辖区|派出所(?!辖区)|全区|全体|居民居民|有有|的诈骗诈骗", text
        ), text
        if one.kind == "group" and any(key in one.where for key in PEOPLE):
            assert f"{audience(one.where)}遭遇虚假贷款诈骗" in text
        assert ("甲街道" in text) == ("street" in one.where)


def test_every_type_has_a_name_that_goes_on() -> None:
    told = {code: _opening(Found("riser", type=code)) for code in TYPES.codes if code != "benign"}
    assert "我区网黑案件增多" in told["hacking"]
    assert "我区其他类型诈骗增多" in told["other"]
    assert "我区虚假贷款诈骗增多" in told["loan"]
    assert all(re.search(r"(?:诈骗|案件)增多", text) for text in told.values())


def test_the_year_is_told_where_it_is_another() -> None:
    assert _opening(Found("riser", start=date(2025, 12, 5))).startswith("2025年12月5日以来")


def test_messages_of_every_group_fit_and_address_people() -> None:
    for code, people in product(SETTINGS.hooks, _groups()):
        text = sms(Found("group", people, type=code), SETTINGS)
        assert len(text) <= SETTINGS.sms_chars
        assert re.match(r"【反诈提醒】[^：，。]{2,12}请注意：", text), text
        assert text.endswith("咨询96110，报警110。")
        assert not re.search(r"女性|男性|\d岁", text)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"occupation": "财会"}, "财会人员请注意："),
        ({"occupation": "司机骑手"}, "司机、骑手朋友请注意："),
        ({"occupation": "无业"}, "居民朋友请注意："),
        ({"band": "0-17岁"}, "各位家长请注意："),
        ({"band": "0-17岁", "occupation": "学生"}, "各位家长请注意："),
        ({"band": "18-29岁"}, "居民朋友请注意："),
        ({"area": "城东派出所"}, "居民朋友请注意："),
        ({"street": "甲街道"}, "甲街道居民请注意："),
    ],
)
def test_addresses(where: dict[str, str], told: str) -> None:
    assert sms(Found("group", where), SETTINGS).startswith(f"【反诈提醒】{told}")


def test_a_message_without_room_keeps_its_sentence_and_whom_to_call() -> None:
    full = {"hooks": dict.fromkeys(SETTINGS.hooks, "请" * 40), "sign": "某" * 12, "sms_chars": 60}
    text = sms(Found("group", {"street": "甲街道"}), SETTINGS.model_copy(update=full))
    assert text == f"【{'某' * 12}】{'请' * 40}报警110。"


def test_the_place_of_tables() -> None:
    assert [place(one) for one in PLACES] == ["全区", "城东派出所", "甲街道", "城东派出所甲街道"]

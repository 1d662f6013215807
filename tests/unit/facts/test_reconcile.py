from datetime import date, datetime
from decimal import Decimal

import pytest

from fanzha.facts import Facts
from fanzha.facts.reconcile import reconcile


def test_columns_win_and_gaps_are_filled() -> None:
    told = Facts(victim_age=35, victim_sex="female", loss_yuan=Decimal(20000))
    values, conflicts = reconcile(
        {"victim_age": None, "victim_sex": "male", "loss_yuan": "不详", "case_id": "甲1"}, told
    )
    assert values["victim_age"] == 35
    assert values["victim_sex"] == "male"
    assert values["loss_yuan"] == 20000
    assert values["case_id"] == "甲1"
    assert values["banks"] == ()
    assert conflicts == ("victim_sex",)


@pytest.mark.parametrize(
    ("name", "column", "told", "same"),
    [
        ("loss_yuan", 10050, Decimal(10000), True),
        ("loss_yuan", Decimal("10200"), Decimal(10000), False),
        ("loss_yuan", 0, Decimal(0), True),
        ("victim_age", 36, 35, True),
        ("victim_age", 37, 35, False),
        ("victim_sex", "male", "female", False),
        ("occurred_on", date(2026, 3, 5), date(2026, 3, 5), True),
        ("occurred_on", datetime(2026, 3, 5, 9), date(2026, 3, 5), True),
        ("occurred_on", date(2026, 3, 6), date(2026, 3, 5), False),
        ("occurred_at", datetime(2026, 3, 5, 9, 1, 30), datetime(2026, 3, 5, 9, 1), True),
        ("occupation", "小学教师", "教师", True),
        ("occupation", "会计", "教师", False),
        ("platform", "抖音短视频", "抖音", True),
        ("banks", "工行", ("工商银行", "农业银行"), True),
        ("banks", ("招行",), ("工商银行",), False),
        ("contact_channel", "微信", "电话", False),
    ],
)
def test_what_counts_as_the_same(name: str, column: object, told: object, same: bool) -> None:
    values, conflicts = reconcile({name: column}, Facts(**{name: told}))  # type: ignore[arg-type]
    assert values[name] == column
    assert conflicts == (() if same else (name,))

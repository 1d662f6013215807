"""What is no report goes to a person, or is called honest; it never gets a confident fraud type."""

from pathlib import Path

import pytest

from fanzha import bundle
from fanzha.decide import REASONS

ELSEWHERE = {
    "english": [
        "Congratulations! You have won a free cruise for two. Click below to claim your prize before midnight.",
        "Earn five hundred dollars a day working from home, no experience needed, text YES to this number.",
        "Hello dear, I am a lonely engineer on an oil rig and would like to know you better.",
    ],
    "nothing": ["", "   ", "。。。。", "😀😀😀", "\u200b\u200b", "12"],
    "poetry": ["窗前疏影动，月下一灯寒。旧约随流水，新愁上远山。", "孤舟泊晚渡，秋色满江干。雁字横空去，谁人共倚栏。"],
    "keys": ["asdfgh qwerty zxcvbn", "hjkhkjhkjh", "def main():\n    for i in range(10):\n        print(i)"],
    "history": ["洪武年间朝廷在此设卫所屯田戍边，后废卫置县，隶属府治，城垣周四里，门四座，今仅存北门遗址。"],
}
DRY = [
    "甲乙双方本着平等自愿的原则，就厂房租赁事宜达成如下约定：租期三年，租金按季支付，押金为两个月租金。",
    "保密义务：接收方不得将披露方提供的图纸、样品向任何第三方披露，保密期限为合同终止后三年。",
    "取适量面粉加温水和成面团，醒发四十分钟后擀成薄片，刷油撒葱花，小火烙至两面金黄。",
    "受冷空气影响，明天夜间到后天白天全区阴有小雨，北风三到四级，气温下降六到八度。",
]


@pytest.fixture(scope="module")
def model(default_bundle: Path) -> bundle.Bundle:
    return bundle.load(default_bundle)


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_what_is_no_report_goes_to_review(model: bundle.Bundle, kind: str) -> None:
    _, decisions = model.predict(ELSEWHERE[kind])
    assert decisions.needs_review.all(), [REASONS[r] for r in decisions.reason]


def test_dry_documents_are_reviewed_or_honest(model: bundle.Bundle) -> None:
    _, decisions = model.predict(DRY)
    honest = decisions.best == model.classes.index("benign")
    assert (honest | decisions.needs_review).all()

"""Texts that speak to everybody tell of no loss and of no payment."""

from __future__ import annotations

import pytest

from fanzha.facts import extract
from fanzha.facts.notice import notice
from fanzha.facts.reading import readable


@pytest.mark.parametrize(
    "text",
    [
        "警方提示：网上贷款如要求缴纳2000元保证金的均为诈骗，请及时报警。",
        "反诈提醒：凡是先让您垫付300元、500元，再让您做大额任务的，都是诈骗。",
        "【银行温馨提示】我行不会要求您将资金转入所谓安全账户，如接到要求转账5万元验资的电话，请立即挂断。",
        "各位居民，近日有人冒充燃气公司上门，以更换阀门为名收取380元，请勿付款。社区居委会",
        "理发店价目表：剪发35元，染发198元起，烫发268元起，充值500元送80元。",
        "停车场收费标准：首小时5元，之后每小时3元，月卡300元，可用微信、支付宝支付。",
        "防骗小知识：骗子会称您中奖98000元，需先缴纳手续费1980元，一律不要相信。",
    ],
)
def test_nobody_lost_anything(text: str) -> None:
    found = extract(text)
    assert (found.loss_yuan, found.paid_yuan, found.payment, found.outcome) == (None, None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "警方提示：昨日，市民王某接到自称客服的电话，向对方转账5000元后被拉黑。请大家提高警惕。",
        "反诈中心提醒后，我还是给对方转了5000元。",
        "社区通知：我楼李女士（65岁）被骗5000元，请大家注意。",
        "接民警提醒，其向对方转账5000元后报案。",
    ],
)
def test_a_case_in_a_notice_is_a_case(text: str) -> None:
    assert not notice(readable(text))
    assert extract(text).loss_yuan == 5000

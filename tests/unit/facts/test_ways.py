"""Ways of contact and of paying as offices write them come to one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.facts.ways import channel_group, payment_group


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("来电", "电话"), ("陌生来电", "电话"), ("境外電話", "电话"), ("网络电话", "电话"), ("手机短信", "短信"), ("短信链接", "短信"), ("SMS", "短信"),
        ("抖音私信", "抖音"), ("微信好友", "微信"), ("微信公众号", "微信"), ("企业微信", "微信"), ("QQ群", "QQ"), ("ＱＱ", "QQ"), ("快递包裹", "快递"),
        ("网页弹窗广告", "网页"), ("互联网", "网页"), ("当面", "线下"), ("朋友介绍", "线下"), ("闲鱼平台", "闲鱼"), ("腾讯会议", "会议软件"), ("王者游戏", "游戏内"),
        ("微信视频通话", "微信"), ("微信、电话", "微信"), ("先微信后QQ", "微信"), ("某新App", "某新App"), (" 漂流瓶 ", "漂流瓶"),
    ],
)  # fmt: skip
def test_channels(words: str, group: str) -> None:
    assert channel_group(words) == group


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("银行卡转账", "银行转账"), ("工资卡", "银行转账"), ("手机银行", "银行转账"), ("柜台汇款", "银行转账"), ("銀行轉帳", "银行转账"), ("网银转账", "网银"),
        ("微信支付", "微信"), ("微信红包", "微信"), ("微信扫码", "微信"), ("支付宝转账", "支付宝"), ("花呗", "支付宝"), ("扫码支付", "扫码"), ("收款码", "扫码"),
        ("USDT", "虚拟货币"), ("虚拟币", "虚拟货币"), ("数字人民币", "数字人民币"), ("取现后面交", "现金"), ("信用卡刷卡", "刷卡"), ("银行卡被盗刷", "盗刷"),
        ("京东E卡", "礼品卡"), ("以物易物", "以物易物"), ("现金、微信", "现金"), ("会员卡", "会员卡"), ("POS机", "刷卡"),
    ],
)  # fmt: skip
def test_ways_of_paying(words: str, group: str) -> None:
    assert payment_group(words) == group


@pytest.mark.parametrize("words", ["", " ", "无", "不详", "-", "　"])
def test_nothing_is_nothing(words: str) -> None:
    assert channel_group(words) is None
    assert payment_group(words) is None


@given(st.text(max_size=20))
def test_a_spelling_is_its_own(words: str) -> None:
    for group in (channel_group, payment_group):
        found = group(words)
        assert found is None or group(found) == found

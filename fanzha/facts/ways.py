"""Ways of contact and of paying in one spelling each, as tables count them: columns write 微信转账, 来电, 手机短信."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fanzha.facts.channel import APPS
from fanzha.facts.reading import readable
from fanzha.facts.values import is_empty

# In the order in which they are tried; what is narrower goes first (微信红包 is 微信, 网络电话 is 电话).
_CHANNELS: Final[tuple[tuple[str, str], ...]] = (
    ("FaceTime", r"face ?time|视频来电"),
    ("短信", r"短信|简讯|短讯|彩信|sms|i-?message"),
    ("邮件", r"邮件|邮箱|电邮|e-?mail"),
    ("会议软件", r"会议"),
    ("微信", r"微信(?:视频|语音)?(?:电话|通话)"),
    ("QQ", r"qq(?:视频|语音)?(?:电话|通话)"),
    ("电话", r"电话|通话|来电|致电|座机|固话|热线|^手机$|手机号"),
    ("快递", r"快递|包裹|邮寄|信件|信封"),
    *((name, pattern) for name, pattern in APPS.items() if name not in ("FaceTime", "支付宝")),
    ("支付宝", r"支付宝|alipay"),
    ("QQ", r"qq|扣扣"),
    ("微信", r"微信|wechat|朋友圈|公众号|小程序|企微|v信"),
    ("游戏内", r"游戏"),
    ("直播间", r"直播"),
    ("线下", r"线下|当面|面对面|面谈|熟人|介绍|上门|传单|小广告|门店|现场|地推"),
    ("广播", r"广播|收音机|电台"),
    ("二维码", r"二维码|扫码"),
    ("网页", r"网页|网站|网址|浏览器|搜索|官网|论坛|弹窗|广告|链接|^(?:互联网|网络|网上|上网|线上)$"),
)
_PAYMENTS: Final[tuple[tuple[str, str], ...]] = (
    ("数字人民币", r"数字人民币|数币|e-?cny"),
    ("虚拟货币", r"虚拟币|虚拟货币|数字货币|加密|usdt|泰达|比特币|btc|以太|(?<![a-z])u币|^u$"),
    ("黄金", r"黄金|金条|金饰|首饰"),
    ("礼品卡", r"礼品卡|购物卡|e卡|加油卡|油卡|储值卡|卡密|苹果卡|steam"),
    ("充值卡", r"话费|充值卡|点卡|q币"),
    ("盗刷", r"盗刷|盗转|盗用"),
    ("云闪付", r"云闪付"),
    ("微信", r"微信|wechat|财付通|零钱"),
    ("支付宝", r"支付宝|花呗|alipay"),
    ("QQ钱包", r"qq"),
    ("扫码", r"扫码|二维码|收款码|付款码|聚合码|收钱码"),
    ("刷卡", r"(?<![a-z])pos(?![a-z])|刷卡|信用卡"),
    ("ATM", r"atm|取款机|柜员机|存款机"),
    ("现金", r"现金|现钞|取现|面交|当面"),
    ("网银", r"网银|网上银行|网络银行|电子银行|u盾|快捷支付"),
    (
        "银行转账",
        r"银行|转账|汇款|转帐|(?:工资|储蓄|借记|一卡通|本人|名下)卡|^卡$|柜台|柜面|对公|跨行|账户|网转|转数快|fps",
    ),
    ("红包", r"红包"),
    ("充值", r"充值"),
)


def _compiled(rules: Sequence[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in rules)


# A cell may hold several: the first that is known counts.
_PARTS: Final = re.compile("[、，,;；/和后]")
_OF_CHANNEL, _OF_PAYMENT = _compiled(_CHANNELS), _compiled(_PAYMENTS)


def channel_group(words: str) -> str | None:
    """Return a way of contact in one spelling.

    Parameters
    ----------
    words : str
        As a column or a narrative gives it: 来电, 抖音私信, 手機短信.

    Returns
    -------
    str or None
        As `Facts.contact_channel` has it; the words themselves where they fit nothing, None where there are none.
    """
    return _group(words, _OF_CHANNEL)


def payment_group(words: str) -> str | None:
    """Return a way of paying in one spelling.

    Parameters
    ----------
    words : str
        As a column or a narrative gives it: 银行卡转账, 微信零钱, 工資卡.

    Returns
    -------
    str or None
        As `Facts.payment` has it; the words themselves where they fit nothing, None where there are none.
    """
    return _group(words, _OF_PAYMENT)


def _group(words: str, rules: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    own = words.strip()
    if not own or is_empty(own):
        return None
    for part in _PARTS.split(readable(own)):
        for name, pattern in rules:
            if pattern.search(part):
                return name
    return own

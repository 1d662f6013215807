"""How the fraudster first reached the victim, how the money left, and over which platform."""

from __future__ import annotations

import re

_CHANNELS = {
    "FaceTime": r"facetime|费斯太|视频来电弹窗",
    "电话": r"(?:接到|接了|接听|来了个|一个|一通|陌生|自称.{0,10})(?:.{0,14}?)(?:电话|来电|致电|语音电话)|打来电话|打电话(?:来|给我|给其|说|称|叫)|来电|电话里|电话称|接电话|电话联系|致电|(?:座机|手机)响|(?:00|\+)[0-9*]{2,6}打|境外号码|通话",
    "短信": r"短信|彩信|简讯|手机讯息|SMS|iMessage",
    "微信": r"微信(?!支付|转账|扫|零钱|收款|付款|红包|钱包|已|号被)|加v|加V|朋友圈|公众号|小程序|wechat",
    "QQ": r"qq|扣扣|企鹅号",
    "抖音": r"抖音|douyin|抖 ?音",
    "快手": r"快手",
    "小红书": r"小红书|红书",
    "微博": r"微博",
    "陌陌": r"陌陌",
    "探探": r"探探",
    "Soul": r"soul(?!mate)",
    "闲鱼": r"闲鱼|咸鱼|闲魚",
    "淘宝": r"淘宝(?!客服|退款|购买|买)",
    "拼多多": r"拼多多(?!客服|购买|买)",
    "京东": r"京东(?!客服|白条|金条|金融|购买|买|e卡|E卡)",
    "支付宝": r"支付宝(?:好友|聊天|消息|生活号|上认识)",
    "钉钉": r"钉钉",
    "Telegram": r"telegram|电报|纸飞机|飞机(?:群|软件|app)|tg",
    "WhatsApp": r"whatsapp|whats app|wts",
    "LINE": r"\bline\b|line群|line上|賴",
    "Facebook": r"facebook|脸书|面书|\bfb\b",
    "Instagram": r"instagram|\big\b",
    "邮件": r"邮件|邮箱|电邮|email|e-mail",
    "游戏内": r"游戏(?:内|里|中|世界|公屏|大厅|聊天|喊话)|打游戏时|玩游戏时|局内|公屏|世界频道",
    "直播间": r"直播间|看直播|直播里",
    "视频号": r"视频号",
    "贴吧": r"贴吧",
    "快递": r"(?:收到|寄来|陌生|不明|一个|没写名字的)(?:.{0,8}?)(?:快递|包裹|邮包)(?:.{0,14}?)(?:卡|码|单)|包裹里|快递盒里|刮刮卡",
    "线下": r"上门|集市|广场|门口|店里|当面|邻居(?:介绍|带)|介绍人|媒人|地推|讲座|培训会|摆摊|小区里|街上|路边|传单|线下",
    "网页": r"网页|网站|浏览器|弹窗|网上(?:搜|看|找|查|发现|填)|搜索|百度|广告|论坛|链接弹|招聘网|58同城|求职网|网络平台",
}
_CHANNEL = re.compile("|".join(f"(?P<c{i}>{p})" for i, p in enumerate(_CHANNELS.values())), re.IGNORECASE)
_CHANNEL_NAMES = list(_CHANNELS)
# Not how contact began: the call to the police, what happened later, what the victim did.
_NOT_CONTACT = re.compile(
    r"(?:拨打|拨|打110|报警|回拨|再打|后打|打不通|无法接通|不接|留下|登记|绑定|查|核实|联系银行|把|将|其|我的|本人|发现)[^，。；,;]{0,6}$"
)
_LATER = re.compile(
    r"(?:后来|随后|又|再|然后|接着|后|引导|要求|让[其我她他]|叫[其我她他]|教|下载|添加|加了?|转到|拉[入进]|并加?|通过)[^，。；,;]{0,6}$"
)

_PAYMENTS = {
    "黄金": r"黄金|金条|金饰|金首饰|足金|买金子|克金|金砖|金手镯|金项链",
    "数字人民币": r"数字人民币|数字货币钱包|数币|e-?cny",
    "虚拟货币": r"虚拟币|虚拟货币|usdt|泰达币|u币|比特币|以太坊|加密货币|数字货币(?!钱包)|买u|充u|币圈|btc|\bu\b",
    "礼品卡": r"礼品卡|购物卡|e卡|苹果卡|steam卡|礼品码|提货卡|点数卡|超商点数|加油卡",
    "充值卡": r"充值卡|点卡|话费充值|充话费|q币|手机卡密|卡密|话费",
    "POS机": r"pos机|pos 机|刷pos",
    "ATM": r"\batm\b|自动取款机|柜员机|提款机|取款机",
    "云闪付": r"云闪付",
    "刷卡": r"刷卡|刷信用卡|信用卡(?:刷|支付|消费|被刷|付)|盗刷",
    "现金": r"现金|现钞|现钱|取出.{0,10}交给|钞票|上门取款|上门取钱|cash",
    "红包": r"红包",
    "微信": r"微信(?:转账|支付|付款|扫码|转|付|零钱|钱包|给|打|红包|收款)|(?:用|通过|以|在|经)微信[^，。；]{0,4}(?:转|付|支)|零钱",
    "支付宝": r"支付宝(?:转账|支付|付款|扫码|转|付|给|打|余额|账户|账号|收款|刷脸)?|花呗",
    "扫码": r"扫码|扫了?(?:.{0,6}?)(?:二维码|收款码|付款码|码)|收款码|付款码|二维码(?:付|转|支)|支付码",
    "网银": r"网银|网上银行",
    "银行转账": r"转账|转帐|汇款|汇了|汇至|汇入|汇到|转入|转至|转到|转给|转过去|转出|转走|转空|打到.{0,10}卡|打款|打入|银行卡|卡内|账户|对公|柜台|手机银行|存入|转了|转去|银行",
}
_PAYMENT = {name: re.compile(p, re.IGNORECASE) for name, p in _PAYMENTS.items()}
_PAY_WORD = re.compile(r"付|转|交|买|充|给|汇|刷|送|寄|缴|扫|打|存|取|划|扣|投|垫|兑|换|盗")
_NO_PAYMENT = re.compile(
    r"(?:未|没有?|拒绝|不|无需|不要|让|要求|叫|需|须|索要|险些|差点|准备|打算|正要)[^，。；,;]{0,8}$"
)

_PLATFORM = re.compile(
    r"(?:[“\"「『《'](?P<q>[A-Za-z0-9\u4e00-\u9fff·\-]{2,16})[”\"」』》'](?:的)?(?:app|软件|平台|网站|应用|客户端|小程序|会议|直播间|商城|网))"
    r"|(?:(?:app|软件|平台|网站|应用|客户端|商城)(?:名为|叫做?|称为|是|：|:)?[“\"「『《'](?P<p>[A-Za-z0-9\u4e00-\u9fff·\-]{2,16})[”\"」』》'])"
    r"|(?:(?:下载|登录|注册|打开|使用|安装)(?:了)?(?:一个|名为|叫)?[“\"「『《'](?P<d>[A-Za-z0-9\u4e00-\u9fff·\-]{2,16})[”\"」』》'])",
    re.IGNORECASE,
)


def contact_channel(text: str) -> tuple[str, int, int] | None:
    """Return the channel of the first contact with its span: the first that is no call to the police and no later step."""
    later: tuple[str, int, int] | None = None
    for match in _CHANNEL.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if _NOT_CONTACT.search(before):
            continue
        name = _CHANNEL_NAMES[int(str(match.lastgroup)[1:])]
        found = (name, match.start(), match.end())
        if _LATER.search(before):
            later = later or found
            continue
        return found
    return later


def payment(text: str) -> tuple[str, int, int] | None:
    """Return how the money left, with its span: the most specific way that the text tells of as done."""
    for name, pattern in _PAYMENT.items():
        for match in pattern.finditer(text):
            before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 10]
            if _NO_PAYMENT.search(before):
                continue
            if name in {"银行转账", "扫码", "刷卡"} or _PAY_WORD.search(before + match.group() + after):
                return name, match.start(), match.end()
    return None


def platform(text: str) -> tuple[str, int, int] | None:
    """Return the app or site that the text names in quotation marks, with its span."""
    match = _PLATFORM.search(text)
    if match is None:
        return None
    group = next(g for g in ("q", "p", "d") if match[g])
    return match[group], match.start(group), match.end(group)

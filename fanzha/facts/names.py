"""Names of banks and of apps and sites, in a narrative and in one spelling."""

from __future__ import annotations

import re
from typing import Final

from fanzha.facts.channel import APPS, OTHER_APPS
from fanzha.facts.family import FAMILY
from fanzha.facts.places import CITIES
from fanzha.facts.reading import readable
from fanzha.text.scan import Scan

# One spelling for each bank; what stands first is tried first.
_BANKS: Final[tuple[tuple[str, str], ...]] = (
    ("工商银行", "(?:中国)?工商银行|工行(?!业)"),
    ("农业银行", "(?:中国)?农业银行|农行"),
    ("建设银行", "(?:中国)?建设银行|建行(?!业)"),
    ("交通银行", "交通银行|交行"),
    ("中国银行", "中国银行|(?<!集)中行(?!业|动|为|政)"),
    (
        "邮储银行",
        "(?:中国)?邮政?储蓄?银行|邮政储蓄|邮储|邮政(?=卡|账户|汇|柜|那张)|邮局(?=[^，。；]{0,6}[提汇取转存柜])",
    ),
    ("招商银行", "招商银行|招行"),
    ("浦发银行", "(?:上海)?浦东发展银行|浦发(?:银行)?"),
    ("民生银行", "(?:中国)?民生银行"),
    ("兴业银行", "兴业银行"),
    ("光大银行", "(?:中国)?光大银行"),
    ("华夏银行", "华夏银行"),
    ("平安银行", "平安银行"),
    ("中信银行", "中信银行"),
    ("广发银行", "广东?发展?银行|广发卡"),
    ("浙商银行", "浙商银行"),
    ("渤海银行", "渤海银行"),
    ("恒丰银行", "恒丰银行"),
    ("农商银行", "农商银?行|农村商业银行"),
    ("农村信用社", "农村信用(?:合作)?社|农信社|信用(?:合作|联)?社"),
    ("微众银行", "微众银行"),
    ("网商银行", "网商银行"),
    ("村镇银行", "村镇银行"),
    ("汇丰银行", "汇丰(?:银行)?"),
    ("恒生银行", "恒生(?:银行)?(?!指数|电子)"),
    ("中银香港", "中银香港|中银(?!监|行|保|国际)"),
    ("渣打银行", "渣打(?:银行)?"),
    ("东亚银行", "东亚银行"),
    ("国泰世华", "国泰世华(?:银行)?"),
    ("中国信托", "中国信托(?:商业银行)?|中信银(?!行)"),
    ("玉山银行", "玉山银行"),
    ("台北富邦", "(?:台北)?富邦银行"),
    ("土地银行", "土地银行"),
    ("台湾银行", "台湾银行"),
    ("第一银行", "第一银行"),
    ("合作金库", "合作金库"),
    ("花旗银行", "花旗(?:银行)?"),
    ("台新银行", "台新银行"),
    ("华南银行", "华南银行"),
    ("永丰银行", "永丰银行"),
    ("彰化银行", "彰化银行"),
    ("兆丰银行", "兆丰银行"),
    ("上海商业储蓄银行", "上海商业储蓄银行"),
    ("大丰银行", "大丰银行"),
)
_BANK = Scan(
    FAMILY,
    *(pattern for _, pattern in _BANKS),
    rf"(?:{CITIES}|江苏|浙江|河北|吉林|四川|贵州|甘肃|青海|广西|海南|江西|湖南|湖北|福建|安徽|陕西|山西|内蒙古|龙江|新疆|齐鲁|徽商|中原|晋商|长安|桂林)(?:市)?(?:银行|农商行)",
)
_ROADS = re.compile("^(?:路|街|大厦|大楼|门口|旁|附近|对面|楼)")

_KINDS = "app|软件|平台|网站|应用|客户端|小程序|会议|直播间|商城|网页|交易所|安装包|网(?!友|名)|钱包|证券"
_NAME = r"[a-z0-9\u4e00-\u9fff·\-]{2,14}"
# A name in quotation marks that words beside it tell to be an app or a site.
_QUOTED = Scan(
    FAMILY,
    rf"“(?P<name>{_NAME})”(?:的|这个)?(?:{_KINDS}|上(?!门|课|级)|里(?!面)|内|充|开户|抢|跟[着单]|投|做单|买卖|炒|注册|账户|提现)"
    rf"|(?:下载|下了?|装了?|装起|安装|登[录入]|注册|打开|使用|点开|进了?|去了|转到|里用|平台|软件|{_KINDS}|往|于|在|填写|接触|往来)(?:了|个|那个|一个|一款|名为|叫做?|所谓的?|名叫|手机上的?){{0,3}}“(?P<after>{_NAME})”"
    rf"|平台(?:】|[:：])[:： ]?(?P<form>[a-z0-9\u4e00-\u9fff]{{2,10}})",
)
_NO_APP = re.compile(
    r"(?:群|中心|账户|户头|专员|客服|班|老师|任务|单|局|队|卡|费|券|课|码|科|处|委|院|所|部|人|妹|哥|姐|总|长|生|官|会员|保障|通知|链接|邮件|短信|文件|清单|广告|招工|福利|理赔|升级|验证|认证|冻结|通道|.exe|.apk|领导|导师|教授|书记|主任|经理|公司|银行|警官|先生)$"
)
_KNOWN: Final[dict[str, str]] = {
    **{name: pattern for name, pattern in APPS.items() if name not in ("支付宝",)},
    "微信": "微信|wechat",
    "QQ": "qq(?!币|钱包)|扣扣",
    "支付宝": "支付宝|alipay",
    "腾讯会议": "腾讯会议",
    "飞书": "飞书(?:会议)?",
    "Zoom": "zoom(?:会议)?",
    "云视讯": "云视讯",
    "银联会议": "银联会议",
    "蝙蝠": "蝙蝠(?!侠)",
    "58同城": "58同城",
    "美团": "美团",
    "饿了么": "饿了么",
    "得物": "得物",
    "1688": "1688",
    "唯品会": "唯品会",
    "微粒贷": "微粒贷",
    "借呗": "借呗",
    "花呗": "花呗",
    "云闪付": "云闪付",
    "顺丰": "顺丰",
    "圆通": "圆通",
    "中通": "中通(?!道)",
    "极兔": "极兔",
    "韵达": "韵达",
    "申通": "申通",
    "原神": "原神",
    "QQ钱包": "qq钱包",
    "地下城与勇士": "地下城与勇士|dnf",
    "英雄联盟": "英雄联盟|(?<![a-z])lol(?![a-z])",
    "迷你世界": "迷你世界",
    "我的世界": "我的世界",
    "币安": "币安",
    "momo": "(?<![a-z])momo(?![a-z])",
    "博客来": "博客来",
    "PChome": "pchome",
    "王者荣耀": "王者荣耀",
    "和平精英": "和平精英",
    "蛋仔派对": "蛋仔派对",
    "三角洲行动": "三角洲行动",
    "逆水寒": "逆水寒",
    "梦幻西游": "梦幻西游",
    "Steam": "steam",
    "YouTube": "youtube",
    "Twitter": "推特|twitter",
    "世纪佳缘": "世纪佳缘",
    "USDT": "(?!x)x",
}
_KNOWN.pop("USDT")
_KNOWN_NAMES = tuple(_KNOWN)
_APP = Scan(FAMILY, *_KNOWN.values(), rf"(?<![a-z0-9])(?:{OTHER_APPS.lower()})(?![a-z0-9])")
# One spelling for each: what users write, folded, to the name that is kept.
_SUFFIX = re.compile(r"(?:app|软件|平台|客户端|短视频|网站|官网|小程序|购物|直播|群|聊天){1,3}$")
_SAME: Final = {
    "wechat": "微信", "weixin": "微信", "企业微信": "微信", "qq群": "QQ", "扣扣": "QQ", "tiktok": "抖音", "douyin": "抖音",
    "kuaishou": "快手", "xhs": "小红书", "weibo": "微博", "新浪微博": "微博", "taobao": "淘宝", "天猫": "天猫", "jd": "京东",
    "京东商城": "京东", "alipay": "支付宝", "xianyu": "闲鱼", "咸鱼": "闲鱼", "fb": "Facebook", "脸书": "Facebook", "面书": "Facebook",
    "ig": "Instagram", "tg": "Telegram", "电报": "Telegram", "纸飞机": "Telegram", "飞机": "Telegram", "推特": "Twitter", "x": "Twitter",
    "58": "58同城", "boss直聘": "BOSS直聘", "boss": "BOSS直聘", "百度贴吧": "贴吧", "油管": "YouTube",
}  # fmt: skip
_PROPER: Final = {
    name.lower(): name for name in (*_KNOWN_NAMES, "Facebook", "Instagram", "Telegram", "WhatsApp", "LINE", "Soul")
}

_SHORT_BANKS: Final = {
    "邮局": "邮储银行",
    "邮政": "邮储银行",
    "农信": "农村信用社",
    **{name: name for name, _ in _BANKS},
}

Named = tuple[str, int, int]


def canonical_platform(name: str) -> str:
    """Return an app or a site in one spelling: 抖音短视频 and 抖音app are 抖音, fb is Facebook.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        The name as given, half-width and without what says only that it is an app, where no other spelling is known.
    """
    plain = readable(name).strip("“” ")
    short = _SUFFIX.sub("", plain) or plain
    for form in (plain, short, short.removesuffix("会议")):
        if form in _SAME:
            return _SAME[form]
        if form in _PROPER:
            return _PROPER[form]
    return short


def canonical_bank(name: str) -> str:
    """Return a bank in one spelling, without its branch: 工行 is 工商银行; as given where no other spelling is known."""
    plain = readable(name).strip()
    if plain in _SHORT_BANKS:
        return _SHORT_BANKS[plain]
    for known, pattern in _BANKS:
        if re.match(pattern, plain):
            return known
    return plain


def banks(text: str) -> list[Named]:
    """Return the banks that a narrative names, each once, in one spelling, with the first place of each.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    found: dict[str, Named] = {}
    for rule, match in _BANK.rules(text):
        if _ROADS.match(text[match.end() : match.end() + 3]) and rule >= len(_BANKS):
            continue
        name = _BANKS[rule][0] if rule < len(_BANKS) else match.group()
        found.setdefault(name, (name, *match.span()))
    return list(found.values())


def platforms(text: str) -> list[Named]:
    """Return the apps and sites that a narrative names, each once, in canonical form, with the first place of each.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    found: dict[str, Named] = {}
    places: list[Named] = []
    for rule, match in _APP.rules(text):
        name = _KNOWN_NAMES[rule] if rule < len(_KNOWN_NAMES) else match.group()
        places.append((name, *match.span()))
    for match in _QUOTED.finditer(text):
        group = str(match.lastgroup)
        if not _NO_APP.search(match[group]) and text[match.end(group) + 1 : match.end(group) + 2] != "群":
            places.append((canonical_platform(match[group]), *match.span(group)))
    for one in sorted(places, key=lambda p: p[1]):
        if one[0] not in found and not any(a <= one[1] and one[2] <= b for _, a, b in found.values()):
            found[one[0]] = one
    return list(found.values())

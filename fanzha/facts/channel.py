"""How the fraudster first reached the victim."""

from __future__ import annotations

import re
from collections import Counter

from fanzha.facts.family import FAMILY
from fanzha.facts.place import Place
from fanzha.text.scan import Scan

_X = "[^，。；！？\n]"
_SPEAK = "(?:说|称|讲|问|通知|告|自称|冒充|声称|要|叫|让|骗|推销|话|就是|是)"
# Calls that come in; calls to the police, by the police and by the victim are no contact.
_CALL = (
    rf"(?:接到|接了|接听|接获|接通|收到|接|来了|遇到|有)(?!{_X}{{0,20}}(?:短信|邮件|快递|包裹|微信|"
    rf"私信|信息|消息|简讯)){_X}{{0,26}}(?:电话|来电|(?<!微信)语音通话)(?!卡|费|号码|联系(?!其|他|她|"
    rf"我)|报警)",
    rf"(?:自称|境外|陌生|一个|个|名为|冒充|假冒|“){_X}{{0,24}}(?:来电|打电话|致电|电话(?:联系|称|通知|"
    rf"告知|说|，|打来))",
    r"(?:来电|致电|电话)(?:自称|说是|中自称|里自称|冒充)|电话(?:里|中|那头|那边)?(?:就)?(?:是俺|是我|"
    r"哭|那个)|(?:座机|手机|电话|固话)(?:就|突然|又|铃)?响(?!个)",
    rf"(?:打|拨)(?:了)?(?:过来|来|进来)(?!{_X}{{0,3}}(?:短信|微信))|(?<!我)(?<!警)(?<!就)(?:打|"
    rf"来)(?:了|个|三个|几个)?电话(?:来|给我|给俺|给其|给他|给她|{_SPEAK}|过来)|"
    r"(?:给|俾|畀)(?:我|俺|其|他|她|俺妈|我妈|我爸|老人)(?:家里)?(?:打|来)(?:了|过)?(?:一?个|一通|"
    r"三个|几个)?电话|(?:有人|女的|男的|男子|女子|对方|小伙|的人|先生|小姐|客服)(?:给我|给俺|"
    r"给他)?(?:打|来)(?:了)?(?:一?个|三个|几个)?电话",
    rf"(?:来(?:了)?个?电话|来电话)(?!报警)|(?:一个|个|显示|境外|外地|陌生|本地)(?:“?(?:00|\+|0086|95|"
    rf"400))?{_X}{{0,6}}(?:手机号|座机号|号码|号|开头的?)”?(?:的)?(?:说|称|讲|打|来|男|女)|(?:00|"
    rf"\+)[0-9*]{{1,6}}”?开头|"
    r"境外(?:号码|电话|来电)|(?:境外|陌生)号码通话|电话(?:骗|诈骗|忽悠)|回访电话|行骗电话|被电话|"
    r"与[^，。；]{0,8}(?:客服|号码)[^，。；]{0,4}通话|来电(?=，?(?:称其|对方|自称|一男|一女))|"
    r"总有人打电话|打(?:来)?(?:我|俺|其)(?:手机|电话|座机)|电话号码打|外呼",
)
_SMS = (
    rf"(?:收到|收|接到|来了|发来|点开|点击|点了?)(?!{_X}{{0,16}}(?:微信|私信|QQ|邮件|"
    rf"验证)){_X}{{0,22}}(?:短信|彩信|简讯|短讯|SMS|iMessage)(?!验证|码|通知我|扣|提醒|提示)",
    r"点(?:短信|简讯)|(?:短信|简讯|短讯)(?:里|链接|内|上|中)(?:的)?(?:链接|网址|写|说|称|附)?|(?:ETC|"
    r"银行|医保|社保|补贴|快递)?短信(?:说|称|写|，称|通知)|群发短信|imessage|手机短信",
)
_PARCEL = (
    rf"(?:收到|寄来|寄了|送来|拆开|拆|取|签收)(?!{_X}{{0,14}}(?:短信|电话|微信)){_X}{{0,16}}(?:快递|"
    rf"包裹|邮包|邮件包|信封)(?!公司|客服|员|短信|单号|费|点|站|电话|通知|丢|破)",
    rf"(?:快递|包裹)(?:盒|箱|袋|件)?(?:子)?(?:里|内|中|上)?{_X}{{0,6}}(?:夹|装|附|多出|有)(?:着|"
    rf"了)?{_X}{{0,6}}(?:卡|纸|单|码)|刮(?:刮)?卡",
)
_FACE = (
    rf"(?:经|由|通过|经过|托|被)(?!微信|网|抖音|快手|QQ){_X}{{0,8}}(?:介绍|牵线|拉去|带去|带到|推荐给|"
    rf"撮合)(?!群)|媒人|媒婆|红娘(?!群|网)|相亲(?!网|平台|软件|群|角app)",
    rf"(?:店|铺|超市|档口|小区|村|厂|庙|家|门|单位|校)(?:里|口|上|内|门口)?(?:来|进)(?:了)?(?:个|一|两|"
    rf"三|几|辆|群)(?!个?电话|短信|通){_X}{{0,12}}|(?:来|到)(?:了)?(?:俺|我|咱)?(?:们)?(?:村|屯|庄|镇|"
    rf"小区|店|家|厂)(?:里|上|子)?(?:搞|给|推销|卖|发|找|做|宣传|说)",
    r"(?:街|路|村|巷|胡同|公园|广场|小区|超市|菜场|菜市场|车站|医院|银行|学校|庄)(?:口|边|上|西头|"
    r"东头|里|门口|旁)?[^，。；]{0,6}(?:开了|摆|立个|碰见|遇到|遇见|拦住|搭讪|看见|看到|发传单|派传单|"
    r"被.{0,6}叫住|有人发|设)|"
    r"集(?:上|市上)(?:碰|遇|有人|扫码|看)|电线杆|传单|小广告|地推|摆摊的|上门(?:推销|宣传|收|说|检查|"
    r"来|自称|服务)|讲座|会销|体验店|养生馆|服务站|培训会|说明会|宣讲会|推介会|老年活动中心|义诊|"
    r"线下(?:认识|活动|门店)|当面(?:说|认识)|街头|墟市|老乡介绍|同事介绍|朋友介绍|"
    r"骑着?(?:电动车|摩托)[^，。]{0,4}到|跳广场舞|晨练(?:时|认识)|打麻将|酒桌|饭局|牌桌|旅行社|门店",
)
_WEB = (
    rf"弹(?:出|窗)|小窗口|网页(?:上|中|广告|里|弹|看|搜|浏览)|浏览{_X}{{0,4}}(?:网页|网站)|浏览器|"
    rf"(?:百度|谷歌|google|必应|360)(?:上|里)?{_X}{{0,4}}(?:搜|查|找|看)|搜索引擎|(?:网站|网页|论坛|"
    rf"官网)(?:上|里|中|内)?(?:看|发现|找|搜|留|刊|发布|预订|订|填|见)|"
    rf"(?:网上|上网)(?:搜索?|查到|浏览)|58(?:同城|类|网)|赶集网|(?:招聘|求职|租房|二手)(?:类)?(?:网站|"
    rf"网|平台)(?:上|里|看)|登[录入]{_X}{{0,12}}(?:网站|网页)(?:后|，)|网上(?:看到|见到|看见|刷到)|"
    rf"(?:看到|看见|刷到|见到|被)(?:一[则条个])?(?:“[^”]{{1,40}}”|{_X}{{0,24}})广告|论坛",
)
_MAIL = (
    rf"(?:收到|发来|一封|查看|打开){_X}{{0,20}}(?:邮件|邮箱|电邮|email|e-mail)|(?:邮件|电邮)(?:称|里|"
    rf"中|附)|(?:企业|工作|公司)邮箱|email",
)
_GAME = (
    r"游戏(?:内|里|中|世界|公屏|大厅|聊天|频道|喊话|好友|平台内|商城里)|打游戏时|玩游戏时|(?:在玩|"
    r"玩)[^，。；]{1,10}(?:时|过程中)[^，。]{0,6}(?:有人|私信|看到|加)|局内|公屏|世界频道|队友",
)
_WECHAT = (
    rf"(?:微信|wechat|weixin)(?:里|上|中)?(?:有|被|群|好友|发来|传来|加|联系|来|收到|添加|视频|朋友圈|"
    rf"聊天|小程序|公众号|认识|验证|账号|语音|视频|消息|找|说|问|搜|名|昵称|上|里|头像|号)(?!转账|付|"
    rf"支付|提现|零钱|被|里的钱|登)|(?:加|添加)(?:了|上)?(?:我|其|他|她|一个|一|陌生|对方|"
    rf"这个)?(?:的)?(?:微信|个微)|"
    rf"朋友圈|公众号|(?:班级|家长|业主|老乡|同学|同村|工友|司机|团购|班里的?|老年|健步|小区|宝妈|"
    rf"村里的?)(?:微信)?群|(?:用|通过|从|在|以)(?:企业)?微信(?!转|支付|付|扫|给|向|零钱|红包|收款)|"
    rf"微信(?=，?(?:一|有人|自称|对方))|前天微信|企业微信|有个微信|微信账号|微信(?:名为|订|购)|"
    rf"收到[^，。；]{0, 8}微信|头像[^，。；]{0, 10}加(?:我|他|她|其|俺)",
)
_QQ = (
    r"(?:在|用|通过|被|加|添加|从|收到)(?:了|其|我|他|她|一个)?(?:的)?(?:qq|扣扣|企鹅)|(?:qq|"
    r"扣扣)(?:上|里|群|空间|好友|加|收|联系|消息|给我|发来|有人|视频|账号|来|邮|语音|名|发|，)",
)
_QQ_BARE = r"(?:qq|扣扣)"
_NOT_PLATFORM = (
    r"(?!小店|客服|会员|平台客服|直播会员|商城会员|开通|误开|官方|百万|保障|月付|的?直播会员|电商客服|"
    r"白条|金条|金融|e卡|E卡|某商家客服|平台工作人员|售后|理赔|代理|店铺客服|支付|钱包|放心借|的保障)"
)
APPS = {
    "视频号": "视频号(?!天天讲盘)",
    "抖音": "抖音|douyin|tiktok|抖 音",
    "快手": "快手|kuaishou",
    "小红书": "小红书|xhs",
    "微博": "微博|weibo",
    "陌陌": "陌陌",
    "探探": "探探",
    "Soul": "soul(?!mate)",
    "闲鱼": "闲鱼|咸鱼",
    "贴吧": "贴吧",
    "钉钉": "钉钉(?!会议)",
    "Telegram": "telegram|电报|纸飞机|飞机(?=群|软件|app|上|号)|(?<![a-z])tg(?![a-z])",
    "WhatsApp": "whats ?app|(?<![a-z])wts",
    "LINE": "(?<![a-z])line(?![a-z])|賴",
    "Facebook": "facebook|脸书|面书|(?<![a-z])fb(?![a-z])|messenger",
    "Instagram": "instagram|(?<![a-z])ig(?![a-z])",
    "FaceTime": "face ?time|费斯太",
    "淘宝": "淘宝|天猫",
    "拼多多": "拼多多",
    "京东": "京东",
    "支付宝": "支付宝(?=好友|聊天|消息|生活号|上|群|里)",
}
# Other services keep the name that the text gives them.
OTHER_APPS = (
    "Blued|Badoo|Tantan|火山小视频|有缘网|5173|1688|旺旺|抖店|运满货|校园墙|Tinder|Carousell|Threads|Signal|Viber|Skype|Discord|Omi|Bumble|Boss直聘|BOSS直聘|旋转拍卖|虾皮|"
    "转转|知乎|豆瓣|哔哩哔哩|B站|珍爱网|世纪佳缘|百合网|伊对|他趣|积目|青藤之恋|"
    "LinkedIn|领英|喜马拉雅|脉脉|得物|酷狗|看准|百家号|优酷|爱奇艺|腾讯视频|搜狐|虎扑|b站|赶集网|百度贴吧|天涯|猫耳|荔枝|酷安|大众点评|美团|饿了么|高德|滴滴|嘀嗒|哈啰|Momo|Hinge|WeComics|KakaoTalk|Zalo|VK|Snapchat|Pinterest|Reddit|蝦皮|露天|Dcard|58同城|58(?=上|找|看|里|租|招|网)|智联招聘|货拉拉|运满满|今日头条|西瓜视频|全民K歌|网易云|虎牙|斗鱼|交易猫|螃蟹账号|飞书|携程|"
    "飞猪|唯品会|猎聘|前程无忧|贝壳|安居客|比心|遇见|易信|子弹短信|YY"
)
_SOCIAL = r"直播间|看直播|直播(?:里|中|时|平台)"


def _near(app: str) -> str:
    """Return a pattern for an app as a place where people meet, not as what a fraudster pretends to speak for."""
    return rf"(?:{app}){_NOT_PLATFORM}"


_RULES: list[tuple[str, str]] = [
    *(("短信", p) for p in _SMS),
    ("FaceTime", APPS["FaceTime"]),
    *(("快递", p) for p in _PARCEL),
    *(("邮件", p) for p in _MAIL),
    *(("电话", p) for p in _CALL),
    *((name, _near(p)) for name, p in APPS.items() if name not in ("FaceTime", "淘宝", "拼多多", "京东")),
    *(
        (name, rf"(?:{APPS[name]})(?:上|里|看|店|平台|私信|聊天|旺旺|一家|群)(?!购?买|给{_X}{{0,4}}买)")
        for name in ("淘宝", "拼多多", "京东")
    ),
    ("游戏内", "|".join(_GAME)),
    ("直播间", _SOCIAL),
    *(("微信", p) for p in _WECHAT),
    *(("QQ", p) for p in _QQ),
    ("QQ", _QQ_BARE),
    *(("线下", p) for p in _FACE),
    *(("网页", p) for p in _WEB),
    ("", OTHER_APPS),
]
_ANY = Scan(FAMILY, *(p.lower() for _, p in _RULES))
# Words alone, of which only those around them tell whether they are a contact.
_WORDS: list[tuple[str, str]] = [
    (
        "电话",
        r"电话|来电|号码|(?:被|的)电话|致电|拨通|座机|手机响|客服|打来|打给|打我|分机|热线|自称|哭声|冒充|谎称|假冒|境外号|语音|那头|响了|打嚟|打俾|话机",
    ),
    ("短信", r"短信|简讯|短讯|信息|链接|网址|安装包"),
    ("QQ", r"qq|扣扣"),
    ("微信", r"企微|微信|wechat|朋友圈|小程序|公众号|群(?!众)|好友|加(?:了)?(?:我|他|她|其|俺)"),
    ("邮件", r"邮件|邮箱|来信|电邮|email|e-mail"),
    ("快递", r"快递|包裹|卡片|信封|信件|挂号信|一封信|刮刮|邮包|到付|邮寄"),
    ("广播", r"收音机|广播|电台"),
    ("短视频", r"短视频"),
    ("直播间", r"直播|主播"),
    (
        "游戏内",
        r"游戏|玩家|喊话|频道|代练|王者|原神|和平精英|蛋仔|迷你世界|我的世界|皮肤|手游|开黑|队友|吃鸡|光遇|永劫|英雄|账号",
    ),
    (
        "线下",
        r"上门|当面|到店|店里|店家|门店|摊|门口|楼下|楼道|路边|介绍|村里|来人|街|邻居|老乡|同事|朋友|亲戚|房东|中介|民警到场|上车|租客|老板|被盗|偷|捡|丢|纠纷|借给|借了|合同|停在|装修|面包车|马甲|白大褂|敲门|敲了|走廊|墙上|公园|广场|听课|上课|课堂|舞|车上|健身房|集市|赶集|赶场|庙|门前|搭话|搭讪|体验馆|理疗|养生|驿站|发鸡蛋|送鸡蛋|收了?鸡蛋|推销|会场|酒店|厝边|婚介|见面|柜台前|电梯|当街|骑着|自助机|名片|刮码|海报|告示",
    ),
    ("网页", r"网上|上网|网站|网页|官网|平台|软件|app|广告|网购|网络|网贷|网店|网恋|搜|页面|跳出|刷到|弹窗"),
    ("视频", r"视频"),
    ("二维码", r"二维码|扫码|海报|告示|的码"),
    *((name, pattern) for name, pattern in APPS.items()),
    ("YouTube", "youtube|油管"),
    ("推特", "推特|twitter"),
    ("", OTHER_APPS),
]
_WORD = Scan(FAMILY, *(p.lower() for _, p in _WORDS))

_NAMES = {name: i for i, name in enumerate(dict.fromkeys(name for name, _ in [*_RULES, *_WORDS]))}
# Apps and sites of which nobody has heard, by the words around them: 在“甲乙”上认识, “甲乙”平台, 甲乙app.
_NAMED = Scan(
    FAMILY,
    r"(?:在|用|下载|玩|刷|上|注册|安装|打开|被|叫|通过|经|名为|下了)(?:了|个|一个|那个|手机上|一款|名为|叫|的){0,3}“(?P<a>[a-z0-9\u4e00-\u9fff·]{2,10})”"
    r"|“(?P<b>[a-z0-9\u4e00-\u9fff·]{2,10})”(?:的)?(?:app|软件|平台|网站|应用|小程序|网|上|里|直播)"
    r"|(?<![a-z0-9.@])(?P<c>[a-z]{3,12})(?=上|里|app|软件|平台|认识|联系|聊)"
    r"|(?:在|下载|用)(?P<d>[\u4e00-\u9fff]{2,4}(?:网|贷|花)?)(?=app|上认识|上发布|上看到|认识|平台)",
)
_NAMED_RULE = 190
_NO_NAME = re.compile("群|手机|网络|网上|微信|qq|抖音|快手|app|某|中心|客服|老师|任务")
_MONEY = re.compile("[0-9万千百](?:元|块)|[0-9一二三四五六七八九]万")
_TALK = ("问:", "答:", "报:", "接:", "警:", "-", "”“")  # questions and answers
_USUAL = ("电话", "线下", "微信", "短信", "网页")
_MOST = 14  # places that are weighed; contact stands early


def _beside(text: str, name: str, first: int, last: int) -> int:
    """Return a number for what another place tells, and whether it is far away or in another sentence."""
    return (_NAMES[name] + 1) * 3 + (first + 12 < last) + (text.find("。", first, last) >= 0)


def channel_places(text: str) -> list[Place]:
    """Return where the channel of the first contact may be told.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    found = [(m.start(), m.end(), rule, _RULES[rule][0]) for rule, m in _ANY.rules(text)]
    ends = {(name, end) for _, end, _, name in found}
    found += [
        (m.start(), m.end(), 100 + rule, _WORDS[rule][0])
        for rule, m in _WORD.rules(text)
        if (_WORDS[rule][0], m.end()) not in ends
    ]
    apps = [(start, end) for start, end, _, name in found if not name or name in APPS]
    for match in _NAMED.finditer(text):
        group = str(match.lastgroup)
        start, end = match.span(group)
        if not _NO_NAME.search(text, start, end) and not any(a < end and start < b for a, b in apps):
            found.append((start, end, _NAMED_RULE + "abcd".index(group), ""))
    found.sort()
    del found[_MOST:]
    often = Counter(name for _, _, _, name in found)
    usual = sum(1 << i for i, name in enumerate(_USUAL) if name in often)
    first = _NAMES[found[0][3]] if found else 0
    money = _MONEY.search(text) if found else None
    paid = money.start() if money else len(text)
    talk = any(words in text for words in _TALK)
    places: list[Place] = []
    before_it: dict[str, int] = {}
    strict = 0
    for i, (start, end, rule, name) in enumerate(found):
        number = _NAMES[name]
        seen, same = len(before_it), before_it.get(name, 0)
        before_it[name] = same + 1
        rank = min(strict, 3)
        sentence = min(text.count("。", 0, start), 4)
        before = _beside(text, found[i - 1][3], found[i - 1][1], start) if i else 0
        behind = _beside(text, found[i + 1][3], end, found[i + 1][0]) if i + 1 < len(found) else 0
        marks = (
            rule, number, min(len(places), 5), min(seen, 4) * 50 + number, min(same, 3), rank * 200 + rule,
            number * 64 + usual, number * 64 + first, number * 8 + min(often[name], 4), (start > paid) * 100 + number,
            sentence * 100 + number, talk * 100 + number, talk * 400 + rule,
            number * 256 + before, number * 256 + behind, (before * 256 + behind) * 64 + number,
        )  # fmt: skip
        strict += rule < 100
        places.append(Place(name or text[start:end], start, end, marks))
    return places

"""How the money left."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from fanzha.facts.family import FAMILY
from fanzha.facts.ledger_entry import ROLES
from fanzha.facts.money import Money
from fanzha.facts.place import Place
from fanzha.text.scan import Scan

_ZH = "0-9一二两三四五六七八九十"
_DO = "转|付|汇|打|给|交|缴|充|买|支|投|垫|存|送|过数|入|划|扣|购|换|放|取|拿|寄|兑|提|卖|凑|借|搁|收|发"
# Way, its word, and what must stand right before or right after the word in the same clause (None: nothing).
# The more specific ways come first: who buys gold with a transfer lost gold.
_WAYS: tuple[tuple[str, str, str | None, str | None], ...] = (
    (
        "黄金",
        "黄金(?!交易|平台|投资|期货|价|行情|分析|老师|理财|外汇)|金条|金饰|金首饰|足金|金砖|金子|金手镯|金项链|克金",
        rf"(?:{_DO}).{{0,14}}$",
        rf"^.{{0,14}}(?:{_DO}|克|根)",
    ),
    (
        "数字人民币",
        "数字人民币|数字货币钱包|数币(?:钱包|红包)|e-?cny",
        "(?:用|通过|以|经|充|转|向).{0,8}$",
        "^(?!补贴|试点|红包雨|推广).{0,12}(?:转|付|充|存|支|给|打)",
    ),
    (
        "虚拟货币",
        r"[收换]u(?![a-z0-9盾])|虚拟币|虚拟货币|usdt|泰达币|比特币|以太坊|加密货币|(?:买|充|"
        r"[0-9的个块])u(?![a-z0-9盾])|u币|btc(?![a-z])",
        rf"(?:{_DO}).{{0,14}}$",
        rf"^.{{0,12}}(?:{_DO})|^$",
    ),
    (
        "礼品卡",
        "礼品卡|购物卡|e卡|苹果卡|steam卡|礼品码|提货卡|点数卡|加油卡|超市卡|储值卡|游戏点数|gift ?card",
        "(?:买|购|充|付|刮|拍|张|换|发).{0,14}$",
        "^.{0,10}(?:密码|卡密|卡号|序号|发给|拍|张|共)",
    ),
    ("充值卡", "充值卡|点卡|话费卡|手机卡密|q币|(?:充|交|缴)话费|话费充值", None, None),
    ("POS机", "pos ?机|刷pos", None, None),
    ("ATM", "atm|自动取款机|自动柜员机|柜员机|提款机|取款机|存款机", None, "^.{0,14}(?:转|存|取|汇|入|被|提|操作|按)"),
    ("云闪付", "云闪付", "(?:用|通过|以|从).{0,4}$", "^.{0,8}(?:转|付|扫|支)"),
    (
        "刷卡",
        "刷(?:的|了)?(?:信用)?卡|(?:信用卡|储蓄卡|签账卡)(?=.{0,4}(?:刷|支付|消费|付|过数|碌))|碌卡|"
        "卡片?(?=.{0,10}(?:刷走|盗刷|消费[0-9]|刷了))",
        None,
        None,
    ),
    (
        "现金",
        "现金|现钞|现钱|现款|钞票|cash",
        rf"(?:{_DO}|是|为|用|以|[元块万千百]的?).{{0,12}}$",
        rf"^(?!额).{{0,12}}(?:{_DO}|装|[{_ZH}]{{1,6}}[万千百元])",
    ),
    (
        "现金",
        "取(?:了|出|走)(?!现金)|货到付款|快递到付|上门(?:取|收|拿)(?:款|钱|现)|当面(?:交|付|给)",
        None,
        rf"^.{{0,12}}(?:交给|给了|放|搁|送|到付|款|钱|装)|"
        rf"^[{_ZH}][^，。]{{0,8}}(?:，[^，。]{{0,12}}){{0,2}}(?:搁|交给|放到|放在|送到|装)",
    ),
    ("扫码", "付款码|收款码|支付码|收钱码|付款二维码|收款二维码", None, None),
    (
        "扫码",
        r"扫(?:描|了|一下)?.{0,8}?(?:二维码|码)",
        "(?:用|通过|以|拿|过|为|微信|支付宝).{0,12}$",
        r"^.{0,8}(?:付|支|转|给|交|缴|充|买|打)|^$",
    ),
    (
        "扫码",
        rf"扫(?:给|走|过去)|扫了(?=他|她|对方|[{_ZH}])|扫码(?=[{_ZH}])|扫给|代扫|(?:跟着|也|又|就|我|"
        rf"手机)扫了|(?:二维码|扫码)(?:付|转|支|共)|手机(?:给他|给她)?扫|扫描二维码",
        None,
        None,
    ),
    (
        "微信",
        "微信|wechat ?pay",
        "(?:用|通过|以|在|经|拿|从|均为|都是|走|由).{0,4}$",
        "^(?:里|上|零钱|钱包)?(?:的)?.{0,2}(?:转|付|支|红包|给(?!我|其|俺)|打(?!电|语|来)|发红包|汇|"
        "分付|亲属卡)|^.{1,6}(?:转账|付款|支付|转给|转过去)",
    ),
    ("微信", "零钱", None, "^.{0,8}(?:转|付)"),
    (
        "支付宝",
        "支付宝|alipay",
        "(?:用|通过|以|在|经|拿|从|由).{0,4}$",
        "^(?!客服|注册|名义|好友|认证).{0,8}(?:转|付|支|充|打|扫|汇|划|亲情|备用金)|^“?备用金|^的“?备用金",
    ),
    ("支付宝", "花呗", None, "^.{0,4}(?:付|支|分期|套|被|转)"),
    (
        "红包",
        "红包",
        "(?:给|向|往)(?:对方|他|她|其|主播|“).{0,8}发.{0,6}$|(?:以|用|通过|发了?.{0,6}元的?)$",
        "^.{0,2}(?:转给|发给|支付|给(?:对方|他|她))",
    ),
    ("网银", "网银|网上银行|网络银行|快捷支付|电子银行|u盾|优盾|手机银行内余额|手机银行里的余额", None, None),
    (
        "银行转账",
        "手机银行|网上转|银行柜台|(?:柜台|柜面)(?=.{0,4}(?:汇|转|办|存))|转账|转数快|fps|过数|入数|"
        "对公|跨行|汇款|(?:支付|付|打|垫付).{0,6}货款",
        None,
        None,
    ),
    (
        "银行转账",
        rf"汇(?:了|至|入|到|出|给|过|去|往|走|的|共)|汇(?=[{_ZH}])|转(?:入|至|到|给|过去|出|走|去|过|"
        rf"往|进|空|了|存|款|的)|转(?=[{_ZH}])|打(?:到|给|入|至|过去|过|款|进)(?!电话|个|招呼|110)|"
        rf"打了(?=[{_ZH}])|(?:存入|存进|存到)",
        None,
        None,
    ),
    (
        "银行转账",
        "账户|账号|户头|银行|银行卡|农商行|工行|农行|建行|中行|邮储|信用社|招行|交行|卡上|卡里",
        "(?:从|通过|用|往|向|经|由|于).{0,14}$",
        "^.{0,6}(?:转|汇|付(?!款码)|划转|打款)",
    ),
)
_IN_CLAUSE = "[^，。；：！？\n]{"
_ANY = Scan(FAMILY, *(word.replace(".{", _IN_CLAUSE) for _, word, _, _ in _WAYS))
_RANK = {name: rank for rank, name in enumerate(dict.fromkeys(way[0] for way in _WAYS))}
# Words alone, of which only those around them tell whether money left that way.
_WORDS: list[tuple[str, str]] = [
    ("微信", "微信|零钱|亲属卡|wechat|微信钱包|(?<![a-z])(?:wx|vx)(?![a-z])|威信"),
    ("支付宝", "支付宝|花呗|备用金|亲情卡|alipay|付宝|余额宝|(?<![a-z])zfb(?![a-z])"),
    ("扫码", "扫|付款码|收款码|二维码"),
    (
        "现金",
        "现金|现钞|现款|取(?:了|出)|交给|交予|货到付款|当面|递给|塞给|拿去|领现|提领|面交|车手|上门取|领(?:了|出)|给了(?!我|俺)|收了?押|到付|信封|枕头|布袋|塑料袋|亲手|塞|身上|存折",
    ),
    ("红包", "红包"),
    (
        "网银",
        "网银|网上银行|网络银行|被转|转走|划走|划转|转空|转出|没了|少了|网转|u盾|共享屏幕|验证码|划出|被划|跑了|跑掉|支出|被盗|盗走|盗用|全没|不剩|清空|丢了?(?=[0-9一二两三四五六七八九])|未授权|境外|陌生交易|被支",
    ),
    (
        "盗刷",
        "盗刷|盗转|刷走|刷掉|反扣|被扣|扣了|扣去|被消费|消费|签了|扣(?:款|费|走)|不见了|卷走|不翼而飞|快捷支付|走了|扣的|少(?:了|咗)?(?=[0-9一二两三四五六七八九])|没得|[冇没]咗|空了|取走|被取|取现|转光|往外走|扣(?=[0-9一二两三四五六七八九])|连扣|清零|补办|读卡|nfc|去掉了|支取|自动转",
    ),
    ("QQ钱包", "qq ?钱包|qq红包|qq支付|qq转账"),
    ("刷卡", "刷(?!单|信誉|好评|流水|视频|短视频|抖音|快手|到(?!他|她|对方|的))|信用卡|盗刷|pos|消费|碌|额度"),
    (
        "银行转账",
        "转|汇|过了?(?=[0-9一二两三四五六七八九]{1,4}[万千百0-9])|打(?:了|过|给|款|钱|去|进| ?[0-9])|存(?:入|了|进)|账户|卡号|户头|账号|对公|付|垫|手机银行|银行|充|进去|入金",
    ),
    ("ATM", "atm|柜员机|取款机|自助机|存款机"),
    ("黄金", "黄金|金条|金饰|首饰|金手镯|金链"),
    ("虚拟货币", "usdt|泰达|虚拟币|虚拟货币|比特币|(?<![a-z])u(?![a-z])|u币|币商|加密"),
    ("充值卡", "充值卡|点卡|话费|卡密|点数"),
    ("礼品卡", "礼品卡|购物卡|e卡|苹果卡|油卡|储值卡"),
    ("数字人民币", "数字人民币|数币"),
    ("云闪付", "云闪付"),
]
_WORD = Scan(FAMILY, *(p for _, p in _WORDS))
_NAMES = {name: i for i, name in enumerate(name for name, _ in _WORDS)}
_NAMES |= {name: len(_NAMES) for name in _RANK if name not in _NAMES}
_MOST_PLACES = 24
# The money went without an act of its owner.
_TAKEN = re.compile(
    r"盗刷|盗转|(?:被|遭)(?:人)?[^，。；\n]{0,14}?(?:转走|转出|转去|转了?[一二两三四五六七八九0-9]|划走|划转|划扣|刷(?!单|信誉|好评|流水)|扣|消费|转空|支付|提走|取走|付了)"
    r"|(?:卡|户|余额|存款|零钱|里|行|的)[^，。；\n]{0,14}(?:没了|少了|不见了|转走|走的|走了)|刷掉|发来[^，。]{0,6}扣|卷走|不翼而飞|盗走|盗用|反扣|全没|清空|一分不剩|境外(?:消费|交易|刷)|(?:卡|户|余额|零钱|里|上)[^，。；\n]{0,10}(?:跑掉?|丢)了?[0-9一二三四五六七八九]|发生[^，。]{0,6}支付|分[0-9一二三四五六七八九]+笔没"
)
# The same words, of an account that was emptied by others.
_GONE = re.compile("被|转走|划走|划转|转空|转出|划出|没了|少了|跑|支出|盗|全没|不剩|清空|丢|未授权|境外|陌生")
_LEFT = frozenset(ROLES[role] for role in ("paid", "sum", "lost"))
_FAR = 1000
_COMMON = frozenset("转打汇过支付")
_BOUNDS = re.compile("[，。；！？\n]")
# A purse beside the code that was scanned.
_PURSE = re.compile("微信|支付宝|云闪付")
_ONLINE = re.compile("网银|网上银行")
_ITSELF = frozenset({"银行转账", "网银", "刷卡", "支付宝", "微信", "ATM", "盗刷"})


def _within(text: str, first: int, last: int) -> bool:
    """Tell whether two places stand near each other in one sentence."""
    return last - first < 40 and text.find("。", first, last) < 0 and text.find("\n", first, last) < 0


def _clause(text: str, start: int, end: int) -> str:
    first = max((text.rfind(mark, 0, start) for mark in "，。；\n！？"), default=-1) + 1
    last = _BOUNDS.search(text, end)
    return text[first : last.start() if last else len(text)]


def _name(text: str, start: int, end: int, rule: int, name: str, *, gone: bool, online: bool) -> tuple[str, bool]:
    """Return the way that a place tells, and whether the money was taken."""
    if gone and name in _ITSELF and _TAKEN.search(_clause(text, start, end)) is not None:
        return "盗刷", True
    if name == "银行转账" and online and _ONLINE.search(text, max(0, start - 24), end + 12):
        return "网银", False
    if name == "扫码":
        purse = _PURSE.search(text, max(0, start - 10), end + 8)
        return (purse.group() if purse else name), False
    return name, False


def _biggest(
    text: str,
    found: Sequence[tuple[int, int, int, str]],
    named: Sequence[tuple[str, bool]],
    amounts: Sequence[Money],
    left: Sequence[float],
) -> str:
    """Return the way of most of the money that left, by the way that stands nearest to each amount; empty where none does."""
    by_way: dict[str, float] = {}
    # What is said of any payment, 转 or 没了, counts for less than 微信 or 现金.
    some = [
        (start, end, name, 30 * ((told == "银行转账" and text[start] in _COMMON) or (name == "盗刷" and rule >= 100)))
        for (start, end, rule, told), (name, _) in zip(found, named, strict=False)
        if rule < 100 or name == "盗刷"
    ]
    alone = len({name for _, _, name, _ in some}) == 1
    for money, yuan in zip(amounts, left, strict=True):
        if not yuan or not some:
            continue
        at, after = money.start, money.end
        best = (_FAR, "")
        for start, end, name, common in some:
            first, last = (end, at) if start < at else (after, start)
            if last - first >= 40 or not _within(text, first, last):
                continue
            if alone:
                return name
            cost = last - first + 8 * text.count("，", first, max(first, last)) + common
            if cost < best[0]:
                best = (cost, name)
        if best[1]:
            by_way[best[1]] = by_way.get(best[1], 0.0) + yuan
    return max(by_way, key=by_way.__getitem__) if by_way else ""


def payment_places(text: str, amounts: Sequence[Money], told: Sequence[str] = ()) -> list[Place]:
    """Return where it may be told how the money left.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    amounts : sequence of Money
        Those of the text, in order.
    told : sequence of str, optional
        What the ledger says of each (`fanzha.facts.ledger_entry.told_roles`).
    """
    found = [(m.start(), m.end(), rule, _WAYS[rule][0]) for rule, m in _ANY.rules(text)]
    ends = {(name, end) for _, end, _, name in found}
    found += [
        (m.start(), m.end(), 100 + rule, _WORDS[rule][0])
        for rule, m in _WORD.rules(text)
        if (_WORDS[rule][0], m.end()) not in ends
    ]
    found += [(start, end, 300, "盗刷") for start, end, _, name in found if name == "网银" and _GONE.match(text, start)]
    found.sort()
    starts = [m.start for m in amounts]
    online = "网银" in text or "网上银行" in text
    gone = _TAKEN.search(text) is not None
    roles = [ROLES[role] for role in told] + [0] * (len(amounts) - len(told))
    named = [
        _name(text, *one, gone=gone, online=online) if gone or online or one[3] == "扫码" else (one[3], False)
        for one in found[:_MOST_PLACES]
    ]
    left = [float(m.yuan) if roles[i] in _LEFT else 0.0 for i, m in enumerate(amounts)]
    most = max(left, default=0.0)
    biggest = _biggest(text, found, named, amounts, left) if most else ""
    places: list[Place] = []
    for (start, end, rule, told_as), (name, taken) in zip(found, named, strict=False):
        number = _NAMES[told_as]
        behind = bisect_left(starts, end)
        next_by = behind < len(starts) and starts[behind] - end < 16
        last_by = behind > 0 and start - amounts[behind - 1].end < 12
        by = 2 * next_by + last_by
        # The amounts that the way may belong to, by what became of them; whether either is the greatest that left.
        after = before = -1
        if behind < len(starts) and starts[behind] - end < 40 and _within(text, end, starts[behind]):
            after = behind
        if behind and start - amounts[behind - 1].end < 40 and _within(text, amounts[behind - 1].end, start):
            before = behind - 1
        follows = roles[after] + 1 if after >= 0 else 0
        leads = roles[before] + 1 if before >= 0 else 0
        greatest = 2 * (after >= 0 and left[after] == most > 0) + (before >= 0 and left[before] == most > 0)
        agrees = (2 if name == biggest else 1) if biggest else 0
        marks = (
            rule,
            number + 50 * taken,
            by * 50 + number,
            min(len(places), 5),
            by * 200 + rule,
            follows * 20 + leads,
            greatest * 8 + by,
            (greatest * 20 + follows) * 20 + leads,
            greatest * 512 + number,
            agrees,
            agrees * 64 + number,
        )
        places.append(Place(name, start, end, marks))
    return places

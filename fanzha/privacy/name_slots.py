"""Han names in places where hardly anything else can stand: after words for names and payees, whatever the name looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fanzha.privacy.family import FAMILY
from fanzha.privacy.name_cues import PERSONS
from fanzha.privacy.name_forms import ends_in_title
from fanzha.privacy.name_words import DOUBLE_SURNAMES, SURNAMES
from fanzha.privacy.span import BARRIER
from fanzha.text.scan import Scan

_HAN: Final = "\u4e00-\u9fff"
_SURNAME: Final = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{SURNAMES}])"
_ENDS: Final = rf"(?=[，,。；;、！!？?（()）“”\"」』/|\t\n {BARRIER}0-9]|$)"
# What only a person has, then words that a name may follow, and much else.
_NAME: Final = (
    "收款名|姓名|户名|全名|真名|本名|原名|曾用名|化名|族名|汉名|中文名|实名认证|实名|账户名|开户名|收款人|收款方|开户人|持卡人|"
    "卡主|机主|户主|法定代表人|法人代表|法人|落款|署名|收件人|寄件人|经办人|联系人|担保人|委托人|监护人|见证人|记录人|询问人|填表人|审核人|介绍人|申请人|被申请人|陈述人|签发人|复核人|授权人|汇款人|付款人|存款人|取款人|借款人|出借人|投保人|受益人|代理人|投诉人|举报人|来访人|信访人"
)
_LINK: Final = '(?:姓名|分别|均|都|一栏|一栏写着|写的|显示|登记|备案|认证|写|改|存|印|上面|上)?(?:叫做|叫作|叫|是|为|成|系|着|的是|[:：|“「"┃│])[“「"]? ?'
_HARD: Final = Scan(FAMILY, rf"(?:{_NAME}){_LINK}(?P<n>[{_HAN}]{{2,3}}){_ENDS}")
# What was sent to whom: 转账10,000元至谷雨，工商银行6222; who is only called so: 一个叫成功的人.
_BANK: Final = "[工农建中交招邮兴光民浦华广平][商业设国通政信行大发安生夏业储]{1,4}"
_SENT: Final = Scan(
    FAMILY,
    rf"[0-9万千百元整块]{{1,2}}(?:整)?(?:至|给|到|入)(?P<n>[{_HAN}]{{2,3}}?)"
    rf"(?=[，,(（] ?(?:{_BANK}(?:银行|行)?|账号|帐号|卡号|开户)|的?{_BANK}(?:银行)?(?:卡|账户|账号|尾号)|名下)"
    rf"|(?:一|[个位名])(?:叫|名叫|叫做)[“「\"]?(?P<m>[{_HAN}]{{2,3}})[”」\"]?的(?=人|男|女|[账帐]|卡|[，,。；;、]|要|说|加|打|把|来|让|$)",
)
# Torn apart by blanks in a form: 姓名：马 建 国.
_SPACED: Final = Scan(
    FAMILY,
    rf"(?:{_NAME}|报案人|报警人|受害人|被害人|当事人|事主)[:：|┃│\t ]{{1,3}}(?P<n>{_SURNAME} {{1,2}}[{_HAN}](?: {{1,2}}[{_HAN}])?)(?=[，,。；;（()）|┃│\n\t]| {{2}}|$| ?[男女][ ，,|┃│\n])",
)
_SOFT: Final = Scan(
    FAMILY,
    rf"(?:(?:{_NAME}|名字|报案人|报警人|受害人|被害人|当事人|事主)(?:姓名)?(?:[:：是为叫]|(?<=名字))|(?<![呼哭喊号名])(?:名叫|叫做|叫作|就叫|他叫|她叫|我叫|俺叫|佢叫|人叫|总叫|板叫|长叫|个叫|方叫|友叫|叫)|自称|真名是|名为|"
    rf"你是|您是|付给|转给|汇给|打给|转至|汇至|汇入|汇往|转入|用支付宝转|用微信转|存成|写成|改成了?|名片(?:上)?写着|[{BARRIER}] ?[(（])[:： ]?[“「\"]?"
    rf"(?P<n>(?:{'|'.join(DOUBLE_SURNAMES)})[{_HAN}]{{1,2}}|[{SURNAMES}][{_HAN}]{{1,2}})(?:的(?=[账帐卡女男人]|[{BARRIER}])|(?=吧|吗|本人)|{_ENDS})",
)
# 问：叫什么名字？答：盖世豪，.
_ANSWER: Final = Scan(
    FAMILY,
    rf"(?:名字|姓名|叫什么|怎么称呼|贵姓|叫啥|叫甚|点称呼|身份)[^。；;\n]{{0,5}}[？?][”」\"]? ?\n?[ \t]*(?:(?:A|答|被询问人|受访人|来电人|客户|事主|报案人)[：: ]+)?[“「\"]?(?:我叫|我是|叫|免贵姓|姓)?[“「\"]?(?P<n>{_SURNAME}[{_HAN}]{{1,2}}){_ENDS}",
)
# To a question for nothing else, whatever it looks like: 姓名？答：哈斯巴根.
_ANSWERED: Final = Scan(
    FAMILY,
    rf"(?:姓名|名字|叫什么名)[？?][”」\"]? ?\n?[ \t]*(?:A|答|被询问人|受访人|来电人|客户|事主|报案人|报警人)[：: ]+[“「\"]?(?:我叫|我是|叫)?(?P<n>[{_HAN}]{{2,4}}){_ENDS}",
)
_MORE: Final = re.compile(rf"(?:[（(][^（()）\n]{{1,24}}[)）])?(?:、|和|及|与)(?P<n>{_SURNAME}[{_HAN}]{{1,2}}){_ENDS}")
# What else stands there.
_NO_NAME: Final = re.compile(
    "[某我你他她其此该本各每同这那另一不未无没非均已被把将为是在等或及也只又很请需可要去到来后前先再对按所因]|"
    ".*(?:公司|商行|店|部|厂|中心|银行|平台|科技|贸易|集团|账户|帐户|账号|卡号|大学|学校|学院|客服|专员|经理|老师|老板|先生|女士|小姐|同志|主任|警官|家长|会计|出纳|财务|商家|商户|卖家|买家|"
    "房东|中介|骑手|司机|员工|学生|孩子|家属|家人|老人|群众|居民|村民|男子|女子|男|女|人员|[^国]人|者|们|[某的了着过吗呢吧很]|支付宝|微信|信息|不符|错误|空白|一致|有误|未知|不详|匿名|认证|登记|"
    "验证|资料|身份|证件|号码|电话|手机|地址|时间|金额|方式|原因|备注|用途|签字|签名|盖章|确认|核实|反映|求助|报警|报案|称|表示|述|来电|车行|游戏|红包|钱包|显示|写着|写的|接受|余额|专户|金库|基金|证券|保险|理财|"
    "公安|警方|法院|检察|银监|海关|机关|单位|部门|政府|高管|军人|海员|医生|护士|教授|专家|网友|朋友|同事|同学|邻居|亲戚|姐妹|兄弟|老乡|黄牛|安全|应急|全部|全款|任务|单子|方案|平安|高级|高端|高额|"
    "..[员师工]|白条|花呗|借呗|金条|温馨|常客|路人|万达|万科|华为|京东|平时|时候)$|平台|客服|账户|[省市县区镇乡]$|(?:平安|单位|公[司安]|安全|高[级端价薪]|时[间候]|方[便法]|任[何务]|万[元一]|石[家油]|黄金|白[条银]|金[条额]|和[解平]|温州|常[州用]|成功|关[闭于]|管理|应[该用])"
)


# Apps and groups have names, too: 一款名为“蓝鲸”的软件.
_OF_THING: Final = re.compile(
    r"(?:下载|[下装]了?[一两]?[个款]?|[一两这那]款|软件|平台|APP|群|公众号|小程序|网站|品牌|产品|项目|课程|店|公司|App|app|安装)[^，。；;\n]?(?:名为|名叫|叫做|名称[是为]|名字[叫是]|叫)[“「\" ]?$"
)
_THING: Final = re.compile(
    r"[”」』\"]?的?[^，。；;\n]{0,3}?(?:软件|平台|APP|app|App|东西|群|公众号|小程序|网站|网址|产品|项目|理财|基金|币|Pro|直播间|店铺|公司)"
)


def names_thing(text: str, start: int, end: int) -> bool:
    """Tell whether what is called so is no person."""
    return _THING.match(text, end) is not None or (
        text[start - 1 : start] not in "我他她" and _OF_THING.search(text, max(0, start - 12), start) is not None
    )


def by_slot(text: str, walled: str, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield names that words before them tell.

    Parameters
    ----------
    text : str
        Readable.
    walled : str
        The same with barriers in place of numbers.
    common : frozenset of str
        Pairs of characters that are words: after words that much else may follow, these begin no names.
    """
    for m in _SPACED.finditer(text):
        if not _NO_NAME.match(m["n"].replace(" ", "")):
            yield m.span("n")
    for m in _SENT.finditer(walled):
        group = "n" if m["n"] else "m"
        start, end = m.span(group)
        if not _NO_NAME.match(m[group]) and not names_thing(text, start, end) and not ends_in_title(text, start, end):
            yield start, end
    for scan in (_HARD, _SOFT, _ANSWER, _ANSWERED):
        for m in scan.finditer(walled):
            start, end = m.span("n")
            if (
                _NO_NAME.match(m["n"])
                or ends_in_title(text, start, end)
                or (scan is _SOFT and names_thing(text, start, end))
                or (scan is _SOFT and (m["n"][:2] in common or m["n"][-2:] in PERSONS))
            ):
                continue
            yield start, end
            # 收款人分别为米粒（6214…）、向前进.
            more = _MORE.match(walled, end)
            while more and not _NO_NAME.match(more["n"]):
                yield more.span("n")
                more = _MORE.match(walled, more.end())

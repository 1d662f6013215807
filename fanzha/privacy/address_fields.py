"""Addresses told by the words before them (住, 地址：, 约在), and what goes on behind one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fanzha.privacy.address_spots import FACILITY, STOP
from fanzha.privacy.family import FAMILY
from fanzha.privacy.name_cues import PERSONS
from fanzha.privacy.span import BARRIER
from fanzha.text.scan import Scan

_HAN = "\u4e00-\u9fff"
_FIELD: Final = Scan(
    FAMILY,
    r"(?P<f>地址|住址|居所|住处|户籍地?|店址|厂址|收件地|收货地|现居地?|居住地|暂住地|家庭住所|住所|籍贯|地点)(?:[为是在填写的她他我给留成:：|是 ]|登记){1,6}"
    r"|(?P<d>约在|约到|约好在|(?<![我你他她本大各])家在|家里在|店在|铺面在|店开在|门面在|摊位在|车停|现居|茶馆在|厂在|公司在|单位在|租在|收件地|户籍)(?:在|于|[:： ])?"
    r"|(?P<l>(?<![记拦稳劝叫骗挡保守堵套迷引留管止抓停按扣顶捂压忍锁困绑不没没套问吓唬接顾])住(?![院宿房户宅处址所了过着的校进满一得]))(?:在|于|我?辖区|[:： ])?",
    r"(?P<s>(?:寄到|送到|寄往|送往|送至|寄至|搬到|搬至|位于|坐落于|开到|来到|前往|赶到|赶往|上门到))",
    r"(?P<v>村叫|屯叫|寨叫|庄叫|小区叫|村名叫?|小区是)",
)
# Told by what stands there: 光荣院门口鞋摊, 汽车西站旁的四季旅馆.
_BY: Final = Scan(
    FAMILY,
    r"(?:[在到去]|约在)(?P<x>[^\W0-9A-Za-z_在开了的去到被骗与和给买我他她你等这那某做搭要一]{2,9}?(?:老年活动室|活动室|活动中心|活动板房|板房|门口[^\W0-9A-Za-z_在]{0,3}[摊铺档]|[东西南北]广场[^\W_在]{2,5}门口|旁的?[^\W0-9A-Za-z_在了被]{2,5}(?:旅馆|宾馆|酒店|民宿|网吧|茶楼)))",
)
# Up to a mark or a word that no name of a place holds.
_RUN = re.compile(
    rf"(?:(?!附近|一带|(?<=.)开[了着店办裁打小饭个]|经营|上班|打工|租房|租住|见面|交[给了付]|等[了着]|被|接到|接“|收到|称|是(?![^，,]{{0,4}}路)|有一?[个名位]|有人|因|[我他她你俺]|查无|遇到|遭|为了|面交|取[件款货]|"
    rf"(?<=.)的|自[述称]|今年|现年|从事|做生意|均|系|电话|联系|身份证|[^，,。]{{1,4}}户籍)[{_HAN}A-Za-z0-9\-·#之&]){{2,40}}"
)
_REGION = re.compile(
    rf"(?:[{_HAN}]{{2,7}}?(?:省|自治区|特别行政区))?(?:[{_HAN}]{{1,7}}?(?:自治州|(?<![超夜早门黑菜])市(?!场|集|民|政)|地区|盟(?=[{_HAN}])))?"
    rf"(?:[{_HAN}]{{1,7}}?(?:(?<![小社园库厂属业发])区(?![0-9])|县|自治县|旗(?!舰)|(?<![超夜早门黑菜])市(?!场|集|民|政)))?(?:[{_HAN}]{{1,6}}?(?:街道|镇(?![路街])|乡(?![路街村])))?"
)
_PLACED = re.compile(
    "[路街巷弄村屯寨庄邨栋棟幢座室苑坡沟坪坝湾岭坑塘峪厝埔垌圩衖]|胡同|大道|道(?=[0-9东西南北中])|[0-9一二三四五六七八九十][号组社队楼层单]|小区|花园|公寓|家园|新村|大厦|广场|[0-9A-Z]-[0-9]|"
    "家属[区院]|宿舍|里[0-9]|[^城]中心|市场|工业园|产业园|嘎查|小镇|绿洲|桥头|(?:里|国际|城|园|湾|府|庭|轩|庄|邸|墅|都|苑|区)$|下[屋湾]|院子|名邸|华庭|城[0-9]|园[0-9]|府[0-9]"
)
# What is in a name of a place of five characters or more: 石羊立交桥下汽修厂楼上.
_PART_OF_PLACE = re.compile(
    "立交|高架|桥[下头边墩]|楼[上下]$|[修工]厂|煤矿|矿区|对门|后门|铁门|垃圾站|加油站|车站|口岸|码头|渡口|[东西南北]头|坡上|山脚|河边|[一-鿿]{2}宿舍$|院$"
)
_LANDMARK = re.compile(
    "门口|路口|桥头|[^一二三四五六七八九十]楼|旁|对面|广场|市场|旅馆|宾馆|酒店|停车场|车站|仓库|侧门|东门|西门|南门|北门|地下室|门面|铺|摊|店$|厂$|基地|板房|库"
)
_NOWHERE = re.compile(
    "(?:(?:警务室|门卫室|办公室|值班室|门卫|收发室|巷口|路口|村口|街口|桥头|路边|街边|院子|巷子里?|胡同里|弄堂里|村里|街上|路上|市场|广场|花园|大厦|公寓)$|台湾|柬埔寨|塞浦路斯|[您咱]|站里|传达室|有|[一二三四五六七八九十]楼$|马路|[^,，。]{0,4}唐人街|火车站|高铁站|汽车站|地铁站|机场|步行街|商场|一[^路街号]{0,3}[铺店家]|[同本该某这此每各哪]|那[个里边栋]|一[个家间所]|她|隔壁|对[面门]|楼[上下]|附近|外地|乡下|农村|[村城家店厂镇校屋山房宿]里|新区$|[市郊城]区$|[^小]区$|工地|城中村|出租|养老|敬老|福利院|医院|学校|校内|宿舍$|单位|酒店|宾馆|旅馆|家[中里]|家|个|废弃|不详|未知|无|保密|均|上述|网址|错误|已|栏|有误)"
    "|.*(?:派出所|支行|分行|分理处|营业厅|法院|检察院|公安局|分局|医院|卫生院|中学|小学|幼儿园|大学|学院|银行)$"
)


def below_towns(text: str, start: int, end: int) -> int:
    """Return where an address begins behind its province, city, county and town."""
    region = _REGION.match(text, start, end)
    return start if region is None else region.end()


def told(text: str, walled: str) -> Iterator[tuple[int, int]]:
    """Yield starts and ends of addresses that a word before them tells.

    Parameters
    ----------
    text : str
        Readable (`fanzha.privacy.readable`).
    walled : str
        The same with barriers in place of numbers.
    """
    for m in _BY.finditer(text):
        if not _NOWHERE.match(m["x"]) and "某" not in m["x"]:
            yield m.span("x")
    for _, m in _FIELD.rules(text):
        run = _RUN.match(walled, m.end())
        if run is None or BARRIER in m[0]:
            continue
        region = _REGION.match(text, m.end(), run.end())
        start = region.end() if region is not None else m.end()
        found = text[start : run.end()]
        if len(found) < 2 or _NOWHERE.match(found) or "某" in found:
            continue
        said = m.group().startswith(("约", "地点"))
        named = m.group().startswith(("村叫", "屯叫", "寨叫", "庄叫", "小区叫", "村名", "小区是"))
        if (
            named
            or _PLACED.search(found)
            or (said and _LANDMARK.search(found))
            or (len(found) > 4 and _PART_OF_PLACE.search(found))
            or ("址" in m[0] and len(found) > 4 and _LANDMARK.search(found))
        ):
            yield start, run.end()


_FRONT = re.compile(r"(?:[^\W_]|[·()&]|(?<=[A-Za-z]) ){1,8}$")
_EDGE = "在住到于至从往址为位了市县镇乡州盟把给送寄来去"
_NOT_FRONT = re.compile(
    "[0-9一二三四五六七八九十][元块日时分月年点岁万千人名个次笔]|[昨今明前后当][天日晚晨年]|上午|下午|晚上|[他她我你俺您]|[您停放称说将被让骗款钱账卡号码某的与及约没找问认见收买卖是从]|关于|报[案警]|客户|店主|老板|女儿|儿子|居民|村民|业主|辖区|本[市区县镇]|公司|民警|[员师主]"
)


def wider(text: str, start: int) -> int:
    """Return where an address that was found from a place on really begins: after a mark or a word that stands before addresses.

    Parameters
    ----------
    text : str
        Readable, with barriers in place of numbers.
    start : int
    """
    front = _FRONT.search(text, max(0, start - 9), start)
    if front is None:
        return start
    for at in range(start, front.start() - 1, -1):
        if (
            at == front.start()
            or text[at - 1] in _EDGE
            or text[max(0, at - 2) : at] == "街道"
            or (text[at - 1] == "区" and text[at - 2] not in "小社园")
        ):
            if at == front.start() and at == start - 9:
                return start
            found = text[at:start]
            return start if _NOT_FRONT.search(found) else at
    return start


_HERE = re.compile(
    rf"口|村民|居民|会计|出纳|文书|妇女主任|主任|网格员|老汉|支书|书记|一[家个间]|附近|旁|对面|租户|业主|东头|西头|[^\W0-9A-Za-z_{STOP}]{{0,7}}(?:{FACILITY})"
)
_BEFORE_PLACE = re.compile(r"(?:^|[,，。;；:：\n(（、 ]|[在住到寄至从址是叫往喺]|联系|位于|我是)$")
_NO_PLACE = re.compile(
    "某|其$|(?:有|是|系|为)[我本该]$|[市县区镇乡]$|石家$|(?:[上下]班|放学|回家)$|柬埔$|速公$|铁公$|[您咱]|唐人|走街串|断头|能走|[行修短链冷喺谢]$|对方|去年|今年|后来|来路|半路|误装|(?:是|半|同一|一[处所座套条间]|姓|老|[说给个又才])$|(?:[上下]午.{0,3}|户名|老年|隔壁|步行|寨子|一个|那个|这个|想请|说请|商场|[一二三四五六七八九十]楼|[们帮的了扫]|(?:新农|城中|城乡|行政|自然)(?=村)|帮我|我扫)$"
)
_NO_ROAD = re.compile("街坊(?!里)|路[滑况斯]")
# Before a place word these make a common word of it: 跑路, 全村, 本小区.
_NO_NAME = re.compile(
    "(?:[上下]午.{0,3}|[每各系属由原跑赶没元有走回无马俺我咱本门老半迷问让开铁公同岔套活思出销网线退一这那养进农全邻该某新中城乡带帮扫领付过绕顺沿钱想从])$"
)


def nowhere(text: str, start: int, word: int) -> bool:
    """Tell whether what stands before a place word without a number is no name: 隔壁小区, 一个村."""
    if _NO_PLACE.search(text, start, word) or _NO_ROAD.match(text, word) or text[start : start + 2] in PERSONS:
        return True
    return word - start <= 1 and (word == start or _NO_NAME.search(text, start, word) is not None)


def likely(text: str, start: int, word: int, end: int) -> bool:
    """Tell whether what may be a name of a road or village without a number stands where one does.

    Parameters
    ----------
    text : str
        Readable.
    start, word, end : int
        Where its name, its place word and what follows begin.
    """
    if word - start <= 1 or _NO_NAME.search(text, start, word):
        return False
    return _HERE.match(text, end) is not None or _BEFORE_PLACE.search(text, max(0, start - 3), start) is not None

"""Cells that name a place or an office: what stands in a column for them reads like the name of somebody more often than not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from fanzha.privacy.name_words import DOUBLE_SURNAMES, SURNAMES, words


def _any(text: str) -> str:
    return "|".join(sorted(words(text), key=lambda word: (-len(word), word)))


_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_MOST = 40  # characters of a cell that can be the name of a place
_UNNAMED = 12  # characters in front of a word for a kind of place
_NUMERAL: Final = "0-9零〇一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖"
_OFFICE: Final = _any(
    "派出所 公安派出所 边防派出所 水上派出所 警务站 警务室 警务区 警署 分局 公安分局 公安局 公安处 公安厅 总队 支队 大队 中队 "
    "街道 街道办 街道办事处 办事处 地区办事处 地区 社区 居委会 居民委员会 村委会 村民委员会 管委会 管理委员会 党群服务中心 "
    "开发区 高新区 新区 园区 工业园 工业区 工业园区 产业园 产业园区 科技园 度假区 风景区 景区 管理区 片区 辖区 矿区 林区 垦区 林场 农场 牧场 "
    "行政村 自然村 自治县 自治州 自治区 自治旗 民族乡 苏木 嘎查 大道 大街 公路 胡同"
)
# These end given names, too; on a name of a single character they say nothing: 王路, 李镇.
_SHORT: Final = "镇乡村区县市州盟旗省路街巷所"
_PLACE: Final = re.compile(
    rf"(?:第?[{_NUMERAL}]{{1,3}}号?(?:{_OFFICE}|[{_SHORT}])|[{_HAN}]{{1,{_UNNAMED}}}?第?(?:[0-9]{{1,3}}号?)?(?:{_OFFICE}|[{_SHORT}]))+"
)
_ENDING: Final = re.compile(rf"(?:{_OFFICE}|[{_SHORT}])$")
# A long name ends in a form of land or goes on with a part of town, where that of a person does neither.
_LAND: Final = frozenset("桥湖山江河海庄营屯渡庙寺祠堡坝塘墩岗坡坳垸圩埠垭隘汇集湾沟岛洲岭亭阁楼门口池坊园村镇店铺")
_TOWN: Final = _LAND | frozenset("东西南北中新老路街里道乡大小上下")
_AND: Final = re.compile(r"[ /、，,·\-—>]+")
# A run of figures, or a number of a house or of what is in it.
_NUMBERED: Final = re.compile(
    rf"[{_NUMERAL}]{{4}}|(?:[路街巷弄里道村庄同镇乡区县市]|小区|公寓|大厦)[0-9]+号?(?![0-9]|(?:{_OFFICE})$|[{_SHORT}]$)"
    rf"|[路街巷弄里道同][{_NUMERAL}]+号|[{_NUMERAL}]+(?:号[楼院房室]|栋|幢|单元|室|弄|楼|房)|[0-9]+(?:[层组座排]|门牌)"
)
# Buildings to live in, and words of those who tell what happened.
_NO_PLACE: Final = re.compile(
    "(?:小|住宅|家属|宿舍|别墅|生活|厂|校|院|病|营)区|单元|宿舍|公寓|门牌|[我你他她它的某是在被骗称住]|来自|前往|来到|拨打|报警|报案|接警|出警|户籍|"
    "求助|受害|事主|当事人|联系|姓名|户名|电话|手机|微信|转账|汇款|付款|身份证|银行卡|夫妇|夫妻|"
    "儿子|女儿|丈夫|妻子|老公|老婆|母亲|父亲|妈妈|爸爸|爱人|哥哥|弟弟|姐姐|妹妹"
)
_SURNAME: Final = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{SURNAMES}])"
# A title makes somebody of a surname, with or without a given name, unless it is read across two words: 李村|长江路.
_TITLED: Final = re.compile(
    rf"{_SURNAME}[{_HAN}]{{0,2}}?(?:先生|女士|小姐|太太|夫人|同志|师傅|老师(?!范)|教授|医生|律师|经理|主任|书记|会计|老板|警官|民警|辅警|"
    r"[科处所局队村镇]长(?![江安乐春沙宁城兴寿顺海岛葛汀泰治垣丰青岭白征湖洲清])|大[爷娘妈叔婶伯姐哥]|阿[姨婆]|奶奶(?!庙)|爷爷(?!庙)|婆婆|叔叔)"
)
_HOUSEHOLD: Final = re.compile(rf"(?P<n>{_SURNAME}[{_HAN}]{{1,2}})(?:的?家|的?住[处所址]|的房子|的店)")
# Streets without 街道, which are called by what is there; what follows 家 is no given name there.
_SPOT: Final = re.compile(
    rf"[{_HAN}]{{1,2}}家[角嘴汇桥湾渡岗坝塘沟墩口营庄屯庙岭坡坳桥河山洼铺集店院窑峪坊堡埠岛湖甸坎沟台门洲堰圩]|[{_HAN}]{{1,3}}[庄营屯渡庙寺祠堡坝塘墩岗坡坳垸圩埠垭隘]"
)


def is_place(cell: str, person: Callable[[str], bool]) -> bool:
    """Tell whether a cell of a column for places is, as a whole, the name of one or more places or offices.

    Parameters
    ----------
    cell : str
        龙尾山派出所, 徐家汇街道, 朝阳区二派出所. No number of a house is one, nor what tells of somebody.
    person : callable
        Tells whether a short text surely holds somebody's name and nothing else.
    """
    plain = unicodedata.normalize("NFKC", cell).strip()
    if len(plain) > _MOST:
        return False
    parts = [part for part in _AND.split(plain) if part]
    return bool(parts) and all(_named(part, person) for part in parts)


def _named(part: str, person: Callable[[str], bool]) -> bool:
    if _SPOT.fullmatch(part):
        return True
    if not _PLACE.fullmatch(part) or _NUMBERED.search(part) or _NO_PLACE.search(part) or _TITLED.search(part):
        return False
    house = _HOUSEHOLD.match(part)
    if house and person(house["n"]):
        return False
    if len(part) == 2 or (len(part) == 3 and part[-1] in "路街巷"):
        return not person(part)
    # Somebody stands in front of a place that has a name of its own: 王建国城关派出所, but not 徐家汇路街道, 崔各庄中路社区.
    own = len(_ENDING.sub("", part))
    return not any(
        own >= size + 2
        and part[1] != "家"
        and part[size - 1] not in _LAND
        and _TOWN.isdisjoint(part[size:4])
        and person(part[:size])
        for size in (2, 3)
    )


def holds_person(cell: str) -> bool:
    """Tell whether a short cell tells of somebody by a title or a household, and must be read as a text is.

    Parameters
    ----------
    cell : str
    """
    return _TITLED.search(cell) is not None or _HOUSEHOLD.fullmatch(cell) is not None

"""Addresses from road, village or estate down to the room.

A place word (路, 村, 小区, 大厦 …) or a numbered unit (3栋, 502室) is where an address can be told; how far to the left its name
goes, and whether a word without a number is an address at all, the model of `fanzha.privacy.names_training` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.privacy.address_fields import below_towns, likely, nowhere, told, wider
from fanzha.privacy.address_spots import BESIDE_OFFICE, beyond, longest_first, spotted
from fanzha.privacy.family import FAMILY
from fanzha.privacy.name_features import LEVEL, Codes, classes, hashed, join, pair_slots
from fanzha.privacy.name_model import total, weights
from fanzha.text.scan import Scan

_LONGEST: Final = 9  # characters of a name in front of its place word
_FIRST_FEATURE: Final = 32
_ZH = "一二三四五六七八九十百零〇两甲乙丙丁"
_NUM = rf"[第附甲乙丙丁东西南北]?-?(?:[A-Za-z]?[0-9]{{1,5}}[A-Za-z]?|[{_ZH}]{{1,5}}|[A-Za-z]|某{{1,2}})(?:[\-之至][A-Za-z]?[0-9]{{1,5}}){{0,3}}"
_UNIT = "#楼|号楼|号院|号门(?![前口])|号库|号柜|号间|号仓|号铺|号店|号档口?|号摊位?|号房|号|號樓|號|栋|棟|幢|座|单元|單元|室|房|层|層|楼|樓|组|組|邻|舍|队|隊|社|巷|弄|衖|区|區|期|门(?![前口])|摊|排|户|铺|档|舖|段|街|路|里|村|库|柜|间|甫|小组|楼梯|铺位|商铺|车间"
_PART = rf"(?:(?:{_NUM}(?:{_UNIT})(?![窗床])|东组|西组|南组|北组|[东西南北中]户|[东西南北]梯)(?:之[一二三0-9])?[ ,]?|[东西南北]?(?:头|侧|门)(?=[0-9]))"
# What ends an address without a unit, 2单元801 or 3楼C08, and is no amount, year or time.
_LAST = (
    r"(?:(?!96110|95[0-9]{3}(?![0-9])|12[0-9]{3}(?![0-9])|11[0-9](?![0-9]))(?:[A-Za-z]{1,2}-?)?[0-9]{1,5}(?:-[0-9]{1,5}){0,3}[A-Za-z]?(?:阁楼|隔断间|室|房|间)?"
    r"(?![0-9A-Za-z*-]|[.][0-9]|,[0-9]{3}(?![0-9-])|[:：][0-9]| ?[元块塊圆万萬千百余多时時年月日点點%人笔筆次个個岁歲天名张台套件斤号號]))"
)
_DASHED = rf"(?=[0-9A-Za-z]{{1,5}}-){_LAST}"
_TAIL = rf"(?:{_PART}{{1,8}}(?:{_LAST}|[A-Z](?![A-Za-z0-9])|阁楼|隔断间)?|{_LAST})"
# Words that may be addresses without a number.
_ROADS = "大道|大街|马路|胡同|路|街|巷|弄|弄堂|村|屯|寨|嘎查|路口|街口|巷口"
_ESTATES = "院子|小区|花园|花苑|公寓|家园|新村|新苑|雅苑|苑|山庄|华庭|豪庭|名邸|名苑|公馆|雅居|名居|佳园|嘉园|大厦|邨|家属院|工业园|产业园|科技园|批发城|建材城|商贸城|活动室|停车场|写字楼|农贸市场"
# Words that are addresses with one, or beside another.
_NUMBERED = (
    "大马路|马路|环路|里|坊|道|邻|贸汇|金融港|别墅区|夜市|厂区|渔港|村委会|庄|堡|坪|社区|社區|居委会|新城|苑区|庄园|名都|府邸|国际|庭|轩|阁|湾|郡|大楼|商务楼|广场|廣場|中心|市场|市場|商城|家具城|商场|城|"
    "驿站|旅馆|宾馆|酒店|民宿|网吧|仓库|基地|汽配城|物流园|之家|立交|项目部|后坑|温室|大棚|出租屋|城中村|市场|宿舍楼|宿舍|工业区|园区|园|厂区|活动中心|大院|院|楼|樓|桥头|橋頭|桥|渡口|码头|农场|林场|牧场|矿区|围|圍|条|渠|沟|站|厂|市集|门面|段|府|场"
)
_BUILDING = "贸汇|金融港|别墅区|大厦|大楼|商务楼|广场|中心|国际|宿舍|楼|园|府|庭|阁|轩|湾|郡|马路|基地|市场|酒店"


_PLACE = Scan(
    FAMILY,
    rf"(?:{longest_first(_ESTATES)})(?P<tail>{_TAIL})?",
    rf"(?:{longest_first(_ROADS)})(?P<tail2>{_PART}{{1,8}}(?:{_LAST}|[A-Z](?![A-Za-z0-9])|阁楼|隔断间)?|{_DASHED})?",
)
# After a building a bare number is a room; after others it may be anything.
_WEAK = Scan(
    FAMILY,
    rf"(?:{longest_first(_NUMBERED)})(?P<tail>{_PART}{{1,8}}(?:{_LAST}|[A-Z](?![A-Za-z0-9])|阁楼|隔断间)?)",
    rf"(?:{_BUILDING})(?P<tail2>{_LAST})",
)
# Numbers of a house or a room that follow no place word.
_ROOM = Scan(
    FAMILY,
    rf"(?<![0-9A-Za-z])(?:[A-Za-z]?[0-9]{{1,4}}[A-Za-z]?|[{_ZH}]{{1,3}}|[A-Z])(?:号楼|號樓|栋|棟|幢|单元|單元|(?<![五七])座(?=[0-9A-Z])){_PART}{{0,6}}{_LAST}?"
    rf"|(?<![0-9A-Za-z.])[0-9]{{3,4}}(?:室|号房|房(?![产贷子东租价屋]))",
)
_IS_ROOM = re.compile(r"[室房]|(?:楼|栋|幢|单元|座).*[0-9一二三四五六七八九十]")
# What makes an office, a firm or a shop of a road's name.
_OFFICE = re.compile(
    "道(?![0-9口])|区|集?[县镇乡]|所|[费径]|由器|桥[区镇]|(?:[东南西北中]段?)?(?:派出所|派出|分局|支行|分行|分理处|营业|网点|储蓄|信用社|法院|检察|司法|小学|中学|初中|高中|幼儿园|学校|医院|卫生|药店|邮[政局]|驿站|超市|银行|街道|办事处|"
    "地铁|高铁|公交|加油站|收费站|公司|集团|电[影商]|管理|服务|居委|村委|支部|警务|大队|中队|客运|车站|分店|旗舰|专卖|门店)"
)
# Where in an address something lies, up to the shop or room.
_BESIDE = re.compile(
    "(?:口|门口|门卫|地下室|[东西南北][侧头门]|侧门|旁的?|对面|隔壁|楼[上下])?[^\\W0-9A-Za-z_在开了的去到被骗与和给买转取交见接打找等住是有做卖租来附经约看听收上下扫]{0,7}"
    "(?:宿舍|修理厂|工作室|办公室|棋牌室|美容院|小卖部|超市|食堂|网吧|酒吧|会所|门诊|诊所|经营部|门市部|加工坊|车间|大棚|[店铺摊馆柜间库厅坊棚]|厂区?|门卫|地下室|诊室|仓库|工楼|影院门口|第[一二三四五六七八九十]家)|(?:口|门卫|地下室|侧门|[东西南北][侧头门])"
)
_INSIDE = frozenset(f"{c}里" for c in "村家店厂镇校屋县市")
_NEAR: Final = 5
_NEARLY: Final = -700  # what the model may lack of an address where words around speak for one
_ENDS: Final = frozenset(
    "在住到于至从往去址是为位了市区县镇乡州旗省盟我你他她其把给送寄来的"
)  # what names of places do not go over
_TOWARDS: Final = frozenset("在到至往于从寄送住")
_HAN = re.compile(r"(?:(?<![A-Za-z])[A-Z]{2,4})?[\u4e00-\u9fff]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place word in one text.

    Attributes
    ----------
    text : int
        Its number.
    start, word, end : int
        Where the word begins, where it ends, and where its numbers end.
    room : int
        How many characters in front of it may be its name.
    numbered : bool
        Whether numbers follow, or it is a number itself.
    """

    text: int
    start: int
    word: int
    end: int
    room: int
    numbered: bool


def places(texts: Sequence[str]) -> list[Place]:
    """Find place words.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.privacy.readable`).
    """
    found = []
    for number, text in enumerate(texts):
        last = 0
        for start, word, rough_end, numbered in _matches(text):
            end = word + len(text[word:rough_end].rstrip(" ,"))
            if (
                start < last
                or (not numbered and text[start:word] == "弄")
                or (
                    not numbered
                    and _OFFICE.match(text, end)
                    and not (text[end] == "道" and text[word - 1] != "街")
                    and (text[end] in "道区县镇乡所" or not BESIDE_OFFICE.match(text, end))
                )
            ):
                continue
            han = _HAN.search(text, max(last, start - _LONGEST), start)
            assert han is not None
            room = start - han.start()
            if room or numbered:
                found.append(Place(number, start, word, end, room, numbered))
                last = end
    return found


def _matches(text: str) -> list[tuple[int, int, int, bool]]:
    every = []
    for rule, m in _PLACE.rules(text):
        tail = m["tail2" if rule else "tail"]
        every.append((m.start(), m.end() - len(tail or ""), m.end(), tail is not None))
    for rule, m in _WEAK.rules(text):
        tail = m["tail2" if rule else "tail"]
        every.append((m.start(), m.end() - len(tail), m.end(), True))
    # A house alone, 3号楼, is told apart from others by its neighbours only; a room is an address.
    every += [(m.start(), m.start(), m.end(), _IS_ROOM.search(m[0]) is not None) for m in _ROOM.finditer(text)]
    return sorted(every, key=lambda one: (one[0], -one[2]))


def features(
    found: Sequence[Place], codes: Codes, begin: Codes, levels: NDArray[np.uint8]
) -> tuple[Codes, Codes, Codes]:
    """Return hashed features of every length that the name of each place may have.

    Parameters
    ----------
    found : sequence of Place
    codes, begin : ndarray of int64
        Of `fanzha.privacy.name_features.join`.
    levels : ndarray of uint8
        See `fanzha.privacy.name_features.features`.

    Returns
    -------
    slots : ndarray of int64, shape (features, n)
    owner : ndarray of int64, shape (n,)
        Which place.
    length : ndarray of int64, shape (n,)
        From 0 to its room; 1 at least where no number follows.
    """
    base = begin[[p.text for p in found]]
    start = base + np.array([p.start for p in found])
    word = base + np.array([p.word for p in found])
    end = base + np.array([p.end for p in found])
    room = np.array([p.room for p in found])
    numbered = np.array([p.numbered for p in found], dtype=np.int64)
    owner = np.repeat(np.arange(len(found)), room + 1)
    length = np.arange(len(owner)) - np.repeat(np.cumsum(room + 1) - room - 1, room + 1)
    c, kinds = codes, classes()
    at, stop, numbers = start[owner] - length, start[owner], numbered[owner]
    l1, l2, l3, first, second, last = c[at - 1], c[at - 2], c[at - 3], c[at], c[at + 1], c[stop - 1]
    what = c[np.maximum(word[owner] - 1, stop)] << 16 | c[stop]
    r1, r2 = c[end[owner]], c[end[owner] + 1]
    nothing = np.zeros_like(at)
    pairs = np.array(((l1, first), (first, second), (last, c[stop]), (l2, l1)))
    left, inner, right, before = levels.take(pair_slots(pairs[:, 0], pairs[:, 1])).astype(np.int64) & LEVEL
    named = (length > 0) * 1
    rows = (
        (length, what, numbers),
        (length, nothing, numbers),
        (l1, nothing, numbers),
        (l2, l1, numbers),
        (l3 << 16 | l2, l1, nothing),
        (left, inner * 8 + right, np.minimum(length, 4)),
        (left, before * 8 + kinds[l1], numbers),
        (first, nothing, named),
        (last, what, named),
        (left, what, named),
        (kinds[l1], kinds[r1], numbers),
        (r1, what, numbers),
        (r1, r2, numbers),
        (kinds[l1] * 16 + kinds[l2], length, numbers),
    )
    return hashed(rows, _FIRST_FEATURE), owner, length


def find_addresses(texts: Sequence[str], walled: Sequence[str] | None = None) -> list[list[tuple[int, int]]]:
    """Find addresses.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.privacy.readable`); ready for `fanzha.privacy.family` or not.
    walled : sequence of str, optional
        The same with barriers in place of numbers, as the model reads them; the texts if not given.

    Returns
    -------
    list of list of tuple
        Starts and ends in each text, in order and apart.
    """
    walls = walled or texts
    verbs = weights().verbs
    return [
        _joined(
            [
                *((wider(wall, a), b) for a, b in own),
                *told(text, wall),
                *((below_towns(wall, a, b), b) for a, b in spotted(wall)),
            ],
            wall,
            verbs,
        )
        for text, wall, own in zip(texts, walls, _modelled(texts, walls), strict=True)
    ]


def _joined(found: list[tuple[int, int]], walled: str, verbs: frozenset[str]) -> list[tuple[int, int]]:
    """Let addresses go on to where they end, and make one of those that touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and end <= joined[-1][1]:
            continue  # read already, so that the time does not grow with the square
        last = max(end, beyond(walled, end, verbs))
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((start, last))
    return joined


def _modelled(texts: Sequence[str], walled: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return addresses that have a place word or a number of a house in them."""
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    every = places(texts)
    if not every:
        return found
    mine = sorted({p.text for p in every})
    number = dict(zip(mine, range(len(mine)), strict=True))
    codes, begin = join([walled[i] for i in mine])
    known = weights()
    moved = [replace(p, text=number[p.text]) for p in every]
    slots, owner, length = features(moved, codes, begin, known.levels)
    value = total(slots, known.place, known.place_bias)
    order = np.lexsort((-value, owner))
    best = order[np.diff(owner[order], prepend=-1) > 0]
    starts = [_begun(texts[p.text], p, p.start - k) for p, k in zip(every, length[best].tolist(), strict=True)]
    accepted = [
        texts[p.text][p.start - 1 : p.word] not in _INSIDE
        and (
            (p.numbered and "某" not in texts[p.text][start : p.start])
            or (
                not nowhere(texts[p.text], start, p.start)
                and (v > 0 or (v > _NEARLY and likely(texts[p.text], start, p.start, p.end)))
            )
        )
        for p, start, v in zip(every, starts, value[best].tolist(), strict=True)
    ]
    # What an address goes on from is part of it: 湖滨南路 in 湖滨南路金座大厦.
    for i in range(len(every) - 2, -1, -1):
        if accepted[i + 1] and every[i + 1].text == every[i].text and starts[i + 1] == every[i].end:
            accepted[i] = True
    for place, start, right in zip(every, starts, accepted, strict=True):
        if right:
            taken, more = found[place.text], _BESIDE.match(texts[place.text], place.end)
            end = more.end() if more else place.end
            if taken and start <= taken[-1][1]:
                taken[-1] = taken[-1][0], max(end, taken[-1][1])
            else:
                taken.append((start, end))
    return found


def _begun(text: str, place: Place, start: int) -> int:
    """Let the name of a numbered place begin where a word before names of places ends, if that is near."""
    if place.numbered and place.word > place.start:
        for at in range(start, max(start - _NEAR, place.start - place.room) - 1, -1):
            if at == 0 or not "一" <= text[at - 1] <= "鿿" or text[at - 1] in _ENDS:
                return at
    if place.word > place.start and not place.numbered:
        return max((at + 1 for at in range(start, place.start) if text[at] in _TOWARDS), default=start)
    return start

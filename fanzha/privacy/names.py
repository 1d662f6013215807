"""Personal names: Han names by a model, others by their form (`fanzha.privacy.name_forms`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from fanzha.privacy.name_cues import PERSONS
from fanzha.privacy.name_features import LONG_WORD, WORD, candidates, features, pair_slots
from fanzha.privacy.name_forms import (
    FUNCTION,
    LOOSE,
    MODEST,
    PART_OF_WORDS,
    SHORT,
    TITLE,
    TOO_COMMON,
    addressed,
    by_form,
    ends_in_title,
)
from fanzha.privacy.name_model import Weights, name_scores, weights
from fanzha.privacy.name_roles import by_role
from fanzha.privacy.name_slots import by_slot, names_thing
from fanzha.privacy.name_words import DOUBLE_SURNAMES, NO_PEOPLE
from fanzha.privacy.span import BARRIER

_CUE = 1600 * 5  # five units of log odds; see `_NAME_SCALE` in `fanzha.privacy.names_training`
_RARE = 1600 * 3  # a surname that no list holds needs more
_BESIDE = 1600 * 4  # what a name may lack that is listed with another
_JOINS = frozenset("、和与及跟")
_NO_PLACE = 1600 * 13  # between 马坡 and 柳青, of which the former is a place and the latter mostly somebody
_WORD_TOO = 1600 * 3  # two characters that are a common word
_PLAIN = 1600 * 8  # what begins with a verb or an adverb
_SELDOM = 1600  # a word that is not common
_COMMON_FIRST = 1600 * 3  # more for surnames that are words of every sentence
_MET = 1600 * 2  # what begins like a pair that texts often hold
_BARE = 1600 * 2  # a cell that holds nothing else is mostly a word
_SAYS_WHO = re.compile(
    r"[（(，, /]{1,2}(?:男|女|[一-鿿]{1,4}族|[0-9一二三四五六七八九十]{1,4}岁|[1-9][0-9][，,）)]|今年|现年|年[0-9])|名下|卡上|(?:建设|工商|农业|中国|交通|招商|邮储|邮政|浦发|民生|光大|华夏|平安|兴业|中信|农商|农村)银行|[工农中建交招]行|的?(?:账户|帐户|账号|卡号)|的["
    + BARRIER
    + "]"
)
_SCRIPT = 1600 * 3  # in an advertisement, of which no word says that it tells of persons
_SELLS = re.compile(
    "退订|回[TNtn]|优惠|促销|特[价惠]|满减|立减|抢购|秒杀|折|开业|新品|热线|限时|限量|免费|福利|礼包|抽奖|中奖|活动|赠|返现|红包|积分|兑换|钜惠|爆款|正品|代金|购物|商城|旗舰|包邮|欢迎|恭候|祝您|尊敬|亲爱|亲[,，!！~]|点击|下载|app|APP"
)
_TELLS = re.compile(
    "报警|报案|警官|警察|民警|受害|被害|事主|当事人|群众|户名|收款人|姓名|联系人|先生|女士|小姐|[岁歲男女]|我叫|名叫|自称|本人|来电|求助|被骗|诈骗|我是"
)
_OPENS, _SHUTS = ("“", "「", "『", "《"), ("”", "」", "』", "》")
_HAN = re.compile("[一-鿿]")
_SHORT = re.compile("(?<![一-鿿])[一-鿿]{2,3}(?![一-鿿])")
_CALLED = re.compile("(?:[老小]|[员工师生长商主友人民贩是叫称我])$")
_CHECKS = frozenset("据经核调排抽检审巡搜复盘严")
# 沧州瑞 in 沧州瑞和祥贸易有限公司.
_FIRM = re.compile(
    "[^\\W0-9A-Za-z_在的到从向去给与被将把以为是称说开了]{0,12}(?:有限|公司|商行|经营部|贸易|合作社|工作室|专营店|旗舰店|便利店|门市部|批发部|商贸|科技|集团|实业|建材|饭店|酒楼)"
)
_CALLS = re.compile(
    r"(?:转给|转至|转到|转账至|汇给|汇往|汇至|打给|打到|付给|名叫|叫|全名|真名|姓名|户名|收款人|报案人|报警人|受害人|被害人|被害人|事主|儿子|女儿|老公|老婆|丈夫|妻子|母亲|父亲|爱人|其[子女妻夫母父])[：: “]{0,2}$"
)
_ONES = frozenset("我俺你您他她其")
_PEOPLE = tuple("报受被事儿女老丈妻母父爱其")  # of the words above those that somebody's doing may follow
# Double surnames that are no words.
_ONLY_NAMES = frozenset(DOUBLE_SURNAMES) - frozenset(
    [
        "东方",
        "百里",
        "西门",
        "南门",
        "东门",
        "太史",
        "第五",
        "长孙",
        "单于",
        "司空",
        "微生",
        "段干",
        "宗政",
        "东郭",
        "公西",
        "公良",
    ]
)
_ASKS = frozenset("催劝令使")  # in front of who does something, besides `FUNCTION`: 劝许报警
# Surnames that are words by themselves, verbs above all: 花五千元, 车卖了.
_WORDLY = PART_OF_WORDS | frozenset(
    "花连充白常强房支代米谈查来去送请让干解开敬过买卖问除随顺通造表盖空终逢须量重速言论飞越接提用服应和封容过留伏修养满展边别敢拓排扎扶抗"
    "折冒计付相理信管关种仇钱金水火山石海江牛马羊鱼毛竹木林草叶田地井池泉桥寺塔县市区乡村镇街巷宫党门户"
    "红黑蓝黄青东西南北上下左右前后里外元角分年月老小多少好真正明成简冷静新旺盛喜乐贵甘温苦香鲜麻革集部男皮血音项贝豆农铁锁苗谷古"
)
_DOES = frozenset(
    "在于按将遂即又再未已接收转汇发下先后自当不没报称说便才也就都仍继添点扫登加随听信未返来去回付交给把被让向对与和"
)


def is_person(cell: str) -> bool:
    """Tell whether a cell that should hold a place surely holds the name of a person, and nothing else.

    Many streets are written without 街道, and then look like somebody's name: 青枫, 柳岸. What people are called scores higher.

    Parameters
    ----------
    cell : str
    """
    return find_names([cell], least=_NO_PLACE) == [[(0, len(cell))]]


def find_names(
    texts: Sequence[str], walled: Sequence[str] | None = None, *, least: int = 0
) -> list[list[tuple[int, int]]]:
    """Find names of persons.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.privacy.readable`); ready for `fanzha.privacy.family` or not.
    walled : sequence of str, optional
        The same with barriers in place of numbers, as the model reads them; the texts if not given.
    least : int
        What a name must score beyond what it must score in a narrative.

    Returns
    -------
    list of list of tuple
        Starts and ends in each text, in order and apart: of a surname before a title, the surname.
    """
    known = weights()
    read = walled or texts
    found = candidates(read)
    scored: list[list[tuple[int, int, int]]] = [[] for _ in texts]
    sells = [_SELLS.search(text) is not None and _TELLS.search(text) is None for text in texts]
    if len(found.start):
        value = name_scores(features(found, known.levels), known) - _RARE * found.rare
        for i in np.flatnonzero(value > -2 * _CUE).tolist():
            number = int(np.searchsorted(found.begin, found.start[i], side="right")) - 1
            start = int(found.start[i] - found.begin[number])
            end = start + int(found.length[i])
            score = int(value[i]) - least + _told(read[number], start, end, known) - (_SCRIPT if sells[number] else 0)
            score -= _common(read[number][start:end], bool(found.rare[i]), known.dictionary, known.levels)
            if score > -_BESIDE and not ends_in_title(read[number], start, end):
                scored[number].append((-score, start, end))
    every = [_chosen(text, wall, some, known) for text, wall, some in zip(texts, read, scored, strict=True)]
    return [_again(text, names, known.words) if names else names for text, names in zip(texts, every, strict=True)]


def _again(text: str, names: list[tuple[int, int]], words: frozenset[str]) -> list[tuple[int, int]]:
    """Add further places of the same names: whole, given name alone, and the surname alone where it is no part of a word."""
    owned = {i for a, b in names for i in range(a, b)}
    found = list(names)
    told = {text[a] for a, b in names if b - a == 1 and text[a - 1 : a] == "姓"}
    for m in _SHORT.finditer(text) if told else ():
        # 我姓恽，恽大山.
        if m[0][0] in told and owned.isdisjoint(range(*m.span())) and not ends_in_title(text, *m.span()):
            found.append(m.span())
            owned.update(range(*m.span()))
    pieces: dict[str, dict[int, set[str]]] = {}  # by first character and length
    for name in {text[a:b] for a, b in found}:
        size = 2 if name[:2] in DOUBLE_SURNAMES else 1
        wanted = [name, name[size:]] if len(name) - size == 2 else [name]
        if size < len(name) <= size + 2 and name[0] not in TOO_COMMON and name[0] not in "他她它我你":
            wanted.append(name[:size])
        for piece in wanted:
            if "一" <= piece[:1] <= "鿿":
                pieces.setdefault(piece[0], {}).setdefault(len(piece), set()).add(piece)
    if not pieces:
        return sorted(found)
    longest_first = {first: sorted(some.items(), reverse=True) for first, some in pieces.items()}
    for match in re.finditer(f"[{''.join(pieces)}]", text):
        at = match.start()
        for size, some in longest_first[match[0]] if at not in owned else ():
            end = at + size
            if text[at:end] in some and owned.isdisjoint(range(at, end)) and (size > 1 or _lone(text, at, words)):
                found.append((at, end))
                owned.update(range(at, end))
                break
    return sorted(found)


_TITLE_NEXT = re.compile(f"(?:{TITLE}|{SHORT}|{LOOSE})")
_MODEST_ONLY = frozenset(MODEST) - PART_OF_WORDS

_DATED = frozenset("日月号时分晚许后")  # behind a figure: 11月5日皮欲提现
_NUMERAL = frozenset("0123456789一二三四五六七八九十半")


def _lone(text: str, at: int, words: frozenset[str]) -> bool:
    """Tell whether a surname stands alone as a short form of somebody's name: 蒲在腾讯会议."""
    left, right = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in "钱席" or left == "的" or (left in ("老", "小") and not addressed(text, at - 1, words)):
        return False
    if text[at] in TOO_COMMON and (right.isdigit() or left in "，,。；;\n、"):
        return False
    if left and left in "0123456789一二三四五六七八九十百千万第%.":
        return False
    dated = left in _DATED and text[at - 2 : at - 1] in _NUMERAL and text[at] not in PART_OF_WORDS
    if left and "一" <= left <= "鿿" and left not in FUNCTION | _ASKS | {"老", "小"} and not dated:
        return False
    return (
        bool(right)
        and right != "某"
        and text[at : at + 2] not in words
        and (
            _TITLE_NEXT.match(text, at + 1) is not None
            or (left in "，,。；;\n" and text[at] in _MODEST_ONLY)
            or right in FUNCTION
            or right in _DOES
            or (left in "，。；：\n" and text[at] not in PART_OF_WORDS and text[at] not in _MODEST_ONLY)
            or (text[at] not in _WORDLY and text[at - 1 : at + 1] not in words)
            or not "一" <= right <= "鿿"
        )
    )


def _told(text: str, start: int, end: int, known: Weights) -> int:
    """Return how much words beside a possible name, and what it is itself, speak for it."""
    value = _CUE if text[start : start + 2] in _ONLY_NAMES else 0
    if _SAYS_WHO.match(text, end):
        value += _CUE
    plain = text[start : start + 2] in known.plain and text[start : start + 2] not in DOUBLE_SURNAMES
    calls = _CALLS.search(text, max(0, start - 6), start)
    does = plain and calls and calls[0].startswith(_PEOPLE) and calls[0][-1] not in "： :“"
    if calls and not does and not names_thing(text, start, end):
        value += _CUE
    if plain:  # 女儿喜欢, 母亲生病; elsewhere it may be a name after all
        value -= (
            _PLAIN if text[max(0, start - 2) : start] in PERSONS or text[start - 1 : start] in _ONES else _PLAIN // 4
        )
    if end - start == len(text) and len(text) < 4:
        value -= _BARE
    # In quotation marks stands a name, or something longer that is none: “华鼎泰信”.
    if (text[start - 1 : start] in _OPENS and _HAN.match(text, end) and not _TITLE_NEXT.match(text, end)) or (
        text[end : end + 1] in _SHUTS
        and _HAN.match(text, start - 1)
        and not _CALLED.search(text, max(0, start - 1), start)
    ):
        value -= _WORD_TOO
    if end - start == 3 and text[start] == text[start + 1] == text[start + 2]:
        value -= 2 * _CUE
    if text[start] == "查" and text[start - 1 : start] in _CHECKS:
        value -= _CUE
    if text[start:end] in NO_PEOPLE or (text[end - 1] in "籍人族" and not _HAN.match(text, end)):
        value -= 2 * _CUE
    if _FIRM.match(text, end):
        value -= _CUE
    return value - _MET if text[start : start + 2] in known.words else value


def _slot(name: str) -> int:
    *before, last = map(ord, name)
    first = before[0] if len(before) == 1 else before[0] << 16 | before[1]
    return int(pair_slots(np.array([first]), np.array([last]))[0])


def _common(name: str, rare: bool, dictionary: frozenset[str], levels: NDArray[np.uint8]) -> int:
    """Return how much speaks against a possible name because a dictionary has it, or parts of it where no surname is known."""
    if name[-2:] in PERSONS:
        return 4 * _CUE if len(name) == 2 or name[:2] in dictionary else _WORD_TOO  # 代驾, 木材商
    if len(name) == 2:
        if name in dictionary:
            return _WORD_TOO + (_RARE if rare else 0)
        return _SELDOM if levels[_slot(name)] & WORD else 0  # a word, if not a common one
    if name[0] in TOO_COMMON and name[1:] in dictionary:
        return _COMMON_FIRST  # 和大堂 in 公司经理和大堂经理
    if len(name) == 3 and levels[_slot(name)] & LONG_WORD:
        return _WORD_TOO  # 逮捕令
    return _WORD_TOO if rare and (name[:2] in dictionary or name[1:] in dictionary) else 0


def _chosen(text: str, wall: str, scored: list[tuple[int, int, int]], known: Weights) -> list[tuple[int, int]]:
    owner: dict[int, tuple[int, int]] = {}  # of each character that a name has taken
    for score, start, end in sorted(scored):
        if (score < 0 or _joined(text, start, end, owner)) and not any(i in owner for i in range(start, end)):
            owner.update(dict.fromkeys(range(start, end), (start, end)))
    # A form that reaches further takes what the model saw of it.
    told = chain(
        by_form(text, known.words, known.dictionary),
        by_slot(text, wall, known.words),
        by_role(wall, known.words, known.dictionary),
    )
    for start, end in told:
        under = {owner[i] for i in range(start, end) if i in owner}
        if all(b - a < end - start for a, b in under):
            for a, b in under:
                for i in range(a, b):
                    del owner[i]
            owner.update(dict.fromkeys(range(start, end), (start, end)))
    return sorted({_whole(text, start, end, owner) for start, end in owner.values()})


def _joined(text: str, start: int, end: int, owner: dict[int, tuple[int, int]]) -> bool:
    """Tell whether what may be a name is listed with one: 冯大勇和冯小勇, 慕容立德与庾长贵."""
    return (text[start - 1 : start] in _JOINS and start - 2 in owner) or (
        text[end : end + 1] in _JOINS and end + 1 in owner
    )


def _whole(text: str, start: int, end: int, owner: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Let a name that begins inside a double surname, 方旭 in 东方旭, begin with it."""
    if start and text[start - 1 : start + 1] in DOUBLE_SURNAMES and start - 1 not in owner:
        return start - 1, end
    return start, end

"""Han names right behind a role, in quotation marks, and right behind what dialects call kin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fanzha.privacy.family import FAMILY
from fanzha.privacy.name_cues import PERSONS
from fanzha.privacy.name_forms import MODEST, ends_in_title
from fanzha.privacy.name_words import DOUBLE_SURNAMES, NO_PEOPLE, SURNAMES, words
from fanzha.text.scan import Scan

_HAN: Final = "\u4e00-\u9fff"
_DOUBLE: Final = "|".join(DOUBLE_SURNAMES)
_ROLE: Final = (
    "民警|辅警|交警|刑警|警官|警察|客服|经理|专员|老师|导师|主任|主管|助理|顾问|律师|法官|检察官|医生|队长|所长|科长|处长|局长|"
    "院长|行长|会计|秘书|讲师|教授|教练|分析师|理财师|督导|总监|老板|人员"
)
_NO_SURNAME: Final = frozenset("全公商单项通班同")  # in front of a word
_OPENS: Final = "“”\"'‘「『《〈【〔＂＇﹁﹃"
_SHUTS: Final = "“”\"'’」』》〉】〕＂＇﹂﹄"
_QUOTED: Final = Scan(
    FAMILY,
    rf"(?:{_ROLE})[:： ]?[{_OPENS}](?P<n>(?:{_DOUBLE})[{_HAN}]{{1,2}}|[{SURNAMES}][{_HAN}]{{1,2}})(?=[{_SHUTS}])",
)
# Those that everybody knows are cues of the model (`fanzha.privacy.name_cues`).
_KIN: Final = "|".join(
    words(
        "叔公 伯公 舅公 姑公 姨公 丈公 叔婆 伯婆 舅婆 姑婆 姨婆 妗婆 婶婆 细叔 細叔 细佬 細佬 细妹 細妹 大佬 家姐 家嫂 舅父 舅母 妗母 姨丈 姑丈 外父 外母 "
        "岳丈 老豆 老窦 新抱 心抱 契爷 契爺 契妈 契仔 契女 表叔 堂叔 堂伯 堂舅 爷叔 娘舅 孃孃 嬢嬢 幺爸 幺叔 幺舅 幺妹 大爹 叔爷 伯爷 伯娘 婶娘 舅爷 姑爷 姑奶 姨奶 舅奶 阿舅 阿姑 阿嫂 阿叔 阿嫲 阿嬷 囡囡 小囡"
    )
)
# What somebody does right behind the own name; none of it ends a given name.
_DOES: Final = "说话話讲講称叫跟嘅的被畀俾喺去打让向给"
_RELATED: Final = Scan(
    FAMILY,
    rf"(?:{_KIN})(?P<n>(?:(?:{_DOUBLE})|[{MODEST}])[{_HAN}](?:(?![{_DOES}和与同及])[{_HAN}])?)"
    rf"(?=[，,。；;、！!？?（()） \n]|同埋|[同和与及跟][我佢他她埋]|[{_DOES}和与及]|$)",
)


def by_role(text: str, common: frozenset[str], dictionary: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield names that a role or a word for kin tells: 民警“高建军”, 三叔公陈阿福.

    Parameters
    ----------
    text : str
        Readable, with barriers in place of numbers.
    common : frozenset of str
        Pairs of characters that are words: these begin no names.
    dictionary : frozenset of str
        Common words of two characters: neither does one of these make up all of a name, nor end it.
    """
    for scan in (_QUOTED, _RELATED):
        for m in scan.finditer(text):
            name = m["n"]
            word = name[:2] in dictionary or name in NO_PEOPLE or name[-2:] in PERSONS
            # Between quotation marks nothing goes on, so what only begins like a word may be a name: 周大伟.
            word = word or (name[:2] in common and (scan is _RELATED or len(name) == 2 or name[1:] in dictionary))
            word = word or (name[0] in _NO_SURNAME and name[1:] in dictionary)  # 全平台
            if not (word and name[:2] not in DOUBLE_SURNAMES) and not ends_in_title(text, *m.span("n")):
                yield m.span("n")

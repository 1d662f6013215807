"""Stage of life, and whether somebody was cheated before."""

from __future__ import annotations

import re
from typing import Final

from fanzha.facts.family import FAMILY
from fanzha.text.scan import Scan

# Ages at which the law makes somebody an adult (Civil Code of the People's Republic of China, 2020, article 17) and old
# (Law on the Protection of the Rights and Interests of the Elderly, 2018, article 2).
ADULT: Final = 18
ELDERLY: Final = 60
_WORDS = Scan(
    FAMILY,
    r"(?P<minor>小学生|初中生|中学生|高中生|小学[一二三四五六]年级|[一二三四五六]年级|初[一二三](?!，?十)|高[一二三](?!风险)|男童|女童|儿童|未成年|小女孩|小男孩|少年(?!宫)|少女)"
    r"|(?P<elderly>老人|老伯|老汉|老太|老大爷|大爷|大娘|老奶奶|奶奶|爷爷|婆婆|阿婆|阿公|老先生|老妇|老翁|老头|老年(?!活动|公寓)|老爷子|老兵|退休(?!金|教|工|干|职|会|护)|高龄)"
    r"|(?P<adult>大学生|研究生|宝妈|大[一二三四](?=学生|，|女|男)|应届|丈夫|妻子|老公|老婆|孩子他?[爸妈]|离婚|离异)",
)
_OTHER = re.compile(r"(?:对方|自称|冒充|假扮|假冒|骗子|嫌疑人|网友|“)[^，。；]{0,6}$")
_BEFORE = Scan(
    FAMILY,
    r"(?:再次|二次|第[二三]次|又一次|又)(?:被骗|受骗|上当|遭骗|报案|报警(?!电话)|被诈骗)"
    r"|(?:曾经?|此前|之前|以前|上年|去年|前年|年前|上次|早前|原先)[^，。；“”]{0,12}(?:被骗(?!子)|受骗|上当|遭骗|被诈骗|骗过|骗了|(?:理赔|刷单|杀猪盘|投资|贷款)[^，。；]{0,6}(?:损失|被骗))"
    r"|(?:曾经?|此前|以前|上年|去年|前年|年前|上次|早前|原先)(?:曾|也|因|就|已|因为)?被[^，。；“”]{0,8}骗(?=[，。；]|过)"
    r"|(?:被骗|上当|受骗)过(?:一次|一回|钱)?|不是(?:头|第)一[次回](?:被骗|上当|受骗)|回头客",
)


def life_stage(text: str, age: int | None) -> tuple[str, tuple[int, int] | None] | None:
    """Return the victim's stage of life, and where a word tells it.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    age : int or None
        Years.

    Returns
    -------
    tuple of str and span, or None
        ``minor`` under 18, ``adult``, ``elderly`` from 60; no span where the age tells it.
    """
    if age is not None:
        return "minor" if age < ADULT else "elderly" if age >= ELDERLY else "adult", None
    for match in _WORDS.finditer(text):
        if not _OTHER.search(text[max(0, match.start() - 10) : match.start()]):
            return str(match.lastgroup), match.span()
    return None


def cheated_before(text: str) -> tuple[int, int] | None:
    """Return where a narrative tells that the victim had been cheated before.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    match = _BEFORE.search(text)
    return match.span() if match else None

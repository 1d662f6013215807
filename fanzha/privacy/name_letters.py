"""Names in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.name_cues import PERSONS
from fanzha.privacy.name_words import LATIN_GIVEN, LATIN_SURNAMES, words
from fanzha.text.scan import Scan

_HAN = "\u4e00-\u9fff"
_WORD = "[A-Z][a-z]{1,11}|[A-Z]{2,9}|[A-Z]['’][A-Z][a-z]{2,10}"
_LATIN = Scan(
    FAMILY,
    rf"(?<![A-Za-z0-9@._/\-])(?:{_WORD})(?:[ \-](?:{_WORD}|[A-Z]\.?)(?:-[a-z]{{1,8}})?){{1,3}}(?![A-Za-z0-9@._/\-])",
)
_ADDRESSED = Scan(
    FAMILY,
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|MR|MS)\.? ?(?P<n>[A-Z][A-Za-z]{1,11}(?: [A-Z][A-Za-z]{1,11})?)(?![A-Za-z])",
)
_INTRODUCED = re.compile(
    "(?:姓名|叫|我是|自称|名为|署名|译员|翻译|外教|教师|老师|事主|报案人|报警人|受害人|当事人|联系人|户名|收款人|男友|女友|网友|朋友|丈夫|妻子|学生|客户|员工|乘客|游客|答|本人)[^A-Za-z，。,;；]{0,4}[:：?？ “(（]{0,3}$"
)
_NO_LATIN = re.compile(
    "(?i:.*\\b(?:google|play|app|store|apple|pay|pal|western|union|hong|kong|new|york|bank|wallet|trade|trader|meta|coin|token|card|gift|steam|visa|master|express|air|force|facebook|amazon|shop|mall|tik|tok|web|chat|trust|video|meeting|team|viewer|desk|any|to|of|the|and|for|your|group|capital|fund|global|limited|ltd|inc|co|vip|pro|max|plus|mini|home|link|line|world|international)\\b)"
)
# Behind a word for a person: 佣兵Marcus.
_FOREIGN = Scan(FAMILY, rf"(?<=[{_HAN}])[A-Z][a-z]{{2,11}}(?:[ ·][A-Z][A-Za-z']{{1,11}}){{0,2}}(?![A-Za-z0-9@._/\-])")
_BRANDS = frozenset(
    words(
        "Telegram Facebook Whatsapp Line Instagram Apple Google Steam Vip Boss Wechat Skype Twitter Tiktok Paypal Zoom Signal Viber Discord Tinder Bumble Momo Soul Amazon Shopee Lazada Ebay Netflix"
    )
)
_SIRS = Scan(
    FAMILY,
    r"(?<![A-Za-z0-9@._/\-])(?P<n>[A-Z][a-z]{1,11}(?:[ ·][A-Z][A-Za-z']{1,11}){0,2}) ?(?=先生|女士|小姐|老师(?!傅)|教授|博士|太太|夫妇|医生|牧师|神父|夫人)",
)
_FIRST = Scan(FAMILY, r"(?<![A-Za-z0-9@._/\- ])[A-Z][a-z]{2,10}(?![A-Za-z0-9@._/\- ])")
_NICKNAME = re.compile(r"(?:昵称|网名|账号|帐号|号|ID|id|备注)[^，。；]{0,4}$")
# Given names that are common words, or firms and apps.
_WORDS_TOO = frozenset(
    words(
        "Mark May Will Rose Grace Max Sunny Sky Coco Rich Frank Gary Bill Jack Lily Luna Ella Amber Sandy White Brown King Young Green Hill Baker Carter Parker Scott Wright Harris"
    )
)
_CALLED = Scan(
    FAMILY,
    r"(?:叫|自称|名为|名叫|英文名|我是|署名|户名|收款人|收款人名|姓名|联系人|持卡人|朋友|网友|男友|女友|老公|老板|导师|客服)[:：是为]?[ “\"']?(?P<n>(?:[A-Z][a-z]{2,11}|[A-Z]{3,9})(?: [A-Z][A-Za-z]{1,11}){0,2})(?![A-Za-z0-9@._/\-])",
)


def _latin(found: str) -> bool:
    parts = [w.strip(".").casefold() for w in re.split(r"[ \-]", found)]
    surname = sum(w in LATIN_SURNAMES for w in parts)
    given = sum(w in LATIN_GIVEN for w in parts)
    # Two parts of names, or one among syllables.
    return surname + given >= 2 or (surname >= 1 and all(_SYLLABLES.fullmatch(w) for w in parts))


_SYLLABLES = re.compile(r"(?:[bpmfdtnlgkhjqxrzcsyw]h?[aeiouv]{1,3}(?:ng?|r|k|t|m|p)?){1,3}")


def in_letters(text: str) -> Iterator[tuple[int, int]]:
    """Yield names in Latin letters.

    Parameters
    ----------
    text : str
        Readable.
    """
    for m in _FOREIGN.finditer(text):
        if text[m.start() - 2 : m.start()] in PERSONS and not _NO_LATIN.match(m[0]) and m[0].split()[0] not in _BRANDS:
            yield m.span()
    for m in _LATIN.finditer(text):
        told = _INTRODUCED.search(text, max(0, m.start() - 14), m.start())
        if _latin(m[0]) or (told and not _NO_LATIN.match(m[0])):
            yield m.span()
    for scan in (_SIRS, _ADDRESSED):
        for m in scan.finditer(text):
            yield m.span("n")
    for m in _FIRST.finditer(text):
        if (
            m[0].casefold() in LATIN_GIVEN
            and m[0] not in _WORDS_TOO
            and not _NICKNAME.search(text, max(0, m.start() - 10), m.start())
        ):
            yield m.span()
    for m in _CALLED.finditer(text):
        if m["n"].split()[0].casefold() in LATIN_GIVEN:
            yield m.span("n")

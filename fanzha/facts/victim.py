"""Age and sex of who was cheated."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from zlib import crc32

from fanzha.facts.family import FAMILY
from fanzha.facts.numerals import ZH_NUMERAL, parse_number_zh
from fanzha.facts.person import standing
from fanzha.facts.place import Place
from fanzha.text.scan import Scan

_OTHER_AGE = re.compile(
    r"(?:满|未满|不满|超过|超|近|以上|读到|工龄|做了|干了|干满|年限|到|差|的|大我|小我|比我大|比我小)$"
)
_AGE = Scan(
    FAMILY,
    rf"(?P<n>[0-9]{{1,3}}|[{ZH_NUMERAL}]{{1,4}})(?P<u>(?:周|虚)?岁(?![上下大小]|以[上下]|的[狗猫车]|"
    rf"那年|生日|时候|起|开始|之前))",
)
# Any figure that might be an age; those around it tell.
_FIGURE = Scan(
    FAMILY,
    rf"(?<![0-9.,/:：\-])(?P<n>[1-9][0-9]?|1[01][0-9])(?=[，、。；）;的几咯啦了/ \n]|$|[男女])"
    rf"|(?<![{ZH_NUMERAL}第])(?P<z>[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九][一二三四五六七八九])(?=[，、。；）的几咯啦了 \n]|$)"
    rf"|(?:年龄|岁数|年纪|现年)[:：为是]?(?P<t>[0-9]{{1,3}})"
    # Run into what follows: 男21学生.
    rf"|(?<=[男女])(?P<s>[1-9][0-9])(?=[一-鿿])(?![元万千百块多余来岁周名个人号日月年天次笔点时分秒层楼栋室码级])",
)
_NOT_BEFORE_FIGURE = "第付转交退返赔充扣花号尾和到至共加减之"
_MOST = 10  # places that are weighed


def age_places(text: str) -> list[Place]:
    """Return where the victim's age may be told.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    found: list[tuple[int, int, int, int]] = []
    for match in _AGE.finditer(text):
        number = _number(match["n"])
        if number is not None and 1 <= number <= 120:
            found.append(
                (
                    match.start(),
                    match.end(),
                    number,
                    1 + (_OTHER_AGE.search(text[max(0, match.start() - 4) : match.start()]) is not None),
                )
            )
    for match in _FIGURE.finditer(text):
        group = str(match.lastgroup).replace("s", "n")
        start, end = match.span(str(match.lastgroup))
        if group != "t" and start and text[start - 1] in _NOT_BEFORE_FIGURE:
            continue
        number = _number(text[start:end])
        if number is not None and 5 <= number <= 105:
            found.append((start, end, number, 3 + "nzt".index(group)))
    found.sort()
    places = []
    for i, (start, end, number, kind) in enumerate(found[:_MOST]):
        side = standing(text, start)
        marks = (
            kind,
            kind * 8 + min(number // 15, 7),
            min(i, 3) * 8 + kind,
            (side + 2) * 8 + kind,
            min(len(found), 3) * 8 + kind,
        )
        places.append(Place(number, start, end, marks))
    return places


def _number(raw: str) -> int | None:
    number = int(raw) if raw.isdigit() else parse_number_zh(raw)
    return None if number is None else int(number)


_F_TITLE = "女士|小姐|太太|阿姨|大妈|大娘|大婶|婆婆|奶奶|阿婆|女仕|婶|嫂|姐|师奶|小姐姐"
_M_TITLE = "先生|大爷|大叔|老伯|阿伯|爷爷|师傅(?=[，（男])|伯伯|伯(?![父母乐])|叔(?!叔说)|老汉|生(?=[，（]事主)"
_F_ROLE = (
    "老板娘|厂妹|打工妹|女店主|女店员|女老师|女村医|女出纳|女旅客|女房客|女租客|女网友(?=报警)|阿婆|"
    "老奶奶|渔嫂|女孩子|女子|女性|妇女|妇人|女教师|女老师|女大学生|女学生|女生|女孩|女童|女工|女员工|"
    "女青年|女居民|女村民|女会计|女老板|女商户|女事主|女业主|女乘客|女护士|女司机|女职员|女网民|主妇|"
    "家庭主妇|宝妈|全职妈妈|孕妇|姑娘|少女|小姑娘|老太太|老太|婆婆|老妇|女白领|女硕士|女博士|女医生|港女|"
    "女文员"
)
_M_ROLE = (
    "男店主|男店员|男房客|老大爷|老年男子|男生|男子|男性|男教师|男大学生|男学生|男生|男孩|男童|男工|"
    "男员工|男青年|男居民|男村民|男事主|男业主|小伙子?|老汉|老头|老伯|老翁|少年|男硕士|男医生|男职员|"
    "大爷|大叔"
)
_F_KIN = (
    "婆娘|堂客|婆姨|家母|女主人|阿嫲|女仔|嬢嬢|老太婆|老婆婆|姨(?!妈|父)|老母亲|阿嬷|阿姆|母亲|妈妈|妈|老妈|阿妈|娘|奶奶|外婆|姥姥|婆婆|女儿|闺女|囡囡|孙女|外孙女|妻子|老婆|"
    "媳妇儿?|姐姐|妹妹|姐|妹|姑姑|姑妈|姨妈|婶婶|太太|嫂子|侄女|丈母娘|岳母|阿姨|家姐|细妹"
)
_M_KIN = (
    "家父|男主人|老爷子|老头子|舅(?!妈|母)|囝|伢子|后生(?!活)|姨父|老父亲|阿公|阿爷|父亲|爸爸|爸|老爸|老豆|阿爸|爹|爷爷|外公|姥爷|公公|儿子|孙子|外孙|丈夫|老公|哥哥|"
    "弟弟|哥|弟|叔叔|伯伯|舅舅|侄子|外甥|岳父|丈人|大哥|细佬|家公"
)
_SEX_WORD = Scan(
    FAMILY,
    rf"(?P<f>(?:我|俺|我家|俺家)(?:男人|老公|丈夫|先生|男朋友|男友)|(?:孩子|娃儿?)(?:他|她|的)?(?:爸爸?|爹)|{_F_ROLE}|{_F_TITLE}|{_F_KIN}|其母|其妻|其女(?!儿)|其姐|其妹|女方|女朋友|女友|前妻|女网友|女主播|女孩|妹子|美女|寡妇|离异女|单亲妈|保姆|月嫂|护士|空姐|干妈|干女|闺蜜|怀孕|坐月子|女|她)"
    rf"|(?P<m>(?:我|俺|我家|俺家)(?:老婆|媳妇儿?|妻子|太太|婆娘|堂客|婆姨|女朋友|女友)|(?:孩子|娃儿?)(?:他|她|的)?(?:妈妈?|娘)|{_M_ROLE}|{_M_TITLE}|{_M_KIN}|其父|其夫|其子|其兄|其弟|男方|男朋友|男友|前夫|男网友|帅哥|光棍|大老爷们|哥们|干爹|退伍|男|他(?!人|们))",
)
# 以母亲生病为由向我借钱, 对方自称老婆生孩子: somebody of whom the other side told.
_PRETEXT = re.compile(
    rf"以(?:其|自己|他|她|自己的|家里|家中)?(?:{_F_KIN}|{_M_KIN}|妻|夫|子|女|父母)(?:亲|儿)?[^，。；“”]{{0,16}}?为(?:由|名|借口|幌子)"
    rf"|(?:对方|网友|骗子)(?:自称|谎称自己|称自己)(?:的|家里)?(?:{_F_KIN}|{_M_KIN})"
)
# A child of who reports: 其10岁儿子, 女儿小学六年级.
_KID = "儿子|女儿|闺女|孙子|孙女|外孙女?|男孩|女孩|男娃|女娃"
_YOUNG = r"(?<![0-9])(?:[3-9]|1[0-7])(?:周岁|岁)|小学|初中|初[一二三]|[一二三四五六]年级|高[一二三]|未成年"
_CHILD = Scan(
    FAMILY,
    rf"(?P<a>{_KID})[^。；，、]{{0,6}}，?[^。；，、]{{0,5}}?(?:{_YOUNG})|(?:{_YOUNG})[^。；，、0-9]{{0,4}}?(?P<b>{_KID})",
)
_MOST_WORDS = 12
# Whose spouse or partner is told of is of the other sex: 老婆的卡, 我男朋友.
_SPOUSE = {
    **dict.fromkeys(("老公", "丈夫", "男友", "男朋友", "前夫"), "female"),
    **dict.fromkeys(
        ("老婆", "媳妇", "媳妇儿", "妻子", "太太", "女友", "女朋友", "婆娘", "堂客", "婆姨", "前妻"), "male"
    ),
}
# Whom a pronoun may mean: the other side, the victim, who speaks, somebody beside them.
_PERSON = Scan(
    FAMILY,
    r"(?P<o>对方|自称|嫌疑人|骗子|客服|主播|老师|网友|有人|男的|女的|陌生|卖家|买家|中介|认识|店主|老板(?!娘))"
    r"|(?P<v>报警人|报案人|受害人|被害人|事主|当事人|居民|村民|市民|客户|储户|老人|学生|群众|来电|求助人|业主|租户|住户"
    r"|[男女]，|，[男女]|(?:客|答|报|来电|用户|来):)"
    r"|(?P<k>我|俺|咱|本人)"
    r"|(?P<s>其|他的|她的|家属|柜员|民警|社工|网格员|妈|爸|儿子|女儿|奶奶|爷爷|孙子|孙女|老婆|老公|妻子|丈夫)",
)
_NOBODY = 4
_INVERSE = 1 << 24  # of the marks of a place that tells the other sex
_WORD = 0x10000  # what stands beside the number of a word in a mark


def sex_places(text: str) -> list[Place]:
    """Return where a word may tell the victim's sex.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    told_of = [m.span() for m in _PRETEXT.finditer(text)] if "为" in text or "称" in text else []
    every = (m for m in _SEX_WORD.finditer(text) if not any(a <= m.start() < b for a, b in told_of))
    found = list(itertools.islice(every, _MOST_WORDS))
    children = {m.start("a") if m["a"] else m.start("b") for m in _CHILD.finditer(text)}
    women = sum(match.lastgroup == "f" for match in found)
    told = min(text.count("我") + text.count("俺"), 2) * 16 + min(women, 3) * 4 + min(len(found) - women, 3)
    people = [(m.start(), "ovks".index(str(m.lastgroup))) for m in _PERSON.finditer(text)] if found else []
    starts = [start for start, _ in people]
    first = people[0][1] if people else _NOBODY
    mine = min(sum(who == 2 for _, who in people), 2)
    pronouns = min(text.count("她"), 3) * 4 + min(text.count("他"), 3)
    places = []
    for i, match in enumerate(found):
        start, end = match.span()
        word = crc32(match.group().encode()) & 0xFFFF
        side = standing(text, start)
        child = 2 * (start in children) + bool(children)
        behind = bisect_left(starts, start)
        last = people[behind - 1][1] if behind else _NOBODY
        before = people[behind - 2][1] if behind > 1 else _NOBODY
        marks = (
            word, min(i, 4), (side + 2) * 2 + (start == 0), word * 4 + min(i, 3), (side + 2) * _WORD + word,
            told * _WORD + word, told * 2 + (match.lastgroup == "f"), (told * 2 + (match.lastgroup == "f")) * 8 + side + 2,
            child, child * _WORD + word,
            last * _WORD + word, (last * 5 + before) * _WORD + word, (last * 5 + first) * _WORD + word, (last * 4 + mine) * _WORD + word,
            pronouns * _WORD + word, (ord(text[start - 1]) if start else 0) * _WORD + word,
        )  # fmt: skip
        places.append(Place("female" if match.lastgroup == "f" else "male", start, end, marks))
        if match.group() in _SPOUSE:
            places.append(Place(_SPOUSE[match.group()], start, end, tuple(m + _INVERSE for m in marks)))
    return places

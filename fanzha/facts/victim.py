"""Age and sex of who was cheated."""

from __future__ import annotations

import re
from zlib import crc32

from fanzha.facts.family import FAMILY
from fanzha.facts.numerals import ZH_NUMERAL, parse_number_zh
from fanzha.facts.person import Found, standing
from fanzha.facts.place import Place
from fanzha.text.scan import Choice, Scan

_OTHER_AGE = re.compile(
    r"(?:满|未满|不满|超过|超|近|以上|读到|工龄|做了|干了|干满|年限|到|差|的|大我|小我|比我大|比我小)$"
)
_AGE = Scan(
    FAMILY,
    rf"(?P<n>[0-9]{{1,3}}|[{ZH_NUMERAL}]{{1,4}})(?P<u>(?:周|虚)?岁(?![上下大小]|以[上下]|的[狗猫车]|"
    rf"那年|生日|时候|起|开始|之前))",
)
# 我今年71, 女，63，, 其父（58）, 今年七十六。
_BARE_AGE = Scan(
    FAMILY,
    rf"(?:(?:男|女|我今年|俺今年|今年|年龄|年纪|我|俺|"
    rf"[父母妈爸爷奶])[，、：:（ ]{{0,2}})(?P<n>[1-9][0-9]|1[01][0-9])(?=[了，、。；）;的几咯啦 ]|$)"
    rf"|(?<![退给赔转付找借收送])(?:我|俺|咱|今年|本人|年)(?P<z>[{ZH_NUMERAL}]{{2,3}})(?=[了，、。；;啦咯])"
    rf"|^(?:我|俺|本人)[^。]{{0,24}}，(?P<c>[1-9][0-9])，",
)


def victim_age(text: str) -> Found | None:
    """Return the victim's age in years: the first that is not told of somebody else.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    found: list[tuple[int, int, int, int]] = []
    for match in _AGE.finditer(text):
        if _OTHER_AGE.search(text[max(0, match.start() - 4) : match.start()]):
            continue
        number = _number(match["n"])
        if number is not None and 1 <= number <= 120:
            found.append((-standing(text, match.start()), match.start(), number, match.end()))
    if not found:
        for match in _BARE_AGE.finditer(text):
            group = str(match.lastgroup)
            number = _number(match[group])
            if number is not None and 6 <= number <= 99:
                found.append((-standing(text, match.start()), match.start(group), number, match.end(group)))
    if not found:
        return None
    rank, start, age, end = min(found)
    return None if rank >= 2 else Found(age, start, end)


def _number(raw: str) -> int | None:
    number = int(raw) if raw.isdigit() else parse_number_zh(raw)
    return None if number is None else int(number)


# Any figure that might be an age; those around it tell.
_FIGURE = Scan(
    FAMILY,
    rf"(?<![0-9.,/:：\-])(?P<n>[1-9][0-9]?|1[01][0-9])(?=[，、。；）;的几咯啦了/ \n]|$|[男女])"
    rf"|(?<![{ZH_NUMERAL}第])(?P<z>[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九][一二三四五六七八九])(?=[，、。；）的几咯啦了 \n]|$)"
    rf"|(?:年龄|岁数|年纪|现年)[:：为是]?(?P<t>[0-9]{{1,3}})",
)
_NOT_BEFORE_FIGURE = "第付转交退返赔充扣花号尾和到至共加减"
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
            found.append((match.start(), match.end(), number, 1 + (_OTHER_AGE.search(text[max(0, match.start() - 4) : match.start()]) is not None)))
    for match in _FIGURE.finditer(text):
        group = str(match.lastgroup)
        start, end = match.span(group)
        if group != "t" and start and text[start - 1] in _NOT_BEFORE_FIGURE:
            continue
        number = _number(match[group])
        if number is not None and 5 <= number <= 105:
            found.append((start, end, number, 3 + "nzt".index(group)))
    found.sort()
    places = []
    for i, (start, end, number, kind) in enumerate(found[:_MOST]):
        side = standing(text, start)
        marks = (kind, kind * 8 + min(number // 15, 7), min(i, 3) * 8 + kind, (side + 2) * 8 + kind, min(len(found), 3) * 8 + kind)
        places.append(Place(number, start, end, marks))
    return places


_REPORTER = (
    "报警人|报案人|报案者|来电人|来电者|求助人|机主|车主|事主|受害人|被害人|当事人|失主|户主|街坊|群众|老人|客户"
)
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
    "老母亲|阿嬷|阿姆|母亲|妈妈|妈|老妈|阿妈|娘|奶奶|外婆|姥姥|婆婆|女儿|闺女|囡囡|孙女|外孙女|妻子|老婆|"
    "媳妇儿?|姐姐|妹妹|姐|妹|姑姑|姑妈|姨妈|婶婶|太太|嫂子|侄女|丈母娘|岳母|阿姨|家姐|细妹"
)
_M_KIN = (
    "老父亲|阿公|阿爷|父亲|爸爸|爸|老爸|老豆|阿爸|爹|爷爷|外公|姥爷|公公|儿子|孙子|外孙|丈夫|老公|哥哥|"
    "弟弟|哥|弟|叔叔|伯伯|舅舅|侄子|外甥|岳父|丈人|大哥|细佬|家公"
)
_DID = (
    r"接(?:到|了|听)|收到|遭|被(?!给|送|叫)|点(?:了|开|击)|下(?:了|载)|扫(?:了|码)|转(?:了|走|账|出)|上当|"
    r"受骗|汇|付了|买了|刷到|看到|认识|在(?:网|微|抖|快|家|某|手机|小区|集|超市|路)|通过|添加|加了|用手机|"
    r"玩|拿(?:她|他|了|手机)|报名|投了|给(?:对方|骗子|人)|看(?:“|到|了|直播)|中了"
)
# How sure a pattern is that the person is the victim: the lower the surer.
_SEX: tuple[tuple[int, Scan], ...] = tuple(
    (rank, Scan(FAMILY, pattern))
    for rank, pattern in (
        (
            0,
            rf"(?:{_REPORTER})[^，。；（）“]{{0,4}}(?:系|是|为|[，（：]|，自称|姓.，)?(?:(?P<f>女)|"
            rf"(?P<m>男))(?=[，、。；）性子士0-9 （]|$)",
        ),
        (
            0,
            r"(?:^|(?<=[（，、：；。\s\n一名]))(?:(?P<f>女)|(?P<m>男))性?(?=[，、）。；：\s0-9]|$|汉|"
            r"回|壮|满|，?[0-9]{1,2}岁)",
        ),
        (0, rf"(?:其|我|俺|家中)(?:的)?[0-9一二三四五六七八九十]{{1,3}}岁的?(?:(?P<f>{_F_KIN})|(?P<m>{_M_KIN}))"),
        (0, r"(?:[0-9]{1,2}岁|籍)(?:(?P<f>女)|(?P<m>男))(?=[，、。）]|$)"),
        (0, r"性别[：为是]{0,2}(?:(?P<f>女)|(?P<m>男))"),
        (
            1,
            rf"(?:^|(?<=[，。；：称人者主、名位\n一民户某]))[\u4e00-\u9fff]某?某?(?:(?P<f>{_F_TITLE})|"
            rf"(?P<m>{_M_TITLE}))(?=[，。；（(称说在于到接收被通因年向、的]|[0-9])",
        ),
        (
            1,
            rf"(?:(?P<f>{_F_ROLE})|(?P<m>{_M_ROLE}))(?=(?:[\u4e00-\u9fff]某|"
            rf"(?![^，。]{{0,2}}自称)[\u4e00-\u9fff]{{0,3}}(?:报警|报案|来电|打来|来问|求助|称|讲|反映|到所|到派出所|来所|"
            rf"投诉|咨询)|[，]?[0-9]{{1,2}}岁|因|被骗|遭|误|轻信|（))",
        ),
        (
            1,
            rf"(?:^|(?<=[。\n]))(?:一名?|某|有|[0-9]{{2}}后|[0-9]{{1,2}}岁|退休|离异|单身|"
            rf"[\u4e00-\u9fff]{{2,4}}){{0,2}}(?:(?P<f>{_F_ROLE}|阿姨|大妈|阿婆|师奶|奶奶|大娘)|"
            rf"(?P<m>{_M_ROLE}|阿伯|伯伯|爷爷))(?!的|打来|上门|取)",
        ),
        (
            0,
            rf"(?:其|我|俺|咱|报警人|报称|称|家中|家里|他|她|^|"
            rf"(?<=[，。：称]))(?:的)?(?:(?P<f>{_F_KIN})|"
            rf"(?P<m>{_M_KIN}))(?=[，]?[（(]?(?:今年)?[0-9一二三四五六七八九十]{{1,3}}(?:岁|[）)，]))",
        ),
        (
            2,
            rf"(?:其|我|俺|咱|报警人)(?:的)?(?:(?P<f>{_F_KIN})|(?P<m>{_M_KIN}))(?=(?:[昨今前]天|刚才|"
            rf"早上|上午|下午|晚上|于|也|就|在[^，。]{{0,6}}){{0,2}}(?:{_DID}))",
        ),
        (2, rf"(?:^|(?<=[：，。说称讲\n]))(?:(?P<f>{_F_KIN})|(?P<m>{_M_KIN}))(?=(?:{_DID}))"),
        (2, r"我(?:是|系)(?:个|一个|一名|名)?(?:(?P<f>女(?:的|人|生|性|孩))|(?P<m>男(?:的|人|生|性|孩)))"),
        (
            3,
            r"(?:喊|叫|称|管)(?:我|俺)(?:叫|做|作|声)?“?(?:(?P<f>媳妇|老婆|妈|姐|阿姨|大姐|婶|奶奶|妹|"
            r"大娘|大妈|姨|干娘|干妈)|(?P<m>哥|大哥|叔|大爷|爷爷|老公|兄弟|大叔|伯|干爹))",
        ),
        (
            3,
            r"(?P<m>光棍|打光棍|没讨到老婆|没娶上媳妇|讨不到老婆|娶不到|我一个大男人|我一个大老爷们|"
            r"我这个(?:老头|爷们))|(?P<f>我怀孕|我一个女人|我坐月子|我一个女的|我个女人|怀着孕)",
        ),
        (0, r"其(?:(?P<f>母|妻)|(?P<m>父|夫))(?=（|[0-9]|接|被)"),
        (0, rf"(?:替|帮|代|为)(?:其|自己|家中)?(?:(?P<f>{_F_KIN})|(?P<m>{_M_KIN}))(?=报警|报案|来电|咨询|求助|来报)"),
        (3, r"(?:儿子|女儿|闺女|孩子|喊|叫我)[^，。]{0,6}[：，]?“?亲?(?:(?P<f>妈|娘)|(?P<m>爸|爹))(?=[，！、”])"),
        (4, r"(?P<f>(?:我|俺)?(?:老公|老头子|当家的|孩子他?爸|孩子他爹)|给老头|我丈夫|俺男人|我先生(?=[，说不在的]))"),
    )
)
_SEX_CHOICE = Choice([[scan] for _, scan in _SEX])
# Whom the fraudster told to do something, in a text that is not in the first person; 他 may be anybody.
_SHE = Scan(FAMILY, r"(?:让|叫|要|骗|教|引导|诱导|劝|带|把|给)(?P<f>她)")
_FIRST_PERSON = re.compile(r"[我俺咱]")
# Somebody whom a caller pretends to be, or whom the victim deals with.
_ACTOR = re.compile(
    r"(?:自称|冒充|假扮|装成|介绍|和|跟|与|替|找|帮|骗|对方是|对方为|遇到|认识|有个|另一|"
    r"由一?[^，。；]{0,6}|接到?一|交给一?[^，。；]{0,8}|一名?陌生|戴[^，。]{0,6}|“|叫|个|民警|"
    r"一位自称|名叫|昵称|头像是|是个|加上|加了)[^，。；,;]{0,6}$"
)


_SEX_WORD = Scan(
    FAMILY,
    rf"(?P<f>{_F_ROLE}|{_F_TITLE}|{_F_KIN}|女方|女友|女网友|女主播|女孩|妹子|美女|寡妇|离异女|单亲妈|保姆|月嫂|护士|空姐|干妈|干女|闺蜜|我老公|我丈夫|"
    rf"俺男人|怀孕|坐月子|女|她)"
    rf"|(?P<m>{_M_ROLE}|{_M_TITLE}|{_M_KIN}|男方|男友|男网友|帅哥|光棍|大老爷们|哥们|我老婆|我媳妇|俺媳妇|我妻子|我太太|干爹|退伍|男|他(?!人|们))",
)
_MOST_WORDS = 12


def sex_places(text: str) -> list[Place]:
    """Return where a word may tell the victim's sex.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    places = []
    for i, match in enumerate(_SEX_WORD.finditer(text)):
        start, end = match.span()
        word = crc32(match.group().encode()) & 0xFFFF
        side = standing(text, start)
        marks = (word, min(i, 4), (side + 2) * 2 + (start == 0), word * 4 + min(i, 3), (side + 2) * 0x10000 + word)
        places.append(Place("female" if match.lastgroup == "f" else "male", start, end, marks))
        if len(places) == _MOST_WORDS:
            break
    return places


def victim_sex(text: str) -> Found | None:
    """Return ``female`` or ``male`` where the text tells it of the victim.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    best: tuple[int, int, str, int] | None = None
    for i in _SEX_CHOICE.of(text):
        rank, pattern = _SEX[i]
        if best is not None and best[0] < rank:
            break
        for match in pattern.finditer(text):
            group = str(match.lastgroup)
            start = match.start(group)
            if (rank in (0, 1, 2) and standing(text, match.start()) < 0) or (
                rank in (1, 2) and _ACTOR.search(text[max(0, match.start() - 12) : match.start()])
            ):
                continue
            item = (rank, start, "female" if group == "f" else "male", match.end(group))
            if best is None or item[:2] < best[:2]:
                best = item
            break
    if best is None:
        she = _SHE.search(text)
        if she is not None and not _FIRST_PERSON.search(text):
            return Found("female", she.start("f"), she.end("f"))
        return None
    return Found(best[2], best[1], best[3])

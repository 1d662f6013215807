"""Names told by their form: of other peoples and in Latin letters by their parts, surnames before titles, names in fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.name_cues import PERSONS
from fanzha.privacy.name_letters import in_letters
from fanzha.privacy.name_words import (
    DOUBLE_SURNAMES,
    MINORITY,
    NO_PEOPLE,
    NOT_GIVEN,
    SURNAMES,
    TIBETAN,
    TITLES,
    TRANSLITERATION,
)
from fanzha.text.scan import Scan

_HAN = "\u4e00-\u9fff"
_SURNAME = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{SURNAMES}])"
# 工, 科, 处 … are titles in the mouths of colleagues only; here they are mostly parts of words.
TITLE = "|".join(
    t
    for t in TITLES
    if t
    not in {
        "总",
        "老",
        "哥",
        "姐",
        "嫂",
        "叔",
        "伯",
        "姨",
        "婶",
        "爷",
        "董",
        "妹",
        "婆",
        "博士",
        "工",
        "科",
        "处",
        "局",
        "队",
        "所",
        "生",
        "姓",
        "爸",
        "弟",
        "妈",
        "娘",
        "司",
        "同志(女)",
        "中介",
        "专家",
        "客服",
        "司机",
        "同学",
        "老板",
        "会计",
        "专员",
        "民警",
    }
)
LOOSE = "客服|司机|同学|老板|会计|专员|民警|中介|专家"
# What ends a title that could begin a longer word: 王总 but not 王总是.
_DONE = rf"(?![{_HAN}])|(?=[说称让叫要给是在打把被也又就的，和与跟找来去发会有喊带拉催问告通推介加报到本亲突最立即只曾必没看从联约将已先教否承不没也同答收转付签拿接后因于我他她])"
SHORT = "局|总|队|哥|姐|嫂|叔|伯|姨|婶|爷|董|姐|妹|婆|博士"
MODEST = (
    "李王张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍成苗谷曲冉翁蓝游辛靳管柴蒙鲍喻祁屈饶牟艾尤穆卓古简项连麦褚娄窦戚岑景党宫费卜席卫柏宗桂佟应臧闵苟邬卞姬师和仇栾隋刁荣巫寇甄丛仲虞佘查"
)
FUNCTION = frozenset("称说叫找给是和与由让被向对跟到人主名请问见我你他她其为从把位个姓以系找经因据联系通过着了的乎")
# Surnames that are words of every sentence.
TOO_COMMON = frozenset("于和时都由但从向应任何方关后该能经空相单其并才者么")
PART_OF_WORDS = TOO_COMMON | frozenset("班楼施庄宿巴园车店海包饭水权全同安方通家商高金文平计单项")
# Of these, what ends words for firms and parties: 商家经理, 项目方主管.
_ENDS_OF_WORDS = TOO_COMMON | frozenset("方商家店车园高全同公安通单项平计文班楼")
_NOT_BEFORE = re.compile(
    "(?:对方|官方|由于|关于|至于|对于|属于|等于|处于|终于|位于|在于|基于|出于|急于|便于|易于|敢于|低于|高于|公司|平安|社区|辖区|片区|小区|基金|现金|语文|作文|音乐|历史|货车|快车|客车|卡车|约车|租车|厂家|商家|专家|大家|电商|微商|工商|招商|支|中国|农行|工行|建行|该行|我行|校方|警方|资方|园方|院方|店方)$"
)
_NO_COURTESY = re.compile(
    "(?:阿(?:荣|鲁科)|小(?:巴|麦|车|班|范围|姑|宋|程序|金[额库币]|时|费|包|区|高|石|黄[车鱼]|白|马|龙虾|米|康|毛|红|商|家|景|游戏|单|马|江|平|牛|路|莫|温|和|成|方|简|万|文|应|安|项|管|全|宫|连)|老(?:翁|家|总|板|板娘|师|年|人|公|婆|伯|方法|牛|客户|文|安|路|古|毛病|万|成|应|游戏|单|党员|宫|全|管|项|连|包|和|于|幼)|阿(?:里|姨|胶|富汗|根廷|公|婆|伯|勒泰|克苏|拉善|坝))"
)
_TRANS = "".join(sorted(TRANSLITERATION))
_STEMS = "|".join(sorted({*MINORITY, *TIBETAN}, key=lambda s: (-len(s), s)))
_FIELD = "报案人|报警人|报警者|报案者|受害人|被害人|事主|当事人|来电人|求助人|失主|姓名|户名|收款人|开户名|账户名|收款户名|联系人|持卡人|嫌疑人|真名|本名|中文名|收件人|经办人|委托人|监护人|證人|证人|户主"
_NO_PERSON = re.compile(
    ".*[某我你他她]|.*(?:接报|来报|接警)$|.?(?:母亲|父亲|妈妈|爸爸|奶奶|爷爷|儿子|女儿|丈夫|妻子|老公|老婆|哥哥|姐姐|弟弟|妹妹|家长|孩子)|(?:女|男|本人|不详|未知|无|群众|学生|某|客户|居民|村民|职工|退休|同上|匿名|如下|对方|称|来电|表示|反映|老人|女士|先生|无业|务农|公司|商户|单位|个体|电话|系统|网友|骗子|平台|家属|接|报|收|被|的|在|于|一|与|和|因|其|说|名下|账户|账号|信息|身份|[均都]为|[均都]系|[均都]是)|.*(?:公司|商行|店|部|厂|中心|银行|平台|科技|贸易|集团|账户|某|同志|大学|学校|学院|人|者|员|户|家长|经理|老板|先生|女士|客服)$"
)

_TITLED = Scan(
    FAMILY,
    rf"(?P<n>(?!税局|管局|[乐战连车团部]队|温哥华|帅哥|师[姐哥叔爷妹]|和[姐哥]|养老|班[主家长]|空姐|牙技|首席|兽医|军医){_SURNAME})(?:副?(?:{TITLE})|(?:{SHORT})(?:{_DONE})|(?:[姐哥叔姨婶嫂](?![姐哥叔姨婶嫂妹夫伦们弟])|妹子|家嫂))",
)
# Behind a word for a person anything before a title is a surname: 保安阿师傅.
_AFTER_PERSON = Scan(
    FAMILY,
    rf"(?<=[{_HAN}])(?P<n>(?![老小大胖瘦黑女男某该本等和与的及各位总副一二三原新前后说让叫给把被问请找跟对向是称有在到去来个那这就又都也还没不很用骗馆店院园厂班群校站台长时们从为因所于以看听喊求劝陪骂带])[{_HAN}])(?:师傅|老师(?!傅)|经理|警官|女士|先生|大姐|阿姨|大爷|大娘|奶奶|爷爷|主任|医生|护士|律师|教授|师父|老先生|老太|婆婆|大叔|大妈|大婶|伯伯|队长|所长|科长|处长|局长)",
)
# Somebody is spoken to or of: 我跟易总坦白.
_TO = Scan(
    FAMILY, rf"(?<=[跟找问给向让叫请替帮])(?P<n>[{MODEST}])[总局队](?![共是部要额计监会长数体之结经司人行算所里面])"
)
_OFFICE = Scan(FAMILY, rf"(?<=[局院队办处部厅“\"])(?P<n>{_SURNAME})[科处局所队工总](?=[”\"])")
_LOOSELY = Scan(FAMILY, rf"(?P<n>{_SURNAME})(?:{LOOSE})")
_COURTESY = Scan(FAMILY, rf"[老小阿](?P<n>[{MODEST}])")
_SAID = Scan(
    FAMILY,
    rf"(?<![{_HAN}])(?P<k>[{MODEST}])姓(?=[{_HAN}])|(?<=[我他她俺人方])姓(?P<o>(?![名氏什啥他她的我你])[{_HAN}])(?![{_HAN}])|姓(?P<n>{_SURNAME})(?![名氏{_HAN}])|姓(?P<m>[{SURNAMES}])(?=的(?![名氏])|某)",
)
_DOTTED_SOUNDS = TRANSLITERATION | frozenset(
    "不都然如娃姬芙蕾黛朵缇蒂妲茵薇萝芭芝玫撒鲍布博伯彼佛福杰简坤朗劳列卢鲁路梅帕佩切琼让荣桑舍施松苏汤沃夏谢扬叶因约詹泽朱兹祖宗久洋"
)
_DOTTED = Scan(FAMILY, rf"[{_HAN}]{{1,10}}[·•・‧∙][{_HAN}]{{1,10}}(?:[·•・‧∙][{_HAN}]{{1,8}})?")
_STEM = Scan(FAMILY, rf"(?:{_STEMS}){{1,2}}")
# Sounds of another language between marks: 艾力江（, 之弟阿迪力，.
_SOUNDS = Scan(FAMILY, rf"[{_TRANS}]{{3,8}}(?=[，,、；。（()）”\n ]|之|的|称|说|报|在|给|于|打|[男女])")
_NO_SOUNDS = re.compile(
    "爱尔兰|黑龙江|柬埔寨|菲律宾|越南|泰国|缅甸|老挝|荷兰|芬兰|波兰|苏格兰|英格兰|以色列|土耳其|阿拉伯|阿根廷|墨西哥|秘鲁|智利|希腊|瑞士|丹麦|挪威|阿里巴巴|哈尔滨|乌鲁木齐|齐齐哈尔|呼和浩特|克拉玛依|马来西亚|加拿大|新加坡|意大利|澳大利亚|西班牙|巴基斯坦|哈萨克|乌克兰|伊拉克|伊朗|沙特|卡塔尔|埃及|加纳|尼日利亚|加利福尼亚|夏威夷|巴黎|巴西|古巴|"
    "哈利|麦当劳|肯德基|必胜客|特斯拉|奥迪|奔驰|比亚迪|雅马哈|阿迪达斯|迪卡侬|迪士尼|奥特曼|芭比|索尼|诺基亚|摩托罗拉|阿姨|阿伯|阿婆|来福|布达拉|拉萨|日喀则|林芝|那曲|甘南|海南|海西|海北|尼玛|微|吐鲁番|哈密|喀什|和田|伊犁|塔城|阿勒泰|阿克苏|巴州|乌海|海拉尔|满洲里|巴彦|阿拉善|赤|通辽|延吉|图们|牡丹"
)
_IN_FIELD = Scan(
    FAMILY,
    rf"(?:{_FIELD}|签名|记录人)(?:姓名)?[:：] ?(?P<n>[{_HAN}]{{2,7}})(?=[，,。；;（(、\n\t ”\")/]|$)"
    rf"|(?:{_FIELD})[是为叫“ ]?(?P<m>[{SURNAMES}][{_HAN}]{{1,2}}|(?:{'|'.join(DOUBLE_SURNAMES)})[{_HAN}]{{1,2}}|[{_TRANS}]{{3,7}})(?=[，,；;（(”]|$)",
)
# A transcript, in which 报警人： says who speaks and is no field of a form.
_SAYS_WHO = re.compile("[，,（( 、]{1,2}(?:男|女|性别|[0-9])")
_SPEAKERS = frozenset(("报案人", "报警人", "报警者", "报案者", "受害人", "被害人", "当事人", "来电人", "求助人"))
_SPEAKER = re.compile("(?:接警员|接线员|话务员|值班员|民警|警官|柜员|坐席|客服|问|答)[:：]")
_PERSONAL = Scan(
    FAMILY, rf"(?P<r>[{_HAN}]{{2,9}})(?=[（(,，、] ?(?:男|女)(?:[,，)）、性。;； 0-9])|[（(][1-9][0-9]周?岁[，,、)）])"
)
_PERSON_END = frozenset("岁籍族农语文号们嘅的了电话调员工师主户民人贩农商匠生友警家案者女男婆妇童方称长")
_SIR = Scan(
    FAMILY, rf"(?:(?<![{_HAN}])|(?<=[个位叫是同俾话师计理员任长司]))(?P<n>[{MODEST}])生(?=[”」』\",，。话讲叫嘅俾打说])"
)
_PARENT = Scan(FAMILY, rf"(?<![{_HAN}])(?P<n>[{MODEST}])[父母](?=[在于称说表与和及来去，,。])")
_ELDER = Scan(FAMILY, rf"(?<![{_HAN}])(?P<n>[{MODEST}])老(?![{_HAN}])")
_QUOTED = Scan(FAMILY, rf"(?<=[长任理师官记总])[“\"](?P<n>[{MODEST}])[”\"]")
_HOUSE = Scan(
    FAMILY,
    rf"(?:(?<![{_HAN}])|(?<=[和与跟给]))(?P<n>[{MODEST}])家(?=的?(?:儿子|女儿|老[大二三]|媳妇|孩子|丫头|小子|大爷|大妈))",
)


def by_form(text: str, words: frozenset[str], dictionary: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """Yield names that have a form or a word to tell them by."""
    for scan in (_TITLED, _LOOSELY):
        for m in scan.finditer(text):
            end = m.end("n")
            if text[m.start() : end + 1] in _GIVEN:
                continue
            if _no_tail(text, m.start(), end, words) and not (
                scan is _LOOSELY and (_is_word(text, end - 1, words) or text[m.start() - 1 : end] in dictionary)
            ):
                yield m.span("n")
    for m in _COURTESY.finditer(text):
        if addressed(text, m.start(), words):
            yield m.span("n")
    for m in _SAID.finditer(text):
        yield m.span(str(m.lastgroup))
    for m in _DOTTED.finditer(text):
        left, right = _reach(text, m.start(), m.end(), m[0])
        if right > left:
            yield left, right
    for m in _STEM.finditer(text):
        yield _grown(text, _begun(text, m.start()), m.end(), words)
    for m in _SOUNDS.finditer(text):
        if _sounds(text, m.start(), m[0], words):
            yield m.span()
    spoken = _SPEAKER.search(text) is not None
    for m in _IN_FIELD.finditer(text):
        group = "n" if m["n"] else "m"
        if (
            m[0][:3] in _SPEAKERS
            and (spoken or not _SAYS_WHO.match(text, m.end()))
            and (m[group][0] not in SURNAMES or len(m[group]) > 3 or m[group][:2] in words)
        ):
            continue
        if not _NO_PERSON.match(m[group]) and not ends_in_title(text, *m.span(group)):
            yield m.span(group)
    for m in _AFTER_PERSON.finditer(text):
        if text[max(0, m.start() - 2) : m.start()] in PERSONS and text[m.start("n") - 1 : m.end("n")] not in words:
            yield m.span("n")
    for scan in (_QUOTED, _OFFICE, _TO, _HOUSE, _ELDER, _SIR, _PARENT):
        for m in scan.finditer(text):
            yield m.span("n")
    for m in _PERSONAL.finditer(text):
        size = _last_name(m["r"])
        if size and (m["r"][-size] in SURNAMES or m["r"][-size:] not in dictionary):
            yield m.end() - size, m.end()
    yield from in_letters(text)


def _last_name(run: str) -> int:
    """Return how many characters at the end of a row before sex and age are a name, by what stands before them: 事主中村健（男."""
    if (
        run[-1] in _PERSON_END
        or run[-1] in "一二三四五六七八九十百零两"
        or run[-2:] in PERSONS
        or _NO_PERSON.match(run[-3:])
    ):
        return 0
    if run in NO_PEOPLE or run[-2] in "小老阿姓":
        return 0
    for size in (3, 2, 4):
        front = run[:-size]
        if (
            len(run) >= size
            and ((not front and size < 4) or front[-2:] in PERSONS)
            and not _NO_PERSON.match(run[-size:])
        ):
            return size
    return 0


def _sounds(text: str, start: int, found: str, words: frozenset[str]) -> bool:
    """Tell whether a row of characters that transcribe sounds is a name: it begins one, and holds no word."""
    left = text[start - 1 : start]
    if (
        left
        and "一" <= left <= "鿿"
        and left not in FUNCTION
        and left not in "员民人户生工商农妻夫父母儿女弟妹哥姐友族某长"
        and text[start - 2 : start] not in PERSONS
    ):
        return False
    return (
        len(set(found)) > 1
        and not _NO_SOUNDS.search(found)
        and not any(found[i : i + 2] in words for i in range(len(found) - 1))
    )


# Of 强哥, 小兰 these are the given name.
_GIVEN = frozenset(
    [
        "强哥",
        "明哥",
        "军哥",
        "伟哥",
        "华哥",
        "龙哥",
        "红姐",
        "兰姐",
        "芳姐",
        "花姐",
        "梅姐",
        "华姐",
        "玲姐",
        "小兰",
        "小红",
        "小明",
        "小强",
        "小花",
        "小美",
        "小芳",
    ]
)


def _no_tail(text: str, start: int, end: int, words: frozenset[str]) -> bool:
    """Tell whether a surname before a title is not the end of a longer word: 基金经理, 语文老师."""
    if text[start] in "由但从都" and text[max(0, start - 2) : start] not in PERSONS:
        return False
    if start == 0:
        return True
    left = text[start - 1]
    if not "一" <= left <= "鿿":
        return True
    if text[start] == "和":  # 柜员和民警
        return left in "叫是找给请称"
    told = text[max(0, start - 2) : start] in PERSONS or left in "院局队所庭处岗面的"
    if left + text[start] in PERSONS or (text[start] == "师" and left in "老教律医厨大"):
        return False
    if text[start] == "于" and left not in "由关对至属等处终位在基出急便易敢低高就乐善勇限过归源始陷":
        return True
    if text[start] in PART_OF_WORDS:
        return left in "叫是找给请称" or told or (text[start] not in _ENDS_OF_WORDS and left + text[start] not in words)
    if _NOT_BEFORE.search(text, max(0, start - 1), end) or _NOT_BEFORE.search(text, max(0, start - 2), end):
        return False
    return left in FUNCTION or told or left + text[start] not in words


def _is_word(text: str, at: int, words: frozenset[str]) -> bool:
    return text[at : at + 2] in words and (text[at] in PART_OF_WORDS or text[at : at + 2] != text[at] + "老")


def addressed(text: str, start: int, words: frozenset[str]) -> bool:
    """Tell whether 小 or 老 and a surname call somebody: 小王 but not 小程序."""
    if _NO_COURTESY.match(text, start) or text[start : start + 2] in _GIVEN:
        return False
    left = text[start - 1 : start]
    if left and left in "大从古养敬最太很不多少变较越更中上矮缩微细幼弱狭渺":
        return False
    after = text[start + 2 : start + 3]
    return not "一" <= after <= "鿿" or after in FUNCTION or text[start + 1 : start + 3] not in words


_PART = 5  # characters of a part of a dotted name


_COMES = frozenset(["来所", "来我", "来电", "来派", "来报", "来院", "来银", "来行"])
_NO_PART = frozenset("称说讲报来所于在被的向与和及表示告家名下案警打发收等将把通电先女老师处均也人员户主是叫系")


def _sounding(part: str) -> bool:
    return _NO_PART.isdisjoint(part) and 2 * sum(c in _DOTTED_SOUNDS for c in part) >= len(part)


def _reach(text: str, start: int, end: int, found: str) -> tuple[int, int]:
    """Cut a dotted name out of the words around it: only characters that transcribe sounds belong to it."""
    dots = [i for i, c in enumerate(found) if not "一" <= c <= "鿿"]
    left, right = dots[0], dots[-1] + 1
    # Between marks all of it is the name, if half of it sounds like one.
    if left <= _PART and not "一" <= text[start - 1 : start] <= "鿿" and _sounding(found[:left]):
        left = 0
    if len(found) - right <= _PART and not "一" <= text[end : end + 1] <= "鿿" and _sounding(found[right:]):
        right = len(found)
    while left > 0 and found[left - 1] in _DOTTED_SOUNDS:
        left -= 1
    while right < len(found) and found[right] in _DOTTED_SOUNDS and found[right : right + 2] not in _COMES:
        right += 1
    return (start + left, start + right) if left < dots[0] and right > dots[-1] + 1 else (0, 0)


def _begun(text: str, start: int) -> int:
    """Let a name of another people begin up to three sounds further left, where a mark or a word before names stands."""
    for at in range(start, max(0, start - 3) - 1, -1):
        left = text[at - 1 : at]
        if not "一" <= left <= "鿿" or text[at - 2 : at] in PERSONS or left in "叫是系名女男称族":
            return at
        if left not in TRANSLITERATION:
            return start
    return start


_ENDINGS = frozenset("江汗克提尔")  # of names of several peoples: 吐尔逊江
_BEGINS_WORDS = frozenset("来尔达到于合公生提里外加白海以青南新佳山普江兴")


def _grown(text: str, start: int, end: int, words: frozenset[str]) -> tuple[int, int]:
    """Let a name of another people take in what transcribes sounds right behind it, up to four characters."""
    last = end
    while last < len(text) and last - end < 4 and text[last] in TRANSLITERATION and text[last] not in _BEGINS_WORDS:
        last += 1
    if last == end and text[end : end + 1] in _ENDINGS and text[end : end + 2] not in words:
        return start, end + 1
    return start, last if last - end != 1 or not "一" <= text[last : last + 1] <= "鿿" else end


def ends_in_title(text: str, start: int, end: int) -> bool:
    """Tell whether what follows a surname is a title or a role, or begins one, and no given name."""
    given = start + (2 if text[start : start + 2] in DOUBLE_SURNAMES else 1)
    return any(text[given : given + size] in NOT_GIVEN for size in (1, 2, 3) if given + size >= end)

"""Who was cheated: age, sex and occupation out of a narrative."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fanzha.facts.values import ZH_NUMERAL, parse_number_zh

_SUSPECT = re.compile(
    r"(?:对方|自称|嫌疑人|嫌犯|网友|骗子|男友|女友|客服|主播|博主|导师|自報|对像|对象|相亲|称其是|冒充|一个|一名|有个)[^，。；,;]{0,10}$"
)
_VICTIM = re.compile(
    r"受害人|被害人|事主|报警人|报案人|报案者|来电人|来电者|求助人|当事人|群众|居民|村民|市民|本人|我今年|失主|苦主|报：|反映|客户|商户|店主|街坊"
)
_OTHER_AGE = re.compile(r"(?:满|未满|不满|超过|超|近|以上|读到|工龄|做了|干了|干满|年限|到)$")
_AGE = re.compile(
    rf"(?P<n>[0-9]{{1,3}}|[{ZH_NUMERAL}]{{1,4}})(?P<u>多?(?:周|週)?[岁歲](?![上下大小]|以[上下]|的狗|的猫|那年|生日))"
)
_BARE_AGE = re.compile(
    r"(?P<pre>(?:男|女|我今年|今年|年龄|年纪|快|都)[，,、：: ]{0,2})(?P<n>[0-9]{1,2})(?=[了，,、。；;）)的人几嘅咗 ]|$)"
)
_ZH_AGE = re.compile(rf"(?:我|俺|咱|今年|本人|年)(?P<n>[{ZH_NUMERAL}]{{2,3}})(?=[了，,、。；;嘅啦])")

_PAREN_SEX = re.compile(r"[（(，,、:：\s](?P<s>男|女)(?:性)?(?=[，,、）)。；;:：\s0-9汉回壮满]|$)")
_MALE = "男子|男士|先生|小伙|大爷|大叔|老伯|伯伯|爷爷|外公|姥爷|男生|男孩|儿子|丈夫|老公|父亲|爸爸|老爸|老父|老汉|老头|男同学|哥哥|弟弟|俺爹|我爹|我爸|叔叔|阿伯|公公|孙子|男员工|侄子|外甥(?!女)|老大爷|爹"
_FEMALE = "女子|女士|小姐|阿姨|大妈|大娘|奶奶|外婆|姥姥|女生|女孩|女儿|闺女|妻子|老婆|媳妇|母亲|妈妈|老妈|老母|老太|女同学|姐姐|妹妹|俺娘|我娘|我妈|姑姑|阿婆|婆婆|孙女|女员工|侄女|外甥女|宝妈|太太|姑娘|嫂子|女工|娘"
_SEX_WORD = re.compile(rf"(?P<f>{_FEMALE})|(?P<m>{_MALE})")

_SUFFIX = (
    "师|教师|老师|会计|出纳|护士|护工|医生|大夫|药师|工人|员工|职工|职员|店员|店主|老板|老板娘|经理|主管|总监|助理|文员|秘书|司机|骑手|快递员|外卖员|保安|保洁|"
    "厨师|服务员|收银员|导购|销售|业务员|客服|程序员|工程师|设计师|律师|公务员|干部|村干部|书记|农民|菜农|果农|蒜农|粮农|茶农|渔民|牧民|养殖户|种植户|个体户|摊主|商贩|小贩|"
    "学生|大学生|研究生|博士生|中学生|初中生|高中生|小学生|高三学生|大一|大二|大三|大四|留学生|退休|退休人员|离休|无业|待业|自由职业|家庭主妇|全职妈妈|主妇|宝妈|务工|务工人员|打工|民工|"
    "技师|技工|焊工|电工|木工|瓦工|钳工|车工|矿工|钢筋工|油漆工|装修工|修理工|维修工|裁缝|理发师|美容师|美甲师|主播|网约车司机|的士司机|货车司机|教练|编辑|记者|摄影师|演员|模特|军人|"
    "退役军人|辅警|社工|月嫂|保姆|育儿嫂|家政|环卫工|清洁工|仓管|库管|质检员|操作工|普工|包装工|叉车司机|船员|飞行员|空乘|导游|中介|经纪人|代购|网店店主|电商|主任|校长|院长|厂长|"
    "园长|幼师|班主任|教授|讲师|科员|柜员|客户经理|投资人|企业主|法人|负责人|包工头|承包户|合伙人|创业者|作家|画家|牧师|僧人|护林员|看门人|门卫|物业|人员|工作者|从业者|工"
)
# One alternation over suffixes, longest first, so that 退休教师 is not cut to 退休.
_SUFFIXES = sorted(set(_SUFFIX.split("|")) - {"工", "师", "人员"}, key=len, reverse=True)
_JOB = re.compile("(?:" + "|".join(_SUFFIXES) + ")")
_AFTER_AGE = re.compile(
    r"[岁歲][，,、；;：: ]{1,2}(?:汉族[，,、])?(?:系|是|为|职业[:：]?|从事)?(?P<job>[^，,、。；;（()）\s0-9：:]{2,14})(?=[，,、。；;）)：:\s]|$)"
)
_STATED = re.compile(
    r"(?:职业[为是：: ]{1,2}|职业)(?P<job>[^，,、。；;（()）\s]{2,12})(?=[，,、。；;）)\s]|$)"
    r"|(?:从事)(?P<trade>[^，,、。；;（()）\s]{2,10})(?:工作|行业|生意)?(?=[，,、。；;）)\s]|$)"
)
_I_AM = re.compile(
    r"(?:我|俺|本人|咱)(?:是|係|系|在|乃)?(?:一?[名个個位]|個|个)?(?P<job>[^，,、。；;（()）\s0-9我俺]{2,12})(?=[，,、。；;）)\s]|$)"
)
# 我开货车的, 俺种地: a trade told in the speaker's words.
_TRADE = re.compile(
    r"(?:我|俺|本人|咱)(?:是|係|就是|以前是|平时|平時)?(?P<job>(?:开|開|跑|卖|賣|种|種|养|養|摆|做|修|教|搞|打)[^，,、。；;（()）\s0-9我俺你他]{1,7}(?:的|嘅))(?=[，,、。；;\s]|$)"
)
_NOT_A_JOB = re.compile(
    r"报警|报案|称|说|讲|自|收到|接到|损失|转账|电话|被|到所|来所|居民|村民|市民|户籍|现住|家住|汉族|手机|登记|求助|通过|现场|民警"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stands."""

    value: str | int
    start: int
    end: int


def _standing(text: str, start: int) -> int:
    """Rate how likely a person described at ``start`` is the victim: 2 told so, 0 unknown, -2 the other side."""
    before = text[max(0, start - 24) : start]
    if _SUSPECT.search(before):
        return -2
    return 2 if _VICTIM.search(before) else 0


def victim_age(text: str) -> Found | None:
    """Return the victim's age in years: the first that is not told of somebody else."""
    found: list[tuple[int, int, int, int]] = []
    for match in _AGE.finditer(text):
        if _OTHER_AGE.search(text[max(0, match.start() - 4) : match.start()]) or "多" in match["u"]:
            continue
        raw = match["n"]
        number = int(raw) if raw.isdigit() else parse_number_zh(raw)
        if number is not None and 1 <= number <= 120:
            # A Chinese numeral of one character beside 岁 is most often a phrase or a small child.
            found.append((-_standing(text, match.start()), match.start(), int(number), match.end()))
    if not found:
        for match in [*_BARE_AGE.finditer(text), *_ZH_AGE.finditer(text)]:
            raw = match["n"]
            number = int(raw) if raw.isdigit() else parse_number_zh(raw)
            if number is not None and 6 <= number <= 99:
                found.append((-_standing(text, match.start()), match.start("n"), int(number), match.end("n")))
    if not found:
        return None
    rank, start, age, end = min(found)
    return None if rank >= 2 else Found(age, start, end)


def victim_sex(text: str) -> Found | None:
    """Return ``female`` or ``male`` where the text tells it of the victim."""
    best: tuple[int, int, str, int] | None = None
    for match in _PAREN_SEX.finditer(text):
        item = (
            -_standing(text, match.start()),
            match.start("s"),
            "male" if match["s"] == "男" else "female",
            match.end("s"),
        )
        best = min(best, item) if best else item
    if best is not None and best[0] < 2:
        return Found(best[2], best[1], best[3])
    for match in _SEX_WORD.finditer(text[:160]):
        before = text[max(0, match.start() - 24) : match.start()]
        if _SUSPECT.search(before):
            continue
        # Somebody whom a caller pretends to be is not the victim.
        if re.search(
            r"(?:自称|冒充|假扮|装成|叫我|喊我|介绍|给|和|跟|与|为|替|向|让|找|帮|骗)[^，。；,;]{0,8}$", before
        ):
            continue
        return Found("female" if match["f"] else "male", match.start(), match.end())
    return None


def occupation(text: str) -> Found | None:
    """Return the victim's occupation in the words of the text."""
    for pattern in (_STATED, _AFTER_AGE):
        for match in pattern.finditer(text):
            group = "job" if match["job"] else "trade"
            job = match[group]
            if not _NOT_A_JOB.search(job) and _standing(text, match.start()) > -2:
                return Found(job, *match.span(group))
    for pattern in (_TRADE, _I_AM):
        for match in pattern.finditer(text):
            job = match["job"]
            if _NOT_A_JOB.search(job):
                continue
            if pattern is _TRADE or (_JOB.search(job) and _JOB.search(job).end() == len(job)):  # type: ignore[union-attr]
                return Found(job, *match.span("job"))
    told = re.search(
        rf"(?:受害人|报警人|报案人|事主|来电人|一名|某|名|[男女]，|一)(?:系|是|为)?(?P<job>[^，,、。；;（()）\s0-9某称]{{0,6}}(?:{_JOB.pattern}))(?=[，,、。；;（(）)\s某某]|被|称|在|误|收|接|私|轻|向|下)",
        text,
    )
    if told and not _NOT_A_JOB.search(told["job"]) and _standing(text, told.start()) > -2:
        return Found(told["job"], *told.span("job"))
    opening = re.match(rf"(?P<job>[^，,、。；;（()）\s0-9]{{0,4}}(?:{_JOB.pattern}))", text[:16])
    if opening and not _NOT_A_JOB.search(opening["job"]):
        return Found(opening["job"], *opening.span("job"))
    return None

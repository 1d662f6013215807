"""What the victim does for a living, in the words of the text."""

from __future__ import annotations

import re
from zlib import crc32

from fanzha.facts.family import FAMILY
from fanzha.facts.person import Found, standing
from fanzha.facts.place import Place
from fanzha.facts.places import place_length
from fanzha.text.scan import Scan

_NOUN = (
    "老师|教师|幼师|讲师|教授|会计师|律师|厨师|医师|药师|药剂师|技师|工程师|设计师|美容师|美甲师|"
    "理发师|发型师|摄影师|化妆师|培训师|咨询师|按摩师|架构师|精算师|"
    "(?:店|职|社|雇|演|船|海|公务|程序|管理|保管|仓管|保洁|保安|快递|外卖|配送|收银|收费|营业|售货|"
    "售票|服务|业务|推销|销售|理货|质检|检验|化验|分拣|技术|操作|驾驶|乘务|空乘|列车|安检|护理|护林|"
    "炊事|驾|教|研究|工作|文|专|客服|采购|出纳|统计|审计|资料|预算|测绘|救生|巡查|网格|饲养|巡逻|"
    "消防|运动|检票|邮递|柜|科|办事|运营|试验|飞行|飞机|接待|导购|促销|记账|投递|装卸|打包|包装|验货|"
    "加油|门店|饭店服|驿站|物流|跟单|报关|理财|调度|安全|信贷|保险|房产|放映|电影|图书管理)员|"
    "员工|职工|工人|民工|农民工|焊工|电工|木工|瓦工|钳工|车工|矿工|钢筋工|油漆工|装修工|修理工|"
    "维修工|清洁工|环卫工|环卫工人|操作工|普工|包装工|技工|学徒工|搬运工|临时工|小时工|钟点工|护工|"
    "女工|纺织工|挡车工|绕线工|叉车工|注塑工|电焊工|模具工|车工|裁床|品检|跟单|切割工|打磨工|抛光工|"
    "缝纫工|石雕工|暑期工|装卸工|架子工|水暖工|水电工|管道工|锅炉工|染色工|印刷工|绿化工|地盘工|杂工|"
    "散工|帮工|洗碗工|建筑工|养路工|巡线工|退养工人|砖厂工人|"
    "菜农|果农|蒜农|粮农|茶农|花农|瓜农|烟农|棉农|蔗农|药农|蚕农|农民|渔民|牧民|农户|个体户|养殖户|"
    "种植户|养猪户|养鸡户|养牛户|养羊户|种粮户|运输户|承包户|果园主|个体工商户|商户|"
    "店主|摊主|企业主|船主|农场主|厂主|房东|老板娘?|店长|厂长|校长|院长|园长|所长|科长|站长|村长|"
    "队长|班长|组长|船长|行长|局长|董事长|经理|主管|总监|总经理|主任|助理|秘书|文秘|会计|出纳|财务|"
    "书记|村支书|支书|村干部|干部|公务员|法人|负责人|经营者|经纪人|中介|代理商|经销商|批发商|商贩|"
    "小贩|菜贩|商人|"
    "医生|大夫|护士长?|村医|兽医|校医|牙医|中医|助产士|月嫂|保姆|育儿嫂|家政|保洁|保安|辅警|社工|"
    "门卫|门房|看门人|仓管|库管|司机|骑手|教练|编辑|记者|演员|模特|歌手|画家|作家|主播|博主|导游|"
    "导购|代驾|代购|学徒|裁缝|泥瓦匠|木匠|铁匠|鞋匠|石匠|锁匠|瓦匠|漆匠|剃头匠|"
    "文员|文职|白领|侍应|厨工|店员|幼教|宿管|环卫|务农|务工|务工人员|打工|经商|个体|个体老板|"
    "自由职业者?|自由职业|自媒体|无业|无业人员|待业|待业青年|失业|下岗|下岗职工|退休|已退休|退休人员|"
    "离休|退休干部|离退休|家庭主妇|主妇|全职妈妈|宝妈|全职太太|家庭煮夫|军嫂|"
    "学生|大学生|研究生|硕士|博士|博士生|硕士生|中学生|初中生|高中生|小学生|中专生|大专生|职高生|"
    "技校生|留学生|实习生|毕业生|应届生|考生|大[一二三四](?:学生)?|初[一二三](?:学生)?|"
    "高[一二三](?:学生)?|研[一二三]|读研|在读|退伍军人|退役军人|军人|复员军人|僧人|牧师|hr|人事|行政|"
    "销售|采购|客服|运营|设计|程序猿|码农|测试|翻译|电商|微商|网店店主|淘宝店主|种粮大户|合伙人|"
    "创业者|项目经理|包工头|工头|技术人员|科研人员|工作人员|医务人员|后勤人员|旅客|前台|民宿前台|"
    "师傅|档主|档口老板|作坊业主|业主|布匹商|茶叶商|海鲜商|货主|拖拉机手|挖机手|吊车手|歌手|水手|"
    "渔嫂|保洁人员|安保人员|人员|顾问|船员|海员|渔夫|农妇|裁判|法官|检察官|药剂师|收银|售货|保育员|"
    "幼儿园老师|代课老师|班主任|教工|教职工|茶商|粮商"
)
_IS_JOB = re.compile(rf"(?:{_NOUN})$")
# A trade told by what is done: 开小超市的, 在纺织厂上班, 种大棚的.
_DEED = (
    r"(?:开|卖|种|养|跑|拉|做|修|送|收|摆|放|烧|看|踩|教|搞|干|带|当|打|包|贩|倒腾|经营|从事|绑|搬|刷|剪|"
    r"贴|喂|管|捡|钓|捕|蒸|炸|烤|弹|画|唱|练|写|洗|缝|织|绣|站|守|租|装|代|跟|轧|炒|炖|磨|杀|撑|摇|贩卖|"
    r"批发|承包|维修|制作|加工|生产|运营|照看|照顾)"
)
_ABODE = "(?:家|村里|镇上|县里|城里|市里|集上|街上|老家|本地|外地|乡下|工地|厂里|店里)"
_PLACE = (
    r"在[^，。；：（）“]{1,14}?(?:上|里|下边|边|头|城|县|市|镇|村|区|省|州|口|街|路|旁|中心|南关|北关|"
    r"附近|那边|这边|这儿|老家|家|外头|东关|西关)?"
)
_WORK = (
    "上班|倒班|干活|打工|工作|打零工|做事|上夜班|当班|做活|做工|返工|上学|读书|念书|务工|任职|就职|当差|"
    "看大门|烧锅炉|站柜台|务农|种地|种菜|带娃|带孩子|带孙子|实习|帮忙|值班|教书|开车|打杂|跑腿|扫地|做饭|"
    "洗碗|绑钢筋|种田|养老"
)
_STOP = re.compile(
    r"报警|报案|称|说|讲|自称|收到|接到|损失|转账|被骗|到所|来所|居民|村民|市民|户籍|现住|家住|住|"
    r"汉族|登记|求助|通过|现场|民警|丧偶|离异|离婚|已婚|未婚|单身|独居|挂失|语速|口音|男|女|岁|化名|"
    r"身份证|电话(?!销售)|号码|情绪|意识|神志|^某|本地人|外地人|籍|"
    r"人$(?<!军人)(?<!商人)(?<!负责人)(?<!经纪人)(?<!工人)(?<!法人)(?<!僧人)(?<!合伙人)(?<!看门人)|"
    r"导师|分析师|工作人员|嫌疑|对方|骗|^人员$|有限公司$|属.的"
)
_DROP = re.compile(
    r"^.*(?:的|某(?:村(?=村)|镇|县|市|区|社区|小区|街道|高校|中学|小学|大学|医院|公司|单位|银行|学校|"
    r"工厂)?|县(?!城)|(?<![超门夜城都])市(?!场)|(?<![小社])区|镇|乡(?!村|镇)|街道|社区|公司|集团|医院|"
    r"中学|大学|学校|居民|村民|职业|一?名|一?位|一[女男]?(?=[^女男])|系(?!统)|辖区|后女|后男|[一两]个)"
)

_PAREN = Scan(FAMILY, r"（(?P<in>[^（）]{2,40})）")
_PERSON = re.compile("男|女|[0-9]岁")
_DEED_IN = re.compile(rf"^(?:{_PLACE}|[\u4e00-\u9fff]{{2,5}}?)(?P<deed>[做卖开送跑种养搞修收][^，]{{1,8}}的?$)")
_DEED_FIRST = re.compile(rf"{_DEED}|在[^，]{{1,10}}(?:{_WORK})")
_HOLDS = re.compile(rf"(?:{_PLACE})?(?:当|做|任职?|担任|职业为?|从事|干|系|(?:以前)?是)(?=..)")
_EDGE = re.compile(r"[，。；：、（）“”\s0-9]")
_ITEM = re.compile(r"[^，、；：\s]+")
_RUN = Scan(
    FAMILY, r"(?:(?<=[，。；：\n])|^)[^，。；：（）\n]{0,8}(?:[0-9]{1,3}岁|男|女)(?:，[^，。；：（）\n]{1,12}){1,4}"
)
# A name: 柴某, 郝某兰, 小宋（男.
_NAME = Scan(FAMILY, r"[\u4e00-\u9fff]某|(?P<open>（(?:男|女))")
_NAME_LENGTHS = (2, 3, 0)  # characters of a name that is written out
_STATED = Scan(
    FAMILY,
    r"(?:职业|工作)(?:为|是|：|系|:){1,2}(?P<job>[^，、。；（）\s]{2,12})|"
    r"从事(?P<trade>[^，、。；（）\s]{2,10}?)(?:工作|行业|生意|职业)?(?=[，、。；）\s]|$)|"
    r"职业(?P<plain>[^，、。；（）\s：为是]{2,10})(?=[，、。；）])",
)
_I_AM = Scan(
    FAMILY,
    r"(?:^|(?<=[，。；：！\n]))(?:我|俺|咱|本人|俺家|我家)(?:姓.{1,3}，)?(?:自己|今年[^，。]{1,4}，|"
    r"叫[^，。]{1,4}，(?:今年)?(?:[^，。]{1,4}岁?，)?)?(?:是|就是|系|以前是|一直是|现在是|乃|本来是|"
    r"原来是)(?:一?[个名位间]|个|咱)?(?P<job>[^，。；：（）“”\n]{2,18}?)(?=[，。；：（\n]|$)",
)
_I_WORK = Scan(
    FAMILY,
    rf"(?:^|(?<=[，。；：！\n]))(?:我|俺|咱|本人|自己|平时|"
    rf"现在)?(?:叫[^，。]{{1,4}}，)?(?:[^，。]{{0,4}}岁，)?(?:今年[^，。]{{1,4}}，)?(?:刚?毕业|一个人|"
    rf"一直|现|目前|常年|原先|退休前|平时|现在|也|"
    rf"就)?(?P<job>(?:{_PLACE})?(?:{_WORK})(?:的)?)(?=[，。；：（\n]|$|[0-9]|，)",
)
_I_DO = Scan(
    FAMILY,
    rf"(?:^|(?<=[，。；：！\n]))(?:我|俺|咱|本人|俺家|我家|是个|平时|报警人|来电人|"
    rf"事主)(?:叫[^，。]{{1,4}}，)?(?:一个|是|就是|自己|现在|一直|常年|平时|"
    rf"主要)?(?:{_PLACE})?(?P<job>{_DEED}[^，。；：（）“”0-9我俺你他她\n]{{1,10}}?(?:的)?)(?=[，。；"
    rf"：（\n]|"
    rf"$)",
)
_CONTINUES = Scan(
    FAMILY,
    rf"(?<=[，。])(?:平时|家里|家中|家里头|"
    rf"人)?(?P<job>(?:{_PLACE})?(?:{_DEED}[^，。；：（）“”0-9我俺你他她\n]{{1,8}}的|"
    rf"(?:在[^，。；：（）“]{{1,12}}?)(?:{_WORK})))(?=[。]|，(?:[0-9]|我|俺|今年|家)|$)",
)
_AS = Scan(
    FAMILY,
    rf"(?:当|做|干|任)(?:了|着|过|个|"
    rf"一名)?(?P<job>(?:[^，。；：（）“”\s0-9]{{0,4}})(?:{_NOUN}))(?=[，。；：的了二三四五六七八九"
    rf"十0-9]|"
    rf"$|，)",
)
_OPENS = re.compile(
    rf"^(?:(?:[\u4e00-\u9fff]{{2,7}}?[县市区]?一(?:名|位|个)?|一名?|某|有|[0-9]{{2}}后|"
    rf"[0-9]{{1,2}}岁的?|报警人|事主|来电人|报案人|受害人|群众|系|，|：)(?:女|男)?){{0,3}}"
    rf"(?P<job>[^，。；：、（）“”\s0-9一]{{0,6}}(?:{_NOUN}))(?=[，、。（]?[\u4e00-\u9fff“]|$)"
)
_IS_ONE = Scan(
    FAMILY,
    rf"(?:其|本人|来电人|报警人|报案人|事主|受害人)[是系](?P<job>[^，。；：（）“”0-9]{{0,14}}(?:{_NOUN}))(?=[，。；的])",
)


_DEED_OR_WORK = re.compile(rf"(?:{_PLACE})?(?:{_DEED}|(?:{_WORK})$)")
_DEED_OR_HOME = re.compile(rf"(?:{_PLACE})?(?P<deed>{_DEED}.{{1,10}}的?$)|(?P<home>在[^，。]{{1,10}}(?:{_WORK})的?$)")
_NO_JOB = re.compile(r"了|着|过|^跟|^站|^刷|任务|给|把|被|吧|吗|呢|人家|钱|电话|个单|单子")
_TRADE = re.compile(r"(?:学徒|退休|务工|工人|厂|店|铺|摊|公司|超市|大棚|生意)[^，]{0,6}$")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out places and employers before the name of a job: 定陶区某饲料公司会计."""
    match = _DROP.match(text[start:end].removesuffix("的"))
    if match and match.end() < end - start - 1:
        start += match.end()
    lead = place_length(text[start:end])
    return (start + lead, end) if lead and end - start - lead >= 2 else (start, end)


def _good(job: str) -> bool:
    return len(job) >= 2 and not _STOP.search(job)


def _item(text: str, start: int, end: int) -> Found | None:
    """Return the job among items such as 女，36岁，窗帘店店主."""
    for match in _ITEM.finditer(text, start, end):
        job = match.group()
        if len(job) > 14 or not _good(job):
            continue
        if (
            _IS_JOB.search(job)
            or (job.endswith("的") and _DEED_IN.search(job))
            or _DEED_OR_WORK.match(job)
            or _TRADE.search(job)
        ):
            first, last = match.span()
            held = _HOLDS.match(job)
            if held and _IS_JOB.search(job[held.end() :]):
                first += held.end()
            elif _IS_JOB.search(job):
                first, last = _trim(text, first, last)
            else:
                deed = None if _DEED_FIRST.match(job) else _DEED_IN.search(job)
                first += deed.start("deed") if deed else 0
            return Found(text[first:last], first, last)
    return None


_ANY_NOUN = Scan(FAMILY, rf"(?:{_NOUN})")
_ANY_DEED = Scan(
    FAMILY,
    rf"(?:(?<=[，。；：、（）\n ])|^)[^，。；：、（）“”0-9\n]{{0,8}}?(?P<job>(?:退休前|以前|原先|从前)?(?:{_DEED}[^，。；：、（）“”0-9我俺你他她它\n]{{1,9}}?|{_WORK}))(?=[，。；：、（）\n]|$)",
)
_ANY_PLACE_WORK = Scan(FAMILY, rf"(?P<job>在[^，。；：（）“”0-9\n]{{1,12}}?(?:{_WORK}))(?=[，。；：（）\n]|$)")
_FILLED = Scan(FAMILY, r"(?:职业|工作单位|工作|身份)[:：为是系]{1,2}(?P<job>[^，、。；（）\s:：]{2,12})")
_SOURCES: tuple[tuple[int, Scan], ...] = ((1, _ANY_DEED), (2, _ANY_PLACE_WORK), (3, _FILLED), (4, _I_AM), (5, _I_DO), (6, _CONTINUES), (7, _AS))
_MOST = 14  # places that are weighed
_REACH = 8  # characters before a name of a job that may belong to it


def job_places(text: str) -> list[Place]:
    """Return where the victim's occupation may be told: names of jobs, without what stands before them, and what is done.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    found: dict[tuple[int, int], int] = {match.span(): 0 for match in _ANY_NOUN.finditer(text)}
    for source, scan in _SOURCES:
        for match in scan.finditer(text):
            found.setdefault(match.span("job"), source)
    places = []
    for i, ((start, end), source) in enumerate(sorted(found.items())[:_MOST]):
        side = standing(text, start)
        first = start == 0 or text[start - 1] in "，。；：、（）\n "
        last = end == len(text) or text[end] in "，。；：、（）\n "
        marks = (
            source,
            min(i, 4) * 8 + source,
            (side + 2) * 8 + source,
            (2 * first + last) * 8 + source,
            min(end - start, 9) * 8 + source,
            (crc32(text[start:end].encode()) & 0xFFFF) if source == 0 else 1,
        )
        places.append(Place((start, end), start, end, marks))
    return places


def start_places(text: str, start: int, end: int) -> list[Place]:
    """Return where an occupation that ends in a name of a job may begin.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    start, end : int
        Of the name of the job.
    """
    left = max(0, start - 14)
    run = start - len(_EDGE.split(text[left:start])[-1])
    trimmed, _ = _trim(text, run, end)
    places = []
    for back in range(_REACH + 1):
        first = start - back
        if first < 0 or (back and _EDGE.match(text[first])):
            break
        edge = first == 0 or _EDGE.match(text[first - 1]) is not None
        city = place_length(text[first:end]) > 0
        cut = first == trimmed
        marks = (back, min(end - start, 5) * 16 + back, 2 * edge + city, back * 8 + 4 * cut + 2 * edge + city, 4 * cut + 2 * edge + city)
        places.append(Place((first, end), first, end, marks))
    return places


def occupation(text: str) -> Found | None:
    """Return the victim's occupation.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).

    Returns
    -------
    Found or None
        In the words of the text, without place and employer where a name of the job stands behind them.
    """
    bracket = next(
        (m for m in _PAREN.finditer(text) if _PERSON.search(m["in"]) and standing(text, m.start()) > -2), None
    )
    named = _before_name(text, bracket.end() if bracket else len(text))
    if named is not None:
        return named
    if bracket is not None:
        found = _item(text, *bracket.span("in"))
        if found:
            return found
    for match in _STATED.finditer(text):
        start, end = match.span(str(match.lastgroup))
        if _good(text[start:end]) and standing(text, start) > -2:
            return Found(text[start:end], start, end)
    for match in _RUN.finditer(text):
        found = _item(text, *match.span())
        if found and standing(text, match.start()) > -2:
            return found
    return _own_words(text)


def _before_name(text: str, end: int) -> Found | None:
    """Return a job that stands right before a name: 某窗帘店店主闫某."""
    for match in _NAME.finditer(text, end):
        for length in _NAME_LENGTHS if match["open"] else (0,):
            stop = match.start() - length
            left = _EDGE.split(text[max(0, stop - 14) : max(0, stop)])[-1]
            if not left or not _IS_JOB.search(left):
                continue
            start, stop = _trim(text, stop - len(left), stop)
            if _good(text[start:stop]) and standing(text, start) > -2:
                return Found(text[start:stop], start, stop)
    return None


def _own_words(text: str) -> Found | None:
    for match in _I_AM.finditer(text):
        start, end = match.span("job")
        job = text[start:end]
        if _STOP.search(job):
            continue
        if _IS_JOB.search(job):
            start, end = _trim(text, start, end)
            return Found(text[start:end], start, end)
        deed = _DEED_OR_HOME.match(job)
        if deed:
            group = str(deed.lastgroup)
            return Found(deed[group], start + deed.start(group), start + deed.end(group))
    stated = _IS_ONE.search(text)
    if stated:
        start, end = _trim(text, *stated.span("job"))
        if _good(text[start:end]):
            return Found(text[start:end], start, end)
    for pattern in (_AS, _I_WORK, _I_DO, _CONTINUES):
        for match in pattern.finditer(text):
            start, end = match.span("job")
            if _good(text[start:end]) and standing(text, match.start()) > -2 and not _NO_JOB.search(text[start:end]):
                return Found(text[start:end], start, end)
    opening = _OPENS.match(text)
    if opening:
        start, end = opening.span("job")
        start, end = _trim(text, start, end)
        if _good(text[start:end]):
            return Found(text[start:end], start, end)
    return None

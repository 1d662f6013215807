"""What the victim does for a living, in the words of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from fanzha.facts.family import FAMILY
from fanzha.facts.person import standing
from fanzha.facts.place import Place
from fanzha.facts.places import place_length
from fanzha.facts.reading import BLANK
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
    "质检|外教|领班|工长|站长|陪玩|老板(?=[，。；、）（]|$)|摊贩|护师|空姐|空少|文案|策划|管家|客户经理|楼面|厨房|后勤|美甲|理发|幼师|助教|讲解|收纳|木工|水电|焊工|[一二三四五六七八九]年级|国中生|高职生|专科生|本科生|新生|学员|研究员|园丁|电商客服|主厨|面点|"
    "师傅|档主|档口老板|作坊业主|业主|布匹商|茶叶商|海鲜商|货主|拖拉机手|挖机手|吊车手|歌手|水手|"
    "渔嫂|保洁人员|安保人员|人员|顾问|船员|海员|渔夫|农妇|裁判|法官|检察官|药剂师|收银|售货|保育员|"
    "幼儿园老师|代课老师|班主任|教工|教职工|茶商|粮商"
)
# A trade told by what is done: 开小超市的, 在纺织厂上班, 种大棚的.
_DEED = (
    r"(?:开|卖|种|养|跑|拉|做|修|送|收|摆|放|烧|看|踩|教|搞|干|带|当|打|包|贩|倒腾|经营|从事|绑|搬|刷|剪|"
    r"贴|喂|管|捡|钓|捕|蒸|炸|烤|弹|画|唱|练|写|洗|缝|织|绣|站|守|租|装|代|跟|轧|炒|炖|磨|杀|撑|摇|贩卖|"
    r"批发|承包|维修|制作|加工|生产|运营|照看|照顾)"
)
_PLACE = (
    r"在[^，。；：（）“]{1,14}?(?:上|里|下边|边|头|城|县|市|镇|村|区|省|州|口|街|路|旁|中心|南关|北关|"
    r"附近|那边|这边|这儿|老家|家|外头|东关|西关)?"
)
_WORK = (
    "上班|倒班|干活|打工|工作|打零工|做事|上夜班|当班|做活|做工|返工|上学|读书|念书|务工|任职|就职|当差|"
    "看大门|烧锅炉|站柜台|务农|种地|种菜|带娃|带孩子|带孙子|实习|帮忙|值班|教书|开车|打杂|跑腿|扫地|做饭|"
    "洗碗|绑钢筋|种田|养老"
)
_DROP = re.compile(
    r"^.*(?:的|某(?:村(?=村)|镇|县|市|区|社区|小区|街道|高校|中学|小学|大学|医院|公司|单位|银行|学校|"
    r"工厂)?|县(?!城)|(?<![超门夜城都])市(?!场)|(?<![小社])区|镇|乡(?!村|镇)|街道|社区|公司|集团|医院|"
    r"中学|大学|学校|居民|村民|职业|一?名|一?位|一[女男]?(?=[^女男])|系(?!统)|辖区|后女|后男|[一两]个)"
)

_EDGE = re.compile(rf"[，。；：、（）“”\s0-9{BLANK}]")
# Other items of a heading: 身份证号, 住某小区, 汉族, 初中文化, 已婚; no 住院医师, 电话销售, 手机店主.
_PEOPLES = (
    "汉|回|满|壮|苗|藏|侗|瑶|彝|白|傣|黎|畲|羌|水|土|土家|蒙古?|维吾尔|朝鲜|布依|哈尼|哈萨克|傈僳|佤|纳西|仫佬|仡佬|"
    "锡伯|达斡尔|东乡|景颇|撒拉|拉祜|毛南|柯尔克孜"
)
_FIELD = (
    r"(?:公民|居民)?身份(?:证|号)|证件(?!照)|护照|(?:现|家|暂|居|常|租|户籍)住|住(?!院|家|宅|校|建|持|店)|户籍(?!民?警)|户口|籍贯|原籍|"
    r"祖籍|(?:联系|家庭)(?:电话|方式|人|地址)|地址|联系|电话(?!销|客|营|回|推|业|接|维)|"
    r"手机(?!店|维|销|配|专|厂|卖|贴|回|行|修|装)|微信号|qq号?|文化程度|民族|婚姻|(?:已|未|离|再|初)[婚异]|丧偶|政治面貌|"
    rf"(?:{_PEOPLES})族(?:$|[^一-鿿])|[^：:]{{0,8}}(?:文化(?:程度|水平)?|学历)$"
)
_HEADED = re.compile(_FIELD)
_NO_JOB = re.compile(
    rf"{_FIELD}|[^{BLANK}0-9]{{0,20}}[{BLANK}0-9]|(?:报案|报警|受害|被害|当事|来电|举报)人|事主|出生|生于|年龄|性别|姓名|别名|"
    r"曾用名|工作单位[:：]|单身|(?:中共)?党员$|群众$|[^：:]{0,8}(?:文盲|出生|民族)$"
)
_WORKS = re.compile(rf"(?:在[^，。；：、（）“”]{{1,12}})?(?:{_WORK})|[^，。；：、（）“”]{{0,8}}(?:{_NOUN})")
_ITEMS = re.compile(r"[，。；、（）\n] ?")
# Before a job that is said of somebody: 系公司职员, 做公司职员嘅.
_SAID = re.compile("[系是做当为任]")
_I_AM = Scan(
    FAMILY,
    r"(?:^|(?<=[，。；：！\n]))(?:我|俺|咱|本人|俺家|我家)(?:姓.{1,3}，)?(?:自己|今年[^，。]{1,4}，|"
    r"叫[^，。]{1,4}，(?:今年)?(?:[^，。]{1,4}岁?，)?)?(?:是|就是|系|以前是|一直是|现在是|乃|本来是|"
    r"原来是)(?:一?[个名位间]|个|咱)?(?P<job>[^，。；：（）“”\n]{2,18}?)(?=[，。；：（\n]|$)",
)
_AS = Scan(
    FAMILY,
    rf"(?:当|做|干|任)(?:了|着|过|个|"
    rf"一名)?(?P<job>(?:[^，。；：（）“”\s0-9]{{0,4}})(?:{_NOUN}))(?=[，。；：的了二三四五六七八九"
    rf"十0-9]|"
    rf"$|，)",
)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out places and employers before the name of a job: 定陶区某饲料公司会计."""
    match = _DROP.match(text[start:end].removesuffix("的"))
    if match and match.end() < end - start - 1:
        start += match.end()
    lead = place_length(text[start:end])
    return (start + lead, end) if lead and end - start - lead >= 2 else (start, end)


_ANY_NOUN = Scan(FAMILY, rf"(?:{_NOUN})")
_ANY_DEED = Scan(
    FAMILY,
    rf"(?:(?<=[，。；：、（）\n ])|^)[^，。；：、（）“”0-9\n]{{0,8}}?(?P<job>(?:退休前|以前|原先|从前)?(?:{_DEED}[^，。；：、（）“”0-9我俺你他她它\n]{{1,9}}?|{_WORK}))(?=[，。；：、（）\n]|$)",
)
_ANY_PLACE_WORK = Scan(FAMILY, rf"(?P<job>在[^，。；：（）“”0-9\n]{{1,12}}?(?:{_WORK}))(?=[，。；：、（）\n]|$)")
_FILLED = Scan(FAMILY, r"(?:职业|工作单位|工作|身份)[:：为是系]{1,2}(?P<job>[^，、。；（）\s:：]{2,12})")
# An item of a list beside an age or a sex, and the last character of names of jobs that no list holds.
_ITEM = r"[^，。；：、（）“”0-9a-z\s岁男女]"
_BESIDE = Scan(
    FAMILY,
    rf"(?:[男女]性?|[0-9]{{1,2}}岁?|[二三四五六七八][十]?[一二三四五六七八九]?岁?)[，、；/ ]{{1,2}}(?P<job>{_ITEM}{{2,10}})(?=[，。；、）\n/]|$)",
)
_AHEAD = Scan(
    FAMILY,
    rf"(?:(?<=[，。；（、\n])|^)(?P<job>{_ITEM}{{2,9}})(?=[，、（](?:[男女](?:性|的)?[，。；、）]|[男女]$|[0-9]{{1,2}}岁?[，。；、）]))",
)
_LAST = Scan(FAMILY, r"(?<=[一-鿿])[员工师匠商贩手厨](?=[，。；、）（\n 0-9]|$)")
_WHOLE = re.compile(rf"[系是做当为任](?P<job>[^，。；：、（）“”\s]{{0,8}}?(?:{_NOUN}))的?")
_SOURCES: tuple[tuple[int, Scan], ...] = (
    (1, _ANY_DEED),
    (2, _ANY_PLACE_WORK),
    (3, _FILLED),
    (4, _I_AM),
    (5, _AS),
    (6, _BESIDE),
    (7, _AHEAD),
)
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
    ends = {end for _, end in found}
    for match in _LAST.finditer(text):
        if match.end() not in ends:
            found[match.span()] = 0
    for source, scan in _SOURCES:
        for match in scan.finditer(text):
            start, end = match.span("job")
            said = _WHOLE.fullmatch(text, start, end)
            span = said.span("job") if said else (start, end)
            if not _NO_JOB.match(text, *span):
                found.setdefault(span, source)
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


# What a heading does not hold any more: what was told, and of whom else.
_TOLD = re.compile("称|对方|嫌疑|自报|冒充|网友|骗|接到|认识|转账")


def heading_job(text: str, places: Sequence[Place]) -> Place | None:
    """Return the first place that is an item of a heading beside one that names no job: 住某小区，无业，电话□□□.

    Scores know few headings that hold so much else; where they find no job, the form of the heading tells it.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    places : sequence of Place
        What `job_places` returns.
    """
    for place in places:
        if _TOLD.search(text, 0, place.start):
            return None
        before = _ITEMS.split(text[max(0, place.start - 60) : place.start])
        behind = _ITEMS.split(text[place.end : place.end + 60])
        if len(before) < 2 or len(behind) < 2 or behind[0] not in ("", "的"):
            continue
        named = place.marks[0] == 0 and len(before[-1]) <= _REACH and not _NO_JOB.match(before[-1])
        if not (named or (_SAID.sub("", before[-1]) == "" and _WORKS.fullmatch(text, place.start, place.end))):
            continue
        if _HEADED.match(before[-2]) or _HEADED.match(behind[1]):
            return place
    return None


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
    if run < start and _SAID.match(text, run):
        run += 1
    trimmed, _ = _trim(text, run, end)
    places = []
    for back in range(_REACH + 1):
        first = start - back
        if first < 0 or first < run:
            break
        edge = first == run
        city = place_length(text[first:end]) > 0
        cut = first == trimmed
        marks = (
            back,
            min(end - start, 5) * 16 + back,
            2 * edge + city,
            back * 8 + 4 * cut + 2 * edge + city,
            4 * cut + 2 * edge + city,
        )
        places.append(Place((first, end), first, end, marks))
    return places

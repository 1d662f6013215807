"""Occupations in groups, and kinds of employers, as tables of victims count them."""

from __future__ import annotations

import re
from typing import Final

from fanzha.facts.reading import readable

GROUPS: Final = (
    "学生", "公司职员", "个体工商户", "自由职业", "工人", "农民", "教师", "医护", "公务员及事业单位", "财会", "服务业", "司机骑手",
    "军警", "退休", "无业", "家庭主妇", "其他",
)  # fmt: skip
KINDS: Final = ("企业", "机关事业单位", "学校", "个体", "自由职业", "无")

# In the order in which they are tried: what somebody is now goes before the trade that he had (退休教师), and a narrower group before
# a wider one (会计 before 公司职员).
_RULES: Final[tuple[tuple[str, str], ...]] = (
    (
        "退休",
        r"退休|离休|退养|以前(?!是学)|退二线|养老金|离退|吃劳保|原先|退下来",
    ),
    (
        "家庭主妇",
        r"主妇|全职(?:妈妈|太太|带|主|在家|凑)|宝妈|家庭煮夫|陪读|带(?:孩|娃|孙|小孩)|在家(?:带|看|照)|军嫂|家务|"
        r"煮饭婆|奶爸",
    ),
    (
        "学生",
        r"学生|[初高]中生|学员|大[一二三四]|研[一二三究]|初[一二三]|高[一二三]|考生|应届|毕业生|读[书研初高大小博本]|在读|"
        r"上[学初高大小](?!班)|念[书初高大]|小学[一二三四五六]|[一二三四五六]年级|博士(?!后)|硕士|留学|备考|职高|中专|本科",
    ),
    (
        "无业",
        r"无业|待业|失业|下岗|没(?:有)?(?:工作|上班|活)|找工作|赋闲|不上班|待岗|未就业|待入职|求职|低保",
    ),
    (
        "财会",
        r"会计|出纳|财务|审计|记账|税务师|核算|收支",
    ),
    (
        "医护",
        r"医[生师院护务药疗]|护[士理师](?!林)|大夫|药[师剂房]|牙科|牙医|村医|兽医|中医|西医|检验师|规培|助产|康复|卫生院|"
        r"疾控|保健师|麻醉|(?<!养)护工",
    ),
    (
        "教师",
        r"教[师授员书工务学练](?<!教练)|老师|幼师|幼教|讲师|导师|辅导员|班主任|保育|校长|园长|学校(?!食堂|保安|门卫|后勤)|"
        r"代课|家教|支教",
    ),
    (
        "军警",
        r"军[人官](?!属)|现役|士兵|战士|武警|民警|警察|辅警|消防员|退伍|退役|复员|老兵|边防|狱警",
    ),
    (
        "公务员及事业单位",
        r"公务员|事业单位|机关|干部|村支书|书记|村主任|社区(?:工作|干部|书记|主任)|网格员|乡镇|街道|镇政府|县[委局]|科[员长]|"
        r"局长|法官|检察|公益岗|居委|村官|选调|供电局|气象|图书馆|体制|社工|税务局|邮局",
    ),
    (
        "司机骑手",
        r"司机|骑手|外卖(?!站|店)|快递|送[餐货奶水]|网约车|滴滴|代驾|跑[车长货大运滴网出]|货车|出租车|货运|运输|拉货|"
        r"开(?:大|货|出租|网约|公交|挂|铲|叉|挖|小货|渣土|滴)|驾驶|配送|叉车|挖掘机|挖机|吊车|船[员长老]|海员|列车|拖拉机|"
        r"物流|运沙",
    ),
    (
        "农民",
        r"农[民户妇业机场](?!校)|务农|庄稼|种[^，类子植]{1,3}(?=的|$|，)|"
        r"种[植地田菜粮葡番果茶棉了薯烟瓜花蔬辣](?!工程)|养[殖猪鸡鸭牛羊鱼蜂蚕虾鹿]|[菜果茶粮棉花蒜瓜烟蔗药蚕]农|[牧渔]民|渔夫|渔嫂|"
        r"放羊|放牛|果园|大棚|村民|合作社|赶海|打渔|打鱼|承包户|种粮|护林|采茶",
    ),
    (
        "个体工商户",
        r"店主|老板|个体|商户|摊|开[^，]{0,8}(?:店|铺|厂|馆|民宿|公司|家|室|作坊|网店|超市|诊所|旅社|农家乐|吧|行)|"
        r"经商|生意|卖[^，]{1,8}|批发|经营|商贩|小贩|菜贩|贩子|业主|掌柜|档主|铺|微商|网店|房东|包工头|工头|企业主|合伙人|"
        r"创业|法人|作坊|贸易商|经销|代理商|收废品|收粮|自营|店东|商(?=$|，|人)|门市|收购点|加工[点户]|五金行|"
        r"^做[^，]{1,6}(?:的|$)|负责人|修[^，理空锅路车]{1,4}的?$",
    ),
    (
        "自由职业",
        r"自由职业|自媒体|主播|博主|作家|画家|插画|自由撰|撰稿|摄影师|演员|歌手|模特|网红|零工|打零|兼职|代购|翻译|写手|艺人|"
        r"跟妆|化妆师|陪练|手艺人|文身|纹身",
    ),
    (
        "工人",
        r"工[人地匠](?!作)|[焊电木瓦钳车矿普杂散帮技油水泥漆钢]工|女工|民工|职工|厂(?!长|主)|车间|流水线|装修|建筑|打工|务工|"
        r"搬运|挡车|缝纫|装配|分拣|质检|操作[工员]|学徒|裁床|环卫|修[车理空锅路]|维修|师傅|匠|安装|绑钢筋|扎钢筋|"
        r"工(?=，|$)|井下|水电|电焊|品管|品检|模具|打包|队员|船厂|印刷|养护",
    ),
    (
        "服务业",
        r"服务员|店员|收银|厨|保安|保洁|家政|月嫂|保姆|美[容甲发]|理发|发型|导购|导游|酒店|餐|前台|客服|营业员|售货|理货|"
        r"健身教练|教练|按摩|足疗|美体|咖啡|奶茶|门卫|看门|看大门|物业|宾馆|侍应|空[姐乘]|乘务|迎宾|洗碗|超市|促销|裁缝|影楼|"
        r"养老院|殡仪|殡葬|洗车|加油|讲解|图书管理|茶艺|收费员",
    ),
    (
        "公司职员",
        r"职员|文员|白领|公司|企业|程序|码农|工程师|设计|运营|销售|业务|行政|人事|hr|经理|主管|总监|助理|秘书|编辑|策划|采购|"
        r"跟单|外贸|员工|上班|技术|研发|测试|开发|律师|咨询|顾问|银行|保险|证券|中介|媒体|记者|广告|仓管|仓库|文案|产品|架构|"
        r"建筑师|造价|监理|质量|规划|项目|调度|统计|报关|货代|经纪",
    ),
)  # fmt: skip
_GROUP: Final = tuple((group, re.compile(pattern)) for group, pattern in _RULES)
_EMPLOYERS: Final[dict[str, str]] = {
    "学生": "学校", "教师": "学校", "公务员及事业单位": "机关事业单位", "军警": "机关事业单位", "医护": "机关事业单位", "个体工商户": "个体", "农民": "个体",
    "自由职业": "自由职业", "公司职员": "企业", "工人": "企业", "服务业": "企业", "财会": "企业", "司机骑手": "企业", "退休": "无", "无业": "无", "家庭主妇": "无",
}  # fmt: skip
# Words that tell an employer whatever the trade is.
_EMPLOYER: Final = (
    ("无", re.compile(r"退休|离休|无业|待业|失业|下岗|主妇|全职(?:妈妈|太太)|宝妈")),
    ("自由职业", re.compile(r"自由职业|自媒体|网约车|骑手|外卖员|代驾|零工|散工|滴滴")),
    ("学校", re.compile(r"学校|小学|中学|大学|高校|幼儿园|学院|职校|技校|职高")),
    ("机关事业单位", re.compile(r"机关|事业单位|公务员|政府|街道(?:办|干)|社区|村委|乡镇(?!上)|县[委局]|局(?=$|[^部])|(?<!私立)医院|卫生院|公立|法院|检察")),
    ("企业", re.compile(r"公司|企业|工厂|厂|银行|集团|酒店|超市(?!老板)|4s店")),
    ("个体", re.compile(r"个体|店主|老板|摊|自营|商户|开[^，]{1,6}店|养殖|种植|农户|渔民|牧民|果农|菜农|农民|务农")),
)  # fmt: skip


def occupation_group(words: str) -> str | None:
    """Return the group of an occupation.

    Who has retired, keeps house, studies or has no work is counted there, whatever trade the words name beside it.

    Parameters
    ----------
    words : str
        As a narrative or a column gives it: 退休教师, 开五金店, 外卖骑手, 網店店主.

    Returns
    -------
    str or None
        One of `GROUPS`; 其他 where the words fit no other; None where there are none.
    """
    plain = readable(words).strip()
    if not plain or plain in ("无", "不详", "未知", "-"):
        return None
    return next((group for group, pattern in _GROUP if pattern.search(plain)), "其他")


def employer_kind(words: str) -> str | None:
    """Return the kind of employer that an occupation goes with.

    Parameters
    ----------
    words : str
        As for `occupation_group`.

    Returns
    -------
    str or None
        One of `KINDS`: by a word for the employer where one stands there, else by the group; None where neither tells it.
    """
    plain = readable(words).strip()
    if not plain:
        return None
    told = next((kind for kind, pattern in _EMPLOYER if pattern.search(plain)), None)
    return told or _EMPLOYERS.get(occupation_group(plain) or "")

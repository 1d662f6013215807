"""Narratives composed from parts: who, how it began, the pretext, how the money left, how it came to light."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import numpy as np

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭鲁韦马苗凤方俞任袁柳"
)

_CONTACT: dict[str, Sequence[str]] = {
    "电话": (
        "接到一个陌生电话，对方自称{who}",
        "手机接到自称{who}的来电",
        "接到{who}打来的电话",
        "有人来电，自报是{who}",
    ),
    "短信": ("收到一条自称{who}发来的短信", "手机收到短信，落款为{who}", "点开一条短信里的链接，页面显示为{who}"),
    "微信": ("被一个微信群拉入，群里有人自称{who}", "微信上有人加好友，自称{who}", "通过微信好友认识了自称{who}的人"),
    "QQ": ("QQ上有人加好友，自称{who}", "在QQ群里看到自称{who}的人发言", "QQ收到自称{who}的消息"),
    "抖音": ("刷抖音时收到私信，对方自称{who}", "在抖音评论区认识一人，自称{who}", "在抖音上看到{who}发的视频并私聊"),
    "快手": ("在快手上看到{who}发布的内容并联系", "快手上有人私信，自称{who}"),
    "小红书": ("在小红书看到{who}的帖子并私信", "小红书上有人留言，自称{who}"),
    "闲鱼": ("在闲鱼上看中一件东西，联系上自称{who}的人", "闲鱼上有人来问，自称{who}"),
    "陌陌": ("在陌陌上认识一人，自称{who}", "陌陌上有人打招呼，自称{who}"),
    "探探": ("在探探上匹配到一人，自称{who}", "探探上认识自称{who}的网友"),
    "Soul": ("在Soul上聊天认识一人，自称{who}", "Soul上有人搭话，自称{who}"),
    "FaceTime": ("接到FaceTime来电，对方自称{who}", "手机弹出FaceTime视频请求，对方自称{who}"),
    "网页": (
        "在网页上看到{who}的广告并留了号码",
        "浏览网页时填写资料，随后有自称{who}的人联系",
        "在网站上搜到{who}并联系",
    ),
    "邮件": ("收到一封自称{who}的邮件", "邮箱收到{who}的通知邮件"),
    "游戏内": ("打游戏时在游戏内聊天频道看到{who}的喊话", "在游戏里有人私聊，自称{who}"),
    "快递": ("收到一个陌生快递，里面的卡片写着{who}", "收到不明快递包裹，里面有{who}的扫码单"),
}

# Type: who the other side claims to be, and what they talk the victim into (several ways each).
_SCRIPTS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "brushing": (
        ("某平台的派单员", "短视频点赞任务的接待员", "商家的推广专员", "兼职群的管理员", "公益赠品活动的工作人员"),
        (
            "先做关注点赞的小任务，每单得几元，随后被要求做“福利单”，需先垫本金",
            "派发联单任务，做完前两单返了本金和佣金，第三单称操作超时，须补单才能提现",
            "称完成约见考核要先激活账户，按数据走势下注三连单",
            "让其下载一款聊天软件进入任务群，群里人人晒收益，遂按导师指令认购商品做数据",
            "先送了一份小礼物，再介绍做商城抢单，称信誉分不足要充值补足",
        ),
    ),
    "ecommerce_service": (
        ("某购物平台售后", "快递公司理赔员", "直播平台的会员专员", "某支付平台工作人员", "网店退款专员"),
        (
            "称其购买的商品质量不合格要双倍赔偿，指导其打开备用金并转到指定账户验证",
            "称快递丢失可以理赔，让其加入视频会议共享屏幕操作退款",
            "称其误开了直播会员，每月自动扣八百元，取消须把余额转入对公账户审核",
            "称百万保障服务即将到期收费，需配合关闭，期间让其报出验证码",
            "称店铺误将其登记为代理商，不取消将持续扣费",
        ),
    ),
    "investment": (
        ("证券公司的分析师", "做外汇的老师", "从事数字资产的工程师", "有内幕消息的投顾助理", "在海外做黄金期货的经理"),
        (
            "推荐其下载一款交易软件跟单，起初小额提现到账，加大投入后平台称账户冻结须交保证金",
            "称可带其打新股配售，账面显示翻倍，提现时要求先交个人所得税",
            "两人聊了一个多月，对方称掌握平台漏洞可稳赚，让其帮忙操作账户后自己也投入",
            "让其在直播课堂听课后认购数字货币，价格一夜归零，群被解散",
            "介绍其参加养老项目分红，前两月按期返息，之后平台无法打开",
        ),
    ),
    "loan": (
        ("某金融公司的信贷员", "网贷平台放款专员", "银行卡中心的提额专员", "小额借款平台审核员"),
        (
            "称额度已批，放款前要先交工本费和保险费",
            "称其银行卡号填错一位导致资金被冻结，须交解冻金",
            "称其流水不足，要求先往自己卡里存钱并转给指定账户刷流水",
            "称办理大额信用卡须先验证还款能力，缴一笔认证金后返还",
        ),
    ),
    "credit_record": (
        ("互联网金融平台的注销专员", "银保监的工作人员", "某消费金融公司的经理", "征信服务中心的人员"),
        (
            "称其学生时期开通的账户利率违规，不注销将影响个人记录，让其把各平台额度借出转到清零账户",
            "称国家政策调整，需将借款额度归零，指导其在几个软件上借款后转出",
            "准确报出其姓名和学校，称不配合关闭白条功能将上失信名单",
        ),
    ),
    "shopping_service": (
        (
            "卖二手相机的卖家",
            "出租房屋的房东",
            "代抢演唱会门票的黄牛",
            "卖宠物猫的猫舍",
            "做家电维修的师傅",
            "卖手机的商家",
        ),
        (
            "谈好价格后付了全款，对方一直不发货",
            "先收定金，又以运费、押金、检疫费为由让其多次加钱",
            "称私下交易便宜，避开平台付款后对方将其拉黑",
            "发来的物流单号查无此件，再问已联系不上",
        ),
    ),
    "authority": (
        (
            "市公安局的民警",
            "外地公安机关办案人员",
            "社保局工作人员",
            "检察院的检察官",
            "医保中心的人员",
            "通信管理局的人员",
        ),
        (
            "称其名下有一张卡涉嫌洗钱，要求找无人房间做笔录并把存款归集到一张卡里核查",
            "出示带有其照片的通缉令，让其不得告诉任何人，按要求把钱转到安全账户",
            "称其医保卡在外地被盗刷，转接给所谓专案组后要求下载软件配合清查资金",
            "称其手机号群发违规信息将被停机，随后要求缴纳取保金",
        ),
    ),
    "acquaintance": (
        ("其公司老总", "其孩子的班主任", "其多年未联系的同学", "其在国外的侄子", "单位新来的领导"),
        (
            "称不方便直接转账，让其先代为垫付一笔款项，并发来一张转账截图",
            "在群里发收费通知，让家长抓紧交资料费",
            "称出了交通事故急需用钱，事后归还，语音听着也像",
            "让财务把一笔合同款先打过去，手续后补",
        ),
    ),
    "game_trade": (
        ("收账号的买家", "卖皮肤的玩家", "代练工作室的客服", "送点券的主播", "帮助解除防沉迷的人"),
        (
            "发来一个交易平台链接，称钱已付，但提现要交解冻金",
            "称账号要押金才能过户，付了之后又说操作失误要再付",
            "称能免费领皮肤，要用家长手机扫码验证",
            "称解除未成年限制须配合验证，否则会冻结父母的卡",
        ),
    ),
    "romance": (
        ("在外地做工程的单身男子", "离异的女护士", "在国外的军医", "开美容店的女子", "退伍后做生意的男子"),
        (
            "聊了两个月确定关系，对方先后以母亲住院、路费、过生日为由要钱",
            "称给其寄了贵重礼物被海关扣下，须代缴关税",
            "约好见面，路上又说手机丢了、车坏了，一次次让其帮忙",
            "谈婚论嫁时称要凑彩礼和装修的钱，收到后失联",
        ),
    ),
    "hacking": (
        ("车辆管理部门", "电子社保卡服务", "某银行积分兑换页", "个人所得税退税通知"),
        (
            "按提示填了卡号、密码和验证码，随后卡里的钱被分几笔划走",
            "安装了一个软件后手机黑屏，过后发现账户被人操作",
            "账号被人从异地登录，绑定的支付被连续消费",
            "把卡贴在手机背面读卡后，卡内余额在境外被刷",
        ),
    ),
    "military_purchase": (
        ("某部队后勤处的采购员", "消防大队的后勤人员", "某中学总务处老师", "医院的采购主任"),
        (
            "向其订购一批货物，又称急需一批罐头，让其向指定供货商代为采购并先行垫付",
            "称要订餐食，顺带请其代买军用床垫，货到一起结账",
            "发来采购合同和证件照片，让其先交代购物资的款项",
        ),
    ),
    "other": (
        ("航空公司改签人员", "抽奖活动的兑奖员", "招聘单位的人事", "追款律师团队", "裸聊后要挟的网友"),
        (
            "称航班取消可赔三百元，改签须先验证账户",
            "称其中了大奖，领奖要先交手续费和公证费",
            "称录用后要先交体检费、服装费和押金",
            "称能把之前被骗的钱追回来，先交立案费和保证金",
            "称录下了视频，不给钱就发给其通讯录好友",
        ),
    ),
}

_BENIGN: Sequence[str] = (
    "称其在{place}遗失一个黑色钱包，内有身份证和银行卡，民警已登记",
    "称楼上邻居半夜装修噪音大，民警到场调解，双方达成一致",
    "称网购一双鞋尺码不对，商家不愿退，民警告知向市场监管部门投诉，商家随后同意退款",
    "称接到银行电话核实一笔{amount}元消费，担心有假，民警陪同致电官方热线，确系本人消费",
    "称朋友借款{amount}元到期未还，系民间借贷纠纷，告知其到法院起诉",
    "称其电动车在{place}被盗，已立案侦查",
    "称健身房关门不退卡，剩余{amount}元，系消费纠纷，已移交主管部门",
    "称误把{amount}元转到一个陌生账号，经联系对方已退回",
    "称收到快递短信不知真假，民警查看后确认为驿站取件通知",
    "称孩子用其手机给主播打赏{amount}元，民警协助联系平台申请退款",
    "称与房东因押金{amount}元发生争执，经调解房东当场退还",
    "称收到一条中奖短信，未点开、未转账，前来咨询，民警进行了宣传",
    "称单位领导在群里要求垫付差旅费，打电话核实确系本人，无异常",
    "称捡到一部手机，送至派出所，失主已领回",
    "称贷款到期银行打来电话催还，核实为正规银行，民警建议其协商还款",
    "称与前夫因抚养费发生口角，民警劝解后离开",
    "称在{place}摔倒受伤，要求查看监控，民警予以协助",
    "称游戏充值{amount}元后账号被封，客服回复系违规使用外挂，民警告知申诉途径",
    "称保险到期客服来电提醒续费，核实为正规保险公司",
    "称老人走失，民警调取监控后在{place}找到",
)
_PLACES = ("菜市场", "公交站", "小区门口", "地铁口", "公园", "医院门诊", "学校门口", "商场停车场")

_REALISE = (
    "之后对方失联，发现被骗", "后联系不上对方，意识到上当", "经家人提醒发觉不对，遂报警", "对方仍要求继续打款，其起疑报警",
    "随后被对方拉黑", "银行工作人员提醒后醒悟", "上网查询后发现是骗局", "平台无法登录，方知受骗",
)  # fmt: skip
_TOTAL = ("共损失{a}元", "损失{a}元", "共计被骗{a}元", "累计损失{a}元", "合计损失人民币{a}元")
_PAY: dict[str, Sequence[str]] = {
    "银行转账": ("通过手机银行向对方提供的账户转账{s}元", "用银行卡分{n}次转出{s}元", "向指定银行账户汇款{s}元"),
    "微信": ("通过微信转账{s}元", "微信转给对方{s}元"),
    "支付宝": ("通过支付宝转账{s}元", "用支付宝付款{s}元"),
    "扫码": ("扫对方发来的二维码支付{s}元", "扫码付款{s}元"),
    "刷卡": ("银行卡被刷走{s}元", "信用卡被盗刷{s}元"),
    "现金": ("取出现金{s}元交给上门的人", "将现金{s}元交给对方派来的人"),
    "黄金": ("购买黄金后交给对方派来的人，价值{s}元", "按要求买了{s}元的黄金寄出"),
    "虚拟货币": ("购买虚拟货币USDT转入平台，折合{s}元", "分次买入虚拟币转出，折合{s}元"),
    "红包": ("发红包{s}元", "以红包形式给对方{s}元"),
}


@dataclass(frozen=True, slots=True)
class Victim:
    """What a narrative tells of its victim; None where it does not tell."""

    sex: str | None
    age: int | None
    occupation: str | None


def _pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]


def _split(rng: np.random.Generator, total: Decimal, parts: int) -> list[Decimal]:
    """Cut an amount into parts that sum to it again, in round figures where it is large."""
    step = 100 if total >= 2000 else 1
    units = int(total // step)
    if parts < 2 or units < parts * 2:
        return [total]
    cuts = sorted({int(c) for c in rng.integers(1, units, parts - 1)})
    edges = [0, *cuts, units]
    amounts = [Decimal((b - a) * step) for a, b in pairwise(edges)]
    amounts[-1] += total - units * step
    return amounts


def _money(rng: np.random.Generator, amount: Decimal) -> str:
    if amount >= 10_000 and amount % 1000 == 0 and rng.random() < 0.4:
        return f"{(amount / 10_000).normalize():f}万"
    if amount >= 1000 and rng.random() < 0.1:
        return f"{amount:,f}"
    return f"{amount.normalize():f}"


def _day(rng: np.random.Generator, when: datetime) -> str:
    style = rng.random()
    if style < 0.35:
        return f"{when.year}年{when.month}月{when.day}日{when.hour}时许"
    if style < 0.6:
        return f"{when.year}年{when.month}月{when.day}日"
    if style < 0.85:
        return f"{when.month}月{when.day}日"
    return ""


def _person(rng: np.random.Generator, victim: Victim, role: str) -> str:
    sexes = {"female": "女", "male": "男", None: ""}
    facts = [
        f
        for f in (sexes[victim.sex], f"{victim.age}岁" if victim.age is not None else "", victim.occupation or "")
        if f
    ]
    name = f"{_pick(rng, SURNAMES)}某"
    return f"{role}{name}（{'，'.join(facts)}）" if facts else f"{role}{name}"


def compose(
    rng: np.random.Generator, kind: str, victim: Victim, loss: Decimal, channel: str, payment: str, occurred: datetime
) -> str:
    """Compose a narrative of one case.

    Parameters
    ----------
    rng : numpy.random.Generator
    kind : str
        Code of the fraud type, or ``benign``.
    victim : Victim
        What is told of the victim.
    loss : Decimal
        Yuan; 0 tells of an attempt.
    channel, payment : str
    occurred : datetime

    Returns
    -------
    str
        Every fact in it agrees with the arguments.
    """
    day = _day(rng, occurred)
    if kind == "benign":
        matter = _pick(rng, _BENIGN).format(place=_pick(rng, _PLACES), amount=int(rng.integers(3, 90)) * 50)
        return f"{day}，{_person(rng, victim, '报警人')}{matter}。".lstrip("，")
    claims, ploys = _SCRIPTS[kind]
    contact = _pick(rng, _CONTACT.get(channel, _CONTACT["微信"])).format(who=_pick(rng, claims))
    ploy = _pick(rng, ploys)
    if loss == 0:
        ending = _pick(rng, ("因察觉异常未转账，无损失", "经民警及时劝阻，未造成损失", "未付款，前来咨询"))
        body = f"{contact}，{ploy}，{ending}。"
    else:
        amounts = _split(rng, loss, int(rng.integers(1, 5)))
        paid = _pick(rng, _PAY[payment]).format(s="元、".join(_money(rng, a) for a in amounts), n=len(amounts))
        total = _pick(rng, _TOTAL).format(a=_money(rng, loss))
        realise = _pick(rng, _REALISE)
        order: Callable[[], str] = (
            (lambda: f"{contact}，{ploy}，其{paid}，{realise}，{total}。")
            if rng.random() < 0.7
            else (lambda: f"{contact}，{ploy}。其信以为真，{paid}。{realise}。{total}。")
        )
        body = order()
    role = _pick(rng, ("受害人", "报警人", "报案人", "事主"))
    if rng.random() < 0.5:
        return f"{_person(rng, victim, role)}报警称，{day + '，' if day else ''}其{body}"
    return f"{day + '，' if day else ''}{_person(rng, victim, role)}{body}"

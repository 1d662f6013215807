"""What the default model must know of each type, in texts that stand in no corpus."""

import numpy as np
import pytest

from fanzha import bundle

# Type: texts of both registers; the first is a plain script, the second a plain narrative.
PLAIN = {
    "brushing": [
        "亲，给店铺点点收藏就有佣金，先领新手单，做满三单再垫本金冲大单，返现更高，做完一起提现",
        "受害人丁某被拉进任务群，先做点赞任务得佣金，后按要求垫付本金做连单，无法提现，损失38000元。",
    ],
    "ecommerce_service": [
        "您好，我是购物平台的客服，您上周买的奶粉有质量问题，给您办理三倍退款，请打开会议软件共享屏幕操作",
        "报警人称接到自称快递公司客服电话，称其包裹丢失可理赔，按对方指导共享屏幕后银行卡被转走15600元。",
    ],
    "investment": [
        "老师的内幕票下周拉升，跟着我在这个平台入金操作，昨天学员收益翻倍，名额不多",
        "事主在股票交流群内听导师讲课，下载投资软件充值炒数字货币，盈利后无法提现，损失42万元。",
    ],
    "loan": [
        "您的贷款额度8万元已审批通过，因银行卡号填写有误资金被冻结，请先缴纳解冻金后放款",
        "受害人在网上申请贷款，对方以交保证金、刷流水为由让其转账9000元，贷款始终没有到账。",
    ],
    "credit_record": [
        "你上大学时注册的校园贷账户还没有注销，不配合清零会影响个人征信，现在需要把额度提出来转到对公账户",
        "来电称其京东白条利率过高需要关闭，否则影响征信，受害人按要求在多个平台借款后转账，损失56000元。",
    ],
    "shopping_service": [
        "全新未拆封手机半价转让，走平台手续费太高，直接微信付定金，今天就发货",
        "报警人在闲鱼上看中一台相机，加微信付款3200元后对方一直不发货，并将其拉黑。",
    ],
    "authority": [
        "我是市公安局刑侦支队的民警，你名下的银行卡涉嫌洗钱，案件保密，请把资金转入安全账户接受核查",
        "受害人接到自称检察院工作人员的电话，称其涉嫌一起洗钱案，要求将存款转到安全账户核查，损失12万元。",
    ],
    "acquaintance": [
        "小李，我是王总，我在开会不方便打电话，你先帮我给客户转一笔款，回头财务给你补手续",
        "有人用微信冒充公司老板，让财务人员向一个账户支付货款28万元，事后与老板核实才发现被骗。",
    ],
    "game_trade": [
        "收王者荣耀账号，价格好商量，在这个交易网站挂单，提现要先交押金验证",
        "学生在游戏里看到有人低价卖皮肤，添加QQ后转账600元，对方称账号被冻结要继续交解冻费。",
    ],
    "romance": [
        "亲爱的，我妈突然住院还差两万手术费，等我下个月工资发了就还你，以后我们好好过日子",
        "受害人在交友软件上认识一名女子，确定恋爱关系后，对方以生病、买车票为由多次要钱，共转账31000元，从未见面。",
    ],
    "hacking": [
        "【ETC】您的ETC已失效，请点击链接填写银行卡号和验证码重新认证，逾期将停用",
        "报警人点击短信内链接，填写了银行卡号、密码和验证码，随后卡内余额被盗刷8700元。",
    ],
    "military_purchase": [
        "老板你好，我是部队后勤的采购员，要订两百箱矿泉水，另外麻烦你帮忙代买一批军用罐头，先垫付货款",
        "店主接到自称消防队采购人员的电话订货，让其向指定厂家垫付自热食品货款26000元，货款付出后失联。",
    ],
    "other": [
        "恭喜您被抽选为栏目幸运观众，奖金十六万元和笔记本电脑一台，领奖需先缴纳手续费",
        "旅客收到航班取消短信，拨打所留电话办理改签，按提示操作后卡内8000元被转走。",
    ],
    "benign": [
        "妈，我下课了，晚上回家吃饭，帮我留点排骨汤",
        "报警人称楼上邻居夜间装修噪音扰民，民警到场后双方协商一致，邻居承诺晚上不再施工。",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def model(default_bundle) -> bundle.Bundle:
    return bundle.load(default_bundle)


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_cases_are_known(model, kind: str) -> None:
    _, decisions = model.predict(PLAIN[kind])
    for order in decisions.order:
        assert kind in [model.classes[i] for i in order[:3]]
    assert kind in [model.classes[i] for i in decisions.best]


def test_most_plain_cases_are_right_at_once(model) -> None:
    texts = [(kind, t) for kind, both in PLAIN.items() for t in both]
    _, decisions = model.predict([t for _, t in texts])
    right = [model.classes[i] == kind for i, (kind, _) in zip(decisions.best, texts, strict=True)]
    assert np.mean(right) >= 0.85


@pytest.mark.parametrize("kind", [k for k in PLAIN if k != "benign"])
def test_names_amounts_and_width_change_nothing(model, kind: str) -> None:
    text = PLAIN[kind][1]
    variants = [
        text,
        text.replace("，", ",").replace("0", "０"),
        "\u200b".join(text),
        text.replace("受害人", "受害人黄某，"),
    ]
    _, decisions = model.predict(variants)
    assert len(set(decisions.best.tolist())) == 1


@pytest.mark.parametrize("text", ["", "。。。", "ok", "？", "\u200b", "12"])
def test_too_little_to_go_by_goes_to_review(model, text: str) -> None:
    _, decisions = model.predict([text])
    assert decisions.needs_review.all()

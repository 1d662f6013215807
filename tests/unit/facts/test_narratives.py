"""Narratives of many kinds, invented, and what each states: police briefs, statements, call notes, one-line summaries."""

from datetime import date
from decimal import Decimal

import pytest

from fanzha.facts import extract

R = date(2024, 3, 15)  # day of every report
CASES: list[tuple[str, dict[str, object]]] = [
    (
        "2024年3月12日20时许，我局接到事主陈小姐（28岁，文员）报称：当日下午其在小红书看到一则兼职广告，添加对方微信后被拉入任务群，先后5次向对方提供的银行账户转账共计人民币56,800元，后发现被骗。",
        {
            "victim_age": 28,
            "victim_sex": "female",
            "occupation": "文员",
            "loss_yuan": 56800,
            "contact_channel": "小红书",
            "payment": "银行转账",
            "occurred_on": date(2024, 3, 12),
        },
    ),
    (
        "事主何婆婆，78岁，退休，昨日接到自称孙子的电话，指在外地打伤人被警方扣留，要求交保释金，何婆婆从银行提取8万元现金，在住所楼下交予一名自称律师助理的男子。",
        {
            "victim_age": 78,
            "victim_sex": "female",
            "occupation": "退休",
            "loss_yuan": 80000,
            "contact_channel": "电话",
            "payment": "现金",
            "occurred_on": date(2024, 3, 14),
        },
    ),
    (
        "报案人黄先生（45歲，裝修工人）於本月3日收到一則自稱銀行的短訊，點擊連結輸入信用卡資料後，被盜刷3筆共18,560元。",
        {
            "victim_age": 45,
            "victim_sex": "male",
            "occupation": "裝修工人",
            "loss_yuan": 18560,
            "contact_channel": "短信",
            "occurred_on": date(2024, 3, 3),
        },
    ),
    (
        "我係一個家庭主婦，今年52歲，上個月喺Facebook識咗個男仔，佢話佢係英國嘅工程師，話要寄禮物畀我，之後話海關扣咗要交稅，我過咗三次數，一共俾佢呃咗12萬6千蚊。",
        {"victim_age": 52, "occupation": "家庭主婦", "loss_yuan": 126000, "contact_channel": "Facebook"},
    ),
    (
        "女事主李某，32歲，任職會計，在WhatsApp群組內被誘騙投資虛擬貨幣，先後購買價值35萬元的USDT轉入對方錢包，其後無法提款，損失35萬元。",
        {
            "victim_age": 32,
            "victim_sex": "female",
            "occupation": "會計",
            "loss_yuan": 350000,
            "contact_channel": "WhatsApp",
            "payment": "虚拟货币",
        },
    ),
    (
        "2023年11月2日，受害人吴某（男，19岁，大二学生）在王者荣耀游戏内看到有人低价卖皮肤，加QQ后通过支付宝向对方转账200元，对方称其账户被冻结需解冻，又转账1000元、2000元，共被骗3200元。",
        {
            "victim_age": 19,
            "victim_sex": "male",
            "occupation": "大二学生",
            "loss_yuan": 3200,
            "contact_channel": "游戏内",
            "payment": "支付宝",
            "occurred_on": date(2023, 11, 2),
        },
    ),
    (
        "报警人称其刷抖音时看到一则贷款广告，填写信息后有人来电称可放款10万，需先交2000元工本费，报警人未转账。",
        {"loss_yuan": 0, "contact_channel": "抖音"},
    ),
    (
        "受害者林女士接到自称“顺丰快递”客服的电话，称其快递丢失可三倍理赔，诱导其下载“云视讯”会议软件开启屏幕共享，后其银行卡内存款49800元被分3笔转走。",
        {"victim_sex": "female", "loss_yuan": 49800, "contact_channel": "电话"},
    ),
    (
        "我叫李强，男，36岁，在深圳做外卖骑手。3月10日晚上在陌陌上认识一女网友，对方发来链接让我下载直播软件，充值约见面，我通过微信扫码充了500、1500、3000，后来还要我交8000保证金，我没给。",
        {
            "victim_age": 36,
            "victim_sex": "male",
            "occupation": "外卖骑手",
            "loss_yuan": 5000,
            "contact_channel": "陌陌",
            "occurred_on": date(2024, 3, 10),
        },
    ),
    (
        "接群众举报：其在闲鱼买显卡被骗2800元，微信转的账，卖家失联。女，24岁。",
        {"victim_age": 24, "victim_sex": "female", "loss_yuan": 2800, "contact_channel": "闲鱼", "payment": "微信"},
    ),
    (
        "报警人张某某称，2024年2月28日15时许，其收到一条微信好友申请，备注为其公司老板，后在QQ群内被要求向某公司对公账户汇款98.5万元，经核实老板本人并未要求付款，现紧急止付60万元，实际损失38.5万元。报警人系该公司出纳，女，30岁。",
        {
            "victim_age": 30,
            "victim_sex": "female",
            "loss_yuan": 385000,
            "contact_channel": "微信",
            "payment": "银行转账",
            "occurred_on": date(2024, 2, 28),
        },
    ),
    (
        "大爷，68岁，被冒充公检法人员以涉嫌洗钱为由骗走养老金二十三万五千元，系网银转账。",
        {"victim_age": 68, "victim_sex": "male", "loss_yuan": 235000, "payment": "网银"},
    ),
    ("冒充客服退款，被骗1.26万元。", {"loss_yuan": 12600}),
    ("刷单被骗三千六。", {"loss_yuan": 3600}),
    ("事主在Telegram兼職群組做任務，先後轉帳13次，合共損失港幣20萬元。", {"contact_channel": "Telegram"}),
    (
        "老伯，72歲，接到假冒公安嘅電話，話佢涉及洗黑錢，要佢將戶口入面嘅28萬過數去指定戶口，老伯照做，其後發現受騙。",
        {"victim_age": 72, "victim_sex": "male", "loss_yuan": 280000, "contact_channel": "电话", "payment": "银行转账"},
    ),
    (
        "居民郑某在超市门口收到一张扫码领礼品的卡片，扫码后加入微信群，按群主要求完成任务，共向对方转账6笔，金额分别为100元、300元、1000元、3000元、5000元、8000元，前两笔返还本金及佣金460元。",
        {
            "loss_yuan": 16940,
        },
    ),
    (
        "3月8日9时许，报警人（女，41岁，小学教师）接自称银保监会工作人员电话，称其支付宝学生贷账户需注销，否则影响征信，遂按对方指引从借呗、微粒贷等平台贷款共计85000元，转至对方指定账户。",
        {
            "victim_age": 41,
            "victim_sex": "female",
            "occupation": "小学教师",
            "loss_yuan": 85000,
            "contact_channel": "电话",
            "payment": "银行转账",
            "occurred_on": date(2024, 3, 8),
        },
    ),
    (
        "我是一名货车司机，昨天下午在服务区休息的时候，有个陌生号码打电话给我，说是ETC中心的，让我点短信里的链接，填了卡号和验证码，结果卡里的7600多块钱就没了。",
        {"occupation": "货车司机", "loss_yuan": 7600, "contact_channel": "电话", "occurred_on": date(2024, 3, 14)},
    ),
    (
        "报警人周某（男，55岁，经商）称被一男子在饭局上介绍购买原始股，先后两次以现金方式支付共15万元，现对方失联。",
        {
            "victim_age": 55,
            "victim_sex": "male",
            "occupation": "经商",
            "loss_yuan": 150000,
            "contact_channel": "线下",
            "payment": "现金",
        },
    ),
    (
        "王女士在探探上结识自称军官的男子，确立恋爱关系后对方以投资为由让其在“汇金国际”平台投资，王女士陆续投入86万元，后平台关闭。",
        {"victim_sex": "female", "loss_yuan": 860000, "contact_channel": "探探", "platforms": ("探探", "汇金国际")},
    ),
    (
        "我妈今年66岁，前天接到电话说我出车祸了要手术费，我妈就去银行柜台给对方汇了5万，回来给我打电话才知道被骗。",
        {
            "victim_age": 66,
            "victim_sex": "female",
            "loss_yuan": 50000,
            "contact_channel": "电话",
            "payment": "银行转账",
            "occurred_on": date(2024, 3, 13),
        },
    ),
    (
        "某公司财务人员刘某（女，29岁）收到一封冒充供应商的邮件，称收款账户变更，刘某遂向新账户转账12.8万美元。",
        {"victim_age": 29, "victim_sex": "female", "contact_channel": "邮件", "payment": "银行转账"},
    ),
    (
        "學生，男，20歲，在LINE上遇到假冒同學借錢，買了三張點數卡共9000元，將序號傳給對方。",
        {
            "victim_age": 20,
            "victim_sex": "male",
            "occupation": "學生",
            "loss_yuan": 9000,
            "contact_channel": "LINE",
            "payment": "礼品卡",
        },
    ),
    (
        "初中生玩游戏时被人以解除防沉迷为由，用母亲的支付宝扫码付款4笔，合计6480元。",
        {
            "occupation": "初中生",
            "loss_yuan": 6480,
        },
    ),
    (
        "报警人称在拼多多购物后接到自称商家客服来电，说要退款，让其添加企业QQ并下载APP，后银行卡被转走2.3万元。报警人女，约35岁，超市收银员。",
        {
            "victim_age": 35,
            "victim_sex": "female",
            "occupation": "超市收银员",
            "loss_yuan": 23000,
            "contact_channel": "电话",
        },
    ),
    (
        "2024-01-05 受害人在快手刷到招聘打字员广告，被要求先缴纳培训费298元、会员费998元，缴纳后对方又要求交押金2000元，受害人发现被骗，共计损失1296元。",
        {"loss_yuan": 1296, "contact_channel": "快手", "occurred_on": date(2024, 1, 5)},
    ),
    (
        "受害人马某，男，27岁，待业，在微博私信裸聊被敲诈，转账三次，分别是2000元、5000元、1万元。",
        {
            "victim_age": 27,
            "victim_sex": "male",
            "occupation": "待业",
            "loss_yuan": 17000,
            "contact_channel": "微博",
            "payment": "银行转账",
        },
    ),
    (
        "昨晚11点，事主阿强（22岁，酒店服务员）在Soul匹配到一女生，被诱导下载App投注彩票，起初充值100元赢了60元并成功提现，后陆续充值共3.2万元无法提现。",
        {
            "victim_age": 22,
            "occupation": "酒店服务员",
            "loss_yuan": 31940,
            "contact_channel": "Soul",
            "occurred_on": date(2024, 3, 14),
        },
    ),
    (
        "报警人：我朋友圈看到有人代办信用卡，加了他，他让我先交手续费600，我用微信红包发给他三个200的红包，然后就把我拉黑了。",
        {"loss_yuan": 600, "contact_channel": "微信"},
    ),
    (
        "2024年2月1日，邓某（女，37岁，个体户）接到自称抖音客服的来电，称其开通了直播会员需取消，否则每月扣费600元，邓某信以为真，按对方指引向三个账户转账9999元、20000元、35000元，后发现对方失联，遂报警，共计损失64999元。",
        {
            "victim_age": 37,
            "occupation": "个体户",
            "loss_yuan": 64999,
            "contact_channel": "电话",
            "payment": "银行转账",
            "occurred_on": date(2024, 2, 1),
        },
    ),
    (
        "我是退休工人，上周刷视频号看到一个卖收藏币的直播间，主播说买了可以帮我拍卖，我先花了3980买了一套，又交了5000元鉴定费和8000元托管费，都是微信转的，到现在也没拍卖出去，电话也打不通了。",
        {"occupation": "退休工人", "loss_yuan": 16980, "contact_channel": "视频号", "payment": "微信"},
    ),
    ("报警人称被网友骗了2万多。", {"loss_yuan": 20000}),
    (
        "男事主26岁，程序员，在交友App识到一名女子，对方游说其在虚假平台炒卖加密货币，事主于一个月内分十次存入约140万元，其后未能提取。",
        {"victim_age": 26, "victim_sex": "male", "occupation": "程序员", "loss_yuan": 1400000},
    ),
    (
        "65歲婦人接獲假冒順豐職員來電，稱其寄出的包裹內有違禁品，電話轉駁至「上海公安」，其後被要求提供網上銀行密碼，戶口被轉走320萬元。",
        {"victim_age": 65, "victim_sex": "female", "loss_yuan": 3200000, "contact_channel": "电话"},
    ),
    (
        "阿姨喺街市被兩個女人搭訕，話佢個仔有血光之災，要攞錢祈福，阿姨將屋企嘅金器同現金共15萬交畀對方，之後發現變咗兩支水。",
        {"victim_sex": "female", "loss_yuan": 150000, "contact_channel": "线下"},
    ),
    (
        "我喺Carousell賣二手相機，買家話已經付款，send咗條link畀我收錢，我填咗信用卡資料，之後張卡被碌咗9,800蚊。",
        {"loss_yuan": 9800},
    ),
    (
        "我系廣州一間公司嘅會計，今日老闆喺微信話要我轉一筆48000去供應商戶口，我轉咗先至發現個微信係假嘅。",
        {"occupation": "會計", "loss_yuan": 48000, "contact_channel": "微信", "occurred_on": R},
    ),
    (
        "报警人（男，80后，自由职业）称其于3月1日在抖音直播间购买翡翠手镯，付款6800元，收到货后鉴定为假货，联系主播退款被拉黑。",
        {"victim_sex": "male", "loss_yuan": 6800, "contact_channel": "抖音", "occurred_on": date(2024, 3, 1)},
    ),
    (
        "2月10日，小学生朱某（女，10岁）使用其父亲手机观看短视频时，被QQ好友以赠送明星签名照为由，诱导其扫码转账5笔，共计12880元，后其父亲陈某（38岁，司机）发现报警。",
        {
            "victim_age": 10,
            "victim_sex": "female",
            "occupation": "小学生",
            "loss_yuan": 12880,
            "contact_channel": "QQ",
            "payment": "扫码",
            "occurred_on": date(2024, 2, 10),
        },
    ),
    (
        "报警人沈先生称其62岁的母亲被保健品推销人员诱导购买保健品，花费现金2.6万元。",
        {"victim_age": 62, "victim_sex": "female", "loss_yuan": 26000, "payment": "现金"},
    ),
    (
        "受害人石某（女，43岁，保洁员）捡到一张购物卡，扫码后被诱导刷单，银行转账4次共计11600元。",
        {"victim_age": 43, "occupation": "保洁员", "loss_yuan": 11600, "payment": "银行转账"},
    ),
    (
        "报警人收到法院传票短信，怀疑是诈骗，咨询民警，经核实确为法院通知，无损失。",
        {"loss_yuan": 0, "contact_channel": "短信"},
    ),
    (
        "江某，男，31岁，某银行职员，2023年12月25日通过Boss直聘找兼职，被对方以培训费名义骗取1980元，支付宝付款。",
        {
            "victim_age": 31,
            "victim_sex": "male",
            "loss_yuan": 1980,
            "payment": "支付宝",
            "occurred_on": date(2023, 12, 25),
        },
    ),
    (
        "群众来电称，刚接到96110劝阻电话，其正在给“客服”转账，已转出2笔共计3万元，第三笔5万元未成功。",
        {"loss_yuan": 30000, "payment": "银行转账"},
    ),
    ("赌博平台充值五万七千八，提不出来了。", {"loss_yuan": 57800}),
    (
        "我女儿今年16岁，高中生，在网上买演唱会门票，加了卖家QQ，转给对方1280元票钱，又付了300元手续费，对方还要500元保证金，我女儿觉得不对就没再付。",
        {"victim_age": 16, "victim_sex": "female", "occupation": "高中生", "loss_yuan": 1580, "contact_channel": "QQ"},
    ),
    (
        "2024年1月至3月期间，受害人宋某（女，50岁，自营服装店）被拉入“股票交流群”，根据老师指导在“华信证券”APP内充值，分18笔向不同账户转入共计312.6万元，期间提现成功6万元，实际损失306.6万元。",
        {"victim_age": 50, "victim_sex": "female", "loss_yuan": 3066000, "payment": "银行转账"},
    ),
    ("对方以办理贷款需要验证还款能力为由，让受害人存入卡内2万元并索要验证码，卡内资金被转走。", {"loss_yuan": 20000}),
    (
        "今日14时许，辖区居民万某在家接到自称公安局民警的视频电话，要求其配合调查，并将名下存款120万元转至“安全账户”，反诈中心及时止付，未造成损失。",
        {"loss_yuan": 0, "contact_channel": "电话", "occurred_on": R},
    ),
    (
        "叶某某（男，60岁，务农）轻信“扶贫款”骗局，缴纳激活费、手续费共3次，分别为199元、599元、1299元，均为微信支付。",
        {"victim_age": 60, "occupation": "务农", "loss_yuan": 2097, "payment": "微信"},
    ),
    (
        "其在淘宝店铺下单后，“店家”让其加微信私下付款可便宜200元，其微信转账3300元购买苹果手机一部，后未收到货。",
        {"loss_yuan": 3300, "payment": "微信"},
    ),
    ("收到社保卡停用短信，点链接后被盗刷4999元。", {"loss_yuan": 4999, "contact_channel": "短信"}),
    (
        "宝妈兼职刷单，先返了45元，后连续转账3000元、8000元、15000元，血本无归。",
        {"loss_yuan": 25955, "payment": "银行转账"},
    ),
    (
        "阿伯收到电话话个孙出事，畀咗对方五万蚊现金。",
        {"loss_yuan": 50000, "contact_channel": "电话", "payment": "现金"},
    ),
    ("老年人被骗购买纪念币，涉案金额4.5万元。", {"loss_yuan": 45000}),
    ("朋友微信被盗，冒充其向报警人借款5000元，报警人电话核实后识破，未转账。", {"loss_yuan": 0}),
    (
        "受害人雷某于3月5日22时在58同城租房，对方发来支付链接，受害人支付押金及租金共计4200元后对方失联。",
        {"loss_yuan": 4200, "contact_channel": "58同城", "occurred_on": date(2024, 3, 5)},
    ),
]


@pytest.mark.parametrize(("text", "stated"), CASES)
def test_narrative(text: str, stated: dict[str, object]) -> None:
    found = extract(text, R)
    wanted = {k: Decimal(v) if k == "loss_yuan" and isinstance(v, int) else v for k, v in stated.items()}
    assert {k: getattr(found, k) for k in wanted} == wanted


@pytest.mark.parametrize(("text", "stated"), CASES)
def test_spans_lie_where_the_fact_is_told(text: str, stated: dict[str, object]) -> None:
    found = extract(text, R)
    for name, (start, end) in found.spans.items():
        assert 0 <= start < end <= len(text)
        assert getattr(found, name) is not None
    if found.occupation is not None:
        start, end = found.spans["occupation"]
        assert text[start:end] == found.occupation
    if found.victim_age is not None:
        start, end = found.spans["victim_age"]
        assert any(c.isdigit() or c in "一二三四五六七八九十" for c in text[start:end])

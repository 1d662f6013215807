"""Whose sex is told by kin, spouses and pronouns, by which app the first contact came, and how the money left."""

from __future__ import annotations

import pytest

from fanzha.facts import extract
from fanzha.facts.channel import channel_places
from fanzha.facts.life import cheated_before
from fanzha.facts.reading import readable
from fanzha.facts.victim import sex_places


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("其母亲报警称儿子在网上买游戏账号被骗1500元。", "male"),
        ("报警人王女士称其10岁儿子用其手机玩游戏时被骗3000元。", "male"),
        ("郑先生报警，称其儿子12岁，在玩游戏时被骗1980元。", "male"),
        ("陈女士来电反映，其儿子12岁，用她的手机看短视频，被人以抽奖中奖为由骗取2688元。", "male"),
        ("赵女士带着9岁的儿子来到派出所，称孩子被网友骗去买点卡，花了600元。", "male"),
        ("刘女士报案称接到电话，说女儿在国外涉案，其向对方转账8万元。", "female"),
        ("网友以母亲生病为由向我借钱，我微信转了5000元。", None),
        ("对方以女儿上学缺钱为由多次向报警人借款，共计3万元。", None),
        ("对方自称老婆生孩子急需用钱，让我转2000元，我用微信转了。", None),
        ("我被他忽悠了，转了3000元。", None),
    ],
)
def test_the_sex_of_who_was_cheated(text: str, sex: str | None) -> None:
    assert extract(text).victim_sex == sex


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("我在网上找人办社保，先后转了三千，用的是老公的卡，现在对方把我拉黑了。", "female"),
        ("跟堂客商量以后我还是把两万块打过去了，过了两天电话就打不通。", "male"),
        ("我男朋友说这是骗子，我没听，又给客服转了1500元。", "female"),
        ("我女朋友劝我别投，我还是往那个平台充了八千。", "male"),
        ("丁姨加了期货老师的微信，准备入金时被女婿劝住。", "female"),
        ("老爷子被人冒充社保局骗走两万，今天由孙子陪同来报警。", "male"),
        ("客户接到自称她老板的微信，要她转货款，她照办了。", "female"),
    ],
)
def test_sex_by_a_spouse_a_title_or_a_pronoun(text: str, sex: str) -> None:
    assert extract(text).victim_sex == sex


def test_a_spouse_may_tell_either_sex_and_another_kin_word_one() -> None:
    assert {p.value for p in sex_places(readable("老公的卡"))} == {"male", "female"}
    assert {p.value for p in sex_places(readable("奶奶的卡"))} == {"female"}


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("我在“恋与时光”上认识一个人，聊了半个月，他叫我投资，我转了两万。", "恋与时光"),
        ("事主在badoo上认识一名自称军医的男子，后来转了五千元。", "badoo"),
        ("他在心语网认识一名女子，对方让他投资，亏了八万元。", "心语网"),
        ("接到自称客服的电话，让我下载“云会议”，共享屏幕后卡里少了两万。", "电话"),
        ("群里有人发红包，我加了微信，对方让我进“福利群”做任务。", "微信"),
    ],
)
def test_first_contact_by_an_app_of_any_name(text: str, channel: str) -> None:
    assert extract(text).contact_channel == channel


@pytest.mark.parametrize(
    ("text", "app"),
    [("下载“速易花”app申请贷款", "速易花"), ("“租号虎”平台租号", "租号虎"), ("下载优享贷app", "优享贷"), ("买了三台kopao，没到货", None), ("在kopao上聊", "kopao")],
)  # fmt: skip
def test_places_of_apps_of_any_name(text: str, app: str | None) -> None:
    found = {p.value for p in channel_places(readable(text))}
    assert app in found if app else not any(value.isascii() for value in found)


def test_a_group_or_a_caller_in_quotation_marks_is_no_app() -> None:
    found = {p.value for p in channel_places(readable("接到“客服中心”上的电话，被拉进“炒股群”里。"))}
    assert "客服中心" not in found
    assert "炒股群" not in found
    assert "电话" in found


def test_kin_in_a_pretext_is_no_place() -> None:
    assert sex_places(readable("以其母亲住院为由")) == []
    assert [p.value for p in sex_places(readable("以王女士涉嫌洗钱为由"))] == ["female"]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("老王在对方公司刷卡投资了8万元，后公司人去楼空。", "刷卡"),
        ("听课后，我刷卡投了十五万元，说每月有分红，现在店关门了。", "刷卡"),
        ("受害人去年曾被刷单骗，今年5月在网上投资，通过手机银行转账5万元。", "银行转账"),
        ("李某去年曾被刷单骗，这次在网上买手机，付定金2000元后对方失联。", None),
    ],
)
def test_how_the_money_left(text: str, way: str | None) -> None:
    assert extract(text).payment == way


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("李某去年曾被刷单骗，现又来报案。", True), ("此前被网恋对象骗过。", True), ("去年被骗子加了微信。", False), ("对方以前被骗子盯上，", False),
    ],
)  # fmt: skip
def test_an_earlier_fraud(text: str, before: bool) -> None:
    assert (cheated_before(readable(text)) is not None) == before


@pytest.mark.parametrize(
    ("text", "age", "sex", "occupation"),
    [
        (
            "倪某（女，35岁）称其父亲（71岁，退休工人）在微信群被人骗走12万元，通过银行柜台转账。",
            71,
            "male",
            "退休工人",
        ),
        (
            "报警人卫某（男，44岁）代其母亲（73岁，退休教师）报案，母亲被人以退还保健品货款为由骗走3万元。",
            73,
            "female",
            "退休教师",
        ),
        ("窦某（男，41岁）报警：其儿子（14岁，初二学生）玩游戏时被人以送皮肤为由骗走2600元。", 14, "male", "初二学生"),
        ("喻某（男，52岁）到所反映其妻子（50岁，家庭主妇）被假冒客服骗走1.2万元。", 50, "female", "家庭主妇"),
        ("鲍某（女，44岁，会计）因刷单被骗3万元，其丈夫（46岁）陪同报案。", 44, "female", "会计"),
    ],
)
def test_who_reports_for_kin_is_not_the_victim(text: str, age: int, sex: str, occupation: str) -> None:
    found = extract(text)
    assert (found.victim_age, found.victim_sex, found.occupation) == (age, sex, occupation)
    assert found.outcome == "lost"
    assert found.loss_yuan


@pytest.mark.parametrize("who", ["王某称在微信群", "李某报警称其", "张某（女，38岁）称其父亲在网上"])
def test_what_was_taken_is_a_loss_whoever_tells_it(who: str) -> None:
    found = extract(f"{who}被人骗走12万元。")
    assert (found.loss_yuan, found.outcome) == (120_000, "lost")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("男21学生 刷单被骗3500 微信转的", 21),
        ("女33无业，刷单被骗二万", 33),
        ("女12万被骗", None),
        ("男2人被骗5000元", None),
    ],
)
def test_an_age_run_into_what_follows(text: str, age: int | None) -> None:
    assert extract(text).victim_age == age


@pytest.mark.parametrize(
    ("heading", "occupation"),
    [
        ("报案人[姓名]，女，47岁，身份证号[身份证]，住[地址]", None),
        ("报案人[姓名]，男，35岁，汉族，初中文化，身份证号[身份证]，户籍地[地址]，现住[地址]，联系电话[电话]", None),
        ("受害人李某；女；[生日]出生；大学本科学历；已婚；电话[电话]；住[地址]", None),
        ("报案人某，男，35岁，汉族，身份证号[身份证]，现住[地址]，系某厂工人，联系电话[电话]", "某厂工人"),
        ("报案人[姓名]，女，47岁，住[地址]，身份证号[身份证]，系公司职员，电话[电话]", "公司职员"),
        ("事主陈某，女，40岁，做公司职员嘅", "公司职员"),
        ("事主陳某，女，40歲，係公司職員", "公司職員"),
        ("报案人王某，男，41岁，做五金生意的", "做五金生意的"),
        ("当事人王某，住[地址]，身份证号[身份证]，在某公司上班，联系电话[电话]，未婚", "在某公司上班"),
        ("住院医师李某，女，30岁", "住院医师"),
        ("报案人王某，女，电话销售，29岁", "电话销售"),
        ("报案人王某，男，手机店店主，29岁", "手机店店主"),
    ],
)
def test_other_items_of_a_heading_are_no_occupation(heading: str, occupation: str | None) -> None:
    assert extract(heading + "，称其在网上刷单被骗，转账5000元。").occupation == occupation

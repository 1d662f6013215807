"""The role of amounts, sentence by sentence: the specification of the ledger."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fanzha.facts.balance import balance
from fanzha.facts.ledger import Reader
from fanzha.facts.money import find_money
from fanzha.facts.reading import readable

# A role for each amount, in order; a plus behind it where the amount is told as a sum.
SENTENCES = """
他转了3000元过去 | paid
她向对方账户汇款5万元 | paid
我给对方打了一万二 | paid
报警人扫码支付680元 | paid
其微信转账2000元 | paid
我从农商行转走18600元 | paid
又补交了1500元 | paid
按对方要求缴纳保证金8000元 | paid
遂向指定账户汇入12.5万元 | paid
我把3万块转给了他 | paid
老人把6万元交给上门的男子 | paid
她垫付了4800元货款 | paid
充值2000元 | paid
投入本金20万元 | paid
我刷信用卡付了9800元 | paid
通过支付宝付款399元 | paid
卡里的7600元没了 | paid
卡内9999元被转走 | paid
信用卡被盗刷4500元 | paid
账户被划走13000元 | paid
我余额少了2300元 | paid
寄走八万六 | paid
借给他两万 | paid
给了他五千块 | paid
买了1000元点卡 | paid
花了2680元买票 | paid
存入对方账户7万元 | paid
押了5000元进去 | paid
要我先交600元，我交了 | paid
对方让转2000元，他照做 | paid
说还差3600元，我也付了 | paid
叫她缴税金980元，她就汇了 | paid
客服要求支付工本费500元，其遂扫码支付 | paid
转了3000元、5000元和8000元 | paid paid paid
先后付款1200元、3400元 | paid paid
分三次转账1000元、2000元、4000元 | paid paid paid
交“审核费”199元、“保险费”899元 | paid paid
付押金1000、运费200，都是微信 | paid paid
第一笔2000元，第二笔3000元，均为转账 | paid paid
先转4000元，又转6000元 | paid paid
共转账5笔，金额分别为100元、300元、500元 | paid paid paid
三次各付2000元 | paid
共计转账56800元 | paid+
合计支付3520元 | paid+
一共打了七万 | paid+
累计投入86万元 | paid+
先后转账2000元、3000元，共计5000元 | paid paid paid+
总共付出去26600元 | paid+
前后交了2.1万元 | paid
被骗3万元 | lost
刷单被骗2.35万元 | lost
骗走养老金二十三万五 | lost
损失64999元 | lost
损失人民币7920元 | lost
用微信向对方付款人民币125元 | paid
当面交付人民币2万元 | paid
共计损失11100元 | lost+
涉案金额4.5万元 | lost
炒股亏了八万 | lost
被骗去人民币5.8万元 | lost
网恋被骗六千 | lost
实际损失6万元 | net
净亏四万一 | net
最终损失38.5万元 | net
转了10万元，返还2万元，实际损失8万元 | paid back net
对方返还300元 | back
先返了45元佣金 | back
提现成功700元 | back
赚了41.6元 | back
她收到佣金120元 | back
提出来1.15万元 | back
第一天返利380元 | back
他还过4000元 | back
只取回1200元 | back
群主退了我2000元 | back
到账360元 | back
做三单返15元 | back
投2000元，返2480元 | paid back
垫128返166 | paid back
付了500元，退了200元 | paid back
投二十万只出来三万 | paid back
分红六百元到账 | back
民警止付5.23万元 | held
银行冻结3万元 | held
反诈中心拦截8000元 | held
追回4000元 | held
已挽回损失2万元 | held
农商行冻住了2200元 | held
平台退回512元 | held
银行追停18000元 | held
其中5000元被冻结 | held
5万元被银行拦下 | held
转账3万元，止付1.2万元 | paid held
被转走49900元，追停18000元 | paid held
汇了8万元，银行拦住5万元 | paid held
止付19600元中的15000元，此前转19600元 | ref held paid
微信转了一万，平台退回3000元 | paid held
平台先行赔付400元 | held
止付成功1700元 | held
对方要求转账5万元 | asked
要他交3万元保释金 | asked
让其再缴8000元 | asked
称须支付保证金2万元 | asked
催我再补两万 | asked
说交3000元才能解冻 | asked
索要8000元 | asked
准备转账5万元 | asked
欲汇款45万元 | asked
叫我先垫4.5万元 | asked
需交会员费1680元 | asked
要求其先存入5万元验资 | asked
对方要3000元，他没给 | refused
又要8000元，我没付 | refused
要求再转2万元，其拒绝支付 | refused
让交2000元，他没交 | refused
还要四万，我没有付 | refused
45万元未汇 | refused
第三笔28000元没转出去 | refused
要求补5888元，未再付 | refused
付了5000元，还要1万元，我没给 | paid refused
微信转1314元，第三次要5200元，没付 | paid refused
从借呗借了4万元 | source
在网贷平台贷款85000元 | source
向朋友借了6万元 | source
跟姐姐借一万二 | source
从银行取了5万元 | source
从借呗取出20000元，转到对方账户 | paid
贷款3万元，全部汇给对方 | paid
取了8万元交给对方 | paid
页面显示余额9万元 | other
月薪一万二 | other
佣金每单5元 | other
每月扣500元 | other
说她中奖两万元 | other
可贷20万元 | other
额度5万元 | other
每天收入300元 | other
日入500元 | other
奖金2万元 | other
承诺返还本金两万 | other
称可返5000元 | other
说能赚八千块 | other
要价3.8万元 | price
卖家报价2600元 | price
售价1299元 | price
标价3500元 | price
总价47200元 | price
他曾被骗3200元 | early
去年也被骗过1200元 | early
以前被骗5000元 | early
上次被骗十二万元 | early
转了12000元，12000元那笔已经到他卡上 | paid ref
分五次转了3万元，最后一次是1200元 | paid ref
共付3180元，其中向一人付了636元 | paid+ ref
一共转账9万元，其中4万元是借来的 | paid+ ref
充了100元，提现120元，又充5000元 | paid back paid
要交押金500元，我转了，又要1500元，没转 | paid refused
她转了2000元给对方，对方又要3000元 | paid asked
转账15000元，银行止付5000元，还剩10000元没追回 | paid held net
报警人未转账5万元 | refused
没收到返利300元 | other
我退了他10000元 | paid
被对方收了1980元 | paid
先收我2000元定金 | paid
我认购了30万元 | paid
打赏主播4300元 | paid
买黄金交给对方，价值12万元 | price
手机充话费被套走600元 | paid
每次转2000元，共三次 | paid
要交工本费600元，付了又要3000元 | paid asked
先交保证金2800元，做完说还要5000元，也付了 | paid paid
说流水不够再来4000元，我也打了 | paid
对方说要赔4万元，先转5000元 | asked asked
他要12000元，我只转了7000元 | other paid
头两天给了260元，后来转了8000元 | back paid
她投了6万元，期间提现成功两次，1.5万元和3000元 | paid back back
共付9000元，曾返过“补贴”抵现金700元 | paid+ back
刷走卡内余额7300元和1255元 | paid paid
对方刷走了花呗里的900元 | paid
前面交的6200元要不回来 | lost
定金3000元未追回 | net
要交公证费5000元时被柜员拦住 | refused
转账33000元，止付33000元中余额17800元 | paid ref held
转了三千元，平台把三千元那笔拦下退回 | paid held
想贷3万元，按要求交了会员费800元 | asked paid
说能补十八万元，要先付鉴定费1500元 | other asked
做了三单：100元（返138元）、300元（返420元） | bare back bare back
值1500元的皮肤也没了 | other
每个月从微信扣2000元 | other
剩下5000元未付 | refused
买了三套，每套6800元 | paid
10月2号，5000元；10月20号，20000元 | paid paid
再付52万元时输错密码，未付成 | refused
她给了三百元利息 | back
"""
LINES = [line.split("|") for line in SENTENCES.strip().splitlines()]


def roles(text: str) -> list[str]:
    plain = readable(text)
    ledger = Reader(plain, list(find_money(plain))).ledger
    balance(ledger)
    return [e.role.partition(":")[0] + "+" * e.total for e in ledger.entries]


@pytest.mark.parametrize(("text", "expected"), [(a.strip(), b.split()) for a, b in LINES])
def test_roles(text: str, expected: list[str]) -> None:
    assert roles(text + "。") == expected


def test_there_are_enough_sentences() -> None:
    assert len(LINES) >= 150


def sums(text: str) -> tuple[Decimal | None, ...]:
    plain = readable(text)
    found = balance(Reader(plain, list(find_money(plain))).ledger)
    return found.paid, found.returned, found.stopped, found.loss


@pytest.mark.parametrize(
    ("text", "paid", "returned", "stopped", "loss"),
    [
        ("她先投1万元，提现11500元，又投8万元、15万元，银行止付32600元。", 240000, 11500, 32600, 195900),
        ("工行转出4800元、12000元、15000元，第一天返了380元。", 31800, 380, None, 31420),
        ("分两次转账12000元、8000元，共损失20000元。", 20000, None, None, 20000),
        ("转账4笔，共计12880元，其中5000元是借的。", 12880, None, None, 12880),
        ("每次转2000元，共三次。", 6000, None, None, 6000),
        ("付了660元，又付660元，第三次没付成，平台回复其中一笔已退回。", 1320, None, 660, 660),
        ("21:52、21:55分别支出3999元和1999元，银行冻结成功后一笔。", 5998, None, 1999, 3999),
        ("共转账9万元，银行全额止付。", 90000, None, 90000, 0),
        ("付200、800、3000，我算过，200、800、3000，总共4000，返回来300，我亏3700。", 4000, 300, None, 3700),
        ("要求交1万元，他没交。", 0, None, None, 0),
        ("先付“手续费”300元。后来加起来一共转了5300元，客服退回800元。", 5300, 800, None, 4500),
        ("被骗18643元，冻结5000元。", 18643, None, 5000, 13643),
        ("凑了43000元存进卡里，走了两笔，一笔30000元，一笔13000元。", 43000, None, None, 43000),
        ("对方先要1000元，我转了1000元，又要3000元，说没钱了。", 1000, None, None, 1000),
        ("从借呗借了3000元，加上余额1260元，一起转给了对方。", 4260, None, None, 4260),
        ("转账8600元，钱还没划走，民警帮忙拦下来了。", 8600, None, 8600, 0),
        ("三晚一共1164元，我付了1100元。", 1100, None, None, 1100),
        ("去年理财花了一万多元，这回又交律师费3800元。", 3800, None, None, 3800),
        ("购买10张面值1000元的购物卡，拍照发给对方。", 10000, None, None, 10000),
    ],
)
def test_sums(text: str, paid: int, returned: int | None, stopped: int | None, loss: int) -> None:
    assert sums(text) == (paid, returned, stopped, loss)


def test_without_amounts_nothing_is_told() -> None:
    assert sums("接到电话后挂断。") == (None, None, None, None)

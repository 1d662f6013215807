"""What pretexts, claimed identities and demands are called in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# A line of each: name=English.
_TOLD: Final = """
兼职刷单=paid fake orders
点赞关注=likes and follows
礼品包裹引流=gift parcel
约会任务=dating tasks
投票数据任务=voting tasks
福利返现=cashback
影视热度=film ratings
助农公益任务=charity tasks
百万保障=insurance to be cancelled
取消会员=membership to be cancelled
商品质量退款=refund for faulty goods
快递丢失理赔=compensation for a lost parcel
备用金=reserve credit
店铺认证=shop verification
订单付款失败=failed order
荐股群=stock tips group
虚拟货币=virtual currency
黄金外汇期货=gold, currency or futures trading
博彩漏洞=betting loophole
网恋投资=investment by an online lover
民族资产扶贫补贴=national assets or poverty relief
数字人民币=digital yuan
养老投资=investment for old age
内幕跟单=insider trades
新奇项目投资=novel project
网贷放款=online loan
卡号填错解冻=loan frozen for a wrong card number
代办信用卡=credit card by an agent
刷流水验资=proof of funds
提额套现=higher limit or cash from credit
注销校园贷=student loan to be closed
影响征信=threat to the credit record
调整利率=interest rate to be adjusted
征信修复=credit repair
关闭账户服务=account service to be closed
低价商品=cheap goods
宠物托运=pet transport
演出票务=concert tickets
租房定金=rent deposit
二手交易=second-hand sale
药品保健=medicine and supplements
直播抽奖购物=livestream draw
旅游预订=travel booking
代办服务=services by an agent
涉案洗钱=accused of money laundering
安全账户=safe account
医保社保异常=medical insurance irregularity
包裹藏违禁=contraband in a parcel
税务电子补贴=tax or online subsidy
领导要求转账=transfer ordered by a boss
退合同保证金=contract deposit to be returned
亲友出事=relative in trouble
教师收费=school fees
熟人急用钱=friend in need of money
明星粉丝=fan club
买卖游戏账号=sale of a game account
游戏充值皮肤=game top-up or skins
解除防沉迷=lifting of play time limits
代练=paid levelling
跨国包裹清关=customs clearance of a parcel from abroad
情感借款=loan out of affection
网络恋人=online lover
etc认证=toll card verification
钓鱼短信=phishing message
盗刷=unauthorised charges
木马控制=trojan
盗号=stolen account
nfc贴卡=card held to a phone
补换手机卡=replacement SIM card
部队采购=army purchase
消防采购=fire brigade purchase
单位采购=purchase by an institution
代购物资垫资=goods to be bought for the buyer
航班退改签=flight change
裸聊敲诈=sextortion
中奖=prize
求职押金=job deposit
追回损失=recovery of losses
绑架虚构=invented kidnapping
养老金补缴=pension arrears
代考答案=exam answers
平台客服=platform support
快递人员=courier
金融客服=loan or payment support
银行或监管=bank or regulator
公安=police
检察院法院=prosecutors or court
医保社保=insurance office
海关出入境=customs or immigration
税务=tax office
通信管理=telecom regulator
领导老板=boss
同事=colleague
亲属=relative
老师=teacher
朋友熟人=friend
导师老师=tutor
任务接待=task host
恋人网友=lover or online friend
外籍军人医生=foreign soldier or doctor
军人采购=soldier who buys
消防=firefighter
学校医院采购=school or hospital buyer
贷款中介=loan broker
买家卖家=buyer or seller
航空公司=airline
律师=lawyer
共享屏幕=screen sharing
远程控制=remote control
下载软件=app to be installed
扫码进群=group by QR code
垫付做任务=advance payment for tasks
充值=top-up
转到指定账户=transfer to an account given
验证码=verification code
填写银行卡资料=bank card details
借网贷=online loans to be taken
刷流水=fake turnover
交保证金=deposit
交解冻费=unfreezing fee
交手续费=handling fee
交税费=taxes
上门取现金=cash collected at the door
买黄金=gold to be bought
购买礼品卡=gift cards
代购物资=goods to be bought
私下付款=payment outside the platform
封口费=hush money
保密=secrecy
做笔录=statement by video
下注=bets
未命名=unnamed
"""
_NAMES: Final[Mapping[str, str]] = dict(line.split("=") for line in _TOLD.splitlines() if line)

_PART: Final = re.compile("“[^”]*”?|[^·]+")


def in_english(name: str) -> str:
    """Return what a concept is called in English, or the name where nobody has said.

    Parameters
    ----------
    name : str
        Of a `fanzha.scripts.lexicon.Concept`.
    """
    return _NAMES.get(name, name)


def label_in_english(label: str) -> str:
    """Return a label of `fanzha.scripts.name` with its pretext and demand in English; a quotation stays as it was said.

    Parameters
    ----------
    label : str
    """
    return " · ".join(part if part.startswith("“") else in_english(part) for part in _PART.findall(label))

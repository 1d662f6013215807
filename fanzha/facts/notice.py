"""Texts that tell of no case at all: what police, banks and neighbourhoods warn of, and lists of prices."""

from __future__ import annotations

import re
from typing import Final

_WHO: Final = "警方|公安(?:机关|局|分局)?|派出所|(?:市|县|区)?反诈(?:骗)?(?:中心|办)?|民警|社区|居委会|银行|本?[我该]?行|温馨|安全|友情|防[骗诈](?:温馨)?|物业|学校|消费"
# How a text begins that speaks to everybody: 警方提示：, 【反诈提醒】, 社区通知：, 价目表：.
_OPENS: Final = re.compile(
    rf"[【\[（ ]?(?:[一-鿿]{{0,8}}?(?:{_WHO})(?:特别|郑重|再次|紧急|温馨|安全)*(?:提示|提醒|通知|公告|告知|告诫|预警)(?:(?:广大|全体|各位|全市|您|市民|居民|群众|师生|业主|家长|客户)[一-鿿]{{0,6}})?[】\]）：:，！ \n]"
    r"|(?:各位|全体|广大|尊敬的|亲爱的)(?:居民|业主|家长|市民|村民|客户|同学|师生|顾客|住户|朋友)[一-鿿]{0,6}[，:：！]"
    r"|防[骗诈](?:小)?(?:知识|贴士|指南|口诀|宣传|手册|提示)"
    r"|[^，。：\n]{0,14}(?:价目表|价格表|收费(?:标准|公示|项目|说明|价目)|资费标准|报价单)[】:：，\n ]"
    r"|(?:公告|通知|公示)[】:：\n])"
)
# What only a case tells: a person, a report, money that has left.
_CASE: Final = re.compile(
    r"某(?![些个种类一])|[0-9一二三四五六七八九]{1,3}[岁歲]|报案|来所|来电|事主|受骗人|(?:女士|先生|小姐)(?=[，（:：于在被的称到接向转通报因来])"
    r"|(?<!及时)(?<!立即)(?<!马上)(?<!尽快)(?<!赶紧)(?<!打110)(?<!并)(?<!时间)(?<!请)(?<!迅速)(?<!帮)报警(?!电话|中心|热线|求助|方式)"
    r"|(?:[转付汇交打充投买刷骗亏花](?:账|款|给|入|出|走|去|掉)?了|损失(?:了|共计?|约|达)?|被骗(?:走|去|取|了)?(?:人民币|共计?|近|约)?)[0-9一二两三四五六七八九十]"
    r"|拉黑(?:了|我)|失联|联系不上|我(?![行局市区县国院校所店司们社馆省乡镇村队部台处]|中心|公司|分局|单位|支行|辖区)|俺|(?:客户|居民|村民|学生|员工|老人|顾客)[一-鿿]{0,2}(?:称|说|反映|表示|到|在我)"
)


def notice(text: str) -> bool:
    """Tell whether a text speaks to everybody and tells of no case, so that none of its amounts were paid or lost.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    return _OPENS.match(text) is not None and _CASE.search(text) is None

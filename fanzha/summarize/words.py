"""What values of properties are called in English; Chinese is what they are called in the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

ZH: Final = "zh"
EN: Final = "en"
LANGUAGES: Final = (ZH, EN)

_AGES = re.compile(r"(\d+)-(\d+)岁")
_OLD = re.compile(r"(\d+)岁以上")
_COMMON: Final[Mapping[str, str]] = {"未填": "not stated", "其他": "other", "待复核": "awaiting review"}
_OCCUPATIONS: Final[Mapping[str, str]] = {
    "学生": "students", "公司职员": "company staff", "个体工商户": "self-employed traders", "自由职业": "freelancers",
    "工人": "workers", "农民": "farmers", "教师": "teachers", "医护": "medical staff",
    "公务员及事业单位": "public servants", "财会": "accountants", "服务业": "service staff",
    "司机骑手": "drivers and couriers", "军警": "soldiers and police officers", "退休": "retired people", "无业": "unemployed people",
    "家庭主婦": "homemakers", "家庭主妇": "homemakers",
}  # fmt: skip
_EMPLOYERS: Final[Mapping[str, str]] = {
    "企业": "firms", "机关事业单位": "government and public institutions", "学校": "schools", "个体": "own business",
    "自由职业": "freelance", "无": "none",
}  # fmt: skip
_CHANNELS: Final[Mapping[str, str]] = {
    "微信": "WeChat", "电话": "telephone", "短信": "text message", "抖音": "Douyin", "快手": "Kuaishou", "小红书": "Xiaohongshu", "微博": "Weibo",
    "陌陌": "Momo", "探探": "Tantan", "闲鱼": "Xianyu", "淘宝": "Taobao", "拼多多": "Pinduoduo", "支付宝": "Alipay", "邮件": "email",
    "网页": "web page", "线下": "in person", "游戏内": "in a game", "快递": "parcel", "广告": "advert", "视频号": "WeChat Channels",
    "银行转账": "bank transfer", "网银": "online banking", "扫码": "QR code", "现金": "cash", "虚拟货币": "virtual currency", "礼品卡": "gift card",
    "数字人民币": "digital yuan", "黄金": "gold", "充值": "top-up", "信用卡": "credit card", "盗刷": "card fraud", "红包": "red packet", "京东": "JD.com",
    "刷卡": "card payment", "微信支付": "WeChat Pay", "充值卡": "prepaid card", "直播间": "livestream", "搜索引擎": "search engine", "会议软件": "meeting app",
    "二维码": "QR code", "短视频": "short video", "视频": "video", "云闪付": "UnionPay app", "QQ钱包": "QQ Wallet", "豆瓣": "Douban", "钉钉": "DingTalk",
    "推特": "X (Twitter)", "企业微信": "WeCom", "百度": "Baidu", "贴吧": "Tieba", "知乎": "Zhihu", "广播": "radio",
}  # fmt: skip
# What stands in columns and has no group of its own.
_FURTHER: Final[Mapping[str, str]] = {
    "女": "female", "男": "male", "女性": "women", "男性": "men", "网站": "web site", "手机银行": "mobile banking", "数字货币": "digital currency", "邮寄": "by post",
    "自由职业者": "freelancers", "医生": "doctors", "护士": "nurses", "公务员": "civil servants", "会计": "accountants", "财务": "finance staff", "服务员": "waiters",
    "司机": "drivers", "快递员": "couriers", "外卖员": "food couriers", "退休人员": "retired people", "务农": "farmers", "保安": "guards", "保洁": "cleaners",
    "销售": "sales staff", "程序员": "programmers", "个体户": "self-employed people", "个体": "self-employed people", "职员": "clerks", "主播": "streamers", "外卖骑手": "food couriers",
    "退休教师": "retired teachers", "全职妈妈": "full-time mothers",
}  # fmt: skip
_SEXES: Final[Mapping[str, str]] = {"female": "female", "male": "male"}
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "sex": _SEXES, "occupation": _OCCUPATIONS, "employer": _EMPLOYERS, "channel": _CHANNELS, "payment": _CHANNELS, "platform": _CHANNELS,
}  # fmt: skip


def english(axis: str, label: str, types: Callable[[str], str] = str) -> str:
    """Return what a value is called in English, or the value where nobody has said.

    Parameters
    ----------
    axis : str
        Name of the property.
    label : str
        The value.
    types : callable
        From the code of a type to its English name.
    """
    if label in _COMMON:
        return _COMMON[label]
    if axis == "type":
        return types(label)
    if axis == "band":
        label = _AGES.sub(r"\1–\2", label)
        return _OLD.sub(r"\1 and older", label)
    return _TABLES.get(axis, {}).get(label, label)


def in_english(word: str) -> str:
    """Return what a word of any table is called in English, or the word where nobody has said.

    Parameters
    ----------
    word : str
    """
    return next((table[word] for table in (_COMMON, _OCCUPATIONS, _CHANNELS, _FURTHER) if word in table), word)


def group_in_english(where: Mapping[str, str]) -> str:
    """Return what a group of people is called: property to value, as `fanzha.summarize.findings.Finding.where` has it."""
    place = ", ".join(where[one] for one in ("area", "street") if one in where)
    sex = {"female": "women", "male": "men"}.get(where.get("sex", ""), "")
    people = sex or ("people" if "band" in where else "")
    if "band" in where:
        people += f" aged {english('band', where['band'])}"
    for one in ("occupation", "employer", "channel", "payment"):
        if one in where:
            people = f"{people} {english(one, where[one])}".strip()
    return f"{people} in {place}" if people and place else people or place

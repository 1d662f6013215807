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
_COMMON: Final[Mapping[str, str]] = {"未填": "not stated", "其他": "other", "待复核": "to be reviewed"}
_OCCUPATIONS: Final[Mapping[str, str]] = {
    "学生": "students", "公司职员": "company staff", "个体工商户": "self-employed traders", "自由职业": "freelancers",
    "工人": "workers", "农民": "farmers", "教师": "teachers", "医护": "medical staff",
    "公务员及事业单位": "civil servants and public institutions", "财会": "accountants", "服务业": "service staff",
    "司机骑手": "drivers and riders", "军警": "military and police", "退休": "retired people", "无业": "unemployed people",
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
    "百度": "Baidu", "贴吧": "Tieba", "知乎": "Zhihu",
}  # fmt: skip
_SEXES: Final[Mapping[str, str]] = {"female": "female", "male": "male"}
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "sex": _SEXES, "occupation": _OCCUPATIONS, "employer": _EMPLOYERS, "channel": _CHANNELS, "payment": _CHANNELS,
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

"""What citizens are told: who is meant, where, and how often without a count that could point at somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from fanzha.disclosure import PUBLIC
from fanzha.warn.findings import Finding
from fanzha.warn.settings import OTHER, WarningSettings

EVERYONE: Final = "全体居民"
EVERYWHERE: Final = "全区"
PEOPLE: Final = ("sex", "band", "occupation")  # properties of people, not of places

# The words of tables name trades, and some of them no people: 财会, 退休. {} is where 女性 or 男性 stands.
_NOUNS: Final[Mapping[str, str]] = {
    "公司职员": "{}公司职员", "个体工商户": "{}个体经营者", "自由职业": "{}自由职业者", "工人": "{}工人", "农民": "{}农民",
    "教师": "{}教师", "医护": "{}医护人员", "公务员及事业单位": "{}公务员和事业单位人员", "财会": "{}财会人员", "服务业": "{}服务业人员",
    "司机骑手": "{}司机和骑手", "军警": "{}军警人员", "退休": "{}退休人员", "无业": "无业{}居民", "家庭主妇": "操持家务的{}居民",
    "其他": "其他职业的{}居民",
}  # fmt: skip
_SPECIAL: Final[Mapping[tuple[str, str], str]] = {
    ("学生", ""): "学生", ("学生", "女性"): "女学生", ("学生", "男性"): "男学生",
    ("家庭主妇", ""): "家庭主妇", ("家庭主妇", "女性"): "家庭主妇",
}  # fmt: skip
_SEXES: Final[Mapping[str, str]] = {"female": "女性", "male": "男性"}

# With a count of at least ten, and with fewer. Cases are counted, not people: one person may have reported twice.
# The largest loss is that of types with enough cases: one of few may have lost more.
_OPENINGS: Final[Mapping[str, tuple[str, str]]] = {
    "outbreak": ("近日，{place}接连发生{type}，已有{n}起以上。", "近日，{place}{type}明显增多。"),
    "riser": ("{since}以来，{place}{type}增多，已有{n}起以上。", "{since}以来，{place}{type}比此前增多。"),
    "people": (
        "{since}以来，{place}{who}遭遇{type}已有{n}起以上，受骗比例高于其他居民。",
        "{since}以来，{place}有{who}遭遇{type}，受骗比例高于其他居民。",
    ),
    "types": (
        "{since}以来，{place}{who}遭遇{type}已有{n}起以上，这类诈骗在该人群遇到的诈骗中占比偏高。",
        "{since}以来，{place}有{who}遭遇{type}，这类诈骗在该人群遇到的诈骗中占比偏高。",
    ),
    "place": (
        "{since}以来，{place}已发生{type}{n}起以上，按人口计多于其他地方。",
        "{since}以来，{place}有{type}发生，按人口计多于其他地方。",
    ),
    "place_types": (
        "{since}以来，{place}已发生{type}{n}起以上，在当地各类诈骗中占比偏高。",
        "{since}以来，{place}有{type}发生，在当地各类诈骗中占比偏高。",
    ),
    "loss": (
        "{since}以来，{place}已发生{type}{n}起以上，造成的损失在多发的几类诈骗中最大。",
        "{since}以来，{place}{type}造成的损失在多发的几类诈骗中最大。",
    ),
}  # fmt: skip

# The band of the youngest, such as 0-17岁 and 18岁以下.
_YOUNGEST: Final = re.compile(r"(?:0-)?([0-9]{1,2})岁(?:以下)?")
_OF_AGE: Final = 18


def audience(where: Mapping[str, str]) -> str:
    """Return what a group of people is called, such as ``18-29岁女性居民`` or ``医护人员``.

    Parameters
    ----------
    where : mapping
        Property to value; ``sex``, ``band`` and ``occupation``, one of `fanzha.facts.occupation_groups.GROUPS`, are read.

    Returns
    -------
    str
        `EVERYONE` where none of them is given.
    """
    if not any(one in where for one in PEOPLE):
        return EVERYONE
    sex, job = _SEXES.get(where.get("sex", ""), ""), where.get("occupation", "")
    noun = _SPECIAL.get((job, sex)) or _NOUNS.get(job, job + "{}居民").replace("{}", sex)
    return where.get("band", "") + noun


def place(where: Mapping[str, str]) -> str:
    """Return the place of a finding as tables have it, or `EVERYWHERE`."""
    return where.get("area", "") + where.get("street", "") or EVERYWHERE


def sms(finding: Finding, settings: WarningSettings) -> str:
    """Return the message: at most as long as the settings say, with the address and the hotline where there is room."""
    hook = settings.hooks.get(finding.type, settings.hooks[OTHER])
    ask = f"咨询{settings.hotline}，报警110。"
    address = f"{_addressed(finding.where, settings)}请注意："
    texts = (f"【{settings.sign}】{part}" for part in (address + hook + ask, hook + ask, f"{hook}报警110。"))
    # The last one always fits: the settings limit all that it is made of.
    return next(text for text in texts if len(text) <= settings.sms_chars)


def notice(finding: Finding, settings: WarningSettings, tip: str) -> str:
    """Return the text of a notice; it says nothing that could be laid at the victims' door.

    Counts are told in steps of ten, rounded down, and none below ten, as in all that is published.
    """
    key, name = finding.kind, "其他类型诈骗" if finding.type == OTHER else finding.type_title
    if key == "group":
        people = any(one in finding.where for one in PEOPLE)
        key = {
            (True, False): "people", (True, True): "types", (False, False): "place", (False, True): "place_types",
        }[people, finding.against_types]  # fmt: skip
    many, few = _OPENINGS[key]
    opening = (many if finding.n >= PUBLIC else few).format(
        place=_told_place(finding.where),
        who=audience(finding.where),
        n=finding.n // PUBLIC * PUBLIC,
        type=name if name.endswith(("诈骗", "案件")) else f"{name}诈骗",
        since=_day(finding.start, finding.end),
    )
    return f"{opening}{tip}如已转账，请立即拨打110；有疑问，请拨打反诈专线{settings.hotline}。"


def _told_place(where: Mapping[str, str]) -> str:
    if "street" in where:
        return where["street"]
    return f"{where['area']}辖区" if "area" in where else "我区"


def _addressed(where: Mapping[str, str], settings: WarningSettings) -> str:
    if not any(one in where for one in PEOPLE):
        # A police station is no address for its neighbours; they are told the street where there is one.
        return f"{where['street']}居民" if "street" in where else "居民朋友"
    youngest = _YOUNGEST.fullmatch(where.get("band", ""))
    if youngest and int(youngest[1]) <= _OF_AGE:
        return "各位家长"  # the number at hand is that of a parent
    # A message that names age and sex offends, and reaches the group by its list of receivers anyway.
    return settings.audiences.get(where.get("occupation", ""), "居民朋友")


def _day(start: date, end: date) -> str:
    year = f"{start.year}年" if start.year != end.year else ""
    return f"{year}{start.month}月{start.day}日"

"""Who falls for what in the simulated district: invented profiles, chosen to be plausible and no more.

Weights by age band follow the bands of ``configs/district.yaml``: 0-17, 18-29, 30-39, 40-49, 50-59, 60 and over.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """How one type strikes.

    Attributes
    ----------
    weight : float
        Cases relative to other types; for the national classes the national counts in thousands (CCL23-Eval task 6).
    ages : tuple of float
        Relative risk by age band.
    female : float
        Relative risk of women against men.
    loss : tuple of (float, float)
        Median in yuan and standard deviation of the logarithm.
    channels, payments : dict
        Names and weights.
    """

    weight: float
    ages: tuple[float, ...]
    female: float
    loss: tuple[float, float]
    channels: dict[str, float]
    payments: dict[str, float]


_BANK = {"银行转账": 8.0, "微信": 1.0, "支付宝": 1.5}
_SMALL = {"微信": 4.0, "支付宝": 3.0, "扫码": 3.0, "银行转账": 1.0}

PROFILES: dict[str, Profile] = {
    "brushing": Profile(35.5, (0.2, 2.0, 1.8, 1.0, 0.6, 0.2), 1.7, (18000, 1.2), {"微信": 4, "QQ": 2, "抖音": 2, "短信": 1, "快递": 1}, {"银行转账": 7, "支付宝": 2, "扫码": 1}),
    "ecommerce_service": Profile(13.8, (0.2, 1.6, 1.7, 1.2, 0.8, 0.5), 1.8, (22000, 1.1), {"电话": 9, "短信": 1, "FaceTime": 1}, _BANK),
    "investment": Profile(11.8, (0.05, 0.9, 1.5, 1.6, 1.5, 1.0), 1.0, (85000, 1.4), {"微信": 4, "抖音": 2, "Soul": 1, "探探": 1, "小红书": 1, "网页": 1}, {"银行转账": 9, "虚拟货币": 2, "黄金": 1}),
    "loan": Profile(11.1, (0.05, 1.6, 1.8, 1.2, 0.7, 0.2), 0.6, (16000, 1.0), {"电话": 3, "网页": 3, "短信": 3, "微信": 1}, _BANK),
    "credit_record": Profile(8.5, (0.02, 2.4, 1.7, 0.8, 0.4, 0.1), 1.1, (30000, 1.0), {"电话": 9, "短信": 1}, {"银行转账": 1}),
    "shopping_service": Profile(7.1, (1.2, 1.6, 1.3, 1.0, 0.8, 0.6), 1.0, (2600, 1.2), {"闲鱼": 2, "抖音": 2, "微信": 2, "小红书": 2, "快手": 1, "网页": 1}, _SMALL),
    "authority": Profile(4.6, (0.3, 1.0, 0.8, 0.9, 1.4, 2.2), 1.5, (68000, 1.4), {"电话": 9, "短信": 1}, {"银行转账": 7, "现金": 1, "黄金": 1}),
    "acquaintance": Profile(4.4, (0.5, 0.9, 1.2, 1.5, 1.3, 1.0), 1.1, (26000, 1.3), {"微信": 5, "QQ": 3, "电话": 2}, _BANK),
    "game_trade": Profile(2.2, (6.0, 2.2, 0.5, 0.2, 0.1, 0.02), 0.4, (1800, 1.1), {"游戏内": 4, "QQ": 3, "抖音": 2, "快手": 1}, _SMALL),
    "romance": Profile(1.7, (0.1, 1.2, 1.3, 1.2, 1.2, 1.0), 0.7, (24000, 1.3), {"微信": 3, "探探": 2, "陌陌": 2, "Soul": 2, "抖音": 1}, {"微信": 3, "银行转账": 4, "红包": 1}),
    "hacking": Profile(1.2, (0.4, 1.0, 1.0, 1.1, 1.3, 1.3), 1.0, (9000, 1.2), {"短信": 5, "网页": 2, "微信": 2, "邮件": 1}, {"刷卡": 3, "银行转账": 3, "支付宝": 1}),
    "military_purchase": Profile(1.1, (0.0, 0.5, 1.4, 1.8, 1.3, 0.3), 0.8, (32000, 0.9), {"电话": 6, "微信": 3}, {"银行转账": 1}),
    "other": Profile(3.0, (0.8, 1.4, 1.0, 0.9, 1.0, 1.2), 1.0, (6000, 1.3), {"微信": 2, "电话": 2, "QQ": 2, "短信": 1, "快递": 1}, _SMALL),
    "benign": Profile(14.0, (0.5, 1.0, 1.0, 1.0, 1.0, 1.1), 1.0, (0, 0), {"电话": 1}, {"微信": 1}),
}  # fmt: skip

# Cases by weekday (Monday first) and month, relative; offices are busier early in the week, shopping seasons in winter.
WEEKDAY = (1.12, 1.08, 1.05, 1.02, 1.0, 0.88, 0.85)
MONTH = (1.05, 0.85, 1.0, 0.98, 1.0, 1.06, 1.02, 1.0, 0.97, 0.98, 1.12, 1.08)
SEASON: dict[str, dict[int, float]] = {
    "game_trade": {7: 2.0, 8: 2.0, 2: 1.5},
    "ecommerce_service": {6: 1.3, 11: 1.5, 12: 1.3},
    "credit_record": {6: 1.3, 7: 1.2},
    "shopping_service": {1: 1.2, 10: 1.2},
}

OCCUPATIONS: tuple[dict[str, float], ...] = (
    {"学生": 1},
    {"学生": 5, "公司职员": 4, "服务员": 2, "外卖骑手": 1, "主播": 1, "护士": 1, "程序员": 1, "无业": 1},
    {"公司职员": 5, "个体户": 3, "会计": 1, "教师": 1, "全职妈妈": 2, "司机": 1, "程序员": 1, "无业": 1},
    {"公司职员": 3, "个体户": 3, "工人": 2, "会计": 1, "教师": 1, "司机": 2, "家庭主妇": 1},
    {"个体户": 2, "工人": 3, "退休人员": 2, "司机": 1, "家庭主妇": 1, "保洁": 1, "无业": 1},
    {"退休人员": 8, "农民": 2, "退休教师": 1, "无业": 1},
)

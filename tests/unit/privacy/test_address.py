"""Addresses from the road down; what is larger, and offices, stay."""

from __future__ import annotations

import pytest

from fanzha.privacy import redact


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("住柳岸路88号3栋502室，", "住[地址]，"),
        ("深圳市南山区科苑路15号", "深圳市南山区[地址]"),
        ("住翠屏苑B区9号楼2单元801，", "住[地址]，"),
        ("现住石桥村三组。", "现住[地址]。"),
        ("住李家屯12号，", "住[地址]，"),
        ("公司在金座大厦12楼。", "公司在[地址]。"),
        ("在城南街27巷8弄5号门前", "在[地址]门前"),
        ("住金源小区13-2-1902，", "住[地址]，"),
        ("他爹住板洞村下盘屋，", "他爹住[地址]，"),
        ("住長安邨安泊樓2206室。", "住[地址]。"),
        ("在经三路与纬五路交叉口等", "在[地址]等"),
        ("地址我写的是金源大道翡翠城13-2-1902，", "地址我写的是[地址]，"),
        ("寄到白云街道太平路口华联超市旁，", "寄到白云街道[地址]，"),
    ],
)
def test_addresses_go(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize(
    "text",
    ["深圳市南山区", "浙江省杭州市", "新华街道派出所", "南山区人民法院", "在路上接到电话", "工商银行解放路支行", "高速公路收费", "小区门口", "套路贷", "第3号通知", "3月5号转账", "账号", "铁路12306",
     "某小区", "住院三天", "住在学校宿舍", "隔壁小区", "新华街坊", "寄往柬埔寨", "村里广播", "一楼3号窗口", "桥西区"],
)  # fmt: skip
def test_places_that_identify_nobody_stay(text: str) -> None:
    assert redact(text) == text

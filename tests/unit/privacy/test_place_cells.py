"""Cells of columns for places: what names a station or a street stays, what tells of somebody goes."""

from __future__ import annotations

import pyarrow as pa
import pytest

from fanzha.privacy import redact_place
from fanzha.privacy.deidentify import audit


def rows(text: str, mark: str = "|") -> list[str]:
    return text.split(mark)


STEMS = rows(
    "曹家渡 倪家桥 雷公庙 莫愁湖 孔庙 丁蜀 鲁谷 柳芳 伍家岗 符离集 徐家汇 上官桥 龙尾山 田村路 王家坝 张江 刘家窑 陈家桥 杨浦 赵公口 吴淞 周浦 徐泾 "
    "马连道 朱家角 胡家庙 郭公庄 何家营 罗湖 高碑店 郑家屯 梁家渡 谢家集 唐家湾 韩家墩 冯家峪 邓州 曹娥江 曾厝垵 肖家河 袁花 潘家园 于家务 蔡甸 余杭 "
    "杜家坎 叶家花园 程家桥 魏公村 吕梁 任家口 沈家门 卢沟桥 崔各庄 谭家岭 陆家嘴 汪家桥 金鱼池 石景山 贾家花园 韦曲 付家坡 方庄 孟家院 熊岳 秦淮河 "
    "尹家圪 薛家岛 闫良 雷家坳 史各庄 陶然亭 贺兰山 毛家铺 龚滩 万寿路 覃塘 武侯祠 莫干山 向阳门 康定 牛栏山 葛洲坝 安定门 易家墩 伍子胥 颜家庙 岳麓山 "
    "詹家坊 耿家营 兰溪门 俞垛 柳树湾 甘露寺 祝家甸 包公祠 尚义 柯桥 纪家庙 童家桥 凌家塘 单家桥 裴家村 霍家营 涂家沟 谷里 冉家坝 翁家埠 靳家营 欧阳路 "
    "司马台 诸葛镇 东方红 皇甫 尉迟恭 慕容湾 南宫 端木 令狐 澹台湖 钟离 申屠桥 长孙堡 轩辕 闻人街 马家龙 文慧园 王稳庄 安立路 明月 国庆 建国门 和平 "
    "向前 振华 秀英 文华 志强 丽华 金凤 玉兰 红梅 爱国 永红 文明 韩建河 张自忠 佟麟阁 左权 靖宇 尚志 刘胡兰 雷锋",
    " ",
)
ENDINGS = rows("派出所 分局 所 街道 街道办事处 镇 乡 社区 居委会 村 村委会 开发区 园区 路 大道", " ")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_station_or_street_stays_whoever_is_called_like_its_beginning(ending: str) -> None:
    assert len(STEMS) > 150
    assert [cell for stem in STEMS if redact_place(cell := stem + ending) != cell] == []


@pytest.mark.parametrize("front", ["朝阳区", "如东县公安局", "南京市公安局秦淮分局"])
def test_so_it_does_behind_its_district(front: str) -> None:
    assert [cell for stem in STEMS if redact_place(cell := f"{front}{stem}派出所") != cell] == []


@pytest.mark.parametrize(
    "cell",
    rows(
        "二派出所|第二派出所|2派出所|1号社区|１号社区|城南第3派出所|朝阳分局/龙尾山派出所|朝阳分局-曹家渡派出所|李村长江路派出所|吴镇长安路社区|徐家汇路街道|"
        "崔各庄中路社区|邵逸夫路街道|莫愁湖新村社区|七星关区田村路街道|王各庄镇|张王李村|老李家村|女山湖镇|李村|孔庙公安分局刑侦大队"
    ),
)
def test_other_forms_of_places_stay(cell: str) -> None:
    assert redact_place(cell) == cell


@pytest.mark.parametrize(
    ("cell", "secret"),
    [
        tuple(row.split("="))
        for row in rows(
            "张伟家=张伟|李女士住处=李|王建国 13812345678=王建国|王建国13812345678=13812345678|王建国=王建国|欧阳娜娜=欧阳娜娜|李女士=李|王师傅=王|赵先生家=赵|"
            "陈阿姨家=陈|刘经理=刘|幸福路12号=12|幸福路12号3栋502室=502|幸福路三号=三号|朝阳区幸福路88号=88|柳岸小区5栋1单元301=301|龙尾山派出所 13812345678=138|"
            "城关派出所13912345678=139|城关派出所王建国=王建国|城关派出所 王建国=王建国|城关派出所民警王建国=王建国|民警王建国（城关派出所）=王建国|"
            "王建国,城关派出所=王建国|王建国住幸福村=王建国|李娜家住幸福社区=李娜|张伟住在朝阳村=张伟|受害人王建国住龙尾山村=王建国|报案人李娜在城关派出所=李娜|"
            "我叫王建国来自龙尾山派出所=王建国|110101199003074514=1101|城关镇110101199003074514=1101|幸福村12号=12|李家村3组12号=12|李家村88号王建国家=王建国|"
            "张庄村李女士家=李|东风街道幸福路12号院3号楼=12|学府路5弄18号=18|人民路一百二十号=一百二十|人民大道100号=100|丰收社区8号楼2单元601室=601|"
            "一三八一二三四五六七八=一三八|城关派出所电话一三八一二三四五六七八=一三八|wx:abc12345=abc|城关派出所 QQ123456789=1234|李建军同志=李建军|王建国老师=王建国|"
            "张小强师傅家=张小强|王建国家属院3号=王建国|孙悦女士社区=孙|马超先生派出所=马超|王建国经理园区=王建国|周晓红女士=周晓红|王建国城关镇派出所=王建国|"
            "李小明住处=李小明|陈晓东家=陈晓东|陈大爷家=陈|黄奶奶=黄|京A12345=A12345|abc@example.com=abc|张伟家幸福路=张伟|6222021234567890123=6222|"
            "翠苑新村12幢301室=301|石桥镇石桥村四组18号=18|１３８１２３４５６７８=１３８|报案人张建军，男，家住幸福社区=张建军|昨日王建国在龙尾山派出所门口被骗=王建国|"
            "幸福路12号社区=12"
        )
    ],
)
def test_who_and_where_somebody_lives_goes(cell: str, secret: str) -> None:
    assert secret not in redact_place(cell)


def test_the_audit_of_a_table_keeps_places_apart() -> None:
    table = pa.table({"area": ["曹家渡派出所", None, "张伟家"], "street": ["徐家汇街道", "田村路街道", "幸福路12号"]})
    safe, counts = audit(table)
    assert safe.column("area").to_pylist() == ["曹家渡派出所", None, "[姓名]"]
    assert safe.column("street").to_pylist() == ["徐家汇街道", "田村路街道", "[地址]"]
    assert (counts["found"], counts["姓名"], counts["地址"]) == (2, 1, 1)
